//! Commands that wait behind the deletion of a branch or a bookmark, and still mean theirs.

use super::common::preset;
use super::time::{at, branches, go_to, learning_rate};
use super::*;
use blobtui::train::{BookmarkId, BranchId, Sign};

/// A run with the branches main, which is shown, and two that leave it.
fn with_branches() -> (Watched, [BranchId; 3]) {
    let mut watched = at(preset(), 100);
    for rate in [0.1, 0.2] {
        go_to(&mut watched, 50);
        watched.send(|| Command::Change(Box::new(learning_rate(rate))));
        let there = watched.wait(|update| update.learning_rate == rate);
        let main = there.time.branches[0].id;
        watched.send(|| Command::GoTo(main, Some(100)));
        watched.wait(|update| update.time.branch == main && update.record.epoch == 100);
    }
    let branches = branches(&watched).try_into().expect("three branches");
    (watched, branches)
}

#[test]
fn a_command_means_its_branch_while_another_is_being_deleted() {
    let (mut watched, [main, first, second]) = with_branches();
    // All of these wait while the first is handled, and were made from a list with three branches.
    watched.send(|| Command::DeleteBranch(first));
    watched.send(|| Command::RenameBranch(second, "the second".into()));
    watched.send(|| Command::Compare(second));
    watched.send(|| Command::GoTo(second, Some(50)));
    let there = watched.wait(|update| update.time.branch == second && update.time.sought.is_none());
    let names: Vec<_> = there.time.branches.iter().map(|branch| (branch.id, branch.name.as_str())).collect();
    assert_eq!(names, [(main, "main"), (second, "the second")]);
    assert_eq!((there.record.epoch, there.learning_rate), (50, 0.2));
    assert_eq!(there.time.compared.iter().map(|compared| compared.branch).collect::<Vec<_>>(), [main]);
}

#[test]
fn a_command_for_a_branch_that_is_gone_says_so_and_does_nothing() {
    let (mut watched, [main, first, second]) = with_branches();
    watched.send(|| Command::DeleteBranch(first));
    watched.wait(|update| update.time.branches.len() == 2);
    let commands: [fn(BranchId) -> Command; 5] = [
        Command::DeleteBranch,
        Command::Compare,
        |branch| Command::GoTo(branch, Some(10)),
        |branch| Command::RenameBranch(branch, "the first".into()),
        |branch| Command::Bookmark(branch, 10, "a note".into()),
    ];
    for command in commands {
        watched.send(|| command(first));
        watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(text) if text.contains("has been deleted")));
        let update = watched.last.as_ref().unwrap();
        assert_eq!((branches(&watched), update.time.branch), (vec![main, second], main));
        assert_eq!((update.record.epoch, update.time.compared.len()), (100, 0));
        let notes = update.time.branches.iter().flat_map(|branch| &branch.bookmarks);
        assert!(notes.into_iter().all(|bookmark| bookmark.sign != Sign::Note));
    }
    // Nor does it mean a branch of another run.
    watched.send(|| Command::Restart);
    let again = watched.wait(|update| update.run == 2);
    watched.send(|| Command::RenameBranch(main, "other".into()));
    watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(text) if text.contains("has been deleted")));
    assert_eq!(watched.last.as_ref().unwrap().time.branches, again.time.branches);
}

#[test]
fn a_command_means_its_bookmark_while_another_is_being_removed() {
    let mut watched = at(preset(), 100);
    let main = branches(&watched)[0];
    let notes = |update: &Update| -> Vec<(u64, String, BookmarkId)> {
        let notes = update.time.bookmarks(main).into_iter().filter(|bookmark| bookmark.sign == Sign::Note);
        notes.map(|note| (note.epoch, note.note.clone(), note.id.expect("no edit"))).collect()
    };
    for epoch in [10, 20] {
        watched.send(|| Command::Bookmark(main, epoch, "here".into()));
    }
    let both = notes(&watched.wait(|update| notes(update).len() == 2));
    // The second removal waits while the first is handled; the third means a note that is gone, not the one like it.
    watched.send(|| Command::RemoveBookmark(both[0].2));
    watched.send(|| Command::Bookmark(main, 10, "here".into()));
    watched.send(|| Command::RemoveBookmark(both[1].2));
    watched.send(|| Command::RemoveBookmark(both[0].2));
    watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(text) if text.contains("has been removed")));
    let left = notes(watched.last.as_ref().unwrap());
    assert_eq!(left.iter().map(|(epoch, note, _)| (*epoch, note.as_str())).collect::<Vec<_>>(), [(10, "here")]);
    assert!(both.iter().all(|(.., id)| *id != left[0].2), "another bookmark");
}
