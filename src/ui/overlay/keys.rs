//! What keys do to what is open: lists, pages, settings, prompts.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::{Overlay, Prompt, Purpose, Row};
use crate::preset;
use crate::session::{Command, Update};
use crate::ui::action::{Action, Effect, Panel};
use crate::ui::app::{App, Tone};
use crate::ui::command;
use crate::ui::inspection::{Inspection, weight};
use crate::ui::time::checked;

impl App {
    /// Does what is asked of the open list, page or prompt.
    pub(in crate::ui) fn update_overlay(&mut self, action: Action, now: Instant) -> Option<Effect> {
        let run = self.run.as_deref();
        match (self.overlay.as_mut()?, action) {
            (Overlay::Page(page), Action::Close) => {
                self.overlay = page.close();
                return None;
            }
            (Overlay::Prompt(prompt), Action::Unfilter) => {
                self.overlay = after(prompt.purpose, run);
                return None;
            }
            (Overlay::Settings(_), Action::Close) => {
                self.overlay = None;
                return None;
            }
            (Overlay::Settings(settings), Action::Pick(row)) => {
                settings.pick(row);
                return None;
            }
            (Overlay::Settings(settings), _) => {
                let changed = settings.change(action, &run?.preset)?;
                return Some(Effect::Send(Command::Change(Box::new(changed))));
            }
            (Overlay::Prompt(prompt), Action::Choose) => {
                let purpose = prompt.purpose;
                return match typed(prompt, run?, &self.inspection) {
                    Ok(effect) => {
                        self.overlay = after(purpose, run);
                        effect
                    }
                    Err(problem) => {
                        prompt.remark = problem;
                        None
                    }
                };
            }
            (Overlay::Branches(_), Action::Rename | Action::Delete | Action::Compare) => {
                return self.update_branches(action, now);
            }
            (Overlay::Bookmarks(list), Action::Delete) => {
                let row = list.selected()?;
                if row.bookmark.sign.is_a_persons() {
                    return Some(Effect::Send(Command::RemoveBookmark(
                        row.branch,
                        row.bookmark.epoch,
                        row.bookmark.note.clone(),
                    )));
                }
                self.say(Tone::Remark, "notes and checkpoints' bookmarks can be taken away, others are the run's", now);
                return None;
            }
            (Overlay::Branches(branches), _) => branches.forget(),
            _ => {}
        }
        self.update_list(action)
    }

    /// Moves, filters and chooses in a list, or scrolls the help.
    fn update_list(&mut self, action: Action) -> Option<Effect> {
        let overlay = self.overlay.as_mut()?;
        let chosen = match action {
            Action::Choose => overlay.chosen(),
            Action::Pick(row) if overlay.pick(row) => overlay.chosen(),
            Action::Pick(_) => return None,
            Action::Close => {
                self.overlay = None;
                return None;
            }
            _ => {
                overlay.change(action);
                return None;
            }
        };
        self.overlay = None;
        chosen.and_then(|row| match row {
            Row::Preset(listed) => Some(Effect::OpenPreset(listed.name)),
            Row::Checkpoint(path) => Some(Effect::OpenCheckpoint(path)),
            Row::Branch(branch) => Some(Effect::Send(Command::Branch(branch))),
            Row::Bookmark(branch, epoch) => Some(Effect::GoTo(branch, epoch)),
            Row::Unit(unit) => {
                self.look.focus = Some(Panel::Network);
                (self.inspection.unit, self.inspection.number) = (Some(unit), None);
                None
            }
        })
    }

    /// Renames, deletes or compares the selected branch.
    fn update_branches(&mut self, action: Action, now: Instant) -> Option<Effect> {
        let run = self.run.as_ref()?;
        let Some(Overlay::Branches(branches)) = &mut self.overlay else { return None };
        let (branch, name) = branches.named(&run.time)?;
        let problem = match action {
            Action::Delete if run.time.lanes.len() == 1 => "the only branch stays; r begins again",
            Action::Delete if branch == run.time.branch => "this branch is shown: go to another one to delete it",
            Action::Delete => {
                return branches.delete(&run.time).map(|branch| Effect::Send(Command::DeleteBranch(branch)));
            }
            Action::Rename => {
                self.overlay = Some(Overlay::prompt_with(Purpose::BranchName(branch), name));
                return None;
            }
            _ if branch == run.time.branch => "this is the branch that is shown: choose another to compare it with",
            _ => return Some(Effect::Send(Command::Compare(branch))),
        };
        branches.forget();
        self.say(Tone::Remark, problem, now);
        None
    }
}

/// What is open once a prompt is closed: the list from which it was opened, if it was one.
fn after(purpose: Purpose, run: Option<&Update>) -> Option<Overlay> {
    match (purpose, run) {
        (Purpose::BranchName(_), Some(run)) => Some(Overlay::branches(run)),
        _ => None,
    }
}

/// What the text of a prompt asks for.
///
/// # Errors
/// Says what is wrong with it.
fn typed(prompt: &Prompt, run: &Update, inspection: &Inspection) -> Result<Option<Effect>, String> {
    let text = prompt.text.trim();
    Ok(match prompt.purpose {
        Purpose::Command => command::effect(&prompt.text, run)?,
        Purpose::PointsFile => Some(Effect::SavePoints(points_file(text)?, Arc::clone(&run.preset))),
        Purpose::Weight => {
            let value = weight(text)?;
            inspection.change(run, |_| value).map(|change| Effect::Send(Command::Edit(change)))
        }
        Purpose::PresetName => {
            preset::check_name(text)?;
            Some(Effect::SavePreset(text.to_owned(), Arc::clone(&run.preset)))
        }
        Purpose::Note(epoch) => Some(Effect::Send(Command::Bookmark(epoch, checked(text)?))),
        Purpose::BranchName(_) if text.is_empty() => return Err("a branch needs a name".into()),
        Purpose::BranchName(branch) => Some(Effect::Send(Command::RenameBranch(branch, checked(text)?))),
    })
}

/// The file that a text names.
fn points_file(name: &str) -> Result<PathBuf, String> {
    if name.is_empty() {
        return Err("type a file's name, as in points.csv".into());
    }
    Ok(if name.contains('.') { name.into() } else { format!("{name}.csv").into() })
}
