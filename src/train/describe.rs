//! Short descriptions of changes.

use super::{Change, changes};
use crate::data::PointChange;
use crate::network::Unit;
use crate::preset::Preset;
use crate::preset::settings::SETTINGS;

/// Describes what turns settings into others that keep the network: `learning rate 0.03 → 0.05, batch full → 10`.
pub fn describe_changes(before: &Preset, after: &Preset) -> String {
    let mut reached = before.clone();
    let mut words = vec![];
    for change in changes(before, after).unwrap_or_default() {
        words.push(change.describe(&reached));
        change.apply(&mut reached);
    }
    if before.epochs != after.epochs {
        words.push(format!("epochs {} → {}", before.epochs, after.epochs));
    }
    words.join(", ")
}

/// Describes the settings that differ: `learning rate 0.03 → 0.05, initialization pytorch → he`.
pub fn describe_settings(before: &Preset, after: &Preset) -> String {
    let changed = SETTINGS.iter().filter_map(|field| {
        // An optimizer of another kind comes with defaults of its own, which go without saying.
        let (old, new) = (field.value(before)?, field.value(after)?);
        (old != new).then(|| format!("{} {old} → {new}", field.name.replace('-', " ")))
    });
    changed.collect::<Vec<_>>().join(", ")
}

impl Change {
    /// Describes the change of a run with the settings `before`: `learning rate 0.03 → 0.05`, `h1.2 off`, `a point drawn`.
    pub fn describe(&self, before: &Preset) -> String {
        let unit = |unit: &Unit| match before.network.hidden.len() {
            hidden if unit.layer < hidden => format!("h{}.{}", unit.layer + 1, unit.index + 1),
            _ if before.shape().outputs == 1 => "out".to_owned(),
            _ => format!("out {}", unit.index),
        };
        match self {
            Self::Point(PointChange::Without(..) | PointChange::Erase(_)) => "a point removed".into(),
            Self::Point(PointChange::Again(..)) => "a point put back".into(),
            Self::Point(PointChange::Draw(..)) => "a point drawn".into(),
            Self::Weight(place, input, value) => format!("{} weight {} = {value}", unit(place), input + 1),
            Self::Bias(place, value) => format!("{} bias = {value}", unit(place)),
            Self::Off(place, off) => format!("{} {}", unit(place), if *off { "off" } else { "on" }),
            _ => {
                let mut after = before.clone();
                self.apply(&mut after);
                let words = describe_settings(before, &after);
                if words.is_empty() { self.name().to_owned() } else { words }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::Optimizer;
    use crate::preset::{BatchSize, find};

    #[test]
    fn a_change_is_described_by_the_old_and_the_new_value() {
        let before = find("xor-blobs").unwrap().preset;
        let mut optimizer = before.optimizer.clone();
        optimizer.set_learning_rate(0.05);
        let adam = Optimizer::named("adam", 0.01).unwrap();
        let unit = Unit { layer: 0, index: 1 };
        let output = Unit { layer: 1, index: 0 };
        for (change, words) in [
            (Change::Optimizer(optimizer), "learning rate 0.03 → 0.05"),
            (Change::Optimizer(adam), "learning rate 0.03 → 0.01, optimizer sgd → adam"),
            (Change::Batch(BatchSize::Size(10)), "batch full → 10"),
            (Change::Off(unit, true), "h1.2 off"),
            (Change::Bias(output, 0.5), "out bias = 0.5"),
            (Change::Weight(unit, 1, -2.0), "h1.2 weight 2 = -2"),
        ] {
            assert_eq!(change.describe(&before), words);
        }
    }
}
