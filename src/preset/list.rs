//! Lists of presets: those inside the program, the user's own, those of a folder.
//!
//! Each row has its heading, and one that can't be used says why. `source` finds single ones; the command line and the
//! dashboard show the lists.

use std::io;
use std::path::{Path, PathBuf};

use super::source::{files_in, find, own_folder, read, stem};
use super::{Builtin, Preset, Recipe, builtin};
use crate::error::Error;

/// The heading of the user's own presets that have no group.
const OWN: &str = "Your presets";

/// Where a preset comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Inside the program.
    BuiltIn,
    /// This file of the user's.
    User(PathBuf),
    /// This file of the folder that the program was started with.
    Folder(PathBuf),
}

/// A row of the list of presets.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The name that it goes by.
    pub name: String,
    /// The heading that it stands under: its group, or what stands for one.
    pub group: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The preset, or why it can't be used under its name.
    pub preset: Result<Box<Preset>, String>,
}

impl Listed {
    fn new(name: String, origin: Origin, preset: Result<Preset, Error>) -> Self {
        let group = preset.as_ref().ok().and_then(|preset| preset.group.clone()).unwrap_or_default();
        Self { name, group, origin, preset: preset.map(Box::new).map_err(|error| error.to_string()) }
    }

    /// The preset's title; empty if it can't be used.
    pub fn title(&self) -> &str {
        self.preset.as_ref().map_or("", |preset| &preset.title)
    }

    /// Reads the preset anew.
    ///
    /// # Errors
    /// As for [`find`].
    pub fn open(&self) -> Result<Recipe, Error> {
        match &self.origin {
            Origin::BuiltIn => find(&self.name),
            Origin::User(path) | Origin::Folder(path) => {
                Ok(Recipe { name: self.name.clone(), preset: read(path)?, edited: false })
            }
        }
    }
}

/// All presets that can be named: the built-in ones in the order of teaching, then the user's own by name. One that
/// can't be used is listed with its problem.
pub fn list() -> Vec<Listed> {
    list_with(own_folder().as_deref())
}

/// The presets of a folder, by the names of their files. One that can't be used is listed with its problem, and so is a
/// folder that can't be read.
pub fn list_folder(folder: &Path) -> Vec<Listed> {
    let heading = heading(folder);
    rows_of(folder, &heading, Origin::Folder)
        .unwrap_or_else(|error| vec![unreadable(folder, &heading, Origin::Folder, &error)])
}

/// What the presets of a folder stand under that have no group: its name.
fn heading(folder: &Path) -> String {
    let name = folder.canonicalize().ok().and_then(|whole| Some(whole.file_name()?.to_string_lossy().into_owned()));
    name.unwrap_or_else(|| folder.display().to_string())
}

/// The presets of a folder that somebody names, as [`list_folder`] lists them; at least one can be used.
///
/// # Errors
/// [`Error::Input`] if the folder can't be read, has no presets, or none that can be used.
pub fn open_folder(folder: &Path) -> Result<Vec<Listed>, Error> {
    let rows = rows_of(folder, &heading(folder), Origin::Folder).map_err(|error| Error::unreadable(folder, &error))?;
    let problems: Vec<&String> = rows.iter().filter_map(|row| row.preset.as_ref().err()).collect();
    match problems.first() {
        None if rows.is_empty() => {
            let remedy = "put some there, such as `blobtui presets show xor-blobs` prints";
            Err(Error::input(folder.display(), "is a folder without presets (files *.ron)", remedy))
        }
        Some(first) if problems.len() == rows.len() => {
            let problem = format!("no preset of this folder can be used: {first}");
            Err(Error::input(folder.display(), problem, "`blobtui presets check` says what is wrong with each file"))
        }
        _ => Ok(rows),
    }
}

impl Preset {
    /// The preset as somebody saves it: not in a group of the built-in ones, and without what its author says unless that
    /// may still be said. `name` is that of the preset which the run was started from.
    #[must_use]
    pub fn to_save(&self, name: &str, is_described: bool) -> Self {
        let group = self.group.clone().filter(|group| !is_builtin_group(group));
        let mut saved = Self { group, ..self.clone() };
        if !is_described {
            saved.forget_description(name);
        }
        saved.in_lowest_version()
    }
}

/// Whether a built-in preset is in a group.
fn is_builtin_group(group: &str) -> bool {
    let groups = builtin().iter().filter_map(|known| Preset::parse(known.source, known.name).ok()?.group);
    groups.into_iter().any(|known| known == group)
}

