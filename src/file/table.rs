//! The table of formats, and which of its rows a file is.
//!
//! A file is written in the format that its extension or `--format` names. What a file is that is read, its first bytes
//! say; its name counts only where they say nothing.

use std::path::Path;

use super::checkpoint::{self, CheckpointFile};
use super::format::{Format, Kind, Source};
use super::log_csv::LogCsv;
use super::log_json_lines::LogJsonLines;
use super::onnx::OnnxModel;
use super::points::PointsCsv;
use super::preset::PresetFile;
use super::python::PythonScript;
use super::read;
use super::run::RunFile;
use super::rust::RustFunction;
use super::svg::SvgPicture;
use super::tensorboard::EventFile;
use super::weights::{self, Basis, Npz, Pt, WeightsSafetensors};
use crate::error::Error;
use crate::text::Sentence;
use crate::train::Checkpoint;

/// All formats, the default one of each kind first.
pub const FORMATS: [&dyn Format; 14] = [
    &CheckpointFile,
    &RunFile,
    &PresetFile,
    &PointsCsv,
    &LogCsv,
    &LogJsonLines,
    &EventFile,
    &Pt,
    &WeightsSafetensors,
    &Npz,
    &OnnxModel,
    &PythonScript,
    &RustFunction,
    &SvgPicture,
];

pub(super) fn formats_of(kind: Kind) -> impl Iterator<Item = &'static dyn Format> {
    FORMATS.into_iter().filter(move |format| format.kind() == kind)
}

/// The formats that content of a kind can be written in: those of the kind, and those that are made from such content.
pub fn formats_for(kind: Kind) -> impl Iterator<Item = &'static dyn Format> {
    FORMATS.into_iter().filter(move |format| format.kind() == kind || format.kind().content() == kind)
}

/// The format to write content of this kind in: the one of this name if there is one, otherwise the one of the file's
/// extension. A file without an extension gets the default format.
///
/// # Errors
/// [`Error::Input`] with the list of formats if none of the kind has the name or the extension.
pub fn choose(path: &Path, kind: Kind, name: Option<&str>) -> Result<&'static dyn Format, Error> {
    let noun = kind.noun();
    if let Some(name) = name {
        return formats_for(kind).find(|format| format.name() == name).ok_or_else(|| {
            let names: Vec<_> = formats_for(kind).map(Format::name).collect();
            let problem = format!("is not a format for {noun}");
            Error::input(format!("--format {name}"), problem, format!("allowed: {}", names.join(", ")))
        });
    }
    let default = if path.extension().is_none() { formats_for(kind).next() } else { None };
    default.or(by_name(path, Some(kind))).ok_or_else(|| {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        let problem = format!("{noun} can't be written as .{extension}");
        Error::input(path.display(), problem, format!("give a name that ends in {}", extensions_for(kind)))
    })
}

/// The extensions that content of a kind can be written with, as in `.csv or .jsonl`.
pub fn extensions_for(kind: Kind) -> String {
    let mut extensions: Vec<&str> = vec![];
    for extension in formats_for(kind).filter_map(|format| format.extensions().first()) {
        if !extensions.contains(extension) {
            extensions.push(extension);
        }
    }
    let last = extensions.pop().map_or(String::new(), |extension| format!(".{extension}"));
    if extensions.is_empty() {
        return last;
    }
    let others: Vec<_> = extensions.iter().map(|extension| format!(".{extension}")).collect();
    format!("{} or {last}", others.join(", "))
}

/// The format of a file by its name alone, among those for a kind of content if one is given.
fn by_name(path: &Path, kind: Option<Kind>) -> Option<&'static dyn Format> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let length = |format: &'static dyn Format| {
        let endings = format.extensions().iter().filter_map(|extension| name.strip_suffix(extension));
        // A dot stands before it, and a name before the dot.
        endings.filter(|rest| rest.len() > 1 && rest.ends_with('.')).map(|rest| name.len() - rest.len()).max()
    };
    // The longest extension decides: the name of a run ends in .ron, too.
    let longest = FORMATS.into_iter().filter_map(length).max()?;
    let mut formats: Box<dyn Iterator<Item = _>> = match kind {
        Some(kind) => Box::new(formats_for(kind)),
        None => Box::new(FORMATS.into_iter()),
    };
    formats.find(|format| length(*format) == Some(longest))
}

