//! Scales: where a number lies along an axis of dots.
//!
//! Owns the linear and the logarithmic mapping. It neither draws nor chooses ticks; the chart calls it.

/// How values are laid along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equally long.
    #[default]
    Linear,
    /// Equal ratios are equally long.
    Log,
}

impl Scale {
    /// The place of a value: on a logarithmic scale its power of ten, which is not finite if there is none.
    fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => value.log10(),
        }
    }

    fn value(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Log => 10_f64.powf(place),
        }
    }
}

/// The mapping from data to dots of a canvas.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mapping {
    x: (f64, f64),
    y: (f64, f64),
    x_scale: Scale,
    scale: Scale,
    width: f64,
    height: f64,
}

impl Mapping {
    /// Maps the ranges, whose ends may come in either order, onto a number of dots across and down, with scales for x and
    /// y. None if a scale can't show an end.
    pub(super) fn new(x: (f64, f64), y: (f64, f64), scales: (Scale, Scale), dots: (usize, usize)) -> Option<Self> {
        // An end that is NaN stays, and fails the check below.
        let ordered = |(low, high): (f64, f64)| if low > high { (high, low) } else { (low, high) };
        let placed = |(low, high): (f64, f64), scale: Scale| (scale.place(low), scale.place(high));
        let (x, mut y) = (placed(ordered(x), scales.0), placed(ordered(y), scales.1));
        if y.0 == y.1 {
            y = (y.0 - 0.5, y.1 + 0.5);
        }
        let usable = [x.0, x.1, x.1 - x.0, y.0, y.1, y.1 - y.0].into_iter().all(f64::is_finite);
        let (width, height) = (dots.0 as f64, dots.1 as f64);
        usable.then_some(Self { x, y, x_scale: scales.0, scale: scales.1, width, height })
    }

    /// First and last x, in order.
    pub(super) fn across(&self) -> (f64, f64) {
        (self.x_scale.value(self.x.0), self.x_scale.value(self.x.1))
    }

    /// Whether an x lies in the range.
    pub(super) fn shows(&self, x: f64) -> bool {
        (self.x.0..=self.x.1).contains(&self.x_scale.place(x))
    }

    /// Lowest and highest value, in order.
    pub(super) fn down(&self) -> (f64, f64) {
        (self.scale.value(self.y.0), self.scale.value(self.y.1))
    }

    /// The column of dots of an x, from 0 for the first x to the last column for the last. Not finite if the scale can't
    /// show it.
    pub(super) fn column(&self, x: f64) -> f64 {
        let (across, beyond) = (self.x.1 - self.x.0, self.x_scale.place(x) - self.x.0);
        if across == 0.0 { beyond } else { (beyond / across * (self.width - 1.0)).round() }
    }

    /// The x of a column of dots, which may lie outside the range.
    pub(super) fn x_of(&self, column: f64) -> f64 {
        let part = if self.width > 1.0 { column / (self.width - 1.0) } else { 0.0 };
        self.x_scale.value(self.x.0 + part * (self.x.1 - self.x.0))
    }

    /// The row of dots of a value.
    pub(super) fn row(&self, value: f64) -> f64 {
        (self.y.1 - self.scale.place(value)) / (self.y.1 - self.y.0) * (self.height - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINEAR: (Scale, Scale) = (Scale::Linear, Scale::Linear);

    #[test]
    fn the_ends_of_the_ranges_are_the_outermost_dots() {
        for (scale, y) in [(Scale::Linear, (-1.0, 3.0)), (Scale::Log, (0.01, 10.0))] {
            let mapping = Mapping::new((0.0, 100.0), y, (Scale::Linear, scale), (21, 31)).expect("usable ranges");
            assert_eq!([0.0, 100.0, 50.0].map(|x| mapping.column(x)), [0.0, 20.0, 10.0]);
            assert_eq!([y.0, y.1].map(|y| mapping.row(y)), [30.0, 0.0]);
        }
        let mapping =
            Mapping::new((0.0, 1.0), (0.01, 10.0), (Scale::Linear, Scale::Log), (1, 31)).expect("usable ranges");
        assert_eq!([0.1, 1.0].map(|y| mapping.row(y).round()), [20.0, 10.0], "a decade is ten dots");
    }

    #[test]
    fn a_logarithmic_x_axis_gives_each_decade_the_same_width_and_maps_back() {
        let scales = (Scale::Log, Scale::Linear);
        let mapping = Mapping::new((1.0, 1000.0), (0.0, 1.0), scales, (31, 9)).expect("usable ranges");
        assert_eq!([1.0, 10.0, 100.0, 1000.0].map(|x| mapping.column(x)), [0.0, 10.0, 20.0, 30.0]);
        assert!((mapping.x_of(20.0) - 100.0).abs() < 1e-9 && (mapping.x_of(-10.0) - 0.1).abs() < 1e-9);
        assert!(mapping.shows(1.0) && !mapping.shows(0.0) && !mapping.column(0.0).is_finite());
        assert!(Mapping::new((0.0, 10.0), (0.0, 1.0), scales, (31, 9)).is_none());
    }

    #[test]
    fn empty_ranges_still_have_a_place_for_their_value() {
        let mapping = Mapping::new((7.0, 7.0), (0.5, 0.5), LINEAR, (20, 31)).expect("usable ranges");
        assert_eq!((mapping.column(7.0), mapping.row(0.5)), (0.0, 15.0));
    }

    #[test]
    fn unusable_ranges_have_no_mapping() {
        for bad in [f64::NAN, f64::INFINITY] {
            assert!(Mapping::new((0.0, bad), (0.0, 1.0), LINEAR, (9, 9)).is_none());
            assert!(Mapping::new((0.0, 1.0), (bad, 1.0), LINEAR, (9, 9)).is_none());
        }
        assert!(Mapping::new((0.0, 1.0), (0.0, 1.0), (Scale::Linear, Scale::Log), (9, 9)).is_none());
        assert!(Mapping::new((0.0, 1.0), (-f64::MAX, f64::MAX), LINEAR, (9, 9)).is_none());
    }
}
