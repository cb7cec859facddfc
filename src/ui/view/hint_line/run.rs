//! What is true of the run: its state, what to do next, the trend, the preset's notes.

use crate::network::Score;
use crate::session::{State, Update};
use crate::train::{Autopsy, Divergence, EarlyStop, Origin};
use crate::ui::format::{determination, measure, on_one_line, thousands};
use crate::ui::names;
use crate::ui::view::hint::{Hint, columns, correct, trend};

/// Largest distance of the untrained network's probabilities from 0.5 that counts as undecided.
const UNDECIDED: f32 = 0.15;
const NORMS: &str = "gradient norms before: ";

/// All hints that are true of the run now, in order. Those of a divergence depend on the columns there are.
pub fn hints(run: &Update, farthest: Option<f32>, width: usize) -> Vec<Hint> {
    let notes = Hint::Text(run.described().map_or_else(String::new, |preset| on_one_line(&preset.notes)));
    let pieces = |pieces: &[&str]| Hint::Pieces(pieces.iter().map(|&piece| piece.to_owned()).collect());
    if let Some(visited) = run.visited.filter(|_| !run.is_comparing() && run.state != State::Running) {
        let what = format!("{}, to epoch {}", names::visited(visited), thousands(run.newest_epoch()));
        return vec![pieces(&[&what, "`Esc` goes back", "`←` `→` one epoch", &correct(run)])];
    }
    match &run.state {
        State::Running | State::Paused | State::Finished if !run.time.compared.is_empty() => {
            let epoch = format!("comparing at epoch {}", thousands(run.record.epoch));
            vec![pieces(&[&epoch, "`Esc` ends it", "`Space` plays all together", "`←` `→` one epoch"])]
        }
        State::Failed { message } => {
            let what = format!("training stopped after an internal error: {message}");
            vec![pieces(&[&what, "`r` restarts", "`p` presets"])]
        }
        State::Running if run.is_past() => {
            let goes_on = format!("training goes on at epoch {}", thousands(run.time.newest.epoch));
            vec![pieces(&["replaying the history", &goes_on, &correct(run)])]
        }
        _ if run.is_past() => {
            vec![pieces(&["`Space` replays from here", "`G` newest epoch", "an edit starts a branch", &correct(run)])]
        }
        State::Diverged { loss } => {
            let unexplained = || {
                let what = format!("diverged at epoch {}: the loss is {}", thousands(run.record.epoch), measure(*loss));
                vec![pieces(&[&what, "`r` restarts", "`p` presets"])]
            };
            run.time.autopsy.as_ref().map_or_else(unexplained, |autopsy| diverged(autopsy, width))
        }
        State::Finished => {
            let more = match run.early_stop {
                Some(_) => "`Space` trains on".to_owned(),
                None => format!("`Space` {} more epochs", thousands(run.more)),
            };
            let keys = ["`n` next preset", &more, "`r` restarts"];
            match run.described().and_then(|preset| preset.next.as_deref()) {
                Some(next) => ended(run, next, &keys, width),
                None => vec![pieces(&[&finished(run), keys[0], keys[1], keys[2]])],
            }
        }
        State::Running if run.record.epoch == 0 => vec![Hint::Text(untrained(run, farthest))],
        State::Running => vec![notes, pieces(&[trend(run), &correct(run)])],
        State::Paused if !run.batch_points.is_empty() => {
            let points = run.batch_points.len();
            let batch = format!("a mini-batch of {points} point{}, highlighted", if points == 1 { "" } else { "s" });
            let place = if run.batch == 0 { "epoch complete".into() } else { format!("{} of this epoch", run.batch) };
            vec![pieces(&[&batch, "`;` next mini-batch", &place, &correct(run)])]
        }
        // The notes would give it away.
        State::Paused if run.record.epoch == 0 && run.preset.paused => {
            let start = "Predict first what happens; `Space` starts the run.";
            let with_title = run.described().map(|preset| format!("{} · {start}", preset.title));
            vec![Hint::Choice(with_title.into_iter().chain([start.into(), "`Space` starts".into()]).collect())]
        }
        State::Paused if run.record.epoch == 0 => {
            vec![pieces(&[&untrained(run, farthest), "`Space` runs", "`→` one epoch"]), notes]
        }
        State::Paused => vec![pieces(&["paused: `Space` resumes", "`←` `→` one epoch", &correct(run)]), notes],
    }
}

