//! The rows of the list: the settings that apply to a run, and its hidden layers one by one.

use crate::error::Error;
use crate::network::MAX_WIDTH;
use crate::preset::Preset;
use crate::preset::settings::{CHANGEABLE, Group, Setting};
use crate::ui::names;

/// The units of a first hidden layer.
const FIRST_LAYER: usize = 4;

/// Values to choose from, and the place of the present one.
pub type Choices = (Vec<String>, usize);

/// A row of the list. The first row of all is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The setting's place in [`CHANGEABLE`].
    pub place: usize,
    /// The hidden layer whose units it is about.
    pub layer: Option<usize>,
}

/// The rows that apply to a run and have all the words in their names or descriptions, in their order.
pub fn rows(preset: &Preset, words: &str) -> Vec<Row> {
    let applying = ordered().filter(|place| CHANGEABLE[*place].applies(preset));
    let rows = applying.flat_map(|place| {
        let layers = if is_hidden(CHANGEABLE[place]) { preset.network.hidden.len() } else { 0 };
        let whole = (layers == 0).then_some(Row { place, layer: None });
        whole.into_iter().chain((0..layers).map(move |layer| Row { place, layer: Some(layer) }))
    });
    rows.filter(|row| has(row.setting(), preset, words)).collect()
}

/// The settings that have all the words but don't apply to a run.
pub fn absent(preset: &Preset, words: &str) -> impl Iterator<Item = &'static Setting> {
    let absent = CHANGEABLE.iter().copied().filter(|setting| !setting.applies(preset));
    absent.filter(|setting| has(setting, preset, words))
}

/// The places of the settings, the optimizer's arguments below the optimizer.
fn ordered() -> impl Iterator<Item = usize> {
    let is_argument = |place: &usize| CHANGEABLE[*place].group == Group::Optimizer;
    let (arguments, others): (Vec<usize>, Vec<usize>) = (0..CHANGEABLE.len()).partition(is_argument);
    others.into_iter().flat_map(move |place| {
        let below = if CHANGEABLE[place].name == "optimizer" { arguments.clone() } else { vec![] };
        std::iter::once(place).chain(below)
    })
}

fn has(setting: &Setting, preset: &Preset, words: &str) -> bool {
    let [name, help, description] = [setting.name, setting.help, setting.description];
    let aliases = setting.aliases.join(" ");
    let text = format!("{} {name} {aliases} {help} {description}", setting.label(preset)).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn is_hidden(setting: &Setting) -> bool {
    setting.name == "hidden"
}

impl Row {
    pub fn setting(self) -> &'static Setting {
        CHANGEABLE[self.place]
    }

    /// The heading that it stands under.
    pub fn heading(self) -> &'static str {
        match self.setting().group {
            Group::Training | Group::Optimizer => Group::Training.name(),
            group => group.name(),
        }
    }

    /// What it is called.
    pub fn label(self, preset: &Preset) -> String {
        self.layer.map_or_else(|| self.setting().label(preset), |layer| format!("hidden layer {}", layer + 1))
    }

    /// Columns that it stands to the right: an argument of the optimizer does below it.
    pub fn indent(self) -> usize {
        usize::from(self.setting().group == Group::Optimizer)
    }

    /// Whether it is about the hidden layers.
    pub fn is_layer(self) -> bool {
        is_hidden(self.setting())
    }

    /// Its value.
    pub fn value(self, preset: &Preset) -> String {
        let units = self.layer.and_then(|layer| preset.network.hidden.get(layer));
        let whole = || self.setting().value(preset).unwrap_or_else(|| self.setting().absence(preset));
        units.map_or_else(whole, ToString::to_string)
    }

    /// Its value, or the whole network's shape where it is about a part of it.
    pub fn shown_value(self, preset: &Preset) -> String {
        if self.is_layer() { names::shape(preset) } else { self.value(preset) }
    }

    /// The values to choose from and the place of its own.
    pub fn choices(self, preset: &Preset) -> Choices {
        if !self.is_layer() {
            return self.setting().choices(preset);
        }
        let none = self.layer.is_none().then(|| self.value(preset));
        let choices: Vec<String> = none.into_iter().chain((1..=MAX_WIDTH).map(|width| width.to_string())).collect();
        let own = choices.iter().position(|choice| *choice == self.value(preset));
        (choices, own.unwrap_or(0))
    }

    /// The preset with one of the choices.
    ///
    /// # Errors
    /// If it fits to nothing else any longer.
    pub fn choose(self, preset: &Preset, choice: &str) -> Result<Preset, Error> {
        let Some(layer) = self.layer else { return self.setting().set(preset, choice) };
        let unit = |(place, units): (usize, &usize)| if place == layer { choice.to_owned() } else { units.to_string() };
        let units: Vec<String> = preset.network.hidden.iter().enumerate().map(unit).collect();
        self.setting().set(preset, &units.join(","))
    }

    /// The preset with one more hidden layer, as wide as the last.
    ///
    /// # Errors
    /// If there can be no more.
    pub fn add_layer(self, preset: &Preset) -> Result<Preset, Error> {
        let mut hidden = preset.network.hidden.clone();
        hidden.push(hidden.last().copied().unwrap_or(FIRST_LAYER));
        let units: Vec<String> = hidden.iter().map(ToString::to_string).collect();
        self.setting().set(preset, &units.join(","))
    }
}

/// The preset without its last hidden layer, if there is one.
pub fn without_layer(preset: &Preset) -> Option<Preset> {
    let mut changed = preset.clone();
    let mut hidden = changed.network.hidden.clone();
    hidden.pop()?;
    changed.network.set_hidden(hidden);
    Some(changed)
}

/// What was wrong with a value, without its name: it stands right above.
pub fn refusal(error: &Error) -> String {
    let Error::Input { problem, remedy, .. } = error else { return error.to_string() };
    let problem = match problem.split_once(' ') {
        Some((path, problem)) if path.contains(['.', '_']) => problem,
        _ => problem,
    };
    format!("{problem}; {remedy}")
}
