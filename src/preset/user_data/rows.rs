//! The rows of a table, read from its file.

use std::path::{Path, PathBuf};

use crate::data::Csv;
use crate::data::csv::read_table;
use crate::error::Error;
use crate::preset::{STANDARD, open_file};

/// Reads the rows of the file that is named, looked for from this folder. Its name leads there from the root afterwards,
/// so that it can be written down anywhere.
pub(crate) fn read_rows(csv: &mut Csv, folder: &Path) -> Result<(), Error> {
    let path = path_of(&csv.file, folder);
    read_rows_at(csv, &path)?;
    let place = path.display().to_string();
    let absolute = std::path::absolute(&path).map_err(|error| Error::unreadable(&path, &error))?;
    let Some(absolute) = absolute.to_str() else {
        return Err(Error::input(place, "its name is not UTF-8 text", "rename it"));
    };
    absolute.clone_into(&mut csv.file);
    Ok(())
}

/// As [`read_rows`] with a name from the command line, where `-` is standard input and stays the name.
pub(super) fn read_rows_of_flag(csv: &mut Csv) -> Result<(), Error> {
    let path = Path::new(STANDARD);
    if csv.file == STANDARD { read_rows_at(csv, path) } else { read_rows(csv, Path::new("")) }
}

fn read_rows_at(csv: &mut Csv, path: &Path) -> Result<(), Error> {
    let place = path.display().to_string();
    let read =
        |csv: &Csv| read_table(open_file(path, "name a file of points, as in points.csv")?, &place, &csv.choice());
    if csv.is_earlier
        && let Ok(reading) = read(csv)
        && !reading.is_new
    {
        csv.set_rows(reading);
        return Ok(());
    }
    // Earlier builds have refused it, or read it wrongly.
    csv.is_earlier = false;
    let reading = read(csv)?;
    csv.set_rows(reading);
    Ok(())
}

/// Where a file is, as people write it: in the folder, from the root, or in their home.
fn path_of(file: &str, folder: &Path) -> PathBuf {
    match (file.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        // A preset or a run can't name standard input.
        _ if file == STANDARD => folder.join(".").join(file),
        _ => folder.join(file),
    }
}
