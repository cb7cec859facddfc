//! The settings of a run: one table, one row each.
//!
//! A row says what a setting is called, what it means, which values it takes, what changing it does, and where it sits
//! in a preset. The command line's flags, the overrides of a preset, the dashboard's list and its command line, the line
//! that reproduces a run and the guide's table are all made from the rows. A new setting is a field of [`Preset`] and a
//! row here.

mod command_line;
mod data;
mod network;
mod optimizer;
mod overrides;
#[cfg(test)]
mod tests;
mod training;
mod values;

use std::sync::LazyLock;

use strum::IntoStaticStr;

use super::Preset;
use super::nearest::suggestion;
use crate::error::{Error, Invalid};
use crate::optimizer::{NAMES, Optimizer};
use values::{Access, Place};

pub use command_line::{flags, table_flags};
pub use overrides::Overrides;
pub use values::Kind;

/// Every setting, in the order of lists and of the command line's help.
pub static SETTINGS: LazyLock<Vec<&'static Setting>> =
    LazyLock::new(|| training::ROWS.iter().chain(&optimizer::ROWS).chain(&network::ROWS).chain(&data::ROWS).collect());

/// The settings that can be changed while a run is shown, in the order of the dashboard's list.
pub static CHANGEABLE: LazyLock<Vec<&'static Setting>> =
    LazyLock::new(|| SETTINGS.iter().copied().filter(|setting| setting.effect != Effect::NewTable).collect());

/// What a setting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Group {
    /// How the weights are trained, and for how long.
    Training,
    /// Arguments that only some optimizers have.
    Optimizer,
    /// The network, its inputs and its loss.
    Network,
    /// The points.
    Data,
}

impl Group {
    /// The heading in the dashboard's list.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The heading in the command line's help.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Training => "Training settings",
            Self::Optimizer => "Optimizer settings",
            Self::Network => "Network settings",
            Self::Data => "Data settings",
        }
    }
}

/// What changing a setting does to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Training goes on with the network as it is.
    Live,
    /// The run begins again, with another network for the same points.
    NewNetwork,
    /// The run begins again, with other points.
    NewPoints,
    /// Another table is read, and a run begins with its points.
    NewTable,
}

impl Effect {
    /// The consequence in a few words, for people about to change such a setting.
    pub fn words(self) -> &'static str {
        match self {
            Self::Live => "training goes on",
            Self::NewNetwork => "restarts: new network",
            Self::NewPoints => "restarts: new points",
            Self::NewTable => "restarts: reads a file",
        }
    }
}

/// Which runs have a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Every run.
    All,
    /// Every run; without a value of its own it takes the random seed's.
    Seeded,
    /// Runs with an optimizer that has such an argument.
    Optimizer,
    /// Runs with generated points.
    Generated,
    /// Runs with points that have noise.
    Noisy,
    /// Runs with points from a file.
    Table,
}

/// A setting: a row of [`SETTINGS`].
#[derive(Debug)]
pub struct Setting {
    /// Name, as of its flag: `learning-rate`.
    pub name: &'static str,
    /// What lists call it, where that is not its name without hyphens.
    label: &'static str,
    /// The unit of its values, if they have one.
    unit: fn(&Preset) -> &'static str,
    /// Other names that are read and found: former ones, and abbreviations of the field.
    pub aliases: &'static [&'static str],
    /// What it is about.
    pub group: Group,
    /// What it is, in a noun phrase for the command line's help.
    pub help: &'static str,
    /// What stands for the value in the help, as in `--seed <N>`.
    pub value_name: &'static str,
    /// What it does, in two sentences.
    pub description: &'static str,
    /// What to try, in a sentence.
    pub advice: &'static str,
    /// What it does and what to try on one line: in at most 118 columns, and in 78. Keys stand between backticks.
    pub hint: [&'static str; 2],
    /// Names of settings that go with it.
    pub related: &'static [&'static str],
    /// What changing it does.
    pub effect: Effect,
    /// Whether it can be changed at a checkpoint, whose points and weights stay.
    pub fits_checkpoint: bool,
    /// Which runs have it.
    scope: Scope,
    /// Whether it has an effect in a run that has it, and what that takes, as in "a momentum above 0".
    needs: (fn(&Preset) -> bool, &'static str),
    /// Whether setting it resets others, so that it has to come before them.
    resets_others: bool,
    /// Whether a number or text may begin with a hyphen on the command line; otherwise another flag stands there.
    pub takes_hyphens: bool,
    /// The values it takes, where their kind does not say so, or more about them.
    range: &'static str,
    /// The least and the largest of whole numbers.
    pub limits: (u64, u64),
    /// Sensible values in their order, where they are not all that there are.
    steps: &'static [&'static str],
    /// Whether one of them is sensible in such a run.
    suits: fn(&Preset, &str) -> bool,
    /// Paths of the fields that it sets, as [`Preset::check`] names them, where it is not one field of the same name.
    fields: &'static [&'static str],
    /// How it is read from a preset and written into one.
    access: &'static dyn Access,
}

