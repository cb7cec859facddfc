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

/// The cells of a line, if [`line`] wrote it: whoever reads another one finds out by writing its cells.
pub(super) fn cells(line: &str) -> Vec<String> {
    let mut is_quoted = false;
    let ends_cell = |character: char| {
        is_quoted ^= character == '"';
        character == ',' && !is_quoted
    };
    let unquoted = |cell: &str| match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => cell.to_owned(),
    };
    line.split(ends_cell).map(unquoted).collect()
}
