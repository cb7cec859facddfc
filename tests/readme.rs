//! The README's tables of keys and flags, held against the tables in the source.
//!
//! Run with `BLESS=1` to write them anew.

use std::fmt::Write as _;
use std::path::Path;

use blobtui::cli;
use blobtui::ui::keymap::{Mode, ROWS};

/// What stands in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn keys() -> String {
    let mut table = String::from("| key | what it does |\n| --- | --- |\n");
    for row in ROWS.iter().filter(|row| row.mode == Mode::Run) {
        writeln!(table, "| `{}` | {} |", cell(row.label), cell(row.words)).expect("a string takes all");
    }
    for row in ROWS.iter().filter(|row| row.mode == Mode::Chart && !row.is_of_the_dashboard()) {
        writeln!(table, "| `{}` | {} |", cell(row.label), cell(row.words)).expect("a string takes all");
    }
    for row in ROWS.iter().filter(|row| row.mode == Mode::Draw && !row.is_of_the_dashboard()) {
        writeln!(table, "| `{}` | drawing: {} |", cell(row.label), cell(row.words)).expect("a string takes all");
    }
    for row in ROWS.iter().filter(|row| matches!(row.mode, Mode::Branches | Mode::Bookmarks) && row.words.contains(':'))
    {
        writeln!(table, "| `{}` | {} |", cell(row.label), cell(row.words)).expect("a string takes all");
    }
    table
}

/// Every flag with the commands that have it, in the order of the commands.
fn flags() -> String {
    let definition = cli::definition();
    let mut rows: Vec<(String, String, Vec<String>)> = Vec::new();
    let commands = std::iter::once(&definition).chain(definition.get_subcommands());
    for command in commands {
        for argument in command.get_arguments() {
            let Some(flag) = argument.get_long().filter(|flag| !["help", "version"].contains(flag)) else { continue };
            let flag = format!("--{flag}");
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name().to_owned();
            match rows.iter_mut().find(|row| row.0 == flag && row.1 == help) {
                Some(row) => row.2.push(name),
                None => rows.push((flag, help, vec![name])),
            }
        }
    }
    let mut table = String::from("| flag | commands | what it does |\n| --- | --- | --- |\n");
    for (flag, help, commands) in rows {
        writeln!(table, "| `{flag}` | {} | {} |", commands.join(", "), cell(&help)).expect("a string takes all");
    }
    table
}

#[test]
fn the_readme_has_every_key_and_every_flag() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let mut readme = std::fs::read_to_string(&path).expect("the README");
    for (name, table) in [("keys", keys()), ("flags", flags())] {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let from = readme.find(&begin).expect("the place of the table") + begin.len();
        let to = readme.find(&end).expect("the end of the table");
        if std::env::var_os("BLESS").is_some() {
            readme.replace_range(from..to, &table);
            std::fs::write(&path, &readme).expect("the README can be written");
        } else {
            assert!(readme[from..to] == table, "BLESS=1 writes the table of {name} anew; it should be\n{table}");
        }
    }
}
