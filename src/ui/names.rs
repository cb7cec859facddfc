//! The names of units, their numbers, classes, and runs that were opened from others.

use crate::data::{Input, Labels, Moments};
use crate::network::{Task, Unit};
use crate::preset::Preset;
use crate::session::{Update, Visited};
use crate::ui::selection::Number;

/// A unit's name: `h1.3` is the third of the first hidden layer; an output is called by what it is.
pub fn unit(unit: Unit, preset: &Preset) -> String {
    if unit.layer < preset.network.hidden.len() {
        format!("h{}.{}", unit.layer + 1, unit.index + 1)
    } else {
        output(unit.index, preset)
    }
}

/// What an input is: the column's name in its file, or a function of x and y as in `x²`.
pub fn input(index: usize, preset: &Preset) -> String {
    let Some(input) = preset.inputs.get(index) else { return String::new() };
    match input {
        Input::X2 => "x²".into(),
        Input::Y2 => "y²".into(),
        Input::SinX => "sin x".into(),
        Input::SinY => "sin y".into(),
        Input::CosX => "cos x".into(),
        Input::CosY => "cos y".into(),
        _ => input.column().map_or_else(|| input.name().into(), |column| preset.data.column_name(column)),
    }
}

/// What a class is called: by its name in the file, or its number.
pub fn class(class: usize, preset: &Preset) -> String {
    preset.data.labels().class(class).map_or_else(|| class.to_string(), str::to_owned)
}

/// What an output is: the probability of a class, as `p(1)` or by the class's name, or the target.
pub fn output(index: usize, preset: &Preset) -> String {
    let labels = preset.data.labels();
    let class = |index: usize| class(index, preset);
    match preset.loss.task() {
        Task::Value if preset.data.table().is_some() => preset.data.label_name().to_owned(),
        Task::Value => "target".into(),
        Task::Binary if !preset.loss.gives_probability() => "output".into(),
        Task::Binary => format!("p({})", class(1)),
        Task::Classes if labels == Labels::numbered(labels.target()) => format!("p({})", class(index)),
        Task::Classes => class(index),
    }
}

/// The units of all layers, from the inputs to the outputs: `2-5-1`.
pub fn shape(preset: &Preset) -> String {
    preset.shape().widths().map(|width| width.to_string()).collect::<Vec<_>>().join("-")
}

/// What a loss is of where that is not the file's own unit: of targets that were standardized.
pub fn loss_unit(run: &Update) -> Option<&'static str> {
    let is_scaled = run.dataset.scale.label != Moments::NONE;
    (run.preset.loss.task() == Task::Value && is_scaled).then_some("standardized")
}

/// A layer's name: `hidden layer 1`, or `outputs`.
pub fn layer(layer: usize, preset: &Preset) -> String {
    if layer < preset.network.hidden.len() { format!("hidden layer {}", layer + 1) } else { "outputs".into() }
}

/// The name of a number on its unit's card: `bias`, the input that it comes from, or `> ` and where it leads.
pub fn number(number: Number, own: Unit, preset: &Preset) -> String {
    match number {
        Number::Bias(_) => "bias".into(),
        Number::Weight(to, _) if to != own => format!("> {}", unit(to, preset)),
        Number::Weight(to, index) if to.layer == 0 => input(index, preset),
        Number::Weight(to, input) => unit(Unit { layer: to.layer - 1, index: input }, preset),
    }
}

/// The run that was opened from others.
pub fn visited(visited: Visited) -> String {
    match visited {
        Visited::Seed(seed) => format!("the run of seed {seed}"),
        Visited::Row(number) => format!("run {number} of the table"),
    }
}
