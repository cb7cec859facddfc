//! Ablation: the losses of the network without each of its hidden units, in the place of the drawing.

use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::network::{EngineKind, Layout, Score, Unit};
use crate::plot::Glyphs;
use crate::session::{State, Update};
use crate::train::inspect::{Ablation, MAX_POINTS, Worth, ablation, sample};
use crate::ui::context::Context;
use crate::ui::evaluation::model::Moment;
use crate::ui::format::{determination, measure, thousands};
use crate::ui::names;

/// Rows above the units: the heading, and the network as it is.
const HEAD: u16 = 2;
/// Columns of the name of a unit, of each number, and between the numbers and a bar.
const NAME: usize = 7;
const NUMBERS: [usize; 3] = [11, 11, 10];
const GAP: usize = 2;
/// The longest bar, in columns, and the shortest that is worth drawing.
const BAR: [usize; 2] = [20, 4];
/// How often a running network is measured again, at most.
const EVERY: Duration = Duration::from_millis(500);
/// Times that a measurement took until the next one of a running network.
const REST: u32 = 4;
/// Products of a point, a unit and a parameter that a measurement may take: some tenths of a second.
const PRODUCTS: usize = 1_000_000_000;
/// The fewest points of a split, for wide networks.
const FEWEST_POINTS: usize = 50;

/// The losses without each unit, by the train loss, the largest first.
#[derive(Debug, Default)]
pub struct Losses {
    known: Option<Known>,
    /// When a running network is measured next.
    next: Option<Instant>,
}

#[derive(Debug)]
struct Known {
    moment: Moment,
    epoch: u64,
    ablation: Ablation,
    /// How many test points were counted.
    test_points: usize,
}

impl Losses {
    /// Measures the run's network, if it has changed. While it runs, twice a second at most: a pass over all points for
    /// each unit takes longer than a frame for wide networks, and numbers that change more often cannot be read.
    pub fn compute(&mut self, run: &Update, moment: Moment) {
        let same_network = self.known.as_ref().filter(|known| known.moment.version == moment.version);
        if same_network.is_some_and(|known| known.moment == moment) {
            return;
        }
        let now = Instant::now();
        let waits = same_network.is_some() && run.state == State::Running && self.next.is_some_and(|next| now < next);
        if waits {
            return;
        }
        let (shape, loss) = (run.preset.shape(), run.preset.loss);
        let mut engine = EngineKind::Fused.build(&shape, loss);
        let layout = Layout::new(&shape);
        let units: usize = shape.hidden.iter().sum();
        let most = (PRODUCTS / (units.max(1) * layout.len())).clamp(FEWEST_POINTS, MAX_POINTS);
        let splits = [&run.dataset.train, &run.dataset.test].map(|points| sample(points, most));
        let [train, test] = splits.each_ref().map(|points| points.laid_out_for(&run.preset));
        let ablation = ablation(engine.as_mut(), &layout, &run.parameters, &run.unit_mask, (&train, &test));
        self.known = Some(Known { moment, epoch: run.record.epoch, ablation, test_points: splits[1].len() });
        self.next = Some(now + EVERY.max(REST * now.elapsed()));
    }

    /// The unit this many places down the list from another one; the first if that is not in it.
    pub fn beside(&self, unit: Option<Unit>, places: isize) -> Option<Unit> {
        let units = &self.known.as_ref()?.ablation.units;
        let place = self.place(unit).map_or(0, |place| place.saturating_add_signed(places));
        units.get(place.min(units.len().saturating_sub(1))).map(|(unit, _)| *unit)
    }

    /// What was measured last.
    pub fn measured(&self) -> Option<&Ablation> {
        self.known.as_ref().map(|known| &known.ablation)
    }

    /// The unit in this cell of a list that shows the selected one.
    pub fn unit_at(&self, area: Rect, cell: Position, selected: Option<Unit>) -> Option<Unit> {
        let rows = rows(area);
        let row = rows.contains(cell).then(|| usize::from(cell.y - rows.y))?;
        let units = &self.known.as_ref()?.ablation.units;
        units.get(self.first(rows.height, selected) + row).map(|(unit, _)| *unit)
    }

