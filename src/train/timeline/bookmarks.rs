//! Bookmarks: those that people set, and those that the program sets where something happened.

use std::collections::BTreeMap;

use super::{Timeline, Track};
use crate::network::{Activation, Activations, Batches, Score, UnitMask};
use crate::train::inspect::{MAX_POINTS, has_flat_side, health, sample};
use crate::train::{
    Bookmark, BookmarkId, BranchId, Fingerprint, History, LONGEST_NOTE, MAX_BOOKMARKS, Position, Record, Run, Sign,
    Trainer,
};

/// Maximum number of bookmarks of units that die or revive on a branch; later ones are ignored.
const MAX_DEATHS: usize = 32;
/// Maximum number of hashes of states of a branch in a file.
pub(super) const MAX_FINGERPRINTS: usize = 32;

/// Observations of a branch, to notice news.
#[derive(Clone, Default)]
pub(super) struct Watch {
    /// The last observed epoch.
    epoch: Option<u64>,
    /// The largest number of correct test points.
    best: Option<usize>,
    dead: Option<UnitMask>,
}

impl Watch {
    /// Observes the history before an epoch, from a parent or a file.
    fn begin(&mut self, history: &History, end: u64) {
        for span in history.spans().iter().take_while(|span| span.epoch < end) {
            let correct = span.scores.and_then(|scores| scores.test).map(|test| test.most as usize);
            self.best = self.best.max(correct);
        }
    }
}

/// Activations on the train points, for the settings of `of`.
pub(super) struct Room {
    /// The branch and its edits.
    of: (BranchId, usize),
    activations: Activations,
    points: Batches,
}

impl Timeline {
    /// Observes a recorded epoch of the shown branch, and sets bookmarks where something happened: the best test score,
    /// units that die and revive. Passes over epochs observed before. Returns whether a bookmark has changed.
    pub fn notice(&mut self, trainer: &Trainer, record: &Record) -> bool {
        let current = self.run.current;
        let watch = &mut self.tracks[current].watch;
        if trainer.batch() > 0 || watch.epoch.is_some_and(|epoch| record.epoch <= epoch) {
            return false;
        }
        if watch.epoch.is_none() {
            watch.begin(trainer.history(), record.epoch);
        }
        watch.epoch = Some(record.epoch);
        let mut events = vec![];
        if let Some(Score::Correct(correct)) = record.test_score() {
            if watch.best.is_some_and(|best| correct > best) {
                let note = format!("best test accuracy: {correct} of {}", trainer.dataset().test.len());
                events.push(Bookmark { epoch: record.epoch, sign: Sign::Best, note });
                // A score that has been surpassed loses its bookmark.
                self.tracks[current].bookmarks.retain(|(_, bookmark)| bookmark.sign != Sign::Best);
            }
            let watch = &mut self.tracks[current].watch;
            watch.best = watch.best.max(Some(correct));
        }
        events.extend(self.deaths(trainer));
        let changed = !events.is_empty();
        for event in events {
            self.put(current, event);
        }
        changed
    }

    /// Units that have died or revived since the last observed epoch.
    fn deaths(&mut self, trainer: &Trainer) -> Vec<Bookmark> {
        let settings = trainer.preset();
        if !settings.network.activation.any(has_flat_side) {
            return vec![];
        }
        let of = (self.current(), trainer.journal().len());
        if self.room.as_ref().is_none_or(|room| room.of != of) {
            let points = sample(&trainer.dataset().train, MAX_POINTS).laid_out(&settings.inputs);
            let activations = Activations::new(&settings.shape(), settings.loss);
            self.room = Some(Room { of, activations, points });
            // Another network or other points are not compared with those before.
            self.tracks[self.run.current].watch.dead = None;
        }
        let Some(room) = &mut self.room else { return vec![] };
        room.activations.compute(trainer.parameters(), &room.points);
        let activations = &room.activations;
        let mut dead = UnitMask::default();
        let units = || (0..settings.network.hidden.len()).flat_map(|layer| activations.units(layer));
        units().filter(|unit| health(activations, *unit).dead).for_each(|unit| dead.set(unit, true));
        let Track { watch, bookmarks, .. } = &mut self.tracks[self.run.current];
        let Some(before) = watch.dead.replace(dead) else { return vec![] };
        let is_known = |(_, bookmark): &&(_, Bookmark)| matches!(bookmark.sign, Sign::Died | Sign::Revived);
        let known = bookmarks.iter().filter(is_known).count();
        let news = units().filter(|unit| dead.is_off(*unit) != before.is_off(*unit)).map(|unit| {
            let name = format!("h{}.{}", unit.layer + 1, unit.index + 1);
            let (sign, note) = if dead.is_off(unit) {
                let activations = settings.network.activation.of_layers(settings.network.hidden.len());
                let flat =
                    if activations[unit.layer] == Activation::Relu { "it gives 0" } else { "its output is flat" };
                (Sign::Died, format!("{name} died: {flat} at every train point"))
            } else {
                (Sign::Revived, format!("{name} is alive again"))
            };
            Bookmark { epoch: trainer.epoch(), sign, note }
        });
        news.take(MAX_DEATHS.saturating_sub(known)).collect()
    }

