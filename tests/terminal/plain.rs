//! The dashboard in words: what a person hears who does the tutorial, in a terminal and from a pipe.

use std::path::Path;

use rustix::process::Signal;

use crate::harness::{Running, Seen, Start};

fn text(seen: &Seen) -> String {
    String::from_utf8_lossy(&seen.bytes).into_owned()
}

/// Waits until the program has written a text since a place of its output.
fn hear(running: &Running, from: usize, wanted: &str) {
    running.wait(wanted, |seen| String::from_utf8_lossy(&seen.bytes[from..]).contains(wanted));
}

/// Types a line and waits for a part of its answer.
fn ask(running: &mut Running, line: &str, wanted: &str) {
    let from = running.bytes_so_far();
    running.press(&format!("{line}\n"));
    hear(running, from, wanted);
}

/// A shell that pipes a script into the program, named `$0`, in a folder.
fn pipe(folder: &Path, lines: &str) -> String {
    let script = format!("printf '{lines}' | \"$0\" --plain --speed max");
    let start = Start::program("sh".as_ref(), &["-c", &script, env!("CARGO_BIN_EXE_blobtui")]);
    let running = start.folder(folder).start();
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(text)
}

/// The number that follows a text.
fn number_after(text: &str, before: &str) -> f64 {
    let rest = text.split(before).nth(1).unwrap_or_else(|| panic!("no {before} in\n{text}"));
    let end = rest.find(|sign: char| !(sign.is_ascii_digit() || sign == '.')).unwrap_or(rest.len());
    rest[..end].trim_end_matches('.').parse().unwrap_or_else(|_| panic!("no number after {before} in\n{text}"))
}

#[test]
fn the_tutorial_an_edit_the_past_a_branch_and_a_save_are_said_in_lines_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Start::dashboard(&["--plain", "--speed", "1000"]).folder(folder.path()).start();
    hear(&running, 0, "Paused at epoch 0 of 2,000: ");
    let before = running.look(|seen| number_after(&text(seen), "test loss "));
    assert!((0.6..0.7).contains(&before), "untrained: {before}");
    ask(&mut running, "next-misclassified", "train point of class 0, misclassified, loss ");
    let from = running.bytes_so_far();
    ask(&mut running, ":run", "Training from epoch 0 to 2,000, at 1,000 epochs per second.");
    hear(&running, from, "Finished at epoch 2,000 of 2,000: ");
    let after = running.look(|seen| number_after(&String::from_utf8_lossy(&seen.bytes[from..]), "test loss "));
    assert!((0.03..0.07).contains(&after), "trained: {after}");
    hear(&running, from, "All 100 points are classified correctly.");
    ask(&mut running, "probe -1 1", "x -1.00, y 1.00: p(1) 0.9");
    ask(&mut running, "describe", "class 1 lies upper left and lower right, on ");
    ask(&mut running, "learning-rate 0.01", "learning-rate is 0.01 (was 0.03), from epoch 2,000 on.");
    ask(&mut running, "400", "At epoch 400, in the past: trained up to 2,000: ");
    ask(&mut running, "learning-rate 0.1", "branch learning rate 0.03 → 0.1 from epoch ");
    ask(&mut running, "branches", "where you are: from main at epoch 400");
    ask(&mut running, "step 100", " at epoch 500 of ");
    ask(&mut running, "save", "saved runs/xor-blobs-s8-e500.safetensors");
    assert!(folder.path().join("runs/xor-blobs-s8-e500.safetensors").is_file());
    ask(&mut running, "frobnicate", "there is no command or setting frobnicate");
    // Branches would be lost: the first time it asks.
    ask(&mut running, "quit", "2 branches are not saved: ");
    running.press("quit\n");
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(|seen| {
        assert!(!seen.bytes.contains(&0x1b), "an escape sequence in\n{}", text(seen));
        let drawn: Vec<char> = text(seen).chars().filter(|sign| ('\u{2500}'..='\u{28ff}').contains(sign)).collect();
        assert!(drawn.is_empty(), "{drawn:?} in\n{}", text(seen));
    });
    assert_eq!(running.modes(), running.modes_before());
}

#[test]
fn lines_from_a_pipe_wait_for_each_other_and_give_the_same_answers_again() {
    let lines =
        "describe\\nrun\\nprobe 1 1\\nlearning-rate 0.1\\n400\\nhidden 8\\nrun\\npresets\\npreset circle\\nstep 50\\n";
    let lines =
        format!("{lines}describe boundary\\nsave\\nw\\nbookmark here\\nbookmarks\\nundo\\nhelp\\ndescribe settings");
    let lines = format!("40\\n{lines}");
    let said = [(); 2].map(|()| pipe(tempfile::tempdir().unwrap().path(), &lines));
    assert_eq!(said[0], said[1]);
    let text = &said[0];
    for wanted in [
        "Paused at epoch 40 of 2,000: ",
        "Training from epoch 40 to 2,000, as fast as possible.",
        "Finished at epoch 2,000 of 2,000: ",
        "hidden is 8 (was 5)",
        "circle: ",
        "Paused at epoch 50 of ",
        "saved runs/circle-",
        "Epoch 50: here.",
    ] {
        assert!(text.contains(wanted), "no {wanted} in\n{text}");
    }
    assert!(!text.contains('\x1b'), "{text}");
}

