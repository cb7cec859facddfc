//! What a confusion matrix says of each class, and what always giving the most frequent class would be right for.

/// Precision, recall and F1 of a class, as scikit-learn's `precision_recall_fscore_support` defines them; none where they
/// are 0 / 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScores {
    /// The fraction of the points with this prediction that have this label.
    pub precision: Option<f64>,
    /// The fraction of the points with this label that have this prediction.
    pub recall: Option<f64>,
    /// The harmonic mean of both, 2 TP / (2 TP + FP + FN).
    pub f1: Option<f64>,
}

impl ClassScores {
    /// Those of every class, from a confusion matrix `[classes, classes]`: a row for each label, a column for each
    /// prediction.
    pub fn all(confusion: &[usize], classes: usize) -> Vec<Self> {
        let of = |class: usize| {
            let hits = confusion[class * classes + class];
            let labelled: usize = confusion[class * classes..(class + 1) * classes].iter().sum();
            let predicted: usize = confusion.iter().skip(class).step_by(classes).sum();
            let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
            Self {
                precision: share(hits, predicted),
                recall: share(hits, labelled),
                f1: share(2 * hits, labelled + predicted),
            }
        };
        (0..classes).map(of).collect()
    }
}

/// The accuracy of always giving the most frequent class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BaseRate {
    /// The most frequent class, the first of equals.
    pub class: usize,
    /// Its fraction of the points.
    pub share: f64,
    classes: usize,
}

impl BaseRate {
    /// That of labels of this many classes; none without points.
    ///
    /// # Panics
    /// If a label has no class.
    pub fn of(labels: &[f32], classes: usize) -> Option<Self> {
        let mut counts = vec![0_usize; classes];
        for label in labels {
            counts[label.round() as usize] += 1;
        }
        let most = *counts.iter().max().filter(|count| **count > 0)?;
        let class = counts.iter().position(|count| *count == most)?;
        Some(Self { class, share: most as f64 / labels.len() as f64, classes })
    }

    /// Whether the classes are so uneven that accuracy says little without it: 60 % of the points of two classes have the
    /// same, or half as many again as an even part of several.
    pub fn is_uneven(&self) -> bool {
        let least = if self.classes == 2 { 0.6 } else { 1.5 / self.classes as f64 };
        self.share >= least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the documentation of scikit-learn's `precision_recall_fscore_support`.
    #[test]
    fn scores_are_those_of_scikit_learns_example() {
        // y_true = cat dog pig cat dog pig, y_pred = cat pig dog cat cat dog, in the order pig, dog, cat.
        let confusion = [0, 2, 0, 1, 0, 1, 0, 0, 2];
        let scores = ClassScores::all(&confusion, 3);
        let of = |part: fn(&ClassScores) -> Option<f64>| scores.iter().map(part).collect::<Vec<_>>();
        assert_eq!(of(|scores| scores.precision), [Some(0.0), Some(0.0), Some(2.0 / 3.0)]);
        assert_eq!(of(|scores| scores.recall), [Some(0.0), Some(0.0), Some(1.0)]);
        assert_eq!(of(|scores| scores.f1), [Some(0.0), Some(0.0), Some(0.8)]);
    }

    #[test]
    fn what_is_0_by_0_is_no_number() {
        // Label 1 is never given; label 2 has no points and is given once.
        let [first, never, absent] = ClassScores::all(&[3, 0, 1, 2, 0, 0, 0, 0, 0], 3)[..] else { panic!("three") };
        assert_eq!((first.precision, first.recall, first.f1), (Some(0.6), Some(0.75), Some(6.0 / 9.0)));
        assert_eq!((never.precision, never.recall, never.f1), (None, Some(0.0), Some(0.0)));
        assert_eq!((absent.precision, absent.recall, absent.f1), (Some(0.0), None, Some(0.0)));
        let none = ClassScores { precision: None, recall: None, f1: None };
        assert_eq!(ClassScores::all(&[4, 0, 0, 0], 2)[1], none);
    }

    #[test]
    fn the_base_rate_is_that_of_the_most_frequent_class() {
        let rate = BaseRate::of(&[0.0, 0.0, 0.0, 1.0], 2).unwrap();
        assert_eq!((rate.class, rate.share, rate.is_uneven()), (0, 0.75, true));
        let even = BaseRate::of(&[1.0, 0.0], 2).unwrap();
        assert_eq!((even.class, even.share, even.is_uneven()), (0, 0.5, false));
        assert!(BaseRate::of(&[0.0, 1.0, 2.0, 2.0], 4).unwrap().is_uneven(), "half of the points, of four classes");
        assert_eq!(BaseRate::of(&[], 2), None);
    }
}
