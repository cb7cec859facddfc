//! What the targets for weights share: the reading by format, and archives with right checksums.

use std::io::{Cursor, Write};

use blobtui::file::{FORMATS, Format, Kind};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Reads weights in the format of this name; those that are taken make up a network.
pub fn read(name: &str, bytes: &[u8]) {
    let is_meant = |format: &&&dyn Format| format.kind() == Kind::Weights && format.name() == name;
    let format = FORMATS.iter().find(is_meant).expect("a format");
    if let Ok(weights) = format.read_weights(bytes, "file") {
        assert!(weights.widths().len() >= 2 && weights.widths().iter().all(|width| *width > 0));
    }
}

/// An archive of these entries.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in entries {
        writer.start_file(*name, options).expect("room");
        writer.write_all(bytes).expect("room");
    }
    writer.finish().expect("room").into_inner()
}
