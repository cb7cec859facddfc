//! How the numbers of a table became those that a network sees, and back.
//!
//! Owns the arithmetic. Splits make a scale of their train points, checkpoints keep it, and whoever asks a network about
//! numbers as people write them takes it from the [`Dataset`](super::Dataset).

use serde::{Deserialize, Serialize};

/// The mean and the standard deviation of some numbers: a number less the mean, over the deviation, is standardized.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, above 0.
    pub std: f64,
}

impl Moments {
    /// The moments that leave numbers unchanged.
    pub const NONE: Self = Self { mean: 0.0, std: 1.0 };
    /// The moments of a text that no train point has: what the network has never seen is as good as absent.
    pub const UNSEEN: Self = Self { mean: 0.0, std: f32::MAX as f64 };

    /// The moments of some numbers, with the deviation of all of them, not of a sample (`StandardScaler` in
    /// scikit-learn; `std` in `NumPy`). Numbers that are all alike have a deviation of 1, so that they become 0.
    pub fn of(numbers: impl Iterator<Item = f32> + Clone) -> Self {
        let numbers = numbers.map(f64::from);
        let count = numbers.clone().count() as f64;
        let first = numbers.clone().next().unwrap_or(0.0);
        // Asked of the numbers themselves: the sum of equal ones may be rounded, and the deviation not quite 0.
        if numbers.clone().all(|number| number == first) {
            return Self { mean: first, std: 1.0 };
        }
        let mean = numbers.clone().sum::<f64>() / count;
        let variance = numbers.map(|number| (number - mean) * (number - mean)).sum::<f64>() / count;
        Self { mean, std: variance.sqrt() }
    }

    /// A number as the network sees it.
    pub fn standardized(self, number: f32) -> f32 {
        if self == Self::NONE {
            return number;
        }
        // A number of another split may lie beyond the range of single precision.
        let most = f64::from(f32::MAX);
        ((f64::from(number) - self.mean) / self.std).clamp(-most, most) as f32
    }

    /// A number in the unit that it came in.
    pub fn restored(self, number: f32) -> f32 {
        if self == Self::NONE { number } else { (f64::from(number) * self.std + self.mean) as f32 }
    }

    /// Whether these can be the moments of finite numbers of single precision.
    pub fn are_sound(self) -> bool {
        let most = f64::from(f32::MAX);
        self.mean.abs() <= most && self.std > 0.0 && self.std <= most
    }
}

/// The moments of every column and of the values. Without columns, numbers are as they came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Of each column, x and y first.
    pub columns: Vec<Moments>,
    /// Of the labels, where they are values.
    pub label: Moments,
    /// What stands for a missing number in each column; empty if rows with one are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fills: Vec<f32>,
}

impl Default for Scale {
    fn default() -> Self {
        Self { columns: Vec::new(), label: Moments::NONE, fills: Vec::new() }
    }
}

impl Scale {
    /// The moments of a column, counted from 0.
    pub fn column(&self, column: usize) -> Moments {
        self.columns.get(column).copied().unwrap_or(Moments::NONE)
    }

    /// A number as the network sees it, or what stands for it if it is missing.
    pub fn standardized(&self, column: usize, number: f32) -> f32 {
        self.column(column).standardized(self.filled(column, number))
    }

    /// A number, or what stands for it if it is missing; NaN if nothing does.
    pub fn filled(&self, column: usize, number: f32) -> f32 {
        if number.is_nan() { self.fills.get(column).copied().unwrap_or(number) } else { number }
    }

    /// Checks that this is a scale of this number of columns.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn check(&self, columns: usize) -> Result<(), String> {
        if self.columns.len() != columns {
            return Err(format!("is of {} columns, not {columns}", self.columns.len()));
        }
        if ![0, columns].contains(&self.fills.len()) || self.fills.iter().any(|number| !number.is_finite()) {
            return Err(format!("has no {columns} finite numbers for those that are missing"));
        }
        match self.columns.iter().chain([&self.label]).find(|moments| !moments.are_sound()) {
            Some(Moments { mean, std }) => Err(format!("has a mean of {mean} with a standard deviation of {std}")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_all_alike_become_zero() {
        let moments = Moments::of([0.1_f32; 7].into_iter());
        assert_eq!((moments.std, moments.standardized(0.1)), (1.0, 0.0));
        assert_eq!(moments.restored(0.0), 0.1);
        assert_eq!(Moments::of([f32::MAX, -f32::MAX].into_iter()).standardized(f32::MAX), 1.0);
        assert_eq!(Moments { mean: 0.0, std: 1e-45 }.standardized(-1e30), -f32::MAX);
    }

    #[test]
    fn what_is_no_scale_is_refused() {
        let scale = |mean, std| Scale { columns: vec![Moments { mean, std }; 2], ..Scale::default() };
        assert_eq!(scale(-3.0, 1e-9).check(2), Ok(()));
        assert_eq!(scale(0.0, 1.0).check(3).unwrap_err(), "is of 2 columns, not 3");
        for (mean, std) in
            [(f64::NAN, 1.0), (0.0, 0.0), (0.0, -1.0), (0.0, f64::NAN), (1e39, 1.0), (0.0, f64::INFINITY)]
        {
            assert!(scale(mean, std).check(2).unwrap_err().contains("standard deviation"), "{mean} {std}");
        }
    }
}
