//! Parsers for values of flags that clap has none for.

use std::str::FromStr;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use strum::{ParseError, VariantNames};

use crate::session::Speed;

/// Reads a finite number, in any spelling.
pub(super) fn finite(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("a finite number is needed, as in -1, 0.5 or 1e-3".into()),
    }
}

/// Reads a number of a point, which takes every word after the first of them, flags included.
pub(super) fn coordinate(text: &str) -> Result<f32, String> {
    if text.starts_with("--") && text.contains(char::is_alphabetic) {
        return Err("flags stand before the numbers of a point, and --data in their place".into());
    }
    finite(text)
}

/// Reads a whole number from 0 on; how large it may be is for the preset's checks to say.
pub(super) fn count<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let number = text.parse::<u64>().ok().and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| "a whole number of 0 or more is needed, as in 500".into())
}

/// Reads a number of epochs between two losses.
pub(super) fn interval(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(interval) if interval > 0 => Ok(interval),
        _ => Err("a whole number of 1 or more is needed, as in 500".into()),
    }
}

/// Reads a number of frames a second.
pub(super) fn frames(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(frames) if (1..=60).contains(&frames) => Ok(frames),
        _ => Err("a whole number from 1 to 60 is needed".into()),
    }
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
