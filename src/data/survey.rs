//! What is known of a table's columns from its train points, and what a [`Slice`] is chosen by: which separate the labels best,
//! where they are on average, how far they reach.

use std::collections::BTreeMap;

use super::separation::separation;
use super::{COORDINATES, Coding, Data, Dataset, Input, Moments, Slice};

/// The part of a standard deviation that standardized numbers are rounded to, and less.
const ROUNDING: f64 = 1e-6;

/// The different numbers from which on a column can be told from a yes or no.
const DIFFERENT: usize = 3;

/// A column of a file with the inputs that it became: one, or one for each text.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name in the file.
    pub name: String,
    /// Columns of the points, counted from 0.
    pub columns: Vec<usize>,
    /// The text of each of them, if it is a column of texts.
    pub texts: Vec<String>,
    /// The least and the largest number of the train points, in the file's unit.
    pub range: (f32, f32),
    /// Where a slice stands along each of its columns at first, in the file's unit: at the mean; of yes and no at the more
    /// frequent one; at the most frequent text, which is 1 while the others are 0. No row has a mean of texts.
    pub typical: Vec<f32>,
    /// Whether that is the mean.
    pub has_mean: bool,
    /// The sum of the variances of its columns over the train points, in the file's unit; 1 if they are all alike.
    pub variance: f64,
}

/// The columns that a network takes of a table with more than two. Of points with two columns there is nothing to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// How many columns the points have.
    columns: usize,
    /// In the order of the file. None if there are two columns.
    pub variables: Vec<Variable>,
    /// The columns that can stand along an axis, in the order in which they are offered: those of more than two different
    /// numbers first, the one that separates the labels best before others.
    pub order: Vec<usize>,
}

impl Survey {
    /// Looks at the train points of a dataset for a network with these inputs.
    pub fn of(data: &Data, inputs: &[Input], dataset: &Dataset) -> Self {
        let count = data.columns();
        if count <= COORDINATES {
            return Self::default();
        }
        let train = &dataset.train;
        let numbers = |column: usize| (0..train.len()).map(move |index| train.number(index, column));
        let is_taken = |column: usize| inputs.iter().any(|input| input.needs(column));
        let rank = |column: usize| {
            let is_continuous = coding(data, column) == Coding::Number && has_different(numbers(column), DIFFERENT);
            (is_taken(column), is_continuous, separation(&numbers(column), &train.labels, data.target()))
        };
        let mut ranked: Vec<_> = (0..count).map(|column| (rank(column), column)).collect();
        // Of equals the first one of the file.
        ranked.sort_by(|(one, _), (other, _)| (other.0, other.1).cmp(&(one.0, one.1)).then(other.2.total_cmp(&one.2)));
        // A plane needs two, whatever the network takes.
        let taken = ranked.iter().filter(|((is_taken, ..), _)| *is_taken).count().max(COORDINATES);
        let order = ranked.into_iter().take(taken).map(|(_, column)| column).collect();
        let mut variables = variables(data, is_taken);
        for variable in &mut variables {
            measure(variable, dataset);
        }
        Self { columns: count, variables, order }
    }

    /// The names of the [`Self::variables`] with their texts, without a look at the points.
    pub fn variables_of(data: &Data, inputs: &[Input]) -> Vec<(String, Vec<String>)> {
        let variables = variables(data, |column| inputs.iter().any(|input| input.needs(column)));
        variables.into_iter().map(|variable| (variable.name, variable.texts)).collect()
    }

    /// The two columns to show at first, x and y, in the order of the file.
    pub fn axes(&self) -> [usize; COORDINATES] {
        match self.order[..] {
            [one, other, ..] => [one.min(other), one.max(other)],
            _ => [0, 1],
        }
    }

    /// The slice along two columns with others at these numbers, in the file's unit, or where they stand at first.
    pub fn slice(&self, axes: [usize; COORDINATES], numbers: &BTreeMap<usize, f32>, dataset: &Dataset) -> Slice {
        if self.columns <= COORDINATES {
            return Slice::default();
        }
        let mut slice = Slice { axes, at: vec![0.0; self.columns], weights: vec![0.0; self.columns] };
        for variable in &self.variables {
            for (&column, &typical) in variable.columns.iter().zip(&variable.typical) {
                let number = numbers.get(&column).copied().unwrap_or(typical);
                slice.at[column] = dataset.scale.column(column).standardized(number);
            }
        }
        let others = self.others(axes);
        for variable in &others {
            for &column in &variable.columns {
                let std = dataset.scale.column(column).std;
                slice.weights[column] = std * std / variable.variance / others.len() as f64;
            }
        }
        slice
    }

