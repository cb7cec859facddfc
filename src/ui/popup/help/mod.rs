//! Help: what matters first and the signs on the screen, then all keys, the focused region's before the others', and what
//! the numbers are; or the keys of a list. From the keymap and the other tables.

mod first;
mod glossary;
mod sections;

use ratatui::text::Line;
use strum::IntoEnumIterator;

use crate::preset::settings::SETTINGS;
use crate::ui::action::{Region, Tab};
use crate::ui::command::COMMANDS;
use crate::ui::context::Context;
use crate::ui::keymap::{Group, Mode, ROWS, Row};
use crate::ui::look::Look;
use crate::ui::popup::Help;
use crate::ui::signs;
use glossary::GLOSSARY;
use sections::{Entry, Section};

/// Columns of the keys.
const KEYS: usize = 11;
/// Columns of other names.
const NAMES: usize = 18;

/// The keys of a list, and of its filter.
pub fn list(look: &Look, width: usize) -> Help {
    let blocks: [(&str, &[Mode]); 4] = [
        ("", &[Mode::List, Mode::Always]),
        ("in the list of branches", &[Mode::Branches]),
        ("in the list of bookmarks", &[Mode::Bookmarks]),
        ("while the filter is typed", &[Mode::Filter, Mode::Text, Mode::Always]),
    ];
    let blocks = blocks.map(|(heading, modes)| {
        let entries = ROWS.iter().filter(|row| modes.contains(&row.mode)).map(|row| of_row(row, look));
        Section { heading: heading.to_owned(), entries: entries.collect() }
    });
    Help { title: "keys", lines: lines(&blocks, width, look) }
}

/// A name in a number of columns, the last of them free, and words beside it, on as many lines as they take.
pub fn entry(name: &str, words: &str, columns: usize, width: usize, look: &Look) -> Vec<Line<'static>> {
    Entry::new(name, words, look).lines(columns, width, look)
}

/// Help on the dashboard: all of it, or what contains a text.
pub fn dashboard(context: &Context, width: usize, text: &str) -> Help {
    let look = context.look;
    let lines =
        if text.is_empty() { lines(&all(context), width, look) } else { found(context, width, &text.to_lowercase()) };
    Help { title: "help", lines }
}

fn lines(sections: &[Section], width: usize, look: &Look) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for section in sections {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let is_of_numbers = GLOSSARY.iter().any(|(heading, _)| *heading == section.heading);
        let names = if is_of_numbers { NAMES } else { KEYS };
        lines.extend(section.lines(names, width, look));
    }
    lines
}

/// What contains a text in lower case, of keys, numbers, commands and settings.
fn found(context: &Context, width: usize, text: &str) -> Vec<Line<'static>> {
    let look = context.look;
    let section = |heading: &str, entries: Vec<Entry>| Section { heading: heading.to_owned(), entries };
    let commands = COMMANDS.iter().map(|command| Entry::new(&format!(":{}", command.usage()), command.words, look));
    let settings = SETTINGS.iter().map(|setting| Entry::new(&format!(":{}", setting.name), setting.description, look));
    let named = [section("commands", commands.collect()), section("settings", settings.collect())];
    let mut sections: Vec<_> = all(context).into_iter().chain(named).map(|section| section.filtered(text)).collect();
    sections.retain(|section| !section.entries.is_empty());
    if sections.is_empty() {
        return vec![Line::styled(format!("nothing here contains {}", look.glyphs.text(text)), look.theme.text())];
    }
    lines(&sections, width, look)
}

/// What matters and the legend, then the focused region, all keys under their headings, and the numbers.
fn all(context: &Context) -> Vec<Section> {
    let look = context.look;
    let section = |heading: &str, entries: Vec<Entry>| Section { heading: heading.to_owned(), entries };
    let mut sections = vec![section("", first::keys(look)), section("", first::legend(look))];
    let mut glossary: Vec<Section> = GLOSSARY
        .iter()
        .map(|(heading, words)| {
            section(heading, words.iter().map(|(name, words)| Entry::new(name, words, look)).collect())
        })
        .collect();
    if let Some(topic) = context.topic {
        let what = Entry::new(topic.name, topic.words, look);
        sections.push(section("", std::iter::once(what).chain(topic.rows().map(|row| of_row(row, look))).collect()));
        // The numbers of a focused tab belong to it.
        let tab = match look.tab {
            Tab::Diagnostics => "diagnostics",
            Tab::Predictions => "predictions",
            Tab::Network | Tab::Settings | Tab::Columns => "",
        };
        let place = glossary.iter().position(|section| section.heading == tab);
        if let Some(place) = place.filter(|_| look.focus == Some(Region::Inspector)) {
            sections.push(glossary.remove(place));
        }
    }
    let is_listed = |row: &Row| match row.mode {
        Mode::Run => true,
        Mode::Settings | Mode::Prompt | Mode::Note | Mode::Page | Mode::Filter | Mode::Search | Mode::Text => false,
        _ => !row.is_of_the_dashboard(),
    };
    sections.extend(Group::iter().map(|group| {
        let rows = ROWS.iter().filter(|row| row.group == group).filter(|row| is_listed(row));
        section(group.into(), rows.map(|row| of_row(row, look)).collect())
    }));
    let signs = signs::all(look.glyphs);
    sections.push(section("signs", signs.iter().map(|(sign, words)| Entry::new(sign, words, look)).collect()));
    sections.extend(glossary);
    sections
}

/// A row of the keymap.
fn of_row(row: &Row, look: &Look) -> Entry {
    Entry::new(row.label, row.words, look)
}

#[cfg(test)]
mod tests;
