//! Drawing points on the decision boundary: the cursor and the label of the next point.

use crate::data::{DrawnPoint, Target};
use crate::session::{Command, Update};
use crate::ui::plane::Field;
use crate::ui::view::boundary::cursor::Cursor;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Draw {
    /// Where the next point goes.
    pub cursor: Cursor,
    /// The digit that chooses the label.
    digit: u8,
}

impl Draw {
    /// Chooses a label by a digit; fails for a digit that is no class.
    pub fn choose(&mut self, digit: u8, target: Target) -> Result<(), String> {
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

    /// The label of the next point: a class's number, or for values one of ten between the ends of the scale.
    pub fn label(&self, run: &Update, field: &Field) -> f32 {
        match run.preset.data.target() {
            Target::Classes(count) => f32::from(self.digit).min(count.saturating_sub(1) as f32),
            Target::Value => field.target_limit * (2.0 * f32::from(self.digit) / 9.0 - 1.0),
        }
    }

    /// The command that adds a point at the cursor.
    pub fn add(&self, run: &Update, field: &Field) -> Option<Command> {
        let (x, y) = self.cursor.place(field)?;
        let point: DrawnPoint = (x as f32, y as f32, self.label(run, field));
        Some(Command::Draw(point))
    }

    /// The command that removes the point at the cursor.
    pub fn remove(&self, field: &Field) -> Option<Command> {
        let (x, y) = self.cursor.place(field)?;
        let reach = Cursor::reach(field)?;
        Some(Command::Erase { place: (x as f32, y as f32), reach })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::View;
    use ratatui::layout::{Position, Rect};

    fn field() -> Field {
        let view = View { x: (-2.0, 2.0), y: (-1.0, 1.0) };
        Field { view: Some(view), plane: Rect::new(10, 5, 40, 20), ..Field::default() }
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
        draw.cursor.go_to(Position::new(20, 7), &field());
        let Some(Command::Erase { place, reach }) = draw.remove(&field()) else { panic!("a plane is there") };
        assert_eq!((place, reach), ((-0.95, 0.75), (0.1, 0.1)));
    }
}
