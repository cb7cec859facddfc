//! What keys and clicks do to the selection and the weights of the network.

use crate::network::Unit;
use crate::session::Command;
use crate::train::Change;
use crate::ui::action::{Effect, NetworkAction, Opening, Panel, Purpose};
use crate::ui::app::App;
use crate::ui::view::network::selection::Number;

impl App {
    /// Selects, probes, changes weights, and switches units off and on.
    pub fn handle_network(&mut self, action: NetworkAction) -> Option<Effect> {
        let (run, inspection) = (self.run.as_ref()?, &mut self.inspection);
        match action {
            NetworkAction::Select(right, up) => inspection.select((right, up), run),
            NetworkAction::SelectAt(column, row) => {
                let (layer, index) = self.maps.plan.unit_at((column, row).into())?;
                self.look.focus = Some(Panel::Network);
                // An input has no numbers of its own.
                inspection.unit = layer.checked_sub(1).map(|layer| Unit { layer, index });
                inspection.number = None;
            }
            NetworkAction::SelectUnit(unit) => {
                self.look.focus = Some(Panel::Network);
                (inspection.unit, inspection.number) = (Some(unit), None);
            }
            NetworkAction::EditWeights => {
                inspection.unit.get_or_insert(Unit { layer: 0, index: 0 });
                inspection.number = Some(0);
            }
            NetworkAction::SelectWeightAt(number) => {
                self.look.focus = Some(Panel::Network);
                inspection.number = Some(number);
                // Below the last there is none.
                inspection.settle(run);
            }
            NetworkAction::SelectWeight(places) => inspection.choose(places, run),
            NetworkAction::Nudge(steps) => return inspection.nudge(steps, run).map(edit),
            NetworkAction::TypeWeight => {
                let purpose = match inspection.chosen(run)? {
                    Number::Bias(unit) => Purpose::Weight(unit, None),
                    Number::Weight(unit, input) => Purpose::Weight(unit, Some(input)),
                };
                return Some(Effect::Open(Opening::Prompt(purpose, String::new())));
            }
            NetworkAction::ToggleUnit => {
                let unit = inspection.unit?;
                return Some(edit(Change::Off(unit, !run.unit_mask.is_off(unit))));
            }
            NetworkAction::Ablation => return Some(Effect::Open(Opening::Ablation)),
            NetworkAction::LayerView => {
                let layer = inspection.unit.map_or(0, |unit| unit.layer);
                inspection.layer = if inspection.layer == Some(layer) { None } else { Some(layer) };
            }
            NetworkAction::ProbeAt(column, row) => {
                let mut cursor = inspection.probe.unwrap_or_default();
                inspection.probe = cursor.go_to((column, row).into(), &self.plane).then_some(cursor);
            }
            NetworkAction::MoveProbe(right, up) => {
                inspection.probe.get_or_insert_default().step((right, up), &self.plane);
            }
        }
        None
    }
}

fn edit(change: Change) -> Effect {
    Effect::Send(Command::Edit(change))
}
