//! A folder to work in and a home of its own, both temporary, and the program started there.

use std::io::Read;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{PATIENCE, Start, environment};

pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("work")).expect("a folder to work in");
        Self(folder)
    }

    /// The folder that the program is started in.
    pub fn work(&self) -> PathBuf {
        self.0.path().join("work")
    }

    /// The folder that the program's XDG folders are in.
    pub fn home(&self) -> &Path {
        self.0.path()
    }

    /// A file in the folder to work in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    /// Names of all that is in the folder to work in, hidden files too.
    pub fn names(&self) -> Vec<String> {
        self.names_in("")
    }

    /// Names of all that is in a folder there.
    pub fn names_in(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).expect("the folder");
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
        let mut names: Vec<_> = entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program in its folder and home, without a terminal.
    pub fn command(&self, words: &[&str]) -> Command {
        self.program(env!("CARGO_BIN_EXE_blobtui"), words)
    }

    /// Another program there.
    pub fn program(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).current_dir(self.work()).envs(environment(self.home()));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).env("RUST_BACKTRACE", "0");
        command
    }

    /// Starts a command.
    pub fn spawn(&self, words: &[&str]) -> Spawned {
        Spawned::new(&mut self.command(words))
    }

    /// Runs a command to its end.
    pub fn run(&self, words: &[&str]) -> Output {
        finish(self.spawn(words), words)
    }

    /// Runs a command that succeeds, and gives its output.
    #[track_caller]
    pub fn succeed(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {}: {errors}", output.status);
        String::from_utf8(output.stdout).expect("text")
    }

    /// The dashboard in its folder and home.
    pub fn dashboard(&self, words: &[&str]) -> Start {
        self.start(Start::dashboard(words))
    }

    /// Another program in a terminal there.
    pub fn start(&self, start: Start) -> Start {
        start.folder(&self.work()).home(self.home())
    }
}

/// A command that was started. It does not outlive a test that fails.
pub struct Spawned(Child);

impl Spawned {
    pub fn new(command: &mut Command) -> Self {
        Self(command.spawn().expect("the program starts"))
    }
}

impl Deref for Spawned {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Spawned {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.kill();
        let _ = self.wait();
    }
}

/// Waits for the end of a command, and gives what it has written.
///
/// The output must fit in a pipe, 64 kB: it is read at the end.
pub fn finish(mut child: Spawned, words: &[&str]) -> Output {
    let mut status = None;
    wait_until(&format!("the end of {words:?}"), || {
        status = child.try_wait().expect("a child");
        status.is_some()
    });
    let (stdout, stderr) = (read(child.stdout.take()), read(child.stderr.take()));
    Output { status: status.expect("it has ended"), stdout, stderr }
}

fn read(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes).expect("a pipe");
    }
    bytes
}

/// Waits until a condition holds that no event reports: looks again and again.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
