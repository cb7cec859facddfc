//! The lists of presets and of checkpoints and runs.

use std::time::{Duration, SystemTime};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::preset::{Listed, Origin};
use crate::text::visible;
use crate::ui::context::Context;
use crate::ui::event::Openable;
use crate::ui::format::{cut, on_one_line};
use crate::ui::popup::list::{List, room};
use crate::ui::popup::recovery;

/// The longest name of a preset that is shown, in characters.
const LONGEST_NAME: usize = 40;

/// Name and title of each preset, and the notes of the selected one.
pub fn render_presets(frame: &mut Frame, screen: Rect, context: &Context, list: &List<Listed>) {
    let loaded = context.run.map_or("", |run| run.name.as_str());
    let glyphs = context.look.glyphs;
    let name = |row: &Listed| cut(&visible(&row.name), LONGEST_NAME, glyphs);
    let width = list.visible().map(|row| name(row).chars().count()).max().unwrap_or(0);
    let line = |row: &Listed| {
        let sign = if row.name == loaded { glyphs.running() } else { " " };
        let yours = if matches!(row.origin, Origin::User(_)) { "  (yours)" } else { "" };
        Line::from(format!("{sign} {:<width$}  {}{yours}", name(row), visible(&row.title)))
    };
    let words = match list.selected() {
        None if list.selection.is_being_read => String::new(),
        None => "No name or title matches.".to_owned(),
        Some(row) => visible(&on_one_line(row.problem.as_ref().unwrap_or(&row.notes))).into_owned(),
    };
    list.render(frame, screen, context.look.theme, "presets", line, &words);
}

/// What the filter looks at.
pub fn words(row: &Openable) -> String {
    match row {
        Openable::Recovery(recovery) => recovery::row(recovery),
        Openable::File(path, _) => path.display().to_string(),
    }
}

/// Name and age of each file.
pub fn render_checkpoints(frame: &mut Frame, screen: Rect, context: &Context, list: &List<Openable>) {
    let line = |row: &Openable| {
        let (name, age) = match row {
            Openable::Recovery(left) => {
                (recovery::row(left), Some(SystemTime::now().duration_since(left.written).unwrap_or_default()))
            }
            Openable::File(path, age) => {
                (path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(), *age)
            }
        };
        let name = visible(&name);
        let age = age.map_or_else(String::new, ago);
        let room = room(screen).saturating_sub(age.len() + 1);
        Line::from(format!("{name:<room$.room$} {age}"))
    };
    list.render(frame, screen, context.look.theme, "open a checkpoint, a run or weights", line, "");
}

/// An age in the largest unit of which there is at least one.
fn ago(age: Duration) -> String {
    let seconds = age.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let Some((size, unit)) = units.into_iter().find(|(size, _)| seconds >= *size) else {
        return "just now".into();
    };
    let count = seconds / size;
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_their_largest_unit() {
        let cases = [
            (5, "just now"),
            (60, "1 minute ago"),
            (7_199, "1 hour ago"),
            (7_200, "2 hours ago"),
            (200_000, "2 days ago"),
        ];
        for (seconds, words) in cases {
            assert_eq!(ago(Duration::from_secs(seconds)), words);
        }
    }
}
