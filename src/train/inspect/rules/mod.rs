//! The rules of diagnosis: what is wrong when a network does not learn, in plain sentences, and what helps.
//!
//! One table: a rule has a name, thresholds above its function, and a sentence with the measured numbers; the fixes that it
//! offers stand at the sentence's end. What each rule claims, and how often it is right, is measured over runs of every
//! kind: `cargo bench --bench diagnosis`.

mod classes;
mod evidence;
mod fix;
mod gradients;
mod progress;
mod steps;
mod units;
mod usual;

pub use classes::FOUND;
use evidence::LARGE_LOSS;
pub use evidence::{Evidence, LEARNED};
pub use fix::Fix;
pub use gradients::{EXPLODING, VANISHING};
pub use progress::{OVERFIT, OVERFIT_LEAST, OVERFIT_WINDOW, STUCK};
pub use steps::{BLOWN_UP, JUMP, JUMP_WINDOW, JUMPS};
pub use units::{DEAD_SHARE, SATURATED_SHARE};

use classes::missed_class;
use gradients::{exploding_gradients, vanishing_gradients};
use progress::{no_more_progress, overfitting};
use steps::{divergence, too_large, too_small};
use units::{dead_units, saturation, symmetric_units};

/// The finding of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// The problem in a sentence, with its numbers.
    pub problem: String,
    /// What to try, the best first; empty if nothing is known to help.
    pub fixes: Vec<Fix>,
}

/// The problem in a sentence, and what may help.
type Problem = (String, Vec<Option<Fix>>);

/// A rule: the problem if there is one.
type Look = fn(&Evidence<'_>) -> Option<Problem>;

/// Which findings explain what a rule would say, so that it is silent.
#[derive(Clone, Copy, Debug)]
pub enum Unless {
    /// None.
    Never,
    /// Those of these rules, which stand before it.
    Found(&'static [&'static str]),
    /// Any.
    Any,
}

/// Every rule with its name, the one that explains most first, and when it is silent.
pub const RULES: [(&str, Look, Unless); 11] = [
    ("divergence", divergence, Unless::Never),
    ("symmetric units", symmetric_units, Unless::Never),
    ("dead units", dead_units, Unless::Never),
    ("exploding gradients", exploding_gradients, Unless::Found(&["dead units"])),
    ("learning rate too large", too_large, Unless::Found(&["exploding gradients"])),
    ("vanishing gradients", vanishing_gradients, Unless::Found(&["symmetric units", "dead units"])),
    ("saturation", saturation, Unless::Found(&["learning rate too large"])),
    // Larger steps do not help units that get no gradient.
    (
        "learning rate too small",
        too_small,
        Unless::Found(&["symmetric units", "dead units", "vanishing gradients", "saturation"]),
    ),
    ("overfitting", overfitting, Unless::Found(&["divergence"])),
    (
        "missed class",
        missed_class,
        // What is wrong with the whole network is wrong with each class.
        Unless::Found(&[
            "divergence",
            "symmetric units",
            "dead units",
            "exploding gradients",
            "learning rate too large",
            "vanishing gradients",
            "saturation",
            "learning rate too small",
        ]),
    ),
    ("no more progress", no_more_progress, Unless::Any),
];

/// The findings in the order of the table; none for a healthy run.
pub fn findings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = vec![];
    for (rule, look, unless) in RULES {
        let is_silent = match unless {
            Unless::Never => false,
            Unless::Found(rules) => found.iter().any(|finding| rules.contains(&finding.rule)),
            Unless::Any => !found.is_empty(),
        };
        if !is_silent {
            found.extend(look(evidence).map(|(problem, fixes)| {
                let mut fixes: Vec<Fix> = fixes.into_iter().flatten().collect();
                fixes.dedup();
                Finding { rule, problem, fixes }
            }));
        }
    }
    found
}
