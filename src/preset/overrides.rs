//! Settings from the command line that replace those of a preset.
//!
//! Owns which flag sets which field, and the words in which a flag is refused. The command line parses the flags and
//! applies them; for checkpoints it first asks which of them can apply at all.

mod arguments;

pub use arguments::{Arguments, parse_betas};
pub(super) use arguments::{spelled, spelled_betas};

use strum::{IntoEnumIterator, VariantNames};

use super::nearest::suggestion;
use super::{BatchSize, EarlyStopping, Preset};
use crate::data::Input;
use crate::error::{Error, Invalid};
use crate::network::{Activation, EngineKind, Initialization, Loss};
use crate::optimizer::{Clip, NAMES, Optimizer, Regularization, Schedule};

/// What flags change of a preset; `None` leaves the preset's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// `--seed`: where all random numbers come from, those of the initial weights too.
    pub seed: Option<u64>,
    /// `--weights-seed`: where the initial weights come from.
    pub weights_seed: Option<u64>,
    /// `--epochs`: epochs until the run is finished.
    pub epochs: Option<u64>,
    /// `--learning-rate`: above 0.
    pub learning_rate: Option<f64>,
    /// `--batch`: how many points each step sees.
    pub batch: Option<BatchSize>,
    /// `--inputs`: what the network is told of a point.
    pub inputs: Option<Vec<Input>>,
    /// `--loss`: what training makes small.
    pub loss: Option<Loss>,
    /// `--hidden`: units of each hidden layer.
    pub hidden: Option<Vec<usize>>,
    /// `--activation`: after every hidden layer.
    pub activation: Option<Activation>,
    /// `--optimizer`: a name of [`NAMES`]. Keeps the learning rate; all other settings get the defaults of `torch.optim`.
    pub optimizer: Option<String>,
    /// `--momentum` and the other arguments of the optimizer.
    pub arguments: Arguments,
    /// `--initialization`: where the weights start.
    pub initialization: Option<Initialization>,
    /// `--schedule`: how the learning rate changes from epoch to epoch.
    pub schedule: Option<Schedule>,
    /// `--regularization`: what keeps the weights small.
    pub regularization: Option<Regularization>,
    /// `--clip`: how long a step's gradient may be.
    pub clip: Option<Clip>,
    /// `--early-stopping`: whether the run ends when the test loss falls no more.
    pub early_stopping: Option<EarlyStopping>,
    /// `--train`: number of train points.
    pub train: Option<usize>,
    /// `--test`: number of test points.
    pub test: Option<usize>,
    /// `--share`: percent of all points that are train points.
    pub share: Option<u64>,
    /// `--noise`: how noisy the points or labels are, in the unit of their set.
    pub noise: Option<f64>,
    /// `--standardize`: whether the numbers of a file are.
    pub standardize: Option<bool>,
    /// `--engine`: what computes the run.
    pub engine: Option<EngineKind>,
}

/// A flag that was given: as it would be typed, the field that it sets, and whether a checkpoint can take it.
struct Given {
    typed: String,
    field: &'static str,
    fits_checkpoint: bool,
}

