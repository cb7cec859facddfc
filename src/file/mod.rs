//! Files that blobtui reads and writes: one table of formats, one file each.
//!
//! | format | extension | holds | written | opened |
//! | --- | --- | --- | --- | --- |
//! | `checkpoint` | `.safetensors` | a checkpoint | whole or not at all ([`atomic`]) | yes |
//! | `run` | `.run.ron` | a run | whole or not at all | yes |
//! | `preset` | `.ron` | a preset | whole or not at all | yes |
//! | `points` | `.csv` | points | whole or not at all | by [`crate::data`] |
//! | `log_csv` | `.csv` | a training log | row by row ([`Log`]) | no |
//! | `log_json_lines` | `.jsonl` | a training log | row by row | no |
//! | `tensorboard` | `.tfevents` | a training log | row by row | no |
//! | `weights::pt` | `.pt` | weights | whole or not at all | with a preset ([`Basis`]) |
//! | `weights::safetensors` | `.safetensors` | weights | whole or not at all | with a preset |
//! | `weights::npz` | `.npz` | weights | whole or not at all | with a preset |
//! | `onnx` | `.onnx` | a network, from a point to its prediction | whole or not at all | no |
//! | `python` | `.py` | a run as a script for PyTorch | whole or not at all | no |
//! | `rust` | `.rs` | a network as a function | whole or not at all | no |
//! | `svg` | `.svg` | a picture of the screen | whole or not at all | no |
//!
//! A new format is one file that implements [`Format`], and one row of [`FORMATS`]. Only bytes and names are dealt with
//! here: the session and the command line decide when to save, the trainer what a checkpoint or a recipe means.

pub mod atomic;
mod checkpoint;
mod format;
pub mod lines;
mod log;
mod log_csv;
mod log_json_lines;
mod onnx;
mod output;
mod points;
mod preset;
mod protobuf;
mod python;
mod read;
mod recipe;
pub mod recovery;
mod run;
mod rust;
mod save;
mod source_text;
mod svg;
mod table;
mod tensorboard;
mod trained;
#[cfg(unix)]
mod unix;
mod weights;
#[cfg(windows)]
mod windows;

pub use format::{Content, Format, Kind, Row, Source};
pub use log::Log;
pub use output::{Input, Output, check_outputs};
pub use run::{Provenance, this_build};
pub use save::{
    list_saved, read_checkpoint, read_run, read_run_with_provenance, save, save_beside_others, save_new, save_preset,
};
pub use table::{
    FORMATS, choose, expect, extensions_for, formats_for, kind_by_name, kind_of, open, open_on, read_network,
};
#[cfg(unix)]
use unix as system;
pub use weights::{Basis, Weights};
#[cfg(windows)]
use windows as system;
