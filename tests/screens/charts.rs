//! The charts: the cursor with the values at its epoch, zoom, axes, smoothing, accuracy.

use super::*;
use ratatui::crossterm::event::KeyEvent;

/// The epoch, train and test loss in the hint line.
fn hinted(frame: &Buffer) -> (u64, f32, f32) {
    let shown = text(frame);
    let line = shown.lines().find(|line| line.starts_with(" epoch ") && line.contains("loss train")).expect("a hint");
    let numbers: Vec<&str> = line.split([' ', ':', ',']).filter(|word| word.parse::<f32>().is_ok()).collect();
    let loss = |place: usize| numbers[place].parse().expect("a loss");
    (numbers[0].parse().expect("an epoch"), loss(1), loss(2))
}

/// Against a trainer that is run here to that epoch.
#[test]
fn the_cursor_tells_the_values_at_its_epoch() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("2");
        dashboard.press(KeyCode::Left);
        dashboard.press(KeyCode::Left);
        dashboard.wait_for(": loss train ");
        dashboard.type_text("C");
        dashboard.wait_for(": correct: train ");
        dashboard.type_text("C");
        dashboard.wait_for(": loss train ");
        dashboard.type_text("H");
        dashboard.wait_for(" epoch 0: loss train ");
        dashboard.press(KeyCode::Right);
        let frame = dashboard.wait("another epoch", |frame| !text(frame).contains(" epoch 0: "));
        let (epoch, train, test) = hinted(&frame);
        let preset = preset::find("xor-blobs").expect("a built-in preset").preset;
        let mut trainer = Trainer::new("xor-blobs", preset);
        while trainer.epoch() < epoch {
            trainer.advance(|| false).expect("it does not diverge");
        }
        let record = trainer.evaluate();
        assert!((1..100).contains(&epoch), "{epoch}");
        assert!((record.train_loss - train).abs() < 1e-4, "{train} at {epoch}, not {}", record.train_loss);
        assert!(
            (record.test_loss().unwrap() - test).abs() < 1e-4,
            "{test} at {epoch}, not {}",
            record.test_loss().unwrap()
        );
        dashboard.press(KeyCode::Esc);
        dashboard.wait("no cursor", |frame| !text(frame).contains(": loss train "));
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn keys_zoom_smooth_and_change_the_epochs_axis() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.type_text(">>>>>");
    dashboard.wait_for("epochs 38-100");
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for("epochs 138-200");
    dashboard.type_text("2");
    dashboard.send(Event::Key(KeyEvent::new(KeyCode::Left, KeyModifiers::SHIFT)));
    dashboard.wait_for(": loss train ");
    dashboard.type_text(">");
    let zoomed = dashboard.wait("a part that stays", |frame| !text(frame).contains("epochs 138-200"));
    let shown = |frame: &Buffer| {
        let epochs = |line: &str| line.split("─ epochs ").nth(1)?.split(' ').next().map(str::to_owned);
        text(frame).lines().find_map(epochs)
    };
    dashboard.press(KeyCode::PageDown);
    let later = dashboard.wait_for_epoch(300);
    assert!(shown(&later).is_some() && shown(&later) == shown(&zoomed), "{}", text(&later));
    dashboard.type_text("A");
    let smooth = text(&dashboard.wait_for("average 10"));
    assert!(smooth.contains("train 0."), "the raw line's value stays: {smooth}");
    dashboard.type_text("AAAfX");
    let frame = text(&dashboard.wait_for("last 500"));
    dashboard.type_text("f");
    dashboard.wait_for("log epochs");
    assert!(frame.lines().any(|line| line.contains(" 1 ") && line.contains(" 10 ") && line.contains("100")), "{frame}");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_mouse_points_at_an_epoch_and_its_wheel_zooms_there() {
    let dashboard = at_epoch_100((120, 40));
    let mouse = |kind: MouseEventKind, column: u16| {
        Event::Mouse(MouseEvent { kind, column, row: 5, modifiers: KeyModifiers::NONE })
    };
    dashboard.type_text(">>>");
    dashboard.wait_for("epochs 0-250");
    dashboard.send(mouse(MouseEventKind::Moved, 79));
    let there = dashboard.wait_for(": loss train ");
    let (epoch, ..) = hinted(&there);
    assert!((30..80).contains(&epoch), "{epoch}");
    dashboard.send(mouse(MouseEventKind::ScrollUp, 79));
    let frame = text(&dashboard.wait("a smaller part", |frame| !text(frame).contains("epochs 0-250")));
    assert!(frame.contains(&format!(" epoch {epoch}: ")), "it stays beneath the mouse: {frame}");
    dashboard.send(mouse(MouseEventKind::ScrollDown, 79));
    dashboard.wait("the larger part again", |frame| text(frame).contains("epochs 0-250"));
    dashboard.send(mouse(MouseEventKind::Moved, 30));
    dashboard.wait("no cursor", |frame| !text(frame).contains(": loss train "));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn two_charts_are_shown_where_there_is_room_with_one_cursor() {
    let dashboard = at_epoch_100((200, 60));
    let frame = text(&dashboard.wait_for("train 0.539  test 0.527"));
    assert!(frame.contains("╭ 2 loss ") && frame.contains("╭ accuracy "), "{frame}");
    assert!(frame.contains("train 89 %  test 95 %"), "the values at the shown epoch: {frame}");
    dashboard.type_text("2");
    dashboard.press(KeyCode::Left);
    let both = text(&dashboard.wait_for(": loss train "));
    assert!(both.contains("correct: train "), "{both}");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn brackets_go_through_the_tabs_of_the_focused_charts() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.type_text("2");
    for values in ["train 89 %", "learning rate 0.03 ", "all 0.189"] {
        dashboard.type_text("]");
        dashboard.wait(values, |frame| text(frame).lines().nth(13).is_some_and(|line| line.contains(values)));
    }
    dashboard.type_text("[[[");
    dashboard.wait_for("train 0.539  test 0.527");
    dashboard.quit().expect("q ends it well");
}
