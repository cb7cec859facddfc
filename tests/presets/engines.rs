//! Every built-in preset, trained: what its notes say must be true.

use blobtui::data::Data;
use blobtui::network::{EngineKind, Initialization};
use blobtui::preset::{self, BatchSize, Preset};
use blobtui::train::{Record, Trainer, unlabelled};
use strum::IntoEnumIterator;

/// How many seeds beside its own a preset is held against: those that the next restarts would take.
const OTHER_SEEDS: u64 = 10;

/// Train and test points that get their own label.
fn correct(record: Record) -> (usize, usize) {
    let [train, test] = [record.train_score, record.test_score].map(|score| score.correct().expect("classes"));
    (train, test)
}

/// A preset's run to its end, with the record of every epoch.
struct Run {
    trainer: Trainer,
    records: Vec<Record>,
}

fn train(name: &str) -> Run {
    let recipe = preset::find(name).expect("a built-in preset");
    let epochs = recipe.preset.epochs;
    let mut trainer = Trainer::new(&recipe.name, recipe.preset);
    let mut records = vec![trainer.record()];
    while trainer.epoch() < epochs {
        trainer.advance(|| false).unwrap_or_else(|divergence| panic!("{name}: {divergence:?}"));
        records.push(trainer.record());
    }
    Run { trainer, records }
}

/// How a preset's run does on its test points when it ends.
fn end(name: &str, mut recipe: Preset, seed: u64) -> End {
    recipe.seed = seed;
    let epochs = recipe.epochs;
    let mut trainer = Trainer::new(name, recipe);
    while trainer.epoch() < epochs {
        trainer.advance(|| false).unwrap_or_else(|divergence| panic!("{name}, seed {seed}: {divergence:?}"));
    }
    let Record { test_loss, test_score, .. } = trainer.evaluate();
    End { loss: test_loss, score: test_score.share(trainer.dataset().test.len()) }
}

/// Test loss, and test accuracy or R².
#[derive(Clone, Copy, Debug)]
struct End {
    loss: f32,
    score: f64,
}

/// Fraction of the test points that are correct when a preset's run ends.
fn test_accuracy(name: &str, recipe: Preset, seed: u64) -> f64 {
    end(name, recipe, seed).score
}

/// Checks that a preset reaches its goal with its own seed by every engine, and with at least eight of ten other seeds
/// by the fast one, or by all if more cases are asked for.
fn assert_ends(name: &str, goal: impl Fn(End) -> bool) {
    for engine in EngineKind::iter() {
        let engine_name = engine.name();
        let recipe = Preset { engine, ..preset::find(name).expect("a built-in preset").preset };
        let own = end(name, recipe.clone(), recipe.seed);
        assert!(goal(own), "{name}, {engine_name}: {own:?}");
        if engine != EngineKind::Fused && std::env::var_os("BLOBTUI_MORE_CASES").is_none() {
            continue;
        }
        let others: Vec<_> = (1..=OTHER_SEEDS).map(|next| end(name, recipe.clone(), recipe.seed + next)).collect();
        let reached = others.iter().filter(|other| goal(**other)).count();
        assert!(reached >= 8, "{name}, {engine_name}: {others:?}");
    }
}

/// The same for a test accuracy.
fn assert_reaches(name: &str, least: f64) {
    assert_ends(name, |end| end.score >= least);
}

impl Run {
    /// The trained network's logits at some points.
    fn logits(&self, points: &[[f32; 2]]) -> Vec<f32> {
        let preset = self.trainer.preset();
        let mut logits = vec![0.0; points.len()];
        let mut engine = preset.engine.build(&preset.shape(), preset.loss);
        let points = unlabelled(&preset.inputs, points, &[]);
        engine.outputs(self.trainer.parameters(), &points, &mut logits);
        logits
    }

    /// Whether the network gives label 1 in the middle, and label 0 all round at this radius.
    fn fences_the_middle(&self, radius: f32) -> bool {
        let around: Vec<_> = (0..360).map(|angle| (angle as f32).to_radians().sin_cos()).collect();
        let around: Vec<_> = around.iter().map(|(sine, cosine)| [radius * cosine, radius * sine]).collect();
        self.logits(&[[0.0, 0.0]])[0] > 0.0 && self.logits(&around).iter().all(|logit| *logit < 0.0)
    }

    fn last(&self) -> Record {
        self.records[self.records.len() - 1]
    }

    fn all_right(&self) -> bool {
        let last = self.last();
        let dataset = self.trainer.dataset();
        correct(last) == (dataset.train.len(), dataset.test.len())
    }

