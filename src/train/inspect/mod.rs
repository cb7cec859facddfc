//! The network taken apart: what units do, what they are worth, and what is wrong when the network does not learn.
//!
//! Pure functions and structs that keep their room, over flat parameters and points in batches; a file each. Panels and
//! the command line ask, and nothing is computed unless it is asked for. Nothing here changes a run.

mod ablation;

pub use crate::network::{Activations, Switches, Unit};
pub use ablation::{Ablation, Worth, ablation};
