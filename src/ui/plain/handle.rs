//! What a line asks for: the same as a command or a key of the dashboard, in words where that would draw something.

use strum::IntoEnumIterator;

use super::commands::of_sign;
use super::{describe, lists, news};
use crate::preset::settings::{SETTINGS, Setting};
use crate::session::{Command, State, Update};
use crate::sweep::seeds::Vary;
use crate::text::excerpt;
use crate::train::Change;
use crate::ui::action::{
    Action, BoundaryAction, DrawAction, Effect, FileTask, FilesAction, NetworkAction, Opening, ProgramAction, Region,
    ResultsAction, RunAction, SeedsAction, Tab, Then, TimeAction, ViewAction,
};
use crate::ui::command::{self, COMMANDS, command_for};
use crate::ui::format::thousands;
use crate::ui::keymap::Group;
use crate::ui::names;
use crate::ui::seeds::COUNT;
use crate::ui::selection::Number;
use crate::ui::view::Place;

const PICTURE: &str = "That changes a picture alone; describe says what there is.";
const SUSPEND: &str = "Ctrl-Z suspends, as in any program.";
const DRAWING: &str = "add-point X Y LABEL adds a train point, remove-point X Y removes one.";

/// What a line asks for, in order.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a line asks for a few of them, which are handled at once")]
pub enum Reply {
    Act(Action),
    Effect(Effect),
    Say(Vec<String>),
    /// Describe a view, or the most important facts of all.
    Describe(Option<Place>),
    /// Say what is probed, or that nothing is.
    Probed,
    /// Say the numbers of the selected unit.
    Unit,
    /// Say what the results of a sweep are.
    Results,
}

type Replies = Result<Vec<Reply>, String>;

/// What a line asks for; or what is wrong with it, and what is allowed.
pub fn replies(line: &str, run: &Update) -> Replies {
    let line = line.trim().trim_start_matches(':').trim();
    let words = command::words(line)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => Ok(vec![]),
        ["describe"] => Ok(vec![Reply::Describe(None)]),
        ["describe", view] => Ok(vec![Reply::Describe(Some(describe::place(view)?))]),
        ["describe", ..] => Err(format!("describe takes one view: {}", describe::names())),
        ["help" | "h" | "?"] => Ok(vec![Reply::Say(help())]),
        ["help" | "h" | "?", topic] => help_on(topic).map(|line| vec![Reply::Say(vec![line])]),
        ["space"] if run.state == State::Running => Ok(vec![Reply::Effect(Effect::Send(Command::Pause))]),
        ["space"] => effect(Effect::Send(Command::Run), run),
        [key] => match of_key(key) {
            Some(action) => match command_for(action) {
                Some(name) => parsed(name, run),
                None => Ok(vec![Reply::Say(vec![PICTURE.into()])]),
            },
            None => parsed(line, run),
        },
        _ => parsed(line, run),
    }
}

/// Whether a line must not wait for what is under way.
pub fn is_urgent(line: &str) -> bool {
    matches!(line.trim().trim_start_matches(':').trim(), "pause" | "space" | "quit" | "q" | "stop-seeds")
}

/// What a key of the dashboard does that stands alone on a line, unless it means something else there.
fn of_key(word: &str) -> Option<Action> {
    // A digit is an epoch, and `o` alone opens nothing.
    let is_another =
        word.starts_with(|sign: char| sign.is_ascii_digit()) || (command::named(word).is_some() && word != "o");
    if is_another { None } else { of_sign(word) }
}

fn parsed(line: &str, run: &Update) -> Replies {
    match command::effect(line, run)? {
        Some(wanted) => effect(wanted, run),
        None => Ok(vec![]),
    }
}

/// An effect of the command line, in words where it would open or draw something.
fn effect(effect: Effect, run: &Update) -> Replies {
    Ok(match effect {
        Effect::Act(action) => return Ok(act(action, run)),
        Effect::Open(opening) => open(&opening, run),
        Effect::Send(Command::Run) if run.state == State::Running => vec![Reply::Say(vec![news::state(run)])],
        Effect::Send(Command::Run) => vec![Reply::Say(vec![news::start(run)]), Reply::Effect(effect)],
        Effect::Send(Command::Edit(ref change)) => {
            let said = edited(change, run).map(|line| Reply::Say(vec![line]));
            said.into_iter().chain([Reply::Effect(effect)]).collect()
        }
        other => vec![Reply::Effect(other)],
    })
}

