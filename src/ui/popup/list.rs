//! A list to choose from, with a filter, and headings of groups.

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::ui::action::{Action, Effect, ListAction, PromptAction};
use crate::ui::format::more;
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::popup::place::{WIDTH, boxed};
use crate::ui::popup::{Outcome, draw_box};
use crate::ui::text_field::TextField;
use crate::ui::theme::Theme;

/// What stands before the text that filters.
const FILTER: &str = " filter: ";
/// Columns between the rows and what stands beside them.
const GAP: u16 = 2;
/// The fewest columns and rows of what stands beside the rows.
const MIN_BESIDE: (u16, u16) = (24, 10);

/// Rows with one selected, and the text that they are filtered by.
#[derive(Debug)]
pub struct List<T> {
    rows: Vec<T>,
    selection: Selection,
}

/// Which row is selected and which are visible, whatever the rows are.
#[derive(Debug)]
struct Selection {
    /// What the filter looks at, in lower case, row by row.
    words: Vec<String>,
    /// The heading that each row stands under; empty if the list has none.
    groups: Vec<String>,
    /// Place of the selected row among the visible ones.
    selected: usize,
    /// The filter, while it is typed.
    filter: Option<TextField>,
    /// Rows above them, for the names of columns.
    headings: u16,
    /// Lines below the rows, for words on the selected one, in a box of the usual width.
    footer: u16,
    /// Columns of the rows if something stands beside them, where there is room for it, in the place of the words.
    beside: Option<u16>,
    /// Whether the rows are still to come.
    is_being_read: bool,
}

/// A line of the list.
enum Entry<'a> {
    Heading(&'a str),
    /// A row, by its place among the visible ones and its index among all.
    Row(usize, usize),
}

/// What an action asks of the popup that has the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Nothing that the list has not done itself.
    Nothing,
    /// Open or go to the selected row.
    Choose,
    Close,
}

impl Request {
    /// What becomes of a popup that closes with an effect when a row is chosen, if there is one.
    pub fn outcome(self, chosen: impl FnOnce() -> Option<Effect>) -> Outcome {
        match self {
            Self::Nothing => Outcome::Stay(None),
            Self::Close => Outcome::Close(None),
            Self::Choose => Outcome::Close(chosen()),
        }
    }
}

impl Selection {
    fn move_by(&mut self, rows: isize) {
        self.select(self.selected.saturating_add_signed(rows));
    }

    /// Selects a visible row; true if it was selected already.
    fn pick(&mut self, row: usize) -> bool {
        row < self.visible().count() && std::mem::replace(&mut self.selected, row) == row
    }

    /// Edits the filter, or ends it and shows all rows.
    fn edit_filter(&mut self, action: PromptAction) {
        match action {
            PromptAction::Edit(request) => {
                if let Some(filter) = &mut self.filter {
                    filter.edit(request);
                }
            }
            PromptAction::Cancel => self.filter = None,
            PromptAction::Complete | PromptAction::Submit => {}
        }
        self.select(self.selected);
    }

    /// The visible row at a place of the screen.
    fn row_at(&self, screen: Rect, place: Position) -> Option<usize> {
        let (rows, _) = self.inside(self.area(screen));
        let line = rows.contains(place).then(|| usize::from(place.y - rows.y) + self.top(rows.height))?;
        match self.entries().nth(line)? {
            Entry::Row(place, _) => Some(place),
            Entry::Heading(_) => None,
        }
    }

    /// Selects a visible row, or the last.
    fn select(&mut self, row: usize) {
        self.selected = row.min(self.visible().count().saturating_sub(1));
    }

    /// Rows that the filter lets through, by their index.
    fn visible(&self) -> impl Iterator<Item = usize> {
        let filter = self.filter.as_ref().map_or("", TextField::text).to_lowercase();
        let rows = self.words.iter().enumerate();
        rows.filter(move |(_, words)| words.contains(&filter)).map(|(index, _)| index)
    }

