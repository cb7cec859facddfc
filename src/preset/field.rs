//! The settings of a preset one by one: what each is called, how it is written, read, stepped through and explained.
//!
//! One table, from which the dashboard's settings and its command line are made, and the command line that reproduces
//! a run. Names and spellings are those of the flags; values are set through [`Overrides`], so that every way of
//! changing a preset refuses the same values with the same words.

use super::{BatchSize, EarlyStopping, Overrides, Preset, parse_activation, parse_batch, parse_hidden};
use crate::error::Error;
use crate::network::{Activation, EngineKind, Initialization};
use crate::optimizer::{Clip, NAMES, Regularization, Schedule};

/// What changing a setting does to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The run goes on with its network.
    Live,
    /// The run begins again, with another network for the same points.
    NewNetwork,
    /// The run begins again, with other points.
    NewPoints,
}

impl Effect {
    /// What is said before such a setting is changed.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Live => "the run goes on",
            Self::NewNetwork => "begins again: new network",
            Self::NewPoints => "begins again: new points",
        }
    }
}

/// A setting.
#[derive(Debug)]
pub struct Field {
    /// Heading that it stands under.
    pub group: &'static str,
    /// Name, as of its flag: `learning-rate`.
    pub name: &'static str,
    /// What it is, in a sentence or two, and what to try.
    pub words: &'static str,
    /// What is allowed.
    pub allowed: &'static str,
    /// What changing it does.
    pub effect: Effect,
    /// Its value in a preset, as its flag takes it; none where the preset leaves it to another setting.
    value: fn(&Preset) -> Option<String>,
    /// Reads a value as its flag does.
    read: fn(&str, &mut Overrides) -> Result<(), String>,
    /// Sensible values in their order, through which the dashboard steps.
    steps: &'static [&'static str],
}

