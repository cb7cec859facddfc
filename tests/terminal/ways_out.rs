//! However the program ends or stops, it restores the terminal; when it continues, it takes the terminal again.

use std::io;
use std::sync::mpsc::sync_channel;

use blobtui::ui::terminal::Screen;
use blobtui::ui::{MAX_EVENTS, Surface};
use rustix::process::Signal;

use crate::harness::{Running, Start};
use crate::modes::{assert_restored, assert_taken, continue_training, count};

fn wait_for_training(running: &Running) {
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    assert_taken(running);
}

fn training() -> Running {
    let running = Start::training(&[]).start();
    wait_for_training(&running);
    running
}

#[test]
fn quitting_restores_the_terminal() {
    let runs = ["q", "\x03"].map(|key| (Start::training(&[]).start(), key));
    for (mut running, key) in runs {
        wait_for_training(&running);
        running.press(key);
        assert_eq!(running.exit_and_read(), Ok(0));
        assert_restored(&running);
    }
}

#[test]
fn signals_restore_the_terminal_and_set_the_exit_status() {
    let statuses = [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)];
    for (running, (signal, status)) in statuses.map(|row| (Start::training(&[]).start(), row)) {
        wait_for_training(&running);
        running.signal(signal);
        assert_eq!(running.exit_and_read(), Ok(status));
        assert_restored(&running);
    }
}

#[test]
fn signals_before_the_first_frame_leave_nothing_behind() {
    let running = Start::dashboard(&[]).start();
    running.wait("the first mode is set", |seen| count(&seen.bytes, b"\x1b[?1049h") > 0);
    running.signal(Signal::TERM);
    assert_eq!(running.exit_and_read(), Ok(143));
    assert_eq!(running.modes(), running.modes_before());
    running.look(|seen| assert_eq!(crate::modes::left(&seen.bytes), Vec::<u32>::new()));
}

#[test]
fn a_terminal_that_vanishes_ends_the_program() {
    let mut running = training();
    running.vanish();
    // It notices by the system's signal or by the thread that watches the terminal.
    assert!(matches!(running.exit(), Ok(1 | 129)), "{:?}", running.exit());

    let mut running = Start::training(&[]).without_session().start();
    running.wait_for_first_frame();
    running.vanish();
    assert_eq!(running.exit(), Ok(1), "no signal comes: only the thread can notice");

    let mut running = Start::dashboard(&["--paused"]).without_session().start();
    running.wait_for_first_frame();
    running.vanish();
    assert_eq!(running.exit(), Ok(1));
}

#[test]
fn a_stop_restores_the_terminal_and_continuing_takes_it_again() {
    let mut running = training();
    for round in 0..3 {
        if round == 2 {
            // It must stay off afterwards.
            running.press("M");
            running.wait_for("mouse off");
        }
        running.signal(Signal::TSTP);
        running.wait_for_stop();
        assert_eq!(running.modes(), running.modes_before());
        running.wait("the screen is left", |seen| !seen.screen().alternate_screen());
        assert_restored(&running);
        continue_training(&running);
        if round < 2 {
            assert_taken(&running);
        }
    }
    running.look(|seen| assert_eq!(seen.screen().mouse_protocol_mode(), vt100::MouseProtocolMode::None));
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_restored(&running);
}

#[test]
fn the_screen_comes_back_after_a_stop_that_no_program_can_catch() {
    let mut running = training();
    running.signal(Signal::STOP);
    running.wait_for_stop();
    running.take_modes_back();
    continue_training(&running);
    assert_taken(&running);
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_restored(&running);
}

/// Runs one of the tests below in a terminal of its own.
fn in_terminal(test: &str) -> Running {
    let program = std::env::current_exe().expect("a test has a file");
    Start::program(&program, &["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]).start()
}

#[test]
fn a_panic_of_the_screens_thread_restores_the_terminal_and_shows_its_message() {
    let running = in_terminal("ways_out::draws_and_panics");
    assert_eq!(running.exit_and_read(), Ok(101));
    assert_restored(&running);
    running.look(|seen| {
        assert!(seen.shows("a panic in the middle of a frame"), "{}", seen.text());
        assert_eq!(count(&seen.bytes, b"\x1b[?1049l"), 1, "a second one would move the cursor into the message");
    });
}

#[test]
#[ignore = "the test above runs it in a terminal"]
fn draws_and_panics() {
    let (sender, _events) = sync_channel(MAX_EVENTS);
    let mut screen = Screen::enter(true, false, &sender, || {}).expect("a terminal");
    screen.draw(&mut |_| {}).expect("a frame");
    let drawn = screen.draw(&mut |_| panic!("a panic in the middle of a frame"));
    drop(drawn);
}

#[test]
fn a_panic_of_another_thread_leaves_the_screen_alone() {
    let running = in_terminal("ways_out::panics_elsewhere");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_restored(&running);
    running.look(|seen| {
        assert!(seen.shows("the screen lived"), "{}", seen.text());
        assert_eq!(count(&seen.bytes, b"a panic elsewhere"), 0);
    });
}

#[test]
#[ignore = "the test above runs it in a terminal"]
fn panics_elsewhere() {
    let (sender, _events) = sync_channel(MAX_EVENTS);
    let mut screen = Screen::enter(true, false, &sender, || {}).expect("a terminal");
    let other = std::thread::spawn(|| panic!("a panic elsewhere"));
    assert!(other.join().is_err());
    let raw = ratatui::crossterm::terminal::is_raw_mode_enabled().expect("a terminal");
    screen.draw(&mut |_| {}).expect("a frame");
    drop(screen);
    if raw {
        io::Write::write_all(&mut io::stdout(), b"the screen lived\n").expect("a terminal");
    }
}
