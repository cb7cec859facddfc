//! Arrays and comments as source text, which Python and Rust write alike: in lines of a hundred columns, numbers with the
//! fewest digits that read back to the same bits.

use std::fmt::{self, Write};

use crate::text::visible;

/// The widest line.
const WIDTH: usize = 100;

/// A list of items in brackets: on one line if it fits after so many characters, else on lines of its own, as many items
/// on each as fit.
pub(super) fn list(items: impl IntoIterator<Item = String>, before: usize) -> String {
    let items: Vec<String> = items.into_iter().collect();
    let line = format!("[{}]", items.join(", "));
    // What follows a list, a semicolon or two brackets, has room too.
    if before + line.len() + 2 <= WIDTH && !line.contains('\n') {
        return line;
    }
    let (mut text, mut column) = ("[".to_owned(), WIDTH);
    for item in items {
        if column + 1 + item.len() + 1 > WIDTH {
            text += "\n    ";
            column = 4;
        } else {
            text.push(' ');
            column += 1;
        }
        column = if item.contains('\n') { WIDTH } else { column + item.len() + 1 };
        let _ = write!(text, "{item},");
    }
    text + "\n]"
}

/// Numbers in brackets, with the fewest digits that read back to the same bits.
pub(super) fn numbers<T: fmt::Debug>(numbers: &[T], before: usize) -> String {
    list(numbers.iter().map(|number| format!("{number:?}")), before)
}

/// Rows of numbers in brackets.
pub(super) fn rows<'a, T: fmt::Debug + 'a>(rows: impl IntoIterator<Item = &'a [T]>, before: usize) -> String {
    list(rows.into_iter().map(|row| indented(&numbers(row, 4))), before)
}

/// Text of people on lines of at most so many characters, with its own ends of lines; escaped.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![];
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in visible(paragraph).split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            line += if line.is_empty() { "" } else { " " };
            line += word;
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// All lines but the first moved to the right.
pub(super) fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lists_take_a_line_and_long_ones_as_few_as_they_can() {
        assert_eq!(list(["1".to_owned(), "2".to_owned()], 10), "[1, 2]");
        let long = list((100..140).map(|number| number.to_string()), 0);
        assert!(long.starts_with("[\n    100, 101,") && long.ends_with(" 139,\n]"), "{long}");
        assert!(long.lines().all(|line| line.len() <= WIDTH && line == line.trim_end()), "{long}");
        assert_eq!(long.lines().count(), 2 + 3);
    }

    #[test]
    fn text_keeps_its_lines_and_has_no_others_than_are_counted() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree");
        assert_eq!(wrapped("one\r\ntwo\rthree\n\n\u{2028}", 90), "one\ntwo\\rthree\n\n\\u{2028}");
    }

    #[test]
    fn long_rows_have_lines_of_their_own() {
        assert_eq!(rows([&[1.0, 2.0][..], &[3.0, 4.0]], 0), "[[1.0, 2.0], [3.0, 4.0]]");
        let wide = rows([&[0.125; 20][..], &[0.125; 20]], 0);
        let line = format!("        {}", ["0.125,"; 13].join(" "));
        assert_eq!(wide.lines().nth(2), Some(line.as_str()), "{wide}");
        assert_eq!(wide.lines().filter(|line| *line == "    ],").count(), 2, "{wide}");
    }

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        assert_eq!(numbers(&[0.1_f32, -0.0, 1e-7, 16_777_216.0, 1e16], 0), "[0.1, -0.0, 1e-7, 16777216.0, 1e16]");
        for number in [0.1_f32, f32::MAX, f32::MIN_POSITIVE, 1.0 / 3.0] {
            assert_eq!(format!("{number:?}").parse(), Ok(number));
        }
    }
}
