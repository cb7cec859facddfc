//! The columns of points from a file: what they and the labels are called, and the numbers in those after x and y.
//!
//! Generated points have two columns without a name of their own. Presets, files and screens ask.

use super::{COORDINATES, Csv, Data, Dataset, Input, Labels, Points, Table};

impl Points {
    /// Columns after x and y.
    pub fn other_columns(&self) -> usize {
        self.others.len().checked_div(self.len()).unwrap_or(0)
    }

    /// The number of a point in a column, counted from 0; 0 in one that it lacks.
    ///
    /// # Panics
    /// If there is no such point.
    pub fn number(&self, index: usize, column: usize) -> f32 {
        match column.checked_sub(COORDINATES) {
            None => self.inputs[index][column],
            Some(other) => {
                let width = self.other_columns();
                if other < width { self.others[index * width + other] } else { 0.0 }
            }
        }
    }

    /// Adds one point of a table: x, y and the numbers of the other columns, as many as the points before it have. A point
    /// of a single column stands at its label.
    pub fn push_row(&mut self, row: &[f32], label: f32) {
        let (input, others) = match *row {
            [] => return,
            [x] => ([x, label], &[][..]),
            [x, y, ref others @ ..] => ([x, y], others),
        };
        self.inputs.push(input);
        self.others.extend(others);
        self.labels.push(label);
    }

    /// Adds the point at a place of others, which have the same columns.
    ///
    /// # Panics
    /// If there is no such place.
    pub fn push_of(&mut self, points: &Self, index: usize) {
        let width = points.other_columns();
        self.inputs.push(points.inputs[index]);
        self.others.extend_from_slice(&points.others[index * width..(index + 1) * width]);
        self.labels.push(points.labels[index]);
    }

    /// The mean of each column after x and y.
    pub fn other_means(&self) -> Vec<f32> {
        let mut sums = vec![0.0_f64; self.other_columns()];
        for row in self.others.chunks_exact(sums.len().max(1)) {
            for (sum, number) in sums.iter_mut().zip(row) {
                *sum += f64::from(*number);
            }
        }
        sums.into_iter().map(|sum| (sum / self.len() as f64) as f32).collect()
    }
}

impl Dataset {
    /// Columns of each point: x, y and the others of a table, or x alone.
    fn columns(&self) -> usize {
        if self.scale.columns.is_empty() { COORDINATES } else { self.scale.columns.len() }
    }

    /// Whether the points have x alone, and stand at their labels.
    pub fn is_strip(&self) -> bool {
        self.columns() == 1
    }

    /// The points of rows of numbers as people write them, `[n, given]` row by row: `given` says which column each is,
    /// counted from 0. In the columns that are not given they stand at the mean of the train points.
    pub fn points_of(&self, given: &[usize], numbers: &[f32], labels: &[f32]) -> Points {
        let means = self.train.other_means();
        let mut points = Points::default();
        for (index, row) in numbers.chunks_exact(given.len().max(1)).enumerate() {
            let mut full: Vec<f32> = [0.0; COORDINATES].into_iter().chain(means.iter().copied()).collect();
            for (&column, &number) in given.iter().zip(row) {
                if let Some(own) = full.get_mut(column) {
                    *own = self.scale.standardized(column, number);
                }
            }
            full.truncate(self.columns());
            points.push_row(&full, labels.get(index).map_or(0.0, |label| self.scale.label.standardized(*label)));
        }
        points
    }
}

impl Data {
    /// Whether the points can be made: only the rows of a file must have been read before.
    pub fn is_read(&self) -> bool {
        !matches!(self, Self::Csv(Csv { table: None, .. }))
    }

    /// The rows of a file, if the points come from one and it was read.
    pub fn table(&self) -> Option<&Table> {
        match self {
            Self::Csv(csv) => csv.table.as_deref(),
            _ => None,
        }
    }

    /// What the labels are called.
    pub fn labels(&self) -> Labels {
        self.table().map_or_else(|| Labels::numbered(self.target()), |table| table.labels().clone())
    }

    /// Name of the column of labels.
    pub fn label_name(&self) -> &str {
        self.table().map_or("label", Table::label)
    }

    /// Name of a column, counted from 0.
    pub fn column_name(&self, column: usize) -> String {
        match self.table().and_then(|table| table.columns().get(column)) {
            Some(name) => name.clone(),
            None => Input::of_column(column).name().to_owned(),
        }
    }

    /// Columns of each point: x, y and the others of a table, or x alone.
    pub fn columns(&self) -> usize {
        self.table().map_or(COORDINATES, |table| table.columns().len())
    }
}
