//! Checkpoints on the command line: saved, gone on from, changed, evaluated.

use crate::support::{Folder, number_after};

#[test]
fn going_on_gives_the_same_bits_as_never_having_stopped() {
    for rule in [["--optimizer", "sgd", "--batch", "full"], ["--optimizer", "adamw", "--batch", "9"]] {
        let folder = Folder::new();
        let train = |words: &[&str]| folder.succeed(&[&["train"], words].concat());
        train(&[rule.as_slice(), &["--epochs", "2000", "--save", "m.safetensors"]].concat());
        train(&["m.safetensors", "--epochs", "2500", "--save", "resumed.safetensors"]);
        train(&[rule.as_slice(), &["--epochs", "2500", "--save", "whole.safetensors"]].concat());
        let (resumed, whole) = (folder.tensors("resumed.safetensors"), folder.tensors("whole.safetensors"));
        assert!(whole.contains_key("linear_1.weight") && whole.contains_key("data.test.y"), "{:?}", whole.keys());
        assert_eq!(resumed, whole);
        assert_ne!(folder.tensors("m.safetensors")["linear_1.weight"], whole["linear_1.weight"]);
        assert_eq!(folder.metadata("resumed.safetensors", "epoch"), "2500");
    }
}

#[test]
fn the_table_of_a_resumed_run_starts_where_the_checkpoint_is() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "150", "--save", "m.safetensors"]);
    let output = folder.succeed(&["train", "m.safetensors", "--epochs", "300"]);
    assert!(output.starts_with("xor-blobs, from epoch 150: "), "{output}");
    let rows: Vec<&str> = output.lines().skip(4).map_while(|line| line.split_whitespace().next()).collect();
    assert_eq!(rows, ["150", "200", "300"]);
    // Nothing is left to do, which is no failure.
    assert!(folder.succeed(&["train", "m.safetensors"]).contains("0 epochs in "));
    let line = folder.refused(&["train", "m.safetensors", "--epochs", "149"]);
    assert!(line.starts_with("--epochs 149: m.safetensors is at epoch 150 already"), "{line}");
}

#[test]
fn an_untrained_network_can_be_saved() {
    let folder = Folder::new();
    folder.succeed(&["train", "xor-blobs", "--epochs", "0", "--save", "init.safetensors"]);
    assert_eq!(folder.metadata("init.safetensors", "epoch"), "0");
    folder.succeed(&["train", "init.safetensors", "--epochs", "60", "--save", "from-init.safetensors"]);
    folder.succeed(&["train", "xor-blobs", "--epochs", "60", "--save", "at-once.safetensors"]);
    assert_eq!(folder.tensors("from-init.safetensors"), folder.tensors("at-once.safetensors"));
}

#[test]
fn what_leaves_network_and_points_becomes_an_edit() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "20", "--save", "m.safetensors"]);
    let words =
        ["train", "m.safetensors", "--epochs", "30", "--learning-rate", "0.5", "--optimizer", "adam", "--batch", "8"];
    let output = folder.succeed(&[words.as_slice(), &["--save", "edited.safetensors"]].concat());
    assert!(output.contains("adam, learning rate 0.5, batches of 8"), "{output}");
    let journal = folder.metadata("edited.safetensors", "journal");
    assert_eq!(journal.matches("epoch:20,").count(), 2, "{journal}");
    assert!(journal.contains("Adam(learning_rate:0.5") && journal.contains("Batch(Size(8))"), "{journal}");
    assert_eq!(folder.metadata("m.safetensors", "journal"), "[]");
    assert!(folder.tensors("edited.safetensors").contains_key("optimizer.exp_avg.linear_1.weight"));
    // The edits count for whoever goes on from there.
    assert!(folder.succeed(&["train", "edited.safetensors", "--epochs", "31"]).contains("adam, learning rate 0.5"));
}

#[test]
fn settings_of_training_become_edits_and_a_schedule_is_not_moved_with_the_end() {
    let folder = Folder::new();
    folder.succeed(&["train", "--schedule", "cosine:40", "--epochs", "20", "--save", "m.safetensors"]);
    folder.succeed(&["train", "m.safetensors", "--epochs", "60", "--save", "resumed.safetensors"]);
    folder.succeed(&["train", "--schedule", "cosine:40", "--epochs", "60", "--save", "whole.safetensors"]);
    assert_eq!(folder.tensors("resumed.safetensors"), folder.tensors("whole.safetensors"));

    let words = ["train", "m.safetensors", "--epochs", "60", "--save", "edited.safetensors", "--schedule", "constant"];
    let more = ["--regularization", "l1:0.01", "--clip", "0.5", "--early-stopping", "100"];
    let output = folder.succeed(&[words.as_slice(), &more].concat());
    assert!(output.contains("full batch, l1:0.01, clipped at 0.5, patience 100, seed"), "{output}");
    let journal = folder.metadata("edited.safetensors", "journal");
    for change in [
        "Schedule(Constant)",
        "Regularization(L1(0.01))",
        "Clip(Norm(0.5))",
        "EarlyStopping(Validation(patience:100,percent:20))",
    ] {
        assert!(journal.contains(&format!("(epoch:20,batch:0,change:{change})")), "{journal}");
    }
    assert!(folder.tensors("edited.safetensors").contains_key("best.linear_1.weight"));
    assert!(!folder.tensors("m.safetensors").contains_key("best.linear_1.weight"));
}

