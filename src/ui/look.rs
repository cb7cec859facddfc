//! How the dashboard looks, as the person has set it, and how keys change it.

use strum::IntoEnumIterator;

use super::action::{Region, Tab, ViewAction};
use super::results::ResultsLook;
use super::seeds::SeedsLook;
use super::selection::Selection;
use super::theme::Theme;
use crate::data::COORDINATES;
use crate::network::Threshold;
use crate::plot::Glyphs;
use crate::session::Update;

/// The points that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    All,
    Train,
    Test,
}

/// How the dashboard looks, as the person has set it.
#[derive(Clone, Debug)]
pub struct Look {
    pub(super) theme: Theme,
    pub(super) glyphs: Glyphs,
    pub(super) focus: Option<Region>,
    /// Whether one region has the whole screen.
    pub(super) zoom: bool,
    /// The inspector's tab.
    pub tab: Tab,
    /// Whether the program takes the mouse.
    pub(crate) mouse: bool,
    pub(super) points: Shown,
    /// Whether the decision boundary shows predicted classes without their probabilities.
    pub(super) hard_classes: bool,
    /// The threshold of two classes that the predictions are taken at.
    pub(super) threshold: Threshold,
    pub(super) selection: Selection,
    pub(super) seeds: SeedsLook,
    pub(super) results: ResultsLook,
}

impl Look {
    /// The look at the start.
    pub fn new(theme: Theme, glyphs: Glyphs, mouse: bool) -> Self {
        Self {
            theme,
            glyphs,
            focus: None,
            zoom: false,
            tab: Tab::default(),
            mouse,
            points: Shown::default(),
            hard_classes: false,
            threshold: Threshold::default(),
            selection: Selection::default(),
            seeds: SeedsLook::default(),
            results: ResultsLook::default(),
        }
    }

    /// Whether points of the train split are shown, or of the test split.
    pub(super) fn shows(&self, train: bool) -> bool {
        match self.points {
            Shown::All => true,
            Shown::Train => train,
            Shown::Test => !train,
        }
    }

    /// Whether the points have more than two columns, so that the decision boundary is a slice with a tab about it.
    pub(super) fn has_slices(&self) -> bool {
        self.selection.slice.columns > COORDINATES
    }

    /// The tabs of the inspector.
    pub(super) fn tabs(&self) -> impl DoubleEndedIterator<Item = Tab> + Clone + use<> {
        let has_slices = self.has_slices();
        Tab::iter().filter(move |tab| has_slices || *tab != Tab::Columns)
    }

    /// Takes what depends on the run: what is selected, and the tabs.
    pub(super) fn settle(&mut self, run: &Update) {
        self.selection.settle(run);
        if !self.has_slices() && self.tab == Tab::Columns {
            self.tab = Tab::default();
        }
    }

    /// Changes the look; returns the message about it.
    pub(super) fn change(&mut self, action: ViewAction) -> Option<String> {
        match action {
            ViewAction::Focus(region) => {
                self.focus = Some(region);
                // The inspector's number is that of its first tab.
                if region == Region::Inspector {
                    self.tab = Tab::Network;
                }
            }
            ViewAction::FocusAt(region) => self.focus = Some(region),
            ViewAction::FocusNext => self.focus = after(self.focus, Region::iter()),
            ViewAction::FocusPrevious => self.focus = after(self.focus, Region::iter().rev()),
            ViewAction::Tab(tab) => (self.focus, self.tab) = (Some(Region::Inspector), tab),
            ViewAction::NextTab => self.tab = after(Some(self.tab), self.tabs()).unwrap_or_default(),
            ViewAction::PreviousTab => self.tab = after(Some(self.tab), self.tabs().rev()).unwrap_or_default(),
            ViewAction::Leave if self.zoom => self.zoom = false,
            ViewAction::Leave => self.focus = None,
            ViewAction::Zoom => self.zoom = !self.zoom,
            ViewAction::MoveThreshold(is_higher) => {
                return self.change(ViewAction::Threshold(self.threshold.next(is_higher)));
            }
            ViewAction::Threshold(threshold) => {
                self.threshold = threshold;
                return Some(format!("threshold {threshold} in the predictions"));
            }
            ViewAction::Theme => {
                self.theme = self.theme.next();
                return Some(format!("theme {}", self.theme.name()));
            }
            ViewAction::Mouse => {
                self.mouse = !self.mouse;
                let words =
                    if self.mouse { "mouse on: Shift-drag selects text" } else { "mouse off: drag selects text" };
                return Some(words.to_owned());
            }
        }
        None
    }

    /// Shows the points of the next split, or all.
    pub(super) fn show_other_points(&mut self) -> &'static str {
        let (points, words) = match self.points {
            Shown::All => (Shown::Train, "train points only"),
            Shown::Train => (Shown::Test, "test points only"),
            Shown::Test => (Shown::All, "train and test points"),
        };
        self.points = points;
        words
    }
}

/// What comes after this one, round and round; the first if there is none.
fn after<T: Copy + PartialEq>(one: Option<T>, mut all: impl Iterator<Item = T> + Clone) -> Option<T> {
    all.clone().skip_while(|other| Some(*other) != one).nth(1).or_else(|| all.next())
}
