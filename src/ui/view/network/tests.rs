//! The tab as it is seen, and what keys do in it.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use strum::IntoEnumIterator;

use super::*;
use crate::data::Input;
use crate::network::{Activation, LayerActivations, Unit};
use crate::plot::{Depth, Glyphs};
use crate::preset::{Overrides, open};
use crate::session::Command;
use crate::ui::action::Tone;
use crate::ui::evaluation::Evaluation;
use crate::ui::fixture::update;
use crate::ui::theme::{Palette, Theme};

/// The inspector at 80x24, at 120x40 and at 200x60.
const SMALL: (u16, u16) = (43, 11);
const MIDDLE: (u16, u16) = (54, 21);
const LARGE: (u16, u16) = (96, 30);

fn look(glyphs: Glyphs) -> Look {
    Look::new(Theme::new(Palette::Dark, Depth::TrueColour, glyphs), glyphs, true)
}

fn selecting(layer: usize, index: usize) -> Look {
    let mut look = look(Glyphs::Braille);
    look.selection.unit = Some(Unit { layer, index });
    look
}

/// The tutorial's network with these hidden layers.
fn network(hidden: &[usize]) -> Update {
    update("xor-blobs", 0, |preset| preset.network.hidden = hidden.to_vec())
}

/// The tab in a place of this size.
fn drawn(view: &mut Network, run: &Update, look: &Look, (width, height): (u16, u16)) -> Buffer {
    let mut evaluation = Evaluation::default();
    evaluation.prepare(run, look);
    let context =
        Context { run: Some(run), look, message: None, evaluation: &evaluation, mode: Mode::Network, topic: None };
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    view.prepare(Rect::new(0, 0, width, height), &context);
    terminal.draw(|frame| view.render(frame, frame.area(), &context)).unwrap();
    terminal.backend().buffer().clone()
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let row = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..area.height).map(row).collect()
}

fn text(run: &Update, look: &Look, size: (u16, u16)) -> String {
    rows(&drawn(&mut Network::default(), run, look, size)).join("\n")
}

fn act(view: &mut Network, run: &Update, look: &mut Look, action: NetworkAction) -> Option<Effect> {
    let evaluation = Evaluation::default();
    let mut control = Control { run: Some(run), look, evaluation: &evaluation };
    view.handle(Action::Network(action), &mut control)
}

#[test]
fn the_tutorials_network_at_80_columns() {
    insta::assert_snapshot!(text(&update("xor-blobs", 300, |_| {}), &look(Glyphs::Braille), SMALL));
}

#[test]
fn a_wide_network_counts_what_it_does_not_show() {
    insta::assert_snapshot!(text(&network(&[32, 16]), &selecting(0, 20), SMALL));
}

#[test]
fn units_inputs_and_outputs_have_the_names_of_the_file() {
    let file = Overrides::new([("data", "tests/fixtures/iris.csv")]).unwrap();
    let flowers = open(None, &file).unwrap().preset;
    let flowers = update("xor-blobs", 0, |preset| *preset = flowers);
    let shown = text(&flowers, &look(Glyphs::Braille), LARGE);
    for name in ["sepal_length", "sepal_width", "petal_length", "petal_width", "setosa", "versicolor", "virginica"] {
        assert!(shown.contains(name), "{name} is missing:\n{shown}");
    }
    // The columns that the plane does not show stand at their means, which are 0.
    let mut view = Network::default();
    drawn(&mut view, &flowers, &look(Glyphs::Braille), LARGE);
    let is_grey = |input| view.maps.values(0, input).iter().all(|place| (place - 0.5).abs() < 0.05);
    assert_eq!([0, 1, 2, 3].map(is_grey), [true, true, false, false], "the petals are shown");
    assert!(text(&network(&[5]), &look(Glyphs::Braille), MIDDLE).contains("p(1)"));
    let hills = text(&update("gauss-regression", 0, |_| {}), &look(Glyphs::Braille), MIDDLE);
    assert!(hills.contains("target"), "{hills}");
    let squares =
        update("xor-blobs", 0, |preset| preset.inputs = vec![crate::data::Input::X2, crate::data::Input::SinY]);
    let shown = text(&squares, &look(Glyphs::Braille), MIDDLE);
    assert!(shown.contains("x²") && shown.contains("sin y"), "{shown}");
    let ascii = text(&squares, &look(Glyphs::Ascii), MIDDLE);
    assert!(ascii.contains("x2") && ascii.is_ascii(), "{ascii}");
}

