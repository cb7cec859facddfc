//! A case and its rounds: how many there are, what chance they see, and what came of them.

use std::any::Any;
use std::fmt::Write as _;
use std::io::{Write as _, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// A case is given up after so many rounds that failed.
const MAX_PROBLEMS: usize = 5;
/// Rounds of the long form that run at once: most of a round is waiting.
const AT_ONCE: usize = 4;

/// Something that goes wrong, again and again. A round fails by a panic, as a test does.
pub struct Case {
    pub name: &'static str,
    /// Number of rounds in `cargo test`.
    pub short: u64,
    /// Number of rounds in the long form.
    pub long: u64,
    pub round: fn(&mut Round),
}

/// One round of a case.
pub struct Round {
    /// Its number, from 0.
    pub number: u64,
    /// The same in each round of this number, other than in every other round.
    pub random: ChaCha8Rng,
    /// Whether this is the long form.
    pub is_long: bool,
    faults: u64,
    skipped: Option<String>,
}

impl Round {
    /// Counts faults that this round has injected.
    pub fn injected(&mut self, faults: u64) {
        self.faults += faults;
    }

    /// Says why this machine can't run the case. The rounds after this one are not run.
    pub fn skip(&mut self, reason: impl Into<String>) {
        self.skipped = Some(reason.into());
    }
}

/// What came of the rounds of a case.
#[derive(Default)]
struct Outcome {
    rounds: u64,
    faults: u64,
    survived: u64,
    /// Rounds after which something was damaged, missing or wrong.
    lost: u64,
    /// Rounds in which the program did not answer, or did not end.
    hung: u64,
    problems: Vec<String>,
    skipped: Option<String>,
}

impl Case {
    /// A few rounds, as one test of `cargo test`.
    pub fn test(&self) {
        let outcome = self.run(self.short, false);
        if let Some(reason) = outcome.skipped {
            eprintln!("{}: skipped: {reason}", self.name);
        }
        assert!(outcome.problems.is_empty(), "{}", outcome.problems.join("\n\n"));
    }

    fn run(&self, rounds: u64, is_long: bool) -> Outcome {
        let (numbers, outcome) = (Mutex::new(0..rounds), Mutex::new(Outcome::default()));
        let next = || {
            let is_over = lock(&outcome).is_over();
            lock(&numbers).next().filter(|_| !is_over)
        };
        let work = || {
            while let Some(number) = next() {
                self.run_one(number, is_long, &outcome);
            }
        };
        thread::scope(|scope| {
            for _ in 1..if is_long { AT_ONCE } else { 1 } {
                scope.spawn(work);
            }
            work();
        });
        outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn run_one(&self, number: u64, is_long: bool, outcome: &Mutex<Outcome>) {
        let random = ChaCha8Rng::seed_from_u64(number);
        let mut round = Round { number, random, is_long, faults: 0, skipped: None };
        let result = catch_unwind(AssertUnwindSafe(|| (self.round)(&mut round)));
        let mut outcome = lock(outcome);
        if round.skipped.is_some() {
            outcome.skipped = round.skipped;
            return;
        }
        outcome.rounds += 1;
        outcome.faults += round.faults;
        let Err(panic) = result else {
            outcome.survived += 1;
            return;
        };
        let problem = message(panic.as_ref());
        // So begins the message of every wait of the harness that came to nothing.
        if problem.starts_with("waited in vain") {
            outcome.hung += 1;
        } else {
            outcome.lost += 1;
        }
        outcome.problems.push(format!("{}, round {number}: {problem}", self.name));
    }
}

impl Outcome {
    /// Whether the rounds that are left are not run.
    fn is_over(&self) -> bool {
        self.skipped.is_some() || self.problems.len() >= MAX_PROBLEMS
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}

/// The table of the long form, printed row by row.
pub struct Table {
    problems: Vec<String>,
}

impl Table {
    pub fn new() -> Self {
        print(&format!(
            "\n{:<44} {:>8} {:>10} {:>9} {:>6} {:>6}",
            "case", "rounds", "faults", "survived", "lost", "hung"
        ));
        Self { problems: Vec::new() }
    }

    /// Runs the long form of a case, and prints its row.
    pub fn add(&mut self, case: &Case) {
        let Outcome { rounds, faults, survived, lost, hung, problems, skipped } = case.run(case.long, true);
        let mut row = format!("{:<44} {rounds:>8} {faults:>10} {survived:>9} {lost:>6} {hung:>6}", case.name);
        if let Some(reason) = skipped {
            write!(row, "  skipped: {reason}").expect("a string takes all");
        }
        print(&row);
        self.problems.extend(problems);
    }

    pub fn assert_nothing_lost(self) {
        assert!(self.problems.is_empty(), "{}", self.problems.join("\n\n"));
    }
}

fn print(line: &str) {
    // Not by `println`, which cargo shows of failed tests only. If nobody reads it, the cases go on.
    let _ = writeln!(stdout(), "{line}");
}
