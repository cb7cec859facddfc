//! Circles of files: files that import each other, directly or through others.
//!
//! An import leads to the file that defines the item: re-exports are followed, so that a child may take a sibling's
//! item through their parent. A declaration `mod child;` imports nothing, nor does a re-export that its own file does
//! not use. A file may import the modules that it lies in, which put it to use: they are one unit. Tests beside the
//! code are free.

use std::collections::{BTreeMap, BTreeSet};

use crate::paths::{Named, named};
use crate::rules::place;
use crate::tokens::{Token, tokens, without_tests};

/// Circles that are still there, by the names of their files in alphabetical order, each with the reason.
pub const ALLOWED_CIRCLES: &[(&[&str], &str)] = &[];

/// How many re-exports of re-exports are followed: more than anybody writes, and an end for those that go round.
const DEEPEST: usize = 8;

/// A file with what the graph needs of it.
struct File<'a> {
    name: &'a str,
    tokens: Vec<Token>,
    paths: Vec<Named>,
    /// Names that the file itself gives to functions, types, constants and macros.
    definitions: BTreeSet<String>,
}

/// An import: a file, the file that defines what it imports, and where it says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    /// Line of the importing file, from 1.
    pub line: usize,
    /// The path, from the root of the project on.
    pub path: String,
}

/// The files of a project by module, each with its source.
pub struct Graph<'a> {
    files: BTreeMap<Vec<String>, File<'a>>,
}

impl<'a> Graph<'a> {
    /// Reads files, given as name and source.
    pub fn new(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let read = |(name, source): (&'a str, &'a str)| {
            let place = place(name);
            if place.iter().any(|part| part == "tests") {
                return None;
            }
            let module = if place == ["lib"] { Vec::new() } else { place };
            let tokens = without_tests(&tokens(source));
            let (paths, definitions) = (named(&tokens, &module), definitions(&tokens));
            Some((module, File { name, tokens, paths, definitions }))
        };
        Self { files: sources.into_iter().filter_map(read).collect() }
    }

    /// Every import between two files, in the order of the files and lines.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (module, file) in &self.files {
            for path in &file.paths {
                let Some(segments) = path.name.inside() else { continue };
                if path.exported && !path.imported_as.as_ref().is_some_and(|name| file.uses(name)) {
                    continue;
                }
                for target in self.definers(segments, path.all, 0) {
                    // The file itself, or a module that it lies in.
                    if module.starts_with(target) {
                        continue;
                    }
                    let to = self.files[target].name.into();
                    arrows.push(Arrow { from: file.name.into(), to, line: path.line, path: segments.join("::") });
                }
            }
        }
        arrows
    }

    /// The modules that define what a path names: more than one where a function has the name of a module.
    fn definers(&self, segments: &[String], all: bool, depth: usize) -> BTreeSet<&[String]> {
        let known = (0..=segments.len()).rev().find_map(|length| self.files.get_key_value(&segments[..length]));
        let Some((module, file)) = known.filter(|_| depth <= DEEPEST) else { return BTreeSet::new() };
        match segments.get(module.len()) {
            // What is not to be found was made by a macro.
            Some(item) => self.item(module, file, item, depth).unwrap_or_else(|| BTreeSet::from([module.as_slice()])),
            None if all => BTreeSet::from([module.as_slice()]),
            // The module alone imports nothing, but its parent may give the same name to a function.
            None => {
                let parent =
                    module.split_last().and_then(|(item, parent)| Some((item, self.files.get_key_value(parent)?)));
                parent.and_then(|(item, (parent, file))| self.item(parent, file, item, depth)).unwrap_or_default()
            }
        }
    }

    /// The modules that define an item which this module defines or imports: none for an item of another crate. Nothing
    /// if the module does not know it.
    fn item<'b>(
        &'b self,
        module: &'b [String],
        file: &'b File<'_>,
        item: &str,
        depth: usize,
    ) -> Option<BTreeSet<&'b [String]>> {
        if file.definitions.contains(item) {
            return Some(BTreeSet::from([module]));
        }
        let mut imports = file.paths.iter().filter(|path| path.imported_as.as_deref() == Some(item)).peekable();
        if imports.peek().is_some() {
            let inside = imports.filter_map(|path| path.name.inside());
            return Some(inside.flat_map(|segments| self.definers(segments, false, depth + 1)).collect());
        }
        let all = file.paths.iter().filter(|path| path.all && depth < DEEPEST).filter_map(|path| path.name.inside());
        all.filter_map(|segments| self.files.get_key_value(segments))
            .find_map(|(module, file)| self.item(module, file, item, depth + 1))
    }
}

