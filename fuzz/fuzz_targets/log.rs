//! The first bytes of files, by which logs and all others are told apart.

#![no_main]

use blobtui::file::FORMATS;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|start: &[u8]| {
    let found: Vec<_> =
        FORMATS.into_iter().filter(|format| format.recognizes(start)).map(|format| format.name()).collect();
    assert!(found.len() <= 1, "{found:?}");
});
