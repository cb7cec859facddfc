//! What the dashboard knows and how it changes: state apart from drawing.
//!
//! [`App::update`] takes what a person wants and gives back what the world should do; drawing only reads. The loop in
//! `ui` feeds it and carries the effects out.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::action::{Action, Effect, Panel, Then};
use super::answers::Answers;
use super::charts::Charts;
use super::command;
use super::diagnostics::Diagnostics;
use super::draw::Draw;
use super::keymap::Mode;
pub use super::look::{Axis, Look};
use super::maps::Maps;
use super::overlay::{Overlay, Purpose, Row};
use super::painter::Field;
use super::xray::{Xray, weight};
use crate::data::Drawn;
use crate::plot::Rgb;
use crate::preset::{self, Preset};
use crate::session::{Command, Notice, Speed, State, Update};

/// How long a message stays.
const MESSAGE: Duration = Duration::from_secs(5);
/// How long a page of the hint stays.
const HINT: Duration = Duration::from_secs(6);

/// What a message is about, which gives its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was saved.
    Saved,
    /// Something did not work.
    Problem,
    /// Something would be lost.
    Question,
    /// Anything else.
    Remark,
}

/// A line that goes by itself.
#[derive(Clone, Debug)]
pub struct Message {
    /// What it is about.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    until: Instant,
}

