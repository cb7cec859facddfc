//! The encoder against a terminal emulator.

use std::num::NonZeroU16;

use ratatui::style::{Modifier, Style};

use super::*;

const AREA: Rect = Rect::new(0, 0, 60, 20);
const ALL: usize = usize::MAX / 2;
/// Of a frame that stays, and of one that is followed by another.
const EXACT: u16 = AREA.height;
const PASSING: u16 = 0;

/// An encoder with the terminal that its bytes go to.
struct Terminal {
    encoder: Encoder,
    emulator: vt100::Parser,
    pace: usize,
    overdue: u16,
}

impl Terminal {
    fn new() -> Self {
        let cells = |count| NonZeroU16::new(count).unwrap();
        let emulator = vt100::Parser::new(cells(AREA.height), cells(AREA.width), 0);
        let mut terminal = Self { encoder: Encoder::new(), emulator, pace: ALL, overdue: 0 };
        let mut out = Vec::new();
        terminal.encoder.clear(AREA, &mut out);
        terminal.emulator.process(&out);
        terminal
    }

    /// Sends a frame as far as it fits, and returns what was sent and its bytes.
    fn send(&mut self, frame: &Buffer, order: &[Rect], exact_rows: u16, room: usize) -> (Sent, Vec<u8>) {
        let mut out = Vec::new();
        let exact = Exact { rows: exact_rows, pace: self.pace, overdue: self.overdue, most: ALL };
        let sent = self.encoder.encode(Wanted { frame, order, exact }, room, &mut out);
        self.emulator.process(&out);
        (sent, out)
    }

    /// Asserts that the terminal shows a frame as it is.
    fn assert_shows(&self, frame: &Buffer) {
        let plain = |color| match color {
            vt100::Color::Default => Color::Reset,
            vt100::Color::Idx(number) => Color::Indexed(number),
            vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
        };
        for y in 0..AREA.height {
            let mut x = 0;
            while x < AREA.width {
                let wanted = &frame[(x, y)];
                let shown = self.emulator.screen().cell(y, x).unwrap();
                let symbol = if shown.has_contents() { shown.contents() } else { " " };
                assert_eq!(symbol, wanted.symbol(), "{x} {y}");
                assert_eq!(plain(shown.bgcolor()), wanted.bg, "{x} {y}");
                if draws_foreground(wanted) {
                    assert_eq!(plain(shown.fgcolor()), wanted.fg, "{x} {y}");
                }
                let modifiers = [shown.bold(), shown.underline(), shown.inverse(), shown.italic()];
                let all = [Modifier::BOLD, Modifier::UNDERLINED, Modifier::REVERSED, Modifier::ITALIC];
                assert_eq!(modifiers, all.map(|modifier| wanted.modifier.contains(modifier)), "{x} {y}");
                x += wanted.cell_width();
            }
        }
    }
}

/// The same numbers at each run (Knuth's generator, The Art of Computer Programming, volume 2, 3.3.4).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn change(&mut self, frame: &mut Buffer, cells: u64) {
        const SYMBOLS: [&str; 8] = [" ", " ", "a", "▀", "▀", "⠿", "字", "e\u{301}"];
        const MODIFIERS: [Modifier; 5] =
            [Modifier::empty(), Modifier::empty(), Modifier::BOLD, Modifier::UNDERLINED, Modifier::REVERSED];
        for _ in 0..cells {
            let (x, y) = (self.below(u64::from(AREA.width)) as u16, self.below(u64::from(AREA.height)) as u16);
            let mut color = || match self.below(4) {
                0 => Color::Reset,
                1 => Color::Indexed(16 + self.below(200) as u8),
                _ => Color::Rgb(self.below(256) as u8, 100, 50),
            };
            let (fg, bg) = (color(), color());
            let modifier = MODIFIERS[self.below(5) as usize];
            let symbol = SYMBOLS[self.below(8) as usize];
            let style = Style::new().fg(fg).bg(bg).remove_modifier(Modifier::all()).add_modifier(modifier);
            // As widgets do: what a wide symbol covers is reset, and a half of one that is covered is blank.
            if x > 0 && frame[(x - 1, y)].cell_width() > 1 {
                frame[(x - 1, y)].set_symbol(" ");
            }
            frame.set_stringn(x, y, symbol, 2, style);
        }
    }
}

