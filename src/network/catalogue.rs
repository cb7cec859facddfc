//! The widths that a network can have, and the way from a width at run time to the type that has it.

use dfdx::prelude::Cpu;

use super::Activation;
use super::fused::{self, End, Junction};
use super::layer::{BinaryCrossEntropy, Layer, Stack};
use super::vector::Vector;

/// Makes [`WIDTHS`], [`stack`] and [`fused_stack`] from one list of widths.
macro_rules! catalogue {
    ($($width:literal)*) => {
        /// Widths that a hidden layer can have.
        pub const WIDTHS: [usize; [$($width),*].len()] = [$($width),*];

        /// The tape's network from a layer's `I` inputs on: the hidden layers of these widths, each with the
        /// activation, then the output layer and the loss.
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

        /// The fused engine's network from a layer's `I` inputs on: the hidden layers of these widths, each with the
        /// activation, then the output layer.
        ///
        /// # Panics
        /// If a width is not among [`WIDTHS`]; checked architectures have no other.
        pub(super) fn fused_stack<V: Vector, const I: usize>(
            hidden: &[usize],
            activation: Activation,
        ) -> Box<dyn fused::Stack<V, I>> {
            match hidden.split_first() {
                None => Box::new(Junction::<V, I, 1>::new(Activation::Linear, Box::new(End))),
                $(Some(($width, rest)) => {
                    let next = fused_stack::<V, $width>(rest, activation);
                    Box::new(Junction::<V, I, $width>::new(activation, next))
                })*
                Some((width, _)) => panic!("no layer of {width} units is in the catalogue"),
            }
        }
    };
}

catalogue!(1 2 3 4 5 6 7 8 16 32);
