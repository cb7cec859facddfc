//! The lines of a table, what separates their cells, and the bounds of both.
//!
//! `encoding` reads the text; what stands in the lines is for `cells`.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::dialect::Dialect;
use crate::data::MAX_POINTS;
use crate::error::Error;

/// Largest number of columns in a row, used or not.
pub(super) const MAX_WIDTH: usize = 1000;
/// The most lines up to the last with anything in it: a row may have several, in quotes.
const MAX_LINES: usize = 4 * MAX_POINTS;
/// Delimiters that are looked for, the first that fits being taken.
pub(super) const DELIMITERS: [char; 4] = ['\t', ';', ',', '|'];
/// The rows that a delimiter is looked for in.
const SAMPLE: usize = 100;

/// The refusal of a table with too many rows.
pub(super) fn too_long(place: &str) -> Error {
    Error::input(place, format!("has more than {MAX_POINTS} rows"), "split it")
}

/// The refusal of a line with so many columns.
pub(super) fn too_wide(place: &str, line: u32, columns: &str) -> Error {
    Error::input(place, format!("line {line} has {columns} columns"), format!("give at most {MAX_WIDTH}"))
}

/// The refusal of a file of more bytes.
pub(super) fn too_large(place: &str, most: u64, is_packed: bool) -> Error {
    let verb = if is_packed { "unpacks to more" } else { "is larger" };
    Error::input(place, format!("{verb} than {} MiB", most >> 20), "split it")
}

/// What lies outside quotes: what lies between the first and the second, the third and the fourth, … is text.
fn outside_quotes(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').step_by(2)
}

/// Whether a line has a delimiter outside quotes.
fn has(line: &str, delimiter: char) -> bool {
    outside_quotes(line).any(|outside| outside.contains(delimiter))
}

/// The first delimiter that a line has outside quotes.
fn delimiter_in(line: &str) -> char {
    let is_in = |delimiter: &char| has(line, *delimiter);
    DELIMITERS.into_iter().find(is_in).unwrap_or(',')
}

/// Whether a line has no text in it. It may be a row of empty cells.
fn is_blank(line: &str) -> bool {
    line.chars().all(|sign| sign.is_whitespace() || DELIMITERS.contains(&sign))
}

/// The lines of a table, from the first with text on, that have any in them or may be rows of empty cells.
pub(super) struct Lines {
    pub(super) delimiter: char,
    /// The number of each line in the file, from 1: csv skips empty lines, but then miscounts.
    pub(super) numbers: Vec<u32>,
    /// The lines as one text.
    pub(super) joined: String,
}

impl Lines {
    /// The lines of a text, without those that are skipped and without remarks.
    ///
    /// The delimiter is that of the dialect, or the one that a first line `sep=;` names, or the first of tab, semicolon,
    /// comma and bar that makes as many cells of each of the first rows, the very first aside; if none does, the first
    /// that the first line has.
    pub(super) fn of(text: &str, place: &str, dialect: &Dialect) -> Result<Self, Error> {
        let mut lines = Self { delimiter: ',', numbers: vec![], joined: String::with_capacity(text.len()) };
        let mut delimiter = dialect.delimiter;
        for (index, line) in text.lines().enumerate().skip(dialect.skip as usize) {
            let line = dialect.comment.map_or(line, |sign| before_remark(line, sign));
            let is_blank = is_blank(line);
            if is_blank && (lines.numbers.is_empty() || !line.contains(DELIMITERS) || delimiter == Some(' ')) {
                continue;
            }
            if delimiter.is_none() && lines.numbers.is_empty() {
                delimiter = named_delimiter(line);
                if delimiter.is_some() {
                    continue;
                }
            }
            // A spreadsheet may have left any number of blank ones below the last row.
            if lines.numbers.len() >= MAX_LINES && !is_blank {
                return Err(too_long(place));
            }
            // No more lines than bytes, of which there are fewer than 2³².
            lines.numbers.push(index as u32 + 1);
            if delimiter == Some(' ') {
                push_with_single_blanks(&mut lines.joined, line);
            } else {
                lines.joined.push_str(line);
            }
            lines.joined.push('\n');
        }
        let found = || {
            let first = delimiter_in(lines.joined.lines().next().unwrap_or_default());
            DELIMITERS.into_iter().find(|delimiter| fits(&lines.joined, *delimiter)).unwrap_or(first)
        };
        lines.delimiter = delimiter.unwrap_or_else(found);
        Ok(lines)
    }

    /// The rows, each with the number of its line.
    pub(super) fn records(&self) -> impl Iterator<Item = Result<(u32, StringRecord), csv::Error>> {
        records(&self.joined, self.delimiter).map(|record| {
            // Lines are counted from 1, and none lies beyond the last of those that were joined.
            let line = |record: &StringRecord| record.position().map_or(0, |position| position.line() as usize - 1);
            record.map(|record| (self.numbers[line(&record)], record))
        })
    }
}

