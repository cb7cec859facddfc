//! The plan of a sweep, from the words of its command line.

use std::path::PathBuf;

use super::super::flags::Flags;
use super::super::values;
use crate::error::Error;
use crate::preset::settings::Setting;
use crate::preset::shell_word;
use crate::sweep::{Axis, Drawn, Plan, Rules, Target, Varied, Wanted, read_recipes};

// Its name would be that of another group.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// Preset name or preset file (.ron) [default: xor-blobs]
    #[arg(value_parser = values::Source, hide_possible_values = true)]
    source: Option<String>,
    /// Random seeds, as in 0..1000 or 1,2,3; without it, that of the preset
    #[arg(long, value_name = "SEEDS", allow_hyphen_values = true)]
    seeds: Option<String>,
    /// Values of a setting. May be given several times
    #[arg(long, value_name = "SETTING=VALUES")]
    vary: Vec<String>,
    /// File of recipes: flags of settings, a recipe a line
    #[arg(long, value_name = "FILE")]
    recipes: Option<PathBuf>,
    /// Number of random draws
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::count)]
    draws: Option<u64>,
    /// Random seed of the draws
    #[arg(long, value_name = "N", default_value = "0", value_parser = values::count)]
    draw_seed: u64,
    /// Target at which a run stops, as in 'test-loss<0.1' or 'test-accuracy>=95%'
    #[arg(long, value_name = "TARGET", value_parser = |text: &str| text.parse::<Target>())]
    until: Option<Target>,
    /// Epochs between two evaluations, which find the best epoch and the target
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::interval)]
    every: u64,
    #[command(flatten)]
    overrides: Flags,
}

impl Arguments {
    pub(super) fn plan(&self) -> Result<Plan, Error> {
        let varied = self.vary.iter().map(|text| Varied::parse(text)).collect::<Result<Vec<_>, _>>()?;
        let mut axes: Vec<Axis> = vec![];
        let mut random: Vec<Drawn> = vec![];
        // All that is drawn is drawn together, and stands where the first of it is given.
        let mut place = None;
        for varied in varied {
            match varied {
                Varied::Axis(values) => axes.push(values),
                Varied::Drawn(setting) => {
                    place.get_or_insert(axes.len());
                    random.push(setting);
                }
            }
        }
        match (place, self.draws) {
            (None, None) => {}
            (Some(place), Some(draws)) => axes.insert(place, Axis::draw(&random, draws, self.draw_seed)?),
            (Some(_), None) => {
                return Err(Error::input("--vary", "has a range to draw from", "say how often, as in --draws 100"));
            }
            (None, Some(draws)) => {
                let remedy = "give a range to draw from, as in --vary lr=loguniform:1e-4..1, or leave it out";
                return Err(Error::input(format!("--draws {draws}"), "draws nothing", remedy));
            }
        }
        if let Some(seeds) = &self.seeds {
            let setting = Setting::named("seed").ok_or_else(|| Error::Fault("seeds have no setting".to_owned()))?;
            axes.push(Axis::parse(&format!("--seeds {seeds}"), setting, seeds)?);
        }
        let recipes = self.recipes.as_deref().map(read_recipes).transpose()?.unwrap_or_default();
        Plan::new(Wanted {
            source: self.source.clone(),
            settings: self.overrides.0.clone(),
            recipes,
            axes,
            rules: Rules { every: self.every, until: self.until },
        })
    }

    /// The words that make the same plan, as a shell takes them.
    pub(super) fn words(&self) -> String {
        let mut words: Vec<String> = self.source.iter().map(|source| shell_word(source)).collect();
        let mut flag = |name: &str, value: String| words.push(format!("{name} {}", shell_word(&value)));
        self.vary.iter().for_each(|text| flag("--vary", text.clone()));
        if let Some(seeds) = &self.seeds {
            flag("--seeds", seeds.clone());
        }
        if let Some(path) = &self.recipes {
            flag("--recipes", path.display().to_string());
        }
        if let Some(draws) = self.draws {
            flag("--draws", draws.to_string());
            flag("--draw-seed", self.draw_seed.to_string());
        }
        if let Some(until) = self.until {
            flag("--until", until.to_string());
        }
        if self.every != 1 {
            flag("--every", self.every.to_string());
        }
        words.extend(Some(self.overrides.0.flags()).filter(|flags| !flags.is_empty()));
        words.join(" ")
    }

    /// The file of recipes, which is read.
    pub(super) fn recipes(&self) -> Option<&PathBuf> {
        self.recipes.as_ref()
    }
}
