//! The times of runs, in a table beside the results, which they are no part of: they differ from one time to the next.

use std::path::Path;
use std::time::Duration;

use crate::error::Error;
use crate::file::lines::{LineWriter, read_lines};
use crate::sweep::Row;

const HEADER: &str = "run,recipe,seconds\n";

/// A table of times that grows.
pub(super) struct Timings(LineWriter);

impl Timings {
    /// Opens a table of times to add to it, or makes one.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let mut writer = LineWriter::open(path)?;
        let refuse = || Error::input(path.display(), "is no table of times", "choose another name");
        let (length, rest) =
            read_lines(
                path,
                |line| {
                    if line.number > 1 || line.text == HEADER.trim_end() { Ok(()) } else { Err(refuse()) }
                },
            )?;
        if length == 0 && !HEADER.as_bytes().starts_with(&rest) {
            return Err(refuse());
        }
        writer.cut(length)?;
        if length == 0 {
            writer.append(HEADER.as_bytes())?;
        }
        Ok(Self(writer))
    }

    pub(super) fn add(&mut self, row: &Row, time: Duration) -> Result<(), Error> {
        let (run, recipe, seconds) = (row.get("run"), row.get("recipe"), time.as_secs_f64());
        self.0.append(format!("{run},{recipe},{seconds:.6}\n").as_bytes())
    }
}
