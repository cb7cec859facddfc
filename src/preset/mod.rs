//! What a run is: the recipe in RON, its checks, the built-in ones, and overrides from the command line.
//!
//! Presets hold the settings of data, network and optimizer; the trainer builds a run from one. Nothing here trains.
//! Files of presets are read here; the command line and the dashboard's list call [`find`] and [`list()`].

mod batch_size;
mod builtin;
mod class_weights;
mod document;
mod early_stopping;
mod explain;
mod inputs;
mod list;
mod locate;
mod nearest;
mod parse;
mod regular;
mod schema;
pub mod settings;
mod shell;
mod source;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod user_data;

pub use batch_size::BatchSize;
pub use builtin::{Builtin, DEFAULT, builtin};
pub use early_stopping::{EarlyStopping, Validation};
pub use list::{Listed, Origin, list, list_folder, open_folder};
pub use settings::Overrides;
pub(crate) use source::stem;
pub use source::{Recipe, check_name, file_for, file_of, find, read, text};
pub use user_data::{command_line, open, table_words};

pub(crate) use document::{Document, options};
pub(crate) use nearest::nearest;
pub use regular::{STANDARD, is_standard};
pub(crate) use regular::{STANDARD_NAME, kind_name, open_file};
pub use schema::VERSION;
pub(crate) use schema::{check_version, is_changed};
pub(crate) use shell::quoted as shell_word;
pub(crate) use text::Text;
pub(crate) use user_data::read_rows;

use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;

use crate::data::{COORDINATES, Data, Dataset, Drawn, Input, MAX_INPUTS, PointChange, Split, Target};
use crate::error::{Invalid, check_number};
use crate::network::{Architecture, EngineKind, Initialization, Loss, MAX_DROPOUT, Shape, Task, Threshold};
pub use crate::optimizer::MAX_EPOCHS;
use crate::optimizer::{Clip, Optimizer, Regularization, Schedule};

/// The fastest speed in epochs a second, short of unlimited.
pub const MAX_SPEED: u32 = 1000;
/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 60;
/// The longest notes, in characters.
pub const LONGEST_NOTES: usize = 400;
/// The longest name of a group, in characters.
pub const LONGEST_GROUP: usize = 30;
/// The longest suggestion of what comes next, in characters.
pub const LONGEST_NEXT: usize = 120;

/// A recipe for a run: points, network, loss, optimizer, and how long and how fast to train.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Version of the schema: at most [`VERSION`].
    pub version: u32,
    /// A few words for lists.
    pub title: String,
    /// What to look for, in two or three sentences.
    pub notes: String,
    /// The points.
    pub data: Data,
    /// What was drawn: points that are added to those of the data, and points that are taken away.
    #[serde(default, skip_serializing_if = "Drawn::is_empty")]
    pub drawn: Drawn,
    /// The input features: the coordinates by default.
    #[serde(default = "Input::defaults", skip_serializing_if = "is_default")]
    pub inputs: Vec<Input>,
    /// The network.
    pub network: Architecture,
    /// The distribution of its initial weights.
    #[serde(default)]
    pub initialization: Initialization,
    /// Whether weights to 9 to 15 inputs are drawn as those to 16, as in runs that were recorded before version 3.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub padded_initialization: bool,
    /// The loss function.
    pub loss: Loss,
    /// How much the points of each class count in the loss, as [`ClassWeights`](crate::network::ClassWeights) says; empty if all count the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub class_weights: Vec<f64>,
    /// The optimizer, with its settings.
    pub optimizer: Optimizer,
    /// The learning rate schedule.
    #[serde(default)]
    pub schedule: Schedule,
    /// The regularization.
    #[serde(default)]
    pub regularization: Regularization,
    /// Gradient clipping, before the regularization is added.
    #[serde(default)]
    pub clip: Clip,
    /// The probability with which a hidden unit drops out of a step, for each point anew: 0 to [`MAX_DROPOUT`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dropout: f64,
    /// The mini-batch size.
    pub batch: BatchSize,
    /// Epochs until the run is finished, 0 to [`MAX_EPOCHS`].
    pub epochs: u64,
    /// Whether the run ends earlier, when the loss on points that it does not train on no longer falls.
    #[serde(default)]
    pub early_stopping: EarlyStopping,
    /// The random seed.
    pub seed: u64,
    /// The random seed of the initial weights, if not `seed`: new weights for the same points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_seed: Option<u64>,
    /// The engine that computes the gradients.
    #[serde(default)]
    pub engine: EngineKind,
    /// Speed at the start in the dashboard, epochs a second, 1 to [`MAX_SPEED`].
    pub speed: u32,
    /// The heading that lists show it under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A question or a change to try, shown when the run has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Whether the dashboard opens it paused, so that people can predict first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
}

