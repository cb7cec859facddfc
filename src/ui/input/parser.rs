//! Bytes of a terminal to input: a state machine that takes any bytes, in whatever pieces they come.
//!
//! It reads no clock and no terminal. What has begun and doesn't go on is given up when its time is over, so nothing
//! that comes later is lost in it; a control character in the middle of a sequence ends that, and is a key. It never
//! holds much more than a pasted text of [`MAX_PASTE`] bytes.

use std::time::{Duration, Instant};

use ratatui::crossterm::event::KeyModifiers;

use crate::ui::input::Input;
use crate::ui::input::answer::{Answer, Part};
use crate::ui::input::sequence::{control_sequence, key, lettered, mouse, on_keypad, with};

/// Most bytes of a pasted text that are kept: more than a field takes.
pub const MAX_PASTE: usize = 4096;
/// How long a sequence may take from its first byte to its last.
pub const SEQUENCE: Duration = Duration::from_millis(50);
/// How long a pasted text may stand still.
pub const PASTE: Duration = Duration::from_secs(1);

/// How long the rest of a report of the mouse may take that was given up: over a slow line it still comes.
const REPORT: Duration = Duration::from_secs(1);
/// Most bytes of any other sequence that are kept; a longer one means nothing.
const MAX_SEQUENCE: usize = 64;
/// What ends a pasted text.
const PASTE_END: &[u8] = b"\x1b[201~";
const ESCAPE: u8 = 0x1b;
const CONTROL_C: u8 = 0x03;

/// What has begun.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Nothing,
    /// A character of so many bytes, perhaps after an escape.
    Character(usize, KeyModifiers),
    Escape,
    /// `ESC O`.
    Letter,
    /// `ESC [`.
    Control,
    /// `ESC [ [`, a function key of Linux's console.
    Function,
    /// `ESC [ M`, a report of the mouse in three bytes.
    Mouse,
    /// `ESC` and this, a string up to BEL or `ESC \`.
    String(u8),
    /// The same, after an escape in it.
    StringEnd(u8),
    /// A pasted text, with so many bytes of its end.
    Paste(usize),
}

/// Takes bytes and gives input.
#[derive(Debug)]
pub struct Parser {
    state: State,
    /// What has come since the state's first bytes.
    held: Vec<u8>,
    /// When to give up the state.
    until: Option<Instant>,
    /// Whether the byte before was an escape as a key of its own.
    escaped: bool,
    /// Until when the rest of a report of the mouse may come, which is no key.
    report: Option<Instant>,
    /// Number of bytes of pasted texts so far.
    pasted: usize,
    answer: Answer,
}

impl Parser {
    /// A parser; `awaited` says whether the terminal was asked for the colour of its background.
    pub fn new(awaited: bool) -> Self {
        Self {
            state: State::Nothing,
            held: Vec::new(),
            until: None,
            escaped: false,
            report: None,
            pasted: 0,
            answer: Answer::new(awaited),
        }
    }

    /// When to call [`Self::give_up`] if no byte has come.
    pub fn deadline(&self) -> Option<Instant> {
        [self.until, self.answer.deadline()].into_iter().flatten().min()
    }

    /// Takes bytes that came at `now`, and appends what they mean.
    pub fn take(&mut self, bytes: &[u8], now: Instant, input: &mut Vec<Input>) {
        self.give_up(now, input);
        let before = self.pasted;
        for &byte in bytes {
            self.take_byte(byte, now, input);
        }
        if matches!(self.state, State::Paste(..)) && self.pasted != before {
            self.until = Some(now + PASTE);
        }
    }

    /// Gives up what has not become whole by its deadline, and appends what it means as it is.
    pub fn give_up(&mut self, now: Instant, input: &mut Vec<Input>) {
        if self.until.is_some_and(|until| until <= now) {
            let reports = self.state == State::Control && matches!(self.held[..], [b'<', b'0'..=b'9', ..]);
            self.cut(now, input);
            self.report = reports.then(|| now + REPORT);
        }
        if self.answer.deadline().is_some_and(|until| until <= now) {
            let part = self.answer.give_up();
            append(part, input);
        }
    }

    /// Number of bytes that are held.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Goes on without the rest of what has begun.
    fn cut(&mut self, now: Instant, input: &mut Vec<Input>) {
        let alt = |byte: u8| Input::Key(with(key(char::from(byte)), KeyModifiers::ALT));
        let state = self.state;
        let held = self.end();
        match state {
            State::Escape => {
                self.escaped = true;
                let ended = self.answer.end(now).map(Input::Background);
                input.push(ended.unwrap_or(Input::Key(key('\x1b'))));
            }
            State::Letter if held.is_empty() => input.push(alt(b'O')),
            State::Control if held.is_empty() => input.push(alt(b'[')),
            State::Nothing | State::Character(..) | State::Letter | State::Control | State::Function | State::Mouse => {
            }
            State::String(kind) | State::StringEnd(kind) => {
                let begins = kind == b']' && self.answer.stops(&String::from_utf8_lossy(&held), now);
                if state == State::StringEnd(kind) {
                    input.extend(self.answer.end(now).map(Input::Background));
                } else if held.is_empty() && !begins {
                    input.push(alt(kind));
                }
            }
            State::Paste(_) => {
                let interrupted = held.last() == Some(&CONTROL_C);
                input.push(pasted(&held));
                // The last key of a person who sees that nothing happens.
                input.extend(interrupted.then(|| Input::Key(key(char::from(CONTROL_C)))));
            }
        }
    }

