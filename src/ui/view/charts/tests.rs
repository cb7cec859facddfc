use std::ops::ControlFlow;
use std::sync::Arc;

use ratatui::buffer::Buffer;

use super::*;
use crate::data::PointChange;
use crate::optimizer::Schedule;
use crate::plot::Depth;
use crate::preset::{BatchSize, EarlyStopping, Preset};
use crate::session::Update;
use crate::train::{Change, Edit, History, Position, Segments, Trainer};
use crate::ui::fixture::{Scene, assert_snapshot, branch, compared, look, text, time, update};
use crate::ui::format::{brief, measure};
use lines::Role;
use metric::Metric;

/// The charts' places on screens of 80x24, 120x40 and 200x60.
const SMALL: (u16, u16) = (43, 8);
const MIDDLE: (u16, u16) = (53, 13);
const LARGE: (u16, u16) = (85, 21);

/// Charts of a run, after some keys.
fn charts(run: Update, keys: &[ChartAction], (columns, rows): (u16, u16)) -> (Charts, Scene, Buffer) {
    let mut scene = Scene::new(run, look(Depth::TrueColour));
    let mut charts = Charts::default();
    scene.view(&mut charts, columns, rows);
    for key in keys {
        press(&mut charts, &mut scene, *key);
    }
    let buffer = scene.view(&mut charts, columns, rows);
    (charts, scene, buffer)
}

fn press(charts: &mut Charts, scene: &mut Scene, key: ChartAction) {
    let Scene { run, look, evaluation } = scene;
    let mut control = Control { run: Some(run), look, evaluation };
    assert!(charts.handle(Action::Chart(key), &mut control).is_none());
}

fn shown(run: Update, keys: &[ChartAction], size: (u16, u16)) -> String {
    text(&charts(run, keys, size).2)
}

/// A run in which every epoch was evaluated, as in one that is watched.
fn watched(epochs: u64, change: impl Fn(&mut Preset)) -> Update {
    let run = update("xor-blobs", epochs, change);
    let mut trainer = Trainer::new("xor-blobs", (*run.preset).clone());
    trainer.record();
    let record = |trainer: &mut Trainer| {
        trainer.record();
        trainer.gradient();
        ControlFlow::Continue(())
    };
    trainer.train(epochs, record).unwrap();
    Update { history: trainer.history().clone(), ..run }
}

fn run(epochs: u64) -> Update {
    watched(epochs, |_| {})
}

/// The border below the last chart.
fn below(screen: &str) -> &str {
    screen.lines().last().unwrap_or_default()
}

/// The run at `epoch`, after it had been trained to `newest`.
fn past(epoch: u64, newest: u64) -> Update {
    let (then, now) = (run(epoch), run(newest));
    let (record, gradient, parameters) = (then.record, then.gradient, then.parameters);
    Update { record, gradient, parameters, ..now }
}

/// A run that is compared with a branch of twice the learning rate that ends earlier.
fn comparing() -> Update {
    let branches = vec![branch(0, "main", None, 0, 600, vec![]), branch(1, "faster", Some(0), 0, 400, vec![])];
    let other = watched(400, |preset| preset.optimizer.set_learning_rate(0.06));
    let mut run = Update { time: time(0, branches), ..run(600) };
    run.time.compared = vec![compared(1, &other)];
    run
}

#[test]
fn the_loss_has_its_values_below_and_the_other_tabs_above() {
    let screen = shown(run(300), &[], SMALL);
    assert_snapshot!("loss-small", &charts(run(300), &[], SMALL).2);
    let record = run(300).record;
    for value in [record.train_loss, record.test_loss().unwrap()] {
        assert!(below(&screen).contains(&brief(value)), "{screen}");
    }
}

#[test]
fn after_an_early_stop_the_values_are_of_the_restored_epoch_and_the_line_keeps_its_own_end() {
    let early_stopping = EarlyStopping::Validation { patience: 20, percent: 20 };
    let run = update("random-labels", 22, |preset| {
        *preset = Preset { early_stopping, ..preset.clone() }.in_lowest_version();
    });
    let (charts, scene, buffer) = charts(run, &[], SMALL);
    let run = &scene.run;
    let own = *run.history.recent().back().unwrap();
    assert_eq!(own.epoch, 22);
    assert!(own.train < run.record.train_loss, "the train loss went on falling");
    let lines = lines::lines(Metric::Loss, run, charts.state.axes(run.total), SMALL.0, &scene.look);
    let train = lines.iter().find(|line| line.role == Role::Train).unwrap().columns.last().unwrap();
    assert_eq!((train.x, train.last), (22.0, f64::from(own.train)));
    assert!(below(&text(&buffer)).contains(&brief(run.record.train_loss)), "{}", text(&buffer));
}

