//! Texts of people in Python: as literals and in documentation, so that nothing of them is ever run.

use std::fmt::Write;

use crate::text::{is_harmful, visible};

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => literal.extend(['\\', sign]),
            _ if is_harmful(sign) => {
                // Writing to a string cannot fail.
                let _ = write!(literal, "\\U{:08x}", u32::from(sign));
            }
            _ => literal.push(sign),
        }
    }
    literal + "\""
}

/// A list of literals.
pub(super) fn literals<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("[{}]", texts.into_iter().map(literal).collect::<Vec<_>>().join(", "))
}

/// Text for the inside of a documentation string: in lines of at most so many characters.
pub(super) fn documentation(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![];
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in visible(paragraph).split_whitespace() {
            let word = word.replace('\\', "\\\\").replace('"', "\\\"");
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            line += if line.is_empty() { "" } else { " " };
            line += &word;
        }
        lines.push(line);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_literal_is_escaped() {
        assert_eq!(literal("a \"b\" \\ 'c' é {d}"), r#""a \"b\" \\ 'c' é {d}""#);
        assert_eq!(literal("\n\u{0}\u{202e}\u{e0001}"), r#""\U0000000a\U00000000\U0000202e\U000e0001""#);
        assert_eq!(literals(["a", "\""]), r#"["a", "\""]"#);
    }

    #[test]
    fn what_would_end_a_documentation_string_is_escaped() {
        assert_eq!(documentation("a\"\"\"\nimport os\\", 90), "a\\\"\\\"\\\"\nimport os\\\\");
        assert_eq!(documentation("\u{0}", 90), "\\\\u{0}");
        assert_eq!(documentation("one two three", 7), "one two\nthree");
        assert_eq!(documentation("one\r\ntwo\rthree", 90), "one\ntwo\\\\rthree");
    }
}
