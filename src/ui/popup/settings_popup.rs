//! The settings as a popup.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::session::Command;
use crate::ui::action::{Action, Effect, ListAction};
use crate::ui::context::Context;
use crate::ui::keymap::Mode;
use crate::ui::popup::settings::{self, Settings};
use crate::ui::popup::{Help, Outcome, Popup, explanation};

impl Popup for Settings {
    fn mode(&self) -> Mode {
        if self.entry.is_some() { Mode::Prompt } else { Mode::Settings }
    }

    fn handle(&mut self, action: Action, context: &Context) -> Outcome {
        let Some(run) = context.run else { return Outcome::Close(None) };
        let changed = match action {
            Action::List(ListAction::Move(rows)) => {
                self.move_by(rows);
                None
            }
            Action::List(ListAction::Pick(row)) => {
                self.selected = row;
                None
            }
            Action::List(ListAction::Choose) => {
                self.type_value(&run.preset);
                None
            }
            Action::List(ListAction::Adjust(places)) => self.adjust(places, &run.preset),
            Action::List(ListAction::Close) => return Outcome::Close(None),
            Action::Prompt(action) => self.handle_prompt(action, &run.preset),
            _ => None,
        };
        Outcome::Stay(changed.map(|preset| Effect::Send(Command::Change(Box::new(preset)))))
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        settings::render(frame, area, context, self);
    }

    fn row_at(&self, area: Rect, place: Position) -> Option<usize> {
        Settings::row_at(self, area, place)
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        let setting = self.setting();
        Help { title: setting.name, lines: explanation::setting(setting, context, width) }
    }
}
