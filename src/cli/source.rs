//! What a command line names as the source of a run: a preset by its name, a file of any format that a run can start
//! from, or a table of points, with the changes applied.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::failures::say;
use super::flags::Flags;
use super::values;
use crate::data::Data;
use crate::error::Error;
use crate::file::{self, Basis, Input, Kind, Source};
use crate::preset::{self, DEFAULT, Overrides, Preset, STANDARD};
use crate::sweep::{self, Row, Table};
use crate::text::{Sentence, excerpt};
use crate::train::{Checkpoint, Run, changes};

/// The flag for weights alone.
#[derive(Debug, clap::Args)]
pub(super) struct PresetFlag {
    /// Preset of weights alone, which say nothing about their points and activation [default: the first of their shape]
    #[arg(long = "preset", value_name = "NAME", value_parser = values::Source, hide_possible_values = true)]
    name: Option<String>,
}

impl PresetFlag {
    /// No preset.
    pub(super) fn none() -> Self {
        Self { name: None }
    }

    /// The file of the preset, as an input.
    pub(super) fn input(&self) -> Option<Input> {
        self.name.as_deref().and_then(preset_file)
    }

    /// Reads a checkpoint or weights alone; says on standard error which preset was taken for them.
    pub(super) fn read(&self, path: &Path) -> Result<Checkpoint, Error> {
        let basis = Basis { preset: self.name.as_deref(), overrides: Overrides::default() };
        let (checkpoint, remark) = file::read_network(path, &basis)?;
        say_how(remark);
        Ok(checkpoint)
    }
}

/// Says on standard error how a file was understood, if that is worth a word.
pub(super) fn say_how(remark: Option<Sentence>) {
    if let Some(remark) = remark {
        say(remark);
    }
}

/// The source of a run, and every file that it was read from.
pub(super) struct Opened {
    pub(super) source: Source,
    pub(super) inputs: Vec<Input>,
    /// How weights alone or a table were understood.
    pub(super) remark: Option<Sentence>,
}

/// Finds the source of a run and applies the changes.
pub(super) fn open(
    source: Option<&str>,
    Flags(overrides): &Flags,
    PresetFlag { name: preset }: &PresetFlag,
) -> Result<Opened, Error> {
    if let Some(path) = source.filter(|source| is_weights(source)) {
        return open_weights(path, overrides, preset.as_deref());
    }
    if let Some(preset) = preset {
        let name = source.unwrap_or(DEFAULT);
        let problem = format!("{} is no file of weights alone", excerpt(name));
        return Err(Error::input(format!("--preset {preset}"), problem, "leave it out, or name the preset alone"));
    }
    if let Some(folder) = source.and_then(folder) {
        let remedy = "name one of its presets, as in FOLDER/NAME.ron; blobtui FOLDER goes through all of them";
        return Err(Error::input(folder.display(), "is a folder", remedy));
    }
    if source.is_none() && overrides.get("data").is_some() {
        // A table without a preset gets one that is made for it.
        let recipe = preset::open(None, overrides)?;
        let inputs = data_flags(&recipe.preset, overrides);
        let remark = remark_on(&recipe.preset);
        return Ok(Opened { source: Source::Recipe(Box::new(recipe)), inputs, remark });
    }
    let name = source.unwrap_or(DEFAULT);
    if name == STANDARD
        && let Some(flag) = ["data", "test-data"].into_iter().find(|flag| overrides.get(flag) == Some(STANDARD))
    {
        return Err(already_read(&format!("--{flag} -"), "the source"));
    }
    let (source, path) = find(name)?;
    let is_continued = matches!(source, Source::Checkpoint(_));
    let mut inputs: Vec<_> =
        path.map(|path| Input { name: format!("the source {name}"), path, is_continued }).into_iter().collect();
    match source {
        Source::Recipe(recipe) => {
            inputs.extend(tables(&recipe.preset));
            let recipe = preset::open(Some(*recipe), overrides)?;
            inputs.extend(data_flags(&recipe.preset, overrides));
            let remark = remark_on(&recipe.preset);
            Ok(Opened { source: Source::Recipe(Box::new(recipe)), inputs, remark })
        }
        Source::Checkpoint(mut checkpoint) => {
            inputs.extend(tables(&checkpoint.preset));
            change_checkpoint(&mut checkpoint, name, overrides)?;
            Ok(Opened { source: Source::Checkpoint(checkpoint), inputs, remark: None })
        }
        Source::Run(mut run) => {
            inputs.extend(tables(&run.preset));
            change_run(&mut run, name, overrides)?;
            Ok(Opened { source: Source::Run(run), inputs, remark: None })
        }
    }
}

