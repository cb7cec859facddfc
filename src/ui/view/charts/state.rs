//! What the charts show: the metric, the epochs, the axes, and the cursor that they share.
//!
//! [`State::compute`] lays the charts out before each frame, so that keys and mouse act on what is on the screen.

use ratatui::layout::{Position, Rect};

use super::metric::{Along, Axes, Metric};
use super::picture::{self, Picture};
use super::reading::Reading;
use crate::plot::Scale;
use crate::session::Update;
use crate::train::Segments;
use crate::ui::action::{ChartAction, Region, Zoom};
use crate::ui::look::Look;

/// Epochs that the chart of the newest ones shows.
const NEWEST: u64 = 500;
/// The fewest epochs that can be shown.
const MIN_EPOCHS: u64 = 10;
/// Rows in which two charts have room.
const TWO: u16 = 16;
/// The half-lives of smoothing, in epochs, in the order of the key.
const HALF_LIVES: [u64; 3] = [10, 100, 1000];

/// A part of the run that was chosen by zooming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// This many of the newest epochs: it follows the end.
    Newest(u64),
    /// From the first to the last of these epochs: it stays where it is.
    Fixed(u64, u64),
}

/// The charts, as the person has set them.
pub struct State {
    /// The charts on the screen, from the top; empty if none is shown.
    pub pictures: Vec<Picture>,
    /// The values at the cursor.
    pub reading: Option<Reading>,
    pub cursor: Option<u64>,
    /// Whether the mouse has set the cursor, which then goes with it.
    by_mouse: bool,
    zoom: Option<Extent>,
    /// Place among the half-lives.
    smoothing: Option<usize>,
    along: Along,
    /// The scale of losses and gradient norms.
    scale: Scale,
    /// Whether only the newest epochs are shown.
    pub newest_only: bool,
    /// The selected tab.
    pub metric: Metric,
    /// The learning rates and updates of the shown branch, for the axis of updates.
    segments: Segments,
    run: u64,
    newest: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            pictures: vec![],
            reading: None,
            cursor: None,
            by_mouse: false,
            zoom: None,
            smoothing: None,
            along: Along::default(),
            scale: Scale::Log,
            newest_only: false,
            metric: Metric::default(),
            segments: Segments::default(),
            run: 0,
            newest: 0,
        }
    }
}

impl State {
    /// How the charts are drawn in a run that ends at epoch `total`.
    pub fn axes(&self, total: u64) -> Axes {
        Axes { along: self.along, scale: self.scale, epochs: self.shown(total), half_life: self.half_life() }
    }

    /// The half-life of the moving average, in epochs, if there is one.
    pub fn half_life(&self) -> Option<u64> {
        self.smoothing.map(|place| HALF_LIVES[place])
    }

    /// The metrics on the screen.
    pub fn metrics(&self) -> impl Iterator<Item = Metric> {
        self.pictures.iter().map(|picture| picture.metric)
    }

    /// The first and the last epoch if the shown ones were chosen by zooming.
    pub fn zoomed(&self) -> Option<(u64, u64)> {
        Some(match self.zoom? {
            Extent::Newest(count) => (self.newest.saturating_sub(count), self.newest.max(count)),
            Extent::Fixed(first, last) => (first, last),
        })
    }

    /// Moves the cursor, zooms, and changes how the charts are drawn; `total` is the last epoch of the run.
    pub fn handle(&mut self, action: ChartAction, total: u64) {
        match action {
            ChartAction::LossAxis => {
                self.scale = if self.scale == Scale::Log { Scale::Linear } else { Scale::Log };
            }
            ChartAction::Window => {
                self.zoom = None;
                self.newest_only = !self.newest_only;
            }
            ChartAction::Cursor(dots) => self.step(dots),
            ChartAction::CursorAt(column, row) => self.point((column, row).into()),
            ChartAction::Zoom(zoom) => self.zoom(zoom, total),
            ChartAction::ZoomAt(zoom, column, row) => {
                self.point((column, row).into());
                self.zoom(zoom, total);
            }
            ChartAction::EpochAxis => self.along = self.along.next(),
            ChartAction::Smoothing => self.smooth(),
            ChartAction::Measure => {
                self.metric = if self.metric == Metric::Loss { Metric::Score } else { Metric::Loss };
            }
            ChartAction::NextTab => self.metric = self.metric.after(1),
            ChartAction::PreviousTab => self.metric = self.metric.after(3),
            // The title knows where its tabs are.
            ChartAction::TabAt(..) => {}
        }
    }

