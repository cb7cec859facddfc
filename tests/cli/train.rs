//! `blobtui train`: the table, the JSON object, divergence, and a reader that goes.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::support::{Folder, number_after};

/// The first column of the table.
fn epochs(output: &str) -> Vec<u64> {
    output.lines().filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect()
}

#[test]
fn the_tutorial_is_learnt_and_its_losses_printed() {
    let output = Folder::new().succeed(&["train", "xor-blobs"]);
    let rows: Vec<u64> =
        output.lines().take(25).filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect();
    assert_eq!(rows, (0..=20).map(|row| row * 100).collect::<Vec<_>>());
    assert!(output.starts_with("xor-blobs: Four blobs, two classes\n2-5-1 relu, 21 parameters, 80 train and 20 test"));
    let (before, after) = (number_after(&output, "test loss before"), number_after(&output, "after"));
    assert!(0.4 < before && before < 1.2, "{before}");
    assert!(after < 0.15, "{after}");
    assert!(number_after(&output, "test accuracy") >= 0.95);
    let first = output.lines().find(|line| line.split_whitespace().next() == Some("0")).unwrap();
    assert_eq!(first.split_whitespace().nth(2).unwrap().parse::<f64>().unwrap(), before);
}

#[test]
fn xor_blobs_is_what_is_trained_if_nothing_is_named() {
    let folder = Folder::new();
    assert!(folder.succeed(&["train", "--epochs", "1"]).starts_with("xor-blobs (edited): "));
    folder.write("mine.ron", folder.succeed(&["presets", "show", "two-blobs"]));
    assert!(folder.succeed(&["train", "./mine.ron", "--epochs", "1"]).starts_with("mine (edited): "));
    assert!(folder.succeed(&["train", "--epochs", "1", "mine.ron"]).starts_with("mine (edited): "));
}

#[test]
fn what_is_said_of_a_preset_is_said_of_its_own_run_alone() {
    let folder = Folder::new();
    let words = ["Four blobs, two classes", "Would one hidden unit"];
    let is_said = |text: &str| words.iter().any(|words| text.contains(words));
    for (flags, heading, is_described) in [
        (vec![], "xor-blobs: Four blobs, two classes\n", true),
        // The engine changes the last bits alone.
        (vec!["--engine", "fused"], "xor-blobs (edited): Four blobs, two classes\n", true),
        (vec!["--epochs", "20"], "xor-blobs (edited): Four blobs, two classes\n", true),
        (vec!["--seed", "9"], "xor-blobs (edited)\n", false),
        (vec!["--hidden", "4"], "xor-blobs (edited)\n", false),
    ] {
        let train = ["train", "xor-blobs", "--save", "m.safetensors", "--run", "m.run.ron"];
        let output = folder.succeed(&[train.as_slice(), &flags].concat());
        assert!(output.starts_with(heading), "{flags:?}: {output}");
        assert_eq!(folder.succeed(&["replay", "m.run.ron"]).contains(words[0]), is_described, "{flags:?}");
        for file in ["m.py", "m.rs", "m.onnx"] {
            folder.succeed(&["export", "m.safetensors", file, "--force"]);
            assert_eq!(is_said(&String::from_utf8_lossy(&folder.read(file))), is_described, "{flags:?} {file}");
        }
        for file in ["m.safetensors", "m.run.ron"] {
            assert_eq!(is_said(&String::from_utf8_lossy(&folder.read(file))), is_described, "{flags:?} {file}");
        }
        // Its own run, trained on with another setting, is no longer the one that was meant.
        let on = ["train", "m.safetensors", "--epochs", "2010", "--batch", "8", "--save", "on.safetensors"];
        assert!(folder.succeed(&on).starts_with("xor-blobs, from epoch "));
        folder.succeed(&["export", "on.safetensors", "m.rs", "--force"]);
        assert!(
            !is_said(&folder.text("m.rs")) && folder.text("m.rs").contains("preset xor-blobs, edited, at epoch 2010")
        );
    }
}

