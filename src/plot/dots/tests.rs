//! Dots, lines and glyphs, drawn into small canvases.

use super::*;
use proptest::prelude::*;
use ratatui::style::Color;

/// The rows of a canvas of `columns` by `rows` cells.
fn shown(columns: u16, rows: u16, glyphs: Glyphs, draw: impl FnOnce(&mut Canvas)) -> Vec<String> {
    let area = Rect::new(0, 0, columns, rows);
    let mut canvas = Canvas::new(columns, rows, glyphs);
    draw(&mut canvas);
    let mut buf = Buffer::empty(area);
    canvas.render(area, &mut buf);
    let text = |row| (0..columns).map(|column| buf[(column, row)].symbol()).collect();
    (0..rows).map(text).collect()
}

fn solid(glyphs: Glyphs) -> Pen {
    Pen::new(Style::new(), Stroke::Solid, glyphs)
}

#[test]
fn dots_have_the_bits_that_ratatui_gives_them() {
    for column in 0..2 {
        for row in 0..4 {
            let text = shown(1, 1, Glyphs::Braille, |canvas| canvas.set(column, row, Style::new()));
            // ratatui lists the patterns in row-major order of their dots.
            let expected = ratatui::symbols::braille::BRAILLE[1 << (row * 2 + column)];
            assert_eq!(text, [expected.to_string()]);
        }
    }
}

#[test]
fn blocks_and_ascii_show_each_dot() {
    let corner = |column, row| move |canvas: &mut Canvas| canvas.set(column, row, Style::new());
    let corners = [((0, 0), "▘"), ((1, 0), "▝"), ((0, 1), "▖"), ((1, 1), "▗")];
    for ((column, row), expected) in corners {
        assert_eq!(shown(1, 1, Glyphs::Blocks, corner(column, row)), [expected]);
    }
    assert_eq!(shown(1, 1, Glyphs::Ascii, corner(0, 0)), ["'"]);
    assert_eq!(shown(1, 1, Glyphs::Ascii, corner(0, 1)), ["."]);
    assert_eq!(shown(1, 1, Glyphs::Ascii, |canvas| canvas.vertical(0, 0, 9, &mut solid(Glyphs::Ascii))), [":"]);
}

#[test]
fn lines_are_drawn_and_clipped() {
    let diagonal = |canvas: &mut Canvas| canvas.line((-10.0, -10.0), (20.0, 20.0), &mut solid(Glyphs::Blocks));
    assert_eq!(shown(3, 3, Glyphs::Blocks, diagonal), ["▚  ", " ▚ ", "  ▚"]);
    let level = |canvas: &mut Canvas| canvas.line((-1e300, 1.0), (1e300, 1.0), &mut solid(Glyphs::Blocks));
    assert_eq!(shown(3, 1, Glyphs::Blocks, level), ["▄▄▄"]);
    let outside = |canvas: &mut Canvas| canvas.line((-5.0, -1.0), (5.0, -1.0), &mut solid(Glyphs::Blocks));
    assert_eq!(shown(3, 1, Glyphs::Blocks, outside), ["   "]);
}

#[test]
fn lines_without_finite_ends_are_left_out() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let draw = |canvas: &mut Canvas| {
            canvas.line((0.0, bad), (1.0, 1.0), &mut solid(Glyphs::Blocks));
            canvas.line((0.0, 0.0), (bad, 1.0), &mut solid(Glyphs::Blocks));
        };
        assert_eq!(shown(1, 1, Glyphs::Blocks, draw), [" "]);
    }
}

#[test]
fn sparse_lines_keep_even_gaps_over_segments() {
    let draw = |canvas: &mut Canvas| {
        let mut pen = Pen::new(Style::new(), Stroke::Sparse, Glyphs::Ascii);
        canvas.line((0.0, 1.0), (2.0, 1.0), &mut pen);
        canvas.line((2.0, 1.0), (7.0, 1.0), &mut pen);
    };
    assert_eq!(shown(8, 1, Glyphs::Ascii, draw), [". . . . "]);
}

#[test]
fn the_later_style_wins_its_cell_and_empty_cells_stay() {
    let area = Rect::new(0, 0, 2, 1);
    let mut buf = Buffer::with_lines(["ab"]);
    let mut canvas = Canvas::new(2, 1, Glyphs::Braille);
    canvas.set(0, 0, Style::new().fg(Color::Red));
    canvas.set(1, 0, Style::new().fg(Color::Gray));
    canvas.render(area, &mut buf);
    assert_eq!((buf[(0, 0)].symbol(), buf[(0, 0)].fg), ("⠉", Color::Gray));
    assert_eq!(buf[(1, 0)].symbol(), "b");
}

#[test]
fn ascii_glyphs_are_ascii() {
    let glyphs = Glyphs::Ascii;
    let all = [glyphs.train(0), glyphs.train(1), glyphs.test(0), glyphs.test(1), glyphs.running(), glyphs.arrow()];
    assert!(all.concat().is_ascii() && (0..4).all(|bits| glyphs.character(bits).is_ascii()));
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn nothing_is_drawn_outside(
        (x, y, width, height) in (0..20_u16, 0..20_u16, 0..20_u16, 0..20_u16),
        ends in prop::array::uniform4(prop_oneof![any::<f64>(), -50.0..50.0_f64]),
        (column, top, bottom) in any::<(usize, usize, usize)>(),
    ) {
        for glyphs in [Glyphs::Braille, Glyphs::Blocks, Glyphs::Ascii] {
            let area = Rect::new(x, y, width, height);
            let mut buf = Buffer::empty(Rect::new(3, 2, 12, 9));
            let mut canvas = Canvas::new(width, height, glyphs);
            canvas.line((ends[0], ends[1]), (ends[2], ends[3]), &mut solid(glyphs));
            canvas.vertical(column % 60, top % 60, bottom, &mut solid(glyphs));
            canvas.set(column, top, Style::new());
            canvas.render(area, &mut buf);
            for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                prop_assert_eq!(buf[position].symbol(), " ");
            }
        }
    }
}
