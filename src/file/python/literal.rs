//! Texts of people in Python: as literals and in documentation, so that nothing of them is ever run.

use std::fmt::Write;

use crate::file::source_text::{list, wrapped};
use crate::text::is_harmful;

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

/// A list of literals, on lines of its own if it is long.
pub(super) fn literals<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    list(texts.into_iter().map(literal), 20)
}

/// Text for the inside of a documentation string, in lines of at most so many characters but for what is escaped.
pub(super) fn documentation(text: &str, width: usize) -> String {
    wrapped(text, width).replace('\\', "\\\\").replace('"', "\\\"")
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
        assert_eq!(documentation("one\r\ntwo\rthree", 90), "one\ntwo\\\\rthree");
    }
}
