//! The table, and what breaks it.

use crate::paths::{Name, Named, named};
use crate::tokens::{tokens, without_tests};

/// Folders and files of `src/` with the others that each may name, itself aside.
pub const MAY_NAME: [(&str, &[&str]); 16] = [
    ("main", &["cli", "text", "error"]),
    ("lib", &[]),
    ("text", &[]),
    ("error", &["text"]),
    ("random", &[]),
    ("data", &["text", "error", "random"]),
    ("network", &["text", "error", "random"]),
    ("optimizer", &["text", "error"]),
    ("preset", &["text", "error", "data", "network", "optimizer"]),
    ("train", &["text", "error", "random", "data", "network", "optimizer", "preset"]),
    ("plot", &["text", "error"]),
    ("file", &["text", "error", "random", "data", "network", "optimizer", "preset", "train", "plot"]),
    ("sweep", &["text", "error", "random", "data", "network", "optimizer", "preset", "train", "file"]),
    ("session", &["text", "error", "data", "network", "optimizer", "preset", "train", "file", "sweep"]),
    ("ui", &["text", "error", "data", "network", "optimizer", "preset", "train", "plot", "file", "session", "sweep"]),
    (
        "cli",
        &["text", "error", "data", "network", "optimizer", "preset", "train", "plot", "file", "session", "sweep", "ui"],
    ),
];

/// What of other crates is not for everybody, with the folders that may name it.
const OUTSIDE: [(&[&str], &[&str]); 10] = [
    (&["dfdx"], &["network"]),
    (&["ratatui"], &["plot", "ui"]),
    (&["crossterm"], &["ui"]),
    (&["ratatui", "crossterm"], &["ui"]),
    // Files are opened here alone.
    (&["std", "fs"], &["preset", "file", "cli"]),
    (&["tempfile"], &["preset", "file"]),
    // Training has its threads in the session and in sweeps; the screen's threads read keys and watch the terminal.
    (&["std", "thread", "spawn"], &["session", "sweep", "ui"]),
    (&["std", "thread", "scope"], &["session", "sweep", "ui"]),
    (&["std", "thread", "Builder"], &["session", "sweep", "ui"]),
    // The pool of one thread that keeps dfdx's sums in order.
    (&["rayon"], &["network"]),
];

/// The module that a file is, as in `["ui", "panel"]` for `src/ui/panel/mod.rs`; `main` and `lib` for the two roots.
pub fn place(file: &str) -> Vec<String> {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    path.split('/').filter(|part| *part != "mod").map(str::to_owned).collect()
}

/// What breaks the table in a file, each with the file's name and the line.
pub fn violations(file: &str, source: &str) -> Vec<String> {
    let place = place(file);
    if place.iter().any(|part| part == "tests") {
        return Vec::new();
    }
    let top = place[0].as_str();
    let Some((_, allowed)) = MAY_NAME.iter().find(|(folder, _)| *folder == top) else {
        return vec![format!("{file}:1: the table has no row for {top}")];
    };
    let module = if matches!(top, "main" | "lib") { &[] } else { place.as_slice() };
    named(&without_tests(&tokens(source)), module)
        .iter()
        .filter_map(|path| problem(top, allowed, path).map(|problem| format!("{file}:{}: {problem}", path.line)))
        .collect()
}

