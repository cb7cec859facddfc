//! The real terminal: its modes, put back on every way out, its input, and whether it is still there.
//!
//! Input is read on a thread of its own, since crossterm's reader may never return once a terminal has vanished; a
//! second thread watches for that, a third takes signals. All of them only send events.

use std::io::{self, IsTerminal, Stdout, Write};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, KeyEventKind,
};
use ratatui::crossterm::style::{Print, force_color_output};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute, queue};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level::{emulate_default_handler, raise};

use super::background::{Answer, QUERY, Taken as Passed};
use super::event::Event;
use super::sixteen::colours_by_own_codes;
use super::surface::Surface;
use crate::error::Error;
use crate::plot::Depth;

/// Signals that end the program.
const ENDING: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];
/// Values of TERM of terminals that may show the question instead of answering it.
const UNANSWERING: [&str; 3] = ["", "dumb", "linux"];
/// How long a terminal may accept no output before a signal ends the program without the screen's thread.
const STUCK: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };
/// How often that is checked after such a signal.
const WATCH: Duration = Duration::from_millis(100);

/// The terminal as the dashboard's screen. Dropping it puts every mode back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Output>>,
    mouse: bool,
    taken: Taken,
}

/// Whether the terminal is in the dashboard's modes: the screen, its output and the panic hook share it, so that the
/// modes are put back once and nothing is drawn afterwards.
type Taken = Arc<AtomicBool>;

impl Screen {
    /// Takes the terminal over: raw mode, the alternate screen, no cursor, the mouse if wanted. Starts the threads that
    /// send what comes from the terminal and from the system; they end with the program. What is drawn has the colours
    /// of `depth` already. If `ask`, asks for the colour of the background; the answer, if one ever comes, is an
    /// [`Event::Background`].
    ///
    /// # Errors
    /// If standard output is no terminal, or the terminal refuses, or the system refuses threads or signal handlers.
    pub fn enter(mouse: bool, depth: Depth, ask: bool, events: &SyncSender<Event>) -> Result<Self, Error> {
        if !io::stdout().is_terminal() {
            return Err(Error::input(
                "the dashboard",
                "standard output is not a terminal",
                "use `blobtui train`, which needs none",
            ));
        }
        // The theme has settled what colours there are; crossterm must not look at `NO_COLOR` once more.
        force_color_output(true);
        let taken = Taken::default();
        let output = Output { frame: Vec::new(), stdout: io::stdout(), depth, taken: Arc::clone(&taken) };
        let terminal = Terminal::new(CrosstermBackend::new(output)).map_err(|error| broken(&error))?;
        let mut screen = Self { terminal, mouse, taken };
        restore_before_panic_message(Arc::clone(&screen.taken));
        // Before the modes are set: from now on a signal is an event, and what it ends is put in order first.
        let signals = Signals::new(ENDING.into_iter().chain([SIGTSTP, SIGCONT])).map_err(|error| broken(&error))?;
        screen.take().map_err(|error| broken(&error))?;
        let ask = ask && !UNANSWERING.contains(&std::env::var("TERM").unwrap_or_default().as_str());
        if ask {
            execute!(io::stdout(), Print(QUERY)).map_err(|error| broken(&error))?;
        }
        spawn("signals", events, move |events| forward_signals(signals, events))?;
        spawn("input", events, move |events| read_input(events, Answer::new(ask)))?;
        spawn("liveness", events, wait_for_hang_up)?;
        Ok(screen)
    }

    fn take(&mut self) -> io::Result<()> {
        self.taken.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
        if self.mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        Ok(())
    }
}

