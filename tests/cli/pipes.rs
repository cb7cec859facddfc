//! `-` is standard input and output: a checkpoint, a preset, a table and a log through pipes, and nothing else beside them.

use crate::event_file::scalars;
use crate::support::{Folder, Run};

/// What a shell does with the program under the name `$B`.
fn shell(folder: &Folder, script: &str) -> Run {
    let program = folder.command();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script]).env("B", program.get_program()).current_dir(folder.path("."));
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let run = Run { status: output.status.code(), output: text(&output.stdout), errors: text(&output.stderr) };
    assert!(!run.errors.contains("panicked"), "{script}: {}", run.errors);
    run
}

#[track_caller]
fn succeed(folder: &Folder, script: &str) -> String {
    let run = shell(folder, script);
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{script}");
    run.output
}

/// A folder with a checkpoint of a short run.
fn trained() -> Folder {
    let folder = Folder::new();
    folder.succeed(&["train", "--engine", "fused", "--epochs", "20", "--quiet", "--save", "m.safetensors"]);
    folder
}

const TRAIN: &str = "$B train --engine fused --epochs 20";

#[test]
fn a_checkpoint_goes_through_a_pipe_as_through_a_file() {
    let folder = trained();
    succeed(&folder, &format!("{TRAIN} --save - > other.safetensors"));
    assert_eq!(folder.tensors("other.safetensors"), folder.tensors("m.safetensors"));
    let expected = folder.succeed(&["predict", "m.safetensors", "1", "1"]);
    for script in ["cat m.safetensors | $B predict - 1 1", "$B predict - 1 1 < m.safetensors"] {
        assert_eq!(succeed(&folder, script), expected);
    }
    let evaluated = succeed(&folder, &format!("{TRAIN} --save - | $B eval -"));
    assert_eq!(evaluated, folder.succeed(&["eval", "m.safetensors"]));
    let trained = succeed(&folder, "cat m.safetensors | $B train - --epochs 30 --json");
    assert!(trained.contains("\"epochs\":30,"), "{trained}");
    assert_eq!(succeed(&folder, "cat m.safetensors | $B export - again.safetensors"), "wrote again.safetensors\n");
    assert_eq!(folder.tensors("again.safetensors"), folder.tensors("m.safetensors"));
    succeed(&folder, "$B export m.safetensors - > again.safetensors");
    assert_eq!(folder.tensors("again.safetensors"), folder.tensors("m.safetensors"));
    folder.succeed(&["export", "m.safetensors", "m.py"]);
    assert_eq!(succeed(&folder, "$B export - - --format py < m.safetensors"), folder.text("m.py"));
}

#[test]
fn a_run_and_logs_go_to_standard_output_alone() {
    let folder = trained();
    folder.succeed(&["log", "m.safetensors", "l.csv", "l.jsonl", "l.tfevents"]);
    let run = succeed(&folder, &format!("{TRAIN} --run -"));
    assert!(run.starts_with("// ") || run.starts_with("Run("), "{run}");
    folder.write("r.run.ron", &run);
    assert!(succeed(&folder, "cat r.run.ron | $B replay -").contains("bit-identical"));
    assert_eq!(succeed(&folder, &format!("{TRAIN} --log -")), folder.text("l.csv"));
    assert_eq!(succeed(&folder, &format!("{TRAIN} --log - --format jsonl --log k.csv")), folder.text("l.jsonl"));
    assert_eq!(folder.text("k.csv"), folder.text("l.csv"));
    assert_eq!(succeed(&folder, "cat m.safetensors | $B log - -"), folder.text("l.csv"));
    succeed(&folder, &format!("{TRAIN} --log - --format tfevents > k.tfevents"));
    assert_eq!(scalars(&folder.read("k.tfevents")), scalars(&folder.read("l.tfevents")));
}

