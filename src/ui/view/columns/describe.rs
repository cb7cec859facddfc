//! The columns in words: what is shown, and where each of the others stands.

use crate::ui::context::Context;
use crate::ui::slice::{title, words};

/// `Shown: petal_length × petal_width, others at their mean.`, then each other column with its number.
pub fn describe(context: &Context) -> Vec<String> {
    let (shown, chosen) = (&context.evaluation.shown, &context.look.selection.slice);
    let Some(run) = context.run.filter(|_| context.look.has_slices()) else { return vec![] };
    let axes = shown.slice.axes;
    let others = shown.survey.others(axes);
    let others = others.iter().map(|other| format!("{} at {}", other.name, words(other, chosen.number(other))));
    let others = others.collect::<Vec<_>>().join(", ");
    let first = format!("Shown: {}.", title(&shown.survey, axes, chosen, run));
    let second = (!others.is_empty()).then(|| format!("The decision boundary has {others}."));
    std::iter::once(first).chain(second).collect()
}
