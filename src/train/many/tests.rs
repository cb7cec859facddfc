//! Runs side by side against the same runs alone, to the bit.

use super::*;
use crate::preset::{Overrides, find};

/// The run of a preset on the fused engine with other settings.
fn trainer(preset: &str, settings: &[(&str, &str)], seed: u64) -> Trainer {
    let (mut recipe, seed) = (find(preset).unwrap(), seed.to_string());
    let engine = if settings.iter().any(|(name, _)| *name == "engine") { None } else { Some(("engine", "fused")) };
    let all = settings.iter().copied().chain(engine).chain([("seed", seed.as_str())]);
    Overrides::new(all).unwrap().apply(&mut recipe.preset).unwrap();
    Trainer::new(&recipe.name, recipe.preset)
}

/// Trains runs of these settings in lanes, each entering at another epoch, and compares them with what they are alone.
fn check(preset: &str, settings: &[(&str, &str)], epochs: u64) {
    for instructions in Instructions::available() {
        let what = format!("{preset} {settings:?} on {}", instructions.name());
        let mut many = Many::compiled_for(instructions, &trainer(preset, settings, 0)).expect(&what);
        for seed in [0, 1, 2] {
            many.put(many.free().unwrap(), trainer(preset, settings, seed));
        }
        let mut alone: Vec<Trainer> = [0, 1, 2].map(|seed| trainer(preset, settings, seed)).into();
        for epoch in 0..epochs {
            assert_eq!(many.advance(), [false; LANES], "{what}");
            if epoch == 3 {
                many.put(3, trainer(preset, settings, 3));
                alone.push(trainer(preset, settings, 3));
            }
            for trainer in &mut alone {
                trainer.advance(|| false).unwrap();
            }
            if epoch == 3 {
                alone[3] = trainer(preset, settings, 3);
            }
        }
        let (losses, train_losses) = (many.losses(), many.train_losses());
        for (lane, mut alone) in alone.into_iter().enumerate() {
            let record = alone.evaluate();
            assert_eq!(losses[lane].to_bits(), record.test_loss().unwrap_or(record.train_loss).to_bits(), "{what}");
            assert_eq!(train_losses[lane].to_bits(), record.train_loss.to_bits(), "{what}");
            let taken = many.take(lane).unwrap();
            assert_eq!(taken.snapshot().hash(), alone.snapshot().hash(), "{what}, lane {lane}");
        }
    }
}

#[test]
fn networks_of_any_shape_are_those_alone() {
    for hidden in ["none", "1", "5", "3,4", "9,2,5", "8,8"] {
        check("xor-blobs", &[("hidden", hidden)], 40);
    }
    check("three-classes", &[("batch", "full")], 40);
}

#[test]
fn any_number_of_points_is_summed_in_its_order() {
    // One block, blocks that are not full, tiles of every size, and more than a group.
    for train in ["4", "16", "17", "48", "80", "100", "120", "255", "300", "600"] {
        check("xor-blobs", &[("train", train), ("test", "37")], 20);
    }
    check("xor-blobs", &[("test", "0")], 20);
}

#[test]
fn every_activation_is_that_alone() {
    for activation in ["relu", "tanh", "sigmoid", "linear", "leaky-relu", "elu", "gelu", "softplus", "sin"] {
        check("xor-blobs", &[("activation", activation), ("hidden", "4,3")], 40);
    }
}

#[test]
fn every_loss_is_that_alone() {
    for loss in ["binary-cross-entropy", "hinge", "tanh-squared-error", "sigmoid-squared-error"] {
        check("xor-blobs", &[("loss", loss)], 40);
    }
    for loss in ["mean-squared-error", "mean-absolute-error", "huber"] {
        check("plane", &[("loss", loss), ("batch", "full")], 40);
    }
}

#[test]
fn every_step_is_that_alone() {
    for optimizer in ["sgd", "adam", "adamw", "rmsprop"] {
        check("xor-blobs", &[("optimizer", optimizer), ("learning-rate", "0.01")], 40);
    }
    for (name, value) in [
        ("momentum", "0.9"),
        ("weight-decay", "0.01"),
        ("schedule", "cosine:30"),
        ("regularization", "l1:0.01"),
        ("regularization", "l2:0.01"),
        ("clip", "0.1"),
    ] {
        check("xor-blobs", &[(name, value)], 40);
    }
}

#[test]
fn a_run_that_diverges_is_given_back_before() {
    for settings in [&[("loss", "mean-squared-error")][..], &[("loss", "mean-squared-error"), ("momentum", "0.5")]] {
        let settings: Vec<_> = settings.iter().copied().chain([("batch", "full")]).collect();
        let fast: Vec<_> = settings.iter().copied().chain([("learning-rate", "1e6")]).collect();
        let mut many = Many::like(&trainer("plane", &settings, 1)).unwrap();
        many.put(0, trainer("plane", &settings, 1));
        many.put(1, trainer("plane", &fast, 2));
        let mut alone = trainer("plane", &fast, 2);
        let expected = loop {
            if let Err(divergence) = alone.advance(|| false) {
                break divergence;
            }
        };
        let mut given_back = None;
        for _ in 0..200 {
            if many.advance()[1] {
                given_back = many.take(1);
            }
        }
        let mut taken = given_back.expect("it diverges within 200 epochs");
        assert!(taken.epoch() <= expected.epoch);
        let found = loop {
            if let Err(divergence) = taken.advance(|| false) {
                break divergence;
            }
        };
        assert_eq!((found, taken.snapshot().hash()), (expected, alone.snapshot().hash()));
        let mut other = trainer("plane", &settings, 1);
        for _ in 0..200 {
            other.advance(|| false).unwrap();
        }
        assert_eq!(many.take(0).unwrap().snapshot().hash(), other.snapshot().hash(), "the run beside it");
    }
}

#[test]
fn what_must_be_trained_alone_is_refused() {
    let refused =
        [("batch", "10"), ("dropout", "0.1"), ("early-stopping", "5"), ("hidden", "64,64"), ("engine", "dfdx")];
    for (name, value) in refused {
        assert!(Many::like(&trainer("xor-blobs", &[(name, value)], 0)).is_none(), "{name} {value}");
    }
    let many = Many::like(&trainer("xor-blobs", &[], 0)).unwrap();
    for (name, value) in [("hidden", "6"), ("activation", "tanh"), ("train", "81"), ("momentum", "0.9")] {
        assert!(!many.fits(&trainer("xor-blobs", &[(name, value)], 0)), "{name} {value}");
    }
}
