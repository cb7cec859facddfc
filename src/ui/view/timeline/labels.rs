//! Labels beneath a line that never touch.

use unicode_width::UnicodeWidthStr;

use crate::train::Sign;

/// Columns between two labels, at least.
const GAP: u16 = 2;

/// A label that was given a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub x: u16,
    pub text: String,
    /// The sign of its bookmark; a fork if none.
    pub sign: Option<Sign>,
}

/// A label that wants a place.
pub struct Wanted {
    /// The column that it belongs to.
    pub column: u16,
    /// Its text, then shorter ones where there is no room for that.
    pub texts: Vec<String>,
    pub sign: Option<Sign>,
}

/// Places labels from the first column of a range up to its end, in their order: with the middle beneath the column if
/// possible, else beside another label as long as it reaches below its own column. Leaves out those without room.
pub fn place(wanted: impl Iterator<Item = Wanted>, (left, end): (u16, u16)) -> Vec<Label> {
    let mut placed: Vec<Label> = vec![];
    for Wanted { column, texts, sign } in wanted {
        let free = |x: u16, width: u16| {
            placed.iter().all(|other| x + width + GAP <= other.x || other.x + other.text.width() as u16 + GAP <= x)
        };
        let found = texts.into_iter().find_map(|text| {
            let width = u16::try_from(text.width()).ok().filter(|width| left.saturating_add(*width) <= end)?;
            let within = |x: u16| x.clamp(left, end - width);
            let middle = within(column.saturating_sub(width / 2));
            let farthest = [within(column.saturating_sub(width.saturating_sub(1))), within(column)];
            let starts = (0..=width).flat_map(|off| [middle.saturating_sub(off), middle.saturating_add(off)]);
            let mut starts = starts.filter(|x| (farthest[0]..=farthest[1]).contains(x));
            starts.find(|x| free(*x, width)).map(|x| (x, text))
        });
        placed.extend(found.map(|(x, text)| Label { x, text, sign }));
    }
    placed
}
