//! Files of people stay whole: what a command may write, logs while they grow, full disks, folders that go.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use rand::RngExt as _;

use crate::event_file::{records, scalars};
use crate::harness::Start;
use crate::place::{Place, Spawned, finish, wait_until};
use crate::suite::{Case, Round};

pub const CASES: &[Case] = &[KILL_9_OF_A_NEW_FILE, KILL_9_OF_A_LOG];

/// `train --save` under a new name, killed at a random moment.
const KILL_9_OF_A_NEW_FILE: Case =
    Case { name: "kill -9 while a new file is saved", short: 8, long: 1000, round: kill_9_of_a_new_file };

/// `train --log`, killed at a random moment.
const KILL_9_OF_A_LOG: Case = Case { name: "kill -9 while a log grows", short: 8, long: 1000, round: kill_9_of_a_log };

#[test]
fn a_killed_train_leaves_a_new_checkpoint_or_nothing() {
    KILL_9_OF_A_NEW_FILE.test();
}

#[test]
fn a_killed_train_leaves_a_log_of_whole_rows() {
    KILL_9_OF_A_LOG.test();
}

fn kill_9_of_a_new_file(round: &mut Round) {
    let place = Place::new();
    if !makes_files_without_names(&place.work()) {
        return round.skip("the file system makes no files without names");
    }
    let words = ["train", "--quiet", "--engine", "fused", "--epochs", "2", "--save", "m.safetensors"];
    let mut child = place.spawn(&words);
    std::thread::sleep(Duration::from_micros(round.random.random_range(0..20_000)));
    child.kill().expect("a child can be killed");
    round.injected(1);
    child.wait().expect("a child can be waited for");
    if place.names() != [""; 0] {
        assert_eq!(place.names(), ["m.safetensors"], "nothing else is left behind");
        assert!(place.succeed(&["eval", "m.safetensors"]).contains("epoch 2"));
    }
}

/// Whether new files can be made without a name, so that a kill leaves nothing of them.
fn makes_files_without_names(folder: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{Mode, OFlags, open};
        open(folder, OFlags::TMPFILE | OFlags::RDWR, Mode::RUSR).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        false
    }
}

fn kill_9_of_a_log(round: &mut Round) {
    let place = Place::new();
    let words = ["train", "--quiet", "--engine", "fused", "--epochs", "1000000000", "--log", "log.csv"];
    let words = [words.as_slice(), &["--log", "log.tfevents"]].concat();
    let mut child = place.spawn(&words);
    let rows = || fs::read_to_string(place.path("log.csv")).unwrap_or_default();
    wait_until("a row", || rows().lines().count() > 1);
    std::thread::sleep(Duration::from_micros(round.random.random_range(0..20_000)));
    // Who reads while the system copies a row may see a piece of it; the next look shows it whole.
    wait_until("a whole row at the end", || rows().ends_with('\n'));
    child.kill().expect("a child can be killed");
    round.injected(1);
    child.wait().expect("a child can be waited for");
    assert_whole(&rows());
    // A record may be as long as a page, and be cut by the kill; TensorBoard leaves such a piece out as well.
    let events = fs::read(place.path("log.tfevents")).unwrap();
    let (_, piece) = records(&events);
    assert_whole_events(&events[..events.len() - piece.len()]);
}

/// Checks that an event file has whole records, the losses of one epoch after another from 0 on.
#[track_caller]
fn assert_whole_events(bytes: &[u8]) {
    let losses = scalars(bytes).into_iter().filter(|(tag, ..)| tag == "loss/test").map(|(_, epoch, _)| epoch);
    assert!(losses.enumerate().all(|(row, epoch)| row as u64 == epoch));
}

