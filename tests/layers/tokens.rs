//! Rust source as words and signs, without comments, texts and tests.

/// A word, a number, `::`, or any other single sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub text: String,
    /// Line of the file, from 1.
    pub line: usize,
}

impl Token {
    /// Whether this is a word, and not a sign.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(is_word_character)
    }
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Splits source into tokens. Comments, texts, characters and lifetimes are left out.
pub fn tokens(source: &str) -> Vec<Token> {
    let characters: Vec<char> = source.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let (mut tokens, mut index, mut line) = (Vec::new(), 0, 1);
    while index < characters.len() {
        let start = index;
        let mut text = String::new();
        match at(index) {
            '/' if at(index + 1) == '/' => index = line_end(&characters, index),
            '/' if at(index + 1) == '*' => index = comment_end(&characters, index),
            '"' => index = text_end(&characters, index),
            '\'' if at(index + 1) == '\\' => index = text_end(&characters, index),
            '\'' if at(index + 2) == '\'' => index += 3,
            '\'' => index = word_end(&characters, index + 1),
            ':' if at(index + 1) == ':' => {
                text = "::".into();
                index += 2;
            }
            character if is_word_character(character) => {
                index = word_end(&characters, index);
                let word: String = characters[start..index].iter().collect();
                if matches!(word.as_str(), "r" | "br" | "cr") && matches!(at(index), '"' | '#') {
                    index = raw_end(&characters, index);
                } else {
                    text = word;
                }
            }
            character => {
                index += 1;
                if !character.is_whitespace() {
                    text = character.into();
                }
            }
        }
        if !text.is_empty() {
            tokens.push(Token { text, line });
        }
        line += characters[start..index.min(characters.len())].iter().filter(|character| **character == '\n').count();
    }
    tokens
}

fn word_end(characters: &[char], start: usize) -> usize {
    let length =
        characters[start.min(characters.len())..].iter().take_while(|character| is_word_character(**character));
    start + length.count()
}

fn line_end(characters: &[char], start: usize) -> usize {
    start + characters[start..].iter().take_while(|character| **character != '\n').count()
}

/// The end of a comment that may hold others.
fn comment_end(characters: &[char], start: usize) -> usize {
    let (mut index, mut depth) = (start, 0);
    while index < characters.len() {
        match (characters[index], characters.get(index + 1)) {
            ('/', Some('*')) => (index, depth) = (index + 2, depth + 1),
            ('*', Some('/')) => (index, depth) = (index + 2, depth - 1),
            _ => index += 1,
        }
        if depth == 0 {
            break;
        }
    }
    index
}

/// The end of what stands between this sign and the next of its kind that is not escaped.
fn text_end(characters: &[char], start: usize) -> usize {
    let mut index = start + 1;
    while index < characters.len() && characters[index] != characters[start] {
        index += if characters[index] == '\\' { 2 } else { 1 };
    }
    index + 1
}

/// The end of a raw text, from the signs behind its `r`; of the `#` alone if it is a raw word.
fn raw_end(characters: &[char], start: usize) -> usize {
    let marks = characters[start..].iter().take_while(|character| **character == '#').count();
    if characters.get(start + marks) != Some(&'"') {
        return start + marks;
    }
    let mut index = start + marks + 1;
    while index < characters.len() {
        let closed = characters[index] == '"' && characters[index + 1..].iter().take(marks).all(|mark| *mark == '#');
        index += 1;
        if closed {
            return index + marks;
        }
    }
    index
}

/// The words that an item may begin with. A field or a variant begins with none of them, and ends in another way.
const ITEMS: [&str; 12] =
    ["async", "const", "enum", "fn", "impl", "mod", "static", "struct", "trait", "type", "unsafe", "use"];

/// The tokens without the items that stand behind `#[cfg(test)]`.
pub fn without_tests(tokens: &[Token]) -> Vec<Token> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut index) = (Vec::new(), 0);
    while index < tokens.len() {
        if tokens[index..].iter().take(TEST.len()).map(|token| token.text.as_str()).eq(TEST) {
            let item = after_visibility(tokens, after_attributes(tokens, index));
            if tokens.get(item).is_some_and(|token| ITEMS.contains(&token.text.as_str())) {
                index = item_end(tokens, item);
                continue;
            }
        }
        kept.push(tokens[index].clone());
        index += 1;
    }
    kept
}

fn after_attributes(tokens: &[Token], mut index: usize) -> usize {
    while tokens.get(index).is_some_and(|token| token.text == "#") {
        index = closing(tokens, index + 1) + 1;
    }
    index.min(tokens.len())
}

fn after_visibility(tokens: &[Token], index: usize) -> usize {
    let is = |index: usize, text: &str| tokens.get(index).is_some_and(|token| token.text == text);
    match (is(index, "pub"), is(index + 1, "(")) {
        (true, true) => closing(tokens, index + 1) + 1,
        (true, false) => index + 1,
        (false, _) => index,
    }
}

/// The index behind an item that ends with `;` or with its braces.
fn item_end(tokens: &[Token], mut index: usize) -> usize {
    while index < tokens.len() {
        match tokens[index].text.as_str() {
            ";" => return index + 1,
            "{" => return (closing(tokens, index) + 1).min(tokens.len()),
            "(" | "[" => index = closing(tokens, index) + 1,
            _ => index += 1,
        }
    }
    tokens.len()
}

/// The index of the bracket that closes the one here.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> String {
        tokens(source).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_texts_are_left_out() {
        assert_eq!(texts("a // b\nc /* d /* e */ f */ g"), "a c g");
        assert_eq!(texts("a \"b \\\" c\" d"), "a d");
        assert_eq!(texts("a r\"b\\\" c r#\"d \" e\"# f b\"g\" h"), "a c f b h");
        assert_eq!(texts("a '\"' b '\\'' c '\\n' d"), "a b c d");
        assert_eq!(texts("fn f<'a>(x: &'a u8) -> &'static str"), "fn f < > ( x : & u8 ) - > & str");
        assert_eq!(texts("crate::r#type::x"), "crate :: type :: x");
    }

    #[test]
    fn lines_are_counted_through_all_of_them() {
        let source = "a\n/* \n */ b \"\n\n\" c\nr#\"\n\"# d // x\n'\\n' e";
        let lines: Vec<_> = tokens(source).into_iter().map(|token| (token.text, token.line)).collect();
        let expected = [("a", 1), ("b", 3), ("c", 5), ("d", 7), ("e", 8)];
        assert_eq!(lines, expected.map(|(text, line)| (text.to_owned(), line)));
    }

    #[test]
    fn tests_are_left_out_and_what_follows_stays() {
        let left = |source: &str| {
            without_tests(&tokens(source)).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(left("a; #[cfg(test)] mod tests { fn f() { g(); } } b;"), "a ; b ;");
        assert_eq!(left("a; #[cfg(test)] mod tests; b;"), "a ; b ;");
        assert_eq!(left("#[cfg(test)]\n#[allow(x)]\npub(crate) fn f(a: [u8; 3]) -> u8 { 1 } b"), "b");
        assert_eq!(left("#[cfg(test)] use a::{b, c}; d"), "; d");
        assert_eq!(left("#[cfg(unix)] mod a { b }"), "# [ cfg ( unix ) ] mod a { b }");
        assert!(left("struct S { #[cfg(test)] a: x::Y, b: crate::Z }").contains("crate :: Z"));
    }
}
