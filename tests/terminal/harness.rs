//! The real program in a real pseudo-terminal.
//!
//! A thread reads what the program writes, feeds it to a terminal emulator and keeps the bytes; tests wait until what
//! they look for is there. Nothing here waits for a time in the hope that something has happened by then.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::ioctl_fionread;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

/// How long the program may take for anything, on a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Left out of the program's environment, since they would change what it writes.
const UNWANTED: [&str; 6] = ["RUST_BACKTRACE", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"];

/// How a frame begins and ends (synchronized output).
pub const BEGIN: &[u8] = b"\x1b[?2026h";
pub const END: &[u8] = b"\x1b[?2026l";

/// What to start.
pub struct Start {
    command: CommandBuilder,
}

impl Start {
    /// The dashboard with these arguments, at 120x40, in a terminal of all colours.
    pub fn dashboard(arguments: &[&str]) -> Self {
        Self::program(Path::new(env!("CARGO_BIN_EXE_blobtui")), arguments)
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
        Self { command }
    }

    pub fn environment(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The terminal controls no session: the system sends no signal when it vanishes.
    pub fn without_session(mut self) -> Self {
        self.command.set_controlling_tty(false);
        self
    }

    pub fn start(self) -> Running {
        let (columns, rows) = (120, 40);
        let pair = native_pty_system().openpty(pty_size(columns, rows)).expect("a pseudo-terminal");
        let modes = modes(pair.master.as_ref());
        let mut child = pair.slave.spawn_command(self.command).expect("the program starts");
        drop(pair.slave);
        let process = Pid::from_raw(child.process_id().expect("it runs").cast_signed()).expect("not 0");
        let shared = Arc::new(Shared::default());
        shared.lock().emulator = Some(vt100::Parser::new(cells(rows), cells(columns), 0));
        let reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let reading = Arc::clone(&shared);
        thread::spawn(move || read(reader, &reading));
        let waiting = Arc::clone(&shared);
        thread::spawn(move || {
            let status = child.wait().expect("a child can be waited for");
            waiting.change(|seen| seen.exit = Some(status));
        });
        let writer = pair.master.take_writer().expect("the terminal can be written");
        Running { terminal: Some((pair.master, writer)), shared, process, modes }
    }
}

/// What has come from the program.
#[derive(Default)]
pub struct Seen {
    emulator: Option<vt100::Parser>,
    /// Every byte, from the start.
    pub bytes: Vec<u8>,
    /// How many of them the emulator has been given.
    shown: usize,
    /// Whether nothing can come any more.
    pub closed: bool,
    exit: Option<portable_pty::ExitStatus>,
    /// Whether output is left unread.
    held: bool,
    /// Whether the reader is to let the terminal go.
    gone: bool,
}

impl Seen {
    /// Shows what has come, but for a frame that is not whole yet: that is what synchronized output asks for.
    fn show(&mut self, all: bool) {
        let new = &self.bytes[self.shown..];
        let last = |wanted: &[u8]| new.windows(wanted.len()).rposition(|window| window == wanted);
        let begun = last(BEGIN).filter(|&begin| last(END).is_none_or(|end| end < begin));
        let split = (1..BEGIN.len()).rev().find(|&length| new.ends_with(&BEGIN[..length]));
        let whole = begun.or(split.map(|length| new.len() - length)).filter(|_| !all).unwrap_or(new.len());
        self.emulator.as_mut().expect("set at the start").process(&new[..whole]);
        self.shown += whole;
    }

    /// The emulated screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.emulator.as_ref().expect("set at the start").screen()
    }

    /// The text of the screen.
    pub fn text(&self) -> String {
        self.screen().contents()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The epoch in the header.
    pub fn epoch(&self) -> Option<u64> {
        let text = self.text();
        let (_, rest) = text.lines().next()?.split_once("epoch ")?;
        let (epoch, _) = rest.split_once('/')?;
        epoch.trim().replace(',', "").parse().ok()
    }

    /// The seed in the header.
    pub fn seed(&self) -> Option<u64> {
        let text = self.text();
        let (_, rest) = text.lines().next()?.split_once("seed ")?;
        rest.split_whitespace().next()?.parse().ok()
    }

    /// Whether the header says the run is in this state.
    pub fn is(&self, state: &str) -> bool {
        self.text().lines().next().is_some_and(|header| header.contains(state))
    }
}

#[derive(Default)]
struct Shared {
    seen: Mutex<Seen>,
    news: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        // A test that fails in a condition leaves what was seen as it was.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.lock());
        self.news.notify_all();
    }
}

fn read(mut reader: Box<dyn Read + Send>, shared: &Shared) {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = reader.read(&mut buffer).unwrap_or(0);
        shared.change(|seen| {
            seen.bytes.extend_from_slice(&buffer[..count]);
            seen.show(count == 0);
            seen.closed = count == 0;
        });
        let seen = shared.news.wait_while(shared.lock(), |seen| seen.held && !seen.gone);
        if count == 0 || seen.is_ok_and(|seen| seen.gone) {
            break;
        }
    }
    drop(reader);
    shared.change(|seen| seen.closed = true);
}

/// A program in its terminal. Dropping it ends it.
pub struct Running {
    terminal: Option<(Box<dyn MasterPty + Send>, Box<dyn Write + Send>)>,
    shared: Arc<Shared>,
    process: Pid,
    modes: String,
}

impl Running {
    /// Waits until a condition holds, and gives what `find` found. `what` names it in the failure.
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