/// How a run ended with what its author says to try next, then the keys that had no room.
fn ended(run: &Update, next: &str, keys: &[&str; 3], width: usize) -> Vec<Hint> {
    let outcomes = [finished(run), briefly_finished(run)].map(|outcome| outcome.trim_end_matches('.').to_owned());
    let with_keys = |outcome: &String| {
        let sentences = format!("{outcome}. {next}");
        (0..=keys.len()).rev().map(move |count| {
            [sentences.as_str()].into_iter().chain(keys[..count].iter().copied()).collect::<Vec<_>>().join(" · ")
        })
    };
    let texts: Vec<String> = outcomes.iter().flat_map(with_keys).collect();
    let has_keys = texts.iter().find(|text| columns(text) <= width).is_some_and(|text| text.contains(keys[0]));
    let keys = (!has_keys).then(|| Hint::Pieces(keys.map(str::to_owned).to_vec()));
    std::iter::once(Hint::Choice(texts)).chain(keys).collect()
}

/// How a run ended, beside what to try next.
fn briefly_finished(run: &Update) -> String {
    let total = run.dataset.train.len() + run.dataset.test.len();
    let right_test = run.record.test_score().map_or(Some(0), Score::correct);
    match (run.early_stop, run.record.train_score.correct(), right_test) {
        (Some(stop), ..) => format!("Stopped early at epoch {}", thousands(stop.epoch)),
        (_, Some(right), Some(right_test)) if right + right_test == total => {
            format!("All {} points correct", thousands(total as u64))
        }
        (_, Some(right), Some(right_test)) => {
            format!("{} of {} misclassified", total - right - right_test, thousands(total as u64))
        }
        _ => share(run, "Test", "Train"),
    }
}

/// R² on the test points, or on the train points if there are no others.
fn share(run: &Update, test: &str, train: &str) -> String {
    let (split, score) = match run.record.test_score() {
        Some(score) => (test, score),
        None => (train, run.record.train_score),
    };
    format!("{split} R² {}", determination(score.share(run.dataset.train.len()), 3))
}

