//! Changing settings while a run goes on, and undoing what was done.

use super::common::{bits, preset};
use super::*;
use blobtui::network::{EngineKind, Initialization};
use blobtui::optimizer::Optimizer;
use blobtui::preset::BatchSize;
use blobtui::train::Change;

fn change(watched: &Watched, preset: &Preset) {
    watched.send(|| Command::Change(Box::new(preset.clone())));
}

fn remark(watched: &mut Watched, words: &str) {
    watched.wait_for_notice(|notice| matches!(notice, Notice::Remark(remark) if remark.contains(words)));
}

#[test]
fn settings_change_while_the_network_stays_and_are_undone_and_done_again() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(40));
    watched.wait(|update| update.record.epoch == 40);
    let optimizer = Optimizer::named("adam", 0.01).unwrap();
    let other = Preset { optimizer: optimizer.clone(), batch: BatchSize::Size(10), ..preset() };
    change(&watched, &other);
    let changed = watched.wait(|update| update.edited);
    assert_eq!((changed.run, changed.record.epoch, &*changed.preset), (1, 40, &other));
    watched.send(|| Command::Step(10));
    let there = watched.wait(|update| update.record.epoch == 50);
    let mut expected = alone(&preset(), 40);
    expected.edit(Change::Optimizer(optimizer));
    expected.edit(Change::Batch(BatchSize::Size(10)));
    for _ in 0..10 {
        expected.advance(|| false).expect("a run that does not diverge");
    }
    assert_eq!(bits(&there.parameters), bits(expected.parameters()));
    watched.send(|| Command::Undo);
    remark(&mut watched, "undone: learning rate 0.01 → 0.03, optimizer adam → sgd, batch 10 → full; U redoes");
    let undone = watched.last.as_ref().unwrap();
    assert_eq!((undone.run, undone.record.epoch, &*undone.preset), (1, 50, &preset()));
    watched.send(|| Command::Redo);
    remark(&mut watched, "redone: learning rate 0.03 → 0.01, optimizer sgd → adam, batch full → 10; u undoes");
    assert_eq!(*watched.last.as_ref().unwrap().preset, other);
    watched.send(|| Command::Redo);
    remark(&mut watched, "nothing to redo");
}

#[test]
fn a_change_that_needs_another_start_begins_again_and_undoing_it_brings_the_run_back() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(70));
    let before = watched.wait(|update| update.record.epoch == 70);
    let zeros = Preset { initialization: Initialization::Zeros, ..preset() };
    change(&watched, &zeros);
    let renewed = watched.wait(|update| update.run == 2);
    assert_eq!((renewed.record.epoch, &*renewed.preset, renewed.edited), (0, &zeros, true));
    watched.send(|| Command::Restart);
    watched.wait(|update| update.run == 3);
    watched.send(|| Command::Load { source: recipe(Preset { seed: 99, ..preset() }), run: false });
    watched.wait(|update| update.run == 4);
    for _ in 0..3 {
        watched.send(|| Command::Undo);
    }
    let back = watched.wait(|update| update.run == 7);
    assert_eq!((back.record, back.edited), (before.record, false));
    assert_eq!(bits(&back.parameters), bits(&before.parameters));
    assert_eq!(back.history.spans(), before.history.spans());
    watched.send(|| Command::Undo);
    remark(&mut watched, "nothing to undo");
    // It goes on as if nothing had been.
    watched.send(|| Command::Step(30));
    let end = watched.wait(|update| update.run == 7 && update.record.epoch == 100);
    assert_eq!(bits(&end.parameters), bits(alone(&preset(), 100).parameters()));
    for _ in 0..3 {
        watched.send(|| Command::Redo);
    }
    let again = watched.wait(|update| update.run == 10);
    assert_eq!((again.preset.seed, again.record.epoch), (99, 0));
}

#[test]
fn a_network_that_lost_units_gets_them_back_when_it_is_undone() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(70));
    let before = watched.wait(|update| update.record.epoch == 70);
    let mut narrow = preset();
    narrow.network.hidden = vec![2];
    change(&watched, &narrow);
    let narrowed = watched.wait(|update| update.edited);
    assert_eq!((narrowed.run, narrowed.record.epoch, narrowed.parameters.len()), (1, 70, 9));
    assert_ne!(narrowed.record, before.record);
    watched.send(|| Command::Step(5));
    watched.wait(|update| update.record.epoch == 75);
    watched.send(|| Command::Undo);
    let back = watched.wait(|update| update.record.epoch == 70);
    assert_eq!(bits(&back.parameters), bits(&before.parameters));
    watched.send(|| Command::Redo);
    let again = watched.wait(|update| update.record.epoch == 75);
    assert_eq!(again.parameters.len(), 9);
}

#[test]
fn a_drawn_point_is_seen_at_once_and_taken_back_by_undo() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(20));
    let before = watched.wait(|update| update.record.epoch == 20);
    let mut drawn = preset();
    drawn.drawn.points.push((0.0, 0.0, 1.0));
    change(&watched, &drawn);
    let changed = watched.wait(|update| update.edited);
    assert_eq!((changed.run, changed.record.epoch, changed.dataset.train.len()), (1, 20, 81));
    assert_ne!(changed.record.train_loss, before.record.train_loss);
    watched.send(|| Command::Undo);
    let undone = watched.wait(|update| update.dataset.train.len() == 80);
    assert_eq!((undone.record, &undone.dataset), (before.record, &before.dataset));
}

