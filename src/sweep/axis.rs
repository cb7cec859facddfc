//! Axes of a plan: a setting with the values that it takes, or several that are drawn together.

use std::collections::HashSet;
use std::ops::Range;

use super::spacing::{self, MAX_VALUES, Spacing};
use crate::error::{Error, Invalid};
use crate::preset::Overrides;
use crate::preset::nearest;
use crate::preset::settings::{Kind, SETTINGS, Setting};
use crate::random::{Purpose, stream};
use crate::text::quoted;

/// How often a draw is repeated that came before, for each draw that is wanted.
const MAX_ATTEMPTS: u64 = 100;

/// The values of one setting, in their order.
#[derive(Clone, Debug, PartialEq)]
enum Values {
    /// Each in its one spelling.
    List(Vec<String>),
    /// Whole numbers, the end excluded.
    Whole(Range<u64>),
}

impl Values {
    fn len(&self) -> u64 {
        match self {
            Self::List(list) => list.len() as u64,
            Self::Whole(range) => range.end - range.start,
        }
    }

    fn at(&self, place: u64) -> String {
        match self {
            Self::List(list) => list.get(place as usize).cloned().unwrap_or_default(),
            Self::Whole(range) => (range.start + place).to_string(),
        }
    }
}

/// A setting with its values; or several settings that are drawn together, and change together.
#[derive(Clone, Debug)]
pub struct Axis {
    columns: Vec<(&'static Setting, Values)>,
}

/// A setting whose values are to be drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    setting: &'static Setting,
    spacing: Spacing,
    range: (f64, f64),
}

/// A flag that varies a setting, read.
#[derive(Clone, Debug)]
pub enum Varied {
    /// Its values are known.
    Axis(Axis),
    /// They are to be drawn.
    Drawn(Drawn),
}

impl Varied {
    /// Reads `learning-rate=0.01,0.03`, as [`Axis::parse`] does, or a range to draw from: `uniform:0..1`,
    /// `loguniform:1e-4..1`.
    ///
    /// # Errors
    /// As for [`Axis::parse`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let flag = format!("--vary {text}");
        let Some((name, values)) = text.split_once('=') else {
            return Err(Error::input(flag, "has no values", "give some, as in --vary learning-rate=0.01,0.03"));
        };
        let setting = setting(&flag, name.trim())?;
        for (prefix, spacing) in [("uniform:", Spacing::Linear), ("loguniform:", Spacing::Logarithmic)] {
            if let Some(range) = values.trim().strip_prefix(prefix) {
                let range = spacing::range(range, spacing).map_err(|problem| {
                    Error::input(&flag, problem, format!("give a range, as in {name}={prefix}0.01..1"))
                })?;
                let drawn = Drawn { setting, spacing, range };
                [range.0, range.1].into_iter().try_for_each(|end| spell(&flag, setting, end).map(drop))?;
                return Ok(Self::Drawn(drawn));
            }
        }
        Axis::parse(&flag, setting, values).map(Self::Axis)
    }
}

/// The setting of this name.
fn setting(flag: &str, name: &str) -> Result<&'static Setting, Error> {
    Setting::named(name).ok_or_else(|| {
        let near = nearest(name, SETTINGS.iter().map(|setting| setting.name));
        let hint = near.first().map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
        let problem = format!("there is no setting {}{hint}", quoted(name));
        Error::input(flag, problem, "blobtui sweep --help lists the settings")
    })
}

impl Axis {
    /// Reads the values of a setting: a list with commas, or with slashes where a value has commas itself; whole numbers
    /// from one to before another, `0..1000`; so many numbers with equal differences, `linear:0..0.5:6`, or equal ratios,
    /// `log:1e-4..1:20`, both ends included, with six significant digits. Messages call the flag `flag`.
    ///
    /// # Errors
    /// [`Error::Input`] that names the flag and the value, for a list that is empty or has a value twice, and for a value
    /// that the setting does not take.
    pub fn parse(flag: &str, setting: &'static Setting, text: &str) -> Result<Self, Error> {
        let values = values(flag, setting, text.trim())?;
        Ok(Self { columns: vec![(setting, values)] })
    }

    /// The axis of a setting with these values.
    ///
    /// # Errors
    /// As for [`Self::parse`].
    pub fn of(setting: &'static Setting, values: &[&str]) -> Result<Self, Error> {
        let flag = format!("--vary {}={}", setting.name, values.join("/"));
        let values = list(&flag, setting, values.iter().copied())?;
        Ok(Self { columns: vec![(setting, values)] })
    }

    /// The axis of these seeds, the end excluded.
    pub fn of_seeds(seeds: Range<u64>) -> Option<Self> {
        let setting = Setting::named("seed")?;
        Some(Self { columns: vec![(setting, Values::Whole(seeds.start..seeds.end.max(seeds.start)))] })
    }

    /// Draws so many values of these settings together, no two draws alike.
    ///
    /// # Errors
    /// [`Error::Input`] if there are not so many different ones.
    pub fn draw(settings: &[Drawn], count: u64, seed: u64) -> Result<Self, Error> {
        let flag = format!("--draws {count}");
        if count == 0 || count > MAX_VALUES {
            return Err(Error::input(flag, "is no number of draws", format!("give 1 to {MAX_VALUES}")));
        }
        let mut generator = stream(seed, Purpose::SweepDraws, 0);
        let mut known = HashSet::new();
        let mut columns: Vec<Vec<String>> = vec![vec![]; settings.len()];
        for _ in 0..count * MAX_ATTEMPTS {
            let values: Result<Vec<_>, _> = settings
                .iter()
                .map(|Drawn { setting, spacing, range }| {
                    let number = spacing.draw(&mut generator, *range, takes_fractions(setting));
                    spell(&format!("--vary {}", setting.name), setting, number)
                })
                .collect();
            let values = values?;
            if known.insert(values.join("\n")) {
                columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
            }
            if known.len() as u64 == count {
                let columns = settings.iter().zip(columns);
                return Ok(Self {
                    columns: columns.map(|(drawn, list)| (drawn.setting, Values::List(list))).collect(),
                });
            }
        }
        let problem = format!("found only {} that differ", known.len());
        Err(Error::input(flag, problem, "draw fewer, or from wider ranges"))
    }

