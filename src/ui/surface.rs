//! What the dashboard draws on.

use ratatui::Frame;

use crate::error::Error;

/// What the dashboard draws on: the real terminal, or a test's.
pub trait Surface {
    /// Draws a frame.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error>;

    /// Columns and rows.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn size(&self) -> Result<(u16, u16), Error>;

    /// Takes or leaves the mouse, if there is one.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn capture_mouse(&mut self, _capture: bool) -> Result<(), Error> {
        Ok(())
    }

    /// Puts a text into the clipboard, if the terminal can.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn copy(&mut self, _text: &str) -> Result<(), Error> {
        Ok(())
    }

    /// Gives the terminal back, stops the program until it is let go on, and takes the terminal again, where there is a
    /// shell to go to.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn suspend(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Takes the terminal again after a stop that was not of our doing.
    ///
    /// # Errors
    /// If the terminal refuses.
    fn resume(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
