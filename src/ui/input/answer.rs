//! The colour of the terminal's background: the question, and the answer, also where it comes late and in pieces.
//!
//! Terminals answer among the keys that people type: `ESC ] 11 ; rgb:rrrr/gggg/bbbb` and an end, BEL or `ESC \`
//! (xterm's control sequences, "Operating System Commands", 11). The parser takes an answer that comes at once; of one
//! that stops in the middle, the [`Answer`] takes the rest out of the keys, and nothing else.

use std::time::{Duration, Instant};

use crate::plot::Rgb;

/// What asks for the background's colour.
pub(in crate::ui) const QUERY: &str = "\x1b]11;?\x07";

/// What an answer begins with, after `ESC ]`.
const BEGINNING: &str = "11;";
/// How long to wait for the next of [`BEGINNING`] after an escape as a key of its own and a `]`, which a person may
/// have typed.
const TYPED: Duration = Duration::from_millis(200);
/// The same after `ESC ]`, which is no key of the dashboard's.
const BEGUN: Duration = Duration::from_secs(1);
/// How long the rest of an answer may take once it has begun.
const REST: Duration = Duration::from_secs(5);

/// What a byte is to an answer that has stopped in the middle.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// A part of it.
    Rest,
    /// Its end.
    End(Rgb),
    /// None of it; what seemed to be its beginning was typed, and is this.
    Typed(String),
}

impl Part {
    fn none() -> Self {
        Self::Typed(String::new())
    }
}

/// Waits for an answer, and for the rest of one.
#[derive(Debug)]
pub(super) struct Answer {
    /// Whether the question was asked and not answered yet.
    awaited: bool,
    stopped: Option<Stopped>,
}

/// An answer that stopped in the middle.
#[derive(Debug)]
struct Stopped {
    /// What has come, after `ESC ]`.
    text: String,
    /// What of it came as keys of their own, which were typed unless the rest comes.
    typed: String,
    /// Whether all but a `\` has come, after the escape.
    is_over: bool,
    until: Instant,
}

impl Answer {
    pub(super) fn new(awaited: bool) -> Self {
        Self { awaited, stopped: None }
    }

    /// The colour in a string that has come whole.
    pub(super) fn colour(&mut self, text: &str) -> Option<Rgb> {
        let colour = text.strip_prefix(BEGINNING).and_then(colour)?;
        (self.awaited, self.stopped) = (false, None);
        Some(colour)
    }

    /// Whether a string that has stopped is the beginning of an answer, whose rest is then waited for.
    pub(super) fn stops(&mut self, text: &str, now: Instant) -> bool {
        let begins = is_part(text) && (self.awaited || text.len() >= BEGINNING.len());
        if begins {
            self.wait(text.into(), String::new(), now);
        }
        begins
    }

    /// Whether a `]` after an escape as a key of its own may begin an answer, whose rest is then waited for.
    pub(super) fn begins(&mut self, now: Instant) -> bool {
        let begins = self.awaited && self.stopped.is_none();
        if begins {
            self.wait(String::new(), "]".into(), now);
        }
        begins
    }

    /// What a byte is that came as a key, or right after an escape.
    pub(super) fn take(&mut self, byte: u8, escaped: bool, now: Instant) -> Part {
        let Some(Stopped { mut text, mut typed, is_over, until }) = self.stopped.take() else { return Part::none() };
        if is_over {
            return if byte == b'\\' { Part::Rest } else { Part::none() };
        }
        let ends = if escaped { byte == b'\\' } else { byte == 0x07 };
        if let Some(colour) = text.strip_prefix(BEGINNING).and_then(colour).filter(|_| ends) {
            self.awaited = false;
            return Part::End(colour);
        }
        let is_begun = text.len() >= BEGINNING.len();
        text.push(char::from(byte));
        if !escaped && is_part(&text) {
            if !is_begun {
                typed.push(char::from(byte));
            }
            self.wait(text, typed, now);
            return Part::Rest;
        }
        if is_begun {
            // What can't be the answer's is a person's; the rest may still come.
            text.pop();
            self.stopped = Some(Stopped { text, typed, is_over, until });
            return Part::none();
        }
        Part::Typed(typed)
    }

    /// The colour of what has stopped, if that is whole: an escape has come after it.
    pub(super) fn end(&mut self, now: Instant) -> Option<Rgb> {
        let text = self.stopped.as_ref()?.text.strip_prefix(BEGINNING)?;
        let colour = colour(text)?;
        self.awaited = false;
        self.stopped = Some(Stopped { text: String::new(), typed: String::new(), is_over: true, until: now + REST });
        Some(colour)
    }

    /// When to give up what has stopped.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.stopped.as_ref().map(|stopped| stopped.until)
    }

    /// Gives up what has stopped: its colour if that is whole, or else what was typed.
    pub(super) fn give_up(&mut self) -> Part {
        match self.stopped.take() {
            None => Part::none(),
            Some(Stopped { text, typed, .. }) => match self.colour(&text) {
                Some(colour) => Part::End(colour),
                // No person types a whole beginning.
                None if text.len() >= BEGINNING.len() => Part::none(),
                None => Part::Typed(typed),
            },
        }
    }

    /// Waits for the next byte. An answer is short, so they come to an end.
    fn wait(&mut self, text: String, typed: String, now: Instant) {
        let patience = match text.len() < BEGINNING.len() {
            true if typed.starts_with(']') => TYPED,
            true => BEGUN,
            false => REST,
        };
        self.stopped = Some(Stopped { text, typed, is_over: false, until: now + patience });
    }
}

/// Whether this can be the beginning of an answer, after `ESC ]`.
fn is_part(text: &str) -> bool {
    BEGINNING.starts_with(text) || text.strip_prefix(BEGINNING).is_some_and(is_part_of_colour)
}

