//! `blobtui diff`: the differences of two runs.

use crate::support::Folder;

/// Trains 40 epochs with some flags, and writes `name.safetensors` and `name.run.ron`.
fn train(folder: &Folder, name: &str, flags: &[&str]) {
    let (checkpoint, run) = (format!("{name}.safetensors"), format!("{name}.run.ron"));
    let words = ["train", "--quiet", "--epochs", "40", "--save", &checkpoint, "--run", &run];
    folder.succeed(&[words.as_slice(), flags].concat());
}

/// The output for two files, without the lines that name them.
#[track_caller]
fn diff(folder: &Folder, first: &str, second: &str) -> String {
    let output = folder.succeed(&["diff", first, second]);
    let mut lines = output.lines();
    for (line, name) in lines.by_ref().take(2).zip([first, second]) {
        assert!(line.contains(&format!("  {name}: ")), "{output}");
    }
    lines.collect::<Vec<_>>().join("\n")
}

fn json(folder: &Folder, words: &[&str]) -> serde_json::Value {
    serde_json::from_str(&folder.succeed(&[&["diff", "--json"], words].concat())).unwrap()
}

#[test]
fn equal_runs_are_identical() {
    let folder = Folder::new();
    train(&folder, "a", &[]);
    train(&folder, "b", &["--every", "5"]);
    assert_eq!(
        diff(&folder, "a.safetensors", "b.safetensors"),
        "identical: recipe, 0 edits, recorded losses and weights"
    );
    assert_eq!(diff(&folder, "a.run.ron", "b.run.ron"), "identical: recipe, 0 edits and known states");
    assert_eq!(diff(&folder, "a.safetensors", "b.run.ron"), "identical: recipe, 0 edits and known states");
    let object = json(&folder, &["a.safetensors", "b.safetensors"]);
    assert_eq!((&object["same"], &object["same_shape"]), (&true.into(), &true.into()));
    for key in ["recipe", "losses", "weights"] {
        assert!(object[key].is_null(), "{object}");
    }
    assert_eq!((&object["first"]["file"], &object["second"]["epoch"]), (&"a.safetensors".into(), &40.into()));
}

#[test]
fn another_learning_rate_changes_recipe_losses_and_weights() {
    let folder = Folder::new();
    train(&folder, "a", &[]);
    train(&folder, "b", &["--learning-rate", "0.05"]);
    let lines = diff(&folder, "a.safetensors", "b.safetensors");
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[0], "recipes:  learning-rate is 0.03 in the first, 0.05 in the second");
    // The untrained networks are the same.
    assert!(lines[1].starts_with("losses:   differ from epoch 1 on: train loss 0."), "{}", lines[1]);
    let object = json(&folder, &["a.safetensors", "b.safetensors"]);
    assert_eq!(object["recipe"], serde_json::json!({"setting": "learning-rate", "first": "0.03", "second": "0.05"}));
    assert_eq!((&object["losses"]["epoch"], &object["losses"]["loss"]), (&1.into(), &"train".into()));
    let logged = |name: &str, row: usize| -> f64 {
        folder.succeed(&["replay", &format!("{name}.run.ron"), "--quiet", "--log", "losses.csv"]);
        folder.text("losses.csv").lines().nth(row + 1).unwrap().split(',').nth(1).unwrap().parse().unwrap()
    };
    for (key, name) in [("first", "a"), ("second", "b")] {
        let loss = object["losses"][key].as_f64().unwrap();
        assert!((loss - logged(name, 1)).abs() < 1e-6, "{object}");
    }
    // The largest difference is at the tensor and place that are named.
    let weights = &object["weights"];
    let tensor = weights["tensor"].as_str().unwrap();
    let numbers = |file: &str| -> Vec<f32> {
        let (_, bytes) = &folder.tensors(file)[tensor];
        bytes.chunks_exact(4).map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap())).collect()
    };
    let shape = folder.tensors("a.safetensors")[tensor].0.clone();
    let index: Vec<usize> =
        weights["index"].as_array().unwrap().iter().map(|at| at.as_u64().unwrap() as usize).collect();
    assert_eq!(index.len(), shape.len());
    let place = index.iter().zip(&shape).fold(0, |place, (index, size)| place * size + index);
    let difference = (numbers("a.safetensors")[place] - numbers("b.safetensors")[place]).abs();
    assert_eq!(weights["difference"].as_f64().unwrap() as f32, difference);
    let named = format!("weights:  largest difference {difference:?} at {tensor}{index:?}");
    assert_eq!(lines[2], named);
    // Runs have no losses; their states part.
    let lines = diff(&folder, "a.run.ron", "b.run.ron");
    assert!(
        lines.ends_with("losses:   run files have none\nstates:   identical up to epoch 0, different from epoch 2 on"),
        "{lines}"
    );
}

