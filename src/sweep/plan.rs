//! The plan of a sweep: which runs there are, in which order.
//!
//! Only the axes are kept; the recipe of a run is made when it is asked for, so that a million runs cost no more than one.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::axis::Axis;
use super::identity::RecipeHash;
use super::target::Target;
use crate::error::Error;
use crate::preset::settings::{Effect, Setting};
use crate::preset::{self, Overrides, Preset, Recipe, STANDARD};
use crate::text::excerpt;

/// The most runs of a plan.
pub const MAX_RUNS: u64 = 100_000_000;
/// The most tables that a plan reads.
const MAX_TABLES: usize = 1000;
/// How many combinations of settings are checked before anything runs; of more, those in which one value alone differs
/// from the first, too.
const MAX_CHECKED: u64 = 20_000;

/// What decides the rows of a sweep beside the recipes of its runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Epochs between two evaluations, at least 1; epoch 0 and the last are always evaluated.
    pub every: u64,
    /// The target at which a run stops.
    pub until: Option<Target>,
}

impl Default for Rules {
    fn default() -> Self {
        Self { every: 1, until: None }
    }
}

/// What a plan is made of.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The preset by its name or file; none if the settings name a table, which then gets a run of its own.
    pub source: Option<String>,
    /// Settings of all runs.
    pub settings: Overrides,
    /// Settings of each recipe, if there are several; these take the place of the same settings of all.
    pub recipes: Vec<Overrides>,
    /// What varies, the slowest first.
    pub axes: Vec<Axis>,
    /// When runs are evaluated, and when they stop.
    pub rules: Rules,
}

/// The runs of a sweep, numbered from 0: for each recipe in turn all combinations of the axes, the last axis the
/// fastest.
#[derive(Debug)]
pub struct Plan {
    source: Option<String>,
    settings: Overrides,
    recipes: Vec<Overrides>,
    axes: Vec<Axis>,
    rules: Rules,
    /// The preset with each of the tables that are named.
    bases: BTreeMap<Overrides, Base>,
    len: u64,
    id: String,
}

/// What settings are applied to.
#[derive(Debug)]
struct Base {
    source: Option<String>,
    name: String,
    preset: Preset,
}

/// A run of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned<'a> {
    /// The preset's name or file, as it was given; none for a table alone.
    pub source: Option<&'a str>,
    /// The name that it goes by.
    pub name: &'a str,
    /// The whole recipe.
    pub preset: Preset,
}

impl Plan {
    /// Makes and checks a plan. Without an engine among its settings, it takes the fused one.
    ///
    /// # Errors
    /// [`Error::Input`] or [`Error::Preset`] that names the flag: an unknown preset, a table that can't be read, settings
    /// that don't fit together, one that is varied twice, two runs that are the same, or too many of them.
    pub fn new(wanted: Wanted) -> Result<Self, Error> {
        let Wanted { source, mut settings, mut recipes, axes, rules } = wanted;
        check_apart(&settings, &recipes, &axes)?;
        if settings.get("engine").is_none() {
            settings.add_named("engine", "fused")?;
        }
        if recipes.is_empty() {
            recipes.push(Overrides::default());
        }
        let len = axes.iter().try_fold(recipes.len() as u64, |product, axis| product.checked_mul(axis.len()));
        let Some(len) = len.filter(|len| *len <= MAX_RUNS) else {
            return Err(Error::input("the plan", format!("has more than {MAX_RUNS} runs"), "leave some values out"));
        };
        if len == 0 {
            return Err(Error::input("the plan", "has no runs", "give every setting at least one value"));
        }
        let mut plan = Self { source, settings, recipes, axes, rules, bases: BTreeMap::new(), len, id: String::new() };
        plan.read_bases()?;
        plan.check()?;
        plan.id = plan.make_id()?;
        Ok(plan)
    }

    /// Number of runs, at least one.
    #[expect(clippy::len_without_is_empty, reason = "a plan is never empty")]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The preset's name or file, as it was given.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// When runs are evaluated, and when they stop.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The settings of all runs.
    pub fn settings(&self) -> &Overrides {
        &self.settings
    }

