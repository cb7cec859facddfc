//! The text of a table, from its bytes: unpacked, decoded, and within bounds.
//!
//! Text is UTF-8, UTF-16 after a byte order mark, or Windows-1252, which Latin-1 is a part of. Files of other programs
//! are refused by their names.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::lines::{check_width, too_large};
use crate::error::Error;

/// The most bytes that are read: several times what [`MAX_POINTS`](crate::data::MAX_POINTS) rows of numbers in 17
/// columns take.
pub(super) const MAX_BYTES: u64 = 64 << 20;
/// The first bytes in which the columns of the first line are counted, before anything else is read.
pub(super) const FIRST_BYTES: u64 = 1 << 20;
/// What a file that gzip packed begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How the characters of a text were written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, in either order of bytes.
    Utf16,
    /// Windows-1252, which agrees with Latin-1 on all letters.
    Windows1252,
}

impl Encoding {
    /// Its name, as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Latin-1 (Windows-1252)",
        }
    }
}

/// A text with how it was found.
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: Encoding,
    /// Whether gzip had packed it.
    pub(super) was_packed: bool,
}

/// Reads a text. Too many columns are refused before more than the first line is read, and what unpacks to more than
/// [`MAX_BYTES`] without being unpacked whole.
pub(super) fn read_text(mut reader: impl Read, place: &str) -> Result<Decoded, Error> {
    let failed = |error| Error::input(place, format!("cannot be read: {error}"), "check the file");
    let mut start = Vec::new();
    reader.by_ref().take(GZIP.len() as u64).read_to_end(&mut start).map_err(failed)?;
    let was_packed = start == GZIP;
    let packed = start.as_slice().chain(reader.take(MAX_BYTES + 1));
    let mut reader: Box<dyn Read + '_> =
        if was_packed { Box::new(MultiGzDecoder::new(packed)) } else { Box::new(packed) };
    let mut bytes = Vec::new();
    reader.by_ref().take(FIRST_BYTES).read_to_end(&mut bytes).map_err(failed)?;
    if let Some((problem, remedy)) = foreign(&bytes) {
        return Err(Error::input(place, problem, remedy));
    }
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !is_utf16 {
        check_width(&bytes, place)?;
    }
    reader.take(MAX_BYTES + 1 - bytes.len() as u64).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(place, MAX_BYTES, was_packed));
    }
    let (text, encoding) = if is_utf16 { utf_16(&bytes, place)? } else { decoded(bytes, place)? };
    Ok(Decoded { text: with_line_feeds(text), encoding, was_packed })
}

/// What a file is that is no text of a table, by its first bytes, and what to do with it.
fn foreign(start: &[u8]) -> Option<(&'static str, &'static str)> {
    const EXCEL: &str = "save the sheet as CSV UTF-8 in Excel";
    const UNPACK: &str = "unpack it, or pack it with gzip";
    let has = |name: &[u8]| start.windows(name.len()).any(|bytes| bytes == name);
    if start.starts_with(b"PK\x03\x04") {
        return Some(match () {
            () if has(b"xl/") => ("is an Excel workbook", EXCEL),
            () if has(b".npy") => (
                "is a NumPy archive (.npz)",
                "write its columns as CSV, as in pandas.DataFrame(numpy.load(FILE)[NAME]).to_csv(\"points.csv\")",
            ),
            () if has(b"opendocument.spreadsheet") => {
                ("is an OpenDocument spreadsheet", "save the sheet as CSV in UTF-8")
            }
            () => ("is a zip archive", UNPACK),
        });
    }
    let kinds: [(&[u8], &str, &str); 8] = [
        (b"\xd0\xcf\x11\xe0", "is an Excel workbook of the years before 2007", EXCEL),
        (
            b"\x93NUMPY",
            "is a NumPy array (.npy)",
            "write it with numpy.savetxt(\"points.csv\", array, delimiter=\",\")",
        ),
        (b"PAR1", "is a Parquet file", "write it as CSV, as in pandas.read_parquet(FILE).to_csv(\"points.csv\")"),
        (b"ARROW1", "is an Arrow file", "write it as CSV, as in pandas.read_feather(FILE).to_csv(\"points.csv\")"),
        (b"\x89HDF", "is an HDF5 file", "write its columns as CSV"),
        (b"BZh", "is compressed with bzip2", UNPACK),
        (b"\xfd7zXZ", "is compressed with xz", UNPACK),
        (b"\x28\xb5\x2f\xfd", "is compressed with zstd", UNPACK),
    ];
    kinds.into_iter().find(|(signature, ..)| start.starts_with(signature)).map(|(_, problem, remedy)| (problem, remedy))
}

