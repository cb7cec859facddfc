//! What a network is told of a point: features of its coordinates.
//!
//! One row of [`Input`] each, by the formulas of TensorFlow Playground where it has them. Presets choose them; whoever
//! lays points out for a network computes them, in f64 and rounded once, so that files hold the coordinates alone.

use serde::{Deserialize, Serialize};

use super::COORDINATES;

/// The most inputs of a network: each feature once.
pub const MOST_INPUTS: usize = Input::ALL.len();

/// A feature of a point (x, y). The first seven are TensorFlow Playground's (`INPUTS` in tensorflow/playground,
/// `src/playground.ts`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// x.
    X,
    /// y.
    Y,
    /// x².
    X2,
    /// y².
    Y2,
    /// x y.
    XY,
    /// sin x.
    SinX,
    /// sin y.
    SinY,
    /// cos x.
    CosX,
    /// cos y.
    CosY,
    /// The distance from the origin, sqrt(x² + y²).
    Radius,
}

impl Input {
    /// Every feature with its name on the command line and the screen.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::X, "x"),
        (Self::Y, "y"),
        (Self::X2, "x2"),
        (Self::Y2, "y2"),
        (Self::XY, "xy"),
        (Self::SinX, "sin-x"),
        (Self::SinY, "sin-y"),
        (Self::CosX, "cos-x"),
        (Self::CosY, "cos-y"),
        (Self::Radius, "radius"),
    ];

    /// The coordinates themselves: what a network gets unless its preset says otherwise.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        vec![Self::X, Self::Y]
    }

    /// The feature's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let row = Self::ALL.iter().find(|(input, _)| *input == self);
        row.map_or("", |(_, name)| name)
    }

    /// The feature of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(input, _)| *input)
    }

    /// The feature of a point.
    #[must_use]
    pub fn of(self, point: [f32; COORDINATES]) -> f32 {
        let [x, y] = point.map(f64::from);
        let feature = match self {
            Self::X => return point[0],
            Self::Y => return point[1],
            Self::X2 => x * x,
            Self::Y2 => y * y,
            Self::XY => x * y,
            Self::SinX => x.sin(),
            Self::SinY => y.sin(),
            Self::CosX => x.cos(),
            Self::CosY => y.cos(),
            Self::Radius => (x * x + y * y).sqrt(),
        };
        feature as f32
    }
}

/// The features of points, `[n, width]` row by row: these inputs in their order, then zeros.
#[must_use]
pub fn features(inputs: &[Input], points: &[[f32; COORDINATES]], width: usize) -> Vec<f32> {
    let mut rows = Vec::with_capacity(points.len() * width);
    for &point in points {
        rows.extend(inputs.iter().map(|input| input.of(point)));
        rows.resize(rows.len() + width.saturating_sub(inputs.len()), 0.0);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_formula() {
        let value = |input: Input| input.of([0.5, -2.0]);
        let expected =
            [0.5, -2.0, 0.25, 4.0, -1.0, 0.479_425_55, -0.909_297_4, 0.877_582_55, -0.416_146_84, 2.061_552_8];
        for ((input, name), expected) in Input::ALL.into_iter().zip(expected) {
            assert_eq!(value(input), expected, "{name}");
            assert_eq!((Input::named(name), input.name()), (Some(input), name));
        }
        assert_eq!(Input::named("z"), None);
    }

    #[test]
    fn coordinates_stay_as_they_are_and_what_is_left_of_the_width_is_zero() {
        let points = [[1e-45, f32::MAX], [-0.0, 3.0]];
        assert_eq!(features(&Input::usual(), &points, 2), points.as_flattened());
        assert_eq!(features(&[Input::XY, Input::X], &points[1..], 4), [-0.0, -0.0, 0.0, 0.0]);
        assert!(features(&[Input::X2], &points[..1], 1)[0] < f32::MIN_POSITIVE);
    }
}
