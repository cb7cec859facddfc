//! What the tables hold, what the report makes of them, and the jobs that make them.

use blobtui::sweep::{COLUMNS, Cell};
use serde_json::Value;

use crate::support::Folder;
use crate::{MIXED, swept};

#[test]
fn both_formats_hold_the_same_cells() {
    let folder = Folder::new();
    let csv = swept(&folder, &MIXED, "table.csv", &[]);
    let lines = swept(&folder, &MIXED, "table.jsonl", &[]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert!(reader.headers().unwrap().iter().eq(COLUMNS.iter().map(|column| column.name.as_str())));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), lines.lines().count()), (24, 24));
    for (row, line) in rows.iter().zip(lines.lines()) {
        let object: Value = serde_json::from_str(line).unwrap();
        for (text, column) in row.iter().zip(COLUMNS.iter()) {
            let value = &object[&column.name];
            let is_same = match (column.cell, value) {
                (_, Value::Null) => text.is_empty(),
                (Cell::Text, Value::String(value)) => value == text,
                (Cell::Boolean, Value::Bool(value)) => value.to_string() == text,
                (Cell::Whole, Value::Number(value)) => value.as_u64() == text.parse().ok(),
                (Cell::Number, Value::Number(value)) => value.as_f64() == text.parse().ok(),
                _ => false,
            };
            assert!(is_same, "{} is {value} and {text}", column.name);
        }
    }
}

#[test]
fn the_report_counts_what_the_table_has() {
    let folder = Folder::new();
    folder.succeed(&["sweep", "--seeds", "0..40", "--vary", "lr=0.03,0.1", "--epochs", "400", "--out", "table.csv"]);
    let mut reader = csv::Reader::from_path(folder.path("table.csv")).unwrap();
    let names = reader.headers().unwrap().clone();
    let place = |name: &str| names.iter().position(|known| known == name).unwrap();
    let losses: Vec<f32> = reader.records().map(|row| row.unwrap()[place("test_loss")].parse().unwrap()).collect();
    let said = folder.succeed(&["sweep", "report", "table.csv", "--target", "test-loss<0.1"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "80 runs; success: test-loss<0.1 at the end; intervals of 95 %");
    for (line, losses) in lines[3..5].iter().zip(losses.chunks(40)) {
        let successes = losses.iter().filter(|loss| **loss < 0.1).count();
        let rate = format!("{:.1} % ({successes})", successes as f64 / 40.0 * 100.0);
        assert!(line.contains(&rate), "{rate}: {line}");
        let mut sorted = losses.to_vec();
        sorted.sort_by(f32::total_cmp);
        let median = format!("{:.4}", f64::midpoint(sorted[19].into(), sorted[20].into()));
        assert!(line.contains(&median), "{median}: {line}");
    }
    let better = losses[..40].iter().zip(&losses[40..]).filter(|(one, other)| one < other).count();
    assert!(lines[6].starts_with("learning-rate 0.03 against 0.1: 40 pairs, test loss better in "), "{}", lines[6]);
    assert!(lines[6].contains(&format!("in {better} with 0.03, in {} with 0.1, 0 ties", 40 - better)), "{}", lines[6]);
    let markdown = folder.succeed(&["sweep", "report", "table.csv", "--md"]);
    assert!(
        markdown.contains("\n| learning-rate | runs | diverged | median test loss | interval |\n| ---: |"),
        "{markdown}"
    );
    // The same however often: the bootstrap has a fixed seed.
    assert_eq!(folder.succeed(&["sweep", "report", "table.csv", "--md"]), markdown);
    let message = folder.refused(&["sweep", "report", "table.csv", "--compare", "lr=0.03/1"]);
    assert!(message.contains("the table has not both of 0.03 and 1.0; it has \"0.03\", \"0.1\""), "{message}");
}

#[test]
fn jobs_have_enough_runs_a_task_and_say_how_to_merge() {
    let folder = Folder::new();
    let emit = |engine: &str, more: &[&str]| {
        folder.succeed(&[&["sweep", "--seeds", "0..2500", "--until", "test-loss<0.1", "--emit", engine], more].concat())
    };
    let slurm = emit("slurm", &["--out", "my table.csv"]);
    for line in ["#SBATCH --array=1-3", "#SBATCH --requeue", "#SBATCH --open-mode=append", "task=$SLURM_ARRAY_TASK_ID"]
    {
        assert!(slurm.lines().any(|known| known == line), "{line}: {slurm}");
    }
    assert!(slurm.contains("sweep --seeds 0..2500 --until 'test-loss<0.1' --shard \"$task/3\""), "{slurm}");
    assert!(slurm.contains("sweep merge 'my table.csv' 'my table.parts'/part-*-of-3.csv"), "{slurm}");
    assert!(folder.path("my table.parts").is_dir());
    let parallel = emit("parallel", &["--out", "table.jsonl", "--tasks", "7"]);
    assert!(parallel.contains("parallel --joblog table.parts/joblog --resume-failed"), "{parallel}");
    assert!(parallel.contains("seq 7 |") && parallel.contains("part-*-of-7.jsonl"), "{parallel}");
    assert!(folder.refused(&["sweep", "--emit", "slurm", "--shard", "1/2", "--out", "a.csv"]).contains("--shard"));
}
