//! Keys, as a terminal sends them.

use std::path::PathBuf;
use std::time::Duration;

use crate::harness::{Running, Seen, Start};

/// How long nothing is written once all of a frame is: longer than the second in which the program has sent part of a
/// frame and waits for the terminal's first answer.
const REST: Duration = Duration::from_millis(1500);

const ESCAPE: &str = "\x1b";
const ENTER: &str = "\r";
const RIGHT: &str = "\x1b[C";
const SHIFT_RIGHT: &str = "\x1b[1;2C";
const DOWN: &str = "\x1b[B";
const PAGE_DOWN: &str = "\x1b[6~";

fn paused(arguments: &[&str]) -> Running {
    let running = Start::dashboard(&[&["--paused"], arguments].concat()).start();
    running.wait("the pause", |seen| seen.is("paused") && seen.shows(" help"));
    running
}

#[test]
fn space_pauses_and_steps_are_exact() {
    let mut running = Start::training(&[]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    running.press(" ");
    running.wait("the pause", |seen| seen.is("paused"));
    let start = running.look(Seen::epoch).expect("an epoch");
    for (key, epochs) in [(RIGHT, 1), ("l", 2), (".", 3), (SHIFT_RIGHT, 13), ("L", 23), (PAGE_DOWN, 123)] {
        running.press(key);
        // A step to any other epoch would stay there, and the wait would fail.
        running.wait("the step", |seen| seen.epoch() == Some(start + epochs) && seen.is("paused"));
    }
    running.press(" ");
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(start + 123));
    running.press(RIGHT);
    running.wait("a step pauses first", |seen| seen.is("paused"));
}

#[test]
fn help_opens_and_closes_and_escape_never_quits() {
    let mut running = paused(&[]);
    running.press("?");
    running.wait_for("Esc or q back");
    running.press(ESCAPE);
    running.wait("the help closes", |seen| !seen.shows("Esc or q back"));
    // This one changes nothing on the screen.
    running.press_alone(ESCAPE);
    running.press(RIGHT);
    running.wait("the epoch after", |seen| seen.epoch() == Some(1));
}

#[test]
fn presets_are_listed_filtered_and_loaded() {
    let mut running = paused(&[]);
    running.press("p");
    running.wait_for("underfit");
    running.press("/dead");
    running.wait("the filter", |seen| seen.shows("filter: dead") && !seen.shows("underfit"));
    running.press(ENTER);
    running.wait("the preset", |seen| seen.is("dead-relu") && seen.is("paused"));
    let name = |seen: &Seen| seen.text().split_whitespace().nth(1).map(str::to_owned);
    running.press("n");
    running.wait("the next preset", |seen| !seen.is("dead-relu") && seen.epoch() == Some(0));
    let next = running.look(name);
    running.press("N");
    running.wait("the preset before", |seen| seen.is("dead-relu"));
    running.press("p");
    running.wait_for("too-fast");
    running.press(DOWN);
    running.press(ENTER);
    running.wait("the row below", |seen| name(seen) == next && !seen.shows("too-fast "));
}

#[test]
fn a_checkpoint_is_saved_listed_and_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let runs = folder.path().join("own");
    let mut running = paused(&["--runs", runs.to_str().expect("a temporary folder's name is text")]);
    running.press("o");
    running.wait_for("no checkpoint in");
    running.press(PAGE_DOWN);
    running.wait("the step", |seen| seen.epoch() == Some(100));
    let seed = running.look(Seen::seed).expect("a seed");
    running.press("s");
    running.wait_for("saved ");
    let files: Vec<PathBuf> =
        std::fs::read_dir(&runs).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    let [file] = &files[..] else { panic!("one file, not {files:?}") };
    let name = format!("xor-blobs-s{seed}-e100");
    assert!(file.ends_with(format!("{name}.safetensors")), "{file:?}");
    running.press("r");
    running.wait("the start", |seen| seen.epoch() == Some(0));
    running.press("o");
    running.wait("the list", |seen| seen.shows("1 of 1") && seen.shows(&name));
    running.press(ENTER);
    running.wait("the checkpoint", |seen| seen.epoch() == Some(100) && seen.is("paused"));
}

