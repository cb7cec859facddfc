//! Text that reaches a terminal: names, cells, titles, notes and labels come from files that anyone may have written.
//!
//! What a terminal would act on, or what hides other text, is shown escaped; what is long is shortened. Every message,
//! every printed line and every text of the dashboard goes through here. Files and pipes get the bytes as they are, which
//! the command line decides. Uses nothing else of the project.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::path::is_separator;

use unicode_width::UnicodeWidthStr;

/// The most characters of an input that a message repeats.
pub const MAX_EXCERPT: usize = 80;
/// The fewest columns that a name keeps in a line that has no room for it, if it needs as many.
const LEAST_NAME: usize = 16;

/// Shows a value on one line, with every character escaped that a terminal might act on: `\u{1b}`, `\n`.
///
/// Text that was escaped before stays as it is.
pub struct Visible<T>(pub T);

impl<T: fmt::Display> fmt::Display for Visible<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaper { inner: formatter, kept: &[] }, "{}", self.0)
    }
}

/// As [`Visible`], with the ends of lines and tabs kept: for texts that have more than one line.
pub struct VisibleLines<T>(pub T);

impl<T: fmt::Display> fmt::Display for VisibleLines<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaper { inner: formatter, kept: &['\n', '\t'] }, "{}", self.0)
    }
}

/// Passes text on, escaped.
struct Escaper<'a, 'b> {
    inner: &'a mut fmt::Formatter<'b>,
    kept: &'a [char],
}

impl fmt::Write for Escaper<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(start) = rest.find(|sign: char| is_harmful(sign) && !self.kept.contains(&sign)) {
            let (before, after) = rest.split_at(start);
            self.inner.write_str(before)?;
            let mut signs = after.chars();
            for escaped in signs.by_ref().take(1).flat_map(char::escape_default) {
                self.inner.write_char(escaped)?;
            }
            rest = signs.as_str();
        }
        self.inner.write_str(rest)
    }
}

/// The text on one line, escaped as by [`Visible`].
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(is_harmful) { Cow::Owned(Visible(text).to_string()) } else { Cow::Borrowed(text) }
}

/// Whether a terminal would act on a character, or show other text than there is: control characters, the controls of
/// writing directions, separators of lines and paragraphs, and what has neither a width nor a sign.
pub fn is_harmful(sign: char) -> bool {
    // Most of what is asked for is plain: ASCII, or lines, blocks and braille.
    if matches!(sign, ' '..='~' | '\u{2500}'..='\u{28ff}') {
        return false;
    }
    sign.is_control()
        || matches!(sign,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// At most [`MAX_EXCERPT`] characters of an input, for a message: its two ends, with `…` between, escaped.
pub fn excerpt(input: &str) -> String {
    visible(&ends(input, MAX_EXCERPT)).into_owned()
}

/// An [`excerpt`] in quotes, with quotes and backslashes in it escaped.
pub fn quoted(input: &str) -> String {
    visible(&format!("{:?}", ends(input, MAX_EXCERPT))).into_owned()
}

/// A name among other words, in at most 20 characters, escaped.
pub fn brief(name: &str) -> String {
    visible(&ends(name, 20)).into_owned()
}

/// The two ends of a text with `…` between, at most `most` characters in all. The end of a path names the file, so more
/// of it is kept than of the beginning.
fn ends(text: &str, most: usize) -> Cow<'_, str> {
    let Some((longer, _)) = text.char_indices().nth(most) else { return Cow::Borrowed(text) };
    let front = most.saturating_sub(1) / 3;
    let back = most.saturating_sub(1) - front;
    let end = text[..longer].char_indices().nth(front).map_or(0, |(end, _)| end);
    let start = text.char_indices().rev().nth(back.saturating_sub(1)).map_or(0, |(start, _)| start);
    Cow::Owned(format!("{}…{}", &text[..end], if back == 0 { "" } else { &text[start..] }))
}

/// A sentence about something with a name, as in `runs/m.safetensors: the disk is full; free some space`. Where there is
/// no room for all of it, the name gives way first and then the advice; what happened stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    before: String,
    name: String,
    after: String,
}

impl Sentence {
    /// A sentence from what stands before the name, the name, and what stands after it.
    pub fn new(before: &str, name: impl fmt::Display, after: &str) -> Self {
        let [before, after] = [before, after].map(|text| visible(text).into_owned());
        Self { before, name: Visible(name).to_string(), after }
    }

    /// The sentence in so many columns; `ellipsis` stands for what was left out.
    pub fn fitted(&self, width: usize, ellipsis: &str) -> String {
        let Self { before, name, after } = self;
        // A name is recognized by its end.
        let least = (file_name(name).width() + ellipsis.width()).clamp(LEAST_NAME, (width / 2).max(LEAST_NAME));
        let without_advice = after.rfind("; ").map_or(after.as_str(), |end| &after[..end]);
        for (after, least) in [(after.as_str(), least), (without_advice, least), (without_advice, ellipsis.width())] {
            let room = width.saturating_sub(before.width() + after.width());
            if name.width() <= room {
                return format!("{before}{name}{after}");
            }
            if least <= room {
                return format!("{before}{}{after}", shortened(name, room, ellipsis));
            }
        }
        start(&format!("{before}{}{without_advice}", shortened(name, least, ellipsis)), width, ellipsis)
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}{}", self.before, self.name, self.after)
    }
}

