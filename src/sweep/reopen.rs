//! From a row of a table back to its run.

use std::path::{Path, PathBuf};

use super::identity::RecipeHash;
use super::plan::Rules;
use super::results::{OLDER, damaged, read_rows, refused};
use super::row::{Row, Table, state_cell};
use super::scores::Scores;
use super::train::train_one;
use crate::data::Data;
use crate::error::Error;
use crate::file::lines::LineReader;
use crate::preset::settings::{Effect, SETTINGS};
use crate::preset::{self, Overrides, Recipe};
use crate::train::{Bookmark, Branch, Checkpoint, FIRST_BRANCH, Position, Run, Sign, Trainer};

/// The name of a row of a file, as in `results.csv#17`: the file and the run's number, from 1. None if it is no such name.
pub fn row_name(name: &str) -> Option<(PathBuf, u64)> {
    let (file, number) = name.rsplit_once('#')?;
    let path = PathBuf::from(file);
    Table::of(&path).ok()?;
    Some((path, number.parse().ok().filter(|number| *number > 0)?))
}

/// The first row of a table, whatever its name.
///
/// # Errors
/// [`Error::Input`] if the table can't be read, is damaged or has no rows.
pub fn first_row(path: &Path) -> Result<Row, Error> {
    let table = Table::of_start(path).ok_or_else(|| damaged(path, "is no table of results"))?;
    let mut reader = LineReader::open(path)?;
    let header = reader.line(0)?.to_owned();
    let (number, start) = if table == Table::Csv { (2, header.len() as u64 + 1) } else { (1, 0) };
    if table == Table::Csv {
        table
            .check_names(&header)
            .map_err(|problem| Error::input(format!("{}, line 1", path.display()), problem, OLDER))?;
    }
    let line = reader.line(start)?;
    if line.is_empty() {
        return Err(Error::input(path.display(), "has no rows", "give a table of a sweep that has run"));
    }
    table.parse(line).map_err(|problem| refused(path, number, table, line, problem))
}

/// The row of a run that begins at a byte of a table.
///
/// # Errors
/// [`Error::Input`] if the table can't be read, or has changed since that was its place.
pub fn row_at(path: &Path, start: u64, run: u64) -> Result<Row, Error> {
    let changed = || {
        let problem = format!("run {run} is no longer where it was: the table has changed");
        Error::input(path.display(), problem, "open it again")
    };
    let table = Table::of_start(path).ok_or_else(changed)?;
    let mut reader = LineReader::open(path)?;
    let row = table.parse(reader.line(start)?).map_err(|_| changed())?;
    if row.run() == Some(run - 1) { Ok(row) } else { Err(changed()) }
}

/// The row of a run in a table, by its number from 1.
///
/// # Errors
/// [`Error::Input`] if the table can't be read or is damaged, or has no such run.
pub fn find_row(path: &Path, number: u64) -> Result<Row, Error> {
    let (mut found, mut last) = (None, 0);
    read_rows(path, Table::of_start(path).map_or_else(|| Table::of(path), Ok)?, |_, _, row| {
        let run = row.run().map_or(0, |run| run + 1);
        last = last.max(run);
        if run == number {
            found = Some(row);
        }
        Ok(())
    })?;
    found.ok_or_else(|| {
        let remedy = format!("its last run is {last}");
        Error::input(format!("{}#{number}", path.display()), "there is no such run in the table", remedy)
    })
}

impl Row {
    /// The recipe of the run: the preset that the row names, with the row's settings.
    ///
    /// # Errors
    /// [`Error::Input`] if the preset or the table of points that it names is not there, or has changed since.
    pub fn recipe(&self) -> Result<Recipe, Error> {
        let values = |is_wanted: &dyn Fn(Effect) -> bool| {
            // The fraction of generated points follows from their numbers.
            let is_given = |name: &str| name != "train-fraction" || self.get("train").is_empty();
            let settings = SETTINGS.iter().filter(|setting| is_wanted(setting.effect) && is_given(setting.name));
            let values = settings.map(|setting| (setting.name, self.get(setting.name)));
            Overrides::new(values.filter(|(_, value)| !value.is_empty()))
        };
        let source = self.get("preset");
        let found = if source.is_empty() { None } else { Some(preset::find(source)?) };
        // A preset that names this very table reads it as it is.
        let has_table = |recipe: &Recipe| match &recipe.preset.data {
            Data::Csv(csv) => {
                csv.file == self.get("data") && csv.test_file.as_deref().unwrap_or_default() == self.get("test-data")
            }
            _ => self.get("data").is_empty(),
        };
        let mut overrides = values(&|effect| effect != Effect::NewTable)?;
        if !found.as_ref().is_some_and(has_table) {
            overrides = overrides.with(&values(&|effect| effect == Effect::NewTable)?);
        }
        let recipe = preset::open(found, &overrides)?;
        if RecipeHash::of(&recipe.preset).to_string() != self.get("recipe") {
            let what = if self.get("data").is_empty() { "preset" } else { "preset or table" };
            let problem = format!("the recipe is another one now: its {what} has changed since the sweep");
            let thing = format!("run {} of {}", self.get("run"), self.sweep());
            return Err(Error::input(thing, problem, "restore the file, or run the sweep again"));
        }
        Ok(recipe)
    }