/// The row of a table of results that a source names, as in `results.csv#17`, and the table.
pub(super) fn row(source: Option<&str>) -> Result<Option<(Row, Input)>, Error> {
    let Some((path, number)) = source.and_then(sweep::row_name) else { return Ok(None) };
    let row = sweep::find_row(&path, number)?;
    Ok(Some((row, Input { name: format!("the table {}", path.display()), path, is_continued: false })))
}

/// The table of results that a source names, known by its first line.
pub(super) fn results(source: Option<&str>) -> Option<PathBuf> {
    let path = PathBuf::from(source.filter(|source| *source != STANDARD)?);
    Table::of_start(&path).map(|_| path)
}

/// The run behind a table of results: that of its first row; the default one, with the reason, if that can't be had.
pub(super) fn open_results(path: &Path, flags: &Flags) -> Result<Opened, Error> {
    let row = sweep::first_row(path)?;
    let input = Input { name: format!("the table {}", path.display()), path: path.to_path_buf(), is_continued: false };
    if let Err(error) = row.recipe() {
        let recipe = preset::open(Some(preset::find(DEFAULT)?), &flags.0)?;
        let source = Source::Recipe(Box::new(recipe));
        return Ok(Opened { source, inputs: vec![input], remark: Some(error.sentence()) });
    }
    open_row((&row, input), flags)
}

/// The recipe of a row, up to where its run ended, with the changes applied.
pub(super) fn open_row((row, input): (&Row, Input), Flags(overrides): &Flags) -> Result<Opened, Error> {
    let mut recipe = row.recipe()?;
    recipe.preset.epochs = row.end(recipe.preset.epochs);
    let inputs = [input].into_iter().chain(tables(&recipe.preset)).collect();
    let recipe = preset::open(Some(recipe), overrides)?;
    Ok(Opened { source: Source::Recipe(Box::new(recipe)), inputs, remark: None })
}

/// The end of a row's run, which is trained again and checked, with the changes applied.
pub(super) fn open_end(name: &str, row: &Row, Flags(overrides): &Flags) -> Result<Opened, Error> {
    let mut checkpoint = sweep::checkpoint(row)?;
    change_checkpoint(&mut checkpoint, name, overrides)?;
    Ok(Opened { source: Source::Checkpoint(Box::new(checkpoint)), inputs: vec![], remark: None })
}

/// What was guessed or left out when the table of a preset was read.
fn remark_on(preset: &Preset) -> Option<Sentence> {
    let Data::Csv(csv) = &preset.data else { return None };
    let remarks = &csv.understood.as_ref()?.remarks;
    let words = format!(": {}", remarks.join("; "));
    (!remarks.is_empty()).then(|| Sentence::new("", excerpt(&csv.file), &words))
}

/// The folder that a source names, unless a preset has the name.
pub(super) fn folder(source: &str) -> Option<PathBuf> {
    let path = PathBuf::from(source);
    (path.is_dir() && !is_preset(source)).then_some(path)
}

/// Whether a source is a file of weights alone.
fn is_weights(source: &str) -> bool {
    file::kind_of(Path::new(source)) == Some(Kind::Weights) && !is_preset(source)
}

/// Whether a source is the name of a preset.
fn is_preset(source: &str) -> bool {
    !names_file(source) && preset::find(source).is_ok()
}

/// Opens weights alone: a run at epoch 0 with these weights.
fn open_weights(path: &str, overrides: &Overrides, preset: Option<&str>) -> Result<Opened, Error> {
    let basis = Basis { preset, overrides: overrides.clone() };
    let (source, remark) = file::open_on(Path::new(path), &basis)?;
    let mut inputs = vec![Input { name: format!("the source {path}"), path: path.into(), is_continued: false }];
    if let Source::Checkpoint(checkpoint) = &source {
        inputs.extend(tables(&checkpoint.preset));
    }
    inputs.extend(preset.and_then(preset_file));
    Ok(Opened { source, inputs, remark })
}

