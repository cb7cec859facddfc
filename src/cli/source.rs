//! From the words of the command line to a run: a preset's name or file, a file of points, a checkpoint or a run, with
//! the changes applied.

use std::path::Path;

use super::OverrideArguments;
use crate::error::Error;
use crate::file::Kind;
use crate::preset::{self, Overrides, UserData};
use crate::session::Source;
use crate::train::{Checkpoint, Run, changes};

/// The preset that is meant when none is named.
const DEFAULT: &str = "xor-blobs";

/// Finds the source of a run and applies the changes.
pub(super) fn open(source: Option<&str>, arguments: &OverrideArguments) -> Result<Source, Error> {
    let name = source.unwrap_or(DEFAULT);
    let (overrides, own) = (arguments.overrides(), arguments.user_data());
    match Kind::of(Path::new(name)) {
        Some(Kind::Checkpoint) => return open_checkpoint(name, &overrides, &own),
        Some(Kind::Run) => return open_run(name, &overrides, &own),
        None => {}
    }
    let mut recipe = match (source, &own) {
        // Points without a preset get one that is made for them.
        (None, UserData { file: Some(_), .. }) => preset::open(&own, None)?,
        _ if own.is_empty() => preset::find(name)?,
        _ => preset::open(&own, Some(preset::find(name)?))?,
    };
    let before = recipe.preset.clone();
    overrides.apply(&mut recipe.preset)?;
    recipe.edited |= recipe.preset != before;
    Ok(Source::Recipe(Box::new(recipe)))
}

/// Reads a checkpoint, with the changes from its position on.
fn open_checkpoint(name: &str, overrides: &Overrides, own: &UserData) -> Result<Source, Error> {
    if !own.is_empty() {
        return Err(refuse_other_points(own));
    }
    let mut checkpoint = Checkpoint::read(Path::new(name))?;
    change(&mut checkpoint, overrides)?;
    check_end(name, overrides, checkpoint.snapshot.epoch)?;
    Ok(Source::Checkpoint(Box::new(checkpoint)))
}

/// Reads a run. Its course is fixed, but it can go on for longer.
fn open_run(name: &str, overrides: &Overrides, own: &UserData) -> Result<Source, Error> {
    let given = if own.is_empty() { overrides.beside_epochs() } else { Some(own.typed()) };
    if let Some(flag) = given {
        let remedy = "leave it out, and change the run where it is shown, which begins a branch";
        return Err(Error::input(flag, "a run has its own course, which this would change", remedy));
    }
    let mut run = Run::read(Path::new(name))?;
    check_end(name, overrides, run.branches.get(run.current).map_or(0, |branch| branch.newest.epoch))?;
    overrides.apply(&mut run.preset)?;
    Ok(Source::Run(Box::new(run)))
}

/// Refuses a file whose name is a run's, for a command that trains what has no course yet.
pub(super) fn check_trainable(source: Option<&str>) -> Result<(), Error> {
    match source {
        Some(name) if Kind::of(Path::new(name)) == Some(Kind::Run) => Err(refuse_run(name)),
        _ => Ok(()),
    }
}

/// The refusal of a run where something is to be trained anew.
pub(super) fn refuse_run(name: &str) -> Error {
    let remedy = format!("blobtui replay {name} trains it again, blobtui {name} shows it");
    Error::input(name, "is a run, whose course is fixed", remedy)
}

/// Checks that the end lies at or behind what was trained.
fn check_end(name: &str, overrides: &Overrides, trained: u64) -> Result<(), Error> {
    match overrides.epochs {
        Some(epochs) if epochs < trained => {
            let problem = format!("{name} has {trained} epochs behind it already");
            Err(Error::input(format!("--epochs {epochs}"), problem, "give the total, as many or more"))
        }
        _ => Ok(()),
    }
}

/// The refusal of a file of points for a checkpoint.
fn refuse_other_points(own: &UserData) -> Error {
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
