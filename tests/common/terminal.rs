//! The real program in a real pseudo-terminal.
//!
//! A thread reads the program's output, feeds it to a terminal emulator and keeps the bytes. Tests wait until a condition
//! holds, never for a length of time.

#[path = "seen.rs"]
mod seen;
#[path = "typist.rs"]
mod typist;

use std::io::Read;
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::ioctl_fionread;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tempfile::TempDir;

#[allow(unused_imports, reason = "not every test looks for frames")]
pub use seen::{BEGIN, END, Seen};
use typist::Typist;

/// How long a test waits for a condition, on a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Variables that would change the output, and are removed from the program's environment.
const UNWANTED: [&str; 6] = ["RUST_BACKTRACE", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"];

/// Where the program looks for what people keep, beneath a home of its own.
const FOLDERS: [(&str, &str); 6] = [
    ("HOME", ""),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_RUNTIME_DIR", "runtime"),
];

/// The program's environment for a home: never that of whoever runs the tests.
pub fn environment(home: &Path) -> impl Iterator<Item = (&'static str, PathBuf)> {
    FOLDERS.into_iter().map(move |(name, folder)| (name, home.join(folder)))
}

/// A program to start.
pub struct Start {
    command: CommandBuilder,
    /// The home of a program that is given none, removed with it.
    home: Option<TempDir>,
    size: (u16, u16),
    keeps_bytes: bool,
    answers: bool,
}

impl Start {
    /// The dashboard with these arguments, at 120x40, in a terminal with true color.
    pub fn dashboard(arguments: &[&str]) -> Self {
        Self::program(Path::new(env!("CARGO_BIN_EXE_blobtui")), arguments)
    }

    /// The same, with training that no test sees the end of, however slow the machine is.
    pub fn training(arguments: &[&str]) -> Self {
        Self::dashboard(&[&["--epochs", "1000000"], arguments].concat())
    }

    /// Another program in the same terminal.
    pub fn program(program: &Path, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        for name in UNWANTED {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        let home = tempfile::tempdir().expect("a temporary folder");
        for (name, folder) in environment(home.path()) {
            command.env(name, folder);
        }
        Self { command, home: Some(home), size: (120, 40), keeps_bytes: true, answers: true }
    }

    /// In a home that another program has had, or will have.
    pub fn home(mut self, home: &Path) -> Self {
        for (name, folder) in environment(home) {
            self.command.env(name, folder);
        }
        self.home = None;
        self
    }

    /// Started in this folder.
    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.cwd(folder);
        self
    }

    /// In a terminal of this size in columns and rows. The program may see 0x0; the emulator has one cell then.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Forgets the bytes that the emulator has been given: for runs of many minutes.
    pub fn without_bytes(mut self) -> Self {
        self.keeps_bytes = false;
        self
    }

    /// In a terminal that does not say where its cursor is.
    pub fn silent(mut self) -> Self {
        self.answers = false;
        self
    }

    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Without a controlling terminal: the system sends no signal when the terminal vanishes.
    pub fn without_session(mut self) -> Self {
        self.command.set_controlling_tty(false);
        self
    }

    pub fn start(self) -> Running {
        let (columns, rows) = self.size;
        let pair = native_pty_system().openpty(pty_size(columns, rows)).expect("a pseudo-terminal");
        let modes = modes(pair.master.as_ref());
        let mut child = pair.slave.spawn_command(self.command).expect("the program starts");
        drop(pair.slave);
        let process = Pid::from_raw(child.process_id().expect("it runs").cast_signed()).expect("not 0");
        let shared = Arc::new(Shared::default());
        shared.change(|seen| {
            seen.emulator = Some(vt100::Parser::new(cells(rows), cells(columns), 0));
            seen.forgets_bytes = !self.keeps_bytes;
        });
        let reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let typist = Typist::new(pair.master.take_writer().expect("the terminal can be written"), &shared);
        let reading = Arc::clone(&shared);
        let answering = self.answers.then(|| typist.clone());
        thread::spawn(move || read(reader, &reading, answering));
        let waiting = Arc::clone(&shared);
        thread::spawn(move || {
            let status = child.wait().expect("a child can be waited for");
            waiting.change(|seen| seen.exit = Some(status));
        });
        Running { terminal: Some((pair.master, typist)), shared, process, modes, _home: self.home }
    }
}

#[derive(Default)]
struct Shared {
    seen: Mutex<Seen>,
    news: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        // A test that panics in a condition leaves the output intact.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.news.notify_all();
    }
}

