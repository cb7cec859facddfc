//! Weights of NumPy: bytes are read as they are, and once more as an array of an archive with right checksums, without
//! which nothing gets past the first checks.

#![no_main]

#[path = "../common/weights.rs"]
mod common;

use common::{archive, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read("npz", bytes);
    read("npz", &archive(&[("0.weight.npy", bytes)]));
});
