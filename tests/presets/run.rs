//! A preset's run with what its claims ask of it.
//!
//! The fused engine computes it, so that three hundred runs take seconds; that the other engine gives the same is what
//! the tests of engines and `goals` are about.

use std::path::Path;

use blobtui::network::{Activation, Activations, EngineKind, Layout};
use blobtui::preset::{self, Overrides, Preset};
use blobtui::train::inspect::{LayerDiagnostics, Step, diagnose};
use blobtui::train::{Divergence, Record, Trainer, unlabelled};

/// A built-in preset, computed by the fused engine. It is read from its file, so that its words can be tried without
/// building the program anew.
pub fn recipe(name: &str) -> Preset {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets").join(name).with_extension("ron");
    let preset = preset::read(&path).unwrap_or_else(|error| panic!("{error}"));
    Preset { engine: EngineKind::Fused, ..preset }
}

/// A run to its end, with the record of every epoch.
pub struct Run {
    pub trainer: Trainer,
    pub records: Vec<Record>,
    pub divergence: Option<Divergence>,
}

impl Run {
    pub fn new(preset: Preset) -> Self {
        let epochs = preset.epochs;
        let mut trainer = Trainer::new("test", preset);
        let mut run = Self { records: vec![trainer.record()], trainer, divergence: None };
        while run.divergence.is_none() && run.trainer.epoch() < epochs {
            run.divergence = run.trainer.advance(|| false).err();
            run.records.push(run.trainer.record());
        }
        run
    }

    pub fn preset(&self) -> &Preset {
        self.trainer.preset()
    }

    /// The same run with other settings, as on the command line.
    pub fn with(&self, settings: &[(&str, &str)]) -> Self {
        let mut preset = self.preset().clone();
        let overrides = Overrides::new(settings.iter().copied()).expect("settings that can be read");
        overrides.apply(&mut preset).expect("settings that fit");
        Self::new(preset)
    }

    /// The run of another preset from this one's seed.
    pub fn other(&self, name: &str) -> Self {
        Self::new(Preset { seed: self.preset().seed, ..recipe(name) })
    }

    /// The activation of the hidden units.
    pub fn activation(&self) -> Activation {
        self.preset().network.activation.of_layers(1)[0]
    }

    pub fn last(&self) -> Record {
        self.records[self.records.len() - 1]
    }

    pub fn loss(&self) -> f32 {
        self.last().train_loss
    }

    /// Fraction of the train points that are correct at the end, or R².
    pub fn train_score(&self) -> f64 {
        self.last().train_score.share(self.trainer.dataset().train.len())
    }

    /// The same of the test points.
    pub fn test_score(&self) -> f64 {
        self.last().test_score().unwrap().share(self.trainer.dataset().test.len())
    }

    /// The smaller one of both.
    pub fn score(&self) -> f64 {
        self.train_score().min(self.test_score())
    }

    /// Whether every train and test point is correct.
    pub fn all_right(&self) -> bool {
        self.score() == 1.0
    }

    /// The epochs from one on in which the train loss rose by more than a fraction.
    pub fn rises(&self, from: usize, by: f32) -> usize {
        self.records[from..].windows(2).filter(|pair| pair[1].train_loss > pair[0].train_loss * (1.0 + by)).count()
    }

    /// The trained network's outputs at some points, `[n, outputs]` row by row: the logits of classes.
    pub fn outputs(&self, points: &[[f32; 2]]) -> Vec<f32> {
        let preset = self.preset();
        let shape = preset.shape();
        let mut outputs = vec![0.0; points.len() * shape.outputs];
        let mut engine = preset.engine.build(&shape, preset.loss);
        engine.outputs(self.trainer.parameters(), &unlabelled(&preset.inputs, points, &[]), &mut outputs);
        outputs
    }

    /// The layers at the end, measured over all train points.
    pub fn layers(&self) -> Vec<LayerDiagnostics> {
        self.measured(self.trainer.parameters())
    }

    /// The layers after some epochs.
    pub fn layers_after(&self, epochs: u64) -> Vec<LayerDiagnostics> {
        Self::new(Preset { epochs, ..self.preset().clone() }).layers()
    }

