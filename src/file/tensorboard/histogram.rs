//! A histogram of numbers, as TensorBoard's `HistogramProto`.

use crate::file::protobuf::Message;

/// How many buckets a histogram has, all of the same width; as many as TensorBoard shows.
const BUCKETS: usize = 30;

/// The histogram of finite numbers, from the least to the largest.
pub(super) fn of(numbers: &[f32]) -> Message {
    let numbers = || numbers.iter().map(|number| f64::from(*number));
    let (least, most) = numbers()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), number| (least.min(number), most.max(number)));
    let width = (most - least) / BUCKETS as f64;
    let mut counts = [0.0; BUCKETS];
    for number in numbers() {
        // Equal numbers have no width: 0 / 0 is not a number, and becomes 0.
        counts[(((number - least) / width) as usize).min(BUCKETS - 1)] += 1.0;
    }
    let limits: Vec<f64> = (1..=BUCKETS).map(|bucket| least + width * bucket as f64).collect();
    Message::default()
        .double(1, least)
        .double(2, most)
        .double(3, numbers().count() as f64)
        .double(4, numbers().sum())
        .double(5, numbers().map(|number| number * number).sum())
        .doubles(6, &limits)
        .doubles(7, &counts)
}
