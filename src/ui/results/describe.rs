//! The results in words.

use super::{Overview, ResultsLook};
use crate::sweep::{Figures, Grid, Loaded, Measure, Place};
use crate::text::visible;
use crate::ui::distribution::{measure_name, success, value};
use crate::ui::format::thousands;

/// The most cells that are described.
const MAX_CELLS: usize = 100;

/// The levels of a cell: `learning-rate 0.1, hidden 5`.
pub fn cell_words(table: &Loaded, grid: &Grid, place: Place) -> String {
    let level = |levels: &crate::sweep::Levels, place: usize| {
        levels.setting.map(|_| format!("{} {}", levels.name(table), levels.names[place]))
    };
    let levels = [level(&grid.rows, place.row), level(&grid.columns, place.column)];
    let words: Vec<String> = levels.into_iter().flatten().collect();
    if words.is_empty() { "all runs".to_owned() } else { words.join(", ") }
}

/// What the pages are about: the cell, or all runs.
pub fn selection_words(table: &Loaded, overview: &Overview, look: &ResultsLook) -> String {
    match (overview.place(look), overview.grid()) {
        (Some(place), Some(grid)) => cell_words(table, grid, place),
        _ => "all runs".to_owned(),
    }
}

/// How many of the runs are shown: `20 of 400 runs`.
pub fn count_words(table: &Loaded, overview: &Overview) -> String {
    let (shown, all) = (overview.order().len() as u64, table.len() as u64);
    if shown == all {
        format!("{} runs", thousands(all))
    } else {
        format!("{} of {} runs", thousands(shown), thousands(all))
    }
}

/// What a cell of the grid shows, and what that goes over: seeds, and the settings that are not in the grid.
pub fn median_words(table: &Loaded, look: &ResultsLook) -> String {
    let others = table.settings().iter().enumerate().filter(|(place, _)| !look.axes.contains(&Some(*place)));
    let seeds = table.seeds().map(|(name, count)| format!("{} {name}s", thousands(count as u64)));
    let others = others.map(|(_, varied)| format!("{} values of {}", varied.values.len(), varied.setting.name));
    let all: Vec<String> = seeds.chain(others).collect();
    let name = measure_name(look.target().measure);
    if all.is_empty() { format!("{name} of each run") } else { format!("median {name} over {}", all.join(", ")) }
}

/// The median of a measure with what half of the runs lie between: `test loss: median 0.071, middle 50 % 0.052 to 0.12`.
pub fn figures_words(figures: &Figures, measure: Measure) -> String {
    let name = measure_name(measure);
    let number = |number: f64| if number.is_finite() { value(measure, number) } else { "diverged".to_owned() };
    let (Some(median), Some((low, high))) = (figures.median, figures.quartiles) else {
        return if figures.runs == 0 { "no runs".to_owned() } else { format!("no run has a {name}") };
    };
    let diverged = match figures.diverged {
        0 => String::new(),
        count => format!("; {} diverged", thousands(count)),
    };
    format!("{name}: median {}, middle 50 % {} to {}{diverged}", number(median), number(low), number(high))
}

/// All of it in sentences.
pub fn describe(look: &ResultsLook) -> Vec<String> {
    let Some(table) = &look.table else {
        return vec!["No results are open; open FILE reads a table of a sweep.".into()];
    };
    let mut overview = Overview::default();
    overview.refresh(look, 1);
    let Some(grid) = overview.grid() else { return vec![] };
    let (target, name) = (look.target(), table.path().display().to_string());
    let varied: Vec<String> = table
        .settings()
        .iter()
        .map(|varied| format!("{} with {} values", varied.setting.name, varied.values.len()))
        .chain(table.seeds().map(|(name, count)| format!("{} {name}s", thousands(count as u64))))
        .collect();
    let varied = if varied.is_empty() { "nothing varies".to_owned() } else { varied.join(", ") };
    let all = Grid::all(table, target);
    let mut lines = vec![
        format!("{}: {} runs; {varied}.", visible(&name), thousands(table.len() as u64)),
        format!("{}.", success(all.successes, all.runs, target, usize::MAX)),
    ];
    let cells: Vec<_> = grid.cells().filter(|(_, figures)| figures.runs > 0).collect();
    for (place, figures) in cells.iter().take(MAX_CELLS).copied() {
        let words = figures_words(figures, target.measure);
        lines.push(format!("{}: {} runs; {words}.", cell_words(table, grid, place), thousands(figures.runs)));
    }
    if let Some(more) = cells.len().checked_sub(MAX_CELLS).filter(|more| *more > 0) {
        lines.push(format!("{} more cells are left out.", thousands(more as u64)));
    }
    let best = overview.cell(&ResultsLook { cell: None, ..look.clone() });
    lines.push(format!("Best: {}. open-run N opens a run.", cell_words(table, grid, best)));
    lines
}
