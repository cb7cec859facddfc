//! What keys and the mouse do to the charts.

use crate::ui::action::ChartAction;
use crate::ui::app::App;
use crate::ui::look::Axis;

impl App {
    /// Moves the charts' cursor, zooms, and changes how they are drawn.
    pub(in crate::ui) fn handle_chart(&mut self, action: ChartAction) {
        let (charts, look) = (&mut self.charts, &mut self.look);
        let total = self.run.as_ref().map_or(0, |run| run.total);
        match action {
            ChartAction::LossAxis => {
                look.axis = match look.axis {
                    Axis::Logarithmic => Axis::Linear,
                    Axis::Linear => Axis::Logarithmic,
                };
            }
            ChartAction::Window => {
                charts.unzoom();
                look.newest = !look.newest;
            }
            ChartAction::Cursor(dots) => charts.step(dots),
            ChartAction::CursorAt(column, row) => charts.point((column, row).into()),
            ChartAction::Zoom(zoom) => charts.zoom(zoom, total, look),
            ChartAction::ZoomAt(zoom, column, row) => {
                charts.point((column, row).into());
                charts.zoom(zoom, total, look);
            }
            ChartAction::EpochAxis => charts.change_epochs(),
            ChartAction::Smoothing => charts.smooth(),
            ChartAction::Measure => charts.change_measure(),
        }
    }
}
