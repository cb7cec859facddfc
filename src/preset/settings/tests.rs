//! The table of settings, what its rows change, and what they refuse.

mod activations;
mod applies;
mod class_weights;

use super::*;
use crate::data::Input;
use crate::network::{Activation, EngineKind, Initialization, Loss};
use crate::optimizer::{Adam, Clip, Regularization, Schedule};
use crate::preset::{BatchSize, EarlyStopping, builtin, find};

fn preset() -> Preset {
    find("xor-blobs").unwrap().preset
}

fn overrides(values: &[(&'static str, &'static str)]) -> Overrides {
    Overrides::new(values.iter().copied()).unwrap()
}

fn refusal(values: &[(&'static str, &'static str)]) -> String {
    let mut changed = preset();
    let message = overrides(values).apply(&mut changed).unwrap_err().to_string();
    assert_eq!(changed, preset(), "a refusal changes nothing");
    message
}

/// A preset that has the setting, if one of the tutorial's network can.
fn fitting(setting: &Setting) -> Preset {
    let mut preset = preset();
    for name in NAMES {
        preset.optimizer = Optimizer::named(name, 0.03).unwrap();
        if setting.value(&preset).is_some() {
            break;
        }
    }
    if setting.name == "nesterov" {
        preset = Setting::named("momentum").unwrap().set(&preset, "0.9").unwrap();
    }
    preset
}

#[test]
fn names_are_unique_and_other_names_are_read() {
    let names: Vec<&str> =
        SETTINGS.iter().flat_map(|setting| [&[setting.name][..], setting.aliases].concat()).collect();
    for (place, name) in names.iter().enumerate() {
        assert!(!names[..place].contains(name), "{name}");
    }
    assert_eq!(Setting::named("share").unwrap().name, "train-fraction");
    assert_eq!(Setting::named("lr").unwrap().name, "learning-rate");
    assert!(Setting::named("no-such-setting").is_none());
}

#[test]
fn every_value_of_every_built_in_preset_is_read_as_it_is_written() {
    for known in builtin() {
        let preset = find(known.name).unwrap().preset;
        for setting in SETTINGS.iter() {
            if let Some(value) = setting.value(&preset) {
                let again = setting.set(&preset, &value).unwrap();
                assert_eq!(setting.value(&again), Some(value.clone()), "{} {value} of {}", setting.name, known.name);
                // An optimizer resets its own settings, and a seed that of the weights.
                assert!(setting.resets_others || again == preset, "{} {value} of {}", setting.name, known.name);
            }
        }
    }
}

#[test]
fn the_choices_are_the_allowed_steps_with_the_own_value_among_them() {
    for setting in CHANGEABLE.iter() {
        let preset = fitting(setting);
        let (choices, own) = setting.choices(&preset);
        for (place, choice) in choices.iter().enumerate().filter(|(place, _)| *place != own) {
            let changed = setting.set(&preset, choice).unwrap();
            let (again, now) = setting.choices(&changed);
            assert_eq!(&again[now], choice, "{}", setting.name);
            assert!(now == place || !again.contains(&choices[own]), "{} {choice}: {again:?}", setting.name);
        }
    }
    let choices = |name: &str, value: &str| {
        let setting = Setting::named(name).unwrap();
        let (choices, own) = setting.choices(&setting.set(&preset(), value).unwrap());
        (choices.join(" "), own)
    };
    assert_eq!(choices("batch", "30"), ("1 2 5 10 20 30 50 full".to_owned(), 5), "80 points make no batch of 100");
    assert_eq!(choices("batch", "full").1, 7 - 1);
    assert_eq!(choices("clip", "0.001"), ("none 0.001 0.01 0.1 1 10".to_owned(), 1));
    assert_eq!(choices("clip", "20"), ("none 0.01 0.1 1 10 20".to_owned(), 5));
    assert_eq!(choices("schedule", "step:7,0.5").1, 0);
    let noise = Setting::named("noise").unwrap();
    let percent = find("circle").unwrap().preset;
    assert_eq!(noise.choices(&percent).0.join(" "), "0 5 10 15 20 30 40 50", "as in TensorFlow Playground");
    assert_eq!(noise.label(&percent), "noise (%)");
    assert_eq!(noise.choices(&preset()).0.join(" "), "0 0.05 0.1 0.2 0.3 0.5 1 2");
    assert_eq!(noise.label(&preset()), "noise (std)");
    let losses = "binary-cross-entropy hinge tanh-squared-error sigmoid-squared-error softmax-cross-entropy";
    assert_eq!(choices("loss", "hinge"), (losses.to_owned(), 1), "of two classes");
}

