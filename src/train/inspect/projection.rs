//! Projection of a layer's activations to two dimensions.

use super::eigen::eigen;
use crate::network::Activations;

/// A projection of a layer's activations on two axes, found over the train points and applied to any.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The layer, counted as in [`Unit`](crate::network::Unit).
    pub layer: usize,
    /// The kind of axes.
    pub axes: Axes,
    /// Fraction of the units' variance along each axis, 0 to 1; 0 if nothing varies.
    pub shares: [f64; 2],
    /// Subtracted from each unit's activation.
    mean: Vec<f64>,
    /// Weights of the units in each axis.
    directions: [Vec<f64>; 2],
}

/// The axes of a layer's view.
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
    /// The view of a layer, from its activations over the train points, without points that have one that is not
    /// finite.
    ///
    /// The sign of a principal component is arbitrary. As in scikit-learn's `PCA`, its largest weight, the first of
    /// equals, is positive: so the same epoch gives the same picture. See [`Self::facing`] for the next epoch.
    ///
    /// # Panics
    /// If the network has no such layer.
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

    /// The same view with the axes in the direction of another's, so that a picture doesn't flip from epoch to epoch.
    #[must_use]
    pub fn facing(mut self, before: &Self) -> Self {
        for (direction, before) in self.directions.iter_mut().zip(&before.directions) {
            if direction.iter().zip(before).map(|(now, before)| now * before).sum::<f64>() < 0.0 {
                turn(direction);
            }
        }
        self
    }

    /// Weights of the layer's units in each axis; for principal components, a vector of length 1.
    pub fn directions(&self) -> [&[f64]; 2] {
        [&self.directions[0], &self.directions[1]]
    }

    /// Writes the coordinates of the computed points, in their order, to `places`.
    ///
    /// # Panics
    /// If the layer has another number of units.
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

/// Reverses an axis.
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
    let mean: Vec<f64> = columns
        .iter()
        .map(|column| points.iter().map(|point| f64::from(column[*point])).sum::<f64>() / count)
        .collect();
    let mut covariance = vec![0.0; width * width];
    let mut deviations = vec![0.0; width];
    for point in points {
        for ((deviation, column), mean) in deviations.iter_mut().zip(&columns).zip(&mean) {
            *deviation = f64::from(column[point]) - mean;
        }
        for (row, one) in covariance.chunks_exact_mut(width).zip(&deviations) {
            row.iter_mut().zip(&deviations).for_each(|(entry, other)| *entry += one * other);
        }
    }
    for entry in &mut covariance {
        *entry /= count;
    }
    (mean, covariance)
}
