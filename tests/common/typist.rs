//! Writes to a terminal on a thread of its own: a write waits for as long as the program doesn't read.

use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::Shared;

/// The writing end of a terminal.
#[derive(Clone)]
pub(super) struct Typist(Sender<Vec<u8>>);

impl Typist {
    pub(super) fn new(writer: Box<dyn Write + Send>, shared: &Arc<Shared>) -> Self {
        let (sender, pieces) = channel();
        let shared = Arc::clone(shared);
        thread::spawn(move || write(writer, &pieces, &shared));
        Self(sender)
    }

    /// Hands over bytes to be written after those before.
    pub(super) fn hand(&self, bytes: &[u8], shared: &Shared) {
        shared.change(|seen| seen.untaken += bytes.len());
        // Nobody listens once the program has ended.
        let _ = self.0.send(bytes.to_vec());
    }
}

fn write(mut writer: Box<dyn Write + Send>, pieces: &Receiver<Vec<u8>>, shared: &Shared) {
    for piece in pieces {
        let written = writer.write_all(&piece).and_then(|()| writer.flush());
        shared.change(|seen| match written {
            Ok(()) => seen.untaken -= piece.len(),
            Err(_) => seen.refused = true,
        });
        if written.is_err() {
            return;
        }
    }
}
