use super::*;
use crate::plot::Depth;
use crate::preset::{Overrides, open};
use crate::ui::action::Axis;
use crate::ui::fixture::{Scene, assert_snapshot, look, text, update};

/// The tab, focused, for a run on the rows of a file.
struct Open {
    scene: Scene,
    view: Columns,
}

impl Open {
    fn new(file: &str, flags: &[(&str, &str)]) -> Self {
        let all = [("data", file)].into_iter().chain(flags.iter().copied());
        let preset = open(None, &Overrides::new(all).unwrap()).unwrap().preset;
        let look = Look { focus: Some(Region::Inspector), tab: Tab::Columns, ..look(Depth::None) };
        Self { scene: Scene::new(update("xor-blobs", 20, |own| *own = preset), look), view: Columns::default() }
    }

    /// Does something, and gives what is said of it.
    fn act(&mut self, action: SliceAction) -> String {
        let Scene { run, look, evaluation } = &mut self.scene;
        let mut control = Control { run: Some(run), look, evaluation };
        let effect = self.view.handle(Action::Slice(action), &mut control);
        self.scene.evaluate();
        match effect {
            Some(Effect::Say(_, words)) => words.to_string(),
            _ => String::new(),
        }
    }

    fn text(&mut self, size: (u16, u16)) -> String {
        text(&self.scene.view(&mut self.view, size.0, size.1))
    }
}

/// A table with a column of texts and one of yes and no.
fn people() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    let row = |index: usize| {
        let (age, fare) = (20 + index * 7 % 50, 5 + index * 13 % 90);
        let town = ["Bergen", "Cork", "Cork", "Delft"][index % 4];
        let (is_member, label) = (["yes", "no", "no"][index % 3], ["out", "in"][usize::from(age > 44)]);
        format!("{age},{town},{is_member},{fare},{label}\n")
    };
    std::fs::write(&path, "age,town,member,fare,label\n".to_owned() + &(0..60).map(row).collect::<String>()).unwrap();
    let name = path.to_str().unwrap().to_owned();
    (folder, name)
}

#[test]
fn each_column_has_a_row_with_its_axis_or_a_slider() {
    let mut open = Open::new("tests/fixtures/iris.csv", &[]);
    assert_snapshot!("iris-120x40", &open.scene.view(&mut open.view, 53, 21));
    let (_folder, path) = people();
    let mut open = Open::new(&path, &[("one-hot", "town")]);
    assert_snapshot!("people-80x24", &open.scene.view(&mut open.view, 43, 11));
    assert!(
        open.text((43, 11)).contains("others at their mean or mode")
            || open.text((43, 11)).contains("others at their mode")
    );
}

#[test]
fn arrows_move_the_slice_by_round_numbers_within_the_train_points() {
    let mut open = Open::new("tests/fixtures/iris.csv", &[]);
    // Sepal length, then sepal width.
    let before = open.scene.evaluation.shown.slice.clone();
    open.act(SliceAction::Adjust(1));
    let variable = open.scene.evaluation.shown.survey.variables[0].clone();
    let number = |open: &Open| open.scene.look.selection.slice.number(&open.scene.evaluation.shown.survey.variables[0]);
    let first = number(&open);
    assert!((first * 5.0 - (first * 5.0).round()).abs() < 1e-4, "{first}");
    assert!(first > variable.typical[0] && first < variable.typical[0] + 0.2001, "{first} after {variable:?}");
    assert_ne!(open.scene.evaluation.shown.slice, before);
    open.act(SliceAction::Adjust(100));
    assert_eq!(number(&open), variable.range.1);
    open.act(SliceAction::Adjust(-100));
    assert_eq!(number(&open), variable.range.0);
    assert!(open.text((53, 21)).contains("others as set"), "{}", open.text((53, 21)));
    assert_eq!(open.act(SliceAction::ToMean), "petal_length × petal_width, others at their mean");
    assert_eq!(open.scene.evaluation.shown.slice, before);
    // What is along an axis stands nowhere.
    open.act(SliceAction::SelectAt(2));
    assert!(open.act(SliceAction::Adjust(1)).starts_with("petal_length is along x"));
}

#[test]
fn axes_are_changed_in_turn_by_name_and_by_row_and_trade_places() {
    let mut open = Open::new("tests/fixtures/iris.csv", &[]);
    let axes = |open: &Open| open.scene.evaluation.shown.slice.axes;
    assert_eq!(axes(&open), [2, 3]);
    let order = open.scene.evaluation.shown.survey.order.clone();
    assert_eq!((&order[..2], order.len()), (&[2, 3][..], 4));
    let mut seen = vec![];
    for _ in 0..3 {
        open.act(SliceAction::Next(Axis::Y));
        seen.push(axes(&open));
    }
    assert_eq!(seen, [[2, order[2]], [2, order[3]], [2, 3]], "round and round, never the other one");
    assert_eq!(open.act(SliceAction::Axes([0, 3])), "sepal_length × petal_width, others at their mean");
    open.act(SliceAction::SelectAt(3));
    open.act(SliceAction::Take(Axis::X));
    assert_eq!(axes(&open), [3, 0]);
    // The part of the plane follows.
    let view = open.scene.evaluation.view.unwrap();
    let train = &open.scene.run.dataset.train;
    assert!((0..train.len()).all(|index| view.has(train.number(index, 3).into(), train.number(index, 0).into())));
}

#[test]
fn texts_are_moved_through_one_by_one_and_all_their_inputs_with_them() {
    let (_folder, path) = people();
    let mut open = Open::new(&path, &[("one-hot", "town")]);
    let survey = open.scene.evaluation.shown.survey.clone();
    let place = survey.variables.iter().position(|variable| variable.name == "town").unwrap();
    let town = &survey.variables[place];
    assert_eq!(town.texts, ["Bergen", "Cork", "Delft"]);
    let stands = |open: &Open| {
        let row = open.scene.evaluation.shown.slice.row([0.0; 2]);
        let is = |column: &usize| open.scene.run.dataset.scale.column(*column).restored(row[*column]).round();
        town.columns.iter().map(is).collect::<Vec<_>>()
    };
    assert_eq!(stands(&open), [0.0, 1.0, 0.0], "the most frequent one at first");
    open.act(SliceAction::SelectAt(place));
    open.act(SliceAction::Adjust(1));
    assert_eq!(stands(&open), [0.0, 0.0, 1.0]);
    open.act(SliceAction::Adjust(-5));
    assert_eq!(stands(&open), [1.0, 0.0, 0.0]);
    assert!(open.text((43, 11)).contains("Bergen"), "{}", open.text((43, 11)));
    assert_eq!(open.act(SliceAction::Set(place, 1.0)), "town at Cork");
}

#[test]
fn points_of_two_columns_have_no_such_tab() {
    let mut scene = Scene::new(update("xor-blobs", 0, |_| {}), look(Depth::None));
    assert!(!scene.look.tabs().any(|tab| tab == Tab::Columns));
    let Scene { run, look, evaluation } = &mut scene;
    let mut control = Control { run: Some(run), look, evaluation };
    let effect = Columns::default().handle(Action::Slice(SliceAction::Next(Axis::X)), &mut control);
    assert!(matches!(effect, Some(Effect::Say(_, words)) if words.to_string().contains("two columns")));
    assert_eq!(control.look.selection.slice.axes, None);
    assert!(control.look.selection.slice.numbers.is_empty());
}
