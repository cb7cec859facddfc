//! What keys do in lists, pages, settings and prompts.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::file::{self, Kind};
use crate::preset::{self, Preset};
use crate::session::{Command, Update};
use crate::ui::action::{Effect, FileTask, ListAction, Panel, PromptAction};
use crate::ui::app::App;
use crate::ui::command;
use crate::ui::event::Openable;
use crate::ui::message::Tone;
use crate::ui::popup::{Branches, Overlay, Prompt, Purpose};
use crate::ui::view::network::keys::weight;
use crate::ui::view::network::selection::Inspection;
use crate::ui::view::timeline::keys::checked;

impl App {
    /// Moves in the open list, and does what its keys ask for.
    pub fn handle_list(&mut self, action: ListAction, now: Instant) -> Option<Effect> {
        let overlay = self.overlay.as_mut()?;
        if let Overlay::Branches(branches) = overlay
            && action != ListAction::Delete
        {
            branches.asked = None;
        }
        match action {
            ListAction::Move(rows) => overlay.move_by(rows),
            ListAction::Filter => {
                overlay.list_mut()?.filter.get_or_insert_default();
            }
            ListAction::Pick(row) => match overlay {
                Overlay::Settings(settings) => settings.selected = row,
                list => {
                    if list.list_mut()?.pick(row) {
                        return self.choose();
                    }
                }
            },
            ListAction::Choose => return self.choose(),
            ListAction::Adjust(places) => {
                let Overlay::Settings(settings) = overlay else { return None };
                return settings.adjust(places, &self.run.as_ref()?.preset).map(changed);
            }
            ListAction::Rename => return self.rename_branch(),
            ListAction::Delete => return self.delete(now),
            ListAction::Compare => return self.compare_branch(now),
            ListAction::Close => {
                self.overlay =
                    if let Overlay::Page(page) = overlay { page.below.take().map(|below| *below) } else { None };
            }
        }
        None
    }

    /// Edits what is typed, and does what it says once it is submitted.
    pub fn handle_prompt(&mut self, action: PromptAction) -> Option<Effect> {
        let run = self.run.as_deref();
        let prompt = match self.overlay.as_mut()? {
            Overlay::Prompt(prompt) => prompt,
            Overlay::Settings(settings) => return settings.handle_prompt(action, &run?.preset).map(changed),
            other => {
                other.list_mut()?.edit_filter(action);
                return None;
            }
        };
        match action {
            PromptAction::Edit(request) => prompt.text.edit(request),
            PromptAction::Complete => prompt.complete(),
            PromptAction::Cancel => self.overlay = after(prompt.purpose, run),
            PromptAction::Submit => match typed(prompt, run?, &self.inspection) {
                Ok(effect) => {
                    self.overlay = after(prompt.purpose, run);
                    return effect;
                }
                Err(problem) => prompt.remark = problem,
            },
        }
        None
    }

    /// Opens or goes to the selected row of the list; begins to type the selected setting's value.
    fn choose(&mut self) -> Option<Effect> {
        if let Overlay::Settings(settings) = self.overlay.as_mut()? {
            settings.type_value(&self.run.as_ref()?.preset);
            return None;
        }
        if self.overlay.as_ref()?.is_being_read() {
            return None;
        }
        let command = match self.overlay.take()? {
            Overlay::Page(_) | Overlay::Settings(_) | Overlay::Prompt(_) => return None,
            Overlay::Presets(list) => {
                return Some(Effect::File(FileTask::OpenPreset(list.selected()?.name.clone())));
            }
            Overlay::Checkpoints(list) => {
                return Some(Effect::File(match list.selected()? {
                    Openable::Recovery(left) => FileTask::OpenRecovery(left.base.clone()),
                    Openable::File(path, _) => FileTask::OpenCheckpoint(path.clone()),
                }));
            }
            Overlay::Units(units) => {
                let (unit, _) = units.list.selected()?;
                self.look.focus = Some(Panel::Network);
                (self.inspection.unit, self.inspection.number) = (Some(*unit), None);
                return None;
            }
            Overlay::Branches(branches) => Command::GoTo(branches.list.selected()?.branch, None),
            Overlay::Bookmarks(list) => {
                let (branch, bookmark) = list.selected()?;
                Command::GoTo(*branch, Some(bookmark.epoch))
            }
        };
        Some(Effect::Send(command))
    }

