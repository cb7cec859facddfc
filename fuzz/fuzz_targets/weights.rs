//! Weights alone in files of safetensors.

#![no_main]

use blobtui::file::{FORMATS, Format, Kind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read(bytes));

fn read(bytes: &[u8]) {
    let is_meant = |format: &&&dyn Format| format.kind() == Kind::Weights && format.name() == "safetensors";
    let format = FORMATS.iter().find(is_meant).expect("a format");
    if let Ok(weights) = format.read_weights(bytes, "file") {
        assert!(weights.widths().len() >= 2 && weights.widths().iter().all(|width| *width > 0));
    }
}
