//! However the dashboard ends, the next one offers what was not saved.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use rustix::process::{Signal, kill_process};
use safetensors::SafeTensors;

use crate::harness::Running;
use crate::place::{Place, wait_until};
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[SIGNALS, INTERRUPTED, VANISHED, KILL_9];

/// The variable that shortens the time between two autosaves.
const INTERVAL: &str = "BLOBTUI_AUTOSAVE_MILLISECONDS";
/// An interval that never passes: only the end of the program writes a recovery.
const NEVER: &str = "1000000000";
const NOTE: &str = "half way";

const SIGNALS: Case = Case { name: "a signal that ends the dashboard", short: 4, long: 40, round: signals };
const INTERRUPTED: Case = Case { name: "Ctrl-C with unsaved work", short: 2, long: 20, round: interrupted };
const VANISHED: Case = Case { name: "a terminal that vanishes with unsaved work", short: 1, long: 20, round: vanished };
const KILL_9: Case = Case { name: "kill -9 after an autosave", short: 2, long: 40, round: kill_9 };

/// Every number of a state, by name, and its position.
type State = BTreeMap<String, Vec<u8>>;

#[test]
fn what_a_signal_cuts_off_is_recovered() {
    SIGNALS.test();
}

#[test]
fn what_ctrl_c_cuts_off_is_recovered() {
    INTERRUPTED.test();
}

#[test]
fn what_a_vanished_terminal_cuts_off_is_recovered() {
    VANISHED.test();
}

#[test]
fn what_kill_9_cuts_off_after_an_autosave_is_recovered() {
    KILL_9.test();
}

fn signals(round: &mut Round) {
    let endings = [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)];
    let (signal, status) = endings[round.number as usize % endings.len()];
    let place = Place::new();
    let running = work(&place, NEVER);
    running.signal(signal);
    round.injected(1);
    assert_eq!(running.exit(), Ok(status));
    assert_recovered(&place);
}

fn interrupted(round: &mut Round) {
    let place = Place::new();
    let mut running = work(&place, NEVER);
    // In a mode where `q` would ask, or would be text.
    running.press(if round.number.is_multiple_of(2) { "\x03" } else { ":q\x03" });
    round.injected(1);
    assert_eq!(running.exit(), Ok(0));
    assert_recovered(&place);
}

fn vanished(round: &mut Round) {
    let place = Place::new();
    let mut running = work(&place, NEVER);
    running.vanish();
    round.injected(1);
    assert!(matches!(running.exit(), Ok(1 | 129)), "{:?}", running.exit());
    assert_recovered(&place);
}

fn kill_9(round: &mut Round) {
    let place = Place::new();
    let running = work(&place, "20");
    // The run is written first, so it is as new.
    wait_until("the autosave of the newest epoch", || {
        files(&place, "safetensors").first().is_some_and(|path| epoch_of(path) == Some(7))
    });
    running.signal(Signal::KILL);
    round.injected(1);
    assert!(running.exit().is_err());
    assert_recovered(&place);
}

/// A dashboard with two branches, drawn points, an edit and a bookmark, at epoch 7 of the second branch.
fn work(place: &Place, interval: &str) -> Running {
    let mut running =
        place.dashboard(&["--paused", "--speed", "1", "--optimizer", "adam"]).environment(INTERVAL, interval).start();
    running.wait_for_first_frame();
    running.press("L");
    running.wait("epoch 10", |seen| seen.epoch() == Some(10));
    running.press("hhhhh");
    running.wait("epoch 5", |seen| seen.epoch() == Some(5));
    running.press(&format!("m{NOTE}\r"));
    running.press(":learning-rate 0.02\r");
    running.wait_for("b lists branches");
    running.press("dLLJJ\rJJ1\rd");
    running.wait_for("/82");
    running.press("ll");
    running.wait("epoch 7", |seen| seen.epoch() == Some(7));
    running
}

/// Opens the only recovery, and holds it against a run that nothing has cut off.
fn assert_recovered(place: &Place) {
    let mut running = place.dashboard(&[]).start();
    running.wait_for("was cut off at epoch 7: o opens it");
    running.press("o");
    assert_opens(place, running, "\r");
    assert_eq!(files(place, ""), Vec::<PathBuf>::new(), "a recovery that was opened and saved is still there");
}

/// Opens the recovery of [`work`] by these keys in the list, and holds it against a run that nothing has cut off.
fn assert_opens(place: &Place, mut running: Running, keys: &str) {
    static WHOLE: OnceLock<State> = OnceLock::new();
    let whole = WHOLE.get_or_init(|| {
        let place = Place::new();
        next_epoch(&place, work(&place, NEVER))
    });
    running.wait_for("recovered: xor-blobs, epoch 7");
    running.press(keys);
    running.wait("the recovered epoch", |seen| seen.epoch() == Some(7) && seen.is("paused"));
    running.press("b");
    for text in ["main", "learning rate 0.03 → 0.02 branches off main"] {
        running.wait_for(text);
    }
    running.press("q'");
    running.wait_for(NOTE);
    running.press("q");
    assert_eq!(next_epoch(place, running), *whole);
}

