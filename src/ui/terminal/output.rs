//! The way to the terminal: bytes go out in order, and nobody waits for a terminal that takes none.

use std::io;
use std::time::{Duration, Instant};

use super::system::Terminal;

/// How soon to try again after the terminal took nothing, at first and at last.
const RETRY: [Duration; 2] = [Duration::from_millis(4), Duration::from_millis(250)];

/// The terminal's output. What it does not take at once waits here.
#[derive(Debug)]
pub(super) struct Output {
    terminal: Terminal,
    waiting: Vec<u8>,
    retry: Duration,
    /// When it took nothing.
    refused: Option<Instant>,
}

impl Output {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { terminal: Terminal::open()?, waiting: Vec::new(), retry: RETRY[0], refused: None })
    }

    /// Whether everything has been written.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty()
    }

    /// When to try again, if something waits.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.refused.filter(|_| !self.is_done()).map(|refused| refused + self.retry)
    }

    /// Leaves what waits unwritten.
    pub(super) fn discard(&mut self) {
        self.waiting.clear();
    }

    /// Adds to what waits.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
    }

    /// Writes what waits, as far as the terminal takes it.
    pub(super) fn advance(&mut self, now: Instant) -> io::Result<()> {
        if self.deadline().is_some_and(|deadline| now < deadline) {
            return Ok(());
        }
        let mut written = 0;
        let mut result: io::Result<()> = Ok(());
        while written < self.waiting.len() && result.is_ok() {
            match self.terminal.write(&self.waiting[written..]) {
                Ok(0) => result = Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => written += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => result = Err(error),
            }
        }
        self.waiting.drain(..written);
        match result {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                self.retry =
                    if written > 0 || self.refused.is_none() { RETRY[0] } else { (2 * self.retry).min(RETRY[1]) };
                self.refused = Some(now);
                Ok(())
            }
            result => {
                self.refused = None;
                result
            }
        }
    }
}