#[test]
fn a_run_is_edited_only_while_its_recipe_is_another() {
    let mut watched = watch(preset());
    let seed = preset().seed;
    for changed in [Preset { epochs: 10, ..preset() }, Preset { seed: seed + 1, ..preset() }] {
        change(&watched, &changed);
        watched.wait(|update| update.edited && *update.preset == changed);
        change(&watched, &preset());
        watched.wait(|update| !update.edited && *update.preset == preset());
    }
}

#[test]
fn what_is_said_of_a_preset_goes_with_any_change_but_the_engine() {
    let mut watched = watch(preset());
    assert_eq!(watched.wait(|_| true).title(), "Four blobs");
    for (changed, title) in [
        (Preset { engine: EngineKind::Fused, ..preset() }, "Four blobs"),
        (Preset { seed: preset().seed + 1, ..preset() }, ""),
        (Preset { epochs: 10, ..preset() }, ""),
    ] {
        change(&watched, &changed);
        let update = watched.wait(|update| update.edited && *update.preset == changed);
        assert_eq!((update.title(), update.is_described), (title, !title.is_empty()));
        change(&watched, &preset());
        watched.wait(|update| update.title() == "Four blobs" && *update.preset == preset());
    }
}

#[test]
fn the_end_of_a_run_moves() {
    let mut watched = watch(preset());
    watched.send(|| Command::Step(20));
    watched.wait(|update| update.record.epoch == 20);
    change(&watched, &Preset { epochs: 10, ..preset() });
    assert_eq!(watched.wait(|update| update.edited).total, 20, "no run ends before where it is");
    change(&watched, &Preset { epochs: 50, ..preset() });
    let longer = watched.wait(|update| update.total == 50);
    assert_eq!(longer.state, State::Paused);
    watched.send(|| Command::Run);
    assert_eq!(watched.wait_for(&State::Finished).record.epoch, 50);
}

#[test]
fn what_can_be_undone_is_bounded_and_a_new_change_forgets_what_was_undone() {
    let mut watched = watch(preset());
    let with = |size: usize| Preset { batch: BatchSize::Size(size), ..preset() };
    for size in 1..=40 {
        change(&watched, &with(size));
    }
    for _ in 0..32 {
        watched.send(|| Command::Undo);
    }
    watched.wait(|update| update.preset.batch == BatchSize::Size(8));
    watched.send(|| Command::Undo);
    remark(&mut watched, "nothing to undo");
    change(&watched, &Preset { engine: EngineKind::Fused, ..with(8) });
    watched.wait(|update| update.preset.engine == EngineKind::Fused);
    watched.send(|| Command::Redo);
    remark(&mut watched, "nothing to redo");
}

#[test]
fn undoing_a_change_of_preset_restores_its_speed_and_undoing_a_restart_keeps_it() {
    let named = |name: &str, speed| {
        let preset = Preset { speed, ..preset() };
        Source::Recipe(Box::new(Recipe { name: name.to_owned(), preset, edited: false }))
    };
    let mut watched = watch_with(preset(), |setup| setup.speed = None);
    let load = |watched: &Watched, source: &Source| {
        watched.send(|| Command::Load { source: source.clone(), run: false });
    };
    load(&watched, &named("slow", 20));
    watched.wait(|update| update.run == 2 && update.speed == Speed::Limited(20));
    load(&watched, &named("fast", 500));
    watched.wait(|update| update.run == 3 && update.speed == Speed::Limited(500));
    // A speed that somebody chose stays with the run that it was chosen for.
    watched.send(|| Command::Speed(Speed::Unlimited));
    watched.send(|| Command::Undo);
    watched.wait(|update| update.name == "slow" && update.speed == Speed::Limited(20));
    watched.send(|| Command::Redo);
    watched.wait(|update| update.name == "fast" && update.speed == Speed::Unlimited);
    watched.send(|| Command::Restart);
    watched.send(|| Command::Speed(Speed::Limited(7)));
    watched.send(|| Command::Undo);
    watched.wait(|update| update.run == 7 && update.speed == Speed::Limited(7));
    // The next one has its own again, as its author wants it to be watched.
    load(&watched, &named("slow", 20));
    watched.wait(|update| update.run == 8 && update.speed == Speed::Limited(20));
}

#[test]
fn of_points_in_endless_reach_the_nearest_is_removed() {
    let mut watched = watch_with(preset(), |_| {});
    for x in [1e-7, 2e-7] {
        watched.send(|| Command::Draw((x, 0.0, 1.0)));
    }
    watched.wait(|update| update.preset.drawn.points.len() == 2);
    watched.send(|| Command::Erase { place: (2.1e-7, 0.0), reach: (f32::INFINITY, f32::INFINITY) });
    watched.wait(|update| update.preset.drawn.points == [(1e-7, 0.0, 1.0)]);
}

#[test]
fn a_speed_that_the_program_is_started_with_is_that_of_every_preset() {
    let mut watched = watch_with(preset(), |setup| setup.speed = Some(Speed::Limited(300)));
    watched.send(|| Command::Speed(Speed::Limited(5)));
    watched.wait(|update| update.speed == Speed::Limited(5));
    let recipe = Recipe { name: "slow".into(), preset: Preset { speed: 20, ..preset() }, edited: false };
    watched.send(|| Command::Load { source: Source::Recipe(Box::new(recipe.clone())), run: false });
    watched.wait(|update| update.name == "slow" && update.speed == Speed::Limited(300));
}
