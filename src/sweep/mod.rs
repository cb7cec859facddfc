//! Many runs of one recipe: other seeds, other settings, one table.
//!
//! A [`Plan`] says which runs there are and in which order, [`run`] trains what is missing in the table of [`Results`],
//! and each run is a [`Row`]. A run is its recipe, so a row opens again as the run that it was. The command line's
//! `sweep` and the dashboard call it; it prints nothing, and `file` writes for it.

mod axis;
mod bands;
mod curve_job;
mod curves;
mod emit;
mod identity;
mod job;
pub(crate) mod loaded;
mod many;
mod merge;
mod plan;
mod recipes;
mod reopen;
mod report;
mod results;
mod row;
mod run;
mod scores;
pub mod seeds;
mod shard;
mod spacing;
pub mod statistics;
mod target;
mod train;

pub use axis::{Axis, Drawn, Varied};
pub use curve_job::{Curve, CurveJob, CurveReport, Curves, MAX_CURVES, Selection};
pub use curves::{Condition, curves};
pub use emit::{Engine, Job, default_tasks};
pub use identity::RecipeHash;
pub use loaded::{Field, Figures, Grid, Levels, Loaded, MAX_ROWS, Place};
pub use many::train;
pub use merge::merge;
pub use plan::{MAX_RUNS, Plan, Planned, Rules, VERSION, Wanted};
pub use recipes::read as read_recipes;
pub use reopen::{checkpoint, find_row, first_row, row_at, row_name};
pub use report::{Group, Pairs, Question, Report, report};
pub use results::Results;
pub use row::{COLUMNS, Cell, Column, Row, Table, setting_cell};
pub use run::{Finished, default_threads, run};
pub use scores::Scores;
pub use shard::Shard;
pub use spacing::MAX_VALUES;
pub use target::{Measure, Target};
pub use train::{End, Outcome, train_one};
