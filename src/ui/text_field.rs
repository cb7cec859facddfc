//! A line of text that is being typed, with its cursor.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use tui_input::{Input, InputRequest};

use crate::text::is_harmful;

/// Most bytes of a text: more than any line needs. The time that a key takes grows with the text.
const MAX: usize = 4096;

/// Text with a cursor in it.
#[derive(Debug, Default)]
pub struct TextField {
    input: Input,
    /// Whether the first character that is typed replaces the whole text.
    is_selected: bool,
}

impl TextField {
    pub fn new(text: String) -> Self {
        Self { input: Input::new(text), is_selected: false }
    }

    /// A text that the first character replaces, unless it is edited before.
    pub fn selected(text: String) -> Self {
        Self { input: Input::new(text), is_selected: true }
    }

    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Edits the text. A character for which there is no room is left out.
    pub fn edit(&mut self, request: InputRequest) {
        let inserts = matches!(request, InputRequest::InsertChar(_));
        if std::mem::take(&mut self.is_selected) && inserts {
            self.input.reset();
        }
        if inserts && self.text().len() >= MAX {
            return;
        }
        self.input.handle(request);
    }

    pub fn before_cursor(&self) -> &str {
        let text = self.text();
        let end = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(place, _)| place);
        &text[..end]
    }

    pub fn replace_before_cursor(&mut self, start: &str) {
        let after = &self.text()[self.before_cursor().len()..];
        self.input = Input::new(format!("{start}{after}")).with_cursor(start.chars().count());
    }

    /// The text with the cursor's character reversed.
    pub fn spans(&self, style: Style) -> [Span<'static>; 3] {
        let start = self.before_cursor();
        let mut rest = self.text()[start.len()..].chars();
        let under = rest.next().unwrap_or(' ');
        let cursor = if style.add_modifier.contains(Modifier::REVERSED) {
            style.remove_modifier(Modifier::REVERSED)
        } else {
            style.add_modifier(Modifier::REVERSED)
        };
        // All that the next character replaces is marked.
        let style = if self.is_selected { cursor } else { style };
        [
            Span::styled(shown(start), style),
            Span::styled(shown(under.encode_utf8(&mut [0; 4])), cursor),
            Span::styled(shown(rest.as_str()), style),
        ]
    }

    /// Where [`Self::render`] draws the cursor.
    pub fn cursor(&self, area: Rect) -> Position {
        let scroll = self.input.visual_scroll(usize::from(area.width.saturating_sub(1)));
        let column = u16::try_from(self.input.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
        Position::new(area.x.saturating_add(column), area.y)
    }

    /// Draws the text in one row, scrolled so that the cursor is in sight.
    pub fn render(&self, frame: &mut Frame, area: Rect, style: Style) {
        let scroll = self.input.visual_scroll(usize::from(area.width.saturating_sub(1)));
        let line = Line::from(self.spans(style).to_vec());
        let row = Rect { height: area.height.min(1), ..area };
        frame.render_widget(Paragraph::new(line).scroll((0, scroll as u16)), row);
    }
}

/// A text with a sign in the place of each character that can't be shown, so that the columns stay.
fn shown(text: &str) -> String {
    text.replace(is_harmful, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn edited(text: &str, requests: &[InputRequest]) -> TextField {
        let mut field = TextField::new(text.to_owned());
        for request in requests {
            field.edit(*request);
        }
        field
    }

    /// The row that is drawn in so many columns, and the column of the cursor.
    fn drawn(field: &TextField, width: u16, style: Style) -> (String, Option<u16>) {
        let mut terminal = Terminal::new(TestBackend::new(width, 1)).unwrap();
        terminal.draw(|frame| field.render(frame, frame.area(), style)).unwrap();
        let buffer = terminal.backend().buffer();
        let reversed = style.add_modifier.contains(Modifier::REVERSED);
        let is_cursor = |x: &u16| {
            let cell = &buffer[(*x, 0)];
            let written = usize::from(*x) <= field.text().chars().count();
            written && cell.modifier.contains(Modifier::REVERSED) != reversed
        };
        (buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect(), (0..width).find(is_cursor))
    }

    #[test]
    fn the_cursor_moves_and_characters_go_in_at_it() {
        use InputRequest::{
            DeleteFromStart, DeleteNextChar, DeletePrevChar, DeletePrevWord, GoToEnd, GoToNextChar, GoToPrevChar,
            GoToStart, InsertChar,
        };
        let cases: [(&[InputRequest], &str, &str); 6] = [
            (&[GoToStart, InsertChar('é'), GoToNextChar, InsertChar('-')], "él-r 0.03", "él-"),
            (&[GoToPrevChar, GoToPrevChar, DeletePrevChar], "lr 003", "lr 0"),
            (&[GoToStart, DeleteNextChar, GoToEnd], "r 0.03", "r 0.03"),
            (&[DeletePrevWord, InsertChar('1')], "lr 1", "lr 1"),
            (&[GoToPrevChar, DeleteFromStart], "3", ""),
            (&[GoToStart, GoToPrevChar, DeletePrevChar], "lr 0.03", ""),
        ];
        for (requests, text, before) in cases {
            let field = edited("lr 0.03", requests);
            assert_eq!((field.text(), field.before_cursor()), (text, before), "{requests:?}");
        }
    }

    #[test]
    fn a_selected_text_is_replaced_by_what_is_typed_and_kept_by_what_edits_it() {
        let typed = |requests: &[InputRequest]| {
            let mut field = TextField::selected("0.1".to_owned());
            for request in requests {
                field.edit(*request);
            }
            field.text().to_owned()
        };
        assert_eq!(typed(&[InputRequest::InsertChar('3'), InputRequest::InsertChar('0')]), "30");
        assert_eq!(typed(&[InputRequest::DeletePrevChar, InputRequest::InsertChar('3')]), "0.3");
        assert_eq!(typed(&[]), "0.1");
    }

    #[test]
    fn a_text_has_an_end() {
        let mut field = edited("", &vec![InputRequest::InsertChar('a'); 2 * MAX]);
        assert_eq!(field.text().len(), MAX);
        field.edit(InputRequest::DeletePrevChar);
        field.edit(InputRequest::InsertChar('b'));
        assert!(field.text().ends_with("ab"));
    }

    #[test]
    fn replacing_what_stands_before_the_cursor_leaves_the_rest() {
        let mut field = edited("le 0.1", &[InputRequest::GoToStart, InputRequest::GoToNextChar]);
        field.replace_before_cursor("learning-rat");
        assert_eq!((field.text(), field.before_cursor()), ("learning-rate 0.1", "learning-rat"));
    }

    #[test]
    fn the_cursor_is_seen_wherever_it_is() {
        let start = [InputRequest::GoToStart];
        for style in [Style::new(), Style::new().add_modifier(Modifier::REVERSED)] {
            assert_eq!(drawn(&edited("abc", &[]), 8, style), ("abc     ".into(), Some(3)));
            assert_eq!(drawn(&edited("abc", &start), 8, style), ("abc     ".into(), Some(0)));
            assert_eq!(drawn(&edited("abcdefghijkl", &[]), 8, style).0, "fghijkl ");
            assert_eq!(drawn(&edited("abcdefghijkl", &start), 8, style), ("abcdefgh".into(), Some(0)));
        }
        drawn(&edited("abc", &[]), 1, Style::new());
    }
}
