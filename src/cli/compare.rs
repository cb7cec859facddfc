//! The first differences of two runs: in recipes, recorded losses, recorded states and weights.
//!
//! Knows neither files nor output; `diff` calls it.

use serde::Serialize;

use crate::network::Layout;
use crate::preset::Preset;
use crate::preset::settings::SETTINGS;
use crate::train::{Edit, Fingerprint, History, Range, settings};

/// The first difference of two recipes. Values and edits are in words.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Recipe {
    /// A setting at epoch 0, by its name.
    Setting { setting: &'static str, first: Option<String>, second: Option<String> },
    /// An edit, counted from 1; none where a run has fewer.
    Edit { edit: usize, first: Option<String>, second: Option<String> },
}

/// The first difference of recorded losses, within the epochs `epoch` to `last`.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Losses {
    pub(super) epoch: u64,
    pub(super) last: u64,
    pub(super) loss: &'static str,
    pub(super) first: f32,
    pub(super) second: f32,
}

/// States that both have recorded.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(super) struct States {
    /// The last epoch with equal states before the first difference.
    pub(super) same_at: Option<u64>,
    /// The first epoch at which they differ.
    pub(super) differ_at: Option<u64>,
}

/// The largest difference of two networks' weights.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Weights {
    pub(super) difference: f32,
    pub(super) tensor: String,
    /// Place in the tensor, an index for each of its dimensions.
    pub(super) index: Vec<usize>,
}

/// Compares recipes: everything that decides the results of training, so neither its length nor its speed.
pub(super) fn recipes(first: (&Preset, &[Edit]), second: (&Preset, &[Edit])) -> Option<Recipe> {
    if let Some((setting, [first, second])) = setting([first.0, second.0]) {
        return Some(Recipe::Setting { setting, first, second });
    }
    let edits = [first.1, second.1];
    let edit = (0..edits[0].len().max(edits[1].len())).find(|index| edits[0].get(*index) != edits[1].get(*index))?;
    let words = |(preset, journal): (&Preset, &[Edit])| {
        let change = &journal.get(edit)?.change;
        let words = change.describe(&settings(preset, &journal[..edit]));
        Some(format!("{words} at {}", journal[edit].position()))
    };
    Some(Recipe::Edit { edit: edit + 1, first: words(first), second: words(second) })
}

/// The first setting that differs, with its values.
fn setting(presets: [&Preset; 2]) -> Option<(&'static str, [Option<String>; 2])> {
    let fields = SETTINGS.iter().filter(|field| field.name != "epochs");
    let differing = fields.map(|field| (field.name, presets.map(|preset| field.value(preset))));
    let found = differing.into_iter().find(|(_, [first, second])| first != second);
    found.or_else(|| {
        let [first, second] = presets;
        (!first.has_points_of(second)).then_some(("points", [None, None]))
    })
}

/// Compares recorded losses up to the newest epoch of the shorter run, at the epochs that both have recorded and at the
/// coarser resolution of the two.
pub(super) fn losses(first: (&History, u64), second: (&History, u64)) -> Option<Losses> {
    let stride = first.0.stride().max(second.0.stride());
    // The newest epoch is always recorded only where a run ends.
    let end = if first.1 == second.1 { u64::MAX } else { first.1.min(second.1) };
    let (mine, others) = (first.0.coarsened(stride), second.0.coarsened(stride));
    let others = others.spans();
    let both = mine.spans().iter().filter_map(|span| {
        let place = others.binary_search_by_key(&span.epoch, |span| span.epoch).ok()?;
        (span.epoch + stride <= end).then(|| (span, &others[place]))
    });
    both.into_iter().find_map(|(mine, other)| {
        [("train", mine.train, other.train), ("test", mine.test, other.test)].into_iter().find_map(
            |(loss, mine_range, other_range)| {
                let ranges = [mine_range?, other_range?];
                let (first, second) = apart(ranges)?;
                Some(Losses { epoch: mine.epoch, last: mine.epoch + stride - 1, loss, first, second })
            },
        )
    })
}

/// Two numbers in which ranges differ. The range of one epoch can't be compared with that of several.
fn apart([first, second]: [Range; 2]) -> Option<(f32, f32)> {
    let [is_one, other_is_one] = [first, second].map(|range| range.least.to_bits() == range.most.to_bits());
    let pairs = [(first.last, second.last), (first.least, second.least), (first.most, second.most)];
    let differing = pairs.into_iter().find(|(first, second)| first.to_bits() != second.to_bits());
    differing.filter(|_| is_one == other_is_one)
}

/// Compares the states that both have recorded, each list in the order of its epochs.
pub(super) fn states(first: &[Fingerprint], second: &[Fingerprint]) -> States {
    let mut states = States::default();
    for state in first {
        let Ok(place) = second.binary_search_by_key(&state.epoch, |state| state.epoch) else { continue };
        if second[place].hash != state.hash {
            states.differ_at = Some(state.epoch);
            break;
        }
        states.same_at = Some(state.epoch);
    }
    states
}

/// The largest difference of the weights of two networks with this layout; none if they are equal.
pub(super) fn weights(layout: &Layout, first: &[f32], second: &[f32]) -> Option<Weights> {
    let pairs = first.iter().zip(second).enumerate();
    // Zeros of two signs are other bits, at no distance.
    let differing = pairs.filter(|(_, (first, second))| first.to_bits() != second.to_bits());
    let differences = differing.map(|(place, (first, second))| (place, (first - second).abs()));
    let (place, difference) = differences.reduce(|most, next| if next.1 > most.1 { next } else { most })?;
    let tensor = layout.tensors.iter().find(|tensor| tensor.range().contains(&place))?;
    let mut rest = place - tensor.offset;
    let mut index: Vec<usize> = tensor
        .shape
        .iter()
        .rev()
        .map(|size| {
            let index = rest % size;
            rest /= size;
            index
        })
        .collect();
    index.reverse();
    Some(Weights { difference, tensor: tensor.name.clone(), index })
}