/// What an edit of a number or a unit does, which no setting shows.
fn edited(change: &Change, run: &Update) -> Option<String> {
    let number = |unit, number, value| {
        let name = names::number(number, unit, &run.preset);
        format!("{} of {} is {value}", name, names::unit(unit, &run.preset))
    };
    let what = match *change {
        Change::Off(unit, is_off) => {
            format!("{} is switched {}", names::unit(unit, &run.preset), if is_off { "off" } else { "on" })
        }
        Change::Weight(unit, input, value) => number(unit, Number::Weight(unit, input), value),
        Change::Bias(unit, value) => number(unit, Number::Bias(unit), value),
        _ => return None,
    };
    Some(format!("{what}, from epoch {} on.", thousands(run.record.epoch)))
}

/// What an action asks for.
fn act(action: Action, run: &Update) -> Vec<Reply> {
    let and = |reply| vec![Reply::Act(action), reply];
    let say = |line: &str| vec![Reply::Say(vec![line.to_owned()])];
    match action {
        Action::Program(ProgramAction::Help) => vec![Reply::Say(help())],
        Action::Program(ProgramAction::Suspend) => say(SUSPEND),
        // What begins anew waits for `run`, so that it can be described first.
        Action::Run(RunAction::Restart | RunAction::NewSeed | RunAction::NewWeights) => {
            and(Reply::Effect(Effect::Send(Command::Pause)))
        }
        Action::Time(TimeAction::Bookmarks) => open(&Opening::Bookmarks, run),
        Action::Time(TimeAction::Branches) => open(&Opening::Branches, run),
        Action::Files(FilesAction::Presets) => open(&Opening::Presets, run),
        Action::Files(FilesAction::Open) => open(&Opening::Checkpoints, run),
        Action::View(ViewAction::Focus(region) | ViewAction::FocusAt(region)) => {
            vec![Reply::Describe(Some(match region {
                Region::Boundary => Place::Boundary,
                Region::Charts => Place::Charts,
                Region::Inspector => Place::Tab(Tab::Network),
                Region::Timeline => Place::Timeline,
            }))]
        }
        Action::View(ViewAction::Tab(tab)) => vec![Reply::Describe(Some(Place::Tab(tab)))],
        Action::View(ViewAction::Leave) => vec![Reply::Act(action)],
        Action::View(_) | Action::Chart(_) | Action::Boundary(BoundaryAction::HardClasses) => {
            and(Reply::Say(vec![PICTURE.into()]))
        }
        Action::Boundary(BoundaryAction::Probe(..) | BoundaryAction::NextMisclassified) => and(Reply::Probed),
        Action::Network(NetworkAction::SelectUnit(_) | NetworkAction::EditWeights) => and(Reply::Unit),
        Action::Network(NetworkAction::Ablation) => {
            // Shown, said, and no longer shown.
            vec![Reply::Act(action), Reply::Describe(Some(Place::Tab(Tab::Network))), Reply::Act(action)]
        }
        Action::Network(NetworkAction::LayerView) => say(PICTURE),
        Action::Draw(DrawAction::Toggle) => say(DRAWING),
        Action::Seeds(SeedsAction::Show(count)) => {
            vec![Reply::Act(Action::Seeds(SeedsAction::Train(count, Vary::default())))]
        }
        Action::Seeds(SeedsAction::Begin(count, vary)) => {
            vec![Reply::Act(Action::Seeds(SeedsAction::Train(count, vary)))]
        }
        Action::Results(ResultsAction::Show) => vec![Reply::Results],
        action => vec![Reply::Act(action)],
    }
}

/// What would open a popup.
fn open(opening: &Opening, run: &Update) -> Vec<Reply> {
    match opening {
        Opening::Help => vec![Reply::Say(help())],
        Opening::Topic(topic) => vec![Reply::Say(vec![help_on(topic).unwrap_or_else(|problem| problem)])],
        Opening::Setting(setting) => vec![Reply::Say(vec![on(setting)])],
        Opening::Reproduction { line, left_out, .. } => {
            vec![Reply::Say(std::iter::once(line.clone()).chain(left_out.clone()).collect())]
        }
        Opening::Presets => vec![Reply::Effect(Effect::File(FileTask::ListPresets(Then::Show)))],
        Opening::Checkpoints => vec![Reply::Effect(Effect::File(FileTask::ListCheckpoints))],
        Opening::Branches => vec![Reply::Say(lists::branches(run))],
        Opening::Bookmarks => vec![Reply::Say(lists::bookmarks(run))],
        Opening::Results => vec![Reply::Results],
        Opening::Seeds => vec![Reply::Act(Action::Seeds(SeedsAction::Train(COUNT, Vary::default())))],
        Opening::Prompt(..) => {
            vec![Reply::Say(vec!["The text stands on the same line; help COMMAND says which.".into()])]
        }
    }
}

