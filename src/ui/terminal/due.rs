//! Which rows are due to be exact while frames pass: each once a second, however little the pace leaves for them.
//!
//! The sender asks it at each frame. A frame that stays is due as a whole.

use std::time::Instant;

/// The part of a second that a row waits for what the pace leaves over; then it goes with the next frame.
const PATIENCE: f64 = 0.5;

/// Rows that are due to be exact.
#[derive(Debug)]
pub(super) struct Due {
    rows: f64,
    since: Instant,
}

impl Due {
    pub(super) fn new(now: Instant) -> Self {
        Self { rows: 0.0, since: now }
    }

    /// Counts the time up to another frame of so many rows.
    pub(super) fn advance(&mut self, height: u16, is_passing: bool, now: Instant) {
        let (all, elapsed) = (f64::from(height), now.saturating_duration_since(self.since).as_secs_f64());
        let rows = if is_passing { self.rows + elapsed * all } else { all };
        (self.rows, self.since) = (rows.min(all), now);
    }

    /// The rows that are due, and how many of them have waited too long.
    pub(super) fn rows(&self, height: u16) -> (u16, u16) {
        (self.rows as u16, (self.rows - PATIENCE * f64::from(height)).max(0.0) as u16)
    }

    /// Counts rows that were sent.
    pub(super) fn sent(&mut self, rows: u16) {
        self.rows = (self.rows - f64::from(rows)).max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn rows_that_wait_too_long_go_once_a_second_whatever_the_pace() {
        let start = Instant::now();
        let mut due = Due::new(start);
        let mut sent = 0;
        // Frames that leave the pace nothing: only what is overdue goes.
        for frame in 1..=100 {
            due.advance(24, true, start + Duration::from_millis(100 * frame));
            let (all, overdue) = due.rows(24);
            assert!(overdue <= 3 && overdue <= all, "a part with each frame, not all at once");
            due.sent(overdue);
            sent += u32::from(overdue);
        }
        assert!((9 * 24..=10 * 24).contains(&sent), "{sent} rows in ten seconds");
    }

    #[test]
    fn rows_for_which_there_is_room_are_never_overdue() {
        let start = Instant::now();
        let mut due = Due::new(start);
        for frame in 1..=100 {
            due.advance(24, true, start + Duration::from_millis(100 * frame));
            let (all, overdue) = due.rows(24);
            assert_eq!(overdue, 0);
            due.sent(all);
        }
        due.advance(24, false, start + Duration::from_secs(11));
        assert_eq!(due.rows(24).0, 24, "all of a frame that stays");
    }
}