#[test]
fn a_wrong_value_is_refused_with_what_is_allowed() {
    for setting in CHANGEABLE.iter() {
        for text in ["", "abc", "-1", "1e999", "8,129"] {
            // As in PyTorch, odd as it is; and what two classes may weigh.
            if [("dampening", "-1"), ("class-weights", "8,129")].contains(&(setting.name, text)) {
                continue;
            }
            let Err(error) = setting.set(&fitting(setting), text) else { panic!("{} takes {text:?}", setting.name) };
            assert!(error.to_string().contains("allowed: "), "{error}");
        }
    }
}

#[test]
fn arguments_of_other_optimizers_are_absent_and_refused_by_name() {
    for (name, expected) in [
        ("sgd", "momentum dampening nesterov weight-decay"),
        ("adam", "betas amsgrad eps weight-decay"),
        ("adamw", "betas amsgrad eps weight-decay"),
        ("rmsprop", "momentum alpha centered eps weight-decay"),
    ] {
        let preset = Setting::named("optimizer").unwrap().set(&preset(), name).unwrap();
        for setting in SETTINGS.iter().filter(|setting| setting.group == Group::Optimizer) {
            let has = expected.split(' ').any(|known| known == setting.name);
            assert_eq!(setting.value(&preset).is_some(), has, "{name} {}", setting.name);
            assert!(has || setting.absence(&preset) == format!("not for {name}"));
            let value = if setting.kind() == Kind::Boolean { "false" } else { setting.steps()[0] };
            match setting.set(&preset, value) {
                Ok(changed) => assert!(has && setting.value(&changed).as_deref() == Some(value), "{name} {value}"),
                Err(error) => assert!(error.to_string().contains(&format!("the optimizer {name} has no ")), "{error}"),
            }
        }
    }
    assert_eq!(
        refusal(&[("betas", "0.5,0.9")]),
        "--betas 0.5,0.9: the optimizer sgd has no setting betas; leave it out, or take adam or adamw"
    );
}

#[test]
fn every_setting_says_what_it_is_in_two_sentences_and_what_to_try() {
    for setting in SETTINGS.iter() {
        let (description, advice) = (setting.description, setting.advice);
        assert_eq!(description.matches(". ").count(), 1, "{}: {description}", setting.name);
        assert!(advice.starts_with("Try ") && !advice.contains(". "), "{}: {advice}", setting.name);
        assert!([description, advice].iter().all(|text| text.ends_with('.')), "{}", setting.name);
        assert!(!setting.help.is_empty() && !setting.help.ends_with('.') && !setting.allowed().is_empty());
    }
    for setting in CHANGEABLE.iter() {
        for (hint, columns) in setting.hint.iter().zip([118, 78]) {
            let shown = hint.chars().filter(|character| *character != '`').count();
            assert!(
                (30..=columns).contains(&shown) && hint.ends_with(['.', '?']),
                "{}: {shown} of {hint}",
                setting.name
            );
        }
        assert_eq!(setting.related().count(), setting.related.len(), "{}: {:?}", setting.name, setting.related);
        assert!(setting.related().all(|other| other.name != setting.name) && !setting.related.is_empty());
    }
}

#[test]
fn the_flags_reproduce_the_preset() {
    let base = preset();
    assert_eq!(flags(&base, &base), "");
    let mut preset = base.clone();
    let changes = [
        ("hidden", "8,8"),
        ("learning-rate", "0.1"),
        ("optimizer", "adam"),
        ("batch", "10"),
        ("seed", "12"),
        ("weights-seed", "5"),
        ("engine", "fused"),
        ("train", "40"),
    ];
    overrides(&changes).apply(&mut preset).unwrap();
    let line = flags(&base, &preset);
    let mut words = line.split(' ').skip(1);
    let mut again = Overrides::default();
    while let (Some(flag), Some(value)) = (words.next(), words.next()) {
        again.add(Setting::named(flag.trim_start_matches("--")).unwrap(), value).unwrap();
    }
    let mut reproduced = base;
    again.apply(&mut reproduced).unwrap();
    assert_eq!(reproduced, preset);
}

