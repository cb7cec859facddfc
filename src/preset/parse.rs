//! Presets from RON and back, with the line, column and field of whatever is refused.
//!
//! RON's parser reads, [`Preset::check`] judges, [`Outline`] finds the places, and `explain` puts RON's own refusals in
//! plain words. Called for files, built-in presets and the recipe inside a checkpoint; opens no file itself.

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;

use super::explain::Trial;
use super::locate::Outline;
use super::{Preset, VERSION, check_version};
use crate::data::{Csv, Data};
use crate::error::{Error, Invalid};

/// How presets are read and written: `Sgd(learning_rate: 0.03)` rather than `Sgd((learning_rate: 0.03))`, and
/// `weights_seed: 3` as well as `weights_seed: Some(3)`.
pub(super) fn options() -> Options {
    let extensions = Extensions::UNWRAP_VARIANT_NEWTYPES | Extensions::IMPLICIT_SOME;
    Options::default().with_default_extension(extensions)
}

impl Preset {
    /// Reads and checks a preset. `place` is its file, or the built-in preset's name, for messages.
    ///
    /// # Errors
    /// [`Error::Preset`] for the first thing that is refused: the syntax, a field, or a value that [`Self::check`]
    /// does not allow, with the line and column of the value. Points from a file are among that: only
    /// [`Self::parse_with`] takes them.
    pub fn parse(source: &str, place: &str) -> Result<Self, Error> {
        Self::parse_with(source, place, |_| Ok(()))
    }

    /// Reads and checks a preset whose points may come from a file: `read` puts its rows into what names it.
    ///
    /// # Errors
    /// As for [`Self::parse`], and whatever `read` refuses.
    pub fn parse_with(
        source: &str,
        place: &str,
        read: impl FnOnce(&mut Csv) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        // Some editors put a byte order mark first.
        let text = source.strip_prefix('\u{feff}').unwrap_or(source);
        let outline = Outline::new(text);
        let refuse = |offset, invalid| {
            let (line, column) = outline.position(offset);
            Error::Preset { file: place.to_owned(), line, column, invalid }
        };
        let value_of = |field: &str| outline.value(outline.find(field)).start;
        match options().from_str::<Self>(text) {
            Ok(mut preset) => {
                let refuse = |invalid: Invalid| {
                    let first = invalid.field.split(" and ").next().unwrap_or_default();
                    refuse(value_of(first), invalid)
                };
                preset.check_settings().map_err(refuse)?;
                if let Data::Csv(csv) = &mut preset.data {
                    read(csv)?;
                }
                preset.check().map_err(refuse)?;
                Ok(preset)
            }
            Err(error) => {
                // What a newer version has added is better explained by its version.
                let version = outline.text(outline.find("version")).parse().unwrap_or(VERSION);
                if let Err(invalid) = check_version(version)
                    && version > VERSION
                {
                    return Err(refuse(value_of("version"), invalid));
                }
                let (offset, invalid) = Trial::new(text, &outline).explain(&error);
                Err(refuse(offset, invalid))
            }
        }
    }

    /// The preset as RON that [`Self::parse`] reads back as the same preset, with a line end at its end.
    ///
    /// # Panics
    /// Never: every preset can be written.
    #[must_use]
    pub fn to_ron(&self) -> String {
        let config = PrettyConfig::new().struct_names(true).compact_arrays(true).new_line("\n");
        // Writing to a string cannot fail, and nothing in a preset has a form that RON lacks.
        let text = options().to_string_pretty(self, config).expect("a preset can be written as RON");
        text + "\n"
    }
}
