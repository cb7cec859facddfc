use std::sync::mpsc::sync_channel;

use super::one::train;
use super::*;
use crate::sweep::{Plan, Target, Wanted};
use crate::train::{Position, Trainer};

fn recipe() -> Preset {
    let preset = crate::preset::find("xor-blobs").unwrap().preset;
    Preset { epochs: 60, ..preset }
}

fn plane() -> Plane {
    let centers = (0..SIDE * SIDE).map(|place| {
        let (row, column) = (place / SIDE, place % SIDE);
        [column as f32 / 12.0 - 2.0, 2.0 - row as f32 / 12.0]
    });
    Plane { places: centers.collect(), range: (-1.0, 1.0) }
}

/// All reports of a job, the last of them over, with what it collected.
fn trained(many: &ManySeeds, seeds: u64) -> (Vec<Report>, Collected) {
    let (sender, reports) = sync_channel(1);
    let post = move |report| {
        sender.try_send(report).map_err(|error| match error {
            std::sync::mpsc::TrySendError::Full(report) | std::sync::mpsc::TrySendError::Disconnected(report) => report,
        })
    };
    let job = Job::start(1, Collected::new(many.clone(), plane()), seeds, post).unwrap();
    let mut all = vec![];
    for report in reports {
        let is_over = report.is_over;
        all.push(report);
        if is_over {
            break;
        }
    }
    (all, job.end().unwrap())
}

#[test]
fn as_many_runs_meet_a_target_as_in_a_sweep_over_the_same_seeds() {
    let seeds = 24;
    let wanted = Wanted {
        source: Some("xor-blobs".into()),
        settings: crate::preset::Overrides::new([("epochs", "60")]).unwrap(),
        axes: vec![crate::sweep::Axis::of_seeds(0..seeds).unwrap()],
        ..Wanted::default()
    };
    let plan = Plan::new(wanted).unwrap();
    let runs: Vec<u64> = (0..seeds).collect();
    let mut rows = vec![];
    crate::sweep::train(&plan, &runs, &|| false, &mut |run, outcome, _| {
        rows.push((run, outcome.last, outcome.hash));
        Ok(())
    })
    .unwrap();
    rows.sort_by_key(|(run, ..)| *run);
    let many = ManySeeds::new("xor-blobs", &recipe(), &[], 60, Vary::PointsAndWeights);
    let (_, collected) = trained(&many, seeds);
    let summary = collected.summary(seeds, false, None);
    let mut found: Vec<_> = summary.runs.iter().map(|run| (run.seed, run.scores, run.hash)).collect();
    found.sort_by_key(|(seed, ..)| *seed);
    assert_eq!(found, rows, "the same scores and states, to the bit");
    let target: Target = "test-accuracy>=80%".parse().unwrap();
    let successes = rows.iter().filter(|(_, scores, _)| target.is_met(scores)).count();
    assert!(successes > 0 && successes < rows.len(), "{successes} of {} tell nothing", rows.len());
}

#[test]
fn what_is_collected_does_not_depend_on_the_order_in_which_runs_end() {
    let many = ManySeeds::new("xor-blobs", &recipe(), &[], 60, Vary::PointsAndWeights);
    let one = |seed, collected: &mut Collected| {
        let epochs = collected.epochs().to_vec();
        collected.add(train(&many, seed, &epochs, &plane(), &|| false).unwrap());
    };
    let [mut forward, mut back] = [(); 2].map(|()| Collected::new(many.clone(), plane()));
    (0..7).for_each(|seed| one(seed, &mut forward));
    (0..7).rev().for_each(|seed| one(seed, &mut back));
    let [forward, back] = [forward, back].map(|collected| collected.summary(7, false, None));
    assert_eq!(forward.bands, back.bands);
    assert_eq!((forward.mean, forward.disagreement), (back.mean, back.disagreement));
    assert_eq!(forward.bands[1].len(), 61);
}

#[test]
fn a_run_of_these_is_the_run_of_its_seed_with_its_edits_to_the_bit() {
    let mut settings = recipe();
    settings.optimizer.set_learning_rate(0.3);
    let edit = crate::train::Edit { epoch: 20, batch: 0, change: Change::Optimizer(settings.optimizer.clone()) };
    for vary in [Vary::PointsAndWeights, Vary::Weights] {
        let many = ManySeeds::new("xor-blobs", &recipe(), std::slice::from_ref(&edit), 60, vary);
        let seeds = train(&many, 5, &[0, 30, 60], &plane(), &|| false).unwrap();
        let mut preset = Preset { engine: EngineKind::Fused, ..recipe() };
        match vary {
            Vary::PointsAndWeights => preset.seed = 5,
            Vary::Weights => preset.weights_seed = Some(5),
        }
        let preset = preset.in_lowest_version();
        let alone =
            Trainer::replay("xor-blobs", preset.clone(), std::slice::from_ref(&edit), Position::at(60)).unwrap();
        assert_eq!(alone.snapshot().hash(), seeds.run.hash, "{vary:?}");
        let unedited = Trainer::replay("xor-blobs", preset.clone(), &[], Position::at(60)).unwrap();
        assert_ne!(unedited.snapshot().hash(), seeds.run.hash, "{vary:?}: the edit counts");
        let opened = many.open(&seeds.run);
        assert_eq!((opened.preset, opened.branches[0].newest), (preset, Position::at(60)));
        assert_eq!(opened.branches[0].fingerprints[0].hash, seeds.run.hash);
    }
}

#[test]
fn a_job_goes_on_where_it_was_stopped() {
    let many = ManySeeds::new("xor-blobs", &recipe(), &[], 60, Vary::PointsAndWeights);
    let (reports, collected) = trained(&many, 5);
    let last = &reports.last().unwrap().summary;
    assert_eq!((last.runs.len(), last.wanted, last.is_running), (5, 5, false));
    let job = Job::start(2, collected, 9, |_| Ok(())).unwrap();
    let collected = job.end().unwrap();
    let mut seeds: Vec<u64> = collected.summary(9, false, None).runs.iter().map(|run| run.seed).collect();
    seeds.sort_unstable();
    assert_eq!(seeds, (0..9).collect::<Vec<_>>());
    // A job that nobody waits for any more ends within a batch.
    let long = ManySeeds::new("xor-blobs", &recipe(), &[], u64::MAX / 2, Vary::PointsAndWeights);
    let job = Job::start(3, Collected::new(long, plane()), 1000, |_| Ok(())).unwrap();
    drop(job);
}
