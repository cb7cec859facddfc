//! Rows as the runs that they were.

use blobtui::preset::settings::SETTINGS;
use serde_json::Value;

use crate::support::Folder;
use crate::{MIXED, swept};

/// The rows of a table of JSON lines.
fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Settings of a row as flags.
fn flags(row: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let is_given = |name: &str| name != "train-fraction" && !row[name].is_null();
    let settings = SETTINGS.iter().filter(|setting| is_given(setting.name));
    settings.flat_map(|setting| [format!("--{}", setting.name), text(&row[setting.name])]).collect()
}

#[test]
fn a_row_opens_as_its_run_and_its_flags_train_it() {
    let folder = Folder::new();
    let table = rows(&swept(&folder, &MIXED, "table.jsonl", &[]));
    for row in &table {
        let name = format!("table.jsonl#{}", row["run"]);
        // Exit status 0: the last state has the row's hash.
        let json = folder.run(&["train", &name, "--every", "1", "--json"]);
        assert_eq!((json.status, json.errors.as_str()), (Some(0), ""), "{row}");
        let opened: Value = serde_json::from_str(&json.output).unwrap();
        let mut flags = flags(row);
        if row["state"] == "met-target" {
            flags.extend(["--epochs".to_owned(), row["epochs_trained"].to_string()]);
            let place = flags.iter().position(|flag| flag == "--epochs").unwrap();
            flags.drain(place..place + 2);
        }
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let typed = folder.succeed(&[&["train", "xor-blobs", "--every", "1", "--json"], &flags[..]].concat());
        let typed: Value = serde_json::from_str(&typed).unwrap();
        for trained in [&opened, &typed] {
            let last = ["train_loss", "test_loss", "train_accuracy", "test_accuracy"];
            for name in last.iter().chain(&["best_test_loss"]) {
                assert_eq!(trained[name], row[name], "{name} of {row}");
            }
            assert_eq!(trained["best_test_loss_epoch"], row["best_epoch"]);
            assert_eq!(trained["epochs"], row["epochs_trained"]);
            assert_eq!(trained["diverged_at"], row["diverged_epoch"]);
            assert_eq!(trained["state"] == "diverged", row["diverged"] == true);
            assert_eq!(trained["stopped_early"].is_null(), row["state"] != "stopped-early");
        }
    }
}

#[test]
fn a_table_opens_as_results_in_words_and_its_runs_from_there() {
    let folder = Folder::new();
    let table = rows(&swept(&folder, &MIXED, "table.jsonl", &[]));
    swept(&folder, &MIXED, "table.csv", &[]);
    // Known by its first line, not by its name.
    std::fs::rename(folder.path("table.csv"), folder.path("of last week")).unwrap();
    for name in ["table.jsonl", "of last week"] {
        // Runs that met the target, stopped early, and diverged within an epoch are among them.
        let all: Vec<String> = table.iter().map(|row| format!("open-run {}", row["run"])).collect();
        let told = folder.run_with_input(&["--plain", name], &(all.join("\n") + "\n"));
        assert_eq!((told.status, told.errors.as_str()), (Some(0), ""), "{}", told.output);
        let words = format!("{name}: {} runs; learning-rate with 3 values", table.len());
        assert!(told.output.contains(&words), "{}", told.output);
        for row in &table {
            let words = format!("run {} of {name}: its last state is the recorded one", row["run"]);
            assert!(told.output.contains(&words), "{row}: {}", told.output);
        }
    }
    // A table of points still is one.
    std::fs::write(folder.path("points.csv"), "x,y,label\n1,2,0\n3,4,1\n").unwrap();
    let told = folder.run(&["data", "points.csv"]);
    assert_eq!((told.status, told.errors.as_str()), (Some(0), ""), "{}", told.output);
}

