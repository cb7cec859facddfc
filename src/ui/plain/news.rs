//! One sentence for each change of a run: what was changed, where it stands, how it gets on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::commands::with_commands;
use crate::preset::Preset;
use crate::preset::settings::CHANGEABLE;
use crate::session::{Speed, State, Update};
use crate::train::{BranchId, Position};
use crate::ui::format::{measure, thousands};
use crate::ui::view::hint::{Hint, trend};
use crate::ui::view::hint_line::{finished, hints};
use crate::ui::view::metrics;

/// Progress comes at one of these parts of a run: the smallest that takes long enough.
const PARTS: [u64; 3] = [10, 4, 2];
/// The least time between two sentences of progress, so that each can be listened to.
const PAUSE: Duration = Duration::from_secs(5);
/// Columns of the sentence about a divergence: enough for the longest one.
const WIDE: usize = 200;

/// What was said of the run.
#[derive(Debug, Default)]
pub struct News {
    known: Option<Known>,
    /// Where the run was when its progress was said last, or began.
    progress: Option<(u64, Instant)>,
}

/// The run as it was said.
#[derive(Debug, PartialEq)]
struct Known {
    run: u64,
    preset: Arc<Preset>,
    place: (BranchId, Position),
    /// The state, but for training.
    state: State,
    speed: Speed,
    total: u64,
    train_points: usize,
}

impl News {
    /// What has changed since the last time.
    pub fn changes(&mut self, run: &Update) -> Vec<String> {
        let now = Known {
            run: run.run,
            preset: Arc::clone(&run.preset),
            place: (run.time.branch, run.position()),
            state: run.state.clone(),
            speed: run.speed,
            total: run.total,
            train_points: run.dataset.train.len(),
        };
        let is_running = now.state == State::Running;
        let Some(before) = self.known.take() else {
            self.known = Some(now);
            return opening(run);
        };
        let mut lines = vec![];
        if before.run == now.run {
            // Going to another epoch leads to the settings that it had.
            let has_gone = before.place.1 != now.place.1;
            let place = if has_gone { "here".into() } else { format!("from epoch {} on", thousands(run.record.epoch)) };
            lines.extend(settings(&before.preset, &now.preset).map(|changes| format!("{changes}, {place}.")));
            if before.speed != now.speed {
                lines.push(format!("Speed: {}.", speed(now.speed)));
            }
            if before.train_points != now.train_points {
                let [train, was] = [now.train_points, before.train_points].map(|points| thousands(points as u64));
                lines.push(format!("{train} train points (was {was})."));
            }
            let has_moved = (&before.place, &before.state) != (&now.place, &now.state);
            if has_moved && !is_running {
                lines.push(state(run));
            }
        } else {
            lines = opening(run);
        }
        // A run that trains is followed by its progress; what it has come to is news when it stops.
        self.known = Some(if is_running { Known { place: before.place, ..now } } else { now });
        lines
    }

    /// How a training run gets on, from time to time.
    pub fn progress(&mut self, run: &Update, now: Instant) -> Option<String> {
        if run.state != State::Running {
            self.progress = None;
            return None;
        }
        let epoch = run.record.epoch;
        let (last, since) = *self.progress.get_or_insert((epoch, now));
        let part = part(run)?;
        let mark = epoch - epoch % part;
        let is_due = mark > last && (run.speed != Speed::Unlimited || now.duration_since(since) >= PAUSE);
        if !is_due {
            return None;
        }
        self.progress = Some((mark, now));
        let loss = run.history.recent().iter().find(|recent| recent.epoch == mark)?.train;
        let (mark, total) = (thousands(mark), thousands(run.total));
        Some(format!("Epoch {mark} of {total}: train loss {}; {}.", measure(loss), trend(run)))
    }
}

/// The epochs from one sentence to the next; none for a run that is over before the first could be listened to.
fn part(run: &Update) -> Option<u64> {
    let long_enough = |epochs: &u64| match run.speed {
        Speed::Limited(speed) => *epochs >= u64::from(speed) * PAUSE.as_secs(),
        Speed::Unlimited => true,
    };
    PARTS.iter().map(|part| run.total / part).find(long_enough).filter(|part| *part > 0)
}

fn speed(speed: Speed) -> String {
    match speed {
        Speed::Limited(speed) => format!("{} epochs per second", thousands(speed.into())),
        Speed::Unlimited => "unlimited".into(),
    }
}

/// What a run is, when it is there first.
fn opening(run: &Update) -> Vec<String> {
    let train = thousands(run.dataset.train.len() as u64);
    let points = match run.dataset.test.len() {
        0 => format!("{train} train points, no test data"),
        test => format!("{train} train and {} test points", thousands(test as u64)),
    };
    let edited = if run.edited { ", edited" } else { "" };
    let title = run.described().map_or_else(String::new, |preset| format!(": {}", preset.title));
    vec![format!("{}{edited}{title}; {points}.", run.name), state(run)]
}

