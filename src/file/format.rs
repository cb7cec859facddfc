//! What a file format is: the trait that each one implements, and what files hold.
//!
//! Each format has a file of its own beside this one and a row in the table of [`super::table`]. A format knows its
//! bytes only; where they go, and when, is for others to say.

use std::path::Path;

use serde::Serialize;

use super::weights::Weights;
use crate::data::{Dataset, DrawnPoint};
use crate::error::Error;
use crate::network::{Layout, Score};
use crate::preset::{Preset, Recipe};
use crate::train::{Checkpoint, Record, Run, Trainer};

/// The extension of run files, which has two parts.
pub(super) const RUN_EXTENSION: &str = "run.ron";

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A state of a run that training can continue from.
    Checkpoint,
    /// A run as its recipe: branches, edits, bookmarks.
    Run,
    /// What a run starts from.
    Preset,
    /// Points with their labels.
    Points,
    /// Losses by epoch.
    Log,
    /// The parameters of a network, without the rest of its run.
    Weights,
    /// A whole network, from a point to its prediction.
    Model,
    /// A program.
    Script,
    /// A picture of the screen.
    Picture,
}

impl Kind {
    /// The kind in words, with its article.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Checkpoint => "a checkpoint",
            Self::Run => "a run",
            Self::Preset => "a preset",
            Self::Points => "a table",
            Self::Log => "a training log",
            Self::Weights => "a file of weights",
            Self::Model => "a model",
            Self::Script => "a script",
            Self::Picture => "a picture",
        }
    }

    /// Where to get a file of this kind.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Checkpoint => "give a checkpoint, as blobtui train --save FILE.safetensors writes it",
            Self::Run => "give a run, as blobtui train --run FILE.run.ron writes it",
            Self::Preset => "give a preset; `blobtui presets list` shows all",
            Self::Points => "give a table, as in FILE.csv",
            Self::Log => "give a log, as blobtui train --log FILE.csv writes it",
            Self::Weights => "give weights, as blobtui export CHECKPOINT FILE.pt writes them",
            Self::Model => "give a model, as blobtui export CHECKPOINT FILE writes it",
            Self::Script => "give a script, as blobtui export CHECKPOINT FILE writes it",
            Self::Picture => "give a picture, as blobtui screenshot PRESET FILE.svg writes it",
        }
    }

    /// The action on such a file that failed, for messages.
    pub(super) fn action(self) -> &'static str {
        match self {
            Self::Checkpoint => "save the checkpoint",
            Self::Run => "save the run",
            Self::Preset => "save the preset",
            Self::Points => "save the points",
            Self::Log => "write the log",
            Self::Weights => "write the weights",
            Self::Model => "write the model",
            Self::Script => "write the script",
            Self::Picture => "write the picture",
        }
    }

    /// The kind of content that its files are made from: weights, models and scripts are made from a whole checkpoint.
    #[must_use]
    pub fn content(self) -> Self {
        match self {
            Self::Weights | Self::Model | Self::Script => Self::Checkpoint,
            other => other,
        }
    }
}

/// What is written to a file: all of it, or one piece of a log, which grows while a run trains.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// A whole checkpoint.
    Checkpoint(&'a Checkpoint),
    /// A whole run.
    Run(&'a Run),
    /// All points, at least one.
    Points(&'a [DrawnPoint]),
    /// A picture as SVG.
    Picture(&'a str),
    /// The beginning of a log, for a run of this name with these settings.
    LogStart(&'a str, &'a Preset),
    /// One row of a log.
    LogRow(&'a Row<'a>),
    /// The end of a log, and whether the run came to its own end.
    LogEnd(bool),
}

impl Content<'_> {
    /// The kind of file that it belongs in.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Checkpoint(_) => Kind::Checkpoint,
            Self::Run(_) => Kind::Run,
            Self::Points(_) => Kind::Points,
            Self::Picture(_) => Kind::Picture,
            Self::LogStart(..) | Self::LogRow(_) | Self::LogEnd(_) => Kind::Log,
        }
    }
}

/// What a run starts from, as a file gives it.
#[derive(Clone, Debug)]
pub enum Source {
    /// A recipe, from epoch 0.
    Recipe(Box<Recipe>),
    /// A checkpoint, from where it was saved.
    Checkpoint(Box<Checkpoint>),
    /// A run with its branches, from epoch 0, to be trained again along its edits.
    Run(Box<Run>),
}

impl Source {
    /// Whether people open it to see it learn, rather than to look at it or to predict first what it does.
    pub fn starts_by_itself(&self) -> bool {
        match self {
            Self::Recipe(recipe) => !recipe.preset.paused,
            Self::Checkpoint(_) => false,
            Self::Run(_) => true,
        }
    }
}

/// A file format.
pub trait Format: Sync {
    /// Name for `--format`. No two formats of one kind share it.
    fn name(&self) -> &'static str;