    fn measured(&self, parameters: &[f32]) -> Vec<LayerDiagnostics> {
        let preset = self.preset();
        let shape = preset.shape();
        let layout = Layout::new(&shape);
        let train = self.trainer.dataset().train.laid_out_for(preset);
        let mut gradient = vec![0.0; layout.len()];
        preset.engine.build(&shape, preset.loss).loss_and_gradient(parameters, &train, 0, &mut gradient);
        let mut activations = Activations::new(&shape, preset.loss);
        activations.compute(parameters, &train);
        diagnose(&layout, parameters, Step { gradient: Some(&gradient), before: None }, &activations)
    }

    /// Dead units of all hidden layers after some epochs.
    pub fn dead_after(&self, epochs: u64) -> usize {
        self.layers_after(epochs).iter().map(|layer| layer.dead).sum()
    }

    /// Norm of the gradient in the first layer relative to that at the outputs, before training.
    pub fn gradient_that_arrives(&self) -> f64 {
        let norms: Vec<f64> = self.layers_after(0).iter().filter_map(|layer| layer.gradient_norm).collect();
        norms[0] / norms[norms.len() - 1]
    }

    /// Whether the network gives label 1 in the middle, and label 0 all round at this radius.
    pub fn fences_the_middle(&self, radius: f32) -> bool {
        let around: Vec<_> = (0..360).map(|angle| (angle as f32).to_radians().sin_cos()).collect();
        let around: Vec<_> = around.iter().map(|(sine, cosine)| [radius * cosine, radius * sine]).collect();
        self.outputs(&[[0.0, 0.0]])[0] > 0.0 && self.outputs(&around).iter().all(|logit| *logit < 0.0)
    }

    /// The slopes of the logit along the boundary, of which straight pieces have one each, and how many places of it
    /// were looked at.
    fn slopes_of_the_boundary(&self) -> (usize, usize) {
        const SIDE: usize = 120;
        let points = self.trainer.dataset().train.inputs.iter().flatten();
        let reach = points.fold(0.0_f32, |most, number| most.max(number.abs()));
        let at = |cell: usize| reach * (2.0 * cell as f32 / SIDE as f32 - 1.0);
        let places: Vec<_> = (0..SIDE * SIDE).map(|cell| [at(cell % SIDE), at(cell / SIDE)]).collect();
        let logits = self.outputs(&places);
        let crosses = |cell: &usize| !cell.is_multiple_of(SIDE) && (logits[*cell] > 0.0) != (logits[cell - 1] > 0.0);
        let crossings: Vec<_> = (0..SIDE * SIDE).filter(crosses).map(|cell| places[cell]).collect();
        let step = reach / 1000.0;
        let around: Vec<_> = crossings.iter().flat_map(|&[x, y]| [[x, y], [x + step, y], [x, y + step]]).collect();
        // Rounded, since differences of logits are not exact.
        let slope = |logits: &[f32]| {
            let [right, up] = [logits[1] - logits[0], logits[2] - logits[0]].map(f64::from);
            (up.atan2(right).to_degrees() * 2.0).round() as i64
        };
        let mut slopes: Vec<_> = self.outputs(&around).chunks(3).map(slope).collect();
        slopes.sort_unstable();
        // One more than its neighbour is the same, rounded another way.
        slopes.dedup_by(|next, before| *next - *before <= 1);
        (slopes.len(), crossings.len())
    }

    /// Whether the boundary consists of straight pieces, more than one.
    pub fn has_corners(&self) -> bool {
        let (slopes, places) = self.slopes_of_the_boundary();
        (2..=24).contains(&slopes) && 4 * slopes <= places
    }

    /// Whether the boundary bends all along.
    pub fn is_round(&self) -> bool {
        let (slopes, places) = self.slopes_of_the_boundary();
        slopes > 24 || 4 * slopes > places
    }
}

/// Whether two recipes differ in these settings alone, whatever is said about them.
pub fn differ_in(one: &str, other: &str, adopt: fn(&mut Preset, Preset)) -> bool {
    let (one, other) = (recipe(one), recipe(other));
    let mut adapted = one.clone();
    adopt(&mut adapted, other.clone());
    let bare = |preset: Preset| Preset {
        version: 1,
        title: String::new(),
        notes: String::new(),
        group: None,
        next: None,
        speed: 1,
        ..preset
    };
    bare(one) != bare(other.clone()) && bare(adapted) == bare(other)
}
