//! The cells of a table as text, with the place of each for messages.
//!
//! Finds the delimiter and the header, skips blank rows, and holds that all rows are as long. What the cells mean is
//! for the readers of this folder.

use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::data::MAX_POINTS;
use crate::error::Error;

/// The most bytes that are read: several times what [`MAX_POINTS`] rows of numbers in 17 columns take.
const MAX_BYTES: u64 = 64 << 20;
/// The longest name of a column or class, in characters.
pub(in crate::data) const LONGEST_NAME: usize = 60;
/// Largest number of columns in a row, used or not.
const MAX_WIDTH: usize = 1000;
/// The most lines with anything in them: a row may have several, in quotes.
const MAX_LINES: usize = 4 * MAX_POINTS;
/// Delimiters, the first that a table's first row has being its own.
const DELIMITERS: [char; 3] = ['\t', ';', ','];

/// A table whose cells are text.
pub(super) struct Cells<'a> {
    /// What messages call the table.
    pub(super) place: &'a str,
    /// Names of the columns, if the first row gives them.
    pub(super) header: Option<Row>,
    /// At least one, at most [`MAX_POINTS`], each as long as the header.
    pub(super) rows: Vec<Row>,
    /// Whether 1,5 is one and a half: so write those who separate cells by semicolons.
    has_decimal_commas: bool,
}

pub(super) struct Row {
    /// Line of the file, from 1.
    pub(super) line: usize,
    cells: StringRecord,
}

impl Row {
    /// The cells, without blanks round them.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// The cell in a column, counted from 0.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    fn is_blank(&self) -> bool {
        self.cells().all(str::is_empty)
    }
}

impl<'a> Cells<'a> {
    /// Reads a table. The first row is a header if none of its cells is a number; the delimiter is the first of tab,
    /// semicolon and comma that it has outside quotes; rows without any text are skipped.
    ///
    /// # Errors
    /// [`Error::Input`], with `place` as the thing, if the reader fails, or gives what is no text or too much; if a row
    /// is not as long as the first; if there is no row, or more than [`MAX_POINTS`]. `columns` describes a row.
    pub(super) fn read(reader: impl Read, place: &'a str, columns: &str) -> Result<Self, Error> {
        let text = read_text(reader, place)?;
        // csv skips empty lines but then miscounts; so blank lines are taken out here and the others remembered. Those
        // that spreadsheets write below a table have delimiters.
        let is_blank = |line: &str| line.chars().all(|sign| sign.is_whitespace() || DELIMITERS.contains(&sign));
        let lines = text.lines().enumerate().filter(|(_, line)| !is_blank(line));
        let (numbers, lines): (Vec<usize>, Vec<&str>) = lines.take(MAX_LINES + 1).unzip();
        let too_long = || Error::input(place, format!("has more than {MAX_POINTS} rows"), "split it");
        if lines.len() > MAX_LINES {
            return Err(too_long());
        }
        let delimiter = delimiter_of(lines.first().copied().unwrap_or_default());
        let joined = lines.join("\n");
        let mut records = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(delimiter as u8)
            .from_reader(joined.as_bytes());
        let has_decimal_commas = delimiter == ';';
        let mut table = Self { place, header: None, rows: Vec::new(), has_decimal_commas };
        let mut first = None;
        for record in records.records() {
            let cells = record.map_err(|error| Error::input(place, format!("cannot be read: {error}"), "fix it"))?;
            // Lines are counted from 1, and none lies beyond the last of those that were joined.
            let index = cells.position().map_or(0, |position| position.line() as usize - 1);
            let row = Row { line: numbers[index] + 1, cells };
            if row.is_blank() {
                continue;
            }
            let (first_line, width) = *first.get_or_insert((row.line, row.len()));
            if row.len() != width {
                return Err(table.refuse_length(&row, first_line, width));
            }
            if width > MAX_WIDTH {
                let problem = format!("line {first_line} has {width} columns");
                return Err(Error::input(place, problem, format!("give at most {MAX_WIDTH}")));
            }
            // A slip in one cell of the first point must not pass for a header.
            let is_first = table.header.is_none() && table.rows.is_empty();
            if is_first && row.cells().all(|cell| table.parse(cell).is_none()) {
                table.header = Some(row);
            } else if table.rows.len() < MAX_POINTS {
                table.rows.push(row);
            } else {
                return Err(too_long());
            }
        }
        if table.rows.is_empty() {
            return Err(Error::input(place, "has no rows", format!("give at least one row of {columns}")));
        }
        Ok(table)
    }

    /// Columns of each row.
    pub(super) fn width(&self) -> usize {
        self.rows.first().map_or(0, Row::len)
    }

