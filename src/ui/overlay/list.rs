//! A list to choose from, with a filter; the lists of presets and checkpoints are made of it.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

use crate::ui::action::Action;
use crate::ui::theme::Theme;

/// Rows with one selected, and the text that they are filtered by.
#[derive(Debug)]
pub struct List<T> {
    rows: Vec<T>,
    words: Vec<String>,
    /// Place of the selected row among the visible ones.
    selected: usize,
    filter: String,
    filtering: bool,
    /// Lines below the rows, for words on the selected one.
    footer: u16,
}

impl<T> List<T> {
    pub(super) fn new(rows: Vec<T>, selected: usize, footer: u16, words: impl Fn(&T) -> String) -> Self {
        let words = rows.iter().map(|row| words(row).to_lowercase()).collect();
        Self { rows, words, selected, filter: String::new(), filtering: false, footer }
    }

    /// Takes other rows in the place of these; the same place stays selected.
    pub(super) fn renew(&mut self, rows: Vec<T>, words: impl Fn(&T) -> String) {
        self.words = rows.iter().map(|row| words(row).to_lowercase()).collect();
        self.rows = rows;
        self.selected = self.selected.min(self.visible().count().saturating_sub(1));
    }

    pub(super) fn is_filtering(&self) -> bool {
        self.filtering
    }

    /// Rows that the filter lets through.
    pub(super) fn visible(&self) -> impl Iterator<Item = &T> {
        let filter = self.filter.to_lowercase();
        self.rows.iter().zip(&self.words).filter(move |(_, words)| words.contains(&filter)).map(|(row, _)| row)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn selected(&self) -> Option<&T> {
        self.visible().nth(self.selected)
    }

    pub(super) fn pick(&mut self, row: usize) -> bool {
        if row >= self.visible().count() {
            return false;
        }
        std::mem::replace(&mut self.selected, row) == row
    }

    pub(super) fn change(&mut self, action: Action) {
        match action {
            Action::Move(rows) => self.selected = self.selected.saturating_add_signed(rows),
            Action::Filter => self.filtering = true,
            Action::Unfilter => {
                self.filtering = false;
                self.filter.clear();
            }
            Action::Type(character) => self.filter.push(character),
            Action::Erase => {
                self.filter.pop();
            }
            _ => {}
        }
        self.selected = self.selected.min(self.visible().count().saturating_sub(1));
    }

    /// The first visible row that is drawn in so many rows, with the selected one in sight.
    fn top(&self, height: u16) -> usize {
        (self.selected + 1).saturating_sub(usize::from(height.max(1)))
    }

    /// Where the rows are inside the box, and where the words below them.
    fn inside(&self, area: Rect) -> (Rect, Rect) {
        let inner = area.inner(Margin::new(2, 1));
        let footer = if inner.height > self.footer + 2 { self.footer } else { 0 };
        let gap = u16::from(footer > 0);
        let rows = Rect { height: inner.height - footer - gap, ..inner };
        (rows, Rect { y: inner.bottom() - footer, height: footer, ..inner })
    }

    pub(super) fn row_at(&self, area: Rect, column: u16, row: u16) -> Option<usize> {
        let (rows, _) = self.inside(area);
        let inside = rows.contains((column, row).into());
        let place = inside.then(|| usize::from(row - rows.y) + self.top(rows.height))?;
        (place < self.visible().count()).then_some(place)
    }

    /// Draws the list in a box: `line` is a row's text, `words` what stands below the rows.
    pub(super) fn render(
        &self,
        frame: &mut Frame,
        area: Rect,
        theme: Theme,
        title: &str,
        line: impl Fn(&T) -> Line<'static>,
        words: &str,
    ) {
        frame.render_widget(Clear, area);
        let count = self.visible().count();
        let place = if count == 0 { 0 } else { self.selected + 1 };
        let mut block = Block::bordered()
            .border_set(theme.borders())
            .style(theme.base())
            .border_style(theme.focused())
            .title(Span::styled(format!(" {title} "), theme.strong()))
            .title(Line::from(format!(" {place} of {count} ")).right_aligned().style(theme.faint()));
        if self.filtering || !self.filter.is_empty() {
            let cursor = if self.filtering { "_" } else { "" };
            block = block.title_bottom(Span::styled(format!(" filter: {}{cursor} ", self.filter), theme.text()));
        }
        frame.render_widget(block, area);
        let (rows, footer) = self.inside(area);
        let top = self.top(rows.height);
        for (offset, row) in self.visible().skip(top).take(usize::from(rows.height)).enumerate() {
            let place = Rect { y: rows.y + offset as u16, height: 1, ..rows };
            let style = if top + offset == self.selected { theme.selected() } else { theme.text() };
            frame.render_widget(Paragraph::new(line(row)).style(style), place);
        }
        frame.render_widget(Paragraph::new(words).style(theme.faint()).wrap(Wrap { trim: true }), footer);
    }
}

/// A box of at most this size in the middle of the screen; one that would leave only a strip beside it has the whole
/// width.
pub(super) fn centered(screen: Rect, width: u16, height: u16) -> Rect {
    let width = if screen.width < width + 8 { screen.width } else { width };
    let height = height.min(screen.height);
    Rect { x: screen.x + (screen.width - width) / 2, y: screen.y + (screen.height - height) / 2, width, height }
}
