//! Sends frames: never more than the line takes, what matters first, and the newest frame in the place of older ones.

use std::convert::Infallible;
use std::io::{self, Write};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use crate::ui::surface::{Cursor, Delivery};
use crate::ui::terminal::due::Due;
use crate::ui::terminal::encoder::{Encoder, Exact, Sent, Wanted};
use crate::ui::terminal::line::Line;
use crate::ui::terminal::output::Output;

/// The begin and the end of a slice: the terminal shows it as a whole (synchronized output).
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// What hides and shows the cursor.
const HIDE: &[u8] = b"\x1b[?25l";
const SHOW: &[u8] = b"\x1b[?25h";

/// Bytes a second for each cell of the screen, while frames pass: 46 kB/s at 80x24, 288 kB/s at 200x60. A frame is sent
/// whole, so that all of it is of one epoch; the next one waits until the pace has made up for it.
const PACE: f64 = 24.0;
/// How long of that may be saved, in seconds.
const SAVED: f64 = 0.05;
/// The part of that which is worth a slice of exact rows between two frames.
const WORTH: f64 = 0.8;
/// How long of it a frame may cost at most, in seconds.
const COST: f64 = 0.6;
/// Room for what is around the cells of a slice, and for the last of them, which may stand over.
const AROUND: usize = 120;

/// How long a terminal that takes nothing is waited for when it is put back.
const LAST: Duration = Duration::from_secs(3);

/// Frames on their way to the terminal.
pub(super) struct Sender {
    /// Where frames are drawn: only its buffers are used.
    canvas: Terminal<TestBackend>,
    /// The newest frame.
    wanted: Buffer,
    /// How much of it was sent.
    sent: Sent,
    delivery: Delivery,
    /// Where the terminal's cursor was put; on a terminal that was just taken it is hidden anywhere.
    cursor: Option<Cursor>,
    /// Rows of passing frames that are due to be exact.
    due: Due,
    /// Bytes that the pace allows, and as of when.
    allowance: (f64, Instant),
    encoder: Encoder,
    /// Whether the terminal must be cleared before the next frame.
    stale: bool,
    line: Line,
    output: Output,
    /// A slice: memory that is used again and again.
    slice: Vec<u8>,
}

impl Sender {
    /// For a terminal that is asked for receipts or not.
    pub(super) fn new(asks: bool) -> io::Result<Self> {
        let now = Instant::now();
        let Ok(canvas) = canvas(Rect::ZERO);
        let mut sender = Self {
            canvas,
            wanted: Buffer::default(),
            sent: Sent::All,
            delivery: Delivery::default(),
            cursor: None,
            due: Due::new(now),
            allowance: (0.0, now),
            encoder: Encoder::new(),
            stale: true,
            line: Line::new(asks, now),
            output: Output::new()?,
            slice: Vec::new(),
        };
        sender.ask(now)?;
        Ok(sender)
    }

    /// Begins anew on a terminal that may show anything and answer nothing.
    pub(super) fn restart(&mut self) -> io::Result<()> {
        let now = Instant::now();
        self.line = self.line.restarted(now);
        self.stale = true;
        self.cursor = None;
        self.ask(now)
    }

    pub(super) fn deliver(&mut self, delivery: Delivery) {
        self.delivery = delivery;
    }

    /// Draws a frame of this size, to be sent.
    pub(super) fn draw(&mut self, area: Rect, now: Instant, render: &mut dyn FnMut(&mut Frame)) {
        if area != self.canvas.get_frame().area() {
            let Ok(canvas) = canvas(area);
            self.canvas = canvas;
            self.stale = true;
        }
        render(&mut self.canvas.get_frame());
        std::mem::swap(self.canvas.current_buffer_mut(), &mut self.wanted);
        if let (Cursor { place, is_visible: true }, frame) = (self.delivery.cursor, &mut self.wanted)
            && let Some(cell) = frame.cell_mut(place)
        {
            // The terminal's own cursor takes the place of the one in the text, which it would reverse a second time.
            cell.modifier.toggle(Modifier::REVERSED);
        }
        self.canvas.current_buffer_mut().resize(area);
        self.canvas.current_buffer_mut().reset();
        self.sent = Sent::Part;
        // While frames pass, each row is made exact once a second.
        self.due.advance(area.height, self.delivery.passing, now);
    }

    /// Sends what is left, as far as the line takes it; says when it takes more, if no receipt comes before.
    pub(super) fn send(&mut self, now: Instant) -> io::Result<Option<Instant>> {
        loop {
            self.output.advance(now)?;
            if !self.output.is_done() {
                return Ok(self.output.deadline());
            }
            let room = self.line.room(now);
            if room == 0 {
                // The next frame waits, too.
                return Ok(Some(self.line.deadline()));
            }
            let pace = self.pace(now);
            if self.sent == Sent::All {
                // The next frame waits until the pace has made up for this one.
                let missing = Duration::from_secs_f64((-pace / self.rate()).clamp(0.0, COST));
                return Ok((pace < 0.0).then(|| now + missing + Duration::from_millis(1)));
            }
            let missing = WORTH * SAVED - pace / self.rate();
            if self.sent == Sent::Paced && missing > 0.0 {
                return Ok(Some(now + Duration::from_secs_f64(missing) + Duration::from_millis(1)));
            }
            let has_cells = self.encode(room.saturating_sub(AROUND), pace);
            if has_cells || self.cursor != Some(self.delivery.cursor) {
                let question = self.line.question(self.encoder.area().width);
                self.write_question(question);
                self.write_cursor();
                self.slice.extend_from_slice(END);
                self.write(question, now)?;
            }
        }
    }

