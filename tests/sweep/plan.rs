//! Plans: what is refused before anything runs, and how little a large one costs.

use std::io::Read;
use std::process::Stdio;

use crate::support::Folder;

#[test]
fn bad_plans_are_refused_and_no_file_is_made() {
    let folder = Folder::new();
    folder.write("recipes.txt", "--hidden 3\n--hidden 3\n");
    folder.write("seeds.txt", "--seed 3\n");
    folder.write("empty.txt", "# none\n");
    folder.write("odd.csv", "a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,1,x\n");
    for (words, expected) in [
        (&["--vary", "learning-rte=0.1,1"][..], "did you mean learning-rate?"),
        (&["--vary", "hidden="], "empty list"),
        (&["--vary", "batch=10,200"], "--batch 200"),
        (&["--vary", "betas=0.5,0.9/0.9,0.99"], "the optimizer sgd has no setting betas"),
        (&["--vary", "seed=0..3", "--seeds", "0..3"], "--seeds: is given twice"),
        (&["--vary", "lr=1,2", "--vary", "learning-rate=3,4"], "--vary learning-rate: is given twice"),
        (&["--vary", "lr=1,2", "--learning-rate", "3"], "varies what --learning-rate 3 sets"),
        (&["--seeds", "0..3", "--recipes", "seeds.txt"], "varies what a recipe sets"),
        (&["--seeds", "3..3"], "is empty"),
        (&["--seeds", "-1..3"], "the value \"-1..3\""),
        (&["--seeds", "0..200000000"], "more than 100000000 runs"),
        (&["--vary", "lr=uniform:0.1..1"], "say how often, as in --draws 100"),
        (&["--draws", "5"], "draws nothing"),
        (&["--recipes", "recipes.txt"], "has the same run twice: runs 1 and 2"),
        (&["--recipes", "empty.txt"], "has no recipes"),
        (&["--recipes", "absent.txt"], "absent.txt"),
        (&["--until", "loss<0.1"], "as in test-loss<0.1"),
        (&["--data", "-"], "can't be read again"),
        (&["--vary", "data=odd.csv,absent.csv"], "absent.csv"),
        (&["--shard", "3/2"], "as in 2/4"),
        (&["--threads", "0"], "from 1 to 1024"),
    ] {
        let before = folder.names();
        let message = folder.refused(&[&["sweep", "--out", "out.csv"], words].concat());
        assert!(message.contains(expected), "{words:?}: {message}");
        assert_eq!(folder.names(), before, "{words:?}");
    }
    for (out, expected) in [("out.txt", ".csv or .jsonl"), ("-", "name a file"), ("absent/out.csv", "doesn't exist")] {
        let message = folder.refused(&["sweep", "--out", out]);
        assert!(message.contains(expected), "{message}");
    }
    assert!(folder.refused(&["sweep"]).contains("--out"));
}

#[test]
fn a_million_runs_begin_within_a_moment_and_in_little_memory() {
    let folder = Folder::new();
    let mut child = folder
        .command()
        .args(["sweep", "--seeds", "0..200000", "--vary", "learning-rate=0.01,0.02,0.03,0.04,0.05"])
        .args(["--epochs", "1", "--threads", "1", "--out", "out.csv"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The first rows, after the line of names.
    let rows =
        |name: &str| std::fs::read(folder.path(name)).map_or(0, |bytes| bytes.split(|byte| *byte == b'\n').count() - 1);
    while rows("out.csv") < 100 {
        assert!(child.try_wait().unwrap().is_none(), "it ended early");
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    child.kill().unwrap();
    let mut output = String::new();
    child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    child.wait().unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(str::trim);
    let Some(peak) = peak.and_then(|peak| peak.strip_suffix(" kB")) else {
        eprintln!("skipped: the system does not say how much memory a process takes");
        return;
    };
    let peak: u64 = peak.trim().parse().unwrap();
    assert!(peak < 100_000, "{peak} kB");
}

#[test]
fn runs_are_in_the_order_that_the_help_says() {
    let folder = Folder::new();
    folder.write("recipes.txt", "--optimizer sgd\n--optimizer adam --betas 0.8,0.9\n");
    folder.succeed(&[
        "sweep",
        "--recipes",
        "recipes.txt",
        "--vary",
        "hidden=3/4,4",
        "--vary",
        "lr=0.1,0.2",
        "--seeds",
        "7,5",
        "--epochs",
        "1",
        "--out",
        "out.csv",
    ]);
    let mut reader = csv::Reader::from_path(folder.path("out.csv")).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let cell =
        |row: &csv::StringRecord, name: &str| row[names.iter().position(|known| known == name).unwrap()].to_owned();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            ["run", "optimizer", "betas", "hidden", "learning-rate", "seed", "engine"].map(|name| cell(row, name))
        })
        .collect();
    let mut expected = vec![];
    for (optimizer, betas) in [("sgd", ""), ("adam", "0.8,0.9")] {
        for hidden in ["3", "4,4"] {
            for rate in ["0.1", "0.2"] {
                for seed in ["7", "5"] {
                    let run = (expected.len() + 1).to_string();
                    expected.push([run.as_str(), optimizer, betas, hidden, rate, seed, "fused"].map(str::to_owned));
                }
            }
        }
    }
    assert_eq!(found, expected);
}