/// Trains an epoch, saves all of it, quits, and gives the state that was saved.
fn next_epoch(place: &Place, mut running: Running) -> State {
    running.press("l");
    running.wait("epoch 8", |seen| seen.epoch() == Some(8));
    running.press("F");
    running.wait_for("run.ron");
    running.press("s");
    running.wait_for("safetensors");
    running.press("q");
    assert_eq!(running.exit(), Ok(0));
    let saved = std::fs::read_dir(place.path("runs")).expect("the runs").map(|entry| entry.expect("an entry").path());
    let saved = saved.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "safetensors"));
    state(&saved.expect("a checkpoint"))
}

fn state(path: &std::path::Path) -> State {
    let bytes = std::fs::read(path).expect("the checkpoint");
    let (_, header) = SafeTensors::read_metadata(&bytes).expect("a checkpoint");
    let metadata = header.metadata().clone().expect("its metadata");
    let kept = ["epoch", "batch", "optimizer_step", "journal"];
    let numbers = kept.map(|key| (key.to_owned(), metadata[key].clone().into_bytes()));
    let tensors = SafeTensors::deserialize(&bytes).expect("a checkpoint");
    let tensors = tensors.iter().map(|(name, tensor)| (name.to_owned(), tensor.data().to_vec()));
    tensors.chain(numbers).collect()
}

/// The epoch of a checkpoint, if it is whole.
fn epoch_of(path: &std::path::Path) -> Option<u64> {
    let bytes = std::fs::read(path).ok()?;
    let (_, header) = SafeTensors::read_metadata(&bytes).ok()?;
    header.metadata().as_ref()?.get("epoch")?.parse().ok()
}

/// The files of recoveries whose names end so.
fn files(place: &Place, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place.home().join("state/blobtui/recovery")).into_iter().flatten();
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

#[test]
fn an_orderly_end_leaves_no_recovery() {
    let place = Place::new();
    let mut running = work(&place, "20");
    wait_until("an autosave", || !files(&place, "safetensors").is_empty());
    running.press("q");
    running.wait_for("q again quits");
    running.press("q");
    assert_eq!(running.exit(), Ok(0));
    assert_eq!(files(&place, ""), Vec::<PathBuf>::new());
}

#[test]
fn nothing_unsaved_is_no_recovery() {
    let place = Place::new();
    let mut running = place.dashboard(&["--paused"]).environment(INTERVAL, "20000").start();
    running.wait_for_first_frame();
    running.press("ll");
    running.wait("epoch 2", |seen| seen.epoch() == Some(2));
    running.press("\x03");
    assert_eq!(running.exit(), Ok(0));
    assert_eq!(files(&place, ""), Vec::<PathBuf>::new());
}

#[test]
fn two_dashboards_leave_each_others_recovery_alone() {
    let place = Place::new();
    let first = work(&place, "20");
    wait_until("an autosave", || !files(&place, "safetensors").is_empty());
    let mut second = place.dashboard(&["--paused"]).environment(INTERVAL, "20").start();
    second.wait_for_first_frame();
    second.press("o");
    second.wait_for("no checkpoint in runs yet");
    second.press(":learning-rate 0.5\r");
    wait_until("a second autosave", || files(&place, "safetensors").len() == 2);
    second.press("qq");
    assert_eq!(second.exit(), Ok(0));
    assert_eq!(files(&place, "safetensors").len(), 1);
    kill_process(first.process(), Signal::KILL).expect("it runs");
    assert!(first.exit().is_err());
    assert_recovered(&place);
}

#[test]
fn a_state_folder_that_takes_no_files_is_said_once_and_loses_nothing_else() {
    let place = Place::new();
    // Where the folder would be is a file.
    std::fs::create_dir(place.home().join("state")).expect("a folder");
    std::fs::write(place.home().join("state/blobtui"), "").expect("a file");
    let mut running = place.dashboard(&["--paused"]).environment(INTERVAL, "20").start();
    running.wait_for_first_frame();
    running.press(":learning-rate 0.5\r");
    running.wait_for("cannot write the recovery");
    running.press("s");
    running.wait_for("saved runs/");
    running.press(":learning-rate 0.4\r");
    running.signal(Signal::TERM);
    assert_eq!(running.exit(), Ok(143));
    assert_eq!(epoch_of(&place.path("runs/xor-blobs-s8-e0.safetensors")), Some(0));
}

#[test]
fn saving_a_past_state_saves_nothing_of_what_came_later() {
    let place = Place::new();
    let mut running = place.dashboard(&["--paused", "--speed", "1"]).environment(INTERVAL, NEVER).start();
    running.wait_for_first_frame();
    running.press("L");
    running.wait("epoch 10", |seen| seen.epoch() == Some(10));
    running.press(":learning-rate 0.02\rL");
    running.wait("epoch 20", |seen| seen.epoch() == Some(20));
    running.press("Hh");
    running.wait("epoch 9", |seen| seen.epoch() == Some(9));
    running.press("s");
    running.wait_for("saved runs/");
    running.signal(Signal::TERM);
    assert_eq!(running.exit(), Ok(143));
    let mut running = place.dashboard(&["--paused"]).start();
    running.wait_for("was cut off at epoch 20: o opens it");
    running.press("o");
    running.wait_for("recovered: xor-blobs, epoch 20");
    running.press("\r");
    running.wait("the recovered epoch", |seen| seen.epoch() == Some(9) && seen.is("past"));
    running.press("G");
    running.wait("the newest epoch", |seen| seen.epoch() == Some(20));
    running.wait_for("0.02  seed 8");
}

