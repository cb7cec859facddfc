//! What keys and clicks do while points are drawn.

use std::time::Instant;

use crate::ui::action::{DrawAction, Effect, Opening, Purpose};
use crate::ui::app::App;
use crate::ui::message::Tone;
use crate::ui::view::boundary::draw::Draw;

impl App {
    /// Begins or ends drawing, moves the cursor, draws.
    pub fn handle_draw(&mut self, action: DrawAction, now: Instant) -> Option<Effect> {
        if action == DrawAction::Toggle {
            self.toggle_drawing(now);
            return None;
        }
        let run = self.run.as_ref()?;
        let (draw, field) = (self.draw.as_mut()?, &self.plane);
        let edit = match action {
            DrawAction::Toggle => None,
            DrawAction::MoveCursor(right, up) => {
                draw.cursor.step((right, up), field);
                None
            }
            DrawAction::CursorAt(column, row) => {
                draw.cursor.go_to((column, row).into(), field);
                None
            }
            DrawAction::Label(digit) => {
                if let Err(problem) = draw.choose(digit, run.preset.data.target()) {
                    self.say(Tone::Problem, problem, now);
                }
                None
            }
            DrawAction::Add => draw.add(run, field),
            DrawAction::Remove => draw.remove(field),
            DrawAction::AddAt(column, row) => {
                if draw.cursor.go_to((column, row).into(), field) {
                    draw.add(run, field)
                } else {
                    None
                }
            }
            DrawAction::RemoveAt(column, row) => {
                if draw.cursor.go_to((column, row).into(), field) {
                    draw.remove(field)
                } else {
                    None
                }
            }
            DrawAction::Save => return Some(Effect::Open(Opening::Prompt(Purpose::PointsFile, String::new()))),
        };
        edit.map(Effect::Send)
    }

    fn toggle_drawing(&mut self, now: Instant) {
        if self.draw.take().is_some() || self.run.is_none() {
            return;
        }
        if self.is_comparing() {
            self.say(Tone::Remark, "can't draw while branches are compared; Esc ends the comparison", now);
        } else {
            self.draw = Some(Draw::default());
        }
    }
}
