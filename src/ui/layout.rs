//! From the size of the screen to the places of the panels.

use ratatui::layout::Rect;

use crate::ui::action::Panel;
use crate::ui::look::Look;
use crate::ui::view::timeline::plan::BOX;

/// Where everything is drawn. A panel without a place is not drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The state of the run in one row.
    pub header: Option<Rect>,
    /// The decision boundary, with its border if [`Self::boxed`].
    pub plane: Option<Rect>,
    pub loss: Option<Rect>,
    pub network: Option<Rect>,
    pub results: Option<Rect>,
    /// Results in one row, where there is no room for a box beside the others.
    pub numbers: Option<Rect>,
    /// Branches side by side, in the place of all panels.
    pub comparison: Option<Rect>,
    /// The history line, with a border where there is room for one.
    pub time: Option<Rect>,
    pub hint: Option<Rect>,
    /// Messages; the same row as the hint where there is no room for two.
    pub message: Option<Rect>,
    pub keys: Option<Rect>,
    /// Where lists and the help may lie: hint and keys stay in sight where there is room.
    pub overlay: Rect,
    /// Whether the panels have borders.
    pub boxed: bool,
    /// Whether all that fits is one plain line.
    pub line: bool,
}

/// What the panels have to show, as far as their places depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Rows of the results inside a box.
    pub results: u16,
    /// Branches beside the shown one.
    pub branches: usize,
    pub compares: bool,
}

/// The smallest size at which the results have a box.
const FULL: (u16, u16) = (100, 30);
/// The smallest size at which all panels are shown.
const COMPACT: (u16, u16) = (76, 20);
/// The smallest size at which the decision boundary is shown.
const PLANE: (u16, u16) = (16, 8);
/// Columns and rows that borders and tick labels take of a plane's box.
const FRAME: (u16, u16) = (5, 3);
// The fewest rows of the panels.
const MIN_LOSS: u16 = 7;
const MIN_NETWORK: u16 = 7;
const MIN_RESULTS: u16 = 6;
/// The fewest rows of a chart beside which the results have a box.
const MIN_CHART: u16 = 6;
/// Branches beside the shown one that have a row of their own, where the history has a box and where it has none.
const MAX_BRANCHES: (u16, u16) = (3, 2);

/// Places for a screen of this size that shows this.
///
/// ```text
/// 120x40, full                            80x24, compact               smaller
/// ┌──────────── header ───────────────┐  ┌────── header ───────────┐  ┌─ header ──┐
/// │ ╭ plane ─────────╮ ╭ loss ──────╮ │  │ ╭ plane ──╮ ╭ loss ───╮ │  │           │
/// │ │                │ ╰────────────╯ │  │ │         │ ╰─────────╯ │  │   plane   │
/// │ │                │ ╭ network ───╮ │  │ │         │ ╭ network ╮ │  │           │
/// │ │                │ ╰────────────╯ │  │ ╰─────────╯ ╰─────────╯ │  │           │
/// │ │                │ ╭ results ───╮ │  │  results                │  └─ message ─┘
/// │ ╰────────────────╯ ╰────────────╯ │  │  time                   │
/// │ ╭ time ─────────────────────────╮ │  │  hint or message        │  smaller still:
/// │ ╰───────────────────────────────╯ │  │  keys                   │  one plain line
/// │  hint                             │  └─────────────────────────┘
/// │  keys                             │
/// │  message                          │
/// └───────────────────────────────────┘
/// ```
///
/// The plane is square and as large as fits beside a chart of three eighths of the width; a half-block pixel counts as
/// square. A zoomed panel has the rows between header and hint, and lists and the help lie in them. Predictions have a
/// box at every size that has a chart, or its place where there is no room for both. Compared branches take the place
/// of all panels between header and history, from the size at which all panels are shown.
pub fn arrange(area: Rect, look: &Look, content: Content) -> Layout {
    let Rect { width, height, .. } = area;
    if area.is_empty() {
        return Layout::default();
    }
    let header = Some(row(area, 0));
    let fits = |(columns, rows): (u16, u16)| width >= columns && height >= rows;
    if !fits(PLANE) {
        return Layout { header, line: true, overlay: area, ..Layout::default() };
    }
    if !fits(COMPACT) {
        let plane = Some(Rect { y: area.y + 1, height: height - 2, ..area });
        let status = Some(row(area, height - 1));
        return Layout { header, plane, hint: status, message: status, overlay: area, ..Layout::default() };
    }
    let full = fits(FULL);
    let below = if full { 3 } else { 2 };
    let body = Rect { y: area.y + 1, height: height - 1 - below, ..area };
    let hint = Some(row(area, height - below));
    let message = if full { Some(row(area, height - 1)) } else { hint };
    let keys = Some(row(area, height - below + 1));
    let mut layout = Layout { header, hint, message, keys, boxed: true, overlay: body, ..Layout::default() };
    if look.zoom {
        let zoomed = match look.focus.unwrap_or(Panel::Plane) {
            Panel::Plane => &mut layout.plane,
            Panel::Loss => &mut layout.loss,
            Panel::Network => &mut layout.network,
            Panel::Results => &mut layout.results,
            Panel::Time => &mut layout.time,
        };
        *zoomed = Some(body);
        return layout;
    }
    // Where rows are few, the planes of a comparison name the branches that matter.
    let branches = if content.compares && !full { 0 } else { content.branches };
    let (panels, time) = above_time(body, full, branches);
    layout.time = Some(time);
    if content.compares {
        layout.comparison = Some(Rect { height: time.y - body.y, ..body });
        return layout;
    }
    let plane_width = (2 * (panels.height - FRAME.1) + FRAME.0).min(width * 5 / 8);
    layout.plane = Some(Rect { width: plane_width, ..panels });
    if !full {
        layout.numbers = Some(Rect { y: panels.bottom(), height: 1, ..body });
    }
    let right = Rect { x: panels.x + plane_width, width: panels.width - plane_width, ..panels };
    arrange_right(&mut layout, right, full || look.predictions, content.results + 2);
    layout
}

