//! Rows of results: one a run, the same columns in every sweep.
//!
//! | column | what it holds |
//! | --- | --- |
//! | `run` | number in the plan, from 1 |
//! | `sweep` | the identity of the sweep ([`super::Plan::id`]), the same in each row |
//! | `preset` | the preset's name or file as it was given; empty for a table alone |
//! | `learning-rate`, … | every setting by its flag's name |
//! | `evaluated_every`, `until` | epochs between two evaluations; the target at which runs stop |
//! | `recipe` | the hash of the recipe ([`super::RecipeHash`]) |
//! | `state` | `finished`, `stopped-early`, `met-target` or `diverged` |
//! | `epochs_trained` | completed epochs |
//! | `train_loss`, `test_loss`, `train_accuracy`, `test_accuracy`, `train_r2`, `test_r2` | of the last weights |
//! | `best_epoch`, `best_train_loss`, … | of the evaluated epoch with the smallest test loss, or train loss without test points |
//! | `target_epoch` | the evaluated epoch at which the target was first met |
//! | `diverged`, `diverged_epoch`, `diverged_batch`, `diverged_in` | whether and where a number was not finite |
//! | `state_hash` | a hash of the last state: weights and optimizer state |
//! | `checksum` | a checksum of the other cells |
//!
//! A cell is empty (null in JSON) where a run doesn't have it. The identity of the sweep is a column since a table for
//! other programs has no place for it outside of its rows, and a file beside it would get lost.

mod blame;
mod cells;
mod columns;
mod csv;
mod json_lines;
mod table;

pub(super) use blame::Blame;
pub use cells::Row;
pub(super) use cells::{cells_of, state_cell};
pub use columns::{COLUMNS, Cell, Column, setting_cell};
pub use table::Table;
