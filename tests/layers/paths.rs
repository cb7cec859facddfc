//! The paths that source names, each in full: imports unfolded, `self` and `super` and imported names resolved.

use std::collections::HashMap;

use crate::tokens::Token;

/// What a path names.
#[derive(Clone, Debug, PartialEq)]
pub enum Name {
    /// Something of the project, from its root on.
    Inside(Vec<String>),
    /// Something of another crate, or a local name that is of no interest.
    Outside(Vec<String>),
}

impl Name {
    /// The path within the project, if it is one.
    pub fn inside(&self) -> Option<&[String]> {
        match self {
            Self::Inside(segments) => Some(segments),
            Self::Outside(_) => None,
        }
    }
}

/// A path where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub name: Name,
    /// Whether it ends with `*`.
    pub all: bool,
    /// Line of the file, from 1.
    pub line: usize,
    /// The name that an import gives it in the file.
    pub imported_as: Option<String>,
    /// Whether it is a re-export: an import with a visibility.
    pub exported: bool,
}

/// A path as it is written.
#[derive(Clone, Debug)]
struct Written {
    segments: Vec<String>,
    /// Whether it begins with `::`, and so with the name of a crate.
    absolute: bool,
    all: bool,
    line: usize,
    /// The module that it stands in.
    module: Vec<String>,
    /// The name that an import gives it in the file.
    imported_as: Option<String>,
    kind: Kind,
}

/// How a path comes into a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// `mod child;`, or `mod child {`: gives the child a name, and imports nothing.
    Declaration,
    /// `use`, without a visibility.
    Import,
    /// `use`, with a visibility.
    Export,
    /// In code.
    Path,
}

/// Every path of two or more parts and every import, in a file that is this module.
pub fn named(tokens: &[Token], module: &[String]) -> Vec<Named> {
    let written = written(tokens, module);
    // Modules last, so that they count where a function has the same name.
    let (modules, others): (Vec<_>, Vec<_>) = written.iter().partition(|path| path.kind == Kind::Declaration);
    let imports: HashMap<&str, &Written> =
        others.into_iter().chain(modules).filter_map(|path| Some((path.imported_as.as_deref()?, path))).collect();
    let full = |path: &Written| Named {
        name: resolve(path, &imports, 0),
        all: path.all,
        line: path.line,
        imported_as: path.imported_as.clone(),
        exported: path.kind == Kind::Export,
    };
    written.iter().filter(|path| path.kind != Kind::Declaration).map(full).collect()
}

/// How many imports of imports are followed: more than anybody writes, and an end for those that go round.
const DEEPEST: usize = 8;

fn resolve(path: &Written, imports: &HashMap<&str, &Written>, depth: usize) -> Name {
    let segments = &path.segments;
    let Some(head) = segments.first().filter(|_| !path.absolute) else { return Name::Outside(segments.clone()) };
    match head.as_str() {
        // The program names its own library as any other crate does.
        "crate" | "blobtui" => Name::Inside(segments[1..].to_vec()),
        "self" | "super" => {
            let mut place = path.module.clone();
            let steps = segments.iter().take_while(|segment| *segment == "self" || *segment == "super").count();
            for _ in segments[..steps].iter().filter(|segment| *segment == "super") {
                place.pop();
            }
            place.extend_from_slice(&segments[steps..]);
            Name::Inside(place)
        }
        _ => match imports.get(head.as_str()) {
            Some(import) if depth < DEEPEST && import.segments != path.segments => {
                match resolve(import, imports, depth + 1) {
                    Name::Inside(whole) => Name::Inside([&whole, &segments[1..]].concat()),
                    Name::Outside(whole) => Name::Outside([&whole, &segments[1..]].concat()),
                }
            }
            _ => Name::Outside(segments.clone()),
        },
    }
}

/// A name written in a module.
fn name(segments: Vec<String>, kind: Kind, line: usize, module: &[String]) -> Written {
    Written { segments, absolute: false, all: false, line, module: module.to_vec(), imported_as: None, kind }
}

fn written(tokens: &[Token], file: &[String]) -> Vec<Written> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let mut found = Vec::new();
    // The module, and how deep in braces each of its parts beyond the file's began.
    let (mut module, mut opened, mut depth) = (file.to_vec(), Vec::new(), 0_usize);
    let mut index = 0;
    while index < tokens.len() {
        let (before, line) = (if index == 0 { "" } else { text(index - 1) }, tokens[index].line);
        match text(index) {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                if opened.last() == Some(&depth) {
                    opened.pop();
                    module.pop();
                }
            }
            "mod" if matches!(text(index + 2), "{" | ";") => {
                let child = text(index + 1).to_owned();
                let declared = name(vec!["self".into(), child.clone()], Kind::Declaration, line, &module);
                found.push(Written { imported_as: Some(child.clone()), ..declared });
                if text(index + 2) == "{" {
                    module.push(child);
                    opened.push(depth);
                }
            }
            // `use<…>` in a type is no import.
            "use" if text(index + 1) != "<" => {
                let kind = if matches!(before, "pub" | ")") { Kind::Export } else { Kind::Import };
                let mut tree = Tree { tokens, index: index + 1, module: &module, kind, found: &mut found };
                tree.read(&[], false);
                index = tree.index;
                continue;
            }
            "extern" if text(index + 1) == "crate" => {
                let known_as = text(if text(index + 3) == "as" { index + 4 } else { index + 2 });
                let imported = name(vec![text(index + 2).to_owned()], Kind::Import, line, &module);
                found.push(Written { absolute: true, imported_as: Some(known_as.to_owned()), ..imported });
                index += 3;
                continue;
            }
            _ if tokens[index].is_word() && !(before == "::" && continues(tokens, index - 1)) => {
                let mut end = index + 1;
                while text(end) == "::" && tokens.get(end + 1).is_some_and(Token::is_word) {
                    end += 2;
                }
                if end > index + 1 || before == "::" {
                    let segments = (index..end).step_by(2).map(|part| text(part).to_owned()).collect();
                    found.push(Written { absolute: before == "::", ..name(segments, Kind::Path, line, &module) });
                }
                index = end;
                continue;
            }
            _ => {}
        }
        index += 1;
    }
    found
}