#[test]
fn keys_change_the_look_and_change_it_back() {
    // A terminal that answers late, as on a busy machine, gets a frame in pieces with pauses between; a silent one has
    // all of it before long.
    let mut running = Start::dashboard(&["--paused"]).silent().start();
    running.wait("the pause", |seen| seen.is("paused") && seen.shows(" help"));
    running.press(PAGE_DOWN);
    running.wait("the step", |seen| seen.epoch() == Some(100));
    // The message about the key stays for a while, so this compares the panels only.
    let panels = |seen: &Seen| seen.screen().rows(0, 120).skip(1).take(36).collect::<Vec<_>>().join("\n");
    for key in ["a", "z"] {
        running.settle(REST);
        let before = running.look(panels);
        running.press(key);
        running.wait("another look", |seen| panels(seen) != before);
        running.press(key);
        running.wait("the same look", |seen| panels(seen) == before);
    }
    let background = |seen: &Seen| seen.screen().cell(2, 0).map(vt100::Cell::bgcolor);
    let dark = running.look(background);
    for theme in ["theme light", "theme high-contrast", "theme monochrome"] {
        running.press("t");
        running.wait(theme, |seen| background(seen) != dark && seen.screen().contents().contains(theme));
    }
    running.press("t");
    running.wait("the dark theme", |seen| background(seen) == dark);
    for _ in 0..6 {
        running.press(PAGE_DOWN);
    }
    running.wait("700 epochs", |seen| seen.epoch() == Some(700));
    running.settle(REST);
    let whole = running.look(panels);
    running.press("f");
    running.wait("the last epochs", |seen| panels(seen) != whole);
    running.press("f");
    running.wait("the whole run", |seen| panels(seen) == whole);
}

#[test]
fn m_turns_the_mouse_off_and_on() {
    use vt100::MouseProtocolMode::{AnyMotion, None};
    let mut running = paused(&[]);
    running.look(|seen| assert_eq!(seen.screen().mouse_protocol_mode(), AnyMotion));
    running.press("M");
    running.wait("the mouse is off", |seen| seen.screen().mouse_protocol_mode() == None && seen.shows("mouse off"));
    running.press("M");
    running.wait("the mouse is on", |seen| seen.screen().mouse_protocol_mode() == AnyMotion);
    drop(running);
    let running = paused(&["--no-mouse"]);
    running.look(|seen| assert_eq!(seen.screen().mouse_protocol_mode(), None));
}

#[test]
fn a_click_on_the_key_line_presses_the_key() {
    let mut running = paused(&[]);
    let (row, column) = running.look(|seen| {
        let found = seen.screen().rows(0, 120).enumerate().find_map(|(row, text)| {
            let before = text.find("? help")?;
            Some((row + 1, text[..before].chars().count() + 1))
        });
        found.expect("the key of the help")
    });
    running.press(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    running.wait_for("Esc or q back");
}

#[test]
fn seeds_weights_and_restarts() {
    let mut running = paused(&[]);
    running.press(RIGHT);
    running.wait("a step", |seen| seen.epoch() == Some(1));
    let seed = running.look(Seen::seed).expect("a seed");
    running.press("R");
    running.wait("another seed", |seen| seen.seed() == Some(seed + 1) && seen.epoch() == Some(0));
    running.press("W");
    running.wait("other weights", |seen| seen.is(&format!("weights {}", seed + 2)) && seen.seed() == Some(seed + 1));
    running.press(RIGHT);
    running.wait("a step", |seen| seen.epoch() == Some(1));
    running.press("r");
    running.wait("the restart", |seen| seen.epoch() == Some(0) && seen.seed() == Some(seed + 1));
}

#[test]
fn the_speed_goes_up_down_and_to_the_limit() {
    let mut running = paused(&[]);
    running.wait("the preset's speed", |seen| seen.is(" 100/s"));
    for (key, speed) in [("+", " 200/s"), ("=", " 500/s"), ("-", " 200/s"), ("*", " max")] {
        running.press(key);
        running.wait(speed, |seen| seen.is(speed));
    }
    running.press("-");
    running.wait("below the limit", |seen| seen.is("1000/s") || seen.is("1,000/s"));
}
