//! What views and popups see of the dashboard, without each other, and what an action may change of it.

use super::evaluation::Evaluation;
use super::keymap::{Mode, Topic};
use super::look::Look;
use super::message::Message;
use crate::session::Update;

/// What there is to show.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub run: Option<&'a Update>,
    pub look: &'a Look,
    pub message: Option<&'a Message>,
    /// What the screen's own network says of the shown epoch.
    pub evaluation: &'a Evaluation,
    /// What the keys mean now.
    pub mode: Mode,
    /// What the help says of the focused region.
    pub topic: Option<Topic>,
}

impl Context<'_> {
    /// Whether the dashboard has something open that Esc leaves.
    pub fn can_leave(&self) -> bool {
        let (look, selection) = (self.look, &self.look.selection);
        let is_probing = selection.probe.is_some_and(|place| !place.by_mouse);
        let is_selected = selection.unit.is_some() || selection.layer.is_some() || is_probing;
        let is_beside = |run: &Update| run.is_comparing() || run.visited.is_some();
        look.zoom || look.focus.is_some() || is_selected || self.run.is_some_and(is_beside)
    }
}

/// What an action acts on.
pub struct Control<'a> {
    pub run: Option<&'a Update>,
    pub look: &'a mut Look,
    pub evaluation: &'a Evaluation,
}
