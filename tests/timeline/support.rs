//! Runs with a past, driven as the session drives them.

use blobtui::network::{Activation, Architecture, EngineKind, LayerActivations, Unit};
use blobtui::optimizer::{NAMES, Optimizer};
use blobtui::preset::{BatchSize, EarlyStopping, Preset};
use blobtui::train::{Bookmark, Change, Divergence, Identities, Position, Progress, Snapshot, Timeline, Trainer};
use proptest::prelude::*;

use super::common::preset;

/// A run and its past.
pub struct Traveller {
    pub trainer: Trainer,
    pub timeline: Timeline,
}

impl Traveller {
    pub fn new(preset: Preset) -> Self {
        let trainer = Trainer::new("test", preset);
        Self { timeline: Timeline::new(&trainer, &Identities::default()), trainer }
    }

    /// Trains on along the branch that is looked at.
    pub fn train_to(&mut self, to: Position) -> Result<(), Divergence> {
        let branch = self.timeline.run().current;
        while self.timeline.follow(&mut self.trainer, branch, to, || false)? != Progress::Arrived {
            self.record();
        }
        Ok(())
    }

    fn record(&mut self) {
        if self.trainer.batch() == 0 && self.trainer.epoch().is_multiple_of(self.trainer.history().stride()) {
            let record = self.trainer.record();
            if !self.timeline.is_past(&self.trainer) {
                self.timeline.notice(&self.trainer, &record);
            }
        }
    }

    /// Goes to a position of the branch that is looked at, or to its newest.
    pub fn seek(&mut self, to: Position) {
        let (branch, newest) = (self.timeline.run().current, self.timeline.branch().newest);
        let to = to.min(newest);
        self.timeline.approach(&mut self.trainer, branch, to);
        self.train_to(to).expect("what was reached before can be reached again");
    }

    /// Makes an edit, on a new branch if this is the past. Whether it could be made.
    pub fn edit(&mut self, change: Change) -> bool {
        let mut after = self.trainer.preset().clone();
        change.apply(&mut after);
        if change.check(self.trainer.preset()).is_err() || after.check().is_err() {
            return false;
        }
        let name = change.describe(self.trainer.preset());
        if self.timeline.is_past(&self.trainer) && self.timeline.fork(&mut self.trainer, &name).is_err() {
            return false;
        }
        self.trainer.edit(change);
        self.timeline.edited(&self.trainer);
        true
    }

    pub fn look_at(&mut self, branch: usize) {
        let position = self.trainer.position();
        let branch = self.timeline.id(branch);
        self.timeline.look_at(&mut self.trainer, branch).expect("a branch that is there");
        self.seek(position);
    }

    /// The bookmarks of the branch that is looked at.
    pub fn bookmarks(&self) -> Vec<Bookmark> {
        bookmarks(&self.timeline, self.timeline.run().current)
    }
}

/// The bookmarks of a branch after its fork.
pub fn bookmarks(timeline: &Timeline, branch: usize) -> Vec<Bookmark> {
    timeline.bookmarks(branch).iter().map(|(_, bookmark)| bookmark.clone()).collect()
}

/// The state at a position of a branch, by training straight from epoch 0 with its edits.
pub fn straight(timeline: &Timeline, branch: usize, to: Position) -> Snapshot {
    Straight::default().at(timeline, branch, to)
}

/// A trainer that never goes back: a position that lies behind it is trained to from epoch 0.
#[derive(Default)]
pub struct Straight(Option<Trainer>);

impl Straight {
    /// The state at a position of a branch.
    pub fn at(&mut self, timeline: &Timeline, branch: usize, to: Position) -> Snapshot {
        let run = timeline.run();
        let journal = &run.branches[branch].journal;
        let made = &journal[..journal.iter().filter(|edit| edit.position() <= to).count()];
        let leads_there = |trainer: &Trainer| {
            let (here, own) = (trainer.position(), trainer.journal());
            here <= to && made.starts_with(own) && made.get(own.len()).is_none_or(|next| here <= next.position())
        };
        let before = self.0.take().filter(leads_there);
        let mut trainer = before.unwrap_or_else(|| Trainer::new("test", run.preset.clone()));
        while trainer.follow(made, to, || false).expect("the same way") != Progress::Arrived {}
        let state = trainer.snapshot();
        self.0 = Some(trainer);
        state
    }
}

/// Hidden layers with these activations, as far as there are layers.
fn network(hidden: Vec<usize>, activations: Vec<Activation>) -> Architecture {
    let activation = LayerActivations::by_layer(activations).expect("activations");
    Architecture { activation: activation.fitted_to(hidden.len()), hidden }
}

/// Networks, rules, batches and engines of many kinds.
pub fn recipe() -> impl Strategy<Value = Preset> {
    let hidden = prop::sample::select(vec![vec![], vec![5], vec![3, 2], vec![8, 8], vec![33, 9]]);
    let activation = prop::sample::select(vec![
        vec![Activation::Relu],
        vec![Activation::Tanh],
        vec![Activation::Gelu, Activation::Relu],
        vec![Activation::Relu, Activation::Tanh],
    ]);
    let optimizer = prop::sample::select(NAMES.to_vec());
    let batch = prop::sample::select(vec![BatchSize::Full, BatchSize::Size(10), BatchSize::Size(32)]);
    let engine = prop::sample::select(vec![EngineKind::Dfdx, EngineKind::Fused]);
    let early_stopping = prop::sample::select(vec![EarlyStopping::None, EarlyStopping::Patience(40)]);
    let dropout = prop::sample::select(vec![0.0, 0.0, 0.3]);
    (hidden, activation, optimizer, batch, engine, early_stopping, dropout, 0_u64..1000).prop_map(
        |(hidden, activation, optimizer, batch, engine, early_stopping, dropout, seed)| {
            Preset {
                network: network(hidden, activation),
                optimizer: Optimizer::named(optimizer, 0.02).expect("a rule"),
                batch,
                engine,
                early_stopping,
                dropout,
                seed,
                ..preset()
            }
            .in_lowest_version()
        },
    )
}

/// Changes of many kinds; not every network takes every one.
pub fn change() -> impl Strategy<Value = Change> {
    let unit = (0_usize..2, 0_usize..5).prop_map(|(layer, index)| Unit { layer, index });
    prop_oneof![
        (prop::sample::select(NAMES.to_vec()), 1_u32..40).prop_map(|(name, rate)| {
            Change::Optimizer(Optimizer::named(name, f64::from(rate) / 500.0).expect("a rule"))
        }),
        prop::sample::select(vec![BatchSize::Full, BatchSize::Size(7), BatchSize::Size(20)]).prop_map(Change::Batch),
        prop::sample::select(vec![0.0, 0.2, 0.5]).prop_map(Change::Dropout),
        prop::sample::select(vec![vec![], vec![1.0, 4.0]]).prop_map(Change::ClassWeights),
        prop::sample::select(vec![EngineKind::Dfdx, EngineKind::Fused]).prop_map(Change::Engine),
        prop::sample::select(vec![EarlyStopping::None, EarlyStopping::Patience(30)]).prop_map(Change::EarlyStopping),
        (unit.clone(), 0_usize..2, -8_i8..8)
            .prop_map(|(unit, input, value)| { Change::Weight(unit, input, f32::from(value) / 8.0) }),
        (unit.clone(), any::<bool>()).prop_map(|(unit, off)| Change::Off(unit, off)),
        prop::sample::select(vec![vec![4], vec![5, 5], vec![8], vec![12]])
            .prop_map(|hidden| Change::Network(network(hidden, vec![Activation::Relu, Activation::Sigmoid]))),
    ]
}
