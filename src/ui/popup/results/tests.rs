use std::path::Path;

use ratatui::buffer::Buffer;

use super::*;
use crate::plot::{Depth, Glyphs};
use crate::preset::Preset;
use crate::session::Update;
use crate::sweep::loaded::tests::fixture::{Axes, write};
use crate::sweep::{Curves, Selection};
use crate::ui::fixture::{Scene, assert_snapshot, drawn, look, text, update};
use crate::ui::look::Look;
use crate::ui::theme::{Palette, Theme};

/// The places for popups on screens of 80x24 and 120x40.
const NARROW: Rect = Rect::new(0, 1, 80, 19);
const RIGHT: Rect = Rect::new(67, 1, 53, 34);

const AXES: Axes =
    &[("learning-rate", &["0.01", "0.1", "30"]), ("hidden", &["3", "5", "8,8"]), ("seed", &["0", "1", "2", "3"])];

/// Losses that fall with the learning rate and the width, and by the seed; at the largest rate most runs diverge.
fn loss(preset: &Preset) -> Option<f32> {
    let (rate, width) = (preset.optimizer.learning_rate(), preset.network.hidden[0] as f32);
    let by_seed = 1.0 + preset.seed as f32 / 10.0;
    if rate > 1.0 { (preset.seed == 0).then_some(4.0) } else { Some(by_seed / (width * (100.0 * rate as f32).sqrt())) }
}

/// The popup over a run, with a table that was read.
struct Open {
    scene: Scene,
    popup: Results,
}

impl Open {
    fn new(axes: Axes, look: Look) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("grid.csv");
        write(&path, axes, loss);
        let mut scene = Scene::new(update("xor-blobs", 0, |_| {}), look);
        scene.look.results.take(Arc::new(Loaded::read(&path, &mut |_| {}).unwrap()));
        let popup = Results::new(&scene.context());
        Self { scene, popup }
    }

    /// Does what a key asks of the popup; what it asks of the look in turn, and returns the rest.
    fn does(&mut self, action: ResultsAction) -> Option<Effect> {
        let outcome = self.popup.handle(Action::Results(action), &self.scene.context());
        let Outcome::Stay(effect) = outcome else { panic!("it closes") };
        let results = &mut self.scene.look.results;
        match effect {
            Some(Effect::Act(Action::Results(ResultsAction::Cell(place)))) => results.cell = Some(place),
            Some(Effect::Act(Action::Results(ResultsAction::Field(field)))) => results.field = Some(field),
            Some(Effect::Act(Action::Results(ResultsAction::Row(row)))) => results.row = Some(row),
            Some(Effect::Act(Action::Results(ResultsAction::Page(page)))) => results.page = page,
            other => return other,
        }
        None
    }

    fn drawn(&mut self, area: Rect) -> Buffer {
        self.popup.prepare(area, &self.scene.context());
        let screen =
            drawn(area.right(), area.bottom(), |frame, _| self.popup.render(frame, area, &self.scene.context()));
        let mut place = Buffer::empty(Rect::new(0, 0, area.width, area.height));
        for position in area.positions() {
            place[(position.x - area.x, position.y - area.y)] = screen[position].clone();
        }
        place
    }

    fn text(&mut self) -> String {
        text(&self.drawn(RIGHT))
    }
}

/// Curves of a selection, as if they were trained: each falls by half every 20 epochs.
fn curves(selection: &Selection) -> Arc<Curves> {
    let mut curves = Curves::new(Arc::new(selection.clone()), false);
    let losses = |run: u64| {
        let loss = |epoch: &u64| 0.5_f32.powf(*epoch as f32 / 20.0) * run as f32;
        curves.epochs.iter().map(|epoch| [loss(epoch), 2.0 * loss(epoch)]).collect()
    };
    curves.done = selection
        .rows
        .iter()
        .map(|(run, _)| Arc::new(crate::sweep::Curve { run: *run, losses: losses(*run) }))
        .collect();
    Arc::new(curves)
}

