//! How much the line to the terminal takes: measured by receipts.
//!
//! After each slice of a frame the terminal is asked where its cursor is. The report is a receipt: all before it has been
//! taken. Nothing else tells: the kernel's queue does not see the buffers of ssh, which take seconds of output at once.
//! So no more is under way than a window, which narrows when receipts come later than the fastest did, and widens on a
//! terminal that answers at once. A terminal that has never answered gets a steady rate that slow lines bear as well.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What may be under way on a line whose receipts take [`SLOW`] or more, and what a silent terminal gets at once, in
/// bytes: 160 ms of a line of 1 Mbit/s.
const WINDOW: usize = 20_000;
/// The same on a line that answers sooner.
const WIDEST: usize = 1 << 17;
/// What may be under way on any line.
const NARROWEST: usize = 2_000;
/// The delay of a receipt from which on a line counts as slow.
const SLOW: Duration = Duration::from_millis(50);
/// How much later than the fastest a receipt may come before the window narrows.
const PATIENCE: Duration = Duration::from_millis(100);
/// After this time without a receipt a little is sent all the same: receipts may have been lost.
const STALL: Duration = Duration::from_secs(2);
/// Bytes a second for a terminal that has never answered: half of what a line of 1 Mbit/s carries.
const SILENT_RATE: f64 = 64_000.0;
/// What such a terminal gets at once after a rest, in bytes.
const SILENT_BURST: f64 = 12_000.0;
/// How much longer than any before it the receipt may take that is waited for at the end.
const NEXT_RECEIPT: Duration = Duration::from_secs(1);
/// How long the first receipt may take, from a terminal far away; as long waits the end.
const FIRST_RECEIPT: Duration = Duration::from_secs(1);
/// How many questions a terminal is asked that has never answered.
const QUESTIONS: usize = 8;
/// The largest slice on a slow line, so that receipts come often.
const SLICE: usize = 4_000;
/// The smallest piece that is worth a slice.
const WORTH: usize = 1_000;

/// A question that waits for its receipt.
#[derive(Debug)]
struct Question {
    column: u16,
    /// Bytes sent up to it, from the start.
    sent: u64,
    at: Instant,
    /// Whether at least half of the window was under way.
    presses: bool,
    /// Whether so little was under way that its delay is the line's own.
    measures: bool,
}

/// What is known of the line.
#[derive(Debug)]
pub(super) struct Line {
    /// Whether questions make sense.
    asks: bool,
    /// Whether the terminal has ever answered.
    answers: bool,
    /// From when on a terminal that has not answered counts as silent.
    silent_from: Instant,
    questions: VecDeque<Question>,
    /// Questions asked so far.
    asked: u64,
    /// Bytes sent, and those of them that the terminal has confirmed.
    sent: u64,
    received: u64,
    window: usize,
    /// The delay of the line itself, and the longest of a receipt.
    least: Duration,
    longest: Duration,
    /// When something was last sent or received.
    last: Instant,
    /// Bytes that a silent terminal may get, as of [`Self::last`].
    allowance: f64,
    /// Bytes that were sent before the window last narrowed: their receipts say nothing new.
    narrowed: u64,
}

impl Line {
    /// For a terminal that is asked for receipts or not.
    pub(super) fn new(asks: bool, now: Instant) -> Self {
        Self {
            asks,
            answers: false,
            silent_from: if asks { now + FIRST_RECEIPT } else { now },
            questions: VecDeque::new(),
            asked: 0,
            sent: 0,
            received: 0,
            window: WINDOW,
            least: Duration::MAX,
            longest: Duration::ZERO,
            last: now,
            allowance: SILENT_BURST,
            narrowed: 0,
        }
    }

    /// How many bytes the line takes now, in one slice.
    pub(super) fn room(&self, now: Instant) -> usize {
        let room = if self.answers {
            let under_way = (self.sent - self.received) as usize;
            match self.window.checked_sub(under_way) {
                Some(room) if room >= WORTH.min(self.window / 2) => room,
                _ if now.saturating_duration_since(self.last) >= STALL => NARROWEST,
                _ => 0,
            }
        } else {
            let allowance = (self.allowance_at(now) as usize).min(self.first_window(now));
            if allowance < WORTH { 0 } else { allowance }
        };
        if self.least < SLOW { room } else { room.min(SLICE) }
    }

    /// When the line takes more, if no receipt comes before.
    pub(super) fn deadline(&self) -> Instant {
        if self.answers {
            return self.last + STALL;
        }
        let missing = (WORTH as f64 - self.allowance).max(0.0);
        // One more millisecond, so that no rounding falls short.
        let allowed = self.last + Duration::from_secs_f64(missing / SILENT_RATE) + Duration::from_millis(1);
        if self.first_window(self.last) < WORTH { allowed.max(self.silent_from) } else { allowed }
    }

