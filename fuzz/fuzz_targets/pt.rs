//! Weights of PyTorch: bytes are read as they are, and once more as the pickle of an archive with right checksums, without
//! which nothing gets past the first checks.

#![no_main]

#[path = "../common/weights.rs"]
mod common;

use common::{archive, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read("pt", bytes);
    let storage = [0x3f; 80];
    let entries = [("m/data.pkl", bytes), ("m/data/0", &storage), ("m/data/1", &storage[..40]), ("m/data/2", &[])];
    read("pt", &archive(&entries));
});
