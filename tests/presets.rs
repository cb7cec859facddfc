//! Every built-in preset, trained: what its notes say must be true.

use blobtui::data::Data;
use blobtui::network::EngineKind;
use blobtui::preset;
use blobtui::train::{Record, Trainer};

/// A preset's run to its end, with the record of every epoch.
struct Run {
    trainer: Trainer,
    records: Vec<Record>,
}

fn train(name: &str) -> Run {
    let recipe = preset::find(name).expect("a built-in preset");
    let epochs = recipe.preset.epochs;
    let mut trainer = Trainer::new(&recipe.name, recipe.preset, EngineKind::Dfdx);
    let mut records = vec![trainer.record()];
    while trainer.epoch() < epochs {
        trainer.advance(|| false).unwrap_or_else(|divergence| panic!("{name}: {divergence:?}"));
        records.push(trainer.record());
    }
    Run { trainer, records }
}

impl Run {
    fn last(&self) -> Record {
        self.records[self.records.len() - 1]
    }

    fn all_right(&self) -> bool {
        let last = self.last();
        let dataset = self.trainer.dataset();
        last.train_correct == dataset.train.len() && last.test_correct == dataset.test.len()
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
    assert_eq!((run.last().train_correct, run.last().test_correct), (60, 15));
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
    assert!(run.records[1].train_correct > run.last().train_correct, "it was better before they died");
    let stays = run.records[10..].windows(2).all(|pair| (pair[1].train_loss - pair[0].train_loss).abs() < 0.05);
    assert!(stays, "after ten epochs nothing much happens");
}