    /// How many bytes may be sent before it is known whether the terminal answers.
    fn first_window(&self, now: Instant) -> usize {
        if now >= self.silent_from { usize::MAX } else { WINDOW.saturating_sub(self.sent as usize) }
    }

    fn allowance_at(&self, now: Instant) -> f64 {
        let since = now.saturating_duration_since(self.last).as_secs_f64();
        (self.allowance + since * SILENT_RATE).min(SILENT_BURST)
    }

    /// The column in which the next question is to be asked, on a terminal of so many, if one is to be asked. No two
    /// that wait for their receipts have the same column: the oldest counts as lost.
    pub(super) fn question(&mut self, columns: u16) -> Option<u16> {
        let columns = columns.max(1);
        let is_due = self.asks && (self.answers || self.questions.len() < QUESTIONS);
        let excess = (self.questions.len() + 1).saturating_sub(columns.into());
        self.questions.drain(..excess);
        is_due.then(|| (self.asked % u64::from(columns)) as u16 + 1)
    }

    /// Notes what was sent, with the column of the question at its end.
    pub(super) fn send(&mut self, bytes: usize, question: Option<u16>, now: Instant) {
        self.allowance = self.allowance_at(now) - bytes as f64;
        self.sent += bytes as u64;
        self.last = now;
        if let Some(column) = question {
            let under_way = (self.sent - self.received) as usize;
            let (presses, measures) = (2 * under_way >= self.window, under_way <= NARROWEST);
            self.questions.push_back(Question { column, sent: self.sent, at: now, presses, measures });
            self.asked += 1;
        }
    }

    /// Takes a receipt with this column. Nothing that was asked before will be answered any more.
    pub(super) fn receive(&mut self, column: u16, now: Instant) {
        let place = self.questions.iter().position(|question| question.column == column).unwrap_or(0);
        let Some(question) = self.questions.drain(..self.questions.len().min(place + 1)).next_back() else { return };
        self.answers = true;
        let confirmed = (question.sent - self.received) as usize;
        self.received = question.sent;
        self.last = now;
        let delay = now.saturating_duration_since(question.at);
        // A line may become slower as well: another network, or a longer way.
        self.least = if question.measures { delay } else { self.least.min(delay) };
        self.longest = self.longest.max(delay);
        let late = delay.saturating_sub(self.least);
        if late > PATIENCE {
            if question.sent > self.narrowed {
                self.window = ((self.window as f64 * PATIENCE.div_duration_f64(late)) as usize).max(NARROWEST);
                self.narrowed = self.sent;
            }
        } else if question.presses && late < PATIENCE / 2 {
            self.window += confirmed;
        }
        self.window = self.window.min(if delay < SLOW { WIDEST } else { WINDOW });
    }

    /// The same line for a program that had left it: what was asked before will be answered to others.
    pub(super) fn restarted(&self, now: Instant) -> Self {
        // A terminal that was silent is not waited for again.
        let silent_from = if self.answers { now + FIRST_RECEIPT } else { self.silent_from };
        Self { silent_from, ..Self::new(self.asks, now) }
    }

    /// Whether the terminal answers.
    pub(super) fn is_answering(&self) -> bool {
        self.answers
    }

