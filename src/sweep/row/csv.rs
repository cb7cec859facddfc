//! Rows as comma-separated values (RFC 4180, with line feeds).

use super::columns::COLUMNS;

pub(super) fn header() -> String {
    let names: Vec<String> = COLUMNS.iter().map(|column| column.name.clone()).collect();
    line(&names)
}

pub(super) fn line(cells: &[String]) -> String {
    let mut text = String::new();
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
    text
}

/// The cells of a line; none if it is not one whole row.
pub(super) fn cells(line: &str) -> Option<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    let mut rows = reader.records();
    let row = rows.next()?.ok()?;
    rows.next().is_none().then(|| row.iter().map(str::to_owned).collect())
}
