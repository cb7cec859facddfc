//! Drawn points: points that people add to those of a recipe, or remove from them.
//!
//! A part of a preset, so that a run with drawn points is a recipe like any other. Changes of it are small: a run's
//! journal has one for each point that was drawn.

use serde::{Deserialize, Serialize};

use super::{Dataset, MAX_POINTS, Points, Target};
use crate::error::{Invalid, check_number};

/// The most points that can be drawn.
pub const MAX_DRAWN: usize = 5000;
/// The largest coordinate of a drawn point.
const FARTHEST: f32 = 1e6;

/// A train point (x, y) that was drawn, with its label: the number of its class, or its value.
pub type DrawnPoint = (f32, f32, f32);

/// One of the two parts of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Split {
    /// The points that the network learns from.
    Train,
    /// The points that only evaluate it.
    Test,
}

/// Points that were drawn, and points of the recipe that were taken away.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Drawn {
    /// Train points that were added, in their order, after those of the recipe.
    pub points: Vec<DrawnPoint>,
    /// Train points of the recipe that were taken away, by their places from 0, in order.
    pub without_train: Vec<usize>,
    /// Test points of the recipe that were taken away, by their places from 0, in order.
    pub without_test: Vec<usize>,
}

/// A change of one point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum PointChange {
    /// A point is drawn, at this place among those that are.
    Draw(usize, DrawnPoint),
    /// The drawn point at this place is taken away.
    Erase(usize),
    /// The recipe's point at this place is taken away.
    Without(Split, usize),
    /// The recipe's point at this place is there again.
    Again(Split, usize),
}

impl Drawn {
    /// Whether the points are those of the recipe.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks every point, for labels like these.
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed.
    pub fn check(&self, target: Target) -> Result<(), Invalid> {
        if self.points.len() > MAX_DRAWN {
            let problem = format!("has {} points", self.points.len());
            return Err(Invalid::new("points", problem, format!("at most {MAX_DRAWN} points")));
        }
        for (index, point) in self.points.iter().enumerate() {
            check_point(*point, target).map_err(|invalid| invalid.within(&format!("points[{index}]")))?;
        }
        for (name, places) in [("without_train", &self.without_train), ("without_test", &self.without_test)] {
            let is_rising = places.windows(2).all(|pair| pair[0] < pair[1]);
            if !is_rising || places.last().is_some_and(|last| *last >= MAX_POINTS) {
                let allowed = format!("different indices from 0 to {}, in order", MAX_POINTS - 1);
                return Err(Invalid::new(name, "can't be used", allowed));
            }
        }
        Ok(())
    }

    /// Checks the point of a change that was made, and that there are not too many.
    ///
    /// # Errors
    /// As for [`Self::check`].
    pub fn check_change(&self, change: PointChange, target: Target) -> Result<(), Invalid> {
        match change {
            PointChange::Draw(..) if self.points.len() > MAX_DRAWN => {
                Err(Invalid::new("points", "is one point too many", format!("at most {MAX_DRAWN} points")))
            }
            PointChange::Draw(index, point) => {
                check_point(point, target).map_err(|invalid| invalid.within(&format!("points[{index}]")))
            }
            PointChange::Without(_, place) if place >= MAX_POINTS => {
                let allowed = format!("indices from 0 to {}", MAX_POINTS - 1);
                Err(Invalid::new("", format!("takes away the point {place}"), allowed))
            }
            _ => Ok(()),
        }
    }

    /// The points that were taken away of a split.
    pub fn without(&self, split: Split) -> &[usize] {
        match split {
            Split::Train => &self.without_train,
            Split::Test => &self.without_test,
        }
    }

    fn without_mut(&mut self, split: Split) -> &mut Vec<usize> {
        match split {
            Split::Train => &mut self.without_train,
            Split::Test => &mut self.without_test,
        }
    }

