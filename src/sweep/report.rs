//! The report on a table: for each combination of settings how often runs succeed, and the median of a measure.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::results::read_rows;
use super::row::{Row, Table};
use super::statistics::{median, median_interval, sign_test, wilson};
use super::target::{Measure, Target};
use crate::error::Error;
use crate::preset::settings::{SETTINGS, Setting};
use crate::text::quoted;

/// Settings that only choose the random numbers.
const SEEDS: [&str; 2] = ["seed", "weights-seed"];

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

/// Reports on a table, whole or not.
///
/// # Errors
/// [`Error::Input`] if the table can't be read, is damaged, has no rows, or if a setting or a value that is to be compared
/// does not occur.
pub fn report(path: &Path, question: &Question) -> Result<Report, Error> {
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
    let varied: Vec<usize> = (0..SETTINGS.len()).filter(|place| known[*place].len() > 1).collect();
    let (seeds, settings): (Vec<_>, Vec<_>) =
        varied.into_iter().partition(|place| SEEDS.contains(&SETTINGS[*place].name));
    let success = match (&question.target, until.is_empty()) {
        (Some(target), _) => Some(format!("{target} at the end")),
        (None, false) => Some(format!("{until} at any epoch")),
        (None, true) => None,
    };
    let spelled = |place: usize, value: u32| {
        known[place].iter().find(|(_, known)| **known == value).map_or_else(String::new, |(text, _)| text.clone())
    };
    let mut groups: BTreeMap<Vec<u32>, Vec<&Brief>> = BTreeMap::new();
    for row in &rows {
        groups.entry(settings.iter().map(|place| row.values[*place]).collect()).or_default().push(row);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, rows)| rows.iter().map(|row| row.run).min());
    let group = |(key, rows): &(Vec<u32>, Vec<&Brief>)| {
        let values = settings.iter().zip(key).map(|(place, value)| spelled(*place, *value)).collect();
        group(values, rows, question.measure, success.is_some())
    };
    let groups = groups.iter().map(group).collect();
    let pairs = match &question.pairs {
        Some((setting, values)) => {
            let place = SETTINGS.iter().position(|known| known.name == setting.name).unwrap_or_default();
            let places: Vec<u32> = values.iter().filter_map(|value| known[place].get(value).copied()).collect();
            let [one, other] = places[..] else {
                let mut occurring: Vec<_> = known[place].keys().map(|value| quoted(value)).collect();
                occurring.sort_unstable();
                let problem = format!("the table has not both of {}", values.join(" and "));
                let remedy = format!("it has {}", occurring.join(", "));
                return Err(Error::input(format!("--compare {}", setting.name), problem, remedy));
            };
            Some((place, [one, other]))
        }
        None if settings.len() == 1 && known[settings[0]].len() == 2 => Some((settings[0], [0, 1])),
        None => None,
    };
    let others: BTreeSet<usize> = settings.iter().chain(&seeds).copied().collect();
    let pairs = pairs.map(|(place, [one, other])| {
        let [better, worse, ties] = compare(&rows, &others, place, [one, other], question.measure);
        Pairs {
            setting: SETTINGS[place].name,
            values: [spelled(place, one), spelled(place, other)],
            better: [better, worse],
            ties,
            p: sign_test(better, worse),
        }
    });
    Ok(Report {
        runs: (rows.len() as u64, first.runs().unwrap_or_default()),
        settings: settings.iter().map(|place| SETTINGS[*place].name).collect(),
        success,
        measure: question.measure,
        groups,
        pairs,
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
    let worst = if measure.falls() { f64::INFINITY } else { f64::NEG_INFINITY };
    let has_any = rows.iter().any(|row| row.measure.is_some());
    let mut numbers: Vec<f64> = rows.iter().map(|row| row.measure.unwrap_or(worst)).collect();
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
    let worst = if measure.falls() { f64::INFINITY } else { f64::NEG_INFINITY };
    let number = |row: &Brief| row.measure.unwrap_or(worst);
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
