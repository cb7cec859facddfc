//! Checkpoints: what is read is written as it was read. Bytes are read as they are, and once more with the right length
//! of the header and the right checksum, without which nothing gets past the first checks.

#![no_main]

use std::collections::BTreeMap;

use blobtui::train::Checkpoint;
use libfuzzer_sys::fuzz_target;
use safetensors::SafeTensors;
use serde_json::Value;
use sha2::{Digest, Sha256};

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    if let Some(sealed) = sealed(bytes) {
        read(&sealed);
    }
});

fn read(bytes: &[u8]) {
    if let Ok(checkpoint) = Checkpoint::from_bytes(bytes, "m.safetensors") {
        let written = checkpoint.to_bytes().expect("a checkpoint that was read");
        let again = Checkpoint::from_bytes(&written, "m.safetensors").expect("what was written");
        assert_eq!(again, checkpoint);
    }
}

/// The same header and tensors with a checksum that fits.
fn sealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let rest = bytes.get(8..)?;
    let mut headers = serde_json::Deserializer::from_slice(rest).into_iter::<Value>();
    let mut header = headers.next()?.ok()?;
    let tensors = rest.get(headers.byte_offset()..)?.trim_ascii_start();
    // With the checksum as it was, to read names, shapes and values.
    let (_, metadata) = SafeTensors::read_metadata(&file(&header, tensors)).ok()?;
    let mut pairs: BTreeMap<_, _> = metadata.metadata().clone()?.into_iter().collect();
    pairs.remove("checksum");
    let file_before = file(&header, tensors);
    let tensors_by_name: BTreeMap<_, _> = SafeTensors::deserialize(&file_before).ok()?.tensors().into_iter().collect();
    let mut hash = Sha256::new();
    let count = |hash: &mut Sha256, number: usize| hash.update((number as u64).to_le_bytes());
    let text = |hash: &mut Sha256, text: &str| {
        count(hash, text.len());
        hash.update(text);
    };
    count(&mut hash, pairs.len());
    for (key, value) in &pairs {
        text(&mut hash, key);
        text(&mut hash, value);
    }
    count(&mut hash, tensors_by_name.len());
    for (name, tensor) in &tensors_by_name {
        text(&mut hash, name);
        count(&mut hash, tensor.shape().len());
        for dimension in tensor.shape() {
            count(&mut hash, *dimension);
        }
        hash.update(tensor.data());
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    header.get_mut("__metadata__")?.as_object_mut()?.insert("checksum".to_owned(), Value::String(digits));
    Some(file(&header, tensors))
}

/// A safetensors file with this header.
fn file(header: &Value, tensors: &[u8]) -> Vec<u8> {
    let header = header.to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), tensors].concat()
}
