//! The rows of a table, read from its file.

use std::path::{Path, PathBuf};

use crate::data::Csv;
use crate::data::csv::{read_points, read_table};
use crate::error::Error;
use crate::preset::{STANDARD, open_file};

/// What to do where a file can't be opened.
const REMEDY: &str = "name a file of points, as in points.csv";

/// Reads the rows of the file that is named, looked for from this folder. Its name leads there from the root afterwards,
/// so that it can be written down anywhere.
pub(crate) fn read_rows(csv: &mut Csv, folder: &Path) -> Result<(), Error> {
    let path = path_of(&csv.file, folder);
    read_rows_at(csv, &path)?;
    csv.file = absolute(&path)?;
    if let Some(file) = &csv.test_file {
        let path = path_of(file, folder);
        read_test_points_at(csv, &path)?;
        csv.test_file = Some(absolute(&path)?);
    }
    Ok(())
}

/// As [`read_rows`] with names from the command line, where `-` is standard input and stays the name.
pub(super) fn read_rows_of_flag(csv: &mut Csv) -> Result<(), Error> {
    let (folder, standard) = (Path::new(""), Path::new(STANDARD));
    let test_file = csv.test_file.take();
    if csv.file == STANDARD { read_rows_at(csv, standard) } else { read_rows(csv, folder) }?;
    let Some(file) = test_file else { return Ok(()) };
    if file == STANDARD && csv.file == STANDARD {
        let remedy = "give a file for one of them";
        return Err(Error::input("--test-data -", "standard input is the table already", remedy));
    }
    let path = if file == STANDARD { standard.to_owned() } else { path_of(&file, folder) };
    read_test_points_at(csv, &path)?;
    csv.test_file = Some(if file == STANDARD { file } else { absolute(&path)? });
    Ok(())
}

/// The name of a file from the root.
fn absolute(path: &Path) -> Result<String, Error> {
    let absolute = std::path::absolute(path).map_err(|error| Error::unreadable(path, &error))?;
    let refuse = |_| Error::input(path.display(), "its name is not UTF-8 text", "rename it");
    absolute.into_os_string().into_string().map_err(refuse)
}

fn read_test_points_at(csv: &mut Csv, path: &Path) -> Result<(), Error> {
    let place = path.display().to_string();
    csv.read_test_points(&place, |wanted| read_points(open_file(path, REMEDY)?, &place, wanted))
}

fn read_rows_at(csv: &mut Csv, path: &Path) -> Result<(), Error> {
    let place = path.display().to_string();
    let read = |csv: &Csv| read_table(open_file(path, REMEDY)?, &place, &csv.choice());
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
