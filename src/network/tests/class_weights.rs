//! Class weights: against differences of the weighted mean, engine against engine, and where they change nothing.

use strum::IntoEnumIterator;

use super::engines::points_for;
use super::*;

/// How far a gradient may be off, relative to its largest number; as for those without weights.
const TOLERANCE: f64 = 1e-5;
/// Half the distance over which differences are taken.
const STEP: f64 = 1e-5;

/// Losses of classes, each with two networks: one of typed layers, one with a layer of 33 units.
fn networks() -> Vec<(Shape, Loss, Vec<f64>)> {
    let losses = Loss::iter().filter(|loss| loss.task() != Task::Value);
    let all = losses.flat_map(|loss| {
        let classes = if loss.task() == Task::Classes { 4 } else { 2 };
        let weights: Vec<f64> = [1.0, 4.5, 0.25, 19.0][..classes].to_vec();
        [vec![5], vec![33, 4]].map(|hidden| {
            let shape = shape(3, &hidden, loss.outputs(classes), Activation::Tanh);
            (shape, loss, weights.clone())
        })
    });
    all.collect()
}

fn weighted(shape: &Shape, loss: Loss, weights: &[f64], batch: Batch<'_>) -> Batches {
    Batches::weighted(shape.inputs, batch, loss.class_weights(weights))
}

/// The weighted mean, plainly and in double precision.
fn reference_loss(shape: &Shape, loss: Loss, weights: &[f64], parameters: &[f64], batch: Batch<'_>) -> f64 {
    let outputs = reference::evaluate(shape, loss, parameters, batch.inputs, batch.labels).outputs;
    let of = |label: &f32| weights[*label as usize];
    let rows = outputs.chunks(shape.outputs).zip(batch.labels);
    let sum: f64 = rows.map(|(row, label)| of(label) * reference::value(loss, row, f64::from(*label))).sum();
    match loss.task() {
        Task::Classes => sum / batch.labels.iter().map(of).sum::<f64>(),
        Task::Binary | Task::Value => sum / batch.labels.len() as f64,
    }
}

#[test]
fn gradients_are_those_of_central_differences_of_the_weighted_mean() {
    for (seed, (shape, loss, weights)) in (1..).zip(networks()) {
        // 21 points: the second block is not full.
        let (inputs, labels) = points_for(&shape, loss, seed, 21);
        let batch = Batch { inputs: &inputs, labels: &labels };
        let points = weighted(&shape, loss, &weights, batch);
        let parameters = initial(&shape, seed);
        for mut engine in engines_under(&shape, loss).into_iter().chain(untyped_under(&shape, loss)) {
            let mut gradient = vec![f32::NAN; parameters.len()];
            let value = f64::from(engine.loss_and_gradient(&parameters, &points, 0, &mut gradient));
            let mut exact: Vec<f64> = parameters.iter().map(|parameter| f64::from(*parameter)).collect();
            let expected = reference_loss(&shape, loss, &weights, &exact, batch);
            assert!((value - expected).abs() <= TOLERANCE * expected, "{loss:?}: {value}, {expected}");
            let evaluated = f64::from(engine.evaluate(&parameters, &points).loss);
            assert!((evaluated - expected).abs() <= TOLERANCE * expected, "{loss:?}: {evaluated}, {expected}");
            let largest = gradient.iter().fold(0.0, |most: f32, number| most.max(number.abs()));
            for index in 0..parameters.len() {
                let here = exact[index];
                let [above, below] = [STEP, -STEP].map(|offset| {
                    exact[index] = here + offset;
                    reference_loss(&shape, loss, &weights, &exact, batch)
                });
                exact[index] = here;
                let off = (f64::from(gradient[index]) - (above - below) / (2.0 * STEP)).abs();
                assert!(off <= TOLERANCE * f64::from(largest), "{loss:?} {shape:?} [{index}]: off by {off}");
            }
        }
    }
}

#[test]
fn every_set_of_instructions_and_untyped_layers_give_the_same_bits() {
    for (seed, (shape, loss, weights)) in (1..).zip(networks()) {
        let (inputs, labels) = points_for(&shape, loss, seed, 130);
        let points = weighted(&shape, loss, &weights, Batch { inputs: &inputs, labels: &labels });
        let parameters = initial(&shape, seed);
        let all = fused_under(&shape, loss).into_iter().chain(untyped_under(&shape, loss)).map(|mut engine| {
            let mut gradient = vec![f32::NAN; parameters.len()];
            let value = engine.loss_and_gradient(&parameters, &points, 0, &mut gradient);
            (value.to_bits(), engine.evaluate(&parameters, &points).loss.to_bits(), bits(&gradient))
        });
        let all: Vec<_> = all.collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{loss:?} {shape:?}");
        assert_eq!(all[0].0, all[0].1, "a step's loss is the evaluated one");
    }
}

#[test]
fn each_batch_has_its_own_mean() {
    for (seed, (shape, loss, weights)) in (1..).zip(networks()) {
        let (inputs, labels) = points_for(&shape, loss, seed, 50);
        let all = Batch { inputs: &inputs, labels: &labels };
        let mut batches = Batches::new(shape.inputs).with_class_weights(loss.class_weights(&weights));
        batches.gather(all, 0..50, 18);
        let parameters = initial(&shape, seed);
        for mut engine in engines_under(&shape, loss) {
            for batch in 0..batches.count() {
                let points = 18 * batch..50.min(18 * (batch + 1));
                let rows = &inputs[points.start * shape.inputs..points.end * shape.inputs];
                let own = weighted(&shape, loss, &weights, Batch { inputs: rows, labels: &labels[points] });
                let (mut got, mut expected) = (vec![f32::NAN; parameters.len()], vec![f32::NAN; parameters.len()]);
                let loss = engine.loss_and_gradient(&parameters, &batches, batch, &mut got);
                assert_eq!(loss, engine.loss_and_gradient(&parameters, &own, 0, &mut expected));
                assert_eq!(bits(&got), bits(&expected));
                assert_eq!(loss, engine.loss_and_gradient(&parameters, &batches.alone(batch), 0, &mut got));
            }
        }
    }
}

#[test]
fn equal_weights_scale_the_mean_of_binary_losses_and_leave_that_of_classes() {
    for (seed, (shape, loss, weights)) in (1..).zip(networks()) {
        let (inputs, labels) = points_for(&shape, loss, seed, 40);
        let batch = Batch { inputs: &inputs, labels: &labels };
        let equal = weighted(&shape, loss, &vec![2.0; weights.len()], batch);
        let plain = Batches::whole(shape.inputs, batch);
        let factor = if loss.task() == Task::Classes { 1.0 } else { 2.0 };
        let parameters = initial(&shape, seed);
        for mut engine in engines_under(&shape, loss) {
            let [with, without] = [&equal, &plain].map(|points| engine.evaluate(&parameters, points));
            assert!((with.loss - factor * without.loss).abs() < 1e-5 * with.loss, "{loss:?}: {with:?}, {without:?}");
            assert_eq!(with.score, without.score, "accuracy is without weights");
        }
    }
}
