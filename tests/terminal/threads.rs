//! Whether the threads of a program sleep, by what Linux says in `/proc/PID/task/ID/status` (`proc_pid_status(5)`).

use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{PATIENCE, Running};

#[derive(Debug)]
struct Thread {
    name: String,
    /// Whether it waits for something, and uses no processor.
    is_asleep: bool,
    /// Number of times that it has left its processor: one or more each time that it was awake.
    switches: u64,
}

impl Thread {
    fn parse(status: &str) -> Self {
        let field = |name: &str| {
            let rows = status.lines().filter_map(|row| row.split_once(':'));
            rows.filter(|(field, _)| *field == name).map(|(_, value)| value.trim()).next().expect("a field of Linux")
        };
        let switches = ["voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"];
        Self {
            name: field("Name").to_owned(),
            is_asleep: field("State").starts_with('S'),
            switches: switches.map(|name| field(name).parse::<u64>().expect("a count")).iter().sum(),
        }
    }
}

fn threads(running: &Running) -> Vec<Thread> {
    let folder = format!("/proc/{}/task", running.process().as_raw_pid());
    let tasks = std::fs::read_dir(folder).expect("Linux").map(|task| task.expect("a thread").path());
    // A thread may end while the folder is read.
    let statuses = tasks.filter_map(|task| std::fs::read_to_string(task.join("status")).ok());
    statuses.map(|status| Thread::parse(&status)).collect()
}

/// Number of times that the program's threads have been awake.
pub fn wakes(running: &Running) -> u64 {
    threads(running).iter().map(|thread| thread.switches).sum()
}

/// Waits until every thread of a program sleeps, and none has been awake between two looks.
pub fn wait_for_sleep(running: &Running) {
    let deadline = Instant::now() + PATIENCE;
    let mut before = None;
    loop {
        let threads = threads(running);
        let awake = threads.iter().filter(|thread| !thread.is_asleep);
        let awake: Vec<&str> = awake.map(|thread| thread.name.as_str()).collect();
        let now = awake.is_empty().then(|| wakes(running));
        if now.is_some() && now == before {
            return;
        }
        assert!(Instant::now() < deadline, "still awake: {awake:?}");
        before = now;
        // No event reports that a thread falls asleep, so this looks again and again.
        thread::sleep(Duration::from_millis(5));
    }
}
