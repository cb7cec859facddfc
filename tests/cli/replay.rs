//! `blobtui replay`: the same bits along the same edits, and a report of the first difference.

use blobtui::file::{Content, Kind, choose, read_run, save, this_build};

use crate::support::Folder;

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A run of 60 epochs, of which the last 20 have another rate and batches; its checkpoint is beside it.
fn edited() -> Folder {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "40", "--quiet", "--save", "m.safetensors"]);
    let words = ["train", "m.safetensors", "--epochs", "60", "--learning-rate", "0.1", "--batch", "8", "--quiet"];
    folder.succeed(&[words.as_slice(), &["--run", "mine.run.ron", "--save", "edited.safetensors"]].concat());
    folder
}

/// The run with a branch more, that leaves it at epoch 20 and changes the engine.
fn with_branch(folder: &Folder) {
    let text = folder.text("mine.run.ron");
    let branch = "        Branch(name: \"other\", from: \"main\", at: (epoch: 20, batch: 0), shared: 0,\n\
                  newest: (epoch: 50, batch: 0), edits: [(epoch: 20, batch: 0, change: Batch(Size(16)))]),\n    ],\n)\n";
    folder.write("mine.run.ron", text.strip_suffix("    ],\n)\n").unwrap().to_owned() + branch);
}

#[test]
fn a_replay_ends_on_the_bits_of_the_run() {
    let folder = Folder::new();
    for words in [
        vec!["xor-blobs", "--epochs", "700"],
        vec!["--optimizer", "adamw", "--batch", "9", "--engine", "fused", "--schedule", "cosine:50", "--epochs", "90"],
        vec!["spiral", "--early-stopping", "3", "--epochs", "300", "--engine", "dfdx"],
        vec!["blobs-8", "--epochs", "5"],
        vec!["--learning-rate", "1e38"],
    ] {
        let train = ["train", "--quiet", "--save", "straight.safetensors", "--run", "mine.run.ron"];
        folder.succeed(&[train.as_slice(), &words].concat());
        let output = folder.succeed(&["replay", "mine.run.ron", "--save", "again.safetensors"]);
        assert!(output.contains(" checked: bit-identical to the recording\nsaved again.safetensors"), "{output}");
        assert_eq!(folder.tensors("again.safetensors"), folder.tensors("straight.safetensors"), "{words:?}");
        let diff = folder.succeed(&["diff", "again.safetensors", "straight.safetensors"]);
        assert!(diff.contains("identical: recipe, 0 edits, recorded losses and weights"), "{diff}");
    }
}

#[test]
fn edits_are_made_and_printed_where_they_were() {
    let folder = edited();
    let output = folder.succeed(&["replay", "mine.run.ron", "--every", "10", "--save", "again.safetensors"]);
    assert_eq!(folder.tensors("again.safetensors"), folder.tensors("edited.safetensors"));
    assert_eq!(folder.metadata("again.safetensors", "journal"), folder.metadata("edited.safetensors", "journal"));
    assert!(output.starts_with("xor-blobs, branch main\n2-5-1 relu"), "{output}");
    let rows: Vec<&str> = output.lines().skip(4).map_while(|line| line.split_whitespace().next()).collect();
    assert_eq!(rows, ["0", "10", "20", "30", "40", "edit", "edit", "50", "60"]);
    assert!(
        output.contains("\nedit at epoch 40: learning rate 0.03 → 0.1\nedit at epoch 40: batch full → 8\n"),
        "{output}"
    );
    assert!(output.contains("60 epochs in "), "{output}");
}

#[test]
fn it_stops_where_it_is_asked_to() {
    let folder = edited();
    folder.succeed(&["replay", "mine.run.ron", "--to", "20", "--quiet", "--save", "early.safetensors"]);
    folder.succeed(&["train", "--epochs", "20", "--quiet", "--save", "straight.safetensors"]);
    assert_eq!(folder.tensors("early.safetensors"), folder.tensors("straight.safetensors"));
    // The edits of the epoch itself are made.
    let output = folder.succeed(&["replay", "mine.run.ron", "--to", "40"]);
    assert!(output.contains("edit at epoch 40: batch full → 8\n        40  "), "{output}");
    assert!(folder.succeed(&["replay", "mine.run.ron", "--to", "0"]).contains("0 epochs in "));
    let line = folder.refused(&["replay", "mine.run.ron", "--to", "61"]);
    assert_eq!(line, "--to 61: the branch main ends at epoch 60; give an epoch from 0 to 60");
}

#[test]
fn another_branch_is_trained_by_its_name() {
    let folder = edited();
    with_branch(&folder);
    let words = ["replay", "mine.run.ron", "--branch", "other", "--json", "--save", "other.safetensors"];
    let object = json(&folder.succeed(&words));
    assert_eq!((object["branch"].as_str(), object["epochs"].as_u64()), (Some("other"), Some(50)));
    assert_eq!((object["edits"].as_u64(), object["differs_at"].as_u64()), (Some(1), None));
    folder.succeed(&["train", "--epochs", "20", "--quiet", "--save", "first.safetensors"]);
    let rest =
        ["train", "first.safetensors", "--batch", "16", "--epochs", "50", "--quiet", "--save", "rest.safetensors"];
    folder.succeed(&rest);
    assert_eq!(folder.tensors("other.safetensors"), folder.tensors("rest.safetensors"));
    // The branch that was looked at is the first.
    assert!(folder.succeed(&["replay", "mine.run.ron"]).starts_with("xor-blobs, branch main\n"), "an edited run");
    let line = folder.refused(&["replay", "mine.run.ron", "--branch", "mian"]);
    assert_eq!(line, "--branch mian: the run has no branch with this name; allowed: main, other");
}

