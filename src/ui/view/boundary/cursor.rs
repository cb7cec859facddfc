//! A cursor on the plane, in its coordinates, so that it stays in place when the screen changes its size. Drawing and
//! probing have one each.

use ratatui::layout::Position;

use crate::ui::plane::Field;

/// Where a cursor is; in the middle of the plane if it was not moved yet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cursor {
    place: Option<(f64, f64)>,
}

impl Cursor {
    /// A cursor at these coordinates.
    pub fn at(place: (f64, f64)) -> Self {
        Self { place: Some(place) }
    }

    /// Its coordinates (x, y).
    pub fn place(&self, field: &Field) -> Option<(f64, f64)> {
        let view = field.view?;
        let middle = (f64::midpoint(view.x.0, view.x.1), f64::midpoint(view.y.0, view.y.1));
        let (x, y) = self.place.unwrap_or(middle);
        Some((x.clamp(view.x.0, view.x.1), y.clamp(view.y.0, view.y.1)))
    }

    pub fn cell(&self, field: &Field) -> Option<Position> {
        let (x, y) = self.place(field)?;
        field.view?.cell_of(x, y, field.plane)
    }

    /// Moves it by cells to the right and up, as far as the plane goes.
    pub fn step(&mut self, (right, up): (i16, i16), field: &Field) {
        let Some(cell) = self.cell(field) else { return };
        let plane = field.plane;
        let along = |place: u16, step: i16, first: u16, end: u16| {
            place.saturating_add_signed(step).clamp(first, end.saturating_sub(1).max(first))
        };
        let column = along(cell.x, right, plane.left(), plane.right());
        let row = along(cell.y, up.saturating_neg(), plane.top(), plane.bottom());
        self.go_to(Position::new(column, row), field);
    }

    /// Moves it to a cell of the plane; whether it is one.
    pub fn go_to(&mut self, cell: Position, field: &Field) -> bool {
        let place = field.view.and_then(|view| view.point_of(cell, field.plane));
        self.place = place.or(self.place);
        place.is_some()
    }

    /// The width and height of a cell in coordinates.
    pub fn reach(field: &Field) -> Option<(f32, f32)> {
        let view = field.view?;
        let cell = |range: (f64, f64), count: u16| ((range.1 - range.0) / f64::from(count.max(1))) as f32;
        Some((cell(view.x, field.plane.width), cell(view.y, field.plane.height)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::View;
    use ratatui::layout::Rect;

    #[test]
    fn it_moves_by_cells_and_stays_on_the_plane() {
        let view = View { x: (-2.0, 2.0), y: (-1.0, 1.0) };
        let field = Field { view: Some(view), plane: Rect::new(10, 5, 40, 20), ..Field::default() };
        let mut cursor = Cursor::default();
        assert_eq!(cursor.place(&field), Some((0.0, 0.0)));
        let first = cursor.cell(&field).unwrap();
        cursor.step((1, 2), &field);
        assert_eq!(cursor.cell(&field), Some(Position::new(first.x + 1, first.y - 2)));
        cursor.step((i16::MAX, i16::MIN), &field);
        assert_eq!(cursor.cell(&field), Some(Position::new(49, 24)));
        cursor.step((i16::MIN, i16::MAX), &field);
        assert_eq!(cursor.cell(&field), Some(Position::new(10, 5)));
        assert!(!cursor.go_to(Position::new(9, 5), &field));
        assert_eq!(cursor.cell(&field), Some(Position::new(10, 5)));
        assert_eq!(Cursor::reach(&field), Some((0.1, 0.1)));
    }
}