/// Whether a word is one sign that is no article and no input's name, and another says what it does: the name of a key.
fn names_a_key(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let is_sign = pair[0].trim_matches('`').chars().count() == 1 && !["a", "x", "y"].contains(&pair[0]);
        let is_key = is_sign && pair[0].contains(|sign: char| sign.is_ascii_alphabetic());
        (is_key || ["Esc", "Space", "Tab"].contains(&pair[0])) && (pair[1].ends_with('s') || pair[1] == "again")
    })
}

#[test]
fn what_is_said_names_commands_and_no_keys() {
    let lines = "step 600\\nsave\\nprobe 1 1\\nlearning-rate 0.1\\nundo\\nredo\\n400\\nlearning-rate 0.3\\nbranches\\nundo\\nredo\\ncopy\\n";
    let lines =
        format!("{lines}next-bookmark\\nfix\\npresets\\nnext-preset\\nopen nothing.safetensors\\nweight h1.1 x 3\\n");
    let lines = format!(
        "{lines}unit h1.1\\nmore-units\\nadd-point 1 1 0\\nremove-point 1 1\\nnew-seed\\nnew-weights\\nrestart\\n"
    );
    let lines = format!("{lines}learning-rate 1e6\\noptimizer sgd\\nrun\\nfix\\nquit\\nquit");
    let text = pipe(tempfile::tempdir().unwrap().path(), &lines);
    for wanted in [
        "undone: learning rate 0.1 → 0.03",
        "redo redoes",
        "; undo undoes, branches lists branches",
        "the edit made during training: save saves a checkpoint",
        "x of h1.1 is 3, from epoch ",
        "81 train points (was 80).",
        "quit again quits, ",
    ] {
        assert!(text.contains(wanted), "no {wanted} in\n{text}");
    }
    let keys: Vec<&str> = text.lines().skip(1).filter(|line| names_a_key(line) || line.contains("press ")).collect();
    assert!(keys.is_empty(), "{keys:#?} in\n{text}");
    let mut before = "";
    for line in text.lines().filter(|line| line.starts_with("preset ")) {
        assert!(before.is_empty() || !line.starts_with(before), "said twice: {line}");
        before = line;
    }
}

#[test]
fn places_are_in_the_units_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..60).map(|row| format!("{},{},{}\n", 5000 + 10 * row, 200 - row, ["low", "high"][row / 30]));
    std::fs::write(folder.path().join("a.csv"), "area,rooms,price\n".to_owned() + &rows.collect::<String>()).unwrap();
    let lines =
        "data a.csv\\nstep 300\\nprobe 5100 190\\nprobe 5500 150\\nadd-point 5050 195 1\\nremove-point 5050 195\\nundo";
    let text = pipe(folder.path(), lines);
    for wanted in [
        "area 5,100, rooms 190.0: p(low) 1.000, train point of class low, correct",
        "area 5,500, rooms 150.0: p(low) 0.000, train point of class high, correct",
        "49 train points (was 48).",
        "removed a point",
    ] {
        assert!(text.contains(wanted), "no {wanted} in\n{text}");
    }
}

#[test]
fn accessible_in_the_environment_asks_for_words() {
    let running = Start::program("sh".as_ref(), &["-c", "echo quit | \"$0\"", env!("CARGO_BIN_EXE_blobtui")]);
    let running = running.environment("ACCESSIBLE", "1").environment("TERM", "dumb").start();
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(|seen| assert!(text(seen).starts_with("blobtui in words. "), "{}", text(seen)));
}

/// Makes something that would be lost.
fn with_a_branch(home: &Path) -> Running {
    let mut running = Start::dashboard(&["--plain"]).home(home).start();
    hear(&running, 0, "Paused at epoch 0 of 2,000: ");
    ask(&mut running, "step 600", "Paused at epoch 600 of 2,000");
    ask(&mut running, "400", "At epoch 400, in the past");
    ask(&mut running, "learning-rate 0.1", "branch learning rate 0.03 → 0.1 from epoch ");
    ask(&mut running, "step 20", " at epoch 420 of ");
    running
}

#[test]
fn signals_and_the_end_of_input_end_it_at_once_and_lose_nothing() {
    // Ctrl-C and Ctrl-D as the terminal's driver sends them.
    for (name, status) in [("Ctrl-C", 130), ("SIGTERM", 143), ("Ctrl-D", 0)] {
        let home = tempfile::tempdir().unwrap();
        let mut running = with_a_branch(home.path());
        match name {
            "Ctrl-C" => running.press("\x03"),
            "Ctrl-D" => running.press("\x04"),
            _ => running.signal(Signal::TERM),
        }
        assert_eq!(running.exit_and_read(), Ok(status), "{name}");
        let mut running = Start::dashboard(&["--plain"]).home(home.path()).start();
        hear(&running, 0, "(xor-blobs) was cut off at epoch 420: recover opens it");
        ask(&mut running, "checkpoints", "recovered: xor-blobs, epoch 420: open ");
        let path = running.look(|seen| {
            let text = text(seen);
            let after = text.split("epoch 420: open ").nth(1).expect("it was heard");
            after.lines().next().expect("a line").to_owned()
        });
        // By the path that is listed, or as the one that was cut off last.
        let line = if name == "Ctrl-D" { format!("open {path}") } else { "recover".to_owned() };
        ask(&mut running, &line, " at epoch 420 of ");
        ask(&mut running, "quit", "2 branches are not saved: quit again quits, save-run saves the run");
        running.press("quit\n");
        assert_eq!(running.exit_and_read(), Ok(0), "{name}");
    }
}
