//! The lines of standard input, whether a person types them or a pipe has them.

use std::io::{self, BufRead, BufReader};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::error::Error;
use crate::ui::event::Event;
use crate::ui::terminal::spawn;

/// The most bytes of a line.
const LONGEST: usize = 4096;
/// Lines that are read before the commands of earlier ones are done.
const AHEAD: usize = 64;
const TOO_LONG: &str = "the line is longer than 4096 bytes";

/// Starts to read lines, each an event. Whoever has taken a line out gives a permit for another one, so that a long file
/// waits where it is.
pub fn start(events: &SyncSender<Event>) -> Result<SyncSender<()>, Error> {
    let (permits, allowed) = sync_channel(AHEAD);
    for _ in 0..AHEAD {
        // There is room for all of them.
        let _ = permits.try_send(());
    }
    spawn("lines", events, move |events| read(BufReader::new(io::stdin()), &allowed, events))?;
    Ok(permits)
}

fn read(mut input: impl BufRead, allowed: &Receiver<()>, events: &SyncSender<Event>) {
    while allowed.recv().is_ok() {
        let line = next(&mut input);
        let is_last = line.is_none();
        if events.send(Event::Line(line)).is_err() || is_last {
            return;
        }
    }
}

/// The next line, or why it can't be used; none at the end, and of a terminal that is gone.
fn next(input: &mut impl BufRead) -> Option<Result<String, &'static str>> {
    let mut line = Vec::new();
    let limit = LONGEST as u64 + 1;
    match io::Read::take(&mut *input, limit).read_until(b'\n', &mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) if line.len() > LONGEST && line.last() != Some(&b'\n') => {
            input.skip_until(b'\n').ok()?;
            Some(Err(TOO_LONG))
        }
        Ok(_) => Some(Ok(String::from_utf8_lossy(&line).trim().to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_end_and_a_long_one_is_refused_whole() {
        let long = "x".repeat(LONGEST + 9);
        let mut input = format!("run\r\n\n{long}\n:quit").into_bytes();
        input.extend([b' ', 0xff]);
        let mut input = io::Cursor::new(input);
        let mut next = || next(&mut input);
        assert_eq!(next(), Some(Ok("run".into())));
        assert_eq!(next(), Some(Ok(String::new())));
        assert_eq!(next(), Some(Err(TOO_LONG)));
        assert_eq!(next(), Some(Ok(":quit \u{fffd}".into())));
        assert_eq!(next(), None);
    }
}