fn read(mut reader: Box<dyn Read + Send>, shared: &Shared, answering: Option<Typist>) {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = reader.read(&mut buffer).unwrap_or(0);
        shared.change(|seen| {
            seen.bytes.extend_from_slice(&buffer[..count]);
            seen.show(count == 0);
            seen.closed = count == 0;
        });
        let seen = shared.news.wait_while(shared.lock(), |seen| seen.held && !seen.gone);
        let mut seen = seen.unwrap_or_else(PoisonError::into_inner);
        if count == 0 || seen.gone {
            break;
        }
        if let Some(typist) = &answering {
            let reports = std::mem::take(&mut seen.reports).concat();
            drop(seen);
            typist.hand(reports.as_bytes(), shared);
        }
    }
    drop((reader, answering));
    shared.change(|seen| seen.closed = true);
}

/// A program in its terminal. Dropping it ends the program.
pub struct Running {
    terminal: Option<(Box<dyn MasterPty + Send>, Typist)>,
    shared: Arc<Shared>,
    process: Pid,
    modes: String,
    _home: Option<TempDir>,
}

impl Running {
    /// Waits until `find` finds something, and returns it. `what` names it in the failure.
    pub fn find<T>(&self, what: &str, mut find: impl FnMut(&Seen) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.shared.lock();
        loop {
            if let Some(found) = find(&seen) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let over = left.is_zero() || (seen.closed && seen.exit.is_some());
            assert!(!over, "waited in vain: {what}\n{}\nexit: {:?}", seen.text(), seen.exit);
            seen = self.shared.news.wait_timeout(seen, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until a condition holds. `what` names it in the failure.
    pub fn wait(&self, what: &str, mut condition: impl FnMut(&Seen) -> bool) {
        self.find(what, |seen| condition(seen).then_some(()));
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |seen| seen.shows(text));
    }

    /// Waits until the first screen is complete, with both ends of every box at its left.
    pub fn wait_for_first_frame(&self) {
        self.wait("the first frame", |seen| {
            let text = seen.text();
            let at_left = |corner| text.lines().filter(|line| line.starts_with(corner)).count();
            let is_whole = at_left('╭') == at_left('╰') && seen.shows("boundary");
            is_whole && seen.shows("epoch ") && seen.shows(" help")
        });
    }

    /// Looks at the output so far.
    pub fn look<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.shared.lock())
    }

    /// Number of bytes of output so far.
    pub fn bytes_so_far(&self) -> usize {
        self.look(|seen| seen.bytes.len())
    }

