//! PyTorch's files: a `state_dict` in a zip archive, as `torch.save` has written it since 1.6.
//!
//! In the archive's one folder `data.pkl` is the pickle, `data/0`, `data/1`, … are the numbers of the storages, and
//! `version` and `byteorder` say how (`torch/serialization.py`, `_save` and `_load`).

use std::collections::{BTreeMap, HashSet};

use super::super::format::{Content, Format, Kind};
use super::archive::{self, Archive};
use super::layers::{Order, Weights};
use super::pickle::{Index, Pickle, TensorView, Value};
use super::{DAMAGED, Dtype, Header, MAX_NAME, MAX_NUMBERS, Tensor, check, check_count, instructions, tensors};
use crate::error::Error;
use crate::text::{excerpt, quoted};
use crate::train::Checkpoint;

pub(in crate::file) struct Pt;

/// The folder in the archives that blobtui writes.
const FOLDER: &str = "archive";
/// The version of the archive's form, as PyTorch writes it.
const VERSION: &[u8] = b"3\n";
/// The most bytes of a pickle.
const MAX_PICKLE: u64 = 2 << 20;
/// How files begin that PyTorch wrote before it took zip archives: a pickle of their magic number.
const OLD: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e";
const REMEDY: &str = "give a state_dict, as torch.save(model.state_dict(), FILE) writes it";
/// How deep in a checkpoint its `state_dict` may lie.
const DEPTH: usize = 3;
/// Where checkpoints keep the `state_dict` of their model, if they hold several.
const KEYS: [&str; 4] = ["model_state_dict", "state_dict", "model", "net"];

impl Format for Pt {
    fn name(&self) -> &'static str {
        "pt"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["pt", "pth"]
    }

    fn kind(&self) -> Kind {
        Kind::Weights
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        let names = ["data.pkl", "data/", "version", "byteorder", "code/", "constants.pkl", "extra/", "."];
        let in_folder = |name: &[u8]| {
            let slash = name.iter().position(|byte| *byte == b'/')?;
            Some(names.iter().any(|known| name[slash + 1..].starts_with(known.as_bytes())))
        };
        start.starts_with(OLD) || archive::first_name(start).and_then(in_folder).unwrap_or(false)
    }

    fn is_own(&self, start: &[u8]) -> bool {
        self.recognizes(start) && archive::is_own(start)
    }

    fn read_weights(&self, bytes: &[u8], place: &str) -> Result<Weights, Error> {
        from_bytes(bytes, place)
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Checkpoint(checkpoint) = content else { return Err(self.refuse(content)) };
        bytes.append(&mut to_bytes(&tensors(checkpoint), &checkpoint.file_name())?);
        Ok(())
    }

    fn instructions(&self, checkpoint: &Checkpoint) -> Option<String> {
        Some(instructions(checkpoint))
    }
}

fn to_bytes(tensors: &[Tensor], place: &str) -> Result<Vec<u8>, Error> {
    let entry = |name: &str, bytes: Vec<u8>| (format!("{FOLDER}/{name}"), bytes);
    let mut entries = vec![entry("data.pkl", state_dict(tensors)), entry("byteorder", b"little".to_vec())];
    for (key, tensor) in tensors.iter().enumerate() {
        let numbers = tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect();
        entries.push(entry(&format!("data/{key}"), numbers));
    }
    entries.push(entry("version", VERSION.to_vec()));
    archive::write(&entries, place)
}

/// The pickle of an `OrderedDict` of tensors, each with a storage of its own: `0`, `1`, … (protocol 2).
fn state_dict(tensors: &[Tensor]) -> Vec<u8> {
    let mut pickle = b"\x80\x02ccollections\nOrderedDict\n)R(".to_vec();
    for (key, tensor) in tensors.iter().enumerate() {
        put_text(&mut pickle, &tensor.name);
        pickle.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
        put_text(&mut pickle, "storage");
        pickle.extend(b"ctorch\nFloatStorage\n");
        put_text(&mut pickle, &key.to_string());
        put_text(&mut pickle, "cpu");
        put_whole(&mut pickle, tensor.values.len());
        // The storage, the offset, the shape, the strides.
        pickle.extend(b"tQK\0(");
        tensor.shape.iter().for_each(|size| put_whole(&mut pickle, *size));
        pickle.extend(b"t(");
        let stride = |dimension: usize| tensor.shape[dimension + 1..].iter().product();
        (0..tensor.shape.len()).for_each(|dimension| put_whole(&mut pickle, stride(dimension)));
        // No gradient and no hooks.
        pickle.extend(b"t\x89ccollections\nOrderedDict\n)RtR");
    }
    pickle.extend(b"u.");
    pickle
}

fn put_text(pickle: &mut Vec<u8>, text: &str) {
    pickle.push(b'X');
    pickle.extend((text.len() as u32).to_le_bytes());
    pickle.extend(text.as_bytes());
}

fn put_whole(pickle: &mut Vec<u8>, number: usize) {
    pickle.push(b'J');
    pickle.extend((number as u32).to_le_bytes());
}

