//! RON texts with the places of their values: presets, and files that hold one.
//!
//! Reads a [`Document`] and reports what is wrong with it by line, column and field. [`Outline`] finds the places, and
//! `explain` puts RON's own errors into plain words. What a document means is up to the caller.

use std::cell::OnceCell;

use super::check_version;
use super::document::{Document, options};
use super::explain::Trial;
use super::locate::Outline;
use crate::error::{Error, Invalid};

/// A text in RON.
pub(crate) struct Text<'a> {
    source: &'a str,
    /// What messages call it.
    place: &'a str,
    /// Made for the first thing that is refused: most texts are fine, and long ones have many values.
    outline: OnceCell<Outline<'a>>,
}

impl<'a> Text<'a> {
    /// Finds the places in a text. `place` is its file, or what else messages call it.
    pub(crate) fn new(source: &'a str, place: &'a str) -> Self {
        // Some editors put a byte order mark first.
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        Self { source, place, outline: OnceCell::new() }
    }

    fn outline(&self) -> &Outline<'a> {
        self.outline.get_or_init(|| Outline::new(self.source))
    }

    /// Reads the text. Beyond its version, values are not evaluated.
    ///
    /// # Errors
    /// [`Error::Preset`] for the first thing that is no such document.
    pub(crate) fn read<T: Document>(&self) -> Result<T, Error> {
        options().from_str(self.source).map_err(|error| {
            // What a newer version has added is better explained by its version.
            let outline = self.outline();
            let version = outline.text(outline.find("version")).parse().unwrap_or(T::VERSION);
            if let Err(invalid) = check_version(version, T::VERSION)
                && version > T::VERSION
            {
                return self.refuse(invalid);
            }
            let (offset, invalid) = Trial::<T>::new(self.source, outline).explain(&error);
            self.refuse_at(offset, invalid)
        })
    }

    /// The refusal of a value, by the place of the field that it names first.
    pub(crate) fn refuse(&self, invalid: Invalid) -> Error {
        let first = invalid.field.split(" and ").next().unwrap_or_default();
        let outline = self.outline();
        let offset = outline.value(outline.find(first)).start;
        self.refuse_at(offset, invalid)
    }

    fn refuse_at(&self, offset: usize, invalid: Invalid) -> Error {
        let (line, column) = self.outline().position(offset);
        Error::Preset { file: self.place.to_owned(), line, column, invalid }
    }
}
