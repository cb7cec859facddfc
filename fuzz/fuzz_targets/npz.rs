//! Weights of NumPy: bytes are read as they are, and once more as an array of an archive with right checksums, without
//! which nothing gets past the first checks.

#![no_main]

use std::io::{Cursor, Write};

use blobtui::file::{FORMATS, Format, Kind};
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    read(&archive(&[("0.weight.npy", bytes)]));
});

fn read(bytes: &[u8]) {
    let is_meant = |format: &&&dyn Format| format.kind() == Kind::Weights && format.name() == "npz";
    let format = FORMATS.iter().find(is_meant).expect("a format");
    if let Ok(weights) = format.read_weights(bytes, "file") {
        assert!(weights.widths().len() >= 2 && weights.widths().iter().all(|width| *width > 0));
    }
}

/// An archive of these entries.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in entries {
        writer.start_file(*name, options).expect("room");
        writer.write_all(bytes).expect("room");
    }
    writer.finish().expect("room").into_inner()
}
