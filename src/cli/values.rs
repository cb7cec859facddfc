//! Parsers for values of arguments that clap has none for.

use std::ffi::OsStr;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command};
use strum::{ParseError, VariantNames};

use crate::network::Threshold;
use crate::preset::{MAX_EPOCHS, builtin};
use crate::session::Speed;

/// Maximum number of columns and of rows of a screen in a picture.
const MAX_SIDE: u16 = 500;

/// Reads a finite number, in any spelling.
pub(super) fn finite(text: &str) -> Result<f32, String> {
    let number = text.parse().ok().filter(|number: &f32| number.is_finite());
    number.ok_or_else(|| "a finite number is needed, as in -1, 0.5 or 1e-3".into())
}

/// Reads a number of a point, which takes every word after the first of them, flags included.
pub(super) fn coordinate(text: &str) -> Result<f32, String> {
    if text.starts_with("--") && text.contains(char::is_alphabetic) {
        return Err("flags stand before the numbers of a point, and --data in their place".into());
    }
    finite(text)
}

/// Reads the threshold of two classes.
pub(super) fn threshold(text: &str) -> Result<Threshold, String> {
    text.parse().map_err(|()| format!("{} is needed", Threshold::ALLOWED))
}

pub(super) fn count(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "a whole number of 0 or more is needed, as in 500")
}

/// Reads an epoch that a run can get to.
pub(super) fn epoch(text: &str) -> Result<u64, String> {
    let within = |epoch: &u64| *epoch <= MAX_EPOCHS;
    text.parse()
        .ok()
        .filter(within)
        .ok_or_else(|| format!("a whole number from 0 to {MAX_EPOCHS} is needed, as in 500"))
}

/// Reads columns and rows of a screen, as in 120x40.
pub(super) fn size(text: &str) -> Result<(u16, u16), String> {
    let numbers = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    let within = |(width, height): &(u16, u16)| (1..=MAX_SIDE).contains(width) && (1..=MAX_SIDE).contains(height);
    let problem = || format!("columns and rows are needed, from 1x1 to {MAX_SIDE}x{MAX_SIDE}, as in 120x40");
    numbers.filter(within).ok_or_else(problem)
}

pub(super) fn interval(text: &str) -> Result<u64, &'static str> {
    text.parse().ok().filter(|interval| *interval > 0).ok_or("a whole number of 1 or more is needed, as in 500")
}

pub(super) fn frames(text: &str) -> Result<u32, &'static str> {
    text.parse().ok().filter(|frames| (1..=60).contains(frames)).ok_or("a whole number from 1 to 60 is needed")
}

/// Reads a speed: epochs a second, or `max`.
pub(super) fn speed(text: &str) -> Result<Speed, String> {
    if text == "max" {
        return Ok(Speed::Unlimited);
    }
    match text.parse() {
        Ok(speed) if (1..=crate::preset::MAX_SPEED).contains(&speed) => Ok(Speed::Limited(speed)),
        _ => Err(format!("a whole number from 1 to {} is needed, or max", crate::preset::MAX_SPEED)),
    }
}

/// Reads a name of one of the values of a type.
pub(super) fn name<T>() -> impl TypedValueParser<Value = T>
where
    T: Clone + FromStr<Err = ParseError> + Send + Sync + VariantNames + 'static,
{
    PossibleValuesParser::new(T::VARIANTS).try_map(|text| text.parse())
}

/// The same, or `auto`, which stands for none of them.
pub(super) fn name_or_auto<T>() -> impl TypedValueParser<Value = Option<T>>
where
    T: Clone + FromStr<Err = ParseError> + Send + Sync + VariantNames + 'static,
{
    PossibleValuesParser::new(["auto"].iter().chain(T::VARIANTS)).map(|text| text.parse().ok())
}

/// Takes any name of a preset or a file; shells complete the names of the built-in presets.
#[derive(Clone)]
pub(super) struct Source;

impl TypedValueParser for Source {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(builtin().iter().map(|preset| PossibleValue::new(preset.name))))
    }
}