    /// Values of the first hidden layer's units before their activation, point by point, from the flat parameters.
    fn first_layer(&self) -> Vec<Vec<f32>> {
        let units = self.trainer.preset().network.hidden[0];
        let (weights, biases) = self.trainer.parameters().split_at(2 * units);
        let value = |unit: usize, [x, y]: [f32; 2]| weights[2 * unit] * x + weights[2 * unit + 1] * y + biases[unit];
        let points = self.trainer.dataset().train.inputs.iter();
        points.map(|&point| (0..units).map(|unit| value(unit, point)).collect()).collect()
    }
}

#[test]
fn every_file_trains_to_its_end() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of presets") {
        let path = entry.expect("an entry of the folder").path();
        let name = path.file_stem().expect("a file's name").to_string_lossy().into_owned();
        let run = train(&name);
        assert!(run.last().train_loss.is_finite(), "{name}");
        count += 1;
    }
    assert_eq!(count, preset::builtin().len());
}

#[test]
fn xor_blobs_does_what_the_tutorial_does() {
    let run = train("xor-blobs");
    let (before, after) = (run.records[0], run.last());
    assert!((before.test_loss - 0.65).abs() < 0.01, "{before:?}");
    assert!((after.test_loss - 0.05).abs() < 0.01, "{after:?}");
    assert!(run.all_right());
    let Data::Blobs(blobs) = &run.trainer.preset().data else { panic!("the tutorial has blobs") };
    assert_eq!((blobs.train, blobs.test, blobs.std), (80, 20, 0.3));
    assert_eq!(run.trainer.parameters().len(), 21);
}

#[test]
fn xor_blobs_tanh_and_many_units_learn_everything() {
    let (plain, tanh, many) = (train("xor-blobs"), train("xor-blobs-tanh"), train("many-units"));
    assert!(tanh.all_right() && many.all_right());
    let loss = |run: &Run, epoch: usize| run.records[epoch].train_loss;
    assert!(loss(&many, 100) > loss(&plain, 100), "it falls slowly at first");
    assert!(many.last().train_loss < plain.last().train_loss, "and lower in the end");
}

#[test]
fn two_blobs_need_no_hidden_layer() {
    let run = train("two-blobs");
    assert!(run.trainer.preset().network.hidden.is_empty());
    assert!(run.all_right());
}

#[test]
fn underfit_leaves_a_quarter_of_the_points_wrong() {
    let run = train("underfit");
    assert_eq!(correct(run.last()), (60, 15));
    let [early, late] = [1000, 2000].map(|epoch| run.records[epoch].train_loss);
    assert!(early - late < 0.03, "the loss hardly falls in the second half: {early} {late}");
}

#[test]
fn too_fast_jumps_up_and_down_to_the_end() {
    let run = train("too-fast");
    let newest = &run.records[run.records.len() - 100..];
    let rises = newest.windows(2).filter(|pair| pair[1].train_loss > pair[0].train_loss * 1.05).count();
    assert!((40..60).contains(&rises), "{rises} rises in the last 100 epochs");
}

#[test]
fn dead_relu_ends_with_five_dead_units() {
    let run = train("dead-relu");
    let values = run.first_layer();
    for unit in 0..5 {
        assert!(values.iter().all(|point| point[unit] <= 0.0), "unit {unit} is alive");
    }
    assert!(correct(run.records[1]).0 > correct(run.last()).0, "it was better before they died");
    let stays = run.records[10..].windows(2).all(|pair| (pair[1].train_loss - pair[0].train_loss).abs() < 0.05);
    assert!(stays, "after ten epochs nothing much happens");
}

#[test]
fn zeros_keeps_all_hidden_units_alike() {
    for engine in EngineKind::iter() {
        let name = engine.name();
        let preset = Preset { engine, ..preset::find("zeros").expect("a built-in preset").preset };
        let units = preset.network.hidden[0];
        let mut trainer = Trainer::new("zeros", preset.clone());
        assert!(trainer.parameters().iter().all(|parameter| *parameter == 0.0));
        while trainer.epoch() < preset.epochs {
            trainer.advance(|| false).expect("a run that stays finite");
            if trainer.epoch().is_multiple_of(100) {
                let (inputs, rest) = trainer.parameters().split_at(2 * units);
                assert!(inputs.chunks(2).all(|unit| unit == &inputs[..2]), "{name}: {inputs:?}");
                let (biases, rest) = rest.split_at(units);
                assert!(biases.iter().all(|bias| *bias == biases[0]), "{name}: {biases:?}");
                assert!(rest[..units].iter().all(|weight| *weight == rest[0]), "{name}: {rest:?}");
            }
        }
        assert!(trainer.parameters().iter().any(|parameter| parameter.abs() > 1.0), "{name}: they do move");
        let zeros = correct(trainer.evaluate()).1;
        let random = Preset { initialization: Initialization::PyTorch, ..preset.clone() };
        let mut one = random.clone();
        one.network.hidden = vec![1];
        let count = preset.data.generate(preset.seed).test.len() as f64;
        assert!(test_accuracy("zeros", one, preset.seed) * count >= zeros as f64, "{name}: one unit does as well");
        assert_eq!(test_accuracy("zeros", random, preset.seed), 1.0, "{name}");
    }
}

