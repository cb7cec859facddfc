//! Presets from RON and back, with the line, column and field of each problem.
//!
//! RON's parser reads, [`Preset::check`] checks, [`Text`] finds the places and describes the problems. Called for files,
//! built-in presets and the recipe inside a checkpoint; opens no file itself.

use ron::ser::PrettyConfig;

use super::document::{Document, options};
use super::text::Text;
use super::{Preset, VERSION};
use crate::data::Csv;
use crate::error::{Error, Invalid};

impl Document for Preset {
    const NAME: &'static str = "Preset";
    const WHOLE: &'static str = "the preset";
    const ANYTHING: &'static str = "a value as in `blobtui presets show xor-blobs`";
    const OTHER: (&'static str, &'static str) = ("Run", "is a run, not a preset");
    const VERSION: u32 = VERSION;

    fn check(&self) -> Result<(), Invalid> {
        self.check_settings()
    }
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
        let mut preset = Self::parse_in_own_version(source, place, read)?;
        preset.mark_padded(std::iter::empty());
        Ok(preset.in_lowest_version())
    }

    /// The same in the version of the text, which tells what edits of it mean.
    ///
    /// # Errors
    /// As for [`Self::parse_with`].
    pub(crate) fn parse_in_own_version(
        source: &str,
        place: &str,
        read: impl FnOnce(&mut Csv) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let text = Text::new(source, place);
        let mut preset: Self = text.read()?;
        let refuse = |invalid| text.refuse(invalid);
        preset.check_settings().map_err(refuse)?;
        preset.take_rows(read)?;
        preset.check().map_err(refuse)?;
        Ok(preset)
    }

    /// The preset as RON that [`Self::parse`] reads back as the same preset, with a line end at its end.
    pub fn to_ron(&self) -> String {
        self.to_ron_from(1)
    }

    /// The same in this version, or in the lowest above that has what it uses.
    ///
    /// # Panics
    /// Never: every preset can be written.
    pub(crate) fn to_ron_from(&self, version: u32) -> String {
        let preset = Self { version: self.lowest_version().max(version), ..self.clone() };
        let config = PrettyConfig::new().struct_names(true).compact_arrays(true).new_line("\n");
        // Writing to a string cannot fail, and nothing in a preset has a form that RON lacks.
        let text = options().to_string_pretty(&preset, config).expect("a preset can be written as RON");
        text + "\n"
    }
}
