//! Divergence: the first number of a run that is not finite.

use std::fmt;

use super::{Bookmark, Position, Sign};

/// Training reached a loss, gradient or weight that is not finite. The trainer stays at the last finite weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    /// Completed epochs.
    pub epoch: u64,
    /// Batches of the next epoch that were done; the step of the batch after them failed.
    pub batch: u64,
    /// Loss of the failed step.
    pub loss: f32,
    /// The first number that is not finite.
    pub origin: Origin,
}

/// The first number that is not finite, in the order of a step: weighted sums from the inputs on, the loss, gradients
/// from the outputs back, weights, optimizer state. Tensors have their index in the network's layout: weight and bias
/// of each layer in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A weighted sum of a layer; layers count from 0.
    Sums(usize),
    /// The loss of finite outputs.
    Loss,
    /// The gradient by a tensor.
    Gradient(usize),
    /// A tensor, after the step.
    Parameters(usize),
    /// The optimizer state of a tensor, by the slot's name.
    Optimizer(&'static str, usize),
}

/// Details of a divergence.
#[derive(Clone, Debug, PartialEq)]
pub struct Autopsy {
    /// The divergence.
    pub divergence: Divergence,
    /// Gradient norms before each of the last steps that went well, with their positions.
    pub norms: Vec<(Position, f32)>,
}

impl Divergence {
    /// The last position whose weights are finite.
    pub fn position(&self) -> Position {
        Position { epoch: self.epoch, batch: self.batch }
    }

    /// A bookmark of it.
    pub fn bookmark(&self) -> Bookmark {
        Bookmark { epoch: self.epoch, sign: Sign::Diverged, note: format!("diverged: {}", self.origin) }
    }
}

/// The name of a tensor, as in checkpoints.
fn tensor(place: usize) -> String {
    format!("linear_{}.{}", place / 2 + 1, if place.is_multiple_of(2) { "weight" } else { "bias" })
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Sums(layer) => write!(formatter, "the sums of linear_{}", layer + 1),
            Self::Loss => write!(formatter, "the loss"),
            Self::Gradient(place) => write!(formatter, "the gradient of {}", tensor(place)),
            Self::Parameters(place) => write!(formatter, "{}", tensor(place)),
            Self::Optimizer(slot, place) => write!(formatter, "{slot} of {}", tensor(place)),
        }
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "diverged at {}: {} stopped being finite", self.position(), self.origin)
    }
}
