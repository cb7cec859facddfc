//! The widths that a network can have, and the way from a width at run time to the type that has it.

use dfdx::prelude::Cpu;

use super::Activation;
use super::layer::{BinaryCrossEntropy, Layer, Stack};

/// Makes [`WIDTHS`] and [`stack`] from one list of widths.
macro_rules! catalogue {
    ($($width:literal)*) => {
        /// Widths that a hidden layer can have.
        pub const WIDTHS: [usize; [$($width),*].len()] = [$($width),*];

        /// The network from a layer's `I` inputs on: the hidden layers of these widths, each with the activation,
        /// then the output layer and the loss.
        ///
        /// # Panics
        /// If a width is not among [`WIDTHS`]; checked architectures have no other.
        pub(super) fn stack<const I: usize>(
            device: &Cpu,
            hidden: &[usize],
            activation: Activation,
        ) -> Box<dyn Stack<I>> {
            match hidden.split_first() {
                None => {
                    let loss = Box::new(BinaryCrossEntropy::new(device));
                    Box::new(Layer::<I, 1>::new(device, Activation::Linear, loss))
                }
                $(Some(($width, rest)) => {
                    let next = stack::<$width>(device, rest, activation);
                    Box::new(Layer::<I, $width>::new(device, activation, next))
                })*
                Some((width, _)) => panic!("no layer of {width} units is in the catalogue"),
            }
        }
    };
}

catalogue!(1 2 3 4 5 6 7 8 16 32);
