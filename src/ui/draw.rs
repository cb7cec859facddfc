//! Drawing points on the plane: the cursor and the label that the next point gets.
//!
//! The cursor is kept in the plane's coordinates, so that it stays where it is when the screen changes its size.

use ratatui::layout::Position;

use super::painter::Field;
use crate::data::{DrawnPoint, Target};
use crate::session::{Command, Update};

/// How far from the cursor a point may be that is taken away, in cells.
const REACH: f64 = 1.0;
/// The largest digit.
const NINE: f32 = 9.0;

/// The cursor and the label.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Draw {
    /// Coordinates (x, y) of the cursor; in the middle of the plane if it was not moved yet.
    place: Option<(f64, f64)>,
    /// The digit that chooses the label.
    digit: u8,
}

impl Draw {
    /// Where the cursor is.
    #[must_use]
    pub fn place(&self, field: &Field) -> Option<(f64, f64)> {
        let view = field.view?;
        let middle = (f64::midpoint(view.x.0, view.x.1), f64::midpoint(view.y.0, view.y.1));
        let (x, y) = self.place.unwrap_or(middle);
        Some((x.clamp(view.x.0, view.x.1), y.clamp(view.y.0, view.y.1)))
    }

    /// The cell of the screen where the cursor is.
    #[must_use]
    pub fn cell(&self, field: &Field) -> Option<Position> {
        let (x, y) = self.place(field)?;
        field.view?.cell_of(x, y, field.plane)
    }

    /// Moves the cursor by cells to the right and up, as far as the plane goes.
    pub(super) fn step(&mut self, (right, up): (i16, i16), field: &Field) {
        let Some(cell) = self.cell(field) else { return };
        let plane = field.plane;
        let along = |place: u16, step: i16, first: u16, end: u16| {
            place.saturating_add_signed(step).clamp(first, end.saturating_sub(1).max(first))
        };
        let column = along(cell.x, right, plane.left(), plane.right());
        let row = along(cell.y, up.saturating_neg(), plane.top(), plane.bottom());
        self.go_to(Position::new(column, row), field);
    }

    /// Moves the cursor to a cell of the plane; whether it is one.
    pub(super) fn go_to(&mut self, cell: Position, field: &Field) -> bool {
        let place = field.view.and_then(|view| view.point_of(cell, field.plane));
        self.place = place.or(self.place);
        place.is_some()
    }

    /// Chooses a label by a digit.
    ///
    /// # Errors
    /// Says which digits there are.
    pub(super) fn choose(&mut self, digit: u8, target: Target) -> Result<(), String> {
        match target {
            Target::Classes(count) if usize::from(digit) >= count => {
                Err(format!("there is no label {digit}; allowed: 0 to {}", count - 1))
            }
            _ => {
                self.digit = digit;
                Ok(())
            }
        }
    }

    /// The label that a point gets: a class's number, or for values one of ten between the ends of the scale.
    #[must_use]
    pub fn label(&self, run: &Update, field: &Field) -> f32 {
        match run.preset.data.target() {
            Target::Classes(count) => f32::from(self.digit).min(count.saturating_sub(1) as f32),
            Target::Value => field.limit.unwrap_or(1.0) * (2.0 * f32::from(self.digit) / NINE - 1.0),
        }
    }

    /// The command that puts a point where the cursor is.
    pub(super) fn put(&self, run: &Update, field: &Field) -> Option<Command> {
        let (x, y) = self.place(field)?;
        let point: DrawnPoint = (x as f32, y as f32, self.label(run, field));
        Some(Command::Draw(point))
    }

    /// The command that takes the point away that is at the cursor.
    pub(super) fn take_away(&self, field: &Field) -> Option<Command> {
        let (x, y) = self.place(field)?;
        let view = field.view?;
        let cell = |range: (f64, f64), count: u16| ((range.1 - range.0) / f64::from(count.max(1)) * REACH) as f32;
        let reach = (cell(view.x, field.plane.width), cell(view.y, field.plane.height));
        Some(Command::Erase { place: (x as f32, y as f32), reach })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::View;
    use ratatui::layout::Rect;

    fn field() -> Field {
        let view = View { x: (-2.0, 2.0), y: (-1.0, 1.0) };
        Field { view: Some(view), plane: Rect::new(10, 5, 40, 20), ..Field::default() }
    }

    #[test]
    fn the_cursor_moves_by_cells_and_stays_on_the_plane() {
        let mut draw = Draw::default();
        assert_eq!(draw.place(&field()), Some((0.0, 0.0)));
        let first = draw.cell(&field()).unwrap();
        draw.step((1, 2), &field());
        assert_eq!(draw.cell(&field()), Some(Position::new(first.x + 1, first.y - 2)));
        draw.step((i16::MAX, i16::MIN), &field());
        assert_eq!(draw.cell(&field()), Some(Position::new(49, 24)));
        draw.step((i16::MIN, i16::MAX), &field());
        assert_eq!(draw.cell(&field()), Some(Position::new(10, 5)));
        assert!(!draw.go_to(Position::new(9, 5), &field()));
        assert_eq!(draw.cell(&field()), Some(Position::new(10, 5)));
    }

    #[test]
    fn a_digit_that_is_no_class_is_refused() {
        let mut draw = Draw::default();
        assert_eq!(draw.choose(1, Target::Classes(2)), Ok(()));
        assert!(draw.choose(2, Target::Classes(2)).unwrap_err().ends_with("allowed: 0 to 1"));
        assert_eq!(draw.digit, 1);
        assert_eq!(draw.choose(9, Target::Value), Ok(()));
    }

    #[test]
    fn a_point_of_a_cell_is_within_reach_of_it() {
        let mut draw = Draw::default();
        draw.go_to(Position::new(20, 7), &field());
        let Some(Command::Erase { place, reach }) = draw.take_away(&field()) else { panic!("a plane is there") };
        assert_eq!((place, reach), ((-0.95, 0.75), (0.1, 0.1)));
    }
}
