//! What makes a branch or a file, or drops something, says so, and how to undo it.

use ratatui::crossterm::event::KeyCode;

use super::harness::{Dashboard, Options, PLAIN};

#[test]
fn what_makes_or_drops_something_says_so_and_how_to_undo_it() {
    let dashboard = Dashboard::start(&Options { size: (120, 40), ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.command("20");
    dashboard.wait_for_epoch(20);
    for (line, said) in [
        ("bookmark here", "bookmarked epoch 20"),
        ("remove-bookmark", "removed the bookmark of epoch 20"),
        ("save", "saved "),
        ("save-run", ".run.ron"),
        ("remove-point 0 0", "removed a point; u brings it back"),
        ("undo", "; U redoes"),
        ("redo", "; u undoes"),
        ("undo", "; U redoes"),
        ("10", "past: 10 of 20"),
        ("learning-rate 0.1", "branch learning rate 0.03 → 0.1 from epoch 10; u undoes, b lists branches"),
        ("branch main", "past: 10 of 20"),
        ("add-point 0 0 1", "; u undoes, b lists branches"),
        ("branch main", "past: 10 of 20"),
        ("weight h1.1 bias 0.5", "; u undoes, b lists branches"),
        ("branch main", "past: 10 of 20"),
        ("switch-unit h1.1", "; u undoes, b lists branches"),
        ("delete-branch learning rate 0.03 → 0.1", "deleted branch learning rate 0.03 → 0.1"),
        ("seed 12", "restarted at epoch 0 with the new setting; u undoes"),
        ("new-weights", "the same points; u undoes"),
        ("new-seed", "new points and new weights; u undoes"),
        ("preset two-blobs", "preset two-blobs: "),
        ("previous-preset", "; u goes back"),
        ("next-preset", "; u goes back"),
    ] {
        dashboard.command(line);
        dashboard.wait_for(said);
    }
    dashboard.end().expect("Ctrl-C ends it");
}

#[test]
fn names_of_files_are_completed_and_errors_say_what_is_right() {
    let dashboard = Dashboard::start(&Options { size: (80, 24), ..PLAIN });
    dashboard.wait_for_epoch(0);
    // Tests run in the folder of the project.
    dashboard.type_text(":open tests/fix");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("open tests/fixtures/");
    dashboard.type_text("ir");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("open tests/fixtures/iris.csv ");
    dashboard.press(KeyCode::Esc);
    dashboard.command("restrat");
    dashboard.wait_for("there is no command or setting restrat (did you mean restart?)");
    dashboard.press(KeyCode::Esc);
    dashboard.command("help branch");
    dashboard.wait_for("found: branch");
    dashboard.press(KeyCode::Esc);
    dashboard.command("help momentum");
    dashboard.wait_for("╭ momentum ");
    dashboard.end().expect("Ctrl-C ends it");
}
