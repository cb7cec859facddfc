//! The hint line: a message, what a view says, or what is true of this run, then the preset's notes.

use std::mem::{Discriminant, discriminant};
use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::View;
use crate::network::Score;
use crate::plot::Glyphs;
use crate::session::{State, Update};
use crate::train::{Autopsy, EarlyStop};
use crate::ui::action::Tone;
use crate::ui::context::Context;
use crate::ui::format::{determination, measure, on_one_line, pages, thousands};

/// Largest distance of the untrained network's probabilities from 0.5 that counts as undecided.
const UNDECIDED: f32 = 0.15;
/// Fraction by which the loss must have changed over the newest epochs to count as falling or rising.
const CHANGE: f32 = 0.01;
/// How long a page stands.
const PAGE: Duration = Duration::from_secs(6);
const GAP: &str = " · ";
const NORMS: &str = "gradient norms ";
/// Epochs of the trend.
const NEWEST: usize = 100;

/// What the hint line says.
#[derive(Clone, Debug)]
pub enum Hint {
    /// Sentences, on as many pages as they need.
    Text(String),
    /// Pieces, of which the last give way where there is no room.
    Pieces(Vec<String>),
}

impl Hint {
    fn pages(self, width: usize, glyphs: Glyphs) -> Vec<String> {
        let pieces = match self {
            Self::Text(text) => return pages(&glyphs.text(&text), width),
            Self::Pieces(pieces) => pieces,
        };
        let mut line = String::new();
        for piece in pieces {
            let gap = if line.is_empty() { "" } else { GAP };
            let longer = glyphs.text(&format!("{line}{gap}{piece}")).into_owned();
            if longer.width() > width && !line.is_empty() {
                break;
            }
            line = longer;
        }
        pages(&line, width)
    }
}

/// The hint, or a message in its place.
#[derive(Default)]
pub struct HintLine {
    /// What a view says in place of what is true of the run.
    said: Option<Hint>,
    page: usize,
    until: Option<Instant>,
    /// The run and state that the pages are about.
    of: Option<(u64, Discriminant<State>)>,
}

impl HintLine {
    /// Shows what a view says, or else what is true of the run.
    pub fn say(&mut self, said: Option<Hint>) {
        self.said = said;
    }

    /// Begins anew if the run is another one, or does something else.
    pub fn receive(&mut self, run: &Update, now: Instant) {
        let of = Some((run.run, discriminant(&run.state)));
        if self.of != of {
            (self.of, self.page, self.until) = (of, 0, Some(now + PAGE));
        }
    }

    /// When the page is turned.
    pub fn deadline(&self) -> Option<Instant> {
        self.until
    }

    /// Turns the page if it is time.
    pub fn tick(&mut self, now: Instant) {
        if self.until.is_some_and(|until| until <= now) {
            self.page += 1;
            self.until = Some(now + PAGE);
        }
    }

    /// The page of the hint to show now, at most `width` characters.
    fn text(&self, context: &Context, width: usize) -> String {
        let Some(run) = context.run else { return String::new() };
        let hints = match &self.said {
            Some(hint) => vec![hint.clone()],
            None => hints(run, context.evaluation.indecision, width),
        };
        let pages: Vec<String> = hints.into_iter().flat_map(|hint| hint.pages(width, context.look.glyphs)).collect();
        if pages.is_empty() { String::new() } else { pages[self.page % pages.len()].clone() }
    }
}

impl View for HintLine {
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let inner = area.inner(Margin::new(1, 0));
        let width = usize::from(inner.width);
        let (text, style) = match context.message {
            Some(message) => {
                let style = match message.tone {
                    Tone::Saved => theme.saved(),
                    Tone::Problem | Tone::Question => theme.strong(),
                    Tone::Remark => theme.text(),
                };
                (glyphs.text(&message.text.fitted(width, &glyphs.text("…"))).into_owned(), style)
            }
            None => (self.text(context, width), theme.text()),
        };
        frame.render_widget(Paragraph::new(text).style(style), inner);
    }
}

