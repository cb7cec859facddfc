//! Activations of the hidden layers.

use serde::{Deserialize, Serialize};

/// What a hidden unit does with its weighted sum x. Formulas and constants are PyTorch's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Every activation with its name on the command line and the screen.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Relu, "relu"),
        (Self::Tanh, "tanh"),
        (Self::Sigmoid, "sigmoid"),
        (Self::Linear, "linear"),
        (Self::LeakyRelu, "leaky-relu"),
        (Self::Elu, "elu"),
        (Self::Gelu, "gelu"),
        (Self::Softplus, "softplus"),
        (Self::Sin, "sin"),
    ];

    /// The names alone.
    pub const NAMES: [&'static str; Self::ALL.len()] = {
        let mut names = [""; Self::ALL.len()];
        let mut index = 0;
        while index < names.len() {
            names[index] = Self::ALL[index].1;
            index += 1;
        }
        names
    };

    /// The activation's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let row = Self::ALL.iter().find(|(activation, _)| *activation == self);
        row.map_or("", |(_, name)| name)
    }

    /// The activation of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(activation, _)| *activation)
    }
}
