//! The hint line: what is true of this run, then the preset's notes.

use unicode_width::UnicodeWidthStr;

use crate::data::Target;
use crate::network::{Loss, Score};
use crate::plot::Glyphs;
use crate::session::{State, Update};
use crate::train::{Autopsy, EarlyStop};
use crate::ui::app::App;
use crate::ui::evaluation::predictions::Predictions;
use crate::ui::format::{determination, measure, on_one_line, pages, setting, short, thousands};
use crate::ui::view::boundary::draw::Draw;
use crate::ui::view::network::measurements::ProbeMeasurements;

/// Largest distance of the untrained network's probabilities from 0.5 that counts as undecided.
const UNDECIDED: f32 = 0.15;
/// Fraction by which the loss must have changed over the newest epochs to count as falling or rising.
const CHANGE: f32 = 0.01;
const GAP: &str = " · ";
const NORMS: &str = "gradient norms ";
/// Epochs of the trend.
const NEWEST: usize = 100;

enum Hint {
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

/// The page of the hint to show now, at most `width` characters.
pub fn hint(app: &App, width: usize) -> String {
    let Some(run) = &app.run else { return String::new() };
    let glyphs = app.look.glyphs;
    let hints = match (&app.draw, &app.charts.reading, &app.inspection.measurements.probe) {
        (Some(draw), ..) => vec![Hint::Pieces(drawing(draw, run, app))],
        (None, Some(reading), _) => vec![Hint::Pieces(reading.pieces(run))],
        (None, None, Some(probe)) => vec![Hint::Pieces(probed(probe, run))],
        (None, None, None) => {
            let mut hints = hints(run, app.plane.indecision, width);
            if app.look.misclassified {
                hints.push(misclassified(&app.predictions));
            }
            hints
        }
    };
    let pages: Vec<String> = hints.into_iter().flat_map(|hint| hint.pages(width, glyphs)).collect();
    if pages.is_empty() { String::new() } else { pages[app.hint_page % pages.len()].clone() }
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

/// The prediction at the probe, and the loss of the data point there.
fn probed(measurements: &ProbeMeasurements, run: &Update) -> Vec<String> {
    let (x, y) = measurements.place;
    let prediction = match (run.preset.loss, &measurements.prediction[..]) {
        (Loss::BinaryCrossEntropy, [probability]) => format!("P(label 1) {probability:.3}"),
        (Loss::SoftmaxCrossEntropy, probabilities) => {
            let best =
                (0..probabilities.len()).max_by(|one, other| probabilities[*one].total_cmp(&probabilities[*other]));
            best.map_or_else(String::new, |best| format!("P(label {best}) {:.3}", probabilities[best]))
        }
        (_, numbers) => numbers.first().map_or_else(String::new, |value| format!("value {value:.3}")),
    };
    let mut pieces = vec![format!("({x:.2}, {y:.2}): {prediction}")];
    if let Some((label, train, verdict)) = measurements.point {
        let split = if train { "train" } else { "test" };
        let right = verdict.right.map_or("", |right| if right { ", correct" } else { ", misclassified" });
        let (label, loss) = (setting(f64::from(label)), measure(verdict.loss));
        pieces.push(format!("{split} point, label {label}, loss {loss}{right}"));
    }
    pieces
}

/// The label and place of the next point.
fn drawing(draw: &Draw, run: &Update, app: &App) -> Vec<String> {
    let (x, y) = draw.cursor.place(&app.plane).unwrap_or_default();
    let label = setting(f64::from(draw.label(run, &app.plane)));
    let label = match run.preset.data.target() {
        Target::Classes(_) => format!("label {label}"),
        Target::Value => format!("value {label}"),
    };
    let drawn = run.preset.drawn.points.len();
    vec![format!("drawing {label} at ({x:.2}, {y:.2})"), format!("{drawn} drawn"), correct(run)]
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

fn misclassified(predictions: &Predictions) -> Hint {
    let what = match predictions.bound {
        Some(bound) => format!("off by more than {}", short(bound)),
        None => "misclassified".to_owned(),
    };
    let counts = [("train", &predictions.train), ("test", &predictions.test)].map(|(name, split)| {
        format!("{} of {} {name}", thousands(split.wrong.len() as u64), thousands(split.asked as u64))
    });
    let pieces = [format!("{what}: {}, {} points", counts[0], counts[1]), "highlighted".into()];
    Hint::Pieces(pieces.into())
}

fn correct(run: &Update) -> String {
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
