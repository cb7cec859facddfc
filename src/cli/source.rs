//! From the words of the command line to a run: a preset's name or file, a file of points, or a checkpoint, with the
//! changes applied.

use std::path::Path;

use super::OverrideArguments;
use crate::error::Error;
use crate::preset::{self, Overrides, Own};
use crate::session::Source;
use crate::train::{Checkpoint, changes};

/// The preset that is meant when none is named.
const DEFAULT: &str = "xor-blobs";
/// The ending of a checkpoint's name.
const CHECKPOINT: &str = "safetensors";

/// Finds the source of a run and applies the changes.
pub(super) fn open(source: Option<&str>, arguments: &OverrideArguments) -> Result<Source, Error> {
    let name = source.unwrap_or(DEFAULT);
    let (overrides, own) = (arguments.overrides(), arguments.own());
    if Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case(CHECKPOINT)) {
        if !own.is_empty() {
            return Err(refuse_other_points(&own));
        }
        let mut checkpoint = Checkpoint::read(Path::new(name))?;
        change(&mut checkpoint, &overrides)?;
        if let Some(epochs) = overrides.epochs.filter(|epochs| *epochs < checkpoint.snapshot.epoch) {
            let problem = format!("{name} has {} epochs behind it already", checkpoint.snapshot.epoch);
            return Err(Error::input(format!("--epochs {epochs}"), problem, "give the total, as many or more"));
        }
        return Ok(Source::Checkpoint(Box::new(checkpoint)));
    }
    let mut recipe = match (source, &own) {
        // Points without a preset get one that is made for them.
        (None, Own { file: Some(_), .. }) => preset::open(&own, None)?,
        _ if own.is_empty() => preset::find(name)?,
        _ => preset::open(&own, Some(preset::find(name)?))?,
    };
    let before = recipe.preset.clone();
    overrides.apply(&mut recipe.preset)?;
    recipe.edited |= recipe.preset != before;
    Ok(Source::Recipe(Box::new(recipe)))
}

/// The refusal of a file of points for a checkpoint.
fn refuse_other_points(own: &Own) -> Error {
    let problem = "a checkpoint has its own points and weights, which this would change";
    Error::input(own.typed(), problem, "leave it out, or start from a preset instead of the checkpoint")
}

/// Changes the settings of a checkpoint from its position on, and its end.
fn change(checkpoint: &mut Checkpoint, overrides: &Overrides) -> Result<(), Error> {
    overrides.for_checkpoint()?;
    let before = checkpoint.settings();
    let mut after = before.clone();
    overrides.apply(&mut after)?;
    checkpoint.preset.epochs = after.epochs;
    // `for_checkpoint` has let nothing through that can't be changed.
    for change in changes(&before, &after).unwrap_or_default() {
        checkpoint.edit(change);
    }
    Ok(())
}
