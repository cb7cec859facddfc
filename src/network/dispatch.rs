//! The widths that layers can have, and the way from a width at run time to the type that has it.
//!
//! Lies beneath both engines, and knows neither.

/// Makes [`WIDTHS`] and `with_width!` from one list of widths.
macro_rules! dispatch {
    ($dollar:tt $($width:literal)*) => {
        /// Widths that a hidden layer can have.
        pub const WIDTHS: [usize; [$($width),*].len()] = [$($width),*];

        /// Evaluates an expression with a constant of the value of a width that is known at run time only. Panics if the
        /// width is not among [`WIDTHS`]; checked presets have no other.
        macro_rules! with_width {
            ($dollar width:expr, $dollar W:ident => $dollar build:expr) => {
                match $dollar width {
                    $($width => {
                        const $dollar W: usize = $width;
                        $dollar build
                    })*
                    width => panic!("no layer has {width} units; widths: {:?}", $crate::network::WIDTHS),
                }
            };
        }
        pub(super) use with_width;
    };
}

dispatch!($ 1 2 3 4 5 6 7 8 16 32);

/// The input width of a network for this many inputs: the same number up to 8, then 16 and 32, padded with zeros.
pub fn width_of_inputs(count: usize) -> usize {
    WIDTHS.into_iter().find(|width| count <= *width).unwrap_or(count)
}
