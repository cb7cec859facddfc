//! The places of the values in a RON text.
//!
//! A scanner that takes any text, however broken, and notes for each value its place in the tree and in the text. It
//! checks nothing: RON's own parser and the checks do, and the messages get their lines, columns and paths from here.

use std::ops::Range;

use super::token::{attribute, character, comment, string, word};

/// The deepest nesting of brackets: RON's own limit. Deeper values are not distinguished.
const DEEPEST: usize = 128;

/// The most values whose places are noted. What comes after them belongs to the last brackets that are open by then.
const MAX_VALUES: usize = 200_000;

/// The values of a text, in the order in which they begin. There is always one: the outermost, with the path "".
#[derive(Debug)]
pub(super) struct Outline<'a> {
    text: &'a str,
    values: Vec<Value>,
}

/// One value of the text. All offsets are in bytes.
#[derive(Debug)]
pub(super) struct Value {
    /// The value that holds this one, by its number; the outermost holds itself.
    pub(super) parent: usize,
    /// Where its name begins, or the value if it has none.
    pub(super) from: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    /// For a list, a tuple or a structure: the offset after its opening bracket.
    pub(super) inside: Option<usize>,
    step: Step,
}

/// The part of a path that leads from a value to one inside it.
#[derive(Clone, Debug)]
enum Step {
    /// `.name`
    Field(Range<usize>),
    /// `[2]`
    Item(usize),
    /// `.2`
    Place(usize),
    /// The only value in `Size(32)`, which is called as the whole.
    Content,
}

/// A bracket that has not been closed yet.
struct Open {
    value: usize,
    closing: char,
    count: usize,
    /// A name with its colon, whose value has not begun yet.
    name: Option<Range<usize>>,
    /// The latest value, while no comma has come after it.
    current: Option<usize>,
}

impl<'a> Outline<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut scanner = Scanner { text, values: vec![], open: vec![] };
        let mut at = 0;
        while scanner.values.len() < MAX_VALUES
            && let Some(next) = text[at..].chars().next()
        {
            at = scanner.token(at, next);
        }
        for open in scanner.open.drain(..) {
            scanner.values[open.value].end = text.len();
        }
        if scanner.values.is_empty() {
            let end = text.len();
            scanner.values.push(Value { parent: 0, from: end, start: end, end, inside: None, step: Step::Content });
        }
        Self { text, values: scanner.values }
    }

    pub(super) fn value(&self, number: usize) -> &Value {
        &self.values[number]
    }

    pub(super) fn text(&self, number: usize) -> &'a str {
        let value = &self.values[number];
        &self.text[value.start..value.end]
    }

    /// The value with this path, such as `data.centers[1].0`, or the innermost one around the place where it would be.
    pub(super) fn find(&self, path: &str) -> usize {
        let path = format!(".{path}");
        let mut rest = path.as_str();
        let mut found = 0;
        // One pass will do: values come after the one that holds them.
        for (number, value) in self.values.iter().enumerate().skip(1) {
            if value.parent == found
                && let step = self.step(value)
                && !step.is_empty()
                && let Some(after) = rest.strip_prefix(step.as_str())
                && (after.is_empty() || after.starts_with(['.', '[']))
            {
                found = number;
                rest = after;
            }
        }
        found
    }

    pub(super) fn path(&self, number: usize) -> String {
        let mut steps = vec![];
        let mut number = number;
        while number != 0 {
            steps.push(self.step(&self.values[number]));
            number = self.values[number].parent;
        }
        let path: String = steps.into_iter().rev().collect();
        path.strip_prefix('.').unwrap_or(&path).to_owned()
    }

    /// The innermost value whose name or value covers the offset, or ends at it.
    pub(super) fn innermost(&self, offset: usize) -> usize {
        self.values.iter().rposition(|value| (value.from..=value.end).contains(&offset)).unwrap_or(0)
    }

    /// The innermost value whose brackets enclose the offset.
    pub(super) fn container(&self, offset: usize) -> usize {
        let holds = |value: &Value| value.inside.is_some_and(|inside| (inside..value.end).contains(&offset));
        self.values.iter().rposition(holds).unwrap_or(0)
    }

    /// The value that ends last before the offset, if any does.
    pub(super) fn before(&self, offset: usize) -> Option<usize> {
        let ended = self.values.iter().enumerate().filter(|(_, value)| value.end <= offset);
        ended.max_by_key(|(_, value)| value.end).map(|(number, _)| number)
    }

    /// Line and column of an offset, both from 1, columns in characters.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..offset];
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        (1 + before.matches('\n').count(), 1 + before[line..].chars().count())
    }

    /// The offset of a line and column; the end of the text if it has no such place.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let skipped: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let within = self.text[skipped..].char_indices().nth(column.saturating_sub(1));
        within.map_or(self.text.len(), |(offset, _)| skipped + offset)
    }

    fn step(&self, value: &Value) -> String {
        match &value.step {
            Step::Field(name) => format!(".{}", &self.text[name.clone()]),
            Step::Item(index) => format!("[{index}]"),
            Step::Place(index) => format!(".{index}"),
            Step::Content => String::new(),
        }
    }
}

