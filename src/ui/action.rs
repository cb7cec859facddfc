//! What a key or click asks for, and what the dashboard asks of the world in turn.

use std::path::PathBuf;
use std::sync::Arc;

use crate::preset::field::Field;
use crate::preset::{Preset, UserData};
use crate::session::Command;

/// What a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Run or pause.
    Toggle,
    /// Train faster.
    Faster,
    /// Train slower.
    Slower,
    /// Train as fast as can be.
    Unlimited,
    /// Begin again, the same.
    Restart,
    /// Begin again with the next seed.
    NewSeed,
    /// Begin again with other weights.
    NewWeights,
    /// Train some epochs, then pause.
    Step(u64),
    /// Train one batch, then pause.
    StepBatch,
    /// Change between the engines.
    Engine,
    /// Open the settings.
    Settings,
    /// Open the command line.
    CommandLine,
    /// Copy the command line that reproduces the run.
    CopyCommand,
    /// Ask for a name and save the settings as a preset.
    SavePreset,
    /// Step the selected setting through its sensible values.
    Adjust(isize),
    /// Complete what is typed.
    Complete,
    /// Draw points on the plane.
    Draw,
    /// Select another unit, so many layers to the right and units up.
    Select(i16, i16),
    /// Select the unit at a cell of the screen.
    SelectAt(u16, u16),
    /// Change the numbers of the selected unit.
    Numbers,
    /// Choose another of the unit's numbers.
    Number(isize),
    /// Choose the unit's number of this place on its card.
    NumberAt(usize),
    /// Nudge the chosen number.
    Nudge(i16),
    /// Type the chosen number.
    TypeNumber,
    /// Switch the selected unit off or on.
    Switch,
    /// List the units by what the network loses without each.
    Ablation,
    /// Show the points as the selected unit's layer sees them, or no longer.
    LayerView,
    /// Move the probe to a cell of the screen; away from the plane there is none.
    ProbeAt(u16, u16),
    /// Move the cursor on the plane by cells to the right and up.
    Cursor(i16, i16),
    /// Choose the label of the next points by a digit.
    Label(u8),
    /// Put a point where the cursor is.
    Put,
    /// Take the point away that is at the cursor.
    TakeAway,
    /// Move the cursor to a cell of the screen.
    CursorTo(u16, u16),
    /// Put a point at a cell of the screen.
    PutAt(u16, u16),
    /// Take the point away that is at a cell of the screen.
    TakeAwayAt(u16, u16),
    /// Ask for a file and save the drawn points.
    SavePoints,
    /// End the program, unless something would be lost that nobody was told of.
    AskToQuit,
    /// Undo the latest change.
    Undo,
    /// Do again what was undone.
    Redo,
    /// Go so many epochs back.
    Back(u64),
    /// Go to epoch 0.
    First,
    /// Go to the newest epoch.
    Newest,
    /// Ask for a note and mark the epoch with it.
    Bookmark,
    /// Open the list of marks.
    Bookmarks,
    /// Go to the mark before.
    PreviousBookmark,
    /// Go to the next mark.
    NextBookmark,
    /// Open the list of branches.
    Branches,
    /// After a divergence: go back, with a smaller learning rate.
    Rescue,
    /// Save the run with its branches and marks.
    SaveRun,
    /// Go to the branch and epoch at a cell of the history line, and hold on to the line.
    Scrub(u16, u16),
    /// Go to the epoch at a column of the line that is held.
    ScrubTo(u16),
    /// Let the line go.
    ScrubEnd,
    /// Go so many epochs back or on, but not beyond what was trained.
    ScrubBy(i64),
    /// Give the selected branch another name.
    Rename,
    /// Take away what is selected: a branch, which is asked for twice, or a mark.
    Delete,
    /// Compare the selected branch with the shown one, or no longer.
    Compare,
    /// Focus the next panel.
    FocusNext,
    /// Focus the panel before.
    FocusPrevious,
    /// Focus a panel.
    Focus(Panel),
    /// Leave the panel, or the zoom.
    Leave,
    /// Show one panel on the whole screen, or all again.
    Zoom,
    /// Change the loss axis between linear and logarithmic.
    Axis,
    /// Change between the whole run and the last epochs.
    Window,
    /// Move the charts' cursor by dots to the right.
    EpochCursor(i16),
    /// Move the charts' cursor to the epoch at a cell of the screen; away from the charts the mouse's ends.
    EpochAt(u16, u16),
    /// Show half as many epochs on the charts, or twice as many.
    ZoomEpochs(bool),
    /// The same round the epoch at a cell of the screen.
    ZoomEpochsAt(bool, u16, u16),
    /// Change the epochs' axis between linear and logarithmic.
    EpochAxis,
    /// Smooth the train line more, or no longer.
    Smoothing,
    /// Change between losses and accuracy.
    Measure,
    /// Show the diagnostics in the place of the losses, or no longer.
    Diagnostics,
    /// Change between numbers and point by point.
    Predictions,
    /// Mark the points that the network gets wrong, or not.
    Wrong,
    /// Show the test points, or not.
    TestPoints,
    /// Show only what wins on the plane, or by how much.
    Discrete,
    /// Change to the next theme.
    Theme,
    /// Switch the mouse on or off.
    Mouse,
    /// Open the help.
    Help,
    /// Open the list of presets.
    Presets,
    /// Load the preset before this one.
    PreviousPreset,
    /// Load the preset after this one.
    NextPreset,
    /// Save a checkpoint.
    Save,
    /// Open the list of checkpoints.
    Open,
    /// Move in the list.
    Move(isize),
    /// Select a row of the list, or choose it if it is selected.
    Pick(usize),
    /// Take what is selected.
    Choose,
    /// Begin to filter the list.
    Filter,
    /// End filtering and show all.
    Unfilter,
    /// Add a character to the filter.
    Type(char),
    /// Take the filter's last character away.
    Erase,
    /// Close the list or page.
    Close,
    /// End the program.
    Quit,
    /// Go to the shell for a while.
    Suspend,
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
    #[must_use]
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
    /// Go to an epoch of a branch, told by its place among the lanes.
    GoTo(usize, u64),
    /// Read the list of presets.
    ListPresets(Then),
    /// Read the list of checkpoints.
    ListCheckpoints,
    /// Read a checkpoint.
    OpenCheckpoint(PathBuf),
    /// Read a preset by name.
    OpenPreset(String),
    /// Read the points of a file, and change the run that is made for them by these settings.
    OpenPoints(UserData, Vec<(&'static Field, String)>),
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
