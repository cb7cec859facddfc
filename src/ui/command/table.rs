//! The one table of commands: what the command line takes beside settings and epochs.
//!
//! Every key of the dashboard has one; [`super::names`] says which.

use std::sync::LazyLock;

use super::arguments as given;
use crate::session::{Command, Update};
use crate::ui::action::{
    Action, BoundaryAction as Boundary, ChartAction as Chart, DrawAction as Draw, EditAction as Edit, Effect, FileTask,
    FilesAction as Files, NetworkAction as Network, ProgramAction as Program, Region, ResultsAction as Results,
    RunAction as Run, SeedsAction as Seeds, SliceAction as Slice, Tab as Inspect, TimeAction as Time,
    ViewAction as View, Zoom,
};
use crate::ui::keymap::Group;
use crate::ui::terminal::CAN_STOP;

/// A command: a row of [`COMMANDS`].
#[derive(Debug)]
pub struct Named {
    /// What is typed.
    pub name: &'static str,
    /// Shorter names.
    pub aliases: &'static [&'static str],
    /// Heading in the help.
    pub group: Group,
    /// What follows the name, for the help; in brackets where it may be left out.
    pub argument: &'static str,
    /// What it does, for the help.
    pub words: &'static str,
    pub(super) meaning: Meaning,
}

/// What a command does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// The same as a key.
    Key(Action),
    /// Something with the words that follow its name.
    With(fn(&[&str], &Update) -> Result<Effect, String>),
}

impl Named {
    /// The name and what follows it.
    pub fn usage(&self) -> String {
        format!("{} {}", self.name, self.argument).trim_end().to_owned()
    }
}

/// A row is its group, its name with shorter ones, what follows it, what it does in words, and then an action or a function.
macro_rules! commands {
    ($($group:ident $name:literal $([$($alias:literal),+])? $argument:literal $words:literal: $kind:ident($meaning:expr);)*) => {
        &[$(Named {
            name: $name,
            aliases: &[$($($alias),+)?],
            group: Group::$group,
            argument: $argument,
            words: $words,
            meaning: Meaning::$kind($meaning),
        }),*]
    };
}

/// Every command that the system has a use for.
pub static COMMANDS: LazyLock<Vec<&'static Named>> = LazyLock::new(|| {
    let is_stop = |command: &Named| matches!(command.meaning, Meaning::Key(Action::Program(Program::Suspend)));
    TABLE.iter().filter(|command| CAN_STOP || !is_stop(command)).collect()
});