#[test]
fn a_terminal_shows_every_frame_exactly_whatever_stood_there() {
    let mut terminal = Terminal::new();
    let mut random = Random(11);
    let mut frame = Buffer::empty(AREA);
    for round in 0..300 {
        let cells = [1, 20, 400][round % 3];
        random.change(&mut frame, cells);
        assert_eq!(terminal.send(&frame, &[], EXACT, ALL).0, Sent::All);
        terminal.assert_shows(&frame);
        assert_eq!(terminal.send(&frame, &[], EXACT, ALL), (Sent::All, Vec::new()), "there is nothing left to send");
    }
}

#[test]
fn slices_and_passing_frames_lead_to_the_same_screen() {
    let mut terminal = Terminal::new();
    let mut random = Random(12);
    let mut frame = Buffer::empty(AREA);
    let order = [Rect::new(0, 19, 60, 1), Rect::new(30, 3, 17, 9)];
    for _ in 0..60 {
        random.change(&mut frame, 200);
        for _ in 0..random.below(4) {
            let (_, bytes) = terminal.send(&frame, &order, PASSING, 300);
            assert!(bytes.len() < 400, "a slice of {} bytes", bytes.len());
        }
    }
    let mut slices = 0;
    while terminal.send(&frame, &order, EXACT, 300).0 != Sent::All {
        slices += 1;
        assert!(slices < 1000, "it comes to no end");
    }
    terminal.assert_shows(&frame);
}

#[test]
fn a_frame_that_passes_is_sent_whole_whatever_the_pace() {
    let mut terminal = Terminal { pace: 0, ..Terminal::new() };
    let order = [Rect::new(0, 19, 60, 1)];
    for shift in [0, 60, 120] {
        let frame = plane(shift);
        // Every cell differs visibly from what stood there: none may stay from the frame before.
        assert_eq!(terminal.send(&frame, &order, PASSING, ALL).0, Sent::All);
        assert_eq!(terminal.send(&frame, &order, PASSING, ALL), (Sent::All, Vec::new()), "nothing to be seen is left");
        let shown = |x, y| terminal.emulator.screen().cell(y, x).map(vt100::Cell::bgcolor);
        let differs = |x, y| match (shown(x, y), frame[(x, y)].bg) {
            (Some(vt100::Color::Rgb(r, g, b)), bg) => Differences::new().between(Color::Rgb(r, g, b), bg) >= VISIBLE,
            _ => true,
        };
        assert!(AREA.positions().all(|place| !differs(place.x, place.y)));
    }
    // Only what nobody sees waits for the pace.
    assert_eq!(terminal.send(&plane(121), &order, EXACT, ALL), (Sent::Paced, Vec::new()));
}

/// A frame of half blocks: two colors a cell, from a place on a scale.
fn plane(shift: u8) -> Buffer {
    let mut frame = Buffer::empty(AREA);
    for y in 0..AREA.height {
        for x in 0..AREA.width {
            let tone = |y: u16| Color::Rgb(40 + x as u8 + shift, 60 + 2 * (y as u8), 120);
            frame[(x, y)].set_symbol("▀").set_fg(tone(2 * y)).set_bg(tone(2 * y + 1));
        }
    }
    frame
}

#[test]
fn colors_that_nobody_tells_apart_are_sent_only_when_the_frame_stays() {
    let (first, second) = (plane(0), plane(1));
    let mut differences = Differences::new();
    let pairs = first.content.iter().zip(&second.content);
    assert!(pairs.clone().all(|(one, other)| one != other && differences.between(one.fg, other.fg) < VISIBLE));

    let mut terminal = Terminal::new();
    terminal.send(&first, &[], EXACT, ALL);
    assert_eq!(terminal.send(&second, &[], PASSING, ALL), (Sent::All, Vec::new()));
    terminal.assert_shows(&first);
    assert_eq!(terminal.send(&second, &[], EXACT, ALL).0, Sent::All);
    terminal.assert_shows(&second);
}