/// What most settings have in common.
const DEFAULT: Setting = Setting {
    name: "",
    label: "",
    unit: |_| "",
    aliases: &[],
    group: Group::Training,
    help: "",
    value_name: "N",
    description: "",
    advice: "",
    hint: ["", ""],
    related: &[],
    effect: Effect::Live,
    fits_checkpoint: false,
    scope: Scope::All,
    needs: (|_| true, ""),
    resets_others: false,
    takes_hyphens: true,
    range: "",
    limits: (0, u64::MAX),
    steps: &[],
    suits: |_, _| true,
    fields: &[],
    access: &Place::<String> { get: |_| None, set: |_, _| false },
};

impl Setting {
    /// The setting with this name, or with another of its names.
    pub fn named(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().copied().find(|setting| setting.name == name || setting.aliases.contains(&name))
    }

    /// What lists call it: its name in words, with the unit that its values have in such a run.
    pub fn label(&self, preset: &Preset) -> String {
        let label = if self.label.is_empty() { self.name.replace('-', " ") } else { self.label.to_owned() };
        match (self.unit)(preset) {
            "" => label,
            unit => format!("{label} ({unit})"),
        }
    }

    /// Whether a run has it, and it has an effect there.
    pub fn applies(&self, preset: &Preset) -> bool {
        (self.scope == Scope::Seeded || self.value(preset).is_some()) && (self.needs.0)(preset)
    }

