//! The table of the keys, mode by mode.

use ratatui::crossterm::event::{KeyCode, KeyModifiers};

use super::{Group, Key, Mode, Row, Short};
use crate::ui::action::{Action, Panel};

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
    Key { code: KeyCode::Char(character), modifiers: KeyModifiers::CONTROL }
}

const fn shift(code: KeyCode) -> Key {
    Key { code, modifiers: KeyModifiers::SHIFT }
}

macro_rules! rows {
    ($($mode:ident $group:ident $label:literal $words:literal $line:expr; $($key:expr => $action:expr),+;)+) => {
        &[$(Row {
            mode: Mode::$mode,
            group: Group::$group,
            keys: &[$(($key, $action)),+],
            label: $label,
            words: $words,
            line: $line,
        }),+]
    };
}

/// Every key of every mode.
pub const ROWS: &[Row] = rows! {
    Run Run "Space" "run or pause; after the end: as many epochs again" Some(short(0, 0, "run/pause"));
        char(' ') => Action::Toggle;
    Run Run "+ -" "faster, slower: 1, 2, 5, 10 … 1,000 epochs a second" Some(short(3, 5, "speed"));
        char('+') => Action::Faster, char('=') => Action::Faster, char('-') => Action::Slower;
    Run Run "*" "as fast as can be" None;
        char('*') => Action::Unlimited;
    Run Run "r" "restart with the same seed" Some(short(4, 6, "restart"));
        char('r') => Action::Restart;
    Run Run "R" "restart with the next seed: new points, new weights" None;
        char('R') => Action::NewSeed;
    Run Run "W" "restart with new weights for the same points" None;
        char('W') => Action::NewWeights;
    Run Edit "e" "settings: every choice, changed while it learns" Some(short(12, 5, "settings"));
        char('e') => Action::Settings;
    Run Edit ":" "command line: flags' words, as in learning-rate 0.1" None;
        char(':') => Action::CommandLine;
    Run Edit "E" "engine: dfdx or fused, from here on" None;
        char('E') => Action::Engine;
    Run Edit "u U" "undo a change, a restart or a change of preset; do it again" None;
        char('u') => Action::Undo, char('U') => Action::Redo;
    Run Edit "d" "draw points on the plane" Some(short(13, 12, "draw"));
        char('d') => Action::Draw;
    Run Run "q Ctrl-C" "quit" Some(short(17, 2, "quit"));
        char('q') => Action::AskToQuit, control('c') => Action::Quit;
    Run Run "Ctrl-Z" "suspend to the shell" None;
        control('z') => Action::Suspend;

    Run Time "→ l n" "one epoch on" Some(short(1, 3, "step"));
        key(KeyCode::Right) => Action::Step(1), char('l') => Action::Step(1), char('n') => Action::Step(1);
    Run Time "." "one batch on, whose points light up" None;
        char('.') => Action::StepBatch;
    Run Time "Shift-→ L" "10 epochs on" None;
        shift(KeyCode::Right) => Action::Step(10), char('L') => Action::Step(10);
    Run Time "PgDn" "100 epochs on" None;
        key(KeyCode::PageDown) => Action::Step(100);
    Run Time "← h N" "one epoch back" Some(short(2, 4, "back"));
        key(KeyCode::Left) => Action::Back(1), char('h') => Action::Back(1), char('N') => Action::Back(1);
    Run Time "Shift-← H" "10 epochs back" None;
        shift(KeyCode::Left) => Action::Back(10), char('H') => Action::Back(10);
    Run Time "PgUp" "100 epochs back" None;
        key(KeyCode::PageUp) => Action::Back(100);
    Run Time "Home g" "to epoch 0, untrained" None;
        key(KeyCode::Home) => Action::First, char('g') => Action::First;
    Run Time "End G" "to the newest epoch" None;
        key(KeyCode::End) => Action::Newest, char('G') => Action::Newest;
    Run Time "m" "mark this epoch with a note; an empty one takes it away" Some(short(15, 14, "mark"));
        char('m') => Action::Bookmark;
    Run Time "{ }" "to the previous and the next mark" None;
        char('{') => Action::PreviousBookmark, char('}') => Action::NextBookmark;
    Run Time "'" "marks: notes, edits, checkpoints, what has happened" None;
        char('\'') => Action::Bookmarks;
    Run Time "b" "branches: go to one, name, delete, compare" Some(short(14, 9, "branches"));
        char('b') => Action::Branches;
    Run Time "B" "after a divergence: back, with a tenth of the learning rate" None;
        char('B') => Action::Rescue;

    Run View "Tab 1-5" "focus a panel: 1 plane, 2 loss, 3 network, 4 results, 5 time" None;
        key(KeyCode::Tab) => Action::FocusNext, key(KeyCode::BackTab) => Action::FocusPrevious,
        shift(KeyCode::BackTab) => Action::FocusPrevious,
        char('1') => Action::Focus(Panel::Plane), char('2') => Action::Focus(Panel::Loss),
        char('3') => Action::Focus(Panel::Network), char('4') => Action::Focus(Panel::Results),
        char('5') => Action::Focus(Panel::Time);
    Run View "Esc" "leave the panel, or end a comparison; never quits" None;
        key(KeyCode::Esc) => Action::Leave;
    Run View "z" "zoom the focused panel (the plane if none is), and back" Some(short(8, 10, "zoom"));
        char('z') => Action::Zoom;
    Run View "a" "loss axis logarithmic or linear" Some(short(9, 11, "axis"));
        char('a') => Action::Axis;
    Run View "f" "loss of the whole run or of the last 500 epochs" Some(short(10, 13, "last 500"));
        char('f') => Action::Window;
    Run View "X" "the charts' axis of epochs logarithmic or linear" None;
        char('X') => Action::EpochAxis;
    Run View "> <" "charts: half as many epochs, twice as many; so does the wheel" None;
        char('>') => Action::ZoomEpochs(true), char('<') => Action::ZoomEpochs(false);
    Run View "S" "smooth the train line over 10, 100, 1,000 epochs; then not" None;
        char('S') => Action::Smoothing;
    Run View "C" "chart of the loss or of the accuracy (R² of values)" None;
        char('C') => Action::Measure;
    Run View "i" "diagnostics of the layers, in the place of the losses" None;
        char('i') => Action::Diagnostics;
    Run View "v" "results: numbers, or the answers: confusion, errors of values" None;
        char('v') => Action::Predictions;
    Run View "w" "mark the points that the network gets wrong" None;
        char('w') => Action::Wrong;
    Run View "T" "test points on the plane or not" None;
        char('T') => Action::TestPoints;
    Run View "D" "plane discrete, in the colours of what wins, or not" None;
        char('D') => Action::Discrete;
    Run View "t" "theme: dark, light, high contrast, monochrome" None;
        char('t') => Action::Theme;
    Run View "M" "mouse on or off; with it on, Shift-drag selects text" None;
        char('M') => Action::Mouse;
    Run View "?" "this help" Some(short(16, 1, "help"));
        char('?') => Action::Help;

    Run Files "p" "presets" Some(short(5, 4, "presets"));
        char('p') => Action::Presets;
    Run Files "[ ]" "previous and next preset" None;
        char('[') => Action::PreviousPreset, char(']') => Action::NextPreset;
    Run Files "s c" "save a checkpoint" Some(short(6, 7, "save"));
        char('s') => Action::Save, char('c') => Action::Save;
    Run Files "o" "open a checkpoint or a run" Some(short(7, 8, "open"));
        char('o') => Action::Open;
    Run Files "F" "save the run: its recipe, branches and marks" None;
        char('F') => Action::SaveRun;
    Run Files "y" "copy the command line that reproduces this run" None;
        char('y') => Action::CopyCommand;
    Run Files "P" "save the settings as a preset of yours" None;
        char('P') => Action::SavePreset;

    Cursor Network "← ↑ ↓ →" "plane: the probe, a point that is sent through the network" Some(short(1, 1, "probe"));
        key(KeyCode::Left) => Action::Cursor(-1, 0), key(KeyCode::Right) => Action::Cursor(1, 0),
        key(KeyCode::Up) => Action::Cursor(0, 1), key(KeyCode::Down) => Action::Cursor(0, -1),
        char('h') => Action::Cursor(-1, 0), char('l') => Action::Cursor(1, 0),
        char('k') => Action::Cursor(0, 1), char('j') => Action::Cursor(0, -1),
        shift(KeyCode::Left) => Action::Cursor(-5, 0), shift(KeyCode::Right) => Action::Cursor(5, 0),
        shift(KeyCode::Up) => Action::Cursor(0, 5), shift(KeyCode::Down) => Action::Cursor(0, -5),
        char('H') => Action::Cursor(-5, 0), char('L') => Action::Cursor(5, 0),
        char('K') => Action::Cursor(0, 5), char('J') => Action::Cursor(0, -5);

    Chart View "← →" "charts: the values at an epoch; with Shift by ten dots" Some(short(1, 1, "values"));
        key(KeyCode::Left) => Action::EpochCursor(-1), key(KeyCode::Right) => Action::EpochCursor(1),
        char('h') => Action::EpochCursor(-1), char('l') => Action::EpochCursor(1),
        shift(KeyCode::Left) => Action::EpochCursor(-10), shift(KeyCode::Right) => Action::EpochCursor(10),
        char('H') => Action::EpochCursor(-10), char('L') => Action::EpochCursor(10);
    Chart View "Home End" "charts: the values at the first or the newest epoch" None;
        key(KeyCode::Home) => Action::EpochCursor(i16::MIN), key(KeyCode::End) => Action::EpochCursor(i16::MAX);
    Chart View "> <" "charts: half as many epochs, twice as many" Some(short(2, 2, "zoom"));
        char('>') => Action::ZoomEpochs(true), char('<') => Action::ZoomEpochs(false),
        key(KeyCode::Up) => Action::ZoomEpochs(true), key(KeyCode::Down) => Action::ZoomEpochs(false),
        char('k') => Action::ZoomEpochs(true), char('j') => Action::ZoomEpochs(false);
    Chart View "S" "charts: smooth the train line" Some(short(3, 4, "smooth"));
        char('S') => Action::Smoothing;
    Chart View "C" "charts: loss or accuracy" Some(short(4, 3, "accuracy"));
        char('C') => Action::Measure, key(KeyCode::Enter) => Action::Measure;

    Network Network "← ↑ ↓ →" "network: select a unit, shown on the plane; so does a click" Some(short(1, 1, "unit"));
        key(KeyCode::Left) => Action::Select(-1, 0), key(KeyCode::Right) => Action::Select(1, 0),
        key(KeyCode::Up) => Action::Select(0, 1), key(KeyCode::Down) => Action::Select(0, -1),
        char('h') => Action::Select(-1, 0), char('l') => Action::Select(1, 0),
        char('k') => Action::Select(0, 1), char('j') => Action::Select(0, -1);
    Network Network "Enter" "network: change the unit's bias and weights" Some(short(2, 2, "weights"));
        key(KeyCode::Enter) => Action::Numbers;
    Network Network "x" "network: switch the unit off or on" Some(short(3, 3, "off/on"));
        char('x') => Action::Switch;
    Network Network "A" "network: what is lost without each unit" Some(short(4, 4, "without each"));
        char('A') => Action::Ablation;
    Network Network "V" "network: the points as the unit's layer sees them" Some(short(5, 5, "layer's view"));
        char('V') => Action::LayerView;

    Numbers Network "← →" "weights: choose another" Some(short(1, 1, "choose"));
        key(KeyCode::Left) => Action::Number(-1), key(KeyCode::Right) => Action::Number(1),
        char('h') => Action::Number(-1), char('l') => Action::Number(1);
    Numbers Network "↑ ↓" "weights: larger, smaller, by 0.1; with Shift by 1" Some(short(2, 2, "nudge"));
        key(KeyCode::Up) => Action::Nudge(1), key(KeyCode::Down) => Action::Nudge(-1),
        char('k') => Action::Nudge(1), char('j') => Action::Nudge(-1),
        shift(KeyCode::Up) => Action::Nudge(10), shift(KeyCode::Down) => Action::Nudge(-10),
        char('K') => Action::Nudge(10), char('J') => Action::Nudge(-10);
    Numbers Network "Enter" "weights: type a value" Some(short(3, 3, "type"));
        key(KeyCode::Enter) => Action::TypeNumber;
    Numbers Network "x" "switch the unit off or on" None;
        char('x') => Action::Switch;

    Draw Draw "Enter" "put a train point where the cursor is; so does a click" Some(short(0, 0, "put"));
        key(KeyCode::Enter) => Action::Put;
    Draw Draw "x" "take the point away; so does a right click" Some(short(1, 1, "take away"));
        char('x') => Action::TakeAway, key(KeyCode::Delete) => Action::TakeAway,
        key(KeyCode::Backspace) => Action::TakeAway;
    Draw Draw "0-9" "label of the next points: a class, or of ten values" Some(short(2, 2, "label"));
        char('0') => Action::Label(0), char('1') => Action::Label(1), char('2') => Action::Label(2),
        char('3') => Action::Label(3), char('4') => Action::Label(4), char('5') => Action::Label(5),
        char('6') => Action::Label(6), char('7') => Action::Label(7), char('8') => Action::Label(8),
        char('9') => Action::Label(9);
    Draw Draw "arrows" "move the cursor, as hjkl do; with Shift by five cells" Some(short(3, 4, "move"));
        key(KeyCode::Left) => Action::Cursor(-1, 0), key(KeyCode::Right) => Action::Cursor(1, 0),
        key(KeyCode::Up) => Action::Cursor(0, 1), key(KeyCode::Down) => Action::Cursor(0, -1),
        char('h') => Action::Cursor(-1, 0), char('l') => Action::Cursor(1, 0),
        char('k') => Action::Cursor(0, 1), char('j') => Action::Cursor(0, -1),
        shift(KeyCode::Left) => Action::Cursor(-5, 0), shift(KeyCode::Right) => Action::Cursor(5, 0),
        shift(KeyCode::Up) => Action::Cursor(0, 5), shift(KeyCode::Down) => Action::Cursor(0, -5),
        char('H') => Action::Cursor(-5, 0), char('L') => Action::Cursor(5, 0),
        char('K') => Action::Cursor(0, 5), char('J') => Action::Cursor(0, -5);
    Draw Draw "S" "save the drawn points as a table, .csv" Some(short(5, 6, "save points"));
        char('S') => Action::SavePoints;
    Draw Draw "u U" "undo, redo" Some(short(4, 7, "undo, redo"));
        char('u') => Action::Undo, char('U') => Action::Redo;
    Draw Draw "Space r" "run or pause, restart" Some(short(6, 5, "run/pause"));
        char(' ') => Action::Toggle, char('r') => Action::Restart;
    Draw Draw "Esc d" "end drawing" Some(short(7, 3, "end"));
        key(KeyCode::Esc) => Action::Leave, char('d') => Action::Draw;
    Draw Draw "s ? q" "save a checkpoint, help, quit" None;
        char('s') => Action::Save, char('?') => Action::Help, char('q') => Action::AskToQuit;
    Draw Draw "Ctrl-C" "quit" None;
        control('c') => Action::Quit;
    Draw Draw "Ctrl-Z" "suspend to the shell" None;
        control('z') => Action::Suspend;

    Settings Lists "← → h l" "change by a step" Some(short(0, 0, "change"));
        key(KeyCode::Left) => Action::Adjust(-1), key(KeyCode::Right) => Action::Adjust(1),
        char('h') => Action::Adjust(-1), char('l') => Action::Adjust(1);
    Settings Lists "Enter" "type a value" Some(short(1, 1, "type"));
        key(KeyCode::Enter) => Action::Choose;
    Settings Lists "↑ ↓ j k" "move" Some(short(2, 4, "move"));
        key(KeyCode::Up) => Action::Move(-1), key(KeyCode::Down) => Action::Move(1),
        char('k') => Action::Move(-1), char('j') => Action::Move(1),
        key(KeyCode::PageUp) => Action::Move(-10), key(KeyCode::PageDown) => Action::Move(10),
        key(KeyCode::Home) => Action::Move(isize::MIN), key(KeyCode::End) => Action::Move(isize::MAX);
    Settings Lists "u U" "undo, redo" Some(short(3, 5, "undo, redo"));
        char('u') => Action::Undo, char('U') => Action::Redo;
    Settings Lists "Space" "run or pause" Some(short(4, 6, "run/pause"));
        char(' ') => Action::Toggle;
    Settings Lists "?" "what the setting is" Some(short(6, 3, "help"));
        char('?') => Action::Help;
    Settings Lists "Esc e q" "close" Some(short(5, 2, "close"));
        key(KeyCode::Esc) => Action::Close, char('e') => Action::Close, char('q') => Action::Close;
    Settings Lists "Ctrl-C" "quit" None;
        control('c') => Action::Quit;
    Settings Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Action::Suspend;

    Entry Lists "Enter" "take it" Some(short(0, 0, "take it"));
        key(KeyCode::Enter) => Action::Choose;
    Entry Lists "Esc" "leave it" Some(short(1, 1, "leave it"));
        key(KeyCode::Esc) => Action::Unfilter;
    Entry Lists "Tab" "complete" Some(short(2, 2, "complete"));
        key(KeyCode::Tab) => Action::Complete;
    Entry Lists "?" "what can be typed" Some(short(3, 3, "help"));
        char('?') => Action::Help;
    Entry Lists "Backspace" "erase" None;
        key(KeyCode::Backspace) => Action::Erase;
    Entry Lists "Ctrl-C" "quit" None;
        control('c') => Action::Quit;
    Entry Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Action::Suspend;

    List Lists "↑ ↓ j k" "move" Some(short(2, 2, "move"));
        key(KeyCode::Up) => Action::Move(-1), key(KeyCode::Down) => Action::Move(1),
        char('k') => Action::Move(-1), char('j') => Action::Move(1),
        key(KeyCode::PageUp) => Action::Move(-10), key(KeyCode::PageDown) => Action::Move(10),
        key(KeyCode::Home) => Action::Move(isize::MIN), key(KeyCode::End) => Action::Move(isize::MAX);
    List Lists "Enter" "choose" Some(short(0, 0, "choose"));
        key(KeyCode::Enter) => Action::Choose;
    List Lists "/" "filter: type a part of the name" Some(short(3, 3, "filter"));
        char('/') => Action::Filter;
    List Lists "?" "help on lists" Some(short(4, 4, "help"));
        char('?') => Action::Help;
    List Lists "Esc q" "close" Some(short(1, 1, "close"));
        key(KeyCode::Esc) => Action::Close, char('q') => Action::Close;
    List Lists "Ctrl-C" "quit" None;
        control('c') => Action::Quit;
    List Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Action::Suspend;

    Branches Lists "Enter" "branches, marks: go there" Some(short(0, 0, "go there"));
        key(KeyCode::Enter) => Action::Choose;
    Branches Lists "c" "branches: compare with the shown one, or no longer" Some(short(1, 1, "compare"));
        char('c') => Action::Compare;
    Branches Lists "r" "branches: another name" Some(short(2, 2, "name"));
        char('r') => Action::Rename;
    Branches Lists "d" "branches: delete, which is asked for twice" Some(short(3, 3, "delete"));
        char('d') => Action::Delete;

    Bookmarks Lists "Enter" "go there" Some(short(0, 0, "go there"));
        key(KeyCode::Enter) => Action::Choose;
    Bookmarks Lists "d x" "marks: take a note away" Some(short(1, 1, "take away"));
        char('d') => Action::Delete, char('x') => Action::Delete;

    Note Lists "?" "a question mark" None;
        char('?') => Action::Type('?');

    Page Lists "↑ ↓ j k" "scroll" Some(short(1, 1, "scroll"));
        key(KeyCode::Up) => Action::Move(-1), key(KeyCode::Down) => Action::Move(1),
        char('k') => Action::Move(-1), char('j') => Action::Move(1),
        key(KeyCode::PageUp) => Action::Move(-10), key(KeyCode::PageDown) => Action::Move(10),
        key(KeyCode::Home) => Action::Move(isize::MIN), key(KeyCode::End) => Action::Move(isize::MAX);
    Page Lists "Esc q ?" "close" Some(short(0, 0, "close"));
        key(KeyCode::Esc) => Action::Close, char('q') => Action::Close, char('?') => Action::Close,
        key(KeyCode::Enter) => Action::Close;
    Page Lists "Ctrl-C" "quit" None;
        control('c') => Action::Quit;
    Page Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Action::Suspend;

    TextField Lists "Enter" "choose" Some(short(0, 0, "choose"));
        key(KeyCode::Enter) => Action::Choose;
    TextField Lists "Esc" "no filter" Some(short(1, 1, "no filter"));
        key(KeyCode::Esc) => Action::Unfilter;
    TextField Lists "↑ ↓" "move" Some(short(2, 2, "move"));
        key(KeyCode::Up) => Action::Move(-1), key(KeyCode::Down) => Action::Move(1);
    TextField Lists "?" "help on lists" Some(short(3, 3, "help"));
        char('?') => Action::Help;
    TextField Lists "Backspace" "erase" None;
        key(KeyCode::Backspace) => Action::Erase;
    TextField Lists "Ctrl-C" "quit" None;
        control('c') => Action::Quit;
    TextField Lists "Ctrl-Z" "suspend to the shell" None;
        control('z') => Action::Suspend;
};
