//! Help on a setting, on the command line and on a preset's name.

use ratatui::text::Line;
use strum::IntoEnumIterator;

use crate::preset::Builtin;
use crate::preset::settings::{Effect, SETTINGS, Setting, table_flags};
use crate::session::Update;
use crate::ui::action::Action;
use crate::ui::command::{COMMANDS, Named, command_for};
use crate::ui::context::Context;
use crate::ui::format::pages;
use crate::ui::keymap::{Group, Key, Mode, ROWS};
use crate::ui::popup::help::entry;

/// Columns of the names of facts.
const NAME: usize = 10;
/// Columns of the names of settings.
const SETTING: usize = 15;
/// Columns of the names of keys.
const KEY: usize = 9;
/// Columns of the names of commands.
const COMMAND: usize = 19;

/// A setting's description and advice, its value, range and choices, what it goes with, the effect of a change, and its
/// other names.
pub fn setting(setting: &'static Setting, context: &Context, width: usize) -> Vec<Line<'static>> {
    let Some(run) = context.run else { return Vec::new() };
    let mut lines = text(setting.description, width, context);
    lines.push(Line::default());
    lines.extend(text(setting.advice, width, context));
    lines.push(Line::default());
    let value = setting.value(&run.preset);
    let typed = value.clone().unwrap_or_else(|| setting.steps()[0].to_owned());
    let steps = match setting.name {
        "hidden" => "a unit of the selected layer less or more; + adds a layer, - takes the last".to_owned(),
        _ => setting.choices(&run.preset).0.join("  "),
    };
    let related = setting.related().filter(|other| other.applies(&run.preset)).map(|other| {
        let value = other.value(&run.preset).unwrap_or_else(|| other.absence(&run.preset));
        format!("{} {value}", other.label(&run.preset))
    });
    let facts = [
        ("now", value.unwrap_or_else(|| setting.absence(&run.preset))),
        ("allowed", setting.allowed()),
        ("← → steps", steps),
        ("goes with", related.collect::<Vec<_>>().join(", ")),
        ("a change", setting.effect.words().to_owned()),
        ("also as", format!(":{} {typed}", setting.name)),
        ("and as", shell_command(setting, &typed, run).unwrap_or_default()),
    ];
    let facts = facts.iter().filter(|(_, words)| !words.is_empty());
    lines.extend(facts.flat_map(|(name, words)| entry(name, words, NAME, width, context.look)));
    lines
}

/// A command of the shell with this value for this run's source; none if no command names that.
fn shell_command(setting: &Setting, value: &str, run: &Update) -> Option<String> {
    let tables = table_flags(&run.preset);
    let flag = if setting.effect == Effect::NewTable { String::new() } else { format!(" --{} {value}", setting.name) };
    if !tables.is_empty() {
        return Some(format!("blobtui{tables}{flag}"));
    }
    Builtin::named(&run.name).map(|_| format!("blobtui {}{flag}", run.name))
}

/// What the command line takes: commands under their headings, and every setting with its range.
pub fn commands(context: &Context, width: usize) -> Vec<Line<'static>> {
    let theme = context.look.theme;
    let mut lines = text("A setting and its value, or several: they apply together, as flags do.", width, context);
    lines.extend(text("Tab completes names and values, Enter accepts the line, Esc cancels.", width, context));
    for group in Group::iter() {
        let of_group = COMMANDS.iter().filter(|command| command.group == group);
        let of_group: Vec<_> = of_group.map(|command| (command.usage(), meaning(command))).collect();
        if !of_group.is_empty() {
            lines.extend([Line::default(), Line::styled(<&str>::from(group), theme.heading())]);
            lines.extend(of_group.iter().flat_map(|(name, words)| entry(name, words, COMMAND, width, context.look)));
        }
    }
    lines.extend([Line::default(), Line::styled("settings", theme.heading())]);
    let settings = SETTINGS.iter().map(|setting| (setting.name, setting.allowed()));
    lines.extend(settings.flat_map(|(name, words)| entry(name, &words, SETTING, width, context.look)));
    lines
}

/// What a command does, its shorter names, and the key that does the same.
fn meaning(command: &Named) -> String {
    let is_its = |(_, action): &(Key, Action)| command_for(*action) == Some(command.name);
    let key = ROWS.iter().find(|row| row.mode == Mode::Run && row.keys.iter().any(is_its));
    let key = key.map_or_else(String::new, |row| format!("; key {}", row.label));
    let shorter = command.aliases.first().map_or_else(String::new, |alias| format!("; short {alias}"));
    format!("{}{shorter}{key}", command.words)
}

/// The rules for a preset's name.
pub fn preset_name(context: &Context, width: usize) -> Vec<Line<'static>> {
    let words = "Saves the settings as your own preset; p lists it with the others. A name consists of letters, digits, \
                 - and _, and is not yet taken.";
    text(words, width, context)
}

/// A text on as many lines as it takes.
pub fn text(words: &str, width: usize, context: &Context) -> Vec<Line<'static>> {
    let lines = pages(&context.look.glyphs.text(words), width);
    lines.into_iter().map(|line| Line::styled(line, context.look.theme.text())).collect()
}

/// A text, and below it the keys of a group in a mode.
pub fn with_keys(words: &str, group: Group, mode: Mode, width: usize, context: &Context) -> Vec<Line<'static>> {
    let mut lines = text(words, width, context);
    lines.push(Line::default());
    let rows = ROWS.iter().filter(|row| row.group == group && row.mode == mode);
    lines.extend(rows.flat_map(|row| entry(row.label, row.words, KEY, width, context.look)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Depth, Glyphs};
    use crate::ui::evaluation::Evaluation;
    use crate::ui::look::Look;
    use crate::ui::theme::{Palette, Theme};

    #[test]
    fn no_line_is_longer_than_the_page() {
        for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
            let look = Look::new(Theme::new(Palette::Dark, Depth::TrueColour, glyphs), glyphs, true);
            let evaluation = Evaluation::default();
            let context = Context {
                run: None,
                look: &look,
                message: None,
                evaluation: &evaluation,
                mode: Mode::Run,
                topic: None,
            };
            for width in [49, 76] {
                for lines in [commands(&context, width), preset_name(&context, width)] {
                    for line in lines {
                        assert!(line.width() <= width, "{width}: {line}");
                    }
                }
            }
        }
    }
}
