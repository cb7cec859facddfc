//! Ablation: the hidden units, by the loss without each.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::network::{Score, Unit};
use crate::preset::Preset;
use crate::train::inspect::{Ablation, Worth};
use crate::ui::context::Context;
use crate::ui::format::{measure, thousands};
use crate::ui::popup::list::List;
use crate::ui::view::network::names;

#[derive(Debug)]
pub struct Units {
    /// By the train loss without the unit, the largest first.
    pub list: List<(Unit, Worth)>,
    whole: Worth,
    epoch: u64,
}

impl Units {
    pub fn new(ablation: Ablation, epoch: u64, preset: &Preset) -> Self {
        let words = |(unit, _): &(Unit, Worth)| names::unit(*unit, preset);
        Self { list: List::new(ablation.units, 0, 2, words), whole: ablation.whole, epoch }
    }
}

pub fn render(frame: &mut Frame, screen: Rect, context: &Context, units: &Units) {
    let Some(run) = context.run else { return };
    let arrow = context.look.glyphs.arrow();
    let line = |(unit, worth): &(Unit, Worth)| {
        let name = names::unit(*unit, &run.preset);
        Line::from(format!("{name:<8}{}", words(*worth, units.whole, arrow)))
    };
    let title = format!("ablation at epoch {}", thousands(units.epoch));
    let whole = units.whole;
    let footer = format!(
        "Complete network: train loss {}, test loss {}. Enter selects a unit; x in the network panel switches it off.",
        measure(whole.train.loss),
        measure(whole.test.loss)
    );
    units.list.render(frame, screen, context.look.theme, &title, line, &footer);
}

/// How the losses and the test score change.
fn words(worth: Worth, whole: Worth, arrow: &str) -> String {
    let score = match (whole.test.score, worth.test.score) {
        (Score::Correct(before), Score::Correct(now)) => format!("test correct {before} {arrow} {now}"),
        (Score::Determination(before), Score::Determination(now)) => format!("test R2 {before:.3} {arrow} {now:.3}"),
        _ => String::new(),
    };
    let pair = |before: f32, now: f32| format!("{:>6} {arrow} {:<6}", measure(before), measure(now));
    format!("train loss {}  {score}", pair(whole.train.loss, worth.train.loss))
}