const REMEDY: &str = "save it as CSV in UTF-8";

fn line_after(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count()
}

fn utf_16(bytes: &[u8], place: &str) -> Result<(String, Encoding), Error> {
    let is_little = bytes.starts_with(b"\xff\xfe");
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units =
        pairs.iter().skip(1).map(|pair| if is_little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) });
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if rest.is_empty() && !text.contains('\0') => Ok((text, Encoding::Utf16)),
        _ => Err(Error::input(place, "begins as UTF-16 text, but is none", REMEDY)),
    }
}

/// UTF-8 without its byte order mark, or Windows-1252 where no line has characters of UTF-8.
fn decoded(bytes: Vec<u8>, place: &str) -> Result<(String, Encoding), Error> {
    let (text, encoding) = match String::from_utf8(bytes) {
        Ok(text) => (text, Encoding::Utf8),
        Err(error) => {
            let (valid, bytes) = (error.utf8_error().valid_up_to(), error.as_bytes());
            let is_control = |byte: &u8| matches!(byte, 0..=8 | 0x0e..=0x19 | 0x1b..=0x1f | 0x7f);
            let is_mixed = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
            if is_mixed || bytes.iter().any(is_control) {
                let line = line_after(&bytes[..valid]);
                let others = if is_mixed { ", though others are" } else { "" };
                return Err(Error::input(place, format!("line {line} is not UTF-8 text{others}"), REMEDY));
            }
            (bytes.iter().map(|byte| windows_1252(*byte)).collect(), Encoding::Windows1252)
        }
    };
    if let Some(end) = text.find('\0') {
        let line = line_after(&text.as_bytes()[..end]);
        return Err(Error::input(place, format!("line {line} is not text: it has a byte 0"), REMEDY));
    }
    // Spreadsheets write one.
    let text = if text.starts_with('\u{feff}') { text['\u{feff}'.len_utf8()..].to_owned() } else { text };
    Ok((text, encoding))
}

/// The character of a byte: that of Latin-1, but for 32 of them.
fn windows_1252(byte: u8) -> char {
    const OTHERS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => OTHERS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// A text whose lines end as on Unix, and not as on Windows or old Macintoshes.
fn with_line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, Encoding, bool), String> {
        let found = read_text(bytes, "t").map_err(|error| error.to_string())?;
        Ok((found.text, found.encoding, found.was_packed))
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "größe,art\r\n1,€\n";
        let expected = "größe,art\n1,€\n".to_owned();
        let utf_16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big_endian: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let windows = b"gr\xf6\xdfe,art\r\n1,\x80\n";
        assert_eq!(read(text.as_bytes()), Ok((expected.clone(), Encoding::Utf8, false)));
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()), Ok((expected.clone(), Encoding::Utf8, false)));
        assert_eq!(read(&packed(text.as_bytes())), Ok((expected.clone(), Encoding::Utf8, true)));
        for bytes in [utf_16, big_endian] {
            assert_eq!(read(&bytes), Ok((expected.clone(), Encoding::Utf16, false)));
        }
        assert_eq!(read(windows), Ok((expected, Encoding::Windows1252, false)));
    }

    #[test]
    fn what_is_no_text_is_named() {
        let mut workbook = b"PK\x03\x04\x14\0\0\0xl/workbook.xml".to_vec();
        assert!(read(&workbook).unwrap_err().contains("is an Excel workbook; save the sheet as CSV"));
        workbook.truncate(8);
        assert!(read(&workbook).unwrap_err().contains("is a zip archive; unpack it"));
        assert!(read(b"PK\x03\x04\x14\0\0\0x.npy").unwrap_err().contains("is a NumPy archive (.npz)"));
        assert!(read(b"\xff\xfea").unwrap_err().contains("begins as UTF-16 text, but is none"));
        assert!(read("é\n\u{e9}".as_bytes()).is_ok());
        assert!(read(b"\xc3\xa9\n\xe9,1").unwrap_err().contains("line 2 is not UTF-8 text, though others are"));
        assert!(read(b"1,\xff\x01").unwrap_err().contains("line 1 is not UTF-8 text;"));
        assert!(read(&packed(b"a,b\n1,2\n")[..20]).unwrap_err().contains("cannot be read"));
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
        let bomb = packed(&vec![b'1'; (MAX_BYTES + 2) as usize]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(read(&bomb).unwrap_err(), "t: unpacks to more than 64 MiB; split it");
        assert!(read(&packed(&packed(b"a,b\n"))).is_err());
    }
}
