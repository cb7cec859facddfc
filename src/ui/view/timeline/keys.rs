//! What keys and the mouse do to time: epochs, bookmarks, branches.

use std::time::Instant;

use crate::session::{BookmarkSummary, Command, Seek, Update};
use crate::train::{Position, Sign};
use crate::ui::action::{Effect, Opening, Purpose, ScrubAction, TimeAction};
use crate::ui::app::App;
use crate::ui::message::Tone;
use crate::ui::view::timeline::plan::newest;

impl App {
    /// Goes to other epochs, and opens the lists of bookmarks and branches.
    pub fn handle_time(&mut self, action: TimeAction, now: Instant) -> Option<Effect> {
        let run = self.run.as_ref()?;
        let seek = |seek| Some(Effect::Send(Command::Seek(seek)));
        match action {
            TimeAction::Back(epochs) => return seek(Seek::Back(epochs)),
            TimeAction::First => return seek(Seek::To(0)),
            TimeAction::Newest => return seek(Seek::Newest),
            TimeAction::PreviousBookmark | TimeAction::NextBookmark => {
                let is_next = action == TimeAction::NextBookmark;
                if let Some(epoch) = beside(run, is_next) {
                    return seek(Seek::To(epoch));
                }
                let where_to = if is_next { "after" } else { "before" };
                self.say(Tone::Remark, format!("no bookmark {where_to} this epoch; m adds one"), now);
            }
            TimeAction::Bookmark => {
                let purpose = Purpose::Note(run.time.branch, run.record.epoch);
                return Some(Effect::Open(Opening::Prompt(purpose, note(run))));
            }
            TimeAction::Bookmarks => return Some(Effect::Open(Opening::Bookmarks)),
            TimeAction::Branches => return Some(Effect::Open(Opening::Branches)),
            TimeAction::Rescue if run.time.autopsy.is_some() => return Some(Effect::Send(Command::Rescue)),
            TimeAction::Rescue => {
                self.say(Tone::Remark, "B goes back after a divergence; this run has not diverged here", now);
            }
        }
        None
    }

    /// Follows the mouse along the history line.
    pub fn handle_scrub(&mut self, action: ScrubAction) -> Option<Effect> {
        let run = self.run.as_ref()?;
        let epoch = match action {
            ScrubAction::Start(column, row) => {
                let (branch, epoch) = self.timeline.at((column, row).into())?;
                self.scrubbed = Some(epoch);
                if branch != run.time.branch {
                    return Some(Effect::Send(Command::GoTo(branch, Some(epoch))));
                }
                epoch
            }
            ScrubAction::To(column) => {
                let epoch = self.timeline.epoch_at(column)?;
                if self.scrubbed.replace(epoch) == Some(epoch) {
                    return None;
                }
                epoch
            }
            ScrubAction::By(epochs) => aim(run).epoch.saturating_add_signed(epochs).min(newest(run)),
            ScrubAction::End => {
                self.scrubbed = None;
                return None;
            }
        };
        Some(Effect::Send(Command::Seek(Seek::To(epoch))))
    }
}

/// Where the run is, or is on its way to.
fn aim(run: &Update) -> Position {
    run.time.sought.map_or(run.position(), Position::at)
}

fn beside(run: &Update, next: bool) -> Option<u64> {
    let bookmarks = run.time.bookmarks(run.time.branch);
    let epochs = bookmarks.iter().map(|bookmark| bookmark.epoch);
    if next {
        epochs.filter(|epoch| Position::at(*epoch) > aim(run)).min()
    } else {
        epochs.filter(|epoch| Position::at(*epoch) < aim(run)).max()
    }
}

/// The person's note at the epoch of the run, if there is one.
fn note(run: &Update) -> String {
    let is_here = |bookmark: &&&BookmarkSummary| bookmark.sign == Sign::Note && bookmark.epoch == run.record.epoch;
    run.time.bookmarks(run.time.branch).iter().find(is_here).map(|bookmark| bookmark.note.clone()).unwrap_or_default()
}
