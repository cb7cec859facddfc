//! What the dashboard knows and how it changes: state apart from drawing.
//!
//! `App::update` takes an action and returns its effect; drawing only reads. The loop in `ui` calls it and carries out the
//! effects.

mod files;
mod many_seeds;
mod results;

use std::mem::discriminant;
use std::path::Path;
use std::time::{Duration, Instant};

use ratatui::layout::Rect;

use super::action::{
    Action, ChartAction, EditAction, Effect, Ended, Opening, ProgramAction, Purpose, Region, RunAction, Tab, Tone,
    ViewAction,
};
use super::context::{Context, Control};
use super::evaluation::Evaluation;
use super::event::Listing;
use super::keymap::{Mode, Topic};
use super::layout::Layout;
use super::look::Look;
use super::message::{About, Message, unsaved};
use super::popup::{self, Outcome, Popup};
use super::slice::TWO_COLUMNS;
use super::view::{Place, View, Views};
use crate::session::{Command, Notice, ResultsCommand, SeedsCommand, Speed, State, Update, Visited};
use crate::text::Sentence;

const MESSAGE: Duration = Duration::from_secs(5);

/// The dashboard's state.
pub struct App {
    /// The newest update of the run, once there is one.
    pub(super) run: Option<Box<Update>>,
    pub(crate) look: Look,
    /// Whether the terminal's background chooses the theme, until the person does.
    pub(crate) suits_background: bool,
    /// What lies over the views.
    pub(super) popup: Option<Box<dyn Popup>>,
    pub(super) message: Option<Message>,
    /// All messages since somebody took them, if somebody does.
    pub(super) said: Option<Vec<Sentence>>,
    /// The group of the action that is being handled.
    acting: Option<About>,
    /// The group of the action that asked the trainer for something last.
    asked: Option<About>,
    pub(super) views: Views,
    /// Where the views were when they were prepared last.
    layout: Layout,
    /// What the screen's own network says of the shown epoch.
    evaluation: Evaluation,
}

impl App {
    /// A dashboard that waits for its run.
    pub fn new(look: Look) -> Self {
        Self {
            run: None,
            look,
            suits_background: false,
            popup: None,
            message: None,
            said: None,
            acting: None,
            asked: None,
            views: Views::default(),
            layout: Layout::default(),
            evaluation: Evaluation::default(),
        }
    }

    /// The newest update of the run.
    pub(crate) fn newest(&self) -> Option<&Update> {
        self.run.as_deref()
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context {
            run: self.run.as_deref(),
            look: &self.look,
            message: self.message.as_ref(),
            evaluation: &self.evaluation,
            mode: self.mode(),
            topic: self.topic(),
        }
    }

    /// What the keys mean now.
    pub(super) fn mode(&self) -> Mode {
        if let Some(popup) = &self.popup {
            return popup.mode();
        }
        // Keys act on nothing that is not on the screen.
        self.shown(&self.layout).find_map(|(.., view)| view.mode(&self.look)).unwrap_or(Mode::Run)
    }

    /// What the help says of the focused region.
    fn topic(&self) -> Option<Topic> {
        self.views.topic(&self.look, self.run.as_deref())
    }

    fn is_comparing(&self) -> bool {
        self.run.as_deref().is_some_and(Update::is_comparing)
    }

    /// The views on the screen with their places.
    pub(super) fn shown(&self, layout: &Layout) -> impl Iterator<Item = (Place, Rect, &dyn View)> {
        let is_comparing = self.is_comparing();
        self.views
            .all()
            .filter_map(move |(place, view)| Some((place, place.area(layout, &self.look, is_comparing)?, view)))
    }

