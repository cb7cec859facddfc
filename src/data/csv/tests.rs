//! Second tables: whose columns they have, and what is refused of them.

mod fixtures;

use proptest::prelude::*;

use super::*;
use crate::data::{MAX_POINTS, Target};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Columns of numbers, of points without a table.
fn wanted<'a>(columns: &'a [(String, Coding)], labels: &'a Labels) -> Wanted<'a> {
    let (missing, dialect) = (Missing::Drop, Dialect::default());
    Wanted { columns, label: "label", labels, is_table: false, missing, dialect, is_test_data: false }
}

fn columns(names: &[&str]) -> Vec<(String, Coding)> {
    names.iter().map(|name| ((*name).to_owned(), Coding::Number)).collect()
}

fn read(bytes: impl AsRef<[u8]>, names: &[&str], labels: &Labels) -> Result<Labelled, Error> {
    let points = read_points(bytes.as_ref(), "points.csv", &wanted(&columns(names), labels))?;
    Ok(Labelled { remarks: vec![], form: None, ..points })
}

fn inputs(text: &str, names: &[&str], is_table: bool) -> Result<Inputs, String> {
    let (columns, labels) = (columns(names), Labels::Values);
    let wanted = Wanted { is_table, ..wanted(&columns, &labels) };
    read_inputs(text.as_bytes(), "t", &wanted).map_err(|error| error.to_string())
}

fn points(text: &str) -> Labelled {
    read(text, &["x", "y"], &Labels::numbered(Target::Classes(2))).unwrap()
}

fn refusal(text: impl AsRef<[u8]>) -> String {
    let error = read(text, &["x", "y"], &Labels::numbered(Target::Classes(2))).unwrap_err();
    assert!(matches!(&error, Error::Input { thing, .. } if thing == "points.csv"), "{error}");
    error.to_string()
}

#[test]
fn delimiters_headers_blanks_and_endings_make_no_difference() {
    let expected =
        Labelled { numbers: vec![-1.0, 0.5, 1e-3, 2.0], labels: vec![1.0, 0.0], remarks: vec![], form: None };
    for text in [
        "-1,.5,1\n1e-3,2,0\n",
        "-1,.5,1\n1e-3,2,0",
        "-1;0.5;1\r\n0.001;+2;0\r\n",
        "-1;0,5;1\n0,001;2;0\n",
        "x,y,label\r-1,0.5,1\r0.001,2,0\r",
        "-1\t0.5\t1\n1e-3\t2.\t0\n",
        "x,y,label\n-1,0.5,1\n1E-3,2,0\n",
        "\u{feff}\"first\",\"second\",\"class\"\n\"-1\",\"0.5\",\"1\"\n1e-3,2,0\n",
        "\n  \nx ; y ; label\n\n -1 ; 0.5 ; 1.0 \n\r\n1e-3;2;-0\n\n",
        // Columns of these names are found wherever they stand.
        "label,remark,y,x\n1,good,0.5,-1\n0,bad,2,1e-3\n",
    ] {
        assert_eq!(points(text), expected, "{text:?}");
    }
}

#[test]
fn labels_are_what_is_wanted() {
    let label = |label: &str, labels: &Labels| {
        let points = read(format!("1,2,{label}"), &["x", "y"], labels);
        points.map(|points| points.labels[0]).map_err(|error| error.to_string())
    };
    let eight = Labels::numbered(Target::Classes(8));
    assert_eq!((label("7", &eight), label("-2.5", &Labels::Values)), (Ok(7.0), Ok(-2.5)));
    assert!(label("8", &eight).unwrap_err().ends_with("is not a label; write a whole number from 0 to 7"));
    let three = Labels::numbered(Target::Classes(3));
    for text in ["1.5", "-1", "inf"] {
        assert!(label(text, &three).unwrap_err().ends_with("is not a label; write a whole number from 0 to 2"));
    }
    assert!(label("inf", &Labels::Values).unwrap_err().contains("is not finite"));
    let kinds = Labels::Classes(names(&["cat", "dog", "3"]));
    assert_eq!((label("dog", &kinds), label("3.0", &kinds)), (Ok(1.0), Ok(2.0)));
    let refused = label("Dog", &kinds).unwrap_err();
    assert!(refused.ends_with("column 3 (label): \"Dog\" is not a label; write cat, dog or 3"), "{refused}");
}