#[test]
fn two_charts_stand_one_above_the_other_where_there_is_room() {
    let run = watched(200, |preset| {
        preset.batch = BatchSize::Size(8);
        preset.schedule = Schedule::Cosine { epochs: 2000, least: 0.0 };
    });
    assert_snapshot!("loss-and-accuracy-large", &charts(run.clone(), &[], LARGE).2);
    assert_snapshot!("learning-rate-and-gradient-norm-large", &charts(run, &[ChartAction::NextTab; 2], LARGE).2);
}

#[test]
fn only_what_is_shown_is_computed() {
    let (one, ..) = charts(run(20), &[ChartAction::NextTab], SMALL);
    assert_eq!(one.state.metrics().collect::<Vec<_>>(), [Metric::Score]);
    let (two, ..) = charts(run(20), &[ChartAction::PreviousTab], LARGE);
    assert_eq!(two.state.metrics().collect::<Vec<_>>(), [Metric::GradientNorm, Metric::Loss]);
}

#[test]
fn below_the_selected_tab_stands_the_next_one() {
    let (mut charts, mut scene, _) = charts(run(20), &[], LARGE);
    let all = [Metric::Loss, Metric::Score, Metric::LearningRate, Metric::GradientNorm];
    for place in 0..4 {
        assert_eq!(charts.state.metrics().collect::<Vec<_>>(), [all[place], all[(place + 1) % 4]]);
        press(&mut charts, &mut scene, ChartAction::NextTab);
        scene.view(&mut charts, LARGE.0, LARGE.1);
    }
}

#[test]
fn the_tabs_go_round_and_a_click_chooses_one() {
    let (mut charts, mut scene, _) = charts(run(20), &[], SMALL);
    for metric in [Metric::Score, Metric::LearningRate, Metric::GradientNorm, Metric::Loss] {
        press(&mut charts, &mut scene, ChartAction::NextTab);
        assert_eq!(charts.state.metric, metric);
    }
    press(&mut charts, &mut scene, ChartAction::Measure);
    assert_eq!(charts.state.metric, Metric::Score);
    let screen = text(&scene.view(&mut charts, SMALL.0, SMALL.1));
    let title = screen.lines().next().unwrap();
    let column = title.split("rate").next().unwrap().chars().count() as u16;
    press(&mut charts, &mut scene, ChartAction::TabAt(column, 0));
    assert_eq!(charts.state.metric, Metric::LearningRate);
}

#[test]
fn the_tabs_are_as_long_as_there_is_room() {
    let title = |width| shown(run(20), &[ChartAction::PreviousTab], (width, 8)).lines().next().unwrap().to_owned();
    for (width, names) in [
        (LARGE.0, " 2 loss  accuracy  learning rate  gradient norm "),
        (MIDDLE.0, " 2 loss  accuracy  learning rate  gradient "),
        (SMALL.0, " 2 loss  accuracy  rate  gradient "),
        (28, " 2 gradient "),
    ] {
        assert!(title(width).contains(&format!("╭{names}─")), "{width}: {}", title(width));
    }
}

#[test]
fn train_and_test_have_their_colours_in_lines_and_numbers() {
    let (_, scene, buffer) = charts(run(300), &[], MIDDLE);
    let theme = scene.look.theme;
    let row = MIDDLE.1 - 1;
    let colours: Vec<_> =
        (0..MIDDLE.0).filter(|x| buffer[(*x, row)].symbol() == "t").map(|x| buffer[(x, row)].fg).collect();
    assert_eq!(Some(colours[0]), theme.train().fg, "train");
    assert_eq!(Some(colours[1]), theme.test().fg, "test");
    let is_dots = |symbol: &str| symbol.chars().any(|character| ('⠁'..='⣿').contains(&character));
    let lines: Vec<_> = buffer.content.iter().filter(|cell| is_dots(cell.symbol())).map(|cell| Some(cell.fg)).collect();
    assert!([theme.train().fg, theme.test().fg].iter().all(|colour| lines.contains(colour)), "{lines:?}");
}

