//! The real terminal: its modes, put back on every way out, what comes from it, and whether it is still there.
//!
//! Input is read on a thread of its own, since crossterm's reader may never return once a terminal has vanished; a
//! second thread watches for that, a third takes signals. All of them only send events.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;
use std::thread;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, KeyEventKind,
};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute, queue};
use ratatui::{Frame, Terminal};
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use super::{Event, Surface};
use crate::error::Error;

/// Bytes of a frame that are gathered before they are written: more than a full redraw of a large terminal.
const FRAME_BYTES: usize = 1 << 18;

/// The terminal as the dashboard's screen. Dropping it puts every mode back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    mouse: bool,
    entered: bool,
}

impl Screen {
    /// Takes the terminal over: raw mode, the alternate screen, no cursor, the mouse if wanted.
    ///
    /// # Errors
    /// If standard output is no terminal, or the terminal refuses.
    pub fn enter(mouse: bool) -> Result<Self, Error> {
        if !io::stdout().is_terminal() {
            return Err(Error::input(
                "the dashboard",
                "standard output is not a terminal",
                "use `blobtui train`, which needs none",
            ));
        }
        restore_before_panic_message();
        let output = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
        let terminal = Terminal::new(CrosstermBackend::new(output)).map_err(|error| broken(&error))?;
        let mut screen = Self { terminal, mouse, entered: false };
        screen.set_modes().map_err(|error| broken(&error))?;
        Ok(screen)
    }

    fn set_modes(&mut self) -> io::Result<()> {
        self.entered = true;
        enable_raw_mode()?;
        let output = self.terminal.backend_mut();
        execute!(output, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
        if self.mouse {
            execute!(output, EnableMouseCapture)?;
        }
        Ok(())
    }

    fn leave(&mut self) {
        if std::mem::take(&mut self.entered) {
            restore();
        }
    }
}

impl Surface for Screen {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        let mut draw = || {
            queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
            self.terminal.draw(|frame| render(frame))?;
            execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
        };
        draw().map_err(|error| broken(&error))
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let size = self.terminal.size().map_err(|error| broken(&error))?;
        Ok((size.width, size.height))
    }

    fn capture_mouse(&mut self, capture: bool) -> Result<(), Error> {
        self.mouse = capture;
        let output = self.terminal.backend_mut();
        let done = if capture { execute!(output, EnableMouseCapture) } else { execute!(output, DisableMouseCapture) };
        done.map_err(|error| broken(&error))
    }

    fn suspend(&mut self) -> Result<(), Error> {
        self.leave();
        // Stops here until SIGCONT, which the signals' thread reports, too.
        signal_hook::low_level::raise(signal_hook::consts::SIGSTOP).map_err(|error| broken(&error))?;
        self.resume()
    }

    fn resume(&mut self) -> Result<(), Error> {
        let mut enter = || {
            self.set_modes()?;
            self.terminal.clear()
        };
        enter().map_err(|error| broken(&error))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Puts every mode of the terminal back. What fails is passed over: the terminal may be gone.
fn restore() {
    let mut output = io::stdout();
    let _ = execute!(
        output,
        DisableMouseCapture,
        DisableBracketedPaste,
        EndSynchronizedUpdate,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
    let _ = output.flush();
}

/// A panic of the screen's own thread must show its message on the restored terminal. Panics of other threads are
/// reported as events; their message would tear the living screen.
fn restore_before_panic_message() {
    let screen = thread::current().id();
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |information| {
        if thread::current().id() == screen {
            restore();
            report(information);
        }
    }));
}

fn broken(error: &io::Error) -> Error {
    Error::Terminal { problem: error.to_string(), remedy: "start blobtui in another terminal".into() }
}

/// Starts the threads that send what comes from the terminal and from the system. They end with the program.
///
/// # Errors
/// If the system refuses threads or signal handlers.
pub fn watch(events: &SyncSender<Event>) -> Result<(), Error> {
    let signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT]).map_err(|error| broken(&error))?;
    spawn("input", events, read_input)?;
    spawn("liveness", events, wait_for_hang_up)?;
    spawn("signals", events, move |events| forward_signals(signals, events))
}

fn spawn(
    name: &str,
    events: &SyncSender<Event>,
    work: impl FnOnce(&SyncSender<Event>) + Send + 'static,
) -> Result<(), Error> {
    let events = events.clone();
    let guarded = move || {
        if catch_unwind(AssertUnwindSafe(|| work(&events))).is_err() {
            // Nobody listens any more once the dashboard has ended.
            let _ =
                events.send(Event::Fault(format!("the thread `{}` panicked", thread::current().name().unwrap_or(""))));
        }
    };
    thread::Builder::new().name(name.into()).spawn(guarded).map(drop).map_err(|error| broken(&error))
}

fn read_input(events: &SyncSender<Event>) {
    loop {
        let event = match event::read() {
            // Some terminals report releases as well; only presses and repeats count.
            Ok(event::Event::Key(key)) if key.kind == KeyEventKind::Release => continue,
            Ok(event::Event::Key(key)) => Event::Key(key),
            Ok(event::Event::Mouse(mouse)) => Event::Mouse(mouse),
            Ok(event::Event::Paste(text)) => Event::Paste(text),
            Ok(event::Event::Resize(..)) => Event::Resize,
            Ok(_) => continue,
            Err(_) => Event::Vanished,
        };
        let last = matches!(event, Event::Vanished);
        if events.send(event).is_err() || last {
            return;
        }
    }
}

fn wait_for_hang_up(events: &SyncSender<Event>) {
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

fn forward_signals(mut signals: Signals, events: &SyncSender<Event>) {
    for signal in signals.forever() {
        if events.send(Event::Signal(signal)).is_err() {
            return;
        }
    }
}
