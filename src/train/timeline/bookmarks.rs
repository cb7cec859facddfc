//! Bookmarks: those that people set, and those that the program sets where something happened.

use std::collections::{BTreeMap, VecDeque};

use super::{Timeline, Track};
use crate::network::{Activations, Batches, Score, UnitMask};
use crate::train::inspect::{MAX_POINTS, has_flat_side, health, sample};
use crate::train::{
    Bookmark, BookmarkId, BranchId, Fingerprint, History, LONGEST_NOTE, MAX_BOOKMARKS, Position, Record, Run, Sign,
    Trainer,
};

/// Maximum number of bookmarks of units that die or revive on a branch; later ones are ignored.
const MAX_DEATHS: usize = 32;
/// The largest drop of the loss is that over a sixteenth of the epochs so far. From one epoch to the next, the first
/// would drop most in most runs.
const STRETCH: u64 = 16;
/// Fraction of its epochs that a run has to go on before its largest drop is reported.
const SETTLED: u64 = 4;
/// Maximum number of hashes of states of a branch in a file.
pub(super) const MAX_FINGERPRINTS: usize = 32;

/// Observations of a branch, to notice news.
#[derive(Clone, Default)]
pub(super) struct Watch {
    /// Epochs and train losses of the latest stretch of the run, up to the last observed epoch.
    stretch: VecDeque<(u64, f32)>,
    drop: f32,
    /// The bookmark of the largest drop, until the run is well past it.
    proposed: Option<Bookmark>,
    /// The largest number of correct test points.
    best: Option<usize>,
    dead: Option<UnitMask>,
}

impl Watch {
    /// Observes the history before an epoch, from a parent or a file.
    fn begin(&mut self, history: &History, end: u64) {
        for span in history.spans().iter().take_while(|span| span.epoch < end) {
            if let Some(train) = span.train {
                self.fall(span.epoch, train.last);
            }
            let right = span.scores.map(|scores| scores.test.most as usize);
            self.best = self.best.max(right);
        }
    }

    /// Observes the train loss of an epoch. Returns the epoch and the loss from which it has dropped more than ever
    /// before.
    fn fall(&mut self, epoch: u64, loss: f32) -> Option<(u64, f32)> {
        let begin = epoch - epoch / STRETCH;
        while self.stretch.len() > 1 && self.stretch.get(1).is_some_and(|(epoch, _)| *epoch <= begin) {
            self.stretch.pop_front();
        }
        let from = self.stretch.front().copied().filter(|(_, before)| before - loss > self.drop);
        if let Some((_, before)) = from {
            self.drop = before - loss;
        }
        self.stretch.push_back((epoch, loss));
        from
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
    /// Observes a recorded epoch of the shown branch, and sets bookmarks where something happened: the largest drop of
    /// the train loss, the best test score, units that die and revive. Passes over epochs observed before. Returns
    /// whether a bookmark has changed.
    pub fn notice(&mut self, trainer: &Trainer, record: &Record) -> bool {
        let current = self.run.current;
        let watch = &mut self.tracks[current].watch;
        if trainer.batch() > 0 || watch.stretch.back().is_some_and(|(epoch, _)| record.epoch <= *epoch) {
            return false;
        }
        if watch.stretch.is_empty() {
            watch.begin(trainer.history(), record.epoch);
        }
        let (mut proposed, mut fallen) = (vec![], false);
        if let Some((from, loss)) = watch.fall(record.epoch, record.train_loss) {
            let note = format!("largest drop of the loss: {} → {} since {from}", brief(loss), brief(record.train_loss));
            watch.proposed = Some(Bookmark { epoch: record.epoch, sign: Sign::Drop, note });
            fallen = true;
        }
        // While the loss falls more and more, a bookmark would move along with the run.
        let is_past = |bookmark: &mut Bookmark| record.epoch - bookmark.epoch > bookmark.epoch / SETTLED;
        proposed.extend(watch.proposed.take_if(is_past));
        if let Score::Correct(right) = record.test_score {
            if watch.best.is_some_and(|best| right > best) {
                let note = format!("most test points right: {right} of {}", trainer.dataset().test.len());
                proposed.push(Bookmark { epoch: record.epoch, sign: Sign::Best, note });
            }
            watch.best = watch.best.max(Some(right));
        }
        let bookmarks = &mut self.tracks[current].bookmarks;
        let known = bookmarks.len();
        // A drop or score that has been surpassed loses its bookmark.
        bookmarks.retain(|(_, bookmark)| {
            !(fallen && bookmark.sign == Sign::Drop) && proposed.iter().all(|new| new.sign != bookmark.sign)
        });
        let gone = bookmarks.len() < known;
        proposed.extend(self.deaths(trainer));
        let changed = gone || !proposed.is_empty();
        for bookmark in proposed {
            self.put(current, bookmark);
        }
        changed
    }

    /// Units that have died or revived since the last observed epoch.
    fn deaths(&mut self, trainer: &Trainer) -> Vec<Bookmark> {
        let settings = trainer.preset();
        if !has_flat_side(settings.network.activation) {
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
                (Sign::Died, format!("{name} died: it gives 0 at every train point"))
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

fn brief(loss: f32) -> String {
    if (0.001..1e4).contains(&loss) { format!("{loss:.3}") } else { format!("{loss:.1e}") }
}