impl Preset {
    /// Checks every setting.
    ///
    /// # Errors
    /// Names the first field that is out of range, and what is allowed; both fields for what depends on two. A file of
    /// points that was not read is refused, too.
    pub fn check(&self) -> Result<(), Invalid> {
        self.check_settings()?;
        if self.data.is_read() {
            return Ok(());
        }
        Err(Invalid::new("data.file", "was not read", "points whose file was read"))
    }

    /// Checks every setting as far as possible without the rows of a file that was not read yet.
    pub(crate) fn check_settings(&self) -> Result<(), Invalid> {
        check_version(self.version, VERSION)?;
        self.check_fields_of_version()?;
        // Signs that steer a terminal are no part of a text that is shown in one.
        let on_one_line =
            |field: &str, text: &str, longest: usize| check_text(field, text, longest, "on one line", char::is_control);
        on_one_line("title", &self.title, LONGEST_TITLE)?;
        for (field, text, longest) in [("group", &self.group, LONGEST_GROUP), ("next", &self.next, LONGEST_NEXT)] {
            text.as_ref().map_or(Ok(()), |text| on_one_line(field, text, longest))?;
        }
        check_text("notes", &self.notes, LONGEST_NOTES, "without control characters", |sign| {
            sign.is_control() && sign != '\n'
        })?;
        self.data.check().map_err(|invalid| invalid.within("data"))?;
        self.check_validation()?;
        self.check_drawn()?;
        self.check_inputs()?;
        self.network.check().map_err(|invalid| invalid.within("network"))?;
        self.check_class_weights()?;
        self.optimizer.check().map_err(|invalid| invalid.within("optimizer"))?;
        self.initialization.check().map_err(|invalid| invalid.within("initialization"))?;
        self.schedule.check().map_err(|invalid| invalid.within("schedule"))?;
        self.regularization.check().map_err(|invalid| invalid.within("regularization"))?;
        self.clip.check().map_err(|invalid| invalid.within("clip"))?;
        let allowed = format!("a probability from 0 to {MAX_DROPOUT}");
        check_number("dropout", self.dropout, &allowed, |p| (0.0..=MAX_DROPOUT).contains(&p))?;
        self.early_stopping.check().map_err(|invalid| invalid.within("early_stopping"))?;
        // None at all is of use, too: it saves the untrained network.
        check_whole("epochs", self.epochs, 0, MAX_EPOCHS)?;
        check_whole("speed", self.speed.into(), 1, MAX_SPEED.into())?;
        if !self.data.is_read() {
            return Ok(());
        }
        self.check_columns()?;
        self.check_batch()?;
        self.check_loss()?;
        self.check_weighted_classes()
    }

    /// The network that the recipe asks for: its hidden layers between the inputs of a point and the outputs of the loss.
    pub fn shape(&self) -> Shape {
        let classes = match self.data.target() {
            Target::Classes(count) => count,
            Target::Value => 1,
        };
        self.network.shape(self.inputs.len(), self.loss.outputs(classes))
    }

    /// Whether its predictions have a [`Threshold`].
    pub fn has_threshold(&self) -> bool {
        Threshold::fits(self.loss, self.shape().outputs)
    }

    /// Whether units drop out of its steps.
    pub fn has_dropout(&self) -> bool {
        self.dropout > 0.0 && !self.network.hidden.is_empty()
    }

