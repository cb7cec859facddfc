//! What the coordinates of a plane are called on its axes.
//!
//! Data may be drawn in another unit than people know it in: then ticks stand at round numbers of theirs.

/// What one coordinate is called: that times `factor`, and `offset` more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// What 0 is called.
    pub offset: f64,
    /// How much a step of 1 is, above 0.
    pub factor: f64,
}

/// What both coordinates are called.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Units {
    /// Along the x axis.
    pub x: Unit,
    /// Along the y axis.
    pub y: Unit,
}

impl Default for Unit {
    /// Coordinates are called as they are.
    fn default() -> Self {
        Self { offset: 0.0, factor: 1.0 }
    }
}

impl Unit {
    /// What a coordinate is called.
    #[must_use]
    pub fn told(self, coordinate: f64) -> f64 {
        coordinate * self.factor + self.offset
    }

    /// The coordinate that is called so.
    #[must_use]
    pub fn coordinate(self, told: f64) -> f64 {
        (told - self.offset) / self.factor
    }
}
