//! How the dashboard looks, as the person has set it, and how keys change it.

use super::action::{Action, Panel};
use super::theme::Theme;
use crate::plot::Glyphs;

/// The scale of the loss axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Equal factors are equally far apart.
    Logarithmic,
    /// Equal differences are equally far apart.
    Linear,
}

/// How the dashboard looks, as the person has set it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch with a key of its own")]
pub struct Look {
    /// Colours.
    pub theme: Theme,
    /// Characters for dots and points.
    pub glyphs: Glyphs,
    /// Scale of the loss axis.
    pub axis: Axis,
    /// Whether the loss chart shows only the newest epochs.
    pub newest: bool,
    /// The panel that has the focus.
    pub focus: Option<Panel>,
    /// Whether one panel has the whole screen.
    pub zoom: bool,
    /// Whether the diagnostics stand in the place of the losses.
    pub diagnostics: bool,
    /// Whether the program takes the mouse.
    pub mouse: bool,
    /// Whether the plane shows the test points.
    pub test_points: bool,
    /// Whether the plane shows only what wins, not by how much.
    pub discrete: bool,
    /// Whether the plane marks the points that the network gets wrong.
    pub wrong: bool,
    /// Whether the results are told point by point: the confusion of classes, the errors of values.
    pub predictions: bool,
}

impl Look {
    /// How it looks at first.
    #[must_use]
    pub fn new(theme: Theme, glyphs: Glyphs, mouse: bool) -> Self {
        Self {
            theme,
            glyphs,
            axis: Axis::Logarithmic,
            newest: false,
            focus: None,
            zoom: false,
            diagnostics: false,
            mouse,
            test_points: true,
            discrete: false,
            wrong: false,
            predictions: false,
        }
    }

    /// Does what concerns the look alone; gives what is to be said of it.
    pub(super) fn change(&mut self, action: Action) -> Option<String> {
        match action {
            Action::Focus(panel) => self.focus = Some(panel),
            Action::FocusNext => self.focus = Some(self.focus.map_or(Panel::Plane, |panel| panel.cycle(1))),
            Action::FocusPrevious => {
                let back = Panel::ALL.len() - 1;
                self.focus = Some(self.focus.map_or(Panel::ALL[back], |panel| panel.cycle(back)));
            }
            Action::Leave if self.zoom => self.zoom = false,
            Action::Leave => self.focus = None,
            Action::Zoom => self.zoom = !self.zoom,
            Action::Axis => {
                self.axis = match self.axis {
                    Axis::Logarithmic => Axis::Linear,
                    Axis::Linear => Axis::Logarithmic,
                };
            }
            Action::Window => self.newest = !self.newest,
            Action::Diagnostics => self.diagnostics = !self.diagnostics,
            Action::Predictions => self.predictions = !self.predictions,
            Action::Wrong => {
                self.wrong = !self.wrong;
                let words = if self.wrong { "points that are wrong stand reversed" } else { "no points are marked" };
                return Some(words.to_owned());
            }
            Action::TestPoints => {
                self.test_points = !self.test_points;
                return Some(format!("test points {}", if self.test_points { "shown" } else { "hidden" }));
            }
            Action::Discrete => {
                self.discrete = !self.discrete;
                let words =
                    if self.discrete { "the plane shows what wins" } else { "the plane shows by how much it wins" };
                return Some(words.to_owned());
            }
            Action::Theme => {
                self.theme = self.theme.next();
                return Some(format!("theme {}", self.theme.name()));
            }
            Action::Mouse => {
                self.mouse = !self.mouse;
                let words =
                    if self.mouse { "mouse on: Shift-drag selects text" } else { "mouse off: drag selects text" };
                return Some(words.to_owned());
            }
            _ => {}
        }
        None
    }
}