#[test]
fn inputs_keep_names_and_text() {
    let found = inputs("a , b\n-1,1e0\n 0.10 , +7\n", &["x", "y"], false).unwrap();
    assert_eq!(found.names, ["a", "b"]);
    let rows: Vec<Vec<&str>> = found.rows().map(|row| row.iter().collect()).collect();
    assert_eq!(rows, [["-1", "1e0"], ["0.10", "+7"]]);
    assert_eq!(found.numbers, [-1.0, 1.0, 0.1, 7.0]);
    assert_eq!(found.remarks, ["a, b: columns are taken by position as x, y"]);
    assert_eq!(inputs("3;4", &["x", "y"], false).unwrap().names, ["x", "y"]);
    let found = inputs("id,y,x\n1,2,3\n", &["x", "y"], false).unwrap();
    assert_eq!((found.names, found.numbers), (names(&["id", "y", "x"]), vec![3.0, 2.0]));
    assert_eq!(found.remarks, ["further columns are ignored: id"]);
}

#[test]
fn columns_are_found_by_name_or_by_position_and_never_by_half() {
    let table = |text: &str, names: &[&str]| inputs(text, names, true).map(|inputs| (inputs.numbers, inputs.remarks));
    let three = ["long", "wide", "tall"];
    let plain = vec![1.0, 2.0, 3.0];
    assert_eq!(table("long,wide,tall\n1,2,3\n", &three), Ok((plain.clone(), vec![])));
    assert_eq!(table("Wide, TALL ,Long\n2,3,1\n", &three), Ok((plain.clone(), vec![])));
    assert_eq!(table("tall,wide,label,long\n3,2,9,1\n", &three), Ok((plain.clone(), vec![])), "the label");
    let by_position = "no header: columns are taken by position as long, wide, tall".to_owned();
    assert_eq!(table("1,2,3\n", &three), Ok((plain.clone(), vec![by_position])));
    for (text, expected) in [
        ("long,wide,high\n1,2,3\n", "t: has no column \"tall\"; its columns are long, wide, high"),
        ("a,b,c\n1,2,3\n", "t: has no columns long, wide, tall; its columns are a, b, c"),
        ("LONG,wide,Long,tall\n1,2,3,4\n", "t: has no column \"long\"; its columns are LONG, wide, Long, tall"),
        ("1,2\n", "t: line 1 has 2 columns; give 3 (long, wide, tall), separated by"),
        ("1,2,3,4\n", "t: line 1 has 4 columns; give 3 (long, wide, tall), separated by"),
    ] {
        let message = table(text, &three).unwrap_err();
        assert!(message.starts_with(expected), "{message}");
    }
    // Two columns of one name are two.
    let twice = table("a,a,label\n1,2,x\n", &["a", "a.1"]).unwrap();
    assert_eq!(twice.0, [1.0, 2.0]);
    // Points without a table take any names, but not those of others.
    assert!(inputs("y,z\n1,2\n", &["x", "y"], false).unwrap_err().contains("has no column \"x\""));
}

#[test]
fn a_table_without_a_header_has_the_columns_of_another() {
    let numbered = |text: &str, names: &[&str], label: &str| {
        let (columns, labels) = (columns(names), Labels::Values);
        let wanted = Wanted { label, is_table: true, ..wanted(&columns, &labels) };
        read_inputs(text.as_bytes(), "t", &wanted).map(|inputs| inputs.numbers).map_err(|error| error.to_string())
    };
    let two = ["column 2", "column 3"];
    assert_eq!(numbered("5,6\n", &two, "column 4"), Ok(vec![5.0, 6.0]));
    assert_eq!(numbered("9,5,6,a\n", &two, "column 4"), Ok(vec![5.0, 6.0]), "its own file");
    assert_eq!(numbered("9,5,6\n", &two, "column 4"), Ok(vec![5.0, 6.0]), "without the labels");
    assert_eq!(numbered("long,wide\n5,6\n", &two, "column 4"), Ok(vec![5.0, 6.0]));
    assert!(numbered("9,9,5,6,a\n", &two, "column 4").unwrap_err().contains("has 5 columns; give 2"));
}

