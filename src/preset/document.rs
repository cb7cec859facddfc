//! The documents in RON, presets and run files, and the RON options that they share.
//!
//! Implemented by [`Preset`](super::Preset) and by run files; `text` reads a document, `explain` words its errors.

use ron::Options;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use crate::error::Invalid;

/// A type that is written as RON, with the words for its error messages.
pub(crate) trait Document: DeserializeOwned {
    /// The struct name at its beginning.
    const NAME: &'static str;
    /// What messages call it as a whole.
    const WHOLE: &'static str;
    /// What is allowed where nothing more precise is known.
    const ANYTHING: &'static str;
    /// The struct name of another kind of document, and the problem that is reported for one.
    const OTHER: (&'static str, &'static str);
    /// The version that this build reads.
    const VERSION: u32;

    /// Checks every setting, so that messages can name the allowed range.
    fn check(&self) -> Result<(), Invalid>;
}

/// How documents are read and written: `Sgd(learning_rate: 0.03)` rather than `Sgd((learning_rate: 0.03))`, and
/// `weights_seed: 3` as well as `weights_seed: Some(3)`.
pub(crate) fn options() -> Options {
    let extensions = Extensions::UNWRAP_VARIANT_NEWTYPES | Extensions::IMPLICIT_SOME;
    Options::default().with_default_extension(extensions)
}
