//! Settings that replace those of a preset.

use std::collections::BTreeMap;

use super::{Effect, SETTINGS, Setting};
use crate::data::csv::Dialect;
use crate::data::{Csv, Data};
use crate::error::{Error, Invalid};
use crate::preset::Preset;
use crate::preset::shell::quoted;

/// Values of some settings, in the order of [`SETTINGS`]; a preset keeps its own of all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overrides {
    /// Values in their one spelling, by the place of the setting in the table.
    values: BTreeMap<usize, String>,
}

impl Overrides {
    /// Names of the settings that say how a table is written.
    pub const DIALECT: [&'static str; 6] = ["header", "delimiter", "skip", "comment", "decimal", "thousands"];

    /// Values by the names of their settings, as typed.
    ///
    /// # Errors
    /// [`Error::Input`] that names an unknown setting, or a value that can't be read.
    pub fn new<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut overrides = Self::default();
        for (name, value) in values {
            let unknown = || Error::input(format!("--{name}"), "there is no such setting", "--help lists the settings");
            overrides.add(Setting::named(name).ok_or_else(unknown)?, value)?;
        }
        Ok(overrides)
    }

    /// Adds a value as typed, in the place of an earlier one.
    ///
    /// # Errors
    /// [`Error::Input`] that names the setting and the allowed values.
    pub fn add(&mut self, setting: &'static Setting, text: &str) -> Result<(), Error> {
        let value = setting.spelled(text).map_err(|Invalid { problem, allowed, .. }| {
            let problem = if problem.is_empty() { "can't be used".to_owned() } else { problem };
            Error::input(format!("{} {}", setting.name, text.trim()), problem, format!("allowed: {allowed}"))
        })?;
        let place = SETTINGS.iter().position(|known| known.name == setting.name);
        self.values.extend(place.map(|place| (place, value)));
        Ok(())
    }