/// The format of a file by its first bytes; none if they say nothing, or the file can't be read.
fn by_start(path: &Path) -> Option<&'static dyn Format> {
    let mut start = read::start(path, read::START);
    // The header of safetensors may say only further on what it is.
    if let Some(length) = checkpoint::header_length(&start).filter(|length| *length > read::START) {
        start = read::start(path, length);
    }
    FORMATS.into_iter().find(|format| format.recognizes(&start))
}

/// The format of a file to be read: by its first bytes, or by its name if they say nothing.
fn of(path: &Path) -> Option<&'static dyn Format> {
    by_start(path).or_else(|| by_name(path, None))
}

/// What a file to be read holds, by its first bytes, or by its name if they say nothing.
pub fn kind_of(path: &Path) -> Option<Kind> {
    of(path).map(Format::kind)
}

/// What a file holds according to its name.
pub fn kind_by_name(path: &Path) -> Option<Kind> {
    by_name(path, None).map(Format::kind)
}

/// Refuses a file that is of another kind, by its first bytes.
///
/// # Errors
/// [`Error::Input`] that says what the file is.
pub fn expect(path: &Path, kind: Kind) -> Result<(), Error> {
    match by_start(path).map(Format::kind) {
        Some(found) if found != kind => {
            Err(Error::input(path.display(), format!("is {}, not {}", found.noun(), kind.noun()), kind.remedy()))
        }
        _ => Ok(()),
    }
}

/// Opens a file that a run can start from, whatever its name. Weights alone are understood on this basis; what was taken
/// for granted is said in one line.
///
/// # Errors
/// As for [`open`]; and [`Error::Input`] if the basis names a preset for a file that has its own, or no network fits the
/// weights.
pub fn open_on(path: &Path, basis: &Basis) -> Result<(Source, Option<Sentence>), Error> {
    if let Some(format) = of(path).filter(|format| format.kind() == Kind::Weights) {
        let (checkpoint, remark) = fit_file(format, path, basis)?;
        return Ok((Source::Checkpoint(Box::new(checkpoint)), remark));
    }
    basis.check_unneeded(path)?;
    open(path).map(|source| (source, None))
}

/// Reads a checkpoint, or weights alone as [`open_on`] does.
///
/// # Errors
/// [`Error::Input`] if the file is something else; otherwise as for [`open_on`].
pub fn read_network(path: &Path, basis: &Basis) -> Result<(Checkpoint, Option<Sentence>), Error> {
    if let Some(format) = of(path).filter(|format| format.kind() == Kind::Weights) {
        return fit_file(format, path, basis);
    }
    expect(path, Kind::Checkpoint)?;
    basis.check_unneeded(path)?;
    Checkpoint::read(path).map(|checkpoint| (checkpoint, None))
}

fn fit_file(format: &dyn Format, path: &Path, basis: &Basis) -> Result<(Checkpoint, Option<Sentence>), Error> {
    let weights = weights::read(format, path)?;
    weights::fit(&weights, basis, &path.display().to_string())
}

