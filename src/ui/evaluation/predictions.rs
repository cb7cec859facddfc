//! The network's predictions at the data points: misclassified points, confusion matrix, errors.
//!
//! Computed by the screen's own engine before a frame, and only when the run has moved. A sample stands
//! for a large split.

use crate::data::{Dataset, Points, Target};
use crate::network::{BaseRate, Batch, Batches, Score, Task, Threshold};
use crate::train::Record;
use crate::ui::evaluation::model::{Model, Moment};
use crate::ui::evaluation::network::Network;
use crate::ui::evaluation::numbers;
use crate::ui::evaluation::scale::limit_of;
use crate::ui::plane::sample::{drawn, stride};

/// Points of a split that are evaluated, at most.
pub const MOST: usize = 10_000;
/// Largest error of a value that counts as right, as a fraction of the largest label.
const ALLOWANCE: f32 = 0.1;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    pub train: Split,
    pub test: Split,
    /// Largest error that counts as right; in regression alone.
    pub bound: Option<f32>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// The number of points that were evaluated.
    pub asked: usize,
    /// How many of all points are misclassified.
    pub misclassified: usize,
    /// Places in the split of the misclassified points, rising.
    pub wrong: Vec<usize>,
    /// The confusion matrix, `[classes, classes]`: a row for the label, a column for the prediction. Empty for values.
    pub confusion: Vec<usize>,
    /// The same at the threshold that is chosen.
    pub at_threshold: Vec<usize>,
    /// Of classes: what always giving the most frequent one is right for, over all points.
    pub base_rate: Option<BaseRate>,
    /// Label and prediction of each point. Empty for classes.
    pub values: Vec<(f32, f32)>,
}

impl Predictions {
    /// Whether points that are in view are given to more than one class, so that a boundary runs between them.
    pub fn has_boundary(&self) -> bool {
        let classes = self.train.confusion.len().isqrt();
        let is_given = |class: &usize| {
            let given = |split: &Split| split.confusion.iter().skip(*class).step_by(classes).any(|count| *count > 0);
            given(&self.train) || given(&self.test)
        };
        (0..classes).filter(is_given).nth(1).is_some()
    }

    /// Takes the numbers of misclassified points from a record, which has evaluated all of them.
    pub fn count(&mut self, record: &Record, dataset: &Dataset) {
        let splits = [
            (&mut self.train, Some(record.train_score), dataset.train.len()),
            (&mut self.test, record.test_score(), dataset.test.len()),
        ];
        for (split, score, points) in splits {
            split.misclassified = score.and_then(Score::correct).map_or(0, |correct| points.saturating_sub(correct));
        }
    }
}

impl Split {
    /// Mean absolute error; NaN without values.
    pub fn mean_error(&self) -> f32 {
        let sum: f64 = self.errors().map(f64::from).sum();
        (sum / self.values.len() as f64) as f32
    }

    pub fn largest_error(&self) -> f32 {
        // Unlike `f32::max`, this lets NaN through.
        self.errors().fold(0.0, |most, error| if error <= most { most } else { error })
    }

    fn errors(&self) -> impl Iterator<Item = f32> {
        self.values.iter().map(|(label, prediction)| (prediction - label).abs())
    }
}

/// The evaluated points of a split, laid out for the network.
#[derive(Default)]
struct Asked {
    /// Their places in the split, rising.
    places: Vec<usize>,
    labels: Vec<f32>,
    batches: Option<Batches>,
    base_rate: Option<BaseRate>,
}

/// Evaluates the network at the data points.
#[derive(Default)]
pub struct Asker {
    shown: Option<(Moment, Threshold)>,
    train: Asked,
    test: Asked,
    /// The network's outputs, `[n, outputs]` row by row.
    outputs: Vec<f32>,
}

impl Asker {
    /// Brings the predictions up to date with the model, if they are not.
    pub fn ask(&mut self, model: Model, at: Threshold, network: &mut Network, predictions: &mut Predictions) {
        let now = model.moment;
        let before = self.shown.replace((now, at));
        if before == Some((now, at)) {
            return;
        }
        if before.is_none_or(|(before, _)| before.version != now.version) {
            self.train.lay_out(&model.dataset.train, model);
            self.test.lay_out(&model.dataset.test, model);
            predictions.bound = (model.preset.loss.task() == Task::Value).then(|| {
                // Two digits, as the largest label has.
                let bound = ALLOWANCE * limit_of(model.dataset);
                format!("{bound:.1e}").parse().unwrap_or(bound)
            });
        }
        for (asked, split) in [(&self.train, &mut predictions.train), (&self.test, &mut predictions.test)] {
            let Some(batches) = &asked.batches else { continue };
            network.outputs(model, batches, &mut self.outputs);
            asked.evaluate(&self.outputs, model, at, predictions.bound, split);
        }
    }
}

