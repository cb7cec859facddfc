//! What the dashboard knows and how it changes: state apart from drawing.
//!
//! [`App::update`] takes what a person wants and gives back what the world should do; drawing only reads. The loop in
//! `ui` feeds it and carries the effects out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::action::{
    Action, EditAction, Effect, FileTask, FilesAction, Panel, ProgramAction, RunAction, Then, ViewAction,
};
use super::charts::Charts;
use super::comparison::Comparison;
use super::context::Context;
use super::diagnostics::Diagnostics;
use super::draw::Draw;
use super::inspection::Inspection;
use super::keymap::Mode;
use super::look::Look;
use super::maps::Maps;
use super::message::{Message, Tone};
use super::overlay::{Overlay, Page, Purpose, Settings};
use super::painter::Field;
use super::predictions::Predictions;
use super::timeline::Timeline;
use crate::data::Drawn;
use crate::plot::Rgb;
use crate::preset::Preset;
use crate::session::{Command, Notice, Speed, State, Update};

/// How long a page of the hint stays.
const HINT: Duration = Duration::from_secs(6);

/// The dashboard's state.
pub struct App {
    /// The newest of the run, once there is any.
    pub(super) run: Option<Box<Update>>,
    /// How it looks.
    pub(crate) look: Look,
    /// Whether the terminal's background chooses the theme, until the person does.
    pub(crate) suits_background: bool,
    /// A list or page over the dashboard.
    pub(super) overlay: Option<Overlay>,
    /// The message line.
    pub(super) message: Option<Message>,
    /// Drawing points, if so.
    pub(super) draw: Option<Draw>,
    /// The charts of loss and accuracy; laid out before each frame.
    pub(super) charts: Charts,
    /// Measurements of the layers, while they are shown.
    pub(super) diagnostics: Diagnostics,
    /// The selected unit, layer and probe.
    pub(super) inspection: Inspection,
    /// The drawn points that were saved last.
    pub(super) kept: Drawn,
    /// The decision boundary; painted before each frame.
    pub(super) plane: Field,
    /// What the network panel shows; computed before each frame.
    pub(super) maps: Maps,
    /// Branches side by side; painted before each frame in which they are.
    pub(super) comparison: Comparison,
    /// The history line; laid out before each frame.
    pub(super) timeline: Timeline,
    /// The epoch that was asked for last along the history line, while the mouse holds on to it.
    pub(super) scrubbed: Option<u64>,
    /// Predictions at the data points; up to date only while they are shown.
    pub(super) predictions: Predictions,
    /// The number of hint pages turned.
    pub(super) hint_page: usize,
    hint_until: Instant,
    /// The run and state of the current hint.
    hint_of: (u64, std::mem::Discriminant<State>),
}

impl App {
    /// A dashboard that waits for its run.
    #[must_use]
    pub fn new(look: Look, now: Instant) -> Self {
        Self {
            run: None,
            look,
            suits_background: false,
            overlay: None,
            message: None,
            draw: None,
            charts: Charts::default(),
            diagnostics: Diagnostics::default(),
            inspection: Inspection::default(),
            kept: Drawn::default(),
            plane: Field::default(),
            maps: Maps::default(),
            comparison: Comparison::default(),
            timeline: Timeline::default(),
            scrubbed: None,
            predictions: Predictions::default(),
            hint_page: 0,
            hint_until: now + HINT,
            hint_of: (0, std::mem::discriminant(&State::Paused)),
        }
    }

