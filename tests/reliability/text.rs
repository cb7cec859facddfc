//! What names, cells, titles and labels may have in them reaches no terminal, and no message is longer for it; nothing
//! waits for what is no regular file; each failure has its own reason, which stays where there is no room.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::harness::{Running, Start};
use crate::place::Place;

/// What a terminal acts on: its own colours, its clipboard, a title, a control of eight bits, a direction, a new line.
const HOSTILE: &str = "a\u{1b}[31m\u{1b}]52;c;aGk=\u{7}\u{9b}32m\u{202e}b\nc";
/// The same as a name of a file, a branch or a column, as far as the formats take it.
const HIDDEN: &str = "a\u{202e}b\u{2066}c\u{200d}d";

/// Bytes of these texts that a terminal acts on: none of them is part of what the program writes itself.
const MARKS: [&str; 8] =
    ["\u{1b}]52;c;aGk=", "\u{1b}[31m\u{1b}", "\u{9b}", "aGk=\u{7}", "\u{202e}", "\u{2066}", "\u{200d}", "\u{2028}"];

#[track_caller]
fn assert_harmless(output: &[u8], what: &str) {
    let text = String::from_utf8_lossy(output);
    for mark in MARKS {
        assert!(!text.contains(mark), "{what}: {text:?}");
    }
}

/// Runs a command without a terminal: nothing that it writes commands one.
#[track_caller]
fn harmless(place: &Place, words: &[&str]) -> String {
    let output = place.run(words);
    let all = [output.stdout, output.stderr].concat();
    assert_harmless(&all, &format!("{words:?}"));
    assert!(!all.contains(&0x1b), "{words:?}: {}", String::from_utf8_lossy(&all));
    String::from_utf8(all).expect("text")
}

/// A checkpoint and a run file of a run whose title, notes, column names and labels have hidden characters.
fn hidden() -> Place {
    let place = Place::new();
    let table = format!("x{HIDDEN},y{HIDDEN},label{HIDDEN}\n");
    let rows = (0..8).map(|row| format!("{row},{},{}{HIDDEN}\n", row % 3, row % 2)).collect::<Vec<_>>().concat();
    fs::write(place.path(&format!("t{HIDDEN}.csv")), table + &rows).expect("a table");
    let tutorial = place.succeed(&["presets", "show", "xor-blobs"]);
    let preset = tutorial.replacen("Four blobs", &format!("Four {HIDDEN}"), 1).replacen(
        "notes: \"",
        &format!("notes: \"Notes {HIDDEN}. "),
        1,
    );
    assert_ne!(preset, tutorial);
    fs::write(place.path(&format!("p{HIDDEN}.ron")), &preset).expect("a preset");
    let folder = place.home().join("config/blobtui/presets");
    fs::create_dir_all(&folder).expect("a folder of presets");
    fs::write(folder.join(format!("own{HIDDEN}.ron")), preset).expect("a preset");
    fs::write(folder.join(format!("broken{HIDDEN}\n\u{1b}[31m.ron")), "Preset(").expect("a preset");
    place
}

