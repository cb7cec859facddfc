//! What a line of the command line asks for: the flags' words with their values, or a short command.

use super::action::Effect;
use super::timeline::newest;
use crate::preset::field::{FIELDS, Field};
use crate::preset::{Overrides, Preset, UserData, nearest};
use crate::session::{Command, Seek, Update};

/// What a line asks for; nothing if it is blank.
///
/// # Errors
/// Says what is wrong with it, and what is allowed.
pub(super) fn effect(line: &str, run: &Update) -> Result<Option<Effect>, String> {
    let words = words(line)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => Ok(None),
        ["q"] => Ok(Some(Effect::Quit)),
        ["w"] => Ok(Some(Effect::Send(Command::Save))),
        [word] if word.starts_with(|first: char| first.is_ascii_digit()) => go_to(word, run).map(Some),
        [first, ..] if first.trim_start_matches("--") == "data" => points(&words).map(Some),
        _ => {
            let preset = changed(&words, &run.preset)?;
            Ok(Some(Effect::Send(Command::Change(Box::new(preset)))))
        }
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

/// Points from a file, with what is told of it, and settings for the run that is made for it.
fn points(words: &[&str]) -> Result<Effect, String> {
    let (mut own, mut settings) = (UserData::default(), Vec::new());
    for pair in words.chunks(2) {
        let name = pair[0].trim_start_matches("--");
        let value = pair.get(1).ok_or_else(|| match name {
            "data" => "data needs a file, as in data points.csv".to_owned(),
            _ => format!("{name} needs a value"),
        })?;
        if !own.set(name, value).map_err(|problem| format!("{name} {value}: {problem}"))? {
            settings.push((field(name)?, (*value).to_owned()));
        }
    }
    Ok(Effect::OpenPoints(own, settings))
}

/// Goes to an epoch that was trained, or trains up to one that is still to come.
fn go_to(word: &str, run: &Update) -> Result<Effect, String> {
    let epoch: u64 =
        word.replace(',', "").parse().map_err(|_| format!("{word} is no epoch; allowed: a whole number"))?;
    Ok(Effect::Send(if epoch <= newest(run) { Command::Seek(Seek::To(epoch)) } else { Command::StepTo(epoch) }))
}

/// The preset with the settings changed that these words name, each followed by its value. They apply together, as
/// flags do.
fn changed(words: &[&str], preset: &Preset) -> Result<Preset, String> {
    let mut overrides = Overrides::default();
    for pair in words.chunks(2) {
        let name = pair[0].trim_start_matches("--");
        if UserData::NAMES.contains(&name) {
            return Err(format!("{name} comes after the file, as in data points.csv {name} …"));
        }
        let field = field(name)?;
        let value = pair.get(1).ok_or_else(|| format!("{name} needs a value; allowed: {}", field.allowed))?;
        field.read(value, &mut overrides).map_err(|error| error.to_string())?;
    }
    let mut preset = preset.clone();
    overrides.apply(&mut preset).map_err(|error| error.to_string())?;
    Ok(preset)
}

/// The setting of this name.
fn field(name: &str) -> Result<&'static Field, String> {
    Field::named(name).ok_or_else(|| {
        let similar = nearest(name, FIELDS.iter().map(|field| field.name));
        match similar.first() {
            Some(similar) => format!("{name} is no setting (did you mean {similar}?)"),
            None => format!("{name} is no setting; Tab shows them"),
        }
    })
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
