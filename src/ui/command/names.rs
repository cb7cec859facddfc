//! Which command does what an action does. The matches are exhaustive, so that a new action has to name its own.

use crate::ui::action::{
    Action, BoundaryAction, ChartAction, DrawAction, EditAction, FilesAction, ListAction, NetworkAction, ProgramAction,
    Region, ResultsAction, RunAction, SeedsAction, SliceAction, Tab, TimeAction, ViewAction, Zoom,
};

/// The name of the command that does what this action does, or the same by words; none for what only a screen has:
/// typing, moving in a list, what the mouse points at.
pub fn command_for(action: Action) -> Option<&'static str> {
    match action {
        Action::Program(action) => Some(program(action)),
        Action::Run(action) => Some(run(action)),
        Action::Time(action) => Some(time(action)),
        Action::Scrub(_) => Some("go"),
        Action::View(action) => Some(view(action)),
        Action::Boundary(action) => Some(boundary(action)),
        Action::Slice(action) => Some(slice(action)),
        Action::Chart(action) => Some(chart(action)),
        Action::Network(action) => Some(network(action)),
        Action::Diagnostics(_) => Some("fix"),
        Action::Draw(action) => draw(action),
        Action::Seeds(action) => seeds(action),
        Action::Results(action) => results(action),
        Action::Edit(EditAction::Undo) => Some("undo"),
        Action::Edit(EditAction::Redo) => Some("redo"),
        Action::Files(action) => Some(files(action)),
        Action::List(action) => list(action),
        // The command line is where commands are typed.
        Action::Edit(EditAction::CommandLine) | Action::Prompt(_) => None,
    }
}

fn program(action: ProgramAction) -> &'static str {
    match action {
        ProgramAction::Help => "help",
        ProgramAction::LeaveOrQuit | ProgramAction::AskToQuit | ProgramAction::Quit => "quit",
        ProgramAction::Suspend => "suspend",
    }
}

fn run(action: RunAction) -> &'static str {
    match action {
        RunAction::Toggle => "run",
        RunAction::Faster => "faster",
        RunAction::Slower => "slower",
        RunAction::Unlimited => "unlimited",
        RunAction::Restart => "restart",
        RunAction::NewSeed => "new-seed",
        RunAction::NewWeights => "new-weights",
        RunAction::Step(_) => "step",
        RunAction::StepBatch => "step-batch",
    }
}

fn time(action: TimeAction) -> &'static str {
    match action {
        TimeAction::Back(_) => "back",
        TimeAction::First => "first",
        TimeAction::Newest => "newest",
        TimeAction::Bookmark => "bookmark",
        TimeAction::Bookmarks => "bookmarks",
        TimeAction::PreviousBookmark => "previous-bookmark",
        TimeAction::NextBookmark => "next-bookmark",
        TimeAction::Branches => "branches",
    }
}

fn view(action: ViewAction) -> &'static str {
    match action {
        ViewAction::FocusNext => "next-region",
        ViewAction::FocusPrevious => "previous-region",
        ViewAction::Focus(region) | ViewAction::FocusAt(region) => match region {
            Region::Boundary => "boundary",
            Region::Charts => "charts",
            Region::Inspector => "network",
            Region::Timeline => "time-line",
        },
        ViewAction::Tab(tab) => match tab {
            Tab::Network => "network",
            Tab::Settings => "settings",
            Tab::Diagnostics => "diagnostics",
            Tab::Predictions => "predictions",
            Tab::Columns => "slice",
        },
        ViewAction::NextTab => "next-tab",
        ViewAction::PreviousTab => "previous-tab",
        ViewAction::Leave => "leave",
        ViewAction::Zoom => "zoom",
        ViewAction::Theme => "theme",
        ViewAction::Mouse => "mouse",
        ViewAction::MoveThreshold(_) | ViewAction::Threshold(_) => "threshold",
    }
}

fn boundary(action: BoundaryAction) -> &'static str {
    match action {
        BoundaryAction::MoveProbe(..)
        | BoundaryAction::ProbeAt(..)
        | BoundaryAction::SelectAt(..)
        | BoundaryAction::Probe(..) => "probe",
        BoundaryAction::NextMisclassified => "next-misclassified",
        BoundaryAction::Points => "points",
        BoundaryAction::HardClasses => "hard-classes",
    }
}

