//! The run from many seeds: how its losses spread, how often it meets a target, and what its decision boundaries look like.
//!
//! Takes the place of all regions. The session trains the seeds; this computes figures of what is known, and draws them.

mod pictures;
mod places;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::plot::Column;
use crate::session::Update;
use crate::session::{Command, SeedsCommand};
use crate::sweep::seeds::Summary;
use crate::sweep::{Measure, Target};
use crate::ui::action::{Action, Effect, ListAction, SeedsAction};
use crate::ui::context::Context;
use crate::ui::distribution::{Spread, draw_bands, draw_histogram};
use crate::ui::keymap::{Group, Mode};
use crate::ui::popup::{Help, Outcome, Popup, draw_box, explanation};
use crate::ui::seeds::{Figures, losses, progress, seeds_success};
use places::Places;

const WORDS: &str = "The run as it stands, edits included, from the seeds 0, 1, 2 and so on, each trained to the end on the \
                     fused engine. The chart has the median of the loss, the middle 50 % and 90 % of the runs, and the loss of \
                     the shown run. The histogram has what the target measures, its successes in bright bars. The mean of all \
                     predictions and where the runs disagree come first below, then runs from the worst to the best: by the \
                     measure of the target, and among equal ones by the test loss.";

/// Figures of the runs, and what they are of.
#[derive(Debug, Default)]
pub struct Seeds {
    summary: Option<Arc<Summary>>,
    target: Option<Target>,
    bins: usize,
    figures: Figures,
    /// How many runs have pictures.
    slots: usize,
}

impl Seeds {
    /// The rank of the selected run, the worst being 0.
    fn rank(&self, context: &Context) -> usize {
        let selected = context.look.seeds.selected;
        let rank = self.summary.as_ref().zip(selected).and_then(|(runs, seed)| self.figures.rank_of(runs, seed));
        rank.unwrap_or(self.figures.order.len() / 2)
    }

    /// Selects the run at a rank, or the nearest.
    fn select(&self, rank: usize) -> Outcome {
        let last = self.figures.order.len().saturating_sub(1);
        let run = self.summary.as_ref().and_then(|summary| self.figures.at(summary, rank.min(last)));
        Outcome::Stay(run.map(|run| Effect::Act(Action::Seeds(SeedsAction::Select(run.seed)))))
    }

    /// Selects the run of a picture; opens it if it is selected.
    fn pick(&self, place: usize, rank: usize) -> Outcome {
        match pictures::ranks(self.figures.order.len(), self.slots, rank).get(place) {
            Some(picked) if *picked == rank => self.open(rank),
            Some(picked) => self.select(*picked),
            None => Outcome::Stay(None),
        }
    }

    fn open(&self, rank: usize) -> Outcome {
        let run = self.summary.as_ref().and_then(|summary| self.figures.at(summary, rank));
        match run {
            Some(run) => Outcome::Close(Some(Effect::Send(Command::Seeds(SeedsCommand::Open(run.seed))))),
            None => Outcome::Stay(None),
        }
    }
}

impl Popup for Seeds {
    fn mode(&self) -> Mode {
        Mode::Seeds
    }

    fn takes_all(&self) -> bool {
        true
    }

    fn prepare(&mut self, area: Rect, context: &Context) {
        let Some((run, summary)) = context.run.and_then(|run| Some((run, run.seeds.as_ref()?))) else { return };
        let places = Places::new(area);
        let (target, bins) = (context.look.seeds.target(&run.preset), places.bins());
        self.slots = places.slots;
        let is_known = self.summary.as_ref().is_some_and(|known| Arc::ptr_eq(known, summary));
        if is_known && self.target == Some(target) && self.bins == bins {
            return;
        }
        let settings = summary.many.last_preset();
        let points = match target.measure {
            Measure::TrainAccuracy => settings.train_count(),
            _ => settings.data.test_count(),
        };
        self.figures = Figures::new(summary, target, points, bins);
        (self.summary, self.target, self.bins) = (Some(Arc::clone(summary)), Some(target), bins);
    }