    /// The number that a text is, finite or not, if it is one.
    pub(super) fn parse(&self, text: &str) -> Option<f32> {
        match text.parse() {
            Err(_) if self.has_decimal_commas && !text.contains('.') => text.replacen(',', ".", 1).parse().ok(),
            parsed => parsed.ok(),
        }
    }

    /// The finite number in a column of this name, counted from 0. `remedy` is what else would help than a number.
    pub(super) fn number(&self, row: &Row, column: usize, name: &str, remedy: &str) -> Result<f32, Error> {
        let remedy = || format!("write a number such as -0.5{remedy}");
        match self.parse(row.cell(column)) {
            Some(number) if number.is_finite() => Ok(number),
            Some(_) => Err(self.refuse(row, column, name, "is not finite", remedy())),
            None => Err(self.refuse(row, column, name, "is not a number", remedy())),
        }
    }

    /// The numbers in some columns, each with its name: `[n, columns]` row by row.
    pub(super) fn numbers(&self, columns: &[(usize, String)], remedy: &str) -> Result<Vec<f32>, Error> {
        let cells = self.rows.iter().flat_map(|row| columns.iter().map(move |column| (row, column)));
        cells.map(|(row, (column, name))| self.number(row, *column, name, remedy)).collect()
    }

    /// The refusal of a cell, by its place and text.
    pub(super) fn refuse(
        &self,
        row: &Row,
        column: usize,
        name: &str,
        problem: &str,
        remedy: impl Into<String>,
    ) -> Error {
        // Enough of a cell to find it by.
        let shown: String = row.cell(column).chars().take(40).collect();
        let problem = format!("line {}, column {} ({name}): {shown:?} {problem}", row.line, column + 1);
        Error::input(self.place, problem, remedy)
    }

    fn refuse_length(&self, row: &Row, first: usize, width: usize) -> Error {
        let (own, others) = (columns(row.len()), columns(width));
        let problem = format!("line {} has {own}, but line {first} has {others}", row.line);
        // A quote that is never closed takes in the lines after it.
        let is_open = row.cells().any(|cell| cell.contains('\n'));
        let remedy =
            if is_open { "close the quotes that are open in this line" } else { "give every row the same number" };
        Error::input(self.place, problem, remedy)
    }
}

/// A number of columns in words.
pub(super) fn columns(count: usize) -> String {
    if count == 1 { "1 column".to_owned() } else { format!("{count} columns") }
}

/// A name of a column or class as it is kept: on one line, and no longer than can be shown.
pub(super) fn tidy(name: &str) -> String {
    let words = name.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect()
}

fn delimiter_of(line: &str) -> char {
    // What lies between the first and the second quote, the third and the fourth, … is text.
    let outside: String = line.split('"').step_by(2).collect();
    DELIMITERS.into_iter().find(|delimiter| outside.contains(*delimiter)).unwrap_or(',')
}

/// All of the text, without a byte order mark.
fn read_text(reader: impl Read, place: &str) -> Result<String, Error> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::input(place, format!("cannot be read: {error}"), "check the file"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::input(place, format!("is larger than {} MiB", MAX_BYTES >> 20), "split it"));
    }
    let line_after = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count();
    let remedy = "save it as CSV in UTF-8";
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = line_after(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        Error::input(place, format!("line {line} is not UTF-8 text"), remedy)
    })?;
    if let Some(end) = text.find('\0') {
        let line = line_after(&text.as_bytes()[..end]);
        return Err(Error::input(place, format!("line {line} is not text: it has a byte 0"), remedy));
    }
    // Spreadsheets write one, and some end lines as old Macintoshes did.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

#[cfg(test)]
mod tests {
    use std::io;

    use proptest::prelude::*;

