//! The network taken apart: units, weights, switches, layers and the probe.

use super::*;
use blobtui::plot::{Ground, Scheme, nominal_rgb};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// The tutorial's network at epoch 100, with the second hidden unit selected.
fn trained(size: (u16, u16)) -> Dashboard {
    let dashboard = at_epoch_100(size);
    dashboard.type_text("3");
    dashboard.press(KeyCode::Right);
    dashboard.press(KeyCode::Down);
    dashboard.wait_for("activation: h1.2");
    dashboard
}

/// The tutorial's network at epoch 0, with maps that can be told from the ground.
fn coloured(size: (u16, u16)) -> Dashboard {
    let dashboard = Dashboard::start(&Options { size, depth: Depth::TrueColour, ..PLAIN });
    dashboard.wait_for("epoch     0 / 2,000");
    dashboard
}

/// The first cell of a text.
fn place_of(frame: &Buffer, words: &str) -> (u16, u16) {
    let shown = text(frame);
    let found = shown.lines().enumerate().find_map(|(row, line)| {
        let before = &line[..line.find(words)?];
        Some((before.chars().count() as u16, row as u16))
    });
    found.unwrap_or_else(|| panic!("{words} is not on the screen:\n{shown}"))
}

#[test]
fn a_unit_is_selected_changed_switched_off_and_left() {
    for size in SIZES {
        let dashboard = trained(size);
        dashboard.wait_for("h1.2  ");
        dashboard.type_text("x");
        dashboard.wait_for(" off ");
        dashboard.press(KeyCode::Enter);
        dashboard.press(KeyCode::Down);
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for(" weight ");
        dashboard.type_text("-2.5");
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for("x        -2.500");
        dashboard.press(KeyCode::Right);
        let card = dashboard.wait_for("x        -2.400");
        // A click on the card chooses a number, too.
        let (column, row) = place_of(&card, " bias  ");
        dashboard.click(MouseButton::Left, column + 1, row);
        let bias = |frame: &Buffer| text(frame).lines().nth(row.into()).unwrap_or_default().to_owned();
        let before = bias(&card);
        dashboard.press(KeyCode::Left);
        dashboard.wait("another bias", |frame| bias(frame) != before && text(frame).contains("x        -2.400"));
        dashboard.type_text("u");
        dashboard.wait_for("undone: h1.2 bias");
        dashboard.type_text("u");
        dashboard.wait_for("undone: h1.2 weight");
        dashboard.type_text("u");
        dashboard.wait_for("undone: h1.2 on");
        dashboard.press(KeyCode::Esc);
        dashboard.press(KeyCode::Esc);
        dashboard.wait("the output again", |frame| !text(frame).contains("activation: h1.2"));
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn a_unit_more_is_an_edit_that_can_be_undone() {
    let dashboard = coloured((120, 40));
    dashboard.type_text("3>");
    dashboard.wait_for("hidden layer 1: 5 units, now 6; u undoes it");
    let units = |frame: &Buffer| maps(frame)[1].1.len();
    dashboard.wait("six maps", |frame| units(frame) == 6);
    dashboard.type_text("u");
    dashboard.wait("five maps again", |frame| text(frame).contains("undone: ") && units(frame) == 5);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn units_are_listed_by_what_is_lost_without_each() {
    let dashboard = trained((80, 24));
    dashboard.type_text("A");
    let listed = dashboard.wait_for("off     train loss");
    let shown = text(&listed);
    let losses = shown.lines().filter_map(|line| line.split(" h1.").nth(1)?.split_whitespace().nth(1)?.parse().ok());
    let losses: Vec<f32> = losses.collect();
    assert_eq!(losses.len(), 5, "{shown}");
    assert!(losses.is_sorted_by(|one, other| one >= other), "{losses:?}");
    dashboard.press(KeyCode::Esc);
    dashboard.wait("the drawing", |frame| text(frame).contains("p(1)") && !text(frame).contains("train loss"));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_tab_shows_the_points_as_a_layer_has_them_and_the_decision_boundary_stays() {
    for size in SIZES {
        let dashboard = trained(size);
        dashboard.type_text("V");
        let shown = dashboard.wait("the layer's view", |frame| {
            ["hidden layer 1, relu  ", "hidden layer 1  "].iter().any(|title| text(frame).contains(title))
        });
        let shown = text(&shown);
        assert!(shown.contains("activation: h1.2"), "{shown}");
        dashboard.press(KeyCode::Esc);
        dashboard.wait("the drawing", |frame| text(frame).contains("p(1)"));
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn the_probe_follows_keys_and_mouse_and_tells_of_data_points() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("1");
        dashboard.press(KeyCode::Up);
        dashboard.wait_for(": p(1) 0.");
        let shown = dashboard.wait_for(": p(1) 0.");
        // Over a data point the hint describes it.
        let marks = shown.area.positions().filter(|place| {
            shown[*place].symbol() == "+" && place.x < size.0 / 2 && (2..size.1 - 8).contains(&place.y)
        });
        let place = marks.last().expect("a train point of label 1");
        let moved =
            MouseEvent { kind: MouseEventKind::Moved, column: place.x, row: place.y, modifiers: KeyModifiers::NONE };
        // A click puts it there, and there it stays until Esc.
        dashboard.click(MouseButton::Left, place.x, place.y);
        let described = text(&dashboard.wait_for("point of class 1"));
        dashboard.send(Event::Mouse(MouseEvent { row: 0, ..moved }));
        dashboard.type_text(".");
        dashboard.wait("the next epoch", |frame| text(frame) != described);
        dashboard.wait_for("point of class 1");
        dashboard.press(KeyCode::Esc);
        dashboard.wait("no probe", |frame| !text(frame).contains(": p(1) 0."));
        dashboard.press(KeyCode::Esc);
        // Without the focus it follows the mouse.
        dashboard.send(Event::Mouse(moved));
        dashboard.wait_for("point of class 1");
        dashboard.send(Event::Mouse(MouseEvent { row: 0, ..moved }));
        dashboard.wait("no probe", |frame| !text(frame).contains(": p(1) 0."));
        dashboard.quit().expect("q ends it well");
    }
}

/// The maps of the units: for each layer its left column, and the maps from the top. They do not touch.
fn maps(frame: &Buffer) -> Vec<(u16, Vec<Rect>)> {
    let mut layers: Vec<(u16, Vec<Rect>)> = vec![];
    let is_map = |x: u16, y: u16| frame.cell((x, y)).is_some_and(|cell| cell.symbol() == "▀");
    let left = place_of(frame, "network  e").0 - 2;
    for place in frame.area.positions().filter(|place| place.x > left && is_map(place.x, place.y)) {
        let (x, y) = (place.x, place.y);
        // The upper left corner of a map.
        if !is_map(x - 1, y) && !is_map(x, y - 1) {
            let width = (x..frame.area.right()).take_while(|x| is_map(*x, y)).count() as u16;
            let height = (y..frame.area.bottom()).take_while(|y| is_map(x, *y)).count() as u16;
            let map = Rect { x, y, width, height };
            match layers.iter_mut().find(|(left, _)| *left == x) {
                Some((_, maps)) => maps.push(map),
                None => layers.push((x, vec![map])),
            }
        }
    }
    layers.sort_by_key(|(left, _)| *left);
    layers
}

/// The maps against activations that are computed here point by point.
#[test]
fn a_units_map_shows_its_activation_at_each_pixel() {
    let dashboard = coloured((120, 40));
    let frame = dashboard.wait_for("p(1)");
    let preset = preset::find("xor-blobs").expect("a built-in preset").preset;
    let trainer = Trainer::new("xor-blobs", preset);
    let points = [&trainer.dataset().train, &trainer.dataset().test].map(|points| points.inputs.clone()).concat();
    let range = |axis: usize| {
        let numbers = points.iter().map(|point| f64::from(point[axis]));
        numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, number| (ends.0.min(number), ends.1.max(number)))
    };
    // The square round all points, with a margin of 8 %.
    let (x, y) = (range(0), range(1));
    let half = (x.1 - x.0).max(y.1 - y.0) / 2.0 * 1.16;
    let lower = |range: (f64, f64)| f64::midpoint(range.0, range.1) - half;
    let hidden = &maps(&frame)[1].1;
    assert_eq!(hidden.len(), 5);
    let (columns, rows) = (usize::from(hidden[0].width), 2 * usize::from(hidden[0].height));
    for (unit, map) in hidden.iter().enumerate() {
        let weights = &trainer.parameters()[2 * unit..2 * unit + 2];
        let bias = trainer.parameters()[10 + unit];
        let activation = |column: usize, row: usize| {
            let part = |index: usize, count: usize| (index as f64 + 0.5) / count as f64;
            let x = lower(x) + 2.0 * half * part(column, columns);
            let y = lower(y) + 2.0 * half * part(rows - 1 - row, rows);
            (f64::from(weights[0]) * x + f64::from(weights[1]) * y + f64::from(bias)).max(0.0)
        };
        let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let largest = all.clone().map(|(column, row)| activation(column, row)).fold(0.0, f64::max);
        for (column, row) in all {
            let cell = &frame[(map.x + column as u16, map.y + row as u16 / 2)];
            let shown = nominal_rgb(if row % 2 == 0 { cell.fg } else { cell.bg }).expect("a colour");
            let value = if largest > 0.0 { activation(column, row) / largest } else { 0.0 };
            let scheme = Scheme { ground: Ground::Dark, depth: Depth::TrueColour };
            let expected = nominal_rgb(scheme.map((value + 1.0) as f32 / 2.0)).expect("a colour");
            let near = |one: u8, other: u8| one.abs_diff(other) <= 1;
            let is_near = near(shown.0, expected.0) && near(shown.1, expected.1) && near(shown.2, expected.2);
            assert!(is_near, "unit {unit}, pixel ({column}, {row}): {shown:?}, not {expected:?}");
        }
    }
    dashboard.quit().expect("q ends it well");
}

#[test]
fn every_network_of_the_table_of_widths_is_shown_whole_or_says_what_is_not() {
    for size in SIZES {
        let dashboard = coloured(size);
        let few = size.1 == 24;
        for (hidden, counts) in [
            ("8,8", if few { vec!["↓ 4 more"; 2] } else { vec![] }),
            ("32,16", if few { vec!["↓ 28 more", "↓ 12 more"] } else { vec!["↓ "] }),
            ("8,8,8,8,8,8", if few { vec!["↓ 4"; 6] } else { vec![] }),
            ("1", vec![]),
        ] {
            dashboard.type_text(&format!(":hidden {hidden}"));
            dashboard.press(KeyCode::Enter);
            let layers = hidden.split(',').count();
            dashboard.wait(hidden, |frame| {
                let shown = text(frame);
                let counted = shown.matches("↓ ").count();
                counts.iter().all(|count| shown.contains(count))
                    && (counted == counts.len() || (counted > 0 && !few && hidden == "32,16"))
                    && (few || maps(frame).len() == layers + 2)
            });
        }
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn diagnostics_tell_what_is_wrong_and_of_a_healthy_run_that_nothing_is() {
    for size in SIZES {
        for (preset, words) in [("xor-blobs", "no problems found"), ("dead-relu", "5 of 5 ReLUs are dead: 0 on every")]
        {
            let dashboard = Dashboard::start(&Options { preset, size, ..PLAIN });
            dashboard.wait_for(" 0 / ");
            dashboard.press(KeyCode::PageDown);
            dashboard.wait_for(" 100 / ");
            dashboard.type_text("i");
            dashboard.wait_for(words);
            dashboard.type_text("3");
            dashboard.wait("the network", |frame| text(frame).contains("p(1)") && !text(frame).contains(words));
            dashboard.quit().expect("q ends it well");
        }
    }
}

#[test]
fn enter_on_a_fix_of_the_diagnostics_tries_it_beside_the_run_as_it_was() {
    let dashboard = Dashboard::start(&Options { size: (120, 40), ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.command("preset zeros");
    dashboard.wait_for("Weights that start at 0");
    dashboard.command("120");
    dashboard.wait_for("epoch   120 / 2,000");
    dashboard.type_text("i");
    dashboard.wait_for("1 Try PyTorch's initialization");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("branch initialization zeros → pytorch");
    dashboard.wait_for("comparing at epoch");
    // What is wrong with it is cured.
    dashboard.type_text("i");
    dashboard.wait_for("no problems found");
    // B takes a fix from anywhere, if there is one.
    dashboard.press(KeyCode::Esc);
    dashboard.type_text("B");
    dashboard.wait_for("the diagnostics find no problem here");
    dashboard.end().expect("Ctrl-C ends it");
}
