//! RON's errors in plain words: the field, the problem, the allowed values.
//!
//! RON says exactly what it wanted for some mistakes only, and never which range a number must be in. So the text is
//! read again with another word in the place of what was refused: with one that nothing accepts, RON says what it
//! wanted; with a number that is too large, the document's checks say the range. Called by `text`.
//!
//! `serde_path_to_error` would find the path of a value of the wrong type, but neither its text and range nor the field
//! of a syntax error; and values that the checks refuse after reading have no span in RON.

use std::marker::PhantomData;
use std::ops::Range;

use ron::Error as Code;
use ron::error::{Position, SpannedError};

use super::document::{Document, options};
use super::locate::Outline;
use super::nearest::suggestion;
use super::schema::PADDED_INITIALIZATION;
use crate::error::Invalid;
use crate::text::excerpt;

/// A word that no field accepts.
const PROBE: &str = "Nothing";
/// Whole numbers that are too large for most fields: the largest of each width that fields have.
const LARGEST: [&str; 3] = ["18446744073709551615", "4294967295", "255"];
/// The longest text, in bytes, that is read again: a message is worth a dozen readings of a short one.
const MAX_TRIAL_BYTES: usize = 64 << 10;
/// The longest value, in characters, that a message repeats.
const LONGEST: usize = 30;

/// A text that RON can't read as a `T`, and the places of its values.
pub(super) struct Trial<'a, T> {
    text: &'a str,
    outline: &'a Outline<'a>,
    document: PhantomData<T>,
}

/// A part of the text to replace for a trial, and the text to put around the replacement.
struct Slot {
    range: Range<usize>,
    before: String,
    after: &'static str,
}

impl<'a, T: Document> Trial<'a, T> {
    pub(super) fn new(text: &'a str, outline: &'a Outline<'a>) -> Self {
        Self { text, outline, document: PhantomData }
    }

