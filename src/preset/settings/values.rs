//! How values of settings are spelled, and the places in a preset that hold them.

use std::fmt::{self, Debug};
use std::str::FromStr;

use strum::{IntoEnumIterator, VariantNames};

use crate::data::{Input, csv};
use crate::network::{Activation, EngineKind, Initialization, LayerActivations, Loss};
use crate::optimizer::{Clip, NAMES, Regularization, Schedule};
use crate::preset::nearest::suggestion;
use crate::preset::{BatchSize, EarlyStopping, Preset, Validation};
use crate::text::quoted;

/// What kind of values a setting takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number, of 0 or more.
    Whole,
    /// A number.
    Number,
    /// One of these names.
    Name(Vec<&'static str>),
    /// One of these names, or several with commas between.
    Names(Vec<&'static str>),
    /// Text of another form.
    Text,
}

/// How a setting is read from a preset and written into one.
pub(super) trait Access: Sync {
    /// What kind of values it takes.
    fn kind(&self) -> Kind;
    /// A value in its one spelling; the error is the problem, empty if the value is simply not allowed.
    fn spelled(&self, text: &str) -> Result<String, String>;
    /// The value in a preset; none where the preset has none.
    fn get(&self, preset: &Preset) -> Option<String>;
    /// Writes a value that can be read; false where the preset has no place for it.
    fn set(&self, preset: &mut Preset, text: &str) -> bool;
}

pub(super) struct Place<T: 'static> {
    /// Reads it; none where the preset has none.
    pub get: fn(&Preset) -> Option<T>,
    /// Writes it; false where the preset has no place for it.
    pub set: fn(&mut Preset, T) -> bool,
}

/// A place of a value that every preset has.
macro_rules! place {
    ($($field:ident).+) => {
        &Place {
            #[allow(clippy::clone_on_copy, reason = "not all of them can be copied")]
            get: |preset| Some(preset.$($field).+.clone()),
            set: |preset, value| {
                preset.$($field).+ = value;
                true
            },
        }
    };
}
pub(super) use place;

impl<T: Value> Access for Place<T> {
    fn kind(&self) -> Kind {
        T::kind()
    }

    fn spelled(&self, text: &str) -> Result<String, String> {
        T::parse(text).map(|value| value.spelled())
    }

    fn get(&self, preset: &Preset) -> Option<String> {
        (self.get)(preset).map(|value| value.spelled())
    }

    fn set(&self, preset: &mut Preset, text: &str) -> bool {
        T::parse(text).is_ok_and(|value| (self.set)(preset, value))
    }
}

impl Debug for dyn Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().fmt(formatter)
    }
}

/// A type of values that settings have.
pub(super) trait Value: Sized {
    /// What kind of values these are.
    fn kind() -> Kind {
        Kind::Text
    }

    /// Reads a value; the error is the problem, empty if the value is simply not allowed.
    fn parse(text: &str) -> Result<Self, String>;

    /// Writes it as it is read.
    fn spelled(&self) -> String;
}

#[derive(Clone, Copy, Debug)]
pub(super) struct OptimizerName(pub &'static str);

impl Value for OptimizerName {
    fn kind() -> Kind {
        Kind::Name(NAMES.to_vec())
    }

    fn parse(text: &str) -> Result<Self, String> {
        NAMES.into_iter().find(|name| *name == text).map(Self).ok_or_else(String::new)
    }

    fn spelled(&self) -> String {
        self.0.to_owned()
    }
}

/// Types that are read by `FromStr`, with their kind and their spelling.
macro_rules! readable {
    ($kind:expr, $spelled:expr; $($type:ty)+) => {
        $(impl Value for $type {
            fn kind() -> Kind {
                $kind
            }

            fn parse(text: &str) -> Result<Self, String> {
                text.parse().map_err(|_| String::new())
            }

            fn spelled(&self) -> String {
                let spelled: fn(&Self) -> String = $spelled;
                spelled(self)
            }
        })+
    };
}

readable!(Kind::Name(Self::VARIANTS.to_vec()), |value| <&str>::from(value).to_owned(); EngineKind Loss csv::Kind csv::Missing);
readable!(Kind::Text, Self::to_string; Clip EarlyStopping Initialization Regularization Schedule Validation);

impl Value for u64 {
    fn kind() -> Kind {
        Kind::Whole
    }

    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "is not a whole number".to_owned())
    }

    fn spelled(&self) -> String {
        self.to_string()
    }
}

