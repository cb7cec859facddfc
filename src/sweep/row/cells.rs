//! A row: its cells, from the outcome of a run.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::columns::{COLUMNS, number, setting_cell};
use crate::error::Error;
use crate::preset::settings::SETTINGS;
use crate::sweep::identity::RecipeHash;
use crate::sweep::plan::{Plan, Planned, VERSION, until};
use crate::sweep::scores::Scores;
use crate::sweep::target::Measure;
use crate::sweep::train::{End, Outcome};

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
        cells.extend(
            SETTINGS
                .iter()
                .map(|setting| setting.value(&preset).map_or_else(String::new, |value| setting_cell(setting, value))),
        );
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
        cells.push(state_cell(*hash));
        Ok(Self::with_checksum(cells))
    }

    /// The row with all cells but the checksum.
    fn with_checksum(mut cells: Vec<String>) -> Self {
        cells.push(checksum(&cells));
        Self { cells }
    }

    /// The row of these cells, the checksum included, if there are as many as columns and it is theirs.
    pub(super) fn checked(cells: Vec<String>) -> Result<Self, &'static str> {
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
        let rest = self.sweep().strip_prefix(&format!("v{VERSION}-"))?;
        rest.split_once('-')?.0.parse().ok()
    }

    /// Its cells, in the order of the columns.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }
}

/// The cell of a state's hash: the letter keeps programs that guess from taking it for a number.
pub(in crate::sweep) fn state_cell(hash: u64) -> String {
    format!("s{hash:016x}")
}

/// Every measure in the order of the columns.
pub(in crate::sweep) fn cells_of(scores: Option<&Scores>) -> impl Iterator<Item = String> + '_ {
    Measure::all().map(move |measure| match (measure, scores) {
        (_, None) => String::new(),
        // The shortest text that is read as the same f32.
        (Measure::TrainLoss, Some(scores)) => single(scores.train_loss),
        (Measure::TestLoss, Some(scores)) => scores.test_loss.map_or_else(String::new, single),
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