impl Surface for Screen {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        let mut draw = || {
            queue!(io::stdout(), BeginSynchronizedUpdate)?;
            self.terminal.draw(|frame| render(frame))?;
            execute!(io::stdout(), EndSynchronizedUpdate)
        };
        draw().map_err(|error| broken(&error))
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let size = self.terminal.size().map_err(|error| broken(&error))?;
        Ok((size.width, size.height))
    }

    fn capture_mouse(&mut self, capture: bool) -> Result<(), Error> {
        self.mouse = capture;
        let mut output = io::stdout();
        let done = if capture { execute!(output, EnableMouseCapture) } else { execute!(output, DisableMouseCapture) };
        done.map_err(|error| broken(&error))
    }

    fn copy(&mut self, text: &str) -> Result<(), Error> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text)).map_err(|error| broken(&error))
    }

    fn suspend(&mut self) -> Result<(), Error> {
        restore(&self.taken);
        // Stops here until SIGCONT, which the signals' thread reports, too.
        raise(SIGSTOP).map_err(|error| broken(&error))?;
        self.resume()
    }

    fn resume(&mut self) -> Result<(), Error> {
        // A shell that had the terminal meanwhile may have changed any mode, raw mode above all.
        restore(&self.taken);
        let mut resume = || {
            self.take()?;
            // Not `clear`, which asks the terminal where the cursor is: the input's thread would eat the answer.
            let size = self.terminal.size()?;
            self.terminal.resize(Rect::from(size))
        };
        resume().map_err(|error| broken(&error))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore(&self.taken);
    }
}

/// Gathers a frame and writes it at once, as long as the terminal is taken. Ignores what comes later: ratatui shows the
/// cursor when dropped, and prints, or panics, where that fails on a terminal that is gone.
struct Output {
    frame: Vec<u8>,
    stdout: Stdout,
    depth: Depth,
    taken: Taken,
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let frame = std::mem::take(&mut self.frame);
        if !self.taken.load(Ordering::SeqCst) {
            return Ok(());
        }
        let frame = if self.depth == Depth::Sixteen { colours_by_own_codes(&frame) } else { frame };
        self.stdout.write_all(&frame)?;
        self.stdout.flush()
    }
}

/// Puts every mode of the terminal back if it is taken. Ignores failures: the terminal may be gone.
fn restore(taken: &Taken) {
    if !taken.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// A panic of the screen's own thread must show its message on the restored terminal. Panics of other threads are
/// reported as events; their message would tear the living screen.
fn restore_before_panic_message(taken: Taken) {
    let screen = thread::current().id();
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |information| {
        if thread::current().id() == screen {
            restore(&taken);
            report(information);
        }
    }));
}

fn broken(error: &io::Error) -> Error {
    Error::Terminal { problem: error.to_string(), remedy: "start blobtui in another terminal".into() }
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

fn read_input(events: &SyncSender<Event>, mut answer: Answer) {
    let mut passed = Vec::new();
    loop {
        let left = answer.deadline().map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let event = if left.is_some_and(|left| matches!(event::poll(left), Ok(false))) {
            answer.give_up(&mut passed);
            None
        } else {
            match event::read() {
                // Some terminals report releases as well; only presses and repeats count.
                Ok(event::Event::Key(key)) if key.kind == KeyEventKind::Release => None,
                Ok(event::Event::Key(key)) => {
                    answer.take(key, Instant::now(), &mut passed);
                    None
                }
                Ok(event::Event::Mouse(mouse)) => Some(Event::Mouse(mouse)),
                Ok(event::Event::Paste(text)) => Some(Event::Paste(text)),
                Ok(event::Event::Resize(..)) => Some(Event::Resize),
                Ok(_) => None,
                Err(_) => Some(Event::Vanished),
            }
        };
        let passed = passed.drain(..).map(|passed| match passed {
            Passed::Key(key) => Event::Key(key),
            Passed::Background(colour) => Event::Background(colour),
        });
        for event in passed.chain(event) {
            let last = matches!(event, Event::Vanished);
            if events.send(event).is_err() || last {
                return;
            }
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
        if !ENDING.contains(&signal) {
            if events.send(Event::Signal(signal)).is_err() {
                return;
            }
            continue;
        }
        // The screen's thread may get stuck while it draws its last frame, so the watch goes on until the program ends.
        let mut is_sent = false;
        loop {
            if is_stuck() {
                // Nothing more can be written; raw mode is all that can be put back.
                let _ = disable_raw_mode();
                let _ = emulate_default_handler(signal);
            }
            if !is_sent {
                match events.try_send(Event::Signal(signal)) {
                    Ok(()) => is_sent = true,
                    Err(TrySendError::Full(_)) => {}
                    Err(TrySendError::Disconnected(_)) => return,
                }
            }
            thread::sleep(WATCH);
        }
    }
}

/// Whether the terminal accepts no output, so that the screen's thread waits in a write and hears nothing.
fn is_stuck() -> bool {
    let output = io::stdout();
    poll(&mut [PollFd::new(&output, PollFlags::OUT)], Some(&STUCK)) == Ok(0)
}
