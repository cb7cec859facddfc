//! The text of a table and its lines, within bounds.
//!
//! Reads no more than a table can have, and refuses what is no text. What stands in the lines is for `cells`.

use std::io::Read;

use crate::data::MAX_POINTS;
use crate::error::Error;

/// The most bytes that are read: several times what [`MAX_POINTS`] rows of numbers in 17 columns take.
const MAX_BYTES: u64 = 64 << 20;
/// Largest number of columns in a row, used or not.
pub(super) const MAX_WIDTH: usize = 1000;
/// The most lines with anything in them: a row may have several, in quotes.
const MAX_LINES: usize = 4 * MAX_POINTS;
/// The first bytes in which the columns of the first line are counted, before anything else is read.
pub(super) const FIRST_BYTES: u64 = 1 << 20;
/// Delimiters, the first that a table's first row has being its own.
const DELIMITERS: [char; 3] = ['\t', ';', ','];

/// The refusal of a table with too many rows.
pub(super) fn too_long(place: &str) -> Error {
    Error::input(place, format!("has more than {MAX_POINTS} rows"), "split it")
}

/// The refusal of a line with so many columns.
pub(super) fn too_wide(place: &str, line: u32, columns: &str) -> Error {
    Error::input(place, format!("line {line} has {columns} columns"), format!("give at most {MAX_WIDTH}"))
}

/// What lies outside quotes: what lies between the first and the second, the third and the fourth, … is text.
fn outside_quotes(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').step_by(2)
}

fn delimiter_of(line: &str) -> char {
    let is_in = |delimiter: &char| outside_quotes(line).any(|outside| outside.contains(*delimiter));
    DELIMITERS.into_iter().find(is_in).unwrap_or(',')
}

/// Whether a line has nothing in it. Those that spreadsheets write below a table have delimiters.
fn is_blank(line: &str) -> bool {
    line.chars().all(|sign| sign.is_whitespace() || DELIMITERS.contains(&sign))
}

/// The delimiter, the numbers of the lines that have something in them, from 1, and those lines as one text: csv skips
/// empty lines, but then miscounts.
pub(super) fn without_blank_lines(text: &str, place: &str) -> Result<(char, Vec<u32>, String), Error> {
    let (mut delimiter, mut numbers, mut joined) = (None, Vec::new(), String::with_capacity(text.len()));
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !is_blank(line)) {
        if numbers.len() == MAX_LINES {
            return Err(too_long(place));
        }
        delimiter.get_or_insert_with(|| delimiter_of(line));
        // No more lines than bytes, of which there are fewer than 2³².
        numbers.push(index as u32 + 1);
        joined.push_str(line);
        joined.push('\n');
    }
    Ok((delimiter.unwrap_or(','), numbers, joined))
}

/// All of the text, without a byte order mark. Too many columns are refused before more than the first line is read.
pub(super) fn read_text(reader: impl Read, place: &str) -> Result<String, Error> {
    let mut reader = reader.take(MAX_BYTES + 1);
    let failed = |error| Error::input(place, format!("cannot be read: {error}"), "check the file");
    let mut bytes = Vec::new();
    reader.by_ref().take(FIRST_BYTES).read_to_end(&mut bytes).map_err(failed)?;
    check_width(&bytes, place)?;
    reader.read_to_end(&mut bytes).map_err(failed)?;
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
    let text = if text.starts_with('\u{feff}') { text['\u{feff}'.len_utf8()..].to_owned() } else { text };
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

/// Refuses a first line with too many columns, as far as it is among these bytes.
fn check_width(bytes: &[u8], place: &str) -> Result<(), Error> {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).zip(1..);
    let mut lines = lines.map(|(line, number)| (String::from_utf8_lossy(line), number));
    let Some((line, number)) = lines.find(|(line, _)| !is_blank(line)) else { return Ok(()) };
    let delimiter = delimiter_of(&line);
    let width = 1 + outside_quotes(&line).map(|outside| outside.matches(delimiter).count()).sum::<usize>();
    if width > MAX_WIDTH { Err(too_wide(place, number, &width.to_string())) } else { Ok(()) }
}