    /// Lays the charts out in `area`, a box each, for the next frame.
    pub fn compute(&mut self, run: &Update, area: Rect, look: &Look) {
        if self.run != run.run {
            *self = Self {
                smoothing: self.smoothing,
                along: self.along,
                scale: self.scale,
                newest_only: self.newest_only,
                metric: self.metric,
                ..Self::default()
            };
            self.run = run.run;
        }
        self.newest = run.newest_epoch();
        self.segments.clone_from(&run.segments);
        if look.focus != Some(Region::Charts) && !self.by_mouse {
            self.cursor = None;
        }
        self.cursor = self.cursor.map(|epoch| epoch.clamp(self.first(), self.newest.max(self.first())));
        self.reading = self.cursor.map(|epoch| Reading::at(epoch, run));
        let axes = self.axes(run.total);
        let places = if area.height >= TWO {
            // The first has the odd row.
            let upper = area.height.div_ceil(2);
            let lower = Rect { y: area.y + upper, height: area.height - upper, ..area };
            // The selected tab, and the next one below it.
            vec![(self.metric, Rect { height: upper, ..area }), (self.metric.after(1), lower)]
        } else {
            vec![(self.metric, area)]
        };
        self.pictures = places.into_iter().map(|(metric, area)| Picture::new(metric, area, axes, run, look)).collect();
        picture::align(&mut self.pictures, look);
    }

    /// The first epoch that the axis has.
    fn first(&self) -> u64 {
        u64::from(self.along == Along::LogEpochs)
    }

    /// All epochs that are shown without zoom.
    fn all(&self, total: u64) -> (u64, u64) {
        if self.newest_only {
            (self.newest.saturating_sub(NEWEST), self.newest.max(NEWEST))
        } else {
            (0, total.max(self.newest))
        }
    }

    fn shown(&self, total: u64) -> (u64, u64) {
        let (first, last) = self.zoomed().unwrap_or_else(|| self.all(total));
        (first.max(self.first()), last.max(self.first() + 1))
    }

    /// The x of an epoch.
    pub fn x_of(&self, epoch: u64) -> f64 {
        self.along.x_of(epoch as f64, &self.segments)
    }

    fn epoch_of(&self, x: f64) -> u64 {
        self.along.epoch_at(x, &self.segments).round().max(0.0) as u64
    }

    /// Moves the cursor by dots of the chart, at least by an epoch each; it begins at the newest epoch. The shown epochs
    /// move along where it would leave them.
    fn step(&mut self, dots: i16) {
        let Some(picture) = self.pictures.first() else { return };
        let from = self.cursor.unwrap_or(self.newest);
        let to = picture.across.map_or(from, |across| self.epoch_of(across.beside(self.x_of(from), dots)));
        let to = if dots < 0 { to.min(from.saturating_sub(1)) } else { to.max(from.saturating_add(1)) };
        let to = to.clamp(self.first(), self.newest.max(self.first()));
        (self.cursor, self.by_mouse) = (Some(to), false);
        if let Some((first, last)) = self.zoomed() {
            let width = last - first;
            if to < first {
                self.zoom = Some(Extent::Fixed(to, to + width));
            } else if to > last {
                self.zoom = Some(Extent::Fixed(to - width, to));
            }
        }
    }

    /// Whether moving the mouse to this cell moves the cursor.
    pub fn follows(&self, cell: Position) -> bool {
        self.epoch_at(cell).is_some() || (self.by_mouse && self.cursor.is_some())
    }

    /// The epoch at a cell of a chart.
    pub fn epoch_at(&self, cell: Position) -> Option<u64> {
        let across = self.pictures.iter().filter_map(|picture| picture.across);
        let across = across.into_iter().find(|across| across.plot.contains(cell))?;
        Some(self.epoch_of(across.x_at(cell.x)).clamp(self.first(), self.newest.max(self.first())))
    }

    /// Moves the cursor to the epoch at a cell; away from the charts a cursor of the mouse's ends.
    fn point(&mut self, cell: Position) {
        match self.epoch_at(cell) {
            Some(epoch) => (self.cursor, self.by_mouse) = (Some(epoch), true),
            None if self.by_mouse => self.cursor = None,
            None => {}
        }
    }

