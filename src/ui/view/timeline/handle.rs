//! What keys and the mouse do to time: epochs, bookmarks, branches.

use super::plan::Plan;
use crate::session::{BookmarkSummary, Command, Seek, Update};
use crate::train::{Position, Sign};
use crate::ui::action::{Effect, Opening, Purpose, ScrubAction, TimeAction, Tone};

/// Goes to other epochs, and opens the lists of bookmarks and branches.
pub fn time(action: TimeAction, run: &Update) -> Option<Effect> {
    let seek = |seek| Effect::Send(Command::Seek(seek));
    Some(match action {
        TimeAction::Back(epochs) => seek(Seek::Back(epochs)),
        TimeAction::First => seek(Seek::To(0)),
        // It is there already, and goes on training.
        TimeAction::Newest if !run.is_past() => return None,
        TimeAction::Newest => seek(Seek::Newest),
        TimeAction::PreviousBookmark | TimeAction::NextBookmark => {
            let is_next = action == TimeAction::NextBookmark;
            let where_to = if is_next { "after" } else { "before" };
            let nowhere = || {
                let words = format!("no bookmark {where_to} this epoch; m adds one");
                Effect::Say(Tone::Remark, words.into())
            };
            beside(run, is_next).map_or_else(nowhere, |epoch| seek(Seek::To(epoch)))
        }
        TimeAction::Bookmark => {
            Effect::Open(Opening::Prompt(Purpose::Note(run.time.branch, run.record.epoch), note(run)))
        }
        TimeAction::Bookmarks => Effect::Open(Opening::Bookmarks),
        TimeAction::Branches => Effect::Open(Opening::Branches),
    })
}

/// Follows the mouse along the time line; `held` is the epoch that was asked for last while the mouse holds on to it.
pub fn scrub(action: ScrubAction, run: &Update, plan: &Plan, held: &mut Option<u64>) -> Option<Effect> {
    let epoch = match action {
        ScrubAction::Start(column, row) => *held.insert(plan.at((column, row).into())?),
        ScrubAction::To(column) => {
            let epoch = plan.epoch_at(column);
            if held.replace(epoch) == Some(epoch) {
                return None;
            }
            epoch
        }
        ScrubAction::By(epochs) => aim(run).epoch.saturating_add_signed(epochs).min(run.newest_epoch()),
        ScrubAction::End => {
            *held = None;
            return None;
        }
    };
    Some(Effect::Send(Command::Seek(Seek::To(epoch))))
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
