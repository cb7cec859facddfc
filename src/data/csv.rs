//! Tables of points from any reader.
//!
//! A row a point: x, y and, where asked for, the label. The header is optional and the delimiter is found, so that
//! tables from spreadsheets and other programs can be taken as they are. Opens no file: `eval` and `predict` give
//! their reader, and the name that messages call it by.

use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::{MOST_POINTS, Points, Target};
use crate::error::Error;

/// The most bytes that are read: far more than [`MOST_POINTS`] rows of numbers take.
const MOST_BYTES: u64 = 16 << 20;

/// Points without labels, with the text that they were read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    /// Names of the two columns: the header's, or `x` and `y`.
    pub names: [String; 2],
    /// The two cells of each row as they were written, without blanks round them.
    pub cells: Vec<[String; 2]>,
    /// Coordinates of each point. As long as `cells`.
    pub inputs: Vec<[f32; 2]>,
}

/// Reads a table of three columns: x, y and a label, the number of a class or a value as `target` says. The first
/// row is a header if none of its cells is a number; the delimiter is the first of tab, semicolon and comma that
/// the first row has; blank lines are skipped.
///
/// # Errors
/// [`Error::Input`], with `place` as the thing, if the reader fails; if a row has not three cells, or a cell is no
/// finite number or no label (told with line, column and text); if there is no point, or more than [`MOST_POINTS`].
pub fn read_points(reader: impl Read, place: &str, target: Target) -> Result<Points, Error> {
    let table = Table::<3>::read(reader, place, ["x", "y", "label"])?;
    let mut points = Points::default();
    for row in &table.rows {
        points.push([table.number(row, 0)?, table.number(row, 1)?], table.label(row, 2, target)?);
    }
    Ok(points)
}

/// Reads a table of two columns, x and y, by the rules of [`read_points`].
///
/// # Errors
/// As for [`read_points`].
pub fn read_inputs(reader: impl Read, place: &str) -> Result<Inputs, Error> {
    let table = Table::<2>::read(reader, place, ["x", "y"])?;
    let inputs: Result<_, Error> =
        table.rows.iter().map(|row| Ok([table.number(row, 0)?, table.number(row, 1)?])).collect();
    Ok(Inputs { inputs: inputs?, names: table.names, cells: table.rows.into_iter().map(|row| row.cells).collect() })
}

/// A table of C columns, cells still as text.
struct Table<'a, const C: usize> {
    place: &'a str,
    names: [String; C],
    /// At least one, at most [`MOST_POINTS`].
    rows: Vec<Row<C>>,
}

struct Row<const C: usize> {
    /// Line of the file, from 1.
    line: usize,
    cells: [String; C],
}

impl<'a, const C: usize> Table<'a, C> {
    fn read(reader: impl Read, place: &'a str, default_names: [&str; C]) -> Result<Self, Error> {
        let text = read_text(reader, place)?;
        // csv skips empty lines but then miscounts; so blank lines are taken out here and the others remembered.
        let (numbers, lines): (Vec<usize>, Vec<&str>) =
            text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).unzip();
        let first = lines.first().copied().unwrap_or_default();
        let delimiter = ['\t', ';', ','].into_iter().find(|delimiter| first.contains(*delimiter)).unwrap_or(',');
        let joined = lines.join("\n");
        let mut records = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(delimiter as u8)
            .from_reader(joined.as_bytes());
        let mut table = Self { place, names: default_names.map(str::to_owned), rows: Vec::new() };
        for (count, record) in records.records().enumerate() {
            let record = record.map_err(|error| Error::input(place, format!("cannot be read: {error}"), "mend it"))?;
            // Lines are counted from 1, and none lies beyond the last of those that were joined.
            let index = record.position().map_or(0, |position| position.line() as usize - 1);
            let row = table.row(&record, numbers[index] + 1, default_names)?;
            // A slip in one cell of the first point must not pass for a header.
            if count == 0 && row.cells.iter().all(|cell| cell.parse::<f32>().is_err()) {
                table.names = row.cells;
            } else if table.rows.len() < MOST_POINTS {
                table.rows.push(row);
            } else {
                return Err(Error::input(place, format!("has more than {MOST_POINTS} rows"), "split it"));
            }
        }
        if table.rows.is_empty() {
            let remedy = format!("give at least one row of {}", default_names.join(", "));
            return Err(Error::input(place, "holds no point", remedy));
        }
        Ok(table)
    }

    fn row(&self, record: &StringRecord, line: usize, default_names: [&str; C]) -> Result<Row<C>, Error> {
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let cells = cells.try_into().map_err(|cells: Vec<String>| {
            let count = match cells.len() {
                1 => "1 column".to_owned(),
                count => format!("{count} columns"),
            };
            let names = default_names.join(", ");
            let remedy = format!("give {C} ({names}), separated by commas, semicolons or tabs");
            Error::input(self.place, format!("line {line} has {count}"), remedy)
        })?;
        Ok(Row { line, cells })
    }

    /// The finite number in a column, counted from 0.
    fn number(&self, row: &Row<C>, column: usize) -> Result<f32, Error> {
        match row.cells[column].parse::<f32>() {
            Ok(number) if number.is_finite() => Ok(number),
            Ok(_) => Err(self.refuse(row, column, "is not finite", "write a number such as -0.5")),
            Err(_) => Err(self.refuse(row, column, "is no number", "write a number such as -0.5")),
        }
    }

    /// The label in a column, counted from 0.
    fn label(&self, row: &Row<C>, column: usize, target: Target) -> Result<f32, Error> {
        if target == Target::Value {
            return self.number(row, column);
        }
        match row.cells[column].parse::<f32>() {
            // The sign of a zero would stand in files.
            Ok(label) if target.has(label) => Ok(label.abs()),
            _ => Err(self.refuse(row, column, "is no label", &format!("write {}", target.words()))),
        }
    }

    fn refuse(&self, row: &Row<C>, column: usize, problem: &str, remedy: &str) -> Error {
        let (line, name, cell) = (row.line, &self.names[column], &row.cells[column]);
        // Enough of a cell to find it by.
        let shown: String = cell.chars().take(40).collect();
        let problem = format!("line {line}, column {} ({name}): {shown:?} {problem}", column + 1);
        Error::input(self.place, problem, remedy)
    }
}