fn slice(action: SliceAction) -> &'static str {
    match action {
        SliceAction::Next(_) | SliceAction::Take(_) | SliceAction::Axes(_) => "axes",
        SliceAction::ToPoint => "slice-at-point",
        SliceAction::ToMean => "slice-at-mean",
        SliceAction::Select(_) | SliceAction::SelectAt(_) | SliceAction::Adjust(_) | SliceAction::Set(..) => "slice",
    }
}

fn chart(action: ChartAction) -> &'static str {
    match action {
        ChartAction::LossAxis => "loss-axis",
        ChartAction::Window => "window",
        // The values at an epoch are those of the run when it is there.
        ChartAction::Cursor(_) | ChartAction::CursorAt(..) => "go",
        ChartAction::Zoom(Zoom::In) | ChartAction::ZoomAt(Zoom::In, ..) => "zoom-in",
        ChartAction::Zoom(Zoom::Out) | ChartAction::ZoomAt(Zoom::Out, ..) => "zoom-out",
        ChartAction::EpochAxis => "epoch-axis",
        ChartAction::Smoothing => "average",
        ChartAction::Measure => "measure",
        ChartAction::NextTab => "next-tab",
        ChartAction::PreviousTab => "previous-tab",
        ChartAction::TabAt(..) => "charts",
    }
}

fn network(action: NetworkAction) -> &'static str {
    match action {
        NetworkAction::Select(..) | NetworkAction::SelectAt(..) | NetworkAction::SelectUnit(_) => "unit",
        NetworkAction::EditWeights => "weights",
        NetworkAction::SelectWeight(_)
        | NetworkAction::SelectWeightAt(_)
        | NetworkAction::Nudge(_)
        | NetworkAction::TypeWeight => "weight",
        NetworkAction::ToggleUnit => "switch-unit",
        NetworkAction::Widen => "more-units",
        NetworkAction::Narrow => "fewer-units",
        NetworkAction::Ablation => "ablation",
        NetworkAction::LayerView => "layer-view",
    }
}

fn draw(action: DrawAction) -> Option<&'static str> {
    match action {
        DrawAction::Toggle => Some("draw"),
        DrawAction::Label(_) | DrawAction::Add | DrawAction::AddAt(..) => Some("add-point"),
        DrawAction::Remove | DrawAction::RemoveAt(..) => Some("remove-point"),
        DrawAction::Save => Some("save-points"),
        DrawAction::MoveCursor(..) | DrawAction::CursorAt(..) => None,
    }
}

fn seeds(action: SeedsAction) -> Option<&'static str> {
    match action {
        SeedsAction::Show(_)
        | SeedsAction::Begin(..)
        | SeedsAction::Train(..)
        | SeedsAction::More
        | SeedsAction::Vary => Some("seeds"),
        SeedsAction::Stop => Some("stop-seeds"),
        SeedsAction::AskForTarget | SeedsAction::Target(_) => Some("seeds-target"),
        SeedsAction::Choose | SeedsAction::Select(_) => Some("open-seed"),
        SeedsAction::Loss | SeedsAction::Move(_) | SeedsAction::Rank(_) | SeedsAction::Close => None,
    }
}

fn results(action: ResultsAction) -> Option<&'static str> {
    match action {
        ResultsAction::Show => Some("results"),
        ResultsAction::Open(_) | ResultsAction::Choose => Some("open-run"),
        // The words have all cells of the grid.
        ResultsAction::Turn(_)
        | ResultsAction::Page(_)
        | ResultsAction::Move(..)
        | ResultsAction::Cell(_)
        | ResultsAction::Field(_)
        | ResultsAction::Row(_)
        | ResultsAction::Swap
        | ResultsAction::Rows
        | ResultsAction::Columns
        | ResultsAction::Measure
        | ResultsAction::Sort
        | ResultsAction::All
        | ResultsAction::AskForTarget
        | ResultsAction::Target(_)
        | ResultsAction::Loss
        | ResultsAction::Stop
        | ResultsAction::Whole
        | ResultsAction::Changed
        | ResultsAction::Back
        | ResultsAction::Close => None,
    }
}

