//! Typed dense layers against the tuples that dfdx itself makes networks of.

use dfdx::losses::binary_cross_entropy_with_logits_loss;
use dfdx::nn::builders;
use dfdx::nn::modules::Linear;
use dfdx::nn::{DeviceBuildExt, Module};
use dfdx::prelude::{AsArray, Backward, Const, Cpu, Gradients, SumTo, Tensor, TensorFromVec, Trace};

use super::*;

type Rows<const W: usize> = Tensor<(usize, Const<W>), f32, Cpu>;

/// Takes a linear layer's parameters from the front of the rest.
fn load<const I: usize, const O: usize>(layer: &mut Linear<I, O, f32, Cpu>, rest: &mut &[f32]) {
    for (size, tensor) in [(I * O, true), (O, false)] {
        let (front, after) = rest.split_at(size);
        if tensor {
            layer.weight.copy_from(front);
        } else {
            layer.bias.copy_from(front);
        }
        *rest = after;
    }
}

/// Appends the gradient by a linear layer's parameters.
fn collect<const I: usize, const O: usize>(
    layer: &Linear<I, O, f32, Cpu>,
    gradients: &Gradients<f32, Cpu>,
    gradient: &mut Vec<f32>,
) {
    gradient.extend(gradients.get(&layer.weight).as_vec());
    gradient.extend(gradients.get(&layer.bias).as_vec());
}

/// Checks an engine against a tuple of dfdx: logits, loss and gradient to the last bit, with the gradient of the loss in
/// the engine's form, and the gradient by dfdx's own backward pass of the loss to within its rounding.
macro_rules! compare {
    ($shape:expr, $tuple:ty, [$($layer:tt)*], $seed:expr, $count:expr) => {{
        let shape: Shape = $shape;
        let mut engine = engine(&shape);
        let parameters = initial(&shape, $seed);
        let (inputs, labels) = points($seed, $count);

        let device = Cpu::default();
        let mut tuple = device.build_module::<$tuple, f32>();
        let mut rest = parameters.as_slice();
        $(load(&mut tuple.$layer, &mut rest);)*
        assert!(rest.is_empty());
        let x: Rows<2> = device.tensor_from_vec(inputs.clone(), ($count, Const));
        let y: Rows<1> = device.tensor_from_vec(labels.clone(), ($count, Const));

        let logits: Rows<1> = tuple.forward(x.clone());
        let mut got = vec![0.0; $count];
        engine.outputs(&parameters, &Batches::unlabelled(INPUTS, &inputs), &mut got);
        assert_eq!(bits(&got), bits(&logits.as_vec()), "logits of seed {}", $seed);

        let gradients = (logits.clone().sigmoid() - y.clone()) / $count as f32;
        let gradients = (tuple.forward(x.leaky_trace()) * gradients).sum().backward();
        let mut expected = vec![];
        $(collect(&tuple.$layer, &gradients, &mut expected);)*
        let mut gradient = vec![f32::NAN; parameters.len()];
        let loss = engine.loss_and_gradient(&parameters, &Batches::whole(INPUTS, Batch { inputs: &inputs, labels: &labels }), 0, &mut gradient);
        assert_eq!(bits(&gradient), bits(&expected), "gradient of seed {}", $seed);

        let taped = binary_cross_entropy_with_logits_loss(tuple.forward(x.leaky_trace()), y);
        // dfdx sums in single precision, the engine in double.
        let own = taped.array();
        assert!((loss - own).abs() <= 4e-7 * own, "loss of seed {}: {loss} and {own}", $seed);
        let gradients = taped.backward();
        let mut own = vec![];
        $(collect(&tuple.$layer, &gradients, &mut own);)*
        for (index, (got, own)) in gradient.iter().zip(own).enumerate() {
            assert!((got - own).abs() <= 1e-6, "seed {}, parameter {index}: {got} and {own}", $seed);
        }
    }};
}

#[test]
fn the_tutorials_network_is_dfdxs_own_to_the_last_bit() {
    for seed in 0..5 {
        for count in [1, 2, 7, 80, 129] {
            compare!(network(&[5], Activation::Relu), (builders::Linear<2, 5>, builders::ReLU, builders::Linear<5, 1>), [0 2], seed, count);
        }
    }
}

#[test]
fn a_deep_network_and_one_without_hidden_layers_are_dfdxs_own_to_the_last_bit() {
    for seed in 0..5 {
        for count in [1, 10, 64] {
            compare!(
                network(&[8, 8], Activation::Tanh),
                (
                    builders::Linear<2, 8>,
                    builders::Tanh,
                    builders::Linear<8, 8>,
                    builders::Tanh,
                    builders::Linear<8, 1>
                ),
                [0 2 4],
                seed,
                count
            );
            compare!(network(&[], Activation::Relu), (builders::Linear<2, 1>,), [0], seed, count);
        }
    }
}