impl File<'_> {
    /// Whether a re-exported name stands in the file's own code, too.
    fn uses(&self, name: &str) -> bool {
        let text = |index: usize| self.tokens.get(index).map_or("", |token| token.text.as_str());
        let mut index = 0;
        while index < self.tokens.len() {
            match text(index) {
                "use" if text(index + 1) != "<" => {
                    while index < self.tokens.len() && text(index) != ";" {
                        index += 1;
                    }
                }
                word if word == name && (index == 0 || !matches!(text(index - 1), "." | "::" | "mod")) => return true,
                _ => {}
            }
            index += 1;
        }
        false
    }
}

/// The names of the items that a file defines.
fn definitions(tokens: &[Token]) -> BTreeSet<String> {
    const KINDS: [&str; 8] = ["const", "enum", "fn", "static", "struct", "trait", "type", "union"];
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let name = |index: usize| match text(index) {
        "macro_rules" => Some(text(index + 2)),
        kind if KINDS.contains(&kind) => Some(text(index + 1)),
        _ => None,
    };
    let is_word = |name: &&str| !matches!(*name, "" | "fn" | "unsafe" | "async" | "extern");
    (0..tokens.len()).filter_map(name).filter(is_word).map(str::to_owned).collect()
}

/// The strongly connected groups of two or more files, each in the order of the names.
pub fn circles(arrows: &[Arrow]) -> Vec<BTreeSet<&str>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    let reach = |start: &str| {
        let (mut reached, mut rest) = (BTreeSet::new(), vec![start]);
        while let Some(file) = rest.pop() {
            for file in next.get(file).into_iter().flatten() {
                if reached.insert(*file) {
                    rest.push(file);
                }
            }
        }
        reached
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> = next.keys().map(|file| (*file, reach(file))).collect();
    let mut circles = Vec::new();
    for (file, others) in &reached {
        let back = |other: &&str| reached.get(other).is_some_and(|reached| reached.contains(file));
        let circle: BTreeSet<&str> = others.iter().copied().filter(back).collect();
        if circle.first() == Some(file) && circle.len() > 1 {
            circles.push(circle);
        }
    }
    circles
}

