//! Tables with more than two columns: which plane is shown, and how it is moved.

use super::*;

const IRIS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/iris.csv");

/// A paused dashboard at epoch 100 of a run on the flowers.
fn flowers(size: (u16, u16)) -> Dashboard {
    let dashboard = Dashboard::start(&Options { size, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.command(&format!("data {IRIS}"));
    dashboard.wait("the flowers", |frame| header(frame).starts_with("iris"));
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for_epoch(100);
    dashboard
}

#[test]
fn the_title_says_which_slice_is_shown_and_keys_change_it() {
    for size in SIZES {
        let dashboard = flowers(size);
        let titles = ["petal_length × petal_width, others at their mean", "petal_length × petal_width, slice"];
        dashboard.wait("the slice", |frame| titles.iter().any(|title| text(frame).contains(title)));
        dashboard.type_text("|");
        dashboard.wait("another column along y", |frame| {
            let first = text(frame).lines().nth(1).unwrap_or_default().to_owned();
            first.contains("petal_length × sepal_") || first.contains("petal_leng… × sepal_")
        });
        dashboard.command("axes sepal_width Petal_Width");
        dashboard.wait_for("sepal_width × petal_width");
        dashboard.command("axes sepal_width colour");
        dashboard.wait_for("there is no column colour; there are: sepal_length, sepal_width");
        dashboard.press(KeyCode::Esc);
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn sliders_move_the_others_and_the_mean_brings_them_back() {
    let dashboard = flowers((120, 40));
    dashboard.type_text("c");
    let before = plane_of(&dashboard.wait_for("x petal_length"));
    dashboard.command("slice sepal_length 7.9");
    let moved = plane_of(&dashboard.wait_for("sepal_length at 7.90"));
    assert_ne!(before, moved, "the plane goes with the slider");
    dashboard.type_text("0");
    let back = plane_of(&dashboard.wait("the mean", |frame| !text(frame).contains("others as set")));
    assert_eq!(before, back);
    dashboard.press(KeyCode::Right);
    dashboard.wait_for("others as set");
    dashboard.command("slice sepal_width 4.2");
    dashboard.wait_for("sepal_width at 4.20");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_slice_goes_through_a_probed_point_and_never_changes_the_run() {
    let dashboard = flowers((120, 40));
    // The untrained network misclassifies many.
    dashboard.type_text("g");
    dashboard.wait_for_epoch(0);
    dashboard.type_text("w");
    dashboard.wait_for("sd off the slice");
    dashboard.type_text("@");
    dashboard.wait_for("others as of a point");
    let frame = dashboard.wait("the point on it", |frame| !text(frame).contains("sd off the slice"));
    assert!(is_at(&frame, 0));
    dashboard.type_text("_|");
    dashboard.wait_for("others as of a point");
    // As far as the run is concerned, nothing was done: there is nothing of it to undo.
    dashboard.type_text("u");
    dashboard.wait_for("undone: back to xor-blobs at epoch 0");
    dashboard.type_text("|");
    dashboard.wait_for("no more than two columns");
    dashboard.type_text("c");
    dashboard.wait_for("no more than two columns");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn tab_completes_the_names_of_columns() {
    let dashboard = flowers((120, 40));
    dashboard.type_text(":axes sepal_l");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("axes sepal_length");
    dashboard.type_text("petal_");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("petal_length  petal_width");
    dashboard.type_text("w");
    dashboard.press(KeyCode::Tab);
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("sepal_length × petal_width");
    dashboard.quit().expect("q ends it well");
}

/// The rows of the decision boundary without those of its border.
fn plane_of(frame: &Buffer) -> Vec<String> {
    text(frame).lines().skip(2).take(30).map(|line| line.chars().take(60).collect()).collect()
}
