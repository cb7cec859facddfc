//! How a measure or a loss spreads over many runs: in words, in bars, in bands between lines.
//!
//! The run from many seeds and the results of a sweep show it alike. Nothing here knows where the runs come from.

mod bands;
mod bins;
mod histogram;
mod target;
mod words;

pub use bands::{Spread, draw as draw_bands};
pub use bins::Histogram;
pub use histogram::draw as draw_histogram;
pub use target::{measure_name, usual_target, value};
pub use words::success;