    /// Waits until the program has written nothing for so long, and returns the number of bytes so far. No event reports
    /// that, so this looks again and again.
    pub fn settle(&self, rest: Duration) -> usize {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let before = self.bytes_so_far();
            thread::sleep(rest);
            if self.bytes_so_far() == before {
                return before;
            }
            assert!(Instant::now() < deadline, "waited in vain: the program goes on writing");
        }
    }

    /// Types some keys.
    pub fn press(&mut self, keys: &str) {
        self.send(keys.as_bytes());
    }

    /// Sends bytes as the terminal does, and waits until it has room for them: until the program has read what is more.
    pub fn send(&mut self, bytes: &[u8]) {
        self.send_ahead(bytes);
        let waits = |seen: &mut Seen| seen.untaken > 0 && !seen.refused;
        let seen = self.shared.news.wait_timeout_while(self.shared.lock(), PATIENCE, waits);
        let seen = seen.unwrap_or_else(PoisonError::into_inner).0;
        assert!(!seen.refused, "the terminal takes no bytes\n{}\nexit: {:?}", seen.text(), seen.exit);
        assert!(seen.untaken == 0, "waited in vain: the program reads its input\n{}", seen.text());
    }

    /// Sends bytes as the terminal does, which may have room for them later: when the program reads again.
    pub fn send_ahead(&mut self, bytes: &[u8]) {
        let (_, typist) = self.terminal.as_ref().expect("the terminal is there");
        typist.hand(bytes, &self.shared);
    }

    /// Types some keys, and waits until the program has read them: it would read an escape together with the next key
    /// as one key.
    pub fn press_alone(&mut self, keys: &str) {
        self.press(keys);
        let terminal = self.open(OFlags::RDONLY);
        let deadline = Instant::now() + PATIENCE;
        // No event reports that a terminal's input was read, so this looks again and again. Linux counts new input only
        // after a poll; macOS can't poll a terminal, but counts.
        loop {
            let mut watched = [PollFd::new(&terminal, PollFlags::IN)];
            let polled = poll(&mut watched, Some(&Timespec::default())).expect("a terminal can be polled");
            let is_readable = polled > 0 && watched[0].revents().contains(PollFlags::IN);
            if !is_readable && ioctl_fionread(&terminal).expect("a terminal counts its input") == 0 {
                break;
            }
            assert!(Instant::now() < deadline, "waited in vain: the program reads {keys:?}");
            thread::sleep(Duration::from_millis(1));
        }
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let (master, _) = self.terminal.as_ref().expect("the terminal is there");
        self.shared.change(|seen| {
            let emulator = seen.emulator.as_mut().expect("set at the start");
            emulator.set_size(cells(rows), cells(columns));
        });
        master.resize(pty_size(columns, rows)).expect("the terminal can be resized");
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.process, signal).expect("the process is there");
    }

    /// Pauses the reader, or resumes it.
    pub fn hold(&self, hold: bool) {
        self.shared.change(|seen| seen.held = hold);
    }

    /// Makes the terminal vanish.
    pub fn vanish(&mut self) {
        self.shared.change(|seen| seen.gone = true);
        // The new size makes the program write, which wakes the reader; it closes its end of the terminal.
        self.resize(119, 39);
        self.wait("the reader ends", |seen| seen.closed);
        self.terminal = None;
    }

    /// Waits for the end, and returns the exit status or the name of the signal that ended the program.
    pub fn exit(&self) -> Result<u32, String> {
        let exit = self.find("the program ends", |seen| seen.exit.clone());
        exit.signal().map_or(Ok(exit.exit_code()), |signal| Err(signal.to_owned()))
    }

    /// Waits for the end, and until all output has been read.
    pub fn exit_and_read(&self) -> Result<u32, String> {
        let exit = self.exit();
        self.wait("the end of the output", |seen| seen.closed);
        exit
    }

    /// Waits until a signal stops the process.
    pub fn wait_for_stop(&self) {
        let (sender, receiver) = channel();
        let process = self.process;
        thread::spawn(move || {
            let options = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            // Nobody listens once the test has given up.
            let _ = sender.send(waitid(WaitId::Pid(process), options));
        });
        let status = receiver.recv_timeout(PATIENCE).expect("the process stops").expect("it can be waited for");
        assert!(status.is_some_and(|status| status.stopped()), "it ended");
    }

    /// The terminal's settings (echo, line editing, signals, …) as text, for comparisons.
    pub fn modes(&self) -> String {
        modes(self.terminal.as_ref().expect("the terminal is there").0.as_ref())
    }

    /// The terminal's settings before the program started.
    pub fn modes_before(&self) -> &str {
        &self.modes
    }

    /// Restores the terminal's cooked mode, as a shell does.
    pub fn take_modes_back(&self) {
        use rustix::termios::{LocalModes, OptionalActions, OutputModes, tcgetattr, tcsetattr};
        let terminal = self.open(OFlags::RDWR);
        let mut modes = tcgetattr(&terminal).expect("it is a terminal");
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        modes.output_modes |= OutputModes::OPOST;
        tcsetattr(&terminal, OptionalActions::Now, &modes).expect("its settings can be changed");
    }

    pub fn process(&self) -> Pid {
        self.process
    }

    /// Opens the program's end of the terminal.
    fn open(&self, access: OFlags) -> OwnedFd {
        let name = self.terminal.as_ref().and_then(|(master, _)| master.tty_name()).expect("terminals have names");
        rustix::fs::open(name, access | OFlags::NOCTTY, Mode::empty()).expect("it can be opened")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.change(|seen| seen.gone = true);
        if self.look(|seen| seen.exit.is_none()) {
            // It may have ended just now.
            let _ = kill_process(self.process, Signal::KILL);
        }
    }
}

fn modes(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios().expect("a terminal has settings"))
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}
