//! Reading a table into memory.

use std::collections::HashMap;
use std::path::Path;

use super::{Loaded, MAX_ROWS, Seeds, State, Varied};
use crate::error::Error;
use crate::preset::settings::{Kind, SETTINGS, Setting};
use crate::sweep::report::SEEDS;
use crate::sweep::results::{damaged, read_rows};
use crate::sweep::row::{COLUMNS, Row, Table};
use crate::sweep::target::Measure;

/// Rows between two words on how far reading is.
const EVERY: u64 = 4096;

/// The cells of a setting while the table is read: its first value alone, for as long as there is no other.
struct Cells {
    setting: &'static Setting,
    place: usize,
    known: HashMap<String, u32>,
    values: Vec<String>,
    of: Vec<u32>,
}

impl Cells {
    fn add(&mut self, rows: usize, row: &Row) {
        let text = &row.cells()[self.place];
        if self.values.len() == 1 && self.of.is_empty() && *text == self.values[0] {
            return;
        }
        let known = self.known.get(text).copied();
        let place = known.unwrap_or(self.values.len() as u32);
        if known.is_none() {
            self.values.push(text.clone());
            self.known.insert(text.clone(), place);
        }
        if self.values.len() > 1 {
            // All rows before have the first value.
            self.of.resize(rows, 0);
            self.of.push(place);
        }
    }

    /// The setting with its values in order, if it varies; `order` has the rows in the order of their runs.
    fn varied(self, order: &[u32]) -> Option<Varied> {
        let Self { setting, values, of, .. } = self;
        if values.len() < 2 {
            return None;
        }
        let of: Vec<u32> = order.iter().map(|row| of[*row as usize]).collect();
        let mut first = vec![usize::MAX; values.len()];
        for (row, value) in of.iter().enumerate() {
            let first = &mut first[*value as usize];
            *first = (*first).min(row);
        }
        let number = |value: u32| values[value as usize].parse::<f64>().ok();
        let mut sorted: Vec<u32> = (0..values.len() as u32).collect();
        if sorted.iter().all(|value| number(*value).is_some() || values[*value as usize].is_empty()) {
            sorted.sort_by(|one, other| {
                let key = |value: u32| number(value).unwrap_or(f64::NEG_INFINITY);
                key(*one).total_cmp(&key(*other))
            });
        } else {
            sorted.sort_by_key(|value| first[*value as usize]);
        }
        let mut place = vec![0; values.len()];
        for (rank, value) in sorted.iter().enumerate() {
            place[*value as usize] = rank as u32;
        }
        let of = of.into_iter().map(|value| place[value as usize]).collect();
        // Files mark whole numbers of such a setting as numbers with fractions; people don't.
        let shown = |value: &String| match setting.kind() {
            Kind::Number => value.strip_suffix(".0").unwrap_or(value).to_owned(),
            _ => value.clone(),
        };
        let values = sorted.into_iter().map(|value| shown(&values[value as usize])).collect();
        Some(Varied { setting, values, of })
    }
}

/// The table while it is read.
struct Reading {
    loaded: Loaded,
    cells: Vec<Cells>,
    seeds: Vec<(usize, Seeds)>,
    measures: Vec<(usize, Measure, Vec<f64>)>,
    state: usize,
    epochs: usize,
}

impl Reading {
    fn new(path: &Path) -> Self {
        let place = |name: &str| COLUMNS.iter().position(|column| column.name == name).unwrap_or_default();
        let (seeds, settings): (Vec<&'static Setting>, Vec<_>) =
            SETTINGS.iter().partition(|setting| SEEDS.contains(&setting.name));
        let cells = |setting: &'static Setting| Cells {
            setting,
            place: place(setting.name),
            known: HashMap::new(),
            values: vec![],
            of: vec![],
        };
        Self {
            loaded: Loaded { path: path.to_path_buf(), ..Loaded::default() },
            cells: settings.into_iter().map(cells).collect(),
            seeds: seeds.into_iter().map(|setting| (place(setting.name), Seeds { setting, of: vec![] })).collect(),
            measures: Measure::all().map(|measure| (place(&measure.column()), measure, vec![])).collect(),
            state: place("state"),
            epochs: place("epochs_trained"),
        }
    }

