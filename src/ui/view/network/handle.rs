//! What keys and clicks do to the selection, the weights and the units of the network.

use super::Network;
use super::ablation::Losses;
use crate::network::{MAX_WIDTH, Unit};
use crate::preset::Preset;
use crate::session::{Command, Update};
use crate::train::Change;
use crate::ui::action::{Effect, NetworkAction, Opening, Purpose, Region, Tab, Tone};
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::selection::Number;

/// Selects, changes weights, adds and takes units, and switches units off and on.
pub fn network(view: &mut Network, action: NetworkAction, run: &Update, look: &mut Look) -> Option<Effect> {
    let selection = &mut look.selection;
    match action {
        NetworkAction::Select(right, up) => match &view.losses {
            // In the list of losses, units stand below each other.
            Some(losses) if selection.number.is_none() => {
                selection.unit = losses.beside(selection.unit, isize::from(right) - isize::from(up));
            }
            _ => selection.select((right, up), run),
        },
        NetworkAction::SelectAt(column, row) => {
            let (layer, index) = view.maps.plan.unit_at((column, row).into())?;
            // An input has no numbers of its own.
            selection.unit = layer.checked_sub(1).map(|layer| Unit { layer, index });
            selection.number = None;
            (look.focus, look.tab) = (Some(Region::Inspector), Tab::Network);
        }
        NetworkAction::SelectUnit(unit) => {
            (selection.unit, selection.number) = (Some(unit), None);
            (look.focus, look.tab) = (Some(Region::Inspector), Tab::Network);
        }
        NetworkAction::EditWeights => {
            selection.unit.get_or_insert(Unit { layer: 0, index: 0 });
            (selection.number, selection.layer, view.losses) = (Some(0), None, None);
        }
        NetworkAction::SelectWeightAt(number) => {
            selection.number = Some(number);
            // Below the last there is none.
            selection.settle(run);
            look.focus = Some(Region::Inspector);
        }
        NetworkAction::SelectWeight(places) => selection.choose(places, run),
        NetworkAction::Nudge(steps) => return selection.nudge(steps, run).map(edit),
        NetworkAction::TypeWeight => {
            let purpose = match selection.chosen(run)? {
                Number::Bias(unit) => Purpose::Weight(unit, None),
                Number::Weight(unit, input) => Purpose::Weight(unit, Some(input)),
            };
            return Some(Effect::Open(Opening::Prompt(purpose, String::new())));
        }
        NetworkAction::ToggleUnit => {
            let unit = selection.unit?;
            if unit.layer >= run.preset.network.hidden.len() {
                let problem = "an output cannot be switched off; select a hidden unit";
                return Some(Effect::Say(Tone::Problem, problem.into()));
            }
            return Some(edit(Change::Off(unit, !run.unit_mask.is_off(unit))));
        }
        NetworkAction::Widen => return Some(widen(selection.unit, run, Widths::Larger)),
        NetworkAction::Narrow => return Some(widen(selection.unit, run, Widths::Smaller)),
        NetworkAction::Ablation => {
            selection.layer = None;
            view.losses = if view.losses.is_some() { None } else { Some(Losses::default()) };
        }
        NetworkAction::LayerView => {
            let layer = selection.unit.map_or(0, |unit| unit.layer);
            selection.layer = if selection.layer == Some(layer) { None } else { Some(layer) };
            view.losses = None;
        }
    }
    None
}

fn edit(change: Change) -> Effect {
    Effect::Send(Command::Edit(change))
}

/// Which width comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Widths {
    Larger,
    Smaller,
}

/// Gives the selected unit's layer, or else the first one, the next width.
fn widen(selected: Option<Unit>, run: &Update, towards: Widths) -> Effect {
    let refused = |problem: String| Effect::Say(Tone::Problem, problem.into());
    let hidden = &run.preset.network.hidden;
    let layer = selected.map_or(0, |unit| unit.layer);
    let Some(&width) = hidden.get(layer) else {
        let problem = if hidden.is_empty() {
            "this network has no hidden layer; e adds one"
        } else {
            "the data fixes the number of outputs; select a hidden unit"
        };
        return refused(problem.into());
    };
    let name = names::layer(layer, &run.preset);
    let units = if width == 1 { "unit" } else { "units" };
    let next = match towards {
        Widths::Larger => width + 1,
        Widths::Smaller => width - 1,
    };
    if !(1..=MAX_WIDTH).contains(&next) {
        let (end, other) = if towards == Widths::Larger { ("most", "<") } else { ("fewest", ">") };
        return refused(format!("{name} has {width} {units}, the {end} there can be; {other} changes it back"));
    }
    let mut preset = Preset::clone(&run.preset);
    preset.network.hidden[layer] = next;
    let done = format!("{name}: {width} {units}, now {next}; u undoes it");
    Effect::SendAndSay(Command::Change(Box::new(preset)), done.into())
}
