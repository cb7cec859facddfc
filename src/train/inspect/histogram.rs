//! Histograms of activations and weights.

use crate::network::Activation;

/// Counts of numbers in bins of equal width, as in `numpy.histogram`: a bin includes its lower edge, and the last one
/// also the upper edge of the range. Reuses its buffer.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    range: (f64, f64),
    counts: Vec<u32>,
    outside: usize,
    not_finite: usize,
}

/// The range of an activation, for histograms that stay comparable from epoch to epoch; none if it is unbounded.
pub fn bounds(activation: Activation) -> Option<(f32, f32)> {
    match activation {
        Activation::Tanh | Activation::Sin => Some((-1.0, 1.0)),
        Activation::Sigmoid => Some((0.0, 1.0)),
        Activation::Relu
        | Activation::Linear
        | Activation::LeakyRelu
        | Activation::Elu
        | Activation::Gelu
        | Activation::Softplus => None,
    }
}

impl Histogram {
    /// An empty histogram from 0 to 1.
    ///
    /// # Panics
    /// If there are 0 bins.
    pub fn new(bins: usize) -> Self {
        assert!(bins > 0, "a histogram has bins");
        Self { range: (0.0, 1.0), counts: vec![0; bins], outside: 0, not_finite: 0 }
    }

    /// Counts these numbers instead of the previous ones, over the range of the finite ones. If all are equal, the
    /// range is half a unit to each side; without any, 0 to 1.
    pub fn fill<'a>(&mut self, numbers: impl Iterator<Item = &'a f32> + Clone) {
        let finite = numbers.clone().copied().filter(|number| number.is_finite());
        let (least, most) = finite
            .fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), number| (least.min(number), most.max(number)));
        let range = if least > most { (0.0, 1.0) } else { (least.into(), most.into()) };
        self.count(range, numbers);
    }

    /// Counts these numbers instead of the previous ones, between a lower and an upper edge; half a unit to each side
    /// if the edges are equal.
    ///
    /// # Panics
    /// If the edges are not finite, or not in order.
    pub fn fill_within<'a>(&mut self, (least, most): (f32, f32), numbers: impl Iterator<Item = &'a f32>) {
        assert!(least.is_finite() && most.is_finite() && least <= most, "a range from {least} to {most}");
        self.count((least.into(), most.into()), numbers);
    }

    fn count<'a>(&mut self, (least, most): (f64, f64), numbers: impl Iterator<Item = &'a f32>) {
        // Half a unit vanishes beside very large numbers.
        let half = 0.5_f64.max(least.abs() * 1e-9);
        self.range = if least < most { (least, most) } else { (least - half, most + half) };
        self.counts.fill(0);
        (self.outside, self.not_finite) = (0, 0);
        let (least, most) = self.range;
        let highest = self.counts.len() - 1;
        let bins_a_unit = self.counts.len() as f64 / (most - least);
        for &number in numbers {
            let number = f64::from(number);
            if !number.is_finite() {
                self.not_finite += 1;
            } else if number < least || number > most {
                self.outside += 1;
            } else {
                let mut bin = (((number - least) * bins_a_unit) as usize).min(highest);
                // The quotient may have been rounded over an edge.
                if number < self.edge(bin) {
                    bin -= 1;
                } else if bin < highest && number >= self.edge(bin + 1) {
                    bin += 1;
                }
                self.counts[bin] += 1;
            }
        }
    }

    /// The count of each bin, from the lower edge on.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// The lower edge of a bin, counted from 0; for the number of bins, the upper edge of the last.
    pub fn edge(&self, bin: usize) -> f64 {
        let (least, most) = self.range;
        if bin == self.counts.len() { most } else { least + bin as f64 * ((most - least) / self.counts.len() as f64) }
    }

    /// The number of finite numbers outside the range.
    pub fn outside(&self) -> usize {
        self.outside
    }

    /// The number of infinities and NaNs.
    pub fn not_finite(&self) -> usize {
        self.not_finite
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edges_belong_to_the_bin_above_and_the_last_to_the_last() {
        let mut histogram = Histogram::new(4);
        histogram.fill([0.0, 0.24, 0.25, 0.5, 0.75, 0.99, 1.0, f32::NAN, f32::NEG_INFINITY].iter());
        assert_eq!((histogram.counts(), histogram.outside(), histogram.not_finite()), (&[2, 1, 1, 3][..], 0, 2));
        histogram.fill_within((0.25, 0.75), [0.0, 0.24, 0.25, 0.5, 0.75, 0.99].iter());
        assert_eq!((histogram.counts(), histogram.outside(), histogram.not_finite()), (&[1, 0, 1, 1][..], 3, 0));
        assert_eq!([0, 1, 4].map(|bin| histogram.edge(bin)), [0.25, 0.375, 0.75]);
    }

    #[test]
    fn equal_numbers_stand_in_the_middle_and_none_leave_it_empty() {
        let mut histogram = Histogram::new(3);
        histogram.fill([7.0; 5].iter());
        assert_eq!((histogram.counts(), histogram.edge(0), histogram.edge(3)), (&[0, 5, 0][..], 6.5, 7.5));
        histogram.fill([f32::NAN; 2].iter());
        assert_eq!((histogram.counts(), histogram.not_finite()), (&[0, 0, 0][..], 2));
        assert_eq!((histogram.edge(0), histogram.edge(3)), (0.0, 1.0));
    }

    /// An eighth of a whole number, which often lies on an edge, where products and quotients round to either side.
    fn eighths(range: std::ops::RangeInclusive<i8>) -> impl Strategy<Value = f32> {
        range.prop_map(|eighths| f32::from(eighths) / 8.0)
    }

    proptest! {
        #![proptest_config(crate::cases::cases(2000))]

        #[test]
        fn every_number_is_between_the_edges_of_its_bin_or_counted_apart(
            numbers in prop::collection::vec(prop_oneof![eighths(-24..=24), -3.0_f32..3.0, any::<f32>()], 0..200),
            bins in 1_usize..40,
            range in prop::option::of((eighths(-24..=0), eighths(0..=24))),
        ) {
            let mut histogram = Histogram::new(bins);
            match range {
                Some(range) => histogram.fill_within(range, numbers.iter()),
                None => histogram.fill(numbers.iter()),
            }
            let within = |number: f64, bin: usize| {
                let below = number < histogram.edge(bin + 1) || bin + 1 == bins && number == histogram.edge(bins);
                number >= histogram.edge(bin) && below
            };
            for (bin, &count) in histogram.counts().iter().enumerate() {
                let expected = numbers.iter().filter(|number| number.is_finite() && within(f64::from(**number), bin));
                prop_assert_eq!(count as usize, expected.count(), "bin {}", bin);
            }
            let counted: u32 = histogram.counts().iter().sum();
            prop_assert_eq!(counted as usize + histogram.outside() + histogram.not_finite(), numbers.len());
            prop_assert!(range.is_some() || histogram.outside() == 0);
        }
    }
}
