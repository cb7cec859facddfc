//! The run from many seeds: training, stopping, opening one, coming back.

use super::*;
use blobtui::preset::find;
use blobtui::session::{SeedsCommand, Visited};
use blobtui::sweep::Target;
use blobtui::sweep::seeds::{Ended, Plane, SIDE, Vary};
use blobtui::train::{Change, Position};

fn plane() -> Plane {
    let place = |place: usize| [(place % SIDE) as f32 / 12.0 - 2.0, 2.0 - (place / SIDE) as f32 / 12.0];
    Plane { places: (0..SIDE * SIDE).map(place).collect(), range: (-1.0, 1.0) }
}

fn train(count: u64, vary: Vary) -> Command {
    Command::Seeds(SeedsCommand::Train { count, vary, plane: Box::new(plane()) })
}

fn tutorial(epochs: u64) -> Preset {
    Preset { epochs, ..find("xor-blobs").expect("a built-in preset").preset }
}

impl Watched {
    /// Trains so many seeds, and waits for the last.
    fn train_seeds(&mut self, count: u64) -> Update {
        self.send(|| train(count, Vary::PointsAndWeights));
        self.wait_for_seeds(count)
    }

    fn wait_for_seeds(&mut self, count: u64) -> Update {
        self.wait(|update| {
            update.seeds.as_ref().is_some_and(|seeds| !seeds.is_running && seeds.runs.len() as u64 == count)
        })
    }
}

#[test]
fn a_seed_opens_with_its_history_to_the_bit_and_the_run_comes_back_as_it_was() {
    let mut watched = watch(tutorial(200));
    watched.send(|| Command::Step(120));
    let before = watched.wait(|update| update.record.epoch == 120 && !update.busy);
    let seeds = watched.train_seeds(12).seeds.expect("they are known");
    let target: Target = "test-accuracy>=75%".parse().expect("a target");
    for seed in [3, 11] {
        let kept = seeds.find(seed).expect("it is trained");
        watched.send(|| Command::Seeds(SeedsCommand::Open(seed)));
        let opened = watched.wait(|update| update.visited == Some(Visited::Seed(seed)) && !update.busy);
        assert_eq!((opened.record.epoch, &opened.state), (200, &State::Finished));
        assert_eq!(opened.preset.seed, seed);
        let mut alone = Trainer::new("test", Preset { engine: opened.preset.engine, ..tutorial(200) });
        assert_ne!(alone.dataset().train, opened.dataset.train, "seed {seed} has points of its own");
        alone = Trainer::new("test", opened.preset.as_ref().clone());
        alone.train(200, |_| std::ops::ControlFlow::Continue(())).expect("this run stays finite");
        assert_eq!(alone.snapshot().hash(), kept.hash, "seed {seed}");
        assert_eq!(alone.parameters(), opened.parameters);
        assert_eq!((opened.record.test_loss(), kept.ended), (kept.scores.test_loss, Ended::Finished));
        assert!(opened.history.spans().len() > 100, "with all its past");
        assert_eq!(target.is_met(&kept.scores), opened.record.test_score().unwrap().share(20) >= 0.75);
    }
    watched.may_go_back = true;
    watched.send(|| Command::Seeds(SeedsCommand::Back));
    let back = watched.wait(|update| update.visited.is_none() && update.record.epoch == 120);
    assert_eq!((&back.parameters, &back.preset), (&before.parameters, &before.preset));
    assert!(back.seeds.is_some_and(|seeds| seeds.runs.len() == 12), "what was trained is still there");
    let problem = |notice: &&Notice| matches!(notice, Notice::Problem(_));
    assert_eq!(watched.notices.iter().find(problem), None);
}

#[test]
fn more_seeds_are_added_and_edits_are_in_every_run() {
    let mut watched = watch(tutorial(60));
    let first = watched.train_seeds(4).seeds.expect("they are known");
    let more = watched.train_seeds(7).seeds.expect("they are known");
    for run in first.runs.iter() {
        assert_eq!(more.find(run.seed), Some(run), "what is known is not trained again");
    }
    watched.send(|| Command::Step(30));
    watched.wait(|update| update.record.epoch == 30 && !update.busy);
    let mut faster = tutorial(60);
    faster.optimizer.set_learning_rate(0.3);
    watched.send(|| Command::Change(Box::new(faster.clone())));
    watched.wait(|update| update.edits == 1);
    let edited = watched.train_seeds(4).seeds.expect("they are known");
    assert_eq!(edited.many.journal().len(), 1);
    for run in edited.runs.iter() {
        assert_ne!(run.hash, more.find(run.seed).expect("it is trained").hash);
        let journal =
            [blobtui::train::Edit { epoch: 30, batch: 0, change: Change::Optimizer(faster.optimizer.clone()) }];
        let alone = Trainer::replay("test", edited.many.preset_of(run.seed), &journal, Position::at(60));
        assert_eq!(alone.expect("this run stays finite").snapshot().hash(), run.hash);
    }
    watched.send(|| train(4, Vary::Weights));
    let weights = watched.wait(|update| {
        update.seeds.as_ref().is_some_and(|seeds| seeds.many.vary() == Vary::Weights && seeds.runs.len() == 4)
    });
    let seeds = weights.seeds.expect("they are known");
    assert!(seeds.runs.iter().all(|run| Some(run) != edited.find(run.seed)));
    assert_eq!(seeds.many.preset_of(2).seed, weights.preset.seed, "the points stay");
}

#[test]
fn a_run_can_be_trained_and_stopped_while_seeds_are_trained() {
    let mut watched = watch(tutorial(1_000_000_000));
    watched.send(|| train(1000, Vary::PointsAndWeights));
    watched.wait(|update| update.seeds.as_ref().is_some_and(|seeds| seeds.is_running));
    watched.send(|| Command::Step(50));
    watched.wait(|update| update.record.epoch == 50 && !update.busy);
    watched.send(|| Command::Seeds(SeedsCommand::Stop));
    let stopped = watched.wait(|update| update.seeds.as_ref().is_some_and(|seeds| !seeds.is_running));
    assert_eq!(stopped.seeds.map(|seeds| seeds.runs.len()), Some(0), "none of a billion epochs is done");
    watched.send(|| train(1000, Vary::PointsAndWeights));
    watched.wait(|update| update.seeds.as_ref().is_some_and(|seeds| seeds.is_running));
    // Threads that went on would keep this test for days.
    drop(watched);
}

#[test]
fn without_seeds_there_is_none_to_open() {
    let mut watched = watch(tutorial(60));
    watched.send(|| Command::Seeds(SeedsCommand::Open(3)));
    let notice = watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(_)));
    assert_eq!(notice, Notice::Problem("no seeds are trained yet; Y trains them".into()));
    watched.send(|| Command::Seeds(SeedsCommand::Back));
    watched.wait_for_notice(|notice| matches!(notice, Notice::Remark(_)));
    watched.train_seeds(2);
    watched.send(|| Command::Seeds(SeedsCommand::Open(2)));
    let notice = watched.wait_for_notice(|notice| matches!(notice, Notice::Problem(_)));
    assert_eq!(notice, Notice::Problem("seed 2 is not trained yet".into()));
}
