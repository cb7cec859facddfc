//! What the recipe and the edits of a run say about every epoch: the learning rate, the number of updates and of points.
//!
//! Nothing of it is recorded: all are pure functions of recipe and journal. The session fills it for the charts.

use std::borrow::Cow;

use super::{Change, Edit, Position};
use crate::data::{Data, Drawn, Split};
use crate::optimizer::Schedule;
use crate::preset::{BatchSize, EarlyStopping, Preset};

/// The learning rate, the number of updates and the number of points at every epoch of a branch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segments(Vec<Segment>);

/// The part of a run from an edit up to the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Segment {
    from: Position,
    /// Updates before the epoch in which the segment begins, and in that epoch.
    before: u64,
    first: u64,
    /// Updates of every later epoch.
    batches: u64,
    /// The optimizer's own learning rate, of which the schedule makes that of an epoch.
    learning_rate: f64,
    schedule: Schedule,
    /// Train and test points; and those before the edits that begin the segment, of which the record of its epoch is.
    points: [usize; 2],
    recorded: [usize; 2],
}

/// The settings in force, edit by edit.
struct Settings<'a> {
    learning_rate: f64,
    schedule: Schedule,
    batch: BatchSize,
    data: &'a Data,
    early_stopping: EarlyStopping,
    drawn: Cow<'a, Drawn>,
}

impl<'a> Settings<'a> {
    fn of(preset: &'a Preset) -> Self {
        Self {
            learning_rate: preset.optimizer.learning_rate(),
            schedule: preset.schedule,
            batch: preset.batch,
            data: &preset.data,
            early_stopping: preset.early_stopping,
            drawn: Cow::Borrowed(&preset.drawn),
        }
    }

    /// Makes a change; false if it is of none of these settings.
    fn apply(&mut self, change: &'a Change) -> bool {
        match change {
            Change::Optimizer(optimizer) => self.learning_rate = optimizer.learning_rate(),
            Change::Schedule(schedule) => self.schedule = *schedule,
            Change::Batch(batch) => self.batch = *batch,
            Change::Data(data) => self.data = data,
            Change::EarlyStopping(early_stopping) => self.early_stopping = *early_stopping,
            Change::Point(point) => point.apply(self.drawn.to_mut()),
            _ => return false,
        }
        true
    }

    fn batches(&self) -> u64 {
        self.batch.batches(self.points()[0])
    }

    /// Train and test points.
    fn points(&self) -> [usize; 2] {
        let train = self.early_stopping.left(self.data.train_count());
        let counts = [(Split::Train, train), (Split::Test, self.data.test_count())];
        counts.map(|(split, generated)| self.drawn.count(split, generated))
    }
}

impl Segments {
    /// The segments of a recipe at epoch 0 with all edits of a branch.
    pub fn new(preset: &Preset, journal: &[Edit]) -> Self {
        let mut segments = Self::default();
        segments.fill(preset, journal);
        segments
    }

    /// Replaces the segments by those of [`Self::new`], in the same memory.
    pub fn fill(&mut self, preset: &Preset, journal: &[Edit]) {
        self.0.clear();
        let mut settings = Settings::of(preset);
        self.add(Position::default(), &settings);
        for edit in journal {
            if settings.apply(&edit.change) {
                self.add(edit.position(), &settings);
            }
        }
    }

    /// Begins a segment, unless the settings come to the same as before.
    fn add(&mut self, from: Position, settings: &Settings<'_>) {
        let batches = settings.batches();
        // An epoch in which the batches change has those that were done, and what is left of the new ones.
        let first = match settings.batch {
            BatchSize::Full => from.batch + 1,
            BatchSize::Size(_) => batches.max(from.batch),
        };
        let before = self.0.last().map_or(0, |last| last.updates(from.epoch));
        let (learning_rate, schedule, points) = (settings.learning_rate, settings.schedule, settings.points());
        let recorded = self.points(from.epoch).unwrap_or(points);
        let segment = Segment { from, before, first, batches, learning_rate, schedule, points, recorded };
        match self.0.last_mut() {
            Some(last) if last.from == from => *last = segment,
            Some(last) if last.is_like(&segment) => {}
            _ => self.0.push(segment),
        }
    }

