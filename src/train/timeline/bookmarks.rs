//! Bookmarks: those that people set, and those that the program proposes where something happened.

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
/// The part of a run over which its loss drops most: a sixteenth of the epochs so far. Of a single epoch the first would
/// have the largest drop of most runs, and nobody would see anything there.
const STRETCH: u64 = 16;
/// Fraction of its epochs that a run has to go on before its largest drop is reported.
const SETTLED: u64 = 4;
/// Hashes of states that a file has of a branch, at most.
pub(super) const MAX_FINGERPRINTS: usize = 32;

/// What was seen of a branch, to notice what is new.
#[derive(Clone, Default)]
pub(super) struct Watch {
    /// The train losses of the recorded epochs in the latest stretch of the run, the epoch that was looked at last among
    /// them.
    stretch: VecDeque<(u64, f32)>,
    drop: f32,
    /// The bookmark of that drop, until the run has come past it.
    proposed: Option<Bookmark>,
    /// The most test points that were right.
    best: Option<usize>,
    dead: Option<UnitMask>,
}

impl Watch {
    /// Begins with a history recorded before an epoch: by a parent, or before it was saved.
    fn begin(&mut self, history: &History, end: u64) {
        for span in history.spans().iter().take_while(|span| span.epoch < end) {
            if let Some(train) = span.train {
                self.fall(span.epoch, train.last);
            }
            let right = span.scores.map(|scores| scores.test.most as usize);
            self.best = self.best.max(right);
        }
    }

    /// Takes in the train loss of an epoch. Gives the epoch and the loss from which it has dropped more than ever before.
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

/// What units give on the train points, for the settings that it was made for.
pub(super) struct Room {
    /// The branch and its edits.
    of: (BranchId, usize),
    activations: Activations,
    points: Batches,
}

impl Timeline {
    /// Looks at a recorded epoch of the branch that is looked at, and proposes bookmarks where something happened: the
    /// largest drop of the train loss, the epoch at which the most test points were first right, units that die and
    /// revive. Epochs that were looked at before are left out. Whether a bookmark has changed.
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
        // While the loss goes on to fall more and more, a bookmark would run along with the run.
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
        // What is no longer the largest drop, or the best, is no bookmark.
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

    /// Units that have died or revived since the epoch that was looked at before.
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
            // Of another network or other points nothing is said that was said of the one before.
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
        let mut bookmarks = vec![];
        for unit in units().filter(|unit| dead.is_off(*unit) != before.is_off(*unit)) {
            let name = format!("h{}.{}", unit.layer + 1, unit.index + 1);
            let (sign, note) = if dead.is_off(unit) {
                (Sign::Died, format!("{name} died: it gives 0 at every train point"))
            } else {
                (Sign::Revived, format!("{name} is alive again"))
            };
            bookmarks.push(Bookmark { epoch: trainer.epoch(), sign, note });
        }
        bookmarks.truncate(MAX_DEATHS.saturating_sub(known));
        bookmarks
    }

    /// Puts a bookmark on a branch, or on the one it grew from that its epoch belongs to. One that is there already is not
    /// doubled.
    fn put(&mut self, branch: usize, mut bookmark: Bookmark) {
        if let Some((end, _)) = bookmark.note.char_indices().nth(LONGEST_NOTE) {
            bookmark.note.truncate(end);
        }
        // Where a branch has diverged at once, the one that it leaves has not.
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

    /// The bookmarks of the branch at a place among [`Run::branches`] after its fork, by epoch.
    ///
    /// # Panics
    /// If there is no such branch.
    #[must_use]
    pub fn bookmarks(&self, place: usize) -> &[(BookmarkId, Bookmark)] {
        &self.tracks[place].bookmarks
    }

    /// Bookmarks an epoch of a branch. An epoch has one note of a person's: another replaces it, an empty one removes it.
    ///
    /// # Errors
    /// If the note is too long, there are [`MAX_BOOKMARKS`] already, or the branch has been deleted.
    pub fn bookmark(&mut self, branch: BranchId, epoch: u64, sign: Sign, note: &str) -> Result<(), String> {
        let note = note.trim();
        if note.chars().count() > LONGEST_NOTE || note.contains(char::is_control) {
            return Err(format!("a note has at most {LONGEST_NOTE} characters"));
        }
        let branch = self.find(branch)?;
        let owner = self.owner(branch, Position::at(epoch));
        let bookmarks = &mut self.tracks[owner].bookmarks;
        if sign == Sign::Note {
            bookmarks.retain(|(_, bookmark)| (bookmark.epoch, bookmark.sign) != (epoch, Sign::Note));
        }
        if bookmarks.iter().filter(|(_, bookmark)| bookmark.sign.is_a_persons()).count() >= MAX_BOOKMARKS {
            return Err(format!(
                "a branch has at most {MAX_BOOKMARKS} bookmarks of yours; ' lists them, d there takes one away"
            ));
        }
        if !note.is_empty() {
            self.put(branch, Bookmark { epoch, sign, note: note.to_owned() });
        }
        Ok(())
    }

    /// Removes a person's bookmark.
    ///
    /// # Errors
    /// If it was removed before, or is not a person's.
    pub fn remove_bookmark(&mut self, id: BookmarkId) -> Result<(), String> {
        let known = self.tracks.iter().enumerate();
        let mut known =
            known.flat_map(|(branch, track)| track.bookmarks.iter().enumerate().map(move |at| (branch, at)));
        let Some((branch, (place, (_, bookmark)))) = known.find(|(_, (_, (known, _)))| *known == id) else {
            return Err("that bookmark has been removed; ' lists the bookmarks".into());
        };
        if !bookmark.sign.is_a_persons() {
            return Err("only notes and checkpoints' bookmarks can be removed".into());
        }
        self.tracks[branch].bookmarks.remove(place);
        Ok(())
    }

    /// The recipe with all branches, as a file has it: with hashes of some of the states that are kept, evenly spaced.
    #[must_use]
    pub fn recorded(&self) -> Run {
        let mut run = self.run.clone();
        for (place, branch) in run.branches.iter_mut().enumerate() {
            branch.bookmarks = self.tracks[place].bookmarks.iter().map(|(_, bookmark)| bookmark.clone()).collect();
            branch.fingerprints = self.fingerprints(place);
        }
        run
    }

    /// Hashes of some of the states of a branch after its fork: of kept ones, and of those in its file.
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

/// A loss in few characters.
fn brief(loss: f32) -> String {
    if (0.001..1e4).contains(&loss) { format!("{loss:.3}") } else { format!("{loss:.1e}") }
}