#[test]
fn values_are_those_of_the_shown_epoch_in_the_past_and_when_zoomed() {
    let (then, now) = (run(50).record, run(300).record);
    for keys in [&[][..], &[ChartAction::Window], &[ChartAction::Zoom(Zoom::In), ChartAction::Zoom(Zoom::In)]] {
        let screen = shown(past(50, 300), keys, SMALL);
        let expected = format!("train {}  test {}", brief(then.train_loss), brief(then.test_loss().unwrap()));
        assert!(below(&screen).contains(&expected), "also beside the epochs that are shown: {screen}");
        assert!(!screen.contains(&brief(now.train_loss)), "{screen}");
    }
    let keys = [ChartAction::PreviousTab];
    let norm = run(50).gradient_norm().map(brief).unwrap();
    assert!(below(&shown(past(50, 300), &keys, SMALL)).contains(&format!("all {norm}")));
}

#[test]
fn compared_branches_are_named_on_their_lines_with_values_of_the_shown_epoch() {
    let run = comparing();
    let values = [run.record.test_loss().unwrap(), run.time.compared[0].record.test_loss().unwrap()].map(measure);
    let (charts, _, buffer) = self::charts(run, &[], MIDDLE);
    assert_snapshot!("comparing-middle", &buffer);
    let expected = format!("test  main: {}  faster: {}", values[0], values[1]);
    assert!(below(&text(&buffer)).contains(&expected), "{}", text(&buffer));
    assert!(below(&text(&buffer)).contains("dots: train"), "{}", text(&buffer));
    let roles = |charts: &Charts| charts.state.pictures[0].lines.iter().map(|line| line.role).collect::<Vec<_>>();
    let expected = [Role::BranchTrain(1), Role::BranchTrain(0), Role::Branch(1), Role::Branch(0)];
    assert_eq!(roles(&charts), expected, "test lines over train lines");
    let rates = shown(comparing(), &[ChartAction::NextTab, ChartAction::NextTab], MIDDLE);
    assert!(below(&rates).contains("main: 0.03  faster: 0.06"), "{rates}");
}

#[test]
fn long_names_of_branches_are_whole_where_there_is_room_and_begin_as_they_do() {
    let mut run = comparing();
    let mut branches = run.time.branches.to_vec();
    branches[1].name = "learning rate 0.03 → 0.06".to_owned();
    run.time.branches = Arc::new(branches);
    for (size, name) in [(SMALL, "learning r…"), (MIDDLE, "learning rate 0…"), (LARGE, "learning rate 0.03 → 0.06")]
    {
        let screen = shown(run.clone(), &[], size);
        assert!(screen.lines().any(|line| line.contains(&format!("  {name}: "))), "{screen}");
    }
}

#[test]
fn the_norms_of_the_layers_add_up_to_that_of_the_gradient() {
    let screen = shown(run(300), &[ChartAction::PreviousTab], MIDDLE);
    assert_snapshot!("gradient-norm-middle", &charts(run(300), &[ChartAction::PreviousTab], MIDDLE).2);
    let words: Vec<&str> = below(&screen).split_whitespace().collect();
    let value =
        |name: &str| -> f64 { words[words.iter().position(|word| *word == name).unwrap() + 1].parse().unwrap() };
    let (all, first, out) = (value("all"), value("h1"), value("out"));
    // Three numbers that are rounded to three decimals.
    assert!((first.hypot(out) - all).abs() < 1.5e-3, "{screen}");
}

#[test]
fn what_a_file_does_not_have_is_said_plainly() {
    let all = run(300);
    assert_eq!(lines::known_from(Metric::GradientNorm, &all), None, "known from the start");
    let (.., buffer) = charts(from_file(300, 310), &[ChartAction::PreviousTab], SMALL);
    assert!(text(&buffer).contains("known from epoch 300 on"), "{}", text(&buffer));
}

/// A run that was opened from a file at `opened`, and trained on.
fn from_file(opened: u64, newest: u64) -> Update {
    let first = run(opened);
    let mut trainer = Trainer::new("xor-blobs", (*first.preset).clone());
    trainer.train(opened, |_| ControlFlow::Continue(())).unwrap();
    trainer.exchange_history(History::from_spans(1, first.history.spans().to_vec()).unwrap());
    trainer.train(newest, |_| ControlFlow::Continue(())).unwrap();
    let (record, gradient) = (trainer.record(), trainer.gradient().to_vec());
    let mut update = Update { record, gradient, history: trainer.history().clone(), ..first };
    update.time.newest = Position::at(newest);
    update
}

