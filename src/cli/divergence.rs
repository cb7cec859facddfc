//! Whether the numbers that a checkpoint gives mean anything.

use std::path::Path;

use crate::error::Error;
use crate::text::excerpt;
use crate::train::Checkpoint;

/// Says that a checkpoint's run diverged, or that its weights give numbers that are not finite, which comes to the same.
/// The results are printed before: they are what was asked for.
///
/// # Errors
/// [`Error::Outcome`] if so.
pub(super) fn check(
    path: &Path,
    checkpoint: &Checkpoint,
    results: &str,
    numbers: impl IntoIterator<Item = f32>,
) -> Result<(), Error> {
    if !checkpoint.is_diverged() && numbers.into_iter().all(f32::is_finite) {
        return Ok(());
    }
    let path = path.to_string_lossy();
    let epoch = checkpoint.snapshot.epoch;
    Err(Error::Outcome(format!(
        "{}: the run diverged at epoch {epoch}, and its {results} mean nothing; train again with a smaller --learning-rate",
        excerpt(&path)
    )))
}
