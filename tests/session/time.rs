//! Going back in a run, branches from its past, and what updates say of them.

use super::common::{bits, preset};
use super::*;
use blobtui::network::Loss;
use blobtui::optimizer::Optimizer;
use blobtui::session::Seek;
use blobtui::train::{BranchId, Change, Position, Sign};

fn seek(watched: &Watched, seek: Seek) {
    watched.send(|| Command::Seek(seek));
}

/// Goes to an epoch, and waits until it is there.
pub fn go_to(watched: &mut Watched, epoch: u64) -> Update {
    watched.may_go_back = true;
    seek(watched, Seek::To(epoch));
    watched.wait(|update| update.position() == Position::at(epoch) && update.time.sought.is_none())
}

/// A run that has come to an epoch and is paused there.
pub fn at(preset: Preset, epoch: u64) -> Watched {
    let mut watched = watch(preset);
    watched.send(|| Command::Step(epoch));
    watched.wait(|update| update.record.epoch == epoch);
    watched
}

/// The identities of the branches, in their order.
pub fn branches(watched: &Watched) -> Vec<BranchId> {
    watched.last.as_ref().unwrap().time.branches.iter().map(|branch| branch.id).collect()
}

/// Whether the branch at this place is shown.
fn shows(update: &Update, place: usize) -> bool {
    update.time.branches.get(place).is_some_and(|branch| branch.id == update.time.branch)
}

pub fn learning_rate(rate: f64) -> Preset {
    Preset { optimizer: Optimizer::named("sgd", rate).unwrap(), ..preset() }
}

#[test]
fn the_past_is_there_bit_for_bit_and_plays_on_into_training() {
    let mut watched = at(preset(), 280);
    let newest = watched.last.as_ref().unwrap().clone();
    let past = go_to(&mut watched, 120);
    let expected = alone(&preset(), 120);
    assert_eq!(bits(&past.parameters), bits(expected.parameters()));
    assert_eq!((past.is_past(), past.time.newest, &past.state), (true, Position::at(280), &State::Paused));
    assert_eq!(past.record, alone(&preset(), 120).evaluate());
    assert!(!past.before.is_empty(), "the step that led there is known");
    assert_eq!(past.history.spans(), newest.history.spans(), "the history stays whole");
    seek(&watched, Seek::Back(20));
    watched.wait(|update| update.record.epoch == 100);
    watched.send(|| Command::Step(5));
    let stepped = watched.wait(|update| update.record.epoch == 105);
    assert!(stepped.is_past());
    watched.send(|| Command::Run);
    let end = watched.wait(|update| update.state == State::Finished);
    assert_eq!((end.record.epoch, end.is_past()), (300, false));
    assert_eq!(bits(&end.parameters), bits(alone(&preset(), 300).parameters()));
    assert_eq!(end.history.spans(), alone(&preset(), 300).history().spans());
    seek(&watched, Seek::Back(1_000_000));
    assert_eq!(
        bits(&watched.wait(|update| update.record.epoch == 0).parameters),
        bits(alone(&preset(), 0).parameters())
    );
    seek(&watched, Seek::Newest);
    let newest = watched.wait(|update| update.record.epoch == 300 && update.time.sought.is_none());
    assert_eq!(newest.state, State::Finished);
}

#[test]
fn a_change_in_the_past_begins_a_branch_and_undo_comes_back() {
    let mut watched = at(preset(), 200);
    go_to(&mut watched, 80);
    watched.send(|| Command::Change(Box::new(learning_rate(0.3))));
    let branched = watched.wait(|update| update.time.branches.len() == 2);
    assert_eq!((shows(&branched, 1), branched.is_past(), branched.run), (true, false, 1));
    let [main, branch] = &branched.time.branches[..] else { panic!("two branches") };
    assert_eq!(
        (branch.name.as_str(), branch.parent, branch.fork),
        ("learning rate 0.03 → 0.3", Some(main.id), Position::at(80))
    );
    assert_eq!(
        branch.bookmarks.iter().map(|bookmark| (bookmark.epoch, bookmark.sign)).collect::<Vec<_>>(),
        [(80, Sign::Edit)]
    );
    assert_eq!(main.newest, Position::at(200), "the old line is whole");
    watched.send(|| Command::Step(50));
    let there = watched.wait(|update| update.record.epoch == 130);
    let mut expected = alone(&preset(), 80);
    expected.edit(Change::Optimizer(Optimizer::named("sgd", 0.3).unwrap()));
    expected.advance_to(Position::at(130)).unwrap();
    assert_eq!(bits(&there.parameters), bits(expected.parameters()));
    watched.send(|| Command::GoTo(main.id, None));
    let back = watched.wait(|update| shows(update, 0) && update.time.sought.is_none());
    assert_eq!((back.record.epoch, back.is_past()), (130, true), "the same epoch");
    assert_eq!(bits(&back.parameters), bits(alone(&preset(), 130).parameters()));
    assert_eq!(back.learning_rate, 0.03);
    watched.send(|| Command::Undo);
    let undone = watched.wait(|update| update.record.epoch == 80 && update.time.sought.is_none());
    assert_eq!((shows(&undone, 0), undone.time.branches.len()), (true, 2));
    watched.send(|| Command::Redo);
    let redone = watched.wait(|update| update.record.epoch == 130 && update.time.sought.is_none());
    assert!(shows(&redone, 0), "where it was before it was undone");
}

