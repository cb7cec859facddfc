//! Binary cross-entropy on logits, over the whole range of logits.

use super::*;

/// The engine's loss of one point with this logit: a linear network that gives its bias.
fn engine_loss(engine: &mut dyn Engine, logit: f32, label: f32) -> (f32, f32) {
    let mut gradient = [f32::NAN; 3];
    let batch = Batch { inputs: &[0.0, 0.0], labels: &[label] };
    let loss = engine.loss_and_gradient(&[0.0, 0.0, logit], &Batches::whole(INPUTS, batch), 0, &mut gradient);
    (loss, gradient[2])
}

fn evaluated(logit: f32, label: f32) -> Evaluation {
    Loss::BinaryCrossEntropy.evaluate(&[logit], &[label])
}

#[test]
fn it_is_bceloss_after_a_sigmoid_wherever_that_is_finite() {
    for mut engine in engines(&network(&[], Activation::Relu)) {
        check_range(engine.as_mut());
    }
}

fn check_range(engine: &mut dyn Engine) {
    for tenth in -800..=800 {
        let logit = tenth as f32 / 10.0;
        for label in [0.0_f32, 1.0] {
            // The sigmoid loses 1 - p to rounding where p is nearly 1, so the smaller share is computed directly.
            let (x, y) = (f64::from(logit), f64::from(label));
            let (p, q) = (1.0 / (1.0 + (-x).exp()), 1.0 / (1.0 + x.exp()));
            let expected = if y == 1.0 { -p.ln() } else { -q.ln() };
            // Where even p rounds to 1, -ln p has no digits left; the same number is then ln(1 + e^-|x|).
            let expected = if expected < 1e-3 { reference::cross_entropy(x, y) } else { expected };
            let (loss, gradient) = engine_loss(engine, logit, label);
            // dfdx forms ln(1 + e^-|x|) in single precision, which has no digits below 6e-8.
            let off = (f64::from(loss) - expected).abs();
            assert!(off <= 1e-6 * expected + 1.2e-7, "logit {logit}, label {label}: {loss}, not {expected}");
            let off = (f64::from(gradient) - (p - y)).abs();
            assert!(off <= 1.2e-7, "logit {logit}, label {label}: gradient {gradient}, not {}", p - y);
            let evaluated = f64::from(evaluated(logit, label).loss);
            assert!(
                (evaluated - expected).abs() <= 1e-6 * expected,
                "logit {logit}, label {label}: evaluated {evaluated}"
            );
        }
    }
}

#[test]
fn it_stays_finite_for_every_finite_logit() {
    for mut engine in engines(&network(&[], Activation::Relu)) {
        check_limits(engine.as_mut());
    }
}

fn check_limits(engine: &mut dyn Engine) {
    for magnitude in [0.0, 1e-45, 88.0, 89.0, 104.0, 1e3, 1e30, f32::MAX] {
        for logit in [magnitude, -magnitude] {
            for label in [0.0, 1.0] {
                let wrong = if label == 1.0 { -logit } else { logit };
                let (loss, gradient) = engine_loss(engine, logit, label);
                let evaluated = evaluated(logit, label).loss;
                assert!(
                    (loss - evaluated).abs() <= 1.2e-7 + 1e-6 * evaluated,
                    "logit {logit}, label {label}: {loss}, {evaluated}"
                );
                assert!(loss.is_finite() && loss >= wrong.max(0.0), "logit {logit}, label {label}: {loss}");
                assert!((-1.0..=1.0).contains(&gradient), "logit {logit}, label {label}: gradient {gradient}");
            }
        }
    }
}

#[test]
fn a_logit_that_is_no_number_gives_a_loss_that_is_none_and_no_right_answer() {
    for label in [0.0, 1.0] {
        for mut engine in engines(&network(&[], Activation::Relu)) {
            assert!(engine_loss(engine.as_mut(), f32::NAN, label).0.is_nan());
            let inputs = Batches::whole(INPUTS, Batch { inputs: &[0.0, 0.0], labels: &[label] });
            let Evaluation { loss, score } = engine.evaluate(&[0.0, 0.0, f32::NAN], &inputs);
            assert!(loss.is_nan() && score == Score::Correct(0));
        }
        let Evaluation { loss, score } = evaluated(f32::NAN, label);
        assert!(loss.is_nan() && score == Score::Correct(0));
    }
    assert_eq!(evaluated(f32::NEG_INFINITY, 1.0).loss, f32::INFINITY);
}

#[test]
fn evaluating_agrees_with_training_and_counts_right_answers_from_one_half_on() {
    for seed in 0..20 {
        let shape = network(&[8, 3], Activation::Gelu);
        let parameters: Vec<f32> = numbers(seed, Layout::new(&shape).len(), 3.0);
        let (inputs, labels) = points(seed, 90);
        let batch = Batch { inputs: &inputs, labels: &labels };
        let mut all = engines(&shape);
        let mut logits = vec![0.0; labels.len()];
        let points = Batches::whole(INPUTS, batch);
        for engine in &mut all {
            let evaluated = engine.evaluate(&parameters, &points);
            engine.outputs(&parameters, &points, &mut logits);
            let trained = engine.loss_and_gradient(&parameters, &points, 0, &mut vec![0.0; parameters.len()]);
            assert_eq!(evaluated.loss.to_bits(), trained.to_bits(), "seed {seed}");
            assert_eq!(evaluated.score, Loss::BinaryCrossEntropy.evaluate(&logits, &labels).score, "seed {seed}");
        }
        let engine = &mut all[0];
        engine.outputs(&parameters, &Batches::unlabelled(INPUTS, &inputs), &mut logits);
        let trained =
            engine.loss_and_gradient(&parameters, &Batches::whole(INPUTS, batch), 0, &mut vec![0.0; parameters.len()]);
        let evaluated = Loss::BinaryCrossEntropy.evaluate(&logits, batch.labels);
        assert!((evaluated.loss / trained - 1.0).abs() <= 1e-6, "seed {seed}: {} and {trained}", evaluated.loss);
        let mut probabilities = logits.clone();
        Loss::BinaryCrossEntropy.predict(&mut probabilities, 1);
        let right =
            probabilities.iter().zip(&labels).filter(|(probability, label)| (**probability >= 0.5) == (**label == 1.0));
        assert_eq!(evaluated.score, Score::Correct(right.count()));
    }
    assert_eq!(
        [evaluated(0.0, 1.0), evaluated(0.0, 0.0)].map(|evaluated| evaluated.score),
        [Score::Correct(1), Score::Correct(0)]
    );
}
