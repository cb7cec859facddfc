//! Short-lived threads that read and write files for the dashboard and send what came of it as an event.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;
use std::thread;

use super::action::FileTask;
use super::event::Event;
use crate::error::Error;
use crate::file::{self, Content};
use crate::preset::{self, Preset, Recipe};
use crate::session::Source;
use crate::session::panic::message;

/// Starts a task; `runs` is the folder with checkpoints.
pub(super) fn start(events: &SyncSender<Event>, task: FileTask, runs: &Path) {
    let runs = runs.to_owned();
    read(events, move || carry_out(task, runs).unwrap_or_else(|error| Event::Problem(error.sentence())));
}

fn carry_out(task: FileTask, runs: PathBuf) -> Result<Event, Error> {
    let opened = |recipe: Recipe| Event::Opened(Source::Recipe(Box::new(recipe)));
    Ok(match task {
        FileTask::ListPresets(then) => Event::Presets(preset::list(), then),
        FileTask::ListCheckpoints => {
            let rows = file::list_saved(&runs);
            Event::Checkpoints(runs, rows)
        }
        FileTask::OpenCheckpoint(path) => Event::Opened(file::open(&path)?),
        FileTask::OpenPreset(name) => opened(preset::find(&name)?),
        FileTask::OpenPoints(overrides) => opened(preset::open(None, &overrides)?),
        FileTask::WriteCommandLine { name, preset, edits } => Event::CommandLine(command_line(&name, &preset, edits)?),
        FileTask::SavePreset(name, preset) => Event::PresetSaved(preset::save(&name, &preset)?),
        FileTask::SavePoints(path, preset) => {
            Event::PointsSaved(file::save_new(&path, &Content::Points(&preset.drawn.points))?, preset)
        }
    })
}

/// The command line that makes a preset of the one with this name, unless something can't be written as a flag.
fn command_line(name: &str, preset: &Preset, edits: usize) -> Result<String, Error> {
    let line = preset::command_line(name, preset)?;
    // The settings from the start on are not those that came later.
    if edits > 0 {
        let problem = format!("edits made during training can't be written as flags; from the start it is {line}");
        return Err(Error::input("y", problem, "s saves a checkpoint, which has them"));
    }
    if !preset.drawn.is_empty() {
        let problem = format!("drawn points can't be written as flags; without them it is {line}");
        return Err(Error::input("y", problem, "P saves a preset, which has them"));
    }
    Ok(line)
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