/// All hints that are true of the run now, in order.
fn hints(run: &Update, farthest: Option<f32>, width: usize) -> Vec<Hint> {
    // The author's notes may not be true of changed settings.
    let notes = Hint::Text(if run.edited { String::new() } else { on_one_line(&run.preset.notes) });
    let pieces = |pieces: &[&str]| Hint::Pieces(pieces.iter().map(|&piece| piece.to_owned()).collect());
    match &run.state {
        State::Running | State::Paused | State::Finished if !run.time.compared.is_empty() => {
            let epoch = format!("comparing at epoch {}", thousands(run.record.epoch));
            vec![pieces(&[&epoch, "Esc ends it", "Space plays all together", "← → one epoch"])]
        }
        State::Failed { message } => {
            vec![pieces(&[&format!("training stopped after an internal error: {message}"), "r restarts", "p presets"])]
        }
        State::Running if run.is_past() => {
            let goes_on = format!("training goes on at epoch {}", thousands(run.time.newest.epoch));
            vec![pieces(&["replaying the history", &goes_on, &correct(run)])]
        }
        _ if run.is_past() => {
            vec![pieces(&["past: Space replays from here", "an edit starts a branch", &correct(run), "G newest"])]
        }
        State::Diverged { .. } if run.time.autopsy.is_some() => {
            run.time.autopsy.as_ref().map_or_else(Vec::new, |autopsy| diverged(autopsy, width))
        }
        State::Diverged { loss } => {
            let epoch = thousands(run.record.epoch);
            vec![pieces(&[&format!("diverged: loss {} at epoch {epoch}", measure(*loss)), "r restarts", "p presets"])]
        }
        State::Finished => {
            let more = match run.early_stop {
                Some(_) => "Space trains on".to_owned(),
                None => format!("Space {} more", thousands(run.more)),
            };
            vec![pieces(&[&finished(run), &more, "r restarts", "p presets"])]
        }
        State::Running if run.record.epoch == 0 => vec![Hint::Text(untrained(run, farthest))],
        State::Running => vec![notes, pieces(&[trend(run), &correct(run)])],
        State::Paused if !run.batch_points.is_empty() => {
            let points = run.batch_points.len();
            let batch = format!("a mini-batch of {points} point{}, highlighted", if points == 1 { "" } else { "s" });
            let place = if run.batch == 0 { "epoch complete".into() } else { format!("{} of this epoch", run.batch) };
            vec![pieces(&[&batch, &place, ". next mini-batch", &correct(run)])]
        }
        State::Paused if run.record.epoch == 0 => {
            vec![pieces(&[&untrained(run, farthest), "Space runs", "→ one epoch"]), notes]
        }
        State::Paused => vec![pieces(&["paused: Space resumes, → one epoch", &correct(run)]), notes],
    }
}

/// Where a run diverged, the gradient norms before it, and what to do.
fn diverged(autopsy: &Autopsy, width: usize) -> Vec<Hint> {
    let epoch = thousands(autopsy.divergence.last_finite_epoch());
    let way_out = format!("B: back to epoch {epoch} with a tenth of the learning rate");
    let again = || "r restarts".to_owned();
    let what = autopsy.divergence.to_string();
    let fits = what.width() + GAP.width() + way_out.width() <= width;
    let brief = if fits { way_out.clone() } else { "B goes back".into() };
    let mut hints = vec![Hint::Pieces(vec![what, brief, again()])];
    // The newest ones that fit.
    let mut norms = String::new();
    for (_, norm) in autopsy.norms.iter().rev() {
        let longer = if norms.is_empty() { brief_norm(*norm) } else { format!("{} → {norms}", brief_norm(*norm)) };
        if NORMS.len() + longer.width() > width {
            break;
        }
        norms = longer;
    }
    if !norms.is_empty() {
        hints.push(Hint::Pieces(vec![format!("{NORMS}{norms}")]));
    }
    hints.push(Hint::Pieces(vec![way_out, again(), "p presets".into()]));
    hints
}

/// A norm in two digits or so.
fn brief_norm(norm: f32) -> String {
    match norm {
        _ if !norm.is_finite() => measure(norm),
        _ if norm >= 1e4 || norm < 0.01 && norm > 0.0 => format!("{norm:.1e}"),
        _ if norm >= 10.0 => format!("{norm:.0}"),
        _ => format!("{norm:.2}"),
    }
}

