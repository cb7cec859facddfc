//! Points in the form that engines compute with.

use crate::data::Points;
use crate::network::{Batch, Batches, INPUTS};

impl Points {
    /// The points row by row, as a network takes them.
    #[must_use]
    pub fn rows(&self) -> Batch<'_> {
        Batch { inputs: self.inputs.as_flattened(), labels: &self.labels }
    }

    /// The points laid out as one batch.
    ///
    /// # Panics
    /// If there are not as many labels as points.
    #[must_use]
    pub fn laid_out(&self) -> Batches {
        Batches::whole(INPUTS, self.rows())
    }
}
