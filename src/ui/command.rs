//! The command line inside the dashboard: settings with their values, as flags have them, or a short command.

use crate::preset::settings::{Effect as Change, SETTINGS, Setting};
use crate::preset::{Overrides, nearest};
use crate::session::{Command, Seek, Update};
use crate::text::excerpt;
use crate::ui::action::{Effect, Ended, FileTask};

/// The effect of a line, none if it is blank; or what is wrong with it, and what is allowed.
pub(super) fn effect(line: &str, run: &Update) -> Result<Option<Effect>, String> {
    let words = words(line)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => Ok(None),
        ["q"] => Ok(Some(Effect::End(Ended::Interrupted))),
        ["w"] => Ok(Some(Effect::Send(Command::Save))),
        [word] if word.starts_with(|first: char| first.is_ascii_digit()) => go_to(word, run).map(Some),
        _ => change(&words, run).map(Some),
    }
}

/// The words of a line; quotes of either kind hold blanks, as in a shell.
fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    // The word that has begun, and the quote that is open in it.
    let (mut word, mut quote): (Option<String>, Option<char>) = (None, None);
    for sign in line.chars() {
        match quote {
            Some(open) if sign == open => quote = None,
            None if matches!(sign, '"' | '\'') => {
                quote = Some(sign);
                word.get_or_insert_default();
            }
            None if sign.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    if let Some(open) = quote {
        return Err(format!("the quote {open} is not closed"));
    }
    words.extend(word);
    Ok(words)
}

/// Goes to an epoch that was trained, or trains up to one that is still to come.
fn go_to(word: &str, run: &Update) -> Result<Effect, String> {
    let epoch: u64 =
        word.replace(',', "").parse().map_err(|_| format!("{word} is not an epoch; allowed: a whole number"))?;
    Ok(Effect::Send(if epoch <= run.newest_epoch() { Command::Seek(Seek::To(epoch)) } else { Command::StepTo(epoch) }))
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
    Setting::named(name).ok_or_else(|| {
        let similar = nearest(name, SETTINGS.iter().map(|setting| setting.name));
        match similar.first() {
            Some(similar) => format!("there is no setting {} (did you mean {similar}?)", excerpt(name)),
            None => format!("there is no setting {}; Tab lists them", excerpt(name)),
        }
    })
}

/// What can stand after these words: names of settings, or values of the last one.
pub(super) fn candidates(words: &[&str]) -> Vec<&'static str> {
    if words.len() % 2 == 1 {
        return words.last().and_then(|word| setting(word).ok()).map_or(vec![], Setting::steps);
    }
    // A file comes first, and how it is read after.
    let is_possible = |setting: &&&Setting| match words.first() {
        None => setting.effect != Change::NewTable || setting.name == "data",
        Some(first) => setting.effect != Change::NewTable || (*first == "data" && setting.name != "data"),
    };
    SETTINGS.iter().filter(is_possible).map(|setting| setting.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_blanks() {
        let read = |line| words(line).unwrap();
        assert_eq!(read("data 'my points.csv'  label \"a 'b'\""), ["data", "my points.csv", "label", "a 'b'"]);
        assert_eq!(read(" a''b  \"\" "), ["ab", ""]);
        assert_eq!(words("data 'my").unwrap_err(), "the quote ' is not closed");
    }
}