    /// Waits until a text is on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |seen| seen.shows(text));
    }

    /// Waits until the first whole screen is there: the bottom rows are drawn last.
    pub fn wait_for_first_frame(&self) {
        self.wait("the first frame", |seen| seen.shows("epoch ") && seen.shows(" help"));
    }

    /// Looks at what has come so far.
    pub fn look<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.shared.lock())
    }

    /// Number of bytes so far.
    pub fn bytes_so_far(&self) -> usize {
        self.look(|seen| seen.bytes.len())
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        let (_, writer) = self.terminal.as_mut().expect("the terminal is there");
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).expect("the terminal takes keys");
    }

    /// Types, and waits until the program has read it. An escape that comes together with what follows it would be read
    /// as one key with it.
    pub fn press_alone(&mut self, keys: &str) {
        self.press(keys);
        let terminal = self.open(OFlags::RDONLY);
        let deadline = Instant::now() + PATIENCE;
        // Nothing reports that a terminal's input was read, so it is looked at again and again. Linux counts what has
        // come only after a poll; macOS doesn't poll terminals, but counts.
        loop {
            let mut watched = [PollFd::new(&terminal, PollFlags::IN)];
            let polled = poll(&mut watched, Some(&Timespec::default())).expect("a terminal can be polled");
            let is_readable = polled > 0 && watched[0].revents().contains(PollFlags::IN);
            if !is_readable && ioctl_fionread(&terminal).expect("a terminal counts its input") == 0 {
                break;
            }
            assert!(Instant::now() < deadline, "the program doesn't read {keys:?}");
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

    /// Stops reading what the program writes, or goes on.
    pub fn hold(&self, hold: bool) {
        self.shared.change(|seen| seen.held = hold);
    }

    /// The terminal vanishes.
    pub fn vanish(&mut self) {
        self.shared.change(|seen| seen.gone = true);
        // Another size makes the program write, which wakes the reader; it lets its end of the terminal go.
        self.resize(119, 39);
        self.wait("the reader ends", |seen| seen.closed);
        self.terminal = None;
    }

    /// Waits for the end and gives the exit status, or the signal that ended it in words.
    pub fn exit(&self) -> Result<u32, String> {
        let exit = self.find("the program ends", |seen| seen.exit.clone());
        exit.signal().map_or(Ok(exit.exit_code()), |signal| Err(signal.to_owned()))
    }

    /// Waits for the end, and until all that was written has been read.
    pub fn exit_and_read(&self) -> Result<u32, String> {
        let exit = self.exit();
        self.wait("the end of the output", |seen| seen.closed);
        exit
    }

    /// Waits until the process is stopped by a signal.
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

    /// The terminal's settings (echo, line editing, signals …) in words, to be compared.
    pub fn modes(&self) -> String {
        modes(self.terminal.as_ref().expect("the terminal is there").0.as_ref())
    }

    /// The terminal's settings before the program started.
    pub fn modes_before(&self) -> &str {
        &self.modes
    }

    /// Gives the terminal the settings that it had before the start, as a shell does.
    pub fn take_modes_back(&self) {
        use rustix::termios::{LocalModes, OptionalActions, OutputModes, tcgetattr, tcsetattr};
        let terminal = self.open(OFlags::RDWR);
        let mut modes = tcgetattr(&terminal).expect("it is a terminal");
        modes.local_modes |= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        modes.output_modes |= OutputModes::OPOST;
        tcsetattr(&terminal, OptionalActions::Now, &modes).expect("its settings can be changed");
    }

    /// Opens the program's end of the terminal.
    fn open(&self, access: OFlags) -> OwnedFd {
        let name = self.terminal.as_ref().and_then(|(master, _)| master.tty_name()).expect("terminals have names");
        rustix::fs::open(name, access | OFlags::NOCTTY, Mode::empty()).expect("it can be opened")
    }

    /// The threads of the program.
    #[cfg(target_os = "linux")]
    pub fn threads(&self) -> Vec<Thread> {
        let folder = format!("/proc/{}/task", self.process.as_raw_pid());
        let tasks = std::fs::read_dir(folder).expect("Linux").map(|task| task.expect("a thread").path());
        // A thread may end while the folder is read.
        let statuses = tasks.filter_map(|task| std::fs::read_to_string(task.join("status")).ok());
        statuses.map(|status| Thread::parse(&status)).collect()
    }
}

/// What Linux says of a thread (`/proc/PID/task/ID/status`, proc_pid_status(5)).
#[cfg(target_os = "linux")]
#[derive(Debug)]
pub struct Thread {
    pub name: String,
    /// Waits for something, and uses no processor.
    pub is_asleep: bool,
    /// How often it has left its processor: each time that it was awake.
    pub switches: u64,
}

#[cfg(target_os = "linux")]
impl Thread {
    fn parse(status: &str) -> Self {
        let field = |name: &str| {
            let rows = status.lines().filter_map(|row| row.split_once(':'));
            rows.filter(|(field, _)| *field == name).map(|(_, value)| value.trim()).next().expect("a field of Linux")
        };
        let switches = ["voluntary_ctxt_switches", "nonvoluntary_ctxt_switches"];
        Self {
            name: field("Name").to_owned(),
            is_asleep: field("State").starts_with('S'),
            switches: switches.map(|name| field(name).parse::<u64>().expect("a count")).iter().sum(),
        }
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
    NonZeroU16::new(count).expect("a screen has cells")
}