/// The file of a preset that `--preset` names, as an input.
fn preset_file(preset: &str) -> Option<Input> {
    Some(Input { name: format!("--preset {preset}"), path: preset::file_of(preset)?, is_continued: false })
}

/// The tables that a preset names, as inputs.
pub(super) fn tables(preset: &Preset) -> Vec<Input> {
    let Data::Csv(csv) = &preset.data else { return vec![] };
    let input = |(what, file): (&str, &String)| Input {
        name: format!("the {what} {file}"),
        path: PathBuf::from(file),
        is_continued: false,
    };
    [("table", &csv.file)]
        .into_iter()
        .chain(csv.test_file.as_ref().map(|file| ("test data", file)))
        .map(input)
        .collect()
}

/// The tables of `--data` and `--test-data`, as inputs.
fn data_flags(preset: &Preset, overrides: &Overrides) -> Vec<Input> {
    let tables = tables(preset).into_iter().zip(["data", "test-data"]);
    let named = |(table, flag)| Some(Input { name: format!("--{flag} {}", overrides.get(flag)?), ..table });
    tables.filter_map(named).collect()
}

/// The preset of this name, or the content of the file of this name, with the file that it was read from. A preset takes
/// precedence over a file whose name has no known extension and no folder.
fn find(name: &str) -> Result<(Source, Option<PathBuf>), Error> {
    let path = Path::new(name);
    let in_file = || Ok((file::open(path)?, Some(path.to_path_buf())));
    if names_file(name) && file::kind_of(path).is_some() {
        return in_file();
    }
    match preset::find(name) {
        Ok(recipe) => Ok((Source::Recipe(Box::new(recipe)), preset::file_of(name))),
        Err(_) if file::kind_of(path).is_some() => in_file(),
        Err(error) => Err(error),
    }
}

/// Whether a word can only name a file.
pub(super) fn names_file(name: &str) -> bool {
    name == STANDARD || name.contains(['/', MAIN_SEPARATOR]) || file::kind_by_name(Path::new(name)).is_some()
}

/// Changes the settings of a checkpoint from its position on, and its end.
fn change_checkpoint(checkpoint: &mut Checkpoint, name: &str, overrides: &Overrides) -> Result<(), Error> {
    overrides.for_checkpoint()?;
    let before = checkpoint.settings();
    let mut after = before.clone();
    overrides.apply(&mut after)?;
    checkpoint.preset.epochs = after.epochs;
    // `for_checkpoint` lets nothing through that can't be changed.
    for change in changes(&before, &after).unwrap_or_default() {
        checkpoint.edit(change);
    }
    check_end(name, overrides, after.epochs, checkpoint.snapshot.epoch)
}

/// Changes the end of a run, the only thing about it that can be changed.
fn change_run(run: &mut Run, name: &str, overrides: &Overrides) -> Result<(), Error> {
    if let Some(flag) = overrides.beside_epochs() {
        let remedy = "leave it out, and change the run in the dashboard, which begins a branch";
        return Err(Error::input(flag, "would change a run, whose settings are fixed", remedy));
    }
    overrides.apply(&mut run.preset)?;
    let trained = run.branches.get(run.current).map_or(0, |branch| branch.newest.epoch);
    check_end(name, overrides, run.preset.epochs, trained)
}

/// The refusal of standard input for two things.
pub(super) fn already_read(thing: &str, other: &str) -> Error {
    Error::input(thing, format!("standard input is {other} already"), "give a file for one of them")
}

/// Refuses a run for a command that begins one.
pub(super) fn check_trainable(source: Option<&str>) -> Result<(), Error> {
    match source {
        Some(name) if names_file(name) && file::kind_of(Path::new(name)) == Some(Kind::Run) => Err(refuse_run(name)),
        _ => Ok(()),
    }
}

pub(super) fn refuse_run(name: &str) -> Error {
    let shown = excerpt(name);
    let remedy = format!("blobtui replay {shown} trains it again, blobtui {shown} shows it");
    Error::input(name, "is a run, whose settings are fixed", remedy)
}

fn check_end(name: &str, overrides: &Overrides, epochs: u64, trained: u64) -> Result<(), Error> {
    if overrides.get("epochs").is_none() || epochs >= trained {
        return Ok(());
    }
    let problem = format!("{} is at epoch {trained} already", excerpt(name));
    Err(Error::input(format!("--epochs {epochs}"), problem, format!("give the total, {trained} or more")))
}
