//! A few whole screens, as snapshots: how the views stand together. Views have snapshots of their own beside their code.

use super::*;

/// Compares a screen with the snapshot of this name in `tests/screens/snapshots`. The row of hints is left out, for it
/// changes by itself.
fn assert_screen(name: &str, frame: &Buffer) {
    let hint = usize::from(frame.area.height) - 2;
    let lines = text(frame);
    let lines = lines.lines().enumerate().map(|(row, line)| if row == hint { " …" } else { line });
    let lines: Vec<&str> = lines.collect();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, lines.join("\n"));
    });
}

/// The screen once all keys before have done their work.
fn settled(dashboard: &Dashboard) -> Buffer {
    dashboard.type_text("D");
    dashboard.wait_for("predicted classes shown");
    dashboard.type_text("D");
    dashboard.wait_for("probabilities shown")
}

#[test]
fn at_the_start() {
    for (size, name) in [((80, 24), "start-80x24"), ((120, 40), "start-120x40")] {
        let dashboard = Dashboard::start(&Options { size, ..PLAIN });
        assert_screen(name, &dashboard.wait_for_epoch(0));
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn early_with_misclassified_points_and_settings_open() {
    let dashboard = at_epoch_100((120, 40));
    assert_screen("early-120x40", &dashboard.wait_for("misclassified 10"));
    dashboard.quit().expect("q ends it well");
    let dashboard = at_epoch_100((80, 24));
    dashboard.type_text("e");
    assert_screen("settings-80x24", &dashboard.wait_for("[0.03]"));
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn finished_with_the_presets_open() {
    let dashboard = Dashboard::start(&Options { preset: "two-blobs", ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.command("epochs 100");
    dashboard.wait("a shorter run", |frame| header(frame).contains(" / 100 "));
    dashboard.press(KeyCode::PageDown);
    dashboard.wait("the end", |frame| header(frame).contains("finished"));
    assert_screen("finished-120x40", &settled(&dashboard));
    dashboard.type_text("p");
    assert_screen("presets-120x40", &dashboard.wait_for("of 32 "));
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn in_the_past_and_comparing() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for_epoch(200);
    dashboard.command("100");
    dashboard.wait_for("past: 100 of 200");
    assert_screen("past-120x40", &settled(&dashboard));
    dashboard.command("learning-rate 0.3");
    dashboard.wait_for_rate("0.3");
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for_epoch(200);
    dashboard.type_text("b");
    dashboard.wait_for("╭ branches ");
    dashboard.press(KeyCode::Up);
    dashboard.type_text("c");
    dashboard.wait_for("compared");
    dashboard.press(KeyCode::Esc);
    // Until then the compared branch is trained again.
    dashboard.wait("the end of main", |frame| text(frame).contains("╭ main ───────── epoch 200 "));
    assert_screen("comparing-120x40", &settled(&dashboard));
    dashboard.end().expect("Ctrl-C ends it well");
}

#[test]
fn eight_classes_on_a_large_screen() {
    let dashboard = Dashboard::start(&Options { preset: "blobs-8", size: (200, 60), ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for_epoch(100);
    assert_screen("classes-200x60", &settled(&dashboard));
    dashboard.quit().expect("q ends it well");
}
