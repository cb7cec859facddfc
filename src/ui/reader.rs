//! Short-lived threads that read and write files for the dashboard and send what came of it as an event.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use crate::file::{self, Basis, Content, recovery};
use crate::preset::{self, Listed, Origin, Preset, Recipe};
use crate::session::panic::message;
use crate::session::{OpenedRow, Source};
use crate::sweep::statistics::median_interval;
use crate::sweep::{Loaded, Row, Table, find_row, row_at, row_name};
use crate::text::{brief, is_harmful};
use crate::ui::action::{FileTask, Then};
use crate::ui::evaluation::numbers;
use crate::ui::event::{Event, Openable, PresetRow};
use crate::ui::plane::sample::thinned;

/// The most names of a folder that are read.
const MAX_NAMES: usize = 10_000;

/// Starts a task with files in these folders.
pub(super) fn start(events: &SyncSender<Event>, task: FileTask, folders: &Folders) {
    let folders = folders.clone();
    let sender = events.clone();
    // Nobody listens any more once the dashboard has ended.
    let news = move |event| drop(sender.send(event));
    read(events, move || carry_out(task, folders, &news).unwrap_or_else(|error| Event::Problem(error.sentence())));
}

/// Where the dashboard finds files.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Folder with checkpoints.
    pub runs: PathBuf,
    /// Folder with recoveries, if there are any.
    pub recovery: Option<PathBuf>,
    /// Folder with the presets to go through, if the program was started with one.
    pub presets: Option<PathBuf>,
    /// File of the preset that the program was started with, if it was one.
    pub preset: Option<PathBuf>,
}

fn carry_out(
    task: FileTask,
    Folders { runs, recovery, presets, preset: started }: Folders,
    news: &dyn Fn(Event),
) -> Result<Event, Error> {
    let left = |folder: Option<PathBuf>| folder.map_or_else(Vec::new, |folder| recovery::list(&folder));
    let opened = |recipe: Recipe| Event::Opened(Source::Recipe(Box::new(recipe)), None);
    Ok(match task {
        FileTask::ListPresets(then) => Event::Presets(list_presets(presets.as_deref(), then), then),
        FileTask::ListCheckpoints => {
            let recoveries = left(recovery).into_iter().map(Openable::Recovery);
            let tables = [&runs, Path::new(".")].map(tables).into_iter().flatten();
            let files = file::list_saved(&runs).into_iter().chain(tables);
            let files = files.map(|(path, age)| Openable::File(path, age));
            Event::Checkpoints(runs, recoveries.chain(files).collect())
        }
        FileTask::ListFiles(folder) => {
            let names = names(&folder);
            Event::Files(folder, names)
        }
        FileTask::FindRecoveries => Event::CutOff(left(recovery)),
        FileTask::OpenRecovery(base) => {
            let nothing = || Error::input("recover", "no run was cut off", "open takes a checkpoint or a run");
            let base = base.or_else(|| Some(left(recovery).into_iter().next()?.base)).ok_or_else(nothing)?;
            Event::Recovered(Box::new(recovery::open(&base)?))
        }
        FileTask::OpenCheckpoint(path) if left(recovery).iter().any(|left| left.base == path) => {
            Event::Recovered(Box::new(recovery::open(&path)?))
        }
        FileTask::OpenCheckpoint(path) if Table::of_start(&path).is_some() => {
            news(Event::Reading(path.clone(), 0));
            let loaded = Loaded::read(&path, &mut |rows| news(Event::Reading(path.clone(), rows)));
            Event::Results(loaded.map(Arc::new).map_err(|error| error.sentence()))
        }
        FileTask::OpenRow(table, row) => {
            opened_row(row_at(table.path(), table.start(row), table.run(row))?, table.path())?
        }
        FileTask::MedianInterval(question, numbers) => Event::MedianInterval(question, median_interval(&numbers)),
        FileTask::OpenCheckpoint(path) => {
            if let Some((table, run)) = row_of(&path) {
                return opened_row(find_row(&table, run)?, &table);
            }
            let (source, remark) = file::open_on(&path, &Basis::default())?;
            Event::Opened(source, remark)
        }
        FileTask::OpenListed(listed) => opened(listed.open()?),
        FileTask::OpenPreset(name) => {
            let rows = presets.as_deref().map(preset::list_folder).unwrap_or_default();
            let listed = rows.into_iter().find(|row| row.name == name);
            opened(listed.map_or_else(|| preset::find(&name), |listed| listed.open())?)
        }
        FileTask::OpenPoints(overrides) => opened(preset::open(None, &overrides)?),
        FileTask::WriteCommandLine { name, preset, edits } => {
            let source = source_of(&name, &preset, presets.as_deref(), started.as_deref());
            Event::CommandLine(preset::command_line(&source, &preset)?, left_out(&preset, edits))
        }
        FileTask::SavePreset(name, preset) => Event::PresetSaved(file::save_preset(&name, &preset)?),
        FileTask::SavePoints(path, preset) => {
            Event::PointsSaved(file::save_new(&path, &Content::Points(&preset.drawn.points))?, preset)
        }
    })
}

