//! Words for a shell.

use crate::text::is_harmful;

/// A word as a shell takes it; what a terminal would act on as octal numbers in `$'…'`, which bash, zsh, ksh and the newest
/// POSIX read back to the same bytes.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "_-./,:+=@%".contains(sign);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    if word.contains(is_harmful) {
        let byte = |byte: u8| match byte {
            b'\'' | b'\\' => format!("\\{}", byte as char),
            b' '..=b'~' => (byte as char).to_string(),
            _ => format!("\\{byte:03o}"),
        };
        return format!("$'{}'", word.bytes().map(byte).collect::<String>());
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        for (word, expected) in [
            ("/tmp/iris.csv", "/tmp/iris.csv"),
            ("größe", "größe"),
            ("my points.csv", "'my points.csv'"),
            ("it's", r"'it'\''s'"),
            ("$HOME;ls", "'$HOME;ls'"),
            ("", "''"),
            ("it's\n\\\u{1b}\u{202e}0", r"$'it\'s\012\\\033\342\200\2560'"),
        ] {
            assert_eq!(quoted(word), expected);
        }
    }
}