/// How the circles differ from those that are allowed.
pub fn faults(arrows: &[Arrow], allowed: &[(&[&str], &str)]) -> Vec<String> {
    let circles = circles(arrows);
    let is_allowed = |circle: &BTreeSet<&str>| allowed.iter().any(|(files, _)| circle.iter().eq(files.iter()));
    let new = circles.iter().filter(|circle| !is_allowed(circle)).map(|circle| {
        let within = arrows.iter().filter(|arrow| circle.contains(&*arrow.from) && circle.contains(&*arrow.to));
        let lines: BTreeSet<String> = within
            .map(|Arrow { from, to, line, path }| format!("  {from}:{line}: imports crate::{path}, from {to}"))
            .collect();
        let files: Vec<&str> = circle.iter().copied().collect();
        format!("a circle of files: {}\n{}", files.join(", "), lines.into_iter().collect::<Vec<_>>().join("\n"))
    });
    let old = allowed.iter().filter(|(files, _)| !circles.iter().any(|circle| circle.iter().eq(files.iter())));
    let old = old.map(|(files, _)| format!("ALLOWED_CIRCLES lists what is no longer a circle: {}", files.join(", ")));
    new.chain(old).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arrows between files, as `from:line to`.
    fn arrows(sources: &[(&str, &str)]) -> Vec<String> {
        let arrows = Graph::new(sources.iter().copied()).arrows();
        arrows.iter().map(|arrow| format!("{}:{} {}", arrow.from, arrow.line, arrow.to)).collect()
    }

    #[test]
    fn an_import_leads_to_the_file_that_defines_the_item() {
        let a = ("src/a/mod.rs", "mod one;\nmod two;\npub use one::One;\npub(crate) use self::two::*;");
        let one = ("src/a/one.rs", "pub struct One;\nimpl One { pub const X: u8 = 1; }");
        let two = ("src/a/two.rs", "use super::One;\npub fn two() {}\npub fn f() { One::X; }");
        let b = ("src/b.rs", "use crate::a;\nuse crate::a::One as O;\nfn f() { a::two(); O::X; crate::a::one::One; }");
        // An associated constant is where its type is.
        let expected = ["src/a/two.rs:1 src/a/one.rs", "src/a/two.rs:3 src/a/one.rs", "src/b.rs:2 src/a/one.rs"];
        let paths = ["src/b.rs:3 src/a/two.rs", "src/b.rs:3 src/a/one.rs", "src/b.rs:3 src/a/one.rs"];
        assert_eq!(arrows(&[a, one, two, b]), [&expected[..], &paths[..]].concat());
    }

    #[test]
    fn a_parent_imports_what_it_uses_of_its_children_and_they_may_import_it() {
        let one = ("src/a/one.rs", "use super::A;\npub struct One;");
        let parent = |source| arrows(&[("src/a/mod.rs", source), one]);
        assert_eq!(parent("mod one;\npub use one::One;\npub struct A;"), [""; 0]);
        assert_eq!(parent("mod one;\nuse one::One;\npub struct A(One);"), ["src/a/mod.rs:2 src/a/one.rs"]);
        assert_eq!(parent("mod one;\npub use one::One;\npub struct A(One);"), ["src/a/mod.rs:2 src/a/one.rs"]);
        assert_eq!(parent("mod one;\npub struct A(one::One);"), ["src/a/mod.rs:2 src/a/one.rs"]);
    }

    #[test]
    fn a_function_may_have_the_name_of_a_module() {
        let a = ("src/a/mod.rs", "mod one;\npub use one::one;");
        let one = ("src/a/one.rs", "pub fn one() {}");
        assert_eq!(arrows(&[a, one, ("src/b.rs", "use crate::a::one;")]), ["src/b.rs:1 src/a/one.rs"]);
    }

    #[test]
    fn macros_other_crates_and_re_exports_without_end_are_no_trouble() {
        let made = ("src/a.rs", "macro_rules! m { () => {} }\npub(crate) use m;\nm!(Made);");
        let b = ("src/b.rs", "use crate::a::{Made, m};\npub use std::fmt;\npub use crate::c::Round;");
        let c = ("src/c.rs", "pub use crate::b::{fmt, Round};\nuse fmt::Display;");
        assert_eq!(arrows(&[made, b, c]), ["src/b.rs:1 src/a.rs", "src/b.rs:1 src/a.rs"]);
    }

    #[test]
    fn tests_are_free() {
        let a = ("src/a.rs", "pub struct A;\n#[cfg(test)]\nmod tests { use crate::b::B; }");
        let b = ("src/b.rs", "use crate::a::A;\npub struct B;");
        assert_eq!(arrows(&[a, b, ("src/a/tests.rs", "use crate::b::B;")]), ["src/b.rs:1 src/a.rs"]);
    }

    #[test]
    fn circles_must_be_those_that_are_allowed() {
        let sources = [
            ("src/a.rs", "\nuse crate::b::B;\npub struct A;"),
            ("src/b.rs", "use crate::c::C;\npub struct B;"),
            ("src/c.rs", "pub struct C(crate::a::A);"),
            ("src/d.rs", "use crate::a::A;\nuse crate::e::E;\npub struct D;"),
            ("src/e.rs", "pub struct E;"),
        ];
        let arrows = Graph::new(sources).arrows();
        let expected = "a circle of files: src/a.rs, src/b.rs, src/c.rs\n  \
            src/a.rs:2: imports crate::b::B, from src/b.rs\n  \
            src/b.rs:1: imports crate::c::C, from src/c.rs\n  \
            src/c.rs:1: imports crate::a::A, from src/a.rs";
        assert_eq!(faults(&arrows, &[]), [expected]);
        assert_eq!(faults(&arrows, &[(&["src/a.rs", "src/b.rs", "src/c.rs"], "a reason")]), [""; 0]);
        // A file too few, a file too many, a circle that is none.
        let lists: [&[&str]; 2] = [&["src/a.rs", "src/b.rs"], &["src/a.rs", "src/b.rs", "src/c.rs", "src/d.rs"]];
        for files in lists {
            let gone = format!("ALLOWED_CIRCLES lists what is no longer a circle: {}", files.join(", "));
            assert_eq!(faults(&arrows, &[(files, "a reason")]), [expected, &gone]);
        }
    }
}
