//! The columns of a table of results, and how their numbers are written.

use std::sync::LazyLock;

use crate::preset::settings::{Kind, SETTINGS, Setting};
use crate::sweep::target::Measure;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text.
    Text,
    /// A whole number of 0 or more.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

/// A column of a table of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its cells hold.
    pub cell: Cell,
}

/// All columns, in their order.
pub static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let column = |name: &str, cell| Column { name: name.to_owned(), cell };
    let mut columns = vec![column("run", Cell::Whole), column("sweep", Cell::Text), column("preset", Cell::Text)];
    columns.extend(SETTINGS.iter().map(|setting| {
        let cell = match setting.kind() {
            Kind::Boolean => Cell::Boolean,
            Kind::Whole => Cell::Whole,
            Kind::Number => Cell::Number,
            Kind::Name(_) | Kind::Names(_) | Kind::Text => Cell::Text,
        };
        column(setting.name, cell)
    }));
    let named = |names: &[(&str, Cell)]| names.iter().map(|(name, cell)| column(name, *cell)).collect::<Vec<_>>();
    columns.extend(named(&[
        ("evaluated_every", Cell::Whole),
        ("until", Cell::Text),
        ("recipe", Cell::Text),
        ("state", Cell::Text),
        ("epochs_trained", Cell::Whole),
    ]));
    columns.extend(Measure::all().map(|measure| column(&measure.column(), Cell::Number)));
    columns.push(column("best_epoch", Cell::Whole));
    columns.extend(Measure::all().map(|measure| column(&format!("best_{}", measure.column()), Cell::Number)));
    columns.extend(named(&[
        ("target_epoch", Cell::Whole),
        ("diverged", Cell::Boolean),
        ("diverged_epoch", Cell::Whole),
        ("diverged_batch", Cell::Whole),
        ("diverged_in", Cell::Text),
        ("state_hash", Cell::Text),
        ("checksum", Cell::Text),
    ]));
    columns
});

/// The shortest text that is read as the same number, and as no whole one: `0.03`, `1.0`, `1e-8`.
pub(in crate::sweep) fn number(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-4..1e15).contains(&magnitude) { format!("{number:?}") } else { format!("{number:e}") }
}

/// The cell of a setting's value in its one spelling.
pub fn setting_cell(setting: &Setting, value: String) -> String {
    match setting.kind() {
        Kind::Number => value.parse().map_or(value, number),
        _ => value,
    }
}