    /// Completed epochs.
    pub fn epochs_trained(&self) -> u64 {
        self.get("epochs_trained").parse().unwrap_or(0)
    }

    /// Trains the run again to where it ended, and checks it by the hash of its last state. Calls `evaluated` every so many
    /// epochs, and at epoch 0 and the last.
    ///
    /// # Errors
    /// As for [`Self::recipe`]; [`Error::Outcome`] if it comes to another state; whatever `evaluated` refuses.
    pub fn train_again(
        &self,
        every: u64,
        evaluated: &mut dyn FnMut(&mut Trainer, u64, &Scores) -> Result<(), Error>,
    ) -> Result<Trainer, Error> {
        let trained = self.train_until_stopped(every, &|| false, evaluated)?;
        trained.ok_or_else(|| Error::Fault("a run that nobody stops was stopped".to_owned()))
    }

    /// The same, but none if `is_stopped`, asked after every epoch, ends it before.
    ///
    /// # Errors
    /// As for [`Self::train_again`].
    pub fn train_until_stopped(
        &self,
        every: u64,
        is_stopped: &dyn Fn() -> bool,
        evaluated: &mut dyn FnMut(&mut Trainer, u64, &Scores) -> Result<(), Error>,
    ) -> Result<Option<Trainer>, Error> {
        let Recipe { name, preset, .. } = self.recipe()?;
        let epochs = preset.epochs;
        let mut trainer = Trainer::new(&name, preset);
        // The end of a run changes nothing before it.
        trainer.set_epochs(self.end(epochs));
        if train_one(&mut trainer, &Rules { every, until: None }, is_stopped, evaluated)?.is_none() {
            return Ok(None);
        }
        trainer.set_epochs(epochs);
        self.check_state(&trainer).map(|()| Some(trainer))
    }

    /// The position at which the run ended.
    pub fn newest(&self) -> Position {
        let batch = self.get("diverged_batch").parse().unwrap_or(0);
        Position { epoch: self.epochs_trained(), batch }
    }

    /// The run up to where it ended, with all its past, to be opened. Whoever has trained it up to [`Self::newest`] checks
    /// it by [`Self::check_state`].
    ///
    /// # Errors
    /// As for [`Self::recipe`].
    pub fn history(&self) -> Result<Run, Error> {
        let Recipe { name, preset, .. } = self.recipe()?;
        let newest = self.newest();
        let main = Branch {
            name: FIRST_BRANCH.to_owned(),
            parent: None,
            fork: Position::default(),
            shared: 0,
            journal: vec![],
            newest,
            bookmarks: self.divergence().into_iter().collect(),
            fingerprints: vec![],
        };
        Ok(Run { name, preset, branches: vec![main], current: 0 })
    }

    /// The bookmark of where the run diverged, if it did.
    fn divergence(&self) -> Option<Bookmark> {
        let note = format!("diverged: {}", self.get("diverged_in"));
        let is_diverged = self.get("diverged") == "true";
        is_diverged.then(|| Bookmark { epoch: self.epochs_trained(), sign: Sign::Diverged, note })
    }

    /// The epoch up to which the run is to be trained: where a target ended it, or its last.
    pub fn end(&self, epochs: u64) -> u64 {
        if self.get("state") == "met-target" { self.epochs_trained() } else { epochs }
    }

    /// Checks that a trainer is in the run's last state.
    ///
    /// # Errors
    /// [`Error::Outcome`] if it is in another one.
    pub fn check_state(&self, trainer: &Trainer) -> Result<(), Error> {
        let here = state_cell(trainer.snapshot().hash());
        let recorded = self.get("state_hash");
        if here == recorded {
            return Ok(());
        }
        let why = if self.get("engine") == "dfdx" {
            "a different build, or the engine dfdx on a different kind of processor"
        } else {
            "a different build"
        };
        let run = self.get("run");
        Err(Error::Outcome(format!(
            "run {run}: trained again, it comes to another state ({here}, recorded {recorded}): {why}"
        )))
    }
}

/// The checkpoint at the end of a row's run, trained again with its history.
///
/// # Errors
/// As for [`Row::train_again`].
pub fn checkpoint(row: &Row) -> Result<Checkpoint, Error> {
    let trainer = row.train_again(1, &mut |trainer, _, _| {
        trainer.before_restoring(Trainer::record);
        Ok(())
    })?;
    let mut checkpoint = trainer.checkpoint();
    checkpoint.bookmarks.extend(row.divergence());
    Ok(checkpoint)
}
