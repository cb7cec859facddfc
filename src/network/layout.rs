//! Where each tensor of a network lies in the flat vector of parameters.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Shape;

/// A unit of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// Its layer, from 0: the first hidden one. The outputs are the layer after the last hidden one.
    pub layer: usize,
    /// Its place in the layer, from 0.
    pub index: usize,
}

/// A named tensor of the flat vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    /// Name as in PyTorch's `state_dict`, such as `linear_1.weight`.
    pub name: String,
    /// `[outputs, inputs]` of a weight, `[outputs]` of a bias; row by row.
    pub shape: Vec<usize>,
    /// Index of the first number.
    pub offset: usize,
}

impl Tensor {
    /// How many numbers the tensor has.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether the tensor has no number.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tensor's part of the flat vector.
    pub fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.len()
    }
}

/// The tensors of a network in PyTorch's order: `linear_1.weight`, `linear_1.bias`, `linear_2.weight`, …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The tensors, in the order of the flat vector.
    pub tensors: Vec<Tensor>,
}

impl Layout {
    /// The layout of a network of this shape.
    pub fn new(shape: &Shape) -> Self {
        let widths: Vec<usize> = shape.widths().collect();
        let mut tensors = Vec::new();
        let mut offset = 0;
        for (index, pair) in widths.windows(2).enumerate() {
            for (kind, shape) in [("weight", vec![pair[1], pair[0]]), ("bias", vec![pair[1]])] {
                let tensor = Tensor { name: format!("linear_{}.{kind}", index + 1), shape, offset };
                offset += tensor.len();
                tensors.push(tensor);
            }
        }
        Self { tensors }
    }

    /// How many parameters there are in all.
    pub fn len(&self) -> usize {
        self.tensors.last().map_or(0, |tensor| tensor.range().end)
    }

    /// Whether there is no parameter; never so for a network.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }

    /// How many layers have weights: the hidden ones and the outputs.
    pub fn layers(&self) -> usize {
        self.tensors.len() / 2
    }

    /// The weights that lead to a layer, `[units, inputs]`. Layers are counted as in [`Unit`]; like all that follows,
    /// this panics if the network has no such layer or unit.
    pub fn weight(&self, layer: usize) -> &Tensor {
        &self.tensors[2 * layer]
    }

    /// The biases of a layer, `[units]`.
    pub fn bias(&self, layer: usize) -> &Tensor {
        &self.tensors[2 * layer + 1]
    }

    /// All parameters of a layer: its weights, then its biases.
    pub fn of_layer(&self, layer: usize) -> Range<usize> {
        self.weight(layer).offset..self.bias(layer).range().end
    }

    /// Whether this is a hidden unit of the network.
    pub fn has_hidden(&self, unit: Unit) -> bool {
        unit.layer + 1 < self.layers() && unit.index < self.bias(unit.layer).len()
    }

    /// Where a unit's bias lies.
    pub fn bias_of(&self, unit: Unit) -> usize {
        self.bias(unit.layer).offset + unit.index
    }

    /// Where the weights lie that lead to a unit, in the order of the inputs of its layer.
    pub fn incoming(&self, unit: Unit) -> Range<usize> {
        let weight = self.weight(unit.layer);
        let inputs = weight.shape[1];
        let first = weight.offset + unit.index * inputs;
        first..first + inputs
    }

    /// Where the weights lie that lead away from a hidden unit, in the order of the next layer's units.
    pub fn outgoing(&self, unit: Unit) -> impl ExactSizeIterator<Item = usize> + use<> {
        let weight = self.weight(unit.layer + 1);
        let (first, units, inputs) = (weight.offset + unit.index, weight.shape[0], weight.shape[1]);
        (0..units).map(move |next| first + next * inputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, Architecture};

    #[test]
    fn the_tutorials_network_has_pytorchs_names_shapes_and_21_parameters() {
        let layout = Layout::new(&Architecture { hidden: vec![5], activation: Activation::Relu.into() }.shape(2, 1));
        let table: Vec<_> = layout.tensors.iter().map(|t| (t.name.as_str(), t.shape.as_slice(), t.offset)).collect();
        let expected: [(&str, &[usize], usize); 4] = [
            ("linear_1.weight", &[5, 2], 0),
            ("linear_1.bias", &[5], 10),
            ("linear_2.weight", &[1, 5], 15),
            ("linear_2.bias", &[1], 20),
        ];
        assert_eq!(table, expected);
        assert_eq!(layout.len(), 21);
        assert_eq!([layout.of_layer(0), layout.of_layer(1)], [0..15, 15..21]);
    }

    #[test]
    fn weights_to_and_from_a_unit_are_a_row_and_a_column() {
        let shape = Architecture { hidden: vec![4, 3], activation: Activation::Tanh.into() }.shape(2, 2);
        let layout = Layout::new(&shape);
        assert_eq!(layout.layers(), 3);
        let unit = Unit { layer: 1, index: 2 };
        // linear_1 has 8 weights and 4 biases; linear_2 [3, 4] begins at 12, its biases at 24; linear_3 [2, 3] at 27.
        assert_eq!((layout.incoming(unit), layout.bias_of(unit)), (20..24, 26));
        assert_eq!(layout.outgoing(unit).collect::<Vec<_>>(), [29, 32]);
        let hidden = |layer, index| layout.has_hidden(Unit { layer, index });
        assert_eq!([hidden(0, 3), hidden(0, 4), hidden(1, 2), hidden(2, 0)], [true, false, true, false]);
    }
}
