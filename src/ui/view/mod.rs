//! What stands on the screen: a view each, with all that is its own.
//!
//! A view computes in [`View::prepare`], acts in [`View::handle`], and draws in [`View::render`]; it sees a [`Context`], no
//! other view and not the dashboard. [`Views`] is the one table of them.

mod border;
pub mod boundary;
pub mod charts;
mod columns;
mod comparison;
mod diagnostics;
mod header;
pub mod hint;
pub mod hint_line;
pub mod key_line;
pub mod metrics;
mod network;
mod predictions;
mod settings;
pub mod timeline;

use ratatui::Frame;
use ratatui::crossterm::event::MouseEvent;
use ratatui::layout::{Position, Rect};

use super::action::{Action, Effect, Region, Tab};
use super::context::{Context, Control};
use super::keymap::{Mode, Topic};
use super::layout::Layout;
use super::look::Look;
use crate::session::Update;
pub use border::{draw_box, fitting, fitting_text, frame_of, inspector, spaced, tab_at, title_room};
use hint::Hint;

/// A part of the screen with its state.
pub trait View {
    /// Computes what the next frame shows in this place. The only one that computes.
    fn prepare(&mut self, _area: Rect, _context: &Context) {}

    /// Does what an action of its own asks for.
    fn handle(&mut self, _action: Action, _control: &mut Control) -> Option<Effect> {
        None
    }

    /// Draws, and changes nothing.
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context);

    /// What the keys mean, if not what they mean in the dashboard: while its region is focused, or as long as it asks.
    fn mode(&self, _look: &Look) -> Option<Mode> {
        None
    }

    /// What a click in its place asks for, a turn of the wheel there, or a move or drag of the mouse anywhere.
    fn mouse(&self, _mouse: MouseEvent, _area: Rect, _context: &Context) -> Option<Action> {
        None
    }

    /// What the hint line says of it, in place of what it says of the run.
    fn hint(&self, _context: &Context) -> Option<Hint> {
        None
    }

    /// What the help says of it while its region is focused.
    fn help(&self, _look: &Look, _run: Option<&Update>) -> Option<Topic> {
        None
    }

    /// Where its selection is on the screen, once it is prepared.
    fn cursor(&self, _area: Rect, _context: &Context) -> Option<Position> {
        None
    }

    /// What it shows, in sentences: the facts are those that it draws, once it is prepared.
    fn describe(&self, _context: &Context) -> Vec<String> {
        vec![]
    }

    /// Goes one step back; whether there was one.
    fn leave(&mut self, _look: &mut Look) -> bool {
        false
    }
}

/// Where a view stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Line,
    Header,
    Boundary,
    /// In the place of the decision boundary while branches are compared.
    Comparison,
    Charts,
    /// A tab of the inspector.
    Tab(Tab),
    Metrics,
    Timeline,
    Hint,
    Keys,
}

impl Place {
    /// The region that it belongs to.
    pub fn region(self) -> Option<Region> {
        match self {
            Self::Boundary | Self::Comparison => Some(Region::Boundary),
            Self::Charts => Some(Region::Charts),
            Self::Tab(_) => Some(Region::Inspector),
            Self::Timeline => Some(Region::Timeline),
            Self::Line | Self::Header | Self::Metrics | Self::Hint | Self::Keys => None,
        }
    }

