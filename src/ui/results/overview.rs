//! The figures of what is shown: the grid, the order of the rows, the histogram. Each is computed when it is asked for anew.

use std::sync::Arc;

use super::{Page, ResultsLook};
use crate::sweep::{Field, Figures, Grid, Levels, Loaded, MAX_CURVES, Place, Selection, Target};
use crate::ui::distribution::Histogram;

/// Points of an accuracy where their number is not known: bins are as wide as there is room for.
const POINTS: usize = 10_000;

/// What a grid is of.
type GridOf = ([Option<usize>; 2], Target);
/// What an order is of.
type OrderOf = (Option<Place>, Option<(Field, bool)>);

/// Figures of a table, as they were asked for last.
#[derive(Debug, Default)]
pub struct Overview {
    table: Option<Arc<Loaded>>,
    grid: Option<(GridOf, Grid)>,
    order: Option<(OrderOf, Vec<u32>)>,
    histogram: Option<(usize, Histogram)>,
    figures: Figures,
}

impl Overview {
    /// Computes what has changed, with a histogram of so many bins if that is to be seen.
    pub fn refresh(&mut self, look: &ResultsLook, bins: usize) {
        let Some(table) = &look.table else { return *self = Self::default() };
        if !self.table.as_ref().is_some_and(|known| Arc::ptr_eq(known, table)) {
            *self = Self { table: Some(Arc::clone(table)), ..Self::default() };
        }
        let target = look.target();
        let of = (look.axes, target);
        if self.grid.as_ref().is_none_or(|(known, _)| *known != of) {
            let [rows, columns] = look.axes.map(|setting| Levels::new(table, setting));
            self.grid = Some((of, Grid::new(table, rows, columns, target)));
            (self.order, self.histogram) = (None, None);
        }
        let Some((_, grid)) = &self.grid else { return };
        let place = if look.shows_all { None } else { Some(selected(grid, look)) };
        let of = (place, look.sort);
        let known = self.order.take();
        let is_of_place = known.as_ref().is_some_and(|((known, _), _)| *known == place);
        if !is_of_place {
            self.histogram = None;
            self.figures =
                place.and_then(|place| grid.cell(place).copied()).unwrap_or_else(|| Grid::all(table, target));
        }
        self.order = known.filter(|(known, _)| *known == of).or_else(|| {
            let mut rows = grid.rows_in(table, place);
            let best = (Field::Measure(target.measure), !target.measure.falls());
            let (field, is_down) = look.sort.unwrap_or(best);
            table.sort(&mut rows, field, is_down);
            Some((of, rows))
        });
        if look.page == Page::Distribution && self.histogram.as_ref().is_none_or(|(known, _)| *known != bins) {
            let values: Vec<f64> = self.values(look);
            let points = table.points(target.measure).unwrap_or(POINTS);
            self.histogram = Some((bins, Histogram::new(&values, target, points, bins)));
        }
    }

    /// The grid.
    pub fn grid(&self) -> Option<&Grid> {
        self.grid.as_ref().map(|(_, grid)| grid)
    }

    /// The rows that are shown, in their order.
    pub fn order(&self) -> &[u32] {
        self.order.as_ref().map_or(&[], |(_, order)| order)
    }

    /// The histogram, while its page is shown.
    pub fn histogram(&self) -> Option<&Histogram> {
        self.histogram.as_ref().map(|(_, histogram)| histogram)
    }

    /// The figures of the rows that are shown.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// The selected cell.
    pub fn cell(&self, look: &ResultsLook) -> Place {
        self.grid().map_or_else(Place::default, |grid| selected(grid, look))
    }

    /// The cell whose runs are shown; none for all runs.
    pub fn place(&self, look: &ResultsLook) -> Option<Place> {
        if look.shows_all { None } else { Some(self.cell(look)) }
    }

    /// Whether a row is in the cell whose runs are shown.
    pub fn is_in_place(&self, table: &Loaded, row: u32) -> bool {
        let place = self.order.as_ref().and_then(|((place, _), _)| *place);
        self.grid().is_some_and(|grid| grid.has(table, place, row))
    }

    /// The rank of the selected row among those that are shown, the first being 0.
    pub fn rank(&self, look: &ResultsLook) -> usize {
        let order = self.order();
        look.row.and_then(|row| order.iter().position(|other| *other == row)).unwrap_or(0)
    }

    /// The selected row, if any is shown.
    pub fn row(&self, look: &ResultsLook) -> Option<u32> {
        self.order().get(self.rank(look)).copied()
    }

    /// The measures of the rows that are shown, as far as they have any.
    fn values(&self, look: &ResultsLook) -> Vec<f64> {
        let (Some(table), measure) = (&self.table, look.target().measure) else { return vec![] };
        self.order().iter().filter_map(|row| table.value(*row, measure)).collect()
    }

    /// The same, sorted, with what is worst for those that have none: what the median is of.
    pub fn with_worst(&self, look: &ResultsLook) -> Vec<f64> {
        let (Some(table), measure) = (&self.table, look.target().measure) else { return vec![] };
        let value = |row: &u32| table.value(*row, measure).unwrap_or(measure.worst());
        let mut values: Vec<f64> = self.order().iter().map(value).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    }

    /// The runs whose curves are to be shown: the selected one, and the first of the others.
    pub fn selection(&self, look: &ResultsLook) -> Option<Selection> {
        let table = self.table.as_ref()?;
        let mut rows = self.order().to_vec();
        rows.sort_unstable();
        let longest = rows.iter().map(|row| table.epochs(*row)).max()?;
        if let Some(place) = self.row(look).and_then(|row| rows.iter().position(|other| *other == row))
            && place >= MAX_CURVES
        {
            rows.swap(0, place);
        }
        rows.truncate(MAX_CURVES);
        let rows = rows.into_iter().map(|row| (table.run(row), table.start(row))).collect();
        Some(Selection { path: table.path().to_path_buf(), rows, epochs: longest })
    }
}

/// The selected cell of a grid, or that with the best median.
fn selected(grid: &Grid, look: &ResultsLook) -> Place {
    match look.cell {
        Some(Place { row, column }) => {
            Place { row: row.min(grid.rows.len() - 1), column: column.min(grid.columns.len() - 1) }
        }
        None => grid.best(look.target().measure),
    }
}