/// Whether this can be the beginning of a colour: `rgb:` or `rgba:`, and one to four hexadecimal digits a channel.
fn is_part_of_colour(text: &str) -> bool {
    let Some((kind, channels)) = text.split_once(':') else { return "rgba".starts_with(text) };
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
    let channels = channels.filter(|channels| ["rgb", "rgba"].contains(&kind) && channels.len() == kind.len())?;
    Some(Rgb(channels[0], channels[1], channels[2]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::crossterm::event::{KeyCode, KeyEvent};

    use super::*;
    use crate::ui::input::{Input, Parser};

    const AT_ONCE: Duration = Duration::ZERO;

    /// What pieces mean that come so far apart, after all patience is over.
    fn after(awaited: bool, pieces: &[(&str, Duration)]) -> Vec<Input> {
        let (mut parser, mut input, mut now) = (Parser::new(awaited), Vec::new(), Instant::now());
        for (piece, pause) in pieces {
            parser.take(piece.as_bytes(), now, &mut input);
            now += *pause;
            while let Some(deadline) = parser.deadline().filter(|deadline| *deadline <= now) {
                parser.give_up(deadline, &mut input);
            }
        }
        while let Some(deadline) = parser.deadline() {
            parser.give_up(deadline, &mut input);
        }
        input
    }

    /// The keys of a text without control characters and capitals.
    fn typed(text: &str) -> Vec<Input> {
        let code = |character| if character == '\x1b' { KeyCode::Esc } else { KeyCode::Char(character) };
        text.chars().map(|character| Input::Key(KeyEvent::from(code(character)))).collect()
    }

    fn background(red: u8, green: u8, blue: u8) -> Vec<Input> {
        vec![Input::Background(Rgb(red, green, blue))]
    }

    #[test]
    fn every_spelling_of_an_answer_is_taken_whole() {
        for (answer, colour) in [
            ("\x1b]11;rgb:ffff/ffff/ffff\x07", background(255, 255, 255)),
            ("\x1b]11;rgb:0000/2b2b/3636\x1b\\", background(0, 0x2b, 0x36)),
            ("\x1b]11;rgb:1e/1E/2e\x07", background(0x1e, 0x1e, 0x2e)),
            ("\x1b]11;rgb:f/8/0\x07", background(255, 136, 0)),
            ("\x1b]11;rgb:fff/800/000\x1b\\", background(255, 128, 0)),
            ("\x1b]11;rgba:ffff/0000/0000/8080\x07", background(255, 0, 0)),
        ] {
            for awaited in [true, false] {
                let around = format!("q{answer}w");
                let expected = [typed("q"), colour.clone(), typed("w")].concat();
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
                assert_eq!(taken, background(255, 128, 0), "{first:?} and {second:?}");
            }
        }
    }

    #[test]
    fn an_escape_that_has_gone_on_already_leaves_the_rest_an_answer() {
        let late = Duration::from_secs(2);
        let taken = after(true, &[("\x1b", late), ("]11;rgb:0/0/0\x07", AT_ONCE)]);
        assert_eq!(taken, [typed("\x1b"), background(0, 0, 0)].concat());
        // A person's own escape just before.
        let taken = after(true, &[("\x1b\x1b]11;rgb:0/0/0\x07", AT_ONCE)]);
        assert_eq!(taken, [typed("\x1b"), background(0, 0, 0)].concat());
    }

    #[test]
    fn what_a_person_types_goes_on_in_its_order() {
        for text in
            ["qwerty 123 ]11;r", "\x1b]", "\x1b]1", "\x1b]11", "\x1b]12;rgb", "\x1b]]11;rgb:", "\x1b[q\x1b]", "11;rgb:"]
        {
            for awaited in [true, false] {
                let pieces: Vec<String> = text.chars().map(String::from).collect();
                let slow: Vec<(&str, Duration)> =
                    pieces.iter().map(|piece| (piece.as_str(), Duration::from_millis(300))).collect();
                assert_eq!(after(awaited, &slow), typed(text), "{text:?}");
            }
        }
        let taken = after(true, &[("\x1b", SECOND), ("]1q", AT_ONCE)]);
        assert_eq!(taken, typed("\x1b]1q"));
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_cannot_be_the_answers_goes_through_while_it_is_under_way() {
        let taken = after(true, &[("\x1b]11;rgb:ffff/ff", SECOND), (" q", SECOND), ("ff/ffff\x07", AT_ONCE)]);
        assert_eq!(taken, [typed(" q"), background(255, 255, 255)].concat());
        // One that never ends takes no more than a colour has, and is over after a while.
        let pieces = [("\x1b]11;rgb:ffff/ffff/ffff", SECOND), ("aaaa", REST), ("fff", AT_ONCE)];
        assert_eq!(after(true, &pieces), [typed("aaaa"), background(255, 255, 255), typed("fff")].concat());
        // A person's escape in the middle of it.
        let taken = after(true, &[("\x1b]11;rgb:ffff/", SECOND), ("\x1b", SECOND), ("ffff/ffff\x07", AT_ONCE)]);
        assert_eq!(taken, [typed("\x1b"), background(255, 255, 255)].concat());
        let taken = after(true, &[("\x1b]11;rgb:ffff/", SECOND), ("?\x1b", SECOND), ("?", AT_ONCE)]);
        assert_eq!(taken, typed("?\x1b?"));
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn what_is_typed_and_is_no_answer_is_never_lost(text in "[ -@\\[\\]^-~]{0,40}") {
            prop_assert_eq!(after(true, &[(&text, AT_ONCE)]), typed(&text));
        }
    }
}
