//! The colour of the terminal's background: the question, and the answer, taken out of what comes as keys.
//!
//! Terminals answer among the keys that people type: `ESC ] 1 1 ; rgb:rrrr/gggg/bbbb` and an end, BEL or `ESC \`
//! (xterm's control sequences, "Operating System Commands", 11). crossterm takes that for Alt-] and plain keys. The
//! input thread passes every key through an [`Answer`], which swallows the answer's keys, late and in pieces too, and
//! nothing else: it holds keys that might begin an answer for a moment, and lets them go if they don't.

use std::time::{Duration, Instant};

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::plot::Rgb;

/// What asks for the background's colour.
pub(super) const QUERY: &str = "\x1b]11;?\x07";

/// What an answer begins with, after its escape.
const BEGINNING: &str = "]11;";
/// How long to hold an escape that may begin an answer. Terminals send what belongs together at once.
const ESCAPE: Duration = Duration::from_millis(50);
/// How long to wait for the next of [`BEGINNING`] after an escape as a key of its own, which a person may have typed.
const TYPED: Duration = Duration::from_millis(200);
/// The same after Alt-], which is no key of the dashboard's.
const BEGUN: Duration = Duration::from_secs(1);
/// How long an answer may take once it has begun, and its end after its colour.
const REST: Duration = Duration::from_secs(5);

/// What goes on to the dashboard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Taken {
    Key(KeyEvent),
    Background(Rgb),
}

/// How much of an answer has come.
#[derive(Debug, PartialEq)]
enum Stage {
    None,
    /// An escape, which is held.
    Escape,
    /// This number of characters of [`BEGINNING`], which are held.
    Begun(usize),
    /// The beginning, and this part of the colour.
    Colour(String),
    /// All but the last character of an end by `ESC \`.
    Ending,
}

/// Takes an answer out of the keys.
#[derive(Debug)]
pub(super) struct Answer {
    /// Whether an answer is still to come, which an escape of its own may begin.
    awaited: bool,
    /// Whether the key before was an escape.
    after_escape: bool,
    stage: Stage,
    held: Vec<KeyEvent>,
    /// When to give up.
    until: Option<Instant>,
}

impl Answer {
    pub(super) fn new(awaited: bool) -> Self {
        Self { awaited, after_escape: false, stage: Stage::None, held: Vec::new(), until: None }
    }

    /// When to call [`Self::give_up`] if no key has come.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.until
    }

    /// Lets go what is held: the rest of the answer did not come.
    pub(super) fn give_up(&mut self, taken: &mut Vec<Taken>) {
        self.after_escape = self.stage == Stage::Escape;
        if let Stage::Colour(text) = &self.stage {
            taken.extend(colour(text).map(Taken::Background));
        }
        self.go_to(Stage::None, None);
        taken.extend(self.held.drain(..).map(Taken::Key));
    }

    /// Takes a key, and appends what goes on to `taken`.
    pub(super) fn take(&mut self, key: KeyEvent, now: Instant, taken: &mut Vec<Taken>) {
        if self.until.is_some_and(|until| until <= now) {
            self.give_up(taken);
        }
        let escaped = std::mem::take(&mut self.after_escape);
        match &mut self.stage {
            Stage::None if is(key, ']', KeyModifiers::ALT) => self.hold(key, Stage::Begun(1), now + BEGUN),
            Stage::None if self.awaited && escaped && is(key, ']', KeyModifiers::NONE) => {
                self.hold(key, Stage::Begun(1), now + TYPED);
            }
            Stage::None if self.awaited && is_escape(key) => self.hold(key, Stage::Escape, now + ESCAPE),
            Stage::None => {
                self.after_escape = is_escape(key);
                taken.push(Taken::Key(key));
            }
            Stage::Escape if is(key, ']', KeyModifiers::NONE) => self.hold(key, Stage::Begun(1), now + TYPED),
            Stage::Begun(count) => {
                let count = *count + 1;
                let is_typed = self.held.iter().all(|key| !key.modifiers.contains(KeyModifiers::ALT));
                let patience = if is_typed { TYPED } else { BEGUN };
                let expected = BEGINNING.chars().nth(count - 1);
                if !expected.is_some_and(|expected| is(key, expected, KeyModifiers::NONE)) {
                    self.let_go(key, now, taken);
                } else if count < BEGINNING.len() {
                    self.hold(key, Stage::Begun(count), now + patience);
                } else {
                    // No person types that.
                    self.held.clear();
                    self.go_to(Stage::Colour(String::new()), Some(now + REST));
                }
            }
            Stage::Colour(text) => match end_of(key) {
                // An escape before the colour is whole is a person's.
                Some(next) if next == Stage::None || colour(text).is_some() => {
                    taken.extend(colour(text).map(Taken::Background));
                    self.awaited = false;
                    let until = (next == Stage::Ending).then_some(now + REST);
                    self.go_to(next, until);
                }
                _ => match plain(key) {
                    Some(character) if fits(text, character) => text.push(character),
                    // What can't be the answer's is a person's.
                    _ => taken.push(Taken::Key(key)),
                },
            },
            Stage::Ending if is(key, '\\', KeyModifiers::NONE) => self.go_to(Stage::None, None),
            Stage::Escape | Stage::Ending => self.let_go(key, now, taken),
        }
    }

    /// Lets go what is held, and takes the key as if nothing had come before.
    fn let_go(&mut self, key: KeyEvent, now: Instant, taken: &mut Vec<Taken>) {
        self.give_up(taken);
        self.take(key, now, taken);
    }

    fn hold(&mut self, key: KeyEvent, stage: Stage, until: Instant) {
        self.held.push(key);
        self.go_to(stage, Some(until));
    }

    fn go_to(&mut self, stage: Stage, until: Option<Instant>) {
        (self.stage, self.until) = (stage, until);
    }
}