/// Every setting, in the order of the dashboard's list.
pub const FIELDS: &[Field] = &[
    Field {
        group: "training",
        name: "learning-rate",
        words: "How far each step goes down the slope. Too small is slow, too large jumps about or diverges: try \
                factors of 3.",
        allowed: "a number above 0",
        effect: Effect::Live,
        value: |preset| Some(preset.optimizer.learning_rate().to_string()),
        read: |text, overrides| number(text).map(|rate| overrides.learning_rate = Some(rate)),
        steps: &["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"],
    },
    Field {
        group: "training",
        name: "optimizer",
        words: "How a step is made from the slope. Adam and its kin adapt the step to each weight: try them with a \
                learning rate of 0.01.",
        allowed: "sgd, adam, adamw, rmsprop",
        effect: Effect::Live,
        value: |preset| Some(preset.optimizer.name().to_owned()),
        read: |text, overrides| {
            overrides.optimizer = Some(text.to_owned());
            Ok(())
        },
        steps: &NAMES,
    },
    Field {
        group: "training",
        name: "schedule",
        words: "How the learning rate changes from epoch to epoch, whenever the run ends. Large steps first and small ones \
                last come closer: try cosine:2000.",
        allowed: "constant, step:500,0.1, exponential:0.999, cosine:2000, warm-up-cosine:100,2000",
        effect: Effect::Live,
        value: |preset| Some(preset.schedule.to_string()),
        read: |text, overrides| Schedule::from_words(text).map(|schedule| overrides.schedule = Some(schedule)),
        steps: &["constant", "step:500,0.5", "exponential:0.999", "cosine:2000", "warm-up-cosine:100,2000"],
    },
    Field {
        group: "training",
        name: "regularization",
        words: "What pulls the weights to 0, so that the border stays simple. L1 takes some to 0 and leaves them there: try \
                l2:0.01 with few points.",
        allowed: "none, l1:RATE, l2:RATE, weight-decay:RATE",
        effect: Effect::Live,
        value: |preset| Some(preset.regularization.to_string()),
        read: |text, overrides| Regularization::from_words(text).map(|pull| overrides.regularization = Some(pull)),
        steps: &[
            "none",
            "l1:0.001",
            "l1:0.01",
            "l2:0.001",
            "l2:0.01",
            "l2:0.1",
            "weight-decay:0.01",
            "weight-decay:0.1",
        ],
    },
    Field {
        group: "training",
        name: "clip",
        words: "The longest slope that a step may follow; longer ones are shortened. It tames runs that jump: try 1.",
        allowed: "none, or a number above 0",
        effect: Effect::Live,
        value: |preset| Some(preset.clip.to_string()),
        read: |text, overrides| Clip::from_words(text).map(|clip| overrides.clip = Some(clip)),
        steps: &["none", "0.01", "0.1", "1", "10"],
    },
    Field {
        group: "training",
        name: "early-stopping",
        words: "Epochs without a lower test loss after which the run ends, back at its best weights: try 200 with \
                random-labels.",
        allowed: "none, or a whole number from 1 to 1000000000",
        effect: Effect::Live,
        value: |preset| Some(preset.early_stopping.to_string()),
        read: |text, overrides| EarlyStopping::from_words(text).map(|stop| overrides.early_stopping = Some(stop)),
        steps: &["none", "20", "50", "100", "200", "500"],
    },
    Field {
        group: "training",
        name: "batch",
        words: "How many points a step sees. Few make many noisy steps an epoch, all of them one smooth step: try 10.",
        allowed: "full, or a number of points",
        effect: Effect::Live,
        value: |preset| {
            Some(match preset.batch {
                BatchSize::Full => "full".to_owned(),
                BatchSize::Size(size) => size.to_string(),
            })
        },
        read: |text, overrides| parse_batch(text).map(|batch| overrides.batch = Some(batch)),
        steps: &["1", "2", "5", "10", "20", "50", "100", "full"],
    },
    Field {
        group: "training",
        name: "epochs",
        words: "Passes over the train points until the run is finished. It can be made longer at any time.",
        allowed: "a whole number from 0 to 1000000000",
        effect: Effect::Live,
        value: |preset| Some(preset.epochs.to_string()),
        read: |text, overrides| whole(text).map(|epochs| overrides.epochs = Some(epochs)),
        steps: &["100", "200", "500", "1000", "2000", "5000", "10000", "20000", "50000", "100000"],
    },
    Field {
        group: "training",
        name: "engine",
        words: "What computes the slopes: dfdx by its tape, or our own fused passes, many times as fast. The last bits \
                differ.",
        allowed: "dfdx, fused",
        effect: Effect::Live,
        value: |preset| Some(preset.engine.name().to_owned()),
        read: |text, overrides| {
            let engine = EngineKind::named(text).ok_or("no engine has this name")?;
            overrides.engine = Some(engine);
            Ok(())
        },
        steps: &["dfdx", "fused"],
    },
    Field {
        group: "network",
        name: "hidden",
        words: "Units of each hidden layer. Each unit bends the border once; more layers build on the bends: try 3, then \
                8,8.",
        allowed: "none, or up to 6 of 1 to 8, 16, 32, as in 8,8",
        effect: Effect::NewNetwork,
        value: |preset| {
            let widths: Vec<_> = preset.network.hidden.iter().map(ToString::to_string).collect();
            Some(if widths.is_empty() { "none".to_owned() } else { widths.join(",") })
        },
        read: |text, overrides| parse_hidden(text).map(|hidden| overrides.hidden = Some(hidden)),
        steps: &["none", "1", "2", "3", "4", "5", "8", "4,4", "8,8", "16,16", "8,8,8", "8,8,8,8,8,8"],
    },
    Field {
        group: "network",
        name: "activation",
        words: "What a hidden unit does with its sum. ReLU makes straight edges, tanh round ones, sine stripes; linear \
                ones add nothing.",
        allowed: "relu, tanh, sigmoid, linear, leaky-relu, elu, gelu, softplus, sin",
        effect: Effect::NewNetwork,
        value: |preset| Some(preset.network.activation.name().to_owned()),
        read: |text, overrides| parse_activation(text).map(|activation| overrides.activation = Some(activation)),
        steps: &Activation::NAMES,
    },
    Field {
        group: "network",
        name: "initialization",
        words: "Where the weights start. At zeros all units stay alike and do the work of one; He's suits ReLU, Xavier's \
                tanh.",
        allowed: "pytorch, xavier, he, normal:STD, constant:VALUE, zeros",
        effect: Effect::NewNetwork,
        value: |preset| Some(preset.initialization.to_string()),
        read: |text, overrides| Initialization::from_words(text).map(|start| overrides.initialization = Some(start)),
        steps: &["pytorch", "xavier", "he", "normal:0.1", "normal:1", "constant:0.5", "zeros"],
    },
    Field {
        group: "network",
        name: "weights-seed",
        words: "Where the initial weights come from, if not from the seed: another start for the same points.",
        allowed: "a whole number",
        effect: Effect::NewNetwork,
        value: |preset| preset.weights_seed.map(|seed| seed.to_string()),
        read: |text, overrides| whole(text).map(|seed| overrides.weights_seed = Some(seed)),
        steps: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    },
    Field {
        group: "points",
        name: "seed",
        words: "Where all random numbers come from: the points, the first weights, the order of batches.",
        allowed: "a whole number",
        effect: Effect::NewPoints,
        value: |preset| Some(preset.seed.to_string()),
        read: |text, overrides| whole(text).map(|seed| overrides.seed = Some(seed)),
        steps: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
    },
    Field {
        group: "points",
        name: "train",
        words: "Points that the network learns from. With few, it learns them by heart and errs on the others.",
        allowed: "a whole number from 1 to 100000",
        effect: Effect::NewPoints,
        value: |preset| Some(preset.data.train_count().to_string()),
        read: |text, overrides| whole(text).map(|count| overrides.train = Some(count as usize)),
        steps: &["10", "20", "40", "80", "160", "250", "500", "1000", "2000", "5000"],
    },
    Field {
        group: "points",
        name: "test",
        words: "Points that only judge the network: it never learns from them.",
        allowed: "a whole number from 1 to 100000",
        effect: Effect::NewPoints,
        value: |preset| Some(preset.data.test_count().to_string()),
        read: |text, overrides| whole(text).map(|count| overrides.test = Some(count as usize)),
        steps: &["10", "20", "40", "80", "160", "250", "500", "1000", "2000", "5000"],
    },
];

