//! Which folder of the source may name which: the table, held against every file and against the map in the documents;
//! that no files import each other in a circle; and that no file is long.
//!
//! Reads the source as text, so that paths in macros and in code for other systems count as well. Tests beside the
//! code are free of the table.

mod circles;
mod map;
mod paths;
mod rules;
mod tokens;

use std::path::{Path, PathBuf};

/// The build script is a program of its own that only lies beside the presets.
const EXEMPT: &str = "src/preset/build.rs";

/// The most lines of a file, its tests included.
const MAX_LINES: usize = 400;

/// Every Rust file in a folder and those below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Name and source of every file of the source but the build script, in the order of the names.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources: Vec<(String, String)> = files(&root.join("src"))
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            (name, std::fs::read_to_string(file).unwrap())
        })
        .collect();
    sources.sort();
    let count = sources.len();
    sources.retain(|(name, _)| name != EXEMPT);
    assert!(sources.len() + 1 == count && sources.iter().any(|(name, _)| name == "src/main.rs"), "{count} files");
    sources
}

#[test]
fn the_source_keeps_to_the_table() {
    let sources = sources();
    for (folder, _) in rules::MAY_NAME {
        let is_there = sources.iter().any(|(name, _)| rules::place(name).first().is_some_and(|first| first == folder));
        assert!(is_there, "the table speaks of {folder}, which is not in the source");
    }
    let broken: Vec<String> = sources.iter().flat_map(|(name, source)| rules::violations(name, source)).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn files_import_each_other_in_no_circle_but_those_allowed() {
    let sources = sources();
    let arrows = circles::Graph::new(sources.iter().map(|(name, source)| (name.as_str(), source.as_str()))).arrows();
    let faults = circles::faults(&arrows, circles::ALLOWED_CIRCLES);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Files of the views that every view may use: borders, and what a view says on the hint line.
const SHARED_BY_VIEWS: [&str; 3] = ["src/ui/view/mod.rs", "src/ui/view/border.rs", "src/ui/view/hint.rs"];

#[test]
fn views_and_popups_know_neither_each_other_nor_the_dashboard() {
    let sources = sources();
    let arrows = circles::Graph::new(sources.iter().map(|(name, source)| (name.as_str(), source.as_str()))).arrows();
    // `view/charts/mod.rs` and `view/charts/state.rs` are of one view, `view/header.rs` is another.
    let part = |file: &str| {
        let (kind, rest) = file.strip_prefix("src/ui/")?.split_once('/')?;
        let name = rest.split('/').next()?.trim_end_matches(".rs");
        matches!(kind, "view" | "popup").then(|| (kind.to_owned(), name.to_owned()))
    };
    let is_wrong = |arrow: &&circles::Arrow| {
        // The tables know all views and all popups.
        let Some(from) = part(&arrow.from).filter(|(_, name)| name != "mod") else { return false };
        match part(&arrow.to) {
            None => arrow.to == "src/ui/app.rs",
            Some(to) if from.0 == "popup" && to.0 == "popup" => false,
            Some(to) => to != from && !SHARED_BY_VIEWS.contains(&arrow.to.as_str()),
        }
    };
    let wrong = arrows.iter().filter(is_wrong);
    let wrong: Vec<String> = wrong.map(|arrow| format!("{}:{} imports {}", arrow.from, arrow.line, arrow.to)).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn no_file_is_long() {
    let long: Vec<String> =
        sources().into_iter().filter(|(_, source)| source.lines().count() > MAX_LINES).map(|(name, _)| name).collect();
    assert_eq!(long, [""; 0], "files over {MAX_LINES} lines");
}

#[test]
fn the_maps_have_the_rules_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let architecture = read("docs/architecture.md");
    assert_eq!(map::differences(&map::document_rows(&architecture), &[]), [""; 0], "docs/architecture.md");
    // The crate's documentation is about its modules alone.
    assert_eq!(map::differences(&map::crate_rows(&read("src/lib.rs")), &["main", "lib"]), [""; 0], "src/lib.rs");
    let paths = map::paths(&architecture);
    assert!(paths.len() > 20, "{paths:?}");
    let is_missing = |path: &&str| !root.join(path).exists() && !root.join("src").join(path).exists();
    assert_eq!(paths.into_iter().filter(is_missing).collect::<Vec<_>>(), [""; 0], "docs/architecture.md names these");
}