    pub(super) fn explain(&self, error: &SpannedError) -> (usize, Invalid) {
        let cursor = self.offset(error.span.end);
        match &error.code {
            Code::NoSuchStructField { expected, found, .. } => {
                let start = self.offset(error.span.start);
                let field = self.field_within(self.outline.container(start), found);
                let problem = format!("is not a field{}", suggestion(found, expected.iter().copied()));
                (start, Invalid::new(field, problem, fields(expected)))
            }
            Code::DuplicateStructField { field, .. } => {
                let start = self.offset(error.span.start);
                let field = self.field_within(self.outline.container(start), field);
                (start, Invalid::new(field, "is given twice", "each field once"))
            }
            Code::MissingStructField { field, .. } => self.missing(self.outline.container(cursor), field),
            Code::ExpectedDifferentLength { found, .. } => {
                let value = self.outline.container(cursor);
                let problem = if *found == 1 { "has 1 value".into() } else { format!("has {found} values") };
                self.invalid(value, problem, self.count(value))
            }
            Code::ExpectedStructLikeEnd if !self.splits_value(cursor) => {
                let value = self.outline.container(cursor);
                self.invalid(value, "has too many values", self.count(value))
            }
            Code::ExpectedComma if !self.splits_value(cursor) => self.comma(cursor),
            Code::ExpectedMapColon => {
                let before = self.text[..cursor].trim_end();
                let name =
                    before.rsplit(|sign: char| !sign.is_alphanumeric() && sign != '_').next().unwrap_or_default();
                let field = self.field_within(self.outline.container(cursor), name);
                (
                    cursor,
                    Invalid::new(field, "is not followed by a colon", format!("{}: and then a value", excerpt(name))),
                )
            }
            Code::ExpectedStringEnd => {
                self.invalid(self.outline.innermost(cursor), "has no closing quote", "text in double quotes")
            }
            Code::InvalidEscape(_) => {
                let value = self.outline.innermost(cursor);
                self.invalid(value, "has an unknown escape", r#"\n, \t, \", \\ or \u{…} after a backslash"#)
            }
            Code::UnclosedBlockComment => {
                let start = self.offset(error.span.start);
                (start, Invalid::new(T::WHOLE, "has a comment that does not end", "*/ after each /*"))
            }
            Code::ExpectedDifferentStructName { found, .. } if found == T::OTHER.0 => {
                (self.outline.value(0).start, Invalid::new(T::WHOLE, T::OTHER.1, format!("{}(…)", T::NAME)))
            }
            code => whole::<T>(code).map_or_else(|| self.refused(cursor, code), |words| (cursor, words)),
        }
    }

    /// A value of the wrong type, or a number that its type cannot hold.
    fn refused(&self, cursor: usize, code: &Code) -> (usize, Invalid) {
        let number = self.outline.innermost(cursor);
        let value = self.outline.value(number);
        // A name where none belongs is refused together with its value.
        let (start, owner) = if cursor < value.start { (value.from, value.parent) } else { (value.start, number) };
        let slot = Slot { range: start..value.end, before: String::new(), after: "" };
        let text = &self.text[slot.range.clone()];
        if let Some(Code::NoSuchStructField { expected, .. }) = self.refusal(&slot, PROBE) {
            let problem = format!("has {} where a field's name belongs", shorten(text));
            return (start, Invalid::new(self.field(value.parent), problem, fields(expected)));
        }
        let mut problem = match text {
            "" if number == 0 => "is empty".to_owned(),
            "" => "has no value".to_owned(),
            _ => format!("is {}", shorten(text)),
        };
        if let Code::NoSuchEnumVariant { expected, found, .. } = code {
            problem += &suggestion(found, expected.iter().copied());
        }
        let allowed = self.wanted(&slot).unwrap_or_else(|| T::ANYTHING.into());
        (start, Invalid::new(self.field(owner), problem, allowed))
    }

    fn comma(&self, cursor: usize) -> (usize, Invalid) {
        let number = self.outline.before(cursor).unwrap_or(0);
        let text = self.outline.text(number);
        if text.starts_with('"') && text.contains('\n') {
            // Most likely it goes on to the next text's first quote.
            return self.invalid(number, "does not end on its line", "text in double quotes, with a comma after it");
        }
        let words = Invalid::new(self.field(number), "is not followed by a comma", "a comma or a bracket");
        (self.outline.value(number).end, words)
    }

    fn missing(&self, structure: usize, field: &str) -> (usize, Invalid) {
        let inside = self.outline.value(structure).inside;
        let slot = inside.map(|start| Slot { range: start..start, before: format!("{field}: "), after: "," });
        let allowed = slot.and_then(|slot| self.wanted(&slot)).unwrap_or_else(|| T::ANYTHING.into());
        (self.outline.value(structure).start, Invalid::new(self.field_within(structure, field), "is missing", allowed))
    }

    /// What a slot accepts, in words.
    fn wanted(&self, slot: &Slot) -> Option<String> {
        Some(match self.refusal(slot, PROBE)? {
            Code::ExpectedInteger => self.range(slot, &LARGEST).unwrap_or_else(|| "a whole number".into()),
            Code::ExpectedFloat => self.range(slot, &["inf"]).unwrap_or_else(|| "a number".into()),
            Code::ExpectedBoolean => "true or false".into(),
            Code::ExpectedString => "text in double quotes".into(),
            Code::ExpectedArray => "a list in [ ]".into(),
            Code::ExpectedDifferentStructName { expected, .. } => format!("{expected}(…)"),
            Code::NoSuchEnumVariant { expected, .. } => {
                let variants: Vec<_> = expected.iter().map(|name| self.variant(slot, name)).collect();
                variants.join(", ")
            }
            Code::ExpectedStructLike => format!("{} in ( )", self.length(slot)?),
            _ => return None,
        })
    }

    /// A variant as it is written: bare, or with the content of its parentheses.
    fn variant(&self, slot: &Slot, name: &str) -> String {
        if !matches!(self.refusal(slot, name), Some(Code::ExpectedStructLike)) {
            return name.to_owned();
        }
        match self.refusal(slot, &format!("{name}({PROBE})")) {
            Some(Code::NoSuchStructField { expected: [first, ..], .. }) => format!("{name}({first}: …)"),
            Some(Code::ExpectedInteger) => format!("{name}(a whole number)"),
            Some(Code::ExpectedFloat) => format!("{name}(a number)"),
            Some(Code::ExpectedArray) => format!("{name}([…])"),
            _ => format!("{name}(…)"),
        }
    }

    /// The range that the checks allow a number, found by one that is not in it.
    fn range(&self, slot: &Slot, probes: &[&str]) -> Option<String> {
        let (probe, document) = probes.iter().find_map(|probe| Some((probe, self.read(slot, probe).ok()?)))?;
        let text = self.replaced(slot, probe);
        let outline = Outline::new(&text);
        let path = outline.path(outline.innermost(slot.range.start + slot.before.len()));
        match document.check() {
            Err(invalid) if invalid.field.split(" and ").any(|field| field == path) => Some(invalid.allowed),
            Ok(()) if *probe != "inf" => Some(format!("a whole number from 0 to {probe}")),
            _ => None,
        }
    }

    /// How many values a tuple, or a variant's parentheses, must have.
    fn count(&self, tuple: usize) -> String {
        let value = self.outline.value(tuple);
        let slot = Slot { range: value.start..value.end, before: String::new(), after: "" };
        self.length(&slot).unwrap_or_else(|| "1 value".into())
    }

    /// "2 values" for a slot of which serde says "a tuple of size 2".
    fn length(&self, slot: &Slot) -> Option<String> {
        let Code::ExpectedDifferentLength { expected, .. } = self.refusal(slot, "()")? else { return None };
        let count: usize = expected.rsplit(' ').next()?.parse().ok()?;
        Some(format!("{count} values"))
    }

    /// What RON says of the text with a replacement in the slot, if it refuses the replacement itself.
    fn refusal(&self, slot: &Slot, replacement: &str) -> Option<Code> {
        if self.text.len() > MAX_TRIAL_BYTES {
            return None;
        }
        let error = self.read(slot, replacement).err()?;
        let text = self.replaced(slot, replacement);
        let end = Outline::new(&text).offset(error.span.end.line, error.span.end.col);
        let start = slot.range.start + slot.before.len();
        (start..=start + replacement.len()).contains(&end).then_some(error.code)
    }

    fn read(&self, slot: &Slot, replacement: &str) -> Result<T, SpannedError> {
        options().from_str(&self.replaced(slot, replacement))
    }

    fn replaced(&self, slot: &Slot, replacement: &str) -> String {
        let (before, after) = (&self.text[..slot.range.start], &self.text[slot.range.end..]);
        [before, &slot.before, replacement, slot.after, after].concat()
    }

    /// Whether the offset is inside a word or number, or between a word and its bracket.
    fn splits_value(&self, offset: usize) -> bool {
        let value = self.outline.value(self.outline.innermost(offset));
        value.start < offset && offset < value.inside.unwrap_or(value.end)
    }

    fn offset(&self, position: Position) -> usize {
        self.outline.offset(position.line, position.col)
    }

    fn invalid(&self, value: usize, problem: impl Into<String>, allowed: impl Into<String>) -> (usize, Invalid) {
        (self.outline.value(value).start, Invalid::new(self.field(value), problem, allowed))
    }

    fn field(&self, value: usize) -> String {
        let path = self.outline.path(value);
        if path.is_empty() { T::WHOLE.into() } else { path }
    }

    fn field_within(&self, structure: usize, field: &str) -> String {
        let path = self.outline.path(structure);
        if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
    }
}

/// Words for what is wrong with the text as a whole rather than with a value.
fn whole<T: Document>(code: &Code) -> Option<Invalid> {
    let (problem, allowed) = match code {
        Code::Eof => ("ends too early", "a closing bracket for each opening one".to_owned()),
        Code::TrailingCharacters => {
            ("is followed by something else", format!("one {}(…) and nothing after it", T::NAME))
        }
        Code::NoSuchExtension(_) | Code::ExpectedAttribute | Code::ExpectedAttributeEnd => {
            ("begins with a #![…] line that means nothing here", format!("{}(…) without such a line", T::NAME))
        }
        _ => return None,
    };
    Some(Invalid::new(T::WHOLE, problem, allowed))
}

/// A value for a message: short ones as they stand, long ones by their beginning or their brackets.
fn shorten(text: &str) -> String {
    let line: String = text.chars().take(LONGEST).collect();
    if line.len() == text.len() && !text.contains(char::is_control) {
        return line;
    }
    let bracket = text.find(['(', '[', '{', '"', '\'']).filter(|&at| !text[at..].starts_with(['"', '\'']));
    let (head, tail) = match bracket {
        Some(at) if text[at..].starts_with('(') => (&text[..at], "(…)"),
        Some(at) if text[at..].starts_with('[') => (&text[..at], "[…]"),
        Some(at) => (&text[..at], "{…}"),
        None => (text, "…"),
    };
    let visible = head.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    visible.take(LONGEST).chain(tail.chars()).collect()
}

/// The names of fields for messages, without one that only old runs have.
fn fields(names: &[&str]) -> String {
    names.iter().copied().filter(|name| *name != PADDED_INITIALIZATION).collect::<Vec<_>>().join(", ")
}