    fn begin(&mut self, state: State, now: Instant) {
        self.held.clear();
        self.state = state;
        self.until.get_or_insert(now + SEQUENCE);
    }

    /// Ends what has begun, and returns what it held.
    fn end(&mut self) -> Vec<u8> {
        (self.state, self.until) = (State::Nothing, None);
        std::mem::take(&mut self.held)
    }

    fn hold(&mut self, byte: u8, most: usize) {
        if self.held.len() < most {
            self.held.push(byte);
        }
    }

    fn take_byte(&mut self, byte: u8, now: Instant, input: &mut Vec<Input>) {
        match self.state {
            State::Nothing => self.take_first(byte, now, input),
            State::Character(length, modifiers) => self.take_character(byte, length, modifiers, now, input),
            State::Escape => self.take_escaped(byte, now, input),
            State::Letter | State::Control | State::Function | State::Mouse => {
                self.take_sequence(byte, now, input);
            }
            State::String(_) | State::StringEnd(_) => self.take_string(byte, now, input),
            State::Paste(matched) => self.take_paste(byte, matched, input),
        }
    }

    fn take_first(&mut self, byte: u8, now: Instant, input: &mut Vec<Input>) {
        let escaped = std::mem::take(&mut self.escaped);
        if let Some(until) = self.report.take()
            && now < until
            && b"0123456789;Mm".contains(&byte)
        {
            self.report = Some(until).filter(|_| !byte.is_ascii_alphabetic());
            return;
        }
        if escaped && byte == b']' && self.answer.begins(now) {
            return;
        }
        match self.answer.take(byte, false, now) {
            Part::Typed(typed) => append(Part::Typed(typed), input),
            part => return append(part, input),
        }
        match byte {
            ESCAPE => self.begin(State::Escape, now),
            0..=0x7f => input.push(Input::Key(key(char::from(byte)))),
            _ => self.begin_character(byte, KeyModifiers::NONE, now),
        }
    }

    /// The first byte of a character in UTF-8. Others that stand alone mean nothing.
    fn begin_character(&mut self, byte: u8, modifiers: KeyModifiers, now: Instant) {
        let length = match byte {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return drop(self.end()),
        };
        self.begin(State::Character(length, modifiers), now);
        self.held.push(byte);
    }

    fn take_character(
        &mut self,
        byte: u8,
        length: usize,
        modifiers: KeyModifiers,
        now: Instant,
        input: &mut Vec<Input>,
    ) {
        if !(0x80..=0xbf).contains(&byte) {
            self.end();
            return self.take_byte(byte, now, input);
        }
        self.held.push(byte);
        if self.held.len() == length {
            let held = self.end();
            let character = std::str::from_utf8(&held).ok().and_then(|text| text.chars().next());
            let key =
                character.filter(|character| !character.is_control()).map(|character| with(key(character), modifiers));
            input.extend(key.map(Input::Key));
        }
    }

    /// The byte after an escape.
    fn take_escaped(&mut self, byte: u8, now: Instant, input: &mut Vec<Input>) {
        match byte {
            b'[' => self.begin(State::Control, now),
            b'O' => self.begin(State::Letter, now),
            b']' | b'P' | b'X' | b'^' | b'_' => self.begin(State::String(byte), now),
            // Two keys: nobody waits for the second with the first one held.
            ESCAPE | CONTROL_C => {
                self.cut(now, input);
                self.take_byte(byte, now, input);
            }
            0..=0x7f => {
                self.end();
                match self.answer.take(byte, true, now) {
                    Part::Typed(typed) => {
                        append(Part::Typed(typed), input);
                        input.push(Input::Key(with(key(char::from(byte)), KeyModifiers::ALT)));
                    }
                    part => append(part, input),
                }
            }
            _ => self.begin_character(byte, KeyModifiers::ALT, now),
        }
    }

