//! Targets and their measures in words.

use crate::sweep::{Measure, Target};
use crate::ui::format::{brief, significant};

/// A target as people write it: `test accuracy ≥ 95 %`.
pub fn target_words(target: Target) -> String {
    let text = target.to_string();
    let sign = match () {
        () if text.contains(">=") => "≥",
        () if text.contains("<=") => "≤",
        () if text.contains('>') => ">",
        () => "<",
    };
    let limit = match target.measure {
        Measure::TrainLoss | Measure::TestLoss => significant(limit(target)),
        _ => value(target.measure, limit(target)),
    };
    format!("{} {sign} {limit}", measure_name(target.measure))
}

/// The number that a target compares with.
pub fn limit(target: Target) -> f64 {
    let text = target.to_string();
    // What a target writes ends in a number.
    text.rsplit(['<', '>', '=']).next().and_then(|number| number.parse().ok()).unwrap_or(0.0)
}

/// The name of a measure: `test accuracy`.
pub fn measure_name(measure: Measure) -> String {
    measure.column().replace("r2", "R²").replace('_', " ")
}

/// A value of a measure: `95 %`, `0.0713`.
pub fn value(measure: Measure, value: f64) -> String {
    match measure {
        Measure::TrainAccuracy | Measure::TestAccuracy => format!("{} %", significant(100.0 * value)),
        Measure::TrainLoss | Measure::TestLoss => brief(value as f32),
        Measure::TrainR2 | Measure::TestR2 => significant(value),
    }
}

/// What counts as success unless a person says otherwise.
pub fn usual_target(measure: Measure) -> Target {
    let usual = match measure {
        Measure::TrainAccuracy => "train-accuracy>=95%",
        Measure::TestAccuracy => "test-accuracy>=95%",
        Measure::TrainR2 => "train-r2>=0.9",
        Measure::TestR2 => "test-r2>=0.9",
        Measure::TrainLoss => "train-loss<0.1",
        Measure::TestLoss => "test-loss<0.1",
    };
    // A test reads all of them.
    usual.parse().expect("the usual targets can be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_has_a_usual_target() {
        assert!(Measure::all().all(|measure| usual_target(measure).measure == measure));
    }

    #[test]
    fn targets_are_written_as_people_write_them() {
        let words = |target: &str| target_words(target.parse().unwrap());
        assert_eq!(words("test-accuracy>=95%"), "test accuracy ≥ 95 %");
        assert_eq!(words("train-loss<0.1"), "train loss < 0.1");
        assert_eq!(words("test-r2>0.9"), "test R² > 0.9");
        assert_eq!(limit("test-loss<1e-3".parse().unwrap()), 0.001);
    }
}
