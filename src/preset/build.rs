//! Build script: writes the table of built-in presets, one row for each file in `presets/`, for `builtin` to include.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The order of teaching, in which presets are listed. What is not named here follows, by name.
const ORDER: [&str; 32] = [
    "xor-blobs",
    "underfit",
    "two-blobs",
    "gauss",
    "circle",
    "rings",
    "moons",
    "xor",
    "spiral",
    "slow",
    "momentum",
    "full-batch",
    "batch-of-one",
    "too-fast",
    "dead-relu",
    "zeros",
    "bad-start",
    "vanishing",
    "vanishing-cured",
    "unscaled",
    "scaled",
    "random-labels",
    "overfit",
    "overfit-cured",
    "imbalanced",
    "imbalanced-weighted",
    "three-classes",
    "blobs-8",
    "plane",
    "gauss-regression",
    "xor-blobs-tanh",
    "many-units",
];

fn main() -> io::Result<()> {
    let folder = variable("CARGO_MANIFEST_DIR")?.join("presets");
    println!("cargo:rerun-if-changed=presets");
    let mut files = vec![];
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "ron") {
            files.push((name(&path)?, path));
        }
    }
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    files.sort_by_key(|(name, _)| (place(name), name.clone()));
    let mut table = "&[\n".to_owned();
    for (name, path) in &files {
        let path = path.display().to_string();
        writeln!(table, "    Builtin {{ name: {name:?}, source: include_str!({path:?}) }},")
            .map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("presets.rs"), table)
}

/// A folder that Cargo names to build scripts.
fn variable(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("{name} is not set")))
}

fn name(path: &Path) -> io::Result<String> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.map(ToOwned::to_owned).ok_or_else(|| io::Error::other(format!("{} is not UTF-8", path.display())))
}
