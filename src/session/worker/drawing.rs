//! Drawing and erasing points of a run, and which of them are in no file.

use std::borrow::Cow;

use super::Worker;
use crate::data::{Drawn, DrawnPoint, MAX_DRAWN, PointChange, Split};
use crate::preset::Preset;
use crate::session::Notice;
use crate::train::settings;

impl Worker {
    /// Adds a train point, or replaces the one drawn at the same place.
    pub(super) fn draw(&mut self, point: DrawnPoint) {
        let mut preset = Preset::clone(&self.preset);
        let points = &mut preset.drawn.points;
        match points.iter().position(|known| (known.0, known.1) == (point.0, point.1)) {
            Some(place) => points[place] = point,
            None if points.len() == MAX_DRAWN => {
                return self.note(Notice::Problem(format!("no more than {MAX_DRAWN} points can be drawn")));
            }
            None => points.push(point),
        }
        self.change_points(preset);
    }

    /// Removes the point nearest to a place, in units of the reach, if it is within reach along both axes.
    pub(super) fn erase(&mut self, place: (f32, f32), reach: (f32, f32)) {
        let dataset = self.trainer.dataset();
        let splits = [(Split::Train, &dataset.train), (Split::Test, &dataset.test)];
        let points = splits.into_iter().flat_map(|(split, points)| {
            points.inputs.iter().enumerate().map(move |(index, &[x, y])| {
                let off = |one: f32, other: f32| (f64::from(one) - f64::from(other)).abs();
                let (across, up) = (off(x, place.0), off(y, place.1));
                let parts = (across / f64::from(reach.0)).max(up / f64::from(reach.1));
                // Without end to the reach, all parts of it are 0.
                (parts, across * across + up * up, split, index)
            })
        });
        let near = points.filter(|(parts, ..)| *parts <= 1.0);
        let nearer = |one: &(f64, f64, _, _), other: &(f64, f64, _, _)| {
            (one.0.total_cmp(&other.0)).then(one.1.total_cmp(&other.1))
        };
        let Some((.., split, index)) = near.min_by(nearer) else {
            return self.note(Notice::Remark("there is no point here".into()));
        };
        let mut preset = Preset::clone(&self.preset);
        let generated = preset.generated(split);
        let change = if let Some(place) = preset.drawn.place_in_recipe(split, index, generated) {
            PointChange::Without(split, place)
        } else {
            let first = preset.drawn.count(Split::Train, generated) - preset.drawn.points.len();
            PointChange::Erase(index - first)
        };
        change.apply(&mut preset.drawn);
        // Where it begins a branch, that is what is said.
        let is_past = self.timeline.is_past(&self.trainer);
        self.change_points(preset);
        if !is_past {
            self.note(Notice::Remark("removed a point; u brings it back".into()));
        }
    }

    /// The drawn points at the newest position of the branch.
    pub(super) fn newest_points(&self) -> Cow<'_, Drawn> {
        if self.timeline.is_past(&self.trainer) {
            Cow::Owned(settings(&self.timeline.run().preset, &self.timeline.branch().journal).drawn)
        } else {
            Cow::Borrowed(&self.preset.drawn)
        }
    }

    /// Number of drawn points if those at the newest position are in no file, else 0.
    pub(super) fn unsaved_points(&self) -> usize {
        let points = self.newest_points();
        if *points == self.saved_points { 0 } else { points.points.len() }
    }

    /// Changes to the preset if it is valid: no split may become empty, or smaller than a batch.
    fn change_points(&mut self, preset: Preset) {
        match preset.check() {
            Ok(()) => self.change(preset),
            Err(invalid) => self.note(Notice::Problem(invalid.to_string())),
        }
    }
}
