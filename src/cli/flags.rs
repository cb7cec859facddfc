//! The flags of settings, made from their table.

use std::ffi::OsStr;

use clap::builder::{
    BoolishValueParser, PossibleValue, PossibleValuesParser, RangedU64ValueParser, TypedValueParser, ValueParser,
};
use clap::{Arg, ArgMatches, Command};

use crate::preset::Overrides;
use crate::preset::settings::{Kind, SETTINGS, Setting};

/// The flags of settings that were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Flags(pub(super) Overrides);

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.args(SETTINGS.iter().map(|setting| argument(setting)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        update(&mut self.0, SETTINGS.iter().copied(), matches)
    }
}

/// The flags that say how a second table is written.
#[derive(Clone, Debug, Default)]
pub(super) struct DialectFlags(pub(super) Overrides);

impl DialectFlags {
    fn settings() -> impl Iterator<Item = &'static Setting> {
        SETTINGS.iter().copied().filter(|setting| Overrides::DIALECT.contains(&setting.name))
    }
}

impl clap::Args for DialectFlags {
    fn augment_args(command: Command) -> Command {
        command.args(Self::settings().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for DialectFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        update(&mut self.0, Self::settings(), matches)
    }
}

/// Takes the values of settings that were given.
fn update(
    overrides: &mut Overrides,
    settings: impl Iterator<Item = &'static Setting>,
    matches: &ArgMatches,
) -> Result<(), clap::Error> {
    for setting in settings {
        if let Some(value) = matches.get_one::<String>(setting.name) {
            let refused = |error| clap::Error::raw(clap::error::ErrorKind::ValueValidation, error);
            overrides.add(setting, value).map_err(refused)?;
        }
    }
    Ok(())
}

fn argument(setting: &'static Setting) -> Arg {
    Arg::new(setting.name)
        .long(setting.name)
        .aliases(setting.aliases)
        .help(setting.help)
        .help_heading(setting.group.heading())
        .value_name(setting.value_name)
        .allow_hyphen_values(setting.takes_hyphens && matches!(setting.kind(), Kind::Number | Kind::Text))
        .allow_negative_numbers(true)
        .value_parser(parser(setting))
}

/// Clap's own parser for the kind of the setting's values; all give text, which the table reads.
fn parser(setting: &'static Setting) -> ValueParser {
    match setting.kind() {
        Kind::Boolean => BoolishValueParser::new().map(|value| value.to_string()).into(),
        Kind::Whole => {
            let (least, most) = setting.limits;
            RangedU64ValueParser::<u64>::new().range(least..=most).map(|number| number.to_string()).into()
        }
        Kind::Name(names) => PossibleValuesParser::new(names).into(),
        Kind::Names(names) => ListParser(setting, names).into(),
        Kind::Number | Kind::Text => ValueParser::new(|text: &str| spelled(setting, text)),
    }
}

/// Reads a value by the table.
fn spelled(setting: &Setting, text: &str) -> Result<String, String> {
    setting.spelled(text).map_err(|invalid| {
        let problem = if invalid.problem.is_empty() { String::new() } else { invalid.problem + "; " };
        format!("{problem}allowed: {}", invalid.allowed)
    })
}

/// Reads names with commas between; shells complete the names.
#[derive(Clone)]
struct ListParser(&'static Setting, Vec<&'static str>);

impl TypedValueParser for ListParser {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        (|text: &str| spelled(self.0, text)).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.1.iter().map(PossibleValue::new)))
    }
}
