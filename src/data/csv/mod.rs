//! Tables of points from any reader.
//!
//! A row a point. The header is optional and the delimiter is found, so that tables from spreadsheets and other programs
//! can be taken as they are. [`read_table`] reads a [`Table`](super::Table) to train on; [`read_points`] and
//! [`read_inputs`] read points for a trained network. Opens no file: the caller passes the reader, and its name for
//! messages.

mod cells;
mod choice;
mod grid;
mod lines;

use std::io::Read;

use super::Labels;
use crate::error::Error;
use crate::text::excerpt;
use cells::{Cells, Row, tidy};

pub(super) use cells::LONGEST_NAME;
pub use choice::{Choice, Kind, Reading, read_table};
pub use grid::{Grid, Texts};

/// The columns that are looked for in a table.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Names of the columns of numbers.
    pub columns: &'a [String],
    /// Name of the column of labels.
    pub label: &'a str,
    /// What the labels are.
    pub labels: &'a Labels,
}

/// Points without labels, with the text that they were read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// Names of all columns: the header's, or those that were looked for.
    pub names: Vec<String>,
    /// All cells of each row as they were written, without blanks round them.
    cells: Grid,
    has_header: bool,
    /// The numbers in the columns that were looked for, `[n, columns]` row by row.
    pub numbers: Vec<f32>,
}

impl Inputs {
    /// The cells of each row.
    pub fn rows(&self) -> impl Iterator<Item = Texts<'_>> {
        self.cells.rows().skip(usize::from(self.has_header))
    }
}

/// Points with labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The numbers in the columns that were looked for, `[n, columns]` row by row.
    pub numbers: Vec<f32>,
    /// The number of each row's class, or its value. As many as rows.
    pub labels: Vec<f32>,
}

/// Reads a table of points with labels. If its header has all the names that are looked for, in whatever order and among
/// others, the columns are those; else it must have just as many columns, in the order in which they are looked for with
/// the label as the last.
///
/// The first row is a header if none of its cells is a number; the delimiter is the first of tab, semicolon and comma
/// that the first row has outside quotes; blank rows are skipped. Where semicolons separate the cells, `1,5` is one and
/// a half.
///
/// # Errors
/// [`Error::Input`], with `place` as the thing, if the reader fails or gives what is no text; if columns are missing or
/// rows differ in length, or a cell is not a finite number or not a label (with line, column and text); if there is no
/// point, or more than [`MAX_POINTS`](super::MAX_POINTS).
pub fn read_points(reader: impl Read, place: &str, wanted: &Wanted) -> Result<Labelled, Error> {
    let names: Vec<&str> = wanted.columns.iter().map(String::as_str).chain([wanted.label]).collect();
    let cells = Cells::read(reader, place, &names.join(", "))?;
    let found = find(&cells, &names)?;
    let Some((label, columns)) = found.split_last() else { return Ok(Labelled::default()) };
    let labels = cells.rows().map(|row| label_of(&cells, row, label, wanted.labels));
    Ok(Labelled { numbers: cells.numbers(columns, "")?, labels: labels.collect::<Result<_, _>>()? })
}

/// Reads a table of points without labels, by the rules of [`read_points`].
///
/// # Errors
/// As for [`read_points`].
pub fn read_inputs(reader: impl Read, place: &str, wanted: &[String]) -> Result<Inputs, Error> {
    let names: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let cells = Cells::read(reader, place, &names.join(", "))?;
    let found = find(&cells, &names)?;
    let numbers = cells.numbers(&found, "")?;
    let texts = |row: Row| row.cells().map(str::to_owned).collect();
    let names = cells.header().map_or_else(|| wanted.to_vec(), texts);
    Ok(Inputs { names, has_header: cells.has_header, cells: cells.grid, numbers })
}

