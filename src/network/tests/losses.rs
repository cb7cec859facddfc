//! Every loss point by point: gradients where they have kinks, limits, scores, and predictions.

use strum::IntoEnumIterator;

use super::*;

/// The loss and the gradient that an engine gives for one point with this output: a linear network that gives its bias.
fn at(engine: &mut dyn Engine, output: f32, label: f32) -> (f32, f32) {
    let mut gradient = [f32::NAN; 3];
    let points = Batches::whole(INPUTS, Batch { inputs: &[0.0, 0.0], labels: &[label] });
    let loss = engine.loss_and_gradient(&[0.0, 0.0, output], &points, 0, &mut gradient);
    (loss, gradient[2])
}

/// The loss and the gradients by the logits for one point: a linear network that gives its biases.
fn softmax_at(engine: &mut dyn Engine, logits: &[f32], label: f32) -> (f32, Vec<f32>) {
    let classes = logits.len();
    let parameters = [&vec![0.0; INPUTS * classes], logits].concat();
    let mut gradient = vec![f32::NAN; parameters.len()];
    let points = Batches::whole(INPUTS, Batch { inputs: &[0.0, 0.0], labels: &[label] });
    let loss = engine.loss_and_gradient(&parameters, &points, 0, &mut gradient);
    (loss, gradient.split_off(INPUTS * classes))
}

fn engines_of(loss: Loss) -> Vec<Box<dyn Engine>> {
    engines_under(&network(&[], Activation::Linear), loss)
}

#[test]
fn losses_of_one_output_have_their_values_and_gradients() {
    // Loss, output, label, value, gradient; gradients at kinks are those of PyTorch's relu, sign and Huber's definition.
    let table = [
        (Loss::Hinge, 0.25, 1.0, 0.75, -1.0),
        (Loss::Hinge, 0.25, 0.0, 1.25, 1.0),
        (Loss::Hinge, 1.0, 1.0, 0.0, 0.0),
        (Loss::Hinge, -3.0, 0.0, 0.0, 0.0),
        (Loss::TanhSquaredError, 0.0, 1.0, 0.5, -1.0),
        (Loss::TanhSquaredError, 0.0, 0.0, 0.5, 1.0),
        (Loss::TanhSquaredError, 20.0, 0.0, 2.0, 0.0),
        (Loss::SigmoidSquaredError, 0.0, 1.0, 0.25, -0.25),
        (Loss::SigmoidSquaredError, 0.0, 0.0, 0.25, 0.25),
        (Loss::SigmoidSquaredError, 50.0, 0.0, 1.0, 0.0),
        (Loss::SigmoidSquaredError, -50.0, 0.0, 0.0, 0.0),
        (Loss::MeanSquaredError, 2.0, -1.0, 9.0, 6.0),
        (Loss::MeanSquaredError, 2.0, 2.0, 0.0, 0.0),
        (Loss::MeanAbsoluteError, 2.0, -1.0, 3.0, 1.0),
        (Loss::MeanAbsoluteError, -2.0, -1.0, 1.0, -1.0),
        (Loss::MeanAbsoluteError, 2.0, 2.0, 0.0, 0.0),
        (Loss::Huber, 0.5, 0.0, 0.125, 0.5),
        (Loss::Huber, 1.0, 2.0, 0.5, -1.0),
        (Loss::Huber, 3.0, 0.5, 2.0, 1.0),
    ];
    for (loss, output, label, value, gradient) in table {
        for mut engine in engines_of(loss) {
            let got = at(engine.as_mut(), output, label);
            let close = (got.0 - value).abs() < 1e-6 && (got.1 - gradient).abs() < 1e-6;
            assert!(close, "{}, {output}, {label}: {got:?}, not {value} and {gradient}", loss.name());
        }
        assert!((loss.evaluate(&[output], &[label]).loss - value).abs() < 1e-6);
    }
}

#[test]
fn softmax_cross_entropy_stays_finite_and_exact_for_large_and_nearly_certain_logits() {
    for logits in [
        vec![0.0; 2],
        vec![0.0; 8],
        vec![3.0, -2.0, 0.5],
        vec![20.0, 0.0, 0.0, 0.0],
        vec![-1e30, 1e30],
        vec![1e4, 1e4, -1e4, 0.0, 1.0],
        vec![-80.0, -81.0, -90.0, -80.5, -85.0, -200.0, -80.0],
    ] {
        let shape = shape(INPUTS, &[], logits.len(), Activation::Linear);
        for mut engine in engines_under(&shape, Loss::SoftmaxCrossEntropy) {
            for label in 0..logits.len() {
                let (loss, gradients) = softmax_at(engine.as_mut(), &logits, label as f32);
                let exact: Vec<f64> = logits.iter().map(|logit| f64::from(*logit)).collect();
                let most = exact.iter().copied().fold(f64::MIN, f64::max);
                let sum: f64 = exact.iter().map(|logit| (logit - most).exp()).sum();
                let rest = sum - 1.0;
                let expected = most - exact[label] + rest.ln_1p();
                let off = (f64::from(loss) - expected).abs();
                assert!(off <= 1e-6 * expected + 1e-37, "{logits:?}, {label}: {loss:e}, not {expected:e}");
                for (class, gradient) in gradients.iter().enumerate() {
                    let expected = (exact[class] - most).exp() / sum - f64::from(u8::from(class == label));
                    assert!(
                        (f64::from(*gradient) - expected).abs() <= 2e-7,
                        "{logits:?}, {label}, {class}: {gradient}"
                    );
                }
            }
        }
    }
}

