//! Scales: where a number lies along an axis of dots.
//!
//! Owns the linear and the logarithmic mapping. It neither draws nor chooses ticks; the chart calls it.

/// How values are laid along the y axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equally long.
    #[default]
    Linear,
    /// Equal ratios are equally long.
    Log,
}

/// The way from data to dots of a canvas.
pub(super) struct Mapping {
    x: (f64, f64),
    y: (f64, f64),
    scale: Scale,
    width: f64,
    height: f64,
}

impl Mapping {
    /// The mapping of the ranges, whose ends may come in either order, onto so many dots. None if an end is no number
    /// that the scale can show.
    pub(super) fn new(x: (f64, f64), y: (f64, f64), scale: Scale, dots: (usize, usize)) -> Option<Self> {
        // An end that is no number stays, to be noticed.
        let ordered = |(low, high): (f64, f64)| if low > high { (high, low) } else { (low, high) };
        let (x, mut y) = (ordered(x), ordered(y));
        if scale == Scale::Log {
            y = (y.0.log10(), y.1.log10());
        }
        if y.0 == y.1 {
            y = (y.0 - 0.5, y.1 + 0.5);
        }
        let usable = [x.0, x.1, x.1 - x.0, y.0, y.1, y.1 - y.0].into_iter().all(f64::is_finite);
        usable.then_some(Self { x, y, scale, width: dots.0 as f64, height: dots.1 as f64 })
    }

    /// First and last x, in order.
    pub(super) fn across(&self) -> (f64, f64) {
        self.x
    }

    /// Whether an x lies in the range.
    pub(super) fn shows(&self, x: f64) -> bool {
        (self.x.0..=self.x.1).contains(&x)
    }

    /// Lowest and highest value, in order.
    pub(super) fn down(&self) -> (f64, f64) {
        match self.scale {
            Scale::Linear => self.y,
            Scale::Log => (10_f64.powf(self.y.0), 10_f64.powf(self.y.1)),
        }
    }

    /// The column of dots of an x, from 0 for the first x to the last column for the last.
    pub(super) fn column(&self, x: f64) -> f64 {
        let across = self.x.1 - self.x.0;
        if across == 0.0 { x - self.x.0 } else { ((x - self.x.0) / across * (self.width - 1.0)).round() }
    }

    /// The row of dots of a value.
    pub(super) fn row(&self, value: f64) -> f64 {
        let place = if self.scale == Scale::Log { value.log10() } else { value };
        (self.y.1 - place) / (self.y.1 - self.y.0) * (self.height - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_ranges_are_the_outermost_dots() {
        for (scale, y) in [(Scale::Linear, (-1.0, 3.0)), (Scale::Log, (0.01, 10.0))] {
            let mapping = Mapping::new((0.0, 100.0), y, scale, (21, 31)).expect("usable ranges");
            assert_eq!([0.0, 100.0, 50.0].map(|x| mapping.column(x)), [0.0, 20.0, 10.0]);
            assert_eq!([y.0, y.1].map(|y| mapping.row(y)), [30.0, 0.0]);
        }
        let mapping = Mapping::new((0.0, 1.0), (0.01, 10.0), Scale::Log, (1, 31)).expect("usable ranges");
        assert_eq!([0.1, 1.0].map(|y| mapping.row(y).round()), [20.0, 10.0], "a decade is ten dots");
    }

    #[test]
    fn empty_ranges_still_have_a_place_for_their_value() {
        let mapping = Mapping::new((7.0, 7.0), (0.5, 0.5), Scale::Linear, (20, 31)).expect("usable ranges");
        assert_eq!((mapping.column(7.0), mapping.row(0.5)), (0.0, 15.0));
    }

    #[test]
    fn unusable_ranges_have_no_mapping() {
        for bad in [f64::NAN, f64::INFINITY] {
            assert!(Mapping::new((0.0, bad), (0.0, 1.0), Scale::Linear, (9, 9)).is_none());
            assert!(Mapping::new((0.0, 1.0), (bad, 1.0), Scale::Linear, (9, 9)).is_none());
        }
        assert!(Mapping::new((0.0, 1.0), (0.0, 1.0), Scale::Log, (9, 9)).is_none());
        assert!(Mapping::new((0.0, 1.0), (-f64::MAX, f64::MAX), Scale::Linear, (9, 9)).is_none());
    }
}
