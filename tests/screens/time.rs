//! Going back in time, changing the past, and comparing what follows.

use super::*;

/// A paused dashboard that was trained to epoch 1,200 and is at epoch 400.
fn in_the_past(size: (u16, u16)) -> Dashboard {
    let dashboard = Dashboard::start(&Options { size, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.command("1200");
    dashboard.wait_for_epoch(1_200);
    dashboard.command("400");
    dashboard.wait_for("past: 400 of 1,200");
    dashboard
}

/// The same with a checkpoint at epoch 400, and a branch from there with a larger learning rate, trained to epoch 900.
fn on_a_branch(size: (u16, u16)) -> Dashboard {
    let dashboard = in_the_past(size);
    dashboard.type_text("s");
    dashboard.wait_for("saved ");
    dashboard.command("learning-rate 0.3");
    dashboard.wait_for("branch learning rate 0.03 → 0.3 from epoch 400; u undoes, b lists branches");
    dashboard.command("900");
    dashboard.wait_for_epoch(900);
    dashboard
}

/// Whether the plane of the branch main stands on the screen.
fn is_compared(frame: &Buffer) -> bool {
    ["╭ main ─", "+ main -"].iter().any(|title| text(frame).contains(title))
}

fn mouse(dashboard: &Dashboard, kind: MouseEventKind, (column, row): (u16, u16)) {
    dashboard.send(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
}

/// The place of a sign on the row of the history that has it, counted from the lowest.
fn place_of(frame: &Buffer, sign: &str) -> (u16, u16) {
    let positions: Vec<_> = frame.area.positions().collect();
    let found = positions.iter().rev().find(|position| frame[**position].symbol() == sign);
    let found = found.unwrap_or_else(|| panic!("no {sign} on\n{}", text(frame)));
    (found.x, found.y)
}

#[test]
fn the_past_is_shown_as_such() {
    for size in SIZES {
        let dashboard = in_the_past(size);
        let frame = text(&dashboard.wait_for("past: 400 of 1,200"));
        // What is to come is drawn apart from what was.
        assert!(frame.contains('●') && frame.contains("━●") && !frame.contains("paused"), "{frame}");
        dashboard.quit().expect("nothing is lost that nobody saved");
    }
}

#[test]
fn keys_go_back_as_they_go_on() {
    let dashboard = in_the_past((80, 24));
    let steps = [
        (",", "past: 399 of"),
        ("h", "past: 398 of"),
        ("H", "past: 388 of"),
        (".", "past: 389 of"),
        ("L", "past: 399 of"),
        ("g", "past: 0 of"),
        ("l", "past: 1 of"),
        ("G", "epoch 1,200 / 2,000"),
    ];
    for (key, words) in steps {
        dashboard.type_text(key);
        dashboard.wait_for(words);
    }
    dashboard.press(KeyCode::PageUp);
    dashboard.wait_for("past: 1,100 of");
    dashboard.press(KeyCode::Home);
    dashboard.wait_for("past: 0 of");
    dashboard.press(KeyCode::End);
    dashboard.wait("the newest epoch", |frame| !text(frame).contains("past"));
    // Focused regions have arrows of their own, but the comma and the stop mean time.
    dashboard.type_text("1,");
    dashboard.wait_for("past: 1,199 of");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_past_shows_what_it_showed_and_plays_on_to_the_newest_epoch() {
    let dashboard = Dashboard::start(&PLAIN);
    dashboard.wait_for_epoch(0);
    dashboard.command("100");
    dashboard.wait_for_epoch(100);
    // The plane and the numbers, not the line of the history or the loss that is known by then.
    let shown = |frame: &Buffer| -> Vec<String> {
        let lines: Vec<String> = text(frame).lines().map(|line| line.chars().take(60).collect()).collect();
        lines[1..32].to_vec()
    };
    let before = shown(&dashboard.wait_for_epoch(100));
    dashboard.command("300");
    dashboard.wait_for_epoch(300);
    dashboard.command("100");
    assert_eq!(shown(&dashboard.wait_for("past: 100 of 300")), before);
    dashboard.type_text("* ");
    dashboard.wait("training beyond what was trained", |frame| {
        let shown = text(frame);
        !shown.contains("past") && (shown.contains("running") || shown.contains("finished"))
    });
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_change_in_the_past_starts_a_branch_and_the_old_line_stays() {
    for size in SIZES {
        let dashboard = on_a_branch(size);
        dashboard.type_text("b");
        dashboard.wait_for("╭ branches ");
        dashboard.press(KeyCode::Up);
        dashboard.type_text("c");
        dashboard.wait_for("compared");
        dashboard.press(KeyCode::Esc);
        dashboard.wait("planes side by side", is_compared);
        dashboard.type_text("h");
        let frame = text(&dashboard.wait_for("past: 899 of 900"));
        assert!(frame.matches("test loss 0.").count() >= 2, "that of main, and that of the shown branch: {frame}");
        dashboard.press(KeyCode::Esc);
        dashboard.wait("no comparison", |frame| !is_compared(frame) && text(frame).contains("boundary"));
        dashboard.type_text("b");
        dashboard.wait_for("╭ branches ");
        dashboard.press(KeyCode::Up);
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for("past: 899 of 1,200");
        dashboard.end().expect("Ctrl-C ends it well");
    }
}

#[test]
fn branches_are_named_and_deleted_but_not_by_one_key() {
    let dashboard = on_a_branch((80, 24));
    dashboard.type_text("br");
    dashboard.wait_for("╭ rename branch ");
    (0..20).for_each(|_| dashboard.press(KeyCode::Backspace));
    dashboard.type_text("fast?");
    dashboard.press(KeyCode::Enter);
    dashboard.wait("its new name in the list", |frame| {
        text(frame).contains("fast? branches off main at epoch 400: learning rate 0.03 → 0.3")
    });
    dashboard.press(KeyCode::Up);
    dashboard.type_text("d");
    dashboard.wait_for("d again deletes main");
    dashboard.press(KeyCode::Down);
    dashboard.press(KeyCode::Up);
    dashboard.wait("the question is forgotten", |frame| !text(frame).contains("d again"));
    dashboard.press(KeyCode::Down);
    dashboard.press(KeyCode::Enter);
    dashboard.wait("the list is closed", |frame| !text(frame).contains("╭ branches "));
    dashboard.end().expect("Ctrl-C ends it well");
}

#[test]
fn bookmarks_are_set_listed_visited_and_removed() {
    let dashboard = in_the_past((120, 40));
    dashboard.type_text("m");
    dashboard.wait_for("╭ bookmark ");
    dashboard.type_text("does it turn here?");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("400 does it turn here?");
    dashboard.type_text("G");
    dashboard.wait_for_epoch(1_200);
    dashboard.type_text("{");
    dashboard.wait_for("past: 400 of");
    dashboard.type_text("g'");
    dashboard.wait_for("╭ bookmarks ");
    dashboard.type_text("/does");
    dashboard.wait_for("1 of 1");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("past: 400 of");
    // The question comes while the bookmark would be lost, and not once it is gone.
    dashboard.type_text("q");
    dashboard.wait_for("bookmarks are not saved: q again quits, F saves the run");
    dashboard.type_text("m");
    dashboard.wait("the bookmark's note", |frame| {
        text(frame).contains("╭ bookmark ") && text(frame).contains("│ does it turn here?")
    });
    (0..20).for_each(|_| dashboard.press(KeyCode::Backspace));
    dashboard.press(KeyCode::Enter);
    dashboard.wait("no bookmark", |frame| !text(frame).contains("does it turn"));
    dashboard.end().expect("Ctrl-C ends it well");
}

#[test]
fn quitting_asks_for_branches_until_the_run_is_saved() {
    let dashboard = on_a_branch((120, 40));
    dashboard.type_text("q");
    dashboard.wait_for("2 branches are not saved: q again quits, F saves the run");
    dashboard.type_text("F");
    dashboard.wait_for(".run.ron");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_mouse_scrubs_along_the_line() {
    let dashboard = in_the_past((120, 40));
    let frame = dashboard.wait_for("past: 400 of");
    let (column, row) = place_of(&frame, "●");
    let epoch = |frame: &Buffer| -> u64 {
        let shown = text(frame);
        let word = shown.split("past: ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("");
        word.replace(',', "").parse().unwrap_or(u64::MAX)
    };
    mouse(&dashboard, MouseEventKind::Down(MouseButton::Left), (column + 10, row));
    let there = dashboard.wait("a later epoch", |frame| (500..700).contains(&epoch(frame)));
    assert_eq!(place_of(&there, "●"), (column + 10, row), "the run is where the mouse is");
    mouse(&dashboard, MouseEventKind::Drag(MouseButton::Left), (column - 10, row));
    dashboard.wait("an earlier epoch", |frame| (150..300).contains(&epoch(frame)));
    // What is held is held on to, away from the line and beyond its end.
    mouse(&dashboard, MouseEventKind::Drag(MouseButton::Left), (0, 3));
    dashboard.wait("the first epoch", |frame| epoch(frame) == 0);
    mouse(&dashboard, MouseEventKind::Drag(MouseButton::Left), (119, 3));
    dashboard.wait("the newest epoch", |frame| !text(frame).contains("past"));
    mouse(&dashboard, MouseEventKind::Up(MouseButton::Left), (119, 3));
    mouse(&dashboard, MouseEventKind::Drag(MouseButton::Left), (column, row));
    mouse(&dashboard, MouseEventKind::ScrollUp, (column, row));
    dashboard.wait("ten epochs before the newest, not where nothing is held", |frame| epoch(frame) == 1190);
    mouse(&dashboard, MouseEventKind::ScrollDown, (column, row));
    dashboard.wait("the newest epoch", |frame| !text(frame).contains("past"));

    dashboard.command("400");
    dashboard.wait_for("past: 400 of");
    dashboard.command("learning-rate 0.3");
    dashboard.wait_for("branch learning rate 0.03 → 0.3");
    dashboard.end().expect("Ctrl-C ends it well");
}

#[test]
fn a_divergence_is_explained_and_left_by_one_key() {
    let dashboard = Dashboard::start(&PLAIN);
    dashboard.wait_for_epoch(0);
    dashboard.command("20");
    dashboard.wait_for_epoch(20);
    dashboard.command("learning-rate 1e38");
    dashboard.wait_for("learning rate 1e38");
    dashboard.press(KeyCode::PageDown);
    let frame = text(&dashboard.wait_for("diverged at epoch 2"));
    assert!(frame.contains(". B goes back and tries a fix."), "{frame}");
    dashboard.wait_for("gradient norms before: ");
    dashboard.type_text("B");
    dashboard.wait_for("learning rate 0.1");
    dashboard.wait_for("branch ");
    dashboard.end().expect("Ctrl-C ends it well");
}

#[test]
fn the_history_is_ascii_where_the_glyphs_are() {
    let dashboard = Dashboard::start(&Options { glyphs: Glyphs::Ascii, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.command("600");
    dashboard.wait_for_epoch(600);
    dashboard.command("400");
    dashboard.wait_for("past: 400 of");
    dashboard.command("learning-rate 0.3");
    dashboard.wait_for("u undoes, b lists branches");
    dashboard.press(KeyCode::PageDown);
    let lines = text(&dashboard.wait_for_epoch(500));
    assert!(lines.contains("learning rate 0.03 -> 0.3") && lines.is_ascii(), "{lines}");
    dashboard.type_text("b");
    let list = text(&dashboard.wait_for(" branches "));
    assert!(list.is_ascii(), "{list}");
    dashboard.press(KeyCode::Up);
    dashboard.type_text("c");
    dashboard.press(KeyCode::Esc);
    let side_by_side = text(&dashboard.wait("planes side by side", is_compared));
    assert!(side_by_side.is_ascii(), "{side_by_side}");
    dashboard.end().expect("Ctrl-C ends it well");
}
