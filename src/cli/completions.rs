//! `blobtui completions`: scripts that complete the command line in a shell, made from its definition.

use clap::Command;
use clap_complete::Shell;

use super::definition;
use super::output::Output;
use crate::error::Error;
use crate::preset::builtin;

/// What stands below the help.
const AFTER_HELP: &str = "\
Examples:
  blobtui completions bash > ~/.local/share/bash-completion/completions/blobtui
  blobtui completions zsh > ~/.zfunc/_blobtui    With fpath+=~/.zfunc before compinit in ~/.zshrc
  blobtui completions fish > ~/.config/fish/completions/blobtui.fish
  blobtui completions powershell >> $PROFILE";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Shell
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let script = match arguments.shell {
        Shell::Zsh => zsh(),
        Shell::Fish => fish(),
        shell => script(shell, &mut definition()),
    };
    Output::new().text(&script)
}

fn script(shell: Shell, definition: &mut Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, definition, "blobtui", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Names of the built-in presets.
fn presets() -> String {
    builtin().iter().map(|preset| preset.name).collect::<Vec<_>>().join(" ")
}

/// clap's script takes the first word for a source and the second for a command, and completes either presets or files.
/// Here the first word may be any of them.
fn zsh() -> String {
    let whole = definition();
    let flags = whole.get_arguments().filter(|argument| !argument.is_positional()).cloned();
    let mut definition = Command::new("blobtui").args(flags).subcommands(whole.get_subcommands().cloned());
    let presets = presets();
    let functions = format!(
        "_blobtui_sources() {{\n    _alternative 'presets:preset:({presets})' 'files:file:_files'\n}}\n\n\
         _blobtui_first() {{\n    _alternative 'commands:command:_blobtui_commands' 'sources:source:_blobtui_sources'\n}}\n\n\
         _blobtui() {{"
    );
    script(Shell::Zsh, &mut definition)
        .replace(&format!(":({presets})'"), ":_blobtui_sources'")
        .replace("\":: :_blobtui_commands\"", "\":: :_blobtui_first\"")
        .replacen("_blobtui() {", &functions, 1)
}

/// clap's script completes no values of positional arguments.
fn fish() -> String {
    let presets = presets();
    let places = ["needs_command", "using_subcommand train"];
    let line = |place| format!("complete -c blobtui -n \"__fish_blobtui_{place}\" -a \"{presets}\" -d Preset\n");
    script(Shell::Fish, &mut definition()) + &places.map(line).concat()
}
