//! What people type where a name, a file or a number is asked for, checked.

use std::path::PathBuf;

use crate::file::{self, Kind};
use crate::network::{Layout, Unit};
use crate::session::Update;
use crate::train::{Change, LARGEST_WEIGHT, LONGEST_NOTE};

/// The file to save the shown state in; a checkpoint if its name has no extension.
pub fn file_to_save(name: &str) -> Result<PathBuf, String> {
    if name.is_empty() {
        return Err("enter a file name, for example model.pt".into());
    }
    let mut path = PathBuf::from(name);
    if path.extension().is_none() {
        path.set_extension("safetensors");
    }
    let chosen = file::choose(&path, Kind::Checkpoint, None);
    chosen.map(|_| path).map_err(|error| error.to_string())
}

/// The file to save the drawn points in.
pub fn points_file(name: &str) -> Result<PathBuf, String> {
    if name.is_empty() {
        return Err("enter a file name, for example points.csv".into());
    }
    Ok(if name.contains('.') { name.into() } else { format!("{name}.csv").into() })
}

/// The change that gives a weight or a bias the typed value. The run may have got another network meanwhile.
pub fn weight(unit: Unit, input: Option<usize>, text: &str, run: &Update) -> Result<Change, String> {
    let value = text.parse::<f32>().ok().filter(|value| value.abs() <= LARGEST_WEIGHT);
    let value = value.ok_or("allowed: a number from -1000000 to 1000000")?;
    let layout = Layout::new(&run.preset.shape());
    let has_unit = unit.layer < layout.layers() && unit.index < layout.bias(unit.layer).len();
    match input {
        None if has_unit => Ok(Change::Bias(unit, value)),
        Some(input) if has_unit && input < layout.incoming(unit).len() => Ok(Change::Weight(unit, input, value)),
        _ => Err("the network has changed and has no such weight; Esc closes this".into()),
    }
}

/// A typed note or name, unless it is too long.
pub fn short(text: &str) -> Result<String, String> {
    let length = text.chars().count();
    if length > LONGEST_NOTE {
        return Err(format!("{length} characters are too many; allowed: {LONGEST_NOTE}"));
    }
    Ok(text.to_owned())
}
