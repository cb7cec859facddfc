//! The dashboard: what people see and press.
//!
//! The loop takes events, one at a time, changes the [`App`], carries out what it asks for, and draws when something
//! has changed. It trains nothing and reads no file itself: the session and short-lived readers do.

mod action;
pub mod app;
mod command;
mod context;
mod delivery;
mod distribution;
mod evaluation;
mod event;
mod event_loop;
#[cfg(test)]
mod fixture;
mod format;
pub mod input;
pub mod keymap;
mod layout;
pub mod look;
mod message;
mod mouse;
mod names;

pub mod plain;
mod plane;
mod popup;
mod reader;
mod results;
mod screenshot;
mod seeds;
mod selection;
mod signs;
mod slice;
mod surface;
mod svg;
pub mod terminal;
mod text_field;
pub mod theme;
mod typed;
mod view;
mod walk;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Instant;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::MouseEventKind;
use ratatui::layout::Rect;
use tui_input::InputRequest;
use unicode_width::UnicodeWidthStr;

use crate::error::Error;
use crate::file::recovery::{Left, Recovered};
use crate::preset::{Listed, Preset};
use crate::session::{Command, Session, Source, State, Update};
use crate::text::{Sentence, is_harmful};
use crate::train::Position;
use action::{Action, Effect, FileTask, Opening, PromptAction, RunAction, ScrubAction, Then, Tone};
pub use action::{Ended, Tab};
use app::App;
pub use event::{Event, MAX_EVENTS, Openable, Updates};
use event::{Listing, PresetRow};
use keymap::Mode;
use layout::Layout;
use message::About;
pub use reader::Folders;
pub use screenshot::screenshot;
pub use surface::{Cursor, Delivery, Surface};
use terminal::{CONTINUE, STOP};
use walk::Walk;

/// How the dashboard is set up.
pub struct Setup {
    /// Where files are.
    pub folders: Folders,
    /// Most frames a second, 1 or more.
    pub frames_per_second: u32,
    /// A table of results to open.
    pub results: Option<PathBuf>,
}

/// Runs the dashboard until it is quit.
///
/// # Errors
/// If the terminal fails or vanishes, a thread panics, or a signal ends the program.
pub fn run(
    surface: &mut dyn Surface,
    app: &mut App,
    session: &Session,
    events: &Receiver<Event>,
    sender: &SyncSender<Event>,
    setup: &Setup,
) -> Result<Ended, Error> {
    let mut dashboard = Dashboard::new(surface, app, session, events, sender, setup);
    let ended = dashboard.run();
    if !matches!(ended, Err(Error::Terminal { .. })) {
        dashboard.leave();
    }
    ended
}

struct Dashboard<'a> {
    surface: &'a mut dyn Surface,
    app: &'a mut App,
    session: &'a Session,
    events: &'a Receiver<Event>,
    sender: &'a SyncSender<Event>,
    setup: &'a Setup,
    layout: Layout,
    /// Commands that the worker has got.
    sent: u64,
    /// Tasks of readers that are under way.
    reading: usize,
    walk: Walk,
}

impl<'a> Dashboard<'a> {
    /// A dashboard on a surface, which looks for runs that were cut off.
    fn new(
        surface: &'a mut dyn Surface,
        app: &'a mut App,
        session: &'a Session,
        events: &'a Receiver<Event>,
        sender: &'a SyncSender<Event>,
        setup: &'a Setup,
    ) -> Self {
        let (layout, walk) = (Layout::default(), Walk::default());
        let mut dashboard = Self { surface, app, session, events, sender, setup, layout, sent: 0, reading: 0, walk };
        if setup.folders.recovery.is_some() {
            dashboard.read(FileTask::FindRecoveries);
        }
        if let Some(path) = &setup.results {
            dashboard.read(FileTask::OpenCheckpoint(path.clone()));
        }
        dashboard
    }
}

