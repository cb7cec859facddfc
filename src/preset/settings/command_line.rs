//! The flags that reproduce a preset.

use super::{CHANGEABLE, Effect, SETTINGS};
use crate::preset::Preset;
use crate::preset::shell::quoted;

/// The flags that make a preset of another, each with a blank before it, such as ` --hidden 8,8 --seed 12`.
pub fn flags(base: &Preset, preset: &Preset) -> String {
    // Some flags set more than the value that they name, which the others then differ from.
    let mut base = base.clone();
    let mut first = vec![];
    for setting in CHANGEABLE.iter().filter(|setting| setting.resets_others) {
        let value = setting.value(preset);
        // Only the seed's flag takes a seed of the weights away.
        let unset = setting.name == "seed" && base.weights_seed.is_some() && preset.weights_seed.is_none();
        if (unset || setting.value(&base) != value) && value.is_some_and(|value| setting.access.set(&mut base, &value))
        {
            first.push(setting.name);
        }
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
pub fn table_flags(preset: &Preset) -> String {
    let settings = SETTINGS.iter().filter(|setting| setting.effect == Effect::NewTable);
    let flags = settings.filter_map(|setting| Some(format!(" --{} {}", setting.name, quoted(&setting.value(preset)?))));
    flags.collect()
}
