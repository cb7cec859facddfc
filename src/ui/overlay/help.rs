//! The page of all keys, from the keymap, with the focused panel's words first.

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::list::centered;
use crate::plot::Depth;
use crate::ui::action::Panel;
use crate::ui::app::{App, Look};
use crate::ui::keymap::{Group, Mode, ROWS, Row};

const WIDTH: u16 = 76;
/// Columns of the keys.
const KEYS: usize = 10;

/// How far a page that was scrolled to `top` is scrolled at most, in a place of this size.
pub(super) fn settled(top: usize, place: Rect, look: &Look) -> usize {
    top.min(lines(look, place).len().saturating_sub(room(place)))
}

pub(super) fn render(frame: &mut Frame, place: Rect, app: &App, top: usize) {
    let (theme, marks) = (app.look.theme, app.look.marks);
    let lines = lines(&app.look, place);
    let area = centered(place, WIDTH, lines.len() as u16 + 2);
    let inner = area.inner(Margin::new(2, 1));
    let hidden = lines.len().saturating_sub(room(place));
    let top = top.min(hidden);
    let more = match hidden - top {
        0 if hidden == 0 => String::new(),
        0 => " the end, ↑ scrolls ".into(),
        below => format!(" {below} more below, ↓ scrolls "),
    };
    let block = Block::bordered()
        .border_set(theme.borders())
        .style(theme.base())
        .border_style(theme.focused())
        .title(Span::styled(" keys ", theme.strong()))
        .title(Line::from(" Esc closes ").right_aligned().style(theme.faint()))
        .title_bottom(Line::from(marks.text(&more).into_owned()).right_aligned().style(theme.faint()));
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    frame.render_widget(Paragraph::new(lines.into_iter().skip(top).collect::<Vec<_>>()), inner);
}

/// Rows for lines inside the border.
fn room(place: Rect) -> usize {
    usize::from(place.height.saturating_sub(2))
}

/// The lines of the page; without the blank ones where there is no room for them.
fn lines(look: &Look, place: Rect) -> Vec<Line<'static>> {
    let mut lines = all_lines(look);
    if lines.len() > room(place) {
        lines.retain(|line| line.width() > 0);
    }
    lines
}

fn all_lines(look: &Look) -> Vec<Line<'static>> {
    let (theme, marks) = (look.theme, look.marks);
    let mut lines = Vec::new();
    if let Some(panel) = look.focus {
        let (name, words) = words(panel, theme.depth());
        lines.push(Line::from(vec![
            Span::styled(format!("{name:<KEYS$}"), theme.strong()),
            Span::styled(words, theme.text()),
        ]));
        lines.push(Line::default());
    }
    for (index, (group, heading)) in Group::ALL.into_iter().enumerate() {
        if index > 0 {
            lines.push(Line::default());
        }
        lines.push(Line::styled(heading, theme.faint()));
        let told =
            |row: &&Row| matches!(row.mode, Mode::Run | Mode::Chart | Mode::Draw | Mode::List) && !is_repeated(row);
        for row in ROWS.iter().filter(|row| row.group == group).filter(told) {
            lines.push(Line::from(vec![
                Span::styled(format!("{:<KEYS$}", marks.text(row.label)), theme.strong()),
                Span::styled(marks.text(row.words), theme.text()),
            ]));
        }
    }
    lines
}

/// Whether a row of another mode only says again what the dashboard's own keys say.
fn is_repeated(row: &Row) -> bool {
    row.mode != Mode::Run && row.is_of_the_dashboard()
}

/// A panel's name and what it shows.
fn words(panel: Panel, depth: Depth) -> (&'static str, &'static str) {
    match panel {
        Panel::Plane if depth == Depth::None => ("plane", "how likely label 1 is: the denser, the likelier"),
        Panel::Plane => ("plane", "how likely label 1 is: blue 0, orange 1, the dark line 0.5"),
        Panel::Loss => ("loss", "train is the line, test the dots; arrows: the values there"),
        Panel::Network => ("network", "what each unit does over the plane; lines are its weights"),
        Panel::Results => ("results", "test loss before and now, right answers, gradient, speed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Marks;
    use crate::ui::app::Axis;
    use crate::ui::theme::{Palette, Theme};

    #[test]
    fn every_line_fits_into_the_page() {
        for panel in Panel::ALL.into_iter().map(Some).chain([None]) {
            for (marks, depth) in [(Marks::Braille, Depth::TrueColour), (Marks::Ascii, Depth::None)] {
                let look = Look {
                    theme: Theme::new(Palette::Dark, depth, marks),
                    marks,
                    axis: Axis::Logarithmic,
                    newest: false,
                    focus: panel,
                    zoom: false,
                    diagnostics: false,
                    mouse: true,
                };
                for line in all_lines(&look) {
                    assert!(line.width() <= usize::from(WIDTH) - 4, "{line}");
                }
            }
        }
    }
}
