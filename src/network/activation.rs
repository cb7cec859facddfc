//! Activations of the hidden layers.

use serde::{Deserialize, Serialize};
use strum::{EnumIter, EnumString, IntoStaticStr, VariantNames};

/// What a hidden unit does with its weighted sum x. Formulas and constants are PyTorch's.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Activation {
    /// max(0, x).
    Relu,
    /// tanh x.
    Tanh,
    /// 1 / (1 + e^-x).
    Sigmoid,
    /// x.
    Linear,
    /// x above 0, 0.01 x below (`nn.LeakyReLU`).
    LeakyRelu,
    /// x above 0, e^x - 1 below (`nn.ELU`, alpha 1).
    Elu,
    /// x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) (`nn.GELU(approximate="tanh")`).
    Gelu,
    /// ln(1 + e^x) (`nn.Softplus`, beta 1).
    Softplus,
    /// sin x.
    Sin,
}

impl Activation {
    /// The activation's name.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