fn files(action: FilesAction) -> &'static str {
    match action {
        FilesAction::Presets => "presets",
        FilesAction::PreviousPreset => "previous-preset",
        FilesAction::NextPreset => "next-preset",
        FilesAction::Save => "save",
        FilesAction::SaveAs => "save-as",
        FilesAction::Open => "checkpoints",
        FilesAction::SaveRun => "save-run",
        FilesAction::CopyCommand => "copy",
        FilesAction::SavePreset => "save-preset",
    }
}

fn list(action: ListAction) -> Option<&'static str> {
    match action {
        ListAction::Rename => Some("rename-branch"),
        ListAction::Delete => Some("delete-branch"),
        ListAction::Compare => Some("compare"),
        // Settings have their own names.
        ListAction::Adjust(_)
        | ListAction::AddLayer
        | ListAction::TakeLayer
        | ListAction::Move(_)
        | ListAction::Pick(_)
        | ListAction::Choose
        | ListAction::Filter
        | ListAction::Close => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::command::{COMMANDS, Meaning};
    use crate::ui::keymap::ROWS;

    #[test]
    fn every_key_has_a_command() {
        let names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        for (_, action) in ROWS.iter().flat_map(|row| row.keys) {
            match command_for(*action) {
                Some(name) => assert!(names.contains(&name), "{action:?}: {name}"),
                None => assert!(
                    matches!(
                        action,
                        Action::List(_)
                            | Action::Prompt(_)
                            | Action::Edit(EditAction::CommandLine)
                            | Action::Draw(DrawAction::MoveCursor(..))
                            | Action::Seeds(_)
                            | Action::Results(_)
                    ),
                    "{action:?} has none"
                ),
            }
        }
    }

    #[test]
    fn a_command_that_stands_for_a_key_is_named_by_its_action() {
        for command in COMMANDS.iter() {
            if let Meaning::Key(action) = command.meaning {
                assert_eq!(command_for(action), Some(command.name));
            }
        }
    }

    /// Commands that make a branch or a file, or drop something: what they did is said, with the way back where there is
    /// one. `tests/screens/said.rs` has them do it.
    const SAID: [&str; 23] = [
        "open-seed",
        "open-run",
        "restart",
        "new-seed",
        "new-weights",
        "bookmark",
        "remove-bookmark",
        "delete-branch",
        "fix",
        "undo",
        "redo",
        "preset",
        "next-preset",
        "previous-preset",
        "save",
        "save-as",
        "open",
        "recover",
        "save-run",
        "copy",
        "save-preset",
        "remove-point",
        "save-points",
    ];
    /// Commands that change the run: where it is in the past they begin a branch, which is said.
    const EDITS: [&str; 5] = ["weight", "switch-unit", "more-units", "fewer-units", "add-point"];
    /// Commands that drop nothing, and make no branch and no file.
    const HARMLESS: [&str; 64] = [
        "results",
        "seeds",
        "stop-seeds",
        "seeds-target",
        "run",
        "pause",
        "speed",
        "faster",
        "slower",
        "unlimited",
        "quit",
        "suspend",
        "step",
        "back",
        "step-batch",
        "go",
        "first",
        "newest",
        "bookmarks",
        "previous-bookmark",
        "next-bookmark",
        "branches",
        "branch",
        "rename-branch",
        "compare",
        "boundary",
        "charts",
        "network",
        "settings",
        "diagnostics",
        "predictions",
        "time-line",
        "next-region",
        "previous-region",
        "next-tab",
        "previous-tab",
        "leave",
        "zoom",
        "loss-axis",
        "epoch-axis",
        "window",
        "zoom-in",
        "zoom-out",
        "average",
        "measure",
        "probe",
        "next-misclassified",
        "axes",
        "slice",
        "slice-at-point",
        "slice-at-mean",
        "points",
        "hard-classes",
        "threshold",
        "theme",
        "mouse",
        "help",
        "presets",
        "checkpoints",
        "unit",
        "weights",
        "ablation",
        "layer-view",
        "draw",
    ];

    #[test]
    fn of_every_command_it_is_known_whether_it_makes_or_drops_something() {
        let mut known: Vec<&str> = [&SAID[..], &EDITS, &HARMLESS].concat();
        let mut names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        known.sort_unstable();
        names.sort_unstable();
        assert_eq!(known, names);
    }
}