#[test]
fn the_grid_has_the_medians_and_the_best_cell_is_selected() {
    let mut open = Open::new(AXES, look(Depth::None));
    assert_snapshot!("grid-right", &open.drawn(RIGHT));
    assert_snapshot!("grid-80x24", &open.drawn(NARROW));
    // Seeds 0 to 3 of eight units at 0.1: 1.0, 1.1, 1.2, 1.3 over 8 times the root of 10.
    let median = 1.15 / (8.0 * 10.0_f64.sqrt());
    assert!(open.text().contains(&format!("[█ {median:.3}]")), "{}", open.text());
    assert_eq!(open.popup.overview.cell(&open.scene.look.results), Place { row: 1, column: 2 });
    open.does(ResultsAction::Move(-1, 1));
    assert_eq!(open.scene.look.results.cell, Some(Place { row: 2, column: 1 }));
    let text = open.text();
    assert!(text.contains("[ diverged ]") || text.contains("[diverged]"), "{text}");
    assert!(text.contains("3 diverged"), "{text}");
    // Beyond the edge there is nothing.
    (0..9).for_each(|_| drop(open.does(ResultsAction::Move(1, 1))));
    assert_eq!(open.scene.look.results.cell, Some(Place { row: 2, column: 2 }));
}

#[test]
fn a_cell_leads_to_its_runs_which_are_sorted_by_the_selected_field() {
    let mut open = Open::new(AXES, look(Depth::None));
    open.does(ResultsAction::Choose);
    assert_snapshot!("table-right", &open.drawn(RIGHT));
    assert!(open.text().contains("4 of 36 runs, best first"), "{}", open.text());
    open.scene.look.results.sort();
    open.scene.look.results.sort();
    let runs = |open: &mut Open| {
        open.drawn(RIGHT);
        let table = open.scene.look.results.table.clone().unwrap();
        open.popup.overview.order().iter().map(|row| table.run(*row)).collect::<Vec<_>>()
    };
    assert_eq!(runs(&mut open), [24, 23, 22, 21]);
    open.does(ResultsAction::Move(0, 1));
    let Some(Effect::File(FileTask::OpenRow(table, row))) = open.does(ResultsAction::Choose) else {
        panic!("no run is opened")
    };
    assert_eq!(table.run(row), 23);
    open.scene.look.results.shows_all = true;
    assert_eq!(runs(&mut open).len(), 36);
    // The fields move with the selected one.
    (0..20).for_each(|_| drop(open.does(ResultsAction::Move(1, 0))));
    assert!(open.text().contains("epochs"), "{}", open.text());
    assert!(open.text().contains("run"), "the number stays: {}", open.text());
    assert!(matches!(
        open.popup.handle(Action::Results(ResultsAction::Close), &open.scene.context()),
        Outcome::Close(_)
    ));
}

#[test]
fn curves_are_asked_for_once_and_drawn_when_they_are_there() {
    let mut open = Open::new(AXES, look(Depth::None));
    open.scene.look.results.page = Page::Curves;
    assert!(open.text().contains("Space trains these runs again"), "{}", open.text());
    let Some(Effect::Send(Command::Results(ResultsCommand::Train(selection)))) = open.does(ResultsAction::Changed)
    else {
        panic!("nothing is trained")
    };
    assert_eq!(selection.rows.iter().map(|(run, _)| *run).collect::<Vec<_>>(), [21, 22, 23, 24]);
    assert_eq!(selection.epochs, 60);
    open.scene.run = Update { curves: Some(curves(&selection)), ..open.scene.run.clone() };
    assert!(open.does(ResultsAction::Changed).is_none(), "they are known");
    assert_snapshot!("curves-right", &open.drawn(RIGHT));
    // Those of other runs are not shown.
    open.scene.look.results.shows_all = true;
    assert!(open.text().contains("Space trains these runs again"), "{}", open.text());
}

#[test]
fn the_distribution_has_the_success_rate_the_median_and_bars() {
    let mut open = Open::new(AXES, look(Depth::None));
    open.scene.look.results.page = Page::Distribution;
    open.scene.look.results.shows_all = true;
    let Some(Effect::File(FileTask::MedianInterval(question, numbers))) = open.does(ResultsAction::Changed) else {
        panic!("no interval is asked for")
    };
    assert_eq!((numbers.len(), numbers.is_sorted()), (36, true));
    assert_eq!(numbers.iter().filter(|number| number.is_infinite()).count(), 9, "those that diverged");
    open.scene.look.results.interval = Some((question, Some((0.1, 0.25))));
    assert!(open.does(ResultsAction::Changed).is_none(), "it is known");
    assert_snapshot!("distribution-right", &open.drawn(RIGHT));
    assert!(open.text().contains("95 % interval of the median: 0.100 to 0.250"), "{}", open.text());
}

