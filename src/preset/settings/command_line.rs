//! The flags that reproduce a preset.

use super::{CHANGEABLE, Effect, SETTINGS};
use crate::optimizer::Optimizer;
use crate::preset::Preset;
use crate::preset::shell::quoted;

/// The flags that make a preset of another, each with a blank before it, such as ` --hidden 8,8 --seed 12`.
pub fn flags(base: &Preset, preset: &Preset) -> String {
    // Two flags set more than the value that they name, which those after them then differ from.
    let mut base = base.clone();
    let mut first = vec![];
    if preset.seed != base.seed || (base.weights_seed.is_some() && preset.weights_seed.is_none()) {
        base.weights_seed = None;
        first.push("seed");
    }
    if preset.optimizer.name() != base.optimizer.name()
        && let Some(rule) = Optimizer::named(preset.optimizer.name(), base.optimizer.learning_rate())
    {
        base.optimizer = rule;
        first.push("optimizer");
    }
    let changed = CHANGEABLE.iter().filter_map(|setting| {
        // The fraction of generated points follows from their numbers.
        if setting.name == "train-fraction" && preset.data.table().is_none() {
            return None;
        }
        let value = setting.value(preset)?;
        let differs = first.contains(&setting.name) || setting.value(&base).as_ref() != Some(&value);
        differs.then(|| format!(" --{} {value}", setting.name))
    });
    changed.collect()
}

/// The flags that read the table of a preset, each with a blank before it.
pub(in crate::preset) fn table_flags(preset: &Preset) -> String {
    let settings = SETTINGS.iter().filter(|setting| setting.effect == Effect::NewTable);
    let flags = settings.filter_map(|setting| Some(format!(" --{} {}", setting.name, quoted(&setting.value(preset)?))));
    flags.collect()
}