    /// Adds a bookmark to a branch, or to the ancestor to which its epoch belongs, unless there is the same one.
    fn put(&mut self, branch: usize, mut bookmark: Bookmark) {
        if let Some((end, _)) = bookmark.note.char_indices().nth(LONGEST_NOTE) {
            bookmark.note.truncate(end);
        }
        // A branch that has diverged at once has a parent that has not.
        let is_own = bookmark.sign == Sign::Diverged;
        let branch = if is_own { branch } else { self.owner(branch, Position::at(bookmark.epoch)) };
        let bookmarks = &mut self.tracks[branch].bookmarks;
        let known = || bookmarks.iter().map(|(_, known)| known);
        let of_its_kind = known().filter(|known| known.sign.is_a_persons() == bookmark.sign.is_a_persons());
        if of_its_kind.count() < MAX_BOOKMARKS && known().all(|known| *known != bookmark) {
            let place = bookmarks.partition_point(|(_, known)| known.epoch <= bookmark.epoch);
            bookmarks.insert(place, (self.identities.bookmark(), bookmark));
        }
    }

    /// The bookmarks after the fork of the branch at an index of [`Run::branches`], which must exist, by epoch.
    pub fn bookmarks(&self, place: usize) -> &[(BookmarkId, Bookmark)] {
        &self.tracks[place].bookmarks
    }

    /// Bookmarks an epoch of a branch. An epoch has one note: another replaces it, an empty one removes it.
    ///
    /// # Errors
    /// If the note is too long, there are [`MAX_BOOKMARKS`] already, or the branch has been deleted.
    pub fn bookmark(&mut self, branch: BranchId, epoch: u64, sign: Sign, note: &str) -> Result<(), String> {
        let note = note.trim();
        if note.chars().count() > LONGEST_NOTE || note.contains(char::is_control) {
            return Err(format!("a note has at most {LONGEST_NOTE} characters, on one line"));
        }
        let branch = self.find(branch)?;
        let owner = self.owner(branch, Position::at(epoch));
        let bookmarks = &mut self.tracks[owner].bookmarks;
        if sign == Sign::Note {
            bookmarks.retain(|(_, bookmark)| (bookmark.epoch, bookmark.sign) != (epoch, Sign::Note));
        }
        if bookmarks.iter().filter(|(_, bookmark)| bookmark.sign.is_a_persons()).count() >= MAX_BOOKMARKS {
            return Err(format!(
                "a branch has at most {MAX_BOOKMARKS} bookmarks of yours; ' lists them, d there removes one"
            ));
        }
        if !note.is_empty() {
            self.put(branch, Bookmark { epoch, sign, note: note.to_owned() });
        }
        Ok(())
    }

    /// Removes a bookmark that a person has set.
    ///
    /// # Errors
    /// If it was removed before, or the program has set it.
    pub fn remove_bookmark(&mut self, id: BookmarkId) -> Result<(), String> {
        let mut all = self.tracks.iter_mut().map(|track| &mut track.bookmarks);
        let found = all.find_map(|all| all.iter().position(|(known, _)| *known == id).map(|place| (all, place)));
        let Some((bookmarks, place)) = found else {
            return Err("that bookmark has been removed; ' lists the bookmarks".into());
        };
        if !bookmarks[place].1.sign.is_a_persons() {
            return Err("only notes and checkpoints' bookmarks can be removed".into());
        }
        bookmarks.remove(place);
        Ok(())
    }

    /// The run for a file: with bookmarks, and hashes of some kept states, evenly spaced.
    pub fn recorded(&self) -> Run {
        let mut run = self.with_bookmarks();
        for (place, branch) in run.branches.iter_mut().enumerate() {
            branch.fingerprints = self.fingerprints(place);
        }
        run
    }

    /// The run with bookmarks, and the hashes that it was read with: less work than [`Self::recorded`].
    pub fn with_bookmarks(&self) -> Run {
        let mut run = self.run.clone();
        for (track, branch) in self.tracks.iter().zip(&mut run.branches) {
            branch.bookmarks = track.bookmarks.iter().map(|(_, bookmark)| bookmark.clone()).collect();
        }
        run
    }

    /// Hashes of some states of a branch after its fork: of kept ones, and those from its file.
    pub(super) fn fingerprints(&self, branch: usize) -> Vec<Fingerprint> {
        let (branch, track) = (&self.run.branches[branch], &self.tracks[branch]);
        let mut states: BTreeMap<u64, Option<u64>> =
            track.keyframes.iter().map(|keyframe| (keyframe.snapshot.epoch, None)).collect();
        states.extend(branch.fingerprints.iter().map(|known| (known.epoch, Some(known.hash))));
        let every = states.len().div_ceil(MAX_FINGERPRINTS).max(1);
        let hash = |(epoch, known): (u64, Option<u64>)| {
            let hash = known.or_else(|| Some(track.latest(Position::at(epoch))?.snapshot.hash()))?;
            Some(Fingerprint { epoch, hash })
        };
        let mut fingerprints: Vec<_> = states.into_iter().rev().step_by(every).filter_map(hash).collect();
        fingerprints.reverse();
        fingerprints
    }
}