    /// Adds a value as typed by the name of its setting, as [`Self::add`] does.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub fn add_named(&mut self, name: &str, text: &str) -> Result<(), Error> {
        self.values.extend(Self::new([(name, text)])?.values);
        Ok(())
    }

    /// Whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value of a setting.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(setting, _)| setting.name == name).map(|(_, value)| value)
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = (&'static Setting, &str)> {
        self.values.iter().map(|(place, value)| (SETTINGS[*place], value.as_str()))
    }

    /// Those that say which table is read, and how.
    fn of_table(&self) -> impl Iterator<Item = (&'static Setting, &str)> {
        self.iter().filter(|(setting, _)| setting.effect == Effect::NewTable)
    }

    /// Whether some of them say which table is read, and how.
    pub fn reads_table(&self) -> bool {
        self.of_table().next().is_some()
    }

    /// The flags that say which table is read, and how, as a shell takes them; empty if there are none.
    pub fn table_flags(&self) -> String {
        self.table_part().flags()
    }

    /// All of them as flags, as a shell takes them; empty if there are none.
    pub fn flags(&self) -> String {
        let flags = self.iter().map(|(setting, value)| setting.typed(&quoted(value)));
        flags.collect::<Vec<_>>().join(" ")
    }

    /// Those alone that say which table is read, and how.
    #[must_use]
    pub fn table_part(&self) -> Self {
        let is_of_table = |place: &usize| SETTINGS[*place].effect == Effect::NewTable;
        let values = self.values.iter().filter(|(place, _)| is_of_table(place));
        Self { values: values.map(|(place, value)| (*place, value.clone())).collect() }
    }

    /// These and others, which take the place of those of the same settings.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        let mut all = self.clone();
        all.values.extend(others.values.iter().map(|(place, value)| (*place, value.clone())));
        all
    }

    /// Changes which table a preset reads, and how; the rows are still to be read.
    pub(in crate::preset) fn name_table(&self, preset: &mut Preset) -> Result<(), Error> {
        self.of_table().try_for_each(|(setting, value)| setting.write(preset, value))
    }

    /// How a table is written that has the columns of a preset's, if these say more of it than the preset does.
    ///
    /// # Errors
    /// [`Error::Input`] that names the flags if they don't go together.
    pub fn dialect(&self, preset: &Preset) -> Result<Dialect, Error> {
        let own = if let Data::Csv(csv) = &preset.data { csv.dialect } else { Dialect::default() };
        let csv = Csv { dialect: own, ..Csv::new("-") };
        let mut named = Preset { data: Data::Csv(csv), ..preset.clone() };
        self.name_table(&mut named)?;
        let Data::Csv(csv) = named.data else { return Ok(own) };
        let refuse = |invalid: Invalid| {
            let problem = format!("{} {}", invalid.field, invalid.problem);
            Error::input(self.table_flags(), problem, format!("allowed: {}", invalid.allowed))
        };
        csv.dialect.check().map_err(refuse)?;
        Ok(csv.dialect)
    }

    /// Changes a preset, or leaves it as it is if the result is refused. All settings apply together, whatever their
    /// order. Which table is read is not changed: for that [`open`](crate::preset::open) has to read it.
    ///
    /// # Errors
    /// [`Error::Input`] that names the flag: a setting that the preset does not have, or whatever [`Preset::check`]
    /// refuses.
    pub fn apply(&self, preset: &mut Preset) -> Result<(), Error> {
        let mut changed = preset.clone();
        for resets_others in [true, false] {
            let is_next =
                |setting: &Setting| setting.resets_others == resets_others && setting.effect != Effect::NewTable;
            for (setting, value) in self.iter().filter(|(setting, _)| is_next(setting)) {
                setting.write(&mut changed, value)?;
            }
        }
        changed.fit_version();
        changed.check().map_err(|invalid| self.blame(&invalid))?;
        *preset = changed;
        Ok(())
    }

    /// Checks that all of them can be applied to a checkpoint, whose points and weights stay.
    ///
    /// # Errors
    /// [`Error::Input`] that names the first one that needs other points or another network.
    pub fn for_checkpoint(&self) -> Result<(), Error> {
        let Some((setting, value)) = self.iter().find(|(setting, _)| !setting.fits_checkpoint) else { return Ok(()) };
        let problem = "a checkpoint has its own points and weights, which this would change";
        let remedy = "leave it out, or start from the preset instead of the checkpoint";
        Err(Error::input(setting.typed(&quoted(value)), problem, remedy))
    }

    /// The first one beside `--epochs`, as a shell takes it.
    pub fn beside_epochs(&self) -> Option<String> {
        let found = self.iter().find(|(setting, _)| setting.name != "epochs");
        found.map(|(setting, value)| setting.typed(&quoted(value)))
    }

    /// The refusal of a field as that of the flags that set it.
    fn blame(&self, invalid: &Invalid) -> Error {
        // The setting with the longest path round the field is the one that is meant.
        let closest = |field: &str| {
            let length = |setting: &Setting| setting.fields().iter().filter_map(|path| covers(path, field)).max();
            let candidates = self.iter().filter_map(|(setting, value)| Some((length(setting)?, setting, value)));
            let found = candidates.rev().max_by_key(|(length, ..)| *length);
            found.map(|(_, setting, value)| setting.typed(value))
        };
        let flags: Vec<_> = invalid.field.split(" and ").filter_map(closest).collect();
        let thing = if flags.is_empty() { "the preset".to_owned() } else { flags.join(" ") };
        let problem = format!("{} {}", invalid.field, invalid.problem);
        Error::input(thing, problem, format!("allowed: {}", invalid.allowed))
    }
}

/// The length of a path such as `network.hidden`, if a field such as `network.hidden[2]` is it or lies in it.
fn covers(path: &str, field: &str) -> Option<usize> {
    let rest = field.strip_prefix(path)?;
    (rest.is_empty() || rest.starts_with(['.', '['])).then_some(path.len())
}
