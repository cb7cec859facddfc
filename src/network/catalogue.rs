//! The widths that a network can have.

/// Widths of layers.
pub const WIDTHS: [usize; 10] = [1, 2, 3, 4, 5, 6, 7, 8, 16, 32];
