//! Where the units of a network and their names stand: the same for the maps, the drawing and the mouse.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

/// Columns that edges have between two layers: at least, and where there is room.
const GAPS: [u16; 2] = [2, 5];
/// Columns of a map, at least.
const MIN_WIDTH: u16 = 2;
/// Rows of a map, at most.
const MAX_HEIGHT: u16 = 4;

/// Places for all layers, from the inputs to the outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Columns and rows of each unit's map.
    pub map: (u16, u16),
    /// The layers, from the inputs to the outputs; empty where there is no room.
    pub layers: Vec<Column>,
    /// The place for all of it.
    pub area: Rect,
    /// Columns for names left of the inputs and right of the outputs, with a blank.
    names: [u16; 2],
}

/// Places for the units of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The left column of the maps.
    pub left: u16,
    /// The units that are shown; the others are above and below.
    pub shown: Range<usize>,
    pub count: usize,
    /// The rows over which the maps are spread.
    rows: Range<u16>,
}

impl Plan {
    /// The arrangement of layers of these widths, with names of these lengths at the inputs and at the outputs. A layer
    /// with more units than there are rows for shows those that it showed `before`, moved as far as it takes to have
    /// the units of `focus` (layer, unit) in sight.
    ///
    /// ```text
    ///      ↑ 2
    ///       ▄▄     p(1)
    /// x ▄▄           ▄▄
    ///       ▄▄
    /// y ▄▄
    ///       ▄▄
    ///      ↓ 3
    /// ```
    pub fn new(area: Rect, widths: &[usize], names: [usize; 2], focus: &[(usize, usize)], before: &Self) -> Self {
        let count = widths.len() as u16;
        let least = MIN_WIDTH * count + GAPS[0] * count.saturating_sub(1);
        if count < 2 || area.height < 3 || area.width < least {
            return Self { area, ..Self::default() };
        }
        let widest = widths.iter().copied().max().unwrap_or(1);
        let fitting = (1..=MAX_HEIGHT).rev().find(|height| rows_of(widest, *height) <= usize::from(area.height));
        let height = fitting.unwrap_or(1);
        let mut layers: Vec<Column> = widths.iter().map(|&units| Column::new(area, height, units)).collect();
        for (layer, column) in layers.iter_mut().enumerate() {
            let first = before.layers.get(layer).map_or(0, |before| before.shown.start);
            column.scroll(first, focus.iter().filter(|(of, _)| *of == layer).map(|(_, unit)| *unit));
        }
        // Names above the outputs leave their columns to the edges.
        let is_above = layers.last().is_some_and(|outputs| outputs.rows_between(height) > 1);
        let most = ((area.width - least) / 2).min(2 * area.width / 7);
        let columns = |name: usize| if name == 0 { 0 } else { u16::try_from(name + 1).unwrap_or(most).min(most) };
        let names = [columns(names[0]), if is_above { 0 } else { columns(names[1]) }];
        let room = area.width - names[0] - names[1];
        let width = (room.saturating_sub(GAPS[1] * (count - 1)) / count).clamp(MIN_WIDTH, 2 * height + 2);
        for (layer, column) in layers.iter_mut().enumerate() {
            let step = u32::from(room - width) * layer as u32 / u32::from(count - 1);
            column.left = area.x + names[0] + step as u16;
        }
        Self { map: (width, height), layers, area, names }
    }

    /// The place of a unit's map, if it is shown; layer 0 are the inputs.
    pub fn map_of(&self, layer: usize, unit: usize) -> Option<Rect> {
        let column = self.layers.get(layer)?;
        let (width, height) = self.map;
        column.top_of(unit, height).map(|y| Rect { x: column.left, y, width, height })
    }