fn is(key: KeyEvent, character: char, modifiers: KeyModifiers) -> bool {
    key.code == KeyCode::Char(character) && key.modifiers == modifiers
}

fn is_escape(key: KeyEvent) -> bool {
    key.code == KeyCode::Esc && key.modifiers.is_empty()
}

/// The character of a key with no modifier but shift.
fn plain(key: KeyEvent) -> Option<char> {
    key.code.as_char().filter(|_| (key.modifiers - KeyModifiers::SHIFT).is_empty())
}

/// What comes after a key that ends an answer: BEL, `ESC \`, or the escape alone.
fn end_of(key: KeyEvent) -> Option<Stage> {
    match key {
        _ if is(key, 'g', KeyModifiers::CONTROL) || is(key, '\\', KeyModifiers::ALT) => Some(Stage::None),
        _ if is_escape(key) => Some(Stage::Ending),
        _ => None,
    }
}

/// Whether a character can follow this part of a colour: `rgb:` or `rgba:`, and one to four hexadecimal digits a channel.
fn fits(text: &str, character: char) -> bool {
    let whole = format!("{text}{character}");
    let Some((kind, channels)) = whole.split_once(':') else { return "rgba".starts_with(&whole) };
    let channels: Vec<&str> = channels.split('/').collect();
    let (last, before) = channels.split_last().unwrap_or((&"", &[]));
    ["rgb", "rgba"].contains(&kind)
        && channels.len() <= kind.len()
        && before.iter().all(|channel| channel_of(channel).is_some())
        && (last.is_empty() || channel_of(last).is_some())
}

/// A channel of one to four hexadecimal digits in eight bits, scaled by the largest number of as many digits.
fn channel_of(digits: &str) -> Option<u8> {
    if !(1..=4).contains(&digits.len()) || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let number = u32::from_str_radix(digits, 16).ok()?;
    let largest = 16_u32.pow(digits.len() as u32) - 1;
    u8::try_from((number * 255 + largest / 2) / largest).ok()
}

