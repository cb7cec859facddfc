//! The charts in words: losses, scores, learning rate and gradient norm, at the start, now, and at their best.

use crate::network::Score;
use crate::session::Update;
use crate::train::{Range, Span};
use crate::ui::format::{determination, measure, significant, thousands};
use crate::ui::view::hint::trend;

/// What the charts show, whichever of them are on the screen.
pub fn describe(run: &Update) -> Vec<String> {
    let (start, now) = (&run.untrained, &run.record);
    let epoch = thousands(now.epoch);
    let train_loss = loss("Train loss", (start.train_loss, now.train_loss), lowest(run, |span| span.train), run);
    let train_score = score("Train", start.train_score, now.train_score, run.dataset.train.len());
    let mut lines = if let (Some(start), Some(now)) = (start.test, now.test) {
        vec![
            train_loss,
            loss("Test loss", (start.loss, now.loss), lowest(run, |span| span.test), run),
            train_score,
            score("Test", start.score, now.score, run.dataset.test.len()),
        ]
    } else {
        vec![train_loss, train_score, "No test data.".to_owned()]
    };
    if now.epoch > 0 {
        lines.push(format!("Around epoch {epoch} {}.", trend(run)));
    }
    let norm = run.gradient_norm().map_or_else(|| "not known".into(), measure);
    lines.push(format!("Learning rate {}; gradient norm {norm}.", significant(run.learning_rate)));
    lines
}

/// The smallest value of the run so far, with the epochs that it was found in.
fn lowest(run: &Update, of: impl Fn(&Span) -> Option<Range>) -> Option<(f32, u64)> {
    let stride = run.history.stride();
    // In the past, a span may go on beyond what is shown.
    let end = |span: &Span| if run.is_past() { span.epoch + stride - 1 } else { span.epoch };
    let spans = run.history.spans().iter().filter(|span| end(span) <= run.record.epoch);
    let least = spans.filter_map(|span| Some((of(span)?.least, span.epoch)));
    // A span is named by its last epoch, where the loss of a run that learns is lowest.
    let (least, epoch) = least.min_by(|one, other| one.0.total_cmp(&other.0))?;
    Some((least, (epoch + stride - 1).min(run.record.epoch)))
}

fn loss(what: &str, (start, now): (f32, f32), lowest: Option<(f32, u64)>, run: &Update) -> String {
    let least = lowest.filter(|(least, _)| run.record.epoch > 0 && *least < now);
    let least = match least {
        Some((least, epoch)) => format!("lowest {} near epoch {}", measure(least), thousands(epoch)),
        None => "the lowest so far".into(),
    };
    let epoch = thousands(run.record.epoch);
    format!("{what}: {} at the start, {} at epoch {epoch}, {least}.", measure(start), measure(now))
}

fn score(split: &str, start: Score, now: Score, points: usize) -> String {
    if let (Score::Correct(start), Score::Correct(now)) = (start, now) {
        format!("{split} accuracy: {start} of {points} points correct at the start, {now} now.")
    } else {
        let [start, now] = [start, now].map(|score| match score {
            Score::Determination(share) => determination(share, 3),
            Score::Correct(correct) => correct.to_string(),
        });
        format!("{split} R squared: {start} at the start, {now} now.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture::update;

    #[test]
    fn losses_are_those_of_the_start_and_of_the_shown_epoch() {
        let run = update("xor-blobs", 300, |_| {});
        let lines = describe(&run);
        let [start, now] = [run.untrained, run.record].map(|record| measure(record.test_loss().unwrap()));
        assert!(lines[1].starts_with(&format!("Test loss: {start} at the start, {now} at epoch 300, ")), "{lines:?}");
        let correct = run.record.test_score().unwrap().correct().unwrap();
        assert!(lines[3].ends_with(&format!(", {correct} now.")), "{lines:?}");
        assert_eq!(lines[4], "Around epoch 300 the loss is falling.");
    }
}
