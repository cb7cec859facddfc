//! Weights alone in files of safetensors.

#![no_main]

#[path = "../common/weights.rs"]
#[allow(dead_code, reason = "the other targets use the rest")]
mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| common::read("safetensors", bytes));
