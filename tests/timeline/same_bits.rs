//! Whatever way leads to a position, the state there is the same.

use blobtui::train::{Change, Position};
use proptest::prelude::*;

use super::support::{Traveller, change, recipe, straight};

#[derive(Clone, Debug)]
enum Deed {
    /// Trains so many epochs on.
    Train(u64),
    /// Trains so many batches on.
    Batches(u8),
    /// Goes to a share of the branch, of 1,000.
    Seek(u64),
    Edit(Change),
    /// Looks at another branch, of those that there are.
    LookAt(usize),
    Delete(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (1_u64..400).prop_map(Deed::Train),
        2 => (1_u8..9).prop_map(Deed::Batches),
        4 => (0_u64..=1000).prop_map(Deed::Seek),
        3 => change().prop_map(Deed::Edit),
        2 => (0_usize..64).prop_map(Deed::LookAt),
        1 => (0_usize..64).prop_map(Deed::Delete),
    ]
}

proptest! {
    #![proptest_config(crate::cases::cases(48))]

    #[test]
    fn every_way_to_a_position_ends_on_the_same_bits(preset in recipe(), deeds in prop::collection::vec(deed(), 1..20)) {
        let mut traveller = Traveller::new(preset);
        for deed in deeds {
            let count = traveller.timeline.run().branches.len();
            match deed {
                Deed::Train(epochs) => {
                    let to = Position::at(traveller.trainer.epoch() + epochs);
                    prop_assume!(traveller.train_to(to).is_ok());
                }
                Deed::Batches(batches) => {
                    let branch = traveller.timeline.run().current;
                    for _ in 0..batches {
                        let end = Position::at(u64::MAX);
                        let step = traveller.timeline.follow(&mut traveller.trainer, branch, end, || true);
                        prop_assume!(step.is_ok());
                    }
                }
                Deed::Seek(share) => {
                    let newest = traveller.timeline.branch().newest;
                    let to = if share == 1000 { newest } else { Position::at(newest.epoch * share / 1000) };
                    traveller.seek(to);
                    prop_assert_eq!(traveller.trainer.position(), to);
                }
                Deed::Edit(change) => {
                    let newest = traveller.timeline.branch().newest;
                    let past = traveller.timeline.is_past(&traveller.trainer);
                    let before = traveller.timeline.run().current;
                    if traveller.edit(change) && past {
                        prop_assert_eq!(traveller.timeline.run().branches.len(), count + 1);
                        prop_assert_eq!(traveller.timeline.run().branches[before].newest, newest, "the old line stays");
                    }
                }
                Deed::LookAt(branch) => traveller.look_at(branch % count),
                Deed::Delete(branch) => {
                    let id = traveller.timeline.id(branch % count);
                    let gone = traveller.timeline.delete(id);
                    prop_assert_eq!(gone.is_ok(), traveller.timeline.run().branches.len() < count);
                }
            }
            let current = traveller.timeline.run().current;
            let here = traveller.trainer.snapshot();
            let there = straight(&traveller.timeline, current, traveller.trainer.position());
            prop_assert_eq!(&here, &there);
            prop_assert_eq!(here.hash(), there.hash());
            prop_assert_eq!(traveller.timeline.take_difference(), None);
            for (place, branch) in traveller.timeline.run().branches.iter().enumerate() {
                prop_assert!(branch.parent.is_none_or(|parent| parent < place), "each comes after its parent");
                prop_assert_eq!(branch.parent.is_none(), place == 0);
            }
        }
        // And every branch can be gone to, each on its own way.
        for branch in 0..traveller.timeline.run().branches.len() {
            traveller.look_at(branch);
            let newest = traveller.timeline.branch().newest;
            for to in [newest, Position::at(newest.epoch / 2), Position::at(0), newest] {
                traveller.seek(to);
                prop_assert_eq!(&traveller.trainer.snapshot(), &straight(&traveller.timeline, branch, to));
            }
            prop_assert_eq!(traveller.timeline.take_difference(), None);
        }
    }
}