    /// How long to wait for receipts that may still come, if there are any.
    pub(super) fn awaited_until(&self) -> Option<Instant> {
        let latest = self.questions.back()?;
        Some(if self.answers { self.last + self.longest + NEXT_RECEIPT } else { latest.at + FIRST_RECEIPT })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: u16 = 80;

    fn milliseconds(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// Sends as much as the line takes, in slices with questions, and returns their columns and how much it was.
    fn fill(line: &mut Line, now: Instant) -> (Vec<u16>, usize) {
        let (mut columns, mut bytes) = (Vec::new(), 0);
        while let room @ 1.. = line.room(now) {
            let question = line.question(COLUMNS);
            line.send(room, question, now);
            columns.extend(question);
            bytes += room;
        }
        (columns, bytes)
    }

    /// A line whose first receipt took this long, and the time after it.
    fn answering(delay: u64) -> (Line, Instant) {
        let start = Instant::now();
        let mut line = Line::new(true, start);
        let question = line.question(COLUMNS);
        line.send(8, question, start);
        let now = start + milliseconds(delay);
        line.receive(1, now);
        (line, now)
    }

    #[test]
    fn no_more_than_20_kb_are_under_way_on_a_slow_line() {
        let (mut line, mut now) = answering(200);
        let (columns, bytes) = fill(&mut line, now);
        assert!((15_000..=WINDOW).contains(&bytes), "{bytes}");
        assert!(columns.len() >= 5, "receipts come often: {columns:?}");
        // As long as none comes, nothing more is sent, but for a trickle.
        assert_eq!(line.room(now + STALL / 2), 0);
        assert_eq!(line.deadline(), now + STALL);
        // Each receipt makes room for what it confirms.
        for column in columns {
            now += milliseconds(200);
            line.receive(column, now);
            fill(&mut line, now);
            assert!(line.sent - line.received <= WINDOW as u64);
        }
    }

    #[test]
    fn a_line_that_is_slower_still_has_less_under_way() {
        // 32 kB/s, and 200 ms for the first bit.
        let (mut line, mut now) = answering(200);
        let mut queue = VecDeque::new();
        let mut free = now;
        for _ in 0..200 {
            while let room @ 1.. = line.room(now) {
                let question = line.question(COLUMNS);
                line.send(room, question, now);
                free = free.max(now) + Duration::from_secs_f64(room as f64 / 32_000.0);
                queue.push_back((free + milliseconds(200), question.expect("the terminal answers")));
            }
            let (at, column) = queue.pop_front().expect("something is under way");
            now = at;
            line.receive(column, now);
        }
        let under_way = line.sent - line.received;
        assert!((2_000..=11_000).contains(&under_way), "{under_way} bytes are under way");
    }

    #[test]
    fn a_line_that_becomes_slower_is_used_again() {
        let (mut line, mut now) = answering(1);
        let mut rates = Vec::new();
        for _ in 0..40 {
            let (columns, bytes) = fill(&mut line, now);
            now += milliseconds(300);
            rates.push(bytes);
            for column in columns {
                line.receive(column, now);
            }
        }
        assert!(rates.ends_with(&[WINDOW]), "{rates:?}");
    }

    #[test]
    fn a_terminal_that_answers_at_once_gets_more() {
        let (mut line, mut now) = answering(1);
        for _ in 0..50 {
            let (columns, _) = fill(&mut line, now);
            now += milliseconds(2);
            for column in columns {
                line.receive(column, now);
            }
        }
        assert_eq!(fill(&mut line, now).1, WIDEST);
    }

    #[test]
    fn lost_receipts_stop_nothing() {
        let (mut line, mut now) = answering(200);
        let mut received = 0;
        for round in 0..2000 {
            for (place, column) in fill(&mut line, now).0.into_iter().enumerate() {
                now += milliseconds(1);
                // Every third is lost.
                if (round + place) % 3 > 0 {
                    line.receive(column, now);
                    received += 1;
                }
            }
            now = now.max(line.deadline());
        }
        assert!(received > 1000, "{received}");
    }

    #[test]
    fn all_that_is_lost_is_made_up_by_a_trickle() {
        let (mut line, mut now) = answering(200);
        fill(&mut line, now);
        let mut bytes = 0;
        // More questions than a screen has columns.
        let rounds = 3 * usize::from(COLUMNS);
        for _ in 0..rounds {
            now = line.deadline();
            let (_, more) = fill(&mut line, now);
            bytes += more;
        }
        assert_eq!(bytes, rounds * NARROWEST);
        // The next receipt confirms all before it.
        let column = line.questions.back().expect("it was asked").column;
        line.receive(column, now);
        assert_eq!(line.sent, line.received);
    }

    #[test]
    fn no_more_than_20_kb_are_sent_before_it_is_known_whether_the_terminal_answers() {
        let start = Instant::now();
        let mut line = Line::new(true, start);
        let mut now = start;
        while now < start + FIRST_RECEIPT {
            fill(&mut line, now);
            assert!(line.sent <= WINDOW as u64, "{} bytes", line.sent);
            now = line.deadline();
        }
        assert!(line.sent > WINDOW as u64 - WORTH as u64);
        assert!(now < start + FIRST_RECEIPT + milliseconds(2), "a silent terminal gets more at once");
        assert!(fill(&mut line, now).1 > 0);
    }

    #[test]
    fn the_end_waits_as_long_as_receipts_take() {
        let start = Instant::now();
        let mut line = Line::new(true, start);
        let question = line.question(COLUMNS);
        line.send(8, question, start);
        // It may be far away.
        assert!(line.awaited_until() >= Some(start + milliseconds(900)));
        let now = start + milliseconds(600);
        line.receive(1, now);
        assert_eq!(line.awaited_until(), None);
        let question = line.question(COLUMNS);
        line.send(8, question, now);
        assert!(line.awaited_until() > Some(now + milliseconds(600)));
    }

    #[test]
    fn a_silent_terminal_gets_a_steady_rate() {
        for asks in [true, false] {
            let start = Instant::now();
            let mut line = Line::new(asks, start);
            let (mut now, mut bytes) = (start, 0);
            let mut questions = 0;
            while now < start + Duration::from_secs(10) {
                let (columns, more) = fill(&mut line, now);
                bytes += more;
                questions += columns.len();
                now = line.deadline();
            }
            // The first second goes by in part while an answer may still come.
            let rate = bytes as f64 / if asks { 9.0 } else { 10.0 };
            assert!((0.9 * SILENT_RATE..1.1 * SILENT_RATE).contains(&rate), "{rate} bytes a second");
            assert_eq!(questions, if asks { QUESTIONS } else { 0 });
            assert!(line.awaited_until().is_none_or(|until| until < now), "nothing will come");
        }
    }
}