#[test]
fn every_says_which_epochs_are_printed_and_the_last_always_is() {
    let output = Folder::new().succeed(&["train", "--epochs", "25", "--every", "10"]);
    assert_eq!(epochs(&output), [0, 10, 20, 25, 25], "the last is the summary's count");
}

#[test]
fn json_is_one_object_with_these_keys() {
    let folder = Folder::new();
    let output = folder.succeed(&["train", "--json", "--seed", "5", "--epochs", "300"]);
    assert_eq!(output.lines().count(), 1);
    let object: serde_json::Value = serde_json::from_str(&output).unwrap();
    // An object's text has its keys in the order in which they were written, which the parsed value forgets.
    let (outer, settings) = output.split_once("\"settings\":{").unwrap();
    let keys: Vec<&str> = outer.split(',').filter_map(|pair| pair.split('"').nth(1)).collect();
    let expected = [
        "preset",
        "seed",
        "engine",
        "epochs",
        "parameters",
        "train_loss",
        "test_loss_before",
        "test_loss",
        "train_accuracy",
        "test_accuracy",
        "train_r2",
        "test_r2",
        "best_test_loss",
        "best_test_loss_epoch",
        "evaluated_every",
        "state",
        "diverged_at",
        "stopped_early",
        "seconds",
        "epochs_per_second",
        "edits",
    ];
    assert_eq!(keys, expected);
    assert!(settings.starts_with("\"learning-rate\":0.03,\"optimizer\":\"sgd\","), "{settings}");
    assert_eq!(object.as_object().unwrap().len(), expected.len() + 1);
    // Every flag of `train` that is a setting's is there, and nothing else.
    let help = folder.succeed(&["train", "--help"]);
    for name in object["settings"].as_object().unwrap().keys() {
        assert!(help.contains(&format!("--{name} ")), "no --{name} in {help}");
    }
    assert_eq!((&object["settings"]["seed"], &object["settings"]["epochs"]), (&5.into(), &300.into()));
    for key in ["train_r2", "test_r2", "diverged_at", "stopped_early"] {
        assert!(object[key].is_null(), "{key}: {}", object[key]);
    }
    assert_eq!((&object["evaluated_every"], &object["edits"]), (&100.into(), &0.into()));
    assert!(object["best_test_loss"].as_f64() <= object["test_loss"].as_f64());
    assert_eq!(object["best_test_loss_epoch"].as_u64().unwrap() % 100, 0);
    assert_eq!(object["preset"], "xor-blobs");
    assert_eq!(object["seed"], 5);
    assert_eq!(object["engine"], "dfdx");
    assert_eq!(object["epochs"], 300);
    assert_eq!(object["parameters"], 2 * 5 + 5 + 5 + 1);
    assert_eq!(object["state"], "finished");
    let number = |key: &str| object[key].as_f64().unwrap();
    assert!(number("test_loss") < number("test_loss_before"));
    assert!((0.0..=1.0).contains(&number("train_accuracy")) && (0.0..=1.0).contains(&number("test_accuracy")));
    assert!(number("seconds") > 0.0 && number("epochs_per_second") > 0.0);
    // The same run in print has the same numbers, rounded.
    let table = folder.succeed(&["train", "--seed", "5", "--epochs", "300"]);
    assert_eq!(format!("{:.6}", number("test_loss")), format!("{:.6}", number_after(&table, "after")));
}

