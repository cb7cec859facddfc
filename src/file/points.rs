//! Drawn points as a table.

use std::path::{Path, PathBuf};

use super::atomic;
use crate::data::DrawnPoint;
use crate::error::Error;

/// Saves points in a CSV file with the columns x, y and label, in full precision; a name that is taken gets a number.
/// Gives the path.
///
/// # Errors
/// [`Error::Input`] if there is no point or the path ends in no file name; [`Error::Write`] if the system refuses.
pub fn save_points(path: &Path, points: &[DrawnPoint]) -> Result<PathBuf, Error> {
    if points.is_empty() {
        return Err(Error::input(path.display(), "there is no drawn point to save", "draw one first"));
    }
    atomic::create_new(path, table(points).as_bytes(), "save the points")
}

/// The digits are the fewest that read back to the same numbers.
fn table(points: &[DrawnPoint]) -> String {
    let rows = points.iter().map(|(x, y, label)| format!("{x},{y},{label}\n"));
    std::iter::once("x,y,label\n".to_owned()).chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::csv::{Wanted, read_points};
    use crate::data::{Labels, Target};

    #[test]
    fn saved_points_read_back_to_the_same_bits() {
        let folder = tempfile::tempdir().unwrap();
        let points = [(0.1, -1e-7, 0.0), (1.0 / 3.0, 12345.678, 1.0)];
        let path = save_points(&folder.path().join("mine.csv"), &points).unwrap();
        let columns = ["x", "y"].map(str::to_owned);
        let wanted = Wanted { columns: &columns, label: "label", labels: &Labels::numbered(Target::Classes(2)) };
        let read = read_points(std::fs::File::open(&path).unwrap(), "mine.csv", &wanted).unwrap();
        assert_eq!(read.numbers, points.map(|(x, y, _)| [x, y]).as_flattened());
        assert_eq!(read.labels, [0.0, 1.0]);
        let second = save_points(&folder.path().join("mine.csv"), &points).unwrap();
        assert_eq!(second.file_name().unwrap(), "mine-2.csv");
        let none = save_points(&path, &[]).unwrap_err().to_string();
        assert!(none.contains("there is no drawn point to save"), "{none}");
    }
}