#[test]
fn rows_of_other_presets_and_tables_open_too() {
    let folder = Folder::new();
    let preset = folder.run(&["presets", "show", "spiral"]).output.replace("noise: 0,", "noise: 7,");
    folder.write("mine.ron", preset);
    folder.write(
        "points.csv",
        (0..40).fold("a,b,value\n".to_owned(), |text, row| text + &format!("{row},{},{}\n", row * row % 7, row * 2)),
    );
    folder.write(
        "other.csv",
        (0..40).fold("a,b,value\n".to_owned(), |text, row| text + &format!("{row},{},{}\n", row * row % 5, row)),
    );
    let few = ["--seeds", "0..2", "--epochs", "3", "--out", "table.csv"];
    for source in [
        &["plane"][..],
        &["mine.ron", "--engine", "dfdx"],
        &["--data", "points.csv"],
        &["--vary", "data=points.csv,other.csv"],
        &["blobs-8", "--vary", "optimizer=sgd,adam", "--vary", "weights-seed=4..6"],
        &["moons", "--data", "points.csv", "--label", "value", "--vary", "standardize=true,false"],
    ] {
        folder.succeed(&[&["sweep"], source, &few[..]].concat());
        let count = folder.text("table.csv").lines().count() - 1;
        for run in 1..=count {
            let run = folder.run(&["train", &format!("table.csv#{run}"), "--quiet"]);
            assert_eq!(run.status, Some(0), "{source:?}: {}", run.errors);
        }
        std::fs::remove_file(folder.path("table.csv")).unwrap();
    }
}

#[test]
fn a_row_whose_run_is_another_one_now_is_refused() {
    let folder = Folder::new();
    folder.write("mine.ron", folder.run(&["presets", "show", "xor-blobs"]).output);
    let words = ["sweep", "mine.ron", "--seeds", "0..2", "--epochs", "3", "--out", "table.csv"];
    folder.succeed(&words);
    folder.succeed(&["train", "table.csv#2", "--quiet"]);
    folder.write("mine.ron", folder.text("mine.ron").replace("(1.0, 1.0)", "(1.0, 1.5)"));
    let message = folder.refused(&["train", "table.csv#2"]);
    assert!(message.contains("the recipe is another one now: its preset has changed"), "{message}");
    assert!(folder.refused(&["train", "table.csv#3"]).contains("its last run is 2"));
    assert!(folder.refused(&["train", "absent.csv#3"]).contains("cannot be read"));
}

#[test]
fn curves_are_the_epochs_of_chosen_runs() {
    let folder = Folder::new();
    swept(&folder, &MIXED, "table.csv", &[]);
    let said = folder.succeed(&[
        "sweep",
        "curves",
        "table.csv",
        "--where",
        "seed=3",
        "--where",
        "lr=3e-2",
        "--every",
        "10",
        "--out",
        "curves.csv",
    ]);
    assert_eq!(said, "wrote curves.csv: 2 runs\n");
    let text = folder.text("curves.csv");
    let names = "run,recipe,seed,epoch,train_loss,test_loss,train_accuracy,test_accuracy,train_r2,test_r2";
    assert_eq!(text.lines().next(), Some(names));
    let mut runs: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    runs.dedup();
    assert_eq!(runs, ["4", "8"]);
    // The same numbers as in the log of the run.
    folder.succeed(&["train", "table.csv#4", "--quiet", "--every", "10", "--log", "log.csv"]);
    let logged: Vec<Vec<f64>> = numbers(&folder.text("log.csv"), 0);
    let curve: Vec<Vec<f64>> = numbers(text.split("\n8,").next().unwrap(), 3);
    assert_eq!(curve.len(), logged.len());
    for (curve, logged) in curve.iter().zip(&logged) {
        assert!(curve.iter().zip(logged).all(|(one, other)| (one - other).abs() < 1e-6), "{curve:?} {logged:?}");
    }
    assert!(
        folder
            .refused(&["sweep", "curves", "table.csv", "--where", "seed=9", "--out", "x.csv"])
            .contains("no such run")
    );
    assert!(
        folder.refused(&["sweep", "curves", "table.csv", "--where", "sead=9", "--out", "x.csv"]).contains("mean seed?")
    );
    assert!(!folder.path("x.csv").exists());
}

/// The numbers of each row from a column on, as far as there are some.
fn numbers(table: &str, from: usize) -> Vec<Vec<f64>> {
    let row = |line: &str| line.split(',').skip(from).map_while(|cell| cell.parse().ok()).collect();
    table.lines().skip(1).map(row).collect()
}
