//! Whatever leads to a position, the state there is the same.

use blobtui::train::{Change, Position};
use proptest::prelude::*;

use super::support::{Straight, Traveller, change, recipe};

#[derive(Clone, Debug)]
enum Action {
    /// Trains this many more epochs.
    Train(u64),
    /// Trains this many more batches.
    Batches(u8),
    /// Goes to an epoch of the branch, in thousandths of its length.
    Seek(u64),
    Edit(Change),
    /// Shows a branch, by its index modulo their number.
    LookAt(usize),
    Delete(usize),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => (1_u64..400).prop_map(Action::Train),
        2 => (1_u8..9).prop_map(Action::Batches),
        4 => (0_u64..=1000).prop_map(Action::Seek),
        3 => change().prop_map(Action::Edit),
        2 => (0_usize..64).prop_map(Action::LookAt),
        1 => (0_usize..64).prop_map(Action::Delete),
    ]
}

proptest! {
    #![proptest_config(crate::cases::cases(64))]

    #[test]
    fn every_way_to_a_position_ends_on_the_same_bits(preset in recipe(), actions in prop::collection::vec(action(), 1..20)) {
        let mut traveller = Traveller::new(preset);
        let mut straight = Straight::default();
        for action in actions {
            let count = traveller.timeline.run().branches.len();
            match action {
                Action::Train(epochs) => {
                    let to = Position::at(traveller.trainer.epoch() + epochs);
                    prop_assume!(traveller.train_to(to).is_ok());
                }
                Action::Batches(batches) => {
                    let branch = traveller.timeline.run().current;
                    for _ in 0..batches {
                        let end = Position::at(u64::MAX);
                        let step = traveller.timeline.follow(&mut traveller.trainer, branch, end, || true);
                        prop_assume!(step.is_ok());
                    }
                }
                Action::Seek(thousandths) => {
                    let newest = traveller.timeline.branch().newest;
                    let to = if thousandths == 1000 { newest } else { Position::at(newest.epoch * thousandths / 1000) };
                    traveller.seek(to);
                    prop_assert_eq!(traveller.trainer.position(), to);
                }
                Action::Edit(change) => {
                    let newest = traveller.timeline.branch().newest;
                    let past = traveller.timeline.is_past(&traveller.trainer);
                    let before = traveller.timeline.run().current;
                    if traveller.edit(change) && past {
                        prop_assert_eq!(traveller.timeline.run().branches.len(), count + 1);
                        prop_assert_eq!(traveller.timeline.run().branches[before].newest, newest, "the old line stays");
                    }
                }
                Action::LookAt(branch) => traveller.look_at(branch % count),
                Action::Delete(branch) => {
                    let id = traveller.timeline.id(branch % count);
                    let gone = traveller.timeline.delete(id);
                    prop_assert_eq!(gone.is_ok(), traveller.timeline.run().branches.len() < count);
                }
            }
            let current = traveller.timeline.run().current;
            let here = traveller.trainer.snapshot();
            let there = straight.at(&traveller.timeline, current, traveller.trainer.position());
            prop_assert_eq!(&here, &there);
            prop_assert_eq!(here.hash(), there.hash());
            prop_assert_eq!(traveller.timeline.take_difference(), None);
            for (place, branch) in traveller.timeline.run().branches.iter().enumerate() {
                prop_assert!(branch.parent.is_none_or(|parent| parent < place), "each comes after its parent");
                prop_assert_eq!(branch.parent.is_none(), place == 0);
            }
        }
        every_branch_can_be_shown(&mut traveller, &mut straight)?;
    }
}

/// Shows each branch by its own edits.
fn every_branch_can_be_shown(traveller: &mut Traveller, straight: &mut Straight) -> Result<(), TestCaseError> {
    for branch in 0..traveller.timeline.run().branches.len() {
        traveller.look_at(branch);
        let newest = traveller.timeline.branch().newest;
        let places = [Position::at(0), Position::at(newest.epoch / 2), newest];
        let states = places.map(|to| straight.at(&traveller.timeline, branch, to));
        for place in [2, 1, 0, 2] {
            traveller.seek(places[place]);
            prop_assert_eq!(&traveller.trainer.snapshot(), &states[place]);
        }
        prop_assert_eq!(traveller.timeline.take_difference(), None);
    }
    Ok(())
}
