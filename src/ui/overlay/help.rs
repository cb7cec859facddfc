//! The lines of the help, from the keymap: all keys, with the focused panel's first, or those of a list.

use ratatui::text::{Line, Span};

use strum::IntoEnumIterator;

use crate::plot::{Depth, Numbers};
use crate::ui::action::{
    Action, ChartAction, DrawAction, NetworkAction, Panel, RunAction, TimeAction, ViewAction, Zoom,
};
use crate::ui::keymap::{Group, Mode, ROWS, Row};
use crate::ui::look::Look;

/// Columns of the keys.
const KEYS: usize = 10;

/// The keys of a list, and of its filter.
pub(super) fn list(look: &Look) -> Vec<Line<'static>> {
    let mut lines: Vec<_> = ROWS.iter().filter(|row| row.mode == Mode::List).map(|row| line(row, look)).collect();
    for (mode, heading) in [(Mode::Branches, "in the list of branches"), (Mode::Bookmarks, "in the list of bookmarks")]
    {
        lines.push(Line::default());
        lines.push(Line::styled(heading, look.theme.heading()));
        lines.extend(ROWS.iter().filter(|row| row.mode == mode).map(|row| line(row, look)));
    }
    lines.push(Line::default());
    lines.push(Line::styled("while the filter is typed", look.theme.heading()));
    lines.extend(ROWS.iter().filter(|row| matches!(row.mode, Mode::Filter | Mode::Text)).map(|row| line(row, look)));
    lines
}

/// A row of the keymap in a line.
fn line(row: &Row, look: &Look) -> Line<'static> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    Line::from(vec![
        Span::styled(format!("{:<KEYS$}", glyphs.text(row.label)), theme.strong()),
        Span::styled(glyphs.text(row.words), theme.text()),
    ])
}

/// What the focused panel shows and the keys that concern it, and then all keys under their headings.
pub(super) fn dashboard(look: &Look, numbers: Numbers) -> Vec<Line<'static>> {
    let (theme, mut lines) = (look.theme, Vec::new());
    if let Some(panel) = look.focus {
        let (name, words) = words(panel, numbers, theme.depth());
        lines.push(Line::from(vec![
            Span::styled(format!("{name:<KEYS$}"), theme.strong()),
            Span::styled(words, theme.text()),
        ]));
        let row_of = |action: &Action| ROWS.iter().find(|row| row.keys.iter().any(|(_, other)| other == action));
        lines.extend(actions(panel).iter().filter_map(row_of).map(|row| line(row, look)));
        lines.push(Line::default());
    }
    for (index, group) in Group::iter().enumerate() {
        if index > 0 {
            lines.push(Line::default());
        }
        lines.push(Line::styled(<&str>::from(group), theme.heading()));
        let is_listed = |row: &&Row| {
            !matches!(row.mode, Mode::Settings | Mode::Prompt | Mode::Note | Mode::Page | Mode::Filter | Mode::Text)
                && !is_repeated(row)
        };
        lines.extend(ROWS.iter().filter(|row| row.group == group).filter(is_listed).map(|row| line(row, look)));
    }
    lines
}

/// The most important actions of a panel, each with a key in the dashboard's mode.
fn actions(panel: Panel) -> &'static [Action] {
    match panel {
        Panel::Plane => &[
            Action::Network(NetworkAction::MoveProbe(-1, 0)),
            Action::Draw(DrawAction::Toggle),
            Action::View(ViewAction::Misclassified),
            Action::View(ViewAction::TestPoints),
            Action::View(ViewAction::HardClasses),
            Action::View(ViewAction::Zoom),
        ],
        Panel::Loss => &[
            Action::Chart(ChartAction::Cursor(-1)),
            Action::Chart(ChartAction::Zoom(Zoom::In)),
            Action::Chart(ChartAction::Smoothing),
            Action::Chart(ChartAction::Measure),
            Action::Chart(ChartAction::LossAxis),
            Action::Chart(ChartAction::EpochAxis),
            Action::Chart(ChartAction::Window),
            Action::View(ViewAction::Diagnostics),
        ],
        Panel::Network => &[
            Action::Network(NetworkAction::Select(-1, 0)),
            Action::Network(NetworkAction::EditWeights),
            Action::Network(NetworkAction::ToggleUnit),
            Action::Network(NetworkAction::Ablation),
            Action::Network(NetworkAction::LayerView),
            Action::View(ViewAction::Diagnostics),
        ],
        Panel::Results => &[
            Action::View(ViewAction::Predictions),
            Action::View(ViewAction::Misclassified),
            Action::View(ViewAction::Zoom),
        ],
        Panel::Time => &[
            Action::Time(TimeAction::Back(1)),
            Action::Run(RunAction::Step(1)),
            Action::Time(TimeAction::Newest),
            Action::Time(TimeAction::Bookmark),
            Action::Time(TimeAction::PreviousBookmark),
            Action::Time(TimeAction::Bookmarks),
            Action::Time(TimeAction::Branches),
            Action::View(ViewAction::Zoom),
        ],
    }
}

/// Whether a row of another mode repeats one of the dashboard.
fn is_repeated(row: &Row) -> bool {
    row.mode != Mode::Run && row.is_of_the_dashboard()
}

/// A panel's name and contents.
fn words(panel: Panel, numbers: Numbers, depth: Depth) -> (&'static str, &'static str) {
    let plane = match (numbers, depth) {
        (Numbers::Sides, Depth::None) => "probability of label 1: the denser, the higher",
        (Numbers::Sides, _) => "probability of label 1: blue 0, orange 1, dark line 0.5",
        (Numbers::Classes(_), Depth::None) => "the decision boundaries between the classes",
        (Numbers::Classes(_), _) => "the predicted class in its colour, paler where less certain",
        (Numbers::Values, Depth::None) => "predicted value: the denser, the higher",
        (Numbers::Values, _) => "predicted value: blue below 0, orange above; points: target",
    };
    match panel {
        Panel::Plane => ("boundary", plane),
        Panel::Loss => ("loss", "train is the line, test the dots; arrows read the values"),
        Panel::Network => ("network", "each unit's activation over the inputs; lines are weights"),
        Panel::Time => ("time", "history with bookmarks and branches; click or drag to go there"),
        Panel::Results => ("results", "test loss before and now, accuracy, gradient norm, speed"),
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::plot::Glyphs;
    use crate::ui::theme::{Palette, Theme};

    #[test]
    fn every_line_fits_into_the_page() {
        for panel in Panel::iter().map(Some).chain([None]) {
            for (glyphs, depth) in [(Glyphs::Braille, Depth::TrueColour), (Glyphs::Ascii, Depth::None)] {
                let look = Look { focus: panel, ..Look::new(Theme::new(Palette::Dark, depth, glyphs), glyphs, true) };
                let all = [Numbers::Sides, Numbers::Classes(8), Numbers::Values];
                let lines = all.into_iter().flat_map(|numbers| dashboard(&look, numbers));
                for line in lines.chain(list(&look)) {
                    assert!(line.width() <= 72, "{line}");
                }
            }
        }
    }
}
