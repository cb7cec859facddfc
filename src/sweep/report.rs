//! The report on a table: for each combination of settings how often runs succeed, and the median of a measure.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::results::read_rows;
use super::row::{Row, Table};
use super::statistics::{median, median_interval, sign_test, wilson};
use super::target::{Measure, Target};
use crate::error::Error;
use crate::preset::settings::{SETTINGS, Setting};
use crate::text::quoted;

/// Settings that only choose the random numbers.
pub(super) const SEEDS: [&str; 2] = ["seed", "weights-seed"];

/// What a report is about.
#[derive(Clone, Debug)]
pub struct Question {
    /// What a run has to meet at its end to be a success; the target of the sweep, met at any epoch, if none.
    pub target: Option<Target>,
    /// The measure of the last weights whose median is given.
    pub measure: Measure,
    /// A setting and two of its values whose runs are compared in pairs.
    pub pairs: Option<(&'static Setting, [String; 2])>,
}

/// A combination of settings, with the runs that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The values of the settings that vary, seeds aside, in the order of [`Report::settings`].
    pub values: Vec<String>,
    /// Number of runs.
    pub runs: u64,
    /// How many of them diverged.
    pub diverged: u64,
    /// How many succeeded; none without a target.
    pub successes: Option<u64>,
    /// Wilson's interval of the share of successes.
    pub success_interval: Option<(f64, f64)>,
    /// The median of the measure, where a run that diverged, or has no such number, is worse than all others; none if no run has it.
    pub median: Option<f64>,
    /// The bootstrap interval of the median.
    pub median_interval: Option<(f64, f64)>,
}

/// Pairs of runs that differ in one setting alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// The setting and the two values.
    pub setting: &'static str,
    /// The two values.
    pub values: [String; 2],
    /// In how many pairs the run with each value is better.
    pub better: [u64; 2],
    /// In how many both are as good.
    pub ties: u64,
    /// The two-sided p-value of the sign test.
    pub p: f64,
}

/// A report on a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Number of rows, and of runs in the plan.
    pub runs: (u64, u64),
    /// The names of the settings that vary, seeds aside.
    pub settings: Vec<&'static str>,
    /// What counts as a success, in words; none without a target.
    pub success: Option<String>,
    /// The measure.
    pub measure: Measure,
    /// The combinations in the order of their first runs.
    pub groups: Vec<Group>,
    /// The comparison that was asked for; or that of the only setting that varies, if it has two values.
    pub pairs: Option<Pairs>,
}

/// What a report needs of a row.
struct Brief {
    run: u64,
    /// The place of each setting's value among those that it has.
    values: Vec<u32>,
    diverged: bool,
    is_success: bool,
    measure: Option<f64>,
}

/// The rows of a table, as far as a report needs them.
struct Rows {
    briefs: Vec<Brief>,
    /// The values of each setting that occur, in the order of their first rows in the file.
    values: Vec<Vec<String>>,
    /// Number of runs of the plan.
    planned: u64,
    /// The target of the sweep; empty if it has none.
    until: String,
    /// The places of the settings that vary, seeds aside, and those of the seeds that do.
    settings: Vec<usize>,
    seeds: Vec<usize>,
}

impl Rows {
    fn read(path: &Path, question: &Question) -> Result<Self, Error> {
        let mut known: Vec<HashMap<String, u32>> = vec![HashMap::new(); SETTINGS.len()];
        let (mut rows, mut first, mut until) = (vec![], None, String::new());
        read_rows(path, Table::of(path)?, |_, _, row| {
            let place = |(known, setting): (&mut HashMap<String, u32>, &&Setting)| {
                let next = known.len() as u32;
                *known.entry(row.get(setting.name).to_owned()).or_insert(next)
            };
            let values = known.iter_mut().zip(SETTINGS.iter()).map(place).collect();
            row.get("until").clone_into(&mut until);
            rows.push(brief(&row, values, question));
            first.get_or_insert(row);
            Ok(())
        })?;
        let Some(first) = first else {
            return Err(Error::input(path.display(), "has no rows", "give a table of a sweep that has run"));
        };
        rows.sort_unstable_by_key(|row| row.run);
        let in_order = |known: HashMap<String, u32>| {
            let mut values: Vec<_> = known.into_iter().collect();
            values.sort_unstable_by_key(|(_, place)| *place);
            values.into_iter().map(|(value, _)| value).collect()
        };
        let values: Vec<Vec<String>> = known.into_iter().map(in_order).collect();
        let varied = (0..SETTINGS.len()).filter(|place| values[*place].len() > 1);
        let (seeds, settings) = varied.partition(|place| SEEDS.contains(&SETTINGS[*place].name));
        let planned = first.runs().unwrap_or_default();
        Ok(Self { briefs: rows, values, planned, until, settings, seeds })
    }

    /// The combinations of settings in the order of their first runs.
    fn groups(&self, measure: Measure, has_target: bool) -> Vec<Group> {
        let mut places: HashMap<Vec<u32>, usize> = HashMap::new();
        let mut groups: Vec<(Vec<u32>, Vec<&Brief>)> = vec![];
        for row in &self.briefs {
            let key: Vec<u32> = self.settings.iter().map(|place| row.values[*place]).collect();
            let place = *places.entry(key.clone()).or_insert(groups.len());
            if place == groups.len() {
                groups.push((key, vec![]));
            }
            groups[place].1.push(row);
        }
        let value = |(place, value): (&usize, &u32)| self.values[*place][*value as usize].clone();
        let named = |key: &[u32]| self.settings.iter().zip(key).map(value).collect();
        groups.iter().map(|(key, rows)| group(named(key), rows, measure, has_target)).collect()
    }

