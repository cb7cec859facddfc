//! What a run costs among many: the tutorial's run alone, and as one of a sweep over seeds.
//!
//! `cargo bench --bench sweep` prints a table of the fastest of turns that all contenders took one after the other, and one of
//! the memory that sweeps of 100 to 10,000 runs take, each in a process of its own.

mod common;

use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use blobtui::sweep::{self, Axis, Plan, Planned, Results, Shard, Wanted};
use blobtui::train::Trainer;
use common::{cell, least, print_table, ratio, seconds_in};

/// Runs of a sweep that is timed, and turns of each contender.
const RUNS: u64 = 1000;
const TURNS: usize = 11;
/// Runs that a turn trains alone.
const ALONE: u64 = 20;
/// Runs of the sweeps whose memory is measured.
const SIZES: [u64; 3] = [100, 1000, 10_000];
/// What a process is called with that only runs a sweep.
const CHILD: &str = "--sweep-of";

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, flag, runs] = &arguments[..]
        && flag == CHILD
    {
        swept(&plan(runs.parse().expect("a number of runs")), 1);
        println!("{}", peak().unwrap_or(f64::NAN));
        return;
    }
    time();
    memory();
}

/// The tutorial's run from so many seeds.
fn plan(runs: u64) -> Plan {
    let axes = vec![Axis::of_seeds(0..runs).expect("seeds")];
    Plan::new(Wanted { source: Some("xor-blobs".into()), axes, ..Wanted::default() }).expect("a plan")
}

fn time() {
    let plan = plan(RUNS);
    let mut turns: [Vec<f64>; 4] = Default::default();
    for turn in 0..TURNS as u64 {
        let first = turn * ALONE % RUNS;
        turns[0].push(trained(&plan, first).as_secs_f64() / ALONE as f64);
        turns[1].push(alone(&plan, first).as_secs_f64() / ALONE as f64);
        for (threads, turns) in [1, 2].into_iter().zip(&mut turns[2..]) {
            turns.push(swept(&plan, threads).as_secs_f64() / RUNS as f64);
        }
    }
    let [bare, alone, one, two] = turns.map(|turns| seconds_in(1e3, least(&turns)));
    let row = |name: &str, time: Option<f64>| {
        vec![name.to_owned(), cell(time), cell(ratio(time, alone)), cell(ratio(time, bare)), cell(ratio(one, time))]
    };
    let rows = [
        row("alone, no evaluation", bare),
        row("alone, as a sweep evaluates it", alone),
        row("among 1,000, one thread", one),
        row("among 1,000, two threads", two),
    ];
    let header = ["the tutorial's run", "ms", "to alone", "to no evaluation", "one thread to it"];
    print_table("milliseconds a run of 2,000 epochs, the fastest of the turns", &header, &rows);
}

/// How long it takes to train runs one after another, with nothing else.
fn trained(plan: &Plan, first: u64) -> Duration {
    let start = Instant::now();
    for run in first..first + ALONE {
        let Planned { name, preset, .. } = plan.at(run).expect("a run");
        let mut trainer = Trainer::new(name, preset);
        while trainer.epoch() < trainer.preset().epochs {
            trainer.advance(|| false).expect("this run stays finite");
        }
    }
    start.elapsed()
}

/// How long it takes to train runs one after another, with the evaluations of a sweep.
fn alone(plan: &Plan, first: u64) -> Duration {
    let start = Instant::now();
    for run in first..first + ALONE {
        let Planned { name, preset, .. } = plan.at(run).expect("a run");
        let mut trainer = Trainer::new(name, preset);
        sweep::train_one(&mut trainer, plan.rules(), &|| false, &mut |_, _, _| Ok(())).expect("a run");
    }
    start.elapsed()
}

/// How long it takes to sweep a plan, its table included.
fn swept(plan: &Plan, threads: usize) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let threads = NonZeroUsize::new(threads).expect("a thread");
    let start = Instant::now();
    let mut results = Results::open(&folder.path().join("table.csv"), plan, Shard::WHOLE).expect("a table");
    sweep::run(plan, Shard::WHOLE, &mut results, threads, &|| false, &mut |_| Ok(())).expect("a sweep");
    results.finish().expect("a table");
    start.elapsed()
}

fn memory() {
    let rows: Vec<Vec<String>> = SIZES
        .into_iter()
        .map(|runs| {
            let program = env::current_exe().expect("this program");
            let output = Command::new(program).args([CHILD, &runs.to_string()]).output().expect("a child");
            let megabytes = String::from_utf8_lossy(&output.stdout).trim().parse::<f64>().ok();
            vec![runs.to_string(), cell(megabytes.filter(|megabytes| megabytes.is_finite()))]
        })
        .collect();
    print_table("the most memory of a sweep on one thread", &["runs", "MB"], &rows);
}

/// The most memory that this process has had so far, in MB; known on Linux alone.
fn peak() -> Option<f64> {
    let status = fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kilobytes.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
}