#[test]
fn branches_are_renamed_and_deleted_and_saved_with_their_run() {
    let mut watched = at(preset(), 100);
    go_to(&mut watched, 50);
    watched.send(|| Command::Change(Box::new(learning_rate(0.1))));
    watched.wait(|update| update.time.branches.len() == 2 && update.time.unsaved);
    let [main, other] = branches(&watched)[..] else { panic!("two branches") };
    watched.send(|| Command::RenameBranch(other, "more".into()));
    watched.wait(|update| update.time.branches[1].name == "more");
    watched.send(|| Command::RenameBranch(other, "main".into()));
    watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(text) if text.contains("already")));
    watched.send(|| Command::Bookmark(other, 50, "here it parts".into()));
    watched.wait(|update| update.time.bookmarks(other).iter().any(|bookmark| bookmark.note == "here it parts"));
    watched.send(|| Command::SaveRun);
    let Notice::RunSaved(path) = watched.wait_for_notice(|notice| matches!(notice, Notice::RunSaved(_))) else {
        unreachable!("the notice that was waited for");
    };
    let run = blobtui::file::read_run(&path).unwrap();
    assert_eq!(run.branches.iter().map(|branch| branch.name.as_str()).collect::<Vec<_>>(), ["main", "more"]);
    assert_eq!(run.current, 1);
    assert!(!watched.last.as_ref().unwrap().time.unsaved);
    watched.send(|| Command::DeleteBranch(other));
    watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(text) if text.contains("is shown")));
    watched.send(|| Command::GoTo(main, None));
    watched.send(|| Command::DeleteBranch(other));
    watched.wait(|update| update.time.branches.len() == 1);
    // What was saved is opened with both.
    watched.may_go_back = true;
    watched.send(|| Command::Load { source: Source::Run(Box::new(run.clone())), run: false });
    let opened = watched.wait(|update| update.run == 2);
    assert_eq!((opened.time.branches.len(), shows(&opened, 1), opened.record.epoch), (2, true, 0));
    assert!(opened.is_past());
    assert!(opened.time.branches.iter().all(|branch| branch.id != main && branch.id != other), "another run's");
    watched.send(|| Command::Seek(Seek::Newest));
    watched.wait(|update| update.run == 2 && update.record.epoch == 50);
}

#[test]
fn compared_branches_keep_in_step() {
    let mut watched = at(preset(), 200);
    go_to(&mut watched, 80);
    watched.send(|| Command::Change(Box::new(learning_rate(0.3))));
    watched.send(|| Command::Step(60));
    watched.wait(|update| update.record.epoch == 140);
    let [main, other] = branches(&watched)[..] else { panic!("two branches") };
    watched.send(|| Command::Compare(main));
    let both = watched.wait(|update| update.time.compared.first().is_some_and(|other| other.record.epoch == 140));
    assert_eq!(both.time.compared[0].branch, main);
    assert_eq!(bits(&both.time.compared[0].parameters), bits(alone(&preset(), 140).parameters()));
    assert_eq!(both.time.compared[0].history.spans(), alone(&preset(), 200).history().spans());
    seek(&watched, Seek::To(20));
    let both = watched.wait(|update| update.time.compared[0].record.epoch == 20);
    assert_eq!(bits(&both.parameters), bits(&both.time.compared[0].parameters), "before the fork they are the same");
    // Beyond its newest epoch it stands there.
    seek(&watched, Seek::Newest);
    watched.send(|| Command::Step(100));
    let both = watched.wait(|update| update.record.epoch == 240 && update.time.compared[0].record.epoch == 200);
    assert_eq!(bits(&both.time.compared[0].parameters), bits(alone(&preset(), 200).parameters()));
    // Whoever changes sides still sees both.
    watched.send(|| Command::GoTo(main, None));
    let changed = watched.wait(|update| update.time.branch == main && update.time.compared[0].record.epoch == 200);
    assert_eq!(changed.time.compared[0].branch, other);
    watched.send(|| Command::CompareNone);
    watched.wait(|update| update.time.compared.is_empty());
}

