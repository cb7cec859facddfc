//! Drawn points as a CSV table. [`crate::data`] reads tables.

use std::path::Path;

use super::format::{Content, Format, Kind, Source};
use crate::data::DrawnPoint;
use crate::error::Error;
use crate::text::excerpt;

/// A table with the columns x, y and label.
pub(super) struct PointsCsv;

const HEADER: &str = "x,y,label\n";

impl Format for PointsCsv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn kind(&self) -> Kind {
        Kind::Points
    }

    fn is_text(&self) -> bool {
        true
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        start.starts_with(HEADER.as_bytes())
    }

    fn read(&self, path: &Path) -> Result<Source, Error> {
        let remedy = format!("blobtui --data {} learns from it", excerpt(&path.to_string_lossy()));
        Err(Error::input(path.display(), "is a table, not a preset", remedy))
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        match content {
            Content::Points([]) => Err(Error::input("points", "none are drawn", "draw one first")),
            Content::Points(points) => {
                bytes.extend_from_slice(table(points).as_bytes());
                Ok(())
            }
            other => Err(self.refuse(other)),
        }
    }
}

/// The digits are the fewest that read back to the same numbers.
fn table(points: &[DrawnPoint]) -> String {
    let rows = points.iter().map(|(x, y, label)| format!("{x},{y},{label}\n"));
    std::iter::once(HEADER.to_owned()).chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::csv::{Dialect, Missing, Wanted, read_points};
    use crate::data::{Coding, Labels, Target};
    use crate::file::save_new;

    #[test]
    fn saved_points_read_back_to_the_same_bits() {
        let folder = tempfile::tempdir().unwrap();
        let points = [(0.1, -1e-7, 0.0), (1.0 / 3.0, 12345.678, 1.0)];
        let path = save_new(&folder.path().join("mine.csv"), &Content::Points(&points)).unwrap();
        let columns = ["x", "y"].map(|name| (name.to_owned(), Coding::Number));
        let wanted = Wanted {
            columns: &columns,
            label: "label",
            labels: &Labels::numbered(Target::Classes(2)),
            is_table: false,
            is_test_data: false,
            missing: Missing::Drop,
            dialect: Dialect::default(),
        };
        let read = read_points(std::fs::File::open(&path).unwrap(), "mine.csv", &wanted).unwrap();
        assert_eq!(read.numbers, points.map(|(x, y, _)| [x, y]).as_flattened());
        assert_eq!(read.labels, [0.0, 1.0]);
        let second = save_new(&folder.path().join("mine.csv"), &Content::Points(&points)).unwrap();
        assert_eq!(second.file_name().unwrap(), "mine-2.csv");
        let none = save_new(&path, &Content::Points(&[])).unwrap_err().to_string();
        assert_eq!(none, "points: none are drawn; draw one first");
    }
}