    /// The learning rate of the first update from a position on; NaN without segments.
    pub fn learning_rate(&self, at: Position) -> f64 {
        let segment = self.last(|segment| segment.from <= at);
        segment.map_or(f64::NAN, |segment| segment.schedule.rate(segment.learning_rate, at.epoch))
    }

    /// The train and test points of which the record of an epoch is: edits of that epoch come after it. None without
    /// segments.
    pub fn points(&self, epoch: u64) -> Option<[usize; 2]> {
        let segment = self.last(|segment| segment.from <= Position::at(epoch))?;
        Some(if segment.from == Position::at(epoch) { segment.recorded } else { segment.points })
    }

    /// Updates up to an epoch; within one they are spread evenly.
    pub fn updates(&self, epoch: f64) -> f64 {
        let whole = epoch.max(0.0) as u64;
        let Some(segment) = self.last(|segment| segment.from.epoch <= whole) else { return 0.0 };
        let (before, after) = (segment.updates(whole), segment.updates(whole + 1));
        before as f64 + (epoch.max(0.0) - whole as f64) * (after - before) as f64
    }

    /// The epoch that has come after so many updates: the inverse of [`Self::updates`].
    pub fn epoch_at(&self, updates: f64) -> f64 {
        let Some(segment) = self.last(|segment| segment.before as f64 <= updates) else { return 0.0 };
        let within = updates.max(0.0) - segment.before as f64;
        let (begin, first) = (segment.from.epoch as f64, segment.first as f64);
        if within < first { begin + within / first } else { begin + 1.0 + (within - first) / segment.batches as f64 }
    }

    fn last(&self, is_before: impl Fn(&Segment) -> bool) -> Option<&Segment> {
        self.0[..self.0.partition_point(is_before)].last()
    }
}

impl Segment {
    /// Whether the settings come to the same.
    fn is_like(&self, other: &Self) -> bool {
        let settings = |segment: &Self| (segment.batches, segment.learning_rate, segment.schedule, segment.points);
        settings(self) == settings(other)
    }

