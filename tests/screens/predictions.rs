//! Results point by point, and what the plane shows of the points.

use super::*;
use ratatui::style::Modifier;

/// A paused dashboard after so many epochs.
fn paused_at(epochs: u64, options: &Options) -> Dashboard {
    let dashboard = Dashboard::start(options);
    dashboard.wait_for("untrained");
    (0..epochs / 100).for_each(|_| dashboard.press(KeyCode::PageDown));
    dashboard.wait(&format!("epoch {epochs}"), |frame| {
        let header = text(frame).lines().next().unwrap_or_default().replace(',', "");
        header.split("epoch").nth(1).and_then(|rest| rest.split_whitespace().next().map(str::to_owned))
            == Some(epochs.to_string())
    });
    dashboard
}

#[test]
fn the_predictions_replace_the_numbers_and_close_again() {
    for size in SIZES {
        for preset in ["xor-blobs", "blobs-8", "gauss-regression"] {
            let dashboard = paused_at(100, &Options { preset, size, ..PLAIN });
            let before = text(&dashboard.wait_for("loss"));
            dashboard.type_text("v");
            dashboard.wait("the predictions", |frame| {
                text(frame).contains("rows: label") || text(frame).contains("mean error")
            });
            dashboard.type_text("v");
            dashboard.wait("the numbers", |frame| text(frame) == before);
            dashboard.quit().expect("q ends it well");
        }
    }
}

#[test]
fn zoomed_predictions_show_both_splits_and_a_scatter_plot_of_values() {
    let dashboard = paused_at(100, &Options { preset: "blobs-8", size: (80, 24), ..PLAIN });
    dashboard.type_text("4vz");
    let frame = text(&dashboard.wait("the results alone", |frame| !text(frame).contains("boundary ")));
    assert!(frame.contains("test ") && frame.contains("train "), "{frame}");
    dashboard.quit().expect("q ends it well");
    let dashboard = paused_at(100, &Options { preset: "gauss-regression", size: (80, 24), ..PLAIN });
    dashboard.type_text("4vz");
    let frame = text(&dashboard.wait_for("test points: x label, y prediction, -0.98 to 0.98"));
    assert!(frame.chars().filter(|sign| ('⠁'..='⣿').contains(sign)).count() > 50, "{frame}");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn exactly_the_misclassified_points_are_marked() {
    for (depth, glyphs) in [
        (Depth::TrueColour, Glyphs::Braille),
        (Depth::Sixteen, Glyphs::Ascii),
        (Depth::None, Glyphs::Braille),
        (Depth::None, Glyphs::Ascii),
    ] {
        let dashboard = paused_at(100, &Options { preset: "xor-blobs", depth, glyphs, ..PLAIN });
        dashboard.type_text("w");
        let frame = dashboard.wait_for("misclassified: 9 of 80 train, 1 of 20 test");
        let is_marked = |cell: &ratatui::buffer::Cell| match depth {
            Depth::None => cell.modifier.contains(Modifier::REVERSED),
            Depth::Sixteen => [cell.fg, cell.bg] == [Color::White, Color::Black],
            _ => [cell.fg, cell.bg].iter().all(|color| matches!(color, Color::Rgb(0 | 255, 0 | 255, 0 | 255))),
        };
        let is_point = |cell: &ratatui::buffer::Cell| ["o", "+", "∘", "×", ".", "x"].contains(&cell.symbol());
        let marked = || {
            let inside = Rect::new(4, 2, 58, 29).positions();
            inside.filter(|place| is_point(&frame[*place]) && is_marked(&frame[*place])).count()
        };
        // Two that share a cell are one mark, and on its way up one may hide another.
        assert!((9..=10).contains(&marked()), "{} at {depth:?}, {glyphs:?}", marked());
        assert!(text(&frame).contains("misclassified points are highlighted"), "{}", text(&frame));
        dashboard.type_text("w");
        dashboard.wait("no mark", |frame| {
            text(frame).contains("no longer highlighted") && !text(frame).contains("misclassified: ")
        });
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn values_are_marked_beyond_a_stated_bound() {
    let dashboard = paused_at(100, &Options { preset: "gauss-regression", ..PLAIN });
    dashboard.type_text("w");
    dashboard.wait_for("off by more than 0.098: 135 of 250 train, 145 of 250 test");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn test_points_can_be_hidden_and_the_plane_made_discrete() {
    let dashboard = paused_at(100, &Options { preset: "xor-blobs", ..PLAIN });
    let whole = dashboard.wait_for("label 0: o ∘  label 1: + ×  bold: train");
    let shades = |frame: &Buffer| {
        let inside = Rect::new(4, 2, 58, 29).positions();
        inside.filter(|place| ["░", "▒"].contains(&frame[*place].symbol())).count()
    };
    assert!(shades(&whole) > 500);
    dashboard.type_text("T");
    let train = dashboard.wait_for("label 0: o  label 1: +  train points only");
    let lines = text(&train);
    assert!(lines.contains("test points hidden") && !lines.contains(['∘', '×']), "{lines}");
    dashboard.type_text("TD");
    let discrete = dashboard.wait_for("predicted classes shown");
    assert!(shades(&discrete) == 0 && text(&discrete).contains('∘'), "{}", text(&discrete));
    dashboard.type_text("D");
    dashboard.wait("the shades", |frame| shades(frame) == shades(&whole));
    dashboard.quit().expect("q ends it well");
}
