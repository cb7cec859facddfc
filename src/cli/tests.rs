//! The line that reproduces a run, read again as the program reads it.

use clap::Parser;
use proptest::prelude::*;

use super::CommandLine;
use crate::optimizer::{Adam, AdamW, Optimizer, RmsProp, Sgd};
use crate::preset::settings::{CHANGEABLE, flags};
use crate::preset::{Preset, builtin, find};

/// What the program makes of the line, which begins with its name and the preset's.
fn read_again(line: &str, base: &Preset) -> Preset {
    let arguments = CommandLine::try_parse_from(line.split(' ')).unwrap_or_else(|error| panic!("{line}: {error}"));
    let mut preset = base.clone();
    arguments.dashboard.overrides.0.apply(&mut preset).unwrap_or_else(|error| panic!("{line}: {error}"));
    preset
}

/// Numbers as people type them and as nobody does.
fn odd() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(0.9), Just(1e-8), 0.0..1.0_f64, 1e-12..1e-6_f64, 1.0..1e6_f64]
}

fn rule() -> impl Strategy<Value = Optimizer> {
    let rate = prop_oneof![Just(0.03), 1e-7..1.0_f64];
    let betas = (0.0..1.0_f64, 0.0..1.0_f64);
    let numbers = (odd(), odd(), odd());
    (0..4, rate, betas, numbers, any::<bool>()).prop_map(|(rule, learning_rate, betas, numbers, switch)| {
        let (one, two, weight_decay) = numbers;
        match rule {
            0 if switch => {
                let momentum = one + 0.5;
                Optimizer::Sgd(Sgd { learning_rate, momentum, dampening: 0.0, weight_decay, nesterov: true })
            }
            0 => {
                let dampening = -two;
                Optimizer::Sgd(Sgd { learning_rate, momentum: one, dampening, weight_decay, nesterov: false })
            }
            1 => Optimizer::Adam(Adam { learning_rate, betas, eps: one, weight_decay, amsgrad: switch }),
            2 => Optimizer::AdamW(AdamW { learning_rate, betas, eps: one, weight_decay, amsgrad: switch }),
            _ => {
                let (alpha, eps) = (betas.0, two);
                Optimizer::RmsProp(RmsProp { learning_rate, alpha, eps, weight_decay, momentum: one, centered: switch })
            }
        }
    })
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn the_line_gives_the_same_preset_again(
        name in prop::sample::select(builtin()),
        base_rule in prop::option::of(rule()),
        own_rule in rule(),
        base_weights in prop::option::of(0..3_u64),
        (seed, weights_seed) in (0..3_u64, prop::option::of(0..3_u64)),
        steps in prop::collection::vec((0..CHANGEABLE.len(), 0..16_usize), 0..6),
    ) {
        let mut base = find(name.name).unwrap().preset;
        base.weights_seed = base_weights;
        if let Some(rule) = base_rule {
            base.optimizer = rule;
        }
        let mut preset = Preset { seed, weights_seed, optimizer: own_rule, ..base.clone() };
        for (setting, step) in steps {
            let values = CHANGEABLE[setting].steps();
            // What does not fit the others is left as it is.
            if let Ok(changed) = CHANGEABLE[setting].set(&preset, values[step % values.len()]) {
                preset = changed;
            }
        }
        prop_assert_eq!(preset.check(), Ok(()));
        let line = format!("blobtui {}{}", name.name, flags(&base, &preset));
        prop_assert_eq!(read_again(&line, &base), preset, "{}", line);
    }
}
