//! What is written to the terminal.

use std::io::{self, Stdout, Write};
use std::sync::atomic::Ordering;

use super::modes::Taken;
use crate::plot::Depth;
use crate::ui::sixteen::colours_by_own_codes;

/// Gathers a frame and writes it at once, as long as the terminal is taken. Ignores what comes later: ratatui shows the
/// cursor when dropped, and prints, or panics, where that fails on a terminal that is gone.
pub(super) struct Output {
    frame: Vec<u8>,
    stdout: Stdout,
    depth: Depth,
    taken: Taken,
}

impl Output {
    pub(super) fn new(depth: Depth, taken: Taken) -> Self {
        Self { frame: Vec::new(), stdout: io::stdout(), depth, taken }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let frame = std::mem::take(&mut self.frame);
        if !self.taken.load(Ordering::SeqCst) {
            return Ok(());
        }
        let frame = if self.depth == Depth::Sixteen { colours_by_own_codes(&frame) } else { frame };
        self.stdout.write_all(&frame)?;
        self.stdout.flush()
    }
}
