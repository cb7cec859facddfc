//! Rows of results: one a run, the same columns in every sweep.
//!
//! | column | what it holds |
//! | --- | --- |
//! | `run` | number in the plan, from 1 |
//! | `sweep` | the identity of the sweep ([`super::Plan::id`]), the same in each row |
//! | `preset` | the preset's name or file as it was given; empty for a table alone |
//! | `learning-rate`, … | every setting by its flag's name |
//! | `evaluated_every`, `until` | epochs between two evaluations; the target at which runs stop |
//! | `recipe` | the hash of the recipe ([`super::RecipeHash`]) |
//! | `state` | `finished`, `stopped-early`, `met-target` or `diverged` |
//! | `epochs_trained` | completed epochs |
//! | `train_loss`, `test_loss`, `train_accuracy`, `test_accuracy`, `train_r2`, `test_r2` | of the last weights |
//! | `best_epoch`, `best_train_loss`, … | of the evaluated epoch with the smallest test loss |
//! | `target_epoch` | the evaluated epoch at which the target was first met |
//! | `diverged`, `diverged_epoch`, `diverged_batch`, `diverged_in` | whether and where a number was not finite |
//! | `state_hash` | a hash of the last state: weights and optimizer state |
//! | `checksum` | a checksum of the other cells |
//!
//! A cell is empty (null in JSON) where a run doesn't have it. The identity of the sweep is a column since a table for
//! other programs has no place for it outside of its rows, and a file beside it would get lost.

mod csv;
mod json_lines;
mod table;

use std::fmt::Write;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

pub use table::Table;

use super::identity::RecipeHash;
use super::plan::{Plan, Planned, until};
use super::target::Measure;
use super::train::{End, Outcome, Scores};
use crate::error::Error;
use crate::preset::settings::{Kind, SETTINGS};

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

/// A row: a text for each column, empty where the run has nothing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    cells: Vec<String>,
}

impl Row {
    /// The row of a run of a plan, counted from 0.
    ///
    /// # Errors
    /// As for [`Plan::at`].
    pub fn new(plan: &Plan, run: u64, outcome: &Outcome) -> Result<Self, Error> {
        let Planned { source, preset, .. } = plan.at(run)?;
        let Outcome { end, newest, last, best, target_epoch, hash } = outcome;
        let mut cells = vec![(run + 1).to_string(), plan.id().to_owned(), source.unwrap_or_default().to_owned()];
        cells.extend(SETTINGS.iter().map(|setting| setting.value(&preset).unwrap_or_default()));
        let rules = plan.rules();
        cells.extend([rules.every.to_string(), until(rules), RecipeHash::of(&preset).to_string()]);
        cells.extend([end.name().to_owned(), newest.epoch.to_string()]);
        cells.extend(cells_of(Some(last)));
        cells.push(best.map_or_else(String::new, |(epoch, _)| epoch.to_string()));
        cells.extend(cells_of(best.as_ref().map(|(_, scores)| scores)));
        cells.push(target_epoch.map_or_else(String::new, |epoch| epoch.to_string()));
        cells.extend(match end {
            End::Diverged(found) => {
                ["true".to_owned(), found.epoch.to_string(), found.batch.to_string(), found.origin.to_string()]
            }
            _ => ["false".to_owned(), String::new(), String::new(), String::new()],
        });
        // The letter keeps programs that guess from taking it for a number.
        cells.push(format!("s{hash:016x}"));
        Ok(Self::with_checksum(cells))
    }

    /// The row with all cells but the checksum.
    fn with_checksum(mut cells: Vec<String>) -> Self {
        cells.push(checksum(&cells));
        Self { cells }
    }

    /// The row of these cells, the checksum included, if there are as many as columns and it is theirs.
    fn checked(cells: Vec<String>) -> Result<Self, &'static str> {
        let Some((last, others)) = cells.split_last().filter(|_| cells.len() == COLUMNS.len()) else {
            return Err("has not the cells of a row");
        };
        if *last != checksum(others) {
            return Err("does not fit its checksum");
        }
        Ok(Self { cells })
    }

    /// The same row of another sweep, at another place of its plan, counted from 0.
    #[must_use]
    pub fn moved(mut self, sweep: &str, run: u64) -> Self {
        self.cells.pop();
        self.cells[0] = (run + 1).to_string();
        sweep.clone_into(&mut self.cells[1]);
        Self::with_checksum(self.cells)
    }

    /// The cell of the column of this name; empty if there is none.
    pub fn get(&self, column: &str) -> &str {
        let place = COLUMNS.iter().position(|known| known.name == column);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// The number in a cell; none if it is empty or no number.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.get(column).parse().ok()
    }

    /// Its number in the plan, counted from 0; none if the cell has none.
    pub fn run(&self) -> Option<u64> {
        self.cells[0].parse::<u64>().ok()?.checked_sub(1)
    }

    /// The identity of its sweep.
    pub fn sweep(&self) -> &str {
        &self.cells[1]
    }

    /// The number of runs of its sweep; none if the identity is that of another version.
    pub fn runs(&self) -> Option<u64> {
        let rest = self.sweep().strip_prefix(&format!("v{}-", super::plan::VERSION))?;
        rest.split_once('-')?.0.parse().ok()
    }

    /// Its cells, in the order of the columns.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }
}

/// Every measure in the order of the columns.
pub(super) fn cells_of(scores: Option<&Scores>) -> impl Iterator<Item = String> + '_ {
    Measure::all().map(move |measure| match (measure, scores) {
        (_, None) => String::new(),
        // The shortest text that is read as the same f32.
        (Measure::TrainLoss, Some(scores)) => single(scores.train_loss),
        (Measure::TestLoss, Some(scores)) => single(scores.test_loss),
        (measure, Some(scores)) => measure.of(scores).map_or_else(String::new, number),
    })
}

fn single(loss: f32) -> String {
    if !loss.is_finite() {
        return String::new();
    }
    // The text of an f32 has at most 9 digits, so the f64 with these digits has the same text.
    loss.to_string().parse().map_or_else(|_| String::new(), number)
}

/// The shortest text that is read as the same number: `0.03`, `1e-8`.
pub(super) fn number(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-4..1e15).contains(&magnitude) { number.to_string() } else { format!("{number:e}") }
}

/// `c` and 8 hexadecimal digits of the SHA-256 of the cells: against damage, not against forgery.
fn checksum(cells: &[String]) -> String {
    let mut hash = Sha256::new();
    for cell in cells {
        hash.update(cell);
        hash.update([0x1f]);
    }
    hash.finalize().iter().take(4).fold("c".to_owned(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
