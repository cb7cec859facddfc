//! Signals that end a command: the first lets it finish its epoch and write its files, the second ends it at once. The
//! dashboard and `train` hold signals back until their handlers are complete.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(super) use unix::{Held, Interrupt, report_file_size_limit};
#[cfg(windows)]
pub(super) use windows::{Held, Interrupt, report_file_size_limit};