#[test]
fn what_is_typed_is_shown_escaped() {
    let place = Place::new();
    assert!(harmless(&place, &["eval", HOSTILE]).contains(r"\u{1b}]52;c;aGk=\u{7}\u{9b}32m\u{202e}b\nc: "));
    for words in [
        vec![HOSTILE],
        vec!["eval", HOSTILE],
        vec!["predict", HOSTILE, "1", "2"],
        vec!["predict", "absent", HOSTILE],
        vec!["replay", HOSTILE],
        vec!["replay", "absent", "--branch", HOSTILE],
        vec!["diff", HOSTILE, HOSTILE],
        vec!["diff", "a", "b", "--branches", HOSTILE],
        vec!["train", HOSTILE],
        vec!["train", "--data", HOSTILE],
        vec!["train", "--epochs", "0", "--save", HOSTILE],
        vec!["train", "--epochs", "0", "--run", HOSTILE],
        vec!["train", "--epochs", "0", "--log", HOSTILE],
        vec!["train", "--epochs", "0", "--save", &format!("absent/{HOSTILE}")],
        vec!["train", "--format", HOSTILE],
        vec!["train", "--optimizer", HOSTILE],
        vec!["train", "--hidden", HOSTILE],
        vec!["train", "--inputs", HOSTILE],
        vec!["train", "--data", "absent.csv", "--columns", HOSTILE],
        vec!["log", HOSTILE, "l.csv"],
        vec!["log", "absent", HOSTILE],
        vec!["export", "absent", HOSTILE],
        vec!["man", HOSTILE],
        vec!["completions", HOSTILE],
        vec!["presets", "show", HOSTILE],
        vec!["presets", "check", HOSTILE, HOSTILE],
        vec!["presets", HOSTILE],
        vec![&format!("--{HOSTILE}")],
        vec![&format!("-{HOSTILE}")],
        vec!["--theme", HOSTILE],
        vec!["--speed", HOSTILE],
        vec!["--runs", HOSTILE, "absent"],
    ] {
        harmless(&place, &words);
    }
}

#[test]
fn names_titles_columns_and_labels_are_shown_escaped() {
    let place = hidden();
    let (table, preset) = (format!("t{HIDDEN}.csv"), format!("p{HIDDEN}.ron"));
    let saved = format!("m{HIDDEN}.safetensors");
    let run = format!("m{HIDDEN}.run.ron");
    let train = ["train", "--data", &table, "--epochs", "2", "--save", &saved, "--run", &run, "--log", "l.csv"];
    assert!(harmless(&place, &train).contains(r"xa\u{202e}b\u{2066}c\u{200d}d"));
    for words in [
        vec!["train", &preset, "--epochs", "1"],
        vec!["train", &preset, "--epochs", "1", "--json"],
        vec!["train", "--data", &table, "--epochs", "1", "--json"],
        vec!["eval", &saved],
        vec!["eval", &saved, "--json"],
        vec!["eval", &saved, "--data", &table],
        vec!["predict", &saved, "1", "2"],
        vec!["replay", &run],
        vec!["replay", &run, "--json"],
        vec!["diff", &saved, &run],
        vec!["diff", &saved, &run, "--json"],
        vec!["presets"],
        vec!["presets", "list"],
        vec!["presets", "check", &preset],
    ] {
        harmless(&place, &words);
    }
    assert!(harmless(&place, &["presets"]).contains(r"own"));
    // JSON means the same all the same.
    let json = place.succeed(&["diff", &saved, &run, "--json"]);
    let object: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(object.to_string().contains(HIDDEN), "{json}");
}

#[test]
fn cells_with_controls_are_named_escaped_in_every_refusal() {
    let place = hidden();
    let table = |header: &str, row: &str| format!("{header}\n{row}\n1,2,0\n3,4,1\n");
    for (header, row) in [
        (format!("x,y,\"{HOSTILE}\""), format!("1,2,\"{HOSTILE}\"")),
        (format!("x,y,\"{HOSTILE}\""), format!("1,\"{HOSTILE}\",0")),
        (format!("\"{HOSTILE}\",y,label"), "1,2".to_owned()),
        ("x,y,label".to_owned(), format!("1,{HOSTILE}")),
    ] {
        fs::write(place.path("c.csv"), table(&header, &row)).expect("a table");
        harmless(&place, &["train", "--data", "c.csv", "--epochs", "0"]);
        harmless(&place, &["train", "--data", "c.csv", "--label", HOSTILE, "--epochs", "0"]);
    }
}