#[test]
fn an_epoch_still_to_come_is_trained_to_and_not_beyond() {
    let mut watched = watch(preset());
    watched.send(|| Command::Run);
    watched.wait(|update| update.record.epoch > 3);
    watched.send(|| Command::StepTo(777));
    let there = watched.wait(|update| update.record.epoch >= 777);
    assert_eq!((there.record.epoch, &there.state), (777, &State::Paused));
    go_to(&mut watched, 100);
    watched.send(|| Command::StepTo(900));
    let there = watched.wait(|update| update.record.epoch >= 900);
    assert_eq!(there.record.epoch, 900);
}

#[test]
fn bookmarks_belong_to_their_branch_and_epoch() {
    let mut watched = at(preset(), 100);
    go_to(&mut watched, 40);
    // The note is for the epoch that it was begun at.
    let main = branches(&watched)[0];
    watched.send(|| Command::Bookmark(main, 30, "here".into()));
    watched.wait(|update| {
        update.time.branches[0].bookmarks.iter().any(|bookmark| (bookmark.epoch, &*bookmark.note) == (30, "here"))
    });
    let wild = Preset { batch: blobtui::preset::BatchSize::Size(8), ..learning_rate(1e38) };
    watched.send(|| Command::Change(Box::new(wild.clone())));
    watched.send(|| Command::Step(50));
    let diverged = watched.wait(|update| matches!(update.state, State::Diverged { .. }));
    assert_eq!(diverged.record.epoch, 40, "at once, in the epoch of the fork");
    let of = |place: usize| {
        diverged.time.branches[place].bookmarks.iter().filter(|bookmark| bookmark.sign == Sign::Diverged).count()
    };
    assert_eq!([of(0), of(1)], [0, 1], "the branch that it leaves has not diverged");
    let note = diverged.time.bookmarks(main).into_iter().find(|bookmark| bookmark.note == "here");
    let id = note.and_then(|note| note.id).unwrap();
    watched.send(|| Command::RemoveBookmark(id));
    watched.wait(|update| update.time.branches[0].bookmarks.iter().all(|bookmark| bookmark.note != "here"));
}

#[test]
fn undo_leaves_the_settings_of_other_branches_alone() {
    let mut watched = at(preset(), 100);
    go_to(&mut watched, 50);
    watched.send(|| Command::Change(Box::new(learning_rate(0.3))));
    watched.send(|| Command::Step(10));
    watched.wait(|update| shows(update, 1) && update.record.epoch == 60);
    let [main, branch] = branches(&watched)[..] else { panic!("two branches") };
    let other = Preset { batch: blobtui::preset::BatchSize::Size(10), ..learning_rate(0.3) };
    watched.send(|| Command::Change(Box::new(other.clone())));
    watched.send(|| Command::GoTo(main, None));
    watched.send(|| Command::Seek(Seek::Newest));
    watched.wait(|update| update.time.branch == main && update.record.epoch == 100);
    watched.send(|| Command::Undo);
    watched.wait_for_notice(
        |notice| matches!(notice, Notice::Remark(text) if text.contains("belongs to the branch learning rate 0.03")),
    );
    let here = watched.last.as_ref().unwrap();
    assert_eq!((&*here.preset, here.edits), (&preset(), 0));
    watched.send(|| Command::GoTo(branch, None));
    watched.wait(|update| update.time.branch == branch && update.time.sought.is_none());
    watched.send(|| Command::Undo);
    watched.wait(|update| *update.preset == learning_rate(0.3));
}

#[test]
fn a_run_that_was_left_is_asked_about_until_it_is_saved() {
    let mut watched = at(preset(), 100);
    let main = branches(&watched)[0];
    watched.send(|| Command::Bookmark(main, 100, "precious".into()));
    watched.wait(|update| update.time.unsaved);
    watched.may_go_back = true;
    watched.send(|| Command::Restart);
    let left = watched.wait(|update| update.run == 2);
    assert_eq!((left.time.unsaved, left.time.left_unsaved), (false, true));
    watched.send(|| Command::Undo);
    let back = watched.wait(|update| update.run == 3);
    assert!(back.time.unsaved && back.time.bookmarks(main).iter().any(|bookmark| bookmark.note == "precious"));
}

