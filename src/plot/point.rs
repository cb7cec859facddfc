//! A point on the plane.

use ratatui::layout::Position;

/// A point on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its cell in the buffer; points outside the plane are left out.
    pub cell: Position,
    /// One character, one column wide.
    pub glyph: &'static str,
    /// Whether it is bold, as train points are. In a shared cell a bold point covers a plain one, and a later one covers
    /// an earlier one.
    pub bold: bool,
    /// The target here, from 0 to 1, if it is shown as the colour behind the marker.
    pub value: Option<f32>,
    /// Whether to show it in reverse: its cell is as dark, or as light, as the marker would be. Such a point covers all
    /// others.
    pub highlighted: bool,
}
