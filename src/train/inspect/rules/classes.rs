//! Classes that a network does not find.

use super::{Evidence, Problem};
use crate::train::inspect::describe::percent;

/// Part of an even share of the points up to which a class is rare.
const RARE: f64 = 0.5;
/// Fewest points of a class that say something of it.
const FEWEST: usize = 4;
/// Part of a class's points that has to be found.
pub const FOUND: f64 = 0.5;
/// Fewest epochs after which a class can be said to be missed.
const LEAST_EPOCHS: u64 = 50;

/// A class with few points is hardly found: the others outweigh it in the mean loss.
pub(super) fn missed_class(evidence: &Evidence<'_>) -> Option<Problem> {
    let classes = evidence.confusion.len().isqrt();
    let rows = evidence.confusion.chunks_exact(classes).enumerate();
    let counts: Vec<(usize, usize)> = rows.map(|(class, row)| (row[class], row.iter().sum())).collect();
    let total: usize = evidence.confusion.iter().sum();
    let even = total as f64 / classes as f64;
    let share = |(right, all): (usize, usize)| right as f64 / all as f64;
    let is_missed = |(_, counts): &(usize, (usize, usize))| {
        counts.1 >= FEWEST && counts.1 as f64 <= RARE * even && share(*counts) < FOUND
    };
    let missed = counts.iter().copied().enumerate().filter(is_missed);
    let (class, (right, all)) = missed.reduce(|most, next| if share(next.1) < share(most.1) { next } else { most })?;
    if !evidence.preset.class_weights.is_empty() || evidence.record.epoch - evidence.edited < LEAST_EPOCHS {
        return None;
    }
    let most = counts.iter().map(|(_, all)| *all).max()?;
    let weights: Vec<f64> = counts.iter().map(|(_, all)| (most as f64 / *all as f64 * 10.0).round() / 10.0).collect();
    let fix = evidence.usual().rate().class_weights(weights).fix();
    let which = if evidence.points == evidence.train { "train points" } else { "train points looked at" };
    let problem = format!(
        "{} of {all} {which} of class {class} are missed: with {} of the points the class counts little in the loss.",
        all - right,
        percent(all as f64 / total as f64),
    );
    Some((problem, vec![fix]))
}
