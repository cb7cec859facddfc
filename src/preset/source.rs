//! Finding presets: inside the program, in the user's own folder, or by path.
//!
//! Owns where presets come from and reads their files; `parse` reads their text, `list` lists them. The command line and
//! the dashboard call it.

use std::fs;
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use etcetera::BaseStrategy;

use super::nearest::nearest;
use super::regular::{STANDARD_NAME, is_standard, open_file};
use super::user_data::read_rows;
use super::{Builtin, Preset, builtin};
use crate::error::Error;

const LARGEST_FILE: u64 = 1 << 20;
/// How many similar names a message gives.
const MAX_SIMILAR: usize = 3;
/// How the name of a run's file ends, before `.ron`.
const RUN_ENDING: &str = ".run";

/// A preset with the name it goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// The built-in preset's name, or the file's without `.ron`.
    pub name: String,
    /// What the run is.
    pub preset: Preset,
    /// Whether it was changed since it was read, as by a flag.
    pub edited: bool,
}

/// The preset of this name, or in this file if it ends in `.ron` or names a folder. A built-in preset goes before one
/// of the user's with the same name.
///
/// # Errors
/// [`Error::Input`] if there is none or its file can't be read, [`Error::Preset`] if what it says is refused.
pub fn find(name_or_path: &str) -> Result<Recipe, Error> {
    find_with(own_folder().as_deref(), name_or_path)
}

/// The text of a preset as it stands, found as [`find`] finds it. It may be one that can't be used.
///
/// # Errors
/// [`Error::Input`] if there is none or its file can't be read.
pub fn text(name_or_path: &str) -> Result<String, Error> {
    text_with(own_folder().as_deref(), name_or_path).map(|found| found.text)
}

/// The file that [`find`] reads a preset from; none for a built-in one.
pub fn file_of(name_or_path: &str) -> Option<PathBuf> {
    text_with(own_folder().as_deref(), name_or_path).ok()?.file
}

const LONGEST_NAME: usize = 60;

/// Checks a name for a preset of the user's.
///
/// # Errors
/// Says what is wrong with it, and what is allowed.
pub fn check_name(name: &str) -> Result<(), String> {
    let fits = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(fits) {
        return Err(format!("allowed: letters, digits, - and _, at most {LONGEST_NAME} of them"));
    }
    if builtin().iter().any(|preset| preset.name == name) {
        return Err(format!("{name} is a built-in preset; choose another name"));
    }
    Ok(())
}

/// The file for a preset of the user's with this name.
///
/// # Errors
/// [`Error::Input`] if the name is refused, or the user has no home.
pub fn file_for(name: &str) -> Result<PathBuf, Error> {
    check_name(name).map_err(|problem| Error::input(name, "is not a valid preset name", problem))?;
    let folder = own_folder().ok_or_else(|| Error::input(name, "no home folder to save it in", "set HOME"))?;
    Ok(folder.join(format!("{name}.ron")))
}

/// `blobtui/presets` in the user's configuration folder, if the user has a home.
pub(super) fn own_folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("blobtui").join("presets"))
}

fn find_with(own: Option<&Path>, name_or_path: &str) -> Result<Recipe, Error> {
    let Found { name, place, folder, text, .. } = text_with(own, name_or_path)?;
    Ok(Recipe { name, preset: parse_in(&folder, &text, &place)?, edited: false })
}

