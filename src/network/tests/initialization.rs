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
    prop::collection::vec(prop::sample::select(WIDTHS.to_vec()), 0..=MOST_HIDDEN_LAYERS)
}

proptest! {
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
        let longer: Vec<usize> = hidden.iter().chain(&more).copied().take(MOST_HIDDEN_LAYERS).collect();
        let kept = Layout::new(&network(&hidden, Activation::Relu)).tensors[2 * hidden.len()].offset;
        let short = initial(&network(&hidden, Activation::Relu), 7);
        let long = initial(&network(&longer, Activation::Relu), 7);
        prop_assert_eq!(bits(&short[..kept]), bits(&long[..kept]));
    }
}
