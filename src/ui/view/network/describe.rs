//! The network in words: its shape, its strongest weights, the units that do nothing, and each unit's numbers.

use super::Network;
use crate::network::{Activations, Layout, Score, Unit};
use crate::session::Update;
use crate::train::inspect::{Ablation, MAX_POINTS, health, sample};
use crate::ui::context::Context;
use crate::ui::evaluation::model::effective;
use crate::ui::format::{determination, measure, thousands};
use crate::ui::names;
use crate::ui::selection::{Number, numbers};

/// Weights that are named.
const STRONGEST: usize = 5;

/// What the network shows: the losses without each unit while those are shown, else the network and the selected unit.
pub fn describe(view: &Network, context: &Context) -> Vec<String> {
    let Some(run) = context.run else { return vec![] };
    if let Some(ablation) = view.losses.as_ref().and_then(|losses| losses.measured()) {
        return without(ablation, run);
    }
    let mut lines = vec![shape(run), strongest(run)];
    lines.extend(idle(run));
    lines.extend(context.look.selection.unit.map(|unit| card(unit, run)));
    lines
}

/// `Network: inputs x and y; hidden layer 1 with 5 relu units; output p(1); 21 parameters.`
fn shape(run: &Update) -> String {
    let preset = &run.preset;
    let shape = preset.shape();
    let inputs: Vec<String> = (0..preset.inputs.len()).map(|index| names::input(index, preset)).collect();
    let outputs: Vec<String> = (0..shape.outputs).map(|index| names::output(index, preset)).collect();
    let hidden = shape.hidden.iter().zip(&shape.activations).enumerate().map(|(layer, (units, activation))| {
        let plural = if *units == 1 { "" } else { "s" };
        format!("{} with {units} {} unit{plural}", names::layer(layer, preset), activation.name())
    });
    let parameters = format!("{} parameters", thousands(run.parameters.len() as u64));
    let pieces: Vec<String> =
        std::iter::once(format!("Network: {} {}", plural("input", inputs.len()), inputs.join(", ")))
            .chain(hidden)
            .chain([format!("{} {}", plural("output", outputs.len()), outputs.join(", ")), parameters])
            .collect();
    format!("{}.", pieces.join("; "))
}

fn plural(word: &str, count: usize) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

/// The strongest weights with their names.
fn strongest(run: &Update) -> String {
    let layout = Layout::new(&run.preset.shape());
    let mut weights: Vec<(Unit, String, f32)> = vec![];
    for unit in units(&layout) {
        for number in numbers(&run.preset, unit) {
            if let Number::Weight(to, _) = number
                && to == unit
            {
                let from = names::number(number, unit, &run.preset);
                weights.push((unit, from, run.parameters[number.parameter(&layout)]));
            }
        }
    }
    weights.sort_by(|one, other| other.2.abs().total_cmp(&one.2.abs()));
    let named = weights.iter().take(STRONGEST);
    let named: Vec<String> = named
        .map(|(unit, from, weight)| format!("{from} to {} {}", names::unit(*unit, &run.preset), measure(*weight)))
        .collect();
    format!("Strongest weights: {}.", named.join(", "))
}

/// Hidden units that are dead on every train point, and those that are switched off.
fn idle(run: &Update) -> Vec<String> {
    let (shape, loss) = (run.preset.shape(), run.preset.loss);
    let layout = Layout::new(&shape);
    let mut parameters = vec![];
    effective(run, &mut parameters);
    let mut activations = Activations::new(&shape, loss);
    activations.compute(&parameters, &sample(&run.dataset.train, MAX_POINTS).laid_out(&run.preset.inputs));
    let hidden = || units(&layout).filter(|unit| unit.layer < run.preset.network.hidden.len());
    let is_off = |unit: &Unit| run.unit_mask.is_off(*unit);
    let dead: Vec<String> = hidden()
        .filter(|unit| !is_off(unit) && health(&activations, *unit).dead)
        .map(|unit| names::unit(unit, &run.preset))
        .collect();
    let off: Vec<String> = hidden().filter(is_off).map(|unit| names::unit(unit, &run.preset)).collect();
    let all = hidden().count();
    let mut lines = vec![];
    if !dead.is_empty() {
        lines.push(format!(
            "{} of {all} hidden units are dead, flat at every train point: {}.",
            dead.len(),
            dead.join(", ")
        ));
    } else if all > 0 {
        lines.push("No hidden unit is dead.".into());
    }
    if !off.is_empty() {
        lines.push(format!("Switched off: {}.", off.join(", ")));
    }
    lines
}

