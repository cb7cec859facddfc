//! The README's tables of keys and flags, held against the tables of the source.
//!
//! `BLESS=1 cargo test --test readme` writes them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use blobtui::ui::keymap::{Mode, ROWS};
use clap::{Arg, Command};

/// A text between two marks of the README.
fn block<'a>(readme: &'a str, name: &str) -> &'a str {
    let (start, end) = marks(name);
    let rest = readme.split_once(&start).unwrap_or_else(|| panic!("README.md has no line {start}")).1;
    rest.split_once(&end).unwrap_or_else(|| panic!("README.md has no line {end} after {start}")).0
}

fn marks(name: &str) -> (String, String) {
    (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"))
}

/// A cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The keys of the dashboard and of its lists, a row each, in the order of the key table.
fn keys() -> String {
    let mut table = "| key | what it does |\n| --- | --- |\n".to_owned();
    for row in ROWS.iter().filter(|row| matches!(row.mode, Mode::Run | Mode::List)) {
        let place = if row.mode == Mode::List { "in a list: " } else { "" };
        writeln!(table, "| `{}` | {place}{} |", cell(row.label), cell(row.words)).unwrap();
    }
    table
}

/// A flag as the table shows it.
struct Flag {
    flag: String,
    commands: Vec<String>,
    words: String,
}

/// The flags of a command and of those below it.
fn collect(command: &Command, name: &str, flags: &mut Vec<Flag>, names: &mut BTreeSet<String>) {
    names.insert(name.to_owned());
    for argument in command.get_arguments().filter(|argument| argument.get_long().is_some()) {
        let (flag, words) = (spelling(argument), words(argument));
        match flags.iter_mut().find(|known| known.flag == flag && known.words == words) {
            Some(known) => known.commands.push(name.to_owned()),
            None => flags.push(Flag { flag, commands: vec![name.to_owned()], words }),
        }
    }
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let parent = if name == DASHBOARD { String::new() } else { format!("{name} ") };
        collect(below, &format!("{parent}{}", below.get_name()), flags, names);
    }
}

/// What the program does without a command.
const DASHBOARD: &str = "dashboard";

fn spelling(argument: &Arg) -> String {
    let short = argument.get_short().map_or(String::new(), |short| format!("-{short}, "));
    let value = match argument.get_value_names() {
        Some([name]) if argument.get_action().takes_values() => format!(" {name}"),
        _ => String::new(),
    };
    format!("{short}--{}{value}", argument.get_long().unwrap())
}

/// The help of a flag, with the values and the default that clap adds to it.
fn words(argument: &Arg) -> String {
    let mut words = argument.get_help().unwrap().to_string();
    if argument.get_action().takes_values() {
        let values: Vec<_> = argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            write!(words, " [possible values: {}]", values.join(", ")).unwrap();
        }
        if let [default] = argument.get_default_values() {
            write!(words, " [default: {}]", default.to_str().unwrap()).unwrap();
        }
    }
    words
}

/// Every flag with the commands that have it, in the order in which the definition names them first.
fn flags() -> String {
    let mut definition = blobtui::cli::definition();
    definition.build();
    let (mut flags, mut names) = (Vec::new(), BTreeSet::new());
    collect(&definition, DASHBOARD, &mut flags, &mut names);
    let mut table = "| flag | commands | what it does |\n| --- | --- | --- |\n".to_owned();
    for Flag { flag, commands, words } in &flags {
        let commands = if commands.len() == names.len() { "all".to_owned() } else { commands.join(", ") };
        writeln!(table, "| `{}` | {commands} | {} |", cell(flag), cell(words)).unwrap();
    }
    table
}

#[test]
fn the_tables_are_those_of_the_source() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let mut readme = std::fs::read_to_string(&path).unwrap();
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let mut differences = String::new();
    for (name, expected) in [("keys", format!("\n{}\n", keys())), ("flags", format!("\n{}\n", flags()))] {
        let found = block(&readme, name);
        if found == expected {
            continue;
        }
        let (start, end) = marks(name);
        if bless {
            readme = readme.replace(&format!("{start}{found}{end}"), &format!("{start}{expected}{end}"));
        } else {
            write!(differences, "\n{start}{expected}{end}").unwrap();
        }
    }
    if bless {
        std::fs::write(&path, readme).unwrap();
    }
    assert!(
        differences.is_empty(),
        "README.md differs from the source. Run BLESS=1 cargo test --test readme, or paste:\n{differences}"
    );
}

#[test]
fn the_tables_hold_every_key_and_flag() {
    let keys = keys();
    assert!(keys.contains("| `Space` | run or pause"), "{keys}");
    assert!(keys.contains("| `Enter` | in a list: choose |"), "{keys}");
    let flags = flags();
    for row in [
        "| `--speed N\\|max` | dashboard | Epochs a second, ",
        "| `--seed N` | dashboard, train | ",
        "| `--fail-on-divergence` | train | ",
        "| `-h, --help` | all | ",
        "| `--json` | eval | ",
    ] {
        assert!(flags.contains(row), "{row} is not in\n{flags}");
    }
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    assert!(keys.lines().all(|line| columns(line) == 3) && flags.lines().all(|line| columns(line) == 4));
}