    /// The axes, the slowest first.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The identity of the sweep, as its table has it in each row: the version of the table, the number of runs, and the
    /// first half of a SHA-256 of what decides the rows and their order, as in `v1-3000-5d41402abc4b2a76`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A run, which is below [`Self::len`].
    ///
    /// # Errors
    /// [`Error::Input`] if its settings don't fit together, in a plan too large to be checked as a whole.
    pub fn at(&self, run: u64) -> Result<Planned<'_>, Error> {
        let overrides = self.overrides(run)?;
        let base = self.bases.get(&overrides.table_part());
        let Base { source, name, preset } = base.ok_or_else(|| Error::Fault(format!("the plan has no run {run}")))?;
        let mut preset = preset.clone();
        overrides.apply(&mut preset)?;
        Ok(Planned { source: source.as_deref(), name, preset })
    }

    /// The settings of a run that replace those of its preset.
    fn overrides(&self, run: u64) -> Result<Overrides, Error> {
        let mut rest = run;
        let places: Vec<u64> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let place = rest % axis.len();
                rest /= axis.len();
                place
            })
            .collect();
        let recipe = self.recipes.get(rest as usize);
        let mut overrides = recipe.map_or_else(|| self.settings.clone(), |recipe| self.settings.with(recipe));
        self.axes.iter().rev().zip(places).try_for_each(|(axis, place)| axis.add_to(&mut overrides, place))?;
        Ok(overrides)
    }

    /// Reads the preset, with each of the tables that are named.
    fn read_bases(&mut self) -> Result<(), Error> {
        let found = match &self.source {
            Some(source) if source == STANDARD => return Err(unnamed(source)),
            Some(source) => Some(preset::find(source)?),
            None => None,
        };
        for run in self.combinations(|axis| axis.settings().any(|setting| setting.effect == Effect::NewTable)) {
            let tables = self.overrides(run)?.table_part();
            if self.bases.contains_key(&tables) {
                continue;
            }
            if self.bases.len() == MAX_TABLES {
                return Err(Error::input("the plan", format!("reads more than {MAX_TABLES} tables"), "leave some out"));
            }
            if let Some(flag) = ["data", "test-data"].iter().find(|flag| tables.get(flag) == Some(STANDARD)) {
                return Err(unnamed(&format!("--{flag} -")));
            }
            let mut source = self.source.clone();
            let recipe = match &found {
                None if tables.get("data").is_none() => {
                    source = Some(preset::DEFAULT.to_owned());
                    Some(preset::find(preset::DEFAULT)?)
                }
                found => found.clone(),
            };
            let Recipe { name, preset, .. } = preset::open(recipe, &tables)?;
            if source.as_deref().is_some_and(|source| source.contains(char::is_control)) {
                return Err(Error::input("the source", "has a control character in its name", "rename it"));
            }
            self.bases.insert(tables, Base { source, name, preset });
        }
        Ok(())
    }

    /// The first run of each combination of the axes that `counts` and the recipes, in the plan's order.
    fn combinations(&self, counts: fn(&Axis) -> bool) -> impl Iterator<Item = u64> + use<> {
        // For each axis that counts, and the recipes: how many values there are, and how far apart their runs are.
        let mut steps = vec![];
        let mut stride = 1;
        for axis in self.axes.iter().rev() {
            if counts(axis) {
                steps.push((axis.len(), stride));
            }
            stride *= axis.len();
        }
        steps.push((self.recipes.len() as u64, stride));
        let count = steps.iter().map(|(len, _)| len).product::<u64>();
        (0..count).map(move |place| {
            let mut rest = place;
            let part = |(len, stride): &(u64, u64)| {
                let place = rest % len;
                rest /= len;
                place * stride
            };
            steps.iter().map(part).sum()
        })
    }

    /// Checks the combinations of settings, of which the seeds are none: they fit every recipe.
    fn check(&self) -> Result<(), Error> {
        let is_no_seed: fn(&Axis) -> bool =
            |axis| axis.settings().any(|setting| !["seed", "weights-seed"].contains(&setting.name));
        let mut seen: HashMap<RecipeHash, u64> = HashMap::new();
        for run in self.combinations(is_no_seed).take(MAX_CHECKED as usize) {
            if let Some(other) = seen.insert(RecipeHash::of(&self.at(run)?.preset), run) {
                let problem = format!("has the same run twice: runs {} and {}", other + 1, run + 1);
                return Err(Error::input("the plan", problem, "leave one of the settings or recipes out"));
            }
        }
        let mut stride = 1;
        for axis in self.axes.iter().rev() {
            if is_no_seed(axis) {
                (0..axis.len()).try_for_each(|place| self.at(place * stride).map(drop))?;
            }
            stride *= axis.len();
        }
        Ok(())
    }

    fn make_id(&self) -> Result<String, Error> {
        let mut text = format!("every {} until {}\n", self.rules.every, until(&self.rules));
        for run in [0, self.len - 1] {
            // Writing to a string can't fail.
            let _ = writeln!(text, "{}", RecipeHash::of(&self.at(run)?.preset));
        }
        let mut hash = Sha256::new_with_prefix(text);
        for recipe in &self.recipes {
            hash.update(recipe.flags());
            hash.update("\n");
        }
        for axis in &self.axes {
            hash.update(axis.describe());
            hash.update("\n\n\n");
        }
        let digits = hash.finalize().iter().take(8).fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        });
        Ok(format!("v{VERSION}-{}-{digits}", self.len))
    }
}

/// The refusal of what only standard input has.
fn unnamed(thing: &str) -> Error {
    Error::input(thing, "can't be read again when a row is opened", "give a file, which a row can name")
}

/// The version of the table.
pub const VERSION: u32 = 1;

/// The target as a table has it: empty if there is none.
pub(super) fn until(rules: &Rules) -> String {
    rules.until.map_or_else(String::new, |target| target.to_string())
}

/// Checks that no setting is given twice.
fn check_apart(settings: &Overrides, recipes: &[Overrides], axes: &[Axis]) -> Result<(), Error> {
    let mut varied: Vec<&Setting> = vec![];
    for setting in axes.iter().flat_map(Axis::settings) {
        let flag = if setting.name == "seed" { "--seeds".to_owned() } else { format!("--vary {}", setting.name) };
        let problem = if varied.iter().any(|known| known.name == setting.name) {
            "is given twice".to_owned()
        } else if let Some(value) = settings.get(setting.name) {
            format!("varies what --{} {} sets", setting.name, excerpt(value))
        } else if recipes.iter().any(|recipe| recipe.get(setting.name).is_some()) {
            "varies what a recipe sets".to_owned()
        } else {
            varied.push(setting);
            continue;
        };
        return Err(Error::input(flag, problem, "leave one of them out"));
    }
    Ok(())
}
