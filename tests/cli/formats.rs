//! The formats of files: written by extension or `--format`, opened by their first bytes.

use crate::support::Folder;

/// A folder with a checkpoint, a run, a preset and a log, each under a name that says nothing.
fn renamed() -> Folder {
    let folder = Folder::new();
    let words = ["train", "--engine", "fused", "--epochs", "20", "--quiet", "--save", "m.safetensors"];
    folder.succeed(&[words.as_slice(), &["--run", "m.run.ron", "--log", "log.csv"]].concat());
    for (from, to) in [("m.safetensors", "checkpoint.any"), ("m.run.ron", "run.any"), ("log.csv", "log.any")] {
        std::fs::rename(folder.path(from), folder.path(to)).unwrap();
    }
    folder.write("preset.any", format!("// mine\n{}", folder.succeed(&["presets", "show", "two-blobs"])));
    folder
}

#[test]
fn an_unknown_extension_is_refused_with_the_list_before_training() {
    let folder = Folder::new();
    for name in ["m.txt", "m.onnx.gz", "m.ron", "m.run.ron", "m.safetensors.bak"] {
        let line = folder.refused(&["train", "--epochs", "1000000000", "--save", name]);
        let start = format!("{name}: a checkpoint can't be written as .");
        assert!(line.starts_with(&start) && line.contains("; give a name that ends in .safetensors, "), "{line}");
    }
    let line = folder.refused(&["train", "--epochs", "1000000000", "--log", "log.json"]);
    assert_eq!(
        line,
        "log.json: a training log can't be written as .json; give a name that ends in .csv, .jsonl or .tfevents"
    );
    let line = folder.refused(&["train", "--epochs", "1000000000", "--run", "mine.ron"]);
    assert_eq!(line, "mine.ron: a run can't be written as .ron; give a name that ends in .run.ron");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_name_without_an_extension_gets_the_default_format() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "2", "--quiet", "--save", "save", "--run", "run", "--log", "log"]);
    assert_eq!(folder.names(), ["log", "run", "save"]);
    assert_eq!(folder.metadata("save", "epoch"), "2");
    assert!(folder.text("run").starts_with("Run("));
    assert!(folder.text("log").starts_with("epoch,train_loss"));
}

/// The words that train two epochs in silence.
fn train<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [&["train", "--epochs", "2", "--quiet"], words].concat()
}

#[test]
fn a_format_that_is_named_goes_before_the_extension() {
    let folder = Folder::new();
    folder.succeed(&train(&["--save", "m.pt", "--format", "safetensors"]));
    assert_eq!(folder.metadata("m.pt", "epoch"), "2");
    folder.succeed(&train(&["--format", "run", "--run", "mine.txt", "--log", "log.csv"]));
    assert!(folder.text("mine.txt").starts_with("Run("));
    assert!(folder.text("log.csv").starts_with("epoch,train_loss"));
    folder.succeed(&train(&["--log", "log.csv", "--format", "jsonl"]));
    assert!(folder.text("log.csv").starts_with("{\"epoch\":0,"));
    let line = folder.refused(&train(&["--format", "h5", "--save", "m"]));
    assert!(line.contains("safetensors, pt, npz") && line.contains("run, csv, jsonl"), "{line}");
    let line = folder.refused(&train(&["--format", "csv", "--save", "m"]));
    assert_eq!(
        line,
        "--format csv: this command writes no file in this format; leave it out, or name the file to write"
    );
}

