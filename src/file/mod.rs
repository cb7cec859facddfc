//! Files that blobtui writes and reads: checkpoints and logs, and how a file is put in place.
//!
//! One file a format. Only bytes and names are dealt with here: when to save is the session's and the command line's
//! to say, and what a checkpoint means to a run is the trainer's.
//!
//! | format | ending | written | read |
//! | --- | --- | --- | --- |
//! | [`Checkpoint`] | `.safetensors` | whole or not at all ([`atomic`]) | yes |
//! | [`Log`] | `.csv`, `.jsonl` | row by row | no |

pub mod atomic;
mod checkpoint;
mod log;

pub use checkpoint::Checkpoint;
pub use log::Log;