/// The table and the number of the run that a name such as `results.csv#17` stands for.
fn row_of(name: &Path) -> Option<(PathBuf, u64)> {
    row_name(name.to_str()?).filter(|_| !name.exists())
}

/// The run of a row, to be shown.
fn opened_row(row: Row, table: &Path) -> Result<Event, Error> {
    let table = table.file_name().unwrap_or(table.as_os_str()).to_string_lossy();
    let (run, table) = (row.history()?, brief(&table));
    Ok(Event::RowOpened(Box::new(OpenedRow { row, run, table })))
}

/// The tables of results in a folder, with their ages, the newest first.
fn tables(folder: &Path) -> Vec<(PathBuf, Option<Duration>)> {
    let entries = folder.read_dir().into_iter().flatten().flatten().take(MAX_NAMES);
    let mut tables: Vec<(PathBuf, Option<Duration>)> = entries
        .filter(|entry| Table::of(&entry.path()).is_ok() && Table::of_start(&entry.path()).is_some())
        .map(|entry| {
            let written = entry.metadata().and_then(|metadata| metadata.modified()).ok();
            let path = entry.path();
            let path = path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
            (path, written.and_then(|written| written.elapsed().ok()))
        })
        .collect();
    tables.sort_by_key(|(_, age)| *age);
    tables
}

/// What names a run's preset on the command line: its file if the program was started with that, or with its folder.
fn source_of(name: &str, preset: &Preset, folder: Option<&Path>, started: Option<&Path>) -> String {
    if let Some(path) = started.filter(|path| path.file_stem().is_some_and(|stem| stem == name)) {
        return path.display().to_string();
    }
    let rows = folder.map(preset::list_folder).unwrap_or_default();
    // Another preset may have the same name; of an edited run there is nothing more to go by.
    let is_of = |row: &Listed| row.title() == preset.title || !preset.is_described();
    let own = rows.into_iter().find(|row| row.name == name && is_of(row));
    match own.map(|row| row.origin) {
        Some(Origin::Folder(path)) => path.display().to_string(),
        _ => name.to_owned(),
    }
}

/// The presets of the folder that the program was started with, if it was. To choose from there are the others, too, and
/// pictures.
pub(super) fn list_presets(folder: Option<&Path>, then: Then) -> Vec<PresetRow> {
    let is_for_people = then == Then::Show;
    let mut rows = folder.map(preset::list_folder).unwrap_or_default();
    if folder.is_none() || is_for_people {
        rows.extend(preset::list());
    }
    let points = |preset: &Preset| {
        let labels = numbers(preset);
        thinned(&preset.dataset(), |label| labels.class_of(label))
    };
    let row = |listed: Listed| {
        let preset = listed.preset.as_ref().ok().filter(|_| is_for_people);
        PresetRow { points: preset.map(|preset| points(preset)), listed }
    };
    rows.into_iter().map(row).collect()
}

