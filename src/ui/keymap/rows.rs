//! The table of the keys, mode by mode.

use std::sync::LazyLock;

use ratatui::crossterm::event::KeyCode::{
    self, BackTab, Backspace, Delete, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up,
};
use ratatui::crossterm::event::KeyModifiers;
use tui_input::InputRequest as Request;

use crate::ui::action::{
    Action, Axis, BoundaryAction as Boundary, ChartAction as Chart, DiagnosticsAction as Diagnostics,
    DrawAction as Draw, EditAction as Edit, FilesAction as Files, ListAction as List, NetworkAction as Network,
    ProgramAction as Program, PromptAction as Prompt, Region, ResultsAction as Results, RunAction as Run,
    SeedsAction as Seeds, SliceAction as Slice, Tab as Inspect, TimeAction as Time, ViewAction as View, Zoom,
};
use crate::ui::keymap::{Group, Key, Mode, Row, Short};
use crate::ui::seeds::COUNT;
use crate::ui::terminal::CAN_STOP;

const fn key(code: KeyCode) -> Key {
    Key { code, modifiers: KeyModifiers::NONE }
}

const fn char(character: char) -> Key {
    key(KeyCode::Char(character))
}

const fn control(character: char) -> Key {
    control_key(KeyCode::Char(character))
}

const fn control_key(code: KeyCode) -> Key {
    Key { code, modifiers: KeyModifiers::CONTROL }
}

const fn shift(code: KeyCode) -> Key {
    Key { code, modifiers: KeyModifiers::SHIFT }
}

/// A row is its mode, its group, the label of its keys, what they do, and for the key line a place, an importance and a
/// word; then come its keys with what each does. A fourth part is the
/// label on the key line, where that is a shorter one.
macro_rules! rows {
    (
        $(
            $mode:ident $group:ident $label:literal $words:literal
            $(($place:literal, $importance:literal, $word:literal $(, $short:literal)?))?:
            $($key:expr => $handler:ident::$action:ident $(($($argument:expr),+))?),+;
        )+
    ) => {
        &[$(Row {
            mode: Mode::$mode,
            group: Group::$group,
            keys: &[$(($key, Action::$handler($handler::$action $(($($argument),+))?))),+],
            label: $label,
            words: $words,
            line: short!($label $($place, $importance, $word $(, $short)?)?),
        }),+]
    };
}

macro_rules! short {
    ($label:literal) => {
        None
    };
    ($label:literal $place:literal, $importance:literal, $word:literal) => {
        short!($label $place, $importance, $word, $label)
    };
    ($label:literal $place:literal, $importance:literal, $word:literal, $short:literal) => {
        Some(Short { place: $place, importance: $importance, label: $short, word: $word })
    };
}

/// Every key of every mode that the system has a use for.
pub static ROWS: LazyLock<Vec<&'static Row>> = LazyLock::new(|| {
    let is_possible = |row: &&Row| CAN_STOP || row.keys[0].1 != Action::Program(Program::Suspend);
    TABLE.iter().filter(is_possible).collect()
});

