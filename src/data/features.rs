//! Input features: functions of a point's coordinates, and the other columns of a table.
//!
//! One row of [`Input`] each, by the formulas of TensorFlow Playground where it has them. Presets choose them. They are
//! computed when points are laid out for a network, in f64 and rounded once, so that files hold the columns alone.

use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoEnumIterator, IntoStaticStr, ParseError};

use super::{COORDINATES, MAX_COLUMNS, Points};

/// Largest number of inputs of a network: the largest number of columns of a table.
pub const MAX_INPUTS: usize = MAX_COLUMNS;
/// Names of the columns of a table after x and y: c3, c4, …
static COLUMN_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| (COORDINATES + 1..=MAX_COLUMNS).map(|number| format!("c{number}")).collect());

/// An input feature: a function of a point's coordinates (x, y), or another column. The first seven are TensorFlow
/// Playground's (`INPUTS` in tensorflow/playground, `src/playground.ts`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
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
    /// A column of a table after x and y, counted from 1 with them: 3 to 64. Iterating over all inputs leaves these out.
    #[strum(disabled)]
    Column(u8),
}

impl Input {
    /// The coordinates themselves: the inputs of a network by default.
    pub fn defaults() -> Vec<Self> {
        vec![Self::X, Self::Y]
    }

    /// All columns of a table with 1 to 64 columns, x and y first.
    pub fn columns(count: usize) -> Vec<Self> {
        (0..count).map(Self::of_column).collect()
    }

    /// A column of a table, counted from 0.
    pub fn of_column(column: usize) -> Self {
        match column {
            0 => Self::X,
            1 => Self::Y,
            _ => Self::Column(u8::try_from(column + 1).unwrap_or(u8::MAX)),
        }
    }

    /// The column of a table, counted from 0; none for functions of x and y.
    pub fn column(self) -> Option<usize> {
        match self {
            Self::X => Some(0),
            Self::Y => Some(1),
            Self::Column(number) => usize::from(number).checked_sub(1),
            _ => None,
        }
    }

    /// Whether it depends on a column of a table, counted from 0.
    pub fn needs(self, column: usize) -> bool {
        match self {
            Self::X | Self::X2 | Self::SinX | Self::CosX => column == 0,
            Self::Y | Self::Y2 | Self::SinY | Self::CosY => column == 1,
            Self::XY | Self::Radius => column < COORDINATES,
            Self::Column(number) => Self::place(number).is_some_and(|place| place + COORDINATES == column),
        }
    }

    /// Its name on the command line and the screen; empty for a column that no table has.
    pub fn name(self) -> &'static str {
        if let Self::Column(number) = self {
            return Self::place(number).and_then(|place| COLUMN_NAMES.get(place)).map_or("", String::as_str);
        }
        self.into()
    }

    /// The index among the columns after x and y of a column counted from 1 with them.
    fn place(number: u8) -> Option<usize> {
        usize::from(number).checked_sub(COORDINATES + 1)
    }

    /// The feature of a point with these numbers in the columns after x and y; 0 for a column that it lacks.
    pub fn of(self, point: [f32; COORDINATES], others: &[f32]) -> f32 {
        let [x, y] = point.map(f64::from);
        let feature = match self {
            Self::X => return point[0],
            Self::Y => return point[1],
            Self::Column(number) => {
                return Self::place(number).and_then(|place| others.get(place)).copied().unwrap_or(0.0);
            }
            Self::X2 => x * x,
            Self::Y2 => y * y,
            Self::XY => x * y,
            Self::SinX => libm::sin(x),
            Self::SinY => libm::sin(y),
            Self::CosX => libm::cos(x),
            Self::CosY => libm::cos(y),
            Self::Radius => (x * x + y * y).sqrt(),
        };
        feature as f32
    }
}

impl FromStr for Input {
    type Err = ParseError;

    fn from_str(name: &str) -> Result<Self, ParseError> {
        let columns = (COORDINATES..MAX_COLUMNS).map(Self::of_column);
        Self::iter().chain(columns).find(|input| input.name() == name).ok_or(ParseError::VariantNotFound)
    }
}

/// The features of points, `[n, inputs]` row by row: these inputs in their order.
pub fn features(inputs: &[Input], points: &Points) -> Vec<f32> {
    let others = points.other_columns();
    let others_of = |index: usize| &points.others[index * others..(index + 1) * others];
    rows(inputs, points.inputs.iter().enumerate().map(|(index, &point)| (point, others_of(index))))
}

/// The same for positions on the plane, which all have the same numbers in the columns after x and y.
pub fn features_at(inputs: &[Input], places: &[[f32; COORDINATES]], others: &[f32]) -> Vec<f32> {
    rows(inputs, places.iter().map(|&place| (place, others)))
}

fn rows<'a>(inputs: &[Input], points: impl ExactSizeIterator<Item = ([f32; COORDINATES], &'a [f32])>) -> Vec<f32> {
    let mut rows = Vec::with_capacity(points.len() * inputs.len());
    for (point, others) in points {
        rows.extend(inputs.iter().map(|input| input.of(point, others)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_formula() {
        let value = |input: Input| input.of([0.5, -2.0], &[]);
        let expected =
            [0.5, -2.0, 0.25, 4.0, -1.0, 0.479_425_55, -0.909_297_4, 0.877_582_55, -0.416_146_84, 2.061_552_8];
        for (input, expected) in Input::iter().zip(expected) {
            assert_eq!(value(input), expected, "{input:?}");
            assert_eq!(input.name().parse(), Ok(input));
        }
        let names: Vec<_> = Input::iter().map(Input::name).collect();
        assert_eq!(names, ["x", "y", "x2", "y2", "xy", "sin-x", "sin-y", "cos-x", "cos-y", "radius"]);
        assert!("z".parse::<Input>().is_err());
    }

    #[test]
    fn the_columns_of_a_table_are_counted_from_x_and_y() {
        let inputs = Input::columns(MAX_COLUMNS);
        assert_eq!(inputs.len(), MAX_INPUTS);
        let others: Vec<f32> = (3..=64).map(|number| number as f32).collect();
        for (index, input) in inputs.into_iter().enumerate() {
            assert_eq!(input.of([1.0, 2.0], &others), index as f32 + 1.0);
            assert_eq!((input.column(), input.name().parse()), (Some(index), Ok(input)));
        }
        assert_eq!((Input::of_column(2).name(), Input::of_column(63).name()), ("c3", "c64"));
        for absent in [0, 1, 2, 65, 255].map(Input::Column) {
            assert_eq!((absent.name(), absent.of([1.0, 2.0], &others)), ("", 0.0));
        }
        for name in ["c2", "c65", "c03", "", "column"] {
            assert!(name.parse::<Input>().is_err(), "{name}");
        }
    }

    #[test]
    fn coordinates_stay_as_they_are() {
        let places = [[1e-45, f32::MAX], [-0.0, 3.0]];
        assert_eq!(features_at(&Input::defaults(), &places, &[]), places.as_flattened());
        assert_eq!(features_at(&[Input::XY, Input::X], &places[1..], &[]), [-0.0, -0.0]);
        assert!(features_at(&[Input::X2], &places[..1], &[])[0] < f32::MIN_POSITIVE);
        assert_eq!(features_at(&[Input::Column(3)], &places, &[7.0]), [7.0, 7.0]);
        let points = Points { inputs: places.into(), others: vec![5.0, 6.0, 7.0, 8.0], labels: vec![0.0; 2] };
        assert_eq!(features(&[Input::Column(4), Input::Y], &points), [6.0, f32::MAX, 8.0, 3.0]);
    }
}
