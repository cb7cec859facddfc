//! Where everything stands in the box.

use ratatui::layout::{Margin, Rect};

/// Pictures that are of all runs.
pub const OF_ALL: usize = 2;

/// The fewest rows inside that have room for pictures, and the fewest columns and rows for charts.
const WITH_PICTURES: u16 = 14;
const WITH_CHARTS: (u16, u16) = (40, 5);
/// The fewest columns at which five runs have pictures, else three.
const FIVE: u16 = 160;
/// Columns between two pictures, and between the charts.
const GAP: u16 = 2;

/// Places in the box:
///
/// ```text
/// ╭ many seeds: xor-blobs ───────────── 1,000 runs ╮
/// │ how many reach the target                      │
/// │ losses, from 20 rows inside on                 │
/// │ chart of the loss           histogram          │
/// │ mean  disagreement  worst  median  best        │
/// ╰────────────────────────────────────────────────╯
/// ```
pub struct Places {
    pub sentence: Rect,
    pub losses: Option<Rect>,
    /// The chart and the histogram.
    pub charts: Option<(Rect, Rect)>,
    /// The pictures with a row above and one below: of all runs, then of some.
    pub pictures: Vec<Rect>,
    /// How many of these are of one run.
    pub slots: usize,
}

impl Places {
    pub fn new(area: Rect) -> Self {
        let inner = area.inner(Margin::new(if area.width > 80 { 2 } else { 1 }, 1));
        let row = |index: u16| Rect { y: inner.y + index, height: u16::from(index < inner.height), ..inner };
        let slots = if inner.width >= FIVE { 5 } else { 3 };
        let count = (slots + OF_ALL) as u16;
        let most = (inner.height.saturating_sub(3)) / 2;
        let width = (inner.width.saturating_sub(GAP * (count - 1)) / count).min(2 * most) / 2 * 2;
        let height = if inner.height >= WITH_PICTURES && width >= 8 { width / 2 + 2 } else { 0 };
        let top = inner.bottom() - height;
        let place = |index: u16| Rect { x: inner.x + index * (width + GAP), y: top, width, height };
        let pictures = if height > 0 { (0..count).map(place).collect() } else { vec![] };
        let lines = if inner.height >= 20 { 2 } else { 1 };
        let above = Rect { y: inner.y + lines.min(inner.height), ..inner };
        let height = top.saturating_sub(above.y);
        let left = inner.width * 3 / 5;
        let charts = (height >= WITH_CHARTS.1 && inner.width >= WITH_CHARTS.0).then(|| {
            let chart = Rect { width: left, height, ..above };
            (chart, Rect { x: inner.x + left + GAP, width: inner.width - left - GAP, ..chart })
        });
        Self { sentence: row(0), losses: (lines > 1).then(|| row(1)), charts, pictures, slots }
    }

    /// How many bars the histogram has room for.
    pub fn bins(&self) -> usize {
        self.charts.map_or(1, |(_, histogram)| usize::from(histogram.width / 2).clamp(1, 40))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_any_size_everything_lies_inside_and_apart() {
        for width in 0..220 {
            for height in 0..70 {
                let area = Rect::new(3, 1, width, height);
                let places = Places::new(area);
                let charts = places.charts.into_iter().flat_map(|(left, right)| [left, right]);
                let rows = [Some(places.sentence), places.losses].into_iter().flatten();
                let all: Vec<Rect> = rows
                    .chain(charts)
                    .chain(places.pictures.iter().copied())
                    .filter(|place| !place.is_empty())
                    .collect();
                for (index, place) in all.iter().enumerate() {
                    assert_eq!(area.intersection(*place), *place, "{width}x{height}: {place}");
                    assert!(!all[index + 1..].iter().any(|other| other.intersects(*place)), "{width}x{height}");
                }
            }
        }
    }

    #[test]
    fn a_small_screen_has_charts_and_three_runs_and_a_wide_one_five() {
        for (width, height, slots) in [(80, 19, 3), (120, 34, 3), (200, 54, 5)] {
            let places = Places::new(Rect::new(0, 1, width, height));
            assert!(places.charts.is_some(), "{width}x{height}");
            assert_eq!((places.slots, places.pictures.len()), (slots, slots + OF_ALL), "{width}x{height}");
        }
    }
}