#[test]
fn json_says_null_where_there_is_no_number() {
    let folder = Folder::new();
    let json = |words: &[&str]| -> serde_json::Value {
        let output = folder.succeed(words);
        assert!(!output.contains("NaN") && !output.contains("inf"), "{output}");
        serde_json::from_str(&output).unwrap()
    };
    let values = json(&["train", "plane", "--json", "--epochs", "20", "--every", "5"]);
    assert!(values["train_accuracy"].is_null() && values["test_accuracy"].is_null(), "{values}");
    assert!(values["train_r2"].is_f64() && values["test_r2"].is_f64(), "{values}");
    let diverged = json(&["train", "--json", "--learning-rate", "1e38"]);
    assert_eq!((&diverged["state"], diverged["diverged_at"].is_u64()), (&"diverged".into(), true), "{diverged}");
    assert!(diverged["settings"]["data"].is_null() && diverged["settings"]["betas"].is_null(), "{diverged}");
    // The test loss of every epoch is evaluated if every one is wanted, and the smallest is named.
    let words = ["train", "random-labels", "--epochs", "200", "--json", "--log", "log.csv"];
    let logged = json(&words);
    let text = folder.text("log.csv");
    let losses = text.lines().skip(1).map(|row| row.split(',').nth(2).unwrap().parse::<f64>().unwrap());
    let (epoch, least) = losses.enumerate().min_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
    assert_eq!((logged["best_test_loss_epoch"].as_u64(), &logged["evaluated_every"]), (Some(epoch as u64), &1.into()));
    assert!((logged["best_test_loss"].as_f64().unwrap() - least).abs() < 1e-6);
}

#[test]
fn quiet_prints_nothing_and_still_saves() {
    let folder = Folder::new();
    assert_eq!(folder.succeed(&["train", "--quiet", "--epochs", "3", "--save", "m.safetensors"]), "");
    assert!(folder.path("m.safetensors").is_file());
}

#[test]
fn overrides_change_the_run() {
    let folder = Folder::new();
    let words = [
        "train",
        "--hidden",
        "8,4",
        "--activation",
        "tanh",
        "--optimizer",
        "adam",
        "--batch",
        "16",
        "--learning-rate",
        "1e-2",
        "--train",
        "48",
        "--test",
        "12",
        "--seed",
        "3",
        "--engine",
        "dfdx",
        "--epochs",
        "2",
    ];
    let output = folder.succeed(&words);
    let line = "2-8-4-1 tanh, 65 parameters, 48 train and 12 test points, adam, learning rate 0.01, batches of 16, seed 3, dfdx";
    assert_eq!(output.lines().nth(1), Some(line));
    let output = folder.succeed(&["train", "--hidden", "none", "--epochs", "1"]);
    assert!(output.lines().nth(1).unwrap().starts_with("2-1, 3 parameters, "), "{output}");
}

#[test]
fn divergence_is_a_state_and_a_failure_if_so_asked() {
    let folder = Folder::new();
    let diverging = ["train", "--json", "--learning-rate", "1e38"];
    let object: serde_json::Value = serde_json::from_str(&folder.succeed(&diverging)).unwrap();
    assert_eq!(object["state"], "diverged");
    assert!(object["epochs"].as_u64().unwrap() < 2000);
    let table = folder.succeed(&["train", "--learning-rate", "1e38"]);
    assert!(table.contains("diverged at epoch 1: "), "{table}");
    let run = folder.run(&[diverging.as_slice(), &["--fail-on-divergence"]].concat());
    assert_eq!(run.status, Some(1));
    assert!(run.errors.starts_with("blobtui: the run diverged: loss "), "{}", run.errors);
    assert!(run.errors.contains("try a smaller --learning-rate"), "{}", run.errors);
    assert_eq!(run.errors.lines().count(), 1);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&run.output).unwrap()["state"], "diverged");
    folder.succeed(&["train", "--fail-on-divergence", "--epochs", "5"]);
}

/// Reads the first line of what the program prints, and closes the pipe. Gives its exit status and errors.
fn read_one_line(folder: &Folder, words: &[&str]) -> (Option<i32>, String) {
    let mut child = folder.command().args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(!line.is_empty());
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    (child.wait().unwrap().code(), errors)
}

#[test]
fn a_reader_that_goes_ends_the_program_quietly() {
    let folder = Folder::new();
    // Far more lines than a pipe holds, so that the program must meet the closed end.
    let words = ["train", "--every", "1", "--epochs", "1000000000"];
    assert_eq!(read_one_line(&folder, &words), (Some(0), String::new()));
}

