//! Initial parameters and the layout of the flat vector.

use proptest::prelude::*;

use super::*;

#[test]
fn initial_parameters_are_uniform_within_pytorchs_bounds() {
    const SEEDS: u64 = 400;
    let shape = network(&[5, 16, 3], Activation::Relu);
    let layout = Layout::new(&shape);
    let all: Vec<Vec<f32>> = (0..SEEDS).map(|seed| initial(&shape, seed)).collect();
    for tensor in &layout.tensors {
        let layer = layout.tensors.iter().position(|known| known == tensor).unwrap() / 2;
        let bound = 1.0 / (layout.tensors[2 * layer].shape[1] as f64).sqrt();
        let numbers: Vec<f64> =
            all.iter().flat_map(|run| &run[tensor.range()]).map(|&n| f64::from(n) / bound).collect();
        let n = numbers.len() as f64;
        // Rounding to single precision may give the bound itself.
        assert!(numbers.iter().all(|number| number.abs() <= 1.0 + 1e-7), "{}", tensor.name);
        // A uniform number in [-1, 1) has variance 1/3, and its square variance 4/45; five standard errors each.
        let mean = numbers.iter().sum::<f64>() / n;
        assert!(mean.abs() < 5.0 / (3.0 * n).sqrt(), "{}: mean {mean}", tensor.name);
        let square = numbers.iter().map(|number| number * number).sum::<f64>() / n;
        assert!((square - 1.0 / 3.0).abs() < 5.0 * (4.0 / 45.0 / n).sqrt(), "{}: variance {square}", tensor.name);
        // Numbers of the outer tenth on either side are there: the bounds are not too narrow.
        assert!(numbers.iter().any(|number| *number > 0.9) && numbers.iter().any(|number| *number < -0.9));
    }
}

/// Mean and variance of the weights of each layer over many seeds, in units of what they should be, and the largest
/// magnitude; every bias must be 0.
fn moments(initialization: Initialization, shape: &Shape) -> Vec<(f64, f64, f64, f64)> {
    const SEEDS: u64 = 400;
    let all: Vec<Vec<f32>> = (0..SEEDS).map(|seed| initial_by(initialization, shape, seed)).collect();
    let mut rows = vec![];
    for tensor in Layout::new(shape).tensors {
        let numbers: Vec<f64> = all.iter().flat_map(|run| &run[tensor.range()]).map(|&n| f64::from(n)).collect();
        if tensor.shape.len() == 1 {
            assert!(numbers.iter().all(|number| *number == 0.0), "{initialization}: {}", tensor.name);
            continue;
        }
        let n = numbers.len() as f64;
        let mean = numbers.iter().sum::<f64>() / n;
        let square = numbers.iter().map(|number| number * number).sum::<f64>() / n;
        rows.push((mean, square, numbers.iter().fold(0.0, |most, number| number.abs().max(most)), n));
    }
    rows
}

#[test]
fn xavier_and_he_are_uniform_within_pytorchs_bounds_with_biases_of_0() {
    let architecture = network(&[5, 16, 3], Activation::Relu);
    let widths: Vec<f64> = architecture.widths().map(|width| width as f64).collect();
    // torch.nn.init: a = √(6 / (fan_in + fan_out)) with a gain of 1, and √2 √(3 / fan_in).
    for (initialization, bound) in [
        (Initialization::Xavier, (|pair| (6.0 / (pair[0] + pair[1])).sqrt()) as fn(&[f64]) -> f64),
        (Initialization::He, |pair| 2.0_f64.sqrt() * (3.0 / pair[0]).sqrt()),
    ] {
        for (pair, (mean, square, most, n)) in widths.windows(2).zip(moments(initialization, &architecture)) {
            let bound = bound(pair);
            assert!(most <= bound * (1.0 + 1e-7) && most > 0.98 * bound, "{initialization}: {most}, {bound}");
            // Five standard errors each.
            assert!(mean.abs() < 5.0 * bound / (3.0 * n).sqrt(), "{initialization}: mean {mean}");
            let share = square / (bound * bound);
            assert!((share - 1.0 / 3.0).abs() < 5.0 * (4.0 / 45.0 / n).sqrt(), "{initialization}: variance {share}");
        }
    }
}

#[test]
fn weights_come_near_the_bounds_of_the_inputs_that_there_are() {
    for inputs in 1..=64 {
        let shape = shape(inputs, &[5], 1, Activation::Tanh);
        let n = inputs as f64;
        for (initialization, bound) in [
            (Initialization::PyTorch, 1.0 / n.sqrt()),
            (Initialization::He, (6.0 / n).sqrt()),
            (Initialization::Xavier, (6.0 / (n + 5.0)).sqrt()),
        ] {
            let largest = (0..60)
                .flat_map(|seed| initial_by(initialization, &shape, seed)[..5 * inputs].to_vec())
                .fold(0.0_f64, |most, weight| most.max(f64::from(weight).abs()));
            let part = largest / bound;
            assert!((0.96..=1.0 + 1e-7).contains(&part), "{initialization}, {inputs} inputs: {part} of the bound");
        }
    }
}

