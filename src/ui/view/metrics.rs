//! The metrics of the shown epoch: accuracies or R², the test loss, the gradient norm.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Modifier;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::{View, fitting, spaced};
use crate::data::Target;
use crate::network::{BaseRate, Evaluation, Score};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::format::{brief, determination, on_one_line, percentage, thousands, thousands_up_to};
use crate::ui::names;

/// Accuracy, losses and gradient norm.
#[derive(Default)]
pub struct Metrics;

impl View for Metrics {
    /// `test accuracy 100 % (20/20)  train 100 % (80/80)  test loss 0.1030  gradient norm 0.0810`, as much of it as
    /// fits, with the base rate after the accuracy where classes are uneven.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        let theme = context.look.theme;
        let inner = area.inner(Margin::new(1, 0));
        let width = usize::from(inner.width);
        let base_rate = context.evaluation.predictions.test.base_rate;
        let whole = [true, false].map(|has_unit| fitting(pieces(run, base_rate, has_unit), 2, width));
        let [with_unit, without] = whole;
        let kept = if with_unit.len() < without.len() { without } else { with_unit };
        let row = kept.into_iter().map(|(label, value)| {
            let style = match label.split(' ').next() {
                Some("test") => theme.test(),
                Some("train") => theme.train(),
                _ => theme.text(),
            };
            let label = context.look.glyphs.text(label).into_owned();
            let gap = if value.is_empty() { "" } else { " " };
            [Span::styled(label + gap, theme.faint()), Span::styled(value, style.add_modifier(Modifier::BOLD))]
        });
        frame.render_widget(spaced(row, 2), inner);
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        context.run.map_or_else(Vec::new, |run| vec![format!("Metrics: {}.", sentence(run))])
    }
}

/// The metrics in words: `test accuracy 45 % (9/20), train 40 % (32/80), test loss 0.6502, gradient norm 0.0810`.
pub fn sentence(run: &Update) -> String {
    let piece = |(.., (label, value)): (u8, usize, (&str, String))| {
        format!("{label} {}", on_one_line(&value).replace("( ", "(")).trim_end().to_owned()
    };
    let base_rate = match run.preset.data.target() {
        Target::Classes(classes) => BaseRate::of(&run.dataset.test.labels, classes),
        Target::Value => None,
    };
    let said: Vec<String> = pieces(run, base_rate, true).into_iter().map(piece).collect();
    said.join(", ").replace('²', " squared")
}

/// A metric with its importance and the columns that it takes.
type Piece = (u8, usize, (&'static str, String));

/// The metrics, with the unit of the loss or without, and with the base rate of the test points where they are uneven.
fn pieces(run: &Update, base_rate: Option<BaseRate>, has_unit: bool) -> Vec<Piece> {
    let (record, dataset) = (&run.record, &run.dataset);
    let train = value(record.train_score, dataset.train.len());
    let [score, of_train] = if record.train_score.correct().is_some() {
        ["test accuracy", "train accuracy"]
    } else {
        ["test R²", "train R²"]
    };
    let uneven = base_rate.filter(BaseRate::is_uneven);
    let base_rate = uneven.map(|rate| format!("{} %", percentage(100.0 * rate.share, dataset.test.len())));
    let gradient = run.gradient_norm().map_or_else(|| "-".into(), brief);
    let unit = names::loss_unit(run).filter(|_| has_unit).map_or_else(String::new, |unit| format!(" ({unit})"));
    let all = match record.test {
        Some(Evaluation { loss, score: test }) => [
            (0, score, Some(value(test, dataset.test.len()))),
            (1, "base rate", base_rate),
            (2, "train", Some(train)),
            (3, "test loss", Some(brief(loss) + &unit)),
            (4, "gradient norm", Some(gradient)),
        ],
        None => [
            (0, of_train, Some(train)),
            (1, "train loss", Some(brief(record.train_loss) + &unit)),
            (2, "gradient norm", Some(gradient)),
            (3, "no test data", Some(String::new())),
            (4, "base rate", None),
        ],
    };
    let piece = |(importance, label, value): (u8, &'static str, Option<String>)| {
        let value = value?;
        Some((importance, format!("{label} {value}").trim_end().width(), (label, value)))
    };
    all.into_iter().filter_map(piece).collect()
}

/// `98 % (78/80)`, as wide whatever the number, or R².
fn value(score: Score, count: usize) -> String {
    match score {
        Score::Correct(correct) => {
            let percent = percentage(100.0 * correct as f64 / count.max(1) as f64, count);
            let (correct, count) = (correct as u64, count as u64);
            let width = if count > 100 { 4 } else { 3 };
            format!("{percent:>width$} % ({}/{})", thousands_up_to(correct, count), thousands(count))
        }
        Score::Determination(share) => format!("{:>6}", determination(share, 3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture::update;

    #[test]
    fn the_metrics_are_those_of_the_shown_epoch() {
        let run = update("xor-blobs", 300, |_| {});
        let [test, train, loss, gradient] = pieces(&run, None, true).try_into().unwrap();
        let [(.., test), (.., train), (.., loss), (.., gradient)] = [test, train, loss, gradient];
        let correct = |score: Score| score.correct().unwrap();
        assert_eq!(value(Score::Correct(9), 20), " 45 % ( 9/20)", "as wide as with more");
        assert_eq!(value(Score::Correct(249), 250), "99.6 % (249/250)", "as in the charts");
        assert_eq!(test.0, "test accuracy");
        assert!(test.1.ends_with(&format!("({:>2}/20)", correct(run.record.test_score().unwrap()))), "{test:?}");
        assert!(train.1.ends_with(&format!("({:>2}/80)", correct(run.record.train_score))), "{train:?}");
        assert_eq!(loss, ("test loss", brief(run.record.test_loss().unwrap())));
        assert_eq!(gradient, ("gradient norm", brief(run.gradient_norm().unwrap())));
        let regression = update("gauss-regression", 3, |_| {});
        assert_eq!(pieces(&regression, None, true)[0].2.0, "test R²");
        let uneven = update("imbalanced", 0, |_| {});
        assert!(sentence(&uneven).contains(", base rate 95.0 %, train "), "{}", sentence(&uneven));
        assert!(!sentence(&run).contains("base rate"), "half of the points have label 1");
    }
}
