//! What Windows says of failures, and of the console's events, which stand for signals.

use std::io;

/// Numbers of errors, as the system's documentation has them.
const TOO_MANY_OPEN_FILES: i32 = 4;
const CRC: i32 = 23;
const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;
const PIPE_NOT_CONNECTED: i32 = 233;
const IO_DEVICE: i32 = 1117;
const CANT_RESOLVE_FILENAME: i32 = 1921;

/// The reason of an error that has no kind of its own, and the advice to those who read and to those who write.
pub(super) fn known(error: &io::Error) -> Option<(&'static str, [&'static str; 2])> {
    Some(match error.raw_os_error()? {
        SHARING_VIOLATION | LOCK_VIOLATION => {
            ("another program has it open", ["close it there and try again", "close it there or choose another name"])
        }
        CANT_RESOLVE_FILENAME => ("its links lead in a circle", ["give the name of the file itself"; 2]),
        TOO_MANY_OPEN_FILES => ("too many files are open", ["close some programs and try again"; 2]),
        CRC | IO_DEVICE => ("the disk reports an error", ["try another copy", "choose another disk"]),
        _ => return None,
    })
}

/// What people call an event of the console, by the number of the signal that it stands for.
pub(super) fn signal_name(signal: i32) -> &'static str {
    match signal {
        1 => "the end of its console",
        2 => "Ctrl-C",
        15 => "the end of the session",
        _ => "a signal",
    }
}

/// Whether an error says that nobody reads a pipe, without having the kind of that.
pub(super) fn is_closed_pipe(error: &io::Error) -> bool {
    error.raw_os_error() == Some(PIPE_NOT_CONNECTED)
}
