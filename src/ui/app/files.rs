//! What keys and commands do with files.

use std::sync::Arc;
use std::time::Instant;

use super::App;
use crate::session::Command;
use crate::ui::action::{Effect, FileTask, FilesAction, Opening, Purpose, Then};

impl App {
    pub(super) fn handle_files(&mut self, action: FilesAction, now: Instant) -> Option<Effect> {
        let task = match action {
            FilesAction::Save => return Some(Effect::Send(Command::Save)),
            FilesAction::SaveAs => return Some(Effect::Open(Opening::Prompt(Purpose::File, String::new()))),
            FilesAction::SaveRun => return Some(Effect::Send(Command::SaveRun)),
            FilesAction::SavePreset => {
                return Some(Effect::Open(Opening::Prompt(Purpose::PresetName, String::new())));
            }
            FilesAction::Presets => {
                self.carry_out(Effect::Open(Opening::Presets), now);
                FileTask::ListPresets(Then::Show)
            }
            FilesAction::PreviousPreset => FileTask::ListPresets(Then::Previous),
            FilesAction::NextPreset => FileTask::ListPresets(Then::Next),
            FilesAction::Open => {
                self.carry_out(Effect::Open(Opening::Checkpoints), now);
                FileTask::ListCheckpoints
            }
            FilesAction::CopyCommand => {
                let run = self.run.as_ref()?;
                let (name, preset, edits) = (run.name.clone(), Arc::clone(&run.preset), run.later_edits);
                FileTask::WriteCommandLine { name, preset, edits }
            }
        };
        Some(Effect::File(task))
    }
}
