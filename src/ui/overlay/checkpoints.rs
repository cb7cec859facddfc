//! The list of checkpoints and runs in the runs folder, newest first.

use std::path::PathBuf;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::list::List;
use crate::ui::context::Context;

pub(super) fn render(frame: &mut Frame, screen: Rect, context: &Context, list: &List<(PathBuf, Option<Duration>)>) {
    let width = List::<(PathBuf, Option<Duration>)>::room(screen);
    let line = |(path, age): &(PathBuf, Option<Duration>)| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let age = age.map_or_else(String::new, ago);
        let room = width.saturating_sub(age.len() + 1);
        let name: String = name.chars().take(room).collect();
        Line::from(format!("{name:<room$} {age}"))
    };
    list.render(frame, screen, context.look.theme, "open a checkpoint or a run", line, "");
}

/// How long ago, in the largest unit that counts at least one.
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
