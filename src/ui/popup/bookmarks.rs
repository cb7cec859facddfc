//! The list of bookmarks: those of the shown branch, then those of the others.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::session::{BookmarkSummary, Time, Update};
use crate::train::{BranchId, Sign};
use crate::ui::context::Context;
use crate::ui::format::{cut, thousands};
use crate::ui::popup::list::{List, room};
use crate::ui::view::timeline::plan::{sign, style};

/// Columns of an epoch.
const EPOCH: usize = 11;

pub type Bookmark = (BranchId, BookmarkSummary);

/// The bookmarks of a run, with the one nearest to its epoch selected.
pub fn list(run: &Update) -> List<Bookmark> {
    let rows = rows(&run.time);
    let here = run.record.epoch;
    let shown = rows.iter().enumerate().filter(|(_, (branch, _))| *branch == run.time.branch);
    let nearest = shown.min_by_key(|(_, (_, bookmark))| bookmark.epoch.abs_diff(here)).map_or(0, |(place, _)| place);
    List::new(rows, nearest, 1, words)
}

pub fn settle(list: &mut List<Bookmark>, run: &Update) {
    list.renew(rows(&run.time), words, Clone::clone);
}

fn words((_, bookmark): &Bookmark) -> String {
    format!("{} {}", thousands(bookmark.epoch), bookmark.note)
}

fn rows(time: &Time) -> Vec<Bookmark> {
    let line = time.line(time.branch);
    // A branch that leads to the shown one shares its bookmarks up to where that one leaves it.
    let is_shown = |branch: BranchId, bookmark: &BookmarkSummary| {
        line.iter().any(|(known, end)| known.id == branch && bookmark.epoch <= *end)
    };
    let all = time.branches.iter().flat_map(|branch| branch.bookmarks.iter().map(|bookmark| (branch.id, bookmark)));
    let others = all.filter(|(branch, bookmark)| !is_shown(*branch, bookmark));
    let shown = time.bookmarks(time.branch).into_iter().map(|bookmark| (time.branch, bookmark));
    shown.chain(others).map(|(branch, bookmark)| (branch, bookmark.clone())).collect()
}

pub fn render(frame: &mut Frame, screen: Rect, context: &Context, list: &List<Bookmark>) {
    let Some(run) = context.run else { return };
    let (glyphs, theme) = (context.look.glyphs, context.look.theme);
    let room = room(screen).saturating_sub(2 + EPOCH + 2);
    let line = |(branch, bookmark): &Bookmark| {
        let sign = Span::styled(sign(bookmark.sign, glyphs), style(bookmark.sign, theme));
        let note = match run.time.find(*branch).filter(|branch| branch.id != run.time.branch) {
            None => bookmark.note.clone(),
            Some(branch) => format!("{}  on {}", bookmark.note, branch.name),
        };
        let note = cut(&glyphs.text(&note), room, glyphs);
        Line::from(vec![sign, Span::raw(format!(" {:>EPOCH$}  {note}", thousands(bookmark.epoch)))])
    };
    let words = match list.selected().map(|(_, bookmark)| bookmark.sign) {
        None if list.rows.is_empty() => "No bookmarks yet: m bookmarks the current epoch.",
        None => "No note matches.",
        Some(Sign::Note) => "Your note: d removes it.",
        Some(Sign::Checkpoint) => "A checkpoint was saved here: d removes the bookmark, not the file.",
        Some(Sign::Edit) => "An edit of the run.",
        Some(_) => "A training event.",
    };
    list.render(frame, screen, theme, "bookmarks", line, words);
}
