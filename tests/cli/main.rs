//! The real binary, as its users start it: what it prints, what it writes, how it ends.

mod checkpoint;
mod completions;
mod diff;
#[path = "../common/event_file.rs"]
mod event_file;
mod formats;
mod log;
mod outputs;
mod pipes;
mod predict;
mod presets;
mod replay;
mod run;
mod screenshot;
mod splits;
mod support;
mod train;
mod usage;
mod user_data;
mod weights;
