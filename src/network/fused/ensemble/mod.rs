//! Sixteen networks of one shape, trained side by side: a lane of the vectors for each.
//!
//! Nothing is summed across lanes, and no weight is spread over them. Every sum of a network has the order that it has in
//! the engine of a single one: what is a lane there, one of sixteen points, is a turn of a loop here. So the bits of each
//! network are those of the network alone.

mod kernels;
mod loss;
mod passes;
mod points;

use std::marker::PhantomData;

use super::group_of;
use crate::network::batches::{LANES, Lanes};
use crate::network::vector::{Instructions, Vector, with_vector};
use crate::network::{Layout, Loss, Shape};
use kernels::Slots;
use passes::{Descend, Evaluate, Layer, Scratch, Step, layers};
pub use points::Points;

/// Computes sixteen networks of one shape. Parameters, and what goes with each of them, are a block of lanes each.
pub struct Ensemble {
    passes: Box<dyn Passes>,
    layers: Vec<Layer>,
    loss: Loss,
    inputs: usize,
    /// Blocks of a group.
    group: usize,
    scratch: Scratch,
    slots: Vec<Slots>,
}

/// The passes, compiled for some instructions.
trait Passes {
    fn step(&self, step: Step<'_>);
    fn evaluate(&self, evaluate: Evaluate<'_>);
    fn descend(&self, descend: Descend<'_>);
}

struct Compiled<V>(PhantomData<V>);

impl<V: Vector> Passes for Compiled<V> {
    fn step(&self, step: Step<'_>) {
        V::run(step);
    }

    fn evaluate(&self, evaluate: Evaluate<'_>) {
        V::run(evaluate);
    }

    fn descend(&self, descend: Descend<'_>) {
        V::run(descend);
    }
}

impl Ensemble {
    /// Networks of this shape, compiled for these instructions.
    ///
    /// # Panics
    /// If this processor lacks the instructions.
    pub fn new(shape: &Shape, loss: Loss, instructions: Instructions) -> Self {
        let units: Vec<usize> = shape.widths().skip(1).collect();
        Self {
            passes: with_vector!(instructions, V => Box::new(Compiled::<V>(PhantomData))),
            layers: layers(shape),
            loss,
            inputs: shape.inputs,
            group: group_of(3 * units.iter().sum::<usize>() + shape.inputs),
            scratch: Scratch::new(&units),
            slots: vec![[Lanes::ZERO; 6]; Layout::new(shape).len()],
        }
    }

    /// Room for train points: so many of each network.
    pub fn train_points(&self, points: usize) -> Points {
        Points::by_lane(self.inputs, points, self.group)
    }

    /// Room for points that are only evaluated: so many of each network.
    pub fn points(&self, points: usize) -> Points {
        Points::in_order(self.inputs, points, self.group)
    }

    /// The gradient of the mean loss of each network over its train points, written to `gradient`. Returns in which lanes
    /// the loss may not be finite.
    ///
    /// # Panics
    /// If a slice has not as many blocks as a network has parameters; likewise below.
    pub fn gradient(&mut self, parameters: &[Lanes], points: &Points, gradient: &mut [Lanes]) -> [bool; LANES] {
        let Self { layers, loss, scratch, slots, .. } = self;
        let mut is_off = Lanes::ZERO;
        let (loss, is_off_of) = (*loss, &mut is_off);
        self.passes.step(Step { layers, loss, parameters, points, scratch, slots, gradient, is_off: is_off_of });
        is_off.0.map(|is_off| is_off > 0.0)
    }

    /// The mean loss of each network over its points.
    pub fn losses(&mut self, parameters: &[Lanes], points: &Points) -> [f32; LANES] {
        let Self { layers, loss, scratch, .. } = self;
        let mut losses = [0.0; LANES];
        self.passes.evaluate(Evaluate { layers, loss: *loss, parameters, points, scratch, losses: &mut losses });
        losses
    }

    /// A step of plain SGD from the parameters `old` to `new`, with the learning rate and the weight decay of each network.
    /// Returns in which lanes a new parameter is not finite.
    pub fn descend(
        &self,
        (old, new): (&[Lanes], &mut [Lanes]),
        gradient: &[Lanes],
        (rates, weight_decays): (&Lanes, &Lanes),
    ) -> [bool; LANES] {
        let mut is_off = Lanes::ZERO;
        self.passes.descend(Descend { old, new, gradient, rates, weight_decays, is_off: &mut is_off });
        is_off.0.map(|is_off| is_off > 0.0)
    }
}