    /// What popups see of it.
    pub(super) fn context(&self) -> Context<'_> {
        Context { run: self.run.as_deref(), look: &self.look, numbers: self.plane.numbers }
    }

    /// What the keys mean now.
    pub(super) fn mode(&self) -> Mode {
        // What is compared takes the place of the panels.
        let focus = self.look.focus.filter(|_| !self.is_comparing() || self.look.zoom);
        let without = match (self.draw, focus) {
            (Some(_), _) => Mode::Draw,
            (None, Some(Panel::Network)) if self.inspection.number.is_some() => Mode::Weights,
            (None, Some(Panel::Network)) => Mode::Network,
            (None, Some(Panel::Plane)) => Mode::Cursor,
            (None, Some(Panel::Loss)) if self.shows_charts() => Mode::Chart,
            (None, _) => Mode::Run,
        };
        self.overlay.as_ref().map_or(without, Overlay::mode)
    }

    /// Whether branches are shown side by side.
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

    /// Shows a message.
    pub(super) fn say(&mut self, tone: Tone, text: impl Into<String>, now: Instant) {
        self.message = Some(Message::new(tone, text, now));
    }

    /// Takes the theme that suits a terminal of this background, unless the person has chosen one.
    pub(super) fn suit(&mut self, background: Rgb) {
        if self.suits_background {
            self.look.theme = self.look.theme.on(background);
        }
    }

    /// Takes the worker's update and returns the previous one.
    pub(super) fn receive(&mut self, update: Box<Update>, now: Instant) -> Option<Box<Update>> {
        for notice in &update.notices {
            match notice {
                Notice::Saved(path) | Notice::RunSaved(path) => {
                    self.kept = update.preset.drawn.clone();
                    self.say(Tone::Saved, format!("saved {}", path.display()), now);
                }
                Notice::Problem(text) => self.say(Tone::Problem, text, now),
                Notice::Remark(text) => self.say(Tone::Remark, text, now),
            }
        }
        let hint_of = (update.run, std::mem::discriminant(&update.state));
        if self.hint_of != hint_of {
            self.hint_of = hint_of;
            self.hint_page = 0;
            self.hint_until = now + HINT;
        }
        if self.run.is_none() {
            self.kept = update.preset.drawn.clone();
        }
        self.inspection.settle(&update);
        self.run.replace(update)
    }

    /// Handles an action; returns what the world has to do.
    pub(super) fn update(&mut self, action: Action, now: Instant) -> Option<Effect> {
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
            Action::Network(action) => self.handle_network(action).map(Effect::Send),
            Action::Draw(action) => self.handle_draw(action, now).map(Effect::Send),
            Action::Edit(action) => self.handle_edit(action).map(Effect::Send),
            Action::Files(action) => self.handle_files(action),
            Action::List(action) => self.handle_list(action, now),
            Action::Prompt(action) => self.handle_prompt(action),
        }
    }

    fn handle_program(&mut self, action: ProgramAction, now: Instant) -> Option<Effect> {
        match action {
            ProgramAction::Help => self.overlay = Some(Overlay::Page(Page::over(self.overlay.take()))),
            ProgramAction::AskToQuit => return self.ask_to_quit(now),
            ProgramAction::Quit => return Some(Effect::Quit),
            ProgramAction::Suspend => return Some(Effect::Suspend),
        }
        None
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

    fn handle_edit(&mut self, action: EditAction) -> Option<Command> {
        match action {
            EditAction::Settings => self.overlay = Some(Overlay::Settings(Settings::default())),
            EditAction::CommandLine => self.overlay = Some(Overlay::prompt(Purpose::Command, "")),
            EditAction::Engine => {
                let preset = &self.run.as_ref()?.preset;
                let changed = Preset { engine: preset.engine.other(), ..Preset::clone(preset) };
                return Some(Command::Change(Box::new(changed)));
            }
            EditAction::Undo => return Some(Command::Undo),
            EditAction::Redo => return Some(Command::Redo),
        }
        None
    }

    fn handle_files(&mut self, action: FilesAction) -> Option<Effect> {
        Some(match action {
            FilesAction::Presets => Effect::File(FileTask::ListPresets(Then::Show)),
            FilesAction::PreviousPreset => Effect::File(FileTask::ListPresets(Then::Load(-1))),
            FilesAction::NextPreset => Effect::File(FileTask::ListPresets(Then::Load(1))),
            FilesAction::Open => Effect::File(FileTask::ListCheckpoints),
            FilesAction::Save => Effect::Send(Command::Save),
            FilesAction::SaveRun => Effect::Send(Command::SaveRun),
            FilesAction::CopyCommand => {
                let run = self.run.as_ref()?;
                let (name, preset, edits) = (run.name.clone(), Arc::clone(&run.preset), run.edits);
                Effect::File(FileTask::WriteCommandLine { name, preset, edits })
            }
            FilesAction::SavePreset => {
                self.overlay = Some(Overlay::prompt(Purpose::PresetName, ""));
                return None;
            }
        })
    }

    /// Quits, or first says what would be lost; a second request while that message stands quits.
    fn ask_to_quit(&mut self, now: Instant) -> Option<Effect> {
        let asked = self.message.as_ref().is_some_and(|message| message.tone == Tone::Question);
        let question = self.run.as_ref().and_then(|run| unsaved(run, &self.kept)).filter(|_| !asked);
        let Some(question) = question else { return Some(Effect::Quit) };
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
        // Its planes and its chart hide the panels.
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

/// What would be lost on quitting, and which key saves it; `kept` are the points that were saved last.
fn unsaved(run: &Update, kept: &Drawn) -> Option<String> {
    let drawn = if run.preset.drawn == *kept { 0 } else { run.preset.drawn.points.len() };
    let points = match drawn {
        0 => None,
        1 => Some("a drawn point".to_owned()),
        drawn => Some(format!("{drawn} drawn points")),
    };
    let branches = run.time.unsaved.then(|| match run.time.branches.len() {
        0 | 1 => "bookmarks".to_owned(),
        branches => format!("{branches} branches"),
    });
    let saves = if branches.is_some() { "F saves the run" } else { "s saves a checkpoint" };
    let are = if drawn == 1 && branches.is_none() { "is" } else { "are" };
    let lost: Vec<String> = points.into_iter().chain(branches).collect();
    if lost.is_empty() && run.time.left_unsaved {
        return Some("branches or bookmarks of the previous run are not saved: q again quits, u goes back".into());
    }
    (!lost.is_empty()).then(|| format!("{} {are} not saved: q again quits, {saves}", lost.join(" and ")))
}