impl Asked {
    /// Takes all points, or a sample that is spread evenly over the split.
    fn lay_out(&mut self, points: &Points, model: Model) {
        let count = points.len();
        self.base_rate = match model.preset.data.target() {
            Target::Classes(classes) => BaseRate::of(&points.labels, classes),
            Target::Value => None,
        };
        let even = count.min(MOST);
        self.places = (0..even).map(|index| index * count / even.max(1)).collect();
        if even < count {
            // All that are drawn are among them: what is wrong must not look right.
            let numbers = numbers(model.preset);
            self.places.extend(drawn(points, stride(model.dataset), |label| numbers.class_of(label)));
            self.places.sort_unstable();
            self.places.dedup();
        }
        let kept = self.places.len();
        self.labels = self.places.iter().map(|&place| points.labels[place]).collect();
        let all = points.laid_out(&model.preset.inputs);
        if kept == count {
            self.batches = Some(all);
            return;
        }
        let width = model.preset.shape().inputs;
        let (mut rows, mut labels) = (vec![0.0; count * width], vec![0.0; count]);
        all.write_rows(0, &mut rows, &mut labels);
        let mut sample = Batches::new(width);
        sample.gather(Batch { inputs: &rows, labels: &labels }, self.places.iter().copied(), kept);
        self.batches = Some(sample);
    }

