//! What keys and clicks do to the selection and the weights of the network.

use super::plan::Plan;
use crate::network::Unit;
use crate::session::{Command, Update};
use crate::train::Change;
use crate::ui::action::{Effect, NetworkAction, Opening, Purpose, Region, Tab};
use crate::ui::look::Look;
use crate::ui::selection::Number;

/// Selects, changes weights, and switches units off and on.
pub fn network(action: NetworkAction, run: &Update, look: &mut Look, plan: &Plan) -> Option<Effect> {
    let selection = &mut look.selection;
    match action {
        NetworkAction::Select(right, up) => selection.select((right, up), run),
        NetworkAction::SelectAt(column, row) => {
            let (layer, index) = plan.unit_at((column, row).into())?;
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
            selection.number = Some(0);
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
            return Some(edit(Change::Off(unit, !run.unit_mask.is_off(unit))));
        }
        NetworkAction::Ablation => return Some(Effect::Open(Opening::Ablation)),
        NetworkAction::LayerView => {
            let layer = selection.unit.map_or(0, |unit| unit.layer);
            selection.layer = if selection.layer == Some(layer) { None } else { Some(layer) };
        }
    }
    None
}

fn edit(change: Change) -> Effect {
    Effect::Send(Command::Edit(change))
}