    /// Computes what the views on the screen and the popup show.
    pub(super) fn prepare(&mut self, layout: &Layout) {
        self.layout = *layout;
        if let Some(run) = &self.run {
            self.evaluation.prepare(run, &self.look);
        }
        let (mode, topic, is_comparing) = (self.mode(), self.topic(), self.is_comparing());
        let context = Context {
            run: self.run.as_deref(),
            look: &self.look,
            message: self.message.as_ref(),
            evaluation: &self.evaluation,
            mode,
            topic,
        };
        for (place, view) in self.views.all_mut() {
            if let Some(area) = place.area(layout, &self.look, is_comparing) {
                view.prepare(area, &context);
            }
        }
        let is_shown = |place: Place| place.area(layout, &self.look, is_comparing).is_some();
        let said = self.views.said(&context, is_shown);
        self.views.hint.say(said);
        if let Some(mut popup) = self.popup.take() {
            let place = if popup.takes_all() { layout.body } else { layout.popup };
            popup.prepare(place, &self.context());
            self.popup = Some(popup);
        }
    }

    /// Where the open popup stands.
    pub(super) fn popup_place(&self, layout: &Layout) -> Rect {
        if self.popup.as_ref().is_some_and(|popup| popup.takes_all()) { layout.body } else { layout.popup }
    }

