//! Ranges of a y axis whose round ticks are equally many rows apart.
//!
//! Rows are few, so that ticks of any range, rounded to rows, would look unequal. The chart chooses among the ticks of a
//! range those that are even ([`even`]); these ranges have some.

use super::glyphs::Glyphs;
use super::ticks::times_power_of_ten;

/// The rows of a chart, and the dots of each.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    count: f64,
    dots: f64,
}

/// Values of a decade that have ticks, the number of equal steps that they nearly divide it into, and the most rows of a
/// step for which that is true.
const SEQUENCES: [(&[f64], f64, f64); 3] =
    [(&[1.0, 2.0, 5.0], 3.0, 2.0), (&[1.0, 3.0], 2.0, 10.0), (&[1.0], 1.0, 99.0)];
/// How much larger a range may be that has three ticks and not two.
const THREE: f64 = 1.4;
/// Decades that a range may have, at most, for ticks at some of the powers of ten.
const DECADES: [f64; 7] = [2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];

impl Rows {
    /// The rows of a chart in an area of this height, with the row of the x axis.
    pub fn of(height: u16, glyphs: Glyphs) -> Self {
        let count = if height < 3 { height } else { height - 1 };
        Self { count: f64::from(count.max(1)), dots: glyphs.dots().1 as f64 }
    }

    /// Rows between two ticks: from two on, where there are as many.
    fn steps(self) -> impl Iterator<Item = f64> {
        let most = (self.count - 1.0).max(1.0);
        (2_u32.min(most as u32)..=most as u32).map(f64::from)
    }

    /// How well a range of this span does, with ticks so many rows apart: the less the better.
    fn cost(self, span: f64, rows: f64) -> f64 {
        if 2.0 * rows < self.count { span } else { span * THREE }
    }

    /// The smallest range from a round number up that holds `low` to `high`, with the round number in the bottom row.
    pub fn rising(self, low: f64, high: f64) -> Option<(f64, f64)> {
        self.smallest(low, high, |step, rows| {
            let base = (low / step + SLACK).floor() * step;
            let below = step * (self.dots - 1.0) / (self.dots * rows);
            let end = base + step * (self.count - 1.0) / rows;
            (end >= high).then_some((base - below, end))
        })
    }

    /// The smallest range down from a round number that holds `low` to `high`, with the round number in the top row.
    pub fn falling(self, low: f64, high: f64) -> Option<(f64, f64)> {
        self.smallest(low, high, |step, rows| {
            let top = (high / step - SLACK).ceil() * step;
            let end = top - step * (self.count - 1.0 / self.dots) / rows;
            (end <= low).then_some((end, top))
        })
    }

    fn smallest(self, low: f64, high: f64, range: impl Fn(f64, f64) -> Option<(f64, f64)>) -> Option<(f64, f64)> {
        let span = high - low;
        if !(span.is_finite() && span > 0.0) {
            return None;
        }
        let least = (span / self.count).log10().floor() as i32;
        let steps =
            (least..=least + 3).flat_map(|exponent| [1.0, 2.0, 5.0].map(|one| times_power_of_ten(one, exponent)));
        let of = |step: f64, rows: f64| range(step, rows).map(|range| (self.cost(range.1 - range.0, rows), range));
        let ranges = steps.flat_map(|step| self.steps().filter_map(|rows| of(step, rows)).collect::<Vec<_>>());
        ranges.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, range)| range)
    }

    /// The same for a logarithmic axis, down from a round number.
    pub(super) fn logarithmic(self, low: f64, high: f64) -> Option<(f64, f64)> {
        let exponent = high.log10().floor() as i32;
        let divided = SEQUENCES.into_iter().flat_map(|(factors, steps, most)| {
            let rows = self.steps().filter(|rows| *rows <= most);
            rows.map(|rows| (factors, rows, steps * rows)).collect::<Vec<_>>()
        });
        let sparse = DECADES.map(|decades| (SEQUENCES[2].0, 2.0, 2.0 / decades));
        let ranges = divided.chain(sparse).filter_map(|(factors, rows, rows_of_decade)| {
            let tops = factors.iter().map(|factor| times_power_of_ten(*factor, exponent));
            let top = tops.chain([times_power_of_ten(1.0, exponent + 1)]).find(|top| *top >= high * (1.0 - SLACK))?;
            let decades = (self.count - 1.0 / self.dots) / rows_of_decade;
            let end = 10_f64.powf(top.log10() - decades);
            (end <= low && end > 0.0 && top.is_finite()).then_some((self.cost(decades, rows), (end, top)))
        });
        ranges.min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, range)| range)
    }
}

/// Whether these rows, in order, are as far apart as a person could tell.
pub(super) fn even(rows: &[u16]) -> bool {
    let apart = rows.windows(2).map(|pair| pair[0].abs_diff(pair[1]));
    let (least, most) = (apart.clone().min().unwrap_or(1), apart.max().unwrap_or(1));
    least > 0 && most - least <= u16::from(least >= 4)
}

/// The part of a step by which a number may lie beyond a tick.
const SLACK: f64 = 1e-9;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_are_tight_and_have_round_ends() {
        let rows = Rows::of(11, Glyphs::Braille);
        assert_eq!(rows.falling(50.0, 100.0).map(|range| range.1), Some(100.0));
        let (low, high) = rows.rising(0.0, 0.03).expect("a range");
        assert!(low < 0.0 && low > -0.01 && (0.03..0.05).contains(&high), "{low} to {high}");
        assert_eq!(rows.logarithmic(0.06, 0.7).map(|range| range.1), Some(1.0));
        assert_eq!((rows.rising(1.0, f64::NAN), rows.falling(3.0, 3.0)), (None, None));
        assert!(even(&[0, 2, 4]) && even(&[0, 4, 9]) && !even(&[0, 2, 3]) && !even(&[1, 1]));
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn every_range_holds_its_data(low in -1e3..1e3_f64, span in 1e-3..1e4_f64, height in 1..40_u16) {
            let rows = Rows::of(height, Glyphs::Braille);
            for (least, most) in [rows.rising(low, low + span), rows.falling(low, low + span)].into_iter().flatten() {
                prop_assert!(least <= low + span * 1e-6 && most >= low + span * (1.0 - 1e-6));
            }
            let (from, to) = (10_f64.powf(low / 100.0), 10_f64.powf(low / 100.0) * (1.0 + span));
            if let Some((least, most)) = rows.logarithmic(from, to) {
                prop_assert!(least <= from && most >= to * (1.0 - 1e-6));
            }
        }
    }
}
