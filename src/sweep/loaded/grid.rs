//! The grid of two settings: the median of a measure in each cell.

use super::{Levels, Loaded, Place};
use crate::sweep::statistics::median;
use crate::sweep::target::{Measure, Target};

/// A grid of two settings, or of one, or of none.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The levels along the rows.
    pub rows: Levels,
    /// The levels along the columns.
    pub columns: Levels,
    /// The cells, row by row.
    cells: Vec<Figures>,
}

/// Figures of some runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Number of runs.
    pub runs: u64,
    /// How many of them diverged.
    pub diverged: u64,
    /// How many have the target's measure within its limit at the end.
    pub successes: u64,
    /// The median of the measure, where a run that diverged, or has no such number, is worse than all others; none if no
    /// run has it.
    pub median: Option<f64>,
    /// What half of the runs lie between, as far as they have the measure.
    pub quartiles: Option<(f64, f64)>,
}

impl Figures {
    fn of(numbers: &mut [f64], diverged: u64, target: Target) -> Self {
        let measure = target.measure;
        let successes = numbers.iter().filter(|number| target.holds(**number)).count() as u64;
        // What is worst makes a median of its own.
        let has_any = numbers.iter().any(|number| *number != measure.worst());
        let median = median(numbers).filter(|_| has_any);
        let at = |part: f64| numbers[(part * (numbers.len() - 1) as f64).round() as usize];
        let quartiles = median.map(|_| (at(0.25), at(0.75)));
        Self { runs: numbers.len() as u64, diverged, successes, median, quartiles }
    }
}

impl Grid {
    /// The figures of every cell for the measure of a target.
    pub fn new(table: &Loaded, rows: Levels, columns: Levels, target: Target) -> Self {
        let (width, count) = (columns.len(), rows.len() * columns.len());
        let cell = |row: usize| rows.level(table, row) * width + columns.level(table, row);
        let mut ends = vec![0_usize; count + 1];
        for row in 0..table.len() {
            ends[cell(row) + 1] += 1;
        }
        for place in 0..count {
            ends[place + 1] += ends[place];
        }
        let (mut next, mut diverged) = (ends.clone(), vec![0_u64; count]);
        let mut numbers = vec![target.measure.worst(); table.len()];
        for row in 0..table.len() {
            let cell = cell(row);
            diverged[cell] += u64::from(table.has_diverged(row as u32));
            numbers[next[cell]] = table.value(row as u32, target.measure).unwrap_or(target.measure.worst());
            next[cell] += 1;
        }
        let figures = |place: usize| Figures::of(&mut numbers[ends[place]..ends[place + 1]], diverged[place], target);
        let cells = (0..count).map(figures).collect();
        Self { rows, columns, cells }
    }

    /// The figures of a cell; none outside of the grid.
    pub fn cell(&self, place: Place) -> Option<&Figures> {
        let is_inside = place.row < self.rows.len() && place.column < self.columns.len();
        self.cells.get(place.row * self.columns.len() + place.column).filter(|_| is_inside)
    }

    /// All cells with their places, row by row.
    pub fn cells(&self) -> impl Iterator<Item = (Place, &Figures)> {
        let width = self.columns.len();
        let place = move |cell: usize| Place { row: cell / width, column: cell % width };
        self.cells.iter().enumerate().map(move |(cell, figures)| (place(cell), figures))
    }

    /// The cell with the best median, the first of several; that at the upper left if none has one.
    pub fn best(&self, measure: Measure) -> Place {
        let signed = |value: f64| if measure.falls() { -value } else { value };
        let medians = self.cells().filter_map(|(place, cell)| Some((place, signed(cell.median?))));
        let best = medians.reduce(|best, other| if other.1 > best.1 { other } else { best });
        best.map_or_else(Place::default, |(place, _)| place)
    }

    /// The smallest and the largest median that is finite.
    pub fn range(&self) -> Option<(f64, f64)> {
        let medians = self.cells.iter().filter_map(|cell| cell.median).filter(|median| median.is_finite());
        medians.fold(None, |range, median| {
            let (low, high) = range.unwrap_or((median, median));
            Some((low.min(median), high.max(median)))
        })
    }

    /// The figures of all runs.
    pub fn all(table: &Loaded, target: Target) -> Figures {
        let [rows, columns] = [(); 2].map(|()| Levels::new(table, None));
        Self::new(table, rows, columns, target).cells[0]
    }

    /// The rows of the table in a cell, in the order of their runs; all rows if none is given.
    pub fn rows_in(&self, table: &Loaded, place: Option<Place>) -> Vec<u32> {
        (0..table.len() as u32).filter(|row| self.has(table, place, *row)).collect()
    }

    /// Whether a row of the table is in a cell; always, if none is given.
    pub fn has(&self, table: &Loaded, place: Option<Place>, row: u32) -> bool {
        let level = |levels: &Levels| levels.level(table, row as usize);
        place.is_none_or(|place| level(&self.rows) == place.row && level(&self.columns) == place.column)
    }
}
