//! The time line in words: where the run stands, its branches, its bookmarks.

use crate::session::{BookmarkSummary, BranchSummary, Losses, Update};
use crate::ui::format::{measure, thousands};
use crate::ui::signs::words;

/// Bookmarks that are said without being asked for.
const SAID: usize = 5;

/// Where the run is, then its branches, then its newest bookmarks.
pub fn describe(run: &Update) -> Vec<String> {
    let mut lines = vec![place(run)];
    lines.extend(branches(run));
    let bookmarks = bookmarks(run);
    let (first, left) = (bookmarks.len().saturating_sub(SAID), bookmarks.len());
    if first > 0 {
        lines.push(format!("The newest {SAID} of {left} bookmarks and edits:"));
    }
    lines.extend(bookmarks.into_iter().skip(first));
    lines
}

/// `Time: epoch 400 of the 2,000 that were trained.`
fn place(run: &Update) -> String {
    let (epoch, newest) = (thousands(run.record.epoch), thousands(run.newest_epoch()));
    let branch = run.time.shown().filter(|_| run.time.branches.len() > 1);
    let branch = branch.map_or_else(String::new, |branch| format!(", on branch {}", branch.name));
    let total = thousands(run.total);
    if run.is_past() {
        return format!(
            "Time: epoch {epoch} of {newest} trained{branch}; the run ends at {total}. An edit here starts a branch."
        );
    }
    format!("Time: epoch {epoch}, the newest one{branch}; the run ends at {total}.")
}

/// A line for each branch, if there are several.
pub fn branches(run: &Update) -> Vec<String> {
    let time = &run.time;
    if time.branches.len() < 2 {
        return vec![];
    }
    let line = |(place, branch): (usize, &BranchSummary)| {
        let shown = if branch.id == time.branch { ", where you are" } else { "" };
        let parent = branch.parent.and_then(|parent| time.find(parent));
        let origin = parent
            .map_or_else(|| "from the start".to_owned(), |parent| format!("from {} at {}", parent.name, branch.fork));
        let newest = if branch.id == time.branch { time.newest.epoch } else { branch.newest.epoch };
        // The shown branch's own summary may be a little late.
        let is_newest = branch.id == time.branch && !run.is_past();
        let losses = if is_newest { Some(Losses::of(&run.record)) } else { branch.losses };
        let loss = losses.map_or_else(String::new, |losses| match losses.test {
            Some(loss) => format!(", test loss {}", measure(loss)),
            None => format!(", train loss {}", measure(losses.train)),
        });
        format!("Branch {}, {}{shown}: {origin}, to epoch {}{loss}.", place + 1, branch.name, thousands(newest))
    };
    time.branches.iter().enumerate().map(line).collect()
}

/// A line for each bookmark and edit of the branch, by epoch.
pub fn bookmarks(run: &Update) -> Vec<String> {
    let line = |bookmark: &&BookmarkSummary| format!("Epoch {}: {}.", thousands(bookmark.epoch), words(bookmark));
    run.time.bookmarks(run.time.branch).iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Position, Sign};
    use crate::ui::fixture::{bookmark, branch, time, update};

    #[test]
    fn the_past_its_branches_and_its_bookmarks_are_said() {
        let mut run = update("xor-blobs", 0, |_| {});
        let notes = vec![bookmark(400, Sign::Checkpoint, "checkpoint"), bookmark(900, Sign::Note, "the line turns")];
        run.time =
            time(0, vec![branch(0, "main", None, 0, 2000, notes), branch(1, "higher", Some(0), 400, 1200, vec![])]);
        run.record.epoch = Position::at(700).epoch;
        let lines = describe(&run);
        assert_eq!(
            lines[0],
            "Time: epoch 700 of 2,000 trained, on branch main; the run ends at 2,000. An edit here starts a branch."
        );
        assert_eq!(lines[1], "Branch 1, main, where you are: from the start, to epoch 2,000, test loss 0.5000.");
        assert_eq!(lines[2], "Branch 2, higher: from main at epoch 400, to epoch 1,200, test loss 0.5000.");
        assert_eq!(&lines[3..], ["Epoch 400: saved.", "Epoch 900: the line turns."]);
    }
}
