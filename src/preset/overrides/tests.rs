//! What flags change, and what they refuse.

use super::*;
use crate::preset::find;

fn preset() -> Preset {
    find("xor-blobs").unwrap().preset
}

fn refusal(overrides: &Overrides) -> String {
    let mut changed = preset();
    let message = overrides.apply(&mut changed).unwrap_err().to_string();
    assert_eq!(changed, preset(), "a refusal changes nothing");
    message
}

#[test]
fn every_override_sets_its_field_alone() {
    let mut changed = Preset { weights_seed: Some(9), ..preset() };
    let overrides = Overrides {
        seed: Some(1),
        weights_seed: Some(6),
        epochs: Some(2),
        learning_rate: Some(0.5),
        batch: Some(BatchSize::Size(4)),
        inputs: Some(vec![Input::Radius]),
        loss: Some(Loss::Hinge),
        hidden: Some(vec![8, 8]),
        activation: Some(Activation::Tanh),
        optimizer: Some("adam".into()),
        arguments: Arguments { betas: Some((0.5, 0.75)), amsgrad: Some(true), ..Arguments::default() },
        initialization: Some(Initialization::He),
        schedule: Some(Schedule::Cosine { epochs: 9, least: 0.0 }),
        regularization: Some(Regularization::L1(0.25)),
        clip: Some(Clip::Norm(2.0)),
        early_stopping: Some(EarlyStopping::Patience(3)),
        train: Some(40),
        test: Some(10),
        share: Some(60),
        noise: Some(0.5),
        standardize: None,
        engine: Some(EngineKind::Fused),
    };
    assert!(!overrides.is_empty());
    overrides.apply(&mut changed).unwrap();
    let mut expected = preset();
    expected.seed = 1;
    expected.weights_seed = Some(6);
    expected.epochs = 2;
    let adam =
        crate::optimizer::Adam { learning_rate: 0.5, betas: (0.5, 0.75), eps: 1e-8, weight_decay: 0.0, amsgrad: true };
    expected.optimizer = Optimizer::Adam(adam);
    expected.batch = BatchSize::Size(4);
    expected.inputs = vec![Input::Radius];
    expected.loss = Loss::Hinge;
    expected.network.hidden = vec![8, 8];
    expected.network.activation = Activation::Tanh;
    expected.initialization = Initialization::He;
    expected.schedule = Schedule::Cosine { epochs: 9, least: 0.0 };
    expected.regularization = Regularization::L1(0.25);
    expected.clip = Clip::Norm(2.0);
    expected.early_stopping = EarlyStopping::Patience(3);
    // The share comes after the numbers, of whose sum it is one.
    expected.data.set_train_count(30);
    expected.data.set_test_count(20);
    assert!(expected.data.set_noise(0.5));
    expected.engine = EngineKind::Fused;
    assert_eq!(changed, expected);
}

#[test]
fn noise_is_refused_where_there_is_none_and_beyond_its_range() {
    let noisy = Overrides { noise: Some(60.0), ..Overrides::default() };
    let mut labels = find("random-labels").unwrap().preset;
    assert!(noisy.apply(&mut labels).unwrap_err().to_string().contains("--noise 60: these points have no noise"));
    let message = noisy.apply(&mut find("circle").unwrap().preset).unwrap_err().to_string();
    assert!(message.contains("--noise 60") && message.contains("0 to 50 (percent)"), "{message}");
}

#[test]
fn no_override_changes_nothing() {
    let mut changed = Preset { weights_seed: Some(9), ..preset() };
    assert!(Overrides::default().is_empty());
    Overrides::default().apply(&mut changed).unwrap();
    assert_eq!(changed, Preset { weights_seed: Some(9), ..preset() });
}

#[test]
fn another_optimizer_keeps_the_learning_rate() {
    let mut changed = preset();
    Overrides { optimizer: Some("adam".into()), ..Overrides::default() }.apply(&mut changed).unwrap();
    assert_eq!(Some(changed.optimizer), Optimizer::named("adam", 0.03));
}