/// What starts now.
pub fn start(run: &Update) -> String {
    let total =
        if run.state == State::Finished && !run.is_past() { run.total.saturating_add(run.more) } else { run.total };
    let speed = match run.speed {
        Speed::Limited(_) => format!("at {}", speed(run.speed)),
        Speed::Unlimited => "as fast as possible".into(),
    };
    format!("Training from epoch {} to {}, {speed}.", thousands(run.record.epoch), thousands(total))
}

/// Where the run stands: `Paused at epoch 400 of 2,000: test accuracy 95 % (19/20), …`
pub fn state(run: &Update) -> String {
    let (epoch, total) = (thousands(run.record.epoch), thousands(run.total));
    let batch = if run.batch > 0 { format!(", batch {}", run.batch) } else { String::new() };
    let branch = run.time.shown().filter(|_| run.time.branches.len() > 1);
    let branch = branch.map_or_else(String::new, |branch| format!(" on branch {}", branch.name));
    let place = match &run.state {
        State::Running => format!("Training{branch}, at epoch {epoch} of {total}"),
        State::Failed { message } => {
            return format!("Training stopped after an internal error: {message}; restart begins anew");
        }
        _ if run.is_past() => {
            let newest = thousands(run.newest_epoch());
            format!("At epoch {epoch}{batch}{branch}, in the past: trained up to {newest}")
        }
        State::Paused => format!("Paused{branch} at epoch {epoch} of {total}{batch}"),
        State::Finished => format!("Finished{branch} at epoch {epoch} of {total}"),
        State::Diverged { .. } => return divergence(run),
    };
    let end = if run.state == State::Finished && !run.is_past() {
        let next =
            run.described().and_then(|preset| preset.next.as_ref()).map_or_else(String::new, |next| format!(" {next}"));
        format!(" {}.{next}", finished(run).trim_start_matches("Finished: ").trim_end_matches('.'))
    } else {
        String::new()
    };
    let train = measure(run.record.train_loss);
    format!("{place}: {}, train loss {train}.{end}", metrics::sentence(run))
}

/// Where a run diverged, and what to do.
fn divergence(run: &Update) -> String {
    let first = hints(run, None, WIDE).into_iter().next();
    let text = match first {
        Some(Hint::Text(text)) => text,
        Some(Hint::Pieces(pieces)) => pieces.join("; "),
        Some(Hint::Choice(choice)) => choice.into_iter().next().unwrap_or_default(),
        None => String::new(),
    };
    with_commands(&text)
}

/// The settings that differ: `learning-rate is 0.1 (was 0.03)`.
fn settings(before: &Preset, now: &Preset) -> Option<String> {
    if before == now {
        return None;
    }
    let value = |preset: &Preset, place: usize| CHANGEABLE[place].value(preset);
    let changes = (0..CHANGEABLE.len()).filter_map(|place| {
        let (old, new) = (value(before, place), value(now, place));
        let none = || "none".to_owned();
        (old != new).then(|| {
            format!("{} is {} (was {})", CHANGEABLE[place].name, new.unwrap_or_else(none), old.unwrap_or_else(none))
        })
    });
    let changes: Vec<String> = changes.collect();
    (!changes.is_empty()).then(|| changes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture::{branch, time, update};

    #[test]
    fn the_branch_stands_before_the_epoch_and_its_end() {
        let mut run = update("xor-blobs", 5, |_| {});
        assert!(state(&run).starts_with("Paused at epoch 5 of 2,000: "), "{}", state(&run));
        run.time = time(1, vec![branch(0, "main", None, 0, 5, vec![]), branch(1, "fast", Some(0), 3, 5, vec![])]);
        run.batch = 3;
        assert!(state(&run).starts_with("Paused on branch fast at epoch 5 of 2,000, batch 3: "), "{}", state(&run));
        run.state = State::Running;
        assert!(state(&run).starts_with("Training on branch fast, at epoch 5 of 2,000: "), "{}", state(&run));
    }

    #[test]
    fn the_title_is_said_as_long_as_it_is_true() {
        let mut run = update("xor-blobs", 0, |_| {});
        assert!(opening(&run)[0].starts_with("xor-blobs: Four blobs, two classes; 80 train"), "{:?}", opening(&run));
        run.edited = true;
        assert!(opening(&run)[0].starts_with("xor-blobs, edited: Four blobs, two classes; 80 train"));
        run.is_described = false;
        assert!(opening(&run)[0].starts_with("xor-blobs, edited; 80 train"));
    }
}
