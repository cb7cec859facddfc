//! The list of what a run can be opened from: recoveries, checkpoints, runs.

use std::time::{Duration, SystemTime};

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use crate::text::{Sentence, visible};
use crate::ui::action::{Action, Effect, FileTask, Tone};
use crate::ui::context::Context;
use crate::ui::event::{Listing, Openable};
use crate::ui::keymap::Mode;
use crate::ui::popup::list::List;
use crate::ui::popup::place::room;
use crate::ui::popup::{Help, Outcome, Popup, help, recovery};

#[derive(Debug)]
pub struct Checkpoints {
    list: List<Openable>,
}

impl Checkpoints {
    /// A list that is still being read.
    pub fn being_read() -> Self {
        Self { list: List::being_read(0) }
    }
}

impl Popup for Checkpoints {
    fn mode(&self) -> Mode {
        self.list.mode(Mode::List)
    }

    fn handle(&mut self, action: Action, _: &Context) -> Outcome {
        self.list.handle(action).outcome(|| {
            let task = self.list.selected().map(|row| match row {
                Openable::Recovery(left) => FileTask::OpenRecovery(Some(left.base.clone())),
                Openable::File(path, _) => FileTask::OpenCheckpoint(path.clone()),
            });
            task.map(Effect::File)
        })
    }

    /// Closes if there is nothing to open.
    fn receive(&mut self, listing: Listing, _: &Context) -> Outcome {
        let Listing::Checkpoints(folder, rows) = listing else { return Outcome::Stay(None) };
        if rows.is_empty() {
            let text = Sentence::new("no checkpoint in ", folder.display(), " yet; s saves one");
            return Outcome::Close(Some(Effect::Say(Tone::Remark, text)));
        }
        self.list.fill(rows, words, |_| false);
        Outcome::Stay(None)
    }

    /// Name and age of each file.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
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
            let room = room(area).saturating_sub(age.len() + 1);
            Line::from(format!("{name:<room$.room$} {age}"))
        };
        self.list.render(frame, area, context.look, "open a checkpoint, a run, weights or results", line, "");
    }

    fn cursor(&self, area: Rect, _: &Context) -> Option<Position> {
        Some(self.list.cursor(area))
    }

    fn row_at(&self, area: Rect, place: Position) -> Option<usize> {
        self.list.row_at(area, place)
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        help::list(context.look, width)
    }
}

/// What the filter looks at.
fn words(row: &Openable) -> String {
    match row {
        Openable::Recovery(recovery) => recovery::row(recovery),
        Openable::File(path, _) => path.display().to_string(),
    }
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