/// Why a folder may not name this.
fn problem(top: &str, allowed: &[&str], path: &Named) -> Option<String> {
    match &path.name {
        Name::Inside(segments) => match segments.first() {
            None if path.all => Some(format!("{top} names all of the project, by crate::*")),
            None => None,
            Some(first) if first == top || allowed.contains(&first.as_str()) => None,
            Some(_) => Some(format!("{top} must not name crate::{}; it may name {allowed:?}", segments.join("::"))),
        },
        Name::Outside(segments) => OUTSIDE.iter().find_map(|(prefix, folders)| {
            let is_named = segments.iter().zip(*prefix).all(|(segment, part)| segment == part)
                && (segments.len() >= prefix.len() || path.all);
            (is_named && !folders.contains(&top))
                .then(|| format!("{top} must not name {}; only {folders:?} may", prefix.join("::")))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_broken(file: &str, source: &str, line: usize, word: &str) {
        let found = violations(file, source);
        assert_eq!(found.len(), 1, "{source}: {found:?}");
        assert!(found[0].starts_with(&format!("{file}:{line}: ")) && found[0].contains(word), "{}", found[0]);
    }

    #[track_caller]
    fn assert_fine(file: &str, source: &str) {
        assert_eq!(violations(file, source), [""; 0], "{source}");
    }

    #[test]
    fn modules_are_found_by_the_files_name() {
        assert_eq!(place("src/ui/panel/mod.rs"), ["ui", "panel"]);
        assert_eq!(place("src/ui/panel/loss.rs"), ["ui", "panel", "loss"]);
        assert_eq!(place("src/error.rs"), ["error"]);
        assert_eq!(place("src/main.rs"), ["main"]);
    }

    #[test]
    fn a_folder_above_may_not_be_named_however_it_is_written() {
        assert_broken("src/train/trainer.rs", "\nuse crate::ui::App;", 2, "crate::ui::App");
        assert_broken(
            "src/data/mod.rs",
            "use crate::{\n    error::Error,\n    preset::{Preset as P},\n};",
            3,
            "preset",
        );
    }

    #[test]
    fn full_paths_relative_paths_and_new_names_count_as_imports_do() {
        assert_broken("src/plot/plane.rs", "fn f() {\n    crate::train::g();\n}", 2, "crate::train::g");
        assert_broken("src/plot/plane.rs", "use super::super::train::Record;", 1, "crate::train::Record");
        assert_broken("src/plot/mod.rs", "type T = super::session::Session;", 1, "crate::session::Session");
        assert_broken("src/plot/plane.rs", "use crate as root;\nfn f() { root::ui::g() }", 2, "crate::ui::g");
        assert_broken("src/network/mod.rs", "use super::*;", 1, "crate::*");
        assert_broken("src/preset/mod.rs", "macro_rules! m { () => { $crate::train::f() } }", 1, "crate::train");
        assert_broken("src/main.rs", "use blobtui::session::Session;", 1, "crate::session");
        assert_broken("src/lib.rs", "mod cli;\npub use crate::ui::App;", 2, "crate::ui");
    }

    #[test]
    fn what_the_table_allows_is_fine() {
        assert_fine("src/train/trainer.rs", "use crate::preset::Preset;\nuse super::Record;\nuse crate::error::Error;");
        assert_fine("src/cli/train.rs", "use crate::{ui::App, session::Session};");
        assert_fine("src/main.rs", "fn main() { blobtui::cli::run(std::env::args_os()); }");
        assert_fine("src/lib.rs", "pub mod cli;\npub mod ui;");
    }

    #[test]
    fn other_crates_are_named_where_they_belong_alone() {
        assert_broken("src/train/trainer.rs", "use dfdx::prelude::*;", 1, "dfdx");
        assert_broken("src/session/mod.rs", "use ratatui::{\n buffer::Buffer};", 2, "ratatui");
        assert_broken("src/plot/mod.rs", "use ratatui::{buffer::Buffer,\ncrossterm::event::Event};", 2, "crossterm");
        assert_broken("src/cli/mod.rs", "fn f() { ::crossterm::terminal::size(); }", 1, "crossterm");
        assert_broken("src/train/mod.rs", "use std::fs::File;", 1, "std::fs");
        assert_broken("src/session/mod.rs", "use std::{io, fs};", 1, "std::fs");
        assert_broken("src/data/csv.rs", "fn f() { std::fs::read(\"x\"); }", 1, "std::fs");
        assert_broken("src/train/mod.rs", "use std::thread;\nfn f() { thread::spawn(g); }", 2, "std::thread::spawn");
        assert_broken("src/cli/train.rs", "fn f() { std::thread::Builder::new(); }", 1, "std::thread::Builder");
        assert_broken("src/optimizer/mod.rs", "extern crate rayon;", 1, "rayon");
        // Everything of a module that has something forbidden in it.
        assert!(!violations("src/train/mod.rs", "use std::thread::*;").is_empty());
        assert_fine("src/network/layer.rs", "use dfdx::prelude::*;");
        assert_fine("src/plot/mod.rs", "use ratatui::buffer::Buffer;");
        assert_fine("src/ui/mod.rs", "use ratatui::crossterm::event;");
        assert_fine("src/file/log.rs", "use std::fs::File;");
        assert_fine("src/session/mod.rs", "use std::thread;\nfn f() { thread::Builder::new(); }");
        assert_fine("src/train/mod.rs", "fn f() { std::thread::yield_now(); }");
    }

    #[test]
    fn comments_texts_and_tests_are_free() {
        assert_fine("src/data/mod.rs", "//! See [`crate::ui`].\n/* crate::ui::x */ const A: &str = \"crate::ui::x\";");
        assert_fine("src/data/mod.rs", "#[cfg(test)]\nmod tests {\n    use crate::ui::App;\n    use std::fs;\n}");
        assert_fine("src/preset/tests.rs", "use crate::train::Trainer;");
        assert_fine("src/file/checkpoint/tests/refusal.rs", "use crate::ui::App;");
        assert_broken("src/data/mod.rs", "#[cfg(test)]\nmod tests { fn f() {} }\nuse crate::ui::App;", 3, "ui");
    }

    #[test]
    fn a_folder_without_a_row_is_reported() {
        assert_broken("src/extra/mod.rs", "", 1, "no row for extra");
    }
}