#[test]
fn a_preset_and_a_table_come_from_standard_input() {
    let folder = trained();
    assert_eq!(succeed(&folder, "$B presets show moons | $B presets check -"), "-: valid\n");
    let run = shell(&folder, "echo 'Preset(' | $B presets check -");
    assert_eq!((run.status, run.output.as_str()), (Some(2), ""));
    assert!(run.errors.starts_with("blobtui: -:2:1: the preset ends too early"), "{}", run.errors);
    let object = succeed(&folder, "$B presets show moons | $B train - --epochs 2 --json");
    assert!(object.starts_with("{\"preset\":\"standard-input\","), "{object}");

    let rows: Vec<_> = (0..40).map(|row| format!("{row}.5,{},{}", row * row % 13, ["a", "b"][row % 2])).collect();
    folder.write("t.csv", format!("width,height,kind\n{}\n", rows.join("\n")));
    folder.succeed(&["train", "--data", "t.csv", "--epochs", "2", "--quiet", "--save", "t.safetensors"]);
    succeed(&folder, "cat t.csv | $B train --data - --epochs 2 --quiet --save u.safetensors");
    assert_eq!(folder.tensors("t.safetensors"), folder.tensors("u.safetensors"));
    // The checkpoint has the rows.
    assert_eq!(folder.succeed(&["eval", "u.safetensors"]).lines().count(), 9);
    let refused = shell(&folder, "cat t.csv | $B train --data - --run r.run.ron");
    assert_eq!(refused.status, Some(2));
    assert!(refused.errors.contains("a run names its tables, and standard input has no name"), "{}", refused.errors);
}

#[test]
fn one_stream_is_for_one_thing() {
    let folder = trained();
    for (words, problem) in [
        ("train --save - --log -", "--log -: goes to standard output, as --save - does; "),
        ("train --log - --log -", "--log -: goes to standard output, as --log - does; "),
        ("train --log - --json", "--json: prints on standard output, where a file is to go; "),
        ("train --save - --format csv", "--format csv: this command writes no file in this format; "),
        ("train - --data -", "--data -: standard input is the source already; "),
        ("predict - --data -", "--data -: standard input is the checkpoint already; "),
        ("eval - --data -", "--data -: standard input is the checkpoint already; "),
    ] {
        let run = shell(&folder, &format!("$B {words} < m.safetensors"));
        assert_eq!((run.status, run.output.as_str()), (Some(2), ""), "{words}: {}", run.errors);
        assert!(run.errors.starts_with(&format!("blobtui: {problem}")), "{words}: {}", run.errors);
    }
    // A folder may have a file of that name.
    succeed(&folder, "cp m.safetensors ./- && $B train --log - --epochs 1 > l.csv && $B eval ./- && rm ./-");
    assert_eq!(folder.names(), ["l.csv", "m.safetensors"]);
}

#[test]
fn a_reader_that_leaves_ends_a_run_that_writes_nothing_else() {
    let folder = Folder::new();
    let endless = "timeout 60 $B train --engine fused --epochs 1000000000 --log -";
    let run = shell(&folder, &format!("({endless}; echo $? > status) | head -n 2"));
    assert_eq!(run.output.lines().count(), 2, "{}", run.output);
    assert_eq!((run.errors.as_str(), folder.text("status").as_str()), ("", "0\n"));
    let run = shell(&folder, &format!("({TRAIN} --log - --save m.safetensors; echo $? > status) | true"));
    assert_eq!((run.errors.as_str(), folder.text("status").as_str()), ("", "0\n"));
    assert!(folder.succeed(&["eval", "m.safetensors"]).starts_with("xor-blobs, epoch 20"));
    let run = shell(&folder, &format!("({TRAIN} --save -; echo $? > status) | true"));
    assert_eq!((run.errors.as_str(), folder.text("status").as_str()), ("", "0\n"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_output_is_a_failure() {
    let folder = trained();
    for words in ["train --epochs 2 --save -", "train --epochs 2 --log -", "export m.safetensors -", "completions bash"]
    {
        let run = shell(&folder, &format!("$B {words} > /dev/full"));
        assert_eq!((run.status, run.errors.lines().count()), (Some(1), 1), "{words}: {}", run.errors);
        assert!(run.errors.starts_with("blobtui: standard output: cannot be written: "), "{words}: {}", run.errors);
    }
}
