//! Where the units of a network stand in its panel: the same for the maps, the drawing and the mouse.

use std::ops::Range;

use ratatui::layout::{Position, Rect};

/// Columns that edges have between two layers, at least.
const MIN_GAP: u16 = 2;
/// The highest map, in cells.
const HIGHEST: u16 = 4;
/// Rows between two units, at most.
const MAX_BETWEEN: u16 = 3;

/// Places for all layers, from the inputs to the outputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Columns and rows of each unit's map.
    pub map: (u16, u16),
    /// The layers, from the inputs to the outputs; empty where there is no room.
    pub layers: Vec<Column>,
    /// The panel's inside.
    pub area: Rect,
}

/// Places for the units of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The left column of the maps.
    pub left: u16,
    /// The units that are shown; the others are above and below.
    pub shown: Range<usize>,
    pub count: usize,
    /// The top row of the first unit that is shown.
    top: u16,
    /// Rows from one unit to the next.
    pitch: u16,
}

impl Plan {
    /// The arrangement of layers of these widths in a place, with columns for the inputs' `names` at the left. Of a layer
    /// that is too wide, the units round `focus` (layer, unit) are shown.
    ///
    /// ```text
    ///      ▄▄
    /// x ▄▄     ▄▄
    ///      ▄▄      ▄▄
    /// y ▄▄     ▄▄
    ///      ▄▄
    ///          3 more
    /// ```
    pub fn new(area: Rect, widths: &[usize], names: u16, focus: Option<(usize, usize)>) -> Self {
        let none = Self { area, ..Self::default() };
        let count = widths.len() as u16;
        let Some(room) = area.width.checked_sub(names) else { return none };
        let Some(for_maps) = room.checked_sub(MIN_GAP * count.saturating_sub(1)) else { return none };
        if count < 2 || area.height < 2 || for_maps < 2 * count {
            return none;
        }
        let widest = widths.iter().copied().max().unwrap_or(1);
        let fits = |height: &u16| widest * usize::from(*height) + (widest - 1) <= usize::from(area.height);
        let height = (1..=HIGHEST).rev().find(fits).unwrap_or(1);
        let width = (for_maps / count).min(2 * height + 2);
        let layers = widths.iter().enumerate().map(|(index, &units)| {
            let step = u32::from(room - width) * index as u32 / u32::from(count - 1);
            let left = area.x + names + step as u16;
            let focus = focus.filter(|(layer, _)| *layer == index).map_or(0, |(_, unit)| unit);
            Column::new(area, left, height, units, focus)
        });
        Self { map: (width, height), layers: layers.collect(), area }
    }

    /// The place of a unit's map, if it is shown; layer 0 are the inputs.
    pub fn map_of(&self, layer: usize, unit: usize) -> Option<Rect> {
        let column = self.layers.get(layer)?;
        let (width, height) = self.map;
        column.top_of(unit).map(|y| Rect { x: column.left, y, width, height })
    }

    /// The layer and unit whose map is at this place of the screen.
    pub fn unit_at(&self, place: Position) -> Option<(usize, usize)> {
        let units = |layer: usize| self.layers[layer].shown.clone().map(move |unit| (layer, unit));
        (0..self.layers.len())
            .flat_map(units)
            .find(|&(layer, unit)| self.map_of(layer, unit).is_some_and(|map| map.contains(place)))
    }
}

impl Column {
    fn new(area: Rect, left: u16, height: u16, count: usize, focus: usize) -> Self {
        let room = usize::from(area.height);
        let whole = count * usize::from(height) <= room;
        // The last row says how many are not shown.
        let most = if whole { count } else { (room - 1) / usize::from(height) };
        let first = focus.saturating_sub(most / 2).min(count - most);
        let rows = most as u16 * height;
        let free = if whole { area.height - rows } else { 0 };
        let between = (free / (most as u16).max(1)).min(MAX_BETWEEN);
        let used = rows + between * (most as u16).saturating_sub(1);
        let top = area.y + if whole { (area.height - used) / 2 } else { 0 };
        Self { left, shown: first..first + most, count, top, pitch: height + between }
    }

    /// The top row of a unit's map, if it is shown.
    pub fn top_of(&self, unit: usize) -> Option<u16> {
        self.shown.contains(&unit).then(|| self.top + (unit - self.shown.start) as u16 * self.pitch)
    }

    pub fn hidden(&self) -> usize {
        self.count - self.shown.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(size: (u16, u16), widths: &[usize]) -> Plan {
        Plan::new(Rect::new(3, 2, size.0, size.1), widths, 2, None)
    }

    #[test]
    fn maps_lie_inside_and_apart_at_every_size() {
        let networks: [&[usize]; 7] =
            [&[2, 1], &[2, 1, 1], &[2, 5, 1], &[2, 8, 8, 1], &[2, 32, 16, 1], &[2, 8, 8, 8, 8, 8, 8, 1], &[10, 16, 8]];
        for widths in networks {
            for size in (0..130_u16).step_by(3).flat_map(|width| (0..50).map(move |height| (width, height))) {
                let plan = plan(size, widths);
                let mut maps = vec![];
                for (layer, column) in plan.layers.iter().enumerate() {
                    assert_eq!(column.shown.len() + column.hidden(), widths[layer]);
                    for unit in column.shown.clone() {
                        let map = plan.map_of(layer, unit).expect("a unit that is shown");
                        assert_eq!(plan.area.intersection(map), map, "{widths:?} at {size:?}");
                        assert_eq!(plan.unit_at(map.as_position()), Some((layer, unit)));
                        maps.push(map);
                    }
                }
                for (index, map) in maps.iter().enumerate() {
                    assert!(maps[index + 1..].iter().all(|other| !other.intersects(*map)), "{widths:?} at {size:?}");
                }
            }
        }
    }

    #[test]
    fn the_networks_of_the_table_of_widths_fit_the_usual_sizes() {
        // The inside of the panel at 120x40 and at 80x24.
        for size in [(46, 17), (38, 9)] {
            for widths in [&[2, 5, 1][..], &[2, 8, 8, 8, 8, 8, 8, 1], &[2, 32, 16, 1]] {
                assert_eq!(plan(size, widths).layers.len(), widths.len(), "{widths:?} at {size:?}");
            }
        }
        assert_eq!(plan((46, 17), &[2, 5, 1]).map, (6, 2));
    }

    #[test]
    fn of_a_wide_layer_the_units_round_the_focus_are_shown() {
        let area = Rect::new(0, 0, 40, 10);
        let shown = |unit| Plan::new(area, &[2, 32, 1], 0, Some((1, unit))).layers[1].shown.clone();
        assert_eq!([shown(0), shown(16), shown(31)], [0..9, 12..21, 23..32]);
    }
}
