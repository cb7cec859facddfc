//! Tables as people bring them, and what is refused of them.

use std::fmt::Write;

use proptest::prelude::*;

use super::super::options::Kind;
use super::*;
use crate::data::{Labels, MAX_POINTS, Target};

fn read_with(text: impl AsRef<[u8]>, choice: &Choice) -> Result<Reading, String> {
    read_table(text.as_ref(), "own.csv", choice).map_err(|error| {
        let message = error.to_string();
        message.strip_prefix("own.csv: ").expect("the file is named").to_owned()
    })
}

fn read(text: impl AsRef<[u8]>) -> Result<Reading, String> {
    read_with(text, &Choice::default())
}

fn table(text: &str) -> Table {
    read(text).unwrap().table
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn with_columns(text: &str, columns: &[&str], label: Option<&str>) -> Result<Table, String> {
    read_with(text, &Choice { columns: &names(columns), label, ..Choice::default() }).map(|reading| reading.table)
}

fn with_kind(text: &str, kind: Kind) -> Result<Table, String> {
    read_with(text, &Choice { kind: Some(kind), ..Choice::default() }).map(|reading| reading.table)
}

#[test]
fn the_last_column_is_the_label_and_the_others_are_learned_from() {
    let text = "width,height,weight,kind\n1,2,3,pear\n4,5,6,apple\n7,8,9,pear\n";
    let fruit = table(text);
    assert_eq!((fruit.columns(), fruit.label()), (&names(&["width", "height", "weight"])[..], "kind"));
    assert_eq!(fruit.labels(), &Labels::Classes(names(&["apple", "pear"])));
    assert_eq!(fruit.numbers(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(fruit.targets(), [1.0, 0.0, 1.0]);
    for same in [
        text.replace(',', ";"),
        text.replace(',', "\t"),
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        text.replace('\n', "\n\n"),
        text.replace('\n', ",,\n"),
        text.replace("pear", "\"pear\"").replace("width", "\"width\""),
        format!("{text},,,\n"),
    ] {
        assert_eq!(table(&same), fruit, "{same:?}");
    }
}

#[test]
fn columns_without_a_header_are_numbered() {
    let own = table("1,2,3,a\n4,5,6,b\n");
    assert_eq!(own.columns(), names(&["column 1", "column 2", "column 3"]));
    assert_eq!(own.label(), "column 4");
    let chosen = with_columns("1,2,3,a\n4,5,6,b\n", &["3", "1"], Some("4")).unwrap();
    assert_eq!(
        (chosen.columns(), chosen.numbers()),
        (&names(&["column 3", "column 1"])[..], &[3.0, 1.0, 6.0, 4.0][..])
    );
}

#[test]
fn columns_are_chosen_by_name_in_either_case_or_number() {
    let text = "a,B,c,kind\n1,2,3,x\n4,5,6,y\n";
    let columns = |names: &[&str]| with_columns(text, names, Some("4")).map(|table| table.columns().to_vec());
    assert_eq!(columns(&["c", "b"]), Ok(names(&["c", "B"])));
    assert_eq!(columns(&["3", "1"]), Ok(names(&["c", "a"])));
    assert_eq!(
        columns(&["a", "Kind"]).unwrap_err(),
        "its column \"kind\" is the label and can't be an input; leave it \
        out of --columns, or name another --label"
    );
    assert_eq!(
        columns(&["a", "1"]).unwrap_err(),
        "its column \"a\" is named twice; name each column once in --columns"
    );
    assert_eq!(
        columns(&["a", "d"]).unwrap_err(),
        "has no column \"d\", which --columns names; its columns are a, B, c, kind; numbers from 1 work, too"
    );
    for absent in ["0", "5", "", "-1", "99999999999999999999"] {
        assert!(columns(&["a", absent]).unwrap_err().contains("has no column"), "{absent}");
    }
    let twice = with_columns("a,b,a,k\n1,2,3,x\n4,5,6,y\n", &["a.1", "a"], None).unwrap();
    assert_eq!(twice.numbers(), [3.0, 1.0, 6.0, 4.0]);
    let twice = with_columns("A,a,b,k\n1,2,3,x\n4,5,6,y\n", &["a", "B"], None).unwrap();
    assert_eq!(twice.columns(), names(&["a", "b"]));
    assert!(
        with_columns(text, &[], Some("label")).unwrap_err().contains("has no column \"label\", which --label names")
    );
}

#[test]
fn texts_and_columns_that_count_the_rows_are_left_out() {
    let reading = read("Id,name,x,y,day,class\n1,ann,5,6,1,a\n2,bob,7,8,2,b\n3,cy,9,1,3,a\n").unwrap();
    assert_eq!(reading.table.columns(), names(&["x", "y", "day"]));
    assert_eq!(reading.left_out, ["Id (row numbers)", "name (not numeric)"]);
    // pandas writes the index first, under no name.
    let reading = read(",x,y,class\n0,5,6,a\n1,7,8,b\n").unwrap();
    assert_eq!((reading.table.columns(), reading.left_out.len()), (&names(&["x", "y"])[..], 1));
    // What is called an id but counts nothing may mean something, and what is asked for is taken.
    assert_eq!(table("id,x,class\n3,5,a\n1,7,b\n").columns(), names(&["id", "x"]));
    let asked = with_columns("id,x,class\n1,5,a\n2,7,b\n", &["id", "x"], None).unwrap();
    assert_eq!(asked.columns(), names(&["id", "x"]));
}

#[test]
fn few_numbers_are_classes_in_their_order_and_many_are_values() {
    let rows =
        |labels: &[&str]| labels.iter().fold(String::from("x,y,k\n"), |text, label| text + "1,2," + label + "\n");
    let own = table(&rows(&["10", "9", "-0", "0.0", "9.0"]));
    assert_eq!(own.labels(), &Labels::Classes(names(&["0", "9", "10"])));
    assert_eq!(own.targets(), [2.0, 1.0, 0.0, 0.0, 1.0]);
    let eight: Vec<String> = (0..9).map(|label| (label % 8).to_string()).collect();
    let eight: Vec<&str> = eight.iter().map(String::as_str).collect();
    assert_eq!(table(&rows(&eight)).labels().target(), Target::Classes(8));
    let nine: Vec<String> = (0..9).map(|label| format!("{label}.5")).collect();
    let nine: Vec<&str> = nine.iter().map(String::as_str).collect();
    let own = table(&rows(&nine));
    assert_eq!((own.labels(), own.targets()[8]), (&Labels::Values, 8.5));
    assert_eq!(own.to_string(), "9 points with values");

    assert_eq!(with_kind(&rows(&["1", "2"]), Kind::Values).unwrap().labels(), &Labels::Values);
    assert!(with_kind(&rows(&["1", "a", "b"]), Kind::Values).unwrap_err().contains("\"a\" is not a number"));
    assert_eq!(with_kind(&rows(&nine), Kind::Classes).unwrap().labels().target(), Target::Classes(9));
    // Whole numbers as people count are those of classes, even if there are many.
    for (first, target) in [(0, Target::Classes(32)), (1, Target::Classes(32)), (2, Target::Value)] {
        let counted: Vec<String> = (0..40).map(|label| (first + label % 32).to_string()).collect();
        let counted: Vec<&str> = counted.iter().map(String::as_str).collect();
        assert_eq!(table(&rows(&counted)).labels().target(), target, "from {first}");
    }
    let many: Vec<String> = (0..33).map(|label| label.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(table(&rows(&many)).labels(), &Labels::Values);
    let message = with_kind(&rows(&many), Kind::Classes).unwrap_err();
    assert!(
        message
            .starts_with("line 34, column 3 (k): \"32\" is different label 33, but at most 32 classes are allowed; "),
        "{message}"
    );
}

#[test]
fn labels_that_cannot_be_learned_are_refused_by_place() {
    let many = (0..33).fold(String::from("x,y,who\n"), |text, row| text + &format!("1,2,n{row}\n"));
    for (text, expected) in [
        ("x,y,k\n1,2,a\n3,4,\n", "has 1 row without a missing cell; fill cells in with --missing mean"),
        (
            "x,y,k\n1,2,a\n3,4,a\n",
            "column 3 (k) has \"a\" in every row; labels must differ: name the label column with --label",
        ),
        ("x,y,k\n1,2,7\n3,4,7.0\n", "column 3 (k) has \"7\" in every row"),
        ("x,y,k\n1,2,1\n3,4,2\n3,4,inf\n", "line 4, column 3 (k): \"inf\" is not finite"),
        ("x,y,k\n1,2,1\n3,4,2\n3,4,unknown\n", "line 4, column 3 (k): \"unknown\" is not a number"),
        (
            &many,
            "line 34, column 3 (who): \"n32\" is different label 33, but at most 32 classes are allowed; \
             name the label column",
        ),
        (
            &format!("x,y,k\n1,2,{0}a\n3,4,{0}b\n", "b".repeat(60)),
            "can't be told from another label in one line of 60 characters; shorten it",
        ),
        ("x,y,k\n1,2,a\n", "has only one row; give at least two: one to train on, one to test on"),
    ] {
        let message = read(text).unwrap_err();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_bad_cell_in_a_column_of_numbers_is_refused_by_place() {
    let rows = |bad: &str| format!("x,y,k\n1,2,a\n{bad}3,4,b\n5,6,a\n");
    for (bad, expected) in [
        (
            "1,two,a\n",
            "line 3, column 2 (y): \"two\" is not a number; write a number such as -0.5, or leave the column out",
        ),
        ("inf,2,a\n", "line 3, column 1 (x): \"inf\" is not finite"),
        ("1,1e39,a\n", "line 3, column 2 (y): \"1e39\" is not finite"),
        ("1,1 00,a\n", "line 3, column 2 (y): \"1 00\" is not a number"),
    ] {
        let message = read(rows(bad)).unwrap_err();
        assert!(message.starts_with(expected), "{message}");
    }
    assert_eq!(table(&rows("1e30,-1e30,a\n")).numbers()[2..4], [1e30, -1e30]);
    // A column that nobody learns from may hold anything.
    let own = with_columns("x,y,z,k\n1,2,3,a\n4,5,?,b\n", &["x", "y"], None).unwrap();
    assert_eq!(own.columns(), names(&["x", "y"]));
    let message = with_columns("x,y,z,k\n1,2,3,a\n4,5,!,b\n", &["x", "z"], None).unwrap_err();
    assert_eq!(message, "line 3, column 3 (z): \"!\" is not a number; write a number such as -0.5");
}

#[test]
fn a_column_missing_in_line_77_is_refused_there() {
    let mut text = String::from("a,b,c,k\n");
    for line in 2..=100 {
        let cells = if line == 77 { "1,2" } else { "1,2,3" };
        writeln!(text, "{cells},{}", line % 3).unwrap();
    }
    assert_eq!(
        read(&text).unwrap_err(),
        "line 77 has 3 columns, but line 1 has 4 columns; give every row the same number"
    );
}

#[test]
fn there_are_2_to_64_columns_of_numbers_and_2_to_100_000_rows() {
    let wide = |count: usize| {
        let cells = |cell: &str| vec![cell; count].join(",");
        let header: Vec<String> = (0..count).map(|column| format!("c{column}")).collect();
        format!("{},k\n{},a\n{},b\n", header.join(","), cells("1"), cells("2"))
    };
    assert_eq!(table(&wide(64)).columns().len(), 64);
    assert_eq!(
        read(wide(65)).unwrap_err(),
        "has 65 numeric columns besides the label; choose up to 64, as in --columns c0,c1"
    );
    assert_eq!(table(&wide(1)).columns(), ["c0"]);
    let message = "has no numeric column besides the label k; give one, or name another --label";
    assert_eq!(read("a,b,k\nx,y,1\nz,w,2\n").unwrap_err(), message);
    let long = |count: usize| format!("x,y,k\n{}3,4,1\n", "1,2,0\n".repeat(count - 1));
    assert_eq!(table(&long(MAX_POINTS)).len(), MAX_POINTS);
    assert_eq!(read(long(MAX_POINTS + 1)).unwrap_err(), "has more than 100000 rows; split it");
    let large = wide(64) + &format!("{},b\n", vec!["3"; 64].join(",")).repeat(24_999);
    let message = "has 25001 rows by 64 columns; give at most 1600000 numbers: fewer rows, or fewer --columns";
    assert_eq!(read(large).unwrap_err(), message);
}

#[test]
fn files_from_hell_are_refused_in_words() {
    for (bytes, expected) in [
        (&b""[..], "has no rows; give at least one row of numbers and a label"),
        (b"\n\n", "has no rows"),
        (b"x,y,label\n", "has no rows"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1 is not UTF-8 text"),
        (b"\x7fELF\x02\x01\x01\x00", "line 1 is not text: it has a byte 0"),
        (b"hello\nworld\n", "has only one column: no comma, semicolon, tab or | separates its cells; name what does"),
        (b"hello;you\nworld;again\n", "has only one row"),
        (b"\"\"\"\"\"\"\"", "has no rows"),
        (b"1,2,\"3\n4,5,6\n", "has only one row"),
    ] {
        let message = read(bytes).unwrap_err();
        assert!(message.starts_with(expected), "{message}");
    }
}

/// Passengers of a ship: missing cells, texts, true and false.
const PASSENGERS: &str = "name,sex,age,alone,port,cabin,survived\nAnn,female,30,yes,S,,1\nBob,male,,no,C,,0\nCy,male,40,no,S,C1,0\n\
    Dee,female,20,yes,,,1\nEd,male,60,no,S,,\nFay,female,10,no,C,B2,1\n";

#[test]
fn rows_with_missing_cells_are_left_out_filled_or_refused() {
    let with = |missing: Missing, one_hot: &[&str]| {
        let one_hot = names(one_hot);
        read_with(PASSENGERS, &Choice { missing, one_hot: &one_hot, ..Choice::default() })
    };
    let reading = with(Missing::Drop, &[]).unwrap();
    assert_eq!(reading.table.columns(), names(&["age", "alone"]));
    assert_eq!((reading.table.len(), reading.table.numbers()[1], reading.is_new), (4, 1.0, true));
    assert_eq!(
        reading.left_out,
        [
            "name (not numeric)",
            "sex (text of 2 values: --one-hot sex)",
            "port (text of 2 values: --one-hot port)",
            "cabin (text of 2 values: --one-hot cabin)"
        ]
    );
    assert_eq!(
        reading.remarks,
        [
            "1 row of 6 left out for a missing label",
            "1 row of 6 left out for missing cells (--missing mean fills them in)"
        ]
    );
    let table = with(Missing::Mean, &["sex", "port"]).unwrap().table;
    assert_eq!(table.columns(), names(&["sex=female", "sex=male", "age", "alone", "port=C", "port=S"]));
    assert_eq!((table.len(), table.has_missing()), (5, true));
    assert_eq!(&table.numbers()[18..24], [1.0, 0.0, 20.0, 1.0, 0.0, 0.0], "no port is none of them");
    let message = with(Missing::Refuse, &[]).unwrap_err();
    assert!(message.starts_with("line 3, column 3 (age): \"\" is missing; fill it in, or let the mean"), "{message}");
    // By the rules of earlier presets, true and false are texts.
    let earlier = Choice { is_earlier: true, ..Choice::default() };
    let reading = read_with(PASSENGERS, &earlier).unwrap();
    assert_eq!(
        (reading.table.columns(), reading.is_new),
        (&names(&["age"])[..], true),
        "which refused a single column"
    );
    let message = with_columns(PASSENGERS, &["age", "sex"], None).unwrap_err();
    assert!(
        message.starts_with("its column \"sex\" is a column of text; make an input of each value with --one-hot sex")
    );
}

#[test]
fn dates_are_refused_with_a_word() {
    let text = "day,x,y,k\n2024-01-31,1,2,a\n2024-02-01,3,4,b\n";
    assert_eq!(read(text).unwrap().left_out, ["day (dates)"]);
    let message = with_columns(text, &["x", "day"], None).unwrap_err();
    assert!(message.starts_with("its column \"day\" is a column of dates; give days or years as numbers"), "{message}");
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_text_is_a_table_or_refused_by_its_name(
        text in "([-a-c0-3.;,\t\" ]{0,3}[,;\n]){0,40}",
        columns in prop::collection::vec("[a-c0-3]{0,2}", 0..4),
        label in prop::option::of("[a-c0-3]{0,2}"),
        kind in prop::option::of(prop::sample::select(vec![Kind::Classes, Kind::Values])),
    ) {
        let choice = Choice { columns: &columns, label: label.as_deref(), kind, ..Choice::default() };
        // Reading names the file in every refusal, or gives what a table must be.
        if let Ok(reading) = read_with(&text, &choice) {
            let table = reading.table;
            prop_assert!(table.numbers().len() == table.len() * table.columns().len());
            prop_assert!(columns.is_empty() || columns.len() == table.columns().len());
            let target = table.labels().target();
            prop_assert!(table.targets().iter().all(|label| target.has(*label)));
        }
    }

    #[test]
    fn every_row_is_read_in_its_order(rows in prop::collection::vec((any::<f32>(), -9.0_f32..9.0, 0..3_u8), 2..40)) {
        let finite = rows.iter().all(|row| row.0.is_finite());
        let line = |(x, y, k): &(f32, f32, u8)| format!("{x},{y},{}", ["a", "b", "c"][usize::from(*k)]);
        let text = rows.iter().map(line).collect::<Vec<_>>().join("\n");
        match read(text) {
            Ok(Reading { table, .. }) => {
                prop_assert!(finite);
                let read: Vec<[u32; 2]> = table.numbers().chunks(2).map(|row| [row[0].to_bits(), row[1].to_bits()]).collect();
                let written: Vec<[u32; 2]> = rows.iter().map(|row| [row.0.to_bits(), row.1.to_bits()]).collect();
                prop_assert_eq!(read, written);
            }
            Err(message) => {
                let first = rows[0].2;
                prop_assert!(!finite || rows.iter().all(|row| row.2 == first), "{message}");
            }
        }
    }
}
