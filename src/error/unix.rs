//! What Unix says of failures and of signals.

use std::io;

use rustix::io::Errno;

/// The reason of an error that has no kind of its own, and the advice to those who read and to those who write.
pub(super) fn known(error: &io::Error) -> Option<(&'static str, [&'static str; 2])> {
    Some(match Errno::from_io_error(error)? {
        Errno::LOOP => ("its links lead in a circle", ["give the name of the file itself"; 2]),
        Errno::MFILE | Errno::NFILE => {
            ("too many files are open", ["close some programs and try again, or raise the limit (ulimit -n)"; 2])
        }
        Errno::IO => ("the disk reports an error", ["try another copy", "choose another disk"]),
        _ => return None,
    })
}

/// What people call a signal.
pub(super) fn signal_name(signal: i32) -> &'static str {
    signal_hook::low_level::signal_name(signal).unwrap_or("a signal")
}

/// Whether an error says that nobody reads a pipe, without having the kind of that: none does.
pub(super) fn is_closed_pipe(_: &io::Error) -> bool {
    false
}
