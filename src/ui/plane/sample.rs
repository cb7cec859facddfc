//! The points to draw where there are more than a plane has room for, so that a frame costs no more.
//!
//! Every n-th point of each class, in the order of the split, which is mixed; so the first of a class is always drawn.

use crate::data::{Dataset, Points};

/// About the most points that are drawn, of both splits together.
const MOST: usize = 2000;

/// One point in how many is drawn.
pub fn stride(dataset: &Dataset) -> usize {
    (dataset.train.len() + dataset.test.len()).div_ceil(MOST).max(1)
}

/// The indices of the points to draw of a split, one in `stride` of each class; `class_of` gives the class of a label.
pub fn drawn(points: &Points, stride: usize, class_of: impl Fn(f32) -> usize) -> impl Iterator<Item = usize> {
    let mut seen: Vec<usize> = Vec::new();
    points.labels.iter().enumerate().filter_map(move |(index, &label)| {
        let class = class_of(label);
        if class >= seen.len() {
            seen.resize(class + 1, 0);
        }
        let is_drawn = seen[class].is_multiple_of(stride);
        seen[class] += 1;
        is_drawn.then_some(index)
    })
}

/// The points of a dataset that are drawn, alone.
pub fn thinned(dataset: &Dataset, class_of: impl Fn(f32) -> usize) -> Dataset {
    let stride = stride(dataset);
    let of = |points: &Points| {
        let mut kept = Points::default();
        for index in drawn(points, stride, &class_of) {
            kept.push(points.inputs[index], points.labels[index]);
        }
        kept
    };
    Dataset { train: of(&dataset.train), test: of(&dataset.test), scale: dataset.scale.clone(), ..Dataset::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(labels: impl Iterator<Item = usize>) -> Points {
        let mut points = Points::default();
        labels.for_each(|label| points.push([0.0, 0.0], label as f32));
        points
    }

    #[test]
    fn few_points_are_all_drawn_and_many_evenly() {
        let few = Dataset {
            train: points((0..1500).map(|i| i % 3)),
            test: points((0..500).map(|i| i % 3)),
            ..Dataset::default()
        };
        assert_eq!(stride(&few), 1);
        assert_eq!(drawn(&few.train, 1, |label| label as usize).collect::<Vec<_>>(), (0..1500).collect::<Vec<_>>());
        assert_eq!(stride(&Dataset::default()), 1);

        // One point of class 7 among very many.
        let many = Dataset {
            train: points((0..80_000).map(|i| if i == 54_321 { 7 } else { i % 2 })),
            test: points((0..20_000).map(|i| i % 2)),
            ..Dataset::default()
        };
        assert_eq!(stride(&many), 50);
        let shown: Vec<usize> = drawn(&many.train, 50, |label| label as usize).collect();
        assert!((1600..=1603).contains(&shown.len()), "{}", shown.len());
        assert!(shown.contains(&54_321) && shown[..2] == [0, 1]);
    }
}
