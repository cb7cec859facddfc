//! What the terminal's cursor and colours are at, and the shortest sequences that change them.
//!
//! The encoder moves it and writes with it. It knows nothing of frames.

use std::io::Write;

use ratatui::style::{Color, Modifier};

/// Colours and modifiers of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) foreground: Color,
    pub(super) background: Color,
    pub(super) modifier: Modifier,
}

impl Style {
    /// What `CSI m` sets.
    const RESET: Self = Self { foreground: Color::Reset, background: Color::Reset, modifier: Modifier::empty() };
}

/// Each modifier with the code that sets it and the one that takes it back (ECMA-48, 8.3.117).
const MODIFIERS: [(Modifier, u8, u8); 8] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Where the terminal stands, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Pen {
    style: Option<Style>,
    /// Column and row of the cursor, from 0.
    position: Option<(u16, u16)>,
    /// The parameters of a style from scratch, and from the present one: memory that is used again and again.
    anew: Vec<u8>,
    change: Vec<u8>,
}

impl Pen {
    pub(super) fn style(&self) -> Option<Style> {
        self.style
    }

    pub(super) fn position(&self) -> Option<(u16, u16)> {
        self.position
    }

    /// Writes a symbol of one column.
    pub(super) fn print(&mut self, symbol: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(symbol.as_bytes());
        self.position = self.position.map(|(x, y)| (x + 1, y));
    }

    /// Writes a symbol after which nobody knows where the cursor is: terminals differ in its columns.
    pub(super) fn print_wide(&mut self, symbol: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(symbol.as_bytes());
        self.position = None;
    }

    /// Forgets where the cursor is: at the end of a row, terminals differ in where the next symbol goes.
    pub(super) fn lose_position(&mut self) {
        self.position = None;
    }