    /// Compares the outputs at its points with their labels.
    fn evaluate(&self, outputs: &[f32], model: Model, at: Threshold, bound: Option<f32>, split: &mut Split) {
        let (loss, width) = (model.preset.loss, model.preset.shape().outputs);
        let rows = outputs.chunks_exact(width).zip(&self.labels);
        let is_wrong = |(row, &label): (&[f32], &f32)| match bound {
            Some(bound) => row[0].is_nan() || (row[0] - label).abs() > bound,
            None => loss.class(row) != Some(label as usize),
        };
        let wrong = self.places.iter().zip(rows.clone()).filter(|(_, row)| is_wrong(*row)).map(|(place, _)| *place);
        let (asked, base_rate) = (self.places.len(), self.base_rate);
        *split = Split { asked, wrong: wrong.collect(), base_rate, ..Split::default() };
        if bound.is_some() {
            split.values = rows.map(|(row, &label)| (label, row[0])).collect();
        } else {
            let confusion = |at: Threshold| at.confusion(loss, outputs, &self.labels, width.max(2));
            (split.confusion, split.at_threshold) = (confusion(Threshold::default()), confusion(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::Dataset;
    use crate::network::Score;
    use crate::session::Update;
    use crate::ui::fixture::update;

    fn model(run: &Update) -> Model<'_> {
        Model::at(Moment::of(run), run)
    }

    fn asked(run: &Update) -> Predictions {
        let mut predictions = Predictions::default();
        Asker::default().ask(model(run), Threshold::default(), &mut Network::default(), &mut predictions);
        predictions
    }

    #[test]
    fn the_wrong_points_are_those_that_the_record_counts() {
        for (name, epochs) in [("xor-blobs", 0), ("xor-blobs", 100), ("blobs-8", 20), ("spiral", 30)] {
            let run = update(name, epochs, |_| {});
            let predictions = asked(&run);
            let splits = [
                (&predictions.train, &run.dataset.train, run.record.train_score),
                (&predictions.test, &run.dataset.test, run.record.test_score().unwrap()),
            ];
            for (split, points, score) in splits {
                assert_eq!(split.asked, points.len());
                assert_eq!(score, Score::Correct(points.len() - split.wrong.len()), "{name} at {epochs}");
                let classes = run.preset.shape().outputs.max(2);
                assert_eq!(split.confusion.iter().sum::<usize>(), points.len());
                let right: usize = (0..classes).map(|class| split.confusion[class * classes + class]).sum();
                assert_eq!(right + split.wrong.len(), points.len());
                // A row of the table has as many points as the class.
                for class in 0..classes {
                    let row: usize = split.confusion[class * classes..(class + 1) * classes].iter().sum();
                    let own = points.labels.iter().filter(|label| **label == class as f32).count();
                    assert_eq!(row, own, "{name}: label {class}");
                }
            }
        }
    }

    #[test]
    fn a_boundary_runs_between_points_that_are_given_to_different_classes() {
        let has_boundary = |run: &Update| asked(run).has_boundary();
        let mut run = update("xor-blobs", 100, |_| {});
        assert!(has_boundary(&run));
        // Every probability is one half or more.
        run.parameters.fill(0.0);
        assert!(!has_boundary(&run));
        assert!(has_boundary(&update("blobs-8", 20, |_| {})));
        assert!(!has_boundary(&update("plane", 0, |_| {})), "values have none");
    }

    #[test]
    fn a_threshold_moves_a_matrix_of_its_own() {
        let run = update("xor-blobs", 100, |_| {});
        let (mut asker, mut network, mut predictions) = (Asker::default(), Network::default(), Predictions::default());
        let at = |probability| Threshold::new(probability).unwrap();
        asker.ask(model(&run), Threshold::default(), &mut network, &mut predictions);
        assert_eq!(predictions.test.at_threshold, predictions.test.confusion);
        let plain = predictions.clone();
        asker.ask(model(&run), at(0.999_999), &mut network, &mut predictions);
        let labels = |label: f32| run.dataset.test.labels.iter().filter(|own| **own == label).count();
        assert_eq!(predictions.test.at_threshold, [labels(0.0), 0, labels(1.0), 0], "nothing is given label 1");
        assert_eq!((&predictions.test.confusion, &predictions.test.wrong), (&plain.test.confusion, &plain.test.wrong));
        asker.ask(model(&run), at(1e-6), &mut network, &mut predictions);
        assert_eq!(predictions.test.at_threshold, [0, labels(0.0), 0, labels(1.0)]);
        let rate = predictions.test.base_rate.unwrap();
        assert_eq!(rate.share, labels(rate.class as f32) as f64 / 20.0);
    }

    #[test]
    fn values_are_wrong_beyond_a_tenth_of_the_largest() {
        let run = update("gauss-regression", 200, |_| {});
        let predictions = asked(&run);
        let bound = predictions.bound.unwrap();
        assert!((bound - 0.1 * limit_of(&run.dataset)).abs() < 1e-6);
        let far = predictions.test.values.iter().filter(|(label, answer)| (label - answer).abs() > bound).count();
        assert!(far > 0 && far == predictions.test.wrong.len(), "{far}");
        let (mean, largest) = (predictions.test.mean_error(), predictions.test.largest_error());
        assert!(0.0 < mean && mean < largest && largest > bound, "{mean} {largest}");
        // R² from the pairs is the record's.
        let labels: Vec<f64> = predictions.test.values.iter().map(|pair| f64::from(pair.0)).collect();
        let middle = labels.iter().sum::<f64>() / labels.len() as f64;
        let squares: f64 = predictions.test.values.iter().map(|pair| f64::from(pair.1 - pair.0).powi(2)).sum();
        let variation: f64 = labels.iter().map(|label| (label - middle).powi(2)).sum();
        let expected = run.record.test_score().unwrap().share(labels.len());
        assert!((1.0 - squares / variation - expected).abs() < 1e-5, "{expected}");
    }

    #[test]
    fn a_large_split_is_asked_at_points_spread_evenly_and_at_all_that_are_drawn() {
        let run = update("xor-blobs", 1, |preset| assert!(preset.data.set_train_count(25_000)));
        let mut asker = Asker::default();
        let mut predictions = Predictions::default();
        asker.ask(model(&run), Threshold::default(), &mut Network::default(), &mut predictions);
        let places = &asker.train.places;
        assert_eq!(predictions.train.asked, places.len());
        assert!((MOST..MOST + 2_000).contains(&places.len()), "{}", places.len());
        assert!(places.windows(2).all(|pair| (1..=3).contains(&(pair[1] - pair[0]))), "rising, and spread evenly");
        let shown = drawn(&run.dataset.train, stride(&run.dataset), |label| label as usize);
        assert!(shown.into_iter().all(|place| places.binary_search(&place).is_ok()));
        // Each is asked with its own inputs: a network of one's own says the same of the same place.
        let all = run.dataset.train.laid_out(&run.preset.inputs);
        let mut outputs = vec![];
        Network::default().outputs(model(&run), &all, &mut outputs);
        let wrong = |place: &&usize| (outputs[**place] >= 0.0) != (run.dataset.train.labels[**place] == 1.0);
        let expected: Vec<usize> = asker.train.places.iter().filter(wrong).copied().collect();
        assert!(!expected.is_empty());
        assert_eq!(predictions.train.wrong, expected);
    }

    #[test]
    fn predictions_are_computed_again_only_when_the_run_has_moved() {
        let mut run = update("xor-blobs", 100, |_| {});
        let (mut asker, mut network, mut predictions) = (Asker::default(), Network::default(), Predictions::default());
        asker.ask(model(&run), Threshold::default(), &mut network, &mut predictions);
        let first = predictions.clone();
        predictions.train.wrong.clear();
        asker.ask(model(&run), Threshold::default(), &mut network, &mut predictions);
        assert_ne!(predictions, first, "nothing is computed for the same weights");
        // An edit that replaces the one before leaves position and number of edits as they are.
        run.parameters.fill(f32::NAN);
        asker.ask(model(&run), Threshold::default(), &mut network, &mut predictions);
        assert_eq!(predictions.train.wrong.len(), run.dataset.train.len(), "what is no number is never right");
        assert_eq!(predictions.train.confusion, [0; 4]);
        let points = |count| Points { inputs: vec![[0.0; 2]; count], labels: vec![0.0; count], ..Points::default() };
        run.dataset = Arc::new(Dataset { train: points(3), test: points(2), ..Dataset::default() });
        run.run += 1;
        asker.ask(model(&run), Threshold::default(), &mut network, &mut predictions);
        assert_eq!((predictions.train.asked, predictions.test.asked), (3, 2));
    }
}
