//! What the screen's own network says of the shown epoch, for all views: its predictions at the points, the probed point,
//! and the part of the plane that is shown.
//!
//! Computed before each frame, and only what has changed. Views that show more compute that themselves.

pub mod model;
pub mod network;
pub mod predictions;
pub mod probe;
pub mod scale;

use std::sync::Arc;

use crate::data::{COORDINATES, Slice};
use crate::network::Task;
use crate::plot::{Numbers, View};
use crate::preset::Preset;
use crate::session::Update;
use crate::ui::look::Look;
use crate::ui::selection::Place;
use crate::ui::slice::Shown;
use model::{Model, Moment};
use network::Network;
use predictions::{Asker, Predictions};
use probe::Probed;

/// What is known of the shown epoch.
#[derive(Default)]
pub struct Evaluation {
    /// The part of the plane that is shown.
    pub view: Option<View>,
    /// Which plane that is, of a table with more than two columns.
    pub shown: Shown,
    /// The predictions at the points.
    pub predictions: Predictions,
    /// The point that is sent through the network.
    pub probe: Option<Probed>,
    /// The largest distance of the untrained network's probabilities at the train points from one half.
    pub indecision: Option<f32>,
    network: Network,
    asker: Asker,
    /// The run's number and preset for whose points the view was chosen, and the columns along its axes.
    viewed: Option<(u64, Arc<Preset>, [usize; COORDINATES])>,
    probed: Option<(Moment, Place, Slice)>,
    evaluated: Option<Moment>,
}

/// What predictions and labels of a run are.
pub fn numbers(preset: &Preset) -> Numbers {
    match preset.loss.task() {
        Task::Binary => Numbers::Sides,
        Task::Classes => Numbers::Classes(preset.shape().outputs),
        Task::Value => Numbers::Values,
    }
}

impl Evaluation {
    /// The moment of the run that was evaluated last: what views compute before a frame goes by it.
    pub fn moment(&self, run: &Update) -> Moment {
        self.evaluated.unwrap_or_else(|| Moment::of(run))
    }

    /// The run's network at that moment.
    pub fn model<'a>(&self, run: &'a Update) -> Model<'a> {
        Model::at(self.moment(run), run)
    }

    /// Evaluates the run's network.
    pub fn prepare(&mut self, run: &Update, look: &Look) {
        let model = Model::at(Moment::of(run), run);
        self.shown.prepare(run, &look.selection.slice);
        self.view = Some(self.chosen(model));
        self.asker.ask(model, look.threshold, &mut self.network, &mut self.predictions);
        self.predictions.count(&run.record, &run.dataset);
        let slice = &self.shown.slice;
        let probed = look.selection.probe.map(|place| (model.moment, place, slice.clone()));
        if self.probed != probed {
            self.probe = look.selection.probe.map(|place| Probed::new(place, run, slice));
            self.probed = probed;
        }
        if self.evaluated.replace(model.moment) != Some(model.moment) && run.record.epoch == 0 {
            self.indecision = self.indecision(model);
        }
    }

    /// The part of the plane to show. Drawing and removing points leave it as it is, so that the plane stands still
    /// beneath the cursor, unless a point lies outside.
    fn chosen(&mut self, model: Model) -> View {
        let axes = self.shown.slice.axes;
        let is_same = self.viewed.as_ref().is_some_and(|(number, preset, viewed)| {
            (*number, *viewed) == (model.moment.version.run, axes)
                && (preset.seed, &preset.data) == (model.preset.seed, &model.preset.data)
        });
        let is_known = self.viewed.as_ref().is_some_and(|(_, preset, _)| Arc::ptr_eq(preset, model.preset));
        if let (true, true, Some(view)) = (is_same, is_known, self.view) {
            return view;
        }
        self.viewed = Some((model.moment.version.run, Arc::clone(model.preset), axes));
        let slice = &self.shown.slice;
        let points = slice.places(&model.dataset.train).chain(slice.places(&model.dataset.test));
        let is_inside = |view: &View| points.clone().all(|[x, y]| view.has(f64::from(x), f64::from(y)));
        let around = || {
            let points: Vec<_> = points.clone().collect();
            if model.dataset.is_strip() { View::spanning(&points.iter()) } else { View::around(&points.iter()) }
        };
        let view = self.view.filter(|_| is_same).filter(is_inside).or_else(around);
        view.unwrap_or(View { x: (-1.0, 1.0), y: (-1.0, 1.0) })
    }

    fn indecision(&mut self, model: Model) -> Option<f32> {
        let loss = model.preset.loss;
        loss.gives_probability().then(|| {
            let mut probabilities = vec![];
            let train = model.dataset.train.laid_out(&model.preset.inputs);
            self.network.outputs(model, &train, &mut probabilities);
            loss.predict(&mut probabilities, model.preset.shape().outputs);
            probabilities.into_iter().map(|probability| (probability - 0.5).abs()).fold(0.0, f32::max)
        })
    }
}
