//! Runs that are watched.

use blobtui::network::{Batches, Engine, EngineKind, Layout};
use blobtui::preset::Preset;
use blobtui::train::inspect::{Activations, Evidence, Finding, LayerDiagnostics, Step, confusion, diagnose, findings};
use blobtui::train::{Divergence, Record, Trainer};

/// A run with what looks into it.
pub struct Watched {
    pub trainer: Trainer,
    pub train: Batches,
    pub layout: Layout,
    pub activations: Activations,
    engine: Box<dyn Engine>,
    gradient: Vec<f32>,
    pub record: Record,
    pub divergence: Option<Divergence>,
    /// The epoch at which units were first found dead.
    death: Option<u64>,
}

impl Watched {
    /// A run of this recipe, from epoch 0.
    pub fn new(preset: Preset) -> Self {
        Self::of(Trainer::new("test", preset))
    }

    /// A run as it stands.
    pub fn of(mut trainer: Trainer) -> Self {
        let preset = trainer.preset().clone();
        let (shape, loss) = (preset.shape(), preset.loss);
        let record = trainer.record();
        let layout = Layout::new(&shape);
        Self {
            train: trainer.dataset().train.laid_out_for(&preset),
            gradient: vec![0.0; layout.len()],
            layout,
            activations: Activations::new(&shape, loss),
            engine: EngineKind::Fused.build(&shape, loss),
            trainer,
            record,
            divergence: None,
            death: None,
        }
    }

    /// Trains up to the end of an epoch, or until the run diverges or is stopped early, and records every epoch.
    pub fn train_to(&mut self, epoch: u64) {
        while self.divergence.is_none() && self.trainer.early_stop().is_none() && self.trainer.epoch() < epoch {
            self.divergence = self.trainer.advance(|| false).err();
            self.record = self.trainer.record();
            if self.death.is_none() && self.diagnose().iter().any(|layer| layer.dead > 0) {
                self.death = Some(self.trainer.epoch());
            }
        }
    }

    /// Measures the layers over all train points.
    pub fn diagnose(&mut self) -> Vec<LayerDiagnostics> {
        let parameters = self.trainer.parameters();
        self.activations.compute(parameters, &self.train);
        self.engine.loss_and_gradient(parameters, &self.train, 0, &mut self.gradient);
        let step = Step { gradient: Some(&self.gradient), before: self.trainer.before_latest_step() };
        diagnose(&self.layout, parameters, step, &self.activations)
    }

    /// The confusion matrix of the train points.
    pub fn confusion(&self) -> Vec<usize> {
        confusion(&self.activations, self.trainer.preset().loss, &self.trainer.dataset().train.labels)
    }

    /// What the rules find.
    pub fn findings(&mut self) -> Vec<Finding> {
        let layers = self.diagnose();
        let (record, untrained) = (self.record, self.trainer.untrained());
        let confusion = self.confusion();
        findings(&Evidence {
            preset: self.trainer.preset(),
            record: &record,
            untrained: &untrained,
            history: self.trainer.history(),
            edited: self.trainer.journal().last().map_or(0, |edit| edit.epoch),
            redrawn: self.trainer.is_redrawn(),
            death: self.death,
            layers: &layers,
            confusion: &confusion,
            points: self.train.len(),
            train: self.train.len(),
            divergence: self.divergence,
        })
    }
}
