//! The labels of a table: names of classes, or values.

use std::cmp::Ordering;

use super::cells::Row;
use super::options::Kind;
use super::sheet::Sheet;
use super::words::tidy;
use crate::data::{Labels, MAX_CLASSES};
use crate::error::Error;
use crate::text::{excerpt, quoted};

impl Sheet<'_> {
    /// What the labels of some rows are, and the number of each row's class, or its value.
    pub(super) fn labels(&self, rows: &[Row], column: usize) -> Result<(Labels, Vec<f32>), Error> {
        let (cells, name, kind) = (self.cells, &self.names[column], self.choice.kind);
        let numbers = rows.iter().filter(|row| cells.parse(row.cell(column)).is_some()).count();
        if kind != Some(Kind::Values) && 2 * numbers < rows.len() {
            let texts: Vec<&str> = rows.iter().map(|row| row.cell(column)).collect();
            let classes = self.different(column, rows, &texts)?.map_err(|row| self.refuse_classes(row, column))?;
            return self.named(column, rows, &classes, &texts);
        }
        // The sign of a zero would make two classes of one.
        let number = |row: &Row| Ok(cells.number(*row, column, name, "")? + 0.0);
        let numbers: Vec<f32> = rows.iter().map(number).collect::<Result<_, Error>>()?;
        match self.different(column, rows, &numbers)? {
            Ok(classes) if kind == Some(Kind::Classes) || (kind.is_none() && are_classes(&classes)) => {
                let (labels, numbers) = numbered(&classes, &numbers);
                Ok((self.class_names(column, &classes).map_or(labels, Labels::Classes), numbers))
            }
            Err(row) if kind == Some(Kind::Classes) => Err(self.refuse_classes(row, column)),
            _ => Ok((Labels::Values, numbers)),
        }
    }

    /// What a line of counts calls these classes, if it has a name for each and they are those of the last column.
    fn class_names(&self, column: usize, classes: &[f32]) -> Option<Vec<String>> {
        let is_last = column + 1 == self.cells.width();
        let names = || classes.iter().map(|class| self.cells.class_name(*class).map(str::to_owned)).collect();
        is_last.then(names).flatten()
    }

    /// What is said of classes that a line of counts has given names.
    pub(super) fn names_remark(&self, labels: &Labels) -> Option<String> {
        let Labels::Classes(names) = labels else { return None };
        let place = |name: &String| self.cells.class_names.iter().position(|own| own == name);
        let places: Option<Vec<usize>> = names.iter().map(place).collect();
        let words: Vec<_> = places?.iter().zip(names).map(|(place, name)| format!("{place} is {name}")).collect();
        Some(excerpt(&words.join(", ")))
    }

    /// Classes by names that can be shown: on one line, and not too long.
    fn named(
        &self,
        column: usize,
        rows: &[Row],
        classes: &[&str],
        texts: &[&str],
    ) -> Result<(Labels, Vec<f32>), Error> {
        let (_, numbers) = numbered(classes, texts);
        let names: Vec<String> = classes.iter().map(|class| tidy(class)).collect();
        let is_doubtful = |place: &usize| names[*place].is_empty() || names[..*place].contains(&names[*place]);
        if let Some(place) = (0..names.len()).find(is_doubtful) {
            let row = rows.iter().find(|row| row.cell(column) == classes[place]).copied().unwrap_or(rows[0]);
            let problem = "can't be told from another label in one line of 60 characters";
            return Err(self.cells.refuse(row, column, &self.names[column], problem, "shorten it"));
        }
        Ok((Labels::Classes(names), numbers))
    }

    /// The different labels of a column, sorted, or the row of the first beyond [`MAX_CLASSES`]. Refuses a single one.
    fn different<'r, T: Copy + PartialOrd>(
        &self,
        column: usize,
        rows: &[Row<'r>],
        labels: &[T],
    ) -> Result<Result<Vec<T>, Row<'r>>, Error> {
        let mut different = Vec::new();
        for (row, label) in rows.iter().zip(labels) {
            if different.contains(label) {
                continue;
            }
            if different.len() == MAX_CLASSES {
                return Ok(Err(*row));
            }
            different.push(*label);
        }
        if different.len() < 2 {
            let label = rows.first().map_or("", |row| row.cell(column));
            let problem = format!("column {} ({}) has {} in every row", column + 1, self.names[column], quoted(label));
            return Err(self.refuse(problem, "labels must differ: name the label column with --label"));
        }
        // Texts and finite numbers have an order.
        different.sort_by(|one, other| one.partial_cmp(other).unwrap_or(Ordering::Equal));
        Ok(Ok(different))
    }

    fn refuse_classes(&self, row: Row, column: usize) -> Error {
        let problem = format!("is different label {}, but at most {MAX_CLASSES} classes are allowed", MAX_CLASSES + 1);
        let remedy = "name the label column with --label, or use --task values for regression";
        self.cells.refuse(row, column, &self.names[column], &problem, remedy)
    }
}

/// Whether different numbers, sorted, are rather those of classes than values: few, or as people count.
fn are_classes(numbers: &[f32]) -> bool {
    const FEW: usize = 8;
    let counts_from =
        |first: f32| numbers.iter().zip(0_u8..).all(|(number, place)| *number == first + f32::from(place));
    numbers.len() <= FEW || counts_from(0.0) || counts_from(1.0)
}

/// The names of classes, and the number of the class of each label.
fn numbered<T: PartialEq + ToString>(classes: &[T], labels: &[T]) -> (Labels, Vec<f32>) {
    let class = |label: &T| classes.iter().position(|class| class == label).unwrap_or_default() as f32;
    (Labels::Classes(classes.iter().map(T::to_string).collect()), labels.iter().map(class).collect())
}