#[test]
fn arguments_of_the_optimizer_become_edits_and_those_it_has_not_are_refused() {
    let folder = Folder::new();
    folder.succeed(&[
        "train",
        "--epochs",
        "2",
        "--optimizer",
        "adam",
        "--betas",
        "0.5,0.75",
        "--save",
        "m.safetensors",
    ]);
    let preset = folder.metadata("m.safetensors", "preset");
    assert!(preset.contains("betas: (0.5, 0.75)"), "{preset}");
    folder.succeed(&["train", "m.safetensors", "--epochs", "3", "--eps", "1e-6", "--save", "edited.safetensors"]);
    let journal = folder.metadata("edited.safetensors", "journal");
    let change = "change:Optimizer(Adam(learning_rate:0.03,betas:(0.5,0.75),eps:1e-6,";
    assert!(journal.starts_with(&format!("[(epoch:2,batch:0,{change}")), "{journal}");
    assert_eq!(
        folder.refused(&["train", "m.safetensors", "--epochs", "3", "--momentum", "0.9"]),
        "--momentum 0.9: the optimizer adam has no setting momentum; leave it out, or take sgd or rmsprop"
    );
}

#[test]
fn what_needs_another_network_or_other_points_is_refused_by_flag() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "2", "--save", "m.safetensors"]);
    for words in [
        ["--initialization", "he"],
        ["--seed", "5"],
        ["--hidden", "8,8"],
        ["--activation", "tanh"],
        ["--train", "40"],
        ["--test", "9"],
    ] {
        let line = folder.refused(&[&["train", "m.safetensors"], words.as_slice()].concat());
        assert!(line.starts_with(&format!("{}: a checkpoint has its own points", words.join(" "))), "{line}");
    }
}

#[test]
fn saving_replaces_a_regular_file_and_nothing_else() {
    let folder = Folder::new();
    folder.write("m.safetensors", "something else");
    let line = folder.refused(&["train", "--epochs", "1", "--save", "m.safetensors"]);
    assert_eq!(line, "m.safetensors: is not a checkpoint; choose another name, or replace it with --force");
    assert_eq!(folder.text("m.safetensors"), "something else");
    folder.succeed(&["train", "--epochs", "1", "--save", "m.safetensors", "--force"]);
    assert_eq!(folder.metadata("m.safetensors", "epoch"), "1");
    folder.succeed(&["train", "--epochs", "2", "--save", "m.safetensors"]);
    assert_eq!(folder.metadata("m.safetensors", "epoch"), "2");
    std::fs::create_dir(folder.path("folder")).unwrap();
    for (name, problem) in [
        ("folder", "is a folder"),
        ("/dev/null", "is a device"),
        ("missing/m.safetensors", "the folder missing doesn't exist"),
        ("m.safetensors/m", "is a file, not a folder"),
    ] {
        let line = folder.refused(&["train", "--save", name]);
        assert!(line.contains(problem), "{line}");
    }
    assert_eq!(folder.names(), ["folder", "m.safetensors"], "nothing else is left behind");
}

#[test]
fn eval_evaluates_the_checkpoints_points_and_those_of_a_table() {
    let folder = Folder::new();
    let trained = folder.succeed(&["train", "--save", "m.safetensors"]);
    let output = folder.succeed(&["eval", "m.safetensors"]);
    assert!(output.starts_with("xor-blobs, epoch 2000\ntrain  loss 0."), "{output}");
    let test = output.lines().find(|line| line.starts_with("test ")).unwrap();
    assert!(test.ends_with("/20 correct"), "{test}");
    assert_eq!(number_after(test, "loss"), number_after(&trained, "after"));

    let json: serde_json::Value = serde_json::from_str(&folder.succeed(&["eval", "m.safetensors", "--json"])).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    let measures = ["accuracy", "base_rate", "confusion", "f1", "loss", "precision", "recall"];
    let of_splits = ["test", "train"].map(|split| measures.map(|measure| format!("{split}_{measure}"))).concat();
    assert_eq!(keys[..2], ["epoch", "preset"]);
    assert!(keys[2..].iter().copied().eq(&of_splits), "{keys:?}");
    assert_eq!(format!("{:.6}", json["test_loss"].as_f64().unwrap()), format!("{:.6}", number_after(test, "loss")));

    // The centers of the blobs, the last with the wrong label.
    let table = "x,y,label\n1,1,0\n-1,-1,0\n1,-1,1\n-1,1,0\n";
    folder.write("centers.csv", table);
    let output = folder.succeed(&["eval", "--data", "centers.csv", "m.safetensors"]);
    let lines: Vec<&str> = output.lines().collect();
    assert!(lines[1].ends_with("accuracy 0.750  3/4 correct  base rate 0.750 (always 0)"), "{output}");
    let matrix = [
        "   predicted      0      1  precision    recall        F1",
        "     label 0      2      1      1.000     0.667     0.800",
        "     label 1      0      1      0.500     1.000     0.667",
    ];
    assert_eq!(lines[2..], matrix);
    let piped = folder.run_with_input(&["eval", "m.safetensors", "--data", "-"], table);
    assert_eq!((piped.status, piped.output), (Some(0), output));
    let json = folder.succeed(&["eval", "m.safetensors", "--json", "--data", "centers.csv"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["data_accuracy"], &json["data_base_rate"]), (&0.75.into(), &0.75.into()));
    assert_eq!(json["data_precision"], serde_json::json!([1.0, 0.5]));
}

