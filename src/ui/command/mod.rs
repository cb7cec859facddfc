//! The command line inside the dashboard: settings with their values, as flags have them, or a short command.

mod arguments;
mod line;
mod names;
mod table;

use crate::data::{COORDINATES, Survey};
use crate::preset::settings::{Effect as Change, SETTINGS, Setting};
use crate::preset::{Overrides, nearest};
use crate::session::{Command, Update};
use crate::text::excerpt;
use crate::ui::action::{Effect, FileTask};
pub use line::{Unfinished, words};
pub use names::command_for;
use table::Meaning;
pub use table::{COMMANDS, Named, named};

/// The effect of a line, none if it is blank; or what is wrong with it, and what is allowed.
pub fn effect(line: &str, run: &Update) -> Result<Option<Effect>, String> {
    let words = words(line)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((&first, rest)) = words.split_first() else { return Ok(None) };
    if first.starts_with(|first: char| first.is_ascii_digit()) {
        return arguments::go(&words, run).map(Some);
    }
    match named(first) {
        Some(command) => command.effect(rest, run).map(Some),
        None if Setting::named(first.trim_start_matches("--")).is_none() => {
            let known = settings().chain(COMMANDS.iter().map(|command| command.name));
            Err(unknown("command or setting", first, known))
        }
        None => change(&words, run).map(Some),
    }
}

impl Named {
    /// What it does with the words that follow its name, or what is wrong with them.
    fn effect(&self, words: &[&str], run: &Update) -> Result<Effect, String> {
        match (self.meaning, words) {
            (Meaning::Key(action), []) => Ok(Effect::Act(action)),
            (Meaning::Key(_), [word, ..]) => {
                Err(format!("{} takes nothing after it, not {}", self.name, excerpt(word)))
            }
            (Meaning::With(effect), words) => effect(words, run).map_err(|problem| self.complain(&problem)),
        }
    }

    /// What is wrong, after its name.
    fn complain(&self, problem: &str) -> String {
        let is_verb = ["needs ", "takes ", "has "].iter().any(|verb| problem.starts_with(verb));
        format!("{}{} {problem}", self.name, if is_verb { "" } else { ":" })
    }
}

/// Changes the settings that these words name, each followed by its value. They apply together, as flags do; with a
/// table among them a run begins with its points.
fn change(words: &[&str], run: &Update) -> Result<Effect, String> {
    let mut overrides = Overrides::default();
    for pair in words.chunks(2) {
        let setting = setting(pair[0])?;
        let needs = || format!("{} needs a value; allowed: {}", setting.name, setting.allowed());
        overrides.add(setting, pair.get(1).ok_or_else(needs)?).map_err(|error| error.to_string())?;
    }
    if overrides.get("data").is_some() {
        return Ok(Effect::File(FileTask::OpenPoints(overrides)));
    }
    if overrides.reads_table() {
        return Err(format!("{} needs a file, as in data points.csv {} …", words[0], words[0]));
    }
    let mut preset = run.preset.as_ref().clone();
    overrides.apply(&mut preset).map_err(|error| error.to_string())?;
    Ok(Effect::Send(Command::Change(Box::new(preset))))
}

/// The setting of this name, dashes before it or not.
fn setting(word: &str) -> Result<&'static Setting, String> {
    let name = word.trim_start_matches("--");
    Setting::named(name).ok_or_else(|| unknown("setting", name, settings()))
}

fn settings() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|setting| setting.name)
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(name, known).first() {
        Some(similar) => format!("there is no {what} {} (did you mean {similar}?)", excerpt(name)),
        None => format!("there is no {what} {}; Tab lists them", excerpt(name)),
    }
}

/// What can stand after these words: commands and names of settings, or values of the last one.
pub fn candidates(words: &[&str]) -> Vec<&'static str> {
    let Some(first) = words.first() else {
        let is_possible = |setting: &&&Setting| setting.effect != Change::NewTable || setting.name == "data";
        let settings = SETTINGS.iter().filter(is_possible).map(|setting| setting.name);
        return settings.chain(COMMANDS.iter().map(|command| command.name)).collect();
    };
    if named(first).is_some() {
        return vec![];
    }
    if words.len() % 2 == 1 {
        return words.last().and_then(|word| setting(word).ok()).map_or(vec![], Setting::steps);
    }
    // A file comes first, and how it is read after.
    let is_possible =
        |setting: &&&Setting| setting.effect != Change::NewTable || (*first == "data" && setting.name != "data");
    SETTINGS.iter().filter(is_possible).map(|setting| setting.name).collect()
}

/// The names of a table's columns, or the texts of one, that can stand after these words.
pub fn columns(words: &[&str], run: &Update) -> Vec<String> {
    let data = &run.preset.data;
    if data.columns() <= COORDINATES {
        return vec![];
    }
    match words {
        ["axes"] | ["axes", _] => {
            let names = (0..data.columns()).map(|column| data.column_name(column));
            names.filter(|name| words.get(1) != Some(&name.as_str())).collect()
        }
        ["slice"] => variables(run).into_iter().map(|(name, _)| name).collect(),
        ["slice", name] => {
            variables(run).into_iter().find(|(known, _)| known == name).map_or(vec![], |(_, texts)| texts)
        }
        _ => vec![],
    }
}

/// The columns of the file that the network takes, with their texts.
fn variables(run: &Update) -> Vec<(String, Vec<String>)> {
    Survey::variables_of(&run.preset.data, &run.preset.inputs)
}

#[cfg(test)]
mod tests;
