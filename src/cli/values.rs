//! Values of flags that clap does not know by itself.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::session::Speed;

/// Units of the hidden layers.
#[derive(Clone, Debug)]
pub(super) struct Hidden(pub(super) Vec<usize>);

/// Reads the units of hidden layers.
pub(super) fn hidden(text: &str) -> Result<Hidden, String> {
    crate::preset::parse_hidden(text).map(Hidden)
}

/// Reads a finite number, in any spelling.
pub(super) fn finite(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err("a finite number is needed, as in -1, 0.5 or 1e-3".into()),
    }
}

/// Reads a speed: epochs a second, or `max`.
pub(super) fn speed(text: &str) -> Result<Speed, String> {
    if text == "max" {
        return Ok(Speed::Unlimited);
    }
    match text.parse() {
        Ok(speed) if (1..=crate::preset::FASTEST).contains(&speed) => Ok(Speed::Limited(speed)),
        _ => Err(format!("a whole number from 1 to {} is needed, or max", crate::preset::FASTEST)),
    }
}

/// Reads a name of a table of values with their names.
pub(super) fn named<T: Copy + Send + Sync + 'static>(
    table: &'static [(T, &'static str)],
) -> impl TypedValueParser<Value = T> {
    let names = PossibleValuesParser::new(table.iter().map(|(_, name)| *name));
    // Only names of the table get through the parser before.
    names
        .map(|text| table.iter().find(|(_, name)| *name == text).map(|(value, _)| *value).expect("a name of the table"))
}
