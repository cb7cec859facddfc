//! The points as a layer sees them: its activations as places on a plane.

use super::eigen::eigen;
use crate::network::Activations;

/// A map from the activations of a layer to a plane: two axes through their mean. Found over the train points, it is
/// applied to any others.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The layer, counted as in [`Unit`](crate::network::Unit).
    pub layer: usize,
    /// What the axes are.
    pub axes: Axes,
    /// Share of the variance of all units that lies along each axis, 0 to 1; 0 where nothing varies.
    pub shares: [f64; 2],
    /// What is taken from each unit's activation.
    mean: Vec<f64>,
    /// Weights of the units in each axis.
    directions: [Vec<f64>; 2],
}

/// What the axes of a layer's view are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axes {
    /// The only unit, and 0.
    Unit,
    /// The two units.
    Units,
    /// The first two principal components of the activations, from their mean.
    Components,
}

impl Projection {
    /// The view of a layer, from its activations over the train points. A point of which an activation is infinite or
    /// no number is left out.
    ///
    /// Principal components are known but for their sign. It is chosen so that the largest weight of a component, the
    /// first of equals, is positive, as scikit-learn's `PCA` does: so the same epoch gives the same picture. From epoch
    /// to epoch the largest weight can become another, of another sign: see [`Self::facing`].
    ///
    /// # Panics
    /// If the network has no such layer.
    #[must_use]
    pub fn new(train: &Activations, layer: usize) -> Self {
        let width = train.width(layer);
        let (mean, covariance) = moments(train, layer);
        let variance: f64 = (0..width).map(|unit| covariance[unit * width + unit]).sum();
        let share = |along: f64| if variance > 0.0 { (along / variance).clamp(0.0, 1.0) } else { 0.0 };
        let axis = |unit: usize| (0..width).map(|other| f64::from(u8::from(other == unit))).collect();
        if width <= 2 {
            let along = |unit: usize| if unit < width { share(covariance[unit * width + unit]) } else { 0.0 };
            return Self {
                layer,
                axes: if width == 1 { Axes::Unit } else { Axes::Units },
                shares: [along(0), along(1)],
                mean: vec![0.0; width],
                directions: [axis(0), axis(1)],
            };
        }
        let (values, mut vectors) = eigen(covariance, width);
        for vector in &mut vectors[..2] {
            let largest = |largest: f64, weight: &f64| if weight.abs() > largest.abs() { *weight } else { largest };
            if vector.iter().fold(0.0, largest) < 0.0 {
                turn(vector);
            }
        }
        let directions = [std::mem::take(&mut vectors[0]), std::mem::take(&mut vectors[1])];
        Self { layer, axes: Axes::Components, shares: [share(values[0]), share(values[1])], mean, directions }
    }

    /// The same view with each axis the way that it had in another: for a picture that follows a run, and is not to
    /// flip from one epoch to the next.
    #[must_use]
    pub fn facing(mut self, before: &Self) -> Self {
        for (direction, before) in self.directions.iter_mut().zip(&before.directions) {
            if direction.iter().zip(before).map(|(now, before)| now * before).sum::<f64>() < 0.0 {
                turn(direction);
            }
        }
        self
    }

    /// Weights of the layer's units in each axis; of principal components, a vector of length 1.
    #[must_use]
    pub fn directions(&self) -> [&[f64]; 2] {
        [&self.directions[0], &self.directions[1]]
    }

    /// Where the points lie that were computed, in their order, written to `places`. Room is used again.
    ///
    /// # Panics
    /// If the layer has another number of units than the one that was looked at.
    pub fn places(&self, activations: &Activations, places: &mut Vec<[f32; 2]>) {
        assert_eq!(activations.width(self.layer), self.mean.len(), "activations of the same network");
        places.clear();
        let columns: Vec<&[f32]> = activations.units(self.layer).map(|unit| activations.of(unit)).collect();
        places.extend((0..activations.points()).map(|point| {
            let coordinate = |direction: &Vec<f64>| {
                let parts = columns.iter().zip(&self.mean).zip(direction);
                parts.map(|((column, mean), weight)| weight * (f64::from(column[point]) - mean)).sum::<f64>() as f32
            };
            [coordinate(&self.directions[0]), coordinate(&self.directions[1])]
        }));
    }
}

/// Makes an axis point the other way.
fn turn(direction: &mut [f64]) {
    for weight in direction {
        *weight = -*weight;
    }
}

/// Mean, `[width]`, and covariance, `[width, width]`, of a layer's activations over the points where all are finite.
fn moments(activations: &Activations, layer: usize) -> (Vec<f64>, Vec<f64>) {
    let columns: Vec<&[f32]> = activations.units(layer).map(|unit| activations.of(unit)).collect();
    let width = columns.len();
    let finite = |point: &usize| columns.iter().all(|column| column[*point].is_finite());
    let points: Vec<usize> = (0..activations.points()).filter(finite).collect();
    let count = points.len().max(1) as f64;
    let of = |unit: usize, point: &usize| f64::from(columns[unit][*point]);
    let mean: Vec<f64> =
        (0..width).map(|unit| points.iter().map(|point| of(unit, point)).sum::<f64>() / count).collect();
    let mut covariance = vec![0.0; width * width];
    for one in 0..width {
        for other in 0..=one {
            let products = points.iter().map(|point| (of(one, point) - mean[one]) * (of(other, point) - mean[other]));
            let entry = products.sum::<f64>() / count;
            (covariance[one * width + other], covariance[other * width + one]) = (entry, entry);
        }
    }
    (mean, covariance)
}
