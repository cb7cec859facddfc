//! The table of the keys, mode by mode.

use ratatui::crossterm::event::{KeyCode, KeyModifiers};
use tui_input::InputRequest;

use super::{Group, Key, Mode, Row, Short};
use crate::ui::action::{
    Action, ChartAction as Chart, DrawAction as Draw, EditAction as Edit, FilesAction as Files, ListAction as List,
    NetworkAction as Network, Panel, ProgramAction as Program, PromptAction as Prompt, RunAction as Run,
    TimeAction as Time, ViewAction as View, Zoom,
};

const fn short(place: u8, importance: u8, word: &'static str) -> Short {
    Short { place, importance, word }
}

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

macro_rules! rows {
    (
        $($mode:ident $group:ident $label:literal $words:literal $line:expr;
        $($key:expr => $handler:ident::$action:ident $(($($argument:expr),+))?),+;)+
    ) => {
        &[$(Row {
            mode: Mode::$mode,
            group: Group::$group,
            keys: &[$(($key, Action::$handler($handler::$action $(($($argument),+))?))),+],
            label: $label,
            words: $words,
            line: $line,
        }),+]
    };
}

/// Every key of every mode.
pub const ROWS: &[Row] = rows! {
    Run Run "Space" "run or pause; after the end, train on" Some(short(0, 0, "run/pause"));
        char(' ') => Run::Toggle;
    Run Run "+ -" "faster or slower: 1, 2, 5, 10 … 1,000 epochs per second" Some(short(3, 5, "speed"));
        char('+') => Run::Faster, char('=') => Run::Faster, char('-') => Run::Slower;
    Run Run "*" "unlimited speed" None;
        char('*') => Run::Unlimited;
    Run Run "r" "restart with the same seed" Some(short(4, 6, "restart"));
        char('r') => Run::Restart;
    Run Run "R" "restart with the next seed: new points and weights" None;
        char('R') => Run::NewSeed;
    Run Run "W" "restart with new weights and the same points" None;
        char('W') => Run::NewWeights;
    Run Edit "e" "settings of the run, changed while it trains" Some(short(12, 5, "settings"));
        char('e') => Edit::Settings;
    Run Edit ":" "command line, for example learning-rate 0.1" None;
        char(':') => Edit::CommandLine;
    Run Edit "E" "switch the engine between dfdx and fused" None;
        char('E') => Edit::Engine;
    Run Edit "u U" "undo or redo an edit, a restart or a change of preset" None;
        char('u') => Edit::Undo, char('U') => Edit::Redo;
    Run Edit "d" "draw points" Some(short(13, 12, "draw"));
        char('d') => Draw::Toggle;
    Run Run "q Ctrl-C" "quit" Some(short(17, 2, "quit"));
        char('q') => Program::AskToQuit, control('c') => Program::Quit;
    Run Run "Ctrl-Z" "suspend to the shell" None;
        control('z') => Program::Suspend;

    Run Time "→ l n" "one epoch forward" Some(short(1, 3, "step"));
        key(KeyCode::Right) => Run::Step(1), char('l') => Run::Step(1), char('n') => Run::Step(1);
    Run Time "." "one mini-batch forward, its points highlighted" None;
        char('.') => Run::StepBatch;
    Run Time "Shift-→ L" "10 epochs forward" None;
        shift(KeyCode::Right) => Run::Step(10), char('L') => Run::Step(10);
    Run Time "PgDn" "100 epochs forward" None;
        key(KeyCode::PageDown) => Run::Step(100);
    Run Time "← h N" "one epoch back" Some(short(2, 4, "back"));
        key(KeyCode::Left) => Time::Back(1), char('h') => Time::Back(1), char('N') => Time::Back(1);
    Run Time "Shift-← H" "10 epochs back" None;
        shift(KeyCode::Left) => Time::Back(10), char('H') => Time::Back(10);
    Run Time "PgUp" "100 epochs back" None;
        key(KeyCode::PageUp) => Time::Back(100);
    Run Time "Home g" "go to epoch 0, before training" None;
        key(KeyCode::Home) => Time::First, char('g') => Time::First;
    Run Time "End G" "go to the newest epoch" None;
        key(KeyCode::End) => Time::Newest, char('G') => Time::Newest;
    Run Time "m" "bookmark this epoch with a note; an empty note removes it" Some(short(15, 14, "bookmark"));
        char('m') => Time::Bookmark;
    Run Time "{ }" "go to the previous or next bookmark" None;
        char('{') => Time::PreviousBookmark, char('}') => Time::NextBookmark;
    Run Time "'" "bookmarks: notes, edits, checkpoints, events" None;
        char('\'') => Time::Bookmarks;
    Run Time "b" "branches: go to, rename, delete, compare" Some(short(14, 9, "branches"));
        char('b') => Time::Branches;
    Run Time "B" "after divergence, go back with a tenth of the learning rate" None;
        char('B') => Time::Rescue;

    Run View "Tab 1-5" "focus: 1 boundary, 2 loss, 3 network, 4 results, 5 time" None;
        key(KeyCode::Tab) => View::FocusNext, key(KeyCode::BackTab) => View::FocusPrevious,
        shift(KeyCode::BackTab) => View::FocusPrevious,
        char('1') => View::Focus(Panel::Plane), char('2') => View::Focus(Panel::Loss),
        char('3') => View::Focus(Panel::Network), char('4') => View::Focus(Panel::Results),
        char('5') => View::Focus(Panel::Time);
    Run View "Esc" "leave the panel or end a comparison; never quits" None;
        key(KeyCode::Esc) => View::Leave;
    Run View "z" "zoom the focused panel, or the decision boundary, and back" Some(short(8, 10, "zoom"));
        char('z') => View::Zoom;
    Run View "a" "loss axis: logarithmic or linear" Some(short(9, 11, "axis"));
        char('a') => Chart::LossAxis;
    Run View "f" "charts: the whole run or the last 500 epochs" Some(short(10, 13, "last 500"));
        char('f') => Chart::Window;
    Run View "X" "epoch axis: logarithmic or linear" None;
        char('X') => Chart::EpochAxis;
    Run View "> <" "charts: zoom in or out, as the wheel does" None;
        char('>') => Chart::Zoom(Zoom::In), char('<') => Chart::Zoom(Zoom::Out);
    Run View "S" "smooth the train loss over 10, 100, 1,000 epochs, or not" None;
        char('S') => Chart::Smoothing;
    Run View "C" "chart of the loss or the accuracy (R² in regression)" None;
        char('C') => Chart::Measure;
    Run View "i" "layer diagnostics in place of the charts" None;
        char('i') => View::Diagnostics;
    Run View "v" "results: metrics, or confusion matrix (errors in regression)" None;
        char('v') => View::Predictions;
    Run View "w" "highlight misclassified points" None;
        char('w') => View::Misclassified;
    Run View "T" "show or hide test points" None;
        char('T') => View::TestPoints;
    Run View "D" "show predicted classes alone, or probabilities" None;
        char('D') => View::HardClasses;
    Run View "t" "theme: dark, light, high contrast, monochrome" None;
        char('t') => View::Theme;
    Run View "M" "mouse on or off; with it on, Shift-drag selects text" None;
        char('M') => View::Mouse;
    Run View "?" "this help" Some(short(16, 1, "help"));
        char('?') => Program::Help;

    Run Files "p" "presets" Some(short(5, 4, "presets"));
        char('p') => Files::Presets;
    Run Files "[ ]" "previous and next preset" None;
        char('[') => Files::PreviousPreset, char(']') => Files::NextPreset;
    Run Files "s c" "save a checkpoint" Some(short(6, 7, "save"));
        char('s') => Files::Save, char('c') => Files::Save;
    Run Files "o" "open a checkpoint or a run" Some(short(7, 8, "open"));
        char('o') => Files::Open;
    Run Files "F" "save the run with its branches and bookmarks" None;
        char('F') => Files::SaveRun;
    Run Files "y" "copy the command line that reproduces this run" None;
        char('y') => Files::CopyCommand;
    Run Files "P" "save the settings as your own preset" None;
        char('P') => Files::SavePreset;

    Cursor Network "← ↑ ↓ →" "boundary: move the probe, a point sent through the network" Some(short(1, 1, "probe"));
        key(KeyCode::Left) => Network::MoveProbe(-1, 0), key(KeyCode::Right) => Network::MoveProbe(1, 0),
        key(KeyCode::Up) => Network::MoveProbe(0, 1), key(KeyCode::Down) => Network::MoveProbe(0, -1),
        char('h') => Network::MoveProbe(-1, 0), char('l') => Network::MoveProbe(1, 0),
        char('k') => Network::MoveProbe(0, 1), char('j') => Network::MoveProbe(0, -1),
        shift(KeyCode::Left) => Network::MoveProbe(-5, 0), shift(KeyCode::Right) => Network::MoveProbe(5, 0),
        shift(KeyCode::Up) => Network::MoveProbe(0, 5), shift(KeyCode::Down) => Network::MoveProbe(0, -5),
        char('H') => Network::MoveProbe(-5, 0), char('L') => Network::MoveProbe(5, 0),
        char('K') => Network::MoveProbe(0, 5), char('J') => Network::MoveProbe(0, -5);

    Chart View "← →" "charts: read the values at an epoch; with Shift by ten dots" Some(short(1, 1, "values"));
        key(KeyCode::Left) => Chart::Cursor(-1), key(KeyCode::Right) => Chart::Cursor(1),
        char('h') => Chart::Cursor(-1), char('l') => Chart::Cursor(1),
        shift(KeyCode::Left) => Chart::Cursor(-10), shift(KeyCode::Right) => Chart::Cursor(10),
        char('H') => Chart::Cursor(-10), char('L') => Chart::Cursor(10);
    Chart View "Home End" "charts: read the values at the first or newest epoch" None;
        key(KeyCode::Home) => Chart::Cursor(i16::MIN), key(KeyCode::End) => Chart::Cursor(i16::MAX);
    Chart View "> <" "charts: zoom in or out" Some(short(2, 2, "zoom"));
        char('>') => Chart::Zoom(Zoom::In), char('<') => Chart::Zoom(Zoom::Out),
        key(KeyCode::Up) => Chart::Zoom(Zoom::In), key(KeyCode::Down) => Chart::Zoom(Zoom::Out),
        char('k') => Chart::Zoom(Zoom::In), char('j') => Chart::Zoom(Zoom::Out);
    Chart View "S" "charts: smooth the train loss" Some(short(3, 4, "smooth"));
        char('S') => Chart::Smoothing;
    Chart View "C" "charts: loss or accuracy" Some(short(4, 3, "accuracy"));
        char('C') => Chart::Measure, key(KeyCode::Enter) => Chart::Measure;

    Network Network "← ↑ ↓ →" "network: select a unit to see its activation; or click it" Some(short(1, 1, "unit"));
        key(KeyCode::Left) => Network::Select(-1, 0), key(KeyCode::Right) => Network::Select(1, 0),
        key(KeyCode::Up) => Network::Select(0, 1), key(KeyCode::Down) => Network::Select(0, -1),
        char('h') => Network::Select(-1, 0), char('l') => Network::Select(1, 0),
        char('k') => Network::Select(0, 1), char('j') => Network::Select(0, -1);
    Network Network "Enter" "network: edit the unit's bias and weights" Some(short(2, 2, "weights"));
        key(KeyCode::Enter) => Network::EditWeights;
    Network Network "x" "network: switch the unit off or on" Some(short(3, 3, "off/on"));
        char('x') => Network::ToggleUnit;
    Network Network "A" "network: ablation, the loss without each unit" Some(short(4, 4, "ablation"));
        char('A') => Network::Ablation;
    Network Network "V" "network: the points in the layer's activation space" Some(short(5, 5, "layer view"));
        char('V') => Network::LayerView;

    Weights Network "← →" "weights: select another" Some(short(1, 1, "select"));
        key(KeyCode::Left) => Network::SelectWeight(-1), key(KeyCode::Right) => Network::SelectWeight(1),
        char('h') => Network::SelectWeight(-1), char('l') => Network::SelectWeight(1);
    Weights Network "↑ ↓" "weights: increase or decrease by 0.1; with Shift by 1" Some(short(2, 2, "adjust"));
        key(KeyCode::Up) => Network::Nudge(1), key(KeyCode::Down) => Network::Nudge(-1),
        char('k') => Network::Nudge(1), char('j') => Network::Nudge(-1),
        shift(KeyCode::Up) => Network::Nudge(10), shift(KeyCode::Down) => Network::Nudge(-10),
        char('K') => Network::Nudge(10), char('J') => Network::Nudge(-10);
    Weights Network "Enter" "weights: type a value" Some(short(3, 3, "type"));
        key(KeyCode::Enter) => Network::TypeWeight;
    Weights Network "x" "switch the unit off or on" None;
        char('x') => Network::ToggleUnit;

    Draw Draw "Enter" "add a train point at the cursor, as a click does" Some(short(0, 0, "add"));
        key(KeyCode::Enter) => Draw::Add;
    Draw Draw "x" "remove the point at the cursor, as a right click does" Some(short(1, 1, "remove"));
        char('x') => Draw::Remove, key(KeyCode::Delete) => Draw::Remove,
        key(KeyCode::Backspace) => Draw::Remove;
    Draw Draw "0-9" "label of the next points: a class, or one of ten values" Some(short(2, 2, "label"));
        char('0') => Draw::Label(0), char('1') => Draw::Label(1), char('2') => Draw::Label(2),
        char('3') => Draw::Label(3), char('4') => Draw::Label(4), char('5') => Draw::Label(5),
        char('6') => Draw::Label(6), char('7') => Draw::Label(7), char('8') => Draw::Label(8),
        char('9') => Draw::Label(9);
    Draw Draw "arrows" "move the cursor, as hjkl do; with Shift by five cells" Some(short(3, 4, "move"));
        key(KeyCode::Left) => Draw::MoveCursor(-1, 0), key(KeyCode::Right) => Draw::MoveCursor(1, 0),
        key(KeyCode::Up) => Draw::MoveCursor(0, 1), key(KeyCode::Down) => Draw::MoveCursor(0, -1),
        char('h') => Draw::MoveCursor(-1, 0), char('l') => Draw::MoveCursor(1, 0),
        char('k') => Draw::MoveCursor(0, 1), char('j') => Draw::MoveCursor(0, -1),
        shift(KeyCode::Left) => Draw::MoveCursor(-5, 0), shift(KeyCode::Right) => Draw::MoveCursor(5, 0),
        shift(KeyCode::Up) => Draw::MoveCursor(0, 5), shift(KeyCode::Down) => Draw::MoveCursor(0, -5),
        char('H') => Draw::MoveCursor(-5, 0), char('L') => Draw::MoveCursor(5, 0),
        char('K') => Draw::MoveCursor(0, 5), char('J') => Draw::MoveCursor(0, -5);
    Draw Draw "S" "save the drawn points as CSV" Some(short(5, 6, "save points"));
        char('S') => Draw::Save;
    Draw Draw "u U" "undo, redo" Some(short(4, 7, "undo, redo"));
        char('u') => Edit::Undo, char('U') => Edit::Redo;
    Draw Draw "Space r" "run or pause, restart" Some(short(6, 5, "run/pause"));
        char(' ') => Run::Toggle, char('r') => Run::Restart;
    Draw Draw "Esc d" "end drawing" Some(short(7, 3, "end"));
        key(KeyCode::Esc) => View::Leave, char('d') => Draw::Toggle;
    Draw Draw "s ? q" "save a checkpoint, help, quit" None;
        char('s') => Files::Save, char('?') => Program::Help, char('q') => Program::AskToQuit;
    Draw Draw "Ctrl-C" "quit" None;
        control('c') => Program::Quit;
    Draw Draw "Ctrl-Z" "suspend to the shell" None;
        control('z') => Program::Suspend;

    Settings Lists "← → h l" "change by one step" Some(short(0, 0, "change"));
        key(KeyCode::Left) => List::Adjust(-1), key(KeyCode::Right) => List::Adjust(1),
        char('h') => List::Adjust(-1), char('l') => List::Adjust(1);
    Settings Lists "Enter" "type a value" Some(short(1, 1, "type"));
        key(KeyCode::Enter) => List::Choose;
    Settings Lists "↑ ↓ j k" "move" Some(short(2, 4, "move"));
        key(KeyCode::Up) => List::Move(-1), key(KeyCode::Down) => List::Move(1),
        char('k') => List::Move(-1), char('j') => List::Move(1),
        key(KeyCode::PageUp) => List::Move(-10), key(KeyCode::PageDown) => List::Move(10),
        key(KeyCode::Home) => List::Move(isize::MIN), key(KeyCode::End) => List::Move(isize::MAX);
    Settings Lists "u U" "undo, redo" Some(short(3, 5, "undo, redo"));
        char('u') => Edit::Undo, char('U') => Edit::Redo;
    Settings Lists "Space" "run or pause" Some(short(4, 6, "run/pause"));
        char(' ') => Run::Toggle;
    Settings Lists "?" "explain the setting" Some(short(6, 3, "help"));
        char('?') => Program::Help;
    Settings Lists "Esc e q" "close" Some(short(5, 2, "close"));
        key(KeyCode::Esc) => List::Close, char('e') => List::Close, char('q') => List::Close;
    Settings Lists "Ctrl-C" "quit" None;
        control('c') => Program::Quit;
    Settings Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Program::Suspend;

    Prompt Lists "Enter" "accept" Some(short(0, 0, "accept"));
        key(KeyCode::Enter) => Prompt::Submit;
    Prompt Lists "Esc" "cancel" Some(short(1, 1, "cancel"));
        key(KeyCode::Esc) => Prompt::Cancel;
    Prompt Lists "Tab" "complete" Some(short(2, 2, "complete"));
        key(KeyCode::Tab) => Prompt::Complete;
    Prompt Lists "?" "what can be typed" Some(short(3, 3, "help"));
        char('?') => Program::Help;

    List Lists "↑ ↓ j k" "move" Some(short(2, 2, "move"));
        key(KeyCode::Up) => List::Move(-1), key(KeyCode::Down) => List::Move(1),
        char('k') => List::Move(-1), char('j') => List::Move(1),
        key(KeyCode::PageUp) => List::Move(-10), key(KeyCode::PageDown) => List::Move(10),
        key(KeyCode::Home) => List::Move(isize::MIN), key(KeyCode::End) => List::Move(isize::MAX);
    List Lists "Enter" "choose" Some(short(0, 0, "choose"));
        key(KeyCode::Enter) => List::Choose;
    List Lists "/" "filter by part of the name" Some(short(3, 3, "filter"));
        char('/') => List::Filter;
    List Lists "?" "help on lists" Some(short(4, 4, "help"));
        char('?') => Program::Help;
    List Lists "Esc q" "close" Some(short(1, 1, "close"));
        key(KeyCode::Esc) => List::Close, char('q') => List::Close;
    List Lists "Ctrl-C" "quit" None;
        control('c') => Program::Quit;
    List Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Program::Suspend;

    Branches Lists "Enter" "branches, bookmarks: go there" Some(short(0, 0, "go there"));
        key(KeyCode::Enter) => List::Choose;
    Branches Lists "c" "branches: compare with the shown one, or stop comparing" Some(short(1, 1, "compare"));
        char('c') => List::Compare;
    Branches Lists "r" "branches: rename" Some(short(2, 2, "rename"));
        char('r') => List::Rename;
    Branches Lists "d" "branches: delete; press twice" Some(short(3, 3, "delete"));
        char('d') => List::Delete;

    Bookmarks Lists "Enter" "go there" Some(short(0, 0, "go there"));
        key(KeyCode::Enter) => List::Choose;
    Bookmarks Lists "d x" "bookmarks: remove a note" Some(short(1, 1, "remove"));
        char('d') => List::Delete, char('x') => List::Delete;

    Note Lists "?" "a question mark" None;
        char('?') => Prompt::Edit(InputRequest::InsertChar('?'));

    Page Lists "↑ ↓ j k" "scroll" Some(short(1, 1, "scroll"));
        key(KeyCode::Up) => List::Move(-1), key(KeyCode::Down) => List::Move(1),
        char('k') => List::Move(-1), char('j') => List::Move(1),
        key(KeyCode::PageUp) => List::Move(-10), key(KeyCode::PageDown) => List::Move(10),
        key(KeyCode::Home) => List::Move(isize::MIN), key(KeyCode::End) => List::Move(isize::MAX);
    Page Lists "Esc q ?" "close" Some(short(0, 0, "close"));
        key(KeyCode::Esc) => List::Close, char('q') => List::Close, char('?') => List::Close,
        key(KeyCode::Enter) => List::Close;
    Page Lists "Ctrl-C" "quit" None;
        control('c') => Program::Quit;
    Page Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Program::Suspend;

    Filter Lists "Enter" "choose" Some(short(0, 0, "choose"));
        key(KeyCode::Enter) => List::Choose;
    Filter Lists "Esc" "clear the filter" Some(short(1, 1, "clear the filter"));
        key(KeyCode::Esc) => Prompt::Cancel;
    Filter Lists "↑ ↓" "move" Some(short(2, 2, "move"));
        key(KeyCode::Up) => List::Move(-1), key(KeyCode::Down) => List::Move(1);
    Filter Lists "?" "help on lists" Some(short(3, 3, "help"));
        char('?') => Program::Help;

    Text Lists "← → Home End" "move in the text; with Ctrl by words" None;
        key(KeyCode::Left) => Prompt::Edit(InputRequest::GoToPrevChar),
        key(KeyCode::Right) => Prompt::Edit(InputRequest::GoToNextChar),
        control_key(KeyCode::Left) => Prompt::Edit(InputRequest::GoToPrevWord),
        control_key(KeyCode::Right) => Prompt::Edit(InputRequest::GoToNextWord),
        key(KeyCode::Home) => Prompt::Edit(InputRequest::GoToStart), key(KeyCode::End) => Prompt::Edit(InputRequest::GoToEnd),
        control('a') => Prompt::Edit(InputRequest::GoToStart), control('e') => Prompt::Edit(InputRequest::GoToEnd);
    Text Lists "Backspace" "erase before the cursor; Delete erases under it" None;
        key(KeyCode::Backspace) => Prompt::Edit(InputRequest::DeletePrevChar),
        control('h') => Prompt::Edit(InputRequest::DeletePrevChar),
        key(KeyCode::Delete) => Prompt::Edit(InputRequest::DeleteNextChar);
    Text Lists "Ctrl-W U K" "erase the word, the text before, the text after" None;
        control('w') => Prompt::Edit(InputRequest::DeletePrevWord),
        control('u') => Prompt::Edit(InputRequest::DeleteFromStart),
        control('k') => Prompt::Edit(InputRequest::DeleteTillEnd);
    Text Lists "Ctrl-C" "quit" None;
        control('c') => Program::Quit;
    Text Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Program::Suspend;
};