#[test]
fn circle_closes_a_border_round_the_disc() {
    assert_reaches("circle", 0.95);
    assert!(train("circle").fences_the_middle(4.25));
}

#[test]
fn xor_gets_every_point_right() {
    assert_reaches("xor", 0.95);
    assert!(train("xor").all_right());
}

#[test]
fn gauss_needs_only_a_straight_line_midway() {
    assert_reaches("gauss", 0.95);
    let run = train("gauss");
    assert!(run.trainer.preset().network.hidden.is_empty());
    assert!(!run.all_right(), "the clouds overlap");
    let [right, up, bias] = run.trainer.parameters() else { panic!("two weights and a bias") };
    // The line is right x + up y + bias = 0, and the centers are 4 sqrt 2 apart.
    let angle = up.atan2(*right).to_degrees();
    let distance = bias.abs() / right.hypot(*up);
    assert!((angle - 45.0).abs() < 15.0 && distance < 0.3, "{angle} degrees, {distance} beside the middle");
}

#[test]
fn spiral_winds_between_the_arms() {
    assert_reaches("spiral", 0.9);
    let run = train("spiral");
    assert_eq!(correct(run.last()).0, run.trainer.dataset().train.len());
}

#[test]
fn moons_come_apart_in_ten_steps_an_epoch() {
    assert_reaches("moons", 0.95);
    let run = train("moons");
    let preset = run.trainer.preset();
    assert_eq!((preset.batch, preset.data.train_count()), (BatchSize::Size(25), 250));
    assert_eq!(correct(run.last()).0, 250);
    let mut straight = preset.clone();
    straight.network.hidden.clear();
    let accuracy = test_accuracy("moons", straight, preset.seed);
    assert!(accuracy < 0.95, "a straight border gets {accuracy}");
}

#[test]
fn rings_are_separated_by_a_boundary_round_the_inner_one() {
    assert_reaches("rings", 0.95);
    assert!(train("rings").fences_the_middle(1.0));
}

#[test]
fn random_labels_are_learned_by_heart() {
    let run = train("random-labels");
    let (untrained, last) = (run.records[0], run.last());
    let [train, test] = [&run.trainer.dataset().train, &run.trainer.dataset().test].map(|points| points.len() as f64);
    assert_eq!(correct(last).0 as f64, train);
    let accuracy = correct(last).1 as f64 / test;
    assert!((accuracy - 0.5).abs() < 0.05, "{accuracy}");
    assert!(last.train_loss < 0.01 && last.test_loss > 2.0 * untrained.test_loss, "{last:?}");
    // Chance, whatever the seed: 240 coins are further than 0.15 from their half once in 300,000 times.
    let recipe = preset::find("random-labels").expect("a built-in preset").preset;
    for seed in 1..=OTHER_SEEDS {
        let accuracy = test_accuracy("random-labels", recipe.clone(), recipe.seed + seed);
        assert!((accuracy - 0.5).abs() < 0.15, "seed {seed}: {accuracy}");
    }
}

#[test]
fn blobs_8_tells_eight_classes_apart() {
    assert_reaches("blobs-8", 0.95);
    let run = train("blobs-8");
    assert_eq!(run.trainer.preset().shape().outputs, 8);
    let labels = &run.trainer.dataset().test.labels;
    assert!((0..8).all(|class| labels.contains(&(class as f32))));
}

#[test]
fn plane_and_gauss_regression_meet_their_values() {
    for name in ["plane", "gauss-regression"] {
        assert_ends(name, |end| end.loss < 0.02 && end.score > 0.9);
    }
    let run = train("plane");
    // The values are (x + y) / 10.
    let [right, up, bias] = run.trainer.parameters() else { panic!("two weights and a bias") };
    let off = [right - 0.1, up - 0.1, *bias].map(f32::abs);
    assert!(off.iter().all(|off| *off < 0.01), "{off:?}");
}

#[test]
fn gauss_regression_is_flat_without_hidden_layers() {
    let preset = preset::find("gauss-regression").expect("a built-in preset").preset;
    let mut straight = preset.clone();
    straight.network.hidden.clear();
    let score = end("gauss-regression", straight, preset.seed).score;
    assert!(score < 0.1, "a plane explains {score}");
}
