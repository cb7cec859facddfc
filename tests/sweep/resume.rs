//! One table, whatever the number of threads, and however often its sweep was stopped, killed or enlarged.

use std::process::Stdio;

use crate::support::Folder;
use crate::{MIXED, swept};

/// A sweep long enough to be killed on its way.
const LONG: [&str; 8] = ["sweep", "--seeds", "0..300", "--vary", "lr=0.03,0.1", "--threads", "2", "--out"];

/// Whole lines of a file.
fn lines(folder: &Folder, name: &str) -> usize {
    std::fs::read(folder.path(name)).map_or(0, |bytes| bytes.split(|byte| *byte == b'\n').count() - 1)
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::new();
    let one = swept(&folder, &MIXED, "one.csv", &["--threads", "1"]);
    for threads in ["2", "3", "7"] {
        assert_eq!(swept(&folder, &MIXED, "more.csv", &["--threads", threads]), one, "{threads}");
        std::fs::remove_file(folder.path("more.csv")).unwrap();
    }
    for state in [",finished,", ",met-target,", ",stopped-early,", ",diverged,"] {
        assert!(one.contains(state), "no run is{state}");
    }
}

#[test]
fn what_is_there_is_not_run_again_and_a_larger_sweep_adds() {
    let folder = Folder::new();
    for name in ["table.csv", "table.jsonl"] {
        let sweep = |seeds: &str, rates: &str, out: &str| {
            let rates = format!("learning-rate={rates}");
            folder.succeed(&["sweep", "--seeds", seeds, "--vary", &rates, "--epochs", "30", "--out", out])
        };
        assert!(sweep("3..6", "0.1", name).ends_with(": 3 runs\n"));
        assert!(sweep("3..6", "0.1", name).ends_with(": 0 runs; 3 were there\n"));
        assert!(sweep("0..8", "0.03,0.1,0.3", name).ends_with(": 21 runs; 3 were there\n"));
        let fresh = format!("fresh-{name}");
        sweep("0..8", "0.03,0.1,0.3", &fresh);
        assert_eq!(folder.text(name), folder.text(&fresh));
        // The order of the values is the plan's, too.
        sweep("0..8", "0.3,0.1,0.03", name);
        std::fs::remove_file(folder.path(&fresh)).unwrap();
        sweep("0..8", "0.3,0.1,0.03", &fresh);
        assert_eq!(folder.text(name), folder.text(&fresh));
    }
}

