//! Random numbers: seeded streams, and the normal distribution.
//!
//! Owns all chance of a run. Whoever needs numbers takes a stream from here by seed and purpose; nothing here knows what
//! they become. The same bits on every processor and system.

mod normal;
mod stream;
mod ziggurat;

pub use normal::normal;
pub use stream::{Purpose, stream};