/// Reads a preset, and the rows of the file that it may name, relative to its own folder.
fn parse_in(folder: &Path, text: &str, place: &str) -> Result<Preset, Error> {
    Preset::parse_with(text, place, |csv| read_rows(csv, folder))
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// A preset's text, not read yet.
struct Found {
    name: String,
    /// What messages call it.
    place: String,
    folder: PathBuf,
    /// The file; none for a built-in preset.
    file: Option<PathBuf>,
    text: String,
}

fn text_with(own: Option<&Path>, name_or_path: &str) -> Result<Found, Error> {
    let in_file = |path: &Path| {
        let (name, place, folder) = (stem(path), path.display().to_string(), folder_of(path));
        Ok(Found { name, place, folder, file: Some(path.to_path_buf()), text: read_text(path)? })
    };
    let path = Path::new(name_or_path);
    if name_or_path.contains(['/', MAIN_SEPARATOR]) || has_extension(path) || is_standard(path) {
        return in_file(path);
    }
    if let Some(found) = Builtin::named(name_or_path) {
        let (name, text) = (found.name.to_owned(), found.source.to_owned());
        return Ok(Found { place: name.clone(), name, folder: PathBuf::new(), file: None, text });
    }
    // A folder that can't be listed hides its presets here; `list` says why.
    let files = own.and_then(|folder| files_in(folder).ok()).unwrap_or_default();
    if let Some(path) = files.iter().find(|path| stem(path) == name_or_path) {
        return in_file(path);
    }
    let own_names: Vec<_> = files.iter().map(|path| stem(path)).collect();
    let names = builtin().iter().map(|preset| preset.name).chain(own_names.iter().map(String::as_str));
    let mut similar = nearest(name_or_path, names);
    similar.truncate(MAX_SIMILAR);
    let hint = if similar.is_empty() { String::new() } else { format!(" (did you mean {}?)", similar.join(" or ")) };
    let problem = format!("no preset has this name{hint}");
    Err(Error::input(name_or_path, problem, "`blobtui presets list` shows all"))
}

/// The files of presets in a folder, by name; those of runs are none.
pub(super) fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    // Only regular files: a pipe would keep the list waiting.
    let paths: io::Result<Vec<_>> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths?;
    let is_run = |path: &Path| stem(path).ends_with(RUN_ENDING);
    paths.retain(|path| has_extension(path) && !is_run(path) && path.is_file());
    paths.sort();
    Ok(paths)
}

fn has_extension(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ron")
}

/// The name that a file's preset goes by.
pub(crate) fn stem(path: &Path) -> String {
    if is_standard(path) {
        return STANDARD_NAME.to_owned();
    }
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Reads the preset in a file.
///
/// # Errors
/// [`Error::Input`] if the file, or a file of points that it names, can't be read, [`Error::Preset`] if what it says is
/// refused.
pub fn read(path: &Path) -> Result<Preset, Error> {
    parse_in(&folder_of(path), &read_text(path)?, &path.display().to_string())
}

fn read_text(path: &Path) -> Result<String, Error> {
    let file = open_file(path, "give the name of a file, as in FILE.ron")?;
    let mut bytes = vec![];
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| Error::unreadable(path, &error))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Error::input(path.display(), "is larger than 1 MiB", "a preset is a short text, as in FILE.ron"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let problem = format!("is not UTF-8 text from byte {} on", error.utf8_error().valid_up_to());
        Error::input(path.display(), problem, "save it as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    }

    fn good() -> &'static [u8] {
        builtin()[0].source.as_bytes()
    }

    #[test]
    fn a_name_is_looked_up_inside_the_program_first_then_in_the_users_folder() {
        let different = builtin()[0].source.replace("Four blobs", "My blobs");
        let own = folder(&[("mine.ron", different.as_bytes()), ("xor-blobs.ron", different.as_bytes())]);
        let found = find_with(Some(own.path()), "mine").unwrap();
        assert_eq!((found.name.as_str(), found.edited), ("mine", false));
        assert!(found.preset.title.starts_with("My blobs"));
        assert!(find_with(Some(own.path()), "xor-blobs").unwrap().preset.title.starts_with("Four blobs"));
        let path = own.path().join("xor-blobs.ron");
        assert!(find_with(None, path.to_str().unwrap()).unwrap().preset.title.starts_with("My blobs"));
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        let own = folder(&[("mine.ron", good())]);
        let message = |name| find_with(Some(own.path()), name).unwrap_err().to_string();
        assert_eq!(
            message("xor-blob"),
            "xor-blob: no preset has this name (did you mean xor-blobs or xor-blobs-tanh?); \
             `blobtui presets list` shows all"
        );
        assert!(message("mien").contains("did you mean mine?"));
        assert_eq!(message("qqq"), "qqq: no preset has this name; `blobtui presets list` shows all");
    }

    #[test]
    fn files_that_hold_no_text_are_refused_by_name() {
        let large = vec![b' '; usize::try_from(LARGEST_FILE).unwrap() + 1];
        let own = folder(&[("large.ron", &large), ("binary.ron", b"ab\xff")]);
        let problem = |name: &str| {
            let path = own.path().join(name);
            let Error::Input { thing, problem, .. } = find_with(None, path.to_str().unwrap()).unwrap_err() else {
                panic!("{name} is refused for what it says")
            };
            assert_eq!(thing, path.display().to_string());
            problem
        };
        assert_eq!(problem("large.ron"), "is larger than 1 MiB");
        assert_eq!(problem("binary.ron"), "is not UTF-8 text from byte 2 on");
        assert!(problem("absent.ron").starts_with("cannot be read: "));
        fs::create_dir(own.path().join("folder.ron")).unwrap();
        assert_eq!(problem("folder.ron"), "is a folder");
    }
}
