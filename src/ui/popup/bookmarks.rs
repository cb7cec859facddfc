//! The list of bookmarks: those of the shown branch, then those of the others.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::session::{BookmarkSummary, Command, Time, Update};
use crate::train::{BranchId, Sign};
use crate::ui::action::{Action, Effect, ListAction, Tone};
use crate::ui::context::Context;
use crate::ui::format::{cut, thousands};
use crate::ui::keymap::Mode;
use crate::ui::popup::list::List;
use crate::ui::popup::place::room;
use crate::ui::popup::{Help, Outcome, Popup, help};
use crate::ui::signs::{sign, style};

/// Columns of an epoch.
const EPOCH: usize = 11;

type Bookmark = (BranchId, BookmarkSummary);

#[derive(Debug)]
pub struct Bookmarks {
    list: List<Bookmark>,
}

impl Bookmarks {
    /// The bookmarks of a run, with the one nearest to its epoch selected.
    pub fn new(run: &Update) -> Self {
        let rows = rows(&run.time);
        let here = run.record.epoch;
        let shown = rows.iter().enumerate().filter(|(_, (branch, _))| *branch == run.time.branch);
        let nearest = shown.min_by_key(|(_, (_, bookmark))| bookmark.epoch.abs_diff(here));
        let nearest = nearest.map_or(0, |(place, _)| place);
        Self { list: List::new(rows, nearest, 1, words) }
    }

    fn remove(&self) -> Option<Effect> {
        let (_, bookmark) = self.list.selected()?;
        Some(match bookmark.id.filter(|_| bookmark.sign.is_a_persons()) {
            Some(id) => {
                let words = format!("removed the bookmark of epoch {}", thousands(bookmark.epoch));
                Effect::SendAndSay(Command::RemoveBookmark(id), words.into())
            }
            None => Effect::Say(Tone::Remark, "only notes and checkpoint bookmarks can be removed".into()),
        })
    }
}

impl Popup for Bookmarks {
    fn mode(&self) -> Mode {
        self.list.mode(Mode::Bookmarks)
    }

    fn prepare(&mut self, _: Rect, context: &Context) {
        if let Some(run) = context.run {
            self.list.renew(rows(&run.time), words, Clone::clone);
        }
    }

    fn handle(&mut self, action: Action, _: &Context) -> Outcome {
        if action == Action::List(ListAction::Delete) {
            return Outcome::Stay(self.remove());
        }
        self.list.handle(action).outcome(|| {
            let chosen = self.list.selected();
            chosen.map(|(branch, bookmark)| Effect::Send(Command::GoTo(*branch, Some(bookmark.epoch))))
        })
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        let (glyphs, theme) = (context.look.glyphs, context.look.theme);
        let room = room(area).saturating_sub(2 + EPOCH + 2);
        let line = |(branch, bookmark): &Bookmark| {
            let sign = Span::styled(sign(bookmark.sign, glyphs), style(bookmark.sign, theme));
            let note = match run.time.find(*branch).filter(|branch| branch.id != run.time.branch) {
                None => bookmark.note.clone(),
                Some(branch) => format!("{}  on {}", bookmark.note, branch.name),
            };
            let note = cut(&glyphs.text(&note), room, glyphs);
            Line::from(vec![sign, Span::raw(format!(" {:>EPOCH$}  {note}", thousands(bookmark.epoch)))])
        };
        let words = match self.list.selected().map(|(_, bookmark)| bookmark.sign) {
            None if self.list.is_empty() => "No bookmarks yet: m bookmarks the current epoch.",
            None => "No note matches.",
            Some(Sign::Note) => "Your note: d removes it.",
            Some(Sign::Checkpoint) => "A checkpoint was saved here: d removes the bookmark, not the file.",
            Some(Sign::Edit) => "An edit of the run.",
            Some(_) => "A training event.",
        };
        self.list.render(frame, area, context.look, "bookmarks", line, words);
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
