//! What the dashboard draws on.

use ratatui::Frame;

use crate::error::Error;

/// What the dashboard draws on: the real terminal, or a test's. Everything fails if the terminal refuses.
#[expect(clippy::missing_errors_doc, reason = "the errors are the same everywhere")]
pub trait Surface {
    /// Draws a frame.
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error>;

    /// Columns and rows.
    fn size(&self) -> Result<(u16, u16), Error>;

    /// Takes or leaves the mouse, if there is one.
    fn capture_mouse(&mut self, _capture: bool) -> Result<(), Error> {
        Ok(())
    }

    /// Puts a text into the clipboard, if the terminal can.
    fn copy(&mut self, _text: &str) -> Result<(), Error> {
        Ok(())
    }

    /// Gives the terminal back, stops the program until the shell continues it, and takes the terminal again, where there
    /// is a shell.
    fn suspend(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Takes the terminal again after a stop from outside.
    fn resume(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