    /// Updates up to an epoch that is not before the segment's.
    fn updates(&self, epoch: u64) -> u64 {
        match epoch.saturating_sub(self.from.epoch) {
            0 => self.before,
            epochs => self.before + self.first + (epochs - 1) * self.batches,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::PointChange;
    use crate::preset::find;
    use crate::train::Trainer;
    use proptest::prelude::*;

    fn preset() -> Preset {
        let mut preset = find("xor-blobs").unwrap().preset;
        preset.data.set_train_count(20);
        preset.batch = BatchSize::Size(6);
        preset
    }

    /// Trains through the edits, and counts the updates.
    fn counted(preset: &Preset, journal: &[Edit], epochs: u64) -> Vec<u64> {
        let mut trainer = Trainer::new("test", preset.clone());
        let mut counts = vec![0];
        let (mut count, mut left) = (0, journal);
        while trainer.epoch() < epochs {
            while let Some((edit, rest)) = left.split_first().filter(|(edit, _)| edit.position() == trainer.position())
            {
                trainer.edit(edit.change.clone());
                left = rest;
            }
            let before = trainer.parameters().to_vec();
            trainer.advance(|| true).unwrap();
            count += u64::from(trainer.parameters() != before);
            if trainer.batch() == 0 {
                counts.push(count);
            }
        }
        counts
    }

    fn at(epoch: u64, batch: u64, change: Change) -> Edit {
        Edit { epoch, batch, change }
    }

    #[test]
    fn updates_are_those_that_the_trainer_makes() {
        let journal = [
            at(2, 0, Change::Batch(BatchSize::Full)),
            at(4, 0, Change::Batch(BatchSize::Size(3))),
            at(5, 4, Change::Batch(BatchSize::Size(10))),
            at(6, 1, Change::Batch(BatchSize::Size(4))),
            at(6, 2, Change::Point(PointChange::Draw(0, (0.5, 0.5, 1.0)))),
            at(8, 3, Change::Batch(BatchSize::Full)),
            at(9, 0, Change::Batch(BatchSize::Size(20))),
        ];
        let segments = Segments::new(&preset(), &journal);
        let found: Vec<u64> = (0..=12).map(|epoch| segments.updates(epoch as f64) as u64).collect();
        assert_eq!(found, counted(&preset(), &journal, 12));
    }

    #[test]
    fn learning_rates_are_those_of_the_trainer() {
        let mut preset = preset();
        preset.schedule = Schedule::Step { step_size: 2, gamma: 0.5 };
        let mut slower = preset.optimizer.clone();
        slower.set_learning_rate(0.01);
        let journal = [at(3, 0, Change::Optimizer(slower)), at(5, 0, Change::Schedule(Schedule::Constant))];
        let segments = Segments::new(&preset, &journal);
        let mut trainer = Trainer::new("test", preset);
        for epoch in 0..8 {
            for edit in journal.iter().filter(|edit| edit.epoch == epoch) {
                trainer.edit(edit.change.clone());
            }
            assert_eq!(segments.learning_rate(trainer.position()), trainer.learning_rate());
            trainer.advance(|| false).unwrap();
        }
        assert!(Segments::default().learning_rate(Position::at(3)).is_nan());
    }

    #[test]
    fn an_edit_within_an_epoch_counts_from_its_batch_on() {
        let mut slower = preset().optimizer;
        slower.set_learning_rate(0.01);
        let segments = Segments::new(&preset(), &[at(3, 2, Change::Optimizer(slower))]);
        let rate = |epoch, batch| segments.learning_rate(Position { epoch, batch });
        assert_eq!([rate(3, 1), rate(3, 2), rate(4, 0)], [0.03, 0.01, 0.01]);
    }

    #[test]
    fn a_record_is_of_the_points_before_the_edits_of_its_epoch() {
        let draw = |index| Change::Point(PointChange::Draw(index, (0.5, 0.5, 1.0)));
        let journal = [
            at(0, 0, draw(0)),
            at(4, 0, draw(1)),
            at(4, 0, draw(2)),
            at(6, 1, Change::Point(PointChange::Without(Split::Test, 2))),
        ];
        let segments = Segments::new(&preset(), &journal);
        let found: Vec<_> = [0, 1, 4, 5, 6, 7].map(|epoch| segments.points(epoch).unwrap()).into();
        assert_eq!(found, [[20, 20], [21, 20], [21, 20], [23, 20], [23, 20], [23, 19]]);
        assert_eq!(Segments::default().points(0), None);
    }

    #[test]
    fn what_changes_neither_begins_no_segment() {
        let journal = [at(3, 0, Change::Weights(vec![])), at(4, 0, Change::Batch(BatchSize::Size(6)))];
        assert_eq!(Segments::new(&preset(), &journal), Segments::new(&preset(), &[]));
    }

    proptest! {
        #![proptest_config(crate::cases::cases(64))]

        #[test]
        fn epochs_and_updates_lead_to_each_other(epoch in 0.0..40.0_f64, sizes in prop::collection::vec(1..30_usize, 0..6)) {
            let edit = |(index, size)| at(index as u64 * 3 + 1, 0, Change::Batch(BatchSize::Size(size)));
            let journal: Vec<Edit> = sizes.into_iter().enumerate().map(edit).collect();
            let segments = Segments::new(&preset(), &journal);
            prop_assert!((segments.epoch_at(segments.updates(epoch)) - epoch).abs() < 1e-9);
        }
    }
}
