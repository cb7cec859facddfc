//! A drawn run: what was said of it, and what became of it.

use std::fmt::{Display, Formatter, Result};

use blobtui::preset::Preset;
use blobtui::train::inspect::{Finding, Fix};

use crate::grid::draw;
use crate::truth::{Course, Truth};
use crate::watched::Watched;

/// Seeds over which a fix is tried.
const SEEDS: u64 = 5;

pub struct Trial {
    number: u64,
    preset: Preset,
    epoch: u64,
    findings: Vec<Finding>,
    pub truth: Truth,
    pub fixes: Vec<Fixed>,
}

/// A fix that was tried.
pub struct Fixed {
    pub rule: &'static str,
    /// Its place among those of the sentence.
    pub place: usize,
    /// Its words without numbers.
    pub words: String,
    /// Whether most seeds came out clearly better with it.
    pub helped: bool,
}

impl Trial {
    pub fn new(number: u64) -> Self {
        let (preset, epoch) = draw(number);
        let mut run = Watched::new(preset.clone());
        run.train_to(epoch);
        let findings = run.findings();
        let truth = Truth::new(&mut run, epoch);
        let fixes = findings.iter().flat_map(|finding| tried(&preset, epoch, finding)).collect();
        Self { number, preset, epoch, findings, truth, fixes }
    }

    pub fn spoke(&self, rule: &str) -> bool {
        self.findings.iter().any(|finding| finding.rule == rule)
    }

    pub fn speaks(&self) -> bool {
        !self.findings.is_empty()
    }
}

/// The epoch to which a run goes on.
pub fn ended(epoch: u64) -> u64 {
    (2 * epoch).max(20)
}

/// Each fix of a finding, tried over the seeds with which the rule speaks.
fn tried(preset: &Preset, epoch: u64, finding: &Finding) -> Vec<Fixed> {
    let mut counts = vec![(0, 0); finding.fixes.len()];
    for seed in 0..SEEDS {
        let preset = Preset { seed: preset.seed + 1000 * seed, ..preset.clone() };
        let mut run = Watched::new(preset.clone());
        run.train_to(epoch);
        let found = run.findings();
        let Some(same) = found.iter().find(|found| found.rule == finding.rule) else { continue };
        let base = Course::of(&mut run, ended(epoch));
        for (place, fix) in finding.fixes.iter().enumerate() {
            let Some(fix) = same.fixes.iter().find(|other| words(other) == words(fix)) else { continue };
            let course = Course::of(&mut with(&preset, epoch, fix), ended(epoch));
            let is_better = course.is_clearly_better(&base, finding.rule);
            counts[place] = (counts[place].0 + 1, counts[place].1 + usize::from(is_better));
        }
    }
    let tried = finding.fixes.iter().zip(counts).enumerate();
    tried
        .map(|(place, (fix, (count, better)))| Fixed {
            rule: finding.rule,
            place,
            words: words(fix),
            helped: 2 * better > count,
        })
        .collect()
}

/// The run with a fix, where that begins.
fn with(preset: &Preset, epoch: u64, fix: &Fix) -> Watched {
    let mut run = Watched::new(preset.clone());
    run.train_to(fix.from.unwrap_or(epoch));
    for change in fix.changes(preset) {
        run.trainer.edit(change);
    }
    // It may be another network.
    Watched::of(run.trainer)
}

/// The words of a fix without its numbers.
fn words(fix: &Fix) -> String {
    let is_word = |word: &&str| !word.contains(|sign: char| sign.is_ascii_digit());
    fix.words.split(' ').filter(is_word).collect::<Vec<_>>().join(" ")
}

impl Display for Trial {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let preset = &self.preset;
        let network = format!("{:?} {} {}", preset.network.hidden, preset.network.activation, preset.initialization);
        write!(
            formatter,
            "{} seed {} {network} {} {} {:?} n{} to {}: ",
            self.number,
            preset.seed,
            preset.optimizer.name(),
            preset.optimizer.learning_rate(),
            preset.batch,
            preset.data.train_count(),
            self.epoch
        )?;
        let said: Vec<_> = self.findings.iter().map(|finding| finding.rule).collect();
        write!(formatter, "said {said:?} true {:?} {}", self.truth.rules(), self.truth)?;
        for fixed in &self.fixes {
            write!(
                formatter,
                " [{}: {} {}]",
                fixed.rule,
                fixed.words,
                if fixed.helped { "helped" } else { "did not help" }
            )?;
        }
        Ok(())
    }
}
