//! `blobtui presets`: list, show and check presets.

use std::path::{Path, PathBuf};

use super::failures::say;
use super::output::Output;
use super::source::names_file;
use super::values;
use crate::error::Error;
use crate::file::{self, Kind};
use crate::preset::{self, Origin};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List names and titles (the default)
    List,
    /// Print a preset file
    Show {
        /// Preset name or file
        #[arg(value_parser = values::Source, hide_possible_values = true)]
        name: String,
    },
    /// Validate preset files without training
    Check {
        /// Preset files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

pub(super) fn run(arguments: Arguments) -> Result<(), Error> {
    let mut output = Output::new();
    match arguments.command.unwrap_or(Command::List) {
        Command::List => list(&mut output),
        Command::Show { name } => output.text(&text(&name)?),
        Command::Check { files } => check(&files, &mut output),
    }
}

/// The text of a preset as it stands in its file.
fn text(name: &str) -> Result<String, Error> {
    let expect = || file::expect(Path::new(name), Kind::Preset);
    if names_file(name) {
        expect()?;
    }
    preset::text(name).or_else(|error| expect().and(Err(error)))
}

/// Checks every file. Returns the last error, and prints those before it at once.
fn check(files: &[PathBuf], output: &mut Output) -> Result<(), Error> {
    let mut refused = None;
    for file in files {
        match file::expect(file, Kind::Preset).and_then(|()| preset::read(file)) {
            Ok(_) => output.line(format_args!("{}: valid", file.display()))?,
            Err(error) => {
                if let Some(earlier) = refused.replace(error) {
                    say(earlier);
                }
            }
        }
    }
    refused.map_or(Ok(()), Err)
}

fn list(output: &mut Output) -> Result<(), Error> {
    let rows = preset::list();
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let mut group = None;
    for row in &rows {
        if group != Some(&row.group) {
            if group.replace(&row.group).is_some() {
                output.line("")?;
            }
            output.line(&row.group)?;
        }
        let origin = match &row.origin {
            Origin::BuiltIn => String::new(),
            Origin::User(path) | Origin::Folder(path) => format!("  ({})", path.display()),
        };
        let title = row.preset.as_ref().map_or_else(|problem| problem, |preset| &preset.title);
        output.line(format_args!("  {:<width$}  {title}{origin}", row.name))?;
    }
    Ok(())
}
