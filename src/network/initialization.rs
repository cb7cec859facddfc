//! Initial weights and biases.

use std::ops::RangeInclusive;
use std::str::FromStr;

use rand::Rng;
use rand::distr::{Distribution, Uniform};
use serde::{Deserialize, Serialize};

use super::{Layout, Shape};
use crate::error::{Invalid, check_number};
use crate::random::normal;

/// What a flag takes, for messages.
const SPELLINGS: &str = "pytorch, xavier, he, normal:STD, constant:VALUE or zeros, as in normal:0.1";

/// Where weights and biases start. In the formulas, n is the number of a layer's inputs and m that of its units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Initialization {
    /// PyTorch's default for `nn.Linear`: weights and biases uniform in [-1/√n, 1/√n).
    #[default]
    PyTorch,
    /// Weights uniform in [-√(6/(n + m)), √(6/(n + m))), biases 0 (`torch.nn.init.xavier_uniform_`; Glorot and Bengio
    /// 2010).
    Xavier,
    /// Weights uniform in [-√(6/n), √(6/n)), biases 0 (`torch.nn.init.kaiming_uniform_` for `relu`; He and others 2015).
    He,
    /// Weights normal about 0 with this standard deviation, 0 or more; biases 0 (`torch.nn.init.normal_`).
    #[strum(to_string = "normal:{0}")]
    Normal(f64),
    /// Weights and biases all this number (`torch.nn.init.constant_`).
    #[strum(to_string = "constant:{0}")]
    Constant(f64),
    /// Weights and biases 0 (`torch.nn.init.zeros_`).
    Zeros,
}

impl Initialization {
    /// Checks the setting.
    ///
    /// # Errors
    /// Names the field, and says what is allowed.
    pub fn check(&self) -> Result<(), Invalid> {
        match *self {
            Self::PyTorch | Self::Xavier | Self::He | Self::Zeros => Ok(()),
            Self::Normal(std) => {
                let allowed = "a standard deviation from 0 to 1000";
                check_number("", std, allowed, |std| (0.0..=1000.0).contains(&std))
            }
            Self::Constant(value) => {
                check_number("", value, "a number from -1000 to 1000", |value| value.abs() <= 1000.0)
            }
        }
    }

    /// Whether all units of a layer start alike, as they then stay.
    pub fn is_uniform(&self) -> bool {
        matches!(self, Self::Constant(_) | Self::Zeros) || *self == Self::Normal(0.0)
    }
}

/// Reads what `Display` writes: `normal:0.1`.
impl FromStr for Initialization {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let found = match (name, value.parse()) {
            ("normal", Ok(std)) => Some(Self::Normal(std)),
            ("constant", Ok(value)) => Some(Self::Constant(value)),
            _ => [Self::PyTorch, Self::Xavier, Self::He, Self::Zeros].into_iter().find(|one| one.to_string() == text),
        };
        found.ok_or_else(|| format!("allowed: {SPELLINGS}"))
    }
}

/// Parameters of an untrained network. `stream` gives the random numbers of a layer, counted from 0, so that adding a
/// layer leaves the earlier ones as they were.
///
/// # Panics
/// If the initialization is not one that [`Initialization::check`] accepts.
pub fn initial_parameters<R: Rng>(
    shape: &Shape,
    initialization: Initialization,
    stream: impl Fn(u64) -> R,
) -> Vec<f32> {
    let mut parameters = Vec::with_capacity(Layout::new(shape).len());
    let widths: Vec<usize> = shape.widths().collect();
    for (layer, pair) in widths.windows(2).enumerate() {
        let (inputs, units) = (pair[0] as f64, pair[1] as f64);
        let weights = pair[0] * pair[1];
        let end = parameters.len() + weights + pair[1];
        let mut generator = stream(layer as u64);
        match initialization {
            Initialization::PyTorch => {
                let numbers = uniform(1.0 / inputs.sqrt()).sample_iter(&mut generator).take(weights + pair[1]);
                parameters.extend(numbers.map(|number| number as f32));
            }
            Initialization::Xavier | Initialization::He => {
                let fan = if initialization == Initialization::He { inputs } else { inputs + units };
                let numbers = uniform((6.0 / fan).sqrt()).sample_iter(&mut generator).take(weights);
                parameters.extend(numbers.map(|number| number as f32));
            }
            Initialization::Normal(std) => {
                // The mean is added as well, so that none is -0.
                parameters.extend((0..weights).map(|_| (0.0 + std * normal(&mut generator)) as f32));
            }
            Initialization::Constant(value) => parameters.resize(end, value as f32),
            Initialization::Zeros => {}
        }
        // Biases that were not set are 0.
        parameters.resize(end, 0.0);
    }
    parameters
}

/// The same for a network of 9 to 15 inputs drawn as one of 16, without the weights of the inputs that it lacks: how
/// weights started before networks of these sizes were exact. Other networks start as by [`initial_parameters`].
///
/// # Panics
/// If the initialization is not one that [`Initialization::check`] accepts.
pub fn initial_parameters_of_padded_inputs<R: Rng>(
    shape: &Shape,
    initialization: Initialization,
    stream: impl Fn(u64) -> R,
) -> Vec<f32> {
    if !PADDED_INPUTS.contains(&shape.inputs) {
        return initial_parameters(shape, initialization, stream);
    }
    let padded = Shape { inputs: WITH_PADDING, ..shape.clone() };
    let units = Layout::new(shape).bias(0).len();
    without_padding(&initial_parameters(&padded, initialization, stream), shape.inputs, units)
}

/// Numbers of inputs that networks once were padded for, to [`WITH_PADDING`].
pub const PADDED_INPUTS: RangeInclusive<usize> = 9..=15;
/// Inputs of a network that was padded.
pub const WITH_PADDING: usize = 16;

/// The parameters of a network from those of one that was padded, or their beginning: without the weights from the inputs
/// to its first `units` that are too many.
///
/// # Panics
/// If there are fewer parameters than such weights.
pub fn without_padding(parameters: &[f32], inputs: usize, units: usize) -> Vec<f32> {
    let (weights, rest) = parameters.split_at(WITH_PADDING * units);
    weights.chunks_exact(WITH_PADDING).flat_map(|row| &row[..inputs]).chain(rest).copied().collect()
}

/// Uniform numbers from -bound to below bound.
fn uniform(bound: f64) -> Uniform<f64> {
    // The bounds are finite and in order, since every layer has at least one input.
    Uniform::new(-bound, bound).expect("a layer has inputs")
}
