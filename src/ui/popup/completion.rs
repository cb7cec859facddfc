//! Completion of what is typed: of a word from candidates, of a file's name from what its folder lists.

use std::path::{PathBuf, is_separator};

/// The most candidates that are listed.
const LISTED: usize = 40;

/// The folder of a typed path, and what is typed of the name in it.
pub fn split(typed: &str) -> (PathBuf, &str) {
    match typed.rfind(is_separator) {
        Some(end) => (typed[..=end].into(), &typed[end + 1..]),
        None => (".".into(), typed),
    }
}

/// The names among those of a folder that begin as typed; hidden ones only after a dot.
pub fn fitting<'a>(names: &'a [String], typed: &str) -> Vec<&'a str> {
    let is_shown = |name: &&String| name.starts_with(typed) && (typed.starts_with('.') || !name.starts_with('.'));
    names.iter().filter(is_shown).map(String::as_str).collect()
}

/// A path as a word of the command line: in quotes if it has blanks, which stay open where a name goes on.
pub fn quoted(path: &str, is_whole: bool) -> String {
    let end = if is_whole { " " } else { "" };
    if !path.contains(|sign: char| sign.is_whitespace() || matches!(sign, '\'' | '"')) {
        return format!("{path}{end}");
    }
    let quote = if path.contains('\'') { '"' } else { '\'' };
    if is_whole { format!("{quote}{path}{quote} ") } else { format!("{quote}{path}") }
}

/// Candidates in one text: the first of them, and how many more there are.
pub fn listed(candidates: &[&str]) -> String {
    let shown = candidates[..candidates.len().min(LISTED)].join("  ");
    match candidates.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown}  and {more} more"),
    }
}

/// What words begin with.
pub fn common<'a>(words: &[&'a str]) -> &'a str {
    let first = words.first().copied().unwrap_or("");
    words.iter().fold(first, |common, word| {
        let same = common.chars().zip(word.chars()).take_while(|(one, other)| one == other);
        &common[..same.map(|(sign, _)| sign.len_utf8()).sum()]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed_as_words_of_the_line() {
        let names = ["notes.txt", "né.csv", "nè.csv", ".hidden", "runs/"].map(str::to_owned);
        assert_eq!(fitting(&names, "n"), ["notes.txt", "né.csv", "nè.csv"]);
        assert_eq!(fitting(&names, ".h"), [".hidden"]);
        assert_eq!(common(&["né.csv", "nè.csv"]), "n");
        assert_eq!(quoted("a.csv", true), "a.csv ");
        assert_eq!(quoted("my points/", false), "'my points/");
        assert_eq!(quoted("it's b.csv", true), "\"it's b.csv\" ");
        assert_eq!(split("runs/x"), ("runs/".into(), "x"));
        assert_eq!(split("x"), (".".into(), "x"));
    }
}
