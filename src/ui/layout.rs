//! From the size of the screen to the places of its regions and lines.

use ratatui::layout::Rect;

use super::action::Region;
use super::look::Look;

/// Where everything is drawn. What has no place is not drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The state of the run in one row.
    pub header: Option<Rect>,
    pub boundary: Option<Rect>,
    pub charts: Option<Rect>,
    pub inspector: Option<Rect>,
    /// Accuracy, losses and gradient norm in one row.
    pub metrics: Option<Rect>,
    /// The time line, with a row of labels beneath it where there is room for one.
    pub timeline: Option<Rect>,
    /// Hints and messages.
    pub hint: Option<Rect>,
    pub keys: Option<Rect>,
    /// Where lists and the help stand: the right side, so that the decision boundary stays in sight, or all regions
    /// where that is too narrow.
    pub popup: Rect,
    /// Where a popup stands that takes the place of all regions.
    pub body: Rect,
    /// The state of the run in one plain row, where nothing else has room.
    pub line: Option<Rect>,
}

/// The smallest size at which the time line has a row of labels and popups leave the decision boundary in sight.
const FULL: (u16, u16) = (110, 30);
/// The smallest size at which all regions are shown.
const COMPACT: (u16, u16) = (76, 20);
/// The smallest size at which the decision boundary is shown.
const BOUNDARY: (u16, u16) = (16, 8);
/// Columns and rows that borders and tick labels take of the decision boundary's box.
const FRAME: (u16, u16) = (5, 3);
/// The fewest rows of the charts.
const MIN_CHARTS: u16 = 8;

/// Places for a screen of this size.
///
/// ```text
/// from 76x20 on                              smaller
/// ┌─────────────── header ───────────────┐  ┌─ header ──┐
/// │ ╭ decision ──────╮ ╭ charts ───────╮ │  │           │
/// │ │ boundary       │ │               │ │  │ decision  │
/// │ │                │ ╰───────────────╯ │  │ boundary  │
/// │ │                │ ╭ inspector ────╮ │  │           │
/// │ │                │ │               │ │  │           │
/// │ ╰────────────────╯ ╰───────────────╯ │  └── hint ───┘
/// │  metrics                             │
/// │  time line                           │  smaller still:
/// │  its labels, from 110x30 on          │  one plain line
/// │  hint or message                     │
/// │  keys                                │
/// └──────────────────────────────────────┘
/// ```
///
/// The decision boundary is square and as large as fits beside three eighths of the width; a half-block pixel counts as
/// square. The charts have two fifths of the height beside it. A zoomed region has the place of the three.
pub fn arrange(area: Rect, look: &Look) -> Layout {
    let Rect { width, height, .. } = area;
    if area.is_empty() {
        return Layout::default();
    }
    let header = Some(row(area, 0));
    let fits = |(columns, rows): (u16, u16)| width >= columns && height >= rows;
    if !fits(BOUNDARY) {
        return Layout { line: header, popup: area, body: area, ..Layout::default() };
    }
    if !fits(COMPACT) {
        let boundary = Some(Rect { y: area.y + 1, height: height - 2, ..area });
        return Layout {
            header,
            boundary,
            hint: Some(row(area, height - 1)),
            popup: area,
            body: area,
            ..Layout::default()
        };
    }
    let labels = u16::from(fits(FULL));
    let below = 4 + labels;
    let body = Rect { y: area.y + 1, height: height - 1 - below, ..area };
    let line = |index: u16| row(area, height - below + index);
    let mut layout = Layout {
        header,
        metrics: Some(line(0)),
        timeline: Some(Rect { height: 1 + labels, ..line(1) }),
        hint: Some(line(2 + labels)),
        keys: Some(line(3 + labels)),
        popup: body,
        body,
        ..Layout::default()
    };
    // The time line is as wide as the screen already.
    let zoomed = match look.focus {
        None | Some(Region::Boundary) => Some(&mut layout.boundary),
        Some(Region::Charts) => Some(&mut layout.charts),
        Some(Region::Inspector) => Some(&mut layout.inspector),
        Some(Region::Timeline) => None,
    };
    if let Some(zoomed) = zoomed.filter(|_| look.zoom) {
        *zoomed = Some(body);
        return layout;
    }
    let boundary = (2 * (body.height - FRAME.1) + FRAME.0).min(width * 5 / 8);
    layout.boundary = Some(Rect { width: boundary, ..body });
    let right = Rect { x: body.x + boundary, width: width - boundary, ..body };
    let charts = (body.height * 2 / 5).max(MIN_CHARTS);
    layout.charts = Some(Rect { height: charts, ..right });
    layout.inspector = Some(Rect { y: right.y + charts, height: right.height - charts, ..right });
    if fits(FULL) {
        layout.popup = right;
    }
    layout
}

fn row(area: Rect, index: u16) -> Rect {
    Rect { y: area.y + index, height: 1, ..area }
}

impl Layout {
    /// The place of a region.
    pub fn place(&self, region: Region) -> Option<Rect> {
        match region {
            Region::Boundary => self.boundary,
            Region::Charts => self.charts,
            Region::Inspector => self.inspector,
            Region::Timeline => self.timeline,
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::plot::{Depth, Glyphs};
    use crate::ui::theme::{Palette, Theme};

    fn look(zoom: bool) -> Look {
        Look { zoom, ..Look::new(Theme::new(Palette::Dark, Depth::TrueColour, Glyphs::Braille), Glyphs::Braille, true) }
    }

    #[test]
    fn at_any_size_regions_and_lines_lie_inside_the_screen_and_apart() {
        for zoom in [false, true] {
            for width in 0..220 {
                for height in 0..70 {
                    let area = Rect::new(0, 0, width, height);
                    let layout = arrange(area, &look(zoom));
                    let regions = Region::iter().map(|region| layout.place(region));
                    let rows = [layout.header, layout.line, layout.metrics, layout.hint, layout.keys];
                    let places: Vec<Rect> = regions.chain(rows).flatten().collect();
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
    fn common_sizes_have_every_region_and_the_charts_a_third_of_the_height() {
        for (width, height) in [(76, 20), (80, 24), (120, 40), (200, 60)] {
            let layout = arrange(Rect::new(0, 0, width, height), &look(false));
            let mut rows = [layout.header, layout.metrics, layout.hint, layout.keys].into_iter();
            assert!(Region::iter().all(|region| layout.place(region).is_some()) && rows.all(|row| row.is_some()));
            let [charts, boundary] = [layout.charts, layout.boundary].map(|place| place.unwrap().height);
            assert!(3 * charts >= boundary, "{width}x{height}: {layout:?}");
        }
    }

    #[test]
    fn popups_leave_the_decision_boundary_in_sight_where_there_is_room() {
        for (size, is_apart) in [((80, 24), false), ((120, 40), true), ((200, 60), true)] {
            let layout = arrange(Rect::new(0, 0, size.0, size.1), &look(false));
            assert_eq!(!layout.popup.intersects(layout.boundary.unwrap()), is_apart, "{size:?}");
        }
    }
}
