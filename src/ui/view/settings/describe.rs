//! The settings in words: a line for each group, with what applies to this run.

use crate::preset::Preset;
use crate::preset::settings::{CHANGEABLE, Group};

/// `Training settings: learning-rate 0.03, optimizer sgd, …`
pub fn describe(preset: &Preset) -> Vec<String> {
    let line = |group: Group| {
        let own = CHANGEABLE.iter().filter(|setting| setting.group == group);
        let values = own.filter_map(|setting| Some(format!("{} {}", setting.name, setting.value(preset)?)));
        let values: Vec<String> = values.collect();
        (!values.is_empty()).then(|| format!("{}: {}.", group.heading(), values.join(", ")))
    };
    [Group::Training, Group::Optimizer, Group::Network, Group::Data].into_iter().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::fixture::update;

    #[test]
    fn settings_have_the_names_that_change_them() {
        let run = update("xor-blobs", 0, |preset| preset.batch = crate::preset::BatchSize::Full);
        let lines = describe(&run.preset);
        assert!(lines[0].starts_with("Training settings: learning-rate 0.03, optimizer sgd, "), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("hidden 5, activation relu")), "{lines:?}");
    }
}
