//! Rows as JSON objects, one a line, with the columns in their order: what a run lacks is null.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::columns::{COLUMNS, Cell, number};

/// How a row begins.
pub(super) const BEGIN: &str = r#"{"run":"#;

pub(super) fn line(cells: &[String]) -> String {
    object(COLUMNS.iter().zip(cells).map(|(column, text)| (column.name.as_str(), column.cell, text)))
}

/// An object of these cells, each with its name, on a line.
pub(super) fn object<'a>(cells: impl Iterator<Item = (&'a str, Cell, &'a String)>) -> String {
    let mut line = String::new();
    for (place, (name, cell, text)) in cells.enumerate() {
        let start = if place == 0 { '{' } else { ',' };
        // Writing to a string can't fail.
        let _ = write!(line, "{start}{}:", Value::from(name));
        match cell {
            _ if text.is_empty() => line.push_str("null"),
            Cell::Text => line.push_str(&Value::from(text.as_str()).to_string()),
            Cell::Whole | Cell::Number | Cell::Boolean => line.push_str(text),
        }
    }
    line.push_str("}\n");
    line
}

/// The cells of a line; none if it is not one whole row.
pub(super) fn cells(line: &str) -> Option<Vec<String>> {
    let object: Map<String, Value> = serde_json::from_str(line).ok()?;
    if object.len() != COLUMNS.len() {
        return None;
    }
    COLUMNS.iter().map(|column| cell(object.get(&column.name)?, column.cell)).collect()
}

fn cell(value: &Value, cell: Cell) -> Option<String> {
    match (value, cell) {
        (Value::Null, _) => Some(String::new()),
        (Value::String(text), Cell::Text) => Some(text.clone()),
        (Value::Bool(value), Cell::Boolean) => Some(value.to_string()),
        (Value::Number(value), Cell::Whole) => value.as_u64().map(|value| value.to_string()),
        (Value::Number(value), Cell::Number) => value.as_f64().map(number),
        _ => None,
    }
}