#[test]
fn what_passes_is_never_visibly_wrong() {
    let mut terminal = Terminal::new();
    let mut differences = Differences::new();
    for shift in 0..100 {
        let frame = plane(shift);
        assert_eq!(terminal.send(&frame, &[], PASSING, ALL).0, Sent::All);
        for (shown, wanted) in terminal.encoder.shown.content.iter().zip(&frame.content) {
            assert!(differences.between(shown.fg, wanted.fg) < VISIBLE && shown.symbol() == wanted.symbol());
            assert!(differences.between(shown.bg, wanted.bg) < VISIBLE);
        }
    }
}

#[test]
fn every_row_becomes_exact_in_turn() {
    let mut terminal = Terminal::new();
    terminal.send(&plane(0), &[], EXACT, ALL);
    let next = plane(1);
    for _ in 0..AREA.height {
        let (sent, bytes) = terminal.send(&next, &[], 1, ALL);
        assert!(sent == Sent::All && !bytes.is_empty());
    }
    terminal.assert_shows(&next);
}

#[test]
fn rows_that_have_waited_too_long_are_made_exact_though_the_pace_allows_none() {
    let mut terminal = Terminal::new();
    terminal.send(&plane(0), &[], EXACT, ALL);
    terminal.pace = 0;
    let next = plane(1);
    let (sent, bytes) = terminal.send(&next, &[], EXACT, ALL);
    assert!(sent == Sent::Paced && bytes.is_empty() && terminal.encoder.exact_rows() == 0, "the pace allows nothing");
    terminal.overdue = 5;
    for slice in 1..=AREA.height.div_ceil(5) {
        terminal.send(&next, &[], EXACT, ALL);
        let rows = terminal.encoder.exact_rows();
        // Rows that are exact already take no bytes.
        assert!(rows >= 5, "{rows} rows in slice {slice}");
    }
    terminal.assert_shows(&next);
}

#[test]
fn what_comes_first_in_the_order_is_sent_first() {
    let mut terminal = Terminal::new();
    let mut frame = plane(0);
    let line = Rect::new(0, 12, 60, 1);
    frame.set_string(0, 12, "Space pause", Style::new());
    let (sent, _) = terminal.send(&frame, &[line], EXACT, 1000);
    assert_eq!(sent, Sent::Part);
    let text = terminal.emulator.screen().contents();
    assert!(text.lines().nth(12).is_some_and(|row| row.starts_with("Space pause")), "{text}");
    // The next frame begins with its line again, and goes on with the rows where the last one stopped.
    let mut rows = 0;
    while terminal.send(&frame, &[line], PASSING, 1000).0 == Sent::Part {
        rows += 1;
        assert!(rows < 200, "it comes to no end");
        frame.set_string(0, 12, ["Space run  ", "Space pause"][rows % 2], Style::new());
    }
    terminal.send(&frame, &[line], EXACT, ALL);
    terminal.assert_shows(&frame);
}

#[test]
fn a_slow_scale_costs_few_bytes() {
    // A hundred frames in each of which every cell changes by a hair: the whole plane is sent once for every two units
    // of difference, not a hundred times.
    let bytes_of = |exact_rows| {
        let mut terminal = Terminal::new();
        terminal.send(&plane(0), &[], EXACT, ALL);
        (1..=100).map(|shift| terminal.send(&plane(shift), &[], exact_rows, ALL).1.len()).sum::<usize>()
    };
    let (passing, exact) = (bytes_of(PASSING), bytes_of(EXACT));
    assert!(4 * passing < exact, "{passing} instead of {exact} bytes");
}
