//! `blobtui man`: man pages of the program and of its commands, made from the command line's definition.

use clap_mangen::Man;

use super::definition;
use super::output::Output;
use crate::error::Error;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Command [default: the program itself]
    command: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut definition = definition();
    definition.build();
    let command = match &arguments.command {
        None => definition,
        Some(name) => definition.find_subcommand(name).cloned().ok_or_else(|| {
            let names: Vec<_> = definition.get_subcommands().map(clap::Command::get_name).collect();
            Error::input(name, "is not a command", format!("allowed: {}", names.join(", ")))
        })?,
    };
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Error::Output)?;
    Output::new().text(&String::from_utf8_lossy(&page))
}