    /// Bytes a second of passing frames.
    fn rate(&self) -> f64 {
        PACE * f64::from(self.wanted.area.area().max(1))
    }

    /// How many bytes the pace allows: any number of a frame that stays.
    fn pace(&self, now: Instant) -> f64 {
        if !self.delivery.passing {
            return f64::INFINITY;
        }
        let (saved, since) = self.allowance;
        let (rate, elapsed) = (self.rate(), now.saturating_duration_since(since).as_secs_f64());
        (saved + rate * elapsed).clamp(-COST * rate, SAVED * rate)
    }

    /// Fills the slice, and says whether there was anything to send.
    fn encode(&mut self, room: usize, pace: f64) -> bool {
        self.slice.clear();
        self.slice.extend_from_slice(BEGIN);
        if self.cursor.is_some_and(|cursor| cursor.is_visible) {
            // It would be seen all over the screen where a slice is not shown as a whole.
            self.slice.extend_from_slice(HIDE);
        }
        let start = self.slice.len();
        if std::mem::take(&mut self.stale) {
            self.encoder.clear(self.wanted.area, &mut self.slice);
        }
        let (rows, overdue) = self.due.rows(self.wanted.area.height);
        // Rows that have waited too long may cost what the next frame can wait for.
        let most = pace + COST * self.rate();
        let exact = Exact { rows, pace: pace.max(0.0) as usize, overdue, most: most.max(0.0) as usize };
        let wanted = Wanted { frame: &self.wanted, order: &self.delivery.first, exact };
        self.sent = self.encoder.encode(wanted, room, &mut self.slice);
        self.due.sent(self.encoder.exact_rows());
        self.slice.len() > start
    }

    /// Writes something that is no part of a frame.
    pub(super) fn write_apart(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.slice.clear();
        self.slice.extend_from_slice(bytes);
        self.write(None, Instant::now())
    }

    /// Asks for a receipt of everything so far.
    fn ask(&mut self, now: Instant) -> io::Result<()> {
        self.slice.clear();
        let question = self.line.question(1);
        self.write_question(question);
        self.write(question, now)
    }

    /// The last question, to be written before the terminal is given back.
    pub(super) fn last_question(&mut self, now: Instant) -> String {
        self.output.discard();
        self.slice.clear();
        if self.line.is_answering() {
            let question = self.line.question(self.encoder.area().width);
            self.write_question(question);
            self.line.send(self.slice.len(), question, now);
        }
        String::from_utf8_lossy(&self.slice).into_owned()
    }

    /// Writes what puts the terminal back, in the place of what still waits. Gives up if the terminal takes nothing.
    pub(super) fn write_last(&mut self, bytes: &[u8]) {
        self.output.discard();
        self.output.push(bytes);
        let until = Instant::now() + LAST;
        // A terminal that is gone has no modes.
        while self.output.advance(Instant::now()).is_ok() && !self.output.is_done() && Instant::now() < until {
            thread::sleep(
                self.output.deadline().map_or(Duration::ZERO, |retry| retry.saturating_duration_since(Instant::now())),
            );
        }
    }

    fn write_question(&mut self, column: Option<u16>) {
        if let Some(column) = column {
            // A vector takes everything.
            let _ = write!(self.slice, "\x1b[1;{column}H\x1b[6n");
        }
    }

    /// Puts the cursor where it belongs, after the cells and the question have moved it.
    fn write_cursor(&mut self) {
        let Cursor { place, is_visible } = self.delivery.cursor;
        let (row, column) = (place.y.saturating_add(1), place.x.saturating_add(1));
        let _ = write!(self.slice, "\x1b[{row};{column}H");
        if is_visible {
            self.slice.extend_from_slice(SHOW);
        }
        self.cursor = Some(self.delivery.cursor);
    }

    fn write(&mut self, question: Option<u16>, now: Instant) -> io::Result<()> {
        self.line.send(self.slice.len(), question, now);
        let pace = self.pace(now);
        let saved = if pace.is_finite() { pace } else { 0.0 };
        self.allowance = (saved - self.slice.len() as f64, now);
        self.output.push(&self.slice);
        self.output.advance(now)
    }

    /// Whether all that can be seen of the last frame was sent, and line and pace allow more.
    pub(super) fn is_ready(&self, now: Instant) -> bool {
        self.sent != Sent::Part && self.output.is_done() && self.line.room(now) > 0 && self.pace(now) >= 0.0
    }

    pub(super) fn receive(&mut self, column: u16, now: Instant) {
        self.line.receive(column, now);
    }

    /// How long to wait for receipts that may still come, if there are any.
    pub(super) fn awaited_until(&self) -> Option<Instant> {
        // A terminal that takes nothing answers nothing.
        self.line.awaited_until().filter(|_| self.output.is_done())
    }
}

fn canvas(area: Rect) -> Result<Terminal<TestBackend>, Infallible> {
    Terminal::with_options(TestBackend::new(0, 0), TerminalOptions { viewport: Viewport::Fixed(area) })
}