#[test]
fn texts_and_missing_cells_become_numbers_as_in_training() {
    let one_hot = |value: &str| Coding::OneHot { column: "sex".into(), value: value.into() };
    let columns = [
        ("age".to_owned(), Coding::Number),
        ("sex=f".to_owned(), one_hot("f")),
        ("sex=m".to_owned(), one_hot("m")),
        ("old".to_owned(), Coding::Boolean),
    ];
    let text = "old,sex,age\nyes,m,3\nfalse,?,\n1,x,5\n";
    let numbers = |missing: Missing| {
        let wanted = Wanted { is_table: true, missing, ..wanted(&columns, &Labels::Values) };
        let numbers = read_inputs(text.as_bytes(), "t", &wanted).unwrap().numbers;
        numbers.into_iter().map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(numbers(Missing::Drop), "3 0 1 1 NaN NaN NaN 0 5 0 0 1");
    assert_eq!(numbers(Missing::Mean), "3 0 1 1 NaN 0 0 0 5 0 0 1");
}

#[test]
fn a_bad_cell_is_named_by_line_column_and_text() {
    for (text, expected) in [
        ("x,y,label\n\n1,2,0\n\n\n1,zwei,0\n", "line 6, column 2 (y): \"zwei\" is not a number"),
        ("l,2,0\n1,2,0\n", "line 1, column 1 (x): \"l\" is not a number"),
        ("a,b,c\ninf,2,0\n", "line 2, column 1 (x): \"inf\" is not finite"),
        ("1,-inf,0\n", "line 1, column 2 (y): \"-inf\" is not finite"),
        ("nan,2,0\n", "has no rows without a missing cell; give at least one row of x, y, label"),
        ("1,1e39,0\n", "line 1, column 2 (y): \"1e39\" is not finite"),
        ("1,2,0\n1,2,2\n", "line 2, column 3 (label): \"2\" is not a label; write 0 or 1"),
        ("1,2,yes\n", "line 1, column 3 (label): \"yes\" is not a label"),
        ("1;2;0\n1,5,5;2;0\n", "line 2, column 1 (x): \"1,5,5\" is not a number"),
    ] {
        let message = refusal(text);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn columns_that_are_missing_are_refused() {
    assert!(refusal("x,y\n1,2\n").contains("has no column \"label\"; its columns are x, y"));
    assert!(refusal("1,2\n").contains("line 1 has 2 columns; give 3 (x, y, label)"));
    assert!(refusal("1 2 0\n3 4 0\n").contains("line 1 has 1 column;"));
    assert!(refusal("\nx,z,w,label\n1,2,3,0\n").contains("has no column \"y\"; its columns are x, z, w, label"));
    let error = inputs("1,2,0\n", &["x", "y"], false).unwrap_err();
    assert!(error.starts_with("t: line 1 has 3 columns; give 2 (x, y)"), "{error}");
    for text in ["", "x,y,label\n"] {
        assert!(refusal(text).contains("has no rows; give at least one row of x, y, label"), "{text:?}");
    }
}

#[test]
fn as_many_points_as_allowed_are_read() {
    assert_eq!(points(&"1,2,0\n".repeat(MAX_POINTS)).labels.len(), MAX_POINTS);
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, &["x", "y"], &Labels::numbered(Target::Classes(2)));
        let _ = read_table(bytes.as_slice(), "any", &Choice::default());
    }

    #[test]
    fn tables_of_odd_characters_are_read_or_refused(text in "[-0-9.,;\t\"\r\n ex]{0,60}") {
        let _ = read(&text, &["x", "y"], &Labels::Values);
        let _ = inputs(&text, &["x", "y"], true);
    }

    #[test]
    fn written_points_read_back_to_the_same_bits(rows in prop::collection::vec(
        (any::<f32>().prop_filter("finite", |x| x.is_finite()), -1e3_f32..1e3, any::<bool>()), 1..20,
    )) {
        let lines: Vec<String> =
            rows.iter().map(|(x, y, label)| format!("{x},{y:?},{}", u8::from(*label))).collect();
        let read = points(&lines.join("\n"));
        for ((x, y, label), (numbers, read)) in rows.iter().zip(read.numbers.chunks(2).zip(&read.labels)) {
            prop_assert_eq!([x.to_bits(), y.to_bits()], [numbers[0].to_bits(), numbers[1].to_bits()]);
            prop_assert_eq!(*read, f32::from(u8::from(*label)));
        }
    }
}
