//! Suspending: the shell gets the terminal back, and one signal continues the program.

use rustix::process::Signal;

use crate::harness::{Running, Start};
use crate::modes::{assert_restored, assert_taken, continue_training, count};

/// An interactive shell.
fn shell() -> Running {
    let arguments = ["--norc", "--noprofile", "--noediting", "-i"];
    let running = Start::program("bash".as_ref(), &arguments).environment("PS1", "prompt: ").start();
    running.wait_for("prompt: ");
    running
}

fn prompts(running: &Running) -> usize {
    running.look(|seen| count(&seen.bytes, b"prompt: "))
}

#[test]
fn a_script_that_runs_the_dashboard_gives_the_terminal_back_on_ctrl_z() {
    let mut running = shell();
    running.press(&format!("sh -c '{} --paused --theme dark; true'\n", env!("CARGO_BIN_EXE_blobtui")));
    running.wait_for_first_frame();
    for round in 0..20 {
        let before = prompts(&running);
        running.press("\x1a");
        running.wait("the shell's prompt", |seen| {
            count(&seen.bytes, b"prompt: ") > before && !seen.screen().alternate_screen()
        });
        // The shell is alive, and gets no receipt as a key.
        running.press(&format!("echo $((6 * 7)) alive {round}\n"));
        running.wait_for(&format!("42 alive {round}"));
        running.look(|seen| assert!(!seen.shows("command not found"), "{}", seen.text()));
        running.press("fg\n");
        running.wait("the dashboard comes back", |seen| seen.screen().alternate_screen() && seen.is("paused"));
        running.wait_for_first_frame();
    }
    let before = prompts(&running);
    running.press("q");
    running.wait("the last prompt", |seen| count(&seen.bytes, b"prompt: ") > before);
}

#[test]
fn many_stops_in_a_row_need_one_signal_to_continue() {
    let mut running = Start::dashboard(&["--theme", "dark"]).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    for _ in 0..5 {
        for _ in 0..20 {
            running.signal(Signal::TSTP);
        }
        running.wait_for_stop();
        continue_training(&running);
        assert_taken(&running);
    }
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_restored(&running);
}

#[test]
fn without_a_shell_ctrl_z_stops_nothing() {
    // The program leads its session, as under `ssh -t host blobtui`.
    let mut running = Start::dashboard(&["--paused", "--theme", "dark"]).start();
    running.wait("paused", |seen| seen.is("paused"));
    running.press("\x1a");
    running.wait_for("no shell to suspend to");
    running.press("\x03");
    assert_eq!(running.exit_and_read(), Ok(0));
}