    use super::*;

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable is out"))
        }
    }

    fn refusal(bytes: impl AsRef<[u8]>) -> String {
        let error = Cells::read(bytes.as_ref(), "points.csv", "x and y").map(drop).unwrap_err();
        assert!(matches!(&error, Error::Input { thing, .. } if thing == "points.csv"), "{error}");
        error.to_string()
    }

    fn rows(text: &str) -> Vec<Vec<String>> {
        let cells = Cells::read(text.as_bytes(), "points.csv", "x and y").unwrap();
        cells.rows.iter().map(|row| row.cells().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn the_delimiter_is_looked_for_outside_quotes() {
        assert_eq!(rows("\"a;b\",c\n1,2\n"), [["1", "2"]]);
        assert_eq!(rows("\"a\tb\";\"c,d\"\n1;2\n"), [["1", "2"]]);
        assert_eq!(rows("\"say \"\"1;2\"\"\",\"c\"\n1,2\n"), [["1", "2"]]);
    }

    #[test]
    fn decimal_commas_are_read_where_semicolons_separate() {
        let number = |text: &str| {
            let cells = Cells::read(text.as_bytes(), "-", "x").unwrap();
            cells.parse(cells.rows[0].cell(0))
        };
        assert_eq!([number("-1,5;2"), number("1.5;2"), number(",5e1;2")], [Some(-1.5), Some(1.5), Some(5.0)]);
        assert_eq!([number("1,000.5;2"), number("1,2,3;2"), number("\"1,5\",2"), number("\"1,5\"\t2")], [None; 4]);
    }

    #[test]
    fn rows_without_text_are_skipped() {
        assert_eq!(rows("x,y\n,\n1,2\n\n , \n\"\",\"\"\n3,4\n,,,,,\n"), [["1", "2"], ["3", "4"]]);
    }

    #[test]
    fn rows_of_another_length_are_refused_by_line() {
        let short = refusal("1,2,0\n\n3,4\n");
        assert_eq!(short, "points.csv: line 3 has 2 columns, but line 1 has 3 columns; give every row the same number");
        assert!(refusal("1\n\n\n3,4\n").contains("line 4 has 2 columns, but line 1 has 1 column;"));
        let open = refusal("x,y\n1,2\n\"3,4\n5,6\n");
        assert_eq!(
            open,
            "points.csv: line 3 has 1 column, but line 1 has 2 columns; close the quotes that are open in this line"
        );
    }

    #[test]
    fn a_table_without_points_is_refused() {
        for text in ["", "\n \n", "x,y\n", "x,y\n,\n", "\u{feff}"] {
            assert!(refusal(text).contains("has no rows; give at least one row of x and y"), "{text:?}");
        }
    }

    #[test]
    fn as_many_rows_as_allowed_are_read_and_no_more() {
        let table = "1,2\n".repeat(MAX_POINTS);
        assert_eq!(rows(&table).len(), MAX_POINTS);
        assert_eq!(rows(&format!("x,y\n{table}")).len(), MAX_POINTS);
        assert!(refusal(table + "1,2\n").contains("has more than 100000 rows"));
        assert!(refusal("1\n".repeat(5_000_000)).contains("has more than 100000 rows"));
        // Below a table, spreadsheets may write as many as they can have.
        assert_eq!(rows(&("1,2\n".to_owned() + &",\n".repeat(1_048_576))), [["1", "2"]]);
        assert!(refusal("1,".repeat(1001)).contains("line 1 has 1002 columns; give at most 1000"));
    }

    #[test]
    fn an_endless_reader_and_one_that_fails_are_refused() {
        let refused = |reader: &mut dyn Read| Cells::read(reader, "-", "x").map(drop).unwrap_err().to_string();
        assert!(refused(&mut io::repeat(b'1')).contains("is larger than 64 MiB"));
        assert!(refused(&mut Broken).contains("the cable is out"));
    }

    #[test]
    fn what_is_no_text_is_refused_by_line() {
        assert!(refusal(b"1,2,0\n1,\xff,0\n").contains("line 2 is not UTF-8 text; save it as CSV in UTF-8"));
        assert!(refusal(b"\x89PNG\r\n\x1a\n\0\0").contains("line 1 is not UTF-8 text"));
        assert!(refusal(b"PK\n1\0,2").contains("line 2 is not text: it has a byte 0"));
        // What Excel calls Unicode text.
        assert!(refusal(b"\xff\xfe1\0,\x002\0").contains("line 1 is not UTF-8 text"));
    }

    #[test]
    fn names_are_short_and_on_one_line() {
        assert_eq!(tidy(" How many\r\nhours\tdo\u{1b}you  sleep?"), "How many hours do you sleep?");
        assert_eq!(tidy(&"é".repeat(99)).chars().count(), LONGEST_NAME);
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Cells::read(bytes.as_slice(), "any", "x");
        }

        #[test]
        fn rows_are_as_long_as_the_first(text in "[-0-9.,;\t\"\r\n ex]{0,60}") {
            if let Ok(cells) = Cells::read(text.as_bytes(), "any", "x") {
                prop_assert!(cells.rows.iter().chain(&cells.header).all(|row| row.len() == cells.width()));
                prop_assert!(cells.rows.windows(2).all(|pair| pair[0].line < pair[1].line));
                let lines = text.split(['\r', '\n']).count();
                prop_assert!(cells.rows.iter().all(|row| (1..=lines).contains(&row.line)));
            }
        }
    }
}