/// The names in a folder in their order, those of folders with a slash at the end; none if it can't be read. Names that a
/// terminal would act on, or that are no text, can't be typed either.
fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten().take(MAX_NAMES);
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok().filter(|name| !name.contains(is_harmful))?;
            Some(if entry.path().is_dir() { name + "/" } else { name })
        })
        .collect();
    names.sort_unstable();
    names
}

/// What no flag can say of a run, and which file has it.
fn left_out(preset: &Preset, edits: usize) -> Option<String> {
    // The settings from the start on are not those that came later.
    let edits = match edits {
        0 => None,
        1 => Some("the edit made during training: s saves a checkpoint, which has it".to_owned()),
        edits => Some(format!("the {edits} edits made during training: s saves a checkpoint, which has them")),
    };
    let points = (!preset.drawn.is_empty()).then(|| "drawn points: P saves a preset, which has them".to_owned());
    let all: Vec<String> = edits.into_iter().chain(points).collect();
    (!all.is_empty()).then(|| format!("It leaves out {}.", all.join("; and ")))
}

fn read(events: &SyncSender<Event>, work: impl FnOnce() -> Event + Send + 'static) {
    let sender = events.clone();
    let spawned = thread::Builder::new().name("reader".into()).spawn(move || {
        let event = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
            let message = message(panic.as_ref());
            Event::Problem(format!("not done because of an internal error ({message}); try again, or report it").into())
        });
        // Nobody listens any more once the dashboard has ended.
        let _ = sender.send(event);
    });
    if let Err(error) = spawned {
        // Called from the dashboard's own thread, which must not wait for room.
        let _ = events.try_send(Event::Problem(format!("no thread to read or write files: {error}; try again").into()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[test]
    fn the_command_for_a_preset_of_a_folder_names_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let lessons = folder.path().join("it's a lesson");
        std::fs::create_dir(&lessons).unwrap();
        let own = Preset { title: "The first lesson".into(), ..preset::find("xor-blobs").unwrap().preset };
        for name in ["1-first", "xor-blobs"] {
            std::fs::write(lessons.join(format!("{name}.ron")), own.to_ron()).unwrap();
        }
        let line = |name: &str, preset: &Preset| {
            preset::command_line(&source_of(name, preset, Some(&lessons), None), preset).unwrap()
        };
        let file = |name: &str| format!(r"'{}/it'\''s a lesson/{name}.ron'", folder.path().display());
        assert_eq!(line("1-first", &own), format!("blobtui {}", file("1-first")));
        let changed = Preset { seed: 12, ..own.clone() };
        assert_eq!(line("1-first", &changed), format!("blobtui {} --seed 12", file("1-first")));
        assert_eq!(line("xor-blobs", &own), format!("blobtui {}", file("xor-blobs")));
        let built_in = preset::find("xor-blobs").unwrap().preset;
        assert_eq!(line("xor-blobs", &built_in), "blobtui xor-blobs", "which has another title");
        // Started with the file alone.
        let first = lessons.join("1-first.ron");
        let source = |name: &str| source_of(name, &own, None, Some(&first));
        assert_eq!(preset::command_line(&source("1-first"), &own).unwrap(), format!("blobtui {}", file("1-first")));
        assert_eq!(source("xor-blobs"), "xor-blobs", "another preset, chosen later");
    }

    #[test]
    fn a_panic_while_reading_is_a_message() {
        let (sender, events) = sync_channel(1);
        read(&sender, || panic!("a page is missing"));
        let Ok(Event::Problem(message)) = events.recv() else { panic!("another event") };
        assert_eq!(
            message.to_string(),
            "not done because of an internal error (a page is missing); try again, or report it"
        );
    }
}
