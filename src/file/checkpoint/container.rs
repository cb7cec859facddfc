//! The outer form of a checkpoint: a safetensors file of F32 tensors with metadata.
//!
//! Checks the structure, the version and the checksum, so that damage doesn't go unnoticed. The caller checks what the
//! tensors and the metadata mean.

use std::collections::BTreeMap;

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorView};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::file::recipe::hexadecimal;
use crate::text::{excerpt, quoted};

const FORMAT: &str = "blobtui-checkpoint";
const VERSION: u32 = 1;
/// Required metadata besides `checksum`. No other keys are allowed but [`OPTIONAL`].
const KEYS: [&str; 11] =
    ["format", "version", "preset", "seed", "epoch", "batch", "optimizer_step", "journal", "history", "engine", "name"];
/// Optional metadata: for early stopping, points from a file (two), bookmarks, recorded states, and scores, which
/// earlier builds did not write.
const OPTIONAL: [&str; 6] = ["best", "table", "scale", "marks", "states", "scores"];
const CHECKSUM: &str = "checksum";
/// The most bytes of a header.
const MAX_HEADER_BYTES: usize = 2 << 20;
/// The most keys and numbers of a header: many times those of the largest network with its optimizer's state. Each takes
/// hundreds of bytes while it is read.
const MAX_HEADER_ITEMS: usize = 10_000;
/// The bytes before the header, which give its length.
const PREFIX: usize = 8;

/// The remedy for a file that has changed since it was written.
pub(super) const DAMAGED: &str = "the file is damaged or was edited; use another copy";
/// The remedy for a file that is something else.
pub(super) const FOREIGN: &str = "give a checkpoint that blobtui saved";

/// Metadata and tensors of a file, both sorted by name, so that their order in the file makes no difference.
#[derive(Debug, Default)]
pub(super) struct Container {
    /// Values by key, without `format`, `version` and `checksum`.
    pub(super) metadata: BTreeMap<String, String>,
    pub(super) tensors: BTreeMap<String, Tensor>,
}

/// Numbers in row-major order, as many as the product of the shape.
#[derive(Debug)]
pub(super) struct Tensor {
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

impl Container {
    pub(super) fn to_bytes(&self, place: &str) -> Result<Vec<u8>, Error> {
        let mut metadata = self.metadata.clone();
        metadata.insert("format".to_owned(), FORMAT.to_owned());
        metadata.insert("version".to_owned(), VERSION.to_string());
        metadata.insert(CHECKSUM.to_owned(), checksum(&metadata, &self.tensors));
        let tensors = self.tensors.iter().map(|(name, tensor)| (name.as_str(), &tensor.shape[..], &tensor.values[..]));
        serialize(tensors, &metadata)
            .map_err(|error| Error::input(place, format!("can't be written as safetensors: {error}"), FOREIGN))
    }

