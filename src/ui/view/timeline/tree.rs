//! The branches with a row beneath the shown one, and where each leaves another.

use std::cmp::Reverse;

use crate::session::{BranchSummary, Time};

#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub branch: &'a BranchSummary,
    pub from: u64,
    /// The row that it leaves; none for the shown branch.
    pub leaves: Option<usize>,
}

/// The shown branch, and at most `most` others below it, each beneath the row that it leaves last, those that leave it
/// latest first: so no corner lies under another branch's line. The shown branch's parent comes before others, and newer
/// branches before older ones.
pub fn rows(time: &Time, most: usize) -> Vec<Row<'_>> {
    let Some(shown) = time.shown() else { return vec![] };
    let mut others: Vec<_> = time.branches.iter().filter(|branch| branch.id != shown.id).collect();
    others.sort_by_key(|branch| (Some(branch.id) != shown.parent, Reverse(branch.id)));
    others.truncate(most);
    // Each joins those that are there where it leaves one of them latest: the epoch, and the row, the upper one if tied.
    let mut joined = vec![Row { branch: shown, from: 0, leaves: None }];
    let mut left: Vec<((u64, Reverse<usize>), &BranchSummary)> =
        others.into_iter().map(|branch| ((parting(time, branch, shown), Reverse(0)), branch)).collect();
    while let Some(place) = (0..left.len()).max_by_key(|place| (left[*place].0, Reverse(left[*place].1.id))) {
        let ((from, Reverse(row)), branch) = left.remove(place);
        for (best, other) in &mut left {
            *best = (*best).max((parting(time, other, branch), Reverse(joined.len())));
        }
        joined.push(Row { branch, from, leaves: Some(row) });
    }
    let mut rows = vec![];
    hang(&joined, 0, None, &mut rows);
    rows
}

/// Puts a branch and what leaves it in order.
fn hang<'a>(joined: &[Row<'a>], place: usize, leaves: Option<usize>, rows: &mut Vec<Row<'a>>) {
    let own = rows.len();
    rows.push(Row { leaves, ..joined[place] });
    let mut leaving: Vec<usize> = (0..joined.len()).filter(|other| joined[*other].leaves == Some(place)).collect();
    leaving.sort_by_key(|other| (Reverse(joined[*other].from), *other));
    for other in leaving {
        hang(joined, other, Some(own), rows);
    }
}

/// The epoch up to which two branches are the same.
fn parting(time: &Time, one: &BranchSummary, other: &BranchSummary) -> u64 {
    let (one, other) = (time.line(one.id), time.line(other.id));
    let shared = one.iter().zip(&other).take_while(|(one, other)| one.0.id == other.0.id);
    shared.last().map_or(0, |(one, other)| one.1.min(other.1))
}
