//! What blobtui promises where things go wrong: real program, real pseudo-terminals, real files.
//!
//! `cargo test` runs a few rounds of each case. The long form prints a table:
//! `cargo test --release --test reliability -- --ignored --nocapture`.

mod disk;
#[path = "../common/event_file.rs"]
#[allow(dead_code, reason = "tests/cli uses the rest")]
mod event_file;
mod files;
#[path = "../common/terminal.rs"]
#[allow(dead_code, reason = "tests/terminal uses the rest")]
mod harness;
mod input;
mod interrupt;
mod lines;
#[path = "../terminal/modes.rs"]
#[allow(dead_code, reason = "tests/terminal uses the rest")]
mod modes;
mod place;
mod receipts;
mod recovery;
mod resume;
mod saving;
mod signals;
mod soak;
mod storms;
mod suite;
mod suspend;
mod text;

use suite::{Case, Table};

/// Every case of the long form, in the order of its table.
const CASES: &[&[Case]] = &[
    saving::CASES,
    disk::CASES,
    files::CASES,
    recovery::CASES,
    signals::CASES,
    lines::CASES,
    input::CASES,
    storms::CASES,
    soak::CASES,
];

#[test]
#[ignore = "takes an hour and prints a table: `cargo test --release --test reliability -- --ignored --nocapture`"]
fn the_long_form() {
    let wanted = std::env::var("BLOBTUI_CASE").unwrap_or_default();
    let mut table = Table::new();
    for case in CASES.iter().copied().flatten().filter(|case| case.name.contains(&wanted)) {
        table.add(case);
    }
    table.assert_nothing_lost();
}
