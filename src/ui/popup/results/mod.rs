//! The results of a sweep: a grid of two settings, the runs in a table, their losses by epoch, and how a measure spreads.
//!
//! Stands beside the decision boundary, or over all regions. The reader reads the file and the session trains runs again;
//! this computes figures of what is known, and draws them.

mod curves;
mod distribution;
mod grid;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use strum::IntoEnumIterator;
use unicode_width::UnicodeWidthStr;

use crate::session::{Command, ResultsCommand};
use crate::sweep::{Loaded, Place};
use crate::ui::action::{Action, Effect, FileTask, ListAction, ResultsAction};
use crate::ui::context::Context;
use crate::ui::format::{pages, thousands};
use crate::ui::keymap::{Group, Mode};
use crate::ui::popup::{Help, Outcome, Popup, draw_box, explanation};
use crate::ui::results::{Overview, Page};

const WORDS: &str = "A table that blobtui sweep wrote. The grid has a cell for each pair of values of two settings: in it stands \
                     the median of a measure over the runs with these settings, whatever their seeds and other settings; \
                     one that diverged counts as worse than all others. The other pages show the runs of the selected cell, \
                     or all: a table of them, their losses by epoch, and the histogram of the measure. Losses by epoch are not \
                     in the file: the runs are trained again for them, at most the first 1,000, each checked by the hash of its \
                     last state.";
/// The most runs whose median has an interval: more take too long, and their interval is narrow.
const MAX_RUNS: u64 = 100_000;
/// What a click can mean comes first for the pages.
const PAGES: usize = 4;

/// Figures of the results.
#[derive(Debug, Default)]
pub struct Results {
    overview: Overview,
    bins: usize,
    is_whole: bool,
    /// Where what can be clicked stands, with its number.
    spots: Vec<(Rect, usize)>,
}

/// The place of the page in the box, below the names of the pages.
fn inside(area: Rect) -> Rect {
    let inner = area.inner(Margin::new(2, 1));
    let taken = inner.height.min(2);
    Rect { y: inner.y + taken, height: inner.height - taken, ..inner }
}

/// The row of a place, counted from its top; empty below its end.
fn row(area: Rect, index: u16) -> Rect {
    Rect { y: area.y + index.min(area.height), height: u16::from(index < area.height), ..area }
}

/// Writes a line of text, cut at the end of its place.
fn write(frame: &mut Frame, area: Rect, context: &Context, text: &str, style: Style) {
    let text = context.look.glyphs.text(text).into_owned();
    frame.render_widget(Line::from(Span::styled(text, style)), area);
}

/// Writes texts below each other, each on as many lines as it takes; returns what is left of the place.
fn write_wrapped(frame: &mut Frame, area: Rect, context: &Context, texts: &[(String, Style)]) -> Rect {
    let mut left = area;
    let width = usize::from(area.width).max(1);
    for (text, style) in texts.iter().filter(|(text, _)| !text.is_empty()) {
        let text = context.look.glyphs.text(text);
        // What a colon says more has a line of its own.
        let parts = match text.split_once(": ") {
            Some((before, after)) if text.width() > width => vec![format!("{before}:"), after.to_owned()],
            _ => vec![text.into_owned()],
        };
        for line in parts.iter().flat_map(|part| pages(part, width)) {
            write(frame, row(left, 0), context, &line, *style);
            let taken = left.height.min(1);
            left = Rect { y: left.y + taken, height: left.height - taken, ..left };
        }
    }
    left
}

/// The places of the names of the pages.
fn tabs(area: Rect) -> impl Iterator<Item = (Page, Rect)> {
    let inner = area.inner(Margin::new(2, 1));
    let mut x = inner.x;
    Page::iter().map(move |page| {
        let width = page.name().width() as u16 + 2;
        let place = Rect { x, width, height: 1, ..inner }.intersection(inner);
        x += width + 1;
        (page, place)
    })
}

impl Results {
    pub fn new(context: &Context) -> Self {
        Self { is_whole: context.look.results.is_whole, ..Self::default() }
    }

    fn act(action: ResultsAction) -> Outcome {
        Outcome::Stay(Some(Effect::Act(Action::Results(action))))
    }

