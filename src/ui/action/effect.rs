//! What the dashboard asks of the world.

use std::path::PathBuf;
use std::sync::Arc;

use super::Action;
use crate::network::Unit;
use crate::preset::settings::Setting;
use crate::preset::{Listed, Overrides, Preset};
use crate::session::Command;
use crate::sweep::Loaded;
use crate::text::Sentence;
use crate::train::BranchId;
use crate::ui::results::Question;

/// What the dashboard asks for that is not its own to do.
#[derive(Debug)]
pub enum Effect {
    Send(Command),
    /// Send a command, and say what it does.
    SendAndSay(Command, Sentence),
    /// Do what a key does.
    Act(Action),
    File(FileTask),
    /// Show a message.
    Say(Tone, Sentence),
    /// Open a popup, in place of the one that is open.
    Open(Opening),
    /// Take or leave the mouse.
    CaptureMouse(bool),
    /// Stop until the shell lets the program go on.
    Suspend,
    End(Ended),
}

/// A popup to open.
#[derive(Debug)]
pub enum Opening {
    /// Help on what is open, or else on the dashboard.
    Help,
    /// What the help says of a topic.
    Topic(String),
    /// Help on a setting.
    Setting(&'static Setting),
    /// The command line that reproduces the run.
    Reproduction {
        line: String,
        /// What it leaves out, and what to do about it.
        left_out: Option<String>,
        is_copied: bool,
    },
    Presets,
    /// Recoveries, checkpoints and runs.
    Checkpoints,
    Branches,
    /// The run from many seeds.
    Seeds,
    /// The results of a sweep.
    Results,
    Bookmarks,
    /// A line to type in, with a text in it.
    Prompt(Purpose, String),
}

/// What a line is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Command,
    PresetName,
    /// The file to save the shown state in.
    File,
    PointsFile,
    /// The weight of a unit for one of its inputs, or its bias.
    Weight(Unit, Option<usize>),
    /// A note for the branch and epoch that were shown when the prompt was opened.
    Note(BranchId, u64),
    BranchName(BranchId),
    /// What counts as success of a run.
    Target,
    /// The same of a run of a sweep.
    ResultsTarget,
}

/// The kind of a message, which gives its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was saved.
    Saved,
    /// Something did not work.
    Problem,
    /// Something would be lost.
    Question,
    /// Anything else.
    Remark,
}

/// How the dashboard was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By a request to quit, which asks if something would be lost.
    Quit,
    /// At once, whatever would be lost.
    Interrupted,
}

/// What a short-lived thread reads or writes for the dashboard.
#[derive(Debug)]
pub enum FileTask {
    ListPresets(Then),
    /// Find out which runs were cut off.
    FindRecoveries,
    ListCheckpoints,
    /// List the names in a folder.
    ListFiles(PathBuf),
    /// Open and claim the recovery of this path, or else of the run that was cut off last.
    OpenRecovery(Option<PathBuf>),
    /// Read a checkpoint, a run or the results of a sweep.
    OpenCheckpoint(PathBuf),
    /// Read a row of results again, and the recipe of its run.
    OpenRow(Arc<Loaded>, u32),
    /// Find the interval of the median of these sorted numbers.
    MedianInterval(Question, Vec<f64>),
    /// Open the preset of this name, or in this file; those of the folder that the program was started with come first.
    OpenPreset(String),
    OpenListed(Box<Listed>),
    /// Read the table that the overrides name, and make a run for it with the other settings.
    OpenPoints(Overrides),
    /// Write the command line that turns the preset of this name into these settings.
    WriteCommandLine {
        name: String,
        preset: Arc<Preset>,
        /// Edits in the run's journal.
        edits: usize,
    },
    /// Save the settings as the user's preset of this name.
    SavePreset(String, Arc<Preset>),
    SavePoints(PathBuf, Arc<Preset>),
}

/// What the list of presets is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Show,
    /// Load the preset after the loaded one: of the folder that the program was started with, if it was.
    Next,
    /// The same before it.
    Previous,
}
