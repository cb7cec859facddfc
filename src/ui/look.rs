//! How the dashboard looks, as the person has set it, and how keys change it.

use strum::IntoEnumIterator;

use crate::plot::Glyphs;
use crate::ui::action::{Panel, ViewAction};
use crate::ui::theme::Theme;

/// The scale of the loss axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Logarithmic,
    Linear,
}

/// How the dashboard looks, as the person has set it.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each has a key of its own")]
pub struct Look {
    pub(super) theme: Theme,
    pub(super) glyphs: Glyphs,
    pub(super) axis: Axis,
    /// Whether the charts show only the newest epochs.
    pub(super) newest: bool,
    pub(super) focus: Option<Panel>,
    /// Whether one panel has the whole screen.
    pub(super) zoom: bool,
    /// Whether the diagnostics replace the charts.
    pub diagnostics: bool,
    /// Whether the program takes the mouse.
    pub(crate) mouse: bool,
    pub(super) test_points: bool,
    /// Whether the decision boundary shows predicted classes without their probabilities.
    pub(super) hard_classes: bool,
    pub(super) misclassified: bool,
    /// Whether the results show predictions: the confusion matrix, or the errors in regression.
    pub(super) predictions: bool,
}

impl Look {
    /// The look at the start.
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
            hard_classes: false,
            misclassified: false,
            predictions: false,
        }
    }

    /// Changes the look; returns the message about it.
    pub(super) fn change(&mut self, action: ViewAction) -> Option<String> {
        let switch = |flag: &mut bool, off: &str, on: &str| {
            *flag = !*flag;
            Some(if *flag { on } else { off }.to_owned())
        };
        match action {
            ViewAction::Focus(panel) => self.focus = Some(panel),
            ViewAction::FocusNext => self.focus = after(self.focus, Panel::iter()),
            ViewAction::FocusPrevious => self.focus = after(self.focus, Panel::iter().rev()),
            ViewAction::Leave if self.zoom => self.zoom = false,
            ViewAction::Leave => self.focus = None,
            ViewAction::Zoom => self.zoom = !self.zoom,
            ViewAction::Diagnostics => self.diagnostics = !self.diagnostics,
            ViewAction::Predictions => self.predictions = !self.predictions,
            ViewAction::Misclassified => {
                let (off, on) =
                    ("misclassified points are no longer highlighted", "misclassified points are highlighted");
                return switch(&mut self.misclassified, off, on);
            }
            ViewAction::TestPoints => return switch(&mut self.test_points, "test points hidden", "test points shown"),
            ViewAction::HardClasses => {
                return switch(&mut self.hard_classes, "probabilities shown", "predicted classes shown");
            }
            ViewAction::Theme => {
                self.theme = self.theme.next();
                return Some(format!("theme {}", self.theme.name()));
            }
            ViewAction::Mouse => {
                return switch(&mut self.mouse, "mouse off: drag selects text", "mouse on: Shift-drag selects text");
            }
        }
        None
    }
}

/// The panel after this one, round and round; the first if there is none.
fn after(panel: Option<Panel>, mut panels: impl Iterator<Item = Panel> + Clone) -> Option<Panel> {
    panels.clone().skip_while(|other| Some(*other) != panel).nth(1).or_else(|| panels.next())
}
