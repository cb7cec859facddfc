//! The decision boundary as it is seen: its legend, its points, and what keys do on it.

mod slices;

use ratatui::style::Color;

use super::*;
use crate::network::Loss;
use crate::plot::{Glyphs, Hue};
use crate::preset::{EarlyStopping, Overrides, Preset, open};
use crate::session::Update;
use crate::ui::fixture::{Scene, assert_snapshot, look, text, update};
use crate::ui::look::Shown;
use crate::ui::theme::{Palette, Theme};

/// The region at 80x24, at 120x40 and at 200x60.
const SMALL: (u16, u16) = (38, 20);
const MIDDLE: (u16, u16) = (67, 34);
const LARGE: (u16, u16) = (106, 54);

fn scene(name: &str, epochs: u64) -> Scene {
    Scene::new(update(name, epochs, |_| {}), look(Depth::TrueColour))
}

/// The flowers of a file, three species by four columns.
fn flowers(epochs: u64) -> Scene {
    let file = Overrides::new([("data", "tests/fixtures/iris.csv")]).unwrap();
    let preset = open(None, &file).unwrap().preset;
    Scene::new(update("xor-blobs", epochs, |own| *own = preset), look(Depth::TrueColour))
}

fn shown(scene: &Scene, (columns, rows): (u16, u16)) -> Buffer {
    scene.view(&mut Boundary::default(), columns, rows)
}

fn row(buffer: &Buffer, row: usize) -> String {
    text(buffer).lines().nth(row).unwrap_or_default().trim_matches(['╭', '╮', '╰', '╯', '─', ' ']).to_owned()
}

fn legend(scene: &Scene, size: (u16, u16)) -> String {
    row(&shown(scene, size), usize::from(size.1) - 1)
}

/// The cells of the plane whose ground is one of these colours.
fn cells_on(buffer: &Buffer, colours: &[Color]) -> Vec<String> {
    let cells = buffer.content().iter().filter(|cell| colours.contains(&cell.bg));
    cells.map(|cell| cell.symbol().to_owned()).collect()
}

/// A column of doses, all of them train points, with a label that changes along it.
fn doses(label: fn(u32) -> String, epochs: u64) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("doses.csv");
    let rows: Vec<_> = (0..40).map(|row| row * 23 % 40).map(|dose| format!("{dose},{}\n", label(dose))).collect();
    let rows = rows.concat();
    std::fs::write(&path, "dose,cured\n".to_owned() + &rows).unwrap();
    let values = [("data", path.to_str().unwrap()), ("train-fraction", "100")];
    let preset = open(None, &Overrides::new(values).unwrap()).unwrap().preset;
    Scene::new(update("xor-blobs", epochs, |own| *own = preset), look(Depth::None))
}

/// Cells with dots that are no line between sides: the curve.
fn curve(buffer: &Buffer) -> Vec<(usize, usize)> {
    let is_dots = |sign: char| ('\u{2801}'..='\u{28ff}').contains(&sign);
    let text = text(buffer);
    let rows = text.lines().enumerate();
    rows.flat_map(|(row, line)| {
        let cells = line.chars().enumerate().filter(move |(_, sign)| is_dots(*sign));
        cells.map(move |(column, _)| (column, row))
    })
    .collect()
}