const TABLE: &[Named] = commands! {
    Run "run" "" "run; after the end, train on": With(|_, _| Ok(Effect::Send(Command::Run)));
    Run "pause" "" "pause": With(|_, _| Ok(Effect::Send(Command::Pause)));
    Run "speed" "N|max" "epochs a second": With(given::speed);
    Run "faster" "" "the next faster of 1, 2, 5, 10 … 1,000 epochs a second": Key(Action::Run(Run::Faster));
    Run "slower" "" "the next slower one": Key(Action::Run(Run::Slower));
    Run "unlimited" "" "unlimited speed": Key(Action::Run(Run::Unlimited));
    Run "restart" "" "restart with the same seed": Key(Action::Run(Run::Restart));
    Run "new-seed" "" "restart with the next seed: new points and weights": Key(Action::Run(Run::NewSeed));
    Run "new-weights" "" "restart with new weights and the same points": Key(Action::Run(Run::NewWeights));
    Run "seeds" ["many-seeds"] "[N] [weights]" "train this run from N seeds, 1,000 if not given; from other weights alone with weights":
        With(given::seeds);
    Run "stop-seeds" "" "stop training seeds, or go on": Key(Action::Seeds(Seeds::Stop));
    Run "seeds-target" "TARGET" "what counts as success of a seed, as in test-loss<0.1": With(given::seeds_target);
    Run "open-seed" "SEED" "open the run of a seed that was trained": With(given::open_seed);
    Run "results" "" "results of a sweep, as they were left": Key(Action::Results(Results::Show));
    Run "open-run" "N" "open a run of the results, by its number": With(given::open_run);
    Run "quit" ["q"] "" "quit; asks if something would be lost": Key(Action::Program(Program::AskToQuit));
    Run "suspend" "" "suspend to the shell": Key(Action::Program(Program::Suspend));

    Time "step" "[EPOCHS]" "train on by one epoch, or so many": With(given::step);
    Time "back" "[EPOCHS]" "go back by one epoch, or so many": With(given::back);
    Time "step-batch" "" "one mini-batch forward": Key(Action::Run(Run::StepBatch));
    Time "go" "EPOCH" "go to an epoch, or train up to it; the number alone does the same": With(given::go);
    Time "first" "" "go to epoch 0, before training": Key(Action::Time(Time::First));
    Time "newest" "" "go to the newest epoch": Key(Action::Time(Time::Newest));
    Time "bookmark" "NOTE" "bookmark this epoch with a note": With(given::bookmark);
    Time "remove-bookmark" "" "remove the bookmark of this epoch": With(|_, run| {
        let (branch, epoch) = (run.time.branch, run.record.epoch);
        let words = format!("removed the bookmark of epoch {}", crate::ui::format::thousands(epoch));
        Ok(Effect::SendAndSay(Command::Bookmark(branch, epoch, String::new()), words.into()))
    });
    Time "bookmarks" "" "list the bookmarks": Key(Action::Time(Time::Bookmarks));
    Time "previous-bookmark" "" "go to the previous bookmark": Key(Action::Time(Time::PreviousBookmark));
    Time "next-bookmark" "" "go to the next bookmark": Key(Action::Time(Time::NextBookmark));
    Time "branches" "" "list the branches": Key(Action::Time(Time::Branches));
    Time "branch" "NAME" "go to a branch, by its name or its place in the list": With(given::branch);
    Time "rename-branch" "NAME" "give the shown branch another name": With(given::rename_branch);
    Time "delete-branch" "NAME" "delete a branch": With(given::delete_branch);
    Time "compare" "[NAME]" "compare a branch with the shown one; without a name, end the comparison":
        With(given::compare);
    Time "fix" ["rescue"] "[N]" "begin a branch with the first fix that the diagnostics offer, or with the fix of this number":
        With(given::fix);

    View "boundary" "" "focus the decision boundary": Key(Action::View(View::Focus(Region::Boundary)));
    View "charts" "" "focus the charts": Key(Action::View(View::Focus(Region::Charts)));
    View "network" "" "show the network": Key(Action::View(View::Focus(Region::Inspector)));
    View "settings" "" "show the settings": Key(Action::View(View::Tab(Inspect::Settings)));
    View "diagnostics" "" "show the diagnostics of each layer": Key(Action::View(View::Tab(Inspect::Diagnostics)));
    View "predictions" "" "show the confusion matrix, or errors in regression":
        Key(Action::View(View::Tab(Inspect::Predictions)));
    View "time-line" "" "focus the time line": Key(Action::View(View::Focus(Region::Timeline)));
    View "next-region" "" "focus the next region": Key(Action::View(View::FocusNext));
    View "previous-region" "" "focus the previous region": Key(Action::View(View::FocusPrevious));
    View "next-tab" "" "the next tab": Key(Action::View(View::NextTab));
    View "previous-tab" "" "the previous tab": Key(Action::View(View::PreviousTab));
    View "leave" "" "one step back, as Esc": Key(Action::View(View::Leave));
    View "zoom" "" "zoom the focused panel, and back": Key(Action::View(View::Zoom));
    View "loss-axis" "" "charts: logarithmic or linear axis": Key(Action::Chart(Chart::LossAxis));
    View "epoch-axis" "" "charts: over epochs, log epochs, or updates": Key(Action::Chart(Chart::EpochAxis));
    View "window" "" "charts: the whole run or the last 500 epochs": Key(Action::Chart(Chart::Window));
    View "zoom-in" "" "charts: half as many epochs": Key(Action::Chart(Chart::Zoom(Zoom::In)));
    View "zoom-out" "" "charts: twice as many epochs": Key(Action::Chart(Chart::Zoom(Zoom::Out)));
    View "average" "" "charts: moving average of the train loss": Key(Action::Chart(Chart::Smoothing));
    View "measure" "" "charts: loss or accuracy (R² in regression)": Key(Action::Chart(Chart::Measure));
    View "probe" "X Y" "the prediction at a place": With(given::probe);
    View "next-misclassified" "" "probe the next misclassified point": Key(Action::Boundary(Boundary::NextMisclassified));
    View "axes" "X Y" "of a table with more than two columns: show these, by name, along x and y": With(given::axes);
    View "slice" "[COLUMN VALUE]" "show where the other columns of such a table stand, or move one, as in slice Age 30":
        With(given::slice);
    View "slice-at-point" "" "move the other columns to where the probed point has them": Key(Action::Slice(Slice::ToPoint));
    View "slice-at-mean" "" "move the other columns to their mean": Key(Action::Slice(Slice::ToMean));
    View "points" "" "all points, train points, test points": Key(Action::Boundary(Boundary::Points));
    View "hard-classes" "" "predicted classes, or probabilities": Key(Action::Boundary(Boundary::HardClasses));
    View "threshold" "P" "predictions: the probability from which on a point of two classes gets label 1":
        With(given::threshold);
    View "theme" "" "theme: dark, light, high contrast, monochrome": Key(Action::View(View::Theme));
    View "mouse" "" "mouse on or off": Key(Action::View(View::Mouse));
    View "help" ["h"] "[TOPIC]" "help; on a key, a command or a setting": With(given::help);

    Edit "undo" ["u"] "" "undo an edit, a restart or a change of preset": Key(Action::Edit(Edit::Undo));
    Edit "redo" "" "redo what was undone last": Key(Action::Edit(Edit::Redo));

    Files "presets" "" "list the presets": Key(Action::Files(Files::Presets));
    Files "preset" "NAME" "load a preset": With(given::preset);
    Files "next-preset" "" "load the next preset": Key(Action::Files(Files::NextPreset));
    Files "previous-preset" "" "load the previous preset": Key(Action::Files(Files::PreviousPreset));
    Files "save" ["w"] "" "save a checkpoint": Key(Action::Files(Files::Save));
    Files "save-as" "FILE" "save as a checkpoint, weights, a model or a script, by the extension":
        With(|words, _| given::file(words).and_then(crate::ui::typed::file_to_save).map(|path| Effect::Send(Command::SaveAs(path))));
    Files "checkpoints" "" "list checkpoints and runs to open": Key(Action::Files(Files::Open));
    Files "open" ["o"] "FILE" "open a checkpoint, a run, weights, a preset, or the results of a sweep":
        With(|words, _| Ok(Effect::File(FileTask::OpenCheckpoint(given::file(words)?.into()))));
    Files "recover" "" "open the run that was cut off last": With(|_, _| Ok(Effect::File(FileTask::OpenRecovery(None))));
    Files "save-run" "" "save the run with its branches and bookmarks": Key(Action::Files(Files::SaveRun));
    Files "copy" "" "copy the command line that reproduces this run": Key(Action::Files(Files::CopyCommand));
    Files "save-preset" "NAME" "save the settings as your own preset": With(given::save_preset);

    Network "unit" "NAME" "select a unit, as in h1.3": With(given::select_unit);
    Network "weight" "UNIT INPUT VALUE" "set a weight or the bias, as in h1.3 x 0.5 or h1.3 bias 0": With(given::weight);
    Network "switch-unit" "NAME" "switch a unit off or on": With(given::switch_unit);
    Network "more-units" "" "give the selected layer the next larger width": Key(Action::Network(Network::Widen));
    Network "fewer-units" "" "give it the next smaller one": Key(Action::Network(Network::Narrow));
    Network "weights" "" "show the weights of the selected unit": Key(Action::Network(Network::EditWeights));
    Network "ablation" "" "the loss without each unit": Key(Action::Network(Network::Ablation));
    Network "layer-view" "" "the points in the layer's activation space": Key(Action::Network(Network::LayerView));

    Draw "draw" "" "draw points, or stop drawing": Key(Action::Draw(Draw::Toggle));
    Draw "add-point" "X Y LABEL" "add a train point; LABEL is a class's number, or a value": With(given::add_point);
    Draw "remove-point" "X Y" "remove the point that is nearest": With(given::remove_point);
    Draw "save-points" "FILE" "save the drawn points as CSV": With(given::save_points);
};

/// The command of this name.
pub fn named(word: &str) -> Option<&'static Named> {
    COMMANDS.iter().find(|command| command.name == word || command.aliases.contains(&word)).copied()
}
