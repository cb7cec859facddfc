//! What the hint line says: only what is true of this run, and then the preset's notes.

use super::app::App;
use super::format::{measure, pages, thousands};
use crate::session::{State, Update};

/// Farthest from 0.5 that every probability may be for the untrained network to be called undecided.
const UNDECIDED: f32 = 0.15;
/// Share by which the loss must have changed over the newest epochs to be called falling or rising.
const CHANGE: f32 = 0.01;
/// How many of the newest epochs are compared.
const NEWEST: usize = 100;

/// The page of the hint that is to be shown now, at most `width` characters.
#[must_use]
pub fn hint(app: &App, width: usize) -> String {
    let Some(run) = &app.run else { return String::new() };
    let pages: Vec<String> =
        texts(run, app.plane.farthest_from_half()).iter().flat_map(|text| pages(text, width)).collect();
    if pages.is_empty() { String::new() } else { pages[app.hint_page % pages.len()].clone() }
}

/// Everything that can be said of the run now, in order.
fn texts(run: &Update, farthest: Option<f32>) -> Vec<String> {
    let notes = run.preset.notes.clone();
    match &run.state {
        State::Failed { message } => vec![format!("this run stopped on a fault: {message} · r again · p presets")],
        State::Diverged { loss } => {
            let epoch = thousands(run.record.epoch);
            vec![format!("diverged: loss {} at epoch {epoch} · r again · p presets", measure(*loss))]
        }
        State::Finished => vec![finished(run)],
        State::Running if run.record.epoch == 0 => vec![untrained(run, farthest)],
        State::Running => vec![notes, course(run)],
        State::Paused if run.record.epoch == 0 => {
            vec![format!("{} · Space runs, → one epoch", untrained(run, farthest)), notes]
        }
        State::Paused => vec![format!("paused: Space goes on, → one epoch · {}", right(run)), notes],
    }
}

fn finished(run: &Update) -> String {
    format!(
        "finished: test loss {} → {}, {}/{} right · Space {} more · r again · p presets",
        measure(run.untrained.test_loss),
        measure(run.record.test_loss),
        run.record.test_correct,
        run.dataset.test.len(),
        thousands(run.preset.epochs),
    )
}

fn untrained(run: &Update, farthest: Option<f32>) -> String {
    if farthest.is_some_and(|farthest| farthest <= UNDECIDED) {
        "untrained: every point gets about 0.5".into()
    } else {
        format!("untrained: the weights are random, {}", right(run))
    }
}

/// How the loss went over the newest epochs, and how many points are right.
fn course(run: &Update) -> String {
    let newest: Vec<f32> = run.history.recent().iter().rev().take(NEWEST).map(|recent| recent.train).collect();
    let (Some(now), Some(then)) = (newest.first(), newest.last()) else { return right(run) };
    let rising = newest.windows(2).filter(|pair| pair[0] > pair[1]).count();
    let course = if newest.len() < 10 {
        return right(run);
    } else if *now < then * (1.0 - CHANGE) && rising * 4 <= newest.len() {
        "the loss is falling"
    } else if *now > then * (1.0 + CHANGE) && rising * 4 >= newest.len() * 3 {
        "the loss is rising"
    } else if rising * 4 > newest.len() && spread(&newest) > CHANGE {
        "the loss goes up and down"
    } else {
        "the loss hardly changes"
    };
    format!("{course} · {}", right(run))
}

/// The range of some losses as a share of the largest.
fn spread(losses: &[f32]) -> f32 {
    let most = losses.iter().copied().fold(0.0, f32::max);
    let least = losses.iter().copied().fold(f32::MAX, f32::min);
    if most > 0.0 { (most - least) / most } else { 0.0 }
}

fn right(run: &Update) -> String {
    format!("{} of {} test points right", run.record.test_correct, run.dataset.test.len())
}