#[test]
fn a_single_column_is_a_strip_with_the_curve_of_the_prediction() {
    let mut scene = doses(|dose| u32::from(dose > 17).to_string(), 400);
    let buffer = shown(&scene, MIDDLE);
    let top = row(&buffer, 0);
    assert!(top.starts_with("decision boundary ─") && top.ends_with("x dose  y p(1)"), "{top}");
    let below = row(&buffer, 33);
    assert!(below.starts_with("o 0  + 1  no test data") && below.contains(" prediction"), "{below}");
    // The labels stand at 0 and 1, and the curve rises from the one to the other.
    let lines: Vec<String> = text(&buffer).lines().map(str::to_owned).collect();
    let label = |line: &str| line.trim_start_matches('│').split_whitespace().next()?.parse::<f64>().ok();
    let at = |wanted: f64| lines.iter().find(|line| label(line) == Some(wanted)).unwrap();
    assert!(at(0.0).contains('o') && at(1.0).contains('+'), "{lines:#?}");
    let dots = curve(&buffer);
    let row_at = |column: usize| dots.iter().filter(|dot| dot.0 == column).map(|dot| dot.1).min().unwrap();
    let columns = dots.iter().map(|dot| dot.0);
    let (left, right) = (columns.clone().min().unwrap(), columns.max().unwrap());
    assert!(right - left > 50 && row_at(right) + 20 < row_at(left), "{lines:#?}");
    // What is probed has no second coordinate.
    let [x, y] = scene.run.dataset.train.inputs[0];
    scene.look.selection.probe = Some(crate::ui::selection::Place {
        x: x.into(),
        y: y.into(),
        reach: (0.01, 0.01),
        by_mouse: false,
        point: None,
    });
    scene.evaluate();
    let mut boundary = Boundary::default();
    scene.view(&mut boundary, MIDDLE.0, MIDDLE.1);
    let words = boundary.describe(&scene.context()).join(" ");
    assert!(words.contains("No test data. Probe at dose ") && words.contains(": p(1) "), "{words}");

    let values = doses(|dose| (dose * 2).to_string(), 400);
    let buffer = shown(&values, MIDDLE);
    assert!(row(&buffer, 0).ends_with("x dose  y cured") && curve(&buffer).len() > 20, "{}", text(&buffer));
    let classes = doses(|dose| (dose / 14).to_string(), 400);
    let buffer = shown(&classes, MIDDLE);
    assert!(row(&buffer, 0).ends_with("x dose  y probability") && curve(&buffer).len() > 100, "{}", text(&buffer));
    assert!(row(&buffer, 33).contains(" probability"), "{}", text(&buffer));
}

#[test]
fn the_tutorial_early_at_80_columns() {
    assert_snapshot!("tutorial-80x24", &shown(&scene("xor-blobs", 200), SMALL));
}

#[test]
fn a_regression_at_80_columns() {
    assert_snapshot!("regression-80x24", &shown(&scene("plane", 20), SMALL));
}

#[test]
fn the_legend_names_what_is_seen_as_far_as_there_is_room() {
    let mut early = scene("xor-blobs", 200);
    assert_eq!(legend(&early, SMALL), "o 0  + 1  ₒ₊ test  misclassified 4");
    assert_eq!(legend(&early, (SMALL.0 - 1, SMALL.1)), "o 0  + 1  ₒ₊ test  misclassified");
    assert_eq!(legend(&early, MIDDLE), "o 0  + 1  bold train  ₒ₊ test  ⠒ p = 0.5  misclassified 4 train");
    assert_eq!(legend(&early, LARGE), "o 0  + 1  bold train  ₒ₊ test  ⠒ p = 0.5  misclassified 4 train");
    early.look.glyphs = Glyphs::Ascii;
    assert_eq!(legend(&early, LARGE), "o 0  + 1  bold train  o+ test  . p = 0.5  misclassified 4 train");
    let late = scene("xor-blobs", 2000);
    assert_eq!(legend(&late, SMALL), "o 0  + 1  bold train  ₒ₊ test");
    assert_eq!(legend(&late, MIDDLE), "o 0  + 1  bold train  ₒ₊ test  ⠒ p = 0.5");
}

#[test]
fn classes_are_called_by_their_names_and_shortened_where_it_is_narrow() {
    let flowers = flowers(0);
    let wide = shown(&flowers, LARGE);
    assert!(
        row(&wide, 53).starts_with("0 setosa  1 versicolor  2 virginica  bold train  ₀-₂ test"),
        "{}",
        row(&wide, 53)
    );
    let columns = "petal_length × petal_width, others at their mean";
    assert!(row(&wide, 0).starts_with("decision boundary ─") && row(&wide, 0).ends_with(columns), "{}", row(&wide, 0));
    let narrow = shown(&flowers, SMALL);
    assert!(row(&narrow, 19).starts_with("0 set…  1 ver…  2 vir…  ₀-₂ test"), "{}", row(&narrow, 19));
    assert_eq!(row(&narrow, 0), "petal_length × petal_width, slice");
    let middle = row(&shown(&flowers, MIDDLE), 0);
    assert!(middle.starts_with("boundary ─") && middle.ends_with(columns), "{middle}");
    let eight = scene("blobs-8", 0);
    assert!(legend(&eight, LARGE).starts_with("class 0 1 2 3 4 5 6 7  bold train  ₀-₇ test  ⠒ boundary"));
    let middle = "01234567  bold train  ₀-₇ test  ⠒ boundary  misclassified 3";
    assert!(legend(&eight, MIDDLE).starts_with(middle), "{}", legend(&eight, MIDDLE));
    assert_eq!(legend(&eight, SMALL), "01234567  ₀-₇ test  misclassified");
}