    /// The visible rows, each group under its heading.
    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let mut before = "";
        self.visible().enumerate().flat_map(move |(place, index)| {
            let group = self.groups.get(index).map_or("", String::as_str);
            let heading = (group != before).then_some(Entry::Heading(group));
            before = group;
            heading.into_iter().chain([Entry::Row(place, index)])
        })
    }

    /// Lines of all rows and their headings, whatever the filter lets through.
    fn height(&self) -> u16 {
        let headings = self.groups.chunk_by(|one, other| one == other).count();
        u16::try_from(self.words.len() + headings).unwrap_or(u16::MAX)
    }

    /// Where the list lies on the screen: as high as its rows and words need.
    fn area(&self, screen: Rect) -> Rect {
        let footer = self.footer_in(boxed(screen, 0).width.saturating_sub(4));
        let words = if footer > 0 { footer + 1 } else { 0 };
        boxed(screen, self.height().saturating_add(self.headings + words + 2))
    }

    /// Lines below the rows in a box with this many columns inside.
    fn footer_in(&self, columns: u16) -> u16 {
        (self.footer * (WIDTH - 4)).div_ceil(columns.max(1))
    }

    /// The first visible row that is drawn in `height` rows, with the selected one in sight.
    fn top(&self, height: u16) -> usize {
        (self.selected_entry() + 1).saturating_sub(usize::from(height.max(1)))
    }

    /// Which line of the list, from its first one, is selected.
    fn selected_entry(&self) -> usize {
        let is_selected = |entry| matches!(entry, Entry::Row(place, _) if place == self.selected);
        self.entries().position(is_selected).unwrap_or(0)
    }

    /// The columns of the rows in a box of this inner size if something stands beside them.
    fn columns_beside(&self, inner: Rect) -> Option<u16> {
        let fits = |columns: &u16| inner.width >= columns + GAP + MIN_BESIDE.0 && inner.height >= MIN_BESIDE.1;
        self.beside.filter(fits)
    }

    /// Where the rows are inside the box, and where the words below or what stands beside them.
    fn inside(&self, area: Rect) -> (Rect, Rect) {
        let inner = area.inner(Margin::new(2, 1));
        let headings = self.headings.min(inner.height);
        let inner = Rect { y: inner.y + headings, height: inner.height - headings, ..inner };
        if let Some(columns) = self.columns_beside(inner) {
            let beside = Rect { x: inner.x + columns + GAP, width: inner.width - columns - GAP, ..inner };
            return (Rect { width: columns, ..inner }, beside);
        }
        let footer = self.footer_in(inner.width);
        let footer = if inner.height > footer + 2 { footer } else { 0 };
        let most = inner.height - footer - u16::from(footer > 0);
        // A filter leaves the footer where it is.
        let rows = Rect { height: self.height().min(most), ..inner };
        (rows, Rect { y: rows.bottom() + u16::from(footer > 0), height: footer, ..inner })
    }
}

impl<T> List<T> {
    pub fn new(rows: Vec<T>, selected: usize, footer: u16, words: impl Fn(&T) -> String) -> Self {
        let selection = Selection {
            words: Vec::new(),
            groups: Vec::new(),
            selected,
            filter: None,
            headings: 0,
            footer,
            beside: None,
            is_being_read: false,
        };
        let mut list = Self { rows: Vec::new(), selection };
        list.replace(rows, words);
        list
    }

    /// With a row for the names of columns above the rows.
    pub fn with_headings(mut self) -> Self {
        self.selection.headings = 1;
        self
    }

    /// The place for the names of columns.
    pub fn headings(&self, screen: Rect) -> Rect {
        let inner = self.selection.area(screen).inner(Margin::new(2, 1));
        Rect { height: self.selection.headings.min(inner.height), ..inner }
    }

    /// An empty list that [`List::fill`] gives its rows.
    pub fn being_read(footer: u16) -> Self {
        let mut list = Self::new(Vec::new(), 0, footer, |_| String::new());
        list.selection.is_being_read = true;
        list
    }

    /// Puts each row under the heading of its group, and lets the rows have this many columns, with something beside them
    /// where there is room for it.
    pub fn arrange(&mut self, group: impl Fn(&T) -> String, columns: usize) {
        self.selection.groups = self.rows.iter().map(group).collect();
        self.selection.beside = u16::try_from(columns).ok();
    }

    /// The place beside the rows, where there is room for one.
    pub fn beside(&self, screen: Rect) -> Option<Rect> {
        let area = self.selection.area(screen);
        self.selection.columns_beside(area.inner(Margin::new(2, 1)))?;
        Some(self.selection.inside(area).1)
    }

    /// Fills a list that was being read, and selects the first visible row for which `is_chosen` holds.
    pub fn fill(&mut self, rows: Vec<T>, words: impl Fn(&T) -> String, is_chosen: impl Fn(&T) -> bool) {
        self.selection.is_being_read = false;
        self.replace(rows, words);
        let place = self.visible().position(is_chosen);
        self.selection.select(place.unwrap_or(0));
    }

    /// Replaces the rows. What was selected stays selected; if it is gone, what has taken its place.
    pub fn renew<I: PartialEq>(&mut self, rows: Vec<T>, words: impl Fn(&T) -> String, id: impl Fn(&T) -> I) {
        let selected = self.selected().map(&id);
        self.replace(rows, words);
        let place = self.visible().position(|row| selected.as_ref() == Some(&id(row)));
        self.selection.select(place.unwrap_or(self.selection.selected));
    }

    fn replace(&mut self, rows: Vec<T>, words: impl Fn(&T) -> String) {
        self.selection.words = rows.iter().map(|row| words(row).to_lowercase()).collect();
        self.rows = rows;
    }

    /// What keys mean in the list, or in its filter.
    pub fn mode(&self, list: Mode) -> Mode {
        if self.selection.filter.is_some() { Mode::Filter } else { list }
    }

