//! The command that reproduces the run, whole, whether it was copied, and what it leaves out.

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::ui::action::{Action, ListAction};
use crate::ui::context::Context;
use crate::ui::format::pages;
use crate::ui::keymap::Mode;
use crate::ui::popup::place::boxed;
use crate::ui::popup::{Help, Outcome, Popup, draw_box, explanation};

/// A command line to read or to select.
#[derive(Debug)]
pub struct Reproduction {
    line: String,
    /// What the command does not have, and what to do about it.
    left_out: Option<String>,
    is_copied: bool,
    top: usize,
}

impl Reproduction {
    pub fn new(line: String, left_out: Option<String>, is_copied: bool) -> Self {
        Self { line, left_out, is_copied, top: 0 }
    }

    fn lines(&self, width: usize, context: &Context) -> Vec<Line<'static>> {
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let mut lines: Vec<Line> =
            rows(&glyphs.text(&self.line), width).into_iter().map(|row| Line::styled(row, theme.strong())).collect();
        let how = if self.is_copied {
            "Copied to the clipboard."
        } else {
            "Not copied: this terminal takes no text into the clipboard. Select it with the mouse; M lets the mouse go."
        };
        for words in [Some(how), self.left_out.as_deref()].into_iter().flatten() {
            lines.push(Line::default());
            lines.extend(pages(&glyphs.text(words), width).into_iter().map(|row| Line::styled(row, theme.text())));
        }
        lines
    }
}

/// A command on as many rows as it takes, each but the last with a backslash at its end as a shell takes it. Rows break
/// before a flag where they can.
fn rows(command: &str, width: usize) -> Vec<String> {
    let room = width.saturating_sub(2).max(1);
    let mut rows: Vec<String> = vec![];
    let flags = command.split(" --").enumerate();
    let pieces = flags.map(|(place, piece)| if place == 0 { piece.to_owned() } else { format!("--{piece}") });
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if row.width() + 1 + piece.width() <= room => *row = format!("{row} {piece}"),
            _ => rows.push(piece),
        }
    }
    let last = rows.len().saturating_sub(1);
    let ended = rows.into_iter().enumerate().map(|(place, row)| if place == last { row } else { row + r" \" });
    ended.flat_map(|row| broken(&row, width)).collect()
}

/// A row that is too long, anywhere.
fn broken(row: &str, width: usize) -> Vec<String> {
    let (mut rows, mut used) = (vec![String::new()], 0);
    let room = if row.width() <= width { width } else { width.saturating_sub(1).max(1) };
    for sign in row.chars() {
        let columns = sign.width().unwrap_or(0);
        if used + columns > room {
            if let Some(row) = rows.last_mut() {
                row.push('\\');
            }
            rows.push(String::new());
            used = 0;
        }
        used += columns;
        if let Some(row) = rows.last_mut() {
            row.push(sign);
        }
    }
    rows
}

impl Popup for Reproduction {
    fn mode(&self) -> Mode {
        Mode::Page
    }

    fn prepare(&mut self, area: Rect, context: &Context) {
        let (width, room) = (boxed(area, 0).width.saturating_sub(4), area.height.saturating_sub(2));
        let lines = self.lines(width.into(), context).len();
        self.top = self.top.min(lines.saturating_sub(room.into()));
    }

    fn handle(&mut self, action: Action, _: &Context) -> Outcome {
        match action {
            Action::List(ListAction::Move(rows)) => self.top = self.top.saturating_add_signed(rows),
            Action::List(ListAction::Close) => return Outcome::Close(None),
            _ => {}
        }
        Outcome::Stay(None)
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let lines = self.lines(boxed(area, 0).width.saturating_sub(4).into(), context);
        let area = boxed(area, lines.len() as u16 + 2);
        let bottom = Line::styled(" Esc or q back ", context.look.theme.faint());
        draw_box(frame, area, context.look.theme, "this run as a command", "", bottom);
        let lines: Vec<_> = lines.into_iter().skip(self.top).collect();
        frame.render_widget(Paragraph::new(lines), area.inner(Margin::new(2, 1)));
    }

    fn cursor(&self, area: Rect, context: &Context) -> Option<Position> {
        let lines = self.lines(boxed(area, 0).width.saturating_sub(4).into(), context);
        let area = boxed(area, lines.len() as u16 + 2);
        Some(Position::new(area.x.saturating_add(2), area.y.saturating_add(1)))
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        let words = "The command that reproduces this run from epoch 0, with the same points and weights.";
        Help { title: "this run as a command", lines: explanation::text(words, width, context) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_command_is_left_out_and_a_shell_takes_its_rows() {
        let command = "blobtui xor-blobs --optimizer adam --learning-rate 0.01 --hidden 8,8,8 --data /a/rather/long/path/of/a/file.csv";
        for width in [12, 20, 36, 49, 76, 200] {
            let rows = rows(command, width);
            assert!(rows.iter().all(|row| row.width() <= width), "{width}: {rows:?}");
            let (last, before) = rows.split_last().unwrap();
            let whole: String = before.iter().map(|row| row.strip_suffix('\\').expect("a backslash")).collect();
            assert_eq!(whole + last, command, "{width}: {rows:?}");
        }
        assert_eq!(rows(command, 49)[0], r"blobtui xor-blobs --optimizer adam \");
    }
}