/// Puts the next preset in the place of [`work`], and changes a setting there.
fn next_preset(running: &mut Running) {
    running.press("n");
    running.wait("another run", |seen| !seen.is("xor-blobs"));
    running.press(":learning-rate 0.5\r");
    running.wait("the change", |seen| seen.is("learning rate 0.5"));
}

#[test]
fn the_next_run_leaves_the_work_of_the_run_before_it() {
    for (interval, signal) in [(NEVER, Signal::TERM), ("20", Signal::KILL)] {
        let place = Place::new();
        let mut running = work(&place, interval);
        next_preset(&mut running);
        if signal == Signal::KILL {
            wait_until("an autosave of both", || files(&place, "safetensors").len() == 2);
        }
        running.signal(signal);
        let _ = running.exit();
        let mut running = place.dashboard(&["--paused"]).start();
        running.wait_for("was cut off at epoch 0: o opens it");
        running.press("o");
        running.wait_for("recovered: underfit, epoch 0");
        assert_opens(&place, running, "j\r");
        assert_eq!(files(&place, "safetensors").len(), 1, "the other run is still there");
    }
}

#[test]
fn a_run_that_is_undone_and_saved_leaves_no_recovery() {
    let place = Place::new();
    let mut running = work(&place, "20");
    next_preset(&mut running);
    wait_until("an autosave of both", || files(&place, "safetensors").len() == 2);
    running.press("uu");
    running.wait("the run before", |seen| seen.is("xor-blobs") && seen.epoch() == Some(7));
    running.press("F");
    running.wait_for("saved runs/");
    running.press("q");
    assert_eq!(running.exit(), Ok(0));
    assert_eq!(files(&place, ""), Vec::<PathBuf>::new());
}

#[test]
fn q_asks_for_the_drawn_points_of_the_run_before() {
    let place = Place::new();
    let mut running = place.dashboard(&["--paused"]).environment(INTERVAL, "20").start();
    running.wait_for_first_frame();
    running.press("d\rdn");
    running.wait("another run", |seen| !seen.is("xor-blobs"));
    wait_until("an autosave", || !files(&place, "safetensors").is_empty());
    running.press("q");
    running.wait_for("of a previous run are not saved: q again quits, u goes back");
    assert!(!files(&place, "safetensors").is_empty());
    running.press("q");
    assert_eq!(running.exit(), Ok(0));
    assert_eq!(files(&place, ""), Vec::<PathBuf>::new());
}

#[test]
fn q_asks_for_drawn_points_that_come_later_than_what_is_shown() {
    let place = Place::new();
    let mut running = place.dashboard(&["--paused"]).start();
    running.wait_for_first_frame();
    running.press("ll");
    running.wait("epoch 2", |seen| seen.epoch() == Some(2));
    running.press("d\rd");
    running.wait_for("/81");
    running.press("h");
    running.wait("epoch 1", |seen| seen.epoch() == Some(1) && seen.shows("/80"));
    running.press("q");
    running.wait_for("a drawn point is not saved: q again quits, F saves the run");
}

#[test]
fn quitting_after_a_save_that_fails_says_so_and_keeps_the_run() {
    for keys in ["sq", "s"] {
        let place = Place::new();
        // Where the folder would be is a file.
        std::fs::write(place.path("runs"), "").expect("a file");
        let mut running = place.dashboard(&["--paused"]).environment(INTERVAL, NEVER).start();
        running.wait_for_first_frame();
        running.press("ll");
        running.wait("epoch 2", |seen| seen.epoch() == Some(2));
        running.press(keys);
        if keys == "s" {
            running.wait_for("cannot save");
            running.press("q");
        }
        assert_eq!(running.exit_and_read(), Ok(1));
        running.wait_for("the next start offers what is unsaved");
        assert!(running.look(|seen| seen.shows("blobtui: runs/xor-blobs-s8-e2.safetensors: cannot")));
        let running = place.dashboard(&["--paused"]).start();
        running.wait_for("was cut off at epoch 2: o opens it");
    }
}

#[test]
fn quitting_after_a_save_that_succeeds_at_last_keeps_nothing() {
    let place = Place::new();
    std::fs::write(place.path("runs"), "").expect("a file");
    let mut running = place.dashboard(&["--paused"]).environment(INTERVAL, "20").start();
    running.wait_for_first_frame();
    running.press(":learning-rate 0.5\rs");
    running.wait_for("cannot");
    std::fs::remove_file(place.path("runs")).expect("the file is there");
    running.press("s");
    running.wait_for("saved runs/");
    running.press("q");
    assert_eq!(running.exit(), Ok(0));
    assert_eq!(files(&place, ""), Vec::<PathBuf>::new());
}
