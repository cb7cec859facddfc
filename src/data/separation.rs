//! How well a column alone tells the labels apart: what a plane's two columns are chosen by.

use super::Target;

/// How well some numbers separate their labels, from 0 for not at all: the F of [`f_statistic`] for classes, the absolute
/// value of [`correlation`] for values. Numbers of one column are compared with those of another of the same points only.
pub fn separation(numbers: &(impl Iterator<Item = f32> + Clone), labels: &[f32], target: Target) -> f64 {
    match target {
        Target::Classes(classes) => f_statistic(numbers, labels, classes),
        Target::Value => correlation(numbers, labels).abs(),
    }
}

/// F of the one-way analysis of variance: the variance between the classes over that within them,
/// `(Σ n_c (m_c - m)² / (k - 1)) / (Σ (x - m_c)² / (n - k))` of n numbers x in k classes, those that have any
/// (R. A. Fisher, Statistical Methods for Research Workers, 1925; `f_classif` in scikit-learn, `f_oneway` in `SciPy`). 0 where
/// there are no two classes or the numbers are all alike, and infinite where they differ between the classes alone.
fn f_statistic(numbers: &(impl Iterator<Item = f32> + Clone), labels: &[f32], classes: usize) -> f64 {
    let numbers = || numbers.clone().map(f64::from).zip(labels.iter().map(|label| *label as usize));
    let mean = mean(numbers().map(|(number, _)| number));
    let (mut counts, mut sums) = (vec![0.0; classes], vec![0.0; classes]);
    for (number, class) in numbers().filter(|(_, class)| *class < classes) {
        counts[class] += 1.0;
        sums[class] += number - mean;
    }
    let (count, groups) = (counts.iter().sum::<f64>(), counts.iter().filter(|count| **count > 0.0).count() as f64);
    // Of the numbers less their mean, so that large ones lose no digits.
    let offsets: Vec<f64> = sums.iter().zip(&counts).map(|(sum, count)| sum / f64::max(*count, 1.0)).collect();
    let between: f64 = counts.iter().zip(&offsets).map(|(count, offset)| count * offset * offset).sum();
    let within = numbers().filter(|(_, class)| *class < classes).map(|(number, class)| {
        let offset = number - mean - offsets[class];
        offset * offset
    });
    let within: f64 = within.sum();
    if groups < 2.0 || count <= groups || between <= 0.0 {
        return 0.0;
    }
    (between / (groups - 1.0)) / (within / (count - groups))
}

/// The correlation coefficient of Pearson of numbers and labels,
/// `Σ (x - mean x) (y - mean y) / sqrt(Σ (x - mean x)² Σ (y - mean y)²)`, from -1 to 1 (`pearsonr` in `SciPy`); 0 where either
/// are all alike.
fn correlation(numbers: &(impl Iterator<Item = f32> + Clone), labels: &[f32]) -> f64 {
    let pairs = || numbers.clone().map(f64::from).zip(labels.iter().copied().map(f64::from));
    let (mean_x, mean_y) = (mean(pairs().map(|(x, _)| x)), mean(pairs().map(|(_, y)| y)));
    let (mut both, mut of_x, mut of_y) = (0.0, 0.0, 0.0);
    for (x, y) in pairs().map(|(x, y)| (x - mean_x, y - mean_y)) {
        both += x * y;
        of_x += x * x;
        of_y += y * y;
    }
    let size = of_x.sqrt() * of_y.sqrt();
    if size > 0.0 { both / size } else { 0.0 }
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), number| (sum + number, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// What `tests/fixtures/make_separation.py` has written.
    #[derive(Deserialize)]
    struct Fixture {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        name: String,
        classes: usize,
        columns: Vec<Vec<f32>>,
        labels: Vec<f32>,
        expected: Vec<f64>,
    }

    #[test]
    fn it_is_that_of_scikit_learn_and_scipy() {
        let text = include_str!("../../tests/fixtures/separation.json");
        let Fixture { cases } = serde_json::from_str(text).unwrap();
        assert!(cases.iter().any(|case| case.classes == 0) && cases.iter().any(|case| case.classes > 2));
        for Case { name, classes, columns, labels, expected } in cases {
            let target = if classes == 0 { Target::Value } else { Target::Classes(classes) };
            for (place, (numbers, expected)) in columns.iter().zip(expected).enumerate() {
                let found = separation(&numbers.iter().copied(), &labels, target);
                let allowed = 1e-7 * expected.abs().max(1e-6);
                assert!((found - expected).abs() <= allowed, "{name}, column {place}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn what_separates_nothing_is_0_and_what_separates_all_is_more_than_anything() {
        let of = |numbers: &[f32], labels: &[f32], target| separation(&numbers.iter().copied(), labels, target);
        let (two, labels) = (Target::Classes(2), [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(of(&[7.0; 4], &labels, two), 0.0);
        assert_eq!(of(&[7.0; 4], &labels, Target::Value), 0.0);
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0], &[1.0; 4], two), 0.0, "one class alone");
        assert_eq!(of(&[1.0, 2.0], &[0.0, 1.0], two), 0.0, "no more points than classes");
        assert_eq!(of(&[1.0, 1.0, 2.0, 2.0], &labels, two), f64::INFINITY);
        assert!((of(&[-1.0, -1.0, -2.0, -2.0], &labels, Target::Value) - 1.0).abs() < 1e-12);
        assert_eq!(of(&[], &[], two), 0.0);
    }
}
