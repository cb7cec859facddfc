//! The forward pass of a single point.

use crate::network::{Activations, Batch, Batches, Layout, Loss, Shape, Unit};

/// Sends single points through a network, each in microseconds. Reuses its buffers.
#[derive(Clone, Debug)]
pub struct Probe {
    layout: Layout,
    loss: Loss,
    activations: Activations,
    point: Batches,
    width: usize,
    contributions: Vec<f32>,
}

/// The network's prediction for a point compared with its label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Loss of this point.
    pub loss: f32,
    /// Whether the point is classified correctly; none in regression.
    pub right: Option<bool>,
}

impl Probe {
    /// A probe of a network of this shape with this loss.
    pub fn new(shape: &Shape, loss: Loss) -> Self {
        let (layout, activations) = (Layout::new(shape), Activations::new(shape, loss));
        let contributions = vec![0.0; layout.len()];
        Self { layout, loss, activations, point: Batches::new(shape.inputs), width: shape.inputs, contributions }
    }

    /// Sends a point through the network; [`features`](crate::data::features) gives its `inputs`.
    ///
    /// # Panics
    /// If the parameters or the inputs are not those of a network of this shape.
    pub fn send(&mut self, parameters: &[f32], inputs: &[f32]) {
        assert_eq!(inputs.len(), self.width, "what the network takes of one point");
        self.point.gather(Batch { inputs, labels: &[0.0] }, 0..1, 1);
        self.activations.compute(parameters, &self.point);
        for layer in 0..self.layout.layers() {
            for unit in self.activations.units(layer) {
                for (input, index) in self.layout.incoming(unit).enumerate() {
                    let given = if layer == 0 {
                        self.activations.input(input)[0]
                    } else {
                        self.activations.of(Unit { layer: layer - 1, index: input })[0]
                    };
                    self.contributions[index] = parameters[index] * given;
                }
                let bias = self.layout.bias_of(unit);
                self.contributions[bias] = parameters[bias];
            }
        }
    }

    /// The activations of every unit, and the outputs, for the point that was sent.
    pub fn activations(&self) -> &Activations {
        &self.activations
    }

    /// What each parameter adds to the weighted sum of its unit: weight times input, or the bias. In the order of the
    /// parameters.
    pub fn contributions(&self) -> &[f32] {
        &self.contributions
    }

    /// The prediction: the probability of label 1, the probabilities of the classes, or a value (see
    /// [`Loss::predict`]).
    pub fn prediction(&mut self) -> &[f32] {
        self.activations.predictions()
    }

    /// Evaluates the point that was sent against this label.
    ///
    /// # Panics
    /// If no point was sent, or the loss doesn't take this label.
    pub fn evaluate(&self, label: f32) -> Verdict {
        let outputs: Vec<f32> =
            self.activations.units(self.layout.layers() - 1).map(|unit| self.activations.of(unit)[0]).collect();
        let evaluation = self.loss.evaluate(&outputs, &[label]);
        Verdict { loss: evaluation.loss, right: evaluation.score.correct().map(|count| count == 1) }
    }
}