/// The places of the columns of these names, with the names that the table has for them: by its header if that has them
/// all, else in their order.
fn find(cells: &Cells, names: &[&str]) -> Result<Vec<(usize, String)>, Error> {
    let header: Vec<String> = cells.header().into_iter().flat_map(Row::cells).map(tidy).collect();
    let by_name = |name: &&str| Some((header.iter().position(|own| own == name)?, (*name).to_owned()));
    if let Some(found) = names.iter().map(by_name).collect() {
        return Ok(found);
    }
    if cells.width() == names.len() {
        let name_at = |place: usize| header.get(place).cloned().unwrap_or_else(|| names[place].to_owned());
        return Ok((0..names.len()).map(|place| (place, name_at(place))).collect());
    }
    let line = cells.all().next().map_or(1, |row| row.line);
    let count = cells::columns(cells.width());
    let list = excerpt(&names.join(", "));
    let remedy = format!("give {} ({list}), separated by commas, semicolons or tabs", names.len());
    Err(Error::input(cells.place, format!("line {line} has {count}"), remedy))
}

/// The label in a column: the number of its class, or its value.
fn label_of(cells: &Cells, row: Row, (column, name): &(usize, String), labels: &Labels) -> Result<f32, Error> {
    if *labels == Labels::Values {
        return cells.number(row, *column, name, "");
    }
    let text = tidy(row.cell(*column));
    let class = labels.class_named(&text, cells.parse(&text));
    let refuse =
        || cells.refuse(row, *column, name, "is not a label", format!("write {}", excerpt(&labels.to_string())));
    class.map(|class| class as f32).ok_or_else(refuse)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::{MAX_POINTS, Target};

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn read(bytes: impl AsRef<[u8]>, columns: &[&str], labels: &Labels) -> Result<Labelled, Error> {
        read_points(bytes.as_ref(), "points.csv", &Wanted { columns: &names(columns), label: "label", labels })
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
        let expected = Labelled { numbers: vec![-1.0, 0.5, 1e-3, 2.0], labels: vec![1.0, 0.0] };
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
        for text in ["1.5", "-1", "NaN"] {
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
        let wanted = names(&["x", "y"]);
        let inputs = read_inputs("a , b\n-1,1e0\n 0.10 , +7\n".as_bytes(), "-", &wanted).unwrap();
        assert_eq!(inputs.names, ["a", "b"]);
        let rows: Vec<Vec<&str>> = inputs.rows().map(|row| row.iter().collect()).collect();
        assert_eq!(rows, [["-1", "1e0"], ["0.10", "+7"]]);
        assert_eq!(inputs.numbers, [-1.0, 1.0, 0.1, 7.0]);
        assert_eq!(read_inputs("3;4".as_bytes(), "-", &wanted).unwrap().names, ["x", "y"]);
        let inputs = read_inputs("id,y,x\n1,2,3\n".as_bytes(), "-", &wanted).unwrap();
        assert_eq!((inputs.names, inputs.numbers), (names(&["id", "y", "x"]), vec![3.0, 2.0]));
    }

    #[test]
    fn a_bad_cell_is_named_by_line_column_and_text() {
        for (text, expected) in [
            ("x,y,label\n\n1,2,0\n\n\n1,zwei,0\n", "line 6, column 2 (y): \"zwei\" is not a number"),
            ("l,2,0\n1,2,0\n", "line 1, column 1 (x): \"l\" is not a number"),
            ("1,2,0\r\n\r\n,2,0\r\n", "line 3, column 1 (x): \"\" is not a number"),
            ("a,b,c\nNaN,2,0\n", "line 2, column 1 (a): \"NaN\" is not finite"),
            ("1,-inf,0\n", "line 1, column 2 (y): \"-inf\" is not finite"),
            ("nan,2,0\n", "line 1, column 1 (x): \"nan\" is not finite"),
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
        assert!(refusal("x,y\n1,2\n").contains("line 1 has 2 columns; give 3 (x, y, label)"));
        assert!(refusal("1 2 0\n3 4 0\n").contains("line 1 has 1 column;"));
        assert!(refusal("\nx,z,w,label\n1,2,3,0\n").contains("line 2 has 4 columns; give 3 (x, y, label)"));
        let error = read_inputs("1,2,0\n".as_bytes(), "-", &names(&["x", "y"])).unwrap_err().to_string();
        assert!(error.starts_with("-: line 1 has 3 columns; give 2 (x, y)"), "{error}");
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
            let _ = read_inputs(text.as_bytes(), "any", &names(&["x", "y"]));
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
}
