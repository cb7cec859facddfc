//! Trainers from sources, and the placeholder for one that could not be built.

use super::edited::Standing;
use crate::network::{Batches, DropoutMasks, Engine, Evaluation, Score};
use crate::preset::{Builtin, Preset};
use crate::session::Source;
use crate::train::{Checkpoint, Identities, Run, Timeline, Trainer};

/// A run that was begun or goes on.
pub(super) struct Opened {
    pub(super) trainer: Trainer,
    pub(super) timeline: Timeline,
    /// How its recipe stands to the preset that was read.
    pub(super) standing: Standing,
}

impl Opened {
    pub(super) fn new(trainer: Trainer, is_edited: bool, identities: &Identities) -> Self {
        let standing = Standing { is_edited, is_described: trainer.preset().is_described() };
        Self { timeline: Timeline::new(&trainer, identities), trainer, standing }
    }
}

/// The run of a source.
pub(super) fn open(source: Source, build: fn(&str, Preset) -> Trainer, identities: &Identities) -> Opened {
    match source {
        Source::Recipe(recipe) => Opened::new(build(&recipe.name, recipe.preset), recipe.edited, identities),
        Source::Checkpoint(checkpoint) => {
            let is_edited = !checkpoint.journal.is_empty() || is_changed(&checkpoint.name, &checkpoint.preset);
            let standing = Standing { is_edited, is_described: checkpoint.described().is_some() };
            let timeline = Timeline::of(Run::of(&checkpoint), identities);
            Opened { trainer: Trainer::resume(*checkpoint), timeline, standing }
        }
        Source::Run(run) => {
            let standing = standing(&run);
            let trainer = build(&run.name, run.preset.clone());
            Opened { trainer, timeline: Timeline::of(*run, identities), standing }
        }
    }
}

/// A run with its branches, in a state of the current one; without a checkpoint at epoch 0.
pub(super) fn recovered(
    run: Run,
    checkpoint: Option<Checkpoint>,
    build: fn(&str, Preset) -> Trainer,
    identities: &Identities,
) -> Opened {
    let standing = standing(&run);
    let trainer = checkpoint.map_or_else(|| build(&run.name, run.preset.clone()), Trainer::resume);
    Opened { trainer, timeline: Timeline::of(run, identities), standing }
}

/// Whether a run has edits, or began with another recipe than its preset's; and whether it is still described.
fn standing(run: &Run) -> Standing {
    let has_edits = run.branches.iter().any(|branch| !branch.journal.is_empty());
    Standing { is_edited: has_edits || is_changed(&run.name, &run.preset), is_described: run.described().is_some() }
}

/// Whether a recipe, apart from its length, differs from the built-in preset of its name.
fn is_changed(name: &str, preset: &Preset) -> bool {
    let known = Builtin::named(name).and_then(|known| Preset::parse(known.source, known.name).ok());
    known.is_some_and(|known| !Preset { epochs: preset.epochs, ..known }.is_same_run(preset))
}

/// A trainer to show and restart, but not to run, for a source whose trainer could not be built.
pub(super) fn placeholder(source: &Source) -> Trainer {
    let (name, preset) = match source {
        Source::Recipe(recipe) => (&recipe.name, recipe.preset.clone()),
        Source::Checkpoint(checkpoint) => (&checkpoint.name, checkpoint.settings()),
        Source::Run(run) => (&run.name, run.preset.clone()),
    };
    Trainer::with_engine(name, preset, Box::new(NoNetwork))
}

/// A placeholder for a network that could not be built.
struct NoNetwork;

impl Engine for NoNetwork {
    fn loss_and_gradient_under(
        &mut self,
        _: Option<&DropoutMasks>,
        _: &[f32],
        _: &Batches,
        _: usize,
        gradient: &mut [f32],
    ) -> f32 {
        gradient.fill(f32::NAN);
        f32::NAN
    }

    fn outputs(&mut self, _: &[f32], _: &Batches, outputs: &mut [f32]) {
        outputs.fill(f32::NAN);
    }

    fn evaluate(&mut self, _: &[f32], _: &Batches) -> Evaluation {
        Evaluation { loss: f32::NAN, score: Score::Correct(0) }
    }
}