#[test]
fn three_kills_change_nothing() {
    let folder = Folder::new();
    let whole = swept(&folder, &LONG, "whole.csv", &[]);
    for kill in 1..=3 {
        let mut child = folder.command().args(LONG).arg("killed.csv").stdout(Stdio::null()).spawn().unwrap();
        // A kill comes at some moment after this many rows.
        while lines(&folder, "killed.csv") < 100 * kill {
            assert!(child.try_wait().unwrap().is_none(), "it ended before kill {kill}");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(lines(&folder, "killed.csv") < 601);
    }
    let before = lines(&folder, "killed.csv") - 1;
    let said = folder.succeed(&[&LONG[..], &["killed.csv"]].concat());
    assert!(said.contains(&format!("; {before} were there")), "{said}");
    assert_eq!(folder.text("killed.csv"), whole);
}

#[test]
fn a_torn_row_is_cut_wherever_it_is_torn() {
    let folder = Folder::new();
    for name in ["table.csv", "table.jsonl"] {
        let words = ["sweep", "--seeds", "0..3", "--epochs", "5", "--threads", "1", "--out"];
        let whole = swept(&folder, &words, name, &[]);
        let last = whole[..whole.len() - 1].rfind('\n').unwrap() + 1;
        for end in [1, 10, last - 1, last, last + 1, whole.len() - 1] {
            folder.write(name, &whole[..end]);
            assert_eq!(swept(&folder, &words, name, &[]), whole, "{name} torn at {end}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_stopped_sweep_leaves_whole_rows_in_order_and_goes_on() {
    let folder = Folder::new();
    let mut child = folder.command().args(LONG).arg("out.csv").stderr(Stdio::piped()).spawn().unwrap();
    while lines(&folder, "out.csv") < 50 {
        assert!(child.try_wait().unwrap().is_none(), "it ended early");
    }
    let id = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stderr).unwrap();
    let done = lines(&folder, "out.csv") - 1;
    assert!(said.contains(&format!("has {done} of 600 runs; the same command goes on")), "{said}");
    let text = folder.text("out.csv");
    let runs: Vec<u64> = text.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    assert!(text.ends_with('\n') && runs.is_sorted(), "{runs:?}");
    assert_eq!(swept(&folder, &LONG, "out.csv", &[]), swept(&folder, &LONG, "whole.csv", &[]));
}

#[test]
fn other_files_are_refused_and_stay_as_they_are() {
    let folder = Folder::new();
    let words = ["sweep", "--seeds", "0..5", "--epochs", "5", "--out", "table.csv"];
    folder.succeed(&words);
    let own = folder.text("table.csv");
    let line = own.lines().nth(2).unwrap();
    let loss = line.find("0.").unwrap();
    let mut digit = own.replace(line, &format!("{}9{}", &line[..loss + 2], &line[loss + 3..]));
    if digit == own {
        digit = own.replace(line, &format!("{}8{}", &line[..loss + 2], &line[loss + 3..]));
    }
    let damaged = [
        ("a digit", digit, "table.csv, line 3: does not fit its checksum"),
        ("a missing cell", own.replace(line, &line[..line.rfind(',').unwrap()]), "line 3: "),
        ("a quoted cell", own.replace(line, &format!("\"{}\"{}", &line[..1], &line[1..])), "line 3: is not written"),
        ("a row twice", format!("{own}{line}\n"), "line 7: has run 2 twice"),
        ("other names", own.replacen("seed", "sead", 1), "\"weights-sead\", not weights-seed: the table is of another"),
        ("another table", "x,y\n1,2\n".to_owned(), "is no table of results"),
        ("a text without lines", "hello".to_owned(), "is no table of results"),
    ];
    for (name, content, expected) in damaged {
        folder.write("table.csv", &content);
        let message = folder.refused(&words);
        assert!(message.contains(expected), "{name}: {message}");
        assert_eq!(folder.text("table.csv"), content, "{name}");
    }
    // Other sweeps than the one that it is of.
    folder.write("table.csv", &own);
    for (words, expected) in [
        (&["--seeds", "0..4", "--epochs", "5"][..], "has a row that is not in this plan, with seed 4"),
        (&["--seeds", "0..5", "--epochs", "6"], "has 5 rows that are not in this plan"),
        (&["--seeds", "0..5", "--epochs", "5", "--hidden", "4"], "has 5 rows that are not in this plan"),
        (&["--seeds", "0..5", "--epochs", "5", "--until", "test-loss<0.1"], "rows of another --until or --every"),
        (&["--seeds", "0..5", "--epochs", "5", "--every", "2"], "rows of another --until or --every"),
        (&["--seeds", "0..5", "--epochs", "5", "--shard", "1/2"], "is not in shard 1/2"),
    ] {
        let message = folder.refused(&[&["sweep", "--out", "table.csv"], words].concat());
        assert!(message.contains(expected), "{message}");
        assert_eq!(folder.text("table.csv"), own);
    }
}

#[test]
fn times_go_to_a_table_of_their_own() {
    let folder = Folder::new();
    let words = ["sweep", "--seeds", "0..5", "--epochs", "5", "--timings", "times.csv", "--out", "table.csv"];
    folder.succeed(&words[..]);
    let mut rows: Vec<String> = folder.text("times.csv").lines().map(str::to_owned).collect();
    assert_eq!(rows.remove(0), "run,recipe,seconds");
    let mut runs: Vec<&str> = rows.iter().map(|row| row.split(',').next().unwrap()).collect();
    runs.sort_unstable();
    assert_eq!(runs, ["1", "2", "3", "4", "5"]);
    folder.write("times.csv", "a,b\n");
    assert!(folder.refused(&words).contains("is no table of times"));
    assert!(folder.refused(&["sweep", "--timings", "x.csv", "--out", "x.csv"]).contains("is the same file as"));
}