#[test]
fn files_are_made_even_if_the_reader_goes() {
    let folder = Folder::new();
    let words = ["train", "--every", "1", "--epochs", "5000", "--save", "m.safetensors", "--log", "log.csv"];
    assert_eq!(read_one_line(&folder, &words), (Some(0), String::new()));
    assert_eq!(folder.metadata("m.safetensors", "epoch"), "5000");
    assert_eq!(folder.text("log.csv").lines().count(), 5002);
}

#[test]
fn verify_compares_what_the_engines_differ_by_with_what_rounding_explains() {
    let folder = Folder::new();
    for engine in ["dfdx", "fused"] {
        let output = folder.succeed(&["train", "--verify", "--engine", engine, "--epochs", "300", "--json"]);
        let object: serde_json::Value = serde_json::from_str(&output).unwrap();
        let verify = &object["verify"];
        assert_eq!((object["engine"].as_str(), verify["engine"] == object["engine"]), (Some(engine), false));
        assert!(verify["diverged"].is_null(), "{verify}");
        assert_eq!((&verify["verdict"], verify["epsilon"].as_f64()), (&"within".into(), Some(f64::from(f32::EPSILON))));
        for name in ["loss", "gradient", "weights", "train_loss", "test_loss"] {
            let number = |key: &str| verify[name][key].as_f64().unwrap();
            assert!(number("difference") > 0.0, "{name}: the engines differ in the last bits");
            assert!(number("difference") <= number("allowed"), "{name}: {verify}");
            assert!(number("difference") < 1e-5 && number("allowed") < 1e-2, "{name}: {verify}");
            assert!((1..=300).contains(&verify[name]["epoch"].as_u64().unwrap()));
        }
    }
    let output = folder.succeed(&["train", "--verify", "--epochs", "50"]);
    assert!(output.contains("dfdx and fused in step, in single precision"), "{output}");
    assert!(output.contains("\nThe engines agree: rounding explains every difference.\n"), "{output}");
    assert_eq!(output.matches("  within\n").count(), 5, "{output}");
}

#[test]
fn the_engine_is_an_override_and_on_a_checkpoint_an_edit() {
    let folder = Folder::new();
    folder.succeed(&["train", "--engine", "fused", "--epochs", "40", "--save", "fused.safetensors"]);
    folder.succeed(&["train", "--epochs", "20", "--save", "half.safetensors"]);
    folder.succeed(&[
        "train",
        "half.safetensors",
        "--engine",
        "fused",
        "--epochs",
        "40",
        "--save",
        "mixed.safetensors",
    ]);
    let engine = |name: &str| folder.metadata(name, "engine");
    assert_eq!((engine("fused.safetensors"), engine("half.safetensors")), ("fused".into(), "dfdx".into()));
    assert_eq!(engine("mixed.safetensors"), "fused");
    assert!(folder.metadata("mixed.safetensors", "journal").contains("Engine(Fused)"));
    // What follows is computed by the engine of the edit: opened and trained on, it stays.
    let object = folder.succeed(&["train", "mixed.safetensors", "--epochs", "60", "--json"]);
    assert!(object.contains("\"engine\":\"fused\""), "{object}");
}