struct Scanner<'a> {
    text: &'a str,
    values: Vec<Value>,
    open: Vec<Open>,
}

impl Scanner<'_> {
    /// Takes the token that begins at `at` with the character `next`; returns where the next one begins.
    fn token(&mut self, at: usize, next: char) -> usize {
        let rest = &self.text[at..];
        let after = at + next.len_utf8();
        if next.is_whitespace() {
            return after;
        }
        if let Some(length) = comment(rest).or_else(|| attribute(rest)) {
            return at + length;
        }
        match next {
            '(' | '[' | '{' => self.bracket(at, next),
            ')' | ']' | '}' => self.close(at, next),
            ',' => self.comma(at),
            ':' => self.colon(),
            _ => {
                let length = string(rest).or_else(|| character(rest)).unwrap_or_else(|| word(rest));
                let end = if length == 0 { after } else { at + length };
                // A stray sign right behind a value is no value of its own.
                if length > 0 || self.open.last().is_some_and(|open| open.current.is_none()) {
                    self.begin(at, end);
                }
                return end;
            }
        }
        after
    }

    /// Notes a value; returns its number.
    fn begin(&mut self, start: usize, end: usize) -> Option<usize> {
        let number = self.values.len();
        let Some(open) = self.open.last_mut() else {
            // What follows the outermost value belongs to nothing.
            return (number == 0).then(|| {
                self.values.push(Value { parent: 0, from: start, start, end, inside: None, step: Step::Content });
                number
            });
        };
        let name = open.name.take();
        let from = name.as_ref().map_or(start, |name| name.start);
        let named = self.text.as_bytes()[self.values[open.value].start] != b'(';
        let step = match (name, open.closing) {
            (Some(name), _) => Step::Field(name),
            (None, ']') => Step::Item(open.count),
            (None, _) if named && open.count == 0 => Step::Content,
            (None, _) => Step::Place(open.count),
        };
        open.count += 1;
        open.current = Some(number);
        self.values.push(Value { parent: open.value, from, start, end, inside: None, step });
        Some(number)
    }

    /// The value that a bracket or a colon right here would belong to, if it is a bare word.
    fn latest_word(&self) -> Option<usize> {
        let number = match self.open.last() {
            Some(open) => open.current?,
            None => self.values.len().checked_sub(1).filter(|&number| number == 0)?,
        };
        let value = &self.values[number];
        let text = &self.text[value.start..value.end];
        (value.inside.is_none() && text.starts_with(|first: char| first.is_alphabetic() || first == '_'))
            .then_some(number)
    }

    fn bracket(&mut self, at: usize, bracket: char) {
        if self.open.len() == DEEPEST {
            return;
        }
        let Some(number) = self.latest_word().or_else(|| self.begin(at, at + 1)) else { return };
        self.values[number].inside = Some(at + 1);
        let closing = match bracket {
            '(' => ')',
            '[' => ']',
            _ => '}',
        };
        self.open.push(Open { value: number, closing, count: 0, name: None, current: None });
    }

    fn close(&mut self, at: usize, bracket: char) {
        // A bracket that closes an outer one closes all within; one that closes nothing is ignored.
        let Some(depth) = self.open.iter().rposition(|open| open.closing == bracket) else { return };
        if self.open.last().is_some_and(|open| open.name.is_some()) {
            self.begin(at, at);
        }
        for open in self.open.drain(depth + 1..) {
            self.values[open.value].end = at;
        }
        if let Some(open) = self.open.pop() {
            self.values[open.value].end = at + 1;
        }
    }

    fn comma(&mut self, at: usize) {
        if self.open.last().is_some_and(|open| open.current.is_none()) {
            self.begin(at, at);
        }
        if let Some(open) = self.open.last_mut() {
            open.current = None;
        }
    }

    fn colon(&mut self) {
        let number = self.latest_word();
        let Some(open) = self.open.last_mut().filter(|open| open.closing != ']') else { return };
        // The name is the latest value of all, so it can be taken back.
        if let Some(value) = number.filter(|&number| number + 1 == self.values.len()).and_then(|_| self.values.pop()) {
            open.name = Some(value.start..value.end);
            open.current = None;
            open.count -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Preset( // a ) in a comment
    title: \"a \\\" ( quote\", /* a ) /* nested ] */ ( */
    raw: r#\"a \"quoted\" (\"#,
    letter: '(', quote: '\\'',
    data: Blobs(centers: [(1.0, 2.0), (-3.0, 4e-1)], std: 0.3),
    network: Network(hidden: [5, 8, 16]),
    optimizer: Adam(betas: (0.9, 0.999)),
    batch: Size(32),
    é: 1, last: 7)";

    fn at(path: &str) -> (String, usize, usize) {
        let outline = Outline::new(TEXT);
        let number = outline.find(path);
        let (line, column) = outline.position(outline.value(number).start);
        (outline.text(number).to_owned(), line, column)
    }

    #[test]
    fn paths_lead_to_their_values() {
        for (path, text, line, column) in [
            ("title", "\"a \\\" ( quote\"", 2, 12),
            ("raw", "r#\"a \"quoted\" (\"#", 3, 10),
            ("letter", "'('", 4, 13),
            ("quote", "'\\''", 4, 25),
            ("data.centers", "[(1.0, 2.0), (-3.0, 4e-1)]", 5, 26),
            ("data.centers[1].0", "-3.0", 5, 40),
            ("data.std", "0.3", 5, 59),
            ("network.hidden[2]", "16", 6, 37),
            ("optimizer.betas.1", "0.999", 7, 34),
            ("batch", "Size(32)", 8, 12),
            ("last", "7", 9, 17),
        ] {
            assert_eq!(at(path), (text.to_owned(), line, column), "{path}");
        }
    }

    #[test]
    fn a_path_that_is_not_there_leads_to_what_would_hold_it() {
        assert_eq!(at("optimizer.momentum").0, "Adam(betas: (0.9, 0.999))");
        assert_eq!(at("network.hidden[9]").0, "[5, 8, 16]");
    }

    #[test]
    fn positions_lead_to_the_innermost_path() {
        let outline = Outline::new(TEXT);
        for (text, path) in
            [("4e-1", "data.centers[1].1"), ("999", "optimizer.betas.1"), ("std", "data.std"), ("32", "batch")]
        {
            // The last one: some of these stand in an earlier text too.
            let offset = TEXT.rfind(text).unwrap();
            assert_eq!(outline.path(outline.innermost(offset)), path);
        }
        assert_eq!(outline.path(outline.container(TEXT.find("std").unwrap())), "data");
    }

    #[test]
    fn what_is_missing_has_a_place_too() {
        let outline = Outline::new("(a: , b: [1,,2], c: )");
        for (path, start) in [("a", 4), ("b[1]", 12), ("b[2]", 13), ("c", 20)] {
            assert_eq!(outline.value(outline.find(path)).start, start, "{path}");
        }
    }

    fn exercise(text: &str) {
        let outline = Outline::new(text);
        for (offset, _) in text.char_indices() {
            let (line, column) = outline.position(offset);
            assert_eq!(outline.offset(line, column), offset);
            outline.text(outline.innermost(offset));
            outline.container(offset);
        }
        for number in 0..outline.values.len() {
            let value = outline.value(number);
            assert!(value.from <= value.start && value.start <= value.end, "{value:?}");
            outline.text(outline.find(&outline.path(number)));
        }
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn any_text_can_be_scanned(text in any::<String>()) {
            exercise(&text);
        }

        #[test]
        fn any_mixture_of_signs_can_be_scanned(text in r#"([()\[\]{},:"'\\#/*! \nbr1aé.-]|r#"|'\\''|/\*){0,60}"#) {
            exercise(&text);
        }
    }
}
