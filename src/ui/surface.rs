//! What the dashboard draws on.

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::error::Error;

/// How a frame is sent where the line does not take it at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// What is sent first, in this order.
    pub first: Vec<Rect>,
    /// Whether another frame follows soon: differences that nobody sees may wait.
    pub passing: bool,
    /// Where the terminal's own cursor stands, which screen readers and magnifiers follow.
    pub cursor: Cursor,
}

/// The terminal's own cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// On what is selected, or where text goes.
    pub place: Position,
    /// Whether it can be seen: where text is typed.
    pub is_visible: bool,
}

/// What the dashboard draws on: the real terminal, or a test's. Everything fails if the terminal refuses.
#[expect(clippy::missing_errors_doc, reason = "the errors are the same everywhere")]
pub trait Surface {
    /// Draws a frame.
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error>;

    /// Says how the next frames are sent.
    fn deliver(&mut self, _delivery: Delivery) {}

    /// Sends what is left of the last frame, as far as the line takes it. Says when to call again, if no receipt comes
    /// before.
    fn send(&mut self, _now: Instant) -> Result<Option<Instant>, Error> {
        Ok(None)
    }

    /// Whether all that can be seen of the last frame was sent, so that another one is worth drawing.
    fn is_ready(&self, _now: Instant) -> bool {
        true
    }

    /// Takes a receipt: the terminal has reported its cursor in this column.
    fn receive(&mut self, _column: u16, _now: Instant) {}

    /// Gives the screen back, but reads on, so that receipts which are still to come don't reach the shell.
    fn leave(&mut self) {}

    /// Until when receipts are worth waiting for after [`Self::leave`], if any are to come.
    fn awaits(&self) -> Option<Instant> {
        None
    }

    /// Columns and rows.
    fn size(&self) -> Result<(u16, u16), Error>;

    /// Takes or leaves the mouse, if there is one.
    fn capture_mouse(&mut self, _capture: bool) -> Result<(), Error> {
        Ok(())
    }

    /// Whether the terminal can have taken a text into the clipboard after [`Self::copy`].
    fn takes_texts(&self) -> bool {
        true
    }

    /// Puts a text into the clipboard, if the terminal can.
    fn copy(&mut self, _text: &str) -> Result<(), Error> {
        Ok(())
    }

    /// Whether a stop, or its end, that this signal asked for is still to be handled.
    fn is_news(&self, _signal: i32) -> bool {
        true
    }

    /// Whether there is a shell to suspend to, which can let the program go on.
    fn has_shell(&self) -> bool {
        true
    }

    /// Gives the terminal back, stops the program's process group until the shell continues it, and takes the terminal
    /// again, where there is a shell.
    fn suspend(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Takes the terminal again after a stop from outside.
    fn resume(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