/// Checks that a CSV log has whole rows, one an epoch from 0 on.
#[track_caller]
fn assert_whole(log: &str) {
    assert!(log.ends_with('\n'), "{:?}", log.lines().last());
    let mut rows = log.lines();
    assert_eq!(rows.next(), Some("epoch,train_loss,test_loss,train_accuracy,test_accuracy"));
    for (epoch, row) in rows.enumerate() {
        let cells: Vec<&str> = row.split(',').collect();
        assert_eq!((cells.len(), cells[0].parse()), (5, Ok(epoch)), "{row:?}");
        assert!(cells[1..].iter().all(|cell| cell.parse::<f32>().is_ok()), "{row:?}");
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder with one of each kind of file, and other names for some of them.
fn files_of_a_person() -> Place {
    let place = Place::new();
    let at = |name: &str| place.path(name);
    let rows: Vec<_> = (0..40).map(|row| format!("{row}.5,{},{}", row * row % 13, ["a", "b"][row % 2])).collect();
    fs::write(at("d.csv"), format!("width,height,kind\n{}\n", rows.join("\n"))).unwrap();
    fs::write(at("p.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    let xor = place.succeed(&["presets", "show", "xor-blobs"]);
    fs::write(at("mine.ron"), &xor).unwrap();
    fs::write(at("plain"), &xor).unwrap();
    let start = xor.find("data:").unwrap();
    let end = xor.find("network:").unwrap();
    let table = format!("{}data: Csv(file: \"d.csv\"),\n    {}", &xor[..start], &xor[end..]);
    fs::write(at("table.ron"), table).unwrap();
    place.succeed(&["train", "--data", "d.csv", "--epochs", "3", "--run", "t.run.ron", "--save", "t.safetensors"]);
    place.succeed(&["train", "--epochs", "3", "--run", "m.run.ron", "--save", "m.safetensors", "--log", "l.csv"]);
    let presets = place.home().join("config/blobtui/presets");
    fs::create_dir_all(&presets).unwrap();
    fs::write(presets.join("own.ron"), &xor).unwrap();
    symlink(presets.join("own.ron"), at("own-link.ron")).unwrap();
    fs::hard_link(at("d.csv"), at("hard.csv")).unwrap();
    symlink("d.csv", at("soft.csv")).unwrap();
    symlink("new", at("dangling")).unwrap();
    fs::create_dir(at("deep")).unwrap();
    place
}

/// Every file with its bytes.
fn contents(place: &Place) -> Vec<(String, Vec<u8>)> {
    let files = place.names().into_iter().filter(|name| place.path(name).is_file());
    files.map(|name| (name.clone(), fs::read(place.path(&name)).unwrap())).collect()
}

#[test]
fn no_output_is_an_input_or_another_output() {
    let place = files_of_a_person();
    let before = contents(&place);
    for (words, one, other) in [
        ("train --data d.csv --log d.csv", "--log d.csv", "--data d.csv"),
        ("train --data d.csv --log ./d.csv", "--log ./d.csv", "--data d.csv"),
        ("train --data d.csv --log deep/../d.csv", "--log deep/../d.csv", "--data d.csv"),
        ("train --data d.csv --log hard.csv", "--log hard.csv", "--data d.csv"),
        ("train --data d.csv --log soft.csv", "--log soft.csv", "--data d.csv"),
        ("train --data soft.csv --log d.csv", "--log d.csv", "--data soft.csv"),
        ("train --data d.csv --save d.csv", "--save d.csv", "--data d.csv"),
        ("train --data d.csv --run d.csv", "--run d.csv", "--data d.csv"),
        ("train mine.ron --save mine.ron", "--save mine.ron", "mine.ron"),
        ("train mine.ron --run mine.ron", "--run mine.ron", "mine.ron"),
        ("train own --save own-link.ron", "--save own-link.ron", "own"),
        ("train ./plain --save plain", "--save plain", "./plain"),
        ("train table.ron --log d.csv", "--log d.csv", "d.csv"),
        ("train table.ron --data hard.csv --log d.csv", "--log d.csv", "d.csv"),
        ("train m.safetensors --log m.safetensors", "--log m.safetensors", "m.safetensors"),
        ("train m.safetensors --run m.safetensors", "--run m.safetensors", "m.safetensors"),
        ("train t.safetensors --log d.csv", "--log d.csv", "d.csv"),
        ("replay m.run.ron --save m.run.ron", "--save m.run.ron", "m.run.ron"),
        ("replay m.run.ron --log m.run.ron", "--log m.run.ron", "m.run.ron"),
        ("replay t.run.ron --log d.csv", "--log d.csv", "d.csv"),
        ("replay t.run.ron --log hard.csv", "--log hard.csv", "d.csv"),
        ("train --save x --run x", "--run x", "--save x"),
        ("train --save x --run ./x", "--run ./x", "--save x"),
        ("train --save x --log deep/../x", "--log deep/../x", "--save x"),
        ("train --save dangling --run new", "--run new", "--save dangling"),
        ("train --save m.safetensors --run ./m.safetensors", "--run ./m.safetensors", "--save m.safetensors"),
        ("replay m.run.ron --save x --log x", "--log x", "--save x"),
    ] {
        // Not even if it is asked for.
        for force in ["", " --force"] {
            let line = format!("{words}{force}");
            let output = place.run(&line.split(' ').collect::<Vec<_>>());
            let message = errors(&output);
            assert_eq!((output.status.code(), message.lines().count()), (Some(2), 1), "{line}: {message}");
            assert!(message.starts_with(&format!("blobtui: {one}: is the same file as ")), "{line}: {message}");
            assert!(message.contains(other), "{line}: {message}");
            assert!(output.stdout.is_empty(), "{line}");
            assert!(contents(&place) == before, "{line} changed a file");
        }
    }
}

#[test]
fn a_file_of_another_kind_is_replaced_only_by_force() {
    let place = files_of_a_person();
    let before = contents(&place);
    for (flag, name, found) in [
        ("--save", "d.csv", "a table, "),
        ("--save", "mine.ron", "a preset, "),
        ("--save", "m.run.ron", "a run, "),
        ("--save", "l.csv", "a training log, "),
        ("--save", "p.png", ""),
        ("--log", "d.csv", "a table, "),
        ("--log", "soft.csv", "a table, "),
        ("--log", "mine.ron", "a preset, "),
        ("--log", "p.png", ""),
        ("--run", "d.csv", "a table, "),
        ("--run", "mine.ron", "a preset, "),
        ("--run", "m.safetensors", "a checkpoint, "),
    ] {
        let (format, noun) = match flag {
            "--save" => ("safetensors", "a checkpoint"),
            "--log" => ("csv", "a training log"),
            _ => ("run", "a run"),
        };
        let words = ["train", "--epochs", "1", "--quiet", flag, name, "--format", format];
        let output = place.run(&words);
        let expected =
            format!("blobtui: {name}: is {found}not {noun}; choose another name, or replace it with --force\n");
        assert_eq!((output.status.code(), errors(&output)), (Some(2), expected), "{words:?}");
        assert!(contents(&place) == before, "{words:?} changed a file");
    }
    place.succeed(&["train", "--epochs", "1", "--save", "p.png", "--format", "safetensors", "--force"]);
    assert!(place.succeed(&["eval", "p.png"]).contains("epoch 1"));
    place.succeed(&["train", "--epochs", "1", "--log", "soft.csv", "--force"]);
    assert_whole(&fs::read_to_string(place.path("d.csv")).unwrap());
    // Neither a folder nor a device, whatever is asked for.
    for name in ["deep", "/dev/null"] {
        for flag in ["--save", "--run", "--log"] {
            let output = place.run(&["train", "--epochs", "1", flag, name, "--force"]);
            assert_eq!(output.status.code(), Some(2), "{flag} {name}: {}", errors(&output));
        }
    }
}

#[test]
fn an_empty_file_and_one_of_its_own_kind_are_replaced() {
    let place = files_of_a_person();
    for name in ["e1.safetensors", "e2.run.ron", "e3.csv"] {
        fs::write(place.path(name), "").unwrap();
    }
    for _ in 0..2 {
        let files = ["--save", "e1.safetensors", "--run", "e2.run.ron", "--log", "e3.csv"];
        place.succeed(&[["train", "--epochs", "2", "--quiet"].as_slice(), &files].concat());
    }
    assert_whole(&fs::read_to_string(place.path("e3.csv")).unwrap());
    // A checkpoint trained on onto itself, by any of its names.
    symlink("m.safetensors", place.path("other")).unwrap();
    place.succeed(&["train", "m.safetensors", "--epochs", "5", "--save", "m.safetensors"]);
    place.succeed(&["train", "m.safetensors", "--epochs", "6", "--save", "other"]);
    assert!(place.succeed(&["eval", "m.safetensors"]).contains("epoch 6"));
    assert!(place.path("other").is_symlink());
    // Weights of another program are no checkpoint.
    let weights = fs::read(place.path("m.safetensors")).unwrap();
    let text: Vec<u8> = String::from_utf8_lossy(&weights).replace("blobtui-checkpoint", "another-checkpoint").into();
    fs::write(place.path("theirs.safetensors"), text).unwrap();
    let output = place.run(&["train", "--epochs", "1", "--save", "theirs.safetensors"]);
    assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
}

#[test]
fn a_log_can_be_read_while_it_grows() {
    let place = Place::new();
    let words = ["train", "spiral", "--quiet", "--epochs", "1000000000", "--log", "log.csv"];
    let mut child = place.spawn(&words);
    let mut seen = 0;
    for _ in 0..5 {
        let mut text = String::new();
        wait_until("more rows", || {
            text = fs::read_to_string(place.path("log.csv")).unwrap_or_default();
            // Who reads while the system copies a row may see a piece of it; the next look shows it whole.
            text.lines().count() > seen && text.ends_with('\n')
        });
        seen = text.lines().count();
    }
    child.kill().expect("a child can be killed");
    child.wait().expect("a child can be waited for");
}

/// A command under a limit of 128 blocks, 64 or 128 kB a file, which the log of this run passes.
fn limited(place: &Place, words: &str) -> Output {
    let script = format!("ulimit -f 128; exec {} {words}", env!("CARGO_BIN_EXE_blobtui"));
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]).current_dir(place.work()).env("HOME", place.home());
    command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    finish(Spawned::new(command.stderr(std::process::Stdio::piped())), &[words])
}

#[test]
fn a_run_goes_on_without_a_log_that_no_longer_fits() {
    let place = Place::new();
    let logs = "--log log.csv --log log.tfevents";
    let words = format!("train --engine fused --epochs 9000 {logs} --save m.safetensors --run m.run.ron");
    let output = limited(&place, &words);
    let message = errors(&output);
    assert_eq!((output.status.code(), message.lines().count()), (Some(1), 2), "{message}");
    for (line, name) in message.lines().zip(["log.tfevents", "log.csv"]) {
        assert!(line.starts_with(&format!("blobtui: {name}: cannot write the log: ")), "{message}");
        assert!(line.ends_with("; the run goes on without its log"), "{message}");
    }
    let events = fs::read(place.path("log.tfevents")).unwrap();
    assert_whole_events(&events);
    assert!(events.len() > 60_000 && events.len() <= 128 << 10, "{}", events.len());
    let log = fs::read_to_string(place.path("log.csv")).unwrap();
    assert_whole(&log);
    assert!(log.len() > 60_000 && log.len() <= 128 << 10, "{}", log.len());
    assert!(place.succeed(&["eval", "m.safetensors"]).contains("epoch 9000"));
    assert!(place.succeed(&["replay", "m.run.ron"]).contains("bit-identical"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.ends_with("saved m.safetensors\nwrote m.run.ron\n"), "{text}");
}

#[test]
fn a_limit_on_files_is_a_message_and_the_old_file_stays() {
    let place = Place::new();
    // Many points make a checkpoint larger than the limit.
    let train = "train --engine fused --train 20000 --epochs 0 --quiet --save m.safetensors";
    place.succeed(&["train", "--epochs", "1", "--quiet", "--save", "m.safetensors"]);
    let old = fs::read(place.path("m.safetensors")).unwrap();
    let output = limited(&place, train);
    let message = errors(&output);
    assert_eq!((output.status.code(), message.lines().count()), (Some(1), 1), "{message}");
    assert!(message.starts_with("blobtui: m.safetensors: cannot save the checkpoint: "), "{message}");
    assert!(fs::read(place.path("m.safetensors")).unwrap() == old);
    assert_eq!(place.names(), ["m.safetensors"], "nothing is left behind");
}

#[test]
fn a_limit_on_files_does_not_end_the_dashboard() {
    let place = Place::new();
    let script = format!("ulimit -f 1; exec {} --paused --engine fused", env!("CARGO_BIN_EXE_blobtui"));
    let start = Start::program(Path::new("/bin/sh"), &["-c", &script]).folder(&place.work()).home(place.home());
    let mut running = start.start();
    running.wait_for_first_frame();
    running.press("s");
    running.wait_for("cannot save the checkpoint");
    running.press("q");
    assert_eq!(running.exit_and_read(), Ok(1), "the last file could not be saved");
    assert_eq!(running.modes(), running.modes_before());
    let saved = place.path("runs");
    assert!(!saved.exists() || fs::read_dir(saved).unwrap().count() == 0);
}

#[test]
fn an_output_that_fails_does_not_take_the_others_with_it() {
    let place = Place::new();
    fs::create_dir(place.path("going")).unwrap();
    let words = ["train", "spiral", "--epochs", "1500", "--save", "going/m.safetensors", "--run", "m.run.ron"];
    let words = [words.as_slice(), &["--log", "log.csv"]].concat();
    let child = place.spawn(&words);
    wait_until("training", || fs::read_to_string(place.path("log.csv")).is_ok_and(|log| log.lines().count() > 1));
    fs::remove_dir(place.path("going")).unwrap();
    let output = finish(child, &words);
    let message = errors(&output);
    assert_eq!((output.status.code(), message.lines().count()), (Some(1), 1), "{message}");
    assert!(message.starts_with("blobtui: going/m.safetensors: "), "{message}");
    assert!(place.succeed(&["replay", "m.run.ron"]).contains("bit-identical"));
    assert_whole(&fs::read_to_string(place.path("log.csv")).unwrap());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_output_keeps_no_file_from_being_saved() {
    let place = Place::new();
    let mut command = place.command(&["train", "--epochs", "200", "--save", "m.safetensors"]);
    command.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
    let output = finish(Spawned::new(&mut command), &["train > /dev/full"]);
    let message = errors(&output);
    assert_eq!((output.status.code(), message.lines().count()), (Some(1), 1), "{message}");
    assert!(message.starts_with("blobtui: standard output: "), "{message}");
    assert!(place.succeed(&["eval", "m.safetensors"]).contains("epoch 200"));
}

#[test]
fn a_folder_that_takes_no_file_is_known_before_the_training() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    fs::create_dir(place.path("closed")).unwrap();
    fs::set_permissions(place.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    if rustix::process::geteuid().is_root() {
        println!("skipped: permissions don't stop the root user");
        return;
    }
    for words in [["--save", "closed/m.safetensors"], ["--run", "closed/m.run.ron"], ["--log", "closed/log.csv"]] {
        let output = place.run(&[&["train", "--epochs", "1000000000"], words.as_slice()].concat());
        let message = errors(&output);
        assert_eq!((output.status.code(), message.lines().count()), (Some(1), 1), "{message}");
    }
}

#[test]
fn a_diverged_run_is_said_and_its_numbers_are_left_out() {
    let place = Place::new();
    let words = ["train", "--engine", "fused", "--learning-rate", "1e38", "--epochs", "9", "--json"];
    let files = ["--save", "m.safetensors", "--log", "log.csv", "--log", "log.tfevents"];
    let summary = place.succeed(&[words.as_slice(), &files].concat());
    assert!(summary.contains("\"state\":\"diverged\"") && summary.contains("\"test_loss\":null"), "{summary}");
    place.succeed(&[words.as_slice(), &["--log", "log.jsonl"]].concat());
    let (csv, json) = (place.path("log.csv"), place.path("log.jsonl"));
    let (csv, json) = (fs::read_to_string(csv).unwrap(), fs::read_to_string(json).unwrap());
    assert!(!csv.contains("NaN") && !csv.contains("inf") && csv.contains(",,"), "{csv}");
    assert!(json.contains(":null"), "{json}");
    fs::write(place.path("points.csv"), "x,y\n1,1\n").unwrap();
    for words in ["predict m.safetensors 1 1", "predict m.safetensors --data points.csv", "eval m.safetensors"] {
        let words: Vec<&str> = words.split(' ').collect();
        let output = place.run(&words);
        let message = errors(&output);
        assert_eq!((output.status.code(), message.lines().count()), (Some(1), 1), "{message}");
        assert!(message.starts_with("blobtui: m.safetensors: the run diverged at epoch "), "{message}");
        assert!(!output.stdout.is_empty());
    }
}

#[test]
fn a_run_file_that_was_edited_is_told_and_taken() {
    let place = Place::new();
    place.succeed(&["train", "--epochs", "40", "--quiet", "--run", "m.run.ron"]);
    let text = fs::read_to_string(place.path("m.run.ron")).unwrap();
    let edited = "m.run.ron: its recipe was edited by hand since it was saved\n";
    let is_told = || {
        let output = place.run(&["replay", "m.run.ron"]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).contains(edited))
    };
    assert_eq!(is_told(), (Some(0), false));
    // Layout, comments and notes are no part of the recipe.
    fs::write(place.path("m.run.ron"), text.replace("\n    ", "\n  ") + "// mine\n").unwrap();
    assert_eq!(is_told(), (Some(0), false));
    // Another learning rate is, and then the states differ from the recorded ones.
    assert!(text.contains("learning_rate: 0.03"), "{text}");
    fs::write(place.path("m.run.ron"), text.replace("learning_rate: 0.03", "learning_rate: 0.031")).unwrap();
    assert_eq!(is_told(), (Some(1), true));
    assert!(
        place
            .succeed(&["diff", "m.run.ron", "m.run.ron"])
            .contains("\nedited:   the second by hand since it was saved, m.run.ron\n")
    );
    // A file without the digest is taken as it is.
    let plain: Vec<&str> = text.lines().filter(|line| !line.contains("// recipe: ")).collect();
    fs::write(place.path("m.run.ron"), plain.join("\n")).unwrap();
    assert_eq!(is_told(), (Some(0), false));
}