fn finished(run: &Update) -> String {
    if let Some(EarlyStop { epoch, test_loss }) = run.early_stop {
        return format!("stopped early: best test loss {} at epoch {}", brief(test_loss), thousands(epoch));
    }
    let score = match run.record.test_score {
        Score::Correct(correct) => format!("{correct}/{} correct", run.dataset.test.len()),
        Score::Determination(share) => format!("R² {}", determination(share, 2)),
    };
    format!("finished: test loss {} → {}, {score}", brief(run.untrained.test_loss), brief(run.record.test_loss))
}

/// A loss in two digits or so, for a sentence.
fn brief(loss: f32) -> String {
    let is_short = !loss.is_finite() || (0.01..1e4).contains(&loss);
    if is_short { format!("{loss:.2}") } else { format!("{loss:.1e}") }
}

fn untrained(run: &Update, farthest: Option<f32>) -> String {
    if farthest.is_some_and(|farthest| farthest <= UNDECIDED) {
        "untrained: every probability is about 0.5".into()
    } else if run.edits > 0 {
        format!("before the first step: {}", correct(run))
    } else if run.preset.initialization.is_uniform() {
        format!("untrained: all units are identical, {}", correct(run))
    } else {
        format!("untrained: the weights are random, {}", correct(run))
    }
}

/// The trend of the loss over the newest epochs.
fn trend(run: &Update) -> &'static str {
    let newest: Vec<f32> = run.history.recent().iter().rev().take(NEWEST).map(|recent| recent.train).collect();
    let rises = newest.windows(2).filter(|pair| pair[0] > pair[1]).count();
    // Fewer make no trend.
    let (Some(now), Some(then), 10..) = (newest.first(), newest.last(), newest.len()) else {
        return "the first epochs";
    };
    if *now < then * (1.0 - CHANGE) && rises * 4 <= newest.len() {
        "the loss is falling"
    } else if *now > then * (1.0 + CHANGE) && rises * 4 >= newest.len() * 3 {
        "the loss is rising"
    } else if rises * 4 > newest.len() && spread(&newest) > CHANGE {
        "the loss oscillates"
    } else {
        "the loss is nearly constant"
    }
}

/// The range of some losses as a fraction of the largest.
fn spread(losses: &[f32]) -> f32 {
    let most = losses.iter().copied().fold(0.0, f32::max);
    let least = losses.iter().copied().fold(f32::MAX, f32::min);
    if most > 0.0 { (most - least) / most } else { 0.0 }
}

/// How many test points are predicted correctly.
pub fn correct(run: &Update) -> String {
    match run.record.test_score {
        Score::Correct(correct) => format!("{correct} of {} test points correct", run.dataset.test.len()),
        Score::Determination(share) if share < 0.0 => "test predictions are worse than the mean".into(),
        Score::Determination(share) => format!("{:.0} % of the test variance explained", 100.0 * share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Divergence, Origin, Position};

    #[test]
    fn a_divergence_is_explained_with_its_norms_and_a_way_out() {
        let divergence = Divergence { epoch: 36, batch: 2, loss: f32::NAN, origin: Origin::Gradient(2) };
        let norms = [0.2, 12.0, 340.0, 8.1e4, 3e9].map(|norm| (Position::at(36), norm));
        let autopsy = Autopsy { divergence, norms: norms.to_vec() };
        let pages = |width: usize| -> Vec<String> {
            diverged(&autopsy, width).into_iter().flat_map(|hint| hint.pages(width, Glyphs::Braille)).collect()
        };
        let what = "diverged at epoch 36, batch 2: the gradient of linear_2.weight stopped being finite";
        let way_out = "B: back to epoch 36 with a tenth of the learning rate · r restarts · p presets";
        assert_eq!(
            pages(118),
            [
                format!("{what} · B goes back · r restarts"),
                "gradient norms 0.20 → 12 → 340 → 8.1e4 → 3.0e9".to_owned(),
                way_out.to_owned(),
            ]
        );
        assert_eq!(pages(140)[0], format!("{what} · B: back to epoch 36 with a tenth of the learning rate"));
        assert_eq!(pages(36)[3..5], ["gradient norms 340 → 8.1e4 → 3.0e9", "B: back to epoch 36 with a tenth of"]);
    }
}