#[test]
fn a_checkpoint_of_the_past_knows_nothing_of_what_came_after() {
    let mut watched = at(preset(), 100);
    watched.send(|| Command::Change(Box::new(learning_rate(0.1))));
    watched.send(|| Command::Step(100));
    watched.wait(|update| update.record.epoch == 200);
    go_to(&mut watched, 60);
    watched.send(|| Command::Save);
    let Notice::Saved(path) = watched.wait_for_notice(|notice| matches!(notice, Notice::Saved(_))) else {
        unreachable!("the notice that was waited for");
    };
    let checkpoint = blobtui::file::read_checkpoint(&path).unwrap();
    assert_eq!((checkpoint.snapshot.position(), checkpoint.journal.len()), (Position::at(60), 0));
    assert_eq!(checkpoint.snapshot, alone(&preset(), 60).snapshot());
    let update = watched.last.as_ref().unwrap();
    assert!(
        update
            .time
            .bookmarks(update.time.branch)
            .iter()
            .any(|bookmark| (bookmark.epoch, bookmark.sign) == (60, Sign::Checkpoint))
    );
}

#[test]
fn a_divergence_is_traced_to_its_origin_and_a_fix_continues_more_slowly_beside_it() {
    let mut preset =
        Preset { loss: Loss::MeanSquaredError, optimizer: Optimizer::named("sgd", 50.0).unwrap(), ..preset() };
    preset.network.activation = blobtui::network::Activation::Linear.into();
    let mut watched = watch(preset.clone());
    watched.send(|| Command::Run);
    let diverged = watched.wait(|update| matches!(update.state, State::Diverged { .. }));
    let autopsy = diverged.time.autopsy.clone().expect("what happened");
    assert_eq!(autopsy.divergence.epoch, diverged.record.epoch);
    assert!(!autopsy.norms.is_empty());
    assert!(diverged.time.bookmarks(diverged.time.branch).iter().any(|bookmark| bookmark.sign == Sign::Diverged));
    // Back from the divergence to the last finite state.
    watched.may_go_back = true;
    watched.send(|| Command::Fix(Box::new(slower(&preset, diverged.record.epoch - 1))));
    let rescued = watched.wait(|update| update.time.branches.len() == 2 && update.is_comparing());
    assert_eq!(rescued.learning_rate, 5.0);
    let last = rescued.time.branches[1].fork;
    assert_eq!(last, Position::at(diverged.record.epoch - 1));
    let loss = alone(&preset, last.epoch).evaluate().train_loss;
    assert!(loss.is_finite() && !diverged.record.train_loss.is_finite(), "{loss}");
    // It may diverge again, by itself; going back and playing on leads to the same end.
    let is_over = |update: &Update| shows(update, 1) && update.state != State::Running;
    let end = match watched.last.as_deref().filter(|update| is_over(update)) {
        Some(end) => end.clone(),
        None => watched.wait(is_over),
    };
    go_to(&mut watched, 2);
    watched.send(|| Command::Run);
    let again = watched.wait(|update| update.state != State::Running && update.record.epoch == end.record.epoch);
    assert_eq!(bits(&again.parameters), bits(&end.parameters));
}

#[test]
fn a_seek_that_takes_long_tells_how_far_it_is_and_another_takes_its_place() {
    let slow = Preset { epochs: 1_000_000, ..preset() };
    let mut watched = at(slow, 0);
    // Only the recipe is known, so all of it has to be trained.
    let run = blobtui::train::Run {
        name: "test".into(),
        preset: Preset { epochs: 1_000_000, ..preset() },
        branches: vec![blobtui::train::Branch {
            name: "main".into(),
            parent: None,
            fork: Position::default(),
            shared: 0,
            journal: vec![],
            newest: Position::at(1_000_000),
            bookmarks: vec![],
            fingerprints: vec![],
        }],
        current: 0,
    };
    watched.send(|| Command::Load { source: Source::Run(Box::new(run.clone())), run: false });
    watched.wait(|update| update.run == 2);
    watched.may_go_back = true;
    seek(&watched, Seek::To(900_000));
    let on_the_way = watched.wait(|update| update.record.epoch > 1000);
    assert_eq!(on_the_way.time.sought, Some(900_000));
    seek(&watched, Seek::To(500));
    let there = watched.wait(|update| update.time.sought.is_none());
    assert_eq!(there.record.epoch, 500);
    assert_eq!(bits(&there.parameters), bits(alone(&preset(), 500).parameters()));
    seek(&watched, Seek::To(900_000));
    watched.wait(|update| update.record.epoch > 1000 && update.time.sought.is_some());
    watched.send(|| Command::Pause);
    let stopped = watched.wait(|update| update.time.sought.is_none());
    assert!(stopped.record.epoch < 900_000 && stopped.state == State::Paused);
}
