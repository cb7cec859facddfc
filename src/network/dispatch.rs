//! The widths of typed layers, and the way from a width at run time to the type that has it.
//!
//! Lies beneath both engines, and knows neither. Networks may have any width up to [`MAX_WIDTH`]: the tape's engine pads
//! to the next width of a table, and the fused engine has layers for all that is in none.

/// Makes a constant with a list of widths and a macro that goes from a width to its type.
macro_rules! dispatch {
    ($dollar:tt $(#[$doc:meta])* $visibility:vis $WIDTHS:ident $with:ident $($width:literal)*) => {
        $(#[$doc])*
        $visibility const $WIDTHS: [usize; [$($width),*].len()] = [$($width),*];

        /// Evaluates an expression with a constant: the narrowest width of the table that holds as many as are known at run
        /// time only. Panics if none does.
        macro_rules! $with {
            ($dollar width:expr, $dollar W:ident => $dollar build:expr) => {
                match $dollar width {
                    $(..=$width => {
                        const $dollar W: usize = $width;
                        $dollar build
                    })*
                    width => panic!("no layer of the table holds {width} units"),
                }
            };
        }
        pub(super) use $with;
    };
}

#[cfg(not(test))]
dispatch! {
    $
    /// Widths of typed layers. Each pair of them is compiled.
    pub WIDTHS with_width 1 2 3 4 5 6 7 8 16 32
}
// Unit tests build the library once more: a few widths are enough there, and `tests/widths.rs` holds them all.
#[cfg(test)]
dispatch! {
    $
    /// Widths of typed layers in unit tests.
    pub WIDTHS with_width 1 2 5 8
}
dispatch! {
    $
    /// Widths of the tape's typed layers in networks that have a layer beyond [`WIDTHS`].
    WIDE with_wide_width 64 128
}

/// The most units of a hidden layer.
pub const MAX_WIDTH: usize = WIDE[WIDE.len() - 1];
