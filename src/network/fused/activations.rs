//! The activations of every unit over a set of points, unit by unit, for those who look into a network.
//!
//! The way forward of the fused engine once more, with the same operations in the same order and so the same bits, but
//! with widths known at run time only and with every layer kept. What is drawn needs no typed dense layers: this way the
//! dispatch of widths costs the build nothing more. Nothing is computed but by [`Activations::compute`].

use super::activate::activate;
use crate::network::batches::{LANES, Lanes};
use crate::network::dropout::{DropoutMasks, LayerMask};
use crate::network::vector::{Kernel, Vector, with_vector};
use crate::network::{Activation, Batches, Instructions, Layout, Loss, Shape, Unit};

/// Blocks whose sums are formed at a time: as many as give the processor independent additions to overlap.
const TILE: usize = 4;

/// The weighted sums and activations of every unit of a network over a set of points. Buffers are used again. They take
/// 8 bytes for each unit and point. With parameters in which [`UnitMask`](crate::network::UnitMask) have masked a
/// unit, that unit still shows what it would give, and those after it what they get without.
#[derive(Clone, Debug)]
pub struct Activations {
    layout: Layout,
    /// The activation of each hidden layer.
    of_layers: Vec<Activation>,
    outputs: usize,
    loss: Loss,
    pub(in crate::network) instructions: Instructions,
    points: usize,
    inputs: Table,
    layers: Vec<Layer>,
    /// What goes into a layer, and what comes out of it: of each unit the blocks.
    before: Vec<Lanes>,
    after: Vec<Lanes>,
    /// The outputs row by row, and what [`Self::predictions`] gives.
    rows: Vec<f32>,
    predictions: Vec<f32>,
}

#[derive(Clone, Debug, Default)]
struct Layer {
    sums: Table,
    activations: Table,
}

/// Numbers of some units, each from the start of a block on.
#[derive(Clone, Debug, Default)]
struct Table(Vec<f32>);

impl Activations {
    /// Room for the network of this shape, under this loss.
    pub fn new(shape: &Shape, loss: Loss) -> Self {
        let layout = Layout::new(shape);
        Self {
            layers: vec![Layer::default(); layout.layers()],
            layout,
            of_layers: shape.hidden_layers().map(|(_, activation)| activation).collect(),
            outputs: shape.outputs,
            loss,
            instructions: Instructions::fastest(),
            points: 0,
            inputs: Table::default(),
            before: vec![],
            after: vec![],
            rows: vec![],
            predictions: vec![],
        }
    }

    /// Computes every unit for points that were laid out as one batch.
    ///
    /// # Panics
    /// If the parameters or the points are not those of a network of this shape.
    pub fn compute(&mut self, parameters: &[f32], points: &Batches) {
        self.compute_under(None, parameters, points);
    }

    /// The same under dropout, if there are masks: those of the points.
    ///
    /// # Panics
    /// As [`Self::compute`].
    pub fn compute_under(&mut self, dropout: Option<&DropoutMasks>, parameters: &[f32], points: &Batches) {
        let masks = DropoutMasks::layers(dropout);
        with_vector!(self.instructions, V => self.compute_by::<V>(masks, parameters, points));
    }

    fn compute_by<V: Vector>(&mut self, masks: &[LayerMask], parameters: &[f32], points: &Batches) {
        assert!(points.count() <= 1, "points laid out as one batch");
        assert_eq!(parameters.len(), self.layout.len(), "the parameters of this network");
        let inputs = points.blocks(0);
        let (blocks, width) = (inputs.labels.len(), self.layout.weight(0).shape[1]);
        assert_eq!(inputs.inputs.len(), blocks * width, "{width} inputs a point");
        self.points = points.len();
        // From block by block to input by input.
        self.before.clear();
        for input in 0..width {
            self.before.extend(inputs.inputs.iter().skip(input).step_by(width));
        }
        self.inputs.take(&self.before);
        for (index, layer) in self.layers.iter_mut().enumerate() {
            let (weights, biases) = (self.layout.weight(index), self.layout.bias(index));
            self.after.resize(biases.len() * blocks, Lanes::ZERO);
            V::run(WeightedSums {
                weights: &parameters[weights.range()],
                biases: &parameters[biases.range()],
                inputs: &self.before,
                sums: &mut self.after,
                blocks,
            });
            layer.sums.take(&self.after);
            if let Some(activation) = self.of_layers.get(index) {
                activate::<V>(*activation, &mut self.after, None);
                if let Some(mask) = masks.get(index) {
                    mask.apply_by_unit(&mut self.after);
                }
                layer.activations.take(&self.after);
            }
            std::mem::swap(&mut self.before, &mut self.after);
        }
    }

    /// The activation of a layer; none for the outputs.
    pub fn activation(&self, layer: usize) -> Option<Activation> {
        self.of_layers.get(layer).copied()
    }

