//! What keys and clicks do to the selection and the weights of the network.

use crate::network::Unit;
use crate::session::Command;
use crate::train::{Change, LARGEST_WEIGHT};
use crate::ui::action::{NetworkAction, Panel};
use crate::ui::app::App;
use crate::ui::popup::{Overlay, Purpose, Units};
use crate::ui::view::network::measurements::losses_without;

impl App {
    /// Selects, probes, changes weights, and switches units off and on.
    pub fn handle_network(&mut self, action: NetworkAction) -> Option<Command> {
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
            NetworkAction::Nudge(steps) => return inspection.nudge(steps, run).map(Command::Edit),
            NetworkAction::TypeWeight => self.overlay = Some(Overlay::prompt(Purpose::Weight, "")),
            NetworkAction::ToggleUnit => {
                let unit = inspection.unit?;
                return Some(Command::Edit(Change::Off(unit, !run.unit_mask.is_off(unit))));
            }
            NetworkAction::Ablation => {
                let units = Units::new(losses_without(run), run.record.epoch, &run.preset);
                self.overlay = Some(Overlay::Units(units));
            }
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

pub fn weight(text: &str) -> Result<f32, String> {
    let value = text.trim().parse::<f32>().ok().filter(|value| value.abs() <= LARGEST_WEIGHT);
    value.ok_or_else(|| "allowed: a number from -1000000 to 1000000".into())
}