    /// The columns that the network needs, counted from 0 and in order: x, y if there is one, and the others among its input features.
    pub fn input_columns(&self) -> Vec<usize> {
        let others = self.inputs.iter().filter_map(|input| input.column());
        let mut columns: Vec<usize> = (0..COORDINATES.min(self.data.columns())).chain(others).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The points that the recipe asks for. Drawn points are never held out for validation.
    pub fn dataset(&self) -> Dataset {
        let mut dataset = self.data.generate(self.seed);
        dataset.hold_out(self.early_stopping.held_out(dataset.train.len()));
        self.drawn.apply(&mut dataset);
        dataset
    }

    /// Whether it asks for the same points as another.
    pub fn has_points_of(&self, other: &Self) -> bool {
        let held_out = |preset: &Self| preset.early_stopping.held_out(preset.data.train_count());
        (self.seed, &self.data, &self.drawn, held_out(self)) == (other.seed, &other.data, &other.drawn, held_out(other))
    }

    /// How many points of a split the recipe asks for, before any is drawn or taken away.
    pub fn generated(&self, split: Split) -> usize {
        match split {
            Split::Train => self.early_stopping.left(self.data.train_count()),
            Split::Test => self.data.test_count(),
        }
    }

    /// How many train points the recipe asks for.
    pub fn train_count(&self) -> usize {
        self.drawn.count(Split::Train, self.generated(Split::Train))
    }

    /// How many test points the recipe asks for; 0 if all points are train points.
    pub fn test_count(&self) -> usize {
        self.drawn.count(Split::Test, self.data.test_count())
    }

    /// Checks what was drawn, and that a point is left of each split.
    fn check_drawn(&self) -> Result<(), Invalid> {
        self.drawn.check(self.data.target()).map_err(|invalid| invalid.within("drawn"))?;
        self.check_left()
    }

    /// Checks the point of a change, once it was made. Takes no longer for many drawn points.
    pub(crate) fn check_point(&self, change: PointChange) -> Result<(), Invalid> {
        self.drawn.check_change(change, self.data.target()).map_err(|invalid| invalid.within("drawn"))
    }

    /// Checks that a point is left of each split that there is.
    pub(crate) fn check_left(&self) -> Result<(), Invalid> {
        // Of a file that was not read nothing is known.
        if !self.data.is_read() {
            return Ok(());
        }
        let has_test_points = self.data.test_count() > 0;
        for (field, count, has_points) in [
            ("drawn.without_train", self.train_count(), true),
            ("drawn.without_test", self.test_count(), has_test_points),
        ] {
            if count == 0 && has_points {
                return Err(Invalid::new(field, "removes every point", "indices that leave at least one point"));
            }
        }
        if self.early_stopping.validation() == Some(Validation::Test) && self.test_count() == 0 {
            let problem = "do not fit: early stopping by the test loss without test points";
            let allowed = "validation: a percentage of the train points, such as 20; or a train fraction below 100";
            return Err(Invalid::new("early_stopping and data.share", problem, allowed));
        }
        Ok(())
    }

    fn check_validation(&self) -> Result<(), Invalid> {
        if !self.data.is_read() || self.data.train_count() > 1 || self.early_stopping.held_out(1) == 0 {
            return Ok(());
        }
        let problem = "do not fit: one train point, of which none is left when one is held out for validation";
        Err(Invalid::new("early_stopping and data.train", problem, "2 train points or more, or validation: test"))
    }

    fn check_batch(&self) -> Result<(), Invalid> {
        let BatchSize::Size(size) = self.batch else { return Ok(()) };
        let train = self.train_count();
        if (1..=train).contains(&size) {
            return Ok(());
        }
        let problem = format!("do not fit: batches of {size} from {train} train points");
        Err(Invalid::new("batch and data.train", problem, format!("Full, or Size(1) to Size({train})")))
    }

    /// Checks that the loss is one for what the labels are.
    fn check_loss(&self) -> Result<(), Invalid> {
        if fits(self.loss, self.data.target()) {
            return Ok(());
        }
        let labels = match self.data.target() {
            Target::Classes(count) => format!("labels of {count} classes"),
            Target::Value => "labels that are values".into(),
        };
        let loss = format!("{:?}", self.loss);
        let fitting = match self.loss.task() {
            Task::Binary => "data with labels 0 and 1",
            Task::Classes => "data with labels of 2 to 32 classes",
            Task::Value => "data whose labels are values",
        };
        let problem = format!("do not fit: {labels} under {loss}");
        let allowed = format!("{fitting} for {loss}, or {} for these labels", self.losses());
        Err(Invalid::new("data and loss", problem, allowed))
    }

    /// The losses for the labels of the data, in words.
    fn losses(&self) -> String {
        let losses = Loss::iter().filter(|loss| fits(*loss, self.data.target()));
        losses.map(|loss| format!("{loss:?}")).collect::<Vec<_>>().join(", ")
    }
}

/// Whether a loss is one for such labels.
fn fits(loss: Loss, target: Target) -> bool {
    match target {
        Target::Classes(2) => loss.task() != Task::Value,
        Target::Classes(_) => loss.task() == Task::Classes,
        Target::Value => loss.task() == Task::Value,
    }
}

/// Whether inputs need not be written.
fn is_default(inputs: &Vec<Input>) -> bool {
    *inputs == Input::defaults()
}

/// Whether a number need not be written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

/// Checks a text that is shown to people: `unfit` says which characters it must not have, `form` the same in words.
pub(crate) fn check_text(
    field: &str,
    text: &str,
    longest: usize,
    form: &str,
    unfit: impl Fn(char) -> bool,
) -> Result<(), Invalid> {
    let length = text.chars().count();
    let problem = if text.trim().is_empty() {
        "is empty".into()
    } else if length > longest {
        format!("has {length} characters")
    } else if let Some(sign) = text.chars().find(|&sign| unfit(sign)) {
        format!("has the character {}", sign.escape_default())
    } else {
        return Ok(());
    };
    Err(Invalid::new(field, problem, format!("1 to {longest} characters {form}")))
}

/// Checks that a whole number is from `least` to `most`.
pub(crate) fn check_whole(field: &str, value: u64, least: u64, most: u64) -> Result<(), Invalid> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(Invalid::new(field, format!("is {value}"), format!("a whole number from {least} to {most}")))
    }
}
