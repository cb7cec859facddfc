//! The predictions of a trained network, from numbers as people write them to predictions in their units.
//!
//! Owns the way in between: standardization, input features, the network without the units that are off, the
//! function of the loss. The command line predicts with it, and so can any other program.

use super::{Checkpoint, Trainer, unlabelled};
use crate::data::{COORDINATES, Dataset};
use crate::network::{Batches, Engine, Layout};
use crate::preset::Preset;

/// A network that predicts.
///
/// ```
/// use blobtui::{preset, train::Trainer};
///
/// let recipe = preset::find("xor-blobs")?;
/// let mut trainer = Trainer::new(&recipe.name, recipe.preset);
/// trainer.train(2000, |_| std::ops::ControlFlow::Continue(())).expect("this run stays finite");
/// let mut predictor = trainer.predictor();
/// assert_eq!(predictor.columns(), ["x", "y"]);
/// // The probabilities of label 1 at (-1, 1) and at (1, 1).
/// let [left, right] = predictor.predict(&[-1.0, 1.0, 1.0, 1.0])[..] else { panic!("two points") };
/// assert!(left > 0.9 && right < 0.1);
/// # Ok::<(), blobtui::error::Error>(())
/// ```
pub struct Predictor<'a> {
    settings: Preset,
    dataset: &'a Dataset,
    parameters: Vec<f32>,
    engine: Box<dyn Engine>,
    /// The columns that a point has, counted from 0.
    given: Vec<usize>,
}

impl Checkpoint {
    /// The network of the checkpoint, to predict with.
    pub fn predictor(&self) -> Predictor<'_> {
        Predictor::new(self.settings(), &self.dataset, self.effective_parameters(), self.engine())
    }
}

impl Trainer {
    /// The network as it is now, to predict with.
    pub fn predictor(&self) -> Predictor<'_> {
        let settings = self.preset().clone();
        let engine = settings.engine.build(&settings.shape(), settings.loss);
        let mut parameters = self.parameters().to_vec();
        self.unit_mask().apply(&Layout::new(&settings.shape()), &mut parameters);
        Predictor::new(settings, self.dataset(), parameters, engine)
    }
}

impl<'a> Predictor<'a> {
    fn new(settings: Preset, dataset: &'a Dataset, parameters: Vec<f32>, engine: Box<dyn Engine>) -> Self {
        let given = settings.input_columns();
        Self { settings, dataset, parameters, engine, given }
    }

    /// The names of the columns that a point has: x, y, and the others among the network's inputs.
    pub fn columns(&self) -> Vec<String> {
        self.given.iter().map(|column| self.settings.data.column_name(*column)).collect()
    }

    /// How many numbers a prediction has: one for each class, or one.
    pub fn outputs(&self) -> usize {
        self.settings.shape().outputs
    }

    /// The predictions for points in the units of their data, `[n, columns]` row by row: `[n, outputs]`, the probability of
    /// label 1, those of the classes, a score below or above 0, or a value in its own unit.
    pub fn predict(&mut self, points: &[f32]) -> Vec<f32> {
        let points = self.dataset.points_of(&self.given, points, &[]);
        self.predictions(&points.laid_out(&self.settings.inputs))
    }

    /// The predictions at places of the plane (x, y), as the network sees them: standardized, if its points are. In the
    /// columns after x and y they stand at the mean of the train points.
    pub fn predict_plane(&mut self, places: &[[f32; COORDINATES]]) -> Vec<f32> {
        let means = self.dataset.train.other_means();
        self.predictions(&unlabelled(&self.settings.inputs, places, &means))
    }

    /// The predictions for points that are laid out for the network.
    fn predictions(&mut self, points: &Batches) -> Vec<f32> {
        let (loss, outputs) = (self.settings.loss, self.outputs());
        let mut predictions = vec![0.0; points.len() * outputs];
        self.engine.outputs(&self.parameters, points, &mut predictions);
        loss.predict(&mut predictions, outputs);
        // Values return to their own unit; the labels of classes have no scale.
        let scale = self.dataset.scale.label;
        for prediction in &mut predictions {
            *prediction = scale.restored(*prediction);
        }
        predictions
    }
}
