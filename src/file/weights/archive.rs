//! Zip archives of weights: written with the same bytes for the same content, read within bounds.
//!
//! Files of PyTorch and of `NumPy` are zip archives. Knows nothing of what their entries mean.

use std::io::{Cursor, Read, Write};

use zip::result::ZipResult;
use zip::write::FullFileOptions;
use zip::{CompressionMethod, System, ZipArchive, ZipWriter};

use super::DAMAGED;
use crate::error::Error;
use crate::text::{excerpt, quoted};

/// The most entries: many times those of the largest network with its optimizer's state.
const MAX_ENTRIES: usize = 10_000;
/// The most bytes that are unpacked, all entries together.
const MAX_UNPACKED: u64 = 16 << 20;
/// What every local header begins with.
const LOCAL: &[u8] = b"PK\x03\x04";
/// What every entry of the directory begins with.
const CENTRAL: &[u8] = b"PK\x01\x02";
/// The bytes of a local header before the name of its entry.
const HEADER: usize = 30;
/// Where data begins: at multiples of this, as PyTorch writes it.
const ALIGNMENT: u16 = 64;
/// The extra field of the first entry, by which a file that blobtui wrote is known.
const OWN: (u16, &[u8]) = (0x4c42, b"blobtui-weights");

/// A zip archive that is read.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    place: &'a str,
    left: u64,
}

/// The name of the first entry, if a file that begins with these bytes is a zip archive.
pub(super) fn first_name(start: &[u8]) -> Option<&[u8]> {
    let header = start.get(..HEADER).filter(|header| header.starts_with(LOCAL))?;
    let length = usize::from(u16::from_le_bytes([header[26], header[27]]));
    start.get(HEADER..HEADER + length)
}

/// Whether a file that begins with these bytes is an archive that blobtui wrote.
pub(super) fn is_own(start: &[u8]) -> bool {
    let extra = first_name(start).and_then(|name| start.get(HEADER + name.len()..));
    extra.is_some_and(|extra| {
        extra.iter().take(64).copied().collect::<Vec<_>>().windows(OWN.1.len()).any(|bytes| bytes == OWN.1)
    })
}

/// An archive of these entries, uncompressed and without a date.
pub(super) fn write(entries: &[(String, Vec<u8>)], place: &str) -> Result<Vec<u8>, Error> {
    let written = || -> ZipResult<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (index, (name, bytes)) in entries.iter().enumerate() {
            let mut options = FullFileOptions::default()
                .compression_method(CompressionMethod::Stored)
                .system(System::Unix)
                .with_alignment(ALIGNMENT);
            if index == 0 {
                options.add_extra_field(OWN.0, OWN.1, false)?;
            }
            writer.start_file(name.as_str(), options)?;
            writer.write_all(bytes)?;
        }
        Ok(writer.finish()?.into_inner())
    };
    written().map_err(|error| Error::input(place, format!("can't be written as zip: {error}"), "save a checkpoint"))
}

impl<'a> Archive<'a> {
    /// Opens an archive; `place` is what messages call it.
    pub(super) fn open(bytes: &'a [u8], place: &'a str) -> Result<Self, Error> {
        // Each entry of the directory takes hundreds of bytes once it is read.
        if bytes.windows(CENTRAL.len()).filter(|bytes| *bytes == CENTRAL).take(MAX_ENTRIES + 1).count() > MAX_ENTRIES {
            return Err(Error::input(place, format!("has more than {MAX_ENTRIES} entries"), DAMAGED));
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            let problem = format!("is not a whole zip archive: {}", excerpt(&error.to_string()));
            Error::input(place, problem, DAMAGED)
        })?;
        Ok(Self { zip, place, left: MAX_UNPACKED })
    }

    /// The names of the entries in the order of the directory; those that are not UTF-8 are left out.
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.zip.len()).filter_map(|index| Some(self.zip.name_for_index(index)?.ok()?.into_owned())).collect()
    }

    /// Whether there is an entry of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The bytes of an entry, at most `most`.
    pub(super) fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Error> {
        let refuse =
            |problem: String| Error::input(self.place, format!("its entry {} {problem}", quoted(name)), DAMAGED);
        let Some(index) = self.zip.index_for_name(name) else { return Err(refuse("is missing".into())) };
        let unreadable = |error: String| refuse(format!("can't be read: {}", excerpt(&error)));
        let most = most.min(self.left);
        let file = self.zip.by_index(index).map_err(|error| unreadable(error.to_string()))?;
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
        if bytes.len() as u64 > most {
            return Err(refuse(format!("is larger than {most} bytes")));
        }
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }
}