impl Field {
    /// The setting of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| field.name == name)
    }

    /// Its value in a preset, as its flag takes it; none where the preset leaves it to another setting.
    #[must_use]
    pub fn value(&self, preset: &Preset) -> Option<String> {
        (self.value)(preset)
    }

    /// The preset with another value, as typed.
    ///
    /// # Errors
    /// [`Error::Input`] that names the setting and what is allowed.
    pub fn set(&self, preset: &Preset, text: &str) -> Result<Preset, Error> {
        let mut overrides = Overrides::default();
        let text = text.trim();
        let refused = |problem: String| {
            // What some say of the allowed values is said once, in the words of the table.
            let problem = if problem.starts_with("allowed") { "can't be used".to_owned() } else { problem };
            Error::input(format!("{} {text}", self.name), problem, format!("allowed: {}", self.allowed))
        };
        (self.read)(text, &mut overrides).map_err(refused)?;
        let mut changed = preset.clone();
        overrides.apply(&mut changed)?;
        Ok(changed)
    }

    /// Sensible values in their order.
    #[must_use]
    pub fn steps(&self) -> &'static [&'static str] {
        self.steps
    }

    /// The sensible value so many steps further than the preset's own, if there is one. Numbers between two values
    /// step to the nearer end.
    #[must_use]
    pub fn step(&self, preset: &Preset, places: isize) -> Option<&'static str> {
        let value = self.value(preset).unwrap_or_default();
        if let Some(place) = self.steps.iter().position(|step| *step == value) {
            return self.steps.get(place.checked_add_signed(places)?).copied();
        }
        let Ok(number) = value.parse::<f64>() else { return self.steps.first().copied() };
        let step_number = |step: &&&'static str| step.parse::<f64>().ok();
        if places > 0 {
            self.steps.iter().find(|step| step_number(step).is_some_and(|step| step > number)).copied()
        } else {
            self.steps.iter().rev().find(|step| step_number(step).is_some_and(|step| step < number)).copied()
        }
    }
}

