//! Tables of results for tests: rows of a real plan with outcomes that are made up.

use std::path::Path;

use crate::preset::settings::Setting;
use crate::preset::{Overrides, Preset};
use crate::sweep::row::{Row, Table};
use crate::sweep::{Axis, End, Outcome, Plan, Planned, Scores, Wanted};
use crate::train::{Divergence, Origin, Position};

/// Settings with their values.
pub type Axes<'a> = &'a [(&'a str, &'a [&'a str])];

/// Writes the table of the tutorial's runs with these settings; `loss` gives the test loss of each, none if it diverged.
pub fn write(path: &Path, axes: Axes, loss: impl Fn(&Preset) -> Option<f32>) {
    let axes = axes.iter().map(|(name, values)| Axis::of(Setting::named(name).unwrap(), values).unwrap()).collect();
    let settings = Overrides::new([("epochs", "60")]).unwrap();
    let plan = Plan::new(Wanted { source: Some("xor-blobs".into()), settings, axes, ..Wanted::default() }).unwrap();
    let table = Table::of(path).unwrap();
    let mut text = table.header();
    for run in 0..plan.len() {
        let Planned { preset, .. } = plan.at(run).unwrap();
        let loss = loss(&preset);
        let found = Divergence { epoch: 7, batch: 0, loss: f32::NAN, origin: Origin::Loss };
        let (end, epoch) = if loss.is_some() { (End::Finished, 60) } else { (End::Diverged(found), 7) };
        let scores = Scores {
            train_loss: loss.unwrap_or(9.0) / 2.0,
            test_loss: Some(loss.unwrap_or(9.0)),
            train_accuracy: Some(0.5),
            test_accuracy: Some(if loss.is_some_and(|loss| loss < 0.1) { 1.0 } else { 0.75 }),
            train_r2: None,
            test_r2: None,
        };
        let outcome = Outcome {
            end,
            newest: Position::at(epoch),
            last: scores,
            best: Some((epoch, scores)),
            target_epoch: None,
            hash: run,
        };
        text.push_str(&table.line(&Row::new(&plan, run, &outcome).unwrap()));
    }
    std::fs::write(path, text).unwrap();
}
