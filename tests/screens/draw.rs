//! Drawing points, by keys and by mouse.

use super::*;

#[test]
fn points_are_drawn_labelled_taken_away_and_undone() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.type_text("d");
    dashboard.wait_for("drawing class 0 at x ");
    dashboard.type_text("1");
    dashboard.wait_for("drawing class 1 at x ");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("1 drawn");
    dashboard.wait_for("/81");
    dashboard.type_text("2");
    dashboard.wait_for("there is no label 2; allowed: 0 to 1");
    dashboard.type_text("lllj0");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("2 drawn");
    dashboard.type_text("x");
    dashboard.wait_for("1 drawn");
    dashboard.type_text("u");
    dashboard.wait_for("2 drawn");
    // Training goes on all the while.
    dashboard.type_text(" ");
    dashboard.wait_for("running");
    dashboard.type_text(" ");
    dashboard.wait_for("paused");
    dashboard.press(KeyCode::Esc);
    dashboard.type_text("q");
    dashboard.wait_for("2 drawn points are not saved: q again quits");
    dashboard.quit().expect("q again ends it");
}

#[test]
fn a_click_draws_a_point_and_a_right_click_takes_it_away() {
    let dashboard = at_epoch_100((80, 24));
    dashboard.type_text("d");
    dashboard.wait_for("drawing class 0 at x ");
    dashboard.click(MouseButton::Left, 20, 10);
    dashboard.wait_for("1 drawn");
    dashboard.click(MouseButton::Right, 20, 10);
    dashboard.wait_for("0 drawn");
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}
