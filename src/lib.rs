//! See a small neural network learn, in a terminal.
//!
//! The library behind the program `blobtui`: points, networks, training, files, plots, and the dashboard.
//!
//! # The house
//!
//! | folder | what lives there | may import |
//! | --- | --- | --- |
//! | [`error`] | one error: every message names the thing, the place, the way out | |
//! | [`data`] | points: generators, features, tables, random streams | error |
//! | [`network`] | typed dense layers, over dfdx and fused; activations, losses, initialisation; alone names dfdx | error |
//! | [`optimizer`] | update rules with their settings and state | error |
//! | [`preset`] | what a run is: RON schema, checks, built-in presets, overrides, files of points | data, network, optimizer |
//! | [`train`] | trainer, record, history, snapshot, checkpoint, journal, timeline; what networks do inside | preset and above |
//! | [`mod@file`] | formats: checkpoints, runs, logs; atomic writing | train and above |
//! | [`session`] | the worker thread: command in, update out; the thread that writes files | file and above |
//! | [`plot`] | planes, lines of dots, ticks, drawn into a ratatui buffer; knows nothing of training | error |
//! | [`ui`] | the dashboard; with `plot`, alone names ratatui, and alone crossterm | all above |
//! | [`cli`] | the command line, one file a subcommand | all |
//!
//! `tests/layers.rs` holds this table against the source.
//!
//! # The way of the data
//!
//! preset → dataset → trainer → update (record, history, parameters) → state of the dashboard → panels. What people do
//! goes the other way, and only as commands. The worker never waits for the screen, nor the screen for the worker:
//! every update is whole, so that one for which there is no room can be dropped.
//!
//! The past is not recorded but trained again: a state is a pure function of the run's recipe, its edits and the
//! position, and [`train::timeline`] keeps states to train on from, so that any epoch is there at once.
//!
//! # A first example
//!
//! ```
//! use blobtui::preset;
//! use blobtui::train::Trainer;
//!
//! let recipe = preset::find("xor-blobs")?;
//! let mut trainer = Trainer::new(&recipe.name, recipe.preset);
//! while trainer.epoch() < 2000 {
//!     trainer.advance(|| false).expect("this run stays finite");
//! }
//! let record = trainer.evaluate();
//! assert!(record.test_loss < 0.15 && record.test_score.correct() == Some(20));
//! # Ok::<(), blobtui::error::Error>(())
//! ```

#[cfg(test)]
#[path = "../tests/common/cases.rs"]
mod cases;
pub mod cli;
pub mod data;
pub mod error;
pub mod file;
pub mod network;
pub mod optimizer;
pub mod plot;
pub mod preset;
pub mod session;
pub mod train;
pub mod ui;