#[test]
fn the_line_is_called_what_it_is_under_each_loss() {
    let words = |loss| {
        let scene = Scene::new(update("xor-blobs", 2000, |preset| preset.loss = loss), look(Depth::TrueColour));
        let topic = Boundary::default().help(&scene.look, Some(&scene.run)).unwrap();
        (legend(&scene, LARGE), topic.words)
    };
    let (seen, help) = words(Loss::BinaryCrossEntropy);
    assert!(seen.contains("⠒ p = 0.5") && help.contains("probability"), "{seen} {help}");
    let (seen_of_square, help_of_square) = words(Loss::SigmoidSquaredError);
    assert!(seen_of_square.contains("⠒ p = 0.5"), "{seen_of_square}");
    assert_eq!(help_of_square, help);
    for loss in [Loss::Hinge, Loss::TanhSquaredError] {
        let (seen, help) = words(loss);
        assert!(seen.contains("⠒ output = 0") && !seen.contains("p ="), "{seen}");
        assert!(help.contains("output") && !help.contains("probability"), "{help}");
    }
}

#[test]
fn the_legend_counts_the_points_that_are_held_out() {
    let early_stopping = EarlyStopping::Validation { patience: 20, percent: 20 };
    let run = update("xor-blobs", 200, |preset| {
        *preset = Preset { early_stopping, ..preset.clone() }.in_lowest_version();
    });
    let scene = Scene::new(run, look(Depth::TrueColour));
    assert!(legend(&scene, LARGE).contains("bold train  ₒ₊ test  16 held out"), "{}", legend(&scene, LARGE));
}

#[test]
fn every_misclassified_point_is_in_reverse_video_and_counted() {
    let scene = scene("xor-blobs", 200);
    let buffer = shown(&scene, LARGE);
    let scheme = scene.look.theme.scheme();
    let colours = [0, 1].map(|class| [true, false].map(|is_train| scheme.point(Hue::Class(class), is_train)));
    let predictions = &scene.evaluation.predictions;
    let count = predictions.train.wrong.len() + predictions.test.wrong.len();
    assert!(count > 0 && cells_on(&buffer, colours.as_flattened()).len() == count);
    let late = Scene::new(update("xor-blobs", 2000, |_| {}), look(Depth::TrueColour));
    assert!(cells_on(&shown(&late, LARGE), colours.as_flattened()).is_empty());
}

#[test]
fn in_regression_no_point_is_misclassified() {
    let scene = scene("plane", 0);
    assert!(!scene.evaluation.predictions.train.wrong.is_empty(), "many are far off");
    assert!(
        legend(&scene, LARGE)
            .starts_with("-1.2 o▀o▀+▀+▀+ 1.2  points: target  bold train  ₒ₊ test  o below 0  + from 0")
    );
    let buffer = shown(&scene, LARGE);
    let scheme = scene.look.theme.scheme();
    let ends = [0.0, 1.0].map(|value| scheme.point(Hue::Value(value), true));
    assert!(cells_on(&buffer, &ends).is_empty());
    let marker = |symbol: &str| buffer.content().iter().find(|cell| cell.symbol() == symbol).expect("a point");
    assert_ne!(marker("o").fg, marker("+").fg, "points have the colour of their target");
}

#[test]
fn the_points_of_either_split_can_be_shown_alone() {
    let mut scene = scene("xor-blobs", 200);
    for (points, markers, words) in [
        (Shown::All, [true, true], "bold train  ₒ₊ test"),
        (Shown::Train, [true, false], "train points only"),
        (Shown::Test, [false, true], "ₒ₊ test points only"),
    ] {
        scene.look.points = points;
        let buffer = shown(&scene, MIDDLE);
        let plane = text(&buffer).lines().skip(1).take(32).collect::<String>();
        assert_eq!(["o", "ₒ"].map(|marker| plane.contains(marker)), markers);
        assert!(row(&buffer, 33).contains(words), "{}", row(&buffer, 33));
    }
}

#[test]
fn the_points_of_a_mini_batch_have_a_marker_of_their_own() {
    let mut run = update("xor-blobs", 200, |_| {});
    run.batch_points = vec![0, 1, 2];
    let scene = Scene::new(run, look(Depth::TrueColour));
    let buffer = shown(&scene, LARGE);
    assert!(row(&buffer, 53).contains("◆ mini-batch"), "{}", row(&buffer, 53));
    assert_eq!(text(&buffer).matches('◆').count(), 4);
}