#[test]
fn padded_inputs_are_drawn_as_sixteen_and_left_out() {
    let stream = |layer| stream(7, Purpose::InitialWeights, layer);
    let [ten, sixteen] = [10, 16].map(|inputs| shape(inputs, &[5], 1, Activation::Tanh));
    let padded = initial_parameters_of_padded_inputs(&ten, Initialization::PyTorch, stream);
    let whole = initial_parameters(&sixteen, Initialization::PyTorch, stream);
    let expected: Vec<f32> = whole[..80].chunks(16).flat_map(|row| &row[..10]).chain(&whole[80..]).copied().collect();
    assert_eq!(bits(&padded), bits(&expected));
    // Other networks were never padded.
    for inputs in [8, 16, 17] {
        let shape = shape(inputs, &[5], 1, Activation::Tanh);
        let padded = initial_parameters_of_padded_inputs(&shape, Initialization::PyTorch, stream);
        assert_eq!(padded, initial_parameters(&shape, Initialization::PyTorch, stream));
    }
}

#[test]
fn normal_weights_have_their_deviation_and_biases_of_0() {
    let architecture = network(&[5, 16, 3], Activation::Relu);
    for (mean, square, most, n) in moments(Initialization::Normal(0.25), &architecture) {
        // A square of a normal number has variance 2; five standard errors each.
        assert!(mean.abs() < 5.0 * 0.25 / n.sqrt(), "mean {mean}");
        assert!((square / 0.0625 - 1.0).abs() < 5.0 * (2.0 / n).sqrt(), "variance {square}");
        assert!(most > 0.25 * 2.5, "largest {most}");
    }
}

#[test]
fn constants_and_zeros_fill_weights_and_biases() {
    let architecture = network(&[5, 3], Activation::Relu);
    let count = Layout::new(&architecture).len();
    assert_eq!(initial_by(Initialization::Constant(-0.5), &architecture, 7), vec![-0.5; count]);
    assert_eq!(initial_by(Initialization::Zeros, &architecture, 7), vec![0.0; count]);
}

#[test]
fn initializations_are_read_as_they_are_written() {
    for text in ["pytorch", "xavier", "he", "normal:0.1", "constant:-0.5", "zeros"] {
        let initialization = text.parse::<Initialization>().unwrap();
        assert_eq!(initialization.to_string(), text);
        assert_eq!(initialization.check(), Ok(()));
    }
    for text in ["", "He", "normal", "normal:x", "he:1", "kaiming"] {
        assert!(text.parse::<Initialization>().unwrap_err().starts_with("allowed: pytorch, xavier, he, "), "{text}");
    }
    for wrong in [
        Initialization::Normal(-0.1),
        Initialization::Normal(f64::INFINITY),
        Initialization::Normal(1e4),
        Initialization::Constant(f64::NAN),
        Initialization::Constant(-1001.0),
    ] {
        assert!(wrong.check().is_err(), "{wrong:?}");
    }
}

/// The bits of the first three and the last three of the tutorial's numbers, as ChaCha8 and the uniform distribution
/// written anew in another language give them too, so that no update of a dependency silently changes what a seed means.
#[test]
fn the_weights_of_seed_7_never_change() {
    let parameters = initial(&network(&[5], Activation::Relu), 7);
    assert_eq!(parameters.len(), 21);
    assert_eq!(bits(&parameters[..3]), [1_047_261_081, 1_003_523_661, 1_051_388_791]);
    assert_eq!(bits(&parameters[18..]), [3_200_886_987, 3_184_594_398, 3_199_772_163]);
}

fn widths() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..=MAX_WIDTH, 0..=MAX_HIDDEN_LAYERS)
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn the_layout_covers_the_flat_vector_without_gaps_in_pytorchs_order(hidden in widths()) {
        let shape = network(&hidden, Activation::Relu);
        let widths: Vec<usize> = shape.widths().collect();
        prop_assert_eq!(&widths[1..=hidden.len()], hidden.as_slice());
        prop_assert_eq!((widths[0], widths[widths.len() - 1]), (2, 1));
        let layout = Layout::new(&shape);
        prop_assert_eq!(layout.tensors.len(), 2 * (hidden.len() + 1));
        let mut end = 0;
        for (layer, pair) in layout.tensors.chunks(2).enumerate() {
            let [weight, bias] = pair else { unreachable!() };
            prop_assert_eq!(&weight.name, &format!("linear_{}.weight", layer + 1));
            prop_assert_eq!(&bias.name, &format!("linear_{}.bias", layer + 1));
            prop_assert_eq!(&weight.shape, &[widths[layer + 1], widths[layer]]);
            prop_assert_eq!(&bias.shape, &[widths[layer + 1]]);
            prop_assert_eq!(weight.range(), end..end + widths[layer] * widths[layer + 1]);
            prop_assert_eq!(bias.range(), weight.range().end..weight.range().end + widths[layer + 1]);
            end = bias.range().end;
        }
        prop_assert_eq!(layout.len(), end);
        prop_assert_eq!(initial(&shape, 1).len(), end);
    }

    #[test]
    fn what_follows_a_layer_does_not_touch_its_initial_weights(hidden in widths(), more in widths()) {
        let longer: Vec<usize> = hidden.iter().chain(&more).copied().take(MAX_HIDDEN_LAYERS).collect();
        let kept = Layout::new(&network(&hidden, Activation::Relu)).tensors[2 * hidden.len()].offset;
        let short = initial(&network(&hidden, Activation::Relu), 7);
        let long = initial(&network(&longer, Activation::Relu), 7);
        prop_assert_eq!(bits(&short[..kept]), bits(&long[..kept]));
    }
}