    /// Moves the cursor.
    pub(super) fn go_to(&mut self, x: u16, y: u16, out: &mut Vec<u8>) {
        match self.position {
            Some(position) if position == (x, y) => return,
            Some((from, row)) if row == y && from < x => forward(x - from, out),
            _ => write_to(out, format_args!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.position = Some((x, y));
    }

    /// Sets colours and modifiers.
    pub(super) fn set(&mut self, style: Style, out: &mut Vec<u8>) {
        if self.style == Some(style) {
            return;
        }
        self.anew.clear();
        self.anew.extend_from_slice(b"0;");
        codes(Style::RESET, style, &mut self.anew);
        if self.anew == b"0;" {
            // A zero alone may be left out.
            self.anew.clear();
        }
        self.change.clear();
        if let Some(old) = self.style {
            codes(old, style, &mut self.change);
        }
        let codes = if self.style.is_some() && self.change.len() < self.anew.len() { &self.change } else { &self.anew };
        out.extend_from_slice(b"\x1b[");
        // Every code brought its separator.
        out.extend_from_slice(codes.strip_suffix(b";").unwrap_or(codes));
        out.push(b'm');
        self.style = Some(style);
    }
}

/// Columns to the right.
fn forward(columns: u16, out: &mut Vec<u8>) {
    match columns {
        1 => out.extend_from_slice(b"\x1b[C"),
        _ => write_to(out, format_args!("\x1b[{columns}C")),
    }
}

/// Writes the parameters of `CSI m` that lead from one style to another, each with a separator after it.
fn codes(from: Style, to: Style, out: &mut Vec<u8>) {
    let gone = from.modifier - to.modifier;
    let mut kept = from.modifier;
    for (modifier, _, off) in MODIFIERS {
        if gone.contains(modifier) && kept.contains(modifier) {
            write_to(out, format_args!("{off};"));
            // The code takes its neighbour back, too.
            for (other, _, same) in MODIFIERS {
                if same == off {
                    kept -= other;
                }
            }
        }
    }
    for (modifier, on, _) in MODIFIERS {
        if to.modifier.contains(modifier) && !kept.contains(modifier) {
            write_to(out, format_args!("{on};"));
        }
    }
    if from.foreground != to.foreground {
        colour(to.foreground, 30, out);
    }
    if from.background != to.background {
        colour(to.background, 40, out);
    }
}

/// Writes the parameters of a colour: 30 as the base sets the foreground, 40 the background. The sixteen have codes of
/// their own (ECMA-48, and aixterm's bright ones): older terminals take those of the 256 for other things, blinking among
/// them.
fn colour(colour: Color, base: u8, out: &mut Vec<u8>) {
    let number = match colour {
        Color::Rgb(r, g, b) => return write_to(out, format_args!("{};2;{r};{g};{b};", base + 8)),
        Color::Indexed(number) => return write_to(out, format_args!("{};5;{number};", base + 8)),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::Reset => 9,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
    };
    write_to(out, format_args!("{};", base + number));
}

/// Writes text into memory, which takes everything.
fn write_to(out: &mut Vec<u8>, text: std::fmt::Arguments) {
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style::RESET;

    /// What a pen with the first style writes to set the second.
    fn change(from: Option<Style>, to: Style) -> String {
        let mut pen = Pen { style: from, ..Pen::default() };
        let mut out = Vec::new();
        pen.set(to, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_style_is_set_by_what_changes() {
        let rgb = Style { foreground: Color::Rgb(1, 2, 3), background: Color::Rgb(4, 5, 6), ..PLAIN };
        for (from, to, expected) in [
            (None, PLAIN, "\x1b[m"),
            (Some(PLAIN), PLAIN, ""),
            (None, rgb, "\x1b[0;38;2;1;2;3;48;2;4;5;6m"),
            (Some(rgb), Style { foreground: Color::Rgb(9, 9, 9), ..rgb }, "\x1b[38;2;9;9;9m"),
            (Some(rgb), Style { background: Color::Reset, ..rgb }, "\x1b[49m"),
            (Some(rgb), PLAIN, "\x1b[m"),
            (Some(rgb), Style { modifier: Modifier::BOLD, ..rgb }, "\x1b[1m"),
            (Some(Style { modifier: Modifier::BOLD, ..rgb }), rgb, "\x1b[22m"),
            (Some(Style { modifier: Modifier::BOLD, ..PLAIN }), PLAIN, "\x1b[m"),
        ] {
            assert_eq!(change(from, to), expected, "{from:?} to {to:?}");
        }
    }

    #[test]
    fn what_one_code_takes_back_with_another_is_set_again() {
        let style = |modifier| Style { foreground: Color::Rgb(100, 100, 100), modifier, ..PLAIN };
        let both = style(Modifier::BOLD | Modifier::DIM);
        assert_eq!(change(Some(both), style(Modifier::DIM)), "\x1b[22;2m");
        assert_eq!(change(Some(both), style(Modifier::empty())), "\x1b[22m");
    }

    #[test]
    fn the_sixteen_colours_have_codes_of_their_own() {
        let style = |foreground, background| Style { foreground, background, ..PLAIN };
        assert_eq!(change(Some(PLAIN), style(Color::Red, Color::Black)), "\x1b[31;40m");
        assert_eq!(change(Some(PLAIN), style(Color::LightRed, Color::White)), "\x1b[91;107m");
        assert_eq!(change(Some(PLAIN), style(Color::Gray, Color::DarkGray)), "\x1b[37;100m");
        assert_eq!(change(Some(PLAIN), style(Color::Indexed(196), Color::Reset)), "\x1b[38;5;196m");
    }

    #[test]
    fn the_cursor_moves_only_where_it_must() {
        let mut pen = Pen::default();
        let mut out = Vec::new();
        pen.go_to(3, 1, &mut out);
        pen.print("a", &mut out);
        pen.go_to(4, 1, &mut out);
        pen.print("b", &mut out);
        pen.go_to(6, 1, &mut out);
        pen.go_to(18, 1, &mut out);
        pen.go_to(2, 1, &mut out);
        pen.print_wide("字", &mut out);
        pen.go_to(4, 1, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\x1b[2;4Hab\x1b[C\x1b[12C\x1b[2;3H字\x1b[2;5H");
    }
}
