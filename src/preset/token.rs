//! The lengths, in bytes, of RON's comments, texts, names and numbers.
//!
//! For the scanner of `locate`: each takes a text that may go on with anything and is happy with tokens that do not
//! end. What tokens mean is for the scanner.

/// The longest character in single quotes, in signs between them: `\u{10ffff}`.
const LONGEST_CHARACTER: usize = 10;

/// Length of the comment that the text begins with.
pub(super) fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    let mut at = text.strip_prefix("/*").map(|_| 2)?;
    let mut depth = 1;
    while depth > 0 {
        let Some(next) = text[at..].find(['*', '/']) else { return Some(text.len()) };
        at += next;
        let (change, length) = match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (1, 2),
            [b'*', b'/', ..] => (-1, 2),
            _ => (0, 1),
        };
        depth += change;
        at += length;
    }
    Some(at)
}

/// Length of the attribute, as in `#![enable(implicit_some)]`, that the text begins with.
pub(super) fn attribute(text: &str) -> Option<usize> {
    text.starts_with("#!").then(|| text.find(']').map_or(text.len(), |end| end + 1))
}

/// Length of the string that the text begins with, plain, raw or of bytes.
pub(super) fn string(text: &str) -> Option<usize> {
    let body = text.strip_prefix('b').unwrap_or(text);
    if let Some(raw) = body.strip_prefix('r') {
        let quoted = raw.trim_start_matches('#');
        let closing = format!("\"{}", &raw[..raw.len() - quoted.len()]);
        let content = quoted.strip_prefix('"')?;
        let length = content.find(&closing).map_or(content.len(), |end| end + closing.len());
        return Some(text.len() - content.len() + length);
    }
    let content = body.strip_prefix('"')?;
    let prefix = text.len() - content.len();
    let mut escaped = false;
    for (offset, next) in content.char_indices() {
        match next {
            '"' if !escaped => return Some(prefix + offset + 1),
            _ => escaped = next == '\\' && !escaped,
        }
    }
    Some(text.len())
}

/// Length of the character in single quotes that the text begins with.
pub(super) fn character(text: &str) -> Option<usize> {
    let content = text.strip_prefix('\'')?;
    // Looking on for a quote that does not come would take long in a long text.
    let end = content.char_indices().nth(LONGEST_CHARACTER + 1).map_or(content.len(), |(end, _)| end);
    let content = &content[..end];
    let first = content.chars().next()?;
    // A quote right after the backslash is the character itself, not the end.
    let least = if first == '\\' { 1 + content[1..].chars().next()?.len_utf8() } else { first.len_utf8() };
    let line = content.find('\n').unwrap_or(content.len());
    let closing = content.get(least..line)?.find('\'')?;
    (first == '\\' || closing == 0).then_some(1 + least + closing + 1)
}

/// Length of the name or number that the text begins with; 0 if it begins with neither.
pub(super) fn word(text: &str) -> usize {
    text.find(|next: char| !next.is_alphanumeric() && !"_.+-".contains(next)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_end_where_they_are_closed() {
        for (text, length) in [("// a\nb", Some(4)), ("/* a /* b */ c */d", Some(17)), ("/* a", Some(4)), ("/a", None)]
        {
            assert_eq!(comment(text), length, "{text}");
        }
        for (text, length) in [
            (r#""a"b"#, Some(3)),
            (r#""a\"b\\"c"#, Some(8)),
            (r##"r#"a"b"#c"##, Some(8)),
            (r#"br"a\"b"#, Some(6)),
            (r#""a"#, Some(2)),
            ("relu", None),
        ] {
            assert_eq!(string(text), length, "{text}");
        }
        for (text, length) in
            [("'a'b", Some(3)), (r"'\'', '", Some(4)), (r"'\u{41}'", Some(8)), ("'ab'", None), ("'", None)]
        {
            assert_eq!(character(text), length, "{text}");
        }
        assert_eq!(attribute("#![enable(implicit_some)]\n"), Some(25));
        assert_eq!([word("-1.5e-3,"), word("Größe("), word(";")], [7, 7, 0]);
    }
}
