//! How many cases a property test runs, and which.
//!
//! `cargo test` runs the same cases everywhere, so that it never fails by luck. `BLOBTUI_MORE_CASES=20 cargo test` runs
//! 20 times as many, from a random seed, and prints the seed and the number of cases of each property;
//! `PROPTEST_RNG_SEED` set to that seed runs them again.

use std::hash::{BuildHasher, RandomState};
use std::io::{Write, stderr};
use std::sync::OnceLock;
use std::thread;

use proptest::test_runner::{Config, ResultCache, ResultCacheKey, RngSeed, TestCaseError, TestCaseResult};

/// Seed of the cases that `cargo test` runs.
const SEED: u64 = 1;

/// This many cases from a fixed seed, or more from a random one if the environment asks for them.
pub fn cases(count: u32) -> Config {
    let fixed = Config { cases: count, rng_seed: RngSeed::Fixed(SEED), failure_persistence: None, ..Config::default() };
    let Some(factor) = number("BLOBTUI_MORE_CASES") else { return fixed };
    let factor = u32::try_from(factor).expect("BLOBTUI_MORE_CASES is a factor");
    Config {
        cases: count.saturating_mul(factor),
        max_global_rejects: fixed.max_global_rejects.saturating_mul(factor),
        rng_seed: RngSeed::Fixed(random_seed()),
        result_cache: || Box::new(Counter::default()),
        ..fixed
    }
}

/// A number in the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}: {text} is not a number; use one such as 20")))
}

/// One seed for all properties of this program.
fn random_seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| number("PROPTEST_RNG_SEED").unwrap_or_else(|| RandomState::new().hash_one(0)))
}

/// Counts the cases of a property and caches nothing; proptest has no other place to count them.
#[derive(Default)]
struct Counter {
    passed: u64,
    rejected: u64,
    failed: bool,
}

impl ResultCache for Counter {
    fn key(&self, _: &ResultCacheKey) -> u64 {
        0
    }

    fn put(&mut self, _: u64, result: &TestCaseResult) {
        match result {
            // After a failure come smaller cases in search of the smallest.
            _ if self.failed => {}
            Ok(()) => self.passed += 1,
            Err(TestCaseError::Reject(_)) => self.rejected += 1,
            Err(TestCaseError::Fail(_)) => self.failed = true,
        }
    }

    fn get(&self, _: u64) -> Option<&TestCaseResult> {
        None
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        let thread = thread::current();
        let (name, seed) = (thread.name().unwrap_or("a property"), random_seed());
        let outcome = if self.failed { "passed before one that failed" } else { "passed" };
        let Self { passed, rejected, .. } = self;
        // Not by `eprintln`, which cargo shows of failed tests only. If nobody reads it, the test goes on.
        let _ = writeln!(stderr(), "{name}: {passed} cases {outcome}, {rejected} rejected, seed {seed}");
    }
}
