//! Runs as the screen sees them, for tests.

use std::sync::Arc;

use crate::preset::{Preset, find};
use crate::session::{BookmarkSummary, BranchSummary, Session, Setup, Source, Time, Update};
use crate::train::{BookmarkId, BranchId, Position, Sign, Trainer};

/// The first update of a preset that is trained for so many epochs.
pub fn update(name: &str, epochs: u64, change: impl FnOnce(&mut Preset)) -> Update {
    let mut recipe = find(name).unwrap();
    change(&mut recipe.preset);
    let mut trainer = Trainer::new(&recipe.name, recipe.preset);
    while trainer.epoch() < epochs {
        trainer.advance(|| false).unwrap();
    }
    let checkpoint = Box::new(trainer.checkpoint());
    let (sender, updates) = std::sync::mpsc::sync_channel(1);
    let setup = Setup {
        source: Source::Checkpoint(checkpoint),
        run: false,
        speed: None,
        frames_per_second: 60,
        runs: "runs".into(),
        build: Trainer::new,
        save: crate::file::save_new,
        recovery: None,
    };
    let _session = Session::start(setup, move |update| sender.try_send(update).map_err(|_| unreachable!()));
    *updates.recv().unwrap()
}

/// A branch that leaves another at an epoch, and has these bookmarks.
pub fn branch(
    id: u64,
    name: &str,
    parent: Option<u64>,
    fork: u64,
    newest: u64,
    bookmarks: Vec<BookmarkSummary>,
) -> BranchSummary {
    let (fork, newest) = (Position::at(fork), Position::at(newest));
    let (name, losses) = (name.to_owned(), Some((0.25, 0.5)));
    BranchSummary { id: BranchId(id), name, parent: parent.map(BranchId), fork, newest, bookmarks, losses }
}

/// A bookmark with a note.
pub fn bookmark(epoch: u64, sign: Sign, note: &str) -> BookmarkSummary {
    BookmarkSummary { id: Some(BookmarkId(epoch)), epoch, sign, note: note.to_owned() }
}

/// Time on the branch at one place of several, as far as that was trained.
pub fn time(shown: usize, branches: Vec<BranchSummary>) -> Time {
    Time {
        newest: branches[shown].newest,
        sought: None,
        branch: branches[shown].id,
        branches: Arc::new(branches),
        keyframes: 0,
        bytes: 0,
        compared: vec![],
        autopsy: None,
        unsaved: false,
        unsaved_points: 0,
        left_unsaved: false,
    }
}