/// Signs that are hard to type, by their names.
const SIGNS: [(&str, char); 5] = [("tab", '\t'), ("space", ' '), ("comma", ','), ("semicolon", ';'), ("point", '.')];

/// A sign, as it is or by its name.
impl Value for char {
    fn parse(text: &str) -> Result<Self, String> {
        if let Some((_, sign)) = SIGNS.into_iter().find(|(name, _)| *name == text) {
            return Ok(sign);
        }
        let mut signs = text.chars();
        signs.next().filter(|_| signs.next().is_none()).ok_or_else(|| "is not one sign".to_owned())
    }

    fn spelled(&self) -> String {
        let name = SIGNS[..2].iter().find(|(_, sign)| sign == self).map(|(name, _)| (*name).to_owned());
        name.unwrap_or_else(|| self.to_string())
    }
}

/// Read as clap's `BoolishValueParser` reads it.
impl Value for bool {
    fn kind() -> Kind {
        Kind::Boolean
    }

    fn parse(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "true" | "yes" | "y" | "t" | "on" | "1" => Ok(true),
            "false" | "no" | "n" | "f" | "off" | "0" => Ok(false),
            _ => Err("is neither true nor false".to_owned()),
        }
    }

    fn spelled(&self) -> String {
        self.to_string()
    }
}

impl Value for f64 {
    fn kind() -> Kind {
        Kind::Number
    }

    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "is not a number".to_owned())
    }

    /// The shortest spelling that is read as the same number: `0.03`, `1e-8`.
    fn spelled(&self) -> String {
        let magnitude = self.abs();
        if magnitude == 0.0 || (1e-4..1e15).contains(&magnitude) { self.to_string() } else { format!("{self:e}") }
    }
}

impl Value for (f64, f64) {
    fn parse(text: &str) -> Result<Self, String> {
        let (first, second) = text.split_once(',').ok_or_else(String::new)?;
        Ok((f64::parse(first.trim())?, f64::parse(second.trim())?))
    }

    fn spelled(&self) -> String {
        format!("{},{}", self.0.spelled(), self.1.spelled())
    }
}

impl Value for BatchSize {
    fn parse(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("full", _) => Ok(Self::Full),
            (_, Ok(size)) if size > 0 => Ok(Self::Size(size)),
            _ => Err(String::new()),
        }
    }

    fn spelled(&self) -> String {
        match self {
            Self::Full => "full".to_owned(),
            Self::Size(size) => size.to_string(),
        }
    }
}

impl Value for Vec<f64> {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(vec![]);
        }
        text.split(',').map(|number| f64::parse(number.trim())).collect()
    }

    fn spelled(&self) -> String {
        if self.is_empty() {
            return "none".to_owned();
        }
        self.iter().map(Value::spelled).collect::<Vec<_>>().join(",")
    }
}

impl Value for Vec<usize> {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(vec![]);
        }
        let widths: Result<_, _> = text.split(',').map(|width| width.trim().parse()).collect();
        widths.map_err(|_| String::new())
    }

    fn spelled(&self) -> String {
        if self.is_empty() {
            return "none".to_owned();
        }
        self.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }
}

/// Reads names with commas between; the error says which one there is not.
fn list<T: FromStr>(what: &str, text: &str, known: impl Iterator<Item = &'static str>) -> Result<Vec<T>, String> {
    let known: Vec<&str> = known.collect();
    let one = |name: &str| {
        let unknown = |_| format!("there is no {what} {}{}", quoted(name), suggestion(name, known.iter().copied()));
        name.parse().map_err(unknown)
    };
    text.split(',').map(|name| one(name.trim())).collect()
}