fn from_bytes(bytes: &[u8], place: &str) -> Result<Weights, Error> {
    if bytes.starts_with(OLD) {
        let problem = "is in the format of PyTorch before 1.6, which is no zip archive";
        let remedy = "load it and save it again with torch.save of a newer PyTorch";
        return Err(Error::input(place, problem, remedy));
    }
    let mut archive = Archive::open(bytes, place)?;
    let names = archive.names();
    let Some(folder) = names.iter().find_map(|name| name.strip_suffix("data.pkl")).map(ToOwned::to_owned) else {
        return Err(Error::input(place, "is a zip archive without data.pkl", REMEDY));
    };
    if archive.has(&format!("{folder}constants.pkl"))
        || names.iter().any(|name| name.starts_with(&format!("{folder}code/")))
    {
        return Err(Error::input(place, "is a TorchScript archive", REMEDY));
    }
    let order = format!("{folder}byteorder");
    if archive.has(&order) && archive.read(&order, 16)?.trim_ascii() != b"little" {
        return Err(Error::input(place, "its numbers are not little-endian", "save it on another computer"));
    }
    let pickle = archive.read(&format!("{folder}data.pkl"), MAX_PICKLE)?;
    let pickle =
        Pickle::read(&pickle).map_err(|problem| Error::input(place, format!("its data.pkl {problem}"), REMEDY))?;
    let views = find(&pickle, place)?;
    let tensors = read_tensors(&mut archive, &folder, &views, place)?;
    Weights::new(tensors, Order::AsGiven, place)
}

/// The tensors of the `state_dict` with their names: of the pickle itself, or of a dictionary in it.
fn find<'p>(pickle: &'p Pickle, place: &str) -> Result<Vec<(&'p str, &'p TensorView<'p>)>, Error> {
    let mut found: Vec<(&str, Vec<_>)> = vec![];
    let (mut level, mut seen) = (vec![("", pickle.root())], HashSet::new());
    for _ in 0..DEPTH {
        let mut next = vec![];
        for (key, index) in level {
            let Value::Dictionary(pairs) = pickle.value(index) else { continue };
            // Values may be shared, and a dictionary may even hold itself.
            if !seen.insert(index) {
                continue;
            }
            match tensors_of(pickle, pairs) {
                Some(tensors) => found.push((key, tensors)),
                None => next.extend(pairs.iter().filter_map(|&(key, value)| Some((text(pickle, key)?, value)))),
            }
        }
        level = next;
    }
    let known = KEYS.into_iter().find(|known| found.iter().any(|(key, _)| key == known));
    if found.len() > 1 && known.is_none() {
        let keys: Vec<_> = found.iter().map(|(key, _)| quoted(key)).collect();
        let problem = format!("holds several networks: {}", excerpt(&keys.join(", ")));
        return Err(Error::input(place, problem, "save the state_dict of one of them"));
    }
    let is_meant = |(key, _): &(&str, Vec<_>)| known.is_none_or(|known| *key == known);
    let tensors = found.into_iter().find(is_meant).map(|(_, tensors)| tensors);
    tensors.ok_or_else(|| Error::input(place, "holds no state_dict: no dictionary of tensors with a weight", REMEDY))
}

fn text<'p>(pickle: &'p Pickle, index: Index) -> Option<&'p str> {
    match pickle.value(index) {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The tensors of a dictionary, if it has nothing else and a weight is among them.
fn tensors_of<'p>(pickle: &'p Pickle, pairs: &'p [(Index, Index)]) -> Option<Vec<(&'p str, &'p TensorView<'p>)>> {
    let tensor = |&(key, value): &(Index, Index)| match pickle.value(value) {
        Value::Tensor(view) => Some((text(pickle, key)?, &**view)),
        _ => None,
    };
    let tensors: Vec<_> = pairs.iter().map(tensor).collect::<Option<_>>()?;
    tensors.iter().any(|(name, _)| name.rsplit('.').next() == Some("weight")).then_some(tensors)
}

fn read_tensors(
    archive: &mut Archive,
    folder: &str,
    views: &[(&str, &TensorView)],
    place: &str,
) -> Result<Vec<Tensor>, Error> {
    check_count(views.len(), place)?;
    if views.iter().any(|(name, _)| name.len() > MAX_NAME) {
        let problem = format!("has a tensor whose name is longer than {MAX_NAME} bytes");
        return Err(Error::input(place, problem, REMEDY));
    }
    let header = |(name, view): &(&str, &TensorView)| Header {
        name: (*name).to_owned(),
        dtype: view.storage.dtype,
        shape: view.shape.clone(),
    };
    let headers: Vec<_> = views.iter().map(header).collect();
    check(&headers, place)?;
    let mut storages: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    let mut tensors = vec![];
    for (Header { name, dtype, shape }, (_, view)) in headers.into_iter().zip(views) {
        let refuse = |problem: &str| Error::input(place, format!("its tensor {} {problem}", quoted(&name)), DAMAGED);
        let key = view.storage.key;
        if !storages.contains_key(key) {
            storages.insert(key, archive.read(&format!("{folder}data/{key}"), MAX_NUMBERS * 8)?);
        }
        let bytes = &storages[key];
        let size = dtype.size().unwrap_or(0) as u64;
        if view.storage.length.checked_mul(size) != Some(bytes.len() as u64) {
            return Err(refuse("has a storage of another length than it says"));
        }
        let values = numbers(view, dtype, bytes).ok_or_else(|| refuse("reaches beyond its storage"))?;
        let shape = shape.iter().map(|size| *size as usize).collect();
        tensors.push(Tensor { name, shape, values });
    }
    Ok(tensors)
}

/// The numbers of a tensor, row by row, wherever they lie in its storage; none if one lies beyond its end.
fn numbers(view: &TensorView, dtype: Dtype, bytes: &[u8]) -> Option<Vec<f32>> {
    if view.shape.contains(&0) {
        return Some(vec![]);
    }
    let mut indices = vec![view.offset];
    for (&size, &stride) in view.shape.iter().zip(&view.strides) {
        let mut next = Vec::with_capacity(indices.len() * size as usize);
        for index in &indices {
            for place in 0..size {
                next.push(place.checked_mul(stride)?.checked_add(*index)?);
            }
        }
        indices = next;
    }
    indices.iter().map(|index| dtype.number(bytes, usize::try_from(*index).ok()?)).collect()
}