impl Overrides {
    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Changes a preset, or leaves it as it is if the outcome is refused.
    ///
    /// # Errors
    /// [`Error::Input`] that names the flag: an unknown optimizer, or whatever [`Preset::check`] refuses.
    pub fn apply(&self, preset: &mut Preset) -> Result<(), Error> {
        let mut changed = preset.clone();
        if let Some(seed) = self.seed {
            changed.seed = seed;
            changed.weights_seed = None;
        }
        if let Some(seed) = self.weights_seed {
            changed.weights_seed = Some(seed);
        }
        if let Some(epochs) = self.epochs {
            changed.epochs = epochs;
        }
        if let Some(name) = &self.optimizer {
            changed.optimizer = Optimizer::named(name, changed.optimizer.learning_rate()).ok_or_else(|| {
                let problem = format!("there is no optimizer of this name{}", suggestion(name, NAMES));
                Error::input(format!("--optimizer {name}"), problem, format!("allowed: {}", NAMES.join(", ")))
            })?;
        }
        if let Some(learning_rate) = self.learning_rate {
            changed.optimizer.set_learning_rate(learning_rate);
        }
        self.arguments.apply(&mut changed.optimizer)?;
        if let Some(batch) = self.batch {
            changed.batch = batch;
        }
        if let Some(inputs) = &self.inputs {
            changed.inputs.clone_from(inputs);
        }
        if let Some(loss) = self.loss {
            changed.loss = loss;
        }
        if let Some(hidden) = &self.hidden {
            changed.network.hidden.clone_from(hidden);
        }
        if let Some(activation) = self.activation {
            changed.network.activation = activation;
        }
        if let Some(initialization) = self.initialization {
            changed.initialization = initialization;
        }
        if let Some(schedule) = self.schedule {
            changed.schedule = schedule;
        }
        if let Some(regularization) = self.regularization {
            changed.regularization = regularization;
        }
        if let Some(clip) = self.clip {
            changed.clip = clip;
        }
        if let Some(early_stopping) = self.early_stopping {
            changed.early_stopping = early_stopping;
        }
        let in_file = "these points come from a file";
        if let Some(count) = self.train
            && !changed.data.set_train_count(count)
        {
            return Err(Error::input(format!("--train {count}"), in_file, "split them by --share, in percent"));
        }
        if let Some(count) = self.test
            && !changed.data.set_test_count(count)
        {
            return Err(Error::input(format!("--test {count}"), in_file, "split them by --share, in percent"));
        }
        if let Some(share) = self.share {
            changed.data.set_share(share).map_err(|invalid| self.blame(&invalid.within("data")))?;
        }
        if let Some(noise) = self.noise
            && !changed.data.set_noise(noise)
        {
            let remedy = "leave it out, or take other points";
            return Err(Error::input(format!("--noise {noise}"), "these points have no noise", remedy));
        }
        if let Some(standardize) = self.standardize
            && !changed.data.set_standardize(standardize)
        {
            let flag = format!("--standardize {}", yes_or_no(standardize));
            return Err(Error::input(flag, "these points come from no file", "leave it out, or give --data FILE"));
        }
        if let Some(engine) = self.engine {
            changed.engine = engine;
        }
        changed.check().map_err(|invalid| self.blame(&invalid))?;
        *preset = changed;
        Ok(())
    }

    /// Checks that all flags can be applied to a checkpoint, whose points and weights are given.
    ///
    /// # Errors
    /// [`Error::Input`] that names the first flag which would need other points or another network.
    pub fn for_checkpoint(&self) -> Result<(), Error> {
        let Some(flag) = self.given().into_iter().find(|flag| !flag.fits_checkpoint) else { return Ok(()) };
        let problem = "a checkpoint has its own points and weights, which this would change";
        Err(Error::input(flag.typed, problem, "leave it out, or start from the preset instead of the checkpoint"))
    }

    /// The first flag that was given beside `--epochs`, as it would be typed.
    #[must_use]
    pub fn beside_epochs(&self) -> Option<String> {
        self.given().into_iter().find(|flag| flag.field != "epochs").map(|flag| flag.typed)
    }

    /// The flags that were given, in the order in which messages look for them.
    fn given(&self) -> Vec<Given> {
        // The arguments come before the optimizer, whose field theirs are within.
        let mut given = self.arguments.given();
        let mut add = |flag: &str, value: Option<String>, field, fits_checkpoint| {
            given.extend(value.map(|value| Given { typed: format!("--{flag} {value}"), field, fits_checkpoint }));
        };
        add("seed", self.seed.map(|seed| seed.to_string()), "seed", false);
        add("weights-seed", self.weights_seed.map(|seed| seed.to_string()), "weights_seed", false);
        add("epochs", self.epochs.map(|epochs| epochs.to_string()), "epochs", true);
        let rate = self.learning_rate.map(spelled);
        add("learning-rate", rate, "optimizer.learning_rate", true);
        add("optimizer", self.optimizer.clone(), "optimizer", true);
        let batch = self.batch.map(|batch| match batch {
            BatchSize::Full => "full".into(),
            BatchSize::Size(size) => size.to_string(),
        });
        add("batch", batch, "batch", true);
        let inputs = self.inputs.as_ref().map(|inputs| inputs.iter().map(|input| input.name()).collect::<Vec<_>>());
        add("inputs", inputs.map(|names| names.join(",")), "inputs", false);
        add("loss", self.loss.map(|loss| loss.name().to_owned()), "loss", false);
        let hidden = self.hidden.as_ref().map(|widths| {
            let widths: Vec<_> = widths.iter().map(ToString::to_string).collect();
            if widths.is_empty() { "none".into() } else { widths.join(",") }
        });
        add("hidden", hidden, "network.hidden", false);
        let activation = self.activation.map(|activation| activation.name().to_owned());
        add("activation", activation, "network.activation", false);
        add("initialization", self.initialization.map(|setting| setting.to_string()), "initialization", false);
        add("schedule", self.schedule.map(|setting| setting.to_string()), "schedule", true);
        add("regularization", self.regularization.map(|setting| setting.to_string()), "regularization", true);
        add("clip", self.clip.map(|setting| setting.to_string()), "clip", true);
        add("early-stopping", self.early_stopping.map(|setting| setting.to_string()), "early_stopping", true);
        add("train", self.train.map(|count| count.to_string()), "data.train", false);
        add("test", self.test.map(|count| count.to_string()), "data.test", false);
        add("share", self.share.map(|share| share.to_string()), "data", false);
        add("noise", self.noise.map(|noise| noise.to_string()), "data", false);
        add("standardize", self.standardize.map(|set| yes_or_no(set).to_owned()), "data", false);
        add("engine", self.engine.map(|engine| engine.name().to_owned()), "engine", true);
        given
    }

