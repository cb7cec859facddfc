//! What keys and the mouse do to the charts.

use crate::ui::action::Action;
use crate::ui::app::App;

impl App {
    /// Moves the charts' cursor, zooms, and changes how they are drawn.
    pub(in crate::ui) fn update_charts(&mut self, action: Action) {
        let (charts, total) = (&mut self.charts, self.run.as_ref().map_or(0, |run| run.total));
        match action {
            Action::EpochCursor(dots) => charts.step(dots),
            Action::EpochAt(column, row) => charts.point((column, row).into()),
            Action::ZoomEpochs(closer) => charts.zoom(closer, total, &self.look),
            Action::ZoomEpochsAt(closer, column, row) => {
                charts.point((column, row).into());
                charts.zoom(closer, total, &self.look);
            }
            Action::EpochAxis => charts.change_epochs(),
            Action::Smoothing => charts.smooth(),
            Action::Measure => charts.change_measure(),
            _ => {}
        }
    }
}
