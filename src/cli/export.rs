//! `blobtui export`: a checkpoint in another format: weights alone, or whatever else can be made of it.

use std::path::PathBuf;

use super::output::Output;
use super::progress::format_names;
use super::source::{self, PresetFlag};
use crate::error::Error;
use crate::file::{self, Content, Input, Kind};
use crate::preset::is_standard;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Checkpoint (.safetensors) or weights alone (.pt, .npz, .safetensors)
    checkpoint: PathBuf,
    /// File to write; its extension chooses the format
    file: PathBuf,
    /// Format, whatever the extension
    #[arg(long, value_name = "NAME", value_parser = format_names(&[Kind::Checkpoint]))]
    format: Option<String>,
    /// Write weights alone (.safetensors too)
    #[arg(long)]
    weights_only: bool,
    #[command(flatten)]
    preset: PresetFlag,
    /// Replace a file of another kind, too
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let Arguments { checkpoint: path, file, format, weights_only, force, preset } = arguments;
    let checkpoint = preset.read(path)?;
    let input = Input { name: format!("the checkpoint {}", path.display()), path: path.clone(), is_continued: false };
    let inputs: Vec<_> =
        [Some(input), preset.input()].into_iter().flatten().chain(source::tables(&checkpoint.preset)).collect();
    let kind = if *weights_only { Kind::Weights } else { Kind::Checkpoint };
    let output = file::Output { flag: "export", path: file, kind, format: format.as_deref() };
    file::check_outputs(&inputs, &[output], *force)?;
    let format = file::choose(file, kind, format.as_deref())?;
    let content = Content::Checkpoint(&checkpoint);
    let mut output = Output::new();
    if is_standard(file) {
        let mut bytes = Vec::new();
        format.write(&content, &mut bytes)?;
        return output.file(&bytes);
    }
    file::save(file, &content, format)?;
    output.line(format_args!("wrote {}", file.display()))?;
    format.instructions(&checkpoint).map_or(Ok(()), |instructions| output.line(instructions))
}
