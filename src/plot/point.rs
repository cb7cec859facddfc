//! A mark on the plane.

use ratatui::layout::Position;

/// A mark on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its cell in the buffer; points outside the plane are left out.
    pub cell: Position,
    /// One character, one column wide.
    pub glyph: &'static str,
    /// Whether it is bold, as train points are. In a shared cell a bold point wins over a plain one, and a later one
    /// over an earlier one.
    pub bold: bool,
    /// What the field should be here, from 0 to 1, if it is to be seen whether it is: the colour behind the mark.
    pub value: Option<f32>,
    /// Whether it is to stand out from the others: its cell is as dark as the mark would be, or as light. Such a point
    /// wins over all others.
    pub marked: bool,
}