/// Where a run diverged and what to do, then the gradient norms before it.
fn diverged(autopsy: &Autopsy, width: usize) -> Vec<Hint> {
    let Divergence { loss, origin, .. } = autopsy.divergence;
    let what = match origin {
        Origin::Sums(_) | Origin::Loss if loss.is_nan() => "the loss is not a number".to_owned(),
        Origin::Sums(_) | Origin::Loss if loss.is_infinite() => "the loss is infinite".to_owned(),
        Origin::Sums(_) | Origin::Loss => format!("the loss is {}", measure(loss)),
        Origin::Gradient(_) => "the gradient is not finite".to_owned(),
        Origin::Parameters(_) => "a weight is not finite".to_owned(),
        Origin::Optimizer(..) => "the optimizer state is not finite".to_owned(),
    };
    let what = format!("diverged at {}: {what}", autopsy.divergence.position());
    let mut hints = vec![Hint::Choice(vec![
        format!("{what}. `B` goes back and tries a fix."),
        format!("{what}. `B` goes back."),
        "diverged: `B` goes back".into(),
    ])];
    // The newest ones that fit.
    let mut norms = String::new();
    for (_, norm) in autopsy.norms.iter().rev() {
        let longer = if norms.is_empty() { brief_norm(*norm) } else { format!("{} → {norms}", brief_norm(*norm)) };
        if NORMS.len() + longer.chars().count() > width {
            break;
        }
        norms = longer;
    }
    if !norms.is_empty() {
        hints.push(Hint::Pieces(vec![format!("{NORMS}{norms}"), "`B` goes back".into()]));
    }
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

/// How a run ended: whether all points are classified correctly, or how many are not.
pub fn finished(run: &Update) -> String {
    if let Some(EarlyStop { epoch, loss, loss_name }) = run.early_stop {
        return format!("Stopped early: best {loss_name} {} at epoch {}", measure(loss), thousands(epoch));
    }
    let (train, test) = (run.dataset.train.len(), run.dataset.test.len());
    let right_test = run.record.test_score().map_or(Some(0), Score::correct);
    match (run.record.train_score.correct(), right_test) {
        (Some(right), Some(right_test)) if right + right_test == train + test => {
            format!("All {} points are classified correctly.", thousands((train + test) as u64))
        }
        (Some(right), _) if test == 0 => {
            format!("Finished: {} of {train} train points misclassified, no test data", train - right)
        }
        (Some(right), Some(right_test)) => {
            format!(
                "Finished: {} of {train} train and {} of {test} test points misclassified",
                train - right,
                test - right_test
            )
        }
        _ => format!("Finished: {}", share(run, "test", "train")),
    }
}

/// What the untrained network says.
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

#[cfg(test)]
pub mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::plot::Glyphs;
    use crate::train::Position;
    use crate::ui::fixture::update;

    /// The first page of what is true of a run.
    pub fn first_page(run: &Update, width: usize) -> String {
        let mut pages = hints(run, None, width).into_iter().flat_map(|hint| hint.pages(width, Glyphs::Braille));
        pages.next().unwrap()
    }

    #[test]
    fn a_divergence_is_explained_with_a_way_out_and_its_norms() {
        let divergence = Divergence { epoch: 36, batch: 2, loss: f32::NAN, origin: Origin::Gradient(2) };
        let norms = [0.2, 12.0, 340.0, 8.1e4, 3e9].map(|norm| (Position::at(36), norm));
        let pages = |divergence: Divergence, width: usize| -> Vec<String> {
            let autopsy = Autopsy { divergence, norms: norms.to_vec() };
            diverged(&autopsy, width).into_iter().flat_map(|hint| hint.pages(width, Glyphs::Braille)).collect()
        };
        let what = "diverged at epoch 36, batch 2: the gradient is not finite.";
        assert_eq!(
            pages(divergence, 118),
            [
                format!("{what} `B` goes back and tries a fix."),
                "gradient norms before: 0.20 → 12 → 340 → 8.1e4 → 3.0e9 · `B` goes back".to_owned(),
            ]
        );
        assert_eq!(pages(divergence, 78)[0], format!("{what} `B` goes back."));
        assert_eq!(pages(divergence, 45)[1], "gradient norms before: 340 → 8.1e4 → 3.0e9", "the newest that fit");
        let divergence = Divergence { epoch: 37, batch: 0, loss: f32::NAN, origin: Origin::Loss };
        let said = "diverged at epoch 37: the loss is not a number. `B` goes back and tries a fix.";
        assert_eq!(pages(divergence, 100)[0], said);
    }

    #[test]
    fn the_end_says_how_many_points_are_misclassified() {
        let mut run = update("xor-blobs", 0, |_| {});
        run.state = State::Finished;
        run.record.train_score = Score::Correct(80);
        run.record.test.as_mut().unwrap().score = Score::Correct(20);
        let all = "All 100 points are classified correctly. Would one hidden unit be enough?";
        assert_eq!(first_page(&run, 78), all);
        let pages: Vec<_> =
            hints(&run, None, 78).into_iter().flat_map(|hint| hint.pages(78, Glyphs::Braille)).collect();
        let keys = "`n` next preset · `Space` 2,000 more epochs · `r` restarts";
        assert_eq!(pages, [all, keys]);
        assert_eq!(first_page(&run, 130), format!("{all} · {keys}"));
        assert_eq!(hints(&run, None, 130).len(), 1);
        run.record.train_score = Score::Correct(77);
        let brief = "3 of 100 misclassified. Would one hidden unit be enough? · `n` next preset";
        assert_eq!(first_page(&run, 78), brief);
        // What is said of the preset may not be true of other settings.
        run.is_described = false;
        let end = "Finished: 3 of 80 train and 0 of 20 test points misclassified · `n` next preset";
        assert!(first_page(&run, 78).starts_with(end));
    }

    #[test]
    fn what_comes_next_stands_whole_beside_the_outcome_of_every_built_in_preset_at_80_columns() {
        let mut run = update("xor-blobs", 0, |_| {});
        (run.state, run.record.train_score) = (State::Finished, Score::Correct(0));
        run.record.test.as_mut().unwrap().score = Score::Correct(0);
        for known in crate::preset::builtin() {
            run.preset = crate::preset::find(known.name).unwrap().preset.into();
            let next = run.preset.next.clone().unwrap();
            let page = first_page(&run, 78);
            assert!(page.starts_with("100 of 100 misclassified. ") && page.contains(&next), "{}: {page}", known.name);
        }
        // A longer one has pages of its own, and the keys follow.
        Arc::make_mut(&mut run.preset).next = Some("Which of them ".repeat(8) + "is best?");
        let pages = hints(&run, None, 78).into_iter().flat_map(|hint| hint.pages(78, Glyphs::Braille));
        let pages: Vec<_> = pages.collect();
        assert!(pages[..pages.len() - 1].join(" ").ends_with(run.preset.next.as_deref().unwrap()), "{pages:?}");
        assert!(pages.last().unwrap().starts_with("`n` next preset · "), "{pages:?}");
    }

    #[test]
    fn a_preset_that_waits_says_so_and_does_not_give_its_notes_away() {
        let mut run = update("xor-blobs", 0, |preset| preset.paused = true);
        run.state = State::Paused;
        let hints = hints(&run, None, 78);
        assert_eq!(hints.len(), 1);
        let start = "Predict first what happens; `Space` starts the run.";
        assert_eq!(first_page(&run, 78), format!("Four blobs, two classes · {start}"));
        assert_eq!(first_page(&run, 60), start);
        run.is_described = false;
        assert_eq!(first_page(&run, 78), start);
    }
}
