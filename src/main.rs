//! The program: calls the command line, prints one error, sets the exit status.

use std::io::Write;
use std::process::ExitCode;

use blobtui::error::Error;

fn main() -> ExitCode {
    match blobtui::cli::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is there to read it when standard error is closed, too.
            let _ = match &error {
                Error::Signal(_) | Error::Reported => Ok(()),
                Error::Usage(_) => write!(std::io::stderr(), "{error}"),
                _ => writeln!(std::io::stderr(), "blobtui: {error}"),
            };
            ExitCode::from(error.exit_status())
        }
    }
}
