//! The part of a table with more than two columns that the screen shows, as the person has chosen it: the columns along the
//! axes, and where the others stand.
//!
//! It belongs to the screen alone: no run and no file knows of it. Numbers are in the file's unit, so that they stay what they
//! are when the points are split or scaled anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::data::{Dataset, Input, Points, Slice, Survey, Variable, restored};
use crate::session::Update;
use crate::ui::format::coordinate;

/// What is said where all columns are shown.
pub const TWO_COLUMNS: &str = "these points have no more than two columns, and all are shown";

/// What a person has chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// The table that it was chosen for.
    table: Option<[u8; 32]>,
    /// How many columns the points have.
    pub columns: usize,
    /// The columns along x and y; those that separate the labels best if none.
    pub axes: Option<[usize; 2]>,
    /// Numbers of other columns, in the file's unit.
    pub numbers: BTreeMap<usize, f32>,
    /// Whether they are those of a point.
    is_point: bool,
}

impl Chosen {
    /// Forgets what was chosen for another table.
    pub fn settle(&mut self, run: &Update) {
        let table = run.preset.data.table().map(|table| *table.digest());
        if self.columns != run.preset.data.columns() || self.table != table {
            *self = Self { table, columns: run.preset.data.columns(), ..Self::default() };
        }
    }

    /// Puts the columns that are not shown at their means, or their most frequent values.
    pub fn set_to_mean(&mut self) {
        self.numbers.clear();
    }

    /// Puts them where a point of the run has them.
    pub fn set_to_point(&mut self, points: &Points, index: usize, survey: &Survey, run: &Update) {
        let columns = survey.variables.iter().flat_map(|variable| &variable.columns);
        let number = |&column: &usize| (column, restored(&run.dataset, column, points.number(index, column)));
        self.numbers = columns.map(number).collect();
        self.is_point = true;
    }

    /// Puts a column of the file at a number, or a column of texts at the text of this number.
    pub fn set(&mut self, variable: &Variable, number: f32) {
        if variable.texts.is_empty() {
            self.numbers.insert(variable.columns[0], number);
        } else {
            let is_chosen = |place: usize| f32::from(u8::from(place as f32 == number));
            self.numbers.extend(variable.columns.iter().enumerate().map(|(place, column)| (*column, is_chosen(place))));
        }
        self.is_point = false;
    }

    /// Whether a column of the file stands where it stands at first.
    fn is_typical(&self, variable: &Variable) -> bool {
        let columns = variable.columns.iter().zip(&variable.typical);
        columns.into_iter().all(|(column, typical)| self.numbers.get(column).is_none_or(|number| number == typical))
    }

    /// Where a column of the file stands: its number, or the number of its text.
    pub fn number(&self, variable: &Variable) -> f32 {
        let columns = variable.columns.iter().zip(&variable.typical);
        let numbers = columns.map(|(column, typical)| self.numbers.get(column).copied().unwrap_or(*typical));
        if variable.texts.is_empty() {
            return numbers.into_iter().next().unwrap_or(0.0);
        }
        let numbers: Vec<f32> = numbers.collect();
        (0..numbers.len()).rev().max_by(|one, other| numbers[*one].total_cmp(&numbers[*other])).unwrap_or(0) as f32
    }
}

/// A number of a column as people read it, or its text.
pub fn words(variable: &Variable, number: f32) -> String {
    match variable.texts.get(number as usize) {
        Some(text) => text.clone(),
        None => coordinate(number.into()),
    }
}

/// Where the columns stand that are not shown: `others at their mean`. Texts have no mean, but a most frequent one: the mode.
/// Empty if all are shown.
pub fn others(survey: &Survey, axes: [usize; 2], chosen: &Chosen) -> String {
    let others = survey.others(axes);
    let [name, means] = match &others[..] {
        [] => return String::new(),
        [other] => [other.name.as_str(), if other.has_mean { "its mean" } else { "its mode" }],
        _ if others.iter().all(|other| other.has_mean) => ["others", "their mean"],
        _ if others.iter().all(|other| !other.has_mean) => ["others", "their mode"],
        _ => ["others", "their mean or mode"],
    };
    match &others[..] {
        _ if others.iter().all(|other| chosen.is_typical(other)) => format!("{name} at {means}"),
        [other] => format!("{name} at {}", words(other, chosen.number(other))),
        _ if chosen.is_point => "others as of a point".to_owned(),
        _ => "others as set".to_owned(),
    }
}

/// The columns along the axes and where the others stand: `petal_length × petal_width, others at their mean`.
pub fn title(survey: &Survey, axes: [usize; 2], chosen: &Chosen, run: &Update) -> String {
    let [x, y] = axes.map(|column| run.preset.data.column_name(column));
    match others(survey, axes, chosen) {
        others if others.is_empty() => format!("{x} × {y}"),
        others => format!("{x} × {y}, {others}"),
    }
}

/// What the screen computes of a choice: what is known of the columns, once for all, and the slice.
#[derive(Debug, Default)]
pub struct Shown {
    pub survey: Survey,
    pub slice: Slice,
    /// The points and inputs that were surveyed.
    of: Option<(Arc<Dataset>, Vec<Input>)>,
    /// The choice that the slice is of.
    chosen: Option<Chosen>,
}

impl Shown {
    /// Brings both up to date, if they are not.
    pub fn prepare(&mut self, run: &Update, chosen: &Chosen) {
        let is_same = |(dataset, inputs): &(Arc<Dataset>, Vec<Input>)| {
            Arc::ptr_eq(dataset, &run.dataset) && *inputs == run.preset.inputs
        };
        if !self.of.as_ref().is_some_and(is_same) {
            self.survey = Survey::of(&run.preset.data, &run.preset.inputs, &run.dataset);
            self.of = Some((Arc::clone(&run.dataset), run.preset.inputs.clone()));
            self.chosen = None;
        }
        if self.chosen.as_ref() != Some(chosen) {
            self.slice = self.survey.slice(self.axes(chosen), &chosen.numbers, &run.dataset);
            self.chosen = Some(chosen.clone());
        }
    }

    /// The columns along x and y.
    pub fn axes(&self, chosen: &Chosen) -> [usize; 2] {
        let can_stand = |axes: &[usize; 2]| axes.iter().all(|column| self.survey.order.contains(column));
        chosen.axes.filter(can_stand).unwrap_or_else(|| self.survey.axes())
    }
}
