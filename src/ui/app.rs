//! What the dashboard knows and how it changes: state apart from drawing.
//!
//! `App::update` takes an action and returns its effect; drawing only reads. The loop in `ui` calls it and carries out the
//! effects.

use std::mem::{Discriminant, discriminant};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::preset::Preset;
use crate::session::{Command, Notice, Speed, State, Update};
use crate::text::Sentence;
use crate::ui::action::{
    Action, EditAction, Effect, Ended, FileTask, FilesAction, Opening, Panel, ProgramAction, Purpose, RunAction, Then,
    ViewAction,
};
use crate::ui::context::Context;
use crate::ui::evaluation::predictions::Predictions;
use crate::ui::event::Listing;
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::message::{About, Message, Tone};
use crate::ui::popup::{self, Outcome, Popup, Settings};
use crate::ui::view::boundary::draw::Draw;
use crate::ui::view::boundary::painter::Field;
use crate::ui::view::charts::state::Charts;
use crate::ui::view::comparison::sides::Comparison;
use crate::ui::view::diagnostics::measure::Diagnostics;
use crate::ui::view::network::maps::Maps;
use crate::ui::view::network::selection::Inspection;
use crate::ui::view::timeline::plan::Timeline;

const HINT: Duration = Duration::from_secs(6);
const MESSAGE: Duration = Duration::from_secs(5);

/// The dashboard's state.
pub struct App {
    /// The newest update of the run, once there is one.
    pub(super) run: Option<Box<Update>>,
    pub(crate) look: Look,
    /// Whether the terminal's background chooses the theme, until the person does.
    pub(crate) suits_background: bool,
    /// What stands over the views.
    pub(super) popup: Option<Box<dyn Popup>>,
    pub(super) message: Option<Message>,
    /// The group of the action that is being handled.
    acting: Option<About>,
    /// The group of the action that asked the trainer for something last.
    asked: Option<About>,
    /// The state of drawing points, while that goes on.
    pub(super) draw: Option<Draw>,
    pub(super) inspection: Inspection,
    /// The epoch that was asked for last along the history line, while the mouse holds on to it.
    pub(super) scrubbed: Option<u64>,
    // What the panels show, computed before each frame in which they do.
    pub(super) charts: Charts,
    pub(super) diagnostics: Diagnostics,
    pub(super) plane: Field,
    pub(super) maps: Maps,
    pub(super) comparison: Comparison,
    pub(super) timeline: Timeline,
    pub(super) predictions: Predictions,
    pub(super) hint_page: usize,
    hint_until: Instant,
    /// The run and state of the current hint.
    hint_of: (u64, Discriminant<State>),
}

impl App {
    /// A dashboard that waits for its run.
    pub fn new(look: Look, now: Instant) -> Self {
        Self {
            run: None,
            look,
            suits_background: false,
            popup: None,
            message: None,
            acting: None,
            asked: None,
            draw: None,
            inspection: Inspection::default(),
            scrubbed: None,
            charts: Charts::default(),
            diagnostics: Diagnostics::default(),
            plane: Field::default(),
            maps: Maps::default(),
            comparison: Comparison::default(),
            timeline: Timeline::default(),
            predictions: Predictions::default(),
            hint_page: 0,
            hint_until: now + HINT,
            hint_of: (0, discriminant(&State::Paused)),
        }
    }

    /// The newest update of the run.
    pub(crate) fn newest(&self) -> Option<&Update> {
        self.run.as_deref()
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context { run: self.run.as_deref(), look: &self.look, numbers: self.plane.numbers }
    }

    /// What the keys mean now.
    pub(super) fn mode(&self) -> Mode {
        // Compared branches take the place of the panels.
        let focus = self.look.focus.filter(|_| !self.is_comparing() || self.look.zoom);
        let without = match (self.draw, focus) {
            (Some(_), _) => Mode::Draw,
            (None, Some(Panel::Network)) if self.inspection.number.is_some() => Mode::Weights,
            (None, Some(Panel::Network)) => Mode::Network,
            (None, Some(Panel::Plane)) => Mode::Cursor,
            (None, Some(Panel::Loss)) if self.shows_charts() => Mode::Chart,
            (None, _) => Mode::Run,
        };
        self.popup.as_ref().map_or(without, |popup| popup.mode())
    }

