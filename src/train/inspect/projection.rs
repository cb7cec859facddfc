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
    /// Principal components are known but for their sign. It is chosen so that the cubes of a component's weights have
    /// a sum of 0 or more: a function of the network alone, so that the same epoch always gives the same picture, in
    /// which the largest weights decide, and which changes its sign less often from epoch to epoch than the largest
    /// weight alone does.
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
            let axes = if width == 1 { Axes::Unit } else { Axes::Units };
            let (shares, directions) = ([along(0), along(1)], [axis(0), axis(1)]);
            return Self { layer, axes, shares, mean: vec![0.0; width], directions };
        }
        let (values, mut vectors) = eigen(covariance, width);
        for vector in &mut vectors[..2] {
            if vector.iter().map(|weight| weight.powi(3)).sum::<f64>() < 0.0 {
                vector.iter_mut().for_each(|weight| *weight = -*weight);
            }
        }
        let directions = [std::mem::take(&mut vectors[0]), std::mem::take(&mut vectors[1])];
        Self { layer, axes: Axes::Components, shares: [share(values[0]), share(values[1])], mean, directions }
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
        places.extend((0..activations.points()).map(|point| {
            let mut place = [0.0; 2];
            for (unit, mean) in activations.units(self.layer).zip(&self.mean) {
                let off = f64::from(activations.of(unit)[point]) - mean;
                for (coordinate, direction) in place.iter_mut().zip(&self.directions) {
                    *coordinate += direction[unit.index] * off;
                }
            }
            place.map(|coordinate| coordinate as f32)
        }));
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