    /// Shows half as many epochs, or twice as many, around the cursor or up to the newest one. Unless the cursor is at an
    /// earlier epoch, the charts go on following the end.
    fn zoom(&mut self, zoom: Zoom, total: u64) {
        let all = self.all(total);
        let (first, last) = self.zoomed().unwrap_or(all);
        let (most, width) = (all.1 - all.0, (last - first).max(1));
        let wanted = if zoom == Zoom::In { (width / 2).max(MIN_EPOCHS) } else { width.saturating_mul(2) };
        if wanted >= most {
            self.zoom = None;
            return;
        }
        self.zoom = Some(match self.cursor.filter(|cursor| *cursor < self.newest) {
            None => Extent::Newest(wanted),
            Some(cursor) => {
                // The cursor keeps its place on the screen, as far as there are epochs.
                let part = (cursor.clamp(first, last) - first) as f64 / width as f64;
                let from = cursor.saturating_sub((part * wanted as f64).round() as u64);
                let from = from.min(total.max(self.newest).saturating_sub(wanted));
                Extent::Fixed(from, from + wanted)
            }
        });
    }

    /// The next half-life, and after the longest none.
    fn smooth(&mut self) {
        let next = self.smoothing.map_or(0, |place| place + 1);
        self.smoothing = (next < HALF_LIVES.len()).then_some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(newest: u64, cursor: Option<u64>) -> State {
        State { cursor, newest, ..State::default() }
    }

    #[test]
    fn without_a_cursor_the_newest_epochs_are_zoomed_and_followed() {
        let mut charts = at(1000, None);
        charts.zoom(Zoom::In, 2000);
        assert_eq!(charts.zoomed(), Some((0, 1000)));
        charts.zoom(Zoom::In, 2000);
        assert_eq!(charts.zoomed(), Some((500, 1000)));
        charts.newest = 1300;
        assert_eq!(charts.zoomed(), Some((800, 1300)));
        charts.zoom(Zoom::Out, 2000);
        charts.zoom(Zoom::Out, 2000);
        assert_eq!(charts.zoomed(), None, "all epochs again");
    }

    #[test]
    fn a_cursor_keeps_its_place_and_the_epochs_stay() {
        let mut charts = at(1000, Some(400));
        charts.zoom(Zoom::In, 2000);
        assert_eq!(charts.zoomed(), Some((200, 1200)));
        charts.zoom(Zoom::In, 2000);
        assert_eq!(charts.zoomed(), Some((300, 800)));
        charts.newest = 1900;
        assert_eq!(charts.zoomed(), Some((300, 800)));
        charts.zoom(Zoom::Out, 2000);
        assert_eq!(charts.zoomed(), Some((200, 1200)));
        charts.zoom = None;
        assert_eq!(charts.zoomed(), None);
    }

    #[test]
    fn zooming_ends_at_ten_epochs_and_at_the_ends_of_the_run() {
        let mut charts = State { newest_only: true, ..at(1000, None) };
        (0..99).for_each(|_| charts.zoom(Zoom::In, 2000));
        assert_eq!(charts.zoomed(), Some((990, 1000)));
        charts.zoom(Zoom::Out, 2000);
        charts.cursor = Some(985);
        (0..4).for_each(|_| charts.zoom(Zoom::Out, 2000));
        let (first, last) = charts.zoomed().unwrap();
        assert_eq!(last - first, 320);
        assert!((first..=last).contains(&985) && last <= 2000, "{first}-{last}");
        charts.zoom(Zoom::Out, 2000);
        assert_eq!(charts.zoomed(), None, "as many as the last 500");
        let mut short = at(3, None);
        short.zoom(Zoom::In, 5);
        assert_eq!(short.zoomed(), None, "five epochs are shown as they are");
    }

    #[test]
    fn the_smoothing_goes_through_its_half_lives() {
        let mut charts = State::default();
        let mut steps = Vec::new();
        for _ in 0..5 {
            steps.push(charts.half_life());
            charts.smooth();
        }
        assert_eq!(steps, [None, Some(10), Some(100), Some(1000), None]);
    }

    #[test]
    fn only_a_cursor_of_the_mouses_goes_with_the_mouse() {
        let mut charts = State { by_mouse: true, ..at(10, Some(5)) };
        assert!(charts.follows((0, 0).into()));
        charts.point((0, 0).into());
        assert_eq!(charts.cursor, None);
        let mut charts = at(10, Some(5));
        assert!(!charts.follows((0, 0).into()));
        charts.point((0, 0).into());
        assert_eq!(charts.cursor, Some(5));
    }
}
