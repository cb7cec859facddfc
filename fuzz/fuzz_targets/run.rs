//! Run files: what is read is written as it was read.

#![no_main]

use blobtui::train::Run;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(run) = Run::parse(text, "m.run.ron") {
        let written = run.to_ron().expect("a run that was read");
        assert_eq!(Run::parse(&written, "m.run.ron").expect("what was written"), run);
    }
});
