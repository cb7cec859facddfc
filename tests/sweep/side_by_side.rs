//! Runs that are trained side by side have the rows of the same runs trained alone.

use crate::support::Folder;
use crate::swept;

/// So many parts that none has enough runs to be trained side by side.
const PARTS: usize = 9;

#[test]
fn the_table_is_that_of_runs_alone() {
    let sweep = ["sweep", "xor-blobs", "--seeds", "0..12", "--epochs", "90"];
    for settings in [
        &["--vary", "lr=0.03,0.3,1e6"][..],
        &["--vary", "lr=0.03,0.3,1e6", "--until", "test-loss<0.2", "--every", "7"],
        &["--vary", "hidden=3/5,5/none", "--until", "train-loss<=0.3"],
        &["--vary", "train=80,100,17", "--until", "test-accuracy>=95%", "--every", "4"],
        &["--vary", "momentum=0,0.5,0.9", "--test", "0", "--lr", "0.5"],
        &["--vary", "lr=0.001,0.1,1e30", "--optimizer", "adam", "--loss", "sigmoid-squared-error"],
        &["--vary", "batch=full,10", "--vary", "dropout=0,0.2", "--schedule", "cosine:90"],
    ] {
        let folder = Folder::new();
        let words = [&sweep[..], settings, &["--threads", "1", "--out"]].concat();
        let together = swept(&folder, &words, "together.csv", &[]);
        let parts: Vec<String> = (1..=PARTS).map(|part| format!("part-{part}.csv")).collect();
        for (part, file) in parts.iter().enumerate() {
            swept(&folder, &words, file, &["--shard", &format!("{}/{PARTS}", part + 1)]);
        }
        let merge: Vec<&str> =
            ["sweep", "merge", "alone.csv"].into_iter().chain(parts.iter().map(String::as_str)).collect();
        folder.succeed(&merge);
        assert!(together.lines().count() > 36, "{settings:?}");
        assert_eq!(together, folder.text("alone.csv"), "{settings:?}");
        let has_diverged = together.lines().skip(1).any(|row| row.contains(",diverged,"));
        assert_eq!(has_diverged, settings[1].contains(",1e"), "{settings:?}");
    }
}
