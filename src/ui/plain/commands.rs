//! Names commands where messages of the dashboard name keys, which no line has.

use crate::ui::action::{Action, ViewAction};
use crate::ui::command::command_for;
use crate::ui::keymap::{Mode, ROWS};

/// What messages say that a key does.
const VERBS: [&str; 21] = [
    "adds", "again", "brings", "changes", "deletes", "ends", "edits", "goes", "lists", "opens", "pauses", "probes",
    "quits", "redoes", "removes", "restarts", "resumes", "runs", "saves", "starts", "undoes",
];

/// A message with the name of a command in the place of each key: `u undoes` becomes `undo undoes`.
pub fn with_commands(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let replaced = words.iter().enumerate().map(|(place, word)| {
        let before = place.checked_sub(1).map(|before| words[before]);
        let begins = before.is_none_or(|before| before.ends_with([';', ':', ',', '·']) || before == "and");
        let verb = words.get(place + 1).map_or("", |verb| verb.trim_end_matches(['.', ',', ';']));
        let key = word.trim_matches('`');
        let is_key = key.len() < word.len() || (begins && (VERBS.contains(&verb) || *word == "d" && verb == "there"));
        if is_key { name(key, verb).unwrap_or(word) } else { word }
    });
    replaced.collect::<Vec<&str>>().join(" ")
}

/// The command for a key of the dashboard, or of the list that a message speaks of.
fn name(key: &str, verb: &str) -> Option<&'static str> {
    match (key, verb) {
        ("o", "opens") => Some("recover"),
        ("p", "opens") => Some("preset NAME"),
        ("d", "removes") => Some("remove-bookmark"),
        ("d", _) => Some("delete-branch"),
        ("e", "adds") => Some("hidden 5"),
        ("<", _) => Some("fewer-units"),
        (">", _) => Some("more-units"),
        ("Esc", "ends") => Some("compare"),
        ("Esc", _) => command_for(Action::View(ViewAction::Leave)),
        ("Space", "pauses") => Some("pause"),
        ("Space", _) => Some("run"),
        _ => of_sign(key).and_then(command_for),
    }
}

/// What a key that is one sign does in the dashboard.
pub fn of_sign(word: &str) -> Option<Action> {
    let mut signs = word.chars();
    let (Some(sign), None) = (signs.next(), signs.next()) else { return None };
    let mut keys = ROWS.iter().filter(|row| row.mode == Mode::Run).flat_map(|row| row.keys);
    keys.find(|(key, _)| key.is_typed_as(sign)).map(|(_, action)| *action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_commands_and_nothing_else_changes() {
        for (message, said) in [
            ("2 branches are not saved: q again quits, F saves the run", "quit again quits, save-run saves the run"),
            ("branch a from epoch 4; u undoes, b lists branches", "4; undo undoes, branches lists branches"),
            ("undone: a point drawn; U redoes", "undone: a point drawn; redo redoes"),
            ("the edit: s saves a checkpoint, which has it", "the edit: save saves a checkpoint"),
            (
                "at most 64 branches; b lists them, d there deletes one",
                "branches lists them, delete-branch there deletes",
            ),
            ("diverged; `B` goes back, with", "diverged; fix goes back, with"),
            ("the run was cut off at epoch 420: o opens it", "epoch 420: recover opens it"),
            ("has 128 units, the most there can be; < changes it back", "; fewer-units changes it back"),
            ("no hidden layer; e adds one", "; hidden 5 adds one"),
            ("can't probe; Esc ends the comparison", "compare ends the comparison"),
        ] {
            let commands = with_commands(message);
            assert!(commands.contains(said), "{commands}");
        }
        for same in
            ["preset moons: a b c; x, y 1.00", "there is no unit p; units are named as in h1.1", "a: `blobtui train`"]
        {
            assert_eq!(with_commands(same).replace('`', ""), same.replace('`', ""));
        }
    }
}