    pub(super) fn from_bytes(bytes: &[u8], place: &str) -> Result<Self, Error> {
        let (header, data) = split(bytes, place, FOREIGN)?;
        let mut metadata: BTreeMap<String, String> =
            header.metadata().iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
        check_metadata(&metadata, place)?;
        let mut tensors = BTreeMap::new();
        for (name, info) in header.tensors() {
            if info.dtype != Dtype::F32 {
                let problem = format!("its tensor {} is {}, not F32", quoted(&name), info.dtype);
                return Err(Error::input(place, problem, FOREIGN));
            }
            let (start, end) = info.data_offsets;
            tensors.insert(name, Tensor { shape: info.shape.clone(), values: numbers(&data[start..end]) });
        }
        let found = metadata.remove(CHECKSUM);
        if found.is_none_or(|found| found != checksum(&metadata, &tensors)) {
            return Err(Error::input(place, "its contents don't match its checksum", DAMAGED));
        }
        metadata.retain(|key, _| key != "format" && key != "version");
        Ok(Self { metadata, tensors })
    }
}

/// A safetensors file of these tensors, each with its name, its shape and its numbers, and with metadata.
///
/// # Errors
/// Why the library refuses them.
pub(in crate::file) fn serialize<'a>(
    tensors: impl Iterator<Item = (&'a str, &'a [usize], &'a [f32])>,
    metadata: &BTreeMap<String, String>,
) -> Result<Vec<u8>, String> {
    let tensors: Vec<_> = tensors.map(|(name, shape, values)| (name, shape, little_endian(values))).collect();
    let views: Result<Vec<_>, _> = tensors
        .iter()
        .map(|(name, shape, bytes)| TensorView::new(Dtype::F32, shape.to_vec(), bytes).map(|view| (*name, view)))
        .collect();
    let bytes = views.and_then(|views| safetensors::serialize(views, None)).map_err(|error| error.to_string())?;
    with_metadata(&bytes, metadata).map_err(|error| error.to_string())
}

/// A safetensors file with metadata in the order of their keys, so that equal checkpoints are equal files: the library
/// writes them in any order.
fn with_metadata(bytes: &[u8], metadata: &BTreeMap<String, String>) -> Result<Vec<u8>, serde_json::Error> {
    let (prefix, rest) = bytes.split_first_chunk::<PREFIX>().unwrap_or((&[0; PREFIX], bytes));
    let (header, data) = rest.split_at(u64::from_le_bytes(*prefix) as usize);
    let mut whole = br#"{"__metadata__":"#.to_vec();
    serde_json::to_writer(&mut whole, metadata)?;
    whole.push(b',');
    whole.extend_from_slice(header.trim_ascii_end().strip_prefix(b"{").unwrap_or(header));
    // The tensors begin at a multiple of 8 bytes.
    whole.resize(whole.len().next_multiple_of(PREFIX), b' ');
    Ok([&(whole.len() as u64).to_le_bytes(), &whole[..], data].concat())
}

/// Whether a file that begins with these bytes is safetensors: the length of a header, and its first bytes.
pub(in crate::file) fn is_safetensors(start: &[u8]) -> bool {
    let Some((prefix, rest)) = start.split_first_chunk::<PREFIX>() else { return false };
    rest.starts_with(b"{\"") && u64::from_le_bytes(*prefix) <= MAX_HEADER_BYTES as u64
}

/// The length of the header of a safetensors file that begins with these bytes, with what stands before it.
pub(in crate::file) fn header_length(start: &[u8]) -> Option<u64> {
    let (prefix, _) = start.split_first_chunk::<PREFIX>().filter(|_| is_safetensors(start))?;
    Some(u64::from_le_bytes(*prefix) + PREFIX as u64)
}

/// Whether a header among these bytes holds the word for the format of checkpoints, however it is written.
pub(in crate::file) fn names_format(start: &[u8]) -> bool {
    start.windows(FORMAT.len()).any(|bytes| bytes == FORMAT.as_bytes())
}

/// Whether a header among these bytes names the format of checkpoints.
pub(super) fn has_format(start: &[u8]) -> bool {
    let pair = format!("\"format\":\"{FORMAT}\"");
    start.windows(pair.len()).any(|bytes| bytes == pair.as_bytes())
}

/// Splits a file into its header and the bytes of the tensors, at the offsets that the header gives.
/// `foreign` is the remedy for a file that is something else.
pub(in crate::file) fn split<'a>(bytes: &'a [u8], place: &str, foreign: &str) -> Result<(Metadata, &'a [u8]), Error> {
    let foreign = |problem: String| Error::input(place, problem, foreign);
    let damaged = |problem: String| Error::input(place, problem, DAMAGED);
    let Some((prefix, rest)) = bytes.split_first_chunk::<PREFIX>() else {
        return Err(damaged(format!("ends after byte {}, before its header", bytes.len())));
    };
    if rest.first().is_some_and(|byte| *byte != b'{') {
        return Err(foreign("is not a safetensors file: byte 8 is not the { of a header".to_owned()));
    }
    let length = u64::from_le_bytes(*prefix);
    if length > MAX_HEADER_BYTES as u64 {
        return Err(foreign(format!(
            "bytes 0 to 7 give a header length of {length} bytes, more than {MAX_HEADER_BYTES}"
        )));
    }
    let Some((header, data)) = rest.split_at_checked(length as usize) else {
        return Err(damaged(format!("ends after byte {}, within its header of {length} bytes", bytes.len())));
    };
    if items(header) > MAX_HEADER_ITEMS {
        return Err(foreign(format!("has more than {MAX_HEADER_ITEMS} keys and numbers in its header")));
    }
    let header: Metadata = serde_json::from_slice(header).map_err(|error| {
        damaged(format!("bytes 8 to {} are not a safetensors header: {}", length + 7, excerpt(&error.to_string())))
    })?;
    match header.data_len() {
        expected if data.len() < expected => Err(damaged(format!(
            "ends after byte {}, {} bytes before the end of its tensors",
            bytes.len(),
            expected - data.len()
        ))),
        expected if data.len() > expected => {
            Err(damaged(format!("has {} bytes after its tensors", data.len() - expected)))
        }
        _ => Ok((header, data)),
    }
}

