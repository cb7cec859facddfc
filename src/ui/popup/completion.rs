//! Completion of what is typed: of a word from candidates, of a file's name from what its folder lists.

use std::path::PathBuf;

use crate::preset::settings::Setting;
use crate::ui::command::named;

/// The most candidates that are listed.
const LISTED: usize = 40;

/// The part of a line before the cursor that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfinished {
    /// The words before it.
    pub before: Vec<String>,
    /// Where it starts in the line.
    pub start: usize,
    /// What is typed of it, without quotes.
    pub typed: String,
}

impl Unfinished {
    /// The last word of a line, quoted as in [`crate::ui::command`]; an empty one after a blank.
    pub fn of(line: &str) -> Self {
        let mut found = Self { start: line.len(), ..Self::default() };
        let (mut quote, mut is_word) = (None, false);
        for (place, sign) in line.char_indices() {
            if !is_word && (!sign.is_whitespace() || quote.is_some()) {
                (is_word, found.start) = (true, place);
            }
            match quote {
                Some(open) if sign == open => quote = None,
                None if matches!(sign, '"' | '\'') => quote = Some(sign),
                None if sign.is_whitespace() => {
                    if std::mem::take(&mut is_word) {
                        found.before.push(std::mem::take(&mut found.typed));
                    }
                    found.start = line.len();
                }
                _ => found.typed.push(sign),
            }
        }
        found
    }

    /// Whether it is the name of a file: after a command that takes one, or after `data`.
    pub fn is_file(&self) -> bool {
        let words: Vec<&str> = self.before.iter().map(String::as_str).collect();
        match words[..] {
            [command] if named(command).is_some() => named(command).is_some_and(|command| command.argument == "FILE"),
            [.., last] => {
                words.len() % 2 == 1
                    && Setting::named(last.trim_start_matches("--")).is_some_and(|setting| setting.name == "data")
            }
            [] => false,
        }
    }
}

/// The folder of a typed path, and what is typed of the name in it.
pub fn split(typed: &str) -> (PathBuf, &str) {
    match typed.rfind('/') {
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
    fn the_word_that_is_typed_is_found_in_quotes_too() {
        let word = |line: &str| {
            let found = Unfinished::of(line);
            (found.before.len(), line[found.start..].to_owned(), found.typed)
        };
        assert_eq!(word(""), (0, String::new(), String::new()));
        assert_eq!(word("open ru"), (1, "ru".into(), "ru".into()));
        assert_eq!(word("data a.csv "), (2, String::new(), String::new()));
        assert_eq!(word("data 'my po"), (1, "'my po".into(), "my po".into()));
        assert!(Unfinished::of("open 'a b/c").is_file() && Unfinished::of("w a").before == ["w"]);
        assert!(Unfinished::of("seed 8 data p").is_file() && !Unfinished::of("data p.csv la").is_file());
        assert!(!Unfinished::of("restart a").is_file());
    }

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
