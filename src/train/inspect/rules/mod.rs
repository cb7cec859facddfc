//! The rules of diagnosis: what is wrong when a network does not learn, in plain sentences, and what helps.
//!
//! One table: a rule has a name, thresholds above its function, and a sentence with the measured numbers; the fixes that it
//! offers stand at the sentence's end. What each rule claims, and how often it is right, is measured over runs of every
//! kind: `cargo bench --bench diagnosis`.

mod evidence;
mod fix;
mod gradients;
mod progress;
mod steps;
mod units;

pub use evidence::{Evidence, LEARNED};
pub use fix::Fix;
pub use gradients::{EXPLODING, VANISHING};
pub use progress::{OVERFIT, OVERFIT_LEAST, OVERFIT_WINDOW, STUCK};
pub use steps::{BLOWN_UP, JUMP, JUMP_WINDOW, JUMPS};
pub use units::{DEAD_SHARE, SATURATED_SHARE};

use gradients::{exploding_gradients, vanishing_gradients};
use progress::{no_more_progress, overfitting};
use steps::{divergence, too_large, too_small};
use units::{dead_units, saturation, symmetric_units};

/// The finding of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// The problem, with its numbers, and what to try.
    pub sentence: String,
    /// What to try, the best first; empty if nothing is known to help.
    pub fixes: Vec<Fix>,
}

/// The problem in a sentence, and what may help.
type Problem = (String, Vec<Option<Fix>>);

/// A rule: the problem if there is one.
type Look = fn(&Evidence<'_>) -> Option<Problem>;

/// Every rule with its name, the one that explains most first; the last is asked only if no other holds.
pub const RULES: [(&str, Look); 10] = [
    ("divergence", divergence),
    ("learning rate too large", too_large),
    ("symmetric units", symmetric_units),
    ("dead units", dead_units),
    ("exploding gradients", exploding_gradients),
    ("vanishing gradients", vanishing_gradients),
    ("saturation", saturation),
    ("learning rate too small", too_small),
    ("overfitting", overfitting),
    ("no more progress", no_more_progress),
];

/// The findings in the order of the table; none for a healthy run.
pub fn findings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut found = vec![];
    for (index, (rule, look)) in RULES.into_iter().enumerate() {
        let is_last = index + 1 == RULES.len();
        if !is_last || found.is_empty() {
            found.extend(look(evidence).map(|problem| finding(rule, problem)));
        }
    }
    found
}

fn finding(rule: &'static str, (problem, fixes): Problem) -> Finding {
    let fixes: Vec<Fix> = fixes.into_iter().flatten().collect();
    let words: Vec<&str> = fixes.iter().map(|fix| fix.words.as_str()).collect();
    let sentence = match words.split_last() {
        None => problem,
        Some((only, [])) => format!("{problem} Try {only}."),
        Some((last, before)) => format!("{problem} Try {}, or {last}.", before.join(", ")),
    };
    Finding { rule, sentence, fixes }
}