/// Gives the recorded state of epoch 64 another hash, as another build would have recorded it: the file is as blobtui saves
/// it. Returns the hash that was there.
fn record_another_state(folder: &Folder) -> String {
    let path = folder.path("mine.run.ron");
    let mut run = read_run(&path).unwrap();
    let state = run.branches[0].fingerprints.iter_mut().find(|state| state.epoch == 64).unwrap();
    let hash = std::mem::replace(&mut state.hash, 0x0123_4567_89ab_cdef);
    save(&path, &Content::Run(&run), choose(&path, Kind::Run, None).unwrap()).unwrap();
    format!("{hash:016x}")
}

#[test]
fn bits_of_another_build_are_reported_where_they_begin() {
    let folder = Folder::new();
    for (engine, reason) in [
        ("dfdx", "the engine dfdx has the same bits on one kind of processor and system only"),
        (
            "fused",
            "the engine fused has the same bits everywhere in one version; please report it if the version is the same",
        ),
    ] {
        folder.succeed(&["train", "--epochs", "100", "--quiet", "--engine", engine, "--run", "mine.run.ron"]);
        let object = json(&folder.succeed(&["replay", "mine.run.ron", "--json"]));
        // Every fourth epoch from 0 to 100.
        assert_eq!((object["states_checked"].as_u64(), object["differs_at"].is_null()), (Some(26), true));
        assert_eq!((&object["edited_by_hand"], object["saved_by"].is_string()), (&false.into(), true));
        let hash = record_another_state(&folder);
        let build = this_build();
        let words = format!(
            "from epoch 64 on, results differ from the recording: the file is unedited, so the arithmetic differs; {build} \
             saved it, too; {reason} (state {hash}, recorded 0123456789abcdef)\n"
        );
        let run = folder.run(&["replay", "mine.run.ron"]);
        assert_eq!((run.status, &run.errors), (Some(1), &format!("blobtui: {words}")));
        let table = run.output;
        assert!(table.contains(&format!("\n{words}       100  ")), "{table}");
        assert!(table.contains("26 states checked: results differ from epoch 64 on"), "{table}");
        for flag in ["--json", "--quiet"] {
            let run = folder.run(&["replay", "mine.run.ron", flag]);
            assert_eq!((run.status, run.errors), (Some(1), format!("blobtui: {words}")));
            assert!(flag == "--quiet" || json(&run.output)["differs_at"] == 64, "{}", run.output);
        }
        // Before that epoch nothing differs.
        assert!(folder.succeed(&["replay", "mine.run.ron", "--to", "63"]).contains("16 states checked: bit-identical"));
    }
}

#[test]
fn a_state_that_was_edited_is_told_from_another_builds() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "100", "--quiet", "--run", "mine.run.ron"]);
    let text = folder.text("mine.run.ron");
    let hash = text.lines().find(|line| line.contains("(epoch: 64,")).unwrap().split('"').nth(1).unwrap();
    let edited = text.replace(hash, "0123456789abcdef");
    folder.write("mine.run.ron", &edited);
    let run = folder.run(&["replay", "mine.run.ron"]);
    assert!(run.output.contains("mine.run.ron: its recorded states were edited by hand since it was saved\n"));
    let words = "results differ from the recording: its recorded states were edited (state ";
    assert_eq!((run.status, run.errors.contains(words)), (Some(1), true), "{}", run.errors);
    let object = json(&folder.run(&["replay", "mine.run.ron", "--json"]).output);
    assert_eq!((&object["edited_by_hand"], object["saved_by"].is_null()), (&true.into(), true), "{object}");
    // A build that doesn't know the digest leaves it out, and then nobody can tell.
    let plain: String = edited
        .lines()
        .filter(|line| !line.contains("// states: "))
        .fold(String::new(), |text, line| text + line + "\n");
    folder.write("mine.run.ron", plain);
    let run = folder.run(&["replay", "mine.run.ron"]);
    assert!(run.errors.contains("or an edit of the file, which has no digest to tell (state "), "{}", run.errors);
    assert_eq!(run.status, Some(1));
    assert!(json(&folder.run(&["replay", "mine.run.ron", "--json"]).output)["edited_by_hand"].is_null());
}

#[test]
fn losses_are_logged_as_those_of_the_run_were() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "20", "--log", "run.csv", "--quiet", "--run", "mine.run.ron"]);
    folder.succeed(&["replay", "mine.run.ron", "--log", "again.csv", "--quiet"]);
    assert_eq!(folder.text("again.csv"), folder.text("run.csv"));
    folder.succeed(&["replay", "mine.run.ron", "--log", "some.csv", "--every", "10", "--quiet"]);
    assert_eq!(folder.text("some.csv").lines().count(), 4);
}

#[test]
fn points_from_a_file_are_those_of_the_run_or_refused() {
    let folder = Folder::new();
    let rows = (0..40).map(|row| format!("{row}.5,{},{}\n", row * row % 13, ["a", "b"][row % 2]));
    folder.write("points.csv", "x,y,kind\n".to_owned() + &rows.collect::<String>());
    let words = ["train", "--data", "points.csv", "--epochs", "30", "--quiet", "--run", "mine.run.ron"];
    folder.succeed(&[words.as_slice(), &["--save", "straight.safetensors"]].concat());
    folder.succeed(&["replay", "mine.run.ron", "--quiet", "--save", "again.safetensors"]);
    assert_eq!(folder.tensors("again.safetensors"), folder.tensors("straight.safetensors"));
    folder.write("points.csv", folder.text("points.csv").replace("3.5", "3.25"));
    let line = folder.refused(&["replay", "mine.run.ron"]);
    assert!(line.contains("points.csv: its rows differ from those of the run mine.run.ron; restore"), "{line}");
}