#[test]
fn predictions_have_the_cells_as_they_were_except_on_a_terminal() {
    let place = Place::new();
    place.succeed(&["train", "--epochs", "0", "--quiet", "--save", "m.safetensors"]);
    let cell = HOSTILE.replace('\n', " ");
    // Names are put on one line without controls.
    fs::write(place.path("t.csv"), format!("x,y,note\n1,2,\"{cell}\"\n3,4,\"{cell}\"\n")).expect("a table");
    let words = ["predict", "m.safetensors", "--data", "t.csv"];
    let piped = place.run(&words).stdout;
    assert_eq!(String::from_utf8(piped).expect("text").matches(&cell).count(), 2);
    let shown = on_a_terminal(&place, &words);
    assert!(shown.contains(r"a\u{1b}[31m\u{1b}]52;c;aGk=\u{7}\u{9b}32m\u{202e}b c"), "{shown:?}");
    let preset = place.succeed(&["presets", "show", "xor-blobs"]).replacen("Four", HOSTILE, 1);
    fs::write(place.path("p.ron"), &preset).expect("a preset");
    assert_eq!(place.succeed(&["presets", "show", "p.ron"]), preset);
    let shown = on_a_terminal(&place, &["presets", "show", "p.ron"]);
    assert!(shown.contains(r"\u{202e}"), "{shown:?}");
}

/// What a command writes to a terminal, none of which the terminal acts on.
fn on_a_terminal(place: &Place, words: &[&str]) -> String {
    let running = Start::dashboard(words).folder(&place.work()).home(place.home()).start();
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(|seen| {
        assert_harmless(&seen.bytes, &format!("{words:?}"));
        String::from_utf8_lossy(&seen.bytes).into_owned()
    })
}

#[test]
fn the_dashboard_shows_names_titles_and_labels_escaped() {
    let place = hidden();
    let (table, preset) = (format!("t{HIDDEN}.csv"), format!("own{HIDDEN}"));
    fs::create_dir(place.path("runs")).expect("a folder");
    fs::write(place.path(&format!("runs/{HOSTILE}.safetensors").replace("52;c;", "52")), "none").expect("a file");
    for words in [vec![preset.as_str(), "--paused"], vec!["--data", &table, "--paused"]] {
        let mut running = place.dashboard(&words).start();
        running.wait_for_first_frame();
        // The lists of files, presets and branches, predictions, settings, help, the command line.
        for (keys, title) in
            [("o", "╭ open a checkpoint"), ("p", "╭ presets"), ("e", "How far each step goes"), ("b", "╭ branches")]
        {
            running.press(keys);
            running.wait_for(title);
            running.press("\u{1b}");
            running.wait("it is closed", |seen| !seen.shows(title));
        }
        running.press("v");
        running.press("y");
        running.wait_for("copied");
        running.press("P");
        running.wait_for("save as preset");
        running.send("\u{1b}[200~x\u{202e}y\u{9b}31m\u{1b}[201~".as_bytes());
        running.wait_for("xy");
        assert_unmoved(&mut running);
    }
    // What is wrong with a file whose name is hostile stands in the message line.
    let mut running = place.dashboard(&["--paused"]).start();
    running.wait_for_first_frame();
    running.press("o");
    running.wait_for("1 of 1");
    running.press("\r");
    running.wait_for("ends after byte");
    assert_unmoved(&mut running);
}

fn assert_unmoved(running: &mut Running) {
    running.press("\u{3}");
    assert_eq!(running.exit_and_read(), Ok(0));
    running.look(|seen| assert_harmless(&without_own_clipboard(&seen.bytes), "the dashboard"));
}

/// The output without what `y` copies: the program's own use of the clipboard, in base64 up to its bell.
fn without_own_clipboard(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut pieces = text.split("\u{1b}]52;c;");
    let first = pieces.next().unwrap_or_default().to_owned();
    let ended = |piece: &str| piece.find(['\u{7}', '\u{1b}']).map_or(String::new(), |end| piece[end + 1..].to_owned());
    (first + &pieces.map(ended).collect::<String>()).into_bytes()
}

