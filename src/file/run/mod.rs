//! Run files: a run as its recipe, with its branches, edits and bookmarks, and without any weights.
//!
//! RON like presets, about a kilobyte: people can read and send it, and the states follow from it bit for bit. Drawn
//! points are included; a file of points is named, with the digest of its rows. This module turns a [`Run`] into text
//! and back, and reports problems by line and column.

mod check;
mod provenance;
#[cfg(test)]
mod tests;
mod text;
mod write;

use std::path::Path;
use std::sync::Arc;

pub use provenance::{Provenance, this_build};
use text::RunText;

use super::format::{Content, Format, Kind, RUN_EXTENSION, Source, is_ron_of};
use super::read;
use super::recipe::{hexadecimal, later_inputs};
use crate::data::{Csv, Data, Table};
use crate::error::{Error, Invalid};
use crate::preset::{Builtin, Document, Preset, Text, read_rows};
use crate::text::{excerpt, quoted};
use crate::train::{Branch, Run, Sign};

/// The largest file that is read, enough for many thousand edits.
const MAX_BYTES: u64 = 4 << 20;
/// The remedy for a file that is something else.
const FOREIGN: &str = "give a run that blobtui saved, as in FILE.run.ron";

pub(super) struct RunFile;

impl Format for RunFile {
    fn name(&self) -> &'static str {
        "run"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[RUN_EXTENSION]
    }

    fn kind(&self) -> Kind {
        Kind::Run
    }

    fn is_text(&self) -> bool {
        true
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        is_ron_of("Run", start)
    }

    fn read(&self, path: &Path) -> Result<Source, Error> {
        Ok(Source::Run(Box::new(Run::read(path)?)))
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        match content {
            Content::Run(run) => {
                run.to_ron()?;
                bytes.extend_from_slice(file_text(run).as_bytes());
                Ok(())
            }
            other => Err(self.refuse(other)),
        }
    }
}

impl Run {
    /// The text of the run's file.
    ///
    /// # Errors
    /// [`Error::Preset`] or [`Error::Input`] if [`Self::parse`] would refuse it.
    pub fn to_ron(&self) -> Result<String, Error> {
        let text = write::text(self);
        // Better no file than one that can't be opened again.
        parse(&text, &self.file_name(), |csv| {
            if let Data::Csv(own) = &self.preset.data {
                csv.table.clone_from(&own.table);
            }
            Ok(())
        })?;
        Ok(text)
    }

    /// Reads a run; messages call it `place`. Refuses a run on points from a file, whose rows only
    /// [`crate::file::read_run`] finds.
    ///
    /// # Errors
    /// [`Error::Preset`] with line and column for the first thing that is refused: the syntax, a setting of the preset,
    /// an impossible edit, a branch that doesn't fit its parent. [`Error::Input`] if the text is too long.
    pub fn parse(source: &str, place: &str) -> Result<Self, Error> {
        parse(source, place, |_| Ok(())).map(|(run, _)| run)
    }

    /// Reads a file, and the file of points that it may name, relative to its own folder.
    ///
    /// # Errors
    /// [`Error::Input`] if either can't be read, or the rows differ from those of the run; otherwise as for
    /// [`Self::parse`].
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        Self::read_with_provenance(path).map(|(run, _)| run)
    }

    /// As [`Self::read`]; also what the file says of how it came about.
    pub(super) fn read_with_provenance(path: &Path) -> Result<(Self, Provenance), Error> {
        let (text, place) = read_text(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        parse(&text, &place, |csv| read_rows(csv, folder))
    }

    /// Reads a file whose points, if they come from a file, are these rows; without them as [`Self::read`].
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub(super) fn read_with(path: &Path, table: Option<&Arc<Table>>) -> Result<Self, Error> {
        let Some(table) = table else { return Self::read(path) };
        let (text, place) = read_text(path)?;
        let (run, _) = parse(&text, &place, |csv| {
            csv.table = Some(Arc::clone(table));
            Ok(())
        })?;
        Ok(run)
    }

    /// The name, the newest epoch of the current branch, and whether all of it is a built-in preset that was trained, with
    /// any seed; without the checks of [`Self::read`].
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub(super) fn summary(path: &Path) -> Result<(String, u64, bool), Error> {
        let (text, place) = read_text(path)?;
        let run: RunText = Text::new(&text, &place).read()?;
        let current = run.branches.iter().find(|branch| branch.name == run.current);
        let epoch = current.map_or(0, |branch| branch.newest.epoch);
        let is_plain = match run.branches.as_slice() {
            [main] => {
                let has_note = main.bookmarks.iter().any(|bookmark| bookmark.sign == Sign::Note);
                main.edits.is_empty() && !has_note && is_builtin(&run.name, &run.preset)
            }
            _ => false,
        };
        Ok((run.name, epoch, is_plain))
    }

    /// The file's default name, such as `xor-blobs-s7-e1240.run.ron`, with the newest epoch of the current branch.
    pub fn file_name(&self) -> String {
        let epoch = self.branches.get(self.current).map_or(0, |branch| branch.newest.epoch);
        format!("{}-s{}-e{epoch}.{RUN_EXTENSION}", self.name, self.preset.seed)
    }
}

