//! How often the diagnosis is right, and how often what it offers helps.
//!
//! Runs are drawn from a stated grid by fixed seeds ([`grid`]). Each is trained to an epoch, diagnosed there, and trained
//! for as many epochs again: as it is, with a tenth and with ten times the learning rate, and with each fix that was
//! offered. So what each rule claims can be checked ([`truth`]). Rules were tuned on the first 11,000 runs; the table is of
//! the 3,000 after them.
//!
//! `cargo bench --bench diagnosis` prints the table. `-- tuning` prints that of 3,000 of the first ones, and `-- rows` a
//! line for each of those.

mod grid;
mod trial;
mod truth;
#[path = "../../tests/common/watched.rs"]
mod watched;

use std::collections::BTreeMap;

use blobtui::train::inspect::rules::{RULES, Unless};
use rayon::prelude::*;

use trial::{Fixed, Trial};

/// Runs that the rules were tuned on.
const TUNED_ON: u64 = 11_000;
/// Runs of a table.
const RUNS: u64 = 3000;
/// The least precision of a rule, the most of its misses, and the least share of the cases in which the first fix helps.
const GOALS: (f64, f64, f64) = (0.95, 0.2, 0.8);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|given| given == word);
    let (tuning, rows) = (has("tuning") || has("rows"), has("rows"));
    let first = if tuning { 0 } else { TUNED_ON };
    let trials: Vec<Trial> = (first..first + RUNS).into_par_iter().map(Trial::new).collect();
    if rows {
        for trial in &trials {
            println!("{trial}");
        }
    }
    println!("{:<26} {:>6} {:>6} {:>10} {:>8}", "rule", "spoke", "holds", "precision", "misses");
    for (rule, _, unless) in RULES {
        let spoke = |trial: &&Trial| trial.spoke(rule);
        let holds = |trial: &&Trial| trial.truth.holds(rule);
        let count = trials.iter().filter(spoke).count();
        let right = trials.iter().filter(spoke).filter(holds).count();
        let calls = |trial: &&Trial| trial.truth.calls_for(rule);
        let all = trials.iter().filter(calls).count();
        // A rule is silent where another one has explained it.
        let is_explained = |trial: &Trial| match unless {
            Unless::Never => false,
            Unless::Found(rules) => rules.iter().any(|rule| trial.spoke(rule)),
            Unless::Any => trial.speaks(),
        };
        let is_unsaid = |trial: &&Trial| !(trial.spoke(rule) || is_explained(trial));
        let unsaid = trials.iter().filter(calls).filter(is_unsaid).count();
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let (precision, misses) = (share(right, count), share(unsaid, all));
        let mark = |is_met: bool| if is_met { " " } else { "!" };
        println!(
            "{rule:<26} {count:>6} {all:>6} {precision:>9.2}{} {misses:>7.2}{}",
            mark(precision >= GOALS.0),
            mark(misses < GOALS.1)
        );
    }
    let mut fixes: BTreeMap<(usize, usize, String), (usize, usize)> = BTreeMap::new();
    for Fixed { rule, place, words, helped } in trials.iter().flat_map(|trial| &trial.fixes) {
        let rule = RULES.iter().position(|(name, ..)| name == rule).unwrap_or(RULES.len());
        for words in [String::new(), words.clone()] {
            let counts = fixes.entry((rule, if words.is_empty() { *place } else { 9 }, words)).or_default();
            *counts = (counts.0 + 1, counts.1 + usize::from(*helped));
        }
    }
    println!("\n{:<26} {:<34} {:>8} {:>7}", "rule", "fix", "offered", "helped");
    for ((rule, place, words), (offered, helped)) in fixes {
        let share = helped as f64 / offered as f64;
        let what =
            if words.is_empty() { format!("the {} one", ["first", "second", "third", "fourth"][place]) } else { words };
        let mark = if place == 0 && share < GOALS.2 { "!" } else { " " };
        println!("{:<26} {what:<34} {offered:>8} {share:>6.2}{mark}", RULES[rule].0);
    }
}
