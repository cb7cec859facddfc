//! Sweeps: the plan, the table, its parts, and every row as the run that it was.
//!
//! `tests/sweep/run` tries the engines of clusters for real, and `tests/interop/run tables` reads the tables with pandas.

mod merge;
mod plan;
mod resume;
mod rows;
mod side_by_side;
mod tables;

#[path = "../cli/support.rs"]
#[allow(dead_code, reason = "tests/cli uses the rest")]
mod support;

use support::Folder;

/// A sweep of 24 short runs of each kind: some diverge, some stop early, some meet the target.
const MIXED: [&str; 17] = [
    "sweep",
    "xor-blobs",
    "--seeds",
    "0..4",
    "--vary",
    "learning-rate=0.03,0.3,1e6",
    "--vary",
    "hidden=3/5,5",
    "--batch",
    "20",
    "--epochs",
    "60",
    "--until",
    "test-loss<0.2",
    "--early-stopping",
    "5",
    "--out",
];

/// The table of a command that ends with `--out`.
fn swept(folder: &Folder, words: &[&str], out: &str, more: &[&str]) -> String {
    folder.succeed(&[words, &[out], more].concat());
    folder.text(out)
}
