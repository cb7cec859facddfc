//! Predictions of many networks at the same places: the mean, and where they disagree.
//!
//! Predictions are added as whole numbers, so that the order of the runs doesn't count.

use crate::data::COORDINATES;
use crate::network::{Loss, Task};
use crate::train::Trainer;

/// Pixels of the plane each way.
pub const SIDE: usize = 48;
/// Pixels of the picture of a run each way.
pub const PICTURE: usize = SIDE / 2;
/// One, as it is added.
const ONE: f32 = (1 << 24) as f32;

/// Where networks are evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The middles of the pixels, as networks see them, row by row from the upper left: [`SIDE`] times [`SIDE`] of them.
    pub places: Vec<[f32; COORDINATES]>,
    /// The values at both ends of the colour scale, for networks that predict values.
    pub range: (f32, f32),
}

impl Plane {
    /// The predictions of a network at the pixels, and the picture of them. Numbers are from 0 to 1: the probability of label
    /// 1, the place on the scale, or the probability of each class, pixel by pixel.
    pub(super) fn predict(&self, trainer: &Trainer) -> (Vec<f32>, Vec<u8>) {
        let loss = trainer.preset().loss;
        let mut predictor = trainer.predictor();
        let mut numbers = predictor.predict_plane(&self.places);
        for number in &mut numbers {
            *number = self.placed(loss, *number);
        }
        let picture = picture(&numbers, predictor.outputs());
        (numbers, picture)
    }

    /// Where a prediction is between the ends of its scale, from 0 to 1.
    fn placed(&self, loss: Loss, number: f32) -> f32 {
        let (low, high) = match (loss, loss.task()) {
            (_, Task::Value) => self.range,
            // Scores from -1 to 1, or beyond.
            (Loss::Hinge | Loss::TanhSquaredError, _) => (-1.0, 1.0),
            _ => (0.0, 1.0),
        };
        // A number that is none, or infinite, is undecided.
        let place = (number - low) / (high - low);
        if place.is_nan() { 0.5 } else { place.clamp(0.0, 1.0) }
    }
}

/// A picture of predictions with so many numbers a pixel: the mean of four pixels each.
fn picture(numbers: &[f32], outputs: usize) -> Vec<u8> {
    let mean = |row: usize, column: usize, output: usize| {
        let at = |down: usize, right: usize| numbers[((2 * row + down) * SIDE + 2 * column + right) * outputs + output];
        (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4.0
    };
    let places = (0..PICTURE).flat_map(|row| (0..PICTURE).map(move |column| (row, column)));
    let pixel = |(row, column)| match outputs {
        1 => (mean(row, column, 0) * 255.0).round() as u8,
        _ => winner((0..outputs).map(|output| mean(row, column, output))) as u8,
    };
    places.map(pixel).collect()
}

/// The place of the largest number, the first of several.
fn winner(numbers: impl Iterator<Item = f32>) -> usize {
    let numbers = numbers.enumerate();
    numbers.fold((0, f32::NEG_INFINITY), |best, one| if one.1 > best.1 { one } else { best }).0
}

/// Predictions of networks, added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    /// Numbers of a prediction: one, or one for each class.
    outputs: usize,
    runs: u64,
    /// The sum of each number, in units of 2⁻²⁴.
    numbers: Vec<u64>,
    /// Of classes, how many networks predict each; of values, the sum of the squares in units of 2⁻²⁴.
    votes: Vec<u64>,
}

impl Sums {
    pub(super) fn add(&mut self, numbers: &[f32], is_value: bool) {
        let outputs = numbers.len() / (SIDE * SIDE);
        if self.runs == 0 {
            let votes = if is_value { 1 } else { outputs.max(2) };
            *self = Self { outputs, runs: 0, numbers: vec![0; numbers.len()], votes: vec![0; votes * SIDE * SIDE] };
        }
        self.runs += 1;
        for (sum, number) in self.numbers.iter_mut().zip(numbers) {
            *sum += (number * ONE) as u64;
        }
        if is_value {
            for (votes, number) in self.votes.iter_mut().zip(numbers) {
                *votes += (number * number * ONE) as u64;
            }
            return;
        }
        let classes = outputs.max(2);
        for (votes, numbers) in self.votes.chunks_exact_mut(classes).zip(numbers.chunks_exact(outputs)) {
            let class = if outputs == 1 { usize::from(numbers[0] >= 0.5) } else { winner(numbers.iter().copied()) };
            votes[class] += 1;
        }
    }

    /// The mean prediction: one number a pixel, or one for each class.
    pub(super) fn mean(&self) -> Vec<f32> {
        let whole = f64::from(ONE) * self.runs as f64;
        self.numbers.iter().map(|sum| (*sum as f64 / whole) as f32).collect()
    }

    /// How far networks disagree at each pixel, from 0 to 1: the share of those that predict another class than most do,
    /// or the standard deviation of the value, as a part of the largest possible.
    pub(super) fn disagreement(&self, is_value: bool) -> Vec<f32> {
        let runs = self.runs as f64;
        if is_value {
            let whole = f64::from(ONE) * runs;
            let spread = |(sum, square): (&u64, &u64)| {
                let mean = *sum as f64 / whole;
                let variance = (*square as f64 / whole - mean * mean).max(0.0);
                (2.0 * variance.sqrt()) as f32
            };
            return self.numbers.iter().zip(&self.votes).map(spread).collect();
        }
        let classes = self.outputs.max(2);
        let largest = 1.0 - 1.0 / classes as f64;
        let share = |votes: &[u64]| {
            let most = votes.iter().max().copied().unwrap_or(0);
            ((1.0 - most as f64 / runs) / largest) as f32
        };
        self.votes.chunks_exact(classes).map(share).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Predictions that are the same at every pixel.
    fn everywhere(numbers: &[f32]) -> Vec<f32> {
        numbers.repeat(SIDE * SIDE)
    }

    #[test]
    fn the_mean_is_of_all_and_disagreement_is_the_share_of_the_minority() {
        let mut sums = Sums::default();
        for probability in [0.25, 0.25, 0.75, 0.25] {
            sums.add(&everywhere(&[probability]), false);
        }
        assert!(sums.mean().iter().all(|mean| (mean - 0.375).abs() < 1e-6));
        // One of four; half would be all that there can be.
        assert!(sums.disagreement(false).iter().all(|share| (share - 0.5).abs() < 1e-6));
        let mut sums = Sums::default();
        sums.add(&everywhere(&[0.5, 0.25, 0.25]), false);
        sums.add(&everywhere(&[0.25, 0.5, 0.25]), false);
        assert!(
            sums.disagreement(false).iter().all(|share| (share - 0.75).abs() < 1e-6),
            "of three classes two thirds"
        );
        let mut sums = Sums::default();
        sums.add(&everywhere(&[0.0]), true);
        sums.add(&everywhere(&[1.0]), true);
        assert!(sums.disagreement(true).iter().all(|spread| (spread - 1.0).abs() < 1e-6));
    }

    #[test]
    fn a_picture_has_the_class_that_wins_or_the_place_on_the_scale() {
        assert!(picture(&everywhere(&[0.2]), 1).iter().all(|pixel| *pixel == 51));
        let classes = picture(&everywhere(&[0.1, 0.2, 0.7]), 3);
        assert_eq!(classes, vec![2; PICTURE * PICTURE]);
    }
}