#[test]
fn a_threshold_moves_the_classes_of_eval_and_predict() {
    let folder = Folder::new();
    folder.succeed(&["train", "imbalanced", "--engine", "fused", "--save", "m.safetensors"]);
    let json = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        serde_json::from_str::<serde_json::Value>(&folder.succeed(&words)).unwrap()
    };
    let plain = json("eval m.safetensors --json");
    let mut same = json("eval m.safetensors --json --threshold 0.5");
    assert_eq!(same.as_object_mut().unwrap().remove("threshold"), Some(0.5.into()));
    assert_eq!(plain, same);
    let low = json("eval m.safetensors --json --threshold 0.05");
    let of = |object: &serde_json::Value, measure: &str| object[measure][1].as_f64().unwrap();
    assert!(of(&low, "test_recall") > of(&plain, "test_recall"));
    assert!(of(&low, "test_precision") < of(&plain, "test_precision"));
    assert!(low["test_accuracy"].as_f64() < plain["test_accuracy"].as_f64());
    assert_eq!(low["test_loss"], plain["test_loss"]);
    // Nothing is given label 1, so its precision is 0 / 0.
    let high = json("eval m.safetensors --json --threshold 0.999999");
    assert_eq!((&high["test_precision"][1], &high["test_recall"][1]), (&serde_json::Value::Null, &0.0.into()));
    let text = folder.succeed(&["eval", "m.safetensors", "--threshold", "0.999999"]);
    assert!(text.starts_with("imbalanced, epoch 2000, threshold 0.999999\n"), "{text}");
    assert!(text.ends_with("label 1     20      0          -     0.000     0.000\n"), "{text}");

    for (threshold, label) in [("0.01", "1"), ("0.99", "0")] {
        let line = folder.succeed(&["predict", "m.safetensors", "--threshold", threshold, "0", "0"]);
        assert!(line.ends_with(&format!(" {label}\n")), "{line}");
        let object = json(&format!("predict m.safetensors --json --threshold {threshold} 0 0"));
        assert_eq!(object["class"], label);
    }
    folder.write("points.csv", "x,y\n-3,0\n3,0\n");
    let table = folder.succeed(&["predict", "m.safetensors", "--data", "points.csv", "--threshold", "0.5"]);
    let ends: Vec<_> = table.lines().map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(ends, ["class", "0", "1"], "{table}");
    let refused = folder.refused(&["eval", "m.safetensors", "--threshold", "1"]);
    assert!(refused.contains("a probability above 0 and below 1, as in 0.3 is needed"), "{refused}");
    folder.succeed(&["train", "blobs-8", "--engine", "fused", "--epochs", "1", "--save", "b.safetensors"]);
    for words in [&["eval", "b.safetensors"][..], &["predict", "b.safetensors", "0", "0"]] {
        let refused = folder.refused(&[&words[..1], &["--threshold", "0.3"], &words[1..]].concat());
        assert!(
            refused.starts_with("--threshold 0.30: a network under softmax-cross-entropy does not give"),
            "{refused}"
        );
    }
}

#[test]
fn what_is_no_checkpoint_is_refused_by_name() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "1", "--save", "m.safetensors"]);
    let mut bytes = folder.read("m.safetensors");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    folder.write("flipped.safetensors", &bytes);
    folder.write("short.safetensors", &bytes[..last]);
    folder.write("text.safetensors", "not a checkpoint");
    for name in ["flipped.safetensors", "short.safetensors", "text.safetensors", "absent.safetensors"] {
        for words in [vec!["train", name], vec!["eval", name], vec!["predict", name, "1", "1"], vec![name]] {
            let line = folder.refused(&words);
            assert!(line.starts_with(&format!("{name}: ")), "{line}");
        }
    }
}

#[test]
fn equal_runs_give_equal_files() {
    let folder = Folder::new();
    let save = |name: &str| {
        folder.succeed(&["train", "--engine", "fused", "--epochs", "20", "--save", name]);
        folder.read(name)
    };
    assert!(save("one.safetensors") == save("other.safetensors"), "to the last byte, metadata included");
}
