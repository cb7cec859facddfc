//! How a measure or a loss spreads over many runs: in words, in bars, in bands between lines.
//!
//! The run from many seeds and the results of a sweep show it alike. Nothing here knows where the runs come from.

mod bands;
mod bins;
mod histogram;
mod target;
mod words;

use ratatui::text::{Line, Span};

pub use bands::{Spread, draw as draw_bands};
pub use bins::Histogram;
pub use histogram::draw as draw_histogram;
pub use target::{measure_name, usual_target, value};
pub use words::success;

/// A legend in so many columns: with fewer blanks between its pieces where room is short, then without the last ones.
fn fitted(mut pieces: Vec<Span<'static>>, width: u16) -> Line<'static> {
    let is_too_wide = |pieces: &[Span]| pieces.iter().map(Span::width).sum::<usize>() > usize::from(width);
    if is_too_wide(&pieces) {
        for piece in &mut pieces {
            piece.content = piece.content.replace("  ", " ").into();
        }
    }
    while is_too_wide(&pieces) {
        pieces.pop();
    }
    Line::from(pieces)
}
