//! Which folder of the source may name which: the table of the design, held against every file.
//!
//! Reads the source as text, so that paths in macros and in code for other systems count as well. Tests beside the
//! code are free of the table.

mod paths;
mod rules;
mod tokens;

use std::path::{Path, PathBuf};

/// The build script is a program of its own that only lies beside the presets.
const EXEMPT: &str = "src/preset/build.rs";

/// Every Rust file in a folder and those below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

#[test]
fn the_source_keeps_to_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = files(&root.join("src"));
    files.sort();
    let names: Vec<String> =
        files.iter().map(|file| file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/")).collect();
    assert!(names.iter().any(|name| name == EXEMPT) && names.iter().any(|name| name == "src/main.rs"), "{names:?}");
    for (folder, _) in rules::MAY_NAME {
        let is_there = names.iter().any(|name| rules::place(name).first().is_some_and(|first| first == folder));
        assert!(is_there, "the table speaks of {folder}, which is not in the source");
    }
    let broken: Vec<String> = names
        .iter()
        .zip(&files)
        .filter(|(name, _)| *name != EXEMPT)
        .flat_map(|(name, file)| rules::violations(name, &std::fs::read_to_string(file).unwrap()))
        .collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}
