//! What a key or click asks for, and what the dashboard asks of the world in turn.

use std::path::PathBuf;
use std::sync::Arc;

use tui_input::InputRequest;

use crate::preset::{Overrides, Preset};
use crate::session::Command;

/// What a person wants, by who handles it. Each handler matches its own actions one by one, so that a new one that
/// nobody handles does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The program as a whole.
    Program(ProgramAction),
    /// Training.
    Run(RunAction),
    /// Epochs, bookmarks and branches.
    Time(TimeAction),
    /// The mouse on the history line.
    Scrub(ScrubAction),
    /// What the screen shows.
    View(ViewAction),
    /// The charts.
    Chart(ChartAction),
    /// The units of the network, and the probe.
    Network(NetworkAction),
    /// Drawing points.
    Draw(DrawAction),
    /// Changing the run while it trains.
    Edit(EditAction),
    /// Presets, checkpoints and runs.
    Files(FilesAction),
    /// The open list or page.
    List(ListAction),
    /// The text that is being typed.
    Prompt(PromptAction),
}

/// The program as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramAction {
    /// Open the help.
    Help,
    /// End the program, but first say once what would be lost.
    AskToQuit,
    /// End the program.
    Quit,
    /// Go to the shell for a while.
    Suspend,
}

/// Training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunAction {
    /// Run or pause.
    Toggle,
    /// Train faster.
    Faster,
    /// Train slower.
    Slower,
    /// Train at full speed.
    Unlimited,
    /// Restart with the same seed.
    Restart,
    /// Restart with the next seed.
    NewSeed,
    /// Restart with new weights.
    NewWeights,
    /// Train some epochs, then pause.
    Step(u64),
    /// Train one mini-batch, then pause.
    StepBatch,
}

/// Epochs, bookmarks and branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeAction {
    /// Go back by some epochs.
    Back(u64),
    /// Go to epoch 0.
    First,
    /// Go to the newest epoch.
    Newest,
    /// Ask for a note and bookmark the epoch with it.
    Bookmark,
    /// Open the list of bookmarks.
    Bookmarks,
    /// Go to the previous bookmark.
    PreviousBookmark,
    /// Go to the next bookmark.
    NextBookmark,
    /// Open the list of branches.
    Branches,
    /// After a divergence: go back, with a smaller learning rate.
    Rescue,
}

/// The mouse on the history line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScrubAction {
    /// Go to the branch and epoch at a cell of the screen, and hold on to the line.
    Start(u16, u16),
    /// Go to the epoch at a column of the line that is held.
    To(u16),
    /// Let the line go.
    End,
    /// Go forward or back by some epochs, but not beyond the newest.
    By(i64),
}

/// What the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewAction {
    /// Focus the next panel.
    FocusNext,
    /// Focus the previous panel.
    FocusPrevious,
    /// Focus a panel.
    Focus(Panel),
    /// Leave the panel, or the zoom.
    Leave,
    /// Show one panel on the whole screen, or all again.
    Zoom,
    /// Show the diagnostics in place of the charts, or hide them.
    Diagnostics,
    /// Switch between results and predictions.
    Predictions,
    /// Highlight misclassified points, or not.
    Misclassified,
    /// Show or hide the test points.
    TestPoints,
    /// Show only the winning class, or the probability too.
    HardClasses,
    /// Change to the next theme.
    Theme,
    /// Switch the mouse on or off.
    Mouse,
}

/// The charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartAction {
    /// Switch the loss axis between linear and logarithmic.
    LossAxis,
    /// Switch between the whole run and the newest epochs.
    Window,
    /// Move the cursor by dots to the right.
    Cursor(i16),
    /// Move the cursor to the epoch at a cell of the screen; off the charts, a cursor set by the mouse disappears.
    CursorAt(u16, u16),
    /// Show half as many epochs, or twice as many.
    Zoom(Zoom),
    /// The same around the epoch at a cell of the screen.
    ZoomAt(Zoom, u16, u16),
    /// Switch the epoch axis between linear and logarithmic.
    EpochAxis,
    /// Smooth the train line more, or no longer.
    Smoothing,
    /// Switch between loss and accuracy.
    Measure,
}

/// Which way the charts zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// Half as many epochs.
    In,
    /// Twice as many.
    Out,
}

