//! User data in the dashboard.

use std::fmt::Write;

use super::*;

const IRIS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/iris.csv");

/// A paused dashboard with the points of a file, opened from its command line.
fn with_points(size: (u16, u16), line: &str) -> Dashboard {
    let dashboard = Dashboard::start(&Options { size, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.type_text(&format!(":{line}"));
    dashboard.press(KeyCode::Enter);
    dashboard
}

/// Writes a table into the dashboard's own folder, and gives its path in quotes.
fn written(dashboard: &Dashboard, name: &str, text: &str) -> String {
    let path = dashboard.runs.path().join(name);
    std::fs::write(&path, text).expect("a file in a temporary folder");
    format!("'{}'", path.display())
}

#[test]
fn a_file_of_classes_is_opened_named_and_undone() {
    for size in SIZES {
        let dashboard = with_points(size, &format!("data {IRIS}"));
        let frame = text(&dashboard.wait("the file", |frame| header(frame).starts_with("iris")));
        assert!(
            ["petal_length × petal_width, others at", "petal_length × petal_width, slice"]
                .iter()
                .any(|axes| frame.contains(axes)),
            "{frame}"
        );
        dashboard.press(KeyCode::PageDown);
        dashboard.wait_for_epoch(100);
        dashboard.type_text("y");
        dashboard.wait_for("copied: blobtui --data /");
        dashboard.type_text(":train-fraction 50 hidden 4");
        dashboard.press(KeyCode::Enter);
        let split = dashboard.wait_for("/75");
        assert!(is_at(&split, 100), "{}", text(&split));
        dashboard.type_text("u");
        dashboard.wait_for("undone: back to iris at epoch 100");
        dashboard.type_text("u");
        dashboard.wait_for("undone: back to xor-blobs at epoch 0");
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn a_file_of_values_is_drawn_in_its_own_units() {
    let mut houses = String::from("size;rooms;age;price\n");
    for row in 0_u32..80 {
        let mixed = row.wrapping_mul(2_654_435_761) >> 16;
        let (size, rooms, age) = (40 + mixed % 90, 1 + mixed / 90 % 6, mixed % 70);
        writeln!(houses, "{size},5;{rooms};{age};{}", 50_000 + 1500 * size + 10_000 * rooms)
            .expect("a string takes all");
    }
    for size in SIZES {
        let dashboard = Dashboard::start(&Options { size, ..PLAIN });
        dashboard.wait_for_epoch(0);
        let path = written(&dashboard, "my houses.csv", &houses);
        dashboard.type_text(&format!(":data {path} hidden none learning-rate 0.1"));
        dashboard.press(KeyCode::Enter);
        dashboard.wait("the houses", |frame| header(frame).contains(" / 1,000"));
        dashboard.press(KeyCode::PageDown);
        dashboard.wait_for_epoch(100);
        dashboard.type_text("y");
        // Longer than the message line: it is shown whole.
        dashboard.wait_for("blobtui --data '/");
        dashboard.press(KeyCode::Esc);
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn mistakes_are_explained_and_the_run_stays() {
    let dashboard = Dashboard::start(&Options { size: (200, 60), ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.press(KeyCode::Right);
    dashboard.wait_for_epoch(1);
    let bad = written(&dashboard, "bad.csv", "x,y,k\n1,2,a\n1,two,b\n");
    for (line, message) in [
        ("data absent.csv".to_owned(), "absent.csv: cannot be read: "),
        (format!("data {bad}"), "line 3, column 2 (y): \"two\" is not a number"),
        (format!("data {IRIS} label colour"), "has no column \"colour\", which --label names"),
        (format!("data {IRIS} hidden 129"), "--hidden 129: network.hidden[0] is 129; allowed: "),
    ] {
        dashboard.type_text(&format!(":{line}"));
        dashboard.press(KeyCode::Enter);
        let frame = dashboard.wait_for(message);
        assert!(header(&frame).contains("xor-blobs") && is_at(&frame, 1), "{}", text(&frame));
    }
    for (line, message) in [
        ("data", "data needs a value; allowed: the name of a file, as in points.csv"),
        ("data 'my points.csv", "the quote ' is not closed"),
        ("data a.csv colour red", "there is no setting colour"),
        ("data a.csv task 3", "task 3: can't be used; allowed: classes, values"),
        ("label species", "label needs a file, as in data points.csv label …"),
        ("standardize no", "these points don't come from a file"),
    ] {
        dashboard.type_text(&format!(":{line}"));
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for(message);
        dashboard.press(KeyCode::Esc);
    }
    dashboard.type_text(":dat");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("│ data  ");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("docs/  examples/");
    dashboard.type_text("a.csv lab");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("a.csv label  ");
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn of_very_many_points_a_sample_is_drawn_and_said_to_be() {
    let mut many = String::from("x,y,k\n");
    for row in 0_u32..50_000 {
        let (x, y) = (row % 251, row * 7 % 241);
        writeln!(many, "{x},{y},{}", if x + y > 250 { "up" } else { "down" }).expect("a string takes all");
    }
    let dashboard = Dashboard::start(&Options { size: (80, 24), ..PLAIN });
    dashboard.wait_for_epoch(0);
    let path = written(&dashboard, "many.csv", &many);
    dashboard.type_text(&format!(":data {path}"));
    dashboard.press(KeyCode::Enter);
    let frame = text(&dashboard.wait_for("drawn: 1 point in 25"));
    // The numbers are those of all points.
    assert!(frame.contains("/40,000)") && frame.contains("/10,000)"), "{frame}");
    dashboard.quit().expect("q ends it well");
}
