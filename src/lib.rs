//! See a small neural network learn, in a terminal.
//!
//! The library behind the program `blobtui`: points, networks, training, files, plots, and the dashboard.
//!
//! # The folders
//!
//! | folder | what lives there | may import |
//! | --- | --- | --- |
//! | [`text`] | text that reaches a terminal: escaped, shortened | |
//! | [`error`] | one error: every message names the thing, the problem and the remedy | text |
//! | [`random`] | random numbers: seeded streams, the normal distribution | |
//! | [`data`] | points: generators, CSV, input features, splits | text, error, random |
//! | [`network`] | typed dense layers, activations, losses, initialization, both engines; alone names dfdx | text, error, random |
//! | [`optimizer`] | update rules, schedules, regularization, clipping | text, error |
//! | [`preset`] | what a run is: RON schema, validation, built-in presets, settings, data files | text, error, data, network, optimizer |
//! | [`train`] | trainer, record, history, snapshot, journal, timeline, inspection | text, error, random, data, network, optimizer, preset |
//! | [`plot`] | planes, lines of dots and ticks in a ratatui buffer; knows nothing about training | text, error |
//! | [`mod@file`] | formats: checkpoint, run file, log, points; atomic writing | text, error, random, data, network, optimizer, preset, train, plot |
//! | [`sweep`] | many runs: plan, results, parts of a plan, statistics | text, error, random, data, network, optimizer, preset, train, file |
//! | [`session`] | the worker thread: command in, update out; the thread that writes files | text, error, data, network, optimizer, preset, train, file, sweep |
//! | [`ui`] | the dashboard; with `plot`, alone names ratatui, and alone names crossterm | text, error, data, network, optimizer, preset, train, plot, file, session, sweep |
//! | [`cli`] | the command line, one file a subcommand | text, error, data, network, optimizer, preset, train, plot, file, session, sweep, ui |
//!
//! `tests/layers/` checks this table against the source. `docs/architecture.md` follows a number and a key through the
//! folders.
//!
//! # The flow of the data
//!
//! preset → dataset → trainer → update (record, history, parameters) → state of the dashboard → panels. What people do
//! goes the other way, and only as commands. The worker never waits for the screen, nor the screen for the worker:
//! every update is whole, so the worker may drop one that finds no room.
//!
//! The past is trained again, not recorded: a state is a pure function of the run's recipe, its edits and the position.
//! [`train::timeline`] keeps states to train on from, so any epoch is reached in a moment.
//!
//! The same preset, seed and build give the same bits: with the fused engine on any processor and system, with dfdx on one
//! kind of processor.
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
//! let test = record.test.expect("this preset has test points");
//! assert!(test.loss < 0.15 && test.score.correct() == Some(20));
//! # Ok::<(), blobtui::error::Error>(())
//! ```
//!
//! # In another program
//!
//! | to | take |
//! | --- | --- |
//! | open a checkpoint | [`file::read_checkpoint`] |
//! | open that or weights of PyTorch or `NumPy` (`.pt`, `.npz`, `.safetensors`) | [`file::read_network`] |
//! | predict | [`train::Predictor`], of a checkpoint or a trainer |
//! | train, with a closure after every epoch | [`train::Trainer::train`] |
//! | draw the decision boundary of any model with ratatui | [`plot::DecisionBoundary`] |
//! | write a file in any format | [`file::save`](fn@file::save), [`file::choose`] |
//!
//! A network that the tutorial's PyTorch script has saved:
//!
//! ```
//! use blobtui::file::{self, Basis};
//!
//! # let path = std::path::Path::new("tests/fixtures/pytorch/tutorial.pt");
//! // let path = Path::new("model.pt");
//! let (network, _) = file::read_network(path, &Basis::default())?;
//! let probabilities = network.predictor().predict(&[-1.0, 1.0]);
//! assert!((probabilities[0] - 0.983_599).abs() < 1e-6);
//! # Ok::<(), blobtui::error::Error>(())
//! ```
//!
//! `examples/` has programs of thirty lines for each.

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

#[cfg(test)]
#[path = "../tests/common/cases.rs"]
mod cases;
pub mod cli;
pub mod data;
pub mod error;
pub mod file;
pub mod network;
pub mod optimizer;
#[expect(clippy::disallowed_methods, reason = "pictures are no numbers of a run")]
pub mod plot;
pub mod preset;
pub mod random;
pub mod session;
pub mod sweep;
pub mod text;
pub mod train;
#[expect(clippy::disallowed_methods, reason = "what a screen shows is no number of a run")]
pub mod ui;