    pub(super) fn is_comparing(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.time.compared.is_empty())
    }

    /// Whether the charts stand in their panel, and not a unit or the diagnostics.
    pub(super) fn shows_charts(&self) -> bool {
        self.inspection.unit.is_none() && !self.look.diagnostics
    }

    /// When something changes by itself: a message goes, the hint turns its page.
    pub(super) fn deadline(&self) -> Instant {
        self.message.as_ref().map_or(self.hint_until, |message| message.until.min(self.hint_until))
    }

    /// Removes an expired message and turns the page of the hint; whether anything has changed.
    pub(super) fn tick(&mut self, now: Instant) -> bool {
        let changed = self.deadline() <= now;
        self.message.take_if(|message| message.until <= now);
        if self.hint_until <= now {
            self.hint_page += 1;
            self.hint_until = now + HINT;
        }
        changed
    }

    /// Shows a remark for a while.
    pub fn remark(&mut self, remark: Sentence, now: Instant) {
        self.say(Tone::Remark, remark, now);
    }

    /// Shows a message, about what is being done if something is.
    pub(super) fn say(&mut self, tone: Tone, text: impl Into<Sentence>, now: Instant) {
        self.say_about(self.acting, tone, text, now);
    }

    pub(super) fn say_about(&mut self, about: Option<About>, tone: Tone, text: impl Into<Sentence>, now: Instant) {
        self.message = Some(Message { tone, text: text.into(), about, until: now + MESSAGE });
    }

    /// Says where something was saved.
    pub(super) fn say_saved(&mut self, path: &Path, now: Instant) {
        self.say(Tone::Saved, Sentence::new("saved ", path.display(), ""), now);
    }

    /// Removes a message about this, which has succeeded or is being tried again. A question stays to be answered.
    pub(super) fn settle(&mut self, about: About) {
        self.message.take_if(|message| message.about == Some(about) && message.tone != Tone::Question);
    }

    /// Takes the worker's update and returns the previous one.
    pub(super) fn receive(&mut self, update: Box<Update>, now: Instant) -> Option<Box<Update>> {
        for notice in &update.notices {
            match notice {
                Notice::Saved(path) | Notice::RunSaved(path) => {
                    self.say_saved(path, now);
                }
                Notice::Exported(sentence) => self.say(Tone::Saved, sentence.clone(), now),
                Notice::NotSaved(sentence) => self.say_about(Some(About::File), Tone::Problem, sentence.clone(), now),
                Notice::Problem(text) => self.say_about(self.asked, Tone::Problem, text, now),
                Notice::Remark(text) => self.say_about(self.asked, Tone::Remark, text, now),
            }
        }
        let hint_of = (update.run, discriminant(&update.state));
        if self.hint_of != hint_of {
            self.hint_of = hint_of;
            self.hint_page = 0;
            self.hint_until = now + HINT;
        }
        self.inspection.settle(&update);
        self.run.replace(update)
    }

    /// Handles an action; returns what the world has to do.
    pub(super) fn update(&mut self, action: Action, now: Instant) -> Option<Effect> {
        let group = About::Action(discriminant(&action));
        self.settle(group);
        self.acting = Some(group);
        let effect = self.handle(action, now).and_then(|effect| self.carry_out(effect, now));
        self.acting = None;
        if matches!(effect, Some(Effect::Send(_))) {
            self.asked = Some(group);
        }
        effect
    }

    fn handle(&mut self, action: Action, now: Instant) -> Option<Effect> {
        match action {
            Action::Program(action) => self.handle_program(action, now),
            Action::Run(action) => self.handle_run(action, now).map(Effect::Send),
            Action::Time(action) => self.handle_time(action, now),
            Action::Scrub(action) => self.handle_scrub(action),
            Action::View(action) => self.handle_view(action, now),
            Action::Chart(action) => {
                self.charts.handle(action, &mut self.look, self.run.as_ref().map_or(0, |run| run.total));
                None
            }
            Action::Network(action) => self.handle_network(action),
            Action::Draw(action) => self.handle_draw(action, now),
            Action::Edit(action) => self.handle_edit(action),
            Action::Files(action) => self.handle_files(action, now),
            Action::List(_) | Action::Prompt(_) => self.with_popup(|popup, context| popup.handle(action, context)),
        }
    }

    /// Does what an effect asks of the dashboard itself; returns what is left for the world.
    fn carry_out(&mut self, effect: Effect, now: Instant) -> Option<Effect> {
        match effect {
            Effect::Say(tone, sentence) => self.say(tone, sentence, now),
            Effect::Open(opening) => {
                let below = self.popup.take();
                self.popup = popup::open(opening, below, &self.context());
            }
            Effect::Act(action) => return self.handle(action, now).and_then(|effect| self.carry_out(effect, now)),
            effect => return Some(effect),
        }
        None
    }

    /// Lets the open popup do something; returns what it asks for.
    fn with_popup(&mut self, change: impl FnOnce(&mut dyn Popup, &Context) -> Outcome) -> Option<Effect> {
        let mut popup = self.popup.take()?;
        let outcome = change(popup.as_mut(), &self.context());
        let (popup, effect) = outcome.after(popup);
        self.popup = popup;
        effect
    }

    /// Gives the open popup the list that it waits for.
    pub(super) fn receive_listing(&mut self, listing: Listing, now: Instant) {
        if let Some(effect) = self.with_popup(|popup, context| popup.receive(listing, context)) {
            self.carry_out(effect, now);
        }
    }

    fn handle_program(&mut self, action: ProgramAction, now: Instant) -> Option<Effect> {
        match action {
            ProgramAction::Help => Some(Effect::Open(Opening::Help)),
            ProgramAction::AskToQuit => self.ask_to_quit(now),
            ProgramAction::Quit => Some(Effect::End(Ended::Interrupted)),
            ProgramAction::Suspend => Some(Effect::Suspend),
        }
    }

    fn handle_run(&mut self, action: RunAction, now: Instant) -> Option<Command> {
        let run = self.run.as_ref()?;
        let speed = run.speed;
        Some(match action {
            RunAction::Toggle if run.state == State::Running => Command::Pause,
            RunAction::Toggle => Command::Run,
            RunAction::Faster if speed == Speed::Unlimited => {
                self.say(Tone::Remark, "already at unlimited speed; - slows down", now);
                return None;
            }
            RunAction::Faster => Command::Speed(speed.faster()),
            RunAction::Slower => Command::Speed(speed.slower()),
            RunAction::Unlimited => Command::Speed(Speed::Unlimited),
            RunAction::Restart => Command::Restart,
            RunAction::NewSeed => Command::NewSeed,
            RunAction::NewWeights => Command::NewWeights,
            RunAction::Step(epochs) => Command::Step(epochs),
            RunAction::StepBatch => Command::StepBatch,
        })
    }

    fn handle_edit(&mut self, action: EditAction) -> Option<Effect> {
        Some(match action {
            EditAction::Settings => {
                self.popup = Some(Box::new(Settings::default()));
                return None;
            }
            EditAction::CommandLine => prompt(Purpose::Command),
            EditAction::Engine => {
                let preset = &self.run.as_ref()?.preset;
                let changed = Preset { engine: preset.engine.other(), ..Preset::clone(preset) };
                Effect::Send(Command::Change(Box::new(changed)))
            }
            EditAction::Undo => Effect::Send(Command::Undo),
            EditAction::Redo => Effect::Send(Command::Redo),
        })
    }

    fn handle_files(&mut self, action: FilesAction, now: Instant) -> Option<Effect> {
        let task = match action {
            FilesAction::Save => return Some(Effect::Send(Command::Save)),
            FilesAction::SaveAs => return Some(prompt(Purpose::File)),
            FilesAction::SaveRun => return Some(Effect::Send(Command::SaveRun)),
            FilesAction::SavePreset => return Some(prompt(Purpose::PresetName)),
            FilesAction::Presets => {
                self.carry_out(Effect::Open(Opening::Presets), now);
                FileTask::ListPresets(Then::Show)
            }
            FilesAction::PreviousPreset => FileTask::ListPresets(Then::Load(-1)),
            FilesAction::NextPreset => FileTask::ListPresets(Then::Load(1)),
            FilesAction::Open => {
                self.carry_out(Effect::Open(Opening::Checkpoints), now);
                FileTask::ListCheckpoints
            }
            FilesAction::CopyCommand => {
                let run = self.run.as_ref()?;
                let (name, preset, edits) = (run.name.clone(), Arc::clone(&run.preset), run.edits);
                FileTask::WriteCommandLine { name, preset, edits }
            }
        };
        Some(Effect::File(task))
    }

    /// Quits, or first says what would be lost; a second request while that message stands quits.
    fn ask_to_quit(&mut self, now: Instant) -> Option<Effect> {
        let asked = self.message.as_ref().is_some_and(|message| message.tone == Tone::Question);
        let question = self.run.as_deref().and_then(unsaved).filter(|_| !asked);
        let Some(question) = question else { return Some(Effect::End(Ended::Quit)) };
        self.say(Tone::Question, question, now);
        None
    }

    fn handle_view(&mut self, action: ViewAction, now: Instant) -> Option<Effect> {
        if action == ViewAction::Leave {
            return self.leave();
        }
        self.suits_background &= action != ViewAction::Theme;
        if let Some(words) = self.look.change(action) {
            self.say(Tone::Remark, words, now);
        }
        (action == ViewAction::Mouse).then_some(Effect::CaptureMouse(self.look.mouse))
    }

    /// Leaves the innermost of what is open: drawing, a comparison, a unit, a cursor, the probe, the zoom, the panel.
    fn leave(&mut self) -> Option<Effect> {
        if self.draw.take().is_some() {
            return None;
        }
        // The comparison hides the panels.
        if self.is_comparing() && !self.look.zoom {
            return Some(Effect::Send(Command::CompareNone));
        }
        if self.inspection.leave() || self.charts.cursor.take().is_some() {
            return None;
        }
        if !self.look.zoom {
            self.inspection.probe = None;
        }
        self.look.change(ViewAction::Leave);
        None
    }
}

/// Asks for a line, which is empty at first.
fn prompt(purpose: Purpose) -> Effect {
    Effect::Open(Opening::Prompt(purpose, String::new()))
}

/// What would be lost on quitting, and which key saves it.
fn unsaved(run: &Update) -> Option<String> {
    let time = &run.time;
    let drawn = time.unsaved_points;
    let points = if drawn == 1 { "a drawn point".to_owned() } else { format!("{drawn} drawn points") };
    let branches = match time.branches.len() {
        0 | 1 => "bookmarks".to_owned(),
        branches => format!("{branches} branches"),
    };
    // A checkpoint ends at what is shown.
    let saves = if time.unsaved || run.is_past() { "F saves the run" } else { "s saves a checkpoint" };
    let (lost, key) = match (drawn, time.unsaved) {
        (0, false) if time.left_unsaved => {
            ("points, branches or bookmarks of a previous run are".into(), "u goes back")
        }
        (0, false) => return None,
        (0, true) => (format!("{branches} are"), saves),
        (1, false) => (format!("{points} is"), saves),
        (_, false) => (format!("{points} are"), saves),
        (_, true) => (format!("{points} and {branches} are"), saves),
    };
    Some(format!("{lost} not saved: q again quits, {key}"))
}