    /// The refusal of a field as that of the flags that set it.
    fn blame(&self, invalid: &Invalid) -> Error {
        let given = self.given();
        let flags: Vec<_> = invalid
            .field
            .split(" and ")
            .filter_map(|field| given.iter().find(|flag| is_within(field, flag.field)))
            .map(|flag| flag.typed.as_str())
            .collect();
        let problem = format!("{} {}", invalid.field, invalid.problem);
        let remedy = format!("allowed: {}", invalid.allowed);
        if flags.is_empty() {
            return Error::input("the preset", problem, remedy);
        }
        Error::input(flags.join(" "), problem, remedy)
    }
}

/// Whether a field, as in `network.hidden[2]`, is the other or in it, as in `network.hidden`.
fn is_within(field: &str, whole: &str) -> bool {
    field.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// How a setting that is on or off is written.
pub(super) fn yes_or_no(set: bool) -> &'static str {
    if set { "yes" } else { "no" }
}

/// The value of a setting that is on or off: `yes` or `no`.
///
/// # Errors
/// Says what is allowed.
pub fn parse_yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("allowed: yes, no".into()),
    }
}

/// The value of `--batch`: `full`, or a number of points.
///
/// # Errors
/// Says what is allowed.
pub fn parse_batch(text: &str) -> Result<BatchSize, String> {
    match (text, text.parse()) {
        ("full", _) => Ok(BatchSize::Full),
        (_, Ok(size)) if size > 0 => Ok(BatchSize::Size(size)),
        _ => Err("allowed: full, or a number of points as in 16".into()),
    }
}

/// The value of `--inputs`: names of inputs separated by commas, as in `x,y,x2` or `x,y,c3`.
///
/// # Errors
/// Says what is allowed.
pub fn parse_inputs(text: &str) -> Result<Vec<Input>, String> {
    let names: Vec<_> = Input::iter().map(Input::name).collect();
    let input = |name: &str| {
        name.parse().map_err(|_| {
            let suggestion = suggestion(name, names.iter().copied());
            format!("allowed: {}, c3 to c16, separated by commas{suggestion}", names.join(", "))
        })
    };
    text.split(',').map(|name| input(name.trim())).collect()
}

/// The value of `--hidden`: `none`, or widths of layers separated by commas, as in `8,8`.
///
/// # Errors
/// Says what is allowed.
pub fn parse_hidden(text: &str) -> Result<Vec<usize>, String> {
    if text == "none" {
        return Ok(vec![]);
    }
    let widths: Result<_, _> = text.split(',').map(|width| width.trim().parse()).collect();
    widths.map_err(|_| "allowed: none, or units of each hidden layer separated by commas, as in 8,8".into())
}

/// The value of `--activation`: the name of one.
///
/// # Errors
/// Says what is allowed.
pub fn parse_activation(text: &str) -> Result<Activation, String> {
    let names = Activation::VARIANTS;
    text.parse().map_err(|_| format!("allowed: {}{}", names.join(", "), suggestion(text, names.iter().copied())))
}

#[cfg(test)]
mod tests;
