//! Notices that the terminal is gone.

use std::io;
use std::sync::mpsc::SyncSender;

use rustix::event::{PollFd, PollFlags, poll};

use crate::ui::event::Event;

/// Waits until the terminal has vanished, and says so.
pub(super) fn wait_for_hang_up(events: &SyncSender<Event>) {
    let output = io::stdout();
    loop {
        // Hang-ups are reported without being asked for. macOS answers NVAL for every terminal: that says nothing.
        let mut watched = [PollFd::new(&output, PollFlags::empty())];
        match poll(&mut watched, None) {
            Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => break,
            Err(rustix::io::Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
    let _ = events.send(Event::Vanished);
}
