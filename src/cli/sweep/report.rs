//! `blobtui sweep report`: success rates and medians by setting, as text or Markdown.

use std::path::PathBuf;

use super::super::output::Output;
use super::super::values;
use crate::error::Error;
use crate::preset::settings::Setting;
use crate::sweep::{self, Group, Measure, Pairs, Question, Report, Target};
use crate::text::quoted;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Table of results (.csv or .jsonl)
    file: PathBuf,
    /// What counts as a success at the end of a run, as in 'test-loss<0.1' [default: the target of the sweep]
    #[arg(long, value_name = "TARGET", value_parser = |text: &str| text.parse::<Target>())]
    target: Option<Target>,
    /// Measure whose median is given
    #[arg(long, value_name = "NAME", default_value = "test-loss", value_parser = values::name::<Measure>())]
    measure: Measure,
    /// Setting and two of its values, as in learning-rate=0.03/0.1, to compare runs that agree in all others
    #[arg(long, value_name = "SETTING=A/B")]
    compare: Option<String>,
    /// Print Markdown
    #[arg(long)]
    md: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let Arguments { file, target, measure, compare, md } = arguments;
    let pairs = compare.as_deref().map(pairs).transpose()?;
    let report = sweep::report(file, &Question { target: *target, measure: *measure, pairs })?;
    let mut output = Output::new();
    let table = table(&report);
    output.line(heading(&report))?;
    output.line("")?;
    for line in if *md { markdown(&table) } else { aligned(&table) } {
        output.line(line)?;
    }
    if let Some(pairs) = &report.pairs {
        output.line("")?;
        output.line(pairs_line(pairs, report.measure))?;
    }
    Ok(())
}

/// Reads a setting and two of its values.
fn pairs(text: &str) -> Result<(&'static Setting, [String; 2]), Error> {
    let flag = || format!("--compare {text}");
    let form = "give a setting and two values, as in --compare learning-rate=0.03/0.1";
    let parts = text.split_once('=').and_then(|(name, values)| {
        let (one, other) = values.split_once('/').or_else(|| values.split_once(','))?;
        Some((name.trim(), [one.trim(), other.trim()]))
    });
    let (name, values) = parts.ok_or_else(|| Error::input(flag(), "has no two values", form))?;
    let unknown = || Error::input(flag(), format!("there is no setting {}", quoted(name)), form);
    let setting = Setting::named(name).ok_or_else(unknown)?;
    let spelled = values.map(|value| setting.spelled(value));
    let [one, other] = spelled.map(|value| {
        let value = value.map(|value| sweep::setting_cell(setting, value));
        value.map_err(|invalid| Error::input(flag(), invalid.problem, format!("allowed: {}", invalid.allowed)))
    });
    Ok((setting, [one?, other?]))
}

fn heading(report: &Report) -> String {
    let (rows, planned) = report.runs;
    let of = if rows == planned { String::new() } else { format!(" of {planned}") };
    let success = report.success.as_ref().map_or_else(String::new, |success| format!("; success: {success}"));
    format!("{rows}{of} runs{success}; intervals of 95 %")
}

/// The cells of the table, the names of the columns first.
fn table(report: &Report) -> Vec<Vec<String>> {
    let has_target = report.success.is_some();
    let median = format!("median {}", report.measure.column().replace('_', " "));
    let mut head: Vec<String> = report.settings.iter().map(ToString::to_string).collect();
    head.extend(["runs".to_owned(), "diverged".to_owned()]);
    if has_target {
        head.extend(["success rate".to_owned(), "interval".to_owned()]);
    }
    head.extend([median, "interval".to_owned()]);
    let row = |group: &Group| {
        let mut cells = group.values.clone();
        cells.extend([group.runs.to_string(), group.diverged.to_string()]);
        if let (Some(successes), Some((low, high))) = (group.successes, group.success_interval) {
            let percent = |share: f64| format!("{:.1}", share * 100.0);
            let rate = percent(successes as f64 / group.runs as f64);
            cells.extend([format!("{rate} % ({successes})"), format!("{} to {} %", percent(low), percent(high))]);
        }
        cells.push(group.median.map_or_else(String::new, number));
        let interval = group.median_interval.map(|(low, high)| format!("{} to {}", number(low), number(high)));
        cells.push(interval.unwrap_or_default());
        cells
    };
    [head].into_iter().chain(report.groups.iter().map(row)).collect()
}

/// A loss or a score in four digits.
fn number(number: f64) -> String {
    match number.abs() {
        magnitude if !magnitude.is_finite() => "diverged".to_owned(),
        magnitude if magnitude != 0.0 && magnitude < 1e-3 => format!("{number:.3e}"),
        _ => format!("{number:.4}"),
    }
}

fn aligned(table: &[Vec<String>]) -> Vec<String> {
    let columns = table.first().map_or(0, Vec::len);
    let width = |column: usize| table.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
        cells.collect::<Vec<_>>().join("  ")
    };
    table.iter().map(line).collect()
}

fn markdown(table: &[Vec<String>]) -> Vec<String> {
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut lines: Vec<String> = table.iter().map(line).collect();
    let rule = table.first().map_or_else(String::new, |row| format!("|{}", " ---: |".repeat(row.len())));
    lines.insert(1.min(lines.len()), rule);
    lines
}

fn pairs_line(Pairs { setting, values, better, ties, p }: &Pairs, measure: Measure) -> String {
    let [one, other] = values;
    let measure = measure.column().replace('_', " ");
    let pairs = better[0] + better[1] + ties;
    format!(
        "{setting} {one} against {other}: {pairs} pairs, {measure} better in {} with {one}, in {} with {other}, {ties} ties; \
         sign test p = {}",
        better[0],
        better[1],
        probability(*p)
    )
}

fn probability(p: f64) -> String {
    if p < 1e-4 { format!("{p:.1e}") } else { format!("{p:.4}") }
}
