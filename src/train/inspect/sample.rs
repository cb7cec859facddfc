//! A sample of the points, for one frame.

use crate::data::Points;

/// Maximum number of train points for a frame: the activations of six layers of 32 take a third of a millisecond, the
/// gradient twice that.
pub const MAX_POINTS: usize = 1000;

/// At most `most` points, evenly spaced in their order, which generators mix.
pub fn sample(points: &Points, most: usize) -> Points {
    let count = points.len().min(most);
    let mut sample = Points::default();
    for index in (0..count).map(|place| place * points.len() / count) {
        sample.push_of(points, index);
    }
    sample
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_all_of_a_few_points_and_evenly_spaced_among_many() {
        let points = |count: usize| {
            let mut points = Points::default();
            (0..count).for_each(|index| points.push([index as f32, -1.0], (index % 2) as f32));
            points
        };
        assert_eq!(sample(&points(5), 5), points(5));
        assert_eq!(sample(&points(0), 5), points(0));
        let some = sample(&points(11), 4);
        assert_eq!(some.inputs.iter().map(|input| input[0]).collect::<Vec<_>>(), [0.0, 2.0, 5.0, 8.0]);
        assert_eq!(some.labels, [0.0, 0.0, 1.0, 0.0]);
        assert_eq!(sample(&points(11), 0), points(0));
    }
}