    /// Moves the selection: of the grid's cell, or of the table's row and field.
    fn go(&self, context: &Context, right: isize, down: isize) -> Outcome {
        let look = &context.look.results;
        match look.page {
            Page::Grid => {
                let Some(grid) = self.overview.grid() else { return Outcome::Stay(None) };
                let along = |place: usize, by: isize, count: usize| place.saturating_add_signed(by).min(count - 1);
                let Place { row, column } = self.overview.cell(look);
                let place =
                    Place { row: along(row, down, grid.rows.len()), column: along(column, right, grid.columns.len()) };
                Self::act(ResultsAction::Cell(place))
            }
            Page::Table if right != 0 => {
                let fields = look.fields();
                let place = fields.iter().position(|field| *field == look.field()).unwrap_or(0);
                let field = fields.get(place.saturating_add_signed(right)).or(fields.last()).copied();
                field.map_or(Outcome::Stay(None), |field| Self::act(ResultsAction::Field(field)))
            }
            _ => self.select(self.overview.rank(look).saturating_add_signed(down + right)),
        }
    }

    /// Selects the row of a rank, or the last.
    fn select(&self, rank: usize) -> Outcome {
        let order = self.overview.order();
        match order.get(rank).or(order.last()) {
            Some(row) => Self::act(ResultsAction::Row(*row)),
            None => Outcome::Stay(None),
        }
    }

    fn choose(&self, context: &Context) -> Outcome {
        let look = &context.look.results;
        match (look.page, &look.table, self.overview.row(look)) {
            (Page::Grid, ..) => Self::act(ResultsAction::Page(Page::Table)),
            (_, Some(table), Some(row)) => Outcome::Stay(Some(Effect::File(FileTask::OpenRow(Arc::clone(table), row)))),
            _ => Outcome::Stay(None),
        }
    }

    /// What was clicked, by its number: a page, then cells or rows.
    fn pick(&self, context: &Context, spot: usize) -> Outcome {
        let look = &context.look.results;
        let Some(spot) = spot.checked_sub(PAGES) else {
            return Self::act(ResultsAction::Page(Page::iter().nth(spot).unwrap_or_default()));
        };
        match (look.page, self.overview.grid()) {
            (Page::Grid, Some(grid)) => {
                let place = Place { row: spot / grid.columns.len(), column: spot % grid.columns.len() };
                if place == self.overview.cell(look) {
                    self.choose(context)
                } else {
                    Self::act(ResultsAction::Cell(place))
                }
            }
            (Page::Table, _) if spot == self.overview.rank(look) => self.choose(context),
            _ => self.select(spot),
        }
    }

    /// What is to be computed or trained for the page that is shown now.
    fn wanted(&self, context: &Context) -> Option<Effect> {
        let look = &context.look.results;
        match look.page {
            Page::Curves => {
                let selection = self.overview.selection(look)?;
                let known = context.run.and_then(|run| run.curves.as_ref());
                let is_known = known.is_some_and(|known| *known.of == selection);
                let command = ResultsCommand::Train(Arc::new(selection));
                (!is_known).then_some(Effect::Send(Command::Results(command)))
            }
            Page::Distribution => {
                let question = look.question(self.overview.place(look));
                let is_known = look.interval.is_some_and(|(known, _)| known == question);
                let is_possible = self.overview.figures().runs <= MAX_RUNS;
                (!is_known && is_possible)
                    .then(|| Effect::File(FileTask::MedianInterval(question, self.overview.with_worst(look))))
            }
            Page::Grid | Page::Table => None,
        }
    }

    fn stop(&self, context: &Context) -> Outcome {
        let known = context.run.and_then(|run| run.curves.as_ref());
        Outcome::Stay(match known {
            _ if context.look.results.page != Page::Curves => None,
            Some(known) if known.is_running => Some(Effect::Send(Command::Results(ResultsCommand::Stop))),
            Some(known) => Some(Effect::Send(Command::Results(ResultsCommand::Train(Arc::clone(&known.of))))),
            None => self.wanted(context),
        })
    }
}

impl Popup for Results {
    fn mode(&self) -> Mode {
        Mode::Results
    }

    fn takes_all(&self) -> bool {
        self.is_whole
    }

    fn prepare(&mut self, area: Rect, context: &Context) {
        self.bins = distribution::bins(inside(area));
        let look = &context.look.results;
        self.overview.refresh(look, self.bins);
        let inner = inside(area);
        let spots = match (look.page, &look.table) {
            (Page::Grid, Some(table)) => grid::spots(inner, context, table, &self.overview),
            (Page::Table, Some(_)) => table::spots(inner, self.overview.rank(look), self.overview.order().len()),
            _ => vec![],
        };
        self.spots = tabs(area).map(|(page, place)| (place, page as usize)).collect();
        self.spots.extend(spots.into_iter().map(|(place, spot)| (place, PAGES + spot)));
    }

