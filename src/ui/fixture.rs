//! Runs as the screen sees them, for tests.

use std::sync::Arc;

use crate::preset::{Preset, find};
use crate::session::{Lane, Session, Setup, Source, Time, Update};
use crate::train::{Bookmark, Position, Sign, Trainer};

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
    };
    let _session = Session::start(setup, move |update| sender.try_send(update).map_err(|_| unreachable!()));
    *updates.recv().unwrap()
}

/// A branch that leaves another at an epoch, and has these bookmarks.
pub fn lane(name: &str, parent: Option<usize>, fork: u64, newest: u64, bookmarks: Vec<Bookmark>) -> Lane {
    let (fork, newest) = (Position::at(fork), Position::at(newest));
    Lane { name: name.to_owned(), parent, fork, newest, bookmarks, losses: Some((0.25, 0.5)) }
}

/// A bookmark with a note.
pub fn bookmark(epoch: u64, sign: Sign, note: &str) -> Bookmark {
    Bookmark { epoch, sign, note: note.to_owned() }
}

/// Time on one of several branches, as far as that was trained.
pub fn time(branch: usize, lanes: Vec<Lane>) -> Time {
    Time { newest: lanes[branch].newest, branch, lanes: Arc::new(lanes), ..Time::default() }
}