#[test]
fn every_override_sets_its_field_alone() {
    let mut changed = Preset { weights_seed: Some(9), ..preset() };
    let mut values = [
        ("seed", "1"),
        ("weights-seed", "6"),
        ("epochs", "2"),
        ("learning-rate", "0.5"),
        ("batch", "4"),
        ("inputs", "radius"),
        ("loss", "hinge"),
        ("hidden", "8,8"),
        ("activation", "tanh"),
        ("optimizer", "adam"),
        ("betas", "0.5,0.75"),
        ("amsgrad", "yes"),
        ("initialization", "he"),
        ("schedule", "cosine:9"),
        ("regularization", "l1:0.25"),
        ("clip", "2"),
        ("dropout", "0.25"),
        ("validation", "10"),
        ("early-stopping", "3"),
        ("train", "40"),
        ("test", "10"),
        ("share", "60"),
        ("noise", "0.5"),
        ("engine", "fused"),
    ];
    overrides(&values).apply(&mut changed).unwrap();
    let mut expected = preset();
    (expected.seed, expected.weights_seed) = (1, Some(6));
    expected.epochs = 2;
    let adam = Adam { learning_rate: 0.5, betas: (0.5, 0.75), eps: 1e-8, weight_decay: 0.0, amsgrad: true };
    expected.optimizer = Optimizer::Adam(adam);
    expected.batch = BatchSize::Size(4);
    expected.inputs = vec![Input::Radius];
    expected.loss = Loss::Hinge;
    expected.network.hidden = vec![8, 8];
    expected.network.activation = Activation::Tanh.into();
    expected.initialization = Initialization::He;
    expected.schedule = Schedule::Cosine { epochs: 9, least: 0.0 };
    expected.regularization = Regularization::L1(0.25);
    expected.clip = Clip::Norm(2.0);
    expected.dropout = 0.25;
    (expected.version, expected.early_stopping) = (4, EarlyStopping::Validation { patience: 3, percent: 10 });
    // The fraction comes after the numbers, of whose sum it is one.
    expected.data.set_train_count(30);
    expected.data.set_test_count(20);
    assert!(expected.data.set_noise(0.5));
    expected.engine = EngineKind::Fused;
    assert_eq!(changed, expected);
    // Whatever their order.
    values.reverse();
    let mut again = Preset { weights_seed: Some(9), ..preset() };
    overrides(&values).apply(&mut again).unwrap();
    assert_eq!(again, expected);
}

#[test]
fn a_seed_resets_that_of_the_weights_and_no_override_changes_nothing() {
    let start = Preset { weights_seed: Some(9), ..preset() };
    let mut changed = start.clone();
    assert!(Overrides::default().is_empty());
    Overrides::default().apply(&mut changed).unwrap();
    assert_eq!(changed, start);
    overrides(&[("seed", "3")]).apply(&mut changed).unwrap();
    assert_eq!((changed.seed, changed.weights_seed), (3, None));
}

#[test]
fn a_later_value_replaces_an_earlier_one() {
    let twice = overrides(&[("share", "20"), ("train-fraction", "70")]);
    assert_eq!((twice.get("train-fraction"), twice.clone()), (Some("70"), overrides(&[("share", "70")])));
}

#[test]
fn noise_is_refused_where_there_is_none_and_beyond_its_range() {
    let noisy = overrides(&[("noise", "60")]);
    let mut labels = find("random-labels").unwrap().preset;
    assert!(noisy.apply(&mut labels).unwrap_err().to_string().contains("--noise 60: these points have no noise"));
    let message = noisy.apply(&mut find("circle").unwrap().preset).unwrap_err().to_string();
    assert!(message.contains("--noise 60") && message.contains("0 to 50 (percent)"), "{message}");
}

