//! What each command does.

use std::time::{Duration, Instant};

use super::Worker;
use super::edited::Edited;
use super::opening::{Opened, open};
use super::work::{Unsaved, Work};
use crate::preset::{EarlyStopping, MAX_EPOCHS, Preset};
use crate::session::{Command, Notice, ResultsCommand, SeedsCommand, Seek, Source, Speed, State};
use crate::text::Sentence;
use crate::train::{Change, Edit, Timeline};

/// Epochs added to a run whose preset has none.
const EPOCHS: u64 = 1000;

impl Worker {
    pub(super) fn handle(&mut self, command: Command) {
        self.changed = true;
        let failed = matches!(self.state, State::Failed { .. });
        self.make_way_for(&command);
        match command {
            command if failed && needs_a_sound_run(&command) => {
                let problem = "training stopped after an internal error; r starts the run again, p opens a preset";
                self.note(Notice::Problem(problem.into()));
            }
            Command::Run | Command::Step(_) | Command::StepTo(_) | Command::StepBatch
                if self.trainer.epoch() >= MAX_EPOCHS =>
            {
                self.note(Notice::Problem(format!("no run can be longer than {MAX_EPOCHS} epochs")));
            }
            Command::Run => self.run_on(),
            Command::Pause | Command::Step(0) => self.pause(),
            Command::StepTo(epoch) if epoch <= self.trainer.epoch() => self.seek(Seek::To(epoch)),
            Command::StepTo(epoch) => self.step_to(epoch),
            Command::Step(epochs) => {
                self.step_to(self.stepping.unwrap_or(self.trainer.epoch()).saturating_add(epochs));
            }
            Command::StepBatch => self.step_one_batch(),
            Command::Restart => self.restart(),
            Command::NewSeed => self.new_seed(),
            Command::NewWeights => self.new_weights(),
            Command::Load { source, run } => self.load(source, run),
            Command::Change(preset) => self.change(*preset),
            Command::Draw(point) => self.draw(point),
            Command::Erase { place, reach } => self.erase(place, reach),
            Command::Edit(change) => self.edit(change),
            Command::Undo => self.undo(false),
            Command::Redo => self.undo(true),
            Command::Speed(speed) => {
                self.speed = speed;
                self.restart_clock(Instant::now());
            }
            Command::Save => self.save(),
            Command::SaveAs(path) => self.save_as(path),
            Command::Seek(seek) => self.seek(seek),
            Command::GoTo(branch, epoch) => self.go_to_branch(branch, epoch),
            Command::RenameBranch(branch, name) => self.rename_branch(branch, &name),
            Command::DeleteBranch(branch) => self.delete_branch(branch),
            Command::Compare(branch) => self.compare(branch),
            Command::CompareNone => self.comparisons.clear(),
            Command::Bookmark(branch, epoch, note) => self.bookmark(branch, epoch, &note),
            Command::RemoveBookmark(bookmark) => self.remove_bookmark(bookmark),
            Command::Fix(fix) => self.set_out_to_fix(fix),
            Command::Seeds(command) => self.handle_seeds(command),
            Command::SeedsTrained(report) => self.take_seeds(*report),
            Command::Results(command) => self.handle_results(command),
            Command::CurvesTrained(report) => self.take_curves(*report),
            Command::SaveRun => self.save_run(),
            Command::Written(written) => self.written(written),
            Command::RunWritten(written) => self.run_written(written),
            Command::Exported(written) => self.exported(written),
            Command::Drafted(written) => self.drafted(written),
            Command::PointsSaved(points) => self.saved_points = points,
            Command::Recover(recovered) => self.recover(*recovered),
            Command::Stop(_) => {}
        }
    }

    /// Counts a command, ends a seek that it does not concern, and notes that the run may change.
    fn make_way_for(&mut self, command: &Command) {
        let is_report = matches!(
            command,
            Command::Written(_)
                | Command::RunWritten(_)
                | Command::Exported(_)
                | Command::Drafted(_)
                | Command::SeedsTrained(_)
                | Command::CurvesTrained(_)
        );
        self.handled += u64::from(!is_report);
        let is_beside = matches!(
            command,
            Command::Speed(_)
                | Command::PointsSaved(_)
                | Command::Seeds(SeedsCommand::Train { .. } | SeedsCommand::Stop)
                | Command::Results(ResultsCommand::Train(_) | ResultsCommand::Stop)
        );
        if is_report || is_beside {
            return;
        }
        self.keeper.change();
        if !matches!(command, Command::Seek(_)) {
            self.end_seek();
        }
    }

    fn exported(&mut self, written: Result<Sentence, Sentence>) {
        self.exporting = self.exporting.saturating_sub(1);
        self.note(written.map_or_else(Notice::NotSaved, Notice::Exported));
    }

    fn run_on(&mut self) {
        self.go_on();
        self.extend_beyond(self.trainer.epoch());
        self.start(Duration::ZERO);
    }

    fn pause(&mut self) {
        self.stepping = None;
        if self.state == State::Running {
            self.state = State::Paused;
        }
    }

    fn step_one_batch(&mut self) {
        self.go_on();
        self.stepping = None;
        self.extend_beyond(self.trainer.epoch());
        self.state = State::Paused;
        self.step_batch();
    }

    /// Restarts the run as it is. What it had besides stays within reach.
    fn restart(&mut self) {
        let (branches, seed) = (self.timeline.run().branches.len(), self.preset.seed);
        // A run that an internal error has ended is not kept.
        let left = match self.state {
            State::Failed { .. } => String::new(),
            _ if branches > 1 => format!("; u brings back its {branches} branches"),
            _ => "; u brings back the run so far".to_owned(),
        };
        self.renew(|_| Some(format!("restarted with seed {seed}{left}")));
    }

