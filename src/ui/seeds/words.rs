//! The figures of many seeds in words.

use super::figures::{Figures, measured};
use crate::sweep::seeds::{QUANTILES, Summary};
use crate::sweep::{Measure, Target};
use crate::ui::distribution::{measure_name, success, value};
use crate::ui::format::{brief, thousands};

/// How many runs meet the target; in so many columns, if it fits in any way.
pub fn seeds_success(figures: &Figures, target: Target, width: usize) -> String {
    success(figures.successes, figures.order.len() as u64, target, width)
}

/// How far training has got: `412 of 1,000 runs, 3 s left`.
pub fn progress(summary: &Summary) -> String {
    let (done, wanted) = (thousands(summary.runs.len() as u64), thousands(summary.wanted));
    match summary.left {
        _ if summary.runs.len() as u64 >= summary.wanted => format!("{done} runs"),
        _ if !summary.is_running => format!("stopped: {done} of {wanted} runs"),
        Some(left) if left.as_secs() >= 120 => {
            format!("{done} of {wanted} runs, {} min left", left.as_secs().div_ceil(60))
        }
        Some(left) => format!("{done} of {wanted} runs, {} s left", left.as_secs() + 1),
        None => format!("{done} of {wanted} runs"),
    }
}

/// The losses at the end: the median, and where the middle 90 % of the runs are; and how many diverged.
pub fn losses(summary: &Summary, is_train: bool) -> String {
    let name = if is_train { "train loss" } else { "test loss" };
    let Some(last) = summary.bands[usize::from(!is_train)].last() else { return String::new() };
    let [low, _, median, _, high] = last.losses.map(|loss| if loss.is_finite() { brief(loss) } else { "∞".into() });
    let part = ((QUANTILES[4] - QUANTILES[0]) * 100.0).round();
    let diverged = match summary.diverged() {
        0 => String::new(),
        1 => "; one run diverged".to_owned(),
        count => format!("; {} runs diverged", thousands(count as u64)),
    };
    format!("{name} at the end: median {median}, {part} % of the runs from {low} to {high}{diverged}")
}

/// All of it in sentences.
pub fn describe(summary: &Summary, figures: &Figures, target: Target, is_train: bool) -> Vec<String> {
    let many = &summary.many;
    let name = many.vary().words();
    let edits = match many.journal().len() {
        0 => String::new(),
        1 => ", with one edit".to_owned(),
        count => format!(", with {count} edits"),
    };
    let mut lines = vec![format!("{} from other seeds ({name}){edits}: {}.", many.name(), progress(summary))];
    if figures.order.is_empty() {
        return lines;
    }
    lines.push(format!("{}.", seeds_success(figures, target, usize::MAX)));
    let losses = losses(summary, is_train);
    lines.push(format!("{}{}.", losses[..1].to_uppercase(), &losses[1..]));
    let middle = figures.order.len() / 2;
    for (word, rank) in [("Worst", 0), ("Median", middle), ("Best", figures.order.len() - 1)] {
        let Some(run) = figures.at(summary, rank) else { continue };
        let measured = measured(run, target.measure).map_or("diverged".into(), |number| value(target.measure, number));
        let (measure, loss) = (measure_name(target.measure), brief(run.scores.loss()));
        let split = if run.scores.test_loss.is_some() { "test" } else { "train" };
        let is_said = matches!(target.measure, Measure::TestLoss | Measure::TrainLoss);
        let loss = if is_said { String::new() } else { format!(", {split} loss {loss}") };
        lines.push(format!("{word}: seed {}, {measure} {measured}{loss}.", run.seed));
    }
    lines
}