/// Divides the columns right of the plane: charts, network, and, if `boxed`, the results in a box of this height. Where
/// there is no room for all, the network goes first, then the charts.
fn arrange_right(layout: &mut Layout, right: Rect, boxed: bool, height: u16) {
    let height = if boxed { height } else { 0 };
    if boxed && right.height < height + MIN_CHART {
        layout.results = Some(right);
        return;
    }
    let (above, below) = split(right, right.height - height);
    layout.results = boxed.then_some(below);
    if boxed && above.height < MIN_LOSS + MIN_NETWORK {
        layout.loss = Some(above);
        return;
    }
    // The network has the larger part.
    let (loss, network) = split(above, (above.height * 2 / 5).max(MIN_LOSS).min(above.height));
    (layout.loss, layout.network) = (Some(loss), Some(network));
}

/// Divides the rows between header and hint: those of the panels, above a row of results where these have no box, and
/// those of the history. It has rows for other branches as long as the panels keep theirs.
fn above_time(body: Rect, full: bool, branches: usize) -> (Rect, Rect) {
    let (most, own, numbers) = if full { (MAX_BRANCHES.0, BOX, 0) } else { (MAX_BRANCHES.1, 1, 1) };
    let results = if full { MIN_RESULTS } else { 0 };
    let spare = body.height.saturating_sub(own + numbers + MIN_LOSS + MIN_NETWORK + results);
    let height = own + u16::try_from(branches).unwrap_or(u16::MAX).min(most).min(spare);
    let (above, time) = split(body, body.height - height);
    (Rect { height: above.height - numbers, ..above }, time)
}

fn row(area: Rect, index: u16) -> Rect {
    Rect { y: area.y + index, height: 1, ..area }
}

/// The first `rows` rows, and the rest.
fn split(area: Rect, rows: u16) -> (Rect, Rect) {
    (Rect { height: rows, ..area }, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

impl Layout {
    pub fn panel_at(&self, column: u16, row: u16) -> Option<Panel> {
        let places = [
            (Panel::Plane, self.plane),
            (Panel::Loss, self.loss),
            (Panel::Network, self.network),
            (Panel::Results, self.results),
            (Panel::Results, self.numbers),
            (Panel::Time, self.time),
        ];
        let hit = places.into_iter().find(|(_, place)| place.is_some_and(|place| place.contains((column, row).into())));
        hit.map(|(panel, _)| panel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Depth, Glyphs};
    use crate::ui::theme::{Palette, Theme};

    fn look(zoom: bool, predictions: bool) -> Look {
        Look {
            zoom,
            predictions,
            ..Look::new(Theme::new(Palette::Dark, Depth::TrueColour, Glyphs::Braille), Glyphs::Braille, true)
        }
    }

    #[test]
    fn at_any_size_panels_lie_inside_the_screen_and_apart() {
        for (zoom, predictions, rows, branches) in
            [(false, false, 4, 0), (true, false, 4, 1), (false, true, 4, 2), (false, true, 10, 9), (false, false, 4, 9)]
        {
            let content = Content { results: rows, branches, compares: false };
            for width in 0..220 {
                for height in 0..70 {
                    let area = Rect::new(0, 0, width, height);
                    let layout = arrange(area, &look(zoom, predictions), content);
                    let panels = [layout.plane, layout.loss, layout.network, layout.results, layout.numbers];
                    let rows = [layout.header, layout.time, layout.hint, layout.keys];
                    let places: Vec<Rect> = panels.into_iter().chain(rows).flatten().collect();
                    for (index, place) in places.iter().enumerate() {
                        assert_eq!(area.intersection(*place), *place, "{width}x{height}: {layout:?}");
                        let apart = places[index + 1..].iter().all(|other| !other.intersects(*place));
                        assert!(apart, "{width}x{height}: {layout:?}");
                    }
                    assert_eq!(places.is_empty(), area.is_empty());
                }
            }
        }
    }

    #[test]
    fn common_sizes_have_every_panel() {
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let layout = arrange(
                Rect::new(0, 0, width, height),
                &look(false, false),
                Content { results: 4, branches: 9, compares: false },
            );
            let results = layout.results.or(layout.numbers);
            let panels = [layout.plane, layout.loss, layout.network, results, layout.time];
            let rows = [layout.hint, layout.message, layout.keys];
            let mut places = panels.iter().chain(&rows);
            assert!(places.all(Option::is_some), "{width}x{height}: {layout:?}");
        }
    }

    #[test]
    fn predictions_have_a_box_at_every_common_size() {
        for (width, height) in [(80, 24), (100, 30), (120, 40), (200, 60)] {
            for zoom in [false, true] {
                let look = Look { focus: Some(Panel::Results), ..look(zoom, true) };
                let place =
                    arrange(Rect::new(0, 0, width, height), &look, Content { results: 10, ..Content::default() })
                        .results
                        .unwrap();
                assert!(place.height >= 12 && place.width >= 41, "{width}x{height}: {place}");
            }
        }
    }
}