    /// The settings that go with it.
    pub fn related(&self) -> impl Iterator<Item = &'static Self> {
        self.related.iter().filter_map(|name| Self::named(name))
    }

    /// What kind of values it takes.
    pub fn kind(&self) -> Kind {
        self.access.kind()
    }

    /// The values it takes, in words.
    pub fn allowed(&self) -> String {
        match self.kind() {
            Kind::Boolean => "true, false".to_owned(),
            Kind::Whole if self.limits == DEFAULT.limits => "a whole number".to_owned(),
            Kind::Whole => format!("a whole number from {} to {}", self.limits.0, self.limits.1),
            Kind::Name(names) => names.join(", "),
            Kind::Names(names) => format!("{}; {}", names.join(", "), self.range),
            Kind::Number | Kind::Text => self.range.to_owned(),
        }
    }

    /// Its value in a preset, as its flag takes it; none where the preset has none.
    pub fn value(&self, preset: &Preset) -> Option<String> {
        self.access.get(preset)
    }

    /// What stands in the place of a value that a preset does not have, or that has no effect.
    pub fn absence(&self, preset: &Preset) -> String {
        match self.scope {
            Scope::Optimizer if self.value(preset).is_none() => format!("not for {}", preset.optimizer.name()),
            _ if !(self.needs.0)(preset) => format!("only with {}", self.needs.1),
            Scope::Seeded => "same as seed".to_owned(),
            _ => "not for these points".to_owned(),
        }
    }

    /// A value, as typed, in the spelling that [`Self::value`] has.
    ///
    /// # Errors
    /// The problem, if it is not simply that the value is not allowed, and the allowed values.
    pub fn spelled(&self, text: &str) -> Result<String, Invalid> {
        let within_limits = |value: String| match value.parse::<u64>() {
            Ok(number) if !(self.limits.0..=self.limits.1).contains(&number) => Err("is out of range".to_owned()),
            _ => Ok(value),
        };
        self.access.spelled(text.trim()).and_then(within_limits).map_err(|problem| {
            let similar = match self.kind() {
                Kind::Name(names) => suggestion(text, names),
                _ => String::new(),
            };
            Invalid::new("", problem, self.allowed() + &similar)
        })
    }

    /// The preset with another value, as typed.
    ///
    /// # Errors
    /// [`Error::Input`] that names the setting and the allowed values.
    pub fn set(&'static self, preset: &Preset, text: &str) -> Result<Preset, Error> {
        let mut overrides = Overrides::default();
        overrides.add(self, text)?;
        let mut changed = preset.clone();
        overrides.apply(&mut changed)?;
        Ok(changed)
    }

    /// Writes a value into a preset; whether they fit together is for [`Preset::check`] to say.
    fn write(&self, preset: &mut Preset, text: &str) -> Result<(), Error> {
        if self.access.set(preset, text) {
            return Ok(());
        }
        let (problem, remedy) = match self.scope {
            Scope::Optimizer => {
                let problem = format!("the optimizer {} has no setting {}", preset.optimizer.name(), self.name);
                (problem, format!("leave it out, or take {}", self.optimizers(preset).join(" or ")))
            }
            Scope::Generated => {
                ("these points come from a file".into(), "split them with --train-fraction, in percent".into())
            }
            Scope::Noisy => ("these points have no noise".into(), "leave it out, or take other points".into()),
            Scope::Table => (
                "these points don't come from a file".into(),
                "give a file as well, as in --data points.csv, or leave it out".into(),
            ),
            Scope::All if !(self.needs.0)(preset) => {
                (format!("has an effect only with {}", self.needs.1), "add that, or leave it out".into())
            }
            Scope::All | Scope::Seeded => ("can't be used".into(), format!("allowed: {}", self.allowed())),
        };
        Err(Error::input(self.typed(text), problem, remedy))
    }

    /// Paths of the fields that it sets.
    fn fields(&self) -> Vec<String> {
        let parent = match self.scope {
            Scope::Optimizer => "optimizer.",
            Scope::Generated | Scope::Table => "data.",
            _ => "",
        };
        match self.fields {
            [] => vec![parent.to_owned() + &self.name.replace('-', "_")],
            fields => fields.iter().map(ToString::to_string).collect(),
        }
    }

    /// The optimizers that have it.
    fn optimizers(&self, preset: &Preset) -> Vec<&'static str> {
        let has = |name: &&'static str| {
            let optimizer = Optimizer::named(name, preset.optimizer.learning_rate());
            optimizer.is_some_and(|optimizer| self.value(&Preset { optimizer, ..preset.clone() }).is_some())
        };
        NAMES.into_iter().filter(has).collect()
    }

    /// The flag with a value, as it is typed.
    fn typed(&self, value: &str) -> String {
        format!("--{} {value}", self.name)
    }

    /// What is typed of a value before the name that is being typed, and that name: a list's last one.
    pub fn unfinished<'a>(&self, typed: &'a str) -> (&'a str, &'a str) {
        let start = typed.rfind(',').filter(|_| matches!(self.kind(), Kind::Names(_))).map_or(0, |comma| comma + 1);
        typed.split_at(start)
    }

    /// Sensible values in their order.
    pub fn steps(&self) -> Vec<&'static str> {
        match self.kind() {
            Kind::Boolean => vec!["false", "true"],
            Kind::Name(names) | Kind::Names(names) if self.steps.is_empty() => names,
            _ => self.steps.to_vec(),
        }
    }

    /// The sensible values that the preset allows, in their order and with its own among them, and the place of that.
    pub fn choices(&'static self, preset: &Preset) -> (Vec<String>, usize) {
        let own = self.value(preset).unwrap_or_else(|| self.absence(preset));
        let is_allowed = |step: &&str| *step == own || (self.suits)(preset, step) && self.set(preset, step).is_ok();
        let mut choices: Vec<String> = self.steps().into_iter().filter(is_allowed).map(str::to_owned).collect();
        if let Some(place) = choices.iter().position(|choice| *choice == own) {
            return (choices, place);
        }
        // A number stands among the other numbers.
        let number = |text: &String| text.parse::<f64>().ok();
        let place = number(&own).map_or(0, |own| {
            let is_smaller = |choice: &String| number(choice).is_some_and(|choice| choice < own);
            let first = choices.iter().position(|choice| number(choice).is_some()).unwrap_or(0);
            choices.iter().rposition(is_smaller).map_or(first, |last| last + 1)
        });
        choices.insert(place, own);
        (choices, place)
    }
}
