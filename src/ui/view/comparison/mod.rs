//! The decision boundaries of compared branches, in the place of that of the shown one.

mod sides;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::data::Dataset;
use crate::network::{Evaluation, Score};
use crate::session::Update;
use crate::train::Record;
use crate::ui::action::Region;
use crate::ui::context::Context;
use crate::ui::format::{cut, measure, thousands};
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::plane::{self, Marks, misclassified};
use crate::ui::view::{View, draw_box, fitting_text};
use sides::{Side, Sides};

/// Columns of the corners and the gap of a title.
const CORNERS: usize = 6;

/// A branch: its name, its record and its data.
type Branch<'a> = (&'a str, &'a Record, &'a Dataset);

/// The decision boundaries of the compared branches.
#[derive(Default)]
pub struct Comparison {
    sides: Sides,
}

impl View for Comparison {
    fn prepare(&mut self, area: Rect, context: &Context) {
        if let (Some(run), Some(view)) = (context.run, context.evaluation.view) {
            self.sides.compute(context.evaluation.model(run), run, (view, &context.evaluation.shown.slice), area);
        }
    }

    fn render(&self, frame: &mut Frame, _: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        let branches = branches(run);
        for (place, (side, branch)) in self.sides.all.iter().zip(&branches).enumerate() {
            draw(frame, context, place, side, *branch, branch.1.epoch < run.record.epoch);
        }
    }

    fn mode(&self, look: &Look) -> Option<Mode> {
        (look.focus == Some(Region::Boundary)).then_some(Mode::Run)
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        context.run.map_or_else(Vec::new, |run| branches(run).into_iter().map(sentence).collect())
    }
}

/// The shown branch and those that are compared with it.
fn branches(run: &Update) -> Vec<Branch<'_>> {
    let name = |branch| run.time.find(branch).map_or("", |branch| branch.name.as_str());
    let mut branches: Vec<Branch> = vec![(name(run.time.branch), &run.record, &run.dataset)];
    branches.extend(run.time.compared.iter().map(|side| (name(side.branch), &side.record, &*side.dataset)));
    branches
}

/// `Compared: branch main at epoch 400, test loss 0.1030, 20 of 20 test points correct.`
fn sentence((name, record, dataset): Branch) -> String {
    let (split, Evaluation { loss, score }, points) = evaluated(record, dataset);
    let score = match score {
        Score::Correct(correct) => format!("{correct} of {points} {split} points correct"),
        Score::Determination(share) => format!("R squared {share:.3}"),
    };
    let (epoch, loss) = (thousands(record.epoch), measure(loss));
    format!("Compared: branch {name} at epoch {epoch}, {split} loss {loss}, {score}.")
}

/// The split that branches are compared by, with what is known of it: the test points, or the train points if there are no
/// others.
fn evaluated(record: &Record, dataset: &Dataset) -> (&'static str, Evaluation, usize) {
    let train = Evaluation { loss: record.train_loss, score: record.train_score };
    record.test.map_or(("train", train, dataset.train.len()), |test| ("test", test, dataset.test.len()))
}

fn draw(frame: &mut Frame, context: &Context, place: usize, side: &Side, branch: Branch, has_ended: bool) {
    let (name, record, dataset) = branch;
    let theme = context.look.theme;
    let room = usize::from(side.area.width).saturating_sub(CORNERS);
    let (split, Evaluation { loss, score }, points) = evaluated(record, dataset);
    let loss = measure(loss);
    let name = cut(&context.look.glyphs.text(name), room.saturating_sub(loss.len() + 4), context.look.glyphs);
    let score = match score {
        Score::Correct(correct) => format!("{split} accuracy {correct}/{points}"),
        Score::Determination(share) => format!("{} {share:.3}", context.look.glyphs.text("R²")),
    };
    // A branch that ended earlier is not at the epoch of the others; that matters more than its score.
    let epoch = thousands(record.epoch);
    let (first, epoch) = if has_ended { (0, format!("ends at {epoch}")) } else { (2, format!("epoch {epoch}")) };
    let pieces = [(first, epoch.clone()), (1, format!("{split} loss {loss}")), (3, score)];
    let right = fitting_text(pieces, 2, room.saturating_sub(name.width() + 4));
    let right = match right.is_empty() {
        true if has_ended => epoch,
        true => loss,
        false => right,
    };
    let title = Span::styled(format!(" {name} "), theme.branch(place));
    draw_box(frame, side.area, theme, theme.border(), title, Line::styled(format!(" {right} "), theme.faint()));
    let counts = misclassified(context.look, &side.predictions).into_iter().flatten();
    if let Some(counts) = counts.map(Line::from).find(|counts| counts.width() <= room) {
        let place = Rect { x: side.area.x + 2, y: side.area.bottom() - 1, width: counts.width() as u16 + 2, height: 1 };
        let padded = [Span::raw(" ")].into_iter().chain(counts.spans).chain([Span::raw(" ")]);
        frame.render_widget(padded.collect::<Line>(), place.intersection(side.area));
    }
    let marks = Marks { predictions: &side.predictions, batch: &[] };
    plane::draw(frame, context.look, &side.field, dataset, marks);
}