#[test]
fn a_checkpoint_is_one_whatever_its_name() {
    let folder = renamed();
    let expected = folder.succeed(&["predict", "checkpoint.any", "1", "1"]);
    for name in ["m", "m.pt", "m.ron", "m.run.ron", "m.csv", "./m"] {
        folder.write(name, folder.read("checkpoint.any"));
        assert_eq!(folder.succeed(&["predict", name, "1", "1"]), expected, "{name}");
        assert!(folder.succeed(&["eval", name]).starts_with("xor-blobs, epoch 20\n"), "{name}");
        assert!(folder.succeed(&["diff", name, "checkpoint.any"]).contains("\nidentical: "), "{name}");
        let trained = folder.succeed(&["train", name, "--epochs", "30"]);
        assert!(trained.starts_with("xor-blobs, from epoch 20: "), "{trained}");
        assert!(folder.refused(&[name]).contains("is not a terminal"), "{name}");
        let line = folder.refused(&["replay", name]);
        assert!(line.starts_with(&format!("{name}: is a checkpoint, not a run; give a run")), "{line}");
        for command in ["check", "show"] {
            let line = folder.refused(&["presets", command, name]);
            assert!(line.starts_with(&format!("{name}: is a checkpoint, not a preset; give a preset")), "{line}");
        }
        std::fs::remove_file(folder.path(name)).unwrap();
    }
}

#[test]
fn a_run_is_one_whatever_its_name() {
    let folder = renamed();
    for name in ["r", "r.pt", "r.ron", "r.safetensors"] {
        folder.write(name, folder.read("run.any"));
        let replayed = folder.succeed(&["replay", name]);
        assert!(replayed.contains(" states checked: ") && !replayed.contains("differ"), "{replayed}");
        assert!(folder.succeed(&["diff", name, "run.any"]).contains("\nidentical: "), "{name}");
        assert!(folder.refused(&[name]).contains("is not a terminal"), "{name}");
        let line = folder.refused(&["train", name]);
        assert!(line.starts_with(&format!("{name}: is a run, whose settings are fixed; blobtui replay")), "{line}");
        for words in [vec!["eval", name], vec!["predict", name, "1", "1"]] {
            let line = folder.refused(&words);
            assert!(line.starts_with(&format!("{name}: is a run, not a checkpoint; give a checkpoint")), "{line}");
        }
        let line = folder.refused(&["presets", "check", name]);
        assert!(line.starts_with(&format!("{name}: is a run, not a preset; ")), "{line}");
    }
}

#[test]
fn a_preset_is_one_whatever_its_name() {
    let folder = renamed();
    for name in ["p", "p.txt", "p.safetensors", "p.run.ron"] {
        folder.write(name, folder.read("preset.any"));
        assert!(folder.succeed(&["train", name, "--epochs", "1"]).contains(": Two blobs"), "{name}");
        assert_eq!(folder.succeed(&["presets", "check", name]), format!("{name}: valid\n"));
        for words in [vec!["eval", name], vec!["predict", name, "1", "1"]] {
            let line = folder.refused(&words);
            assert!(line.starts_with(&format!("{name}: is a preset, not a checkpoint; ")), "{line}");
        }
        assert!(folder.refused(&["replay", name]).starts_with(&format!("{name}: is a preset, not a run; ")), "{name}");
        let line = folder.refused(&["diff", name, "run.any"]);
        assert!(line.starts_with(&format!("{name}: is a preset, neither a checkpoint nor a run; ")), "{line}");
    }
}

#[test]
fn logs_and_tables_are_refused_as_what_they_are() {
    let folder = renamed();
    let line = folder.refused(&["train", "log.any"]);
    assert!(line.starts_with("log.any: is a training log; a run can't start from it; give a preset"), "{line}");
    assert!(folder.refused(&["eval", "log.any"]).starts_with("log.any: is a training log, not a checkpoint; "));
    folder.write("points.csv", "1,2,0\n3,4,1\n");
    let line = folder.refused(&["points.csv"]);
    assert_eq!(line, "points.csv: is a table, not a preset; blobtui --data points.csv learns from it");
}

#[test]
fn a_preset_goes_before_a_file_of_its_name() {
    let folder = renamed();
    folder.write("xor-blobs", folder.read("checkpoint.any"));
    assert!(folder.succeed(&["train", "xor-blobs", "--epochs", "1"]).starts_with("xor-blobs (edited): "));
    assert!(folder.succeed(&["train", "./xor-blobs", "--epochs", "21"]).starts_with("xor-blobs, from epoch 20: "));
}
