//! Presets with random mistakes and random values.

use proptest::prelude::*;

use super::{GOOD, read};
use crate::error::Error;
use crate::preset::*;

/// A preset with some of its bytes dropped, doubled, or replaced by what may stand elsewhere in one.
fn mutated() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "'",
        "\\",
        "/*",
        "*/",
        "//",
        "r#\"",
        "-",
        "1e999",
        "0x",
        "1.5",
        "300",
        "99999999999999999999",
        "Relu",
        "std: ",
        "None",
        "é",
        "\u{1b}",
        "#![enable(",
        "\n",
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, piece), 1..5);
    edits.prop_map(|edits| {
        let mut signs: Vec<char> = GOOD.chars().collect();
        for (at, dropped, piece) in edits {
            let start = at.index(signs.len().max(1));
            let end = (start + dropped).min(signs.len());
            signs.splice(start..end, piece.chars());
        }
        signs.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn a_mutated_preset_is_read_or_refused_at_a_place_in_it(text in mutated()) {
        match read(&text) {
            Ok(preset) => prop_assert_eq!(read(&preset.to_ron()).unwrap(), preset),
            Err(Error::Preset { line, column, invalid, .. }) => {
                let characters = text.split('\n').nth(line - 1).map(|line| line.chars().count());
                prop_assert!(characters.is_some_and(|characters| column <= characters + 1), "{line}:{column}");
                let words = invalid.to_string();
                prop_assert!(!words.contains(char::is_control), "{words:?}");
                let mut parts = words.split(|sign: char| !sign.is_alphanumeric());
                let leaks = ["f64", "u64", "usize", "u8", "alloc", "variant"];
                prop_assert!(!parts.any(|part| leaks.contains(&part)), "{words}");
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn every_number_and_text_comes_back_from_ron(
        std in 0.0..=1000.0,
        learning_rate in prop::num::f64::POSITIVE | prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL,
        seed in any::<u64>(),
        weights_seed in any::<Option<u64>>(),
        size in 1..=80_usize,
        title in "[^\\p{Cc} ]{1,60}",
    ) {
        let mut preset = read(&GOOD.replacen("std: 0.3", &format!("std: {std:?}"), 1)).unwrap();
        preset.optimizer.set_learning_rate(learning_rate);
        preset = Preset { seed, weights_seed, title, batch: BatchSize::Size(size), ..preset };
        if preset.check().is_ok() {
            prop_assert_eq!(read(&preset.to_ron()).unwrap(), preset);
        }
    }
}
