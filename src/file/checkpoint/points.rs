//! The points of a checkpoint: every split, and the table that points from a file were taken from.
//!
//! With the table, a run can start again and be split again without the file. The scale converts between the units of
//! people and those of the network.

use super::container::{Container, Tensor};
use super::content::{Content, Tensors};
use super::text::{Heading, to_ron};
use crate::data::{COORDINATES, Dataset, MAX_COLUMNS, MAX_POINTS, Points, Scale, Table, Target};
use crate::error::Error;
use crate::preset::Preset;
use crate::train::Checkpoint;

/// The tensor of a table: its numbers as they were read, and its labels as the last column.
const TABLE: &str = "data.table";

impl Checkpoint {
    pub(super) fn put_points(&self, container: &mut Container) -> Result<(), Error> {
        let Dataset { train, validation, test, .. } = &self.dataset;
        let splits = [("train", train), ("validation", validation), ("test", test)];
        for (split, points) in splits.into_iter().filter(|(_, points)| !points.is_empty()) {
            let (own, others) = (self.preset.data.columns().min(COORDINATES), points.other_columns());
            let row = |(index, input): (usize, &[f32; COORDINATES])| {
                input[..own]
                    .iter()
                    .chain(&points.others[index * others..(index + 1) * others])
                    .copied()
                    .collect::<Vec<_>>()
            };
            let shape = vec![points.len(), own + others];
            let inputs = Tensor { shape, values: points.inputs.iter().enumerate().flat_map(row).collect() };
            let labels = Tensor { shape: vec![points.labels.len()], values: points.labels.clone() };
            container.tensors.insert(format!("data.{split}.x"), inputs);
            container.tensors.insert(format!("data.{split}.y"), labels);
        }
        let Some(table) = self.preset.data.table() else { return Ok(()) };
        container.metadata.insert("table".to_owned(), to_ron("table", &Heading::of(table))?);
        container.metadata.insert("scale".to_owned(), to_ron("scale", &self.dataset.scale)?);
        let width = table.columns().len();
        let rows = table.numbers().chunks_exact(width).zip(table.targets());
        let values = rows.flat_map(|(numbers, target)| numbers.iter().chain([target]).copied()).collect();
        container.tensors.insert(TABLE.to_owned(), Tensor { shape: vec![table.len(), width + 1], values });
        Ok(())
    }
}

impl Content<'_> {
    /// The scale of points from a file; generated points have the default one and no table.
    pub(super) fn scale(&self, preset: &Preset) -> Result<Scale, Error> {
        if preset.data.table().is_none() {
            let key = ["table", "scale"].into_iter().find(|key| self.metadata.contains_key(*key));
            return match key {
                Some(key) => Err(self.refuse(key, "is for points from a file only")),
                None => Ok(Scale::default()),
            };
        }
        let scale: Scale = self.ron("scale")?;
        scale.check(preset.data.columns()).map_err(|problem| self.refuse("scale", problem))?;
        if scale.fills.is_empty() && preset.data.table().is_some_and(Table::has_missing) {
            return Err(self.refuse("scale", "has nothing for the numbers that are missing"));
        }
        Ok(scale)
    }
}

impl Tensors<'_> {
    /// The table, some of whose numbers may be missing.
    pub(super) fn take_table(&mut self, content: &Content, may_miss: bool) -> Result<Table, Error> {
        let Heading { columns, label, labels, codings, test_rows } = content.ron("table")?;
        let width = columns.len();
        if !(1..=MAX_COLUMNS).contains(&width) {
            let problem = format!("names {width} columns, not 1 to {MAX_COLUMNS}");
            return Err(content.refuse("table", problem));
        }
        let expected = format!("[n, {}] with n from 2 to {MAX_POINTS}", width + 1);
        let fits = |shape: &[usize]| matches!(shape, [2..=MAX_POINTS, row] if *row == width + 1);
        let is_number = |number: f32| number.is_finite() || (may_miss && number.is_nan());
        let values = self.take_with(TABLE, &expected, fits, is_number)?;
        let (mut numbers, mut targets) = (Vec::with_capacity(values.len()), Vec::new());
        for row in values.chunks_exact(width + 1) {
            numbers.extend_from_slice(&row[..width]);
            targets.push(row[width]);
        }
        Table::new(columns, label, labels, numbers, targets)
            .and_then(|table| table.with_codings(codings))
            .and_then(|table| table.with_test_rows(test_rows))
            .map_err(|problem| content.refuse("table", problem))
    }

    pub(super) fn take_points(&mut self, split: &str, columns: usize, target: Target) -> Result<Points, Error> {
        let expected = format!("[n, {columns}] with n from 1 to {MAX_POINTS}");
        let fits = |shape: &[usize]| matches!(shape, [1..=MAX_POINTS, row] if *row == columns);
        let values = self.take(&format!("data.{split}.x"), &expected, fits)?;
        let count = values.len() / columns;
        let name = format!("data.{split}.y");
        let labels = self.take(&name, &format!("[{count}]"), |shape| shape == [count])?;
        if let Some(index) = labels.iter().position(|label| !target.has(*label)) {
            let problem = format!("has {} at index {index}, not {target}", labels[index]);
            return Err(self.refuse(&name, problem));
        }
        let mut points = Points::default();
        for (row, label) in values.chunks_exact(columns).zip(labels) {
            points.push_row(row, label);
        }
        Ok(points)
    }

    pub(super) fn take_dataset(&mut self, preset: &Preset, scale: Scale) -> Result<Dataset, Error> {
        let (columns, target) = (preset.data.columns(), preset.data.target());
        let train = self.take_points("train", columns, target)?;
        let test = match preset.test_count() {
            0 => Points::default(),
            _ => self.take_points("test", columns, target)?,
        };
        let holds_out = preset.early_stopping.held_out(preset.data.train_count()) > 0;
        let validation = if holds_out { self.take_points("validation", columns, target)? } else { Points::default() };
        Ok(Dataset { train, validation, test, scale })
    }
}