impl Value for LayerActivations {
    fn kind() -> Kind {
        Kind::Names(Activation::VARIANTS.to_vec())
    }

    fn parse(text: &str) -> Result<Self, String> {
        Self::by_layer(list("activation", text, Activation::VARIANTS.iter().copied())?).ok_or_else(String::new)
    }

    fn spelled(&self) -> String {
        self.to_string()
    }
}

impl Value for Vec<Input> {
    fn parse(text: &str) -> Result<Self, String> {
        list("input", text, Input::iter().map(Input::name))
    }

    fn spelled(&self) -> String {
        self.iter().map(|input| input.name()).collect::<Vec<_>>().join(",")
    }
}

impl Value for String {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn spelled(&self) -> String {
        self.clone()
    }
}

impl Value for Vec<String> {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.split(',').map(|name| name.trim().to_owned()).collect())
    }

    fn spelled(&self) -> String {
        self.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::settings::Setting;

    #[test]
    fn numbers_are_spelled_so_that_they_are_read_again() {
        for number in [0.0, 0.03, 1e-4, 1e-8, 1e-300, f64::MIN_POSITIVE, 12_345.678_9, 1e15, f64::MAX, -0.25, 0.1 + 0.2]
        {
            assert_eq!(number.spelled().parse(), Ok(number));
            assert!(number.spelled().len() < 26, "{}", number.spelled());
        }
        assert_eq!([1e-8, 0.0001, 2000.0].map(|number| number.spelled()), ["1e-8", "0.0001", "2000"]);
    }

    #[test]
    fn every_value_has_one_spelling_and_may_have_more_readings() {
        for (name, text, spelled) in [
            ("batch", "full", "full"),
            ("batch", "016", "16"),
            ("inputs", "x, x2,sin-y", "x,x2,sin-y"),
            ("inputs", "x,c3,c64", "x,c3,c64"),
            ("hidden", "none", "none"),
            ("hidden", "8, 16", "8,16"),
            ("activation", "leaky-relu", "leaky-relu"),
            ("activation", "relu, tanh,sin", "relu,tanh,sin"),
            ("activation", "relu,relu", "relu"),
            ("betas", "0.50, 0.75", "0.5,0.75"),
            ("learning-rate", "3e-2", "0.03"),
            ("nesterov", "yes", "true"),
            ("standardize", "No", "false"),
            ("amsgrad", "on", "true"),
            ("columns", "long, 2", "long,2"),
            ("delimiter", "semicolon", ";"),
            ("delimiter", "tab", "tab"),
            ("header", "no", "false"),
        ] {
            assert_eq!(Setting::named(name).unwrap().spelled(text), Ok(spelled.to_owned()), "{name} {text}");
        }
        for (name, texts) in [
            ("batch", &["", "0", "-1", "1.5", "Full"][..]),
            ("inputs", &["", "x,", "X", "x;y", "c2", "c65"]),
            ("hidden", &["", "8,", "a", "-8", "8;8"]),
            ("betas", &["", "0.9", "0.9,", "0.9;0.99", "0.9,0.99,0.999", "a,b"]),
            ("centered", &["", "maybe", "2"]),
            ("task", &["", "groups"]),
            ("delimiter", &["", "blank", ";;"]),
            ("missing", &["", "median"]),
        ] {
            for text in texts {
                Setting::named(name).unwrap().spelled(text).unwrap_err();
            }
        }
        let refused = |name: &str, text: &str| Setting::named(name).unwrap().spelled(text).unwrap_err().to_string();
        assert!(refused("inputs", "x,sinx").contains("\"sinx\" (did you mean sin-x?); allowed: x, y, x2"));
        assert!(
            refused("activation", "relo").starts_with("there is no activation \"relo\" (did you mean relu?); allowed")
        );
        assert!(refused("activation", "relu,tahn").contains("\"tahn\" (did you mean tanh?); allowed: relu, tanh, "));
        assert!(refused("activation", "relu,").starts_with("there is no activation \"\"; allowed: relu"));
    }
}
