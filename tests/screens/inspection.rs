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

#[test]
fn a_unit_is_selected_changed_switched_off_and_left() {
    for size in SIZES {
        let dashboard = trained(size);
        dashboard.wait_for("╭ h1.2 ");
        dashboard.type_text("x");
        dashboard.wait_for(" off ╮");
        dashboard.press(KeyCode::Enter);
        dashboard.press(KeyCode::Right);
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for(" weight ");
        dashboard.type_text("-2.5");
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for("x         -2.500");
        dashboard.press(KeyCode::Up);
        dashboard.wait_for("x         -2.400");
        // A click on the card chooses a number, too: the bias stands in its first row.
        dashboard.click(MouseButton::Left, size.0 - 30, 2);
        let bias = text(&dashboard.wait_for("bias")).lines().nth(2).expect("a row of the card").to_owned();
        dashboard.press(KeyCode::Down);
        dashboard.wait("another bias", |frame| text(frame).lines().nth(2).is_some_and(|row| row != bias));
        dashboard.type_text("u");
        dashboard.wait_for("undone: a bias");
        dashboard.type_text("u");
        dashboard.wait_for("undone: a weight");
        dashboard.type_text("u");
        dashboard.wait_for("undone: a unit switched off or on");
        dashboard.press(KeyCode::Esc);
        dashboard.press(KeyCode::Esc);
        dashboard.wait("the output again", |frame| !text(frame).contains("activation: h1.2"));
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn units_are_listed_by_what_is_lost_without_each() {
    let dashboard = trained((80, 24));
    dashboard.type_text("A");
    let listed = dashboard.wait_for("ablation at epoch 100");
    let shown = text(&listed);
    let losses = shown.lines().filter_map(|line| line.split("train loss 0.").nth(1)?.split("→ ").nth(1)?.get(..6));
    let losses: Vec<f32> = losses.filter_map(|loss| loss.trim().parse().ok()).collect();
    assert_eq!(losses.len(), 5, "{shown}");
    assert!(losses.is_sorted_by(|one, other| one >= other), "{losses:?}");
    dashboard.press(KeyCode::Enter);
    dashboard.wait("the chosen unit", |frame| !text(frame).contains("ablation at"));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_plane_shows_the_points_as_a_layer_has_them() {
    for size in SIZES {
        let dashboard = trained(size);
        dashboard.type_text("V");
        dashboard.wait_for("╭ hidden layer 1 ");
        dashboard.type_text("V");
        dashboard.wait_for("activation: h1.2");
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn the_probe_follows_keys_and_mouse_and_tells_of_data_points() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("1");
        dashboard.press(KeyCode::Up);
        dashboard.wait_for("): P(label 1) 0.");
        let shown = dashboard.wait_for("P(label 1)");
        // Over a data point the hint describes it.
        let marks = shown.area.positions().filter(|place| {
            shown[*place].symbol() == "+" && place.x < size.0 / 2 && (2..size.1 - 5).contains(&place.y)
        });
        let place = marks.last().expect("a train point of label 1");
        let moved =
            MouseEvent { kind: MouseEventKind::Moved, column: place.x, row: place.y, modifiers: KeyModifiers::NONE };
        dashboard.send(Event::Mouse(moved));
        dashboard.wait_for(" point, label 1, loss ");
        dashboard.send(Event::Mouse(MouseEvent { row: 0, ..moved }));
        dashboard.wait("no probe", |frame| !text(frame).contains("P(label 1)"));
        dashboard.quit().expect("q ends it well");
    }
}

/// The maps against activations that are computed here point by point.
#[test]
fn a_units_map_shows_its_activation_at_each_pixel() {
    let dashboard = Dashboard::start(&Options { depth: Depth::TrueColour, ..PLAIN });
    let frame = dashboard.wait_for_epoch(0);
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
    // Inside of the panel at 120x40: maps of 6 by 2 cells, the hidden units' one above the other beneath their name.
    let (columns, rows) = (6, 4);
    let named = frame
        .area
        .positions()
        .find(|place| place.x > 60 && frame[*place].symbol() == "h" && frame[(place.x + 1, place.y)].symbol() == "1");
    let name = named.expect("the name of the hidden layer");
    for unit in 0..5 {
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
        let starts: Vec<u16> = (name.y..32).filter(|y| frame[(name.x, *y)].symbol() == "▀").step_by(2).collect();
        assert_eq!(starts.len(), 5, "five maps of two rows");
        for (column, row) in all {
            let cell = &frame[(name.x + column as u16, starts[unit] + row as u16 / 2)];
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
        let dashboard = at_epoch_100(size);
        for hidden in ["1", "8,8", "32,16", "8,8,8,8,8,8"] {
            dashboard.type_text(&format!(":hidden {hidden}"));
            dashboard.press(KeyCode::Enter);
            let title = format!("network 2-{}-1", hidden.replace(',', "-"));
            let shown = dashboard.wait(&title, |frame| text(frame).contains(&title) && text(frame).contains("paused:"));
            let more = text(&shown).contains(" more");
            assert_eq!(more, hidden.starts_with("32"), "{hidden} at {size:?}");
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
            dashboard.type_text("i");
            dashboard.wait("the losses", |frame| !text(frame).contains(" diagnostics "));
            dashboard.quit().expect("q ends it well");
        }
    }
}