    fn place(&self, unit: Option<Unit>) -> Option<usize> {
        let units = &self.known.as_ref()?.ablation.units;
        units.iter().position(|(other, _)| Some(*other) == unit)
    }

    /// The first unit that is shown in so many rows, with the selected one in sight.
    fn first(&self, rows: u16, selected: Option<Unit>) -> usize {
        (self.place(selected).unwrap_or(0) + 1).saturating_sub(rows.max(1).into())
    }

    /// ```text
    /// unit off train loss test loss  correct
    /// none          0.059     0.064    20/20
    /// h1.3          0.693     0.701    12/20  ████████████
    /// h1.1          0.066     0.071    20/20
    /// ```
    pub fn render(&self, frame: &mut Frame, area: Rect, context: &Context, run: &Update) {
        let Some(known) = &self.known else { return };
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let Ablation { whole, units } = &known.ablation;
        let [loss, score] = match (whole.test, whole.train.score) {
            (None, _) => ["", ""],
            (Some(_), Score::Correct(_)) => ["test loss", "correct"],
            (Some(_), Score::Determination(_)) => ["test loss", "test R²"],
        };
        let mut head = columns("off", ["train loss", loss, &glyphs.text(score)]);
        if known.epoch != run.record.epoch {
            head = format!("{head}  at epoch {}", thousands(known.epoch));
        }
        let rows = rows(area);
        let buf = frame.buffer_mut();
        buf.set_stringn(area.x, area.y, head, area.width.into(), theme.faint().add_modifier(Modifier::UNDERLINED));
        if area.height > 1 {
            let none = columns("none", numbers(*whole, known.test_points).each_ref().map(String::as_str));
            buf.set_stringn(area.x, area.y + 1, none, area.width.into(), theme.text());
        }
        let rise = |worth: &Worth| worth.train.loss - whole.train.loss;
        let most = units.iter().map(|(_, worth)| rise(worth)).filter(|rise| rise.is_finite()).fold(0.0, f32::max);
        let room = usize::from(rows.width).saturating_sub(NAME + NUMBERS.iter().sum::<usize>() + GAP).min(BAR[0]);
        let first = self.first(rows.height, context.look.selection.unit);
        for (row, (unit, worth)) in units.iter().skip(first).take(rows.height.into()).enumerate() {
            let is_selected = context.look.selection.unit == Some(*unit);
            let numbers = numbers(*worth, known.test_points);
            let text = columns(&names::unit(*unit, &run.preset), numbers.each_ref().map(String::as_str));
            let part = if most > 0.0 { (rise(worth) / most).clamp(0.0, 1.0) } else { 0.0 };
            let length = if room < BAR[1] { 0 } else { (part * room as f32).round() as usize };
            let bar = if glyphs == Glyphs::Ascii { "#" } else { "▄" };
            let line = Line::from(vec![
                Span::styled(text, if is_selected { theme.selected() } else { theme.text() }),
                Span::raw(" ".repeat(GAP)),
                Span::styled(bar.repeat(length), theme.text()),
            ]);
            buf.set_line(rows.x, rows.y + row as u16, &line, rows.width);
        }
        if units.is_empty() && rows.height > 0 {
            buf.set_stringn(rows.x, rows.y, "no hidden unit is on", rows.width.into(), theme.faint());
        }
    }
}

/// The place for the units, below the heading.
fn rows(area: Rect) -> Rect {
    let head = HEAD.min(area.height);
    Rect { y: area.y + head, height: area.height - head, ..area }
}

fn columns(name: &str, [train, test, score]: [&str; 3]) -> String {
    let [a, b, c] = NUMBERS;
    format!("{name:<NAME$}{train:>a$}{test:>b$}{score:>c$}")
}

/// Train loss, test loss and test score, the latter two empty without test points.
fn numbers(worth: Worth, test_points: usize) -> [String; 3] {
    let score = |score: Score| match score {
        Score::Correct(count) => format!("{count}/{test_points}"),
        Score::Determination(share) => determination(share, 3),
    };
    let test = worth.test.map(|test| [measure(test.loss), score(test.score)]);
    let [loss, score] = test.unwrap_or_default();
    [measure(worth.train.loss), loss, score]
}