/// The dashboard's state.
pub struct App {
    /// The newest of the run, once there is any.
    pub run: Option<Box<Update>>,
    /// How it looks.
    pub look: Look,
    /// Whether the terminal's background chooses the theme, until the person does.
    pub suits_background: bool,
    /// A list or page over the dashboard.
    pub overlay: Option<Overlay>,
    /// The message line.
    pub message: Option<Message>,
    /// Drawing points, if so.
    pub draw: Option<Draw>,
    /// The charts of loss and accuracy; laid out before each frame.
    pub charts: Charts,
    /// What is measured of the layers, while that is shown.
    pub diagnostics: Diagnostics,
    /// What is looked at of the network.
    pub xray: Xray,
    /// What was drawn when it was saved last.
    pub kept: Drawn,
    /// What the plane shows; painted before each frame.
    pub plane: Field,
    /// What the network panel shows; computed before each frame.
    pub maps: Maps,
    /// What the network answers at the data points; up to date only while it is shown.
    pub answers: Answers,
    /// Counts the pages of hints that were turned.
    pub hint_page: usize,
    hint_until: Instant,
    /// The run and state that the hint speaks of.
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
            xray: Xray::default(),
            kept: Drawn::default(),
            plane: Field::default(),
            maps: Maps::default(),
            answers: Answers::default(),
            hint_page: 0,
            hint_until: now + HINT,
            hint_of: (0, std::mem::discriminant(&State::Paused)),
        }
    }

    /// What the keys mean now.
    #[must_use]
    pub fn mode(&self) -> Mode {
        let without = match (self.draw, self.look.focus) {
            (Some(_), _) => Mode::Draw,
            (None, Some(Panel::Network)) if self.xray.number.is_some() => Mode::Numbers,
            (None, Some(Panel::Network)) => Mode::Network,
            (None, Some(Panel::Plane)) => Mode::Cursor,
            (None, Some(Panel::Loss)) if self.shows_charts() => Mode::Chart,
            (None, _) => Mode::Run,
        };
        self.overlay.as_ref().map_or(without, Overlay::mode)
    }

    /// Whether the charts stand in their panel, and not a unit or the diagnostics.
    #[must_use]
    pub fn shows_charts(&self) -> bool {
        self.xray.unit.is_none() && !self.look.diagnostics
    }

    /// When something changes by itself: a message goes, the hint turns its page.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        self.message.as_ref().map_or(self.hint_until, |message| message.until.min(self.hint_until))
    }

    /// Lets go what has stood long enough.
    pub fn tick(&mut self, now: Instant) {
        if self.message.as_ref().is_some_and(|message| message.until <= now) {
            self.message = None;
        }
        if self.hint_until <= now {
            self.hint_page += 1;
            self.hint_until = now + HINT;
        }
    }

    /// Shows a message.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>, now: Instant) {
        self.message = Some(Message { tone, text: text.into(), until: now + MESSAGE });
    }

    /// Takes the theme that suits a terminal of this background, unless the person has chosen one.
    pub fn suit(&mut self, background: Rgb) {
        if self.suits_background {
            self.look.theme = self.look.theme.on(background);
        }
    }

    /// Takes in what the worker says, and gives back what it said before.
    pub fn receive(&mut self, update: Box<Update>, now: Instant) -> Option<Box<Update>> {
        for notice in &update.notices {
            match notice {
                Notice::Saved(path) => {
                    self.kept = update.preset.drawn.clone();
                    self.say(Tone::Saved, format!("saved {}", path.display()), now);
                }
                Notice::RunSaved(path) => self.say(Tone::Saved, format!("saved {}", path.display()), now),
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
        self.xray.settle(&update);
        self.run.replace(update)
    }

    /// Does what a person wants as far as it is the dashboard's own, and gives back the rest.
    pub fn update(&mut self, action: Action, now: Instant) -> Option<Effect> {
        match action {
            Action::Quit => Some(Effect::Quit),
            Action::Suspend => Some(Effect::Suspend),
            Action::Move(_)
            | Action::Pick(_)
            | Action::Choose
            | Action::Filter
            | Action::Unfilter
            | Action::Type(_)
            | Action::Erase
            | Action::Adjust(_)
            | Action::Complete
            | Action::Close => self.update_overlay(action),
            Action::Leave
            | Action::Focus(_)
            | Action::FocusNext
            | Action::FocusPrevious
            | Action::Zoom
            | Action::Axis
            | Action::Window
            | Action::Diagnostics
            | Action::Answers
            | Action::Wrong
            | Action::TestPoints
            | Action::Discrete
            | Action::Theme
            | Action::Mouse => self.update_look(action, now),
            Action::EpochCursor(_)
            | Action::EpochAt(..)
            | Action::ZoomEpochs(_)
            | Action::ZoomEpochsAt(..)
            | Action::EpochAxis
            | Action::Smoothing
            | Action::Measure => {
                self.update_charts(action);
                None
            }
            Action::Select(..)
            | Action::SelectAt(..)
            | Action::Numbers
            | Action::Number(_)
            | Action::NumberAt(_)
            | Action::Nudge(_)
            | Action::TypeNumber
            | Action::Switch
            | Action::Ablation
            | Action::LayerView
            | Action::ProbeAt(..) => self.update_xray(action).map(Effect::Send),
            Action::Cursor(right, up) if self.draw.is_none() => {
                self.xray.probe.get_or_insert_default().step((right, up), &self.plane);
                None
            }
            Action::Draw
            | Action::Cursor(..)
            | Action::Label(_)
            | Action::Put
            | Action::TakeAway
            | Action::CursorTo(..)
            | Action::PutAt(..)
            | Action::TakeAwayAt(..) => self.update_drawing(action, now).map(Effect::Send),
            Action::SavePoints => {
                self.overlay = Some(Overlay::prompt(Purpose::PointsFile));
                None
            }
            Action::AskToQuit => self.ask_to_quit(now),
            Action::Help => {
                self.overlay = Some(Overlay::help(self.overlay.take()));
                None
            }
            Action::Settings => {
                self.overlay = Some(Overlay::settings());
                None
            }
            Action::CommandLine => {
                self.overlay = Some(Overlay::prompt(Purpose::Command));
                None
            }
            Action::SavePreset => {
                self.overlay = Some(Overlay::prompt(Purpose::PresetName));
                None
            }
            Action::CopyCommand => {
                let run = self.run.as_ref()?;
                Some(Effect::WriteCommandLine {
                    name: run.name.clone(),
                    preset: Arc::clone(&run.preset),
                    edits: run.edits,
                })
            }
            Action::Presets => Some(Effect::ListPresets(Then::Show)),
            Action::PreviousPreset => Some(Effect::ListPresets(Then::Load(-1))),
            Action::NextPreset => Some(Effect::ListPresets(Then::Load(1))),
            Action::Open => Some(Effect::ListCheckpoints),
            Action::Back => {
                self.say(Tone::Remark, "going back comes with the history; r restarts", now);
                None
            }
            _ => self.command(action, now).map(Effect::Send),
        }
    }

    /// The worker's command for an action that concerns the run.
    fn command(&mut self, action: Action, now: Instant) -> Option<Command> {
        let run = self.run.as_ref()?;
        let speed = run.speed;
        Some(match action {
            Action::Toggle if run.state == State::Running => Command::Pause,
            Action::Toggle => Command::Run,
            Action::Faster if speed == Speed::Unlimited => {
                self.say(Tone::Remark, "already as fast as can be; - is slower", now);
                return None;
            }
            Action::Faster => Command::Speed(speed.faster()),
            Action::Slower => Command::Speed(speed.slower()),
            Action::Unlimited => Command::Speed(Speed::Unlimited),
            Action::Restart => Command::Restart,
            Action::NewSeed => Command::NewSeed,
            Action::NewWeights => Command::NewWeights,
            Action::Step(epochs) => Command::Step(epochs),
            Action::StepBatch => Command::StepBatch,
            Action::Save => Command::Save,
            Action::Engine => {
                let engine = run.preset.engine.other();
                Command::Change(Box::new(Preset { engine, ..Preset::clone(&run.preset) }))
            }
            Action::Undo => Command::Undo,
            Action::Redo => Command::Redo,
            _ => return None,
        })
    }

    /// Quits, or says first what would be lost: asked again while that is still to be read, it quits.
    fn ask_to_quit(&mut self, now: Instant) -> Option<Effect> {
        let drawn = self.run.as_ref().map(|run| &run.preset.drawn).filter(|drawn| !drawn.points.is_empty());
        let lost = drawn.filter(|drawn| **drawn != self.kept).map_or(0, |drawn| drawn.points.len());
        let told = self.message.as_ref().is_some_and(|message| message.tone == Tone::Question);
        if lost == 0 || told {
            return Some(Effect::Quit);
        }
        let what = if lost == 1 { "a drawn point is".into() } else { format!("{lost} drawn points are") };
        self.say(Tone::Question, format!("{what} not saved: q again quits, s saves a checkpoint"), now);
        None
    }

    fn update_look(&mut self, action: Action, now: Instant) -> Option<Effect> {
        match action {
            Action::Leave if self.draw.is_some() => {
                self.draw = None;
                return None;
            }
            Action::Leave if self.xray.leave() || self.charts.leave() => return None,
            Action::Leave if self.xray.probe.is_some() && !self.look.zoom => {
                self.xray.probe = None;
                self.look.focus = None;
                return None;
            }
            _ => {}
        }
        if action == Action::Window {
            self.charts.unzoom();
        }
        self.suits_background &= action != Action::Theme;
        if let Some(words) = self.look.change(action) {
            self.say(Tone::Remark, words, now);
        }
        (action == Action::Mouse).then_some(Effect::CaptureMouse(self.look.mouse))
    }

    fn update_overlay(&mut self, action: Action) -> Option<Effect> {
        let run = self.run.as_ref();
        match (self.overlay.as_mut()?, action) {
            (Overlay::Page(page), Action::Close) => {
                self.overlay = page.close();
                return None;
            }
            (Overlay::Prompt(_), Action::Unfilter) | (Overlay::Settings(_), Action::Close) => {
                self.overlay = None;
                return None;
            }
            (Overlay::Settings(settings), Action::Pick(row)) => {
                settings.pick(row);
                return None;
            }
            (Overlay::Settings(settings), _) => {
                let changed = settings.change(action, &run?.preset)?;
                return Some(Effect::Send(Command::Change(Box::new(changed))));
            }
            (Overlay::Prompt(prompt), Action::Choose) => {
                let done = match prompt.purpose {
                    Purpose::Command => command::effect(&prompt.text, run?),
                    Purpose::PointsFile => points_file(&prompt.text).and_then(|path| {
                        Ok(Some(Effect::SavePoints(path, Arc::clone(&run.ok_or("no run yet")?.preset))))
                    }),
                    Purpose::Weight => weight(&prompt.text).map(|value| {
                        let change = self.xray.change(run?, |_| value)?;
                        Some(Effect::Send(Command::Edit(change)))
                    }),
                    Purpose::PresetName => preset::check_name(prompt.text.trim())
                        .map(|()| Some(Effect::SavePreset(prompt.text.trim().to_owned(), Arc::clone(&run?.preset)))),
                };
                return match done {
                    Ok(effect) => {
                        self.overlay = None;
                        effect
                    }
                    Err(problem) => {
                        prompt.remark = problem;
                        None
                    }
                };
            }
            _ => {}
        }
        self.update_list(action)
    }

    /// Moves, filters and chooses in a list, or scrolls the help.
    fn update_list(&mut self, action: Action) -> Option<Effect> {
        let overlay = self.overlay.as_mut()?;
        let chosen = match action {
            Action::Choose => overlay.chosen(),
            Action::Pick(row) if overlay.pick(row) => overlay.chosen(),
            Action::Pick(_) => return None,
            Action::Close => {
                self.overlay = None;
                return None;
            }
            _ => {
                overlay.change(action);
                return None;
            }
        };
        self.overlay = None;
        chosen.and_then(|row| match row {
            Row::Preset(listed) => Some(Effect::OpenPreset(listed.name)),
            Row::Checkpoint(path) => Some(Effect::OpenCheckpoint(path)),
            Row::Unit(unit) => {
                self.look.focus = Some(Panel::Network);
                (self.xray.unit, self.xray.number) = (Some(unit), None);
                None
            }
        })
    }
}

/// The file that a text names.
fn points_file(text: &str) -> Result<PathBuf, String> {
    let name = text.trim();
    if name.is_empty() {
        return Err("type a file's name, as in points.csv".into());
    }
    Ok(if name.contains('.') { name.into() } else { format!("{name}.csv").into() })
}
