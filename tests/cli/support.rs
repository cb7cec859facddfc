//! A folder to work in, the program started there, and what came of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use assert_cmd::Command;
use safetensors::SafeTensors;

/// A temporary folder in which the program is started.
pub struct Folder(tempfile::TempDir);

/// A command that ended.
pub struct Run {
    pub status: Option<i32>,
    pub output: String,
    pub errors: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// Names of all that is in the folder, hidden files too.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program, to be started in the folder: without presets of whoever runs the tests.
    pub fn command(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_blobtui"));
        command
            .current_dir(self.0.path())
            .env("XDG_CONFIG_HOME", self.path("configuration"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("RUST_BACKTRACE", "0");
        command
    }

    pub fn run(&self, words: &[&str]) -> Run {
        self.run_with_input(words, "")
    }

    pub fn run_with_input(&self, words: &[&str], input: &str) -> Run {
        let output = Command::from_std(self.command()).args(words).write_stdin(input).output().unwrap();
        let run = Run {
            status: output.status.code(),
            output: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.errors.contains("panicked"), "{words:?}: {}", run.errors);
        run
    }

    /// Runs what is to succeed without a word on standard error, and gives its output.
    #[track_caller]
    pub fn succeed(&self, words: &[&str]) -> String {
        let run = self.run(words);
        assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{words:?}");
        run.output
    }

    /// Runs what is to be refused: exit status 2, nothing on standard output, one message on standard error: a line
    /// that begins with the program's name, or what the parser of the command line writes. Gives the message.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) -> String {
        let run = self.run(words);
        assert_eq!((run.status, run.output.as_str()), (Some(2), ""), "{words:?}: {}", run.errors);
        if let Some(message) = run.errors.strip_prefix("error: ") {
            // Clap explains usage in paragraphs.
            return message.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        assert_eq!(run.errors.lines().count(), 1, "{words:?}: {}", run.errors);
        run.errors.trim_end().strip_prefix("blobtui: ").unwrap_or_else(|| panic!("{}", run.errors)).to_owned()
    }

    /// Every tensor of a checkpoint by its name: shape and bytes.
    pub fn tensors(&self, name: &str) -> BTreeMap<String, (Vec<usize>, Vec<u8>)> {
        let bytes = self.read(name);
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        tensors.iter().map(|(name, tensor)| (name.into(), (tensor.shape().to_vec(), tensor.data().to_vec()))).collect()
    }

    /// A text of a checkpoint's metadata.
    pub fn metadata(&self, name: &str, key: &str) -> String {
        let (_, metadata) = SafeTensors::read_metadata(&self.read(name)).unwrap();
        metadata.metadata().as_ref().unwrap()[key].clone()
    }
}

/// The number behind a word, as 0.044769 in `test loss before 0.645771, after 0.044769` behind `after`.
#[track_caller]
pub fn number_after(text: &str, word: &str) -> f64 {
    let (_, rest) = text.split_once(word).unwrap_or_else(|| panic!("no {word:?} in {text}"));
    rest.split_whitespace().next().unwrap().trim_end_matches(',').parse().unwrap()
}

/// Whether the tests run as a user whom permissions do not stop, as in many containers.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