#[test]
fn a_run_that_stops_early_says_so() {
    let folder = Folder::new();
    // Whatever is learnt of labels by the toss of a coin makes the test loss larger.
    let words = ["train", "random-labels", "--early-stopping", "20"];
    let output = folder.succeed(&[&words[..], &["--save", "m.safetensors", "--log", "log.csv"]].concat());
    let line = output.lines().find(|line| line.starts_with("stopped early: best validation loss ")).unwrap();
    let best = number_after(line, "epoch");
    let end = *epochs(output.split("\n\n").nth(1).unwrap()).last().unwrap();
    assert_eq!(end as f64, best + 20.0, "{output}");
    assert_eq!(folder.metadata("m.safetensors", "epoch"), end.to_string());
    // Header and epochs 0 to the last, which keeps its own losses: by then the train loss has fallen further.
    let log = folder.text("log.csv");
    let rows: Vec<&str> = log.lines().collect();
    assert_eq!(rows.len() as u64, end + 2);
    let train_loss = |row: usize| rows[row].split(',').nth(1).unwrap().parse::<f64>().unwrap();
    assert!(train_loss(end as usize + 1) < train_loss(best as usize + 1), "{log}");
    let restored = rows[best as usize + 1].split(',').nth(2).unwrap().parse::<f64>().unwrap();
    let after =
        output.lines().find_map(|line| line.strip_prefix("test loss before ")?.split(", after ").nth(1)).unwrap();
    assert!((after.parse::<f64>().unwrap() - restored).abs() < 1e-6, "the outcome is that of the restored weights");

    let object: serde_json::Value = serde_json::from_str(&folder.succeed(&[&words[..], &["--json"]].concat())).unwrap();
    assert_eq!((&object["state"], object["epochs"].as_u64()), (&"finished".into(), Some(end)));
    assert_eq!(object["stopped_early"]["epoch"].as_f64(), Some(best));
    assert!(object["stopped_early"]["validation_loss"].as_f64().unwrap() > 0.0);
    assert!((object["test_loss"].as_f64().unwrap() - restored).abs() < 1e-6);
    let by_test = folder.succeed(&[&words[..], &["--validation", "test", "--json"]].concat());
    let object: serde_json::Value = serde_json::from_str(&by_test).unwrap();
    assert_eq!(object["stopped_early"]["test_loss"], object["test_loss"]);
    // It is at its end, whatever the number of epochs, until early stopping is changed.
    let again = folder.succeed(&["train", "m.safetensors", "--epochs", "5000"]);
    assert!(again.contains(line) && again.contains("\n0 epochs in "), "{again}");
    let on = ["train", "m.safetensors", "--early-stopping", "none", "--epochs", "2100", "--save", "on.safetensors"];
    assert!(!folder.succeed(&on).contains("stopped early"));
    assert_eq!(folder.metadata("on.safetensors", "epoch"), "2100");
    let verified = folder.succeed(&[&words[..], &["--verify"]].concat());
    assert!(verified.contains("dfdx and fused in step"), "{verified}");
}

#[test]
fn settings_of_training_are_read_and_refused_by_flag() {
    let folder = Folder::new();
    let words = [
        "train",
        "--schedule",
        "warm-up-cosine:10,200",
        "--regularization",
        "l2:0.001",
        "--clip",
        "1",
        "--initialization",
        "he",
        "--early-stopping",
        "200",
        "--epochs",
        "20",
    ];
    let output = folder.succeed(&words);
    let settings = "full batch, he initialization, warm-up-cosine:10,200, l2:0.001, clipped at 1, patience 200, seed 8";
    assert!(output.contains(settings), "{output}");
    for (flag, value, allowed) in [
        ("--schedule", "cosine", "allowed: constant, step:EPOCHS,FACTOR, "),
        ("--schedule", "cosine:0", "schedule.epochs is 0; allowed: a whole number from 1 to "),
        ("--regularization", "l2", "allowed: none, l1:RATE, l2:RATE, weight-decay:RATE"),
        ("--regularization", "l1:-1", "regularization is -1; allowed: a number of 0 or more"),
        ("--clip", "-1", "clip is -1; allowed: a norm above 0"),
        ("--clip", "much", "allowed: none, or a number above 0"),
        ("--initialization", "xavir", "allowed: pytorch, xavier, he, "),
        ("--initialization", "normal:-1", "initialization is -1; allowed: a standard deviation from 0 to 1000"),
        ("--early-stopping", "0", "early_stopping.patience is 0; allowed: a whole number from 1 to "),
        ("--early-stopping", "soon", "allowed: none, or a whole number from 1 to "),
    ] {
        let line = folder.refused(&["train", flag, value]);
        assert!(line.contains(flag) && line.contains(allowed), "{line}");
    }
}