    /// The columns of the file that stand along no axis.
    pub fn others(&self, axes: [usize; COORDINATES]) -> Vec<&Variable> {
        let is_shown = |variable: &&Variable| variable.columns.iter().any(|column| axes.contains(column));
        self.variables.iter().filter(|variable| !is_shown(variable)).collect()
    }
}

fn coding(data: &Data, column: usize) -> Coding {
    data.table().map_or(Coding::Number, |table| table.coding(column))
}

/// Whether there are so many different numbers.
fn has_different(numbers: impl Iterator<Item = f32>, count: usize) -> bool {
    let mut seen: Vec<f32> = vec![];
    for number in numbers {
        if !seen.contains(&number) {
            seen.push(number);
        }
        if seen.len() == count {
            return true;
        }
    }
    false
}

/// The columns of the file that a network takes, each with the inputs that it became, not yet measured.
fn variables(data: &Data, is_taken: impl Fn(usize) -> bool) -> Vec<Variable> {
    let mut variables: Vec<Variable> = vec![];
    for column in (0..data.columns()).filter(|column| is_taken(*column)) {
        let name = data.column_name(column);
        let coding = coding(data, column);
        let text = match &coding {
            Coding::OneHot { value, .. } => Some(value.clone()),
            Coding::Number | Coding::Boolean => None,
        };
        let source = coding.source(&name);
        let before =
            variables.iter_mut().find(|other| text.is_some() && !other.texts.is_empty() && other.name == source);
        if let (Some(variable), Some(text)) = (before, &text) {
            variable.columns.push(column);
            variable.texts.push(text.clone());
            continue;
        }
        let (name, has_mean) = (source.to_owned(), coding == Coding::Number);
        let (texts, typical) = (text.into_iter().collect(), vec![]);
        variables.push(Variable {
            name,
            columns: vec![column],
            texts,
            range: (0.0, 1.0),
            typical,
            has_mean,
            variance: 1.0,
        });
    }
    variables
}

/// A number of a column in the file's unit; 0 where it is that but for the rounding of standardized numbers.
pub fn restored(dataset: &Dataset, column: usize, number: f32) -> f32 {
    let moments = dataset.scale.column(column);
    let restored = moments.restored(number);
    if f64::from(restored).abs() < ROUNDING * moments.std && moments != Moments::UNSEEN { 0.0 } else { restored }
}

/// Where the train points are in a column of the file.
fn measure(variable: &mut Variable, dataset: &Dataset) {
    let train = &dataset.train;
    let raw = |column: usize| {
        (0..train.len()).map(move |index| f64::from(restored(dataset, column, train.number(index, column))))
    };
    let count = train.len().max(1) as f64;
    let mean = |column: usize| raw(column).sum::<f64>() / count;
    let means: Vec<f64> = variable.columns.iter().map(|column| mean(*column)).collect();
    let variance = |(column, mean): (&usize, &f64)| {
        let squares = raw(*column).map(|number| (number - mean) * (number - mean));
        // The sum of equal numbers may be rounded.
        if has_different(raw(*column).map(|number| number as f32), 2) { squares.sum::<f64>() / count } else { 0.0 }
    };
    let sum: f64 = variable.columns.iter().zip(&means).map(variance).sum();
    variable.variance = if sum > 0.0 { sum } else { 1.0 };
    if variable.texts.is_empty() {
        let ends = |(least, most): (f32, f32), number: f64| (least.min(number as f32), most.max(number as f32));
        let range = raw(variable.columns[0]).fold((f32::INFINITY, f32::NEG_INFINITY), ends);
        variable.range = if range.0 <= range.1 { range } else { (0.0, 1.0) };
        variable.typical = vec![if variable.has_mean { means[0] as f32 } else { f32::from(u8::from(means[0] > 0.5)) }];
        return;
    }
    // Of equally frequent texts the first.
    let most = (0..means.len()).rev().max_by(|one, other| means[*one].total_cmp(&means[*other]));
    variable.typical = (0..means.len()).map(|text| f32::from(u8::from(Some(text) == most))).collect();
}

#[cfg(test)]
mod tests;