const TABLE: &[Row] = rows! {
    Run Run "Space" "run or pause; after the end, train on" (0, 0, "run/pause"): char(' ') => Run::Toggle;
    Run Run "+ -" "faster or slower: 1, 2, 5, 10 … 1,000 epochs per second" (3, 4, "speed"):
        char('+') => Run::Faster, char('=') => Run::Faster, char('-') => Run::Slower;
    Run Run "*" "unlimited speed": char('*') => Run::Unlimited;
    Run Run "r" "restart with the same seed" (9, 11, "restart"): char('r') => Run::Restart;
    Run Run "R" "restart with the next seed: new points and weights": char('R') => Run::NewSeed;
    Run Run "W" "restart with new weights and the same points": char('W') => Run::NewWeights;
    Run Run "Y" "many seeds: how often this run learns, and how its losses spread": char('Y') => Seeds::Show(COUNT);
    Run Run "#" "results of a sweep, as they were left; :open results.csv reads a table": char('#') => Results::Show;
    Run Edit ":" "command line, for example learning-rate 0.1": char(':') => Edit::CommandLine;
    Run Edit "u U" "undo or redo an edit, a restart or a change of preset; Ctrl-R redoes, too":
        char('u') => Edit::Undo, char('U') => Edit::Redo, control('r') => Edit::Redo;
    Run Edit "d" "draw points" (12, 10, "draw"): char('d') => Draw::Toggle;
    Run Run "q Ctrl-C" "q goes back as Esc does, or quits when nothing is open; Ctrl-C quits at once" (17, 2, "quit", "q"):
        char('q') => Program::LeaveOrQuit, control('c') => Program::Quit;
    Run Run "Ctrl-Z" "suspend to the shell": control('z') => Program::Suspend;

    Run Time "← →" "one epoch back or forward; h l, and , . wherever the arrows are taken" (1, 3, "step"):
        key(Right) => Run::Step(1), char('l') => Run::Step(1), char('.') => Run::Step(1),
        key(Left) => Time::Back(1), char('h') => Time::Back(1), char(',') => Time::Back(1);
    Run Time ";" "one mini-batch forward, its points highlighted": char(';') => Run::StepBatch;
    Run Time "Shift-→ L" "10 epochs forward": shift(Right) => Run::Step(10), char('L') => Run::Step(10);
    Run Time "PgDn" "100 epochs forward": key(PageDown) => Run::Step(100);
    Run Time "Shift-← H" "10 epochs back": shift(Left) => Time::Back(10), char('H') => Time::Back(10);
    Run Time "PgUp" "100 epochs back": key(PageUp) => Time::Back(100);
    Run Time "Home g" "go to epoch 0, before training": key(Home) => Time::First, char('g') => Time::First;
    Run Time "End G" "go to the newest epoch": key(End) => Time::Newest, char('G') => Time::Newest;
    Run Time "m" "bookmark this epoch with a note; an empty note removes it" (13, 14, "bookmark"):
        char('m') => Time::Bookmark;
    Run Time "{ }" "go to the previous or next bookmark":
        char('{') => Time::PreviousBookmark, char('}') => Time::NextBookmark;
    Run Time "'" "bookmarks: notes, edits, checkpoints, events": char('\'') => Time::Bookmarks;
    Run Time "b" "branches: go to, rename, delete, compare" (7, 9, "branches"): char('b') => Time::Branches;
    Run Time "B" "begin a branch with the first fix that the diagnostics offer, beside this one": char('B') => Diagnostics::Fix(0);

    Run View "Tab 1-4" "focus: 1 decision boundary, 2 charts, 3 inspector, 4 time line":
        key(Tab) => View::FocusNext, key(BackTab) => View::FocusPrevious, shift(BackTab) => View::FocusPrevious,
        char('1') => View::Focus(Region::Boundary), char('2') => View::Focus(Region::Charts),
        char('3') => View::Focus(Region::Inspector), char('4') => View::Focus(Region::Timeline);
    Run View "e" "settings of the run, to change during training" (4, 5, "settings"): char('e') => View::Tab(Inspect::Settings);
    Run View "i" "diagnostics of each layer": char('i') => View::Tab(Inspect::Diagnostics);
    Run View "v" "predictions: confusion matrix, or errors in regression": char('v') => View::Tab(Inspect::Predictions);
    Run View "c" "columns of a table with more than two: which are shown, and where the others stand":
        char('c') => View::Tab(Inspect::Columns);
    Run View "[ ]" "previous and next tab of the focused region, the inspector's if none is":
        char('[') => View::PreviousTab, char(']') => View::NextTab;
    Run View "Esc" "one step back: out of what is selected, the zoom, the region, a comparison; never quits" (15, 2, "back", "Esc q"):
        key(Esc) => View::Leave;
    Cursor View "Esc" "leave the decision boundary" (6, 2, "back", "Esc q"): key(Esc) => View::Leave;
    Chart View "Esc" "leave the charts" (6, 2, "back", "Esc q"): key(Esc) => View::Leave;
    Network View "Esc" "leave the unit, then the network" (7, 2, "back", "Esc q"): key(Esc) => View::Leave;
    Weights View "Esc" "leave the weights" (6, 2, "back", "Esc q"): key(Esc) => View::Leave;
    Diagnostics View "↑ ↓" "diagnostics: select a fix" (0, 3, "select"):
        key(Up) => Diagnostics::Select(-1), key(Down) => Diagnostics::Select(1), char('k') => Diagnostics::Select(-1),
        char('j') => Diagnostics::Select(1);
    Diagnostics View "Enter" "diagnostics: begin a branch with the fix, and compare" (1, 1, "try it"):
        key(Enter) => Diagnostics::Choose;
    Diagnostics View "Esc" "leave the diagnostics" (6, 2, "back", "Esc q"): key(Esc) => View::Leave;
    Columns View "↑ ↓" "columns: select" (0, 2, "select"):
        key(Up) => Slice::Select(-1), key(Down) => Slice::Select(1), char('k') => Slice::Select(-1),
        char('j') => Slice::Select(1);
    Columns View "← →" "columns: move the boundary along the column; with Shift by five steps" (1, 0, "move"):
        key(Left) => Slice::Adjust(-1), key(Right) => Slice::Adjust(1), char('h') => Slice::Adjust(-1),
        char('l') => Slice::Adjust(1), shift(Left) => Slice::Adjust(-5), shift(Right) => Slice::Adjust(5),
        char('H') => Slice::Adjust(-5), char('L') => Slice::Adjust(5);
    Columns View "x y" "columns: show the column along x or y" (2, 1, "axis"):
        char('x') => Slice::Take(Axis::X), char('y') => Slice::Take(Axis::Y);
    Columns View "@" "columns: as the probed point has them" (3, 3, "at the point"): char('@') => Slice::ToPoint;
    Columns View "0" "columns: at their mean" (4, 4, "at the mean"): char('0') => Slice::ToMean;
    Columns View "Esc" "leave the columns" (6, 2, "back", "Esc q"): key(Esc) => View::Leave;
    Run View "z" "zoom the focused panel, or the decision boundary, and back" (11, 13, "zoom"): char('z') => View::Zoom;
    Run View "a" "charts: logarithmic or linear axis of loss and gradient norm": char('a') => Chart::LossAxis;
    Run View "f" "charts: the whole run or the last 500 epochs": char('f') => Chart::Window;
    Run View "X" "charts: over epochs, log epochs, or updates of the weights": char('X') => Chart::EpochAxis;
    Run View "> <" "charts: zoom in or out, as the wheel does":
        char('>') => Chart::Zoom(Zoom::In), char('<') => Chart::Zoom(Zoom::Out);
    Run View "A" "moving average of the train loss: 10, 100 or 1,000 epochs": char('A') => Chart::Smoothing;
    Run View "C" "chart of the loss or the accuracy (R² in regression)": char('C') => Chart::Measure;
    Run View "w" "next misclassified point": char('w') => Boundary::NextMisclassified;
    Run View "_ |" "boundary of a table with more columns than two: another column along x or y":
        char('_') => Slice::Next(Axis::X), char('|') => Slice::Next(Axis::Y);
    Run View "@ 0" "boundary of such a table: the other columns as the probed point has them, or at their mean":
        char('@') => Slice::ToPoint, char('0') => Slice::ToMean;
    Run View "T" "all points, train points, test points": char('T') => Boundary::Points;
    Run View "D" "show predicted classes only, or probabilities": char('D') => Boundary::HardClasses;
    Run View "( )" "predictions: lower or raise the threshold of two classes":
        char('(') => View::MoveThreshold(false), char(')') => View::MoveThreshold(true);
    Run View "t" "theme: dark, light, high contrast, monochrome": char('t') => View::Theme;
    Run View "M" "mouse on or off; when on, Shift-drag selects text": char('M') => View::Mouse;
    Run View "?" "this help" (16, 1, "help"): char('?') => Program::Help;

    Run Files "p" "presets" (6, 7, "presets"): char('p') => Files::Presets;
    Run Files "n N" "next and previous preset" (5, 6, "next", "n"):
        char('n') => Files::NextPreset, char('N') => Files::PreviousPreset;
    Run Files "s" "save a checkpoint" (8, 8, "save"): char('s') => Files::Save;
    Run Files "S" "save as a checkpoint, weights, a model or a script": char('S') => Files::SaveAs;
    Run Files "o" "open a checkpoint, a run, weights or the results of a sweep" (10, 12, "open"): char('o') => Files::Open;
    Run Files "F" "save the run with its branches and bookmarks": char('F') => Files::SaveRun;
    Run Files "y" "copy the command line that reproduces this run": char('y') => Files::CopyCommand;
    Run Files "P" "save the settings as your own preset": char('P') => Files::SavePreset;

    Cursor Network "← ↑ ↓ →" "boundary: move the probe, a point sent through the network" (1, 1, "probe"):
        key(Left) => Boundary::MoveProbe(-1, 0), key(Right) => Boundary::MoveProbe(1, 0),
        key(Up) => Boundary::MoveProbe(0, 1), key(Down) => Boundary::MoveProbe(0, -1),
        char('h') => Boundary::MoveProbe(-1, 0), char('l') => Boundary::MoveProbe(1, 0),
        char('k') => Boundary::MoveProbe(0, 1), char('j') => Boundary::MoveProbe(0, -1),
        shift(Left) => Boundary::MoveProbe(-5, 0), shift(Right) => Boundary::MoveProbe(5, 0),
        shift(Up) => Boundary::MoveProbe(0, 5), shift(Down) => Boundary::MoveProbe(0, -5),
        char('H') => Boundary::MoveProbe(-5, 0), char('L') => Boundary::MoveProbe(5, 0),
        char('K') => Boundary::MoveProbe(0, 5), char('J') => Boundary::MoveProbe(0, -5);

    Chart View "← →" "charts: read the values at an epoch; with Shift by ten dots" (1, 1, "values"):
        key(Left) => Chart::Cursor(-1), key(Right) => Chart::Cursor(1), char('h') => Chart::Cursor(-1),
        char('l') => Chart::Cursor(1), shift(Left) => Chart::Cursor(-10), shift(Right) => Chart::Cursor(10),
        char('H') => Chart::Cursor(-10), char('L') => Chart::Cursor(10);
    Chart View "Home End" "charts: read the values at the first or newest epoch":
        key(Home) => Chart::Cursor(i16::MIN), key(End) => Chart::Cursor(i16::MAX);
    Chart View "[ ]" "charts: loss, accuracy, learning rate, gradient norm" (2, 2, "chart"):
        char('[') => View::PreviousTab, char(']') => View::NextTab;
    Chart View "> <" "charts: zoom in or out" (3, 3, "zoom"):
        char('>') => Chart::Zoom(Zoom::In), char('<') => Chart::Zoom(Zoom::Out), key(Up) => Chart::Zoom(Zoom::In),
        key(Down) => Chart::Zoom(Zoom::Out), char('k') => Chart::Zoom(Zoom::In), char('j') => Chart::Zoom(Zoom::Out);
    Chart View "A" "charts: moving average of the train loss" (4, 5, "average"): char('A') => Chart::Smoothing;
    Chart View "C" "charts: loss or accuracy" (5, 4, "accuracy"):
        char('C') => Chart::Measure, key(Enter) => Chart::Measure;

    Network Network "← ↑ ↓ →" "network: select a unit to see its activation; or click it" (1, 1, "unit"):
        key(Left) => Network::Select(-1, 0), key(Right) => Network::Select(1, 0), key(Up) => Network::Select(0, 1),
        key(Down) => Network::Select(0, -1), char('h') => Network::Select(-1, 0), char('l') => Network::Select(1, 0),
        char('k') => Network::Select(0, 1), char('j') => Network::Select(0, -1);
    Network Network "Enter" "network: edit the unit's bias and weights" (2, 2, "weights"):
        key(Enter) => Network::EditWeights;
    Network Network "> <" "network: add or take a unit of the selected layer" (6, 6, "units"):
        char('>') => Network::Widen, char('<') => Network::Narrow;
    Network Network "x" "network: switch the unit off or on" (3, 3, "off/on"): char('x') => Network::ToggleUnit;
    Network Network "A" "network: ablation, the loss without each unit" (4, 4, "ablation"):
        char('A') => Network::Ablation;
    Network Network "V" "network: the points in the layer's activation space" (5, 5, "layer view"):
        char('V') => Network::LayerView;

    Weights Network "↑ ↓" "weights: select another" (1, 1, "select"):
        key(Up) => Network::SelectWeight(-1), key(Down) => Network::SelectWeight(1),
        char('k') => Network::SelectWeight(-1), char('j') => Network::SelectWeight(1);
    Weights Network "← →" "weights: decrease or increase by 0.1; with Shift by 1" (2, 2, "adjust"):
        key(Right) => Network::Nudge(1), key(Left) => Network::Nudge(-1), char('l') => Network::Nudge(1),
        char('h') => Network::Nudge(-1), shift(Right) => Network::Nudge(10), shift(Left) => Network::Nudge(-10),
        char('L') => Network::Nudge(10), char('H') => Network::Nudge(-10);
    Weights Network "Enter" "weights: type a value" (3, 3, "type"): key(Enter) => Network::TypeWeight;
    Weights Network "x" "switch the unit off or on": char('x') => Network::ToggleUnit;

    Draw Draw "Enter" "add a train point at the cursor, as a click does" (0, 0, "add"): key(Enter) => Draw::Add;
    Draw Draw "x" "remove the point at the cursor, as a right click does" (1, 1, "remove"):
        char('x') => Draw::Remove, key(Delete) => Draw::Remove, key(Backspace) => Draw::Remove;
    Draw Draw "0-9" "label of the next points: a class, or one of ten values" (2, 2, "label"):
        char('0') => Draw::Label(0), char('1') => Draw::Label(1), char('2') => Draw::Label(2),
        char('3') => Draw::Label(3), char('4') => Draw::Label(4), char('5') => Draw::Label(5),
        char('6') => Draw::Label(6), char('7') => Draw::Label(7), char('8') => Draw::Label(8),
        char('9') => Draw::Label(9);
    Draw Draw "arrows" "move the cursor, as hjkl do; with Shift by five cells" (3, 4, "move"):
        key(Left) => Draw::MoveCursor(-1, 0), key(Right) => Draw::MoveCursor(1, 0), key(Up) => Draw::MoveCursor(0, 1),
        key(Down) => Draw::MoveCursor(0, -1), char('h') => Draw::MoveCursor(-1, 0), char('l') => Draw::MoveCursor(1, 0),
        char('k') => Draw::MoveCursor(0, 1), char('j') => Draw::MoveCursor(0, -1),
        shift(Left) => Draw::MoveCursor(-5, 0), shift(Right) => Draw::MoveCursor(5, 0),
        shift(Up) => Draw::MoveCursor(0, 5), shift(Down) => Draw::MoveCursor(0, -5),
        char('H') => Draw::MoveCursor(-5, 0), char('L') => Draw::MoveCursor(5, 0), char('K') => Draw::MoveCursor(0, 5),
        char('J') => Draw::MoveCursor(0, -5);
    Draw Draw "S" "save the drawn points as CSV" (5, 6, "save points"): char('S') => Draw::Save;
    Draw Draw "u U" "undo, redo" (4, 7, "undo, redo"):
        char('u') => Edit::Undo, char('U') => Edit::Redo, control('r') => Edit::Redo;
    Draw Draw ", . ;" "one epoch back or forward, one mini-batch":
        char(',') => Time::Back(1), char('.') => Run::Step(1), char(';') => Run::StepBatch;
    Draw Draw "Space r" "run or pause, restart" (6, 5, "run/pause"):
        char(' ') => Run::Toggle, char('r') => Run::Restart;
    Draw Draw "Esc d q" "stop drawing" (7, 3, "stop", "Esc q"):
        key(Esc) => View::Leave, char('d') => Draw::Toggle, char('q') => View::Leave;
    Draw Draw "s" "save a checkpoint": char('s') => Files::Save;
    Draw Draw "?" "help" (8, 8, "help"): char('?') => Program::Help;

    Seeds Seeds "Enter" "open the selected run, with all its epochs; Esc comes back" (0, 0, "open"): key(Enter) => Seeds::Choose;
    Seeds Seeds "← →" "select a picture" (1, 3, "select"):
        key(Left) => Seeds::Move(-1), key(Right) => Seeds::Move(1), char('h') => Seeds::Move(-1), char('l') => Seeds::Move(1);
    Seeds Seeds "↑ ↓" "the next better or worse run; PgUp and PgDn by ten, Home the worst, End the best" (2, 6, "better, worse"):
        key(Up) => Seeds::Rank(1), key(Down) => Seeds::Rank(-1), char('k') => Seeds::Rank(1), char('j') => Seeds::Rank(-1),
        key(PageUp) => Seeds::Rank(10), key(PageDown) => Seeds::Rank(-10), key(Home) => Seeds::Rank(isize::MIN),
        key(End) => Seeds::Rank(isize::MAX);
    Seeds Seeds "t" "what counts as success, as in test-loss<0.1" (3, 4, "target"): char('t') => Seeds::AskForTarget;
    Seeds Seeds "+" "1,000 more seeds" (4, 5, "more"): char('+') => Seeds::More, char('=') => Seeds::More;
    Seeds Seeds "Space" "stop training seeds, or go on" (5, 2, "stop, go on"): char(' ') => Seeds::Stop;
    Seeds Seeds "C" "train or test loss" (6, 7, "loss"): char('C') => Seeds::Loss;
    Seeds Seeds "W" "other weights alone, or other points and weights" (7, 8, "vary"): char('W') => Seeds::Vary;
    Seeds Seeds "?" "help on many seeds" (9, 9, "help"): char('?') => Program::Help;
    Seeds Seeds "Esc q" "close; training goes on" (8, 1, "close"): key(Esc) => Seeds::Close, char('q') => Seeds::Close, char('Y') => Seeds::Close;

    Results Results "Enter" "grid: the runs of the cell; else open the selected run, checked by its hash; Esc comes back" (0, 0, "open"):
        key(Enter) => Results::Choose;
    Results Results "[ ] Tab" "grid, table, curves, distribution" (1, 2, "page", "[ ]"):
        char('[') => Results::Turn(-1), char(']') => Results::Turn(1), key(Tab) => Results::Turn(1),
        key(BackTab) => Results::Turn(-1), shift(BackTab) => Results::Turn(-1);
    Results Results "← ↑ ↓ →" "select a cell, or a run and a field; PgUp and PgDn by ten runs, Home the first, End the last" (2, 6, "select"):
        key(Left) => Results::Move(-1, 0), key(Right) => Results::Move(1, 0), key(Up) => Results::Move(0, -1),
        key(Down) => Results::Move(0, 1), char('h') => Results::Move(-1, 0), char('l') => Results::Move(1, 0),
        char('k') => Results::Move(0, -1), char('j') => Results::Move(0, 1), key(PageUp) => Results::Move(0, -10),
        key(PageDown) => Results::Move(0, 10), key(Home) => Results::Move(0, isize::MIN),
        key(End) => Results::Move(0, isize::MAX);
    Results Results "m" "another measure: loss, accuracy or R² of the train or test points" (3, 3, "measure"):
        char('m') => Results::Measure;
    Results Results "r c x" "another setting along the rows or the columns; x swaps the two" (4, 7, "rows, columns"):
        char('r') => Results::Rows, char('c') => Results::Columns, char('x') => Results::Swap;
    Results Results "a" "all runs, or those of the selected cell" (5, 5, "all runs"): char('a') => Results::All;
    Results Results "s" "table: sort by the selected field; again the other way round" (6, 4, "sort"): char('s') => Results::Sort;
    Results Results "t" "what counts as success, as in test-loss<0.1" (7, 8, "target"): char('t') => Results::AskForTarget;
    Results Results "C" "curves: train or test loss": char('C') => Results::Loss;
    Results Results "Space" "curves: stop training runs again, or go on": char(' ') => Results::Stop;
    Results Results "z" "the whole screen, or beside the decision boundary" (8, 9, "zoom"): char('z') => Results::Whole;
    Results Results "?" "help on the results" (10, 10, "help"): char('?') => Program::Help;
    Results Results "Esc q" "Esc goes back to the grid, then closes; q and # close" (9, 1, "back"):
        key(Esc) => Results::Back, char('q') => Results::Close, char('#') => Results::Close;

    Settings Lists "← → h l" "the choice before or after; of a hidden layer, a unit less or more" (1, 0, "change", "← →"):
        key(Left) => List::Adjust(-1), key(Right) => List::Adjust(1), char('h') => List::Adjust(-1),
        char('l') => List::Adjust(1);
    Settings Lists "Enter" "type a value" (2, 1, "type"): key(Enter) => List::Choose;
    Settings Lists "+ -" "on a hidden layer: add a layer, take the last":
        char('+') => List::AddLayer, char('=') => List::AddLayer, char('-') => List::TakeLayer;
    Settings Lists "↑ ↓ j k" "select" (0, 4, "select", "↑ ↓"):
        key(Up) => List::Move(-1), key(Down) => List::Move(1), char('k') => List::Move(-1), char('j') => List::Move(1),
        key(PageUp) => List::Move(-10), key(PageDown) => List::Move(10), key(Home) => List::Move(isize::MIN),
        key(End) => List::Move(isize::MAX);
    Settings Lists "/" "find by name or description; Esc shows all again" (3, 5, "find"): char('/') => List::Filter;
    Settings Lists "u U" "undo, redo" (4, 6, "undo", "u"):
        char('u') => Edit::Undo, char('U') => Edit::Redo, control('r') => Edit::Redo;
    Settings Lists ", . ;" "one epoch back or forward, one mini-batch":
        char(',') => Time::Back(1), char('.') => Run::Step(1), char(';') => Run::StepBatch;
    Settings Lists "3 i v [ ] Tab" "another tab or region":
        char('3') => View::Focus(Region::Inspector), char('i') => View::Tab(Inspect::Diagnostics),
        char('v') => View::Tab(Inspect::Predictions), char('[') => View::PreviousTab, char(']') => View::NextTab,
        key(Tab) => View::FocusNext, key(BackTab) => View::FocusPrevious, shift(BackTab) => View::FocusPrevious,
        char('1') => View::Focus(Region::Boundary), char('2') => View::Focus(Region::Charts),
        char('4') => View::Focus(Region::Timeline);
    Settings Lists "Space" "run or pause" (5, 7, "run/pause"): char(' ') => Run::Toggle;
    Settings Lists "?" "a page about the setting" (7, 3, "help"): char('?') => Program::Help;
    Settings Lists "Esc e q" "close" (6, 2, "back", "Esc q"):
        key(Esc) => List::Close, char('e') => List::Close, char('q') => List::Close;
    Found Lists "Esc q" "all settings again" (6, 2, "all settings"): key(Esc) => List::Close, char('q') => List::Close;

    Prompt Lists "Enter" "accept" (0, 0, "accept"): key(Enter) => Prompt::Submit;
    Prompt Lists "Esc" "cancel" (1, 1, "cancel"): key(Esc) => Prompt::Cancel;
    Prompt Lists "Tab" "complete" (2, 2, "complete"): key(Tab) => Prompt::Complete;
    Prompt Lists "?" "what can be typed" (3, 3, "help"): char('?') => Program::Help;

    List Lists "↑ ↓ j k" "move" (2, 2, "move", "↑ ↓"):
        key(Up) => List::Move(-1), key(Down) => List::Move(1), char('k') => List::Move(-1), char('j') => List::Move(1),
        key(PageUp) => List::Move(-10), key(PageDown) => List::Move(10), key(Home) => List::Move(isize::MIN),
        key(End) => List::Move(isize::MAX);
    List Lists "Enter" "choose" (0, 0, "choose"): key(Enter) => List::Choose;
    List Lists "/" "filter by part of the name" (3, 3, "filter"): char('/') => List::Filter;
    List Lists "?" "help on lists" (4, 4, "help"): char('?') => Program::Help;
    List Lists "Esc q" "close" (1, 1, "close"): key(Esc) => List::Close, char('q') => List::Close;

    Branches Lists "Enter" "branches, bookmarks: go there" (0, 0, "go there"): key(Enter) => List::Choose;
    Branches Lists "c" "branches: compare with the shown one, or stop comparing" (1, 1, "compare"):
        char('c') => List::Compare;
    Branches Lists "r" "branches: rename" (2, 2, "rename"): char('r') => List::Rename;
    Branches Lists "d" "branches: delete; press twice" (3, 3, "delete"): char('d') => List::Delete;

    Bookmarks Lists "Enter" "go there" (0, 0, "go there"): key(Enter) => List::Choose;
    Bookmarks Lists "d x" "bookmarks: remove a note" (1, 1, "remove"):
        char('d') => List::Delete, char('x') => List::Delete;

    Note Lists "?" "a question mark": char('?') => Prompt::Edit(Request::InsertChar('?'));

    Page Lists "↑ ↓ j k" "scroll" (1, 1, "scroll"):
        key(Up) => List::Move(-1), key(Down) => List::Move(1), char('k') => List::Move(-1), char('j') => List::Move(1),
        key(PageUp) => List::Move(-10), key(PageDown) => List::Move(10), key(Home) => List::Move(isize::MIN),
        key(End) => List::Move(isize::MAX);
    Page Lists "/" "search" (2, 2, "search"): char('/') => List::Filter;
    Page Lists "Esc q ?" "close" (0, 0, "back", "Esc q"):
        key(Esc) => List::Close, char('q') => List::Close, char('?') => List::Close, key(Enter) => List::Close;

    Filter Lists "Enter" "choose" (0, 0, "choose"): key(Enter) => List::Choose;
    Filter Lists "Esc" "clear the filter" (1, 1, "clear the filter"): key(Esc) => Prompt::Cancel;
    Filter Lists "↑ ↓" "move" (2, 2, "move"): key(Up) => List::Move(-1), key(Down) => List::Move(1);
    Filter Lists "?" "help on lists" (3, 3, "help"): char('?') => Program::Help;

    Search Lists "Enter" "keep what was found" (0, 1, "done"): key(Enter) => Prompt::Submit;
    Search Lists "Esc" "clear the search" (1, 0, "clear"): key(Esc) => Prompt::Cancel;
    Search Lists "↑ ↓" "scroll" (2, 2, "scroll"):
        key(Up) => List::Move(-1), key(Down) => List::Move(1), key(PageUp) => List::Move(-10),
        key(PageDown) => List::Move(10);

    Text Lists "← → Home End" "move in the text; with Ctrl by words":
        key(Left) => Prompt::Edit(Request::GoToPrevChar), key(Right) => Prompt::Edit(Request::GoToNextChar),
        control_key(Left) => Prompt::Edit(Request::GoToPrevWord),
        control_key(Right) => Prompt::Edit(Request::GoToNextWord),
        key(Home) => Prompt::Edit(Request::GoToStart), key(End) => Prompt::Edit(Request::GoToEnd),
        control('a') => Prompt::Edit(Request::GoToStart), control('e') => Prompt::Edit(Request::GoToEnd);
    Text Lists "Backspace" "erase before the cursor; Delete erases under it":
        key(Backspace) => Prompt::Edit(Request::DeletePrevChar),
        control('h') => Prompt::Edit(Request::DeletePrevChar),
        key(Delete) => Prompt::Edit(Request::DeleteNextChar);
    Text Lists "Ctrl-W U K" "erase the word, the text before, the text after":
        control('w') => Prompt::Edit(Request::DeletePrevWord),
        control('u') => Prompt::Edit(Request::DeleteFromStart),
        control('k') => Prompt::Edit(Request::DeleteTillEnd);

    Always Run "Ctrl-C" "quit": control('c') => Program::Quit;
    Always Run "Ctrl-Z" "suspend to the shell": control('z') => Program::Suspend;
};