impl Dashboard<'_> {
    fn draw(&mut self) -> Result<(), Error> {
        let (width, height) = self.surface.size()?;
        let screen = Rect::new(0, 0, width, height);
        self.layout = layout::arrange(screen, &self.app.look);
        self.app.prepare(&self.layout);
        let (app, layout) = (&*self.app, &self.layout);
        self.surface.deliver(delivery::delivery(app, layout));
        self.surface.draw(&mut |frame| {
            let area = frame.area();
            // As a block with this style does, in half the time.
            let base = app.look.theme.base();
            frame.buffer_mut().content.iter_mut().for_each(|cell| _ = cell.set_style(base));
            // A terminal that was resized meanwhile gets its new layout with the next frame.
            if area == screen {
                let context = app.context();
                for (_, area, view) in app.shown(layout) {
                    view.render(frame, area, &context);
                }
                if let Some(popup) = &app.popup {
                    popup.render(frame, app.popup_place(layout), &context);
                }
            }
            disarm(frame.buffer_mut());
        })
    }

    /// Handles an event, and says whether the dashboard goes on.
    fn handle(&mut self, event: Event) -> Result<ControlFlow<Ended>, Error> {
        let now = Instant::now();
        match event {
            Event::Key(key) => {
                let action = keymap::action(self.app.mode(), key);
                self.begin(action, now);
                return self.act(action, now);
            }
            Event::Mouse(mouse) => {
                if matches!(mouse.kind, MouseEventKind::Down(_)) {
                    // The terminal may not have reported that the button was let go before.
                    self.app.update(Action::Scrub(ScrubAction::End), now);
                }
                return self.act(mouse::action(self.app, &self.layout, mouse), now);
            }
            Event::Paste(text)
                if matches!(self.app.mode(), Mode::Filter | Mode::Search | Mode::Prompt | Mode::Note) =>
            {
                for character in text.chars().filter(|character| !is_harmful(*character)) {
                    let insert = PromptAction::Edit(InputRequest::InsertChar(character));
                    let _ = self.act(Some(Action::Prompt(insert)), now)?;
                }
            }
            Event::Background(colour) if self.app.suits_background => {
                self.app.look.theme = self.app.look.theme.on(colour);
            }
            Event::Paste(_) | Event::Receipt(_) | Event::Resize | Event::Background(_) | Event::Line(_) => {}
            Event::Update(update) => {
                if let Some(before) = self.app.receive(update, now) {
                    self.session.recycle(before);
                }
            }
            Event::Presets(rows, then) => self.take_presets(rows, then, now),
            Event::Checkpoints(folder, rows) => self.app.receive_listing(Listing::Checkpoints(folder, rows), now),
            Event::Files(folder, names) => self.app.receive_listing(Listing::Files(folder, names), now),
            Event::CutOff(rows) => self.announce(&rows, now),
            Event::Recovered(recovered) => self.recover(recovered, now),
            Event::Reading(..) | Event::Results(_) | Event::RowOpened(_) | Event::MedianInterval(..) => {
                let effect = self.app.take_of_results(event, now);
                return self.carry_out(effect, now);
            }
            Event::Opened(source, remark) => {
                let remark = remark.unwrap_or_else(|| opened(&source));
                self.load(source, now);
                self.app.say(Tone::Remark, remark, now);
            }
            Event::CommandLine(line, left_out) => self.show_command_line(line, left_out, now)?,
            Event::PresetSaved(path) => self.app.say_saved(&path, now),
            Event::PointsSaved(path, preset) => self.note_saved_points(&path, &preset, now),
            Event::Signal(signal @ (STOP | CONTINUE)) if !self.surface.is_news(signal) => {}
            Event::Signal(STOP) => return self.suspend(),
            Event::Signal(CONTINUE) => self.surface.resume()?,
            Event::Signal(signal) => return Err(Error::Signal(signal)),
            Event::Vanished => {
                let problem = "it was closed".into();
                return Err(Error::Terminal { problem, remedy: "start blobtui in another one".into() });
            }
            Event::Problem(message) => self.app.say_about(Some(About::File), Tone::Problem, message, now),
            Event::Fault(message) => return Err(Error::Fault(message)),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Lets a run that still shows the untrained network begin: whoever presses a key has seen it.
    fn begin(&mut self, action: Option<Action>, now: Instant) {
        let is_waiting = |run: &Update| run.state == State::Running && run.position() == Position::default();
        let pauses = matches!(action, None | Some(Action::Run(RunAction::Toggle)));
        if !pauses && self.app.newest().is_some_and(is_waiting) {
            self.send(Command::Run, now);
        }
    }

    fn act(&mut self, action: Option<Action>, now: Instant) -> Result<ControlFlow<Ended>, Error> {
        let effect = action.and_then(|action| self.app.update(action, now));
        self.carry_out(effect, now)
    }

    fn carry_out(&mut self, effect: Option<Effect>, now: Instant) -> Result<ControlFlow<Ended>, Error> {
        match effect {
            Some(Effect::Send(command)) => self.send(command, now),
            Some(Effect::File(task)) => self.read(task),
            Some(Effect::CaptureMouse(capture)) => self.surface.capture_mouse(capture)?,
            Some(Effect::Suspend) if self.surface.has_shell() => return self.suspend(),
            Some(Effect::Suspend) => self.app.say(Tone::Remark, "no shell to suspend to; q quits", now),
            // The dashboard itself has done the latter.
            None | Some(Effect::Say(..) | Effect::SendAndSay(..) | Effect::Open(_) | Effect::Act(_)) => {}
            Some(Effect::End(ended)) => return Ok(ControlFlow::Break(ended)),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Starts a reader.
    fn read(&mut self, task: FileTask) {
        self.reading += 1;
        reader::start(self.sender, task, &self.setup.folders);
    }

    fn send(&mut self, command: Command, now: Instant) {
        match self.session.send(command) {
            Ok(()) => {
                self.sent += 1;
                self.app.settle(About::Command);
            }
            Err(error) => self.app.say_about(Some(About::Command), Tone::Problem, error.to_string(), now),
        }
    }

    /// Puts another run in place of the present one.
    fn load(&mut self, source: Source, now: Instant) {
        self.app.settle(About::File);
        // A preset that waits for Space says nothing about the next one.
        let waits = |run: &Update| run.preset.paused && run.position() == Position::default();
        let paused = self.app.newest().is_some_and(|run| run.state == State::Paused && !waits(run));
        let run = source.starts_by_itself() && !paused;
        self.send(Command::Load { source, run }, now);
    }

    /// Copies the command that reproduces the run, and says so if the terminal can have taken it. Shows it whole where a
    /// message can't, or where there is more to say.
    fn show_command_line(&mut self, line: String, left_out: Option<String>, now: Instant) -> Result<(), Error> {
        let is_copied = self.surface.takes_texts();
        if is_copied {
            self.surface.copy(&line)?;
        }
        let room = self.layout.hint.map_or(0, |hint| usize::from(hint.width).saturating_sub(2));
        let message = Sentence::new("copied: ", &line, "");
        if is_copied && left_out.is_none() && message.to_string().width() <= room {
            self.app.say(Tone::Saved, message, now);
        } else {
            self.app.carry_out(Effect::Open(Opening::Reproduction { line, left_out, is_copied }), now);
        }
        Ok(())
    }

    /// Says where drawn points were saved, and tells the worker that they are.
    fn note_saved_points(&mut self, path: &Path, preset: &Preset, now: Instant) {
        self.send(Command::PointsSaved(preset.drawn.clone()), now);
        self.app.say_saved(path, now);
    }

    /// Says that a run was cut off, until one is opened.
    fn announce(&mut self, rows: &[Left], now: Instant) {
        if let Some(line) = popup::announcement(rows) {
            self.app.say_about(Some(About::File), Tone::Remark, line, now);
        }
    }

    /// Puts a run that was cut off in place of the present one.
    fn recover(&mut self, recovered: Box<Recovered>, now: Instant) {
        self.app.settle(About::File);
        self.send(Command::Recover(recovered), now);
    }

    fn take_presets(&mut self, rows: Vec<PresetRow>, then: Then, now: Instant) {
        let loaded = self.app.newest().map_or("", |run| run.name.as_str());
        let listed: Vec<&Listed> = rows.iter().map(|row| &row.listed).collect();
        self.walk.remember(listed.iter().copied(), loaded, self.setup.folders.presets.is_some());
        let row = match then {
            Then::Show => return self.app.receive_listing(Listing::Presets(rows), now),
            Then::Next => self.walk.next(&listed),
            Then::Previous => self.walk.previous(&listed),
        };
        let Some(row) = row else {
            return self.app.say(Tone::Problem, "no preset can be used; p lists what is wrong with each", now);
        };
        let task = FileTask::OpenListed(Box::new(row.clone()));
        self.read(task);
    }
}

/// What was put in the place of the run, and how to get that back.
fn opened(source: &Source) -> Sentence {
    let (what, name, described) = match source {
        Source::Recipe(recipe) => {
            let what = if recipe.preset.data.table().is_none() { "preset " } else { "opened " };
            (what, &recipe.name, Some(&recipe.preset))
        }
        Source::Checkpoint(checkpoint) => ("opened ", &checkpoint.name, checkpoint.described()),
        Source::Run(run) => ("opened ", &run.name, run.described()),
    };
    let about = described.map_or_else(|| ", edited".to_owned(), |preset| format!(": {}", preset.title));
    Sentence::new(what, name, &format!("{about}; u goes back"))
}

/// Replaces what a terminal would act on, wherever it came from. Texts are escaped when they are drawn, so that people see
/// what is in them; this is for what nobody thought of.
fn disarm(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().contains(is_harmful) {
            cell.set_symbol("\u{fffd}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[test]
    fn a_worker_that_panics_is_a_message() {
        let (sender, events) = sync_channel(1);
        let updates = Updates::new(sender);
        let worker = std::thread::spawn(move || {
            let _updates = updates;
            panic!("the works are worn out");
        });
        worker.join().expect_err("it panics");
        let Ok(Event::Problem(message)) = events.recv() else { panic!("another event") };
        assert!(message.to_string().starts_with("the trainer stopped after an internal error"), "{message}");
    }
}