#[test]
fn the_lower_border_counts_the_inputs_that_there_are() {
    let run = update("xor-blobs", 0, |preset| {
        preset.inputs = Input::iter().collect();
        preset.network.hidden = vec![8];
    });
    let shown = text(&run, &look(Glyphs::Braille), (150, 30));
    assert!(shown.contains("10-8-1, 97 parameters"), "{shown}");
}

#[test]
fn the_card_of_a_unit_stands_with_the_drawing_or_takes_its_place() {
    let run = update("xor-blobs", 300, |_| {});
    // With the drawing: the legend stays.
    let both = text(&run, &selecting(0, 2), MIDDLE);
    assert!(both.contains("h1.3") && both.contains("bias") && both.contains("> p(1)"), "{both}");
    assert!(both.contains("p(1)") && both.contains("▄▄ unit's activation  weights"), "{both}");
    // A row says the most important of it.
    let row = text(&run, &selecting(0, 2), SMALL);
    assert!(row.contains("h1.3  bias") && row.contains("Enter weights"), "{row}");
    let mut editing = selecting(0, 2);
    editing.selection.number = Some(1);
    insta::assert_snapshot!(text(&run, &editing, SMALL));
}

#[test]
fn ablation_lists_the_losses_without_each_unit_and_marks_the_selected_one() {
    let run = update("xor-blobs", 300, |_| {});
    let (mut view, mut look) = (Network::default(), selecting(0, 0));
    act(&mut view, &run, &mut look, NetworkAction::Ablation);
    let buffer = drawn(&mut view, &run, &look, SMALL);
    insta::assert_snapshot!(rows(&buffer).join("\n"));
    let selected = |buffer: &Buffer| {
        let is_marked = |y: &u16| buffer[(2, *y)].modifier.contains(ratatui::style::Modifier::REVERSED);
        let marked = (0..buffer.area.height).find(is_marked)?;
        rows(buffer)[usize::from(marked)].split_whitespace().nth(1).map(str::to_owned)
    };
    assert_eq!(selected(&buffer).as_deref(), Some("h1.1"));
    // The arrows go down the list, and a click selects.
    let below = rows(&buffer);
    act(&mut view, &run, &mut look, NetworkAction::Select(0, -1));
    let buffer = drawn(&mut view, &run, &look, SMALL);
    let (before, now) = (
        below.iter().position(|row| row.contains("h1.1")).unwrap(),
        below.iter().position(|row| row.contains(&selected(&buffer).unwrap())).unwrap(),
    );
    assert_eq!(now, before + 1);
    // Esc goes back to the drawing, then deselects.
    assert!(view.leave(&mut look));
    assert!(rows(&drawn(&mut view, &run, &look, SMALL)).join("\n").contains("p(1)"));
    assert!(look.selection.unit.is_some() && view.leave(&mut look) && look.selection.unit.is_none());
    assert!(!view.leave(&mut look));
}

#[test]
fn the_layers_view_says_what_its_axes_are_and_shows_the_points() {
    let run = update("xor-blobs", 100, |_| {});
    let (mut view, mut look) = (Network::default(), selecting(0, 0));
    act(&mut view, &run, &mut look, NetworkAction::LayerView);
    for (size, words) in [(SMALL, "components"), (MIDDLE, "principal components")] {
        let shown = rows(&drawn(&mut view, &run, &look, size)).join("\n");
        assert!(shown.contains("hidden layer 1") && shown.contains(words), "{shown}");
        assert!(['o', '+', 'ₒ', '₊'].into_iter().all(|marker| shown.contains(marker)), "{shown}");
    }
    act(&mut view, &run, &mut look, NetworkAction::LayerView);
    assert!(rows(&drawn(&mut view, &run, &look, SMALL)).join("\n").contains("p(1)"));
}

