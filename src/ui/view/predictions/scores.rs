//! Precision, recall and F1 of each class, the threshold that they are taken at, and the base rate.

use crate::network::{BaseRate, ClassScores};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::evaluation::predictions::Split;
use crate::ui::format::percentage;
use crate::ui::names;

/// What stands above the scores, as wide as they are: where there is room, and elsewhere.
const HEADS: [&str; 2] = ["  precision  recall     F1", "  prec.  recall     F1"];
/// Columns of a prediction that the wider one leaves, at least.
const WIDE: usize = 6;

/// The columns after a confusion matrix: what stands above them, and the text of each class; nothing where there is no
/// room beside the matrix, whose columns are as wide as `wanted` or get as narrow as `least`.
pub(super) fn columns(
    split: &Split,
    classes: usize,
    [wanted, least]: [usize; 2],
    room: usize,
) -> (&'static str, Vec<String>) {
    let fits = |head: &str, cell: usize| classes * cell + head.len() <= room;
    let head = match HEADS {
        [wide, _] if fits(wide, wanted.min(WIDE).max(least)) => wide,
        [_, narrow] if fits(narrow, least) => narrow,
        _ => return ("", vec![]),
    };
    let first = head.len() - 17;
    let texts = ClassScores::all(&split.at_threshold, classes).into_iter().map(|scores| {
        let [precision, recall, f1] = [scores.precision, scores.recall, scores.f1].map(text);
        format!("  {precision:>first$}  {recall:>6}  {f1:>5}")
    });
    (head, texts.collect())
}

/// A score with three digits; a hyphen for 0 / 0.
fn text(score: Option<f64>) -> String {
    score.map_or_else(|| "-".to_owned(), |score| format!("{score:.3}"))
}

/// The scores of each class in words.
pub(super) fn sentences(split: &Split, classes: usize) -> impl Iterator<Item = String> {
    ClassScores::all(&split.at_threshold, classes).into_iter().map(|scores| {
        let [precision, recall, f1] = [scores.precision, scores.recall, scores.f1].map(text);
        format!("precision {precision}, recall {recall}, F1 {f1}")
    })
}

/// The threshold that classes are taken at, and the base rate where classes are uneven.
pub(super) fn remarks(run: &Update, context: &Context) -> Vec<String> {
    let threshold = run.preset.has_threshold().then(|| format!("threshold {}; ( ) moves it", context.look.threshold));
    threshold.into_iter().chain(base_rate(run, context)).collect()
}

/// What always giving the most frequent class is right for, where the classes of the test points are uneven.
pub(super) fn base_rate(run: &Update, context: &Context) -> Option<String> {
    let rate = context.evaluation.predictions.test.base_rate.filter(BaseRate::is_uneven)?;
    let class = names::class(rate.class, &run.preset);
    let share = percentage(100.0 * rate.share, run.dataset.test.len());
    Some(format!("test base rate {share} %: always class {class}"))
}