#[test]
fn nothing_waits_for_a_pipe_or_opens_a_device() {
    let place = Place::new();
    place.succeed(&["train", "--epochs", "0", "--quiet", "--save", "m.safetensors"]);
    let folder = place.home().join("config/blobtui/presets");
    fs::create_dir_all(&folder).expect("a folder of presets");
    fs::create_dir(place.path("runs")).expect("a folder");
    for path in ["pipe", "pipe.ron", "pipe.csv", "pipe.run.ron", "pipe.safetensors", "runs/pipe.safetensors"] {
        make_pipe(&place.path(path));
    }
    make_pipe(&folder.join("pipe.ron"));
    fs::write(place.path("names.ron"), preset_with_file("pipe.csv")).expect("a preset");
    symlink("pipe.csv", place.path("link.csv")).expect("a link");
    for words in [
        vec!["pipe.ron"],
        vec!["pipe.run.ron"],
        vec!["./pipe"],
        vec!["train", "pipe.ron"],
        vec!["train", "pipe.safetensors"],
        vec!["train", "--data", "pipe.csv"],
        vec!["train", "--data", "link.csv"],
        vec!["train", "--data", "/dev/tty"],
        vec!["train", "names.ron"],
        vec!["eval", "pipe.safetensors"],
        vec!["eval", "m.safetensors", "--data", "pipe.csv"],
        vec!["predict", "pipe.safetensors", "1", "2"],
        vec!["predict", "m.safetensors", "--data", "pipe.csv"],
        vec!["predict", "m.safetensors", "--data", "/dev/zero"],
        vec!["replay", "pipe.run.ron"],
        vec!["diff", "pipe.safetensors", "pipe.run.ron"],
        vec!["diff", "m.safetensors", "pipe.run.ron"],
        vec!["presets", "show", "pipe.ron"],
        vec!["presets", "check", "pipe.ron", "names.ron"],
    ] {
        let output = place.run(&words);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    place.succeed(&["presets", "list"]);
    let mut running = place.dashboard(&["--paused"]).start();
    running.wait_for_first_frame();
    running.press("o");
    running.wait_for("no checkpoint in runs yet");
    running.press("p");
    running.wait_for(" of ");
    running.press("\u{3}");
    assert_eq!(running.exit(), Ok(0));
}

fn preset_with_file(name: &str) -> String {
    format!(
        "Preset(version: 1, title: \"a\", notes: \"b\", data: Csv(file: \"{name}\"), network: Network(hidden: [5], \
         activation: Relu), loss: BinaryCrossEntropy, optimizer: Sgd(learning_rate: 0.03), batch: Full, epochs: 1, \
         seed: 8, speed: 100)"
    )
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo starts").success());
}

#[test]
fn no_message_repeats_more_than_80_characters() {
    let place = Place::new();
    place.succeed(&["train", "--epochs", "0", "--quiet", "--save", "m.safetensors", "--run", "m.run.ron"]);
    let long = "A".repeat(5000);
    for words in [
        vec!["eval"],
        vec!["train"],
        vec!["train", "--save"],
        vec!["train", "--log"],
        vec!["log"],
        vec!["log", "m.run.ron"],
        vec!["man"],
        vec!["completions"],
        vec!["presets", "show"],
        vec!["replay", "m.run.ron", "--branch"],
        vec!["diff", "m.run.ron", "m.run.ron", "--branches"],
        vec!["train", "--hidden"],
        vec!["train", "--inputs"],
        vec!["train", "--schedule"],
        vec!["train", "--seed"],
    ] {
        assert_short(&place, &[words.as_slice(), &[&long]].concat());
    }
    for text in long_presets(&place, &long) {
        fs::write(place.path("long.ron"), text).expect("a preset");
        assert_short(&place, &["presets", "check", "long.ron"]);
    }
    let run = fs::read_to_string(place.path("m.run.ron")).expect("a run");
    for (from, to) in [
        ("current: \"main\"", format!("current: \"{long}\"")),
        ("name: \"main\"", format!("name: \"{long}\"")),
        ("name: \"xor-blobs\"", format!("name: \"{long}\"")),
        ("newest:", format!("from: \"{long}\", newest:")),
    ] {
        fs::write(place.path("long.run.ron"), changed(&run, from, &to)).expect("a run");
        assert_short(&place, &["replay", "long.run.ron"]);
    }
    for text in [
        format!("x,y,{long}\n1,2,0\n3,{long},1\n"),
        format!("x,y,label\n1,2,{long}\n3,4,b\n"),
        format!("x,{long}\n1,2\n3,4\n"),
        format!("{long}\n"),
        "A,".repeat(500) + "\n",
    ] {
        fs::write(place.path("long.csv"), text).expect("a table");
        assert_short(&place, &["train", "--epochs", "0", "--columns", &long, "--data", "long.csv"]);
        assert_short(&place, &["train", "--epochs", "0", "--label", &long, "--data", "long.csv"]);
        assert_short(&place, &["predict", "m.safetensors", "--data", "long.csv"]);
        assert_short(&place, &["train", "--epochs", "0", "--data", "long.csv"]);
    }
}

/// The tutorial's preset with something long in each place.
fn long_presets(place: &Place, long: &str) -> Vec<String> {
    let tutorial = place.succeed(&["presets", "show", "xor-blobs"]);
    let changes = [
        ("Four blobs", long.to_owned()),
        ("seed", long.to_owned()),
        ("Blobs(", format!("{long}(")),
        ("version: 2", format!("version: {long}")),
        ("version: 2", format!("version: \"{long}\"")),
        ("Preset(", format!("{long}(")),
        ("loss: BinaryCrossEntropy", format!("loss: {long}")),
        ("seed: ", format!("{long}: 1, seed: ")),
        ("seed: ", format!("{long} seed: ")),
    ];
    let presets = changes.iter().map(|(from, to)| changed(&tutorial, from, to));
    presets.chain([preset_with_file(long)]).collect()
}

#[track_caller]
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}: {text}");
    text.replacen(from, to, 1)
}