impl<T: AsRef<str>> From<T> for Sentence {
    fn from(text: T) -> Self {
        Self { before: visible(text.as_ref()).into_owned(), ..Self::default() }
    }
}

/// The last part of a path, with the slash before it.
fn file_name(path: &str) -> &str {
    path.rfind(is_separator).map_or(path, |slash| &path[slash..])
}

/// The two ends of a text in at most so many columns, the whole name of a file if it fits.
fn shortened(text: &str, width: usize, ellipsis: &str) -> String {
    let room = width.saturating_sub(ellipsis.width());
    let front: String = taken(text.chars(), (room / 3).min(room.saturating_sub(file_name(text).width()))).collect();
    let back: Vec<char> = taken(text.chars().rev(), room - front.width()).collect();
    format!("{front}{ellipsis}{}", back.iter().rev().collect::<String>())
}

/// The beginning of a text in at most so many columns.
fn start(text: &str, width: usize, ellipsis: &str) -> String {
    let room = width.saturating_sub(ellipsis.width());
    let start: String = taken(text.chars(), room).collect();
    format!("{}{ellipsis}", start.trim_end())
}

/// As many characters as fit in so many columns.
fn taken(signs: impl Iterator<Item = char>, width: usize) -> impl Iterator<Item = char> {
    let mut used = 0;
    signs.take_while(move |sign| {
        used += sign.encode_utf8(&mut [0; 4]).width();
        used <= width
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_escaped_and_the_rest_stays() {
        for (text, shown) in [
            ("größe 点 ² → …", "größe 点 ² → …"),
            ("\u{1b}]52;c;aGk=\u{7}", r"\u{1b}]52;c;aGk=\u{7}"),
            ("\u{9b}31m\u{7f}", r"\u{9b}31m\u{7f}"),
            ("a\u{202e}nor.b\u{2066}", r"a\u{202e}nor.b\u{2066}"),
            ("one\ntwo\r\tthree\u{2028}", r"one\ntwo\r\tthree\u{2028}"),
            ("a\u{200d}b\u{feff}", r"a\u{200d}b\u{feff}"),
            (r"C:\new", r"C:\new"),
        ] {
            assert_eq!(Visible(text).to_string(), shown);
            assert_eq!(Visible(Visible(text)).to_string(), shown, "twice is once");
            assert_eq!(visible(text), shown);
        }
        assert_eq!(VisibleLines("a\tb\nc\u{1b}\r").to_string(), "a\tb\nc\\u{1b}\\r");
    }

    #[test]
    fn no_harmful_character_is_left_of_any() {
        for sign in ('\0'..=char::MAX).filter(|sign| is_harmful(*sign)) {
            assert!(Visible(sign).to_string().is_ascii(), "{sign:?}");
        }
        // Whatever Rust's own escaping takes for a control or an invisible format is no less harmful here.
        for sign in ('\0'..='\u{ff}').filter(|sign| sign.is_control()) {
            assert!(is_harmful(sign), "{sign:?}");
        }
    }

    #[test]
    fn an_excerpt_has_the_two_ends_and_no_more_than_its_length() {
        assert_eq!(excerpt("short"), "short");
        let long = format!("{}é{}", "a".repeat(500), "b".repeat(500));
        let shown = excerpt(&long);
        assert_eq!(shown.chars().count(), MAX_EXCERPT);
        assert!(shown.starts_with("aaa") && shown.contains('…') && shown.ends_with("bbb"), "{shown}");
        assert_eq!(excerpt(&"é".repeat(MAX_EXCERPT)), "é".repeat(MAX_EXCERPT));
        assert_eq!(quoted("say \"\u{202e}\""), r#""say \"\u{202e}\"""#);
    }

    #[test]
    fn a_sentence_without_room_loses_its_name_first_and_then_its_end() {
        let sentence =
            Sentence::new("saved ", "/home/somebody/a/long/way/down/m.safetensors", ": the disk is full; free some");
        assert_eq!(sentence.fitted(80, "…"), sentence.to_string());
        let fitted = sentence.fitted(60, "…");
        assert_eq!(fitted.width(), 60);
        assert!(fitted.starts_with("saved /home/") && fitted.contains('…'), "{fitted}");
        assert!(fitted.ends_with("/m.safetensors: the disk is full; free some"), "{fitted}");
        assert_eq!(sentence.fitted(40, "..."), "saved ...m.safetensors: the disk is full");
        assert_eq!(sentence.fitted(30, "..."), "saved ...ors: the disk is full");
        assert!(sentence.fitted(24, "...").starts_with("saved ..."));
        for width in 0..100 {
            assert!(sentence.fitted(width, "…").width() <= width.max(1), "{width}");
        }
        assert_eq!(Sentence::from("a\u{1b}b").to_string(), r"a\u{1b}b");
    }
}