#[test]
fn a_refusal_names_the_flag() {
    let none = Overrides::default;
    assert_eq!(
        refusal(&Overrides { learning_rate: Some(-1.0), ..none() }),
        "--learning-rate -1: optimizer.learning_rate is -1; allowed: a number above 0, in the range of single precision"
    );
    assert_eq!(
        refusal(&Overrides { hidden: Some(vec![8, 9]), ..none() }),
        "--hidden 8,9: network.hidden[1] is 9; allowed: 1, 2, 3, 4, 5, 6, 7, 8, 16, 32"
    );
    assert_eq!(
        refusal(&Overrides { optimizer: Some("adm".into()), ..none() }),
        "--optimizer adm: there is no optimizer of this name (did you mean adam?); \
         allowed: sgd, adam, adamw, rmsprop"
    );
    assert_eq!(
        refusal(&Overrides { batch: Some(BatchSize::Size(50)), train: Some(40), ..none() }),
        "--batch 50 --train 40: batch and data.train do not fit: batches of 50 from 40 train points; \
         allowed: Full, or Size(1) to Size(40)"
    );
    assert_eq!(
        refusal(&Overrides { inputs: Some(vec![Input::X, Input::X]), ..none() }),
        "--inputs x,x: inputs[1] is X again; allowed: 1 to 16 inputs, each once, as in [X, Y]"
    );
    assert_eq!(
        refusal(&Overrides { loss: Some(Loss::Huber), ..none() }),
        "--loss huber: data and loss do not fit: labels of 2 classes under Huber; \
         allowed: data whose labels are values for Huber, \
         or BinaryCrossEntropy, Hinge, TanhSquaredError, SoftmaxCrossEntropy for these labels"
    );
    let arguments = Arguments { momentum: Some(0.0), nesterov: Some(true), ..Arguments::default() };
    assert_eq!(
        refusal(&Overrides { arguments, ..none() }),
        "--nesterov true --momentum 0: optimizer.nesterov and optimizer.momentum are true and 0; \
         allowed: nesterov only with a momentum above 0"
    );
    let arguments = Arguments { betas: Some((0.9, 1.0)), ..Arguments::default() };
    assert_eq!(
        refusal(&Overrides { optimizer: Some("adam".into()), arguments, ..none() }),
        "--betas 0.9,1: optimizer.betas.1 is 1; allowed: a number from 0 to below 1"
    );
    assert!(refusal(&Overrides { epochs: Some(u64::MAX), ..none() }).starts_with("--epochs 18446744073709551615: "));
    assert!(refusal(&Overrides { test: Some(0), ..none() }).starts_with("--test 0: data.test is 0; "));
    let schedule = Some(Schedule::WarmUpCosine { warm_up: 9, epochs: 9, least: 0.0 });
    assert_eq!(
        refusal(&Overrides { schedule, ..none() }),
        "--schedule warm-up-cosine:9,9: schedule.warm_up is 9; \
         allowed: a whole number from 1 to 8, below all epochs"
    );
    assert_eq!(
        refusal(&Overrides { regularization: Some(Regularization::L2(-0.5)), ..none() }),
        "--regularization l2:-0.5: regularization is -0.5; \
         allowed: a number of 0 or more, in the range of single precision"
    );
    assert_eq!(
        refusal(&Overrides { early_stopping: Some(EarlyStopping::Patience(0)), ..none() }),
        "--early-stopping 0: early_stopping is 0; allowed: a whole number from 1 to 1000000000"
    );
    assert!(refusal(&Overrides { clip: Some(Clip::Norm(0.0)), ..none() }).starts_with("--clip 0: clip is 0; "));
    let initialization = Some(Initialization::Normal(-1.0));
    let message = refusal(&Overrides { initialization, ..none() });
    assert!(message.starts_with("--initialization normal:-1: initialization is -1; "), "{message}");
}

#[test]
fn a_checkpoint_takes_what_leaves_its_points_and_weights() {
    let none = Overrides::default;
    let fits = Overrides {
        epochs: Some(5),
        learning_rate: Some(0.1),
        batch: Some(BatchSize::Full),
        optimizer: Some("sgd".into()),
        arguments: Arguments { momentum: Some(0.5), ..Arguments::default() },
        schedule: Some(Schedule::Constant),
        regularization: Some(Regularization::None),
        clip: Some(Clip::None),
        early_stopping: Some(EarlyStopping::None),
        ..none()
    };
    fits.for_checkpoint().unwrap();
    for (overrides, flag) in [
        (Overrides { seed: Some(5), ..none() }, "--seed 5"),
        (Overrides { inputs: Some(vec![Input::X, Input::SinY]), ..none() }, "--inputs x,sin-y"),
        (Overrides { loss: Some(Loss::Hinge), ..none() }, "--loss hinge"),
        (Overrides { hidden: Some(vec![]), ..none() }, "--hidden none"),
        (Overrides { activation: Some(Activation::LeakyRelu), ..none() }, "--activation leaky-relu"),
        (Overrides { initialization: Some(Initialization::Zeros), ..none() }, "--initialization zeros"),
        (Overrides { train: Some(8), ..none() }, "--train 8"),
        (Overrides { test: Some(9), ..none() }, "--test 9"),
        (Overrides { share: Some(20), ..none() }, "--share 20"),
        (Overrides { standardize: Some(true), ..none() }, "--standardize yes"),
    ] {
        let message = overrides.for_checkpoint().unwrap_err().to_string();
        assert!(message.starts_with(&format!("{flag}: ")), "{message}");
        assert!(message.contains("start from the preset"), "{message}");
    }
}

