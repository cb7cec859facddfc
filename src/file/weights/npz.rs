//! Archives of `NumPy`: an array of each tensor in a zip archive, as `numpy.savez` writes them.
//!
//! An entry `linear_1.weight.npy` begins with a magic number, a version and the length of a header, which is a Python
//! dictionary of type, order and shape (`numpy/lib/format.py`).

use super::super::format::{Content, Format, Kind};
use super::archive::{self, Archive};
use super::layers::{Order, Weights};
use super::{DAMAGED, Dtype, Header, MAX_DIMENSIONS, MAX_NUMBERS, Tensor, check, check_count, instructions, tensors};
use crate::error::Error;
use crate::text::quoted;
use crate::train::Checkpoint;

pub(in crate::file) struct Npz;

const MAGIC: &[u8] = b"\x93NUMPY";
/// Where the numbers begin: at a multiple of this.
const ALIGNMENT: usize = 64;
const REMEDY: &str = "give the arrays of a state_dict, as numpy.savez(FILE, **arrays) writes them";
/// Types that are not read, by `NumPy`'s code without its order of bytes.
const OTHER: [(&str, &str); 13] = [
    ("f2", "float16"),
    ("f16", "longdouble"),
    ("c8", "complex64"),
    ("c16", "complex128"),
    ("i1", "int8"),
    ("i2", "int16"),
    ("i4", "int32"),
    ("i8", "int64"),
    ("u1", "uint8"),
    ("u2", "uint16"),
    ("u4", "uint32"),
    ("u8", "uint64"),
    ("b1", "bool"),
];

impl Format for Npz {
    fn name(&self) -> &'static str {
        "npz"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["npz"]
    }

    fn kind(&self) -> Kind {
        Kind::Weights
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        archive::first_name(start).is_some_and(|name| name.ends_with(b".npy"))
    }

    fn is_own(&self, start: &[u8]) -> bool {
        self.recognizes(start) && archive::is_own(start)
    }

    fn read_weights(&self, bytes: &[u8], place: &str) -> Result<Weights, Error> {
        from_bytes(bytes, place)
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Checkpoint(checkpoint) = content else { return Err(self.refuse(content)) };
        let entry = |tensor: &Tensor| (format!("{}.npy", tensor.name), to_npy(tensor));
        let entries: Vec<_> = tensors(checkpoint).iter().map(entry).collect();
        bytes.append(&mut archive::write(&entries, &checkpoint.file_name())?);
        Ok(())
    }

    fn instructions(&self, checkpoint: &Checkpoint) -> Option<String> {
        Some(instructions(checkpoint))
    }
}

/// An array in version 1.0 of the format.
fn to_npy(tensor: &Tensor) -> Vec<u8> {
    // A tuple of one has a comma as well.
    let sizes: Vec<_> = tensor.shape.iter().map(ToString::to_string).collect();
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({},), }}", sizes.join(","));
    let before = MAGIC.len() + 4;
    while !(before + header.len() + 1).is_multiple_of(ALIGNMENT) {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = [MAGIC, &[1, 0], &(header.len() as u16).to_le_bytes(), header.as_bytes()].concat();
    bytes.extend(tensor.values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

fn from_bytes(bytes: &[u8], place: &str) -> Result<Weights, Error> {
    let mut archive = Archive::open(bytes, place)?;
    check_count(archive.names().len(), place)?;
    let mut tensors = vec![];
    let mut headers = vec![];
    for entry in archive.names() {
        let Some(name) = entry.strip_suffix(".npy") else {
            let problem = format!("its entry {} is no array", quoted(&entry));
            return Err(Error::input(place, problem, REMEDY));
        };
        let bytes = archive.read(&entry, MAX_NUMBERS * 8)?;
        let Array { dtype, by_column, shape, data } = Array::of(&bytes)
            .map_err(|problem| Error::input(place, format!("its array {} {problem}", quoted(name)), DAMAGED))?;
        headers.push(Header { name: name.to_owned(), dtype, shape: shape.clone() });
        check(&headers, place)?;
        let shape: Vec<usize> = shape.iter().map(|size| *size as usize).collect();
        let length: usize = shape.iter().product();
        if dtype.size().map(|size| size * length) != Some(data.len()) {
            let problem = format!("its array {} has another number of bytes than its shape needs", quoted(name));
            return Err(Error::input(place, problem, DAMAGED));
        }
        let place_of = |index: usize| match shape[..] {
            [rows, columns] if by_column => index % columns * rows + index / columns,
            _ => index,
        };
        let values = (0..length).filter_map(|index| dtype.number(data, place_of(index))).collect();
        tensors.push(Tensor { name: name.to_owned(), shape, values });
    }
    Weights::new(tensors, Order::AsGiven, place)
}

/// An array before its numbers are read.
struct Array<'a> {
    dtype: Dtype,
    /// Whether its numbers stand column by column.
    by_column: bool,
    shape: Vec<u64>,
    data: &'a [u8],
}

impl<'a> Array<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, String> {
        let rest = bytes.strip_prefix(MAGIC).ok_or("has not the first bytes of an array")?;
        let (length, rest) = match rest {
            [1, 0, a, b, rest @ ..] => (u32::from(u16::from_le_bytes([*a, *b])), rest),
            [2 | 3, 0, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]), rest),
            _ => return Err("is of an unknown version".into()),
        };
        let (header, data) = rest.split_at_checked(length as usize).ok_or("ends within its header")?;
        let header = str::from_utf8(header).map_err(|_| "has a header that is no text")?;
        let value = |key: &str| {
            let (_, rest) =
                header.split_once(&format!("'{key}':")).ok_or_else(|| format!("has no {key} in its header"))?;
            Ok::<_, String>(rest.trim_start())
        };
        let code =
            value("descr")?.strip_prefix('\'').and_then(|rest| rest.split_once('\'')).map_or("", |(code, _)| code);
        let shape = value("shape")?.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(sizes, _)| sizes);
        let sizes =
            shape.ok_or("has no shape in its header")?.split(',').map(str::trim).filter(|size| !size.is_empty());
        let sizes = sizes.take(MAX_DIMENSIONS + 1).map(str::parse);
        let shape = sizes.collect::<Result<Vec<u64>, _>>().map_err(|_| "has an unknown shape")?;
        if shape.len() > MAX_DIMENSIONS {
            return Err(format!("has more than {MAX_DIMENSIONS} dimensions"));
        }
        let by_column = value("fortran_order")?.starts_with("True");
        Ok(Self { dtype: dtype_of(code)?, by_column, shape, data })
    }
}

fn dtype_of(code: &str) -> Result<Dtype, String> {
    let plain = code.trim_start_matches(['<', '|', '=']);
    match plain {
        "f4" => Ok(Dtype::F32),
        "f8" => Ok(Dtype::F64),
        _ => match OTHER.into_iter().find(|(known, _)| *known == plain) {
            Some((_, name)) => Ok(Dtype::Other(name)),
            None if code.starts_with('>') => Err("has numbers that are not little-endian".into()),
            None => Err(format!("is of type {}, not of numbers", quoted(code))),
        },
    }
}
