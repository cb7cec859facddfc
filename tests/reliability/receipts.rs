//! What the program sends without the terminal's receipts, and what stands on the screen in the end.

use std::thread::sleep;
use std::time::Duration;

use rustix::process::Signal;

use crate::harness::{Seen, Start};
use crate::modes::{count, sequences};

/// The most bytes under way on a slow line.
const WINDOW: usize = 20_000;
const QUESTION: &[u8] = b"\x1b[6n";

/// How long nothing is written by a program that waits for a receipt, or has written all.
const REST: Duration = Duration::from_millis(150);

/// Where the question of this number, from 0, ends.
fn end_of_question(seen: &Seen, number: usize) -> usize {
    let mut ends = seen.bytes.windows(QUESTION.len()).enumerate().filter(|(_, window)| *window == QUESTION);
    ends.nth(number).map(|(start, _)| start + QUESTION.len()).expect("it was asked")
}

#[test]
fn a_terminal_that_takes_its_time_has_little_under_way() {
    for (columns, rows) in [(80, 24), (200, 60)] {
        let mut running = Start::training(&["--theme", "dark"]).size(columns, rows).silent().start();
        // Until the first receipt the terminal counts as silent and gets a steady rate, so on a machine that is busy
        // more may be under way by then. Nothing is added before it is less.
        let (mut before, mut held) = (usize::MAX, 0);
        for answered in 0..24 {
            let report = running.find("a question", |seen| seen.reports.get(answered).cloned());
            // Longer than the answers of a line that may have more under way.
            sleep(Duration::from_millis(120));
            running.send(report.as_bytes());
            if answered > 0 {
                let bytes = running.settle(REST);
                let under_way = bytes - running.look(|seen| end_of_question(seen, answered));
                assert!(
                    under_way <= WINDOW || bytes <= before,
                    "{under_way} bytes are under way after {answered} receipts",
                );
                (before, held) = (bytes, held + u32::from(under_way <= WINDOW));
            }
        }
        assert!(held >= 6, "only {held} times no more than {WINDOW} bytes were under way");
    }
}

/// What a person sees of each cell: its symbol and attributes, its background, and its color unless it is blank.
fn visible(seen: &Seen) -> Vec<(String, [bool; 3], vt100::Color, Option<vt100::Color>)> {
    let (rows, columns) = seen.screen().size();
    let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
    let cells = cells.map(|(row, column)| {
        let cell = seen.screen().cell(row, column).expect("it lies on the screen");
        let symbol = cell.contents().trim().to_owned();
        let attributes = [cell.bold() && !symbol.is_empty(), cell.underline(), cell.inverse()];
        let color = (!symbol.is_empty()).then(|| cell.fgcolor());
        (symbol, attributes, cell.bgcolor(), color)
    });
    cells.collect()
}

#[test]
fn a_paused_run_stands_exactly_on_the_screen() {
    for answers in [true, false] {
        let start = Start::training(&["--theme", "dark"]).size(80, 24);
        let mut running = if answers { start } else { start.silent() }.start();
        running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(100));
        running.press(" ");
        running.wait("the pause", |seen| seen.is("paused"));
        running.settle(4 * REST);
        let shown = running.look(visible);
        let before = running.bytes_so_far();
        // Continued after a stop, the program draws everything anew.
        running.signal(Signal::CONT);
        running.wait("the screen is cleared", |seen| count(&seen.bytes[before..], b"\x1b[2J") > 0);
        running.wait_for_first_frame();
        running.settle(4 * REST);
        let anew = running.look(visible);
        let differ = shown.iter().zip(&anew).filter(|(one, other)| one != other).collect::<Vec<_>>();
        assert!(differ.is_empty(), "{} cells differ, such as {:?}", differ.len(), differ[0]);
    }
}

#[test]
fn no_receipt_reaches_the_shell() {
    let program = env!("CARGO_BIN_EXE_blobtui");
    let script = r#""$0" --theme dark; echo ready; IFS= read -r line; printf 'the shell read <%s>' "$line""#;
    let mut running = Start::program("sh".as_ref(), &["-c", script, program]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(20));
    running.press("q");
    running.wait_for("ready");
    running.press("typed\n");
    running.wait_for("the shell read <typed>");
}

#[test]
fn a_terminal_that_claims_any_size_is_drawn_up_to_1000_by_500() {
    let script = r#"stty cols 65535 rows 65535; exec "$0" --paused --theme dark"#;
    let mut running = Start::program("sh".as_ref(), &["-c", script, env!("CARGO_BIN_EXE_blobtui")]).start();
    running.wait("the last row", |seen| count(&seen.bytes, b"\x1b[500;") > 0);
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(|seen| {
        let moves = sequences(&seen.bytes).filter(|(_, last)| *last == b'H');
        let places = moves.filter_map(|(middle, _)| middle.split_once(';'));
        let places = places.map(|(row, column)| (row.parse::<u16>(), column.parse::<u16>()));
        for (row, column) in places {
            assert!(row.clone().is_ok_and(|row| row <= 500) && column.clone().is_ok_and(|column| column <= 1000));
        }
    });
}
