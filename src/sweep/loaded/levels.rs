//! The levels of a setting along an axis of the grid, and the places between two axes.

use super::Loaded;
use crate::preset::settings::Kind;

/// The most values of a setting that are levels of their own; of more numbers, neighbours are taken together.
const MAX_VALUES: usize = 32;
/// How many levels they are taken together to.
const BINS: usize = 12;

/// The levels of a setting, or the one level of all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// The place of the setting among those that vary; none for all runs together.
    pub setting: Option<usize>,
    /// What each level is called: a value, or a range of values.
    pub names: Vec<String>,
    /// The level of each value.
    of: Vec<u32>,
}

/// A cell of a grid: a level of the setting along the rows, and one of that along the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
}

impl Levels {
    /// The levels of a setting of a table, by its place among those that vary.
    pub fn new(table: &Loaded, setting: Option<usize>) -> Self {
        let Some((place, varied)) = setting.and_then(|place| Some((place, table.settings.get(place)?))) else {
            return Self { setting: None, names: vec!["all runs".to_owned()], of: vec![] };
        };
        let count = varied.values.len();
        let is_number = matches!(varied.setting.kind(), Kind::Number | Kind::Whole);
        let name = |value: &String| if value.is_empty() { "none".to_owned() } else { value.clone() };
        if count <= MAX_VALUES || !is_number {
            let names = varied.values.iter().map(name).collect();
            return Self { setting: Some(place), names, of: (0..count as u32).collect() };
        }
        let of: Vec<u32> = (0..count).map(|value| (value * BINS / count) as u32).collect();
        let ends = |bin: usize| {
            let (first, last) = ((bin * count).div_ceil(BINS), ((bin + 1) * count).div_ceil(BINS) - 1);
            format!("{}..{}", name(&varied.values[first]), name(&varied.values[last]))
        };
        Self { setting: Some(place), names: (0..BINS).map(ends).collect(), of }
    }

    /// Number of levels.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The level of a row of the table.
    pub(super) fn level(&self, table: &Loaded, row: usize) -> usize {
        self.setting.map_or(0, |setting| self.of[table.settings[setting].of[row] as usize] as usize)
    }

    /// The name of the setting.
    pub fn name(&self, table: &Loaded) -> &'static str {
        self.setting.map_or("", |place| table.settings[place].setting.name)
    }
}