    /// The layer and unit whose map is at this place of the screen, or nearest to it and next to it: a map of one row is
    /// easily missed.
    pub fn unit_at(&self, place: Position) -> Option<(usize, usize)> {
        let units = |layer: usize| self.layers[layer].shown.clone().map(move |unit| (layer, unit));
        let distance = |(layer, unit): &(usize, usize)| {
            let map = self.map_of(*layer, *unit)?;
            let across = map.x.saturating_sub(place.x).max((place.x + 1).saturating_sub(map.right()));
            let down = map.y.saturating_sub(place.y).max((place.y + 1).saturating_sub(map.bottom()));
            Some(across.max(down)).filter(|distance| *distance <= 1)
        };
        let near = (0..self.layers.len()).flat_map(units).filter_map(|unit| Some((distance(&unit)?, unit)));
        near.min_by_key(|(distance, _)| *distance).map(|(_, unit)| unit)
    }

    /// The place for the name of an input or output, if it is shown and there is room: left of an input, above an output
    /// or right of it. It ends at the map, or begins there.
    pub fn name_of(&self, layer: usize, unit: usize) -> Option<Rect> {
        let map = self.map_of(layer, unit)?;
        let beside = Rect { y: map.y + (map.height - 1) / 2, height: 1, ..map };
        let place = match layer {
            0 => Rect { x: self.area.x, width: self.names[0].saturating_sub(1), ..beside },
            _ if layer + 1 < self.layers.len() => return None,
            _ if self.names[1] > 0 => {
                Rect { x: map.right() + 1, width: self.area.right().saturating_sub(map.right() + 1), ..beside }
            }
            _ if self.layers[layer].rows_between(map.height) > 1 => {
                let left = self.layers[layer - 1].left + map.width + 1;
                Rect { x: left, y: map.y.checked_sub(1)?, width: map.right().saturating_sub(left), height: 1 }
            }
            _ => return None,
        };
        (place.width > 0).then_some(place)
    }
}

/// The rows that units with maps of this height need, with a free one between two.
pub fn rows_of(units: usize, height: u16) -> usize {
    units * usize::from(height) + units.saturating_sub(1)
}

impl Column {
    /// As many units as there is room for, the first ones.
    fn new(area: Rect, height: u16, count: usize) -> Self {
        if rows_of(count, height) <= usize::from(area.height) {
            return Self { left: area.x, shown: 0..count, count, rows: area.top()..area.bottom() };
        }
        // The first and the last row say how many are not shown.
        let rows = area.top() + 1..area.bottom() - 1;
        let most = usize::from((rows.end - rows.start + 1) / (height + 1)).max(1);
        Self { left: area.x, shown: 0..most, count, rows }
    }

    /// Shows the units from `first` on, or those nearest to them that have the units of `focus` in sight.
    fn scroll(&mut self, first: usize, focus: impl Iterator<Item = usize>) {
        let shown = self.shown.len();
        let in_sight = |first: usize, unit: usize| first.clamp((unit + 1).saturating_sub(shown), unit);
        let first = focus.fold(first, in_sight).min(self.count - shown);
        self.shown = first..first + shown;
    }

    /// The top row of a unit's map of this height, if it is shown. The maps are spread evenly.
    fn top_of(&self, unit: usize, height: u16) -> Option<u16> {
        let place = unit.checked_sub(self.shown.start).filter(|_| self.shown.contains(&unit))? as u16;
        let (rows, count) = (self.rows.end - self.rows.start, self.shown.len() as u16);
        let pitch = (rows / count).max(height + 1);
        let free = rows.saturating_sub((count - 1) * pitch + height);
        Some(self.rows.start + free / 2 + place * pitch)
    }

    /// Free rows above each map of this height, at least.
    fn rows_between(&self, height: u16) -> u16 {
        let top = |place: usize| self.top_of(self.shown.start + place, height).unwrap_or(0);
        let between = (1..self.shown.len()).map(|place| top(place) - top(place - 1) - height).min();
        // There is nothing above the first but the edge of the panel: one row is as good as two.
        between.unwrap_or(2).min(2 * (top(0) - self.rows.start))
    }

