//! The axis of epochs along the history line.

/// Columns of the screen for the epochs from 0 to the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Axis {
    /// The first column, that of epoch 0.
    pub left: u16,
    /// Columns.
    pub width: u16,
    /// The epoch of the last column.
    pub last: u64,
}

impl Axis {
    /// The column after the last.
    pub fn right(&self) -> u16 {
        self.left.saturating_add(self.width)
    }

    /// The column of an epoch; of one beyond the last that of the last.
    pub fn column(&self, epoch: u64) -> u16 {
        let steps = u128::from(self.width.saturating_sub(1));
        let last = u128::from(self.last.max(1));
        let column = (2 * u128::from(epoch).min(last) * steps + last) / (2 * last);
        self.left.saturating_add(column as u16)
    }

    /// The epoch in the middle of a column; beside the axis that of its end.
    pub fn epoch(&self, column: u16) -> u64 {
        let steps = u128::from(self.width.saturating_sub(1).max(1));
        let column = u128::from(column.saturating_sub(self.left)).min(steps);
        ((2 * column * u128::from(self.last) + steps) / (2 * steps)) as u64
    }
}
