//! The rows of a table, read from its file.

use std::path::{Path, PathBuf};

use crate::data::Csv;
use crate::data::csv::read_table;
use crate::error::Error;
use crate::preset::open_file;

/// Reads the rows of the file that is named, looked for from this folder. Its name leads there from the root afterwards,
/// so that it can be written down anywhere.
pub(crate) fn read_rows(csv: &mut Csv, folder: &Path) -> Result<(), Error> {
    let path = path_of(&csv.file, folder);
    let place = path.display().to_string();
    let unreadable = |error| Error::unreadable(&path, &error);
    let file = open_file(&path, "name a file of points, as in points.csv")?;
    let reading = read_table(file, &place, &csv.choice())?;
    let absolute = std::path::absolute(&path).map_err(unreadable)?;
    let Some(absolute) = absolute.to_str() else {
        return Err(Error::input(place, "its name is not UTF-8 text", "rename it"));
    };
    absolute.clone_into(&mut csv.file);
    csv.left_out = reading.left_out;
    csv.table = Some(reading.table.into());
    Ok(())
}

/// Where a file is, as people write it: in the folder, from the root, or in their home.
fn path_of(file: &str, folder: &Path) -> PathBuf {
    match (file.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => folder.join(file),
    }
}
