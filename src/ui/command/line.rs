//! The words of a line of commands, whole or as far as it is typed.

use super::table::named;
use crate::preset::settings::Setting;

/// The words of a line; quotes of either kind hold blanks, as in a shell.
pub fn words(line: &str) -> Result<Vec<String>, String> {
    let Unfinished { before: mut words, typed, is_begun, quote, .. } = Unfinished::of(line);
    if let Some(open) = quote {
        return Err(format!("the quote {open} is not closed"));
    }
    words.extend(is_begun.then_some(typed));
    Ok(words)
}

/// The part of a line before the cursor that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfinished {
    /// The words before it.
    pub before: Vec<String>,
    /// Where it starts in the line.
    pub start: usize,
    /// What is typed of it, without quotes.
    pub typed: String,
    /// Whether anything is, be it a pair of quotes.
    is_begun: bool,
    /// The quote that is open in it.
    quote: Option<char>,
}

impl Unfinished {
    /// The last word of a line, an empty one after a blank. Quotes of either kind hold blanks, as in a shell.
    pub fn of(line: &str) -> Self {
        let mut found = Self { start: line.len(), ..Self::default() };
        for (place, sign) in line.char_indices() {
            if !found.is_begun && !sign.is_whitespace() {
                (found.is_begun, found.start) = (true, place);
            }
            match found.quote {
                Some(open) if sign == open => found.quote = None,
                None if matches!(sign, '"' | '\'') => found.quote = Some(sign),
                None if sign.is_whitespace() => {
                    if std::mem::take(&mut found.is_begun) {
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
}
