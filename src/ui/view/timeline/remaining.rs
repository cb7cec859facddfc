//! How long a run still takes, in round numbers that stay from frame to frame.

use crate::session::{State, Update};

/// What takes no longer, in seconds, is not worth a word.
const SHORT: f64 = 10.0;

/// The time to go that is shown.
#[derive(Debug, Default)]
pub struct Remaining {
    /// In seconds, a multiple of [`step`].
    shown: Option<u64>,
    /// The run that it is about.
    run: u64,
}

/// A round number of seconds near a time: ten seconds, a minute, an hour.
fn step(seconds: f64) -> u64 {
    match seconds {
        _ if seconds <= 90.0 => 10,
        _ if seconds <= 5400.0 => 60,
        _ => 3600,
    }
}

impl Remaining {
    /// Takes what an update says of the pace. What was shown stays until it is off by more than its round number.
    pub fn observe(&mut self, run: &Update) {
        if run.run != self.run {
            *self = Self { shown: None, run: run.run };
        }
        let rate = run.epochs_per_second.filter(|rate| *rate > 0.0 && run.state == State::Running && !run.is_past());
        let seconds = rate.map(|rate| run.total.saturating_sub(run.record.epoch) as f64 / rate);
        self.shown = seconds.and_then(|seconds| settled(self.shown, seconds));
    }

    /// `2 min left`, if the run has an end that is far enough.
    pub fn words(&self) -> Option<String> {
        let words = match self.shown? {
            seconds @ ..=90 => format!("{seconds} s"),
            seconds @ ..=5400 => format!("{} min", seconds / 60),
            seconds => format!("{} h", seconds / 3600),
        };
        Some(words + " left")
    }
}

/// The time to show for one that was measured, after another was shown.
fn settled(shown: Option<u64>, seconds: f64) -> Option<u64> {
    if seconds <= SHORT || !seconds.is_finite() {
        return None;
    }
    let step = step(seconds);
    let is_near = |shown: &u64| {
        let (off, step) = (*shown as f64 - seconds, step as f64);
        shown.is_multiple_of(step as u64) && off < 1.5 * step && off > -0.5 * step
    };
    shown.filter(is_near).or(Some((seconds / step as f64).ceil() as u64 * step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture::update;

    #[test]
    fn the_time_to_go_is_round_and_steady_and_only_of_a_run_that_trains() {
        let mut run = update("xor-blobs", 0, |_| {});
        let mut remaining = Remaining::default();
        let mut at = |run: &Update| {
            remaining.observe(run);
            remaining.words()
        };
        (run.state, run.total) = (State::Running, 12_000);
        assert_eq!(at(&run), None, "no pace is known yet");
        run.epochs_per_second = Some(100.0);
        assert_eq!(at(&run).as_deref(), Some("2 min left"));
        for rate in [101.0, 98.0, 104.0, 97.0] {
            run.epochs_per_second = Some(rate);
            assert_eq!(at(&run).as_deref(), Some("2 min left"), "{rate}");
        }
        run.epochs_per_second = Some(1.0);
        assert_eq!(at(&run).as_deref(), Some("4 h left"));
        run.epochs_per_second = Some(300.0);
        assert_eq!(at(&run).as_deref(), Some("40 s left"));
        run.epochs_per_second = Some(1_200.0);
        assert_eq!(at(&run), None, "ten seconds are not worth a word");
        (run.epochs_per_second, run.state) = (Some(100.0), State::Paused);
        assert_eq!(at(&run), None);
    }
}