    fn handle(&mut self, action: Action, context: &Context) -> Outcome {
        // Keys may come faster than frames.
        self.overview.refresh(&context.look.results, self.bins.max(1));
        self.is_whole = context.look.results.is_whole;
        match action {
            Action::Results(ResultsAction::Changed) => Outcome::Stay(self.wanted(context)),
            Action::Results(ResultsAction::Move(right, down)) => self.go(context, right, down),
            Action::List(ListAction::Move(down)) => self.go(context, 0, down),
            Action::List(ListAction::Pick(spot)) => self.pick(context, spot),
            Action::Results(ResultsAction::Choose) => self.choose(context),
            Action::Results(ResultsAction::Stop) => self.stop(context),
            Action::Results(ResultsAction::Back) if context.look.results.leads_back() => {
                Self::act(ResultsAction::Page(Page::Grid))
            }
            Action::Results(ResultsAction::Back | ResultsAction::Close) => Outcome::Close(None),
            _ => Outcome::Stay(None),
        }
    }

    /// A box with the names of the pages over the one that is shown:
    ///
    /// ```text
    /// ╭ results: grid.csv ─────────────────── 900 runs ╮
    /// │ [grid]  table  curves  distribution            │
    /// │                                                │
    /// │ the page                                       │
    /// ╰────────────────────────────────────────────────╯
    /// ```
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let (look, theme, glyphs) = (&context.look.results, context.look.theme, context.look.glyphs);
        let file = |path: &std::path::Path| {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            glyphs.text(&crate::text::excerpt(&name)).into_owned()
        };
        let Some(table) = &look.table else {
            let (name, rows) = look.reading.as_ref().map_or((String::new(), 0), |(path, rows)| (file(path), *rows));
            let right = format!(" reading: {} rows ", thousands(rows));
            return draw_box(frame, area, theme, &format!("results: {name}"), &right, Line::default());
        };
        let right = format!(" {} ", runs(table));
        let room = usize::from(area.width).saturating_sub(right.width() + 6);
        let title = format!("results: {}", file(table.path()));
        let title = if title.width() > room { "results".to_owned() } else { title };
        draw_box(frame, area, theme, &title, &right, Line::default());
        for (page, place) in tabs(area) {
            let is_shown = page == look.page;
            let name = if is_shown { format!("[{}]", page.name()) } else { format!(" {} ", page.name()) };
            write(frame, place, context, &name, if is_shown { theme.strong() } else { theme.faint() });
        }
        let inner = inside(area);
        match look.page {
            Page::Grid => grid::draw(frame, inner, context, table, &self.overview),
            Page::Table => table::draw(frame, inner, context, table, &self.overview),
            Page::Curves => curves::draw(frame, inner, context, table, &self.overview),
            Page::Distribution => distribution::draw(frame, inner, context, table, &self.overview),
        }
    }

    fn cursor(&self, _: Rect, context: &Context) -> Option<Position> {
        let look = &context.look.results;
        let selected = match (look.page, self.overview.grid()) {
            (Page::Grid, Some(grid)) => {
                let Place { row, column } = self.overview.cell(look);
                PAGES + row * grid.columns.len() + column
            }
            (Page::Table, _) => PAGES + self.overview.rank(look),
            (page, _) => page as usize,
        };
        self.spots.iter().find(|(_, spot)| *spot == selected).map(|(place, _)| place.as_position())
    }

    fn row_at(&self, _: Rect, place: Position) -> Option<usize> {
        self.spots.iter().find(|(spot, _)| spot.contains(place)).map(|(_, number)| *number)
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        let lines = explanation::with_keys(WORDS, Group::Results, Mode::Results, width, context);
        Help { title: "results of a sweep", lines }
    }
}

/// How many runs there are: `900 runs`, of a table that is not whole `412 of 900 runs`.
fn runs(table: &Loaded) -> String {
    let count = thousands(table.len() as u64);
    match (table.left_out(), table.planned()) {
        (0, planned) if planned > table.len() as u64 => format!("{count} of {} runs", thousands(planned)),
        (0, _) => format!("{count} runs"),
        (more, _) => format!("the first {count} runs, {} left out", thousands(more)),
    }
}