/// Opens a file that a run can start from, whatever its name.
///
/// # Errors
/// [`Error::Input`] if it can't be read or is none; otherwise whatever is wrong with its contents.
pub fn open(path: &Path) -> Result<Source, Error> {
    let Some(format) = of(path) else {
        let problem = "is neither a preset nor a checkpoint nor a run";
        return Err(Error::input(path.display(), problem, Kind::Checkpoint.remedy()));
    };
    format.read(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(name: &str, kind: Kind) -> Result<(&'static str, Kind), String> {
        let format = choose(Path::new(name), kind, None).map_err(|error| error.to_string())?;
        Ok((format.name(), format.kind()))
    }

    #[test]
    fn the_extension_chooses_the_format_and_without_one_it_is_the_default() {
        for (name, kind, format) in [
            ("runs/m.safetensors", Kind::Checkpoint, "safetensors"),
            ("M.SafeTensors", Kind::Checkpoint, "safetensors"),
            ("runs.d/m", Kind::Checkpoint, "safetensors"),
            (".safetensors", Kind::Checkpoint, "safetensors"),
            ("m.run.ron", Kind::Run, "run"),
            ("m", Kind::Run, "run"),
            ("log.csv", Kind::Log, "csv"),
            ("log.v2.JSONL", Kind::Log, "jsonl"),
            ("log", Kind::Log, "csv"),
            ("csv", Kind::Log, "csv"),
            ("points.csv", Kind::Points, "csv"),
        ] {
            assert_eq!(chosen(name, kind), Ok((format, kind)), "{name}");
        }
    }

    #[test]
    fn other_extensions_are_refused_with_the_list() {
        for (name, kind, message) in [
            (
                "m.txt",
                Kind::Checkpoint,
                "m.txt: a checkpoint can't be written as .txt; give a name that ends in .safetensors, .pt, .npz, .onnx, .py or .rs",
            ),
            (
                "m.run.ron",
                Kind::Checkpoint,
                "m.run.ron: a checkpoint can't be written as .ron; give a name that ends in .safetensors, .pt, .npz, .onnx, .py or .rs",
            ),
            ("m.ron", Kind::Run, "m.ron: a run can't be written as .ron; give a name that ends in .run.ron"),
            (
                "m.safetensors",
                Kind::Run,
                "m.safetensors: a run can't be written as .safetensors; give a name that ends in .run.ron",
            ),
            (
                "a/log.csv.gz",
                Kind::Log,
                "a/log.csv.gz: a training log can't be written as .gz; give a name that ends in .csv, .jsonl or .tfevents",
            ),
            (
                "points.jsonl",
                Kind::Points,
                "points.jsonl: a table can't be written as .jsonl; give a name that ends in .csv",
            ),
        ] {
            assert_eq!(chosen(name, kind), Err(message.to_owned()));
        }
    }

    #[test]
    fn a_name_of_a_format_goes_before_the_extension() {
        let choose = |name| choose(Path::new("log.txt"), Kind::Log, Some(name)).map(Format::name);
        assert_eq!(choose("jsonl").unwrap(), "jsonl");
        assert_eq!(
            choose("npz").unwrap_err().to_string(),
            "--format npz: is not a format for a training log; allowed: csv, jsonl, tfevents"
        );
    }

    #[test]
    fn no_two_formats_of_a_kind_share_a_name_or_an_extension() {
        for (place, format) in FORMATS.iter().enumerate() {
            assert!(!format.extensions().is_empty(), "{}", format.name());
            for other in FORMATS[place + 1..].iter().filter(|other| other.kind() == format.kind()) {
                assert_ne!(format.name(), other.name());
                assert!(format.extensions().iter().all(|extension| !other.extensions().contains(extension)));
            }
        }
    }

    #[test]
    fn a_file_is_opened_by_its_first_bytes_and_otherwise_by_its_name() {
        use crate::file::{Content, save};
        use crate::train::{Run, Trainer};

        let folder = tempfile::tempdir().unwrap();
        let preset = crate::preset::find("xor-blobs").unwrap().preset;
        let trainer = Trainer::new("xor-blobs", preset.clone());
        for name in ["m.ron", "m.safetensors", "m.any", "m"] {
            let path = folder.path().join(name);
            save(&path, &Content::Run(&Run::of(&trainer.checkpoint())), &RunFile).unwrap();
            assert!(matches!(open(&path), Ok(Source::Run(_))), "{name}");
            save(&path, &Content::Checkpoint(&trainer.checkpoint()), &CheckpointFile).unwrap();
            assert!(matches!(open(&path), Ok(Source::Checkpoint(_))), "{name}");
            std::fs::write(&path, preset.to_ron()).unwrap();
            let Ok(Source::Recipe(recipe)) = open(&path) else { panic!("{name} is a preset") };
            assert_eq!((recipe.name.as_str(), &recipe.preset), ("m", &preset));
            std::fs::write(&path, "junk").unwrap();
            let message = open(&path).unwrap_err().to_string();
            let expected = match name {
                "m.ron" => ":1:1: the preset ",
                "m.safetensors" => ": ends after byte 4, before its header",
                "m.pt" => ": is a file of weights; a run can't start from it; ",
                _ => ": is neither a preset nor a checkpoint nor a run; ",
            };
            assert!(message.contains(&format!("{name}{expected}")), "{message}");
            assert_eq!(kind_of(&path), kind_by_name(&path));
        }
        assert!(open(&folder.path().join("absent.run.ron")).unwrap_err().to_string().contains("cannot be read"));
    }
}
