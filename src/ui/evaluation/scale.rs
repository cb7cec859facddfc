//! Where numbers stand between the ends of a colour scale.

use crate::data::Dataset;
use crate::network::Loss;

/// The largest magnitude, if it is above 0, else 1.
pub fn largest<'a>(numbers: impl IntoIterator<Item = &'a f32>) -> f32 {
    let sizes = numbers.into_iter().map(|number| number.abs()).filter(|size| size.is_finite());
    let largest = sizes.fold(0.0, f32::max);
    if largest > 0.0 { largest } else { 1.0 }
}

/// Writes the places of values from 0 to 1 where the largest magnitude among them is at the ends, and gives that.
pub fn spread_evenly(values: &[f32], places: &mut Vec<f32>) -> f32 {
    let limit = largest(values);
    values.clone_into(places);
    spread(places, limit);
    limit
}

/// Replaces predictions by their places from 0 to 1, as a plane shows them.
pub fn spread_predictions(loss: Loss, limit: Option<f32>, predictions: &mut [f32]) {
    match loss {
        Loss::BinaryCrossEntropy | Loss::SigmoidSquaredError | Loss::SoftmaxCrossEntropy => {}
        // Predictions from -1 to 1, or beyond.
        Loss::Hinge | Loss::TanhSquaredError => spread(predictions, 1.0),
        _ => spread(predictions, limit.unwrap_or(1.0)),
    }
}

/// Replaces values from -limit to limit by their places from 0 to 1.
fn spread(values: &mut [f32], limit: f32) {
    for value in values {
        *value = place(*value, limit);
    }
}

/// Where a value is between -limit and limit, from 0 to 1; what lies beyond is at the ends.
pub fn place(value: f32, limit: f32) -> f32 {
    (value / limit / 2.0 + 0.5).clamp(0.0, 1.0)
}

/// The largest magnitude among the labels, rounded up to two digits.
pub fn limit_of(dataset: &Dataset) -> f32 {
    let labels = dataset.train.labels.iter().chain(&dataset.test.labels);
    let largest = labels.map(|label| f64::from(label.abs())).filter(|label| label.is_finite()).fold(0.0, f64::max);
    if largest <= 0.0 {
        return 1.0;
    }
    // Single precision may have put it a little above two digits.
    let largest = largest * (1.0 - 1e-6);
    let power = 1 - largest.log10().floor() as i32;
    let unit = 10_f64.powi(power.abs());
    let rounded = if power >= 0 { (largest * unit).ceil() / unit } else { (largest / unit).ceil() * unit };
    rounded as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_values_is_the_largest_label_rounded_up() {
        for (label, limit) in [(1.187, 1.2), (-0.05, 0.05), (1234.0, 1300.0), (0.0, 1.0), (9.91, 10.0), (3e-7, 3e-7)] {
            let mut dataset = Dataset::default();
            dataset.train.push([0.0, 0.0], label);
            dataset.train.push([0.0, 0.0], 0.0);
            let found = limit_of(&dataset);
            assert!((found / limit - 1.0_f32).abs() < 1e-6, "{label}: {found}");
        }
    }

    #[test]
    fn values_are_placed_between_the_limits() {
        assert_eq!([-3.0, -2.0, 0.0, 1.0, 2.0, 3.0].map(|value| place(value, 2.0)), [0.0, 0.0, 0.5, 0.75, 1.0, 1.0]);
        assert!(place(f32::NAN, 2.0).is_nan());
    }
}