    /// What it is called in words; none if it says nothing that others don't.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Header => "run",
            Self::Boundary => "boundary",
            Self::Comparison => "comparison",
            Self::Charts => "charts",
            Self::Tab(Tab::Network) => "network",
            Self::Tab(Tab::Settings) => "settings",
            Self::Tab(Tab::Diagnostics) => "diagnostics",
            Self::Tab(Tab::Predictions) => "predictions",
            Self::Tab(Tab::Columns) => "columns",
            Self::Metrics => "metrics",
            Self::Timeline => "time",
            Self::Line | Self::Hint | Self::Keys => return None,
        })
    }

    /// Whether it is what stands in its region now, on the screen or not.
    fn is_taken(self, look: &Look, is_comparing: bool) -> bool {
        match self {
            Self::Boundary => !is_comparing,
            Self::Comparison => is_comparing,
            Self::Tab(tab) => look.tab == tab,
            _ => true,
        }
    }

    /// Where it is on the screen, if it is shown.
    pub fn area(self, layout: &Layout, look: &Look, is_comparing: bool) -> Option<Rect> {
        let area = match self {
            Self::Line => layout.line,
            Self::Header => layout.header,
            Self::Boundary | Self::Comparison => layout.boundary,
            Self::Charts => layout.charts,
            Self::Tab(_) => layout.inspector,
            Self::Metrics => layout.metrics,
            Self::Timeline => layout.timeline,
            Self::Hint => layout.hint,
            Self::Keys => layout.keys,
        };
        area.filter(|_| self.is_taken(look, is_comparing))
    }
}

/// Makes [`Views`] of rows: the name of a view, its type, its place.
macro_rules! views {
    ($($name:ident: $view:ty, $place:expr;)+) => {
        /// The views of the dashboard.
        #[derive(Default)]
        pub struct Views {
            $(pub $name: $view,)+
        }

        impl Views {
            /// All views with their places.
            pub fn all(&self) -> impl Iterator<Item = (Place, &dyn View)> {
                [$(($place, &self.$name as &dyn View)),+].into_iter()
            }

            /// All views with their places, to be changed.
            pub fn all_mut(&mut self) -> impl Iterator<Item = (Place, &mut dyn View)> {
                [$(($place, &mut self.$name as &mut dyn View)),+].into_iter()
            }
        }
    };
}

views! {
    line: header::StateLine, Place::Line;
    header: header::Header, Place::Header;
    boundary: boundary::Boundary, Place::Boundary;
    comparison: comparison::Comparison, Place::Comparison;
    charts: charts::Charts, Place::Charts;
    network: network::Network, Place::Tab(Tab::Network);
    settings: settings::Settings, Place::Tab(Tab::Settings);
    diagnostics: diagnostics::Diagnostics, Place::Tab(Tab::Diagnostics);
    predictions: predictions::Predictions, Place::Tab(Tab::Predictions);
    columns: columns::Columns, Place::Tab(Tab::Columns);
    metrics: metrics::Metrics, Place::Metrics;
    timeline: timeline::Timeline, Place::Timeline;
    hint: hint_line::HintLine, Place::Hint;
    keys: key_line::KeyLine, Place::Keys;
}

impl Views {
    /// What a view on the screen says on the hint line: the focused region first.
    pub fn said(&self, context: &Context, is_shown: impl Fn(Place) -> bool) -> Option<Hint> {
        let shown = || self.all().filter(|(place, _)| is_shown(*place));
        let focused =
            shown().filter(|(place, _)| place.region().is_some_and(|region| context.look.focus == Some(region)));
        focused.chain(shown()).find_map(|(_, view)| view.hint(context))
    }

    /// What the help says of the focused region.
    pub fn topic(&self, look: &Look, run: Option<&Update>) -> Option<Topic> {
        let focus = look.focus?;
        let is_comparing = run.is_some_and(Update::is_comparing);
        let focused =
            self.all().filter(|(place, _)| place.region() == Some(focus) && place.is_taken(look, is_comparing));
        focused.map(|(_, view)| view).find_map(|view| view.help(look, run))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture::{look, update};

    #[test]
    fn every_region_has_help_with_keys_of_the_keymap() {
        let (look, run) = (look(crate::plot::Depth::TrueColour), update("xor-blobs", 0, |_| {}));
        let views = Views::default();
        for (place, view) in views.all().filter(|(place, _)| place.region().is_some()) {
            let topic = view.help(&look, Some(&run));
            // The settings explain each setting instead; compared boundaries are read as the boundary is.
            let Some(topic) = topic else {
                assert!(matches!(place, Place::Tab(Tab::Settings) | Place::Comparison), "{place:?}");
                continue;
            };
            assert_eq!(topic.rows().count(), topic.keys.len(), "{place:?}: {:?}", topic.keys);
        }
    }
}
