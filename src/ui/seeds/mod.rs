//! The run from many seeds, as popups and words show it: what was asked for, how often the target is met, and how.

mod figures;
mod words;

pub use figures::{Figures, measured};
pub use words::{describe, losses, progress, seeds_success};

use crate::data::COORDINATES;
use crate::network::Task;
use crate::plot::View;
use crate::preset::Preset;
use crate::session::{Command, SeedsCommand, Update};
use crate::sweep::seeds::{Plane, SIDE, Vary};
use crate::sweep::{Measure, Target};
use crate::ui::distribution::usual_target;
use crate::ui::evaluation::scale::limit_of;

/// Seeds that are trained at first, and that are added at a time.
pub const COUNT: u64 = 1000;

/// What the person has chosen to see of the seeds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SeedsLook {
    /// What counts as success; what is usual for the run if none.
    pub target: Option<Target>,
    pub vary: Vary,
    /// Whether the losses are those of the train points.
    pub is_train: bool,
    /// The seed that is selected; the median if none.
    pub selected: Option<u64>,
}

impl SeedsLook {
    /// Whether the losses of a run are to be those of its train points: it may have no others.
    pub fn shows_train(&self, preset: &Preset) -> bool {
        self.is_train || preset.data.test_count() == 0
    }

    /// What counts as success of a run.
    pub fn target(&self, preset: &Preset) -> Target {
        let has_test = preset.data.test_count() > 0;
        let has_classes = preset.loss.task() != Task::Value;
        let is_possible = |target: &Target| match target.measure {
            Measure::TrainAccuracy => has_classes,
            Measure::TestAccuracy => has_classes && has_test,
            Measure::TrainR2 => !has_classes,
            Measure::TestR2 => !has_classes && has_test,
            Measure::TrainLoss => true,
            Measure::TestLoss => has_test,
        };
        let usual = match (has_classes, has_test) {
            (true, true) => Measure::TestAccuracy,
            (true, false) => Measure::TrainAccuracy,
            (false, true) => Measure::TestR2,
            (false, false) => Measure::TrainR2,
        };
        self.target.filter(is_possible).unwrap_or_else(|| usual_target(usual))
    }
}

/// The command that trains the shown run from so many seeds.
pub fn train(run: &Update, count: u64, vary: Vary) -> Command {
    Command::Seeds(SeedsCommand::Train { count, vary, plane: Box::new(plane(run)) })
}

/// Where the seeds are evaluated: over the part of the plane that has the points of the shown run.
fn plane(run: &Update) -> Plane {
    let dataset = &run.dataset;
    let view = View::around(&dataset.train.inputs.iter().chain(&dataset.test.inputs));
    let view = view.unwrap_or(View { x: (-1.0, 1.0), y: (-1.0, 1.0) });
    let centers = view.pixel_centers(SIDE, SIDE);
    let places: &[[f32; COORDINATES]] = centers.as_chunks().0;
    let limit = limit_of(dataset);
    let scale = dataset.scale.label;
    Plane { places: places.to_vec(), range: (scale.restored(-limit), scale.restored(limit)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_target_is_one_that_the_run_has() {
        for (preset, usual) in [("xor-blobs", "test-accuracy>=0.95"), ("gauss-regression", "test-r2>=0.9")] {
            let preset = crate::preset::find(preset).unwrap().preset;
            let own = |target: &str| SeedsLook { target: Some(target.parse().unwrap()), ..SeedsLook::default() };
            assert_eq!(SeedsLook::default().target(&preset).to_string(), usual);
            assert_eq!(own("test-loss<0.1").target(&preset).to_string(), "test-loss<0.1");
        }
        let preset = crate::preset::find("gauss-regression").unwrap().preset;
        let accuracy = SeedsLook { target: "test-accuracy>=1".parse().ok(), ..SeedsLook::default() };
        assert_eq!(accuracy.target(&preset).to_string(), "test-r2>=0.9", "values have no accuracy");
    }
}
