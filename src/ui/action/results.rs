//! What keys ask of the results of a sweep.

use crate::sweep::{Field, Place, Target};
use crate::ui::results::Page;

/// The results of a sweep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResultsAction {
    /// Show them again.
    Show,
    /// Open the run of this number, from 1.
    Open(u64),
    /// Show the page so many places further.
    Turn(isize),
    /// Show a page.
    Page(Page),
    /// Move the selection to the right and down.
    Move(isize, isize),
    /// Select a cell of the grid.
    Cell(Place),
    /// Select a field of the table.
    Field(Field),
    /// Select a row of the table.
    Row(u32),
    /// Rows and columns of the grid change places.
    Swap,
    /// Another setting along the rows.
    Rows,
    /// Another setting along the columns.
    Columns,
    /// Another measure.
    Measure,
    /// Sort by the selected field, or the other way round.
    Sort,
    /// All runs, or those of the selected cell.
    All,
    /// Ask for another target.
    AskForTarget,
    Target(Target),
    /// Show the losses of the other split.
    Loss,
    /// Stop training runs again, or go on.
    Stop,
    /// The whole screen, or beside the decision boundary.
    Whole,
    /// Something else is to be shown: compute or train what it needs.
    Changed,
    /// Show the runs of the selected cell, or open the selected run.
    Choose,
    /// Back to the grid, or close.
    Back,
    Close,
}
