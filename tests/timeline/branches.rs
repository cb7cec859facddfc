//! Branches as people use them.

use blobtui::preset::Preset;
use blobtui::train::{Change, Position};

use super::common::preset;
use super::support::{Traveller, straight};

fn rate(traveller: &Traveller, rate: f64) -> Change {
    let mut optimizer = traveller.trainer.preset().optimizer.clone();
    optimizer.set_learning_rate(rate);
    Change::Optimizer(optimizer)
}

#[test]
fn an_edit_in_the_past_begins_a_branch_and_leaves_the_old_line() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(1240)).unwrap();
    let (newest, history) = (traveller.trainer.snapshot(), traveller.trainer.history().clone());
    traveller.seek(Position::at(400));
    assert!(traveller.timeline.is_past(&traveller.trainer));
    assert_eq!(traveller.trainer.history(), &history, "the history survives going back");
    let change = rate(&traveller, 0.3);
    assert!(traveller.edit(change));
    let run = traveller.timeline.run();
    assert_eq!((run.branches.len(), run.current), (2, 1));
    let branch = &run.branches[1];
    assert_eq!(
        (branch.name.as_str(), branch.parent, branch.fork),
        ("learning rate 0.03 → 0.3", Some(0), Position::at(400))
    );
    assert_eq!((branch.shared, branch.journal.len()), (0, 1));
    assert!(!traveller.timeline.is_past(&traveller.trainer));
    assert!(traveller.trainer.history().spans().iter().all(|span| span.epoch <= 400));
    traveller.train_to(Position::at(900)).unwrap();
    let there = traveller.trainer.snapshot();
    traveller.look_at(0);
    assert_eq!(traveller.trainer.position(), Position::at(900), "the same epoch of the old line");
    assert_ne!(traveller.trainer.snapshot().parameters, there.parameters);
    traveller.seek(Position::at(1240));
    assert_eq!(traveller.trainer.snapshot(), newest);
    assert_eq!(traveller.trainer.history().spans(), history.spans());
    // It goes on from where it was.
    traveller.train_to(Position::at(1300)).unwrap();
    assert_eq!(traveller.trainer.snapshot(), straight(&traveller.timeline, 0, Position::at(1300)));
    traveller.look_at(1);
    assert_eq!((traveller.trainer.position(), traveller.trainer.snapshot()), (Position::at(900), there));
}

#[test]
fn branches_of_a_branch_that_is_forgotten_stay() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(300)).unwrap();
    // main - one (from 100) - two (from 150 of one) and three (from 200 of one)
    let mut place = 0;
    for (epoch, value) in [(100, 0.1), (150, 0.2), (200, 0.3)] {
        if epoch == 200 {
            traveller.look_at(1);
        }
        traveller.seek(Position::at(epoch));
        let change = rate(&traveller, value);
        assert!(traveller.edit(change));
        traveller.train_to(Position::at(300)).unwrap();
        place += 1;
        assert_eq!(traveller.timeline.run().current, place);
    }
    let parents: Vec<_> = traveller.timeline.run().branches.iter().map(|branch| branch.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(1)]);
    let before: Vec<_> = [0, 2, 3].map(|branch| straight(&traveller.timeline, branch, Position::at(300))).into();
    assert!(traveller.timeline.delete(traveller.timeline.id(3)).is_err(), "it is looked at");
    traveller.timeline.delete(traveller.timeline.id(1)).unwrap();
    let run = traveller.timeline.run();
    assert_eq!(run.branches.len(), 3);
    assert!(run.branches.iter().enumerate().all(|(place, branch)| branch.parent.is_none_or(|parent| parent < place)));
    let names: Vec<_> = run.branches.iter().map(|branch| branch.name.clone()).collect();
    for (name, state) in ["main", "learning rate 0.1 → 0.2", "learning rate 0.1 → 0.3"].into_iter().zip(&before) {
        let branch = names.iter().position(|known| known == name).expect(name);
        traveller.look_at(branch);
        traveller.seek(Position::at(300));
        assert_eq!(&traveller.trainer.snapshot(), state, "{name}");
    }
    assert_eq!(traveller.timeline.take_difference(), None);
}

#[test]
fn an_edit_that_replaces_a_shared_one_leaves_the_other_branch_alone() {
    let mut traveller = Traveller::new(preset());
    traveller.train_to(Position::at(50)).unwrap();
    let unit = blobtui::network::Unit { layer: 0, index: 1 };
    assert!(traveller.edit(Change::Bias(unit, 0.5)));
    traveller.timeline.fork(&mut traveller.trainer, "from here").unwrap();
    assert_eq!(traveller.timeline.run().branches[1].shared, 1);
    traveller.train_to(Position::at(90)).unwrap();
    let there = traveller.trainer.snapshot();
    traveller.look_at(0);
    assert!(traveller.edit(Change::Bias(unit, 0.75)));
    let run = traveller.timeline.run();
    assert_eq!(run.branches.iter().map(|branch| branch.journal.len()).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(run.branches[1].shared, 0);
    let read = blobtui::train::Run::parse(&traveller.timeline.recorded().to_ron().unwrap(), "a test's").unwrap();
    assert_eq!(read.branches[1].journal, run.branches[1].journal);
    assert_eq!(straight(&traveller.timeline, 1, Position::at(90)), there);
}

#[test]
fn branches_have_unique_names_and_a_maximum_number() {
    let mut traveller = Traveller::new(Preset { epochs: 10, ..preset() });
    traveller.train_to(Position::at(10)).unwrap();
    for number in 1..64 {
        traveller.look_at(0);
        traveller.seek(Position::at(5));
        let change = rate(&traveller, 0.1);
        assert!(traveller.edit(change), "{number}");
    }
    assert_eq!(traveller.timeline.run().branches[2].name, "learning rate 0.03 → 0.1 (2)");
    let timeline = &mut traveller.timeline;
    let id = timeline.id(1);
    assert_eq!(timeline.rename(id, " main ").unwrap_err(), "there is a branch main already");
    assert!(timeline.rename(id, "").is_err() && timeline.rename(id, &"a".repeat(61)).is_err());
    timeline.rename(id, "ten times").unwrap();
    assert_eq!(timeline.run().branches[1].name, "ten times");
    traveller.look_at(0);
    traveller.seek(Position::at(5));
    let refused = traveller.timeline.fork(&mut traveller.trainer, "one more").unwrap_err();
    assert!(refused.starts_with("a run has at most 64 branches"), "{refused}");
    assert_eq!(traveller.timeline.run().current, 0);
}
