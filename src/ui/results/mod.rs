//! The results of a sweep, as popups and words show them: what the person has chosen to see, and its figures.

mod describe;
mod overview;
mod shade;

pub use describe::{cell_words, count_words, describe, figures_words, median_words, selection_words};
pub use overview::Overview;
pub use shade::{Shades, rank};

use std::path::PathBuf;
use std::sync::Arc;

use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

use crate::sweep::{Field, Loaded, Measure, Place, Target};
use crate::ui::distribution::usual_target;

/// The pages of the results, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Page {
    /// Two settings, a cell for each pair of their values.
    #[default]
    Grid,
    /// A row for each run.
    Table,
    /// The losses by epoch.
    Curves,
    /// The histogram of a measure.
    Distribution,
}

impl Page {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The page so many places further, round and round.
    #[must_use]
    fn after(self, by: isize) -> Self {
        let count = Self::iter().count().cast_signed();
        Self::iter().nth((self as isize + by).rem_euclid(count).cast_unsigned()).unwrap_or_default()
    }
}

/// What a median interval is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    axes: [Option<usize>; 2],
    measure: Measure,
    place: Option<Place>,
}

/// What the person has chosen to see of the results.
#[derive(Clone, Debug, Default)]
pub struct ResultsLook {
    pub table: Option<Arc<Loaded>>,
    /// The file that is being read, and its rows so far.
    pub reading: Option<(PathBuf, u64)>,
    pub page: Page,
    /// The settings along the rows and the columns of the grid, by their places among those that vary.
    pub axes: [Option<usize>; 2],
    /// What is measured, and what counts as success; what is usual for the table if none.
    pub target: Option<Target>,
    /// The selected cell; that with the best median if none.
    pub cell: Option<Place>,
    /// Whether the other pages show all runs rather than those of the cell.
    pub shows_all: bool,
    /// The field that the rows are sorted by, and whether downwards; the best first if none.
    pub sort: Option<(Field, bool)>,
    /// The selected field; the number of the run if none.
    pub field: Option<Field>,
    /// The selected row of the table; the first that is shown if none.
    pub row: Option<u32>,
    /// Whether the losses are those of the train points.
    pub is_train: bool,
    /// Whether it takes the whole screen.
    pub is_whole: bool,
    /// The interval of the median of what was asked last.
    pub interval: Option<(Question, Option<(f64, f64)>)>,
}

impl ResultsLook {
    /// Shows a table that was read.
    pub fn take(&mut self, table: Arc<Loaded>) {
        // The longer axis goes down, where there is more room.
        let mut settings: Vec<usize> = (0..table.settings().len()).collect();
        settings.sort_by_key(|setting| std::cmp::Reverse(table.settings()[*setting].values.len()));
        let axes = [settings.first().copied(), settings.get(1).copied()];
        let page = if axes[0].is_none() { Page::Distribution } else { Page::Grid };
        *self = Self { table: Some(table), page, axes, is_whole: self.is_whole, ..Self::default() };
    }

    /// Whether a table is there, or is being read.
    pub fn is_open(&self) -> bool {
        self.table.is_some() || self.reading.is_some()
    }

    /// Whether Esc leads from this page to the grid.
    pub fn leads_back(&self) -> bool {
        self.page != Page::Grid && self.axes[0].is_some()
    }

    /// What is measured, and what counts as success.
    pub fn target(&self) -> Target {
        let Some(table) = &self.table else { return usual_target(Measure::TestLoss) };
        let has = |target: &Target| table.measures().any(|measure| measure == target.measure);
        let usual = || {
            let all = [Measure::TestLoss, Measure::TrainLoss];
            all.into_iter().map(usual_target).find(|target| has(target)).unwrap_or(usual_target(Measure::TestLoss))
        };
        self.target.or(table.until()).filter(has).unwrap_or_else(usual)
    }

    /// Another measure of those that the runs have, with the target of the sweep or the usual one.
    pub fn next_measure(&mut self) {
        let Some(table) = &self.table else { return };
        let (measures, now) = (table.measures().collect::<Vec<_>>(), self.target().measure);
        let place = measures.iter().position(|measure| *measure == now).map_or(0, |place| place + 1);
        let Some(next) = measures.get(place).or(measures.first()) else { return };
        let of_sweep = table.until().filter(|target| target.measure == *next);
        self.target = Some(of_sweep.unwrap_or_else(|| usual_target(*next)));
    }

    /// Another setting along the rows, or along the columns; whether there is one.
    pub fn next_axis(&mut self, axis: usize) -> bool {
        let count = self.table.as_ref().map_or(0, |table| table.settings().len());
        let other = self.axes[1 - axis];
        let mut all = (0..count).filter(|setting| Some(*setting) != other);
        let next = all.clone().find(|setting| Some(*setting) > self.axes[axis]).or_else(|| all.next());
        if next.is_none() || next == self.axes[axis] {
            return false;
        }
        self.axes[axis] = next;
        (self.cell, self.row) = (None, None);
        true
    }

    /// Rows and columns change places, and the selected cell with them.
    pub fn swap(&mut self) {
        self.axes.swap(0, 1);
        self.cell = self.cell.map(|Place { row, column }| Place { row: column, column: row });
    }

    /// Sorts by the selected field, or the other way round if that is done already.
    pub fn sort(&mut self) {
        let field = self.field();
        let is_down = self.sort.is_some_and(|(known, is_down)| known == field && !is_down);
        (self.sort, self.row) = (Some((field, is_down)), None);
    }

    /// The selected field.
    pub fn field(&self) -> Field {
        self.field.unwrap_or(Field::Run)
    }

    /// The fields of the table in the order in which they are shown: those that differ, what is measured before the other
    /// measures.
    pub fn fields(&self) -> Vec<Field> {
        let Some(table) = &self.table else { return vec![] };
        let is_same = |field: &Field| match field {
            Field::Setting(setting) => !self.shows_all && self.axes.contains(&Some(*setting)),
            _ => false,
        };
        let mut fields: Vec<Field> = table.fields().into_iter().filter(|field| !is_same(field)).collect();
        let first = fields.iter().position(|field| matches!(field, Field::Measure(_)));
        let own = fields.iter().position(|field| *field == Field::Measure(self.target().measure));
        if let (Some(first), Some(own)) = (first, own) {
            fields[first..=own].rotate_right(1);
        }
        fields
    }

    /// The page so many places further.
    pub fn turn(&mut self, by: isize) {
        self.page = self.page.after(by);
    }

    /// Whether the losses are those of the train points: the runs may have no others.
    pub fn shows_train(&self) -> bool {
        let has_test = self.table.as_ref().is_some_and(|table| table.measures().any(|it| it == Measure::TestLoss));
        self.is_train || !has_test
    }

    /// What the median is of, for a cell or all runs.
    pub fn question(&self, place: Option<Place>) -> Question {
        Question { axes: self.axes, measure: self.target().measure, place }
    }
}