/// All of the text, without a byte order mark.
fn read_text(reader: impl Read, place: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    reader
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::input(place, format!("cannot be read: {error}"), "check the file"))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::input(place, format!("is larger than {} MiB", MOST_BYTES >> 20), "split it"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        Error::input(place, format!("line {line} is no UTF-8 text"), "give a table of numbers as text")
    })?;
    // Spreadsheets write one.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io;

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable is out"))
        }
    }

    fn points(text: &str) -> Points {
        read_points(text.as_bytes(), "points.csv", Target::Classes(2)).unwrap()
    }

    fn refusal(text: impl AsRef<[u8]>) -> String {
        let error = read_points(text.as_ref(), "points.csv", Target::Classes(2)).unwrap_err();
        assert!(matches!(&error, Error::Input { thing, .. } if thing == "points.csv"), "{error}");
        error.to_string()
    }

    #[test]
    fn delimiters_headers_blanks_and_endings_make_no_difference() {
        let expected = Points { inputs: vec![[-1.0, 0.5], [1e-3, 2.0]], labels: vec![1.0, 0.0] };
        for text in [
            "-1,.5,1\n1e-3,2,0\n",
            "-1,.5,1\n1e-3,2,0",
            "-1;0.5;1\r\n0.001;+2;0\r\n",
            "-1\t0.5\t1\n1e-3\t2.\t0\n",
            "x,y,label\n-1,0.5,1\n1E-3,2,0\n",
            "\u{feff}\"first\",\"second\",\"class\"\n\"-1\",\"0.5\",\"1\"\n1e-3,2,0\n",
            "\n  \nx ; y ; label\n\n -1 ; 0.5 ; 1.0 \n\r\n1e-3;2;-0\n\n",
        ] {
            assert_eq!(points(text), expected, "{text:?}");
        }
    }

    #[test]
    fn labels_are_what_the_target_says() {
        let read = |label: &str, target| {
            let points = read_points(format!("1,2,{label}").as_bytes(), "points.csv", target);
            points.map(|points| points.labels[0]).map_err(|error| error.to_string())
        };
        assert_eq!((read("7", Target::Classes(8)), read("-2.5", Target::Value)), (Ok(7.0), Ok(-2.5)));
        let refused = |label, target| read(label, target).unwrap_err();
        assert!(refused("8", Target::Classes(8)).ends_with("is no label; write a whole number from 0 to 7"));
        for label in ["1.5", "-1", "NaN"] {
            assert!(refused(label, Target::Classes(3)).ends_with("is no label; write a whole number from 0 to 2"));
        }
        assert!(refused("inf", Target::Value).contains("is not finite"));
    }

    #[test]
    fn inputs_keep_names_and_text() {
        let inputs = read_inputs("a , b\n-1,1e0\n 0.10 , +7\n".as_bytes(), "-").unwrap();
        assert_eq!(inputs.names, ["a", "b"]);
        assert_eq!(inputs.cells, [["-1", "1e0"], ["0.10", "+7"]]);
        assert_eq!(inputs.inputs, [[-1.0, 1.0], [0.1, 7.0]]);
        assert_eq!(read_inputs("3;4".as_bytes(), "-").unwrap().names, ["x", "y"]);
    }

    #[test]
    fn a_bad_cell_is_named_by_line_column_and_text() {
        for (text, expected) in [
            ("x,y,label\n\n1,2,0\n\n\n1,zwei,0\n", "line 6, column 2 (y): \"zwei\" is no number"),
            ("l,2,0\n1,2,0\n", "line 1, column 1 (x): \"l\" is no number"),
            ("1,2,0\r\n\r\n,2,0\r\n", "line 3, column 1 (x): \"\" is no number"),
            ("a,b,c\nNaN,2,0\n", "line 2, column 1 (a): \"NaN\" is not finite"),
            ("1,-inf,0\n", "line 1, column 2 (y): \"-inf\" is not finite"),
            ("nan,2,0\n", "line 1, column 1 (x): \"nan\" is not finite"),
            ("1,1e39,0\n", "line 1, column 2 (y): \"1e39\" is not finite"),
            ("1,2,0\n1,2,2\n", "line 2, column 3 (label): \"2\" is no label; write 0 or 1"),
            ("1,2,yes\n", "line 1, column 3 (label): \"yes\" is no label"),
            ("1;2;0\n1,5;2;0\n", "line 2, column 1 (x): \"1,5\" is no number"),
        ] {
            let message = refusal(text);
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn rows_of_another_length_are_refused() {
        assert!(refusal("1,2,0\n\n3,4\n").contains("line 3 has 2 columns; give 3 (x, y, label)"));
        assert!(refusal("x,y\n1,2\n").contains("line 1 has 2 columns"));
        assert!(refusal("1 2 0\n").contains("line 1 has 1 column;"));
        let error = read_inputs("1,2,0\n".as_bytes(), "-").unwrap_err().to_string();
        assert!(error.starts_with("-: line 1 has 3 columns; give 2 (x, y)"), "{error}");
    }

    #[test]
    fn a_table_without_points_is_refused() {
        for text in ["", "\n \n", "x,y,label\n"] {
            assert!(refusal(text).contains("holds no point; give at least one row of x, y, label"), "{text:?}");
        }
    }

    #[test]
    fn as_many_points_as_allowed_are_read_and_no_more() {
        let table = "1,2,0\n".repeat(MOST_POINTS);
        assert_eq!(points(&table).len(), MOST_POINTS);
        assert_eq!(points(&format!("x,y,label\n{table}")).len(), MOST_POINTS);
        assert!(refusal(table + "1,2,0\n").contains("has more than 100000 rows"));
    }

    #[test]
    fn an_endless_reader_and_one_that_fails_are_refused() {
        let endless = read_inputs(io::repeat(b'1'), "-").unwrap_err().to_string();
        assert!(endless.contains("is larger than 16 MiB"), "{endless}");
        let broken = read_inputs(Broken, "-").unwrap_err().to_string();
        assert!(broken.contains("the cable is out"), "{broken}");
    }

    #[test]
    fn what_is_no_text_is_refused_by_line() {
        assert!(refusal(b"1,2,0\n1,\xff,0\n").contains("line 2 is no UTF-8 text"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_points(bytes.as_slice(), "any", Target::Classes(2));
        }

        #[test]
        fn tables_of_odd_characters_are_read_or_refused(text in "[-0-9.,;\t\"\r\n ex]{0,60}") {
            let _ = read_points(text.as_bytes(), "any", Target::Value);
            let _ = read_inputs(text.as_bytes(), "any");
        }

        #[test]
        fn written_points_read_back_to_the_same_bits(rows in prop::collection::vec(
            (any::<f32>().prop_filter("finite", |x| x.is_finite()), -1e3_f32..1e3, any::<bool>()), 1..20,
        )) {
            let lines: Vec<String> =
                rows.iter().map(|(x, y, label)| format!("{x},{y:?},{}", u8::from(*label))).collect();
            let read = points(&lines.join("\n"));
            for ((x, y, label), (input, read)) in rows.iter().zip(read.inputs.iter().zip(&read.labels)) {
                prop_assert_eq!([x.to_bits(), y.to_bits()], input.map(f32::to_bits));
                prop_assert_eq!(*read, f32::from(u8::from(*label)));
            }
        }
    }
}
