//! Parts of a sweep, and the one table that they make.

use crate::support::Folder;
use crate::{MIXED, swept};

/// A folder with the whole table and its parts, some of them in the other format.
fn parts(count: usize) -> (Folder, String, Vec<String>) {
    let folder = Folder::new();
    let whole = swept(&folder, &MIXED, "whole.csv", &[]);
    let parts: Vec<String> = (1..=count)
        .map(|part| {
            let extension = if part % 2 == 0 { "jsonl" } else { "csv" };
            let name = format!("part-{part}.{extension}");
            swept(&folder, &MIXED, &name, &["--shard", &format!("{part}/{count}")]);
            name
        })
        .collect();
    (folder, whole, parts)
}

fn words<'a>(out: &'a str, parts: &[&'a str]) -> Vec<&'a str> {
    [&["sweep", "merge", out], parts].concat()
}

#[test]
fn parts_make_the_table_of_one_process() {
    for count in [1, 2, 4, 30] {
        let (folder, whole, parts) = parts(count);
        // More shards than runs leave some without a row.
        let mut parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        parts.reverse();
        folder.succeed(&words("merged.csv", &parts));
        assert_eq!(folder.text("merged.csv"), whole, "{count} parts");
        // Again, in its own place.
        folder.succeed(&words("merged.csv", &parts));
        assert_eq!(folder.text("merged.csv"), whole);
        folder.succeed(&words("merged.jsonl", &parts));
        folder.succeed(&words("back.csv", &["merged.jsonl"]));
        assert_eq!(folder.text("back.csv"), whole);
        assert_eq!(folder.text("merged.jsonl"), swept(&folder, &MIXED, "whole.jsonl", &[]));
    }
}

#[test]
fn parts_that_do_not_make_a_whole_are_refused_and_nothing_is_written() {
    let (folder, _, parts) = parts(4);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let other = ["sweep", "--seeds", "0..3", "--epochs", "5", "--out"];
    swept(&folder, &other, "other.csv", &[]);
    let first = folder.text(parts[0]);
    folder.write("torn.csv", &first[..first.len() - 3]);
    folder.write("damaged.csv", first.replacen("0.", "1.", 1));
    folder.write("cut.csv", &first[..=first[..first.len() - 1].rfind('\n').unwrap()]);
    folder.write("empty.csv", "");
    folder.write("foreign.csv", "a,b\n1,2\n");
    let with = |name| [&[name], &parts[1..]].concat();
    for (given, expected) in [
        (parts[..3].to_vec(), "runs 19 to 24 are missing, 6 in all"),
        (parts[2..].to_vec(), "runs 1 to 12 are missing, 12 in all"),
        ([&parts[..], &parts[1..2]].concat(), "has run 7, which part-2.jsonl has, too"),
        ([&parts[..], &["other.csv"]].concat(), "other.csv, line 2: is of the sweep v1-3-"),
        (with("torn.csv"), "torn.csv: ends within a row"),
        (with("damaged.csv"), "damaged.csv, line 2: does not fit its checksum"),
        (with("cut.csv"), "run 6 is missing, 1 in all"),
        (with("empty.csv"), "empty.csv: ends within a row"),
        (with("foreign.csv"), "foreign.csv: is no table of results"),
        (with("absent.csv"), "absent.csv: cannot be read"),
    ] {
        let message = folder.refused(&words("merged.csv", &given));
        assert!(message.contains(expected), "{given:?}: {message}");
        assert!(!folder.path("merged.csv").exists(), "{given:?}");
    }
    for name in ["other.csv", "foreign.csv"] {
        let before = folder.text(name);
        let message = folder.refused(&words(name, &parts));
        assert!(message.contains("is no table of this sweep"), "{message}");
        assert_eq!(folder.text(name), before);
    }
    let message = folder.refused(&words(parts[0], &parts));
    assert!(message.contains("is the same file as"), "{message}");
    folder.succeed(&words("other.csv", &[&parts[..], &["--force"]].concat()));
    assert_eq!(folder.text("other.csv"), folder.text("whole.csv"));
}
