//! What a line of the command line asks for: the flags' words with their values, or a short command.

use super::action::Effect;
use crate::preset::field::{FIELDS, Field};
use crate::preset::{Overrides, Preset, nearest};
use crate::session::{Command, Update};

/// What a line asks for; nothing if it is blank.
///
/// # Errors
/// Says what is wrong with it, and what is allowed.
pub(super) fn effect(line: &str, run: &Update) -> Result<Option<Effect>, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        [] => Ok(None),
        ["q"] => Ok(Some(Effect::Quit)),
        ["w"] => Ok(Some(Effect::Send(Command::Save))),
        [word] if word.starts_with(|first: char| first.is_ascii_digit()) => go_to(word, run).map(Some),
        _ => {
            let preset = changed(&words, &run.preset)?;
            Ok(Some(Effect::Send(Command::Change(Box::new(preset)))))
        }
    }
}

/// Trains up to an epoch that is still to come.
fn go_to(word: &str, run: &Update) -> Result<Effect, String> {
    let epoch: u64 =
        word.replace(',', "").parse().map_err(|_| format!("{word} is no epoch; allowed: a whole number"))?;
    match epoch.checked_sub(run.record.epoch) {
        None => Err("going back comes with the history; r restarts".to_owned()),
        Some(epochs) => Ok(Effect::Send(Command::Step(epochs))),
    }
}

/// The preset with the settings changed that these words name, each followed by its value. They apply together, as
/// flags do.
fn changed(words: &[&str], preset: &Preset) -> Result<Preset, String> {
    let mut overrides = Overrides::default();
    for pair in words.chunks(2) {
        let name = pair[0].trim_start_matches("--");
        let field = Field::named(name).ok_or_else(|| {
            let similar = nearest(name, FIELDS.iter().map(|field| field.name));
            match similar.first() {
                Some(similar) => format!("{name} is no setting (did you mean {similar}?)"),
                None => format!("{name} is no setting; Tab shows them"),
            }
        })?;
        let value = pair.get(1).ok_or_else(|| format!("{name} needs a value; allowed: {}", field.allowed))?;
        field.read(value, &mut overrides).map_err(|error| error.to_string())?;
    }
    let mut preset = preset.clone();
    overrides.apply(&mut preset).map_err(|error| error.to_string())?;
    Ok(preset)
}
