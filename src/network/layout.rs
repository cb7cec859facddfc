//! Where each tensor of a network lies in the flat vector of parameters.

use super::Shape;

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
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether the tensor has no number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tensor's part of the flat vector.
    #[must_use]
    pub fn range(&self) -> std::ops::Range<usize> {
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
    #[must_use]
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
    #[must_use]
    pub fn len(&self) -> usize {
        self.tensors.last().map_or(0, |tensor| tensor.range().end)
    }

    /// Whether there is no parameter; never so for a network.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, Architecture};

    #[test]
    fn the_tutorials_network_has_pytorchs_names_shapes_and_21_parameters() {
        let layout = Layout::new(&Architecture { hidden: vec![5], activation: Activation::Relu }.shape(2, 1));
        let table: Vec<_> = layout.tensors.iter().map(|t| (t.name.as_str(), t.shape.as_slice(), t.offset)).collect();
        let expected: [(&str, &[usize], usize); 4] = [
            ("linear_1.weight", &[5, 2], 0),
            ("linear_1.bias", &[5], 10),
            ("linear_2.weight", &[1, 5], 15),
            ("linear_2.bias", &[1], 20),
        ];
        assert_eq!(table, expected);
        assert_eq!(layout.len(), 21);
    }
}