/// The text of a run's file: with its provenance in comments.
fn file_text(run: &Run) -> String {
    write::text_with(run, &provenance::comments(run))
}

/// Whether a recipe is that of the built-in preset of its name, apart from its length and seeds.
fn is_builtin(name: &str, preset: &Preset) -> bool {
    let known = Builtin::named(name).and_then(|known| Preset::parse(known.source, known.name).ok());
    let Preset { epochs, seed, weights_seed, .. } = *preset;
    known.is_some_and(|known| Preset { epochs, seed, weights_seed, ..known }.is_same_run(preset))
}

/// The text of a file, and what messages call it.
fn read_text(path: &Path) -> Result<(String, String), Error> {
    let place = path.display().to_string();
    let bytes = read::bytes(path, MAX_BYTES, FOREIGN)?;
    check_length(bytes.len(), &place)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let problem = format!("is not UTF-8 text from byte {} on", error.utf8_error().valid_up_to());
        Error::input(&place, problem, FOREIGN)
    })?;
    Ok((text, place))
}

/// The run in a text, its rows read by `read`; and its provenance.
fn parse(
    source: &str,
    place: &str,
    read: impl FnOnce(&mut Csv) -> Result<(), Error>,
) -> Result<(Run, Provenance), Error> {
    check_length(source.len(), place)?;
    let text = Text::new(source, place);
    let run: RunText = text.read()?;
    run.check().map_err(|invalid| text.refuse(invalid))?;
    let RunText { name, mut preset, table, current, branches, .. } = run;
    preset.take_rows(read)?;
    let refuse = |invalid: Invalid| text.refuse(invalid);
    preset.check().map_err(|invalid| refuse(invalid.within("preset")))?;
    check_table(&preset.data, table, place, refuse)?;
    let edits = branches.iter().flat_map(|branch| &branch.edits);
    let was_padded = preset.mark_padded(later_inputs(edits));
    let mut branches = check::branches(&preset, branches).map_err(refuse)?;
    if was_padded {
        // Of the states that were recorded, this build comes to the same figures, not to the same bits.
        for branch in &mut branches {
            branch.fingerprints.clear();
        }
    }
    let current = branches.iter().position(|branch: &Branch| branch.name == current).ok_or_else(|| {
        let names = branches.iter().map(|branch| format!("{:?}", branch.name)).collect::<Vec<_>>().join(", ");
        refuse(Invalid::new("current", format!("is {}, the name of no branch", quoted(&current)), excerpt(&names)))
    })?;
    let run = Run { name, preset: preset.in_lowest_version(), branches, current };
    // What was changed while it was read has other digests.
    let provenance = if was_padded { Provenance::default() } else { Provenance::read(source, &run) };
    Ok((run, provenance))
}

fn check_length(bytes: usize, place: &str) -> Result<(), Error> {
    if bytes as u64 > MAX_BYTES {
        let problem = format!("is larger than {} MiB, the limit for a run", MAX_BYTES >> 20);
        return Err(Error::input(place, problem, FOREIGN));
    }
    Ok(())
}

/// Checks that points from a file are those with the digest that the run records.
fn check_table(
    data: &Data,
    recorded: Option<String>,
    place: &str,
    refuse: impl Fn(Invalid) -> Error,
) -> Result<(), Error> {
    let digits = "the digest of the file's rows, 64 hexadecimal digits";
    match (data, recorded) {
        (Data::Csv(_), None) => Err(refuse(Invalid::new("table", "is missing", digits))),
        (Data::Csv(csv), Some(recorded)) => {
            if recorded.len() != 64 || !recorded.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(refuse(Invalid::new("table", format!("is {}", quoted(&recorded)), digits)));
            }
            let is_same = csv.table.as_ref().is_some_and(|table| hexadecimal(table.digest()) == recorded);
            if is_same {
                return Ok(());
            }
            let problem = format!("its rows differ from those of the run {place}");
            Err(Error::input(&csv.file, problem, "restore the file as it was, or start a new run with blobtui --data"))
        }
        (_, Some(_)) => {
            Err(refuse(Invalid::new("table", "is for points from a file only", "none: these points are generated")))
        }
        (_, None) => Ok(()),
    }
}