/// The number of commas in a JSON text, those within strings aside: at least the number of its keys and numbers, less one
/// for each pair of brackets.
fn items(json: &[u8]) -> usize {
    let (mut count, mut in_string, mut escaped) = (0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b',' if !in_string => count += 1,
            _ => {}
        }
    }
    count
}

/// Checks that this is a checkpoint of this version, with all required keys and no unknown ones.
fn check_metadata(metadata: &BTreeMap<String, String>, place: &str) -> Result<(), Error> {
    let foreign = |problem: String| Err(Error::input(place, problem, FOREIGN));
    match metadata.get("format") {
        Some(format) if format == FORMAT => {}
        Some(format) => return foreign(format!("its format is {}, not {FORMAT:?}", quoted(format))),
        None => return foreign("is not a checkpoint: the metadata key \"format\" is missing".to_owned()),
    }
    if let Some(version) = metadata.get("version") {
        match version.parse::<u32>() {
            Ok(VERSION) => {}
            Ok(newer) if newer > VERSION => {
                let problem = format!("written by a newer blobtui (version {newer}; this build reads {VERSION})");
                return Err(Error::input(place, problem, "update blobtui"));
            }
            _ => return foreign(format!("its version is {}, not {VERSION}", quoted(version))),
        }
    }
    if let Some(key) = KEYS.into_iter().chain([CHECKSUM]).find(|key| !metadata.contains_key(*key)) {
        return foreign(format!("the metadata key {key:?} is missing"));
    }
    let known = |key: &str| KEYS.contains(&key) || OPTIONAL.contains(&key) || key == CHECKSUM;
    match metadata.keys().find(|key| !known(key)) {
        Some(key) => foreign(format!("the metadata key {} is unknown", quoted(key))),
        None => Ok(()),
    }
}

/// SHA-256, as 64 hexadecimal digits, over the number of metadata pairs and each pair by key, then the number of
/// tensors and each one by name: name, number of dimensions, dimensions, values (F32, little-endian). Lengths and
/// numbers are 64 bits, little-endian, and a text follows its length in bytes.
pub(super) fn checksum(metadata: &BTreeMap<String, String>, tensors: &BTreeMap<String, Tensor>) -> String {
    fn count(hash: &mut Sha256, number: usize) {
        hash.update((number as u64).to_le_bytes());
    }
    fn text(hash: &mut Sha256, text: &str) {
        count(hash, text.len());
        hash.update(text);
    }
    let mut hash = Sha256::new();
    count(&mut hash, metadata.len());
    for (key, value) in metadata {
        text(&mut hash, key);
        text(&mut hash, value);
    }
    count(&mut hash, tensors.len());
    for (name, tensor) in tensors {
        text(&mut hash, name);
        count(&mut hash, tensor.shape.len());
        for dimension in &tensor.shape {
            count(&mut hash, *dimension);
        }
        hash.update(little_endian(&tensor.values));
    }
    hexadecimal(&hash.finalize())
}

fn little_endian(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn numbers(bytes: &[u8]) -> Vec<f32> {
    let (numbers, _) = bytes.as_chunks();
    numbers.iter().copied().map(f32::from_le_bytes).collect()
}
