//! Ablation: the hidden units, by the loss without each.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use crate::network::{EngineKind, Layout, Score, Unit};
use crate::session::Update;
use crate::train::inspect::{Ablation, MAX_POINTS, Worth, ablation, sample};
use crate::ui::action::{Action, Effect, NetworkAction};
use crate::ui::context::Context;
use crate::ui::format::{cut, measure, thousands};
use crate::ui::keymap::Mode;
use crate::ui::names;
use crate::ui::popup::list::{List, Request, room};
use crate::ui::popup::{Help, Outcome, Popup, help};

#[derive(Debug)]
pub struct Units {
    /// By the train loss without the unit, the largest first.
    list: List<(Unit, Worth)>,
    whole: Worth,
    epoch: u64,
}

impl Units {
    /// Computes the losses of a run's network without each of its units.
    pub fn new(run: &Update) -> Self {
        let Ablation { units, whole } = losses_without(run);
        let words = |(unit, _): &(Unit, Worth)| names::unit(*unit, &run.preset);
        Self { list: List::new(units, 0, 2, words), whole, epoch: run.record.epoch }
    }
}

impl Popup for Units {
    fn mode(&self) -> Mode {
        self.list.mode(Mode::List)
    }

    fn handle(&mut self, action: Action, _: &Context) -> Outcome {
        match self.list.handle(action) {
            Request::Nothing => Outcome::Stay(None),
            Request::Close => Outcome::Close(None),
            Request::Choose => {
                let unit = self.list.selected().map(|(unit, _)| *unit);
                Outcome::Close(unit.map(|unit| Effect::Act(Action::Network(NetworkAction::SelectUnit(unit)))))
            }
        }
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        let glyphs = context.look.glyphs;
        let line = |(unit, worth): &(Unit, Worth)| {
            let name = names::unit(*unit, &run.preset);
            Line::from(cut(&format!("{name:<8}{}", words(*worth)), room(area), glyphs))
        };
        let title = format!("ablation at epoch {}", thousands(self.epoch));
        let footer =
            format!("Complete network: {}. Enter selects a unit; x in the network switches it off.", words(self.whole));
        self.list.render(frame, area, context.look, &title, line, &footer);
    }

    fn row_at(&self, area: Rect, place: Position) -> Option<usize> {
        self.list.row_at(area, place)
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        help::list(context.look, width)
    }
}

/// The losses of the run's network without each of its units.
fn losses_without(run: &Update) -> Ablation {
    let (shape, loss) = (run.preset.shape(), run.preset.loss);
    let mut engine = EngineKind::Fused.build(&shape, loss);
    let [train, test] =
        [&run.dataset.train, &run.dataset.test].map(|points| sample(points, MAX_POINTS).laid_out(&run.preset.inputs));
    ablation(engine.as_mut(), &Layout::new(&shape), &run.parameters, &run.unit_mask, (&train, &test))
}

/// The train loss and how many test points are predicted correctly, or how well.
fn words(worth: Worth) -> String {
    let score = match worth.test.score {
        Score::Correct(points) => format!("{points} test points correct"),
        Score::Determination(share) => format!("test R2 {share:.3}"),
    };
    format!("train loss {:<6}  {score}", measure(worth.train.loss))
}