    /// The size of a split for which the recipe has `count` points. Indices beyond the recipe's points remove nothing.
    pub fn count(&self, split: Split, generated: usize) -> usize {
        // In order, as checked ones are.
        let taken = self.without(split).partition_point(|place| *place < generated).min(generated);
        let drawn = if split == Split::Train { self.points.len() } else { 0 };
        generated - taken + drawn
    }

    /// The place in the recipe of the point at this place of what is left of the split; none if that was drawn.
    pub fn place_in_recipe(&self, split: Split, place: usize, generated: usize) -> Option<usize> {
        let mut origin = place;
        for taken in self.without(split) {
            if *taken > origin {
                break;
            }
            origin += 1;
        }
        (origin < generated).then_some(origin)
    }

    /// Takes away and adds what was drawn.
    pub fn apply(&self, dataset: &mut Dataset) {
        let is_strip = dataset.is_strip();
        let Dataset { train, test, .. } = dataset;
        for (points, split) in [(&mut *train, Split::Train), (test, Split::Test)] {
            take_away(points, self.without(split));
        }
        for &(x, y, label) in &self.points {
            train.push([x, if is_strip { label } else { y }], label);
        }
    }

    /// The changes that lead to `after`, in a fixed order.
    pub fn changes(&self, after: &Self) -> Vec<PointChange> {
        let mut changes = vec![];
        for split in [Split::Train, Split::Test] {
            let (old, new) = (self.without(split), after.without(split));
            let is_in = |places: &[usize], place: &usize| places.binary_search(place).is_ok();
            changes.extend(old.iter().filter(|p| !is_in(new, p)).map(|place| PointChange::Again(split, *place)));
            changes.extend(new.iter().filter(|p| !is_in(old, p)).map(|place| PointChange::Without(split, *place)));
        }
        let (old, new) = (&self.points, &after.points);
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let rest = old.len().min(new.len()) - start;
        let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        changes.extend((start..old.len() - end).rev().map(PointChange::Erase));
        changes.extend((start..new.len() - end).map(|place| PointChange::Draw(place, new[place])));
        changes
    }
}

fn check_point((x, y, label): DrawnPoint, target: Target) -> Result<(), Invalid> {
    for (axis, value) in [("0", x), ("1", y)] {
        let fits = |value: f64| value.abs() <= f64::from(FARTHEST);
        check_number(axis, value.into(), "a number from -1000000 to 1000000", fits)?;
    }
    if target.has(label) { Ok(()) } else { Err(Invalid::new("2", format!("is {label}"), target.to_string())) }
}

impl PointChange {
    /// Whether it can be made: the place that it names is there, and a point that is taken away is not away already.
    pub fn fits(self, drawn: &Drawn) -> bool {
        let is_away = |split, place: usize| drawn.without(split).binary_search(&place).is_ok();
        match self {
            Self::Draw(place, _) => place <= drawn.points.len(),
            Self::Erase(place) => place < drawn.points.len(),
            Self::Without(split, place) => !is_away(split, place),
            Self::Again(split, place) => is_away(split, place),
        }
    }

    /// Makes the change. One that does not fit changes nothing, as checked journals have none.
    pub fn apply(self, drawn: &mut Drawn) {
        match self {
            Self::Draw(place, point) => drawn.points.insert(place.min(drawn.points.len()), point),
            Self::Erase(place) if place < drawn.points.len() => {
                drawn.points.remove(place);
            }
            Self::Erase(_) => {}
            Self::Without(split, place) => {
                let places = drawn.without_mut(split);
                if let Err(index) = places.binary_search(&place) {
                    places.insert(index, place);
                }
            }
            Self::Again(split, place) => drawn.without_mut(split).retain(|taken| *taken != place),
        }
    }
}