#[test]
fn arguments_are_set_of_those_rules_that_have_them() {
    let all = Arguments {
        momentum: Some(0.5),
        dampening: Some(0.25),
        nesterov: Some(false),
        betas: Some((0.5, 0.75)),
        alpha: Some(0.5),
        centered: Some(true),
        amsgrad: Some(true),
        eps: Some(0.125),
        weight_decay: Some(0.5),
    };
    for (name, flags) in [
        ("sgd", "momentum dampening nesterov weight-decay"),
        ("adam", "betas amsgrad eps weight-decay"),
        ("adamw", "betas amsgrad eps weight-decay"),
        ("rmsprop", "momentum alpha centered eps weight-decay"),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let rule = Optimizer::named(name, 0.25).unwrap();
        let own = Arguments::of(&rule);
        for given in all.given() {
            let flag = given.typed[2..].split(' ').next().unwrap();
            let has = own.given().iter().any(|own| own.field == given.field);
            assert_eq!(has, flags.contains(&flag), "{name} {flag}");
        }
        let refused = all.apply(&mut rule.clone()).unwrap_err().to_string();
        assert!(refused.contains(&format!("the optimizer {name} has no ")), "{refused}");
        // What it has not left out, it takes all.
        let fitting = Arguments {
            momentum: own.momentum.and(all.momentum),
            dampening: own.dampening.and(all.dampening),
            nesterov: own.nesterov.and(all.nesterov),
            betas: own.betas.and(all.betas),
            alpha: own.alpha.and(all.alpha),
            centered: own.centered.and(all.centered),
            amsgrad: own.amsgrad.and(all.amsgrad),
            eps: own.eps.and(all.eps),
            weight_decay: own.weight_decay.and(all.weight_decay),
        };
        let mut changed = rule.clone();
        fitting.apply(&mut changed).unwrap();
        assert_eq!((Arguments::of(&changed), changed.learning_rate()), (fitting, 0.25));
    }
}

#[test]
fn numbers_are_spelled_so_that_they_are_read_again() {
    for number in [0.0, 0.03, 1e-4, 1e-8, 1e-300, f64::MIN_POSITIVE, 12_345.678_9, 1e15, f64::MAX, -0.25, 0.1 + 0.2] {
        assert_eq!(spelled(number).parse(), Ok(number));
        assert!(spelled(number).len() < 26, "{}", spelled(number));
    }
    assert_eq!([1e-8, 0.0001, 2000.0].map(spelled), ["1e-8", "0.0001", "2000"]);
}

#[test]
fn values_of_flags_are_read_or_answered_with_what_is_allowed() {
    assert_eq!(parse_batch("full"), Ok(BatchSize::Full));
    assert_eq!(parse_batch("16"), Ok(BatchSize::Size(16)));
    assert_eq!(parse_inputs("x, x2,sin-y"), Ok(vec![Input::X, Input::X2, Input::SinY]));
    assert_eq!(parse_inputs("x,c3,c16"), Ok(vec![Input::X, Input::Column(3), Input::Column(16)]));
    assert_eq!(parse_hidden("none"), Ok(vec![]));
    assert_eq!(parse_hidden("8, 16"), Ok(vec![8, 16]));
    assert_eq!(parse_activation("leaky-relu"), Ok(Activation::LeakyRelu));
    for text in ["", "0", "-1", "1.5", "Full"] {
        assert!(parse_batch(text).unwrap_err().starts_with("allowed: full"), "{text}");
    }
    for text in ["", "x,", "X", "x;y", "c2", "c17"] {
        assert!(parse_inputs(text).unwrap_err().starts_with("allowed: x, y, x2"), "{text}");
    }
    assert!(parse_inputs("x,sinx").unwrap_err().ends_with("(did you mean sin-x?)"));
    for text in ["", "8,", "a", "-8", "8;8"] {
        assert!(parse_hidden(text).unwrap_err().starts_with("allowed: none"), "{text}");
    }
    assert_eq!(parse_betas("0.5, 0.75"), Ok((0.5, 0.75)));
    for text in ["", "0.9", "0.9,", "0.9;0.99", "0.9,0.99,0.999", "a,b"] {
        assert!(parse_betas(text).unwrap_err().starts_with("allowed: two numbers"), "{text}");
    }
    assert!(parse_activation("relo").unwrap_err().ends_with("(did you mean relu?)"));
}