    fn add(&mut self, start: u64, row: &Row) -> Result<(), &'static str> {
        let (rows, cells) = (self.loaded.runs.len(), row.cells());
        let state = State::ALL.into_iter().find(|state| state.name() == cells[self.state]);
        let state = state.ok_or("the state is none that a run can end in")?;
        let run = row.run().ok_or("run is no number from 1 on")?;
        self.loaded.runs.push(run + 1);
        self.loaded.starts.push(start);
        self.loaded.states.push(state);
        self.loaded.epochs.push(cells[self.epochs].parse().map_err(|_| "epochs_trained is no number")?);
        for cells in &mut self.cells {
            cells.add(rows, row);
        }
        for (place, seeds) in &mut self.seeds {
            seeds.of.push(cells[*place].parse().unwrap_or_default());
        }
        for (place, _, values) in &mut self.measures {
            let value = if state == State::Diverged { None } else { cells[*place].parse().ok() };
            values.push(value.unwrap_or(f64::NAN));
        }
        Ok(())
    }

    fn end(self) -> Loaded {
        let Self { mut loaded, cells, seeds, measures, .. } = self;
        let mut order: Vec<u32> = (0..loaded.runs.len() as u32).collect();
        order.sort_unstable_by_key(|row| loaded.runs[*row as usize]);
        let points = |name: &str| {
            let cells = cells.iter().find(|cells| cells.setting.name == name)?;
            if let [value] = &cells.values[..] { value.parse().ok() } else { None }
        };
        loaded.points = [points("train"), points("test")];
        loaded.settings = cells.into_iter().filter_map(|cells| cells.varied(&order)).collect();
        let is_varied = |seeds: &Seeds| seeds.of.windows(2).any(|pair| pair[0] != pair[1]);
        loaded.seeds = seeds.into_iter().map(|(_, seeds)| seeds).filter(is_varied).collect();
        loaded.measures = measures
            .into_iter()
            .filter(|(_, _, values)| values.iter().any(|value| !value.is_nan()))
            .map(|(_, measure, values)| (measure, in_order(&values, &order)))
            .collect();
        for seeds in &mut loaded.seeds {
            seeds.of = in_order(&seeds.of, &order);
        }
        loaded.runs = in_order(&loaded.runs, &order);
        loaded.starts = in_order(&loaded.starts, &order);
        loaded.states = in_order(&loaded.states, &order);
        loaded.epochs = in_order(&loaded.epochs, &order);
        loaded
    }
}

fn in_order<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|row| values[*row as usize]).collect()
}

impl Loaded {
    /// Reads a table of results, whole or not, and calls `read` with the number of rows from time to time.
    ///
    /// # Errors
    /// [`Error::Input`] if the file can't be read, is no table of results, is of another version, has no rows, or has a
    /// damaged one, whose line and field are named then.
    pub fn read(path: &Path, read: &mut dyn FnMut(u64)) -> Result<Self, Error> {
        let table = Table::of_start(path).ok_or_else(|| damaged(path, "is no table of results"))?;
        let mut reading = Reading::new(path);
        read_rows(path, table, |number, start, row| {
            if reading.loaded.total == 0 {
                reading.loaded.planned = row.runs().unwrap_or_default();
                reading.loaded.until = row.get("until").parse().ok();
            }
            reading.loaded.total += 1;
            if reading.loaded.total.is_multiple_of(EVERY) {
                read(reading.loaded.total);
            }
            if reading.loaded.runs.len() >= MAX_ROWS {
                return Ok(());
            }
            let place = || format!("{}, line {number}", path.display());
            reading.add(start, &row).map_err(|problem| Error::input(place(), problem, "run the sweep again"))
        })?;
        if reading.loaded.total == 0 {
            return Err(Error::input(path.display(), "has no rows", "give a table of a sweep that has run"));
        }
        Ok(reading.end())
    }
}