#[test]
fn who_draws_sees_it_in_the_title_and_the_cursor_in_brackets() {
    let mut scene = scene("xor-blobs", 200);
    let mut view = Boundary::default();
    scene.view(&mut view, MIDDLE.0, MIDDLE.1);
    for action in [DrawAction::Toggle, DrawAction::Label(1)] {
        let Scene { run, look, evaluation } = &mut scene;
        let mut control = Control { run: Some(run), look, evaluation };
        view.handle(Action::Draw(action), &mut control);
    }
    let buffer = scene.view(&mut view, MIDDLE.0, MIDDLE.1);
    assert_eq!(row(&buffer, 0), "drawing: class 1 +");
    assert!(text(&buffer).contains("[+]"), "{}", text(&buffer));
}

/// Presses `w`, and gives the place that is probed then.
fn next(scene: &mut Scene, view: &mut Boundary) -> (f64, f64) {
    let Scene { run, look, evaluation } = scene;
    let mut control = Control { run: Some(run), look, evaluation };
    view.handle(Action::Boundary(BoundaryAction::NextMisclassified), &mut control);
    scene.evaluate();
    scene.evaluation.probe.as_ref().expect("a misclassified point").place
}

#[test]
fn w_probes_every_misclassified_point_in_turn_and_marks_it() {
    let mut scene = scene("xor-blobs", 200);
    let mut view = Boundary::default();
    scene.view(&mut view, LARGE.0, LARGE.1);
    let predictions = &scene.evaluation.predictions;
    let count = predictions.train.wrong.len() + predictions.test.wrong.len();
    let places: Vec<(f64, f64)> = (0..count).map(|_| next(&mut scene, &mut view)).collect();
    assert!(count > 1 && (1..count).all(|index| !places[..index].contains(&places[index])), "{places:?}");
    assert_eq!(next(&mut scene, &mut view), places[0]);
    let buffer = scene.view(&mut view, LARGE.0, LARGE.1);
    let marked = cells_on(&buffer, &[scene.look.theme.scheme().ink()]);
    assert!(marked.contains(&"o".to_owned()) && marked.iter().all(|cell| "[o]".contains(cell)), "{marked:?}");
}

#[test]
fn w_goes_on_where_two_points_are_in_one_place() {
    let mut run: Update = update("xor-blobs", 200, |_| {});
    let dataset = std::sync::Arc::make_mut(&mut run.dataset);
    let mut scene = Scene::new(update("xor-blobs", 200, |_| {}), look(Depth::TrueColour));
    let wrong = scene.evaluation.predictions.train.wrong.clone();
    dataset.train.inputs[wrong[1]] = dataset.train.inputs[wrong[0]];
    scene = Scene::new(run, look(Depth::TrueColour));
    let mut view = Boundary::default();
    scene.view(&mut view, LARGE.0, LARGE.1);
    let places: Vec<(f64, f64)> = (0..wrong.len()).map(|_| next(&mut scene, &mut view)).collect();
    assert_eq!(places[0], places[wrong.len() - 1], "{places:?}");
    assert!(places[..wrong.len() - 1].windows(2).all(|pair| pair[0] != pair[1]), "{places:?}");
}

#[test]
fn without_colours_points_line_and_sides_can_still_be_told_apart() {
    let run = || update("xor-blobs", 200, |_| {});
    for glyphs in [Glyphs::Braille, Glyphs::Blocks, Glyphs::Ascii] {
        let theme = Theme::new(Palette::Monochrome, Depth::TrueColour, glyphs);
        let scene = Scene::new(run(), Look { theme, glyphs, ..look(Depth::None) });
        let buffer = shown(&scene, MIDDLE);
        let reversed = |cell: &&ratatui::buffer::Cell| cell.modifier.contains(Modifier::REVERSED);
        let wrong: Vec<&str> = buffer.content().iter().filter(reversed).map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(wrong.iter().filter(|symbol| **symbol == "o").count(), 4, "{wrong:?}");
        let text = text(&buffer);
        let signs = if glyphs == Glyphs::Ascii { ["-", "#"] } else { ["░", "▓"] };
        assert!(signs.into_iter().all(|sign| text.contains(sign)), "{text}");
        let line = match glyphs {
            Glyphs::Braille => text.chars().filter(|character| ('\u{2801}'..'\u{2900}').contains(character)).count(),
            Glyphs::Blocks => text.matches('·').count(),
            Glyphs::Ascii => text.matches('.').count(),
        };
        assert!(line > 20, "{text}");
    }
}
