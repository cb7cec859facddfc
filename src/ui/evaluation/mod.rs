//! What the screen's own network says of the shown epoch: its predictions at the points.

pub mod model;
pub mod predictions;
