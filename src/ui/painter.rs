//! Evaluates the network over the plane for the screen, with a network of its own.

use ratatui::layout::Rect;

use crate::data::Dataset;
use crate::network::{Architecture, Batches, Engine, EngineKind, INPUTS, Loss};
use crate::plot::View;
use crate::session::Update;

/// Room round the points, as a share of their range.
const MARGIN: f64 = 0.08;

/// The network's answers over the plane, for one size of the panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// What part of the plane is shown; none before the first frame.
    pub view: Option<View>,
    /// Where the plane and its axes are on the screen.
    pub area: Rect,
    /// Where the plane itself is.
    pub plane: Rect,
    /// Probability of label 1 at each half-block pixel, row by row from the top; two rows a cell.
    pub probabilities: Vec<f32>,
    /// How far the untrained network's probabilities at the train points are from one half at most.
    pub indecision: Option<f32>,
}

/// What a field depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    run: u64,
    epoch: u64,
    batch: u64,
    area: Rect,
}

/// The screen's own network, kept until another is to be painted.
pub(super) struct Painter {
    network: Option<(Architecture, Loss, EngineKind, Box<dyn Engine>)>,
    shown: Option<Shown>,
    /// The pixels as points, for the view that was painted last.
    pixels: Batches,
}

impl Painter {
    pub(super) fn new() -> Self {
        Self { network: None, shown: None, pixels: Batches::new(INPUTS) }
    }

    /// Paints the run's network for a panel of this size, if `field` does not show it already.
    pub(super) fn paint(&mut self, run: &Update, area: Rect, field: &mut Field) {
        let shown = Shown { run: run.run, epoch: run.record.epoch, batch: run.batch, area };
        let Some(before) = self.shown.replace(shown) else { return self.renew(run, area, field) };
        if before.run != run.run || before.area != area {
            self.renew(run, area, field);
        } else if before != shown {
            self.evaluate(run, field);
        }
    }

    /// Paints another part of the plane, or another network.
    fn renew(&mut self, run: &Update, area: Rect, field: &mut Field) {
        let view = view_of(&run.dataset);
        let plane = view.plane_area(area);
        // A plane that is less wide than its panel stands in the middle.
        let aside = (area.right() - plane.right().max(area.x)) / 2;
        field.view = Some(view);
        field.area = Rect { x: area.x + aside, width: plane.right() - area.x, ..area };
        field.plane = Rect { x: plane.x + aside, ..plane };
        let (columns, rows) = (usize::from(plane.width), 2 * usize::from(plane.height));
        self.pixels = Batches::unlabelled(INPUTS, &view.pixel_centers(columns, rows));
        self.evaluate(run, field);
    }

    fn evaluate(&mut self, run: &Update, field: &mut Field) {
        let wanted = (&run.preset.network, run.preset.loss, run.preset.engine);
        let built = self.network.as_ref().map(|(architecture, loss, engine, _)| (architecture, *loss, *engine));
        if built != Some(wanted) {
            let network = run.preset.engine.build(&run.preset.network, run.preset.loss);
            self.network = Some((run.preset.network.clone(), run.preset.loss, run.preset.engine, network));
        }
        let Some((_, _, _, network)) = &mut self.network else { return };
        field.probabilities.resize(self.pixels.len(), 0.0);
        network.probabilities(&run.parameters, &self.pixels, &mut field.probabilities);
        if run.record.epoch == 0 {
            let points = run.dataset.train.laid_out();
            let mut probabilities = vec![0.0; points.len()];
            network.probabilities(&run.parameters, &points, &mut probabilities);
            field.indecision = probabilities.into_iter().map(|probability| (probability - 0.5).abs()).reduce(f32::max);
        }
    }
}

/// The square round all points, with a margin.
fn view_of(dataset: &Dataset) -> View {
    let points = || dataset.train.inputs.iter().chain(&dataset.test.inputs);
    let range = |axis: usize| {
        let values = || points().map(|point| f64::from(point[axis])).filter(|value| value.is_finite());
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (x, y) = (range(0), range(1));
    let middle = |(low, high): (f64, f64)| f64::midpoint(low, high);
    let half = ((x.1 - x.0).max(y.1 - y.0) / 2.0 * (1.0 + 2.0 * MARGIN)).max(1e-3);
    if !half.is_finite() {
        return View { x: (-1.0, 1.0), y: (-1.0, 1.0) };
    }
    let around = |middle: f64| (middle - half, middle + half);
    View { x: around(middle(x)), y: around(middle(y)) }
}
