//! Which branches have a row beneath the shown one, and where each leaves another.

use std::cmp::Reverse;

use crate::session::Time;

/// A branch with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its place among the lanes.
    pub branch: usize,
    /// The epoch at which it leaves another.
    pub from: u64,
    /// The row that it leaves; none for the shown branch.
    pub leaves: Option<usize>,
}

/// The shown branch, and at most `most` others below it, each beneath the row that it leaves last, those first that leave
/// it latest: so no corner lies under another branch's line. The shown branch's parent comes before others, and what was
/// made later before what is older.
pub(super) fn rows(time: &Time, most: usize) -> Vec<Row> {
    let shown = time.branch;
    let parent = time.lane().and_then(|lane| lane.parent);
    let mut others: Vec<usize> = (0..time.lanes.len()).filter(|branch| *branch != shown).collect();
    others.sort_by_key(|branch| (Some(*branch) != parent, Reverse(*branch)));
    others.truncate(most);
    // Each joins those that are there where it leaves one of them latest: the epoch, and the row, the upper one if tied.
    let mut joined = vec![Row { branch: shown, from: 0, leaves: None }];
    let mut left: Vec<((u64, Reverse<usize>), usize)> =
        others.into_iter().map(|branch| ((parting(time, branch, shown), Reverse(0)), branch)).collect();
    while let Some(place) = (0..left.len()).max_by_key(|place| (left[*place].0, Reverse(left[*place].1))) {
        let ((from, Reverse(row)), branch) = left.remove(place);
        for (best, other) in &mut left {
            *best = (*best).max((parting(time, *other, branch), Reverse(joined.len())));
        }
        joined.push(Row { branch, from, leaves: Some(row) });
    }
    let mut rows = vec![];
    hang(&joined, 0, None, &mut rows);
    rows
}

/// Puts a branch and what leaves it in order.
fn hang(joined: &[Row], place: usize, leaves: Option<usize>, rows: &mut Vec<Row>) {
    let own = rows.len();
    rows.push(Row { leaves, ..joined[place] });
    let mut leaving: Vec<usize> = (0..joined.len()).filter(|other| joined[*other].leaves == Some(place)).collect();
    leaving.sort_by_key(|other| (Reverse(joined[*other].from), *other));
    for other in leaving {
        hang(joined, other, Some(own), rows);
    }
}

/// The epoch up to which two branches are the same.
fn parting(time: &Time, one: usize, other: usize) -> u64 {
    let (one, other) = (time.line(one), time.line(other));
    let shared = one.iter().zip(&other).take_while(|(one, other)| one.0 == other.0);
    shared.last().map_or(0, |(one, other)| one.1.min(other.1))
}