    fn rename_branch(&mut self) -> Option<Effect> {
        let Some(Overlay::Branches(branches)) = &self.overlay else { return None };
        let branch = branches.selected(&self.run.as_ref()?.time)?;
        self.overlay = Some(Overlay::prompt(Purpose::BranchName(branch.id), &branch.name));
        None
    }

    /// Deletes the selected branch, if asked twice, or the selected bookmark.
    fn delete(&mut self, now: Instant) -> Option<Effect> {
        let time = &self.run.as_ref()?.time;
        let problem = match self.overlay.as_mut()? {
            Overlay::Branches(branches) => {
                let branch = branches.selected(time)?.id;
                if time.branches.len() > 1 && branch != time.branch {
                    return branches.delete(branch).map(|branch| Effect::Send(Command::DeleteBranch(branch)));
                }
                branches.asked = None;
                match time.branches.len() {
                    1 => "the only branch can't be deleted; r restarts",
                    _ => "the shown branch can't be deleted; go to another one first",
                }
            }
            Overlay::Bookmarks(list) => {
                let (_, bookmark) = list.selected()?;
                if let Some(id) = bookmark.id.filter(|_| bookmark.sign.is_a_persons()) {
                    return Some(Effect::Send(Command::RemoveBookmark(id)));
                }
                "only notes and checkpoint bookmarks can be removed"
            }
            _ => return None,
        };
        self.say(Tone::Remark, problem, now);
        None
    }

    /// Starts or ends the comparison of the selected branch with the shown one.
    fn compare_branch(&mut self, now: Instant) -> Option<Effect> {
        let Some(Overlay::Branches(branches)) = &self.overlay else { return None };
        let time = &self.run.as_ref()?.time;
        let branch = branches.selected(time)?.id;
        if branch != time.branch {
            return Some(Effect::Send(Command::Compare(branch)));
        }
        self.say(Tone::Remark, "this branch is shown; select another one to compare", now);
        None
    }
}

/// The worker's command that changes the run's settings.
fn changed(preset: Preset) -> Effect {
    Effect::Send(Command::Change(Box::new(preset)))
}

/// What a closed prompt returns to: the list that opened it, if any.
fn after(purpose: Purpose, run: Option<&Update>) -> Option<Overlay> {
    match (purpose, run) {
        (Purpose::BranchName(_), Some(run)) => Some(Overlay::Branches(Branches::new(run))),
        _ => None,
    }
}

/// The effect of a prompt's text, or what is wrong with it.
fn typed(prompt: &Prompt, run: &Update, inspection: &Inspection) -> Result<Option<Effect>, String> {
    let text = prompt.text.text().trim();
    Ok(match prompt.purpose {
        Purpose::Command => command::effect(prompt.text.text(), run)?,
        Purpose::File => Some(Effect::Send(Command::SaveAs(file_to_save(text)?))),
        Purpose::PointsFile => Some(Effect::File(FileTask::SavePoints(points_file(text)?, Arc::clone(&run.preset)))),
        Purpose::Weight => {
            let value = weight(text)?;
            inspection.change(run, |_| value).map(|change| Effect::Send(Command::Edit(change)))
        }
        Purpose::PresetName => {
            preset::check_name(text)?;
            Some(Effect::File(FileTask::SavePreset(text.to_owned(), Arc::clone(&run.preset))))
        }
        Purpose::Note(branch, epoch) => Some(Effect::Send(Command::Bookmark(branch, epoch, checked(text)?))),
        Purpose::BranchName(_) if text.is_empty() => return Err("a branch needs a name".into()),
        Purpose::BranchName(branch) => Some(Effect::Send(Command::RenameBranch(branch, checked(text)?))),
    })
}

fn file_to_save(name: &str) -> Result<PathBuf, String> {
    if name.is_empty() {
        return Err("enter a file name, for example model.pt".into());
    }
    let mut path = PathBuf::from(name);
    if path.extension().is_none() {
        path.set_extension("safetensors");
    }
    let chosen = file::choose(&path, Kind::Checkpoint, None);
    chosen.map(|_| path).map_err(|error| error.to_string())
}

fn points_file(name: &str) -> Result<PathBuf, String> {
    if name.is_empty() {
        return Err("enter a file name, for example points.csv".into());
    }
    Ok(if name.contains('.') { name.into() } else { format!("{name}.csv").into() })
}
