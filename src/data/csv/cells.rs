//! The cells of a table as text, with the place of each for messages.
//!
//! Finds the header, skips blank rows, and holds that all rows are as long. `lines` reads the text and finds the delimiter;
//! what the cells mean is for the readers of this folder.

use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::grid::{Grid, Texts};
use super::lines::{MAX_WIDTH, read_text, too_long, too_wide, without_blank_lines};
use crate::data::MAX_POINTS;
use crate::error::Error;
use crate::text::excerpt;

/// The longest name of a column or class, in characters.
pub(in crate::data) const LONGEST_NAME: usize = 60;

/// A table whose cells are text.
pub(super) struct Cells<'a> {
    /// What messages call the table.
    pub(super) place: &'a str,
    /// The header if there is one, then the rows: at least one, at most [`MAX_POINTS`].
    pub(super) grid: Grid,
    /// Line of the file of each row of the grid, from 1.
    lines: Vec<u32>,
    /// Whether the first row of the grid is a header.
    pub(super) has_header: bool,
    /// Whether 1,5 is one and a half: so write those who separate cells by semicolons.
    has_decimal_commas: bool,
}

/// A row with its line of the file.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// Line of the file, from 1.
    pub(super) line: usize,
    texts: Texts<'a>,
}

impl<'a> Row<'a> {
    /// The cells, without blanks round them.
    pub(super) fn cells(self) -> impl Iterator<Item = &'a str> {
        self.texts.iter()
    }

    /// The cell in a column, counted from 0.
    pub(super) fn cell(self, column: usize) -> &'a str {
        self.texts.get(column)
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
        let (delimiter, numbers, joined) = without_blank_lines(&text, place)?;
        drop(text);
        let mut records = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(Trim::All)
            .delimiter(delimiter as u8)
            .from_reader(joined.as_bytes());
        let has_decimal_commas = delimiter == ';';
        let mut table = Self { place, grid: Grid::default(), lines: Vec::new(), has_header: false, has_decimal_commas };
        let mut record = StringRecord::new();
        let failed = |error: csv::Error| Error::input(place, format!("cannot be read: {error}"), "fix it");
        while records.read_record(&mut record).map_err(failed)? {
            if record.iter().all(str::is_empty) {
                continue;
            }
            // Lines are counted from 1, and none lies beyond the last of those that were joined.
            let line = numbers[record.position().map_or(0, |position| position.line() as usize - 1)];
            table.add(line, &record)?;
        }
        if table.len() == 0 {
            return Err(Error::input(place, "has no rows", format!("give at least one row of {}", excerpt(columns))));
        }
        Ok(table)
    }

    /// Adds a row, the first of which may be the header.
    fn add(&mut self, line: u32, record: &StringRecord) -> Result<(), Error> {
        if let Some(first) = self.lines.first() {
            if record.len() != self.width() {
                return Err(self.refuse_length(line, record, *first));
            }
        } else if record.len() > MAX_WIDTH {
            return Err(too_wide(self.place, line, &record.len().to_string()));
        } else {
            // A slip in one cell of the first point must not pass for a header.
            self.has_header = record.iter().all(|cell| self.parse(cell).is_none());
        }
        if self.lines.len() == MAX_POINTS + usize::from(self.has_header) {
            return Err(too_long(self.place));
        }
        self.lines.push(line);
        self.grid.push(record);
        Ok(())
    }

    /// The row of names, if there is one.
    pub(super) fn header(&self) -> Option<Row<'_>> {
        if self.has_header { self.all().next() } else { None }
    }

    /// The rows below the header.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        self.all().skip(usize::from(self.has_header))
    }

    /// The header, if there is one, and the rows.
    pub(super) fn all(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        self.grid.rows().zip(&self.lines).map(|(texts, line)| Row { line: *line as usize, texts })
    }

    /// The number of rows, without the header.
    pub(super) fn len(&self) -> usize {
        self.lines.len() - usize::from(self.has_header)
    }

    /// Columns of each row.
    pub(super) fn width(&self) -> usize {
        self.grid.width()
    }

    /// The number that a text is, finite or not, if it is one.
    pub(super) fn parse(&self, text: &str) -> Option<f32> {
        match text.parse() {
            Err(_) if self.has_decimal_commas && !text.contains('.') => text.replacen(',', ".", 1).parse().ok(),
            parsed => parsed.ok(),
        }
    }

    /// The finite number in a column of this name, counted from 0. `remedy` is what else would help than a number.
    pub(super) fn number(&self, row: Row, column: usize, name: &str, remedy: &str) -> Result<f32, Error> {
        let remedy = || format!("write a number such as -0.5{remedy}");
        match self.parse(row.cell(column)) {
            Some(number) if number.is_finite() => Ok(number),
            Some(_) => Err(self.refuse(row, column, name, "is not finite", remedy())),
            None => Err(self.refuse(row, column, name, "is not a number", remedy())),
        }
    }

    /// The numbers in some columns, each with its name: `[n, columns]` row by row.
    pub(super) fn numbers(&self, columns: &[(usize, String)], remedy: &str) -> Result<Vec<f32>, Error> {
        let mut numbers = Vec::with_capacity(self.len() * columns.len());
        for row in self.rows() {
            for (column, name) in columns {
                numbers.push(self.number(row, *column, name, remedy)?);
            }
        }
        Ok(numbers)
    }

    /// The refusal of a cell, by its place and text.
    pub(super) fn refuse(
        &self,
        row: Row,
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

    fn refuse_length(&self, line: u32, record: &StringRecord, first: u32) -> Error {
        let (own, others) = (columns(record.len()), columns(self.width()));
        let problem = format!("line {line} has {own}, but line {first} has {others}");
        // A quote that is never closed takes in the lines after it.
        let is_open = record.iter().any(|cell| cell.contains('\n'));
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

#[cfg(test)]
mod tests {
    use std::io;

    use proptest::prelude::*;

    use super::super::lines::FIRST_BYTES;
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
        cells.rows().map(|row| row.cells().map(str::to_owned).collect()).collect()
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
            cells.parse(cells.rows().next().unwrap().cell(0))
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
    fn too_many_columns_are_refused_after_the_first_line() {
        let first = format!("\n{}\n", "x,".repeat(9_999) + "x");
        let (mut head, mut rest) = (first.as_bytes(), io::repeat(b'1').take(8 << 20));
        let message = Cells::read((&mut head).chain(&mut rest), "-", "x").map(drop).unwrap_err().to_string();
        assert_eq!(message, "-: line 2 has 10000 columns; give at most 1000");
        assert!(rest.limit() >= (8 << 20) - FIRST_BYTES, "{} bytes were read", (8 << 20) - rest.limit());
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
                prop_assert!(cells.all().all(|row| row.cells().count() == cells.width()));
                prop_assert!(cells.all().zip(cells.all().skip(1)).all(|(row, next)| row.line < next.line));
                let lines = text.split(['\r', '\n']).count();
                prop_assert!(cells.rows().all(|row| (1..=lines).contains(&row.line)));
            }
        }
    }
}