fn list_with(own: Option<&Path>) -> Vec<Listed> {
    let parsed = builtin().iter().map(|known| (known.name, Preset::parse(known.source, known.name)));
    let mut rows: Vec<_> = parsed.map(|(name, preset)| Listed::new(name.to_owned(), Origin::BuiltIn, preset)).collect();
    let Some(folder) = own else { return rows };
    match rows_of(folder, OWN, Origin::User) {
        Ok(own) => rows.extend(own.into_iter().map(|row| match &row.origin {
            Origin::User(path) if Builtin::named(&row.name).is_some() => {
                let place = path.display();
                let words =
                    format!("{place}: a built-in preset has this name; rename the file, or open it by its path");
                Listed { preset: row.preset.and(Err(words)), ..row }
            }
            _ => row,
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => rows.push(unreadable(folder, OWN, Origin::User, &error)),
    }
    rows
}

/// The presets of a folder. What has no group stands under this heading, and a broken file with the one before it.
fn rows_of(folder: &Path, heading: &str, origin: fn(PathBuf) -> Origin) -> io::Result<Vec<Listed>> {
    let mut rows: Vec<Listed> = Vec::new();
    for path in files_in(folder)? {
        let mut row = Listed::new(stem(&path), origin(path.clone()), read(&path));
        if row.group.is_empty() {
            let before = rows.last().filter(|_| row.preset.is_err()).map(|before| before.group.clone());
            row.group = before.unwrap_or_else(|| heading.to_owned());
        }
        rows.push(row);
    }
    Ok(rows)
}

fn unreadable(folder: &Path, heading: &str, origin: fn(PathBuf) -> Origin, error: &io::Error) -> Listed {
    let problem = Err(Error::unreadable(folder, error));
    let row = Listed::new(folder.display().to_string(), origin(folder.to_owned()), problem);
    Listed { group: heading.to_owned(), ..row }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    }

    fn good() -> &'static str {
        builtin()[0].source
    }

    fn names(rows: &[Listed]) -> Vec<&str> {
        rows.iter().map(|row| row.name.as_str()).collect()
    }

    /// The headings as they stand in a list, each where it changes.
    fn headings(rows: &[Listed]) -> Vec<&str> {
        let mut headings: Vec<_> = rows.iter().map(|row| row.group.as_str()).collect();
        headings.dedup();
        headings
    }

    #[test]
    fn built_in_presets_are_listed_in_the_order_of_teaching_under_their_headings() {
        let rows = list_with(None);
        assert_eq!(
            headings(&rows),
            ["Start", "Shapes", "Steps", "What goes wrong", "Classes", "Regression", "Variations"],
            "no heading stands twice"
        );
        let start = ["xor-blobs", "underfit", "two-blobs", "gauss", "circle", "rings", "moons", "xor", "spiral"];
        assert_eq!(names(&rows)[..9], start);
        let then = ["slow", "momentum", "full-batch", "batch-of-one", "too-fast", "dead-relu", "zeros", "bad-start"];
        assert_eq!(names(&rows)[9..17], then);
        assert!(rows.iter().all(|row| row.preset.as_ref().is_ok_and(|preset| preset.next.is_some())));
    }

    #[test]
    fn every_file_is_listed_and_a_broken_one_says_why() {
        let own = folder(&[
            ("good.ron", good()),
            ("broken.ron", "Preset("),
            ("two-blobs.ron", good()),
            ("notes.txt", "not a preset"),
        ]);
        let rows = list_with(Some(own.path()));
        assert_eq!(names(&rows)[builtin().len()..], ["broken", "good", "two-blobs"]);
        let problem = |name: &str| {
            let row = rows.iter().find(|row| row.name == name && row.origin != Origin::BuiltIn).unwrap();
            row.preset.clone().err()
        };
        assert_eq!(problem("good"), None);
        let broken = own.path().join("broken.ron").display().to_string();
        assert!(problem("broken").unwrap().starts_with(&format!("{broken}:1:8: the preset ends too early")));
        assert!(problem("two-blobs").unwrap().contains("a built-in preset has this name"));
        assert!(rows.iter().filter(|row| row.origin == Origin::BuiltIn).all(|row| row.preset.is_ok()));
        assert_eq!(list_with(Some(&own.path().join("absent"))).len(), builtin().len());
    }

    #[test]
    fn a_folder_is_listed_by_file_names_and_a_broken_file_stays_with_its_group() {
        let plain = good().replace("    group: \"Start\",\n", "");
        let first = good().replace("\"Start\"", "\"Lesson 1\"");
        let lessons = folder(&[
            ("3-last.ron", &plain),
            ("1-first.ron", &first),
            ("2-broken.ron", "Preset("),
            ("1-second.ron", &first),
            ("notes.txt", "not a preset"),
            ("saved.run.ron", "Run("),
        ]);
        let rows = open_folder(lessons.path()).unwrap();
        assert_eq!(names(&rows), ["1-first", "1-second", "2-broken", "3-last"]);
        let name = lessons.path().file_name().unwrap().to_str().unwrap();
        assert_eq!(headings(&rows), ["Lesson 1", name]);
        assert!(rows[2].preset.is_err() && rows[2].group == "Lesson 1");
        assert_eq!(rows[3].open().unwrap().name, "3-last");
        assert!(rows[2].open().is_err());
    }

    #[test]
    fn a_folder_without_a_usable_preset_is_refused_by_its_name() {
        let refusal = |files: &[(&str, &str)]| {
            let folder = folder(files);
            let Error::Input { thing, problem, .. } = open_folder(folder.path()).unwrap_err() else {
                panic!("another")
            };
            assert_eq!(thing, folder.path().display().to_string());
            problem
        };
        assert_eq!(refusal(&[]), "is a folder without presets (files *.ron)");
        assert_eq!(refusal(&[("notes.txt", good())]), "is a folder without presets (files *.ron)");
        let broken = refusal(&[("a.ron", "Preset("), ("b.ron", "Run(")]);
        assert!(broken.starts_with("no preset of this folder can be used: ") && broken.contains("a.ron:1:8: "));
        assert!(open_folder(Path::new("/nowhere/at/all")).unwrap_err().to_string().contains("cannot be read"));
    }
}