    /// Moves the selection and edits the filter. What only some lists do is theirs.
    pub fn handle(&mut self, action: Action) -> Request {
        let list = match action {
            Action::List(action) => action,
            Action::Prompt(action) => {
                self.selection.edit_filter(action);
                return Request::Nothing;
            }
            _ => return Request::Nothing,
        };
        match list {
            ListAction::Move(rows) => self.selection.move_by(rows),
            ListAction::Pick(row) if self.selection.pick(row) => return Request::Choose,
            ListAction::Choose if !self.selection.is_being_read => return Request::Choose,
            ListAction::Filter => {
                self.selection.filter.get_or_insert_default();
            }
            ListAction::Close => return Request::Close,
            ListAction::Pick(_)
            | ListAction::Choose
            | ListAction::Adjust(_)
            | ListAction::AddLayer
            | ListAction::TakeLayer
            | ListAction::Rename
            | ListAction::Delete
            | ListAction::Compare => {}
        }
        Request::Nothing
    }

    /// Whether the rows are still to come.
    pub fn is_being_read(&self) -> bool {
        self.selection.is_being_read
    }

    /// Whether there are no rows, filtered or not.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The visible row at a place of the screen.
    pub fn row_at(&self, screen: Rect, place: Position) -> Option<usize> {
        self.selection.row_at(screen, place)
    }

    /// Where the selected row is on the screen, or what is typed of the filter.
    pub fn cursor(&self, screen: Rect) -> Position {
        let area = self.selection.area(screen);
        if let Some(filter) = &self.selection.filter {
            return below(area, FILTER, filter);
        }
        let (rows, _) = self.selection.inside(area);
        let row = self.selection.selected_entry() - self.selection.top(rows.height);
        Position::new(rows.x, rows.y.saturating_add(row as u16))
    }

    /// Rows that the filter lets through.
    pub fn visible(&self) -> impl Iterator<Item = &T> {
        self.selection.visible().map(|index| &self.rows[index])
    }

    pub fn selected(&self) -> Option<&T> {
        self.visible().nth(self.selection.selected)
    }

    /// Says in the lower border how many rows are not shown below, or above.
    fn say_more(&self, frame: &mut Frame, area: Rect, theme: Theme, top: usize, height: u16) {
        let is_row = |entry: &Entry| matches!(entry, Entry::Row(..));
        let end = top + usize::from(height);
        let above = self.selection.entries().take(top).filter(is_row).count();
        let below = self.selection.entries().skip(end).filter(is_row).count();
        let more = Line::styled(format!(" {} ", more(above, below)), theme.faint()).right_aligned();
        let border = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
        if above + below > 0 && more.width() + 4 <= border.width.into() {
            frame.render_widget(more, border.inner(Margin::new(1, 0)));
        }
    }

    /// Draws the list in a box: `line` is a row's text, `words` what stands below the rows if nothing stands beside them.
    pub fn render(
        &self,
        frame: &mut Frame,
        screen: Rect,
        look: &Look,
        title: &str,
        line: impl Fn(&T) -> Line<'static>,
        words: &str,
    ) {
        let theme = look.theme;
        let Selection { selected, filter, is_being_read, .. } = &self.selection;
        let area = self.selection.area(screen);
        let count = self.visible().count();
        let place = if count == 0 { 0 } else { selected + 1 };
        let filter = filter.as_ref().map(|filter| {
            let label = Span::styled(FILTER, theme.text());
            [label].into_iter().chain(filter.spans(theme.text())).collect()
        });
        let right = if *is_being_read { " reading ".to_owned() } else { format!(" {place} of {count} ") };
        draw_box(frame, area, theme, title, &right, filter.unwrap_or_default());
        let (rows, footer) = self.selection.inside(area);
        let top = self.selection.top(rows.height);
        self.say_more(frame, area, theme, top, rows.height);
        for (y, entry) in (rows.y..rows.bottom()).zip(self.selection.entries().skip(top)) {
            let (line, style) = match entry {
                Entry::Heading(group) => (Line::from(look.glyphs.text(group).into_owned()), theme.strong()),
                Entry::Row(place, index) if place == *selected => (line(&self.rows[index]), theme.selected()),
                Entry::Row(_, index) => (line(&self.rows[index]), theme.text()),
            };
            frame.render_widget(Paragraph::new(line).style(style), Rect { y, height: 1, ..rows });
        }
        if self.beside(screen).is_none() {
            frame.render_widget(Paragraph::new(words).style(theme.faint()).wrap(Wrap { trim: true }), footer);
        }
    }
}

/// Where the cursor is of a text in the lower border of a box, after a label.
pub fn below(area: Rect, label: &str, text: &TextField) -> Position {
    let x = area.x.saturating_add(1 + label.len() as u16);
    text.cursor(Rect { x, y: area.bottom().saturating_sub(1), width: u16::MAX, height: 1 })
}