/// Runs a command, whose message is short and repeats little of what was given.
#[track_caller]
fn assert_short(place: &Place, words: &[&str]) {
    let message = String::from_utf8_lossy(&place.run(words).stderr).into_owned();
    assert!(!message.contains(&"A".repeat(81)), "{message}");
    assert!(message.chars().count() < 700, "{message}");
}

#[test]
fn each_reason_has_its_own_advice() {
    let place = Place::new();
    fs::write(place.path("file"), "").expect("a file");
    fs::create_dir(place.path("folder")).expect("a folder");
    symlink("nowhere", place.path("dangling")).expect("a link");
    symlink("circle", place.path("circle")).expect("a link");
    let name = "n".repeat(300);
    for (path, reason) in [
        ("file/m.safetensors", "is a file, not a folder"),
        ("folder", "is a folder"),
        ("dangling", "is a link that leads nowhere"),
        ("absent/m.safetensors", "doesn't exist"),
        (name.as_str(), "name is too long"),
        ("circle", "links lead in a circle"),
    ] {
        let output = place.run(&["eval", path]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(reason) && !message.contains("free some space"), "{path}: {message}");
    }
}

#[test]
fn a_failure_to_save_keeps_its_reason_and_goes_when_the_next_succeeds() {
    let place = Place::new();
    let folder = "a-rather-long-name-of-a-folder".repeat(3);
    fs::write(place.path(&folder), "").expect("a file in the place of the folder");
    let mut running = place.dashboard(&["--paused", "--runs", &folder]).size(80, 24).start();
    running.wait_for_first_frame();
    running.press("s");
    running.wait_for("is a file, not a folder");
    fs::remove_file(place.path(&folder)).expect("the file can go");
    running.press("s");
    running.wait("the message goes", |seen| seen.shows("saved ") && !seen.shows("not a folder"));
    running.press("\u{3}");
    assert_eq!(running.exit(), Ok(0));
}
