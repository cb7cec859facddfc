//! The losses by epoch of the runs of a cell, or of all.

use ratatui::Frame;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::{row, write};
use crate::plot::Column;
use crate::sweep::{Curve, Curves, Field, Loaded, Selection};
use crate::ui::context::Context;
use crate::ui::distribution::{Spread, draw_bands, measure_name, value};
use crate::ui::format::thousands;
use crate::ui::results::{Overview, ResultsLook, selection_words};

/// The most runs that have a line each.
const MAX_LINES: usize = 10;

/// Draws what the runs are and how far training is, the chart, and what is known of the selected run:
///
/// ```text
/// learning-rate 0.03, hidden 5
/// training again: 42 of 100 runs
/// test loss  ⠤⠤ run 417  ⠤⠤ median  ⠤ ⠤ 50 %  ⠄⠄ 90 %
/// the chart
/// run 417, seed 16: test loss 0.0713
/// ```
pub fn draw(frame: &mut Frame, area: Rect, context: &Context, table: &Loaded, overview: &Overview) {
    let (look, theme) = (&context.look.results, context.look.theme);
    write(frame, row(area, 0), context, &selection_words(table, overview, look), theme.strong());
    let curves = context.run.and_then(|run| run.curves.as_deref());
    let curves = curves.filter(|curves| is_of(&curves.of, table, overview));
    write(frame, row(area, 1), context, &progress(curves, overview), theme.faint());
    let last = Rect { y: area.bottom().saturating_sub(1).max(area.y), height: 1.min(area.height), ..area };
    if let Some(selected) = overview.row(look) {
        write(frame, last, context, &words(table, selected, look, area.width.into()), theme.text());
    }
    let chart = Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(3), ..area };
    let (Some(curves), Some(selected)) = (curves, overview.row(look)) else { return };
    if chart.height < 3 {
        return;
    }
    let (is_train, run) = (look.shows_train(), table.run(selected));
    let columns = |curve: &Curve| -> Vec<Column> {
        let losses = curves.epochs.iter().zip(&curve.losses);
        losses.map(|(epoch, losses)| Column::of(*epoch as f64, f64::from(losses[usize::from(!is_train)]))).collect()
    };
    let others: Vec<Vec<Column>> = if curves.of.rows.len() <= MAX_LINES {
        curves.done.iter().filter(|curve| curve.run != run).map(|curve| columns(curve)).collect()
    } else {
        vec![]
    };
    let spread = Spread {
        bands: if curves.of.rows.len() <= MAX_LINES { &[] } else { &curves.bands[usize::from(!is_train)] },
        others: &others,
        run: &curves.find(run).map_or_else(Vec::new, columns),
        name: &format!("run {run}"),
        is_train,
        epochs: curves.of.epochs,
    };
    draw_bands(frame, chart, context, &spread);
}

/// Whether curves are of the runs that are shown.
fn is_of(selection: &Selection, table: &Loaded, overview: &Overview) -> bool {
    let wanted = overview.order().len().min(crate::sweep::MAX_CURVES);
    let is_shown = |(run, _): &(u64, u64)| table.row_of(*run).is_some_and(|row| overview.is_in_place(table, row));
    selection.path == table.path() && selection.rows.len() == wanted && selection.rows.iter().all(is_shown)
}

/// How far training again is.
fn progress(curves: Option<&Curves>, overview: &Overview) -> String {
    let Some(curves) = curves else { return "Space trains these runs again for their losses".to_owned() };
    let (done, wanted) = (curves.done.len(), curves.of.rows.len());
    let count = thousands(wanted as u64);
    let of = match overview.order().len() {
        all if all > wanted => format!("the first {count} runs"),
        _ if wanted == 1 => "1 run".to_owned(),
        _ => format!("{count} runs"),
    };
    match (done == wanted, curves.is_running) {
        (true, _) => format!("trained again: {of}, states checked"),
        (false, true) => format!("training again: {} of {of}", thousands(done as u64)),
        (false, false) => format!("stopped after {} of {of}; Space goes on", thousands(done as u64)),
    }
}

/// What is known of a run, as far as it fits: `run 417, seed 16: test loss 0.0713`.
fn words(table: &Loaded, row: u32, look: &ResultsLook, width: usize) -> String {
    let measure = look.target().measure;
    let ended = if table.has_diverged(row) {
        format!("diverged at epoch {}", thousands(table.epochs(row)))
    } else {
        let number = table.value(row, measure).map_or_else(|| "none".to_owned(), |number| value(measure, number));
        format!("{} {number}", measure_name(measure))
    };
    let known = |is_named: fn(&Field) -> bool| {
        let fields = look.fields().into_iter().filter(is_named);
        let known: Vec<String> =
            fields.map(|field| format!("{} {}", table.name(field), table.text(row, field))).collect();
        format!("{}: {ended}", known.join(", "))
    };
    let long = known(|field| matches!(field, Field::Run | Field::Setting(_) | Field::Seed(_)));
    if long.width() <= width { long } else { known(|field| *field == Field::Run) }
}
