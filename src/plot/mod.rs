//! Charts and planes, drawn cell by cell into a ratatui buffer.
//!
//! Owns ticks, lines of dots, the colours of predictions and half-block pictures. It knows nothing about training, themes or
//! terminals: callers pass numbers, styles, a [`Scheme`] and a set of [`Glyphs`]. The dashboard's panels call it. Every
//! painter stays within its area and the buffer, whatever the sizes and values.

mod axis;
mod boundary;
mod chart;
mod colour;
mod contour;
mod dots;
mod glyphs;
mod hues;
mod plane;
mod rows;
mod scale;
mod scheme;
mod series;
mod smooth;
pub mod ticks;
mod view;

pub use boundary::DecisionBoundary;
pub use chart::{Across, Chart};
pub use colour::{Depth, Rgb, black_or_white_on, contrast_ratio, nominal_rgb, relative_luminance, to_colour};
pub use dots::{Canvas, Pen, Stroke};
pub use glyphs::Glyphs;
pub use plane::{Distance, Numbers, Plane, Point};
pub use rows::Rows;
pub use scale::Scale;
pub use scheme::{Ground, Hue, Scheme};
pub use series::{Column, Series, fit};
pub use smooth::smoothed;
pub use view::{Unit, Units, View};