    /// How many values it has.
    pub fn len(&self) -> u64 {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The settings that it varies.
    pub fn settings(&self) -> impl Iterator<Item = &'static Setting> {
        self.columns.iter().map(|(setting, _)| *setting)
    }

    /// Adds the values at a place to overrides.
    ///
    /// # Errors
    /// Never for a place before [`Self::len`].
    pub fn add_to(&self, overrides: &mut Overrides, place: u64) -> Result<(), Error> {
        self.columns.iter().try_for_each(|(setting, values)| overrides.add(setting, &values.at(place)))
    }

    /// The values at a place, each with its setting.
    pub fn values(&self, place: u64) -> impl Iterator<Item = (&'static Setting, String)> {
        self.columns.iter().map(move |(setting, values)| (*setting, values.at(place)))
    }

    /// What decides its values, for a digest.
    pub(super) fn describe(&self) -> String {
        let column = |(setting, values): &(&'static Setting, Values)| match values {
            Values::List(list) => format!("{}={}", setting.name, list.join("\n")),
            Values::Whole(range) => format!("{}={}..{}", setting.name, range.start, range.end),
        };
        self.columns.iter().map(column).collect::<Vec<_>>().join("\n\n")
    }
}

fn values(flag: &str, setting: &'static Setting, text: &str) -> Result<Values, Error> {
    for (prefix, spacing) in [("linear:", Spacing::Linear), ("log:", Spacing::Logarithmic)] {
        if let Some(rest) = text.strip_prefix(prefix) {
            let numbers = spacing::spaced(rest, spacing).map_err(|problem| {
                Error::input(flag, problem, format!("give both ends and a count, as in {prefix}0.01..1:20"))
            })?;
            let spelled: Result<Vec<_>, _> = numbers.into_iter().map(|number| spell(flag, setting, number)).collect();
            return list(flag, setting, spelled?.iter().map(String::as_str));
        }
    }
    if let Some((start, end)) = text.split_once("..")
        && let (Ok(start), Ok(end)) = (start.trim().parse::<u64>(), end.trim().parse::<u64>())
    {
        if start >= end {
            return Err(Error::input(
                flag,
                "is empty",
                "the end of a range is not in it, as in 0..1000 for 1,000 values",
            ));
        }
        [start, end - 1].into_iter().try_for_each(|number| spelled(flag, setting, &number.to_string()).map(drop))?;
        return Ok(Values::Whole(start..end));
    }
    // The name of a file may have slashes, but no other value has.
    let separator = if text.contains('/') && !["data", "test-data"].contains(&setting.name) { '/' } else { ',' };
    if text.is_empty() {
        return Err(Error::input(flag, "has an empty list of values", "give some, as in 0.01,0.03"));
    }
    list(flag, setting, text.split(separator))
}

/// A list of values, each once.
fn list<'a>(flag: &str, setting: &'static Setting, texts: impl Iterator<Item = &'a str>) -> Result<Values, Error> {
    let mut seen = HashSet::new();
    let mut values = vec![];
    for text in texts {
        let value = spelled(flag, setting, text)?;
        if !seen.insert(value.clone()) {
            let remedy = "leave one out; where values have commas themselves, put / between them, as in hidden=8/8,8";
            return Err(Error::input(flag, format!("has the value {} twice", quoted(&value)), remedy));
        }
        values.push(value);
    }
    if values.is_empty() || values.len() as u64 > MAX_VALUES {
        let remedy = format!("give 1 to {MAX_VALUES}");
        return Err(Error::input(flag, format!("has {} values", values.len()), remedy));
    }
    // The same numbers are the same axis, however they are typed.
    let numbers: Option<Vec<u64>> = values.iter().map(|value| value.parse().ok()).collect();
    if let Some(numbers) = numbers.filter(|_| matches!(setting.kind(), Kind::Whole))
        && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1])
    {
        return Ok(Values::Whole(numbers[0]..numbers[numbers.len() - 1] + 1));
    }
    Ok(Values::List(values))
}

/// A value as typed, in its one spelling.
fn spelled(flag: &str, setting: &'static Setting, text: &str) -> Result<String, Error> {
    let text = text.trim();
    setting.spelled(text).map_err(|Invalid { problem, allowed, .. }| {
        let problem = if problem.is_empty() { "can't be used".to_owned() } else { problem };
        Error::input(flag, format!("the value {} {problem}", quoted(text)), format!("allowed: {allowed}"))
    })
}

/// A number as a value of a setting, rounded to a whole one where the setting takes no others.
fn spell(flag: &str, setting: &'static Setting, number: f64) -> Result<String, Error> {
    let number = if takes_fractions(setting) { number } else { number.round() };
    spelled(flag, setting, &number.to_string())
}

/// Whether a setting takes numbers that are not whole.
fn takes_fractions(setting: &'static Setting) -> bool {
    match setting.kind() {
        Kind::Number => true,
        Kind::Text => setting.spelled("0.5").is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
