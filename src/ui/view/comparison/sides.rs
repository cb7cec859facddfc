//! Branches side by side: the decision boundary of each, and their losses in one chart.
//!
//! [`Comparison::compute`] paints them before each frame in which they are shown, with the same axes; `panel/comparison.rs`
//! draws them.

use ratatui::layout::{Margin, Rect};

use crate::plot::Column;
use crate::session::Update;
use crate::ui::evaluation::model::Model;
use crate::ui::view::boundary::painter::{Field, Painter};
use crate::ui::view::charts::picture::test_losses;
use crate::ui::view::timeline::plan::newest;

/// Columns and rows of a plane's box that are not plane: borders, tick labels.
const FRAME: (u16, u16) = (5, 3);
/// Rows of the chart, at least.
const MIN_CHART: u16 = 7;
/// The chart has at least one row in this many.
const CHART: u16 = 3;

/// The branches that are compared, the shown one first.
#[derive(Default)]
pub struct Comparison {
    pub sides: Vec<Side>,
    pub chart: Rect,
    pub last: u64,
    painters: Vec<Painter>,
}

#[derive(Debug, Default)]
pub struct Side {
    pub area: Rect,
    pub field: Field,
    /// The history of its test loss.
    pub losses: Vec<Column>,
}

impl Comparison {
    /// Paints what is compared in `area`, every plane with the axes of the shown branch.
    pub fn compute(&mut self, run: &Update, area: Rect) {
        let compared = &run.time.compared;
        let models = || std::iter::once(Model::of(run)).chain(compared.iter().map(|side| Model::beside(run, side)));
        let histories = std::iter::once(&run.history).chain(compared.iter().map(|side| side.history.as_ref()));
        let newest_of = |branch| run.time.find(branch).map_or(0, |branch| branch.newest.epoch);
        let count = 1 + compared.len();
        let (planes, chart) = places(area, count);
        self.chart = chart;
        self.last = compared.iter().map(|side| newest_of(side.branch)).fold(run.total.max(newest(run)), u64::max);
        self.painters.resize_with(count, Painter::new);
        self.sides.resize_with(count, Side::default);
        let mut view = None;
        let sides = self.sides.iter_mut().zip(&mut self.painters);
        for ((model, history), (area, (side, painter))) in models().zip(histories).zip(planes.into_iter().zip(sides)) {
            painter.look_at(view);
            painter.paint(model, area.inner(Margin::new(1, 1)), None, &mut side.field);
            view = view.or(side.field.view);
            (side.area, side.losses) = (area, test_losses(history));
        }
        // The history has not every epoch's test loss, but the shown epoch has one.
        if let Some(shown) = self.sides.first_mut().filter(|_| !run.is_past()) {
            shown.losses.retain(|column| column.x < run.record.epoch as f64);
            shown.losses.push(Column::of(run.record.epoch as f64, f64::from(run.record.test_loss)));
        }
    }
}

/// Places for `count` planes, as large as possible, and for the chart below them.
fn places(area: Rect, count: usize) -> (Vec<Rect>, Rect) {
    let count = count.max(1) as u16;
    let width = area.width / count;
    let square = width.saturating_sub(FRAME.0) / 2 + FRAME.1;
    let height = square.min(area.height.saturating_sub(MIN_CHART.max(area.height / CHART)));
    // The last one has the columns that are left over.
    let plane = |place: u16| {
        let own = if place + 1 == count { area.width - place * width } else { width };
        Rect { x: area.x + place * width, y: area.y, width: own, height }
    };
    ((0..count).map(plane).collect(), Rect { y: area.y + height, height: area.height - height, ..area })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::session::Compared;
    use crate::train::BranchId;
    use crate::ui::fixture::{branch, time, update};

    #[test]
    fn every_side_shows_its_own_network_with_the_axes_of_the_first() {
        let branches = || vec![branch(0, "main", None, 0, 300, vec![]), branch(1, "other", Some(0), 0, 100, vec![])];
        let other = update("xor-blobs", 100, |preset| preset.seed += 1);
        let compared = |parameters: &[f32]| Compared {
            branch: BranchId(1),
            preset: Arc::clone(&other.preset),
            dataset: Arc::clone(&other.dataset),
            record: other.record,
            batch: 0,
            edits: 0,
            parameters: parameters.into(),
            unit_mask: other.unit_mask,
            history: Arc::new(other.history.clone()),
            segments: Arc::default(),
        };
        let mut run = Update { time: time(0, branches()), ..update("xor-blobs", 100, |_| {}) };
        run.time.compared = vec![compared(&other.parameters)];
        let mut comparison = Comparison::default();
        let area = Rect::new(0, 1, 80, 20);
        comparison.compute(&run, area);
        let [one, two] = &comparison.sides[..] else { panic!("two sides: {}", comparison.sides.len()) };
        assert_eq!((one.field.view, one.field.plane.as_size()), (two.field.view, two.field.plane.as_size()));
        assert_ne!(one.field.values, two.field.values);
        assert!(one.area.right() <= two.area.x && comparison.chart.y >= one.area.bottom(), "{:?}", comparison.chart);
        let ends = [one, two].map(|side| side.losses.last().map(|end| (end.x, end.last as f32)));
        assert_eq!(ends, [run.record, other.record].map(|record| Some((100.0, record.test_loss))));
        assert_eq!(comparison.last, 2000);
        // The same weights are the same picture.
        run.time.compared = vec![compared(&run.parameters)];
        run.time.compared[0].edits = 1;
        comparison.compute(&run, area);
        assert_eq!(comparison.sides[0].field.values, comparison.sides[1].field.values);
    }

    #[test]
    fn planes_and_chart_have_room_at_the_usual_sizes() {
        for (area, count) in [
            (Rect::new(0, 1, 80, 19), 2),
            (Rect::new(0, 1, 80, 19), 4),
            (Rect::new(0, 1, 120, 30), 2),
            (Rect::new(0, 1, 120, 30), 4),
            (Rect::new(0, 1, 200, 50), 3),
            (Rect::new(0, 1, 76, 15), 4),
        ] {
            let (planes, chart) = places(area, count);
            assert!(planes.len() == count && chart.height >= 6, "{area}: {chart}");
            for (index, plane) in planes.iter().enumerate() {
                assert!(plane.height >= 8 && plane.width >= 18, "{area}: {plane}");
                assert!(area.intersection(*plane) == *plane && !plane.intersects(chart));
                assert!(planes[index + 1..].iter().all(|other| !other.intersects(*plane)));
            }
        }
    }
}
