//! Settings from the command line that replace those of a preset.
//!
//! Owns which flag sets which field, and the words in which a flag is refused. The command line parses the flags and
//! applies them; for checkpoints it first asks which of them can apply at all.

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
    /// `--noise`: how noisy the points or labels are, in the unit of their set.
    pub noise: Option<f64>,
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
        if let Some(count) = self.train {
            changed.data.set_train_count(count);
        }
        if let Some(count) = self.test {
            changed.data.set_test_count(count);
        }
        if let Some(noise) = self.noise
            && !changed.data.set_noise(noise)
        {
            let remedy = "leave it out, or take other points";
            return Err(Error::input(format!("--noise {noise}"), "these points have no noise", remedy));
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

    /// The flags that were given, in the order in which messages look for them.
    fn given(&self) -> Vec<Given> {
        let mut given = vec![];
        let mut add = |flag: &str, value: Option<String>, field, fits_checkpoint| {
            given.extend(value.map(|value| Given { typed: format!("--{flag} {value}"), field, fits_checkpoint }));
        };
        add("seed", self.seed.map(|seed| seed.to_string()), "seed", false);
        add("weights-seed", self.weights_seed.map(|seed| seed.to_string()), "weights_seed", false);
        add("epochs", self.epochs.map(|epochs| epochs.to_string()), "epochs", true);
        let rate = self.learning_rate.map(|rate| rate.to_string());
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
        add("noise", self.noise.map(|noise| noise.to_string()), "data", false);
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

/// The value of `--inputs`: names of [`Input::ALL`] separated by commas, as in `x,y,x2`.
///
/// # Errors
/// Says what is allowed.
pub fn parse_inputs(text: &str) -> Result<Vec<Input>, String> {
    let names = Input::ALL.map(|(_, name)| name);
    let input = |name: &str| {
        let allowed = || format!("allowed: {}, separated by commas{}", names.join(", "), suggestion(name, names));
        Input::named(name).ok_or_else(allowed)
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

/// The value of `--activation`: a name of [`Activation::ALL`].
///
/// # Errors
/// Says what is allowed.
pub fn parse_activation(text: &str) -> Result<Activation, String> {
    let names = Activation::ALL.map(|(_, name)| name);
    Activation::named(text).ok_or_else(|| format!("allowed: {}{}", names.join(", "), suggestion(text, names)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::find;

    fn preset() -> Preset {
        find("xor-blobs").unwrap().preset
    }

    fn refusal(overrides: &Overrides) -> String {
        let mut changed = preset();
        let message = overrides.apply(&mut changed).unwrap_err().to_string();
        assert_eq!(changed, preset(), "a refusal changes nothing");
        message
    }

    #[test]
    fn every_override_sets_its_field_alone() {
        let mut changed = Preset { weights_seed: Some(9), ..preset() };
        let overrides = Overrides {
            seed: Some(1),
            weights_seed: Some(6),
            epochs: Some(2),
            learning_rate: Some(0.5),
            batch: Some(BatchSize::Size(4)),
            inputs: Some(vec![Input::Radius]),
            loss: Some(Loss::Hinge),
            hidden: Some(vec![8, 8]),
            activation: Some(Activation::Tanh),
            optimizer: Some("adam".into()),
            initialization: Some(Initialization::He),
            schedule: Some(Schedule::Cosine { epochs: 9, least: 0.0 }),
            regularization: Some(Regularization::L1(0.25)),
            clip: Some(Clip::Norm(2.0)),
            early_stopping: Some(EarlyStopping::Patience(3)),
            train: Some(40),
            test: Some(10),
            noise: Some(0.5),
            engine: Some(EngineKind::Fused),
        };
        assert!(!overrides.is_empty());
        overrides.apply(&mut changed).unwrap();
        let mut expected = preset();
        expected.seed = 1;
        expected.weights_seed = Some(6);
        expected.epochs = 2;
        expected.optimizer = Optimizer::named("adam", 0.5).unwrap();
        expected.batch = BatchSize::Size(4);
        expected.inputs = vec![Input::Radius];
        expected.loss = Loss::Hinge;
        expected.network.hidden = vec![8, 8];
        expected.network.activation = Activation::Tanh;
        expected.initialization = Initialization::He;
        expected.schedule = Schedule::Cosine { epochs: 9, least: 0.0 };
        expected.regularization = Regularization::L1(0.25);
        expected.clip = Clip::Norm(2.0);
        expected.early_stopping = EarlyStopping::Patience(3);
        expected.data.set_train_count(40);
        expected.data.set_test_count(10);
        assert!(expected.data.set_noise(0.5));
        expected.engine = EngineKind::Fused;
        assert_eq!(changed, expected);
    }

    #[test]
    fn noise_is_refused_where_there_is_none_and_beyond_its_range() {
        let noisy = Overrides { noise: Some(60.0), ..Overrides::default() };
        let mut labels = find("random-labels").unwrap().preset;
        assert!(noisy.apply(&mut labels).unwrap_err().to_string().contains("--noise 60: these points have no noise"));
        let message = noisy.apply(&mut find("circle").unwrap().preset).unwrap_err().to_string();
        assert!(message.contains("--noise 60") && message.contains("0 to 50 (percent)"), "{message}");
    }

    #[test]
    fn no_override_changes_nothing() {
        let mut changed = Preset { weights_seed: Some(9), ..preset() };
        assert!(Overrides::default().is_empty());
        Overrides::default().apply(&mut changed).unwrap();
        assert_eq!(changed, Preset { weights_seed: Some(9), ..preset() });
    }

    #[test]
    fn another_optimizer_keeps_the_learning_rate() {
        let mut changed = preset();
        Overrides { optimizer: Some("adam".into()), ..Overrides::default() }.apply(&mut changed).unwrap();
        assert_eq!(Some(changed.optimizer), Optimizer::named("adam", 0.03));
    }

    #[test]
    fn a_refusal_names_the_flag() {
        let none = Overrides::default;
        assert_eq!(
            refusal(&Overrides { learning_rate: Some(-1.0), ..none() }),
            "--learning-rate -1: optimizer.learning_rate is -1; allowed: a number above 0, in the range of single precision"
        );
        assert_eq!(
            refusal(&Overrides { hidden: Some(vec![8, 9]), ..none() }),
            "--hidden 8,9: network.hidden[1] is 9; allowed: 1, 2, 3, 4, 5, 6, 7, 8, 16, 32"
        );
        assert_eq!(
            refusal(&Overrides { optimizer: Some("adm".into()), ..none() }),
            "--optimizer adm: there is no optimizer of this name (did you mean adam?); \
             allowed: sgd, adam, adamw, rmsprop"
        );
        assert_eq!(
            refusal(&Overrides { batch: Some(BatchSize::Size(50)), train: Some(40), ..none() }),
            "--batch 50 --train 40: batch and data.train do not fit: batches of 50 from 40 train points; \
             allowed: Full, or Size(1) to Size(40)"
        );
        assert_eq!(
            refusal(&Overrides { inputs: Some(vec![Input::X, Input::X]), ..none() }),
            "--inputs x,x: inputs[1] is X again; allowed: 1 to 10 inputs, each once, as in [X, Y]"
        );
        assert_eq!(
            refusal(&Overrides { loss: Some(Loss::Huber), ..none() }),
            "--loss huber: data and loss do not fit: labels of 2 classes under Huber; \
             allowed: data whose labels are values for Huber, \
             or BinaryCrossEntropy, Hinge, TanhSquaredError, SoftmaxCrossEntropy for these labels"
        );
        assert!(
            refusal(&Overrides { epochs: Some(u64::MAX), ..none() }).starts_with("--epochs 18446744073709551615: ")
        );
        assert!(refusal(&Overrides { test: Some(0), ..none() }).starts_with("--test 0: data.test is 0; "));
        let schedule = Some(Schedule::WarmUpCosine { warm_up: 9, epochs: 9, least: 0.0 });
        assert_eq!(
            refusal(&Overrides { schedule, ..none() }),
            "--schedule warm-up-cosine:9,9: schedule.warm_up is 9; \
             allowed: a whole number from 1 to 8, below all epochs"
        );
        assert_eq!(
            refusal(&Overrides { regularization: Some(Regularization::L2(-0.5)), ..none() }),
            "--regularization l2:-0.5: regularization is -0.5; \
             allowed: a number of 0 or more, in the range of single precision"
        );
        assert_eq!(
            refusal(&Overrides { early_stopping: Some(EarlyStopping::Patience(0)), ..none() }),
            "--early-stopping 0: early_stopping is 0; allowed: a whole number from 1 to 1000000000"
        );
        assert!(refusal(&Overrides { clip: Some(Clip::Norm(0.0)), ..none() }).starts_with("--clip 0: clip is 0; "));
        let initialization = Some(Initialization::Normal(-1.0));
        let message = refusal(&Overrides { initialization, ..none() });
        assert!(message.starts_with("--initialization normal:-1: initialization is -1; "), "{message}");
    }

    #[test]
    fn a_checkpoint_takes_what_leaves_its_points_and_weights() {
        let none = Overrides::default;
        let fits = Overrides {
            epochs: Some(5),
            learning_rate: Some(0.1),
            batch: Some(BatchSize::Full),
            optimizer: Some("sgd".into()),
            schedule: Some(Schedule::Constant),
            regularization: Some(Regularization::None),
            clip: Some(Clip::None),
            early_stopping: Some(EarlyStopping::None),
            ..none()
        };
        fits.for_checkpoint().unwrap();
        for (overrides, flag) in [
            (Overrides { seed: Some(5), ..none() }, "--seed 5"),
            (Overrides { inputs: Some(vec![Input::X, Input::SinY]), ..none() }, "--inputs x,sin-y"),
            (Overrides { loss: Some(Loss::Hinge), ..none() }, "--loss hinge"),
            (Overrides { hidden: Some(vec![]), ..none() }, "--hidden none"),
            (Overrides { activation: Some(Activation::LeakyRelu), ..none() }, "--activation leaky-relu"),
            (Overrides { initialization: Some(Initialization::Zeros), ..none() }, "--initialization zeros"),
            (Overrides { train: Some(8), ..none() }, "--train 8"),
            (Overrides { test: Some(9), ..none() }, "--test 9"),
        ] {
            let message = overrides.for_checkpoint().unwrap_err().to_string();
            assert!(message.starts_with(&format!("{flag}: ")), "{message}");
            assert!(message.contains("start from the preset"), "{message}");
        }
    }

    #[test]
    fn values_of_flags_are_read_or_answered_with_what_is_allowed() {
        assert_eq!(parse_batch("full"), Ok(BatchSize::Full));
        assert_eq!(parse_batch("16"), Ok(BatchSize::Size(16)));
        assert_eq!(parse_inputs("x, x2,sin-y"), Ok(vec![Input::X, Input::X2, Input::SinY]));
        assert_eq!(parse_hidden("none"), Ok(vec![]));
        assert_eq!(parse_hidden("8, 16"), Ok(vec![8, 16]));
        assert_eq!(parse_activation("leaky-relu"), Ok(Activation::LeakyRelu));
        for text in ["", "0", "-1", "1.5", "Full"] {
            assert!(parse_batch(text).unwrap_err().starts_with("allowed: full"), "{text}");
        }
        for text in ["", "x,", "X", "x;y"] {
            assert!(parse_inputs(text).unwrap_err().starts_with("allowed: x, y, x2"), "{text}");
        }
        assert!(parse_inputs("x,sinx").unwrap_err().ends_with("(did you mean sin-x?)"));
        for text in ["", "8,", "a", "-8", "8;8"] {
            assert!(parse_hidden(text).unwrap_err().starts_with("allowed: none"), "{text}");
        }
        assert!(parse_activation("relo").unwrap_err().ends_with("(did you mean relu?)"));
    }
}
