//! The pace of a run: the requested speed and the measured one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::preset::MAX_SPEED;

/// Epochs a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// This many, 1 to [`MAX_SPEED`].
    Limited(u32),
    /// As many as possible.
    Unlimited,
}

impl Speed {
    /// The next faster of 1, 2, 5, 10, … [`MAX_SPEED`].
    #[must_use]
    pub fn faster(self) -> Self {
        match self {
            Self::Limited(speed) => Self::Limited(steps().find(|&step| step > speed).unwrap_or(MAX_SPEED)),
            Self::Unlimited => self,
        }
    }

    /// The next slower of 1, 2, 5, 10, … [`MAX_SPEED`].
    #[must_use]
    pub fn slower(self) -> Self {
        match self {
            Self::Limited(speed) => Self::Limited(steps().filter(|&step| step < speed).last().unwrap_or(1)),
            Self::Unlimited => Self::Limited(MAX_SPEED),
        }
    }
}

/// 1, 2, 5, 10, … up to [`MAX_SPEED`].
fn steps() -> impl Iterator<Item = u32> {
    (0..).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u32.pow(power))).take_while(|&step| step <= MAX_SPEED)
}

/// When the epochs of a run at limited speed are due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    start: Instant,
    epoch: u64,
}

/// Maximum delay that a run catches up on; after a longer one its schedule moves.
const PATIENCE: Duration = Duration::from_millis(250);

impl Schedule {
    /// A schedule on which `epoch` is done at `start`.
    pub(super) fn new(start: Instant, epoch: u64) -> Self {
        Self { start, epoch }
    }

    /// When the epoch after `epoch` may begin. A run that is too slow does not catch up in a burst.
    pub(super) fn next(&mut self, epoch: u64, speed: Speed, now: Instant) -> Instant {
        let Speed::Limited(speed) = speed else { return self.start };
        // A speed of 0 counts as the slowest: no epoch would ever be due.
        let speed = speed.max(1);
        let due = self.start + Duration::from_secs_f64((epoch + 1 - self.epoch) as f64 / f64::from(speed));
        if due + PATIENCE < now {
            *self = Self::new(now, epoch);
        }
        due
    }
}

/// Measures epochs a second over about the last second.
#[derive(Debug)]
pub(super) struct Meter {
    samples: VecDeque<(Instant, u64)>,
}

/// Minimum distance between two measurements.
const DISTANCE: Duration = Duration::from_millis(50);
/// Maximum number of measurements within a second and at its ends.
const MAX_SAMPLES: usize = 24;

impl Meter {
    /// An empty meter that will never allocate again.
    pub(super) fn new() -> Self {
        Self { samples: VecDeque::with_capacity(MAX_SAMPLES) }
    }

    /// Starts over: from `start` on, which may lie in the future, epochs after `epoch` count.
    pub(super) fn restart(&mut self, start: Instant, epoch: u64) {
        self.samples.clear();
        self.samples.push_back((start, epoch));
    }

    /// Records that `epoch` is reached now. Returns epochs a second after a quarter of a second.
    pub(super) fn mark(&mut self, now: Instant, epoch: u64) -> Option<f64> {
        while self.samples.len() > 1 && now - self.samples[1].0 >= Duration::from_secs(1) {
            self.samples.pop_front();
        }
        if self.samples.back().is_none_or(|(last, _)| now - *last >= DISTANCE) {
            self.samples.push_back((now, epoch));
        }
        let (start, first) = *self.samples.front()?;
        let seconds = (now - start).as_secs_f64();
        (seconds >= 0.25).then(|| epoch.saturating_sub(first) as f64 / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_go_in_steps_of_1_2_5() {
        let mut speed = Speed::Limited(1);
        let mut seen = vec![];
        for _ in 0..11 {
            seen.push(speed);
            speed = speed.faster();
        }
        let expected = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1000].map(Speed::Limited);
        assert_eq!(seen, expected);
        assert_eq!(Speed::Limited(1).slower(), Speed::Limited(1));
        assert_eq!(Speed::Limited(30).slower(), Speed::Limited(20));
        assert_eq!(Speed::Unlimited.slower(), Speed::Limited(1000));
    }

    #[test]
    fn epochs_are_due_at_even_distances_and_a_late_run_is_not_hurried() {
        let start = Instant::now();
        let mut schedule = Schedule::new(start, 10);
        let speed = Speed::Limited(10);
        assert_eq!(schedule.next(10, speed, start), start + Duration::from_millis(100));
        assert_eq!(schedule.next(14, speed, start), start + Duration::from_millis(500));
        let late = start + Duration::from_secs(9);
        assert!(schedule.next(14, speed, late) < late, "one epoch is due at once");
        assert_eq!(schedule.next(15, speed, late), late + Duration::from_millis(200), "the rest at the normal pace");
    }

    #[test]
    fn a_speed_of_0_is_taken_for_the_slowest() {
        let start = Instant::now();
        assert_eq!(Schedule::new(start, 0).next(0, Speed::Limited(0), start), start + Duration::from_secs(1));
    }

    #[test]
    fn the_meter_leaves_out_what_was_waited_before_the_start() {
        let now = Instant::now();
        let start = now + Duration::from_secs(1);
        let mut meter = Meter::new();
        meter.restart(start, 0);
        assert_eq!(meter.mark(now, 0), None);
        assert_eq!(meter.mark(start + Duration::from_millis(100), 10), None);
        let rate = meter.mark(start + Duration::from_millis(500), 50).expect("half a second has passed");
        assert!((rate - 100.0).abs() < 1e-6, "{rate}");
    }

    #[test]
    fn the_meter_says_what_was_reached_in_the_last_second() {
        let start = Instant::now();
        let mut meter = Meter::new();
        assert_eq!(meter.mark(start, 0), None);
        for tenth in 1..=30 {
            let rate = meter.mark(start + Duration::from_millis(100 * tenth), tenth * 10);
            if tenth >= 3 {
                assert!((rate.expect("a quarter of a second has passed") - 100.0).abs() < 1e-6);
            }
        }
    }
}
