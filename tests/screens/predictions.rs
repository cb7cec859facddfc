//! Results point by point, and what the plane shows of the points.

use super::*;
use ratatui::style::Modifier;

/// A paused dashboard after so many epochs.
fn paused_at(epochs: u64, options: &Options) -> Dashboard {
    let dashboard = Dashboard::start(options);
    dashboard.wait_for_epoch(0);
    (0..epochs / 100).for_each(|_| dashboard.press(KeyCode::PageDown));
    dashboard.wait(&format!("epoch {epochs}"), |frame| {
        let header = text(frame).lines().next().unwrap_or_default().replace(',', "");
        header.split("epoch").nth(1).and_then(|rest| rest.split_whitespace().next().map(str::to_owned))
            == Some(epochs.to_string())
    });
    dashboard
}

#[test]
fn the_predictions_are_a_tab_of_the_inspector() {
    for size in SIZES {
        for preset in ["xor-blobs", "blobs-8", "gauss-regression"] {
            let dashboard = paused_at(100, &Options { preset, size, ..PLAIN });
            let before = text(&dashboard.wait_for("loss"));
            dashboard.type_text("v");
            dashboard.wait("the predictions", |frame| {
                text(frame).contains(" test     0   1 ") || text(frame).contains("mean error")
            });
            dashboard.type_text("3");
            dashboard.wait("the network", |frame| text(frame).contains("  weights "));
            dashboard.press(KeyCode::Esc);
            dashboard.wait("what was there before", |frame| text(frame) == before);
            dashboard.quit().expect("q ends it well");
        }
    }
}

#[test]
fn zoomed_predictions_show_both_splits_and_a_scatter_plot_of_values() {
    let dashboard = paused_at(100, &Options { preset: "blobs-8", size: (80, 24), ..PLAIN });
    dashboard.type_text("vz");
    let frame = text(&dashboard.wait("the results alone", |frame| !text(frame).contains("boundary ")));
    assert!(frame.contains("test ") && frame.contains("train "), "{frame}");
    dashboard.quit().expect("q ends it well");
    let dashboard = paused_at(100, &Options { preset: "gauss-regression", size: (80, 24), ..PLAIN });
    dashboard.type_text("vz");
    let frame = text(&dashboard.wait_for("test points: x target, y prediction, -0.98 to 0.98"));
    assert!(frame.chars().filter(|sign| ('⠁'..='⣿').contains(sign)).count() > 50, "{frame}");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn exactly_the_misclassified_points_are_in_reverse_video_and_w_steps_through_them() {
    for (depth, glyphs) in [
        (Depth::TrueColour, Glyphs::Braille),
        (Depth::Sixteen, Glyphs::Ascii),
        (Depth::None, Glyphs::Braille),
        (Depth::None, Glyphs::Ascii),
    ] {
        let dashboard = paused_at(100, &Options { preset: "xor-blobs", depth, glyphs, ..PLAIN });
        let frame = dashboard.wait_for("misclassified 10");
        let is_marked = |cell: &ratatui::buffer::Cell| match depth {
            Depth::None => cell.modifier.contains(Modifier::REVERSED),
            _ => [Color::Black, Color::Rgb(0, 0, 0)].contains(&cell.fg),
        };
        let is_point = |symbol: &str| ["o", "+", "ₒ", "₊"].contains(&symbol);
        let marked = Rect::new(4, 2, 62, 31)
            .positions()
            .filter(|place| is_point(frame[*place].symbol()) && is_marked(&frame[*place]));
        // Two that share a cell are one mark.
        let marked = marked.count();
        assert!((9..=10).contains(&marked), "{marked} at {depth:?}, {glyphs:?}: {}", text(&frame));
        dashboard.type_text("w");
        let first = text(&dashboard.wait_for("misclassified"));
        dashboard.type_text("w");
        dashboard.wait("the next one", |frame| {
            let hint = |text: &str| text.lines().rev().nth(1).map(str::to_owned);
            hint(&text(frame)) != hint(&first)
        });
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn either_split_can_be_shown_alone_and_the_plane_made_discrete() {
    let dashboard = paused_at(100, &Options { preset: "xor-blobs", ..PLAIN });
    let whole = dashboard.wait_for("bold train  ₒ₊ test");
    let shades = |frame: &Buffer| {
        let inside = Rect::new(4, 2, 62, 31).positions();
        inside.filter(|place| ["░", "▒"].contains(&frame[*place].symbol())).count()
    };
    assert!(shades(&whole) > 500);
    dashboard.type_text("T");
    let lines = text(&dashboard.wait_for("train points only"));
    assert!(!lines.contains(['ₒ', '₊']), "{lines}");
    dashboard.type_text("T");
    let lines = text(&dashboard.wait_for("test points only"));
    assert!(lines.contains(['ₒ', '₊']), "{lines}");
    dashboard.type_text("TD");
    let discrete = dashboard.wait_for("predicted classes shown");
    assert!(shades(&discrete) < 200 && text(&discrete).contains('ₒ'), "{}", text(&discrete));
    dashboard.type_text("D");
    dashboard.wait("the shades", |frame| shades(frame) == shades(&whole));
    dashboard.quit().expect("q ends it well");
}
