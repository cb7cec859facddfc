//! The widths that layers can have, and the way from a width at run time to the type that has it.
//!
//! Lies beneath both engines, and knows neither: what they build for a width is a [`Build`].

/// Builds something for a width that the compiler knows.
pub(super) trait Build {
    /// The same type for every width.
    type Output;

    /// Builds it for layers of `W` units, or for points of `W` inputs.
    fn build<const W: usize>(self) -> Self::Output;
}

/// Makes [`WIDTHS`] and [`with_width`] from one list of widths.
macro_rules! dispatch {
    ($($width:literal)*) => {
        /// Widths that a hidden layer can have.
        pub const WIDTHS: [usize; [$($width),*].len()] = [$($width),*];

        /// Builds something for a width that is known at run time only.
        ///
        /// # Panics
        /// If the width is not among [`WIDTHS`]; checked presets have no other.
        pub(super) fn with_width<B: Build>(width: usize, builder: B) -> B::Output {
            match width {
                $($width => builder.build::<$width>(),)*
                _ => panic!("no layer has {width} units; widths: {WIDTHS:?}"),
            }
        }
    };
}

dispatch!(1 2 3 4 5 6 7 8 16 32);

/// The input width of a network for this many inputs: the same number up to 8, then 16 and 32, padded with zeros.
#[must_use]
pub fn width_of_inputs(count: usize) -> usize {
    WIDTHS.into_iter().find(|width| count <= *width).unwrap_or(count)
}