    /// A byte after `ESC [` or `ESC O`. One that can't belong there is a key after a sequence that was cut.
    fn take_sequence(&mut self, byte: u8, now: Instant, input: &mut Vec<Input>) {
        let is_first = self.held.is_empty();
        match (self.state, byte) {
            (State::Control, b'[') if is_first => self.begin(State::Function, now),
            (State::Control, b'M') if is_first => self.begin(State::Mouse, now),
            (State::Control, b'<'..=b'?') if !is_first => self.cut_before(byte, now, input),
            (State::Control, b' '..=b'?') | (State::Letter, b'0'..=b'9' | b';') => self.hold(byte, MAX_SEQUENCE),
            (State::Control, b'@'..=b'~') => {
                let held = self.end();
                match (byte, &held[..]) {
                    (b'~', b"200") => {
                        self.state = State::Paste(0);
                        self.until = Some(now + PASTE);
                    }
                    _ if held.len() == MAX_SEQUENCE => {}
                    _ => input.extend(control_sequence(&String::from_utf8_lossy(&held), byte)),
                }
            }
            (State::Letter, b'@'..=b'~') => {
                let held = self.end();
                let meant = lettered(byte, &String::from_utf8_lossy(&held)).or_else(|| on_keypad(byte));
                input.extend(meant);
            }
            (State::Function, b'A'..=b'E') => {
                self.end();
                let number = format!("{}", 11 + byte - b'A');
                input.extend(control_sequence(&number, b'~'));
            }
            (State::Mouse, b' '..) => {
                self.held.push(byte);
                if let [button, column, row] = self.held[..] {
                    self.end();
                    let [button, column, row] = [button, column, row].map(|byte| u16::from(byte - b' '));
                    input.extend(mouse(button, column, row, false));
                }
            }
            _ => self.cut_before(byte, now, input),
        }
    }

    fn take_string(&mut self, byte: u8, now: Instant, input: &mut Vec<Input>) {
        match (self.state, byte) {
            (State::String(kind), ESCAPE) => self.state = State::StringEnd(kind),
            (State::String(kind), 0x07) | (State::StringEnd(kind), b'\\') => {
                let held = self.end();
                if kind == b']' {
                    let colour = std::str::from_utf8(&held).ok().and_then(|text| self.answer.colour(text));
                    input.extend(colour.map(Input::Background));
                }
            }
            (State::String(_), b' '..=0x7e | 0x80..) => self.hold(byte, MAX_SEQUENCE),
            (State::StringEnd(_), _) => {
                self.cut(now, input);
                self.begin(State::Escape, now);
                self.take_byte(byte, now, input);
            }
            _ => self.cut_before(byte, now, input),
        }
    }

    /// Takes a byte that can't belong to what has begun.
    fn cut_before(&mut self, byte: u8, now: Instant, input: &mut Vec<Input>) {
        self.cut(now, input);
        self.take_byte(byte, now, input);
    }

    fn take_paste(&mut self, byte: u8, matched: usize, input: &mut Vec<Input>) {
        self.pasted += 1;
        if byte == b'R'
            && let Some((length, receipt)) = receipt_at_end(&self.held)
        {
            self.held.truncate(self.held.len() - length);
            self.pasted = self.pasted.saturating_sub(length + 1);
            self.state = State::Paste(0);
            return input.push(receipt);
        }
        if byte == PASTE_END[matched] {
            self.state = State::Paste(matched + 1);
            if matched + 1 == PASTE_END.len() {
                let held = self.end();
                input.push(pasted(&held));
            }
            return;
        }
        for &byte in &PASTE_END[..matched] {
            self.hold_pasted(byte);
        }
        // No other byte of the end is an escape, so the end can only begin anew.
        self.state = State::Paste(usize::from(byte == ESCAPE));
        if byte != ESCAPE {
            self.hold_pasted(byte);
        }
    }

    /// Beyond [`MAX_PASTE`] only the latest bytes are held, which a receipt may be among.
    fn hold_pasted(&mut self, byte: u8) {
        if self.held.len() == MAX_PASTE + MAX_SEQUENCE {
            self.held.drain(MAX_PASTE..MAX_PASTE + MAX_SEQUENCE / 2);
        }
        self.held.push(byte);
    }
}

/// A cursor position report but for its last byte at the end of a pasted text, and its length. Frames are drawn while a
/// paste stands still, and the terminal answers them.
fn receipt_at_end(held: &[u8]) -> Option<(usize, Input)> {
    let start = held.iter().rposition(|&byte| byte == ESCAPE)?;
    let parameters = held[start..].strip_prefix(b"\x1b[")?;
    let is_report = parameters.len() < MAX_SEQUENCE / 2
        && parameters.contains(&b';')
        && parameters.iter().all(|byte| matches!(byte, b'0'..=b'9' | b';'));
    let receipt = control_sequence(std::str::from_utf8(parameters).ok()?, b'R').filter(|_| is_report)?;
    Some((held.len() - start, receipt))
}

fn pasted(bytes: &[u8]) -> Input {
    Input::Paste(String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_PASTE)]).into_owned())
}

/// Appends what an answer was.
fn append(part: Part, input: &mut Vec<Input>) {
    match part {
        Part::Rest => {}
        Part::End(colour) => input.push(Input::Background(colour)),
        Part::Typed(typed) => input.extend(typed.chars().map(|character| Input::Key(key(character)))),
    }
}
