//! The names of units and their numbers.

use crate::network::Unit;
use crate::preset::Preset;
use crate::ui::selection::Number;

/// A unit's name: `h1.3` is the third of the first hidden layer, `out` the output, `out 2` that of class 2.
pub fn unit(unit: Unit, preset: &Preset) -> String {
    let shape = preset.shape();
    if unit.layer < shape.hidden.len() {
        format!("h{}.{}", unit.layer + 1, unit.index + 1)
    } else if shape.outputs == 1 {
        "out".into()
    } else {
        format!("out {}", unit.index)
    }
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
        Number::Weight(to, input) if to.layer == 0 => {
            preset.inputs.get(input).map_or_else(|| "unused".into(), |input| input.name().to_owned())
        }
        Number::Weight(to, input) => unit(Unit { layer: to.layer - 1, index: input }, preset),
    }
}
