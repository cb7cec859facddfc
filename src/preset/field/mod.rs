//! The settings of a preset one by one: what each is called, how it is written, read, stepped through and explained.
//!
//! One table, from which the dashboard's settings and its command line are made, and the command line that reproduces
//! a run. Names and spellings are those of the flags; values are set through [`Overrides`], so that every way of
//! changing a preset refuses the same values with the same words.

mod argument;
mod table;

use super::{Overrides, Preset};
use crate::error::Error;
use crate::optimizer::Optimizer;

pub use table::FIELDS;

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
    /// What it is, in two sentences.
    pub words: &'static str,
    /// What to try, in a sentence.
    pub advice: &'static str,
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

    /// What stands in the place of a value that a preset does not have.
    #[must_use]
    pub fn absence(&self, preset: &Preset) -> String {
        match self.name {
            "weights-seed" => "as the seed".to_owned(),
            _ if self.group == argument::GROUP => format!("not for {}", preset.optimizer.name()),
            _ => "not for these points".to_owned(),
        }
    }

    /// The preset with another value, as typed.
    ///
    /// # Errors
    /// [`Error::Input`] that names the setting and what is allowed.
    pub fn set(&self, preset: &Preset, text: &str) -> Result<Preset, Error> {
        let mut overrides = Overrides::default();
        self.read(text, &mut overrides)?;
        let mut changed = preset.clone();
        overrides.apply(&mut changed)?;
        Ok(changed)
    }

    /// Reads a value, as typed, to be applied together with those of other settings.
    ///
    /// # Errors
    /// [`Error::Input`] that names the setting and what is allowed.
    pub fn read(&self, text: &str, overrides: &mut Overrides) -> Result<(), Error> {
        let text = text.trim();
        let refused = |problem: String| {
            // What some say of the allowed values is said once, in the words of the table.
            let problem = if problem.starts_with("allowed") { "can't be used".to_owned() } else { problem };
            Error::input(format!("{} {text}", self.name), problem, format!("allowed: {}", self.allowed))
        };
        (self.read)(text, overrides).map_err(refused)
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

/// The flags that make a preset of another, each with a blank before it, such as ` --hidden 8,8 --seed 12`.
#[must_use]
pub fn flags(base: &Preset, preset: &Preset) -> String {
    // Two flags set more than the value that they name, which those after them then differ from.
    let mut base = base.clone();
    let mut first = vec![];
    if preset.seed != base.seed || (base.weights_seed.is_some() && preset.weights_seed.is_none()) {
        base.weights_seed = None;
        first.push("seed");
    }
    if preset.optimizer.name() != base.optimizer.name()
        && let Some(rule) = Optimizer::named(preset.optimizer.name(), base.optimizer.learning_rate())
    {
        base.optimizer = rule;
        first.push("optimizer");
    }
    // The share of points that are drawn follows from their numbers.
    let is_told = |field: &&Field| field.name != "share" || preset.data.table().is_some();
    let changed = FIELDS.iter().filter(is_told).filter_map(|field| {
        let value = field.value(preset)?;
        let differs = first.contains(&field.name) || field.value(&base).as_ref() != Some(&value);
        differs.then(|| format!(" --{} {value}", field.name))
    });
    changed.collect()
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
    use crate::optimizer::NAMES;
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

    /// A preset that has the setting, if one of the tutorial's network can.
    fn fitting(field: &Field) -> Preset {
        let mut preset = find("xor-blobs").unwrap().preset;
        for name in NAMES {
            preset.optimizer = Optimizer::named(name, 0.03).unwrap();
            if field.value(&preset).is_some() {
                break;
            }
        }
        if field.name == "nesterov" {
            preset = Field::named("momentum").unwrap().set(&preset, "0.9").unwrap();
        }
        preset
    }

    #[test]
    fn every_step_is_allowed_and_leads_on_to_the_next() {
        for field in FIELDS {
            let preset = fitting(field);
            for pair in field.steps.windows(2) {
                let larger = Preset { data: preset.data.clone(), ..preset.clone() };
                let Ok(at) = field.set(&larger, pair[0]) else {
                    // A batch of more points than there are, a loss for other points, what is for files alone.
                    let is_refused = ["batch", "loss", "standardize"].contains(&field.name);
                    assert!(is_refused, "{} {}", field.name, pair[0]);
                    continue;
                };
                assert_eq!(field.step(&at, 1), Some(pair[1]), "{} from {}", field.name, pair[0]);
            }
            let (first, last) = (field.steps[0], field.steps[field.steps.len() - 1]);
            for (end, places) in [(first, -1), (last, 1)] {
                if let Ok(at) = field.set(&preset, end) {
                    assert_eq!(field.step(&at, places), None, "{}", field.name);
                }
            }
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
        for field in FIELDS {
            for text in ["", "abc", "-1", "1e999", "8,9"] {
                if (field.name, text) == ("dampening", "-1") {
                    // As in PyTorch, odd as it is.
                    continue;
                }
                let taken = field.set(&fitting(field), text);
                let Err(error) = taken else { panic!("{} takes {text:?}", field.name) };
                assert!(error.to_string().contains("allowed: "), "{error}");
            }
        }
    }

    #[test]
    fn what_another_optimizer_has_is_told_and_refused_by_name() {
        let preset = find("xor-blobs").unwrap().preset;
        let betas = Field::named("betas").unwrap();
        assert_eq!((betas.value(&preset), betas.absence(&preset)), (None, "not for sgd".to_owned()));
        assert_eq!(
            betas.set(&preset, "0.5,0.9").unwrap_err().to_string(),
            "--betas 0.5,0.9: the optimizer sgd has no betas; leave it out, or take adam or adamw"
        );
    }

    #[test]
    fn every_setting_says_what_it_is_in_two_sentences_and_what_to_try() {
        for field in FIELDS {
            let (words, advice) = (field.words, field.advice);
            assert_eq!(words.matches(". ").count(), 1, "{}: {words}", field.name);
            assert!(advice.starts_with("Try ") && !advice.contains(". "), "{}: {advice}", field.name);
            assert!([words, advice].iter().all(|text| text.ends_with('.')), "{}", field.name);
        }
    }

    #[test]
    fn the_flags_reproduce_the_preset() {
        let base = find("xor-blobs").unwrap().preset;
        assert_eq!(flags(&base, &base), "");
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
        let line = flags(&base, &preset);
        let mut words = line.split(' ').skip(1);
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
