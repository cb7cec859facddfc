//! Run files on the command line: written by `train`, and what each command makes of one.

use crate::support::Folder;

#[test]
fn train_writes_the_recipe_and_no_weights() {
    let folder = Folder::new();
    folder.write("mine.run.ron", "");
    let output = folder.succeed(&["train", "--epochs", "300", "--hidden", "3", "--run", "mine.run.ron"]);
    assert!(output.ends_with("wrote mine.run.ron\n"), "{output}");
    let text = folder.text("mine.run.ron");
    assert!(text.starts_with("Run(\n    version: 1,\n    name: \"xor-blobs\",\n    preset: Preset("), "{text}");
    for part in ["hidden: [3]", "epochs: 300", "name: \"main\",\n            newest: (epoch: 300, batch: 0)"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    // States at multiples of a power of two, and the newest.
    let epochs: Vec<u64> = text.lines().filter_map(|line| line.trim().strip_prefix("(epoch: ")).map(epoch).collect();
    assert_eq!(epochs, (0..=18).map(|place| 16 * place).chain([300]).collect::<Vec<_>>());
    assert!(text.len() < 3000, "{}", text.len());
    // --quiet prints nothing.
    assert_eq!(folder.succeed(&["train", "--epochs", "3", "--quiet", "--run", "plain"]), "");
    assert!(folder.text("plain").contains("newest: (epoch: 3, batch: 0)"));
}

/// The number that a text begins with.
fn epoch(text: &str) -> u64 {
    text.split(',').next().unwrap().parse().unwrap()
}

#[test]
fn a_place_that_cannot_be_written_is_known_before_the_training() {
    let folder = Folder::new();
    let line = folder.refused(&["train", "--epochs", "1000000000", "--run", "missing/mine.run.ron"]);
    assert!(line.starts_with("missing/mine.run.ron: the folder missing doesn't exist"), "{line}");
    assert!(folder.names().is_empty());
}

#[test]
fn a_run_is_shown_or_replayed_and_not_trained_or_changed() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "30", "--quiet", "--run", "mine.run.ron"]);
    let fixed = "mine.run.ron: is a run, whose settings are fixed; blobtui replay mine.run.ron trains it again";
    for words in [vec!["train", "mine.run.ron"], vec!["train", "mine.run.ron", "--epochs", "3"]] {
        assert!(folder.refused(&words).starts_with(fixed), "{words:?}");
    }
    assert!(folder.refused(&["mine.run.ron"]).contains("is not a terminal"), "it is read before");
    assert!(folder.refused(&["mine.run.ron", "--epochs", "60"]).contains("is not a terminal"));
    for (words, expected) in [
        (vec!["--seed", "3"], "--seed 3: would change a run, whose settings are fixed; leave it out"),
        (vec!["--epochs", "60", "--batch", "8"], "--batch 8: would change a run"),
        (vec!["--data", "iris.csv"], "--data iris.csv: would change a run"),
        (vec!["--epochs", "29"], "--epochs 29: mine.run.ron is at epoch 30 already; give the total, 30 or more"),
        (vec!["--epochs", "9999999999"], "invalid value '9999999999' for '--epochs <N>': 9999999999 is not in 0..="),
    ] {
        let line = folder.refused(&[&["mine.run.ron"], words.as_slice()].concat());
        assert!(line.starts_with(expected), "{words:?}: {line}");
    }
}

#[test]
fn a_damaged_run_is_refused_with_line_and_reason() {
    let folder = Folder::new();
    folder.succeed(&["train", "--epochs", "30", "--quiet", "--run", "mine.run.ron"]);
    let text = folder.text("mine.run.ron");
    folder.write("broken.run.ron", text.replace("newest: (epoch: 30", "newest: (epoch: 29"));
    let line = 1 + text[..text.find("(epoch: 30, batch").unwrap()].matches('\n').count();
    let states = text.lines().skip(line).position(|line| line.contains("(epoch: 30,")).unwrap();
    let expected = format!("broken.run.ron:{}:17: branches[0].states[", line + 1 + states);
    for words in
        [vec!["replay", "broken.run.ron"], vec!["broken.run.ron"], vec!["diff", "broken.run.ron", "mine.run.ron"]]
    {
        let message = folder.refused(&words);
        assert!(message.starts_with(&expected) && message.contains("is at epoch 30, out of order"), "{message}");
    }
}

#[test]
fn lines_may_end_as_on_windows_in_every_text_that_is_read() {
    let folder = Folder::new();
    let with_returns = |text: &str| text.replace('\n', "\r\n");
    folder.write("points.csv", with_returns("x;y;label\n1;2;0\n-1;2;1\n2;1;0\n-2;1;1\n1;1;0\n-1;1;1\n2;2;0\n-2;2;1\n"));
    let preset = folder.succeed(&["presets", "show", "xor-blobs"]).replacen("data: ", "// Of a lesson.\ndata: ", 1);
    folder.write("unix.ron", &preset);
    folder.write("windows.ron", with_returns(&preset));
    for name in ["unix", "windows"] {
        let train = ["train", &format!("{name}.ron"), "--epochs", "30", "--quiet"];
        let save = ["--save", &format!("{name}.safetensors"), "--run", &format!("{name}.run.ron")];
        folder.succeed(&[train.as_slice(), &save].concat());
    }
    assert_eq!(folder.tensors("windows.safetensors"), folder.tensors("unix.safetensors"));
    folder.write("windows.run.ron", with_returns(&folder.text("unix.run.ron")));
    assert!(folder.succeed(&["replay", "windows.run.ron"]).contains("bit-identical"));
    let difference = folder.succeed(&["diff", "windows.run.ron", "unix.run.ron"]);
    assert!(difference.contains("identical") && !difference.contains("by hand"), "{difference}");
    folder.succeed(&["train", "--data", "points.csv", "--epochs", "9", "--quiet", "--save", "table.safetensors"]);
    assert_eq!(folder.tensors("table.safetensors")["data.table"].0, [8, 3]);
    // A mistake is found in the same line and column.
    let place = |text: &str| {
        folder.write("broken.ron", text);
        folder.refused(&["presets", "check", "broken.ron"])
    };
    let broken = preset.replacen("std: ", "std: -", 1);
    assert_eq!(place(&with_returns(&broken)), place(&broken));
    // What is written ends its lines as ever.
    folder.succeed(&["train", "windows.ron", "--epochs", "30", "--quiet", "--run", "again.run.ron"]);
    assert!(!folder.text("again.run.ron").contains('\r'));
}