/// The names of all commands, by their headings.
fn help() -> Vec<String> {
    let headings = Group::iter().filter_map(|group| {
        let names = COMMANDS.iter().filter(|command| command.group == group);
        let names: Vec<&str> = names.map(|command| command.name).collect();
        (!names.is_empty()).then(|| format!("{}: {}.", <&str>::from(group), names.join(", ")))
    });
    let settings: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    let mut lines = vec![
        "A line is a command, an epoch to go to, or a setting with its value, as in learning-rate 0.1.".to_owned(),
        format!("words: describe, describe VIEW for one of {}.", describe::names()),
    ];
    lines.extend(headings);
    lines.push(format!("settings: {}.", settings.join(", ")));
    lines.push(
        "help COMMAND explains one, help WORD finds those with the word, for Tab completes nothing here. A key of the \
         dashboard alone on a line does what the key does, but w saves."
            .to_owned(),
    );
    lines.push("An empty line says how the run is.".to_owned());
    lines
}

/// What a command does, or a setting is.
fn help_on(topic: &str) -> Result<String, String> {
    if topic == "describe" {
        return Ok(format!("describe [VIEW]: say what there is, or all that a view shows: {}", describe::names()));
    }
    if let Some(command) = command::named(topic) {
        return Ok(format!("{}: {}", command.usage(), command.words));
    }
    match Setting::named(topic.trim_start_matches("--")) {
        Some(setting) => Ok(on(setting)),
        None => found(topic),
    }
}

/// The commands and settings with a text in their names, or else in what they do.
fn found(text: &str) -> Result<String, String> {
    let text = text.to_lowercase();
    let commands = COMMANDS.iter().map(|command| (command.name, command.words));
    let all: Vec<_> = commands.chain(SETTINGS.iter().map(|setting| (setting.name, setting.description))).collect();
    let with = |is_found: &dyn Fn(&str, &str) -> bool| -> Vec<&str> {
        all.iter().filter(|(name, words)| is_found(name, words)).map(|(name, _)| *name).collect()
    };
    let names = match &with(&|name, _| name.contains(&text))[..] {
        [] => with(&|_, words| words.to_lowercase().contains(&text)),
        names => names.to_vec(),
    };
    match names[..] {
        [] => Err(format!("nothing has {} in its name or its words; help lists all there is", excerpt(&text))),
        [name] => help_on(name),
        _ => Ok(format!("{}: help COMMAND explains one.", names.join(", "))),
    }
}

fn on(setting: &Setting) -> String {
    format!("{}: {} {} Allowed: {}.", setting.name, setting.description, setting.advice, setting.allowed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::command::{command_for, named};
    use crate::ui::fixture::update;
    use crate::ui::keymap::ROWS;

    #[test]
    fn every_key_has_a_command_that_does_something_in_words() {
        let run = update("xor-blobs", 40, |_| {});
        let keys = ROWS.iter().flat_map(|row| row.keys.iter().map(|(_, action)| (row.label, *action)));
        for (label, action) in keys {
            let Some(name) = command_for(action) else { continue };
            let command = named(name).unwrap_or_else(|| panic!("{label}: there is no command {name}"));
            match replies(name, &run) {
                Ok(replies) => assert!(!replies.is_empty(), "{label}: {name} does nothing"),
                Err(problem) => assert!(!command.argument.is_empty(), "{label}: {name}: {problem}"),
            }
        }
    }

    #[test]
    fn help_finds_what_has_a_word() {
        assert!(help_on("rate").unwrap().starts_with("learning-rate"), "one setting: {:?}", help_on("rate"));
        assert_eq!(
            help_on("brANch-").unwrap_err(),
            "nothing has branch- in its name or its words; help lists all there is"
        );
        let found = help_on("bookm").unwrap();
        for name in ["bookmark", "remove-bookmark", "bookmarks", "next-bookmark"] {
            assert!(found.contains(name), "{found}");
        }
        assert!(help_on("fix").unwrap().starts_with("fix [N]: "), "{:?}", help_on("fix"));
    }
}