/// Leaves out the points at these places, which are in order.
fn take_away(points: &mut Points, places: &[usize]) {
    if places.is_empty() {
        return;
    }
    let mut kept = Points::default();
    for index in (0..points.len()).filter(|index| places.binary_search(index).is_err()) {
        kept.push_of(points, index);
    }
    *points = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dataset() -> Dataset {
        let points = |count: usize| Points {
            inputs: (0..count).map(|place| [place as f32, 0.0]).collect(),
            labels: (0..count).map(|place| (place % 2) as f32).collect(),
            others: (0..2 * count).map(|place| place as f32).collect(),
        };
        Dataset { train: points(6), test: points(3), ..Dataset::default() }
    }

    fn drawn() -> impl Strategy<Value = Drawn> {
        let places = || prop::collection::btree_set(0..8_usize, 0..5).prop_map(|places| places.into_iter().collect());
        let points = prop::collection::vec((0..3, 0..2).prop_map(|(x, label)| (x as f32, 1.0, label as f32)), 0..6);
        (points, places(), places()).prop_map(|(points, without_train, without_test)| Drawn {
            points,
            without_train,
            without_test,
        })
    }

    #[test]
    fn points_are_taken_away_and_added() {
        let drawn = Drawn { points: vec![(0.5, -0.5, 1.0)], without_train: vec![0, 4, 7], without_test: vec![1] };
        let mut points = dataset();
        drawn.apply(&mut points);
        let x: Vec<_> = points.train.inputs.iter().map(|point| point[0]).collect();
        assert_eq!((x, points.train.labels), (vec![1.0, 2.0, 3.0, 5.0, 0.5], vec![1.0, 0.0, 1.0, 1.0, 1.0]));
        assert_eq!(points.test.inputs, [[0.0, 0.0], [2.0, 0.0]]);
        assert_eq!(points.test.others, [0.0, 1.0, 4.0, 5.0]);
        // A drawn point stands at the mean of the others in the columns that are not drawn.
        assert_eq!(points.train.others, [2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 11.0, 5.5, 6.5]);
        assert_eq!((drawn.count(Split::Train, 6), drawn.count(Split::Test, 3)), (5, 2));
        let places: Vec<_> = (0..5).map(|place| drawn.place_in_recipe(Split::Train, place, 6)).collect();
        assert_eq!(places, [Some(1), Some(2), Some(3), Some(5), None]);
    }

    #[test]
    fn what_cannot_be_a_point_is_refused_by_name() {
        let field = |drawn: Drawn| drawn.check(Target::Classes(2)).map_err(|invalid| invalid.field);
        let point = |point| Drawn { points: vec![(0.0, 0.0, 1.0), point], ..Drawn::default() };
        assert_eq!(field(point((-1e6, 3.0, 0.0))), Ok(()));
        for (refused, name) in [
            (point((f32::NAN, 0.0, 0.0)), "points[1].0"),
            (point((0.0, 2e6, 0.0)), "points[1].1"),
            (point((0.0, 0.0, 2.0)), "points[1].2"),
            (Drawn { points: vec![(0.0, 0.0, 0.0); MAX_DRAWN + 1], ..Drawn::default() }, "points"),
            (Drawn { without_train: vec![3, 3], ..Drawn::default() }, "without_train"),
            (Drawn { without_test: vec![MAX_POINTS], ..Drawn::default() }, "without_test"),
        ] {
            assert_eq!(field(refused), Err(name.to_owned()));
        }
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn changes_lead_from_one_drawing_to_the_other(before in drawn(), after in drawn()) {
            let mut reached = before.clone();
            for change in before.changes(&after) {
                prop_assert!(change.fits(&reached), "{:?}", change);
                change.apply(&mut reached);
            }
            prop_assert_eq!(&reached, &after);
            let mut points = dataset();
            after.apply(&mut points);
            prop_assert_eq!(points.train.len(), after.count(Split::Train, 6));
            prop_assert_eq!(points.test.len(), after.count(Split::Test, 3));
            prop_assert_eq!(points.train.inputs.len(), points.train.labels.len());
            prop_assert_eq!(points.train.others.len(), 2 * points.train.labels.len());
        }
    }
}
