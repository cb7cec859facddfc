//! The reader of `--data`: a file, or standard input for `-`.
//!
//! Opens it and knows what messages call it; what is in it is for `data::csv` to read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::Error;

/// Opens a table. Gives the reader, and the name of the place for messages.
pub(super) fn open(path: &Path) -> Result<(Box<dyn Read>, String), Error> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(io::stdin().lock()), "standard input".to_owned()));
    }
    let file = File::open(path).map_err(|error| Error::unreadable(path, &error))?;
    Ok((Box::new(file), path.display().to_string()))
}
