//! What a program has written, and the screen that an emulator makes of it.

/// The begin and the end of a frame (synchronized output).
pub const BEGIN: &[u8] = b"\x1b[?2026h";
pub const END: &[u8] = b"\x1b[?2026l";
/// Asks where the cursor is.
const QUESTION: &[u8] = b"\x1b[6n";

/// The output of the program so far.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own")]
pub struct Seen {
    pub(super) emulator: Option<vt100::Parser>,
    /// Every byte, from the start, unless they are forgotten.
    pub bytes: Vec<u8>,
    pub(super) forgets_bytes: bool,
    /// Answers to the question where the cursor is, in the order of the questions, until they are given.
    pub reports: Vec<String>,
    /// Number of bytes that the emulator has been given.
    shown: usize,
    /// Whether the output has ended.
    pub closed: bool,
    pub(super) exit: Option<portable_pty::ExitStatus>,
    /// Whether the reader pauses.
    pub(super) held: bool,
    /// Whether the reader closes its end of the terminal.
    pub(super) gone: bool,
    /// Number of bytes for the program that the terminal has had no room for yet.
    pub(super) untaken: usize,
    /// Whether the terminal takes no more, since the program has ended.
    pub(super) refused: bool,
}

impl Seen {
    /// Feeds the emulator, except an incomplete frame: that is what synchronized output asks for.
    pub(super) fn show(&mut self, all: bool) {
        let new = &self.bytes[self.shown..];
        let last = |wanted: &[u8]| new.windows(wanted.len()).rposition(|window| window == wanted);
        let begun = last(BEGIN).filter(|&begin| last(END).is_none_or(|end| end < begin));
        let split = (1..BEGIN.len()).rev().find(|&length| new.ends_with(&BEGIN[..length]));
        let whole = begun.or(split.map(|length| new.len() - length)).filter(|_| !all).unwrap_or(new.len());
        let emulator = self.emulator.as_mut().expect("set at the start");
        let mut rest = &new[..whole];
        while let Some(place) = rest.windows(QUESTION.len()).position(|window| window == QUESTION) {
            let (asked, after) = rest.split_at(place + QUESTION.len());
            emulator.process(asked);
            let (row, column) = emulator.screen().cursor_position();
            self.reports.push(format!("\x1b[{};{}R", row + 1, column + 1));
            rest = after;
        }
        emulator.process(rest);
        self.shown += whole;
        if self.forgets_bytes {
            self.bytes.drain(..self.shown);
            self.shown = 0;
        }
    }

    /// The emulated screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.emulator.as_ref().expect("set at the start").screen()
    }

    /// The text of the screen.
    pub fn text(&self) -> String {
        self.screen().contents()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The epoch in the header.
    pub fn epoch(&self) -> Option<u64> {
        let text = self.text();
        let header = text.lines().next()?;
        // In the past there may be no room to say it twice.
        let between = |before, after| Some(header.split_once(before)?.1.split_once(after)?.0);
        let epoch: &str = between("epoch ", "/").or_else(|| between("past: ", " of"))?;
        epoch.trim().replace(',', "").parse().ok()
    }

    /// The seed in the header.
    pub fn seed(&self) -> Option<u64> {
        let text = self.text();
        let (_, rest) = text.lines().next()?.split_once("seed ")?;
        rest.split_whitespace().next()?.parse().ok()
    }

    /// Whether the header contains a text, such as the state of the run.
    pub fn is(&self, state: &str) -> bool {
        self.text().lines().next().is_some_and(|header| header.contains(state))
    }
}
