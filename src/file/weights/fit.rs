//! What weights alone lack: the preset that they belong to, which is named or found by their shapes.

use std::path::Path;

use super::layers::Weights;
use crate::data::{Input, Scale};
use crate::error::Error;
use crate::network::{Activation, Loss};
use crate::preset::{self, DEFAULT, Overrides, Preset, Recipe};
use crate::text::{Sentence, excerpt};
use crate::train::{Change, Checkpoint, Trainer};

/// How weights alone are to be understood.
#[derive(Clone, Debug, Default)]
pub struct Basis<'a> {
    /// The preset of their network, by its name or file.
    pub preset: Option<&'a str>,
    /// Changes of that preset.
    pub overrides: Overrides,
}

impl Basis<'_> {
    /// Refuses a preset that is named for a file that has its own.
    pub(in crate::file) fn check_unneeded(&self, path: &Path) -> Result<(), Error> {
        let Some(name) = self.preset else { return Ok(()) };
        let problem = format!("{} has its own preset", excerpt(&path.to_string_lossy()));
        Err(Error::input(format!("--preset {name}"), problem, "leave it out; it is for weights alone"))
    }
}

/// A checkpoint at epoch 0 with these weights, and which preset was taken if none was named.
///
/// # Errors
/// [`Error::Input`] if no preset fits, or several fit and would predict differently; otherwise as for
/// [`preset::find`] and [`preset::open`].
pub(in crate::file) fn fit(
    weights: &Weights,
    basis: &Basis,
    place: &str,
) -> Result<(Checkpoint, Option<Sentence>), Error> {
    let Basis { preset, overrides } = basis;
    let fits = |recipe: &Recipe| weights.differences(&widths(&recipe.preset)).is_none();
    // The network that a table gets if nobody says otherwise.
    let own = if preset.is_none() && overrides.get("data").is_some() {
        Some(preset::open(None, overrides)?).filter(fits)
    } else {
        None
    };
    let (recipe, remark) = if let Some(own) = own {
        let scaled = if own.preset.dataset().scale == Scale::default() { "" } else { ", columns standardized" };
        let remark = format!(": weights taken as {}{scaled}", described(&own));
        (own, Some(Sentence::new("", place, &remark)))
    } else if let Some(name) = preset {
        let recipe = preset::open(Some(preset::find(name)?), overrides)?;
        if let Some(problem) = weights.differences(&widths(&recipe.preset)) {
            let problem = format!("doesn't fit {}: {problem}", excerpt(&recipe.name));
            return Err(Error::input(place, problem, "give --preset with a preset of its shape"));
        }
        (recipe, None)
    } else {
        let (recipe, remark) = first_that_fits(weights, overrides, place)?;
        (recipe, Some(Sentence::new("", place, &format!(": {remark}"))))
    };
    let mut checkpoint = Trainer::new(&recipe.name, recipe.preset).checkpoint();
    checkpoint.edit(Change::Weights(weights.parameters()));
    Ok((checkpoint, remark))
}

/// The widths of all layers, from the inputs to the outputs.
fn widths(preset: &Preset) -> Vec<usize> {
    preset.shape().widths().collect()
}

/// What predictions depend on besides the weights.
fn meaning(preset: &Preset) -> (Vec<Activation>, Vec<Input>, Loss, Scale) {
    (preset.shape().activations, preset.inputs.clone(), preset.loss, preset.dataset().scale)
}

/// A preset with what predictions depend on.
fn described(recipe: &Recipe) -> String {
    let network = &recipe.preset.network;
    let activation = if network.hidden.is_empty() { String::new() } else { format!("{}, ", network.activation) };
    let (_, inputs, loss, _) = meaning(&recipe.preset);
    let inputs: Vec<_> = inputs.into_iter().map(Input::name).collect();
    format!("{} ({activation}inputs {}, {})", recipe.name, inputs.join(","), loss.name())
}

/// The first preset in the order of their list that the weights fit, and the words that say so. If others fit that
/// would predict differently, only the program's own default is taken without being named.
fn first_that_fits(weights: &Weights, overrides: &Overrides, place: &str) -> Result<(Recipe, String), Error> {
    let own = weights.widths();
    let shape = own.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
    let usable = preset::list()
        .into_iter()
        .filter_map(|listed| Some(Recipe { name: listed.name, preset: *listed.preset.ok()?, edited: false }));
    let recipes = usable.filter_map(|recipe| preset::open(Some(recipe), overrides).ok());
    let mut fitting = recipes.filter(|recipe| widths(&recipe.preset) == own);
    let Some(first) = fitting.next() else {
        let problem = format!("its layers are {}, and no preset has such a network", excerpt(&shape));
        return Err(Error::input(
            place,
            problem,
            "give --preset FILE.ron with one of this shape; `blobtui presets show xor-blobs` prints one to change",
        ));
    };
    let meant = meaning(&first.preset);
    let others: Vec<_> = fitting.filter(|recipe| meaning(&recipe.preset) != meant).collect();
    if !others.is_empty() && first.name != DEFAULT {
        let all: Vec<_> = std::iter::once(&first).chain(&others).map(described).collect();
        let problem = format!("its layers are {shape}, and presets that fit predict differently: {}", all.join(", "));
        return Err(Error::input(place, problem, "name one with --preset"));
    }
    let mut remark = format!("weights of {shape}, taken as {}", described(&first));
    if !others.is_empty() {
        let names: Vec<_> = others.iter().map(|recipe| recipe.name.as_str()).collect();
        remark = format!("{remark}; --preset names another, such as {}", names.join(", "));
    }
    Ok((first, remark))
}