fn units(layout: &Layout) -> impl Iterator<Item = Unit> {
    let of = |layer: usize| (0..layout.bias(layer).len()).map(move |index| Unit { layer, index });
    (0..layout.layers()).flat_map(of)
}

/// A unit's bias and weights: `Unit h1.3: bias 0.1200; from x -0.8700, from y 0.4300; to p(1) -1.2000.`
fn card(unit: Unit, run: &Update) -> String {
    let layout = Layout::new(&run.preset.shape());
    let numbers = numbers(&run.preset, unit).into_iter().map(|number| {
        let name = names::number(number, unit, &run.preset);
        let name = match number {
            Number::Bias(_) => name,
            Number::Weight(..) => {
                name.strip_prefix("> ").map_or_else(|| format!("from {name}"), |to| format!("to {to}"))
            }
        };
        format!("{name} {}", measure(run.parameters[number.parameter(&layout)]))
    });
    let off = if run.unit_mask.is_off(unit) { ", switched off" } else { "" };
    format!("Unit {}{off}: {}.", names::unit(unit, &run.preset), numbers.collect::<Vec<_>>().join(", "))
}

/// The losses without each unit, the most important first.
fn without(Ablation { whole, units }: &Ablation, run: &Update) -> Vec<String> {
    let losses = |worth: &crate::train::inspect::Worth| {
        let train = format!("train loss {}", measure(worth.train.loss));
        let Some(test) = worth.test else { return train };
        let score = match test.score {
            Score::Correct(correct) => format!("{correct} of {} test points correct", run.dataset.test.len()),
            Score::Determination(share) => format!("test R squared {}", determination(share, 3)),
        };
        format!("{train}, test loss {}, {score}", measure(test.loss))
    };
    let rows =
        units.iter().map(|(unit, worth)| format!("Without {}: {}.", names::unit(*unit, &run.preset), losses(worth)));
    std::iter::once(format!("Ablation, with all units: {}.", losses(whole))).chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Depth;
    use crate::ui::fixture::{Scene, look, update};

    #[test]
    fn the_network_has_its_shape_its_strongest_weights_and_its_dead_units() {
        let scene = Scene::new(update("xor-blobs", 300, |_| {}), look(Depth::TrueColour));
        let lines = describe(&Network::default(), &scene.context());
        assert_eq!(lines[0], "Network: inputs x, y; hidden layer 1 with 5 relu units; output p(1); 21 parameters.");
        let weights =
            scene.run.parameters.iter().enumerate().filter(|(index, _)| !(10..15).contains(index) && *index < 20);
        let largest =
            weights.map(|(_, weight)| *weight).max_by(|one, other| one.abs().total_cmp(&other.abs())).unwrap();
        let first = lines[1].split(", ").next().unwrap();
        assert!(first.ends_with(&measure(largest)), "{}: {largest}", lines[1]);
    }

    #[test]
    fn a_selected_unit_says_its_bias_and_weights() {
        let mut scene = Scene::new(update("xor-blobs", 300, |_| {}), look(Depth::TrueColour));
        scene.look.selection.unit = Some(Unit { layer: 0, index: 2 });
        let card = describe(&Network::default(), &scene.context()).pop().unwrap();
        let [bias, out] = [12, 17].map(|place| measure(scene.run.parameters[place]));
        assert!(card.starts_with(&format!("Unit h1.3: bias {bias}, from x ")), "{card}");
        assert!(card.ends_with(&format!(", to p(1) {out}.")), "{card}");
    }
}
