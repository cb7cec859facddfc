//! Pasts that begin from what a file has.

use blobtui::train::{Checkpoint, Identities, Position, Run, Timeline, Trainer};

use super::common::preset;
use super::support::{Traveller, straight};

/// A checkpoint as a new process opens it.
pub fn reopened(checkpoint: &Checkpoint) -> Traveller {
    let checkpoint = Checkpoint::from_bytes(&checkpoint.to_bytes().unwrap(), "a test's").unwrap();
    let timeline = Timeline::of(Run::of(&checkpoint), &Identities::default());
    Traveller { trainer: Trainer::resume(checkpoint), timeline }
}

#[test]
fn a_checkpoint_can_be_rewound_and_played_to_the_same_bits() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(700)).unwrap();
    let saved = traveller.trainer.snapshot();
    let mut traveller = reopened(&traveller.timeline.checkpoint(&traveller.trainer));
    for epoch in [0, 333, 699, 12] {
        traveller.seek(Position::at(epoch));
        assert_eq!(traveller.trainer.snapshot(), straight(&traveller.timeline, 0, Position::at(epoch)));
    }
    traveller.seek(Position::at(0));
    traveller.train_to(Position::at(700)).unwrap();
    assert_eq!(traveller.trainer.snapshot(), saved);
    assert_eq!(traveller.timeline.take_difference(), None);
    assert!(!traveller.timeline.is_past(&traveller.trainer));
}

#[test]
fn other_arithmetic_is_reported_and_the_recorded_state_shown() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(700)).unwrap();
    let mut checkpoint = traveller.timeline.checkpoint(&traveller.trainer);
    // What another build's arithmetic came to differs in a last bit.
    let weight = &mut checkpoint.snapshot.parameters[3];
    *weight = f32::from_bits(weight.to_bits() ^ 1);
    let recorded = checkpoint.snapshot.clone();
    let mut traveller = reopened(&checkpoint);
    traveller.seek(Position::at(100));
    assert_eq!(traveller.timeline.take_difference(), None, "up to here nothing is known to differ");
    traveller.train_to(Position::at(700)).unwrap();
    assert_eq!(traveller.timeline.take_difference(), Some(700));
    assert_eq!(traveller.trainer.snapshot(), recorded, "the recorded state is what counts");
    assert_eq!(traveller.timeline.take_difference(), None, "it is reported once");
}

#[test]
fn a_state_that_differs_is_reported_at_its_epoch() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(700)).unwrap();
    traveller.timeline.bookmark(traveller.timeline.current(), 300, blobtui::train::Sign::Note, "half way").unwrap();
    let mut checkpoint = traveller.timeline.checkpoint(&traveller.trainer);
    assert!(checkpoint.bookmarks.iter().any(|bookmark| bookmark.note == "half way"));
    let epochs: Vec<u64> = checkpoint.fingerprints.iter().map(|known| known.epoch).collect();
    assert_eq!(epochs, [128, 256, 384, 512, 640]);
    checkpoint.fingerprints[1].hash ^= 1;
    let mut traveller = reopened(&checkpoint);
    assert!(traveller.bookmarks().iter().any(|bookmark| bookmark.note == "half way"));
    traveller.seek(Position::at(255));
    assert_eq!(traveller.timeline.take_difference(), None);
    traveller.seek(Position::at(600));
    assert_eq!(traveller.timeline.take_difference(), Some(256));
    // The file has only a hash of that state, and the newest state itself.
    traveller.train_to(Position::at(700)).unwrap();
    assert_eq!(traveller.trainer.snapshot(), checkpoint.snapshot);
}

#[test]
fn a_run_of_which_only_the_recipe_is_known_is_trained_again() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(600)).unwrap();
    traveller.seek(Position::at(200));
    assert!(traveller.edit(blobtui::train::Change::Batch(blobtui::preset::BatchSize::Size(16))));
    traveller.train_to(Position::at(450)).unwrap();
    let (state, history) = (traveller.trainer.snapshot(), traveller.trainer.history().clone());
    let run: Run = traveller.timeline.recorded();
    assert!(run.branches.iter().all(|branch| !branch.fingerprints.is_empty()));
    let trainer = Trainer::new(&run.name, run.preset.clone());
    let mut again = Traveller { timeline: Timeline::of(run.clone(), &Identities::default()), trainer };
    assert!(again.timeline.is_past(&again.trainer), "all of it is still to be trained");
    again.train_to(Position::at(450)).unwrap();
    assert_eq!(again.trainer.snapshot(), state);
    assert_eq!(again.trainer.history().spans(), history.spans());
    assert_eq!(again.timeline.take_difference(), None);
    // The other branch has the history of what both have in common, and of what was trained.
    again.look_at(0);
    assert!(again.trainer.history().end() >= Some(190));
    again.seek(Position::at(600));
    assert_eq!(again.trainer.snapshot(), straight(&traveller.timeline, 0, Position::at(600)));
    // A state that differs is reported.
    let mut other = run;
    other.branches[0].fingerprints[0].hash ^= 1;
    let epoch = other.branches[0].fingerprints[0].epoch;
    let trainer = Trainer::new(&other.name, other.preset.clone());
    let mut again = Traveller { timeline: Timeline::of(other, &Identities::default()), trainer };
    again.train_to(Position::at(450)).unwrap();
    assert_eq!(again.timeline.take_difference(), Some(epoch));
}