    /// Extensions of its files, without the first dot, the preferred one first.
    fn extensions(&self) -> &'static [&'static str];

    /// What its files hold.
    fn kind(&self) -> Kind;

    /// Whether a file that begins with these bytes is of this format. Formats without first bytes of their own say no.
    fn recognizes(&self, _start: &[u8]) -> bool {
        false
    }

    /// Whether a file that begins with these bytes may be replaced by one of this format, as one that blobtui wrote. It
    /// is asked with more bytes than [`Self::recognizes`].
    fn is_own(&self, start: &[u8]) -> bool {
        self.recognizes(start)
    }

    /// Reads a file that a run can start from.
    ///
    /// # Errors
    /// [`Error::Input`] if the file can't be read, or no run starts from files of this format; otherwise whatever is
    /// wrong with its contents.
    fn read(&self, path: &Path) -> Result<Source, Error> {
        let problem = format!("is {}; a run can't start from it", self.kind().noun());
        Err(Error::input(path.display(), problem, "give a preset, a checkpoint (.safetensors) or a run (.run.ron)"))
    }

    /// Reads the bytes of a file of weights; `place` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Input`] if files of this format hold something else; otherwise whatever is wrong with its contents.
    fn read_weights(&self, _bytes: &[u8], place: &str) -> Result<Weights, Error> {
        let problem = format!("is {}, not {}", self.kind().noun(), Kind::Weights.noun());
        Err(Error::input(place, problem, Kind::Weights.remedy()))
    }

    /// Whether its files are text, which a terminal can show.
    fn is_text(&self) -> bool {
        false
    }

    /// Whether its logs hold the gradient norm.
    fn logs_gradient_norm(&self) -> bool {
        false
    }

    /// Whether its logs hold histograms of the weights.
    fn logs_weights(&self) -> bool {
        false
    }

    /// Appends the content as bytes.
    ///
    /// # Errors
    /// If the content's parts don't fit each other, or this format can't hold content of its kind.
    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error>;

    /// What whoever uses a file of this checkpoint in this format has to do besides, in one line; none if nothing.
    fn instructions(&self, _checkpoint: &Checkpoint) -> Option<String> {
        None
    }

    /// The refusal of content that this format can't hold.
    fn refuse(&self, content: &Content) -> Error {
        let problem = format!("can't hold {}", content.kind().noun());
        Error::input(format!("the format {}", self.name()), problem, "choose another format")
    }
}

/// A row of a log: the columns of the CSV header, the keys of a JSON object, and what only some formats hold.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    pub(super) epoch: u64,
    pub(super) train_loss: f32,
    pub(super) test_loss: Option<f32>,
    #[serde(flatten)]
    pub(super) scores: Scores,
    /// The learning rate of the next step.
    #[serde(skip)]
    pub(super) learning_rate: f64,
    /// The gradient norm of the record's weights, if a log is to hold it.
    #[serde(skip)]
    pub(super) gradient_norm: Option<f32>,
    /// The parameters and where each tensor lies in them, if they are to be logged.
    #[serde(skip)]
    pub(super) parameters: Option<(Layout, &'a [f32])>,
}

/// Scores under the names that they have for classes and for values.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Scores {
    Classes { train_accuracy: f32, test_accuracy: Option<f32> },
    Values { train_r2: f32, test_r2: Option<f32> },
}

impl Scores {
    /// The scores of both splits, named after the kind of one of them.
    fn new(kind: Score, train: f32, test: Option<f32>) -> Self {
        match kind {
            Score::Correct(_) => Self::Classes { train_accuracy: train, test_accuracy: test },
            Score::Determination(_) => Self::Values { train_r2: train, test_r2: test },
        }
    }
}

impl<'a> Row<'a> {
    /// The row of a record of a trainer's present state, with accuracies as fractions of its points, and with the
    /// gradient norm of that state if it is known.
    pub fn new(record: &Record, trainer: &'a Trainer, gradient_norm: Option<f32>, logs_weights: bool) -> Self {
        let Dataset { train, test, .. } = trainer.dataset();
        let train = record.train_score.share(train.len()) as f32;
        let test = record.test_score().map(|score| score.share(test.len()) as f32);
        Self {
            epoch: record.epoch,
            train_loss: record.train_loss,
            test_loss: record.test_loss(),
            scores: Scores::new(record.train_score, train, test),
            learning_rate: trainer.learning_rate(),
            gradient_norm,
            parameters: logs_weights.then(|| (Layout::new(&trainer.preset().shape()), trainer.parameters())),
        }
    }
}

/// Whether a RON text begins with this structure, after blanks, comments and extensions.
pub(super) fn is_ron_of(structure: &str, start: &[u8]) -> bool {
    let text = match str::from_utf8(start) {
        Ok(text) => text,
        // The bytes may end within a character.
        Err(error) => str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default(),
    };
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let asides = [("//", "\n"), ("/*", "*/"), ("#![", "]")];
    while let Some((inside, end)) = asides.into_iter().find_map(|(begin, end)| Some((rest.strip_prefix(begin)?, end))) {
        rest = inside.split_once(end).map_or("", |(_, rest)| rest).trim_start();
    }
    rest.strip_prefix(structure).is_some_and(|rest| rest.trim_start().starts_with('('))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ron_text_is_known_by_its_first_structure() {
        for text in [
            "Run(version: 1)",
            "\u{feff}Run (",
            "// mine\n\n/* of\nold */ Run(\n",
            "#![enable(implicit_some)]\n// x\nRun(Preset(",
        ] {
            assert!(is_ron_of("Run", text.as_bytes()), "{text}");
            assert!(!is_ron_of("Preset", text.as_bytes()), "{text}");
        }
        for text in ["", "// Run(", "Runs(", "Run", "(version: 1)", "Preset(x: Run(", "/* Run(", "\u{feff}"] {
            assert!(!is_ron_of("Run", text.as_bytes()), "{text}");
        }
        let cut = "Run(title: \"ä".as_bytes();
        assert!(is_ron_of("Run", &cut[..cut.len() - 1]));
    }
}
