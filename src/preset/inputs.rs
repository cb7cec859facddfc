//! The input features of a preset, checked against its points.

use super::{MAX_INPUTS, Preset};
use crate::data::{COORDINATES, Input};
use crate::error::Invalid;

impl Preset {
    /// Checks that there are inputs, none of them twice.
    pub(super) fn check_inputs(&self) -> Result<(), Invalid> {
        let allowed = format!("1 to {MAX_INPUTS} inputs, each once, as in [X, Y]");
        if self.inputs.is_empty() {
            return Err(Invalid::new("inputs", "is empty", allowed));
        }
        let again = |index: &usize| self.inputs[..*index].contains(&self.inputs[*index]);
        if let Some(index) = (0..self.inputs.len()).find(again) {
            let problem = format!("is {:?} again", self.inputs[index]);
            return Err(Invalid::new(format!("inputs[{index}]"), problem, allowed));
        }
        match self.inputs.len() {
            1..=MAX_INPUTS => Ok(()),
            count => Err(Invalid::new("inputs", format!("has {count} of them"), allowed)),
        }
    }

    /// Checks that the points have the columns that are inputs.
    pub(super) fn check_columns(&self) -> Result<(), Invalid> {
        let count = self.data.columns();
        let is_absent = |input: &Input| {
            let has_column = input.column().is_none_or(|column| column < count) && (count > 1 || !input.needs(1));
            input.name().is_empty() || !has_column
        };
        let Some(index) = self.inputs.iter().position(is_absent) else { return Ok(()) };
        let allowed = match count {
            1 => "X, X2, SinX and CosX".to_owned(),
            0..=COORDINATES => "no columns other than X and Y".to_owned(),
            _ => format!("columns up to Column({count}) (c{count})"),
        };
        let name = if count == 1 { "y" } else { self.inputs[index].name() };
        let problem = format!("is {:?}, but this dataset has no column {name}", self.inputs[index]);
        Err(Invalid::new(format!("inputs[{index}]"), problem, allowed))
    }
}
