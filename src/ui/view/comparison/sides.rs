//! The decision boundaries of the compared branches, each with its place.

use ratatui::layout::{Margin, Rect};

use crate::data::Slice;
use crate::network::Threshold;
use crate::plot::View;
use crate::session::Update;
use crate::ui::evaluation::model::Model;
use crate::ui::evaluation::network::Network;
use crate::ui::evaluation::predictions::{Asker, Predictions};
use crate::ui::plane::{Field, Painter};

/// Columns and rows of a plane's box that are not plane: borders, tick labels.
const FRAME: (u16, u16) = (5, 3);

/// The branches that are compared, the shown one first.
#[derive(Default)]
pub struct Sides {
    pub all: Vec<Side>,
    engines: Vec<Engines>,
}

/// What evaluates the network of a branch.
#[derive(Default)]
struct Engines {
    painter: Painter,
    network: Network,
    asker: Asker,
}

#[derive(Debug, Default)]
pub struct Side {
    pub area: Rect,
    pub field: Field,
    pub predictions: Predictions,
}

impl Sides {
    /// Paints what is compared in `area`, all over the same part of the plane.
    pub fn compute(&mut self, shown: Model, run: &Update, (view, slice): (View, &Slice), area: Rect) {
        let first = Slice::default();
        let columns = run.dataset.train.other_columns();
        let compared = run.time.compared.iter().map(|side| (Model::beside(run, side), &side.record));
        let models = std::iter::once((shown, &run.record)).chain(compared);
        let count = 1 + run.time.compared.len();
        self.engines.resize_with(count, Engines::default);
        self.all.resize_with(count, Side::default);
        let sides = self.all.iter_mut().zip(&mut self.engines);
        for ((model, record), (area, (side, engines))) in models.zip(places(area, count).into_iter().zip(sides)) {
            side.area = area;
            // Points of another table have other columns.
            let slice = if model.dataset.train.other_columns() == columns { slice } else { &first };
            engines.painter.paint(model, (view, slice), area.inner(Margin::new(1, 1)), None, &mut side.field);
            engines.asker.ask(model, Threshold::default(), &mut engines.network, &mut side.predictions);
            side.predictions.count(record, model.dataset);
        }
    }
}

/// Places for `count` planes in the number of columns that makes them largest, row by row.
fn places(area: Rect, count: usize) -> Vec<Rect> {
    let count = count.max(1) as u16;
    let side = |columns: &u16| {
        let (width, height) = (area.width / columns, area.height / count.div_ceil(*columns));
        (width.saturating_sub(FRAME.0) / 2).min(height.saturating_sub(FRAME.1))
    };
    let columns = (1..=count).rev().max_by_key(side).unwrap_or(1);
    let (width, height) = (area.width / columns, area.height / count.div_ceil(columns));
    let place =
        |index: u16| Rect { x: area.x + index % columns * width, y: area.y + index / columns * height, width, height };
    (0..count).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::evaluation::Evaluation;
    use crate::ui::fixture::{branch, compared, time, update};

    #[test]
    fn every_side_shows_its_own_network_with_the_axes_of_the_first() {
        let branches = || vec![branch(0, "main", None, 0, 300, vec![]), branch(1, "other", Some(0), 0, 100, vec![])];
        let other = update("xor-blobs", 100, |preset| preset.seed += 1);
        let mut run = Update { time: time(0, branches()), ..update("xor-blobs", 100, |_| {}) };
        run.time.compared = vec![compared(1, &other)];
        let mut sides = Sides::default();
        let view = View { x: (-2.0, 2.0), y: (-2.0, 2.0) };
        let area = Rect::new(0, 1, 80, 20);
        sides.compute(Evaluation::default().model(&run), &run, (view, &Slice::default()), area);
        let [one, two] = &sides.all[..] else { panic!("two sides: {}", sides.all.len()) };
        assert_eq!((one.field.view, one.field.plane.as_size()), (two.field.view, two.field.plane.as_size()));
        assert_ne!(one.field.values, two.field.values);
        assert!(!one.area.intersects(two.area));
        // The same weights are the same picture.
        run.time.compared[0].parameters = run.parameters[..].into();
        run.time.compared[0].edits = 1;
        sides.compute(Evaluation::default().model(&run), &run, (view, &Slice::default()), area);
        assert_eq!(sides.all[0].field.values, sides.all[1].field.values);
    }

    #[test]
    fn planes_are_as_large_as_possible_and_apart() {
        for (area, count, least) in [
            (Rect::new(0, 1, 38, 19), 2, (18, 9)),
            (Rect::new(0, 1, 38, 19), 4, (18, 9)),
            (Rect::new(0, 1, 67, 34), 2, (33, 17)),
            (Rect::new(0, 1, 67, 34), 3, (33, 17)),
            (Rect::new(0, 1, 120, 34), 2, (60, 31)),
        ] {
            let planes = places(area, count);
            assert_eq!(planes.len(), count);
            for (index, plane) in planes.iter().enumerate() {
                assert!(plane.width >= least.0 && plane.height >= least.1, "{area}: {plane}");
                assert!(area.intersection(*plane) == *plane);
                assert!(planes[index + 1..].iter().all(|other| !other.intersects(*plane)));
            }
        }
    }
}