/// A colour that has come whole, whatever its opacity.
fn colour(text: &str) -> Option<Rgb> {
    let (kind, channels) = text.split_once(':')?;
    let channels: Option<Vec<u8>> = channels.split('/').map(channel_of).collect();
    let channels = channels.filter(|channels| channels.len() == kind.len())?;
    Some(Rgb(channels[0], channels[1], channels[2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a piece of input is to the dashboard, as crossterm reads it when it comes at once.
    fn keys(input: &str) -> Vec<KeyEvent> {
        let mut keys = Vec::new();
        let mut rest = input.chars().peekable();
        while let Some(character) = rest.next() {
            let key = match character {
                '\x1b' => match rest.next() {
                    None => KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE),
                    Some(next) => KeyEvent::new(KeyCode::Char(next), KeyModifiers::ALT),
                },
                '\x07' => KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL),
                'A'..='Z' => KeyEvent::new(KeyCode::Char(character), KeyModifiers::SHIFT),
                _ => KeyEvent::new(KeyCode::Char(character), KeyModifiers::NONE),
            };
            keys.push(key);
        }
        keys
    }

    /// What goes on of pieces that come so far apart, after all patience is over.
    fn after(awaited: bool, pieces: &[(&str, Duration)]) -> Vec<Taken> {
        let (mut answer, mut taken, mut now) = (Answer::new(awaited), Vec::new(), Instant::now());
        for (piece, pause) in pieces {
            for key in keys(piece) {
                answer.take(key, now, &mut taken);
            }
            now += *pause;
            if answer.deadline().is_some_and(|deadline| deadline <= now) {
                answer.give_up(&mut taken);
            }
        }
        if answer.deadline().is_some() {
            answer.give_up(&mut taken);
        }
        assert_eq!((answer.deadline(), answer.held.len()), (None, 0));
        taken
    }

    const AT_ONCE: Duration = Duration::ZERO;

    fn typed(input: &str) -> Vec<Taken> {
        keys(input).into_iter().map(Taken::Key).collect()
    }

    #[test]
    fn every_spelling_of_an_answer_is_taken_whole() {
        for (answer, colour) in [
            ("\x1b]11;rgb:ffff/ffff/ffff\x07", Rgb(255, 255, 255)),
            ("\x1b]11;rgb:0000/2b2b/3636\x1b\\", Rgb(0, 0x2b, 0x36)),
            ("\x1b]11;rgb:1e/1E/2e\x07", Rgb(0x1e, 0x1e, 0x2e)),
            ("\x1b]11;rgb:f/8/0\x07", Rgb(255, 136, 0)),
            ("\x1b]11;rgb:fff/800/000\x1b\\", Rgb(255, 128, 0)),
            ("\x1b]11;rgba:ffff/0000/0000/8080\x07", Rgb(255, 0, 0)),
        ] {
            for awaited in [true, false] {
                let around = format!("q{answer}w");
                let expected = [typed("q"), vec![Taken::Background(colour)], typed("w")].concat();
                assert_eq!(after(awaited, &[(&around, AT_ONCE)]), expected, "{answer:?}");
            }
        }
    }

    #[test]
    fn an_answer_in_two_pieces_is_taken_wherever_it_is_split() {
        for answer in ["\x1b]11;rgb:ffff/8000/0000\x07", "\x1b]11;rgb:ffff/8000/0000\x1b\\"] {
            for split in 1..answer.len() {
                // As slowly as what the first piece is may be waited for.
                let pause = Duration::from_millis(match split {
                    1 => 40,
                    _ if split < 5 => 900,
                    _ => 4000,
                });
                let (first, second) = answer.split_at(split);
                let taken = after(true, &[(first, pause), (second, AT_ONCE)]);
                assert_eq!(taken, [Taken::Background(Rgb(255, 128, 0))], "{first:?} and {second:?}");
            }
        }
    }

    #[test]
    fn an_escape_that_has_gone_on_already_leaves_the_rest_an_answer() {
        let late = Duration::from_secs(2);
        let taken = after(true, &[("\x1b", late), ("]11;rgb:0/0/0\x07", AT_ONCE)]);
        assert_eq!(taken, [typed("\x1b"), vec![Taken::Background(Rgb::BLACK)]].concat());
        // A person's own escape just before, of which crossterm makes one with the answer's.
        let taken = after(true, &[("\x1b", AT_ONCE), ("]11;rgb:0/0/0\x07", AT_ONCE)]);
        assert_eq!(taken, [Taken::Background(Rgb::BLACK)]);
    }

    #[test]
    fn what_a_person_types_goes_on_in_its_order() {
        for text in [
            "qwerty 123 ]11;r",
            "\x1b",
            "\x1b]",
            "\x1b]1",
            "\x1b]11",
            "\x1b]12;rgb",
            "\x1b]]11;rgb:",
            "\x1b[q\x1b]",
            "11;rgb:ffff/ffff/ffff\x07",
        ] {
            for awaited in [true, false] {
                assert_eq!(after(awaited, &[(text, AT_ONCE)]), typed(text), "{text:?}");
                let pieces: Vec<String> = text.chars().map(String::from).collect();
                let slow: Vec<(&str, Duration)> =
                    pieces.iter().map(|piece| (piece.as_str(), Duration::from_millis(300))).collect();
                let expected: Vec<Taken> = pieces.iter().flat_map(|piece| typed(piece)).collect();
                assert_eq!(after(awaited, &slow), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn an_escape_waits_only_while_an_answer_is_awaited_and_only_a_moment() {
        let (escape, now) = (keys("\x1b")[0], Instant::now());
        let mut taken = Vec::new();
        let mut answer = Answer::new(false);
        answer.take(escape, now, &mut taken);
        assert_eq!((taken.len(), answer.deadline()), (1, None));
        let mut answer = Answer::new(true);
        answer.take(escape, now, &mut taken);
        assert_eq!((taken.len(), answer.deadline()), (1, Some(now + ESCAPE)));
        answer.give_up(&mut taken);
        for key in keys("\x1b]11;rgb:0/0/0\x07") {
            answer.take(key, now, &mut taken);
        }
        assert_eq!(taken[2..], [Taken::Background(Rgb::BLACK)]);
        answer.take(escape, now, &mut taken);
        assert_eq!((taken.len(), answer.deadline()), (4, None), "the answer has come");
    }

    #[test]
    fn what_cannot_be_the_answers_goes_through_while_it_is_under_way() {
        let pause = Duration::from_secs(1);
        let taken = after(true, &[("\x1b]11;rgb:ffff/ff", pause), (" q", pause), ("ff/ffff\x07", AT_ONCE)]);
        assert_eq!(taken, [typed(" q"), vec![Taken::Background(Rgb(255, 255, 255))]].concat());
        // One that never ends takes no more than a colour has, and is over after a while.
        let taken = after(true, &[("\x1b]11;rgb:ffff/ffff/ffffaaaa", REST), ("fff", AT_ONCE)]);
        assert_eq!(taken, [typed("aaaa"), vec![Taken::Background(Rgb(255, 255, 255))], typed("fff")].concat());
        let taken = after(true, &[("\x1b]11;nothing", REST), ("rgb", AT_ONCE)]);
        assert_eq!(taken, typed("nothingrgb"));
        // A person's escape in the middle of it.
        let taken = after(true, &[("\x1b]11;rgb:ffff/", AT_ONCE), ("\x1b", AT_ONCE), ("ffff/ffff\x07", AT_ONCE)]);
        assert_eq!(taken, [typed("\x1b"), vec![Taken::Background(Rgb(255, 255, 255))]].concat());
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn what_is_typed_and_is_no_answer_is_never_lost(text in "[ -Z^-~]{0,40}") {
            // Everything but escapes and backslashes, so that no answer can be in it.
            prop_assert_eq!(after(true, &[(&text, AT_ONCE)]), typed(&text));
        }

        #[test]
        fn never_more_is_held_than_a_beginning(input in prop::collection::vec(0..8_usize, 0..60)) {
            let pieces = ["\x1b", "]", "1", ";", "r", "f", "\x07", "\\"];
            let (mut answer, mut taken, now) = (Answer::new(true), Vec::new(), Instant::now());
            for piece in input {
                answer.take(keys(pieces[piece])[0], now, &mut taken);
                prop_assert!(answer.held.len() <= BEGINNING.len());
                prop_assert_eq!(answer.stage == Stage::None, answer.deadline().is_none());
            }
        }
    }
}
