//! Presets: what is read is written as it was read.

#![no_main]

use blobtui::preset::Preset;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(preset) = Preset::parse(text, "m.ron") {
        assert_eq!(Preset::parse(&preset.to_ron(), "m.ron").expect("what was written"), preset);
    }
});