    fn handle(&mut self, action: Action, context: &Context) -> Outcome {
        let rank = self.rank(context);
        match action {
            Action::Seeds(SeedsAction::Move(by)) => {
                let ranks = pictures::ranks(self.figures.order.len(), self.slots, rank);
                let place = ranks.iter().position(|other| *other == rank).unwrap_or(0).saturating_add_signed(by);
                self.select(ranks.get(place).or(ranks.last()).copied().unwrap_or(0))
            }
            Action::Seeds(SeedsAction::Rank(by)) | Action::List(ListAction::Move(by)) => {
                self.select(rank.saturating_add_signed(by))
            }
            Action::Seeds(SeedsAction::Choose) => self.open(rank),
            Action::List(ListAction::Pick(place)) => self.pick(place, rank),
            Action::Seeds(SeedsAction::Close) => Outcome::Close(None),
            _ => Outcome::Stay(None),
        }
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let (Some(run), Some(summary), Some(target)) = (context.run, &self.summary, self.target) else {
            return draw_box(frame, area, theme, "many seeds", "", Line::default());
        };
        let many = &summary.many;
        let edits = match many.journal().len() {
            0 => String::new(),
            1 => ", 1 edit".to_owned(),
            count => format!(", {count} edits"),
        };
        let title = format!("many seeds: {}, {}{edits}", glyphs.text(many.name()), many.vary().words());
        let right = glyphs.text(&format!(" {} ", progress(summary))).into_owned();
        let room = usize::from(area.width).saturating_sub(right.width() + 6);
        let title = if title.width() > room { "many seeds".to_owned() } else { title };
        draw_box(frame, area, theme, &title, &right, Line::default());
        let places = Places::new(area);
        let line = |frame: &mut Frame, area: Rect, text: String, is_strong: bool| {
            let style = if is_strong { theme.strong() } else { theme.text() };
            frame.render_widget(Line::from(Span::styled(glyphs.text(&text).into_owned(), style)), area);
        };
        let width = usize::from(places.sentence.width);
        line(frame, places.sentence, seeds_success(&self.figures, target, width), true);
        let is_train = context.look.seeds.shows_train(&run.preset);
        if let Some(area) = places.losses {
            line(frame, area, losses(summary, is_train), false);
        }
        if let Some((left, right)) = places.charts {
            draw_spread(frame, left, context, run, summary);
            draw_histogram(frame, right, context, &self.figures.histogram, target);
        }
        let rank = self.rank(context);
        pictures::draw(frame, &places, context, summary, &self.figures, (target, rank));
    }

    fn cursor(&self, area: Rect, context: &Context) -> Option<Position> {
        let places = Places::new(area);
        let rank = self.rank(context);
        let ranks = pictures::ranks(self.figures.order.len(), self.slots, rank);
        let place = ranks.iter().position(|other| *other == rank)?;
        places.pictures.get(place + places::OF_ALL).map(|picture| picture.as_position())
    }

    fn row_at(&self, area: Rect, place: Position) -> Option<usize> {
        let pictures = Places::new(area).pictures;
        pictures.iter().skip(places::OF_ALL).position(|picture| picture.contains(place))
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        Help { title: "many seeds", lines: explanation::with_keys(WORDS, Group::Seeds, Mode::Seeds, width, context) }
    }
}

/// The chart of the loss: how it spreads over the runs, with the shown run on top.
fn draw_spread(frame: &mut Frame, area: Rect, context: &Context, run: &Update, summary: &Summary) {
    let is_train = context.look.seeds.shows_train(&run.preset);
    let spans = run.history.spans().iter().filter_map(|span| {
        let range = if is_train { span.train } else { span.test }?;
        let [min, max, last] = [range.least, range.most, range.last].map(f64::from);
        Some(Column { x: span.epoch as f64, min, max, last })
    });
    let spread = Spread {
        bands: &summary.bands[usize::from(!is_train)],
        others: &[],
        run: &spans.collect::<Vec<_>>(),
        name: "this run",
        is_train,
        epochs: summary.many.preset().epochs,
    };
    draw_bands(frame, area, context, &spread);
}
