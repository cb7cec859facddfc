//! The widths that a network can have, and the way from a width at run time to the type that has it.

use dfdx::prelude::Cpu;

use super::fused::{self, Dense, End, FusedEngine};
use super::layer::{self, Layer, Stack};
use super::tape::TapeEngine;
use super::vector::Vector;
use super::{Activation, Engine, Loss, Shape};

/// Makes [`WIDTHS`] and what finds a type by its width at run time from one list of widths. Each of the `outputs` is a
/// number of classes, and a width too.
macro_rules! dispatch {
    ($($width:literal)*; outputs $($classes:literal)*) => {
        /// Widths that a hidden layer can have.
        pub const WIDTHS: [usize; [$($width),*].len()] = [$($width),*];

        /// The tape's engine for a network of this shape.
        ///
        /// # Panics
        /// If a width is not among [`WIDTHS`]; checked presets have no other.
        pub(super) fn tape_engine(shape: &Shape, loss: Loss) -> Box<dyn Engine> {
            match shape.inputs {
                $($width => Box::new(TapeEngine::<$width>::new(shape, loss)),)*
                inputs => panic!("no network of {inputs} inputs is in the dispatch"),
            }
        }

        /// The fused engine for a network of this shape.
        ///
        /// # Panics
        /// If a width is not among [`WIDTHS`]; checked presets have no other.
        pub(super) fn fused_engine_of<V: Vector>(shape: &Shape, loss: Loss) -> Box<dyn Engine> {
            match shape.inputs {
                $($width => Box::new(FusedEngine::<V, $width>::new(shape, loss)),)*
                inputs => panic!("no network of {inputs} inputs is in the dispatch"),
            }
        }

        /// The tape's network from a layer's `I` inputs on: the hidden layers of these widths, each with the
        /// activation, then the output layer and the loss.
        ///
        /// # Panics
        /// If a width is not among [`WIDTHS`]; checked presets have no other.
        pub(super) fn stack<const I: usize>(
            device: &Cpu,
            hidden: &[usize],
            activation: Activation,
            outputs: usize,
            loss: Loss,
        ) -> Box<dyn Stack<I>> {
            match hidden.split_first() {
                None => match (outputs, loss) {
                    $(($classes, Loss::SoftmaxCrossEntropy) => {
                        let end = Box::new(layer::End::<$classes>::softmax(device));
                        Box::new(Layer::<I, $classes>::new(device, Activation::Linear, end))
                    })*
                    (1, loss) => {
                        let end = Box::new(layer::End::single(device, loss));
                        Box::new(Layer::<I, 1>::new(device, Activation::Linear, end))
                    }
                    (outputs, loss) => panic!("no end of {outputs} outputs for {} is in the dispatch", loss.name()),
                },
                $(Some(($width, rest)) => {
                    let next = stack::<$width>(device, rest, activation, outputs, loss);
                    Box::new(Layer::<I, $width>::new(device, activation, next))
                })*
                Some((width, _)) => panic!("no layer of {width} units is in the dispatch"),
            }
        }

        /// The fused engine's network from a layer's `I` inputs on: the hidden layers of these widths, each with the
        /// activation, then the output layer.
        ///
        /// # Panics
        /// If a width is not among [`WIDTHS`]; checked presets have no other.
        pub(super) fn fused_stack<V: Vector, const I: usize>(
            hidden: &[usize],
            activation: Activation,
            outputs: usize,
        ) -> Box<dyn fused::Stack<V, I>> {
            match hidden.split_first() {
                None => match outputs {
                    1 => Box::new(Dense::<V, I, 1>::new(Activation::Linear, Box::new(End))),
                    $($classes => Box::new(Dense::<V, I, $classes>::new(Activation::Linear, Box::new(End))),)*
                    outputs => panic!("no end of {outputs} outputs is in the dispatch"),
                },
                $(Some(($width, rest)) => {
                    let next = fused_stack::<V, $width>(rest, activation, outputs);
                    Box::new(Dense::<V, I, $width>::new(activation, next))
                })*
                Some((width, _)) => panic!("no layer of {width} units is in the dispatch"),
            }
        }
    };
}

dispatch!(1 2 3 4 5 6 7 8 16 32; outputs 2 3 4 5 6 7 8);

/// The width of a network that takes so many inputs: that many up to 8, then 16 and 32, the rest zeros.
#[must_use]
pub fn width_of_inputs(count: usize) -> usize {
    WIDTHS.into_iter().find(|width| count <= *width).unwrap_or(count)
}