    /// When something changes by itself: a message goes, the hint turns its page.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.message.as_ref().map(|message| message.until).into_iter().chain(self.views.hint.deadline()).min()
    }

    /// Removes an expired message and turns the page of the hint; whether anything has changed.
    pub(super) fn tick(&mut self, now: Instant) -> bool {
        let changed = self.deadline().is_some_and(|deadline| deadline <= now);
        self.message.take_if(|message| message.until <= now);
        self.views.hint.tick(now);
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
        let text = text.into();
        if let Some(said) = &mut self.said {
            said.push(text.clone());
        }
        self.message = Some(Message { tone, text, about, until: now + MESSAGE });
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
        self.views.hint.receive(&update, now);
        self.look.settle(&update);
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

    /// Does what the dashboard itself can do of an effect; returns what is left for the world.
    pub(super) fn carry_out(&mut self, effect: Effect, now: Instant) -> Option<Effect> {
        match effect {
            Effect::Say(tone, text) => self.say(tone, text, now),
            Effect::SendAndSay(command, text) => {
                self.say(Tone::Remark, text, now);
                return Some(Effect::Send(command));
            }
            Effect::Act(action) => return self.handle(action, now).and_then(|effect| self.carry_out(effect, now)),
            Effect::Open(opening) => {
                let below = self.popup.take();
                self.popup = popup::open(opening, below, &self.context());
            }
            other => return Some(other),
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

    fn handle(&mut self, action: Action, now: Instant) -> Option<Effect> {
        let (views, run) = (&mut self.views, self.run.as_deref());
        let mut control = Control { run, look: &mut self.look, evaluation: &self.evaluation };
        match action {
            Action::Program(action) => self.handle_program(action, now),
            Action::Run(action) => self.handle_run(action, now),
            Action::Time(_) | Action::Scrub(_) => views.timeline.handle(action, &mut control),
            Action::View(action) => self.handle_view(action, now),
            Action::Boundary(_) | Action::Draw(_) => views.boundary.handle(action, &mut control),
            Action::Slice(_) => views.columns.handle(action, &mut control),
            Action::Chart(_) => views.charts.handle(action, &mut control),
            Action::Network(_) => views.network.handle(action, &mut control),
            Action::Diagnostics(_) => views.diagnostics.handle(action, &mut control),
            Action::Edit(action) => Some(handle_edit(action)),
            Action::Seeds(action) => self.handle_seeds(action, now),
            Action::Results(action) => self.handle_results(action, now),
            Action::Files(action) => self.handle_files(action, now),
            Action::List(_) | Action::Prompt(_) if self.popup.is_none() => views.settings.handle(action, &mut control),
            Action::List(_) | Action::Prompt(_) => self.with_popup(|popup, context| popup.handle(action, context)),
        }
    }

    fn handle_program(&mut self, action: ProgramAction, now: Instant) -> Option<Effect> {
        match action {
            ProgramAction::Help
                if self.popup.is_none()
                    && matches!(self.mode(), Mode::Settings | Mode::Found | Mode::Prompt | Mode::Filter) =>
            {
                Some(Effect::Open(Opening::Setting(self.views.settings.setting())))
            }
            ProgramAction::Help => Some(Effect::Open(Opening::Help)),
            ProgramAction::LeaveOrQuit if self.context().can_leave() => self.leave(),
            ProgramAction::LeaveOrQuit | ProgramAction::AskToQuit => self.ask_to_quit(now),
            ProgramAction::Quit => Some(Effect::End(Ended::Interrupted)),
            ProgramAction::Suspend => Some(Effect::Suspend),
        }
    }

    fn handle_run(&mut self, action: RunAction, now: Instant) -> Option<Effect> {
        let run = self.run.as_ref()?;
        let speed = run.speed;
        let command = match action {
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
        };
        Some(Effect::Send(command))
    }

    /// Quits, or first says what would be lost; a second request while that message stands quits.
    fn ask_to_quit(&mut self, now: Instant) -> Option<Effect> {
        let asked = self.message.as_ref().is_some_and(|message| message.tone == Tone::Question);
        let question = self.run.as_deref().and_then(unsaved).filter(|_| !asked);
        let Some((lost, key)) = question else { return Some(Effect::End(Ended::Quit)) };
        self.say(Tone::Question, format!("{lost} not saved: q again quits, {key}"), now);
        None
    }

    fn handle_view(&mut self, action: ViewAction, now: Instant) -> Option<Effect> {
        let is_charts = self.look.focus == Some(Region::Charts);
        match action {
            ViewAction::Leave => return self.leave(),
            ViewAction::NextTab if is_charts => return self.handle(Action::Chart(ChartAction::NextTab), now),
            ViewAction::PreviousTab if is_charts => return self.handle(Action::Chart(ChartAction::PreviousTab), now),
            // The key that opens the settings closes them, too.
            ViewAction::Tab(Tab::Settings) if matches!(self.mode(), Mode::Settings | Mode::Found) => {
                return self.leave();
            }
            ViewAction::Tab(Tab::Columns) if !self.look.has_slices() => {
                self.say(Tone::Remark, TWO_COLUMNS, now);
                return None;
            }
            ViewAction::MoveThreshold(_) | ViewAction::Threshold(_)
                if !self.run.as_ref().is_some_and(|run| run.preset.has_threshold()) =>
            {
                self.say(Tone::Problem, "only predictions of two classes by probability have a threshold", now);
                return None;
            }
            _ => {}
        }
        self.suits_background &= action != ViewAction::Theme;
        if let Some(words) = self.look.change(action) {
            self.say(Tone::Remark, words, now);
        }
        (action == ViewAction::Mouse).then_some(Effect::CaptureMouse(self.look.mouse))
    }

    /// Leaves the innermost of what is open: what the focused region has selected, what others have, the zoom, the region,
    /// a comparison.
    fn leave(&mut self) -> Option<Effect> {
        let focus = self.look.focus;
        for is_focused in [true, false] {
            let views = self.views.all_mut().filter(|(place, _)| (place.region() == focus) == is_focused);
            for (_, view) in views {
                if view.leave(&mut self.look) {
                    return None;
                }
            }
        }
        if self.look.zoom || self.look.focus.is_some() {
            self.look.change(ViewAction::Leave);
            return None;
        }
        if self.is_comparing() {
            return Some(Effect::Send(Command::CompareNone));
        }
        // Back from the run of a seed, or of a row, to all of them.
        let (opening, command) = match self.run.as_ref()?.visited? {
            Visited::Seed(_) => (Opening::Seeds, Command::Seeds(SeedsCommand::Back)),
            Visited::Row(_) => (Opening::Results, Command::Results(ResultsCommand::Back)),
        };
        self.popup = popup::open(opening, None, &self.context());
        Some(Effect::Send(command))
    }
}

fn handle_edit(action: EditAction) -> Effect {
    match action {
        EditAction::CommandLine => Effect::Open(Opening::Prompt(Purpose::Command, String::new())),
        EditAction::Undo => Effect::Send(Command::Undo),
        EditAction::Redo => Effect::Send(Command::Redo),
    }
}