/// The rows of a text: those with anything in them, and those of empty cells that stand between such ones.
fn records(text: &str, delimiter: char) -> impl Iterator<Item = Result<StringRecord, csv::Error>> {
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(delimiter as u8)
        .from_reader(text.as_bytes());
    let (mut width, mut waiting) = (0, vec![]);
    reader.into_records().flat_map(move |record| {
        let len = record.as_ref().map_or(width, StringRecord::len);
        if record.as_ref().is_ok_and(|record| record.iter().all(is_blank)) {
            if len > 1 && len == width {
                waiting.push(record);
            }
            return vec![].into_iter().chain(None);
        }
        width = len;
        std::mem::take(&mut waiting).into_iter().chain(Some(record))
    })
}

/// Whether a delimiter makes as many cells of each row, at least two; the first may have others.
fn fits(text: &str, delimiter: char) -> bool {
    if !text.lines().take(SAMPLE).any(|line| has(line, delimiter)) {
        return false;
    }
    let mut widths = records(text, delimiter).take(SAMPLE).map(|record| record.map_or(0, |record| record.len()));
    let Some(first) = widths.next() else { return false };
    let Some(second) = widths.next() else { return first > 1 };
    second > 1 && widths.all(|width| width == second)
}

/// The delimiter that a line such as `sep=;` names: spreadsheets write one before the table.
fn named_delimiter(line: &str) -> Option<char> {
    let line = line.trim().trim_matches('"');
    let (key, sign) = line.split_at_checked(4)?;
    let mut signs = sign.chars();
    let sign = signs.next().filter(|sign| Dialect { delimiter: Some(*sign), ..Dialect::default() }.check().is_ok())?;
    (key.eq_ignore_ascii_case("sep=") && signs.next().is_none()).then_some(sign)
}

/// What stands before the first sign outside quotes.
fn before_remark(line: &str, sign: char) -> &str {
    let mut is_quoted = false;
    let place = line.char_indices().find(|(_, found)| {
        is_quoted ^= *found == '"';
        *found == sign && !is_quoted
    });
    place.map_or(line, |(place, _)| &line[..place])
}

/// Adds a line whose cells any number of blanks and tabs separate, with one blank between them.
fn push_with_single_blanks(text: &mut String, line: &str) {
    let (mut is_quoted, mut is_after_blank) = (false, false);
    for sign in line.trim().chars() {
        is_quoted ^= sign == '"';
        let is_blank = !is_quoted && sign.is_whitespace();
        if !is_blank {
            text.push(sign);
        } else if !is_after_blank {
            text.push(' ');
        }
        is_after_blank = is_blank;
    }
}

/// Refuses a first line with too many columns, as far as it is among these bytes.
pub(super) fn check_width(bytes: &[u8], place: &str) -> Result<(), Error> {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).zip(1..);
    let mut lines = lines.map(|(line, number)| (String::from_utf8_lossy(line), number));
    let Some((line, number)) = lines.find(|(line, _)| !is_blank(line)) else { return Ok(()) };
    let delimiter = delimiter_in(&line);
    let width = 1 + outside_quotes(&line).map(|outside| outside.matches(delimiter).count()).sum::<usize>();
    if width > MAX_WIDTH { Err(too_wide(place, number, &width.to_string())) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, dialect: &Dialect) -> (char, Vec<Vec<String>>) {
        let lines = Lines::of(text, "t", dialect).unwrap();
        let row =
            |record: Result<(u32, StringRecord), csv::Error>| record.unwrap().1.iter().map(str::to_owned).collect();
        (lines.delimiter, lines.records().map(row).collect())
    }

    #[test]
    fn the_delimiter_is_the_one_that_fits_all_rows() {
        let delimiter = |text: &str| found(text, &Dialect::default()).0;
        assert_eq!(delimiter("a;b\n1,5;2,5\n"), ';');
        assert_eq!(delimiter("a,b;c\n1,2\n3,4\n"), ',', "a semicolon in a name");
        assert_eq!(delimiter("a|b|c\n1|2|3\n"), '|');
        assert_eq!(delimiter("\"a;b\",c\n1,2\n"), ',');
        assert_eq!(delimiter("x,y,\"a;b\"\n1,2,\"a;b\"\n"), ',', "semicolons in quotes alone");
        assert_eq!(delimiter("name\twhat\n1,2\tx\n3,4\ty\n"), '\t');
        assert_eq!(delimiter("a report\na;b\n1;2\n3;4\n"), ';', "a title above the table");
        assert_eq!(delimiter("hello\nworld\n"), ',');
    }

    #[test]
    fn lines_that_are_no_rows_are_left_out() {
        assert_eq!(
            found("sep=|\na|b;c\n1|2\n", &Dialect::default()),
            ('|', vec![vec!["a".into(), "b;c".into()], vec!["1".into(), "2".into()]])
        );
        let dialect = Dialect { comment: Some('#'), skip: 1, ..Dialect::default() };
        let rows = found("a report, of 2024\n# made by hand\na,b # units\n\"#1\",2\n", &dialect).1;
        assert_eq!(rows, [["a", "b"], ["#1", "2"]]);
        let blanks = Dialect { delimiter: Some(' '), ..Dialect::default() };
        assert_eq!(found("  1.0   2.0\t\"a  b\"\n 3 4 c \n", &blanks).1, [["1.0", "2.0", "a  b"], ["3", "4", "c"]]);
    }
}
