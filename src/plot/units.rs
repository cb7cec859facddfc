//! The units of a plane's axes.
//!
//! A network may see standardized data: its axes then have round ticks in the data's original units.

/// The unit of one axis: a coordinate is labelled with `factor` times itself plus `offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// The label of 0.
    pub offset: f64,
    /// The difference of labels for a step of 1, above 0.
    pub factor: f64,
}

/// The units of both axes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Units {
    /// Along the x axis.
    pub x: Unit,
    /// Along the y axis.
    pub y: Unit,
}

impl Default for Unit {
    /// Coordinates are their own labels.
    fn default() -> Self {
        Self { offset: 0.0, factor: 1.0 }
    }
}

impl Unit {
    /// The label of a coordinate.
    pub fn label(self, coordinate: f64) -> f64 {
        coordinate * self.factor + self.offset
    }

    /// The coordinate with a label.
    pub fn coordinate(self, label: f64) -> f64 {
        (label - self.offset) / self.factor
    }
}
