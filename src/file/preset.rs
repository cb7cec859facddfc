//! Presets as files that a run can start from. [`crate::preset`] reads and writes their text.

use std::path::Path;

use super::format::{Content, Format, Kind, Source, is_ron_of};
use crate::error::Error;
use crate::preset::{self, Recipe};

pub(super) struct PresetFile;

impl Format for PresetFile {
    fn name(&self) -> &'static str {
        "preset"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ron"]
    }

    fn kind(&self) -> Kind {
        Kind::Preset
    }

    fn is_text(&self) -> bool {
        true
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        is_ron_of("Preset", start)
    }

    fn read(&self, path: &Path) -> Result<Source, Error> {
        let name = preset::stem(path);
        Ok(Source::Recipe(Box::new(Recipe { name, preset: preset::read(path)?, edited: false })))
    }

    fn write(&self, content: &Content, _: &mut Vec<u8>) -> Result<(), Error> {
        Err(self.refuse(content))
    }
}
