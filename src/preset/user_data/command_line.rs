//! The command line that reproduces a run, wherever its points come from.

use super::defaults::{preset_for, with_points};
use crate::data::Data;
use crate::error::Error;
use crate::preset::settings::{flags, table_flags};
use crate::preset::shell::quoted;
use crate::preset::{Preset, find};

/// The command line that makes this preset of the one with this name, such as
/// `blobtui xor-blobs --hidden 8,8 --seed 12`; for points from a file that no preset of this name has, with the flags
/// that read it.
///
/// # Errors
/// [`Error::Input`] or [`Error::Preset`] if no preset has this name, or it can't be read.
pub fn command_line(name: &str, preset: &Preset) -> Result<String, Error> {
    let known = find(name);
    let Data::Csv(csv) = &preset.data else {
        return Ok(format!("blobtui {}{}", quoted(name), flags(&known?.preset, preset)));
    };
    let known = known.ok().map(|recipe| recipe.preset);
    let table = csv.table.as_deref();
    if let Some(known) = known.as_ref().filter(|known| table.is_some() && known.data.table() == table) {
        return Ok(format!("blobtui {}{}", quoted(name), flags(known, preset)));
    }
    let (start, base) = match known {
        Some(known) => (format!("blobtui {}", quoted(name)), with_points(known, csv.with_defaults())),
        None => ("blobtui".to_owned(), preset_for(csv.with_defaults()).preset),
    };
    Ok(format!("{start}{}{}", table_flags(preset), flags(&base, preset)))
}
