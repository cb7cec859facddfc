//! Labels beneath a line that never touch.

use unicode_width::UnicodeWidthStr;

use crate::train::Sign;

/// Columns between two labels, at least.
const GAP: u16 = 2;

/// A label that was given a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its first column.
    pub x: u16,
    /// What it says.
    pub text: String,
    /// What it belongs to; an end of the axis if none.
    pub sign: Option<Sign>,
}

/// A label that wants a place.
pub(super) struct Wanted {
    /// The column that it belongs to.
    pub column: u16,
    /// What it would say, and what it says where there is no room for that.
    pub texts: Vec<String>,
    /// What it belongs to.
    pub sign: Option<Sign>,
}

/// Gives labels places from the first column of a range up to its end, those first that come first: beneath the middle
/// if that can be, else beside another as long as it reaches below its own column. One without room is left out.
pub(super) fn place(wanted: impl Iterator<Item = Wanted>, (left, end): (u16, u16)) -> Vec<Label> {
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
