//! The activations of every unit against the engine's outputs, of this network and of those that end at a hidden unit;
//! units switched off against networks that have not got them.

use proptest::prelude::*;

use super::engines::{networks, points_for};
use super::*;

/// The parameters of the network that ends at a unit: what leads to it, as the weights of a single output.
fn ending_at(unit: Unit, layout: &Layout, parameters: &[f32]) -> Vec<f32> {
    let mut truncated = parameters[..layout.weight(unit.layer).offset].to_vec();
    truncated.extend(&parameters[layout.incoming(unit)]);
    truncated.push(parameters[layout.bias_of(unit)]);
    truncated
}

/// A network without a hidden unit, and its parameters.
fn removed(unit: Unit, shape: &Shape, parameters: &[f32]) -> (Shape, Vec<f32>) {
    let layout = Layout::new(shape);
    let mut gone: Vec<usize> = layout.incoming(unit).chain([layout.bias_of(unit)]).collect();
    gone.extend(layout.outgoing(unit));
    let mut shape = shape.clone();
    shape.hidden[unit.layer] -= 1;
    let kept = parameters.iter().enumerate().filter(|(index, _)| !gone.contains(index));
    (shape, kept.map(|(_, number)| *number).collect())
}

proptest! {
    #![proptest_config(crate::cases::cases(200))]

    #[test]
    fn every_units_sum_is_the_output_of_the_network_that_ends_there(
        network in networks(),
        seed: u64,
        count in 1_usize..200,
    ) {
        let (shape, loss) = &network;
        let layout = Layout::new(shape);
        let parameters = numbers(seed, layout.len(), 1.5);
        let (inputs, _) = points_for(shape, *loss, seed, count);
        let points = Batches::unlabelled(shape.inputs, &inputs);
        for instructions in Instructions::available() {
            let mut activations = Activations::new(shape, *loss);
            activations.instructions = instructions;
            // What was computed before leaves no trace.
            activations.compute(&parameters, &Batches::unlabelled(shape.inputs, &vec![9.0; 333 * shape.inputs]));
            activations.compute(&parameters, &points);
            prop_assert_eq!((activations.points(), activations.layers()), (count, shape.hidden.len() + 1));
            for input in 0..shape.inputs {
                let expected: Vec<f32> = inputs.iter().skip(input).step_by(shape.inputs).copied().collect();
                prop_assert_eq!(activations.input(input), expected);
            }
            let mut rows = vec![f32::NAN; count * shape.outputs];
            fused_engine(shape, *loss, instructions).outputs(&parameters, &points, &mut rows);
            let mut predicted = rows.clone();
            loss.predict(&mut predicted, shape.outputs);
            for unit in activations.units(shape.hidden.len()) {
                let column = |rows: &[f32]| {
                    let column: Vec<f32> = rows.iter().skip(unit.index).step_by(shape.outputs).copied().collect();
                    bits(&column)
                };
                prop_assert_eq!(bits(activations.of(unit)), column(&rows));
                let predictions = &activations.predictions()[unit.index * count..][..count];
                prop_assert_eq!(bits(predictions), column(&predicted));
            }
            for layer in 0..shape.hidden.len() {
                let unit = Unit { layer, index: seed as usize % shape.hidden[layer] };
                let (hidden, activations_before) = (shape.hidden[..layer].to_vec(), shape.activations[..layer].to_vec());
                let ending = Shape { hidden, activations: activations_before, outputs: 1, ..shape.clone() };
                let mut expected = vec![f32::NAN; count];
                let mut engine = fused_engine(&ending, Loss::MeanSquaredError, instructions);
                engine.outputs(&ending_at(unit, &layout, &parameters), &points, &mut expected);
                prop_assert_eq!(bits(activations.sums(unit)), bits(&expected));
                for (&sum, &activation) in activations.sums(unit).iter().zip(activations.of(unit)) {
                    let expected = reference::activate(shape.activations[layer], sum.into()) as f32;
                    let allowed = 1e-6 * expected.abs().max(1.0);
                    prop_assert!((activation - expected).abs() <= allowed, "{sum}: {activation}, not {expected}");
                }
            }
        }
    }

    #[test]
    fn a_network_with_a_unit_off_is_the_one_without_it(network in networks(), seed: u64, choice: usize) {
        let (shape, loss) = &network;
        let layers = (0..shape.hidden.len()).filter(|layer| [2, 6, 8].contains(&shape.hidden[*layer]));
        let layers: Vec<usize> = layers.collect();
        prop_assume!(!layers.is_empty());
        let layer = layers[choice % layers.len()];
        let unit = Unit { layer, index: choice % shape.hidden[layer] };
        let layout = Layout::new(shape);
        let parameters = numbers(seed, layout.len(), 1.0);
        let (inputs, labels) = points_for(shape, *loss, seed, 50);
        let points = Batches::whole(shape.inputs, Batch { inputs: &inputs, labels: &labels });

        let unit_mask = UnitMask::default().without(unit);
        let (mut masked, mut gradient) = (parameters.clone(), vec![f32::NAN; parameters.len()]);
        unit_mask.apply(&layout, &mut masked);
        // A network whose numbers of units are in the dispatch: 2, 6 and 8 less one.
        let (smaller, kept) = removed(unit, shape, &parameters);
        let mut expected = vec![f32::NAN; kept.len()];
        for (mut engine, mut other) in engines_under(shape, *loss).into_iter().zip(engines_under(&smaller, *loss)) {
            let value = engine.loss_and_gradient(&masked, &points, 0, &mut gradient);
            let expected_value = other.loss_and_gradient(&kept, &points, 0, &mut expected);
            prop_assert!((value - expected_value).abs() <= 1e-5 * expected_value.abs().max(1e-3));
            unit_mask.apply(&layout, &mut gradient);
            for index in layout.incoming(unit).chain([layout.bias_of(unit)]).chain(layout.outgoing(unit)) {
                prop_assert_eq!(gradient[index], 0.0);
            }
            let (_, got) = removed(unit, shape, &gradient);
            let most = expected.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
            for (got, expected) in got.iter().zip(&expected) {
                prop_assert!((got - expected).abs() <= (1e-5 * most).max(3e-7), "{got}, not {expected}");
            }
        }
        // What an update rule's memory would move is held where it was.
        let mut moved: Vec<f32> = parameters.iter().map(|number| number + 1.0).collect();
        unit_mask.hold(&layout, &parameters, &mut moved);
        let held = (0..moved.len()).filter(|index| moved[*index] == parameters[*index]);
        prop_assert_eq!(held.collect::<Vec<_>>(), layout.outgoing(unit).collect::<Vec<_>>());
    }
}