#[test]
fn updates_count_the_batches() {
    let run = || watched(20, |preset| preset.batch = BatchSize::Size(8));
    let keys = [ChartAction::EpochAxis, ChartAction::EpochAxis];
    let (charts, _, buffer) = charts(run(), &keys, MIDDLE);
    let screen = text(&buffer);
    assert!(screen.contains("updates") && screen.contains("20,000"), "ten batches in each of 2,000 epochs: {screen}");
    assert_eq!(charts.state.x_of(20), 200.0);
    assert!(screen.contains("each batch"));
    assert!(!shown(self::run(20), &[], MIDDLE).contains("each batch"), "full batch has no batches");
}

#[test]
fn what_lies_along_the_axis_stands_below_where_both_values_leave_room() {
    let zoomed = |size| shown(run(300), &[ChartAction::Zoom(Zoom::In), ChartAction::Zoom(Zoom::In)], size);
    let narrow = (SMALL.0 - 7, SMALL.1);
    assert!(!below(&zoomed(narrow)).contains("epochs"), "{}", zoomed(narrow));
    assert!(below(&zoomed(SMALL)).contains(" epochs 0-500 "), "{}", zoomed(SMALL));
    assert!(below(&zoomed(MIDDLE)).contains(" epochs 0-500 "), "{}", zoomed(MIDDLE));
    let averaged = shown(run(300), &[ChartAction::Smoothing], LARGE);
    assert!(averaged.contains(" average 10 ") && averaged.contains("  average 0."), "{averaged}");
}

/// What the hint line says of the epoch before the newest, after some keys.
fn hint(run: Update, keys: &[ChartAction]) -> String {
    let (mut charts, mut scene, _) = charts(run, &[], SMALL);
    scene.look.focus = Some(Region::Charts);
    for key in keys.iter().chain([&ChartAction::Cursor(-1)]) {
        press(&mut charts, &mut scene, *key);
    }
    scene.view(&mut charts, SMALL.0, SMALL.1);
    match charts.hint(&scene.context()) {
        Some(Hint::Pieces(pieces)) => pieces.join(" "),
        other => panic!("{other:?}"),
    }
}

#[test]
fn accuracies_of_earlier_epochs_are_of_the_points_they_had() {
    let mut run = run(400);
    let correct = run.record.train_score.correct().unwrap();
    // Twenty points are added at the newest epoch, none of which the network has learned.
    let draw = |index| Edit { epoch: 400, batch: 0, change: Change::Point(PointChange::Draw(index, (1.0, 1.0, 1.0))) };
    let journal: Vec<Edit> = (0..20).map(draw).collect();
    run.segments = Segments::new(&run.preset, &journal);
    let mut preset = (*run.preset).clone();
    for edit in &journal {
        edit.change.apply(&mut preset);
    }
    (run.dataset, run.preset) = (Arc::new(preset.dataset()), Arc::new(preset));
    let keys = [ChartAction::Measure];
    let (charts, ..) = charts(run.clone(), &keys, SMALL);
    let lines = &charts.state.pictures[0].lines;
    let train = lines.iter().find(|line| line.role == Role::Train).unwrap();
    let [.., before, at, now] = &train.columns[..] else { panic!("{} columns", train.columns.len()) };
    let percent = |count: usize| 100.0 / count as f64 * correct as f64;
    assert_eq!([before.last, at.last, now.last], [80, 80, 100].map(percent), "of 80 points, then of 100");
    assert!(hint(run, &keys).contains("/80, test "));
}

#[test]
fn a_learning_rate_that_was_changed_within_the_epoch_is_the_one_in_use() {
    let mut run = run(50);
    let mut slower = run.preset.optimizer.clone();
    slower.set_learning_rate(0.01);
    run.segments = Segments::new(&run.preset, &[Edit { epoch: 50, batch: 2, change: Change::Optimizer(slower) }]);
    (run.batch, run.learning_rate) = (5, 0.01);
    let (charts, _, buffer) = charts(run, &[ChartAction::NextTab, ChartAction::NextTab], MIDDLE);
    assert!(below(&text(&buffer)).contains("learning rate 0.01 "), "{}", text(&buffer));
    let lines = &charts.state.pictures[0].lines;
    let so_far = lines.iter().find(|line| line.role == Role::Whole).unwrap();
    assert_eq!(so_far.columns.last().map(|column| column.last), Some(0.01));
}

#[test]
fn the_cursor_reads_the_shown_metric() {
    let hint = |keys: &[ChartAction]| hint(run(30), keys);
    assert!(hint(&[]).contains(": loss train 0."), "{}", hint(&[]));
    assert!(hint(&[ChartAction::PreviousTab]).contains(": gradient norm 0."));
    assert!(hint(&[ChartAction::NextTab, ChartAction::NextTab]).ends_with(": learning rate 0.03"));
}
