//! What files cost to read that were made to cost much: the seconds and the memory of the real program, for files of 8 MB.
//!
//! `cargo bench --bench inputs` prints a row for each. `tests/allocations.rs` bounds the memory by counting it.

#[path = "../tests/common/hostile.rs"]
mod hostile;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hostile::{Kind, SIZE, inputs, largest_table};

/// What nothing of 8 MB may cost, beyond its own size.
const MOST_SECONDS: f64 = 1.0;
const MOST_MEGABYTES: f64 = 64.0;
/// Time between two looks at the memory of the program. What it takes last is seen if it keeps it that long.
const LOOK: Duration = Duration::from_micros(500);

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let checkpoint = at("m.safetensors");
    measured(&["train", "--epochs", "0", "--quiet", "--save", &checkpoint]);
    let (_, least, _) = measured(&["eval", &checkpoint]);
    println!("{:<32} {:<22} {:>9} {:>9} {:>14}", "file", "read by", "MB", "seconds", "MB beyond it");
    let row = |name: &str, words: &[&str], bytes: usize, limits: (f64, f64)| {
        let (seconds, peak, message) = measured(words);
        let size = bytes as f64 / 1e6;
        let beyond = (peak - least - size).max(0.0);
        let over = if seconds > limits.0 || beyond > limits.1 { "  over" } else { "" };
        println!(
            "{name:<32} {:<22} {size:>9.1} {seconds:>9.3} {beyond:>14.1}{over}  {message}",
            words[..words.len().min(2)][0]
        );
    };
    for input in inputs() {
        let path = at(&format!("input.{}", extension(input.kind)));
        fs::write(&path, &input.bytes).expect("a file");
        let limits = (MOST_SECONDS, MOST_MEGABYTES);
        let bytes = input.bytes.len().min(SIZE);
        match input.kind {
            Kind::Checkpoint => row(input.name, &["eval", &path], bytes, limits),
            Kind::Preset => row(input.name, &["presets", "check", &path], bytes, limits),
            Kind::Run => row(input.name, &["replay", &path, "--to", "0", "--quiet"], bytes, limits),
            Kind::Table => {
                row(input.name, &["predict", &checkpoint, "--data", &path], bytes, limits);
                row(input.name, &["train", "--data", &path, "--epochs", "0", "--quiet"], bytes, limits);
            }
        }
    }
    let table = largest_table();
    let path = at("largest.csv");
    fs::write(&path, &table).expect("a file");
    row(
        "100,000 rows by 16 columns",
        &["train", "--data", &path, "--epochs", "0", "--quiet"],
        table.len(),
        (2.0, 100.0),
    );
}

fn extension(kind: Kind) -> &'static str {
    match kind {
        Kind::Checkpoint => "safetensors",
        Kind::Table => "csv",
        Kind::Preset => "ron",
        Kind::Run => "run.ron",
    }
}

/// Seconds and peak memory in MB of the program with these arguments, and the beginning of what it says.
fn measured(words: &[&str]) -> (f64, f64, String) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_blobtui"))
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut peak = 0.0_f64;
    while child.try_wait().expect("a child").is_none() {
        peak = peak.max(memory(&child).unwrap_or(0.0));
        std::thread::sleep(LOOK);
    }
    let seconds = start.elapsed().as_secs_f64();
    let output = child.wait_with_output().expect("a child can be waited for");
    let message = String::from_utf8_lossy(&output.stderr);
    let message = message.split_once(": ").map_or("", |(_, rest)| rest.trim_end());
    (seconds, peak, message.chars().rev().take(70).collect::<Vec<_>>().into_iter().rev().collect())
}

/// The largest memory that a process has had so far, in MB; known on Linux alone.
fn memory(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(Path::new("/proc").join(child.id().to_string()).join("status")).ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kilobytes.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
}
