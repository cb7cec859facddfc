//! What a key or click asks for, and what the dashboard asks of the world in turn.

use strum::EnumIter;
use tui_input::InputRequest;

use crate::network::{Threshold, Unit};
use crate::sweep::Target;
use crate::sweep::seeds::Vary;

mod effect;
mod results;

pub use effect::{Effect, Ended, FileTask, Opening, Purpose, Then, Tone};
pub use results::ResultsAction;

/// What a person wants, by who handles it. Each handler matches its own actions one by one, so that a new one that
/// nobody handles does not compile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    Program(ProgramAction),
    Run(RunAction),
    Time(TimeAction),
    Scrub(ScrubAction),
    View(ViewAction),
    Boundary(BoundaryAction),
    Slice(SliceAction),
    Chart(ChartAction),
    Network(NetworkAction),
    Diagnostics(DiagnosticsAction),
    Draw(DrawAction),
    Seeds(SeedsAction),
    Results(ResultsAction),
    Edit(EditAction),
    Files(FilesAction),
    List(ListAction),
    Prompt(PromptAction),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramAction {
    Help,
    /// Leave the innermost of what is open, or quit if nothing is.
    LeaveOrQuit,
    /// Quit, but first say once what would be lost.
    AskToQuit,
    Quit,
    Suspend,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunAction {
    /// Run or pause.
    Toggle,
    Faster,
    Slower,
    Unlimited,
    Restart,
    NewSeed,
    /// Restart with other weights and the same points.
    NewWeights,
    Step(u64),
    StepBatch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeAction {
    Back(u64),
    First,
    Newest,
    /// Ask for a note and bookmark the epoch with it.
    Bookmark,
    Bookmarks,
    PreviousBookmark,
    NextBookmark,
    Branches,
}

/// The mouse on the history line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScrubAction {
    /// Go to the branch and epoch at a cell of the screen, and hold on to the line.
    Start(u16, u16),
    To(u16),
    /// Let the line go.
    End,
    /// Go forward or back by some epochs, but not beyond the newest.
    By(i64),
}

/// What the screen shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ViewAction {
    FocusNext,
    FocusPrevious,
    Focus(Region),
    /// Focus a region as it is: it was clicked.
    FocusAt(Region),
    /// Focus the inspector with this tab.
    Tab(Tab),
    /// The next tab of the focused region, the inspector's if none is.
    NextTab,
    PreviousTab,
    /// Leave the innermost of what is open.
    Leave,
    Zoom,
    Theme,
    Mouse,
    MoveThreshold(bool),
    Threshold(Threshold),
}

/// The decision boundary and the probed point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BoundaryAction {
    /// Move the probe by cells to the right and up.
    MoveProbe(i16, i16),
    /// Move the probe to a cell of the screen; off the plane there is none.
    ProbeAt(u16, u16),
    /// Focus the decision boundary and put the probe at a cell of the screen.
    SelectAt(u16, u16),
    /// Put the probe at a place in the units of the axes.
    Probe(f32, f32),
    /// Probe the next misclassified point.
    NextMisclassified,
    /// All points, then those of each split alone.
    Points,
    HardClasses,
}

/// The plane that is shown of a table with more than two columns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SliceAction {
    /// Show another column along an axis.
    Next(Axis),
    /// Show the selected column along an axis.
    Take(Axis),
    /// Show these columns, counted from 0, along x and y.
    Axes([usize; 2]),
    /// Move the others to where the probed point has them.
    ToPoint,
    /// Move the others to their means.
    ToMean,
    /// Select another column of the file, by places down the list.
    Select(isize),
    /// Select the column in this place of the list.
    SelectAt(usize),
    /// Move the selected column by steps.
    Adjust(i16),
    /// Move the column in this place of the list to a number, or to the text of this number.
    Set(usize, f32),
}

/// An axis of the decision boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    X,
    Y,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartAction {
    LossAxis,
    /// Switch between the whole run and the newest epochs.
    Window,
    /// Move the cursor by dots to the right.
    Cursor(i16),
    /// Move the cursor to the epoch at a cell of the screen; off the charts, a cursor set by the mouse disappears.
    CursorAt(u16, u16),
    Zoom(Zoom),
    /// Zoom around the epoch at a cell of the screen.
    ZoomAt(Zoom, u16, u16),
    EpochAxis,
    /// Smooth the train line more, or no longer.
    Smoothing,
    /// Switch between loss and accuracy.
    Measure,
    NextTab,
    PreviousTab,
    /// Show the chart whose name stands at a cell of the screen.
    TabAt(u16, u16),
}