/// The words of the command line that make `preset` of the one with this name, whose own settings are `base`, such as
/// `blobtui xor-blobs --hidden 8,8 --seed 12`.
#[must_use]
pub fn command_line(name: &str, base: &Preset, preset: &Preset) -> String {
    let changed = FIELDS.iter().filter_map(|field| {
        let value = field.value(preset)?;
        (field.value(base).as_ref() != Some(&value)).then(|| format!(" --{} {value}", field.name))
    });
    format!("blobtui {name}{}", changed.collect::<String>())
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "is not a number".to_owned())
}

fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "is not a whole number".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{builtin, find};

    #[test]
    fn every_value_of_every_built_in_preset_is_read_as_it_is_written() {
        for known in builtin() {
            let preset = find(known.name).unwrap().preset;
            for field in FIELDS {
                if let Some(value) = field.value(&preset) {
                    assert_eq!(field.set(&preset, &value).unwrap(), preset, "{} {value} of {}", field.name, known.name);
                }
            }
        }
    }

    #[test]
    fn every_step_is_allowed_and_leads_on_to_the_next() {
        let preset = find("xor-blobs").unwrap().preset;
        for field in FIELDS {
            for pair in field.steps.windows(2) {
                let larger = Preset { data: preset.data.clone(), ..preset.clone() };
                let Ok(at) = field.set(&larger, pair[0]) else {
                    // A batch of more points than there are.
                    assert_eq!(field.name, "batch");
                    continue;
                };
                assert_eq!(field.step(&at, 1), Some(pair[1]), "{} from {}", field.name, pair[0]);
            }
            let (first, last) = (field.steps[0], field.steps[field.steps.len() - 1]);
            assert_eq!(field.step(&field.set(&preset, first).unwrap(), -1), None, "{}", field.name);
            assert_eq!(field.step(&field.set(&preset, last).unwrap(), 1), None, "{}", field.name);
        }
    }

    #[test]
    fn a_number_between_two_steps_goes_to_the_nearer_of_each_side() {
        let field = Field::named("learning-rate").unwrap();
        let preset = field.set(&find("xor-blobs").unwrap().preset, "0.05").unwrap();
        assert_eq!((field.step(&preset, -1), field.step(&preset, 1)), (Some("0.03"), Some("0.1")));
    }

    #[test]
    fn a_wrong_value_is_refused_with_what_is_allowed() {
        let preset = find("xor-blobs").unwrap().preset;
        for field in FIELDS {
            for text in ["", "abc", "-1", "1e999", "8,9"] {
                let taken = field.set(&preset, text);
                let Err(error) = taken else { panic!("{} takes {text:?}", field.name) };
                assert!(error.to_string().contains("allowed: "), "{error}");
            }
        }
    }

    #[test]
    fn the_command_line_reproduces_the_preset() {
        let base = find("xor-blobs").unwrap().preset;
        assert_eq!(command_line("xor-blobs", &base, &base), "blobtui xor-blobs");
        let mut preset = base.clone();
        for (name, value) in [
            ("hidden", "8,8"),
            ("learning-rate", "0.1"),
            ("optimizer", "adam"),
            ("batch", "10"),
            ("seed", "12"),
            ("weights-seed", "5"),
            ("engine", "fused"),
            ("train", "40"),
        ] {
            preset = Field::named(name).unwrap().set(&preset, value).unwrap();
        }
        let line = command_line("xor-blobs", &base, &preset);
        let mut words = line.split(' ').skip(2);
        let mut again = base;
        // Flags apply together, and so do not depend on their order; one by one the batch must come after the points.
        let mut pairs = vec![];
        while let (Some(flag), Some(value)) = (words.next(), words.next()) {
            pairs.push((flag.trim_start_matches("--"), value));
        }
        pairs.sort_by_key(|(flag, _)| *flag == "weights-seed");
        for (flag, value) in pairs {
            again = Field::named(flag).unwrap().set(&again, value).unwrap();
        }
        assert_eq!(again, preset);
    }
}
