//! `blobtui screenshot`: a picture of the dashboard, for documents.

use std::path::PathBuf;

use super::flags::Flags;
use super::output::Output;
use super::source::{self, PresetFlag};
use super::values;
use crate::error::Error;
use crate::file::{self, Content, Kind};
use crate::plot::{Depth, Glyphs};
use crate::preset::is_standard;
use crate::ui::look::Look;
use crate::ui::screenshot;
use crate::ui::theme::{Palette, Theme};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Preset, checkpoint or run, as for the dashboard
    #[arg(value_parser = values::Source, hide_possible_values = true)]
    source: String,
    /// File to write (.svg)
    file: PathBuf,
    #[command(flatten)]
    preset: PresetFlag,
    /// Epoch to show [default: the last of a preset, or that of a file]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::epoch)]
    epoch: Option<u64>,
    /// Columns and rows of the screen
    #[arg(long, value_name = "WxH", default_value = "120x40", value_parser = values::size)]
    size: (u16, u16),
    /// Color theme
    #[arg(long, value_name = "NAME", default_value = "dark", value_parser = values::name::<Palette>())]
    theme: Palette,
    /// Glyphs for lines and points
    #[arg(long, value_name = "NAME", default_value = "braille", value_parser = values::name::<Glyphs>())]
    glyphs: Glyphs,
    #[command(flatten)]
    overrides: Flags,
    /// Replace a file of another kind, too
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let Arguments { source, file, preset, epoch, size, theme, glyphs, overrides, force } = arguments;
    let source::Opened { source, inputs, remark } = source::open(Some(source), overrides, preset)?;
    source::say_how(remark);
    let output = file::Output { flag: "screenshot", path: file, kind: Kind::Picture, format: None };
    file::check_outputs(&inputs, &[output], *force)?;
    let look = Look::new(Theme::new(*theme, Depth::TrueColour, *glyphs), *glyphs, true);
    let picture = screenshot(source, *epoch, *size, look)?;
    let mut output = Output::new();
    if is_standard(file) {
        return output.file(picture.as_bytes());
    }
    file::save(file, &Content::Picture(&picture), file::choose(file, Kind::Picture, None)?)?;
    output.line(format_args!("wrote {}", file.display()))
}
