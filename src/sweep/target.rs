//! Targets: a measure of a run and a limit for it, such as `test-loss<0.1`.

use std::fmt;
use std::str::FromStr;

use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr, VariantNames};

use super::scores::Scores;

/// A measure of a network on the train or the test points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Measure {
    /// Mean loss over the train points.
    TrainLoss,
    /// Mean loss over the test points.
    TestLoss,
    /// Share of the train points that get their class, 0 to 1.
    TrainAccuracy,
    /// Share of the test points that get their class, 0 to 1.
    TestAccuracy,
    /// R² on the train points, for values.
    TrainR2,
    /// R² on the test points, for values.
    TestR2,
}

impl Measure {
    /// The measure of these scores; none if such a run doesn't have it, or it is not finite.
    pub fn of(self, scores: &Scores) -> Option<f64> {
        match self {
            Self::TrainLoss => finite(scores.train_loss),
            Self::TestLoss => scores.test_loss.and_then(finite),
            Self::TrainAccuracy => scores.train_accuracy,
            Self::TestAccuracy => scores.test_accuracy,
            Self::TrainR2 => scores.train_r2,
            Self::TestR2 => scores.test_r2,
        }
    }

    /// Whether smaller is better.
    pub fn falls(self) -> bool {
        matches!(self, Self::TrainLoss | Self::TestLoss)
    }

    /// What is worse than all values: of a run that diverged, or lacks the measure.
    pub fn worst(self) -> f64 {
        if self.falls() { f64::INFINITY } else { f64::NEG_INFINITY }
    }

    /// Its column in a table of results.
    pub fn column(self) -> String {
        <&str>::from(self).replace('-', "_")
    }

    /// All of them, in the order of the columns.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

fn finite(loss: f32) -> Option<f64> {
    loss.is_finite().then_some(f64::from(loss))
}

/// How a measure is compared with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

/// The comparisons as they are written, the longer ones first.
const COMPARISONS: [(&str, Comparison); 4] =
    [("<=", Comparison::AtMost), (">=", Comparison::AtLeast), ("<", Comparison::Less), (">", Comparison::More)];

/// A target that a run can meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// What is measured.
    pub measure: Measure,
    comparison: Comparison,
    limit: f64,
}

impl Target {
    /// Whether scores meet it.
    ///
    /// A loss is compared as the number that it is written as: at most 9 digits of an f32.
    pub fn is_met(&self, scores: &Scores) -> bool {
        let Some(value) = self.measure.of(scores) else { return false };
        self.holds(value)
    }

    /// Whether a value of the measure meets it. A loss is an f32, and so is the limit then: 0.1 is the same number in
    /// both.
    pub fn holds(&self, value: f64) -> bool {
        let limit = if self.measure.falls() { f64::from(self.limit as f32) } else { self.limit };
        match self.comparison {
            Comparison::Less => value < limit,
            Comparison::AtMost => value <= limit,
            Comparison::More => value > limit,
            Comparison::AtLeast => value >= limit,
        }
    }
}

impl FromStr for Target {
    type Err = String;

    /// Reads `test-loss<0.1` or `test-accuracy>=95%`; the error says what is allowed.
    fn from_str(text: &str) -> Result<Self, String> {
        let allowed = || {
            let names = Measure::VARIANTS.join(", ");
            format!("a measure, <, <=, > or >=, and a number, as in test-loss<0.1; measures: {names}")
        };
        let found = COMPARISONS.iter().find_map(|(sign, comparison)| Some((text.split_once(sign)?, *comparison)));
        let ((measure, limit), comparison) = found.ok_or_else(allowed)?;
        let measure = measure.trim().parse().map_err(|_| allowed())?;
        let (digits, unit) = match limit.trim().strip_suffix('%') {
            Some(digits) => (digits.trim(), 100.0),
            None => (limit.trim(), 1.0),
        };
        let limit = digits.parse().ok().filter(|limit: &f64| limit.is_finite()).ok_or_else(allowed)?;
        Ok(Self { measure, comparison, limit: limit / unit })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = COMPARISONS.iter().find(|(_, comparison)| *comparison == self.comparison);
        let (sign, _) = sign.unwrap_or(&COMPARISONS[0]);
        write!(formatter, "{}{sign}{}", <&str>::from(self.measure), self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_and_written() {
        for (text, written) in [
            ("test-loss<0.1", "test-loss<0.1"),
            (" train-loss <= 1e-3", "train-loss<=0.001"),
            ("test-accuracy>=95%", "test-accuracy>=0.95"),
            ("train-r2>0.5", "train-r2>0.5"),
        ] {
            let target: Target = text.parse().unwrap();
            assert_eq!(target.to_string(), written);
            assert_eq!(written.parse(), Ok(target));
        }
        for text in ["", "test-loss", "test-loss<", "loss<1", "test-loss<nan", "test-loss=0.1", "<1"] {
            let refused = text.parse::<Target>().unwrap_err();
            assert!(refused.contains("test-loss<0.1"), "{refused}");
        }
    }

    #[test]
    fn the_limit_itself_counts_where_it_is_meant_to() {
        let holds = |text: &str, value: f64| text.parse::<Target>().unwrap().holds(value);
        let tenth = f64::from(0.1_f32);
        assert!(!holds("test-loss<0.1", tenth) && holds("test-loss<=0.1", tenth));
        assert!(!holds("test-accuracy>0.95", 0.95) && holds("test-accuracy>=95%", 0.95));
    }
}
