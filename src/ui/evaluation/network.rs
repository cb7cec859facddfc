//! The screen's own network: evaluates what the screen shows, while the worker trains with another.

use super::model::Model;
use crate::network::{Batches, Engine, EngineKind, Loss, Shape};

/// The screen's own network, kept until another is to be shown.
#[derive(Default)]
pub struct Network {
    built: Option<(Shape, Loss, Box<dyn Engine>)>,
    /// The parameters of the network without the units that are off.
    parameters: Vec<f32>,
}

impl Network {
    /// Writes a network's outputs at the points of one batch to `outputs`, `[n, outputs]` row by row.
    pub fn outputs(&mut self, model: Model, points: &Batches, outputs: &mut Vec<f32>) {
        let (shape, loss) = (model.preset.shape(), model.preset.loss);
        outputs.resize(points.len() * shape.outputs, 0.0);
        let built = self.built.as_ref().map(|(shape, loss, _)| (shape, *loss));
        if built != Some((&shape, loss)) {
            // Whichever engine trains the run: nobody can see the difference, and this one is fast enough.
            let network = EngineKind::Fused.build(&shape, loss);
            self.built = Some((shape, loss, network));
        }
        let Some((.., network)) = &mut self.built else { return };
        model.effective(&mut self.parameters);
        network.outputs(&self.parameters, points, outputs);
    }
}