#[test]
fn another_seed_and_another_network_are_reported() {
    let folder = Folder::new();
    train(&folder, "a", &[]);
    train(&folder, "seed", &["--seed", "9"]);
    train(&folder, "wide", &["--hidden", "5,3"]);
    let lines = diff(&folder, "a.safetensors", "seed.safetensors");
    assert!(
        lines.starts_with("recipes:  seed is 8 in the first, 9 in the second\nlosses:   differ from epoch 0 on: "),
        "{lines}"
    );
    assert!(diff(&folder, "a.run.ron", "seed.run.ron").ends_with("states:   different from epoch 0 on"));
    let lines = diff(&folder, "a.safetensors", "wide.safetensors");
    assert!(lines.starts_with("recipes:  hidden is 5 in the first, 5,3 in the second\n"), "{lines}");
    assert!(lines.ends_with("weights:  the networks have different shapes"), "{lines}");
    assert_eq!(json(&folder, &["a.safetensors", "wide.safetensors"])["same_shape"], false);
    // Points that no setting describes.
    folder.write("mine.ron", folder.succeed(&["presets", "show", "xor-blobs"]).replace("(1.0, 1.0)", "(1.0, 1.5)"));
    folder.succeed(&["train", "./mine.ron", "--quiet", "--epochs", "40", "--save", "mine.safetensors"]);
    let lines = diff(&folder, "a.safetensors", "mine.safetensors");
    assert!(lines.starts_with("recipes:  different points\n"), "{lines}");
}

#[test]
fn the_first_differing_or_additional_edit_is_reported() {
    let folder = Folder::new();
    train(&folder, "a", &[]);
    for (name, rate) in [("b", "0.1"), ("c", "0.2")] {
        let (run, save) = (format!("{name}.run.ron"), format!("{name}.safetensors"));
        let words = ["train", "a.safetensors", "--epochs", "60", "--learning-rate", rate, "--quiet", "--run", &run];
        folder.succeed(&[words.as_slice(), &["--save", &save]].concat());
    }
    let more = "recipes:  edit 1 is only in the second: learning rate 0.03 → 0.1 at epoch 40\n";
    assert!(diff(&folder, "a.safetensors", "b.safetensors").starts_with(more));
    let lines = diff(&folder, "b.safetensors", "c.safetensors");
    let other = "recipes:  edit 1 is learning rate 0.03 → 0.1 at epoch 40 in the first, learning rate 0.03 → 0.2 at epoch 40 in the second\n";
    assert!(lines.starts_with(other), "{lines}");
    assert!(lines.contains("\nlosses:   differ from epoch 41 on: train loss"), "{lines}");
    assert!(diff(&folder, "b.run.ron", "c.safetensors").starts_with(other));
    let object = json(&folder, &["b.run.ron", "a.run.ron"]);
    assert_eq!(
        object["recipe"],
        serde_json::json!({"edit": 1, "first": "learning rate 0.03 → 0.1 at epoch 40", "second": null})
    );
}

#[test]
fn the_same_run_further_on_has_the_same_recipe_and_losses() {
    let folder = Folder::new();
    train(&folder, "a", &[]);
    folder.succeed(&["train", "--epochs", "90", "--quiet", "--save", "b.safetensors"]);
    let lines = diff(&folder, "a.safetensors", "b.safetensors");
    let begin = "recipes:  identical\nlosses:   identical where both have records\nweights:  largest difference ";
    assert!(lines.starts_with(begin), "{lines}");
    // A longer record has longer spans, and one of every epoch more test losses.
    folder.succeed(&["train", "--epochs", "900", "--quiet", "--save", "c.safetensors", "--log", "losses.csv"]);
    assert!(diff(&folder, "a.safetensors", "c.safetensors").starts_with(begin));
}

#[test]
fn two_branches_of_a_run_are_compared_by_their_names() {
    let folder = Folder::new();
    train(&folder, "a", &[]);
    let text = folder.text("a.run.ron");
    let branch = "Branch(name: \"other\", from: \"main\", at: (epoch: 20, batch: 0), shared: 0, newest: (epoch: 50, batch: 0), \
                  edits: [(epoch: 20, batch: 0, change: Batch(Size(16)))]),\n    ],\n)\n";
    folder.write("a.run.ron", text.strip_suffix("    ],\n)\n").unwrap().to_owned() + branch);
    let output = folder.succeed(&["diff", "a.run.ron", "a.run.ron", "--branches", "main,other"]);
    assert!(output.starts_with("first:    a.run.ron: xor-blobs, branch main, epoch 40\nsecond:   a.run.ron: xor-blobs, branch other, epoch 50\n"), "{output}");
    assert!(output.contains("edit 1 is only in the second: batch full → 16 at epoch 20\n"), "{output}");
    // Before the fork, the states of the parent are those of the branch.
    assert!(output.ends_with("states:   identical up to epoch 20\n"), "{output}");
    let refused = |words: &[&str]| folder.refused(&[&["diff"], words].concat());
    let line = refused(&["a.run.ron", "a.run.ron", "--branches", "main"]);
    assert!(line.starts_with("--branches main: expected two names with a comma between"), "{line}");
    let line = refused(&["a.run.ron", "a.run.ron", "--branches", "main,mian"]);
    assert_eq!(line, "branch mian: the run has no branch with this name; allowed: main, other");
    let line = refused(&["a.run.ron", "a.safetensors", "--branches", "main,main"]);
    assert!(line.starts_with("branch main: a.safetensors is a checkpoint, which has no branches"), "{line}");
}

#[test]
fn other_files_are_refused() {
    let folder = Folder::new();
    train(&folder, "a", &[]);
    folder.write("notes.txt", "");
    let line = folder.refused(&["diff", "a.run.ron", "notes.txt"]);
    assert!(line.starts_with("notes.txt: is neither a checkpoint nor a run; give one"), "{line}");
    assert!(folder.refused(&["diff", "a.run.ron", "absent.run.ron"]).starts_with("absent.run.ron: cannot be read"));
    assert!(
        folder
            .refused(&["diff", "a.run.ron"])
            .starts_with("the following required arguments were not provided: <SECOND>")
    );
}