#[test]
fn another_optimizer_keeps_the_learning_rate() {
    let mut changed = preset();
    overrides(&[("optimizer", "adam")]).apply(&mut changed).unwrap();
    assert_eq!(Some(changed.optimizer), Optimizer::named("adam", 0.03));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn a_refusal_names_the_flag() {
    for (values, expected) in [
        (
            &[("learning-rate", "-1")][..],
            "--learning-rate -1: optimizer.learning_rate is -1; allowed: a number above 0, in the range of single precision",
        ),
        (&[("hidden", "8,129")], "--hidden 8,129: network.hidden[1] is 129; allowed: 1 to 128 units"),
        (
            &[("activation", "relu,tanh")],
            "--activation relu,tanh: network.activation and network.hidden differ in length: 2 activations, 1 hidden layer; \
             allowed: one activation for each hidden layer, or one name for all",
        ),
        (
            &[("activation", "relu,tanh"), ("hidden", "none")],
            "--activation relu,tanh --hidden none: network.activation and network.hidden differ in length: \
             2 activations, no hidden layer",
        ),
        (
            &[("batch", "50"), ("train", "40")],
            "--batch 50 --train 40: batch and data.train do not fit: batches of 50 from 40 train points; \
             allowed: Full, or Size(1) to Size(40)",
        ),
        (
            &[("batch", "50"), ("train-fraction", "40")],
            "--batch 50 --train-fraction 40: batch and data.train do not fit",
        ),
        (&[("inputs", "x,x")], "--inputs x,x: inputs[1] is X again; allowed: 1 to 64 inputs, each once"),
        (
            &[("loss", "huber"), ("noise", "0.5")],
            "--loss huber: data and loss do not fit: labels of 2 classes under Huber; \
             allowed: data whose labels are values for Huber, \
             or BinaryCrossEntropy, Hinge, TanhSquaredError, SigmoidSquaredError, SoftmaxCrossEntropy for these labels",
        ),
        (
            &[("momentum", "0"), ("nesterov", "true")],
            "--nesterov true --momentum 0: optimizer.nesterov and optimizer.momentum are true and 0; \
             allowed: nesterov only with a momentum above 0",
        ),
        (
            &[("betas", "0.9,1"), ("optimizer", "adam")],
            "--betas 0.9,1: optimizer.betas.1 is 1; allowed: a number from 0 to below 1",
        ),
        (
            &[("schedule", "warm-up-cosine:9,9")],
            "--schedule warm-up-cosine:9,9: schedule.warm_up is 9; \
             allowed: a whole number from 1 to 8, below all epochs",
        ),
        (
            &[("regularization", "l2:-0.5")],
            "--regularization l2:-0.5: regularization is -0.5; \
             allowed: a number of 0 or more, in the range of single precision",
        ),
        (
            &[("early-stopping", "0")],
            "--early-stopping 0: early_stopping.patience is 0; allowed: a whole number from 1 to 1000000000",
        ),
        (&[("clip", "0")], "--clip 0: clip is 0; "),
        (&[("dropout", "1")], "--dropout 1: dropout is 1; allowed: a probability from 0 to 0.95"),
        (&[("initialization", "normal:-1")], "--initialization normal:-1: initialization is -1; "),
    ] {
        let message = refusal(values);
        assert!(message.starts_with(expected), "{message}");
    }
    for (name, value, expected) in [
        ("optimizer", "adm", "optimizer adm: can't be used; allowed: sgd, adam, adamw, rmsprop (did you mean adam?)"),
        (
            "epochs",
            "18446744073709551615",
            "epochs 18446744073709551615: is out of range; allowed: a whole number from 0",
        ),
        ("train", "0", "train 0: is out of range; allowed: a whole number from 1 to 100000"),
        ("seed", "-1", "seed -1: is not a whole number; allowed: a whole number"),
        ("speed", "1", "--speed: there is no such setting; "),
    ] {
        let message = Overrides::new([(name, value)]).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn a_checkpoint_takes_what_leaves_its_points_and_weights() {
    let fits = overrides(&[
        ("epochs", "5"),
        ("learning-rate", "0.1"),
        ("batch", "full"),
        ("optimizer", "sgd"),
        ("momentum", "0.5"),
        ("schedule", "constant"),
        ("regularization", "none"),
        ("clip", "none"),
        ("dropout", "0.5"),
        ("early-stopping", "none"),
        ("engine", "fused"),
    ]);
    fits.for_checkpoint().unwrap();
    for (name, value, flag) in [
        ("seed", "5", "--seed 5"),
        ("inputs", "x,sin-y", "--inputs x,sin-y"),
        ("loss", "hinge", "--loss hinge"),
        ("hidden", "none", "--hidden none"),
        ("activation", "leaky-relu", "--activation leaky-relu"),
        ("initialization", "zeros", "--initialization zeros"),
        ("train", "8", "--train 8"),
        ("test", "9", "--test 9"),
        ("share", "20", "--train-fraction 20"),
        ("standardize", "yes", "--standardize true"),
        ("data", "my points.csv", "--data 'my points.csv'"),
    ] {
        let message = overrides(&[(name, value)]).for_checkpoint().unwrap_err().to_string();
        assert!(message.starts_with(&format!("{flag}: ")), "{message}");
        assert!(message.contains("start from the preset"), "{message}");
    }
    assert_eq!(overrides(&[("epochs", "5")]).beside_epochs(), None);
    assert_eq!(overrides(&[("epochs", "5"), ("clip", "1")]).beside_epochs().as_deref(), Some("--clip 1"));
}
