//! The one table of keys: it dispatches, and makes the key line and the help.

mod rows;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use strum::{EnumIter, IntoStaticStr};
use tui_input::InputRequest;

use crate::ui::action::{Action, PromptAction};
pub use rows::ROWS;

/// What the keys mean depends on what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The dashboard itself.
    Run,
    /// The probe on the decision boundary, while that panel is focused.
    Cursor,
    /// The charts' cursor, while that panel is focused.
    Chart,
    /// The units of the network, while that panel is focused.
    Network,
    /// The bias and weights of the selected unit.
    Weights,
    /// The fixes of the diagnostics, while those are focused.
    Diagnostics,
    /// The columns of a table, while those are focused.
    Columns,
    /// Drawing points on the decision boundary.
    Draw,
    /// A list.
    List,
    /// The list of branches.
    Branches,
    /// The list of bookmarks.
    Bookmarks,
    /// The run from many seeds.
    Seeds,
    /// The results of a sweep.
    Results,
    /// The page of help.
    Page,
    /// The text that filters a list.
    Filter,
    /// The text that is searched for in a page of help.
    Search,
    /// The settings.
    Settings,
    /// The settings that were found.
    Found,
    /// A value, command or name that is typed.
    Prompt,
    /// A note or name that is typed, of whatever characters.
    Note,
    /// The keys that edit any text.
    Text,
    /// Whatever is open.
    Always,
}

impl Mode {
    /// The mode that handles the keys that this one lacks.
    pub fn behind(self) -> Option<Self> {
        match self {
            Self::Cursor | Self::Chart | Self::Network | Self::Weights | Self::Diagnostics | Self::Columns => {
                Some(Self::Run)
            }
            Self::Branches | Self::Bookmarks => Some(Self::List),
            Self::Found => Some(Self::Settings),
            Self::Note => Some(Self::Prompt),
            Self::Prompt | Self::Filter | Self::Search => Some(Self::Text),
            Self::Run
            | Self::Draw
            | Self::Seeds
            | Self::Results
            | Self::List
            | Self::Page
            | Self::Settings
            | Self::Text => Some(Self::Always),
            Self::Always => None,
        }
    }
}

/// Headings of the help, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Group {
    /// Running and restarting.
    Run,
    /// Moving through the epochs.
    Time,
    /// What is shown, and how.
    View,
    /// Changing the run while it trains.
    Edit,
    /// Presets and checkpoints.
    Files,
    /// Looking into the network.
    Network,
    /// Drawing points.
    Draw,
    /// The run from many seeds.
    Seeds,
    /// The results of a sweep.
    Results,
    /// Inside lists.
    Lists,
}

/// A key with its modifiers; Shift counts only for keys that aren't characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// What the help says of a part of the screen first.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// Its name.
    pub name: &'static str,
    /// What it shows.
    pub words: &'static str,
    /// What keys mean while it is focused.
    pub mode: Mode,
    /// The labels of its most important keys, of that mode or the dashboard's.
    pub keys: &'static [&'static str],
}

impl Topic {
    /// The rows of its keys.
    pub fn rows(&self) -> impl Iterator<Item = &'static Row> {
        let of_mode = |label: &str, mode: Mode| ROWS.iter().find(|row| row.label == label && row.mode == mode);
        self.keys
            .iter()
            .filter_map(move |label| of_mode(label, self.mode).or_else(|| of_mode(label, Mode::Run)).copied())
    }
}

/// One line of help: keys that do the same or belong together.
#[derive(Debug)]
pub struct Row {
    /// Where the keys count.
    pub mode: Mode,
    /// Heading in the help.
    pub group: Group,
    /// The keys and their actions.
    pub keys: &'static [(Key, Action)],
    /// The keys as the help, the key line and the guide write them.
    pub label: &'static str,
    /// What they do, for the help.
    pub words: &'static str,
    /// Its part of the key line, if any.
    pub line: Option<Short>,
}

/// A key's part of the key line.
#[derive(Clone, Copy, Debug)]
pub struct Short {
    /// Place from the left.
    pub place: u8,
    /// How much it matters; where room is short, the largest number goes first.
    pub importance: u8,
    /// The key as the key line writes it.
    pub label: &'static str,
    /// What the key does, in a word or two.
    pub word: &'static str,
}

impl Row {
    /// Whether the first of its keys does the same in the dashboard itself.
    pub fn is_of_the_dashboard(&self) -> bool {
        ROWS.iter().any(|row| row.mode == Mode::Run && row.keys.contains(&self.keys[0]))
    }
}

/// What a key press means in a mode, if anything. In a text field every other character is text.
pub fn action(mode: Mode, event: KeyEvent) -> Option<Action> {
    let pressed = Key::of(event);
    let mut keys = ROWS.iter().filter(|row| row.mode == mode).flat_map(|row| row.keys);
    let found = keys.find(|(key, _)| *key == pressed).map(|(_, action)| *action);
    match pressed.code {
        KeyCode::Char(character) if mode == Mode::Text && found.is_none() && pressed.modifiers.is_empty() => {
            Some(Action::Prompt(PromptAction::Edit(InputRequest::InsertChar(character))))
        }
        _ => found.or_else(|| action(mode.behind()?, event)),
    }
}

