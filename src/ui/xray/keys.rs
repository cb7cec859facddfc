//! What keys and clicks do to what is looked at of the network.

use crate::network::Unit;
use crate::session::Command;
use crate::train::{Change, LARGEST_WEIGHT};
use crate::ui::action::{Action, Panel};
use crate::ui::app::App;
use crate::ui::overlay::{Overlay, Purpose};
use crate::ui::xray::losses_without;

impl App {
    /// Selects, probes, and changes weights and switches.
    pub(in crate::ui) fn update_xray(&mut self, action: Action) -> Option<Command> {
        let (run, xray) = (self.run.as_ref()?, &mut self.xray);
        match action {
            Action::Select(right, up) => xray.select((right, up), run),
            Action::SelectAt(column, row) => {
                let (layer, index) = self.maps.plan.unit_at((column, row).into())?;
                self.look.focus = Some(Panel::Network);
                // An input has no numbers of its own.
                xray.unit = layer.checked_sub(1).map(|layer| Unit { layer, index });
                xray.number = None;
            }
            Action::Numbers => {
                xray.unit.get_or_insert(Unit { layer: 0, index: 0 });
                xray.number = Some(0);
            }
            Action::NumberAt(number) => {
                self.look.focus = Some(Panel::Network);
                xray.number = Some(number);
                // Below the last there is none.
                xray.settle(run);
            }
            Action::Number(places) => xray.choose(places, run),
            Action::Nudge(steps) => return xray.nudge(steps, run).map(Command::Edit),
            Action::TypeNumber => self.overlay = Some(Overlay::prompt(Purpose::Weight)),
            Action::Switch => {
                let unit = xray.unit?;
                return Some(Command::Edit(Change::Off(unit, !run.switches.is_off(unit))));
            }
            Action::Ablation => {
                self.overlay = Some(Overlay::units(losses_without(run), run.record.epoch, &run.preset));
            }
            Action::LayerView => {
                let layer = xray.unit.map_or(0, |unit| unit.layer);
                xray.layer = if xray.layer == Some(layer) { None } else { Some(layer) };
            }
            Action::ProbeAt(column, row) => {
                let mut cursor = xray.probe.unwrap_or_default();
                xray.probe = cursor.go_to((column, row).into(), &self.plane).then_some(cursor);
            }
            _ => {}
        }
        None
    }
}

/// The weight that a text gives.
pub(in crate::ui) fn weight(text: &str) -> Result<f32, String> {
    let value = text.trim().parse::<f32>().ok().filter(|value| value.abs() <= LARGEST_WEIGHT);
    value.ok_or_else(|| "allowed: a number from -1000000 to 1000000".into())
}
