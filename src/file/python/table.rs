//! Whether pandas reads the rows of a run's table from its file as they are here, and how.
//!
//! A file that is gone, has changed or needs more than a plain call leaves the points to be written out as arrays.

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use crate::data::csv::read_table;
use crate::data::{Csv, Labels, Table};
use crate::preset::open_file;

/// The delimiters that are looked for, in order.
const DELIMITERS: [char; 3] = ['\t', ';', ','];
/// What pandas takes for a missing cell.
const MISSING: [&str; 18] = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL",
    "NaN", "None", "n/a", "nan", "null",
];
/// The most bytes that are read, more than any table has.
const MAX_BYTES: u64 = 65 << 20;

/// How pandas reads a table.
pub(super) struct Reading<'a> {
    /// The file, from its root.
    pub(super) file: &'a str,
    /// What separates the cells.
    pub(super) delimiter: char,
    /// Whether 1,5 is one and a half.
    pub(super) has_decimal_commas: bool,
}

/// How pandas reads these rows from their file, if it does so by a plain call.
pub(super) fn reading<'a>(csv: &'a Csv, table: &Table) -> Option<Reading<'a>> {
    if csv.is_of_version_5() {
        return None;
    }
    let mut text = String::new();
    let file = open_file(Path::new(&csv.file), "").ok()?;
    file.take(MAX_BYTES).read_to_string(&mut text).ok()?;
    let read = read_table(text.as_bytes(), &csv.file, &csv.choice()).ok()?;
    let rest = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines: Vec<&str> = rest.lines().filter(|line| !line.is_empty()).collect();
    // Else a line is blank but for delimiters, or a cell has two lines.
    if read.table.digest() != table.digest() || lines.len() != table.len() + 1 {
        return None;
    }
    let delimiter = DELIMITERS.into_iter().find(|delimiter| lines[0].contains(*delimiter))?;
    let cells = cells_of(rest, delimiter, table)?;
    let (labels, numbers): (Vec<_>, Vec<_>) = cells.iter().partition(|(is_label, _)| *is_label);
    let has = |sign: char| numbers.iter().any(|(_, cell)| cell.contains(sign));
    let has_decimal_commas = has(',');
    let is_plain = match table.labels() {
        Labels::Classes(names) => {
            labels.iter().all(|(_, cell)| names.contains(cell) && !MISSING.contains(&cell.as_str()))
        }
        Labels::Values => true,
    };
    (is_plain && !(has_decimal_commas && has('.'))).then_some(Reading {
        file: &csv.file,
        delimiter,
        has_decimal_commas,
    })
}

/// The different cells of a table in the columns that a run has, each with whether it is a class; none if a name is not
/// in the header just once, or a number has blanks round it.
fn cells_of(text: &str, delimiter: char, table: &Table) -> Option<HashSet<(bool, String)>> {
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter as u8).from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let place = |name: &String| {
        let mut places = header.iter().enumerate().filter(|(_, cell)| cell == name).map(|(place, _)| place);
        places.next().filter(|_| places.next().is_none())
    };
    let has_classes = matches!(table.labels(), Labels::Classes(_));
    let label = place(&table.label().to_owned())?;
    let columns: Vec<usize> = table.columns().iter().map(place).collect::<Option<_>>()?;
    let mut cells = HashSet::new();
    for record in reader.records() {
        let record = record.ok()?;
        for &column in columns.iter().chain([&label]) {
            let (cell, is_class) = (record.get(column)?, has_classes && column == label);
            if !is_class && cell.trim() != cell {
                return None;
            }
            cells.insert((is_class, cell.to_owned()));
        }
    }
    Some(cells)
}