    /// How many points were computed.
    pub fn points(&self) -> usize {
        self.points
    }

    /// How many layers there are: the hidden ones and the outputs.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// How many units a layer has. Layers and units are counted as in [`Unit`]; like all that follows, this panics if
    /// the network has no such layer or unit.
    pub fn width(&self, layer: usize) -> usize {
        self.layout.bias(layer).len()
    }

    /// The units of a layer.
    pub fn units(&self, layer: usize) -> impl ExactSizeIterator<Item = Unit> + use<> {
        (0..self.width(layer)).map(move |index| Unit { layer, index })
    }

    /// An input of the network, `[points]`, as the features give it.
    pub fn input(&self, index: usize) -> &[f32] {
        self.inputs.row(index, self.points)
    }

    /// A unit's weighted sum, its bias included, `[points]`: what the activation is a function of.
    pub fn sums(&self, unit: Unit) -> &[f32] {
        self.layers[unit.layer].sums.row(unit.index, self.points)
    }

    /// What a unit gives to the next layer, `[points]`; of an output the logit or value, the same bits as the fused
    /// engine's [`Engine::outputs`](crate::network::Engine::outputs).
    pub fn of(&self, unit: Unit) -> &[f32] {
        // The outputs have no activation of their own.
        let is_output = unit.layer + 1 == self.layers.len();
        if is_output { self.sums(unit) } else { self.layers[unit.layer].activations.row(unit.index, self.points) }
    }

    /// What [`Loss::predict`] makes of the outputs, `[outputs, points]`: output by output.
    pub fn predictions(&mut self) -> &[f32] {
        let (points, outputs) = (self.points, self.outputs);
        self.rows.resize(points * outputs, 0.0);
        self.predictions.resize(points * outputs, 0.0);
        let sums = &self.layers[self.layers.len() - 1].sums;
        for output in 0..outputs {
            let places = self.rows.iter_mut().skip(output).step_by(outputs);
            places.zip(sums.row(output, points)).for_each(|(place, logit)| *place = *logit);
        }
        self.loss.predict(&mut self.rows, outputs);
        for (output, predictions) in self.predictions.chunks_exact_mut(points.max(1)).enumerate() {
            let places = self.rows.iter().skip(output).step_by(outputs);
            predictions.iter_mut().zip(places).for_each(|(prediction, place)| *prediction = *place);
        }
        &self.predictions
    }
}

impl Table {
    /// Takes the blocks of all units, one unit after the other.
    fn take(&mut self, lanes: &[Lanes]) {
        self.0.resize(lanes.len() * LANES, 0.0);
        for (numbers, lanes) in self.0.as_chunks_mut().0.iter_mut().zip(lanes) {
            *numbers = lanes.0;
        }
    }

    /// The numbers of a unit over this many points.
    fn row(&self, index: usize, points: usize) -> &[f32] {
        let first = index * points.next_multiple_of(LANES);
        &self.0[first..first + points]
    }
}

/// Weighted sums, as the dense layers of the engine form them: of each unit the bias, then weight times input in the order
/// of the inputs.
struct WeightedSums<'a> {
    /// `[units, inputs]`.
    weights: &'a [f32],
    biases: &'a [f32],
    /// Of each input the blocks.
    inputs: &'a [Lanes],
    /// Of each unit the blocks.
    sums: &'a mut [Lanes],
    blocks: usize,
}

impl<V: Vector> Kernel<V> for WeightedSums<'_> {
    type Output = ();

    #[inline(always)]
    fn run(mut self) {
        let mut first = 0;
        while first + TILE <= self.blocks {
            self.tile::<V, TILE>(first);
            first += TILE;
        }
        while first < self.blocks {
            self.tile::<V, 1>(first);
            first += 1;
        }
    }
}

impl WeightedSums<'_> {
    /// The sums of every unit over `N` blocks from the first on.
    #[inline(always)]
    fn tile<V: Vector, const N: usize>(&mut self, first: usize) {
        let width = self.weights.len() / self.biases.len();
        let rows = self.weights.chunks_exact(width).zip(self.biases);
        for ((weights, &bias), sums) in rows.zip(self.sums.chunks_exact_mut(self.blocks)) {
            let mut accumulators = [V::splat(bias); N];
            for (&weight, inputs) in weights.iter().zip(self.inputs.chunks_exact(self.blocks)) {
                let weight = V::splat(weight);
                for (accumulator, input) in accumulators.iter_mut().zip(&inputs[first..first + N]) {
                    *accumulator = *accumulator + weight * V::load(input);
                }
            }
            for (accumulator, sum) in accumulators.into_iter().zip(&mut sums[first..first + N]) {
                accumulator.store(sum);
            }
        }
    }
}