    fn new_seed(&mut self) {
        self.renew(|preset| {
            preset.seed = preset.seed.wrapping_add(1);
            preset.weights_seed = None;
            Some(format!("seed {}: new points and new weights; u undoes", preset.seed))
        });
    }

    fn new_weights(&mut self) {
        self.renew(|preset| {
            let seed = preset.weights_seed.unwrap_or(preset.seed).wrapping_add(1);
            preset.weights_seed = Some(seed);
            Some(format!("weights of seed {seed}, the same points; u undoes"))
        });
    }

    /// Pauses, and trains up to a later epoch.
    fn step_to(&mut self, epoch: u64) {
        self.go_on();
        let end = epoch.min(MAX_EPOCHS);
        self.extend_beyond(end - 1);
        self.stepping = Some(end);
        self.state = State::Paused;
    }

    /// Replaces the run by another source.
    fn load(&mut self, source: Source, run: bool) {
        let opened = open(source, self.setup.build, &self.identities);
        self.let_go();
        self.take_source(opened, run);
    }

    /// Puts an opened run in the place of the present one.
    pub(super) fn take_source(&mut self, opened: Opened, run: bool) {
        self.keep_run(false);
        self.take_run(opened, run);
    }

    /// The same without keeping the present one.
    pub(super) fn take_run(&mut self, opened: Opened, run: bool) {
        let Opened { trainer, timeline, standing } = opened;
        self.edited = Edited::new(&timeline.run().preset, standing);
        (self.trainer, self.timeline) = (trainer, timeline);
        // A speed that was chosen by key is that of the run that was watched.
        self.speed = self.setup.speed.unwrap_or(Speed::Limited(self.trainer.preset().speed));
        self.begin(run);
        self.saved_points = self.newest_points().into_owned();
    }

    /// Lets a run that stopped early go on without early stopping. Switching it off is an edit, so that the recipe
    /// still reproduces the run.
    pub(super) fn go_on(&mut self) {
        if self.trainer.early_stop().is_some() {
            let preset = Preset { early_stopping: EarlyStopping::None, ..Preset::clone(&self.preset) };
            self.change(preset.in_lowest_version());
            self.note(Notice::Remark("early stopping is off from here on; u undoes".into()));
        }
    }

    /// Epochs added to a finished run.
    pub(super) fn more(&self) -> u64 {
        if self.preset.epochs == 0 { EPOCHS } else { self.preset.epochs }
    }

    /// Extends the run by multiples of its preset's epochs until it goes beyond `epoch`.
    pub(super) fn extend_beyond(&mut self, epoch: u64) {
        let more = self.more();
        while self.total <= epoch && self.total < MAX_EPOCHS {
            self.total = self.total.saturating_add(more).min(MAX_EPOCHS);
        }
        self.trainer.set_epochs(self.total);
        self.timeline.set_epochs(self.total);
    }

    /// Whether a run that begins with this recipe has all of the shown one but its training.
    fn is_carried(&self, preset: &Preset) -> bool {
        let is_setting = |edit: &Edit| !matches!(edit.change, Change::Weight(..) | Change::Bias(..) | Change::Off(..));
        self.unsaved == Unsaved::No
            && !self.timeline.is_past(&self.trainer)
            && preset.drawn == self.preset.drawn
            && self.trainer.journal().iter().all(is_setting)
    }

    /// Restarts the run with a changed recipe; trains at once unless it was paused.
    pub(super) fn renew(&mut self, change: impl FnOnce(&mut Preset) -> Option<String>) {
        let mut preset = Preset::clone(&self.preset);
        if let Some(remark) = change(&mut preset) {
            self.note(Notice::Remark(remark));
        }
        let run = self.state != State::Paused;
        let is_carried = self.is_carried(&preset);
        let trainer = (self.setup.build)(self.trainer.name(), preset);
        self.keep_run(is_carried);
        if trainer.preset().epochs != self.preset.epochs {
            self.edited.set_epochs(trainer.preset().epochs);
        }
        self.timeline = Timeline::new(&trainer, &self.identities);
        self.edited.compare(self.timeline.run());
        self.trainer = trainer;
        let Work { is_wanted, .. } = self.work;
        self.begin(run);
        self.work.is_wanted = is_wanted;
    }
}

/// Whether a command needs a state that an internal error may have left half changed.
fn needs_a_sound_run(command: &Command) -> bool {
    // Each command is named, so that a new one has to decide.
    match command {
        Command::Run
        | Command::Step(_)
        | Command::StepBatch
        | Command::StepTo(_)
        | Command::Change(_)
        | Command::Draw(_)
        | Command::Erase { .. }
        | Command::Edit(_)
        | Command::Seek(_)
        | Command::GoTo(..)
        | Command::Compare(_)
        | Command::Fix(_)
        | Command::Seeds(SeedsCommand::Train { .. })
        | Command::Save
        | Command::SaveAs(_) => true,
        Command::Pause
        | Command::Speed(_)
        | Command::CompareNone
        | Command::Stop(_)
        | Command::Written(_)
        | Command::Drafted(_)
        | Command::RunWritten(_)
        | Command::PointsSaved(_)
        | Command::Exported(_)
        | Command::Seeds(_)
        | Command::SeedsTrained(_)
        | Command::Results(_)
        | Command::CurvesTrained(_)
        | Command::SaveRun
        | Command::Restart
        | Command::NewSeed
        | Command::NewWeights
        | Command::Load { .. }
        | Command::Recover(_)
        | Command::Undo
        | Command::Redo
        | Command::RenameBranch(..)
        | Command::DeleteBranch(_)
        | Command::Bookmark(..)
        | Command::RemoveBookmark(_) => false,
    }
}
