//! Which settings apply to which runs: every setting against every optimizer, loss and kind of points.

use strum::IntoEnumIterator;

use super::*;
use crate::data::Data;
use crate::network::Task;
use crate::train::Trainer;

/// Presets with every kind of points: all generators, and a file.
fn points() -> Vec<Preset> {
    let values = [("data", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/iris.csv"))];
    let file = crate::preset::open(None, &Overrides::new(values).unwrap()).unwrap().preset;
    let generated = builtin().iter().map(|known| {
        let mut preset = find(known.name).unwrap().preset;
        preset.batch = BatchSize::Full;
        assert!(preset.data.set_train_count(12) && preset.data.set_test_count(8));
        preset
    });
    generated.chain([file]).collect()
}

/// Every preset with every optimizer, with and without momentum and what depends on it.
fn optimizers(preset: &Preset) -> Vec<Preset> {
    let rows = [
        "optimizer sgd",
        "optimizer sgd momentum 0.9",
        "optimizer sgd momentum 0.9 nesterov true",
        "optimizer sgd momentum 0.9 dampening 0.5",
        "optimizer adam",
        "optimizer adamw",
        "optimizer rmsprop",
        "optimizer rmsprop momentum 0.5 centered true",
    ];
    rows.into_iter().map(|row| with(preset, row)).collect()
}

/// A preset with settings in words: names and values in turn.
fn with(preset: &Preset, row: &str) -> Preset {
    let words: Vec<&str> = row.split(' ').collect();
    let mut changed = preset.clone();
    let pairs = words.as_chunks::<2>().0.iter().map(|[name, value]| (*name, *value));
    Overrides::new(pairs).unwrap().apply(&mut changed).unwrap();
    changed
}

/// Whether a run has a use for a setting, by what is known of optimizers, networks and points.
fn is_of_use(name: &str, preset: &Preset) -> bool {
    let optimizer = preset.optimizer.name();
    let sgd = match &preset.optimizer {
        Optimizer::Sgd(sgd) => Some(sgd),
        _ => None,
    };
    let is_file = matches!(preset.data, Data::Csv(_));
    match name {
        "momentum" => ["sgd", "rmsprop"].contains(&optimizer),
        "dampening" => sgd.is_some_and(|sgd| sgd.momentum != 0.0 && !sgd.nesterov),
        "nesterov" => sgd.is_some_and(|sgd| sgd.momentum != 0.0 && sgd.dampening == 0.0),
        "betas" | "amsgrad" => ["adam", "adamw"].contains(&optimizer),
        "alpha" | "centered" => optimizer == "rmsprop",
        "eps" => optimizer != "sgd",
        "activation" | "dropout" => !preset.network.hidden.is_empty(),
        "class-weights" => preset.loss.task() != Task::Value,
        "weights-seed" => !matches!(preset.initialization, Initialization::Zeros | Initialization::Constant(_)),
        "noise" => !is_file && !matches!(preset.data, Data::RandomLabels(_)),
        "train" | "test" => !is_file,
        "train-fraction" | "standardize" => is_file,
        "validation" => preset.early_stopping != EarlyStopping::None,
        _ => true,
    }
}

#[test]
fn a_setting_applies_where_it_is_of_use_and_nowhere_else() {
    let mut kinds = std::collections::HashSet::new();
    for preset in points().iter().flat_map(optimizers) {
        for loss in Loss::iter() {
            for (hidden, initialization) in [("none", "pytorch"), ("2", "zeros"), ("3,2", "he"), ("2", "constant:0.5")]
            {
                let mut preset = with(&preset, &format!("hidden {hidden} initialization {initialization}"));
                preset.loss = loss;
                if preset.check().is_err() {
                    continue;
                }
                kinds.insert((std::mem::discriminant(&preset.data), <&str>::from(loss)));
                for setting in CHANGEABLE.iter() {
                    let (applies, expected) = (setting.applies(&preset), is_of_use(setting.name, &preset));
                    assert_eq!(applies, expected, "{} for {preset:?}", setting.name);
                    if !applies {
                        assert!(!setting.absence(&preset).is_empty(), "{}", setting.name);
                        continue;
                    }
                    let (choices, own) = setting.choices(&preset);
                    assert_eq!(Some(&choices[own]), setting.value(&preset).as_ref().or(choices.first()));
                }
            }
        }
    }
    // Ten generators of two to eight classes or values and a file, each with the losses that fit its labels.
    assert!(kinds.len() >= 35, "{}: {kinds:?}", kinds.len());
}

/// The parameters after a few epochs, as bits.
fn trained(preset: &Preset) -> Vec<u32> {
    let preset = Preset { engine: EngineKind::Fused, ..preset.clone() };
    let mut trainer = Trainer::new("run", preset);
    while trainer.epoch() < 4 {
        trainer.advance(|| false).unwrap();
    }
    trainer.snapshot().parameters.iter().map(|parameter| parameter.to_bits()).collect()
}

#[test]
fn what_does_not_apply_changes_nothing_and_what_applies_changes_something() {
    let start = with(&preset(), "train 12 test 8 learning-rate 0.3");
    for preset in optimizers(&start).iter().flat_map(|preset| {
        ["hidden none", "hidden 3", "hidden 2 initialization constant:0.5"].map(|row| with(preset, row))
    }) {
        let before = trained(&preset);
        let shown = |setting: &&&'static Setting| {
            let is_of_network =
                ["activation", "dropout", "class-weights", "weights-seed", "noise", "inputs"].contains(&setting.name);
            // The largest of a few averages is the last one, so AMSGrad needs far more epochs to tell.
            (setting.group == Group::Optimizer || is_of_network) && setting.name != "amsgrad"
        };
        for setting in CHANGEABLE.iter().filter(shown) {
            let others = setting.steps().into_iter().filter_map(|step| setting.set(&preset, step).ok());
            let differs = others.filter(|other| *other != preset).any(|other| trained(&other) != before);
            assert_eq!(differs, setting.applies(&preset), "{} for {preset:?}", setting.name);
        }
    }
}
