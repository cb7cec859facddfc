//! Short-lived threads that read files for the dashboard and send what they found as an event.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::thread;

use super::action::Then;
use super::event::Event;
use crate::error::Error;
use crate::file::{self, Content};
use crate::preset::{self, Overrides, Preset};
use crate::session::Source;
use crate::session::panic::message;

/// Reads the list of presets.
pub(super) fn list_presets(events: &SyncSender<Event>, then: Then) {
    read(events, move || Event::Presets(preset::list(), then));
}

/// Reads the names of the checkpoints and runs in a folder, newest first.
pub(super) fn list_checkpoints(events: &SyncSender<Event>, folder: &Path) {
    let folder = folder.to_owned();
    read(events, move || {
        let rows = file::list_saved(&folder);
        Event::Checkpoints(folder, rows)
    });
}

/// Reads a preset by its name.
pub(super) fn open_preset(events: &SyncSender<Event>, name: String) {
    read(events, move || Event::Opened(preset::find(&name).map(|recipe| Source::Recipe(Box::new(recipe)))));
}

/// Reads the table that overrides name, and makes a run for it with the other settings.
pub(super) fn open_points(events: &SyncSender<Event>, overrides: Overrides) {
    read(events, move || Event::Opened(preset::open(None, &overrides).map(|recipe| Source::Recipe(Box::new(recipe)))));
}

/// Reads a checkpoint or a run.
pub(super) fn open_checkpoint(events: &SyncSender<Event>, path: PathBuf) {
    read(events, move || Event::Opened(file::open(&path)));
}

/// Writes the command line that makes a preset of the one with this name.
pub(super) fn write_command_line(events: &SyncSender<Event>, name: String, preset: Arc<Preset>, edits: usize) {
    read(events, move || {
        let line = preset::command_line(&name, &preset).and_then(|line| match edits {
            0 if preset.drawn.is_empty() => Ok(line),
            0 => Err(Error::input(
                "y",
                format!("no flags tell of drawn points; without them it is {line}"),
                "P saves a preset, which does",
            )),
            // Settings from the start on are not those that came on the way.
            _ => Err(Error::input(
                "y",
                format!("no flags tell of changes on the way; from the start it is {line}"),
                "s saves a checkpoint, which does",
            )),
        });
        Event::CommandLine(line)
    });
}

/// Saves settings as a preset of the user's.
pub(super) fn save_preset(events: &SyncSender<Event>, name: String, preset: Arc<Preset>) {
    read(events, move || Event::PresetSaved(preset::save(&name, &preset)));
}

/// Saves the points that were drawn.
pub(super) fn save_points(events: &SyncSender<Event>, path: PathBuf, preset: Arc<Preset>) {
    read(events, move || Event::PointsSaved(file::save_new(&path, &Content::Points(&preset.drawn.points)), preset));
}

fn read(events: &SyncSender<Event>, work: impl FnOnce() -> Event + Send + 'static) {
    let sender = events.clone();
    let spawned = thread::Builder::new().name("reader".into()).spawn(move || {
        let event = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
            let message = message(panic.as_ref());
            Event::Problem(format!("not done because of an internal error ({message}); try again, or report it"))
        });
        // Nobody listens any more once the dashboard has ended.
        let _ = sender.send(event);
    });
    if let Err(error) = spawned {
        // Called from the dashboard's own thread, which must not wait for room.
        let _ = events.try_send(Event::Problem(format!("no thread to read or write files: {error}; try again")));
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
        assert_eq!(message, "not done because of an internal error (a page is missing); try again, or report it");
    }
}
