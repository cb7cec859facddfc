//! The list of bookmarks: those of the shown branch, then those of the others.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::list::{List, room};
use crate::session::{BookmarkSummary, BranchSummary, Time, Update};
use crate::train::{BranchId, Sign};
use crate::ui::context::Context;
use crate::ui::format::{cut, thousands};
use crate::ui::timeline::{sign, style};

/// Columns of an epoch.
const EPOCH: usize = 11;

/// A bookmark with its branch.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The branch.
    pub branch: BranchId,
    /// The bookmark.
    pub bookmark: BookmarkSummary,
}

/// The bookmarks of a run, with the one nearest to its epoch selected.
pub(super) fn list(run: &Update) -> List<Listed> {
    let rows = rows(&run.time);
    let here = run.record.epoch;
    let shown = rows.iter().enumerate().filter(|(_, row)| row.branch == run.time.branch);
    let nearest = shown.min_by_key(|(_, row)| row.bookmark.epoch.abs_diff(here)).map_or(0, |(place, _)| place);
    List::new(rows, nearest, 1, words)
}

/// Updates the list from the run.
pub(super) fn settle(list: &mut List<Listed>, run: &Update) {
    list.renew(rows(&run.time), words, Clone::clone);
}

fn words(row: &Listed) -> String {
    format!("{} {}", thousands(row.bookmark.epoch), row.bookmark.note)
}

fn rows(time: &Time) -> Vec<Listed> {
    let of = |branch: BranchId, bookmark: &BookmarkSummary| Listed { branch, bookmark: bookmark.clone() };
    let shown = time.bookmarks(time.branch).into_iter().map(|bookmark| of(time.branch, bookmark));
    let line = time.line(time.branch);
    // Of a branch that leads to the shown one, what comes after that has left it.
    let is_shown = |branch: &BranchSummary, bookmark: &BookmarkSummary| {
        line.iter().any(|(known, end)| known.id == branch.id && bookmark.epoch <= *end)
    };
    let others = time.branches.iter().flat_map(|branch| {
        let others = branch.bookmarks.iter().filter(|bookmark| !is_shown(branch, bookmark));
        others.map(|bookmark| of(branch.id, bookmark))
    });
    shown.chain(others).collect()
}

pub(super) fn render(frame: &mut Frame, screen: Rect, context: &Context, list: &List<Listed>) {
    let Some(run) = context.run else { return };
    let (glyphs, theme) = (context.look.glyphs, context.look.theme);
    let room = room(screen).saturating_sub(2 + EPOCH + 2);
    let line = |row: &Listed| {
        let sign = Span::styled(sign(row.bookmark.sign, glyphs), style(row.bookmark.sign, theme));
        let branch = run.time.find(row.branch).filter(|branch| branch.id != run.time.branch);
        let note = match branch {
            None => row.bookmark.note.clone(),
            Some(branch) => format!("{}  on {}", row.bookmark.note, branch.name),
        };
        let note = cut(&glyphs.text(&note), room, glyphs);
        Line::from(vec![sign, Span::raw(format!(" {:>EPOCH$}  {note}", thousands(row.bookmark.epoch)))])
    };
    let words = match list.selected().map(|row| row.bookmark.sign) {
        None if list.is_empty() => "No bookmarks yet: m bookmarks the current epoch.",
        None => "No note matches.",
        Some(Sign::Note) => "Your note: d removes it.",
        Some(Sign::Checkpoint) => "A checkpoint was saved here: d removes the bookmark, not the file.",
        Some(Sign::Edit) => "An edit of the run.",
        Some(_) => "A training event.",
    };
    list.render(frame, screen, theme, "bookmarks", line, words);
}
