//! How many keyframes there are, how far apart, and what they take.

use blobtui::data::Data;
use blobtui::network::EngineKind;
use blobtui::optimizer::Optimizer;
use blobtui::preset::{BatchSize, Preset};
use blobtui::train::timeline::MAX_BYTES;
use blobtui::train::{Change, Identities, Position, Timeline};
use proptest::prelude::*;

use super::common::preset;
use super::support::Traveller;

/// The most epochs that a seek to any epoch of a branch has to train.
fn longest(timeline: &Timeline, branch: usize) -> u64 {
    let kept = timeline.keyframes(branch);
    // The untrained network is always to be had, and the step that leads to the epoch is always trained.
    let from = std::iter::once(0).chain(kept.iter().copied());
    let to = kept.iter().copied().chain([timeline.run().branches[branch].newest.epoch]);
    from.zip(to).map(|(from, to)| to - from).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(crate::cases::cases(8))]

    /// The rule as the timeline's documentation states it, with less room than a run needs, so that short runs fill it.
    #[test]
    fn gaps_and_bytes_stay_within_the_rule(
        hidden in prop::sample::select(vec![vec![5], vec![8, 8], vec![32, 32]]),
        rule in prop::sample::select(vec!["sgd", "adam"]),
        batch in prop::sample::select(vec![BatchSize::Full, BatchSize::Size(10)]),
        room in 6_usize..24,
        // Thousandths of a stride: what a stride takes to train is the same for all of these networks.
        length in 4_000_u64..80_000,
        forks in prop::collection::vec(0_u64..1000, 0..4),
    ) {
        let mut recipe = Preset { engine: EngineKind::Fused, batch, ..preset() };
        recipe.network.hidden = hidden;
        recipe.optimizer = Optimizer::named(rule, 0.001).expect("a rule");
        if let Data::Blobs(blobs) = &mut recipe.data {
            blobs.train = 4000;
        }
        let mut traveller = Traveller::new(recipe);
        let size = traveller.trainer.snapshot().bytes() + 256;
        traveller.timeline = Timeline::new(&traveller.trainer, &Identities::default()).within(size * room);
        let base = traveller.timeline.stride(&traveller.trainer);
        let epochs = (base * length).div_ceil(1000);
        traveller.train_to(Position::at(epochs)).expect("a run that stays finite");
        let mut total = epochs;
        for thousandth in forks {
            traveller.look_at(0);
            traveller.seek(Position::at(epochs * thousandth / 1000));
            let mut optimizer = traveller.trainer.preset().optimizer.clone();
            optimizer.set_learning_rate(0.002);
            prop_assert!(traveller.edit(Change::Optimizer(optimizer)));
            total += epochs - traveller.trainer.epoch();
            traveller.train_to(Position::at(epochs)).expect("a run that stays finite");
        }
        for branch in 0..traveller.timeline.run().branches.len() {
            traveller.look_at(branch);
            let kept = traveller.timeline.kept();
            prop_assert!(kept.bytes <= size * room, "{} of {}", kept.bytes, size * room);
        }
        let tips = traveller.timeline.run().branches.len() as u64;
        let bound = (2 * total).div_ceil(room as u64 - tips).max(base);
        for branch in 0..traveller.timeline.run().branches.len() {
            let longest = longest(&traveller.timeline, branch);
            prop_assert!(longest <= bound, "branch {branch}: {longest} epochs, {bound} allowed, of {total} in {room}");
        }
    }
}

#[test]
fn sixteen_branches_share_what_they_have_in_common() {
    let mut traveller = Traveller::new(Preset { engine: EngineKind::Fused, ..preset() });
    traveller.train_to(Position::at(40_000)).expect("a run that stays finite");
    let before = traveller.timeline.kept();
    for number in 0..16_u32 {
        traveller.look_at(0);
        traveller.seek(Position::at(39_000));
        let mut optimizer = traveller.trainer.preset().optimizer.clone();
        optimizer.set_learning_rate(0.01 + f64::from(number) / 1000.0);
        assert!(traveller.edit(Change::Optimizer(optimizer)));
        traveller.train_to(Position::at(40_000)).expect("a run that stays finite");
    }
    let kept = traveller.timeline.kept();
    assert_eq!(traveller.timeline.run().branches.len(), 17);
    assert!(kept.bytes <= MAX_BYTES);
    // Each has no more of its own than its newest state and what lies after the fork.
    assert!(kept.states <= before.states + 17 * 2, "{} after {}", kept.states, before.states);
    for branch in 1..17 {
        assert!(
            traveller.timeline.keyframes(branch).len() >= before.states - 2,
            "those before the fork are the parent's"
        );
    }
}
