//! `-` where a terminal is on the other side.

use crate::harness::Start;

/// A shell that runs a script, with the program under the name `$0`.
fn shell(script: &str) -> Start {
    Start::program("sh".as_ref(), &["-c", script, env!("CARGO_BIN_EXE_blobtui")])
}

#[test]
fn a_binary_format_is_refused_on_a_terminal_and_text_is_not() {
    let running = shell(r#""$0" train --save - && exit 9; "$0" train --epochs 1 --log -"#).start();
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(|seen| {
        let text = seen.text();
        assert!(text.contains("--save -: standard output is a terminal, and safetensors is a binary"), "{text}");
        assert!(text.contains("\n1,0.64"), "{text}");
    });
}

#[test]
fn standard_input_is_refused_while_it_is_a_terminal() {
    let running = shell(r#"exec "$0" eval -"#).start();
    assert_eq!(running.exit_and_read(), Ok(2));
    running.look(|seen| assert!(seen.text().contains("-: standard input is a terminal; pipe"), "{}", seen.text()));
}

#[test]
fn the_dashboard_shows_a_preset_from_a_pipe_and_takes_keys_from_the_terminal() {
    let mut running = shell(r#""$0" presets show moons | "$0" - --paused"#).start();
    running.wait_for("standard-input");
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(0));
    assert_eq!(running.modes(), running.modes_before());
}