#[test]
fn what_varies_decides_the_grid_and_its_first_page() {
    let many: &[(&str, &[&str])] = &[
        ("learning-rate", &["0.01", "0.1"]),
        ("hidden", &["3", "5", "8,8"]),
        ("activation", &["relu", "tanh"]),
        ("seed", &["0", "1"]),
    ];
    let mut open = Open::new(many, look(Depth::None));
    let words = |open: &mut Open| open.text().replace('│', "").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&mut open).contains("over 2 seeds, 2 values of activation"), "{}", open.text());
    assert!(open.scene.look.results.next_axis(1));
    assert!(words(&mut open).contains("over 2 seeds, 2 values of learning-rate"), "{}", open.text());
    let mut open = Open::new(&[("seed", &["0", "1", "2"])], look(Depth::None));
    assert_eq!(open.scene.look.results.page, Page::Distribution, "a grid of one cell says less");
    assert!(!open.scene.look.results.next_axis(0));
    assert!(open.text().contains("all runs"), "{}", open.text());
}

#[test]
fn at_any_size_and_depth_nothing_is_drawn_outside() {
    let looks = [
        (Depth::TrueColour, Glyphs::Braille, Palette::Dark),
        (Depth::Indexed, Glyphs::Braille, Palette::Light),
        (Depth::Sixteen, Glyphs::Ascii, Palette::Dark),
        (Depth::None, Glyphs::Ascii, Palette::Monochrome),
    ];
    for (depth, glyphs, palette) in looks {
        let mut open = Open::new(AXES, Look::new(Theme::new(palette, depth, glyphs), glyphs, true));
        for page in Page::iter() {
            open.scene.look.results.page = page;
            open.drawn(RIGHT);
            let selection = open.popup.overview.selection(&open.scene.look.results).unwrap();
            open.scene.run = Update { curves: Some(curves(&selection)), ..open.scene.run.clone() };
            for (x, columns, rows) in
                [(2, 0, 0), (2, 1, 1), (2, 3, 2), (0, 5, 40), (2, 42, 24), (0, 80, 3), (0, 150, 60)]
            {
                let area = Rect::new(x, 1, columns, rows);
                open.popup.prepare(area, &open.scene.context());
                let buffer = drawn(columns + 4, rows + 2, |frame, _| {
                    open.popup.render(frame, area, &open.scene.context());
                });
                let mut outside = buffer.area.positions().filter(|place| !area.contains(*place));
                assert!(outside.all(|place| buffer[place].symbol() == " "), "{page:?} at {area}");
                let cells = buffer.content.iter().all(|cell| glyphs != Glyphs::Ascii || cell.symbol().is_ascii());
                assert!(cells, "{page:?} at {area}: {}", text(&buffer));
            }
        }
    }
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut open = Open::new(AXES, look(Depth::None));
    open.drawn(RIGHT);
    let spot = |open: &Open, number: usize| open.popup.spots.iter().find(|(_, spot)| *spot == number).unwrap().0;
    let tab = spot(&open, Page::Table as usize);
    assert_eq!(open.popup.row_at(RIGHT, tab.as_position()), Some(1));
    let first = open.popup.row_at(RIGHT, spot(&open, PAGES).as_position()).unwrap();
    let picked = |open: &mut Open| open.popup.handle(Action::List(ListAction::Pick(first)), &open.scene.context());
    let Outcome::Stay(Some(Effect::Act(Action::Results(ResultsAction::Cell(place))))) = picked(&mut open) else {
        panic!("no cell is selected")
    };
    assert_eq!(place, Place::default());
    open.scene.look.results.cell = Some(place);
    let again = picked(&mut open);
    assert!(matches!(again, Outcome::Stay(Some(Effect::Act(Action::Results(ResultsAction::Page(Page::Table)))))));
}

#[test]
fn while_a_table_is_read_the_box_says_how_far() {
    let mut scene = Scene::new(update("xor-blobs", 0, |_| {}), look(Depth::None));
    scene.look.results.reading = Some((Path::new("folder/grid.csv").to_path_buf(), 12_288));
    let mut popup = Results::new(&scene.context());
    popup.prepare(RIGHT, &scene.context());
    let buffer = drawn(120, 40, |frame, _| popup.render(frame, RIGHT, &scene.context()));
    let shown = text(&buffer);
    assert!(shown.contains("results: grid.csv") && shown.contains("reading: 12,288 rows"), "{shown}");
}