impl Key {
    /// Whether this character alone is the key.
    pub fn is_typed_as(self, character: char) -> bool {
        self.modifiers.is_empty() && self.code == KeyCode::Char(character)
    }

    fn of(event: KeyEvent) -> Self {
        let mut modifiers = event.modifiers & (KeyModifiers::SHIFT | KeyModifiers::CONTROL | KeyModifiers::ALT);
        if matches!(event.code, KeyCode::Char(_)) {
            modifiers.remove(KeyModifiers::SHIFT);
        }
        Self { code: event.code, modifiers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::action::{ListAction, ProgramAction, RunAction, TimeAction};

    #[test]
    fn no_key_stands_twice_in_a_mode() {
        for (index, row) in ROWS.iter().enumerate() {
            for (position, (key, _)) in row.keys.iter().enumerate() {
                let later = row.keys[position + 1..].iter().chain(
                    ROWS[index + 1..].iter().filter(|other| other.mode == row.mode).flat_map(|other| other.keys),
                );
                assert!(later.into_iter().all(|(other, _)| other != key), "{key:?} of {:?} stands twice", row.label);
            }
        }
    }

    #[test]
    fn control_c_quits_in_every_mode() {
        let event = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        for mode in [
            Mode::Run,
            Mode::Cursor,
            Mode::Chart,
            Mode::Network,
            Mode::Weights,
            Mode::Draw,
            Mode::Settings,
            Mode::Found,
            Mode::Prompt,
            Mode::Note,
            Mode::List,
            Mode::Branches,
            Mode::Bookmarks,
            Mode::Page,
            Mode::Filter,
            Mode::Search,
            Mode::Text,
        ] {
            assert_eq!(action(mode, event), Some(Action::Program(ProgramAction::Quit)));
        }
    }

    #[test]
    fn shifted_characters_count_as_the_character_and_text_fields_take_the_rest() {
        let shifted = KeyEvent::new(KeyCode::Char('R'), KeyModifiers::SHIFT);
        assert_eq!(action(Mode::Run, shifted), Some(Action::Run(RunAction::NewSeed)));
        let letter = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
        assert_eq!(action(Mode::Run, letter), Some(Action::Program(ProgramAction::LeaveOrQuit)));
        assert_eq!(
            action(Mode::Filter, letter),
            Some(Action::Prompt(PromptAction::Edit(InputRequest::InsertChar('q'))))
        );
        let alt = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::ALT);
        assert_eq!(action(Mode::Filter, alt), None);
    }

    #[test]
    fn notes_take_every_character_and_lists_of_branches_move_as_others() {
        let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
        assert_eq!(
            action(Mode::Note, press(KeyCode::Char('?'))),
            Some(Action::Prompt(PromptAction::Edit(InputRequest::InsertChar('?'))))
        );
        assert_eq!(
            action(Mode::Note, press(KeyCode::Char('d'))),
            Some(Action::Prompt(PromptAction::Edit(InputRequest::InsertChar('d'))))
        );
        assert_eq!(action(Mode::Note, press(KeyCode::Enter)), Some(Action::Prompt(PromptAction::Submit)));
        assert_eq!(action(Mode::Branches, press(KeyCode::Char('j'))), Some(Action::List(ListAction::Move(1))));
        assert_eq!(action(Mode::Branches, press(KeyCode::Char('d'))), Some(Action::List(ListAction::Delete)));
        assert_eq!(action(Mode::Bookmarks, press(KeyCode::Esc)), Some(Action::List(ListAction::Close)));
    }

    #[test]
    fn time_goes_back_by_the_keys_that_mirror_those_on() {
        let pairs = [
            (KeyCode::Right, KeyCode::Left, KeyModifiers::NONE, 1),
            (KeyCode::Char('l'), KeyCode::Char('h'), KeyModifiers::NONE, 1),
            (KeyCode::Char('.'), KeyCode::Char(','), KeyModifiers::NONE, 1),
            (KeyCode::Right, KeyCode::Left, KeyModifiers::SHIFT, 10),
            (KeyCode::Char('L'), KeyCode::Char('H'), KeyModifiers::SHIFT, 10),
            (KeyCode::PageDown, KeyCode::PageUp, KeyModifiers::NONE, 100),
        ];
        for (on, back, modifiers, epochs) in pairs {
            assert_eq!(action(Mode::Run, KeyEvent::new(on, modifiers)), Some(Action::Run(RunAction::Step(epochs))));
            assert_eq!(action(Mode::Run, KeyEvent::new(back, modifiers)), Some(Action::Time(TimeAction::Back(epochs))));
        }
        // Wherever the arrows are a panel's own, comma and dot still mean time.
        for mode in [Mode::Cursor, Mode::Chart, Mode::Network, Mode::Weights, Mode::Columns, Mode::Settings] {
            let press = |character| action(mode, KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE));
            assert_eq!(
                (press('.'), press(',')),
                (Some(Action::Run(RunAction::Step(1))), Some(Action::Time(TimeAction::Back(1)))),
                "{mode:?}"
            );
        }
    }
}