/// The hidden layers after a key, if it changed them, and what is said.
fn widened(hidden: &[usize], selected: (usize, usize), action: NetworkAction) -> (Option<Vec<usize>>, String) {
    let run = network(hidden);
    let mut look = selecting(selected.0, selected.1);
    match act(&mut Network::default(), &run, &mut look, action) {
        Some(Effect::SendAndSay(Command::Change(preset), words)) => {
            preset.check().expect("a network that can be had");
            (Some(preset.network.hidden), words.fitted(99, "…"))
        }
        Some(Effect::Say(_, words)) => (None, words.fitted(99, "…")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_layer_goes_to_the_next_width_that_there_is_and_says_how_to_undo_it() {
    use NetworkAction::{Narrow, Widen};
    let (hidden, words) = widened(&[5], (0, 1), Widen);
    assert_eq!((hidden, &*words), (Some(vec![6]), "hidden layer 1: 5 units, now 6; u undoes it"));
    assert_eq!(widened(&[8, 3], (0, 1), Widen).0, Some(vec![9, 3]));
    assert_eq!(widened(&[8, 16], (1, 9), Narrow).0, Some(vec![8, 15]));
    for (hidden, selected, action, words) in [
        (&[128][..], (0, 0), Widen, "hidden layer 1 has 128 units, the most there can be; < changes it back"),
        (&[1], (0, 0), Narrow, "hidden layer 1 has 1 unit, the fewest there can be; > changes it back"),
        (&[5], (1, 0), Widen, "the data fixes the number of outputs; select a hidden unit"),
        (&[], (0, 0), Narrow, "this network has no hidden layer; e adds one"),
    ] {
        assert_eq!(widened(hidden, selected, action), (None, words.to_owned()));
    }
}

#[test]
fn outputs_stay_on() {
    let (run, mut look) = (network(&[5]), selecting(1, 0));
    let refused = act(&mut Network::default(), &run, &mut look, NetworkAction::ToggleUnit);
    assert!(matches!(refused, Some(Effect::Say(Tone::Problem, _))), "{refused:?}");
    look.selection.unit = Some(Unit { layer: 0, index: 0 });
    let switched = act(&mut Network::default(), &run, &mut look, NetworkAction::ToggleUnit);
    assert!(matches!(switched, Some(Effect::Send(Command::Edit(_)))), "{switched:?}");
}

#[test]
fn activations_by_layer_stand_where_their_layer_is_shown() {
    let mut run = network(&[8, 8]);
    let activation = LayerActivations::by_layer(vec![Activation::Relu, Activation::Tanh]).unwrap();
    std::sync::Arc::make_mut(&mut run.preset).network.activation = activation;
    let mut look = look(Glyphs::Braille);
    let whole = text(&run, &look, (190, 50));
    assert!(whole.contains(" 2-8-8-1 relu,tanh, 105 parameters "), "{whole}");
    for (layer, name) in [(0, "relu"), (1, "tanh")] {
        look.selection.unit = Some(Unit { layer, index: 2 });
        look.selection.layer = None;
        let card = text(&run, &look, LARGE);
        assert!(card.contains(&format!("h{}.3  {name}, on", layer + 1)), "{card}");
        look.selection.layer = Some(layer);
        let points = text(&run, &look, LARGE);
        assert!(points.contains(&format!("hidden layer {}, {name}  principal components", layer + 1)), "{points}");
    }
}

#[test]
fn every_network_is_drawn_at_every_size() {
    let networks: [&[usize]; 6] = [&[], &[1], &[8, 8], &[32, 16], &[8; 6], &[1; 6]];
    for hidden in networks {
        let mut run = network(hidden);
        std::sync::Arc::make_mut(&mut run.preset).network.activation = Activation::Tanh.into();
        for size in [(0, 0), (1, 1), (3, 3), (10, 5), (20, 8), SMALL, MIDDLE, LARGE, (190, 50)] {
            for unit in [None, Some(Unit { layer: 0, index: 0 })] {
                let mut look = look(Glyphs::Braille);
                look.selection.unit = unit;
                let mut view = Network::default();
                drawn(&mut view, &run, &look, size);
                look.selection.number = unit.map(|_| 0);
                drawn(&mut view, &run, &look, size);
                look.selection.layer = unit.map(|unit| unit.layer);
                drawn(&mut view, &run, &look, size);
                act(&mut view, &run, &mut look, NetworkAction::Ablation);
                drawn(&mut view, &run, &look, size);
            }
        }
    }
}

#[test]
fn where_there_is_no_room_for_the_layers_it_says_so() {
    let shown = text(&network(&[8; 6]), &look(Glyphs::Braille), (30, 11));
    assert!(shown.contains("There is no room for so"), "{shown}");
}