#[test]
fn outputs_that_are_no_numbers_give_a_loss_that_is_none_and_no_right_answer() {
    for loss in Loss::iter().filter(|loss| loss.task() != Task::Classes) {
        for mut engine in engines_of(loss) {
            assert!(at(engine.as_mut(), f32::NAN, 1.0).0.is_nan(), "{}", loss.name());
        }
        assert!(loss.evaluate(&[f32::NAN], &[1.0]).loss.is_nan());
    }
    let shape = shape(INPUTS, &[], 3, Activation::Linear);
    for place in 0..3 {
        let mut logits = vec![0.0, 1.0, 2.0];
        logits[place] = f32::NAN;
        for mut engine in engines_under(&shape, Loss::SoftmaxCrossEntropy) {
            for label in 0..3 {
                assert!(softmax_at(engine.as_mut(), &logits, label as f32).0.is_nan());
                let points = Batches::whole(INPUTS, Batch { inputs: &[0.0, 0.0], labels: &[label as f32] });
                let parameters = [&[0.0; 6], logits.as_slice()].concat();
                assert_eq!(engine.evaluate(&parameters, &points).score, Score::Correct(0));
            }
        }
        assert_eq!(Loss::SoftmaxCrossEntropy.class(&logits), None);
    }
}

#[test]
fn the_largest_output_wins_and_the_first_of_equals() {
    let class = |outputs: &[f32]| Loss::SoftmaxCrossEntropy.class(outputs);
    assert_eq!([class(&[0.0, 2.0, 1.0]), class(&[1.0, 1.0]), class(&[-5.0, -4.0, -4.0])], [Some(1), Some(0), Some(1)]);
    assert_eq!([Loss::Hinge.class(&[0.0]), Loss::Hinge.class(&[-0.1])], [Some(1), Some(0)]);
    assert_eq!(Loss::Huber.class(&[3.0]), None);
    let (outputs, labels) = ([0.0, 1.0, 2.0, 0.0, 0.0, 0.0, f32::NAN, 0.0], [1.0, 0.0, 1.0, 1.0]);
    assert_eq!(Loss::SoftmaxCrossEntropy.evaluate(&outputs, &labels).score, Score::Correct(2));
    assert_eq!(Threshold::default().confusion(Loss::SoftmaxCrossEntropy, &outputs, &labels, 2), [1, 0, 1, 1]);
}

#[test]
fn determination_is_one_for_perfect_and_zero_for_constant_answers() {
    let score = |outputs: &[f32], labels: &[f32]| Loss::MeanAbsoluteError.evaluate(outputs, labels).score;
    let labels = [1.0, 2.0, 6.0];
    assert_eq!(score(&labels, &labels), Score::Determination(1.0));
    assert_eq!(score(&[3.0; 3], &labels), Score::Determination(0.0));
    assert_eq!(score(&[0.0, 2.0, 6.0], &labels), Score::Determination(1.0 - 1.0 / 14.0));
    assert_eq!(score(&[2.0; 2], &[2.0; 2]), Score::Determination(1.0), "labels that are all the same");
    assert_eq!(score(&[2.0, 2.5], &[2.0; 2]), Score::Determination(0.0));
}

#[test]
fn what_is_told_of_outputs_are_probabilities_or_values() {
    let predicted = |loss: Loss, outputs: &[f32], width: usize| {
        let mut numbers = outputs.to_vec();
        loss.predict(&mut numbers, width);
        numbers
    };
    assert_eq!(predicted(Loss::BinaryCrossEntropy, &[0.0, f32::INFINITY], 1), [0.5, 1.0]);
    assert_eq!(predicted(Loss::TanhSquaredError, &[0.0, -50.0], 1), [0.0, -1.0]);
    for loss in [Loss::Hinge, Loss::MeanSquaredError, Loss::MeanAbsoluteError, Loss::Huber] {
        assert_eq!(predicted(loss, &[0.25, -7.0], 1), [0.25, -7.0]);
    }
    let rows = predicted(Loss::SoftmaxCrossEntropy, &[0.0, 0.0, 1000.0, -1000.0, 1.0, 3.0], 2);
    assert_eq!(rows[..2], [0.5, 0.5]);
    assert!(rows[2] == 1.0 && rows[3] < 1e-37);
    assert!((rows[5] - 1.0 / (1.0 + (-2.0_f32).exp())).abs() < 1e-6 && (rows[4] + rows[5] - 1.0).abs() < 1e-6);
}
