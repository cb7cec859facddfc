//! How well a network does on both splits, as tables and targets have it.

use crate::network::Score;
use crate::train::Record;

/// Losses and scores of a network on both splits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Mean loss over the train points.
    pub train_loss: f32,
    /// Mean loss over the test points; none without any.
    pub test_loss: Option<f32>,
    /// Share of the train points that get their class, 0 to 1; none for values.
    pub train_accuracy: Option<f64>,
    /// Share of the test points that get their class.
    pub test_accuracy: Option<f64>,
    /// R² on the train points; none for classes, and if it is not finite.
    pub train_r2: Option<f64>,
    /// R² on the test points.
    pub test_r2: Option<f64>,
}

impl Scores {
    /// The test loss, or the train loss without test points.
    pub fn loss(&self) -> f32 {
        self.test_loss.unwrap_or(self.train_loss)
    }

    /// The scores of a record, over so many train and test points.
    pub fn of(record: &Record, (train, test): (usize, usize)) -> Self {
        let accuracy = |score: Score, count| score.correct().map(|_| score.share(count));
        let r2 = |score: Score| match score {
            Score::Determination(share) => Some(share).filter(|share| share.is_finite()),
            Score::Correct(_) => None,
        };
        Self {
            train_loss: record.train_loss,
            test_loss: record.test_loss(),
            train_accuracy: accuracy(record.train_score, train),
            test_accuracy: record.test_score().and_then(|score| accuracy(score, test)),
            train_r2: r2(record.train_score),
            test_r2: record.test_score().and_then(r2),
        }
    }
}