    /// The comparison that is asked for, or that of the only setting that varies if it has two values.
    fn pairs(&self, question: &Question) -> Result<Option<Pairs>, Error> {
        let (place, [one, other]) = match (&question.pairs, &self.settings[..]) {
            (Some((setting, values)), _) => self.places(setting, values)?,
            (None, &[place]) if self.values[place].len() == 2 => (place, [0, 1]),
            (None, _) => return Ok(None),
        };
        let others: BTreeSet<usize> = self.settings.iter().chain(&self.seeds).copied().collect();
        let [better, worse, ties] = compare(&self.briefs, &others, place, [one, other], question.measure);
        Ok(Some(Pairs {
            setting: SETTINGS[place].name,
            values: [one, other].map(|value| self.values[place][value as usize].clone()),
            better: [better, worse],
            ties,
            p: sign_test(better, worse),
        }))
    }

    /// The places of a setting and of two of its values.
    fn places(&self, setting: &Setting, wanted: &[String; 2]) -> Result<(usize, [u32; 2]), Error> {
        let place = SETTINGS.iter().position(|known| known.name == setting.name).unwrap_or_default();
        let values = &self.values[place];
        let found = |wanted: &String| values.iter().position(|value| value == wanted).map(|value| value as u32);
        if let [Some(one), Some(other)] = [&wanted[0], &wanted[1]].map(found) {
            return Ok((place, [one, other]));
        }
        let occurring: Vec<_> = values.iter().map(|value| quoted(value)).collect();
        let problem = format!("the table has not both of {}", wanted.join(" and "));
        Err(Error::input(format!("--compare {}", setting.name), problem, format!("it has {}", occurring.join(", "))))
    }
}

/// Reports on a table, whole or not.
///
/// # Errors
/// [`Error::Input`] if the table can't be read, is damaged, has no rows, or if a value that is to be compared does not
/// occur.
pub fn report(path: &Path, question: &Question) -> Result<Report, Error> {
    let rows = Rows::read(path, question)?;
    let success = match (&question.target, rows.until.as_str()) {
        (Some(target), _) => Some(format!("{target} at the end")),
        (None, "") => None,
        (None, until) => Some(format!("{until} at any epoch")),
    };
    Ok(Report {
        runs: (rows.briefs.len() as u64, rows.planned),
        settings: rows.settings.iter().map(|place| SETTINGS[*place].name).collect(),
        groups: rows.groups(question.measure, success.is_some()),
        pairs: rows.pairs(question)?,
        success,
        measure: question.measure,
    })
}

fn brief(row: &Row, values: Vec<u32>, question: &Question) -> Brief {
    let diverged = row.get("diverged") == "true";
    let number = |measure: Measure| row.number(&measure.column()).filter(|_| !diverged);
    let is_success = match &question.target {
        Some(target) => number(target.measure).is_some_and(|value| target.holds(value)),
        None => !row.get("target_epoch").is_empty(),
    };
    Brief { run: row.run().unwrap_or_default(), values, diverged, is_success, measure: number(question.measure) }
}

fn group(values: Vec<String>, rows: &[&Brief], measure: Measure, has_target: bool) -> Group {
    let count = |is_counted: fn(&Brief) -> bool| rows.iter().filter(|row| is_counted(row)).count() as u64;
    let runs = rows.len() as u64;
    let successes = has_target.then(|| count(|row| row.is_success));
    let has_any = rows.iter().any(|row| row.measure.is_some());
    let mut numbers: Vec<f64> = rows.iter().map(|row| row.measure.unwrap_or(measure.worst())).collect();
    let median = median(&mut numbers).filter(|_| has_any);
    Group {
        values,
        runs,
        diverged: count(|row| row.diverged),
        successes,
        success_interval: successes.and_then(|successes| wilson(successes, runs)),
        median,
        median_interval: median.and_then(|_| median_interval(&numbers)),
    }
}

/// Pairs the runs with two values of a setting that agree in all others that vary: in how many the first is better, the
/// second, neither.
fn compare(rows: &[Brief], varied: &BTreeSet<usize>, place: usize, values: [u32; 2], measure: Measure) -> [u64; 3] {
    let key = |row: &Brief| -> Vec<u32> {
        varied.iter().filter(|other| **other != place).map(|other| row.values[*other]).collect()
    };
    let with = |value: u32| rows.iter().filter(move |row| row.values[place] == value);
    let number = |row: &Brief| row.measure.unwrap_or(measure.worst());
    let second: HashMap<Vec<u32>, f64> = with(values[1]).map(|row| (key(row), number(row))).collect();
    let mut counts = [0; 3];
    for row in with(values[0]) {
        if let Some(other) = second.get(&key(row)) {
            let own = number(row);
            let is_better = if measure.falls() { own < *other } else { own > *other };
            counts[if own == *other { 2 } else { usize::from(!is_better) }] += 1;
        }
    }
    counts
}
