//! How a measure or a loss spreads over many runs: in words, in bars, in bands between lines.
//!
//! The run from many seeds and the results of a sweep show it alike. Nothing here knows where the runs come from.

mod bands;
mod bins;
mod histogram;
mod target;
mod words;

use ratatui::text::{Line, Span};

use crate::ui::view::{fitting, spaced};

pub use bands::{Spread, draw as draw_bands};
pub use bins::Histogram;
pub use histogram::draw as draw_histogram;
pub use target::{measure_name, usual_target, value};
pub use words::success;

/// A legend in so many columns: with less between its pieces where room is short, then without the last ones.
fn legend(pieces: Vec<Span<'static>>, width: u16) -> Line<'static> {
    let width = usize::from(width);
    let taken: usize = pieces.iter().map(Span::width).sum();
    let gap = if taken + 2 * pieces.len().saturating_sub(1) <= width { 2 } else { 1 };
    let ranked = (0..).zip(pieces).map(|(rank, piece)| (rank, piece.width(), [piece])).collect();
    spaced(fitting(ranked, gap, width), gap)
}
