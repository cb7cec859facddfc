//! The part of a table's space that a plane shows: two columns along its axes, every other one at a number of its own.
//!
//! Owns the way from a place on the plane to a row of numbers, and how far a point lies off it. What is shown is nothing of a
//! run: no number of one depends on it.

use super::{COORDINATES, Input, Points};

/// Two columns along the axes of a plane, and where the others stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// The columns along x and y, counted from 0.
    pub axes: [usize; COORDINATES],
    /// A number for every column, as a network sees it; those of the axes mean nothing. Empty for points of two columns.
    pub(super) at: Vec<f32>,
    /// What the square of a distance along each column counts for, 0 for those of the axes.
    pub(super) weights: Vec<f64>,
}

impl Default for Slice {
    /// The plane of points with two columns.
    fn default() -> Self {
        Self { axes: [0, 1], at: vec![], weights: vec![] }
    }
}

impl Slice {
    /// Whether there are other columns than those along the axes.
    pub fn has_others(&self) -> bool {
        self.weights.iter().any(|weight| *weight > 0.0)
    }

    /// Where a point lies on the plane.
    ///
    /// # Panics
    /// If there is no such point.
    pub fn place(&self, points: &Points, index: usize) -> [f32; COORDINATES] {
        if self.axes == [0, 1] { points.inputs[index] } else { self.axes.map(|column| points.number(index, column)) }
    }

    /// The places of all points.
    pub fn places(&self, points: &Points) -> impl Iterator<Item = [f32; COORDINATES]> + Clone {
        (0..points.len()).map(move |index| self.place(points, index))
    }

    /// The numbers of all columns at a place of the plane.
    pub fn row(&self, place: [f32; COORDINATES]) -> Vec<f32> {
        let mut row = self.at.clone();
        row.resize(row.len().max(COORDINATES), 0.0);
        for (column, number) in self.axes.into_iter().zip(place) {
            row[column] = number;
        }
        row
    }

    /// The features of places on the plane, `[n, inputs]` row by row.
    pub fn features(&self, inputs: &[Input], places: &[[f32; COORDINATES]]) -> Vec<f32> {
        let mut row = self.row([0.0; COORDINATES]);
        let mut features = Vec::with_capacity(places.len() * inputs.len());
        for place in places {
            for (column, number) in self.axes.into_iter().zip(*place) {
                row[column] = number;
            }
            let (point, others) = ([row[0], row[1]], &row[COORDINATES..]);
            features.extend(inputs.iter().map(|input| input.of(point, others)));
        }
        features
    }

    /// How far a point lies off the slice: the root mean square of its distances along the other columns of the file, each in
    /// standard deviations of the train points. 0 for points of two columns.
    ///
    /// A column of texts counts once: `Σ (x - s)² / Σ variance` over its inputs, which is the square of the distance over
    /// the variance for a column of numbers, too. So a train point lies 1 off the slice at the means, in the root mean square over
    /// all of them.
    pub fn distance(&self, points: &Points, index: usize) -> f64 {
        let columns = self.weights.iter().zip(&self.at).enumerate().filter(|(_, (weight, _))| **weight > 0.0);
        let squares = columns.map(|(column, (weight, at))| {
            let off = f64::from(points.number(index, column)) - f64::from(*at);
            off * off * weight
        });
        squares.sum::<f64>().sqrt()
    }
}