/// The units of the network, and the probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkAction {
    /// Select another unit, by layers to the right and units up.
    Select(i16, i16),
    /// Select the unit at a cell of the screen.
    SelectAt(u16, u16),
    /// Edit the bias and weights of the selected unit.
    EditWeights,
    /// Select another weight of the unit.
    SelectWeight(isize),
    /// Select the weight in this place of the unit's card.
    SelectWeightAt(usize),
    /// Nudge the selected weight.
    Nudge(i16),
    /// Type the selected weight.
    TypeWeight,
    /// Switch the selected unit off or on.
    ToggleUnit,
    /// List the units by what the network loses without each.
    Ablation,
    /// Show the points as the selected unit's layer sees them, or no longer.
    LayerView,
    /// Move the probe by cells to the right and up.
    MoveProbe(i16, i16),
    /// Move the probe to a cell of the screen; off the plane there is none.
    ProbeAt(u16, u16),
}

/// Drawing points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawAction {
    /// Begin or end drawing.
    Toggle,
    /// Choose the label of the next points by a digit.
    Label(u8),
    /// Move the cursor by cells to the right and up.
    MoveCursor(i16, i16),
    /// Move the cursor to a cell of the screen.
    CursorAt(u16, u16),
    /// Add a point at the cursor.
    Add,
    /// Add a point at a cell of the screen.
    AddAt(u16, u16),
    /// Remove the point at the cursor.
    Remove,
    /// Remove the point at a cell of the screen.
    RemoveAt(u16, u16),
    /// Ask for a file and save the drawn points.
    Save,
}

/// Changing the run while it trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditAction {
    /// Open the settings.
    Settings,
    /// Open the command line.
    CommandLine,
    /// Switch to the other engine.
    Engine,
    /// Undo the latest change.
    Undo,
    /// Redo what was undone.
    Redo,
}

/// Presets, checkpoints and runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesAction {
    /// Open the list of presets.
    Presets,
    /// Load the previous preset.
    PreviousPreset,
    /// Load the next preset.
    NextPreset,
    /// Save a checkpoint.
    Save,
    /// Open the list of checkpoints.
    Open,
    /// Save the run with its branches and bookmarks.
    SaveRun,
    /// Copy the command line that reproduces the run.
    CopyCommand,
    /// Ask for a name and save the settings as a preset.
    SavePreset,
}

/// The open list or page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListAction {
    /// Move by rows, or scroll.
    Move(isize),
    /// Select a row, or choose it if it is selected.
    Pick(usize),
    /// Choose the selected row.
    Choose,
    /// Begin to filter the list.
    Filter,
    /// Step the selected setting through its sensible values.
    Adjust(isize),
    /// Rename the selected branch.
    Rename,
    /// Delete the selected branch (asks once more) or bookmark.
    Delete,
    /// Compare the selected branch with the shown one, or no longer.
    Compare,
    /// Close the list or page.
    Close,
}

/// The text that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptAction {
    /// Edit the text or move its cursor.
    Edit(InputRequest),
    /// Complete the last word.
    Complete,
    /// Accept the text.
    Submit,
    /// Discard the text.
    Cancel,
}

/// The panels that can be focused, in the order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The plane that the network paints.
    Plane,
    /// The chart of losses.
    Loss,
    /// The network with its units.
    Network,
    /// Numbers.
    Results,
    /// The history line.
    Time,
}

impl Panel {
    /// All panels, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Plane, Self::Loss, Self::Network, Self::Results, Self::Time];

    /// The panel so many places further, round and round.
    pub fn cycle(self, places: usize) -> Self {
        let place = Self::ALL.iter().position(|panel| *panel == self).unwrap_or(0);
        Self::ALL[(place + places) % Self::ALL.len()]
    }
}

/// What the dashboard asks for that is not its own to do.
#[derive(Debug)]
pub enum Effect {
    /// Something for the worker.
    Send(Command),
    /// Read the list of presets.
    ListPresets(Then),
    /// Read the list of checkpoints.
    ListCheckpoints,
    /// Read a checkpoint.
    OpenCheckpoint(PathBuf),
    /// Read a preset by name.
    OpenPreset(String),
    /// Read the points of a file, and change the run that is made for them by these settings.
    OpenPoints(Overrides),
    /// Write the command line that makes this preset of the one with this name; so many edits came on the way.
    WriteCommandLine {
        /// The preset's name.
        name: String,
        /// The settings as they are.
        preset: Arc<Preset>,
        /// Edits in the run's journal.
        edits: usize,
    },
    /// Save the settings as a preset of the user's under this name.
    SavePreset(String, Arc<Preset>),
    /// Save drawn points in this file.
    SavePoints(PathBuf, Arc<Preset>),
    /// Take or leave the mouse.
    CaptureMouse(bool),
    /// Stop until the shell lets the program go on.
    Suspend,
    /// End the program.
    Quit,
}

/// Why the list of presets is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// To show it.
    Show,
    /// To load the one so many places after the loaded one.
    Load(isize),
}