/// Which way the charts zoom: to half as many epochs, or twice as many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    In,
    Out,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkAction {
    /// Select another unit, by layers to the right and units up.
    Select(i16, i16),
    SelectAt(u16, u16),
    /// Focus the network and select this unit.
    SelectUnit(Unit),
    EditWeights,
    /// Select another weight of the unit, by places down its card.
    SelectWeight(isize),
    /// Select the weight in this place of the unit's card.
    SelectWeightAt(usize),
    /// Nudge the selected weight by steps.
    Nudge(i16),
    /// Type the selected weight.
    TypeWeight,
    ToggleUnit,
    /// Give the unit's layer the next larger width.
    Widen,
    /// Give it the next smaller one.
    Narrow,
    /// Show the losses without each unit, or no longer.
    Ablation,
    /// Show the points as the selected unit's layer sees them, or no longer.
    LayerView,
}

/// What the diagnostics offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagnosticsAction {
    /// Select another fix, by places down the list.
    Select(isize),
    /// Begin a branch with the selected fix.
    Choose,
    /// Begin a branch with the fix in this place of the list.
    Fix(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawAction {
    /// Begin or end drawing.
    Toggle,
    /// Choose the label of the next points by a digit.
    Label(u8),
    /// Move the cursor by cells to the right and up.
    MoveCursor(i16, i16),
    CursorAt(u16, u16),
    Add,
    AddAt(u16, u16),
    Remove,
    RemoveAt(u16, u16),
    /// Ask for a file and save the drawn points.
    Save,
}

/// The run from many seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SeedsAction {
    /// Show them, and train so many.
    Show(u64),
    /// The same from other points and weights, or weights alone.
    Begin(u64, Vary),
    /// Train so many without showing them.
    Train(u64, Vary),
    More,
    /// Stop training them, or go on.
    Stop,
    /// Change what differs from seed to seed.
    Vary,
    /// Ask for another target.
    AskForTarget,
    Target(Target),
    /// Show the losses of the other split.
    Loss,
    /// Select another picture, by places to the right.
    Move(isize),
    /// Select another run, by ranks towards the best.
    Rank(isize),
    /// Select the run of a seed.
    Select(u64),
    /// Open the selected run.
    Choose,
    Close,
}

/// Changing the run while it trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditAction {
    CommandLine,
    Undo,
    Redo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesAction {
    /// Open the list of presets.
    Presets,
    PreviousPreset,
    NextPreset,
    Save,
    /// Ask for a file and save the shown state in the format that its name chooses.
    SaveAs,
    Open,
    SaveRun,
    /// Copy the command line that reproduces the run.
    CopyCommand,
    /// Ask for a name and save the settings as a preset.
    SavePreset,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListAction {
    /// Move by rows, or scroll.
    Move(isize),
    /// Select a row, or choose it if it is selected.
    Pick(usize),
    Choose,
    Filter,
    /// Step the selected setting through its sensible values.
    Adjust(isize),
    /// Add a hidden layer after the last, while one is selected.
    AddLayer,
    /// Take the last hidden layer away, while one is selected.
    TakeLayer,
    Rename,
    /// Delete the selected branch (asks once more) or bookmark.
    Delete,
    /// Compare the selected branch with the shown one, or no longer.
    Compare,
    Close,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptAction {
    /// Edit the text or move its cursor.
    Edit(InputRequest),
    Complete,
    Submit,
    Cancel,
}

/// The regions of the screen that can be focused, in the order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum Region {
    Boundary,
    Charts,
    Inspector,
    Timeline,
}

/// The tabs of the inspector, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter)]
pub enum Tab {
    /// The network, and what is selected of it.
    #[default]
    Network,
    /// The settings of the run.
    Settings,
    /// Norms, dead units, findings.
    Diagnostics,
    /// The confusion matrix, or errors.
    Predictions,
    /// The columns of a table with more than two: which are shown, and where the others stand.
    Columns,
}
