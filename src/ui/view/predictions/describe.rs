//! The predictions in words: for each class how its points are predicted, or the errors in regression.

use super::{classes, sampled, scores};
use crate::network::{Score, Task};
use crate::session::Update;
use crate::ui::context::Context;
use crate::ui::evaluation::predictions::Split;
use crate::ui::format::coordinate;
use crate::ui::names;

/// Both splits, the test points first.
pub fn describe(context: &Context) -> Vec<String> {
    let Some(run) = context.run else { return vec![] };
    let (predictions, record) = (&context.evaluation.predictions, &run.record);
    let test = record.test_score().map(|score| ("Test", &predictions.test, score));
    let splits = test.into_iter().chain([("Train", &predictions.train, record.train_score)]);
    let mut lines: Vec<String> = if run.preset.loss.task() == Task::Value {
        splits.map(|(name, split, score)| errors(name, split, score, run)).collect()
    } else {
        splits.flat_map(|(name, split, _)| confusion(name, split, run)).collect()
    };
    if record.test.is_none() {
        lines.insert(0, "No test data.".to_owned());
    }
    if run.preset.has_threshold() {
        lines.push(format!("Threshold {}.", context.look.threshold));
    }
    lines.extend(scores::base_rate(run, context).map(|words| format!("The {words}.")));
    lines.extend(sampled(run, context).into_iter().map(|remark| format!("{remark}.")));
    lines
}

/// A line for each class: `Test points of class 0: 9 of 10 predicted correctly, 1 as class 1; precision 0.900, recall 0.900,
/// F1 0.900.`
fn confusion(name: &str, split: &Split, run: &Update) -> Vec<String> {
    let class = |class: usize| names::class(class, &run.preset);
    let rows = split.at_threshold.chunks_exact(classes(run)).enumerate();
    rows.zip(scores::sentences(split, classes(run)))
        .map(|((label, row), scores)| {
            let all: usize = row.iter().sum();
            let others = row.iter().enumerate().filter(|(prediction, points)| *prediction != label && **points > 0);
            let correct = format!("{} of {all} predicted correctly", row[label]);
            let others = others.map(|(prediction, points)| format!("{points} as class {}", class(prediction)));
            let said: Vec<String> = std::iter::once(correct).chain(others).collect();
            format!("{name} points of class {}: {}; {scores}.", class(label), said.join(", "))
        })
        .collect()
}

fn errors(name: &str, split: &Split, score: Score, run: &Update) -> String {
    let error = |error: f32| coordinate(f64::from(error) * run.dataset.scale.label.std);
    let (share, mean, largest) = (score.share(split.asked), error(split.mean_error()), error(split.largest_error()));
    format!("{name} points: R squared {share:.3}, mean error {mean}, largest error {largest}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Depth;
    use crate::ui::fixture::{Scene, look, update};

    #[test]
    fn each_class_says_how_its_points_are_predicted() {
        let scene = Scene::new(update("xor-blobs", 300, |_| {}), look(Depth::TrueColour));
        let lines = describe(&scene.context());
        let confusion = &scene.evaluation.predictions.test.confusion;
        let all = confusion[0] + confusion[1];
        assert!(
            lines[0].starts_with(&format!("Test points of class 0: {} of {all} predicted correctly", confusion[0]))
        );
        let hits = confusion[0] as f64;
        let [precision, recall] = [hits / (hits + confusion[2] as f64), hits / all as f64];
        assert!(lines[0].contains(&format!("; precision {precision:.3}, recall {recall:.3}, F1 ")), "{lines:?}");
        assert_eq!(lines.len(), 5, "{lines:?}");
        assert_eq!(lines[4], "Threshold 0.50.");
    }
}