    /// The units above those that are shown, and below: how many, and the row that says so.
    pub fn hidden(&self) -> [(usize, u16); 2] {
        [(self.shown.start, self.rows.start.saturating_sub(1)), (self.count - self.shown.end, self.rows.end)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NETWORKS: [&[usize]; 12] = [
        &[2, 1],
        &[2, 1, 1],
        &[2, 5, 1],
        &[4, 8, 3],
        &[16, 8],
        &[2, 8, 8, 1],
        &[2, 32, 16, 1],
        &[2, 8, 8, 8, 8, 8, 8, 1],
        &[10, 16, 8],
        &[2, 128, 1],
        &[64, 1, 10],
        &[2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1],
    ];

    fn plan(size: (u16, u16), widths: &[usize], names: [usize; 2]) -> Plan {
        Plan::new(Rect::new(3, 2, size.0, size.1), widths, names, &[], &Plan::default())
    }

    /// Every network at many sizes, with and without names.
    fn all() -> impl Iterator<Item = (Plan, String)> {
        let sizes = (0..130_u16).step_by(7).flat_map(|width| (0..60).map(move |height| (width, height)));
        sizes.flat_map(|size| {
            NETWORKS.into_iter().flat_map(move |widths| {
                [[0, 0], [1, 4], [12, 10], [200, 70_000]]
                    .map(|names| (plan(size, widths, names), format!("{widths:?} at {size:?} with names {names:?}")))
            })
        })
    }

    /// The maps that are shown, layer by layer.
    fn maps(plan: &Plan) -> Vec<Vec<Rect>> {
        let of = |layer: usize| {
            let units = plan.layers[layer].shown.clone();
            units.map(|unit| plan.map_of(layer, unit).expect("a unit that is shown")).collect()
        };
        (0..plan.layers.len()).map(of).collect()
    }

    #[test]
    fn maps_lie_inside_and_never_touch_at_any_size() {
        for (plan, case) in all() {
            for (layer, maps) in maps(&plan).iter().enumerate() {
                for (unit, map) in plan.layers[layer].shown.clone().zip(maps) {
                    assert_eq!(plan.area.intersection(*map), *map, "{case}");
                    assert_eq!(plan.unit_at(map.as_position()), Some((layer, unit)), "{case}");
                }
                assert!(maps.windows(2).all(|pair| pair[0].bottom() < pair[1].top()), "{case}: {maps:?}");
            }
            let lefts = plan.layers.windows(2);
            assert!(lefts.clone().all(|pair| pair[0].left + plan.map.0 + GAPS[0] <= pair[1].left), "{case}");
        }
    }

    #[test]
    fn the_units_that_are_not_shown_are_counted_beside_the_maps() {
        for (plan, case) in all() {
            for (column, maps) in plan.layers.iter().zip(maps(&plan)) {
                let [above, below] = column.hidden();
                assert_eq!(above.0 + maps.len() + below.0, column.count, "{case}");
                if above.0 + below.0 > 0 {
                    assert!(above.1 >= plan.area.top() && below.1 < plan.area.bottom(), "{case}");
                    assert!(above.1 < maps[0].top() && below.1 >= maps[maps.len() - 1].bottom(), "{case}");
                }
            }
        }
    }

    #[test]
    fn maps_are_as_large_as_fits() {
        for (plan, case) in all().filter(|(plan, _)| !plan.layers.is_empty()) {
            let widest = plan.layers.iter().map(|column| column.count).max().unwrap_or(1);
            let fits = |height: u16| rows_of(widest, height) <= usize::from(plan.area.height);
            assert!(plan.map.1 == MAX_HEIGHT || !fits(plan.map.1 + 1), "{case}");
            assert!(plan.map.1 == 1 || fits(plan.map.1), "{case}");
            let scrolls = |column: &Column| column.hidden().iter().any(|(hidden, _)| *hidden > 0);
            assert!(plan.layers.iter().any(scrolls) != fits(1), "{case}");
        }
    }

    #[test]
    fn names_lie_inside_and_on_no_map() {
        for (plan, case) in all() {
            let maps = maps(&plan).concat();
            for layer in 0..plan.layers.len() {
                let units = plan.layers[layer].shown.clone();
                for name in units.filter_map(|unit| plan.name_of(layer, unit)) {
                    assert_eq!(plan.area.intersection(name), name, "{case}");
                    assert!(!maps.iter().any(|map| map.intersects(name)), "{case}: {name}");
                }
            }
        }
    }

    #[test]
    fn names_have_room_at_the_usual_sizes() {
        // The inside of the inspector at 80x24 and at 120x40.
        let lengths = |size, widths, names| {
            let plan = plan(size, widths, names);
            let output = plan.name_of(widths.len() - 1, 0);
            (plan.name_of(0, 0).map_or(0, |name| name.width), output.map_or(0, |name| name.width))
        };
        let (input, output) = lengths((37, 9), &[2, 5, 1], [1, 4]);
        assert!(input == 1 && output >= 4, "{input} {output}");
        let (input, output) = lengths((49, 17), &[4, 8, 3], [12, 10]);
        assert!(input >= 11 && output >= 10, "{input} {output}");
        let (input, output) = lengths((37, 9), &[2, 8, 8, 8, 8, 8, 8, 1], [1, 4]);
        assert!(input == 1 && output >= 1, "{input} {output}");
    }

    #[test]
    fn the_networks_of_the_table_of_widths_fit_the_usual_sizes() {
        for size in [(49, 17), (37, 9)] {
            for widths in [&[2, 5, 1][..], &[2, 8, 8, 8, 8, 8, 8, 1], &[2, 32, 16, 1]] {
                assert_eq!(plan(size, widths, [1, 4]).layers.len(), widths.len(), "{widths:?} at {size:?}");
            }
        }
        assert_eq!(plan((49, 17), &[2, 5, 1], [1, 4]).map, (6, 2));
        // Five units have a row each.
        let five = plan((37, 9), &[2, 5, 1], [1, 4]);
        assert_eq!((five.map.1, maps(&five)[1].iter().map(|map| map.y).collect()), (1, vec![2, 4, 6, 8, 10]));
    }

    #[test]
    fn a_click_next_to_a_map_means_it() {
        let plan = plan((37, 9), &[2, 5, 1], [1, 4]);
        let map = plan.map_of(1, 2).unwrap();
        let at = |x, y| plan.unit_at(Position::new(x, y));
        assert_eq!([at(map.x - 1, map.y), at(map.right(), map.y)], [Some((1, 2)); 2]);
        assert_eq!([at(map.x - 2, map.y), at(map.right() + 1, map.y)], [None; 2]);
        // Five maps in nine rows leave one row between two.
        assert_eq!(at(map.x, map.y + 1), Some((1, 2)));
        assert_eq!(at(map.x, map.y + 2), Some((1, 3)));
    }

    #[test]
    fn a_wide_layer_scrolls_with_the_selection_and_no_farther() {
        let area = Rect::new(0, 0, 40, 11);
        let mut before = Plan::default();
        let mut shown = |focus: &[(usize, usize)]| {
            before = Plan::new(area, &[2, 32, 1], [1, 4], focus, &before);
            before.layers[1].shown.clone()
        };
        assert_eq!(shown(&[]), 0..5);
        assert_eq!([shown(&[(1, 4)]), shown(&[(1, 5)]), shown(&[(1, 31)])], [0..5, 1..6, 27..32]);
        // Another layer's selection leaves it where it is; going up moves it at its upper end.
        assert_eq!([shown(&[(2, 0)]), shown(&[(1, 27)]), shown(&[(1, 26)])], [27..32, 27..32, 26..31]);
        let smaller = Plan::new(area, &[2, 8, 1], [1, 4], &[], &before);
        assert_eq!(smaller.layers[1].shown, 3..8);
    }
}