/// Whether the `::` here goes on from what stands before it, as in `Vec::<u8>::new`, and does not begin a path.
fn continues(tokens: &[Token], index: usize) -> bool {
    index > 0 && (tokens[index - 1].is_word() || matches!(tokens[index - 1].text.as_str(), ">" | "]" | ")"))
}

/// An import that is being unfolded.
struct Tree<'a> {
    tokens: &'a [Token],
    index: usize,
    module: &'a [String],
    kind: Kind,
    found: &'a mut Vec<Written>,
}

impl Tree<'_> {
    fn text(&self) -> &str {
        self.tokens.get(self.index).map_or("", |token| token.text.as_str())
    }

    /// Reads what follows the parts before: a path, `*`, or a list of either in braces.
    fn read(&mut self, before: &[String], mut absolute: bool) {
        let mut segments = before.to_vec();
        if self.text() == "::" {
            absolute = true;
            self.index += 1;
        }
        while self.index < self.tokens.len() {
            let line = self.tokens[self.index].line;
            match self.text() {
                "{" => {
                    self.index += 1;
                    while !matches!(self.text(), "}" | "") {
                        self.read(&segments, absolute);
                        if self.text() == "," {
                            self.index += 1;
                        }
                    }
                    self.index += 1;
                    return;
                }
                "*" => {
                    self.index += 1;
                    return self.add(segments, absolute, true, line, None);
                }
                word => {
                    let word = word.to_owned();
                    self.index += 1;
                    if word != "self" || segments.is_empty() {
                        segments.push(word);
                    }
                    if self.text() == "::" {
                        self.index += 1;
                        continue;
                    }
                    let mut imported_as = segments.last().cloned();
                    if self.text() == "as" {
                        imported_as = self.tokens.get(self.index + 1).map(|token| token.text.clone());
                        self.index += 2;
                    }
                    return self.add(segments, absolute, false, line, imported_as);
                }
            }
        }
    }

    fn add(&mut self, segments: Vec<String>, absolute: bool, all: bool, line: usize, imported_as: Option<String>) {
        let (module, kind) = (self.module.to_vec(), self.kind);
        self.found.push(Written { segments, absolute, all, line, module, imported_as, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    /// The paths of a file `src/ui/panel/loss.rs`, those of the project with `crate` in front.
    fn paths(source: &str) -> Vec<String> {
        let module = ["ui", "panel", "loss"].map(str::to_owned);
        let show = |named: Named| {
            let (root, segments) = match named.name {
                Name::Inside(segments) => ("crate::", segments),
                Name::Outside(segments) => ("", segments),
            };
            format!("{}{}{}", root, segments.join("::"), if named.all { "::*" } else { "" })
        };
        named(&tokens(source), &module).into_iter().map(show).collect()
    }

    #[test]
    fn imports_are_unfolded() {
        let source = "use std::{fs::{self, File}, io, path::*};\nuse crate::{\n  a::{b, c as d},\n  e,\n};";
        let expected =
            ["std::fs", "std::fs::File", "std::io", "std::path::*", "crate::a::b", "crate::a::c", "crate::e"];
        assert_eq!(paths(source), expected);
        assert_eq!(paths("pub(crate) use ::csv::Error; use ::{std::io, dfdx};"), ["csv::Error", "std::io", "dfdx"]);
    }

    #[test]
    fn relative_paths_are_resolved_in_inline_modules_too() {
        assert_eq!(
            paths("use super::x; use self::y; use super::super::super::*;"),
            ["crate::ui::panel::x", "crate::ui::panel::loss::y", "crate::::*",]
        );
        assert_eq!(
            paths("mod inner { use super::super::x; } super::y();"),
            ["crate::ui::panel::x", "crate::ui::panel::y",]
        );
    }

    #[test]
    fn paths_in_code_and_macros_are_found() {
        assert_eq!(
            paths("let a: Vec<crate::a::B> = crate::c::d::<u8>(std::mem::take(&mut e));"),
            ["crate::a::B", "crate::c::d", "std::mem::take",]
        );
        assert_eq!(paths("macro_rules! m { () => { $crate::a::b() } }"), ["crate::a::b"]);
        assert_eq!(paths("let a = ::csv::read(Vec::<u8>::new());"), ["csv::read"]);
        assert_eq!(paths("fn f() -> impl Fn() + use<> { g }"), [""; 0]);
    }

    #[test]
    fn imported_names_are_followed() {
        assert_eq!(paths("use std::thread; thread::spawn(f);"), ["std::thread", "std::thread::spawn"]);
        assert_eq!(paths("use std as s; use s::fs as f; f::read(x);"), ["std", "std::fs", "std::fs::read"]);
        assert_eq!(paths("use crate as root; root::a::b();"), ["crate::", "crate::a::b"]);
        assert_eq!(paths("extern crate dfdx as d; d::x();"), ["dfdx", "dfdx::x"]);
        assert_eq!(paths("use a::b; use b::a;").len(), 2, "a circle has an end");
    }
}
