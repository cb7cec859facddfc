//! Every built-in preset, trained by the engine that its file names; those that learn do so by both.

use blobtui::data::Data;
use blobtui::network::{EngineKind, Evaluation, Initialization};
use blobtui::preset::{self, Preset};
use blobtui::train::{Record, Trainer};
use strum::IntoEnumIterator;

/// How many seeds beside its own a preset is held against: those that the next restarts would take.
const OTHER_SEEDS: u64 = 10;

/// Train and test points that get their own label.
fn correct(record: Record) -> (usize, usize) {
    let [train, test] =
        [record.train_score, record.test_score().unwrap()].map(|score| score.correct().expect("classes"));
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
    let Evaluation { loss, score } = trainer.evaluate().test.unwrap();
    End { loss, score: score.share(trainer.dataset().test.len()) }
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

impl Run {
    fn last(&self) -> Record {
        self.records[self.records.len() - 1]
    }

    fn all_right(&self) -> bool {
        let last = self.last();
        let dataset = self.trainer.dataset();
        correct(last) == (dataset.train.len(), dataset.test.len())
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
    assert!((before.test_loss().unwrap() - 0.65).abs() < 0.01, "{before:?}");
    assert!((after.test_loss().unwrap() - 0.05).abs() < 0.01, "{after:?}");
    assert!(run.all_right());
    let Data::Blobs(blobs) = &run.trainer.preset().data else { panic!("the tutorial has blobs") };
    assert_eq!((blobs.train, blobs.test, blobs.std), (80, 20, 0.3));
    assert_eq!(run.trainer.parameters().len(), 21);
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
fn presets_that_learn_do_so_by_both_engines() {
    for name in ["circle", "xor", "gauss", "moons", "rings", "blobs-8"] {
        assert_ends(name, |end| end.score >= 0.95);
    }
    assert_ends("spiral", |end| end.score >= 0.9);
    for name in ["plane", "gauss-regression"] {
        assert_ends(name, |end| end.loss < 0.02 && end.score > 0.9);
    }
    // The values are (x + y) / 10.
    let run = train("plane");
    let [right, up, bias] = run.trainer.parameters() else { panic!("two weights and a bias") };
    let off = [right - 0.1, up - 0.1, *bias].map(f32::abs);
    assert!(off.iter().all(|off| *off < 0.01), "{off:?}");
}
