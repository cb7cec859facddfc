//! What a command may write, decided before it opens any file.
//!
//! No output may be the same file as an input or another output, whatever their names, and none takes the place of a
//! file of another kind. Every subcommand that writes calls [`check_outputs`]; [`super::save_beside_others`] asks again
//! what is there when it writes, which may be much later.

use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::atomic::{self, folder_of};
use super::format::{Format, Kind};
use super::log::Log;
use super::read;
use super::system;
use super::table::{choose, formats_of, kind_of};
use crate::error::Error;
use crate::preset::is_standard;
use crate::text::excerpt;

/// The bytes that tell what a file is: enough for the header of a checkpoint.
const START: u64 = 2 << 20;
/// The most links that are followed from one name.
const MAX_LINKS: usize = 40;

/// A file that a command reads, named on its command line or by another file that it reads.
#[derive(Clone, Debug)]
pub struct Input {
    /// What messages call it, as in "--data points.csv".
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is a checkpoint, which a checkpoint of its continued run may replace.
    pub is_continued: bool,
}

/// A file that a command writes.
#[derive(Clone, Copy, Debug)]
pub struct Output<'a> {
    /// The flag that names it.
    pub flag: &'static str,
    /// Where it is to be.
    pub path: &'a Path,
    /// What it is to hold: a kind of content, or of files that are made from it.
    pub kind: Kind,
    /// The name of its format, if its own name doesn't decide.
    pub format: Option<&'a str>,
}

/// Where a file is, whatever its name: device and inode of the file, or those of the folder with the name that it is to
/// have there.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Standard,
    File(u64, u64),
    Name(u64, u64, OsString),
}

/// Checks that each output can be written without harm to any other file of its command or to a file of another kind.
/// With `force` a file of another kind may be replaced, and nothing else. Opens none of them, and leaves nothing behind.
/// Returns their formats.
///
/// # Errors
/// [`Error::Input`] that names both if an output is the same file as an input or as another output; if no format fits; or
/// if what is there is a folder, a device or, without `force`, neither empty nor a file of the output's own kind.
/// [`Error::Write`] if its folder takes no new file. `-` is standard output, for one of them, and no binary format on a
/// terminal.
pub fn check_outputs(inputs: &[Input], outputs: &[Output], force: bool) -> Result<Vec<&'static dyn Format>, Error> {
    // Standard input is no file that could be written.
    let files = inputs.iter().filter(|input| !is_standard(&input.path));
    let read: Vec<_> = files.map(|input| (input, Place::of(&input.path))).collect();
    let mut written: Vec<(&Output, Option<Place>)> = Vec::with_capacity(outputs.len());
    for output in outputs {
        let (name, place) = (format!("{} {}", output.flag, output.path.display()), Place::of(output.path));
        let format = choose(output.path, output.kind, output.format);
        let is_checkpoint = format.is_ok_and(|format| format.kind() == Kind::Checkpoint);
        let is_harmed = |(input, at): &&(&Input, Option<Place>)| {
            !(input.is_continued && is_checkpoint) && is_same(place.as_ref(), at.as_ref(), output)
        };
        if let Some((input, _)) = read.iter().find(is_harmed) {
            let problem = format!("is the same file as {}, which is read", excerpt(&input.name));
            return Err(Error::input(name, problem, "choose another name"));
        }
        if let Some((other, _)) = written.iter().find(|(_, at)| is_same(place.as_ref(), at.as_ref(), output)) {
            let path = excerpt(&other.path.to_string_lossy());
            let problem = match place {
                Some(Place::Standard) => format!("goes to standard output, as {} {path} does", other.flag),
                _ => format!("is the same file as {} {path}", other.flag),
            };
            return Err(Error::input(name, problem, "choose a name for each"));
        }
        written.push((output, place));
    }
    let formats: Vec<_> =
        outputs.iter().map(|output| choose(output.path, output.kind, output.format)).collect::<Result<_, _>>()?;
    outputs.iter().zip(&formats).try_for_each(|(output, format)| {
        if is_standard(output.path) { output.check_standard(*format) } else { check(output.path, format.kind(), force) }
    })?;
    Ok(formats)
}

impl Output<'_> {
    /// Refuses to write a binary format to a terminal.
    fn check_standard(&self, format: &dyn Format) -> Result<(), Error> {
        if format.is_text() || !io::stdout().is_terminal() {
            return Ok(());
        }
        let name = format!("{} {}", self.flag, self.path.display());
        let problem = format!("standard output is a terminal, and {} is a binary format", format.name());
        Err(Error::input(name, problem, "send it to a file or a pipe, as in > FILE"))
    }
}

/// Checks that a file of this kind can be written, and what it would replace.
fn check(path: &Path, kind: Kind, force: bool) -> Result<(), Error> {
    match kind {
        Kind::Log => Log::check_target(path)?,
        _ => atomic::check_target(path)?,
    }
    if force || is_replaceable(path, kind) {
        return Ok(());
    }
    let problem = match kind_of(path) {
        Some(Kind::Weights) if kind == Kind::Weights => "was not written by blobtui".to_owned(),
        Some(found) if found != kind => format!("is {}, not {}", found.noun(), kind.noun()),
        _ => format!("is not {}", kind.noun()),
    };
    Err(Error::input(path.display(), problem, "choose another name, or replace it with --force"))
}

/// Whether a file of this kind may take this place: nothing, an empty file or one of the same kind is there.
pub(super) fn is_replaceable(path: &Path, kind: Kind) -> bool {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() > 0 => {
            let start = read::start(path, START);
            formats_of(kind).any(|format: &dyn Format| format.is_own(&start))
        }
        _ => true,
    }
}

impl Place {
    /// The place of a path; none if its folder is missing.
    fn of(path: &Path) -> Option<Self> {
        if is_standard(path) {
            return Some(Self::Standard);
        }
        if let Some((device, inode)) = system::identity(path) {
            return Some(Self::File(device, inode));
        }
        // A link that leads nowhere stands for the file that it would make.
        let mut path = path.to_path_buf();
        for _ in 0..MAX_LINKS {
            let Ok(target) = fs::read_link(&path) else { break };
            path = folder_of(&path).join(target);
        }
        let (device, inode) = system::identity(folder_of(&path))?;
        Some(Self::Name(device, inode, path.file_name()?.to_os_string()))
    }
}

/// Whether two places are the same, the second that of an output.
fn is_same(one: Option<&Place>, other: Option<&Place>, output: &Output) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    match (one, other) {
        (Place::Name(device, inode, one), Place::Name(its_device, its_inode, other)) => {
            let lower = |name: &OsString| name.to_string_lossy().to_lowercase();
            (device, inode) == (its_device, its_inode)
                && (one == other || lower(one) == lower(other) && atomic::ignores_case(folder_of(output.path)))
        }
        _ => one == other,
    }
}
