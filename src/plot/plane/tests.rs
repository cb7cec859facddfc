//! Planes of a few pixels, in every depth of colour.

use super::*;
use proptest::prelude::*;

const PLANE: Plane<'_> = Plane {
    values: &[],
    numbers: Numbers::Sides,
    line: &[],
    discrete: false,
    points: &[],
    depth: Depth::TrueColour,
    glyphs: Glyphs::Braille,
};

/// A field that rises from left to right, or from top to bottom, over `columns` by `rows` pixels.
fn ramp(columns: u16, rows: u16, downwards: bool) -> Vec<f32> {
    let part = |index: u16, count: u16| (f32::from(index) + 0.5) / f32::from(count);
    let value = |column, row| if downwards { part(row, rows) } else { part(column, columns) };
    (0..rows).flat_map(|row| (0..columns).map(move |column| value(column, row))).collect()
}

fn drawn(plane: &Plane<'_>, columns: u16, rows: u16) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    plane.render(buf.area, &mut buf);
    buf
}

#[test]
fn each_cell_shows_two_pixels() {
    let values = [0.0, 1.0];
    let buf = drawn(&Plane { values: &values[..1], ..PLANE }, 1, 1);
    assert_eq!(buf[(0, 0)].symbol(), "▀");
    assert_eq!(nominal_rgb(buf[(0, 0)].fg), Some(BLUE_ORANGE.low));
    assert_eq!(nominal_rgb(buf[(0, 0)].bg), Some(NO_NUMBER), "a missing value");
}

#[test]
fn the_line_is_one_pixel_wide_where_the_field_crosses_one_half() {
    let line = to_colour(LINE, Depth::TrueColour);
    for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
        let values = ramp(9, 8, false);
        let buf = drawn(&Plane { values: &values, glyphs, ..PLANE }, 9, 4);
        for row in 0..4 {
            let columns: Vec<u16> = (0..9).filter(|column| buf[(*column, row)].bg == line).collect();
            assert_eq!(columns, [4], "the middle pixel is one half");
        }
    }
    let values = ramp(3, 8, true);
    let buf = drawn(&Plane { values: &values, ..PLANE }, 3, 4);
    let on_line = buf.content().iter().map(|cell| usize::from(cell.fg == line) + usize::from(cell.bg == line));
    assert_eq!(on_line.sum::<usize>(), 3, "one of eight rows of three pixels");
    let level = [0.5; 72];
    let buf = drawn(&Plane { values: &level, ..PLANE }, 9, 4);
    assert!(buf.content().iter().all(|cell| cell.fg != line && cell.bg != line), "an untrained field has no line");
}

#[test]
fn the_line_contrasts_with_every_tone() {
    for hundredth in -100..=100 {
        let tone = BLUE_ORANGE.at(f64::from(hundredth) / 100.0);
        assert!(super::super::contrast_ratio(LINE, tone) > 2.0);
    }
}

#[test]
fn points_read_on_the_mean_of_their_cell() {
    let values = [0.0, 1.0, 0.0, 0.5];
    let point = |x, glyph, bold| Point { cell: Position::new(x, 0), glyph, bold, value: None, highlighted: false };
    let points = [point(0, "o", true), point(1, "×", false), point(7, "o", true)];
    let buf = drawn(&Plane { values: &values, points: &points, ..PLANE }, 2, 1);
    let (train, test) = (&buf[(0, 0)], &buf[(1, 0)]);
    assert_eq!((train.symbol(), train.modifier), ("o", Modifier::BOLD));
    assert_eq!(nominal_rgb(train.bg), Some(BLUE_ORANGE.low));
    assert_eq!(nominal_rgb(train.fg), Some(Rgb::WHITE));
    assert_eq!((test.symbol(), test.modifier), ("×", Modifier::empty()));
    assert_eq!(nominal_rgb(test.bg), Some(BLUE_ORANGE.at(0.5)));
    assert_eq!(nominal_rgb(test.fg), Some(Rgb::BLACK));
}

#[test]
fn bold_points_win_shared_cells() {
    let point = |glyph, bold| Point { cell: Position::new(0, 0), glyph, bold, value: None, highlighted: false };
    let points = [point("o", true), point("+", true), point("∘", false)];
    let buf = drawn(&Plane { values: &[0.2, 0.2], points: &points, ..PLANE }, 1, 1);
    assert_eq!(buf[(0, 0)].symbol(), "+");
}

#[test]
fn highlighted_points_stand_out_and_win_shared_cells() {
    let point = |x, bold, highlighted| {
        let glyph = if highlighted { "∘" } else { "o" };
        Point { cell: Position::new(x, 0), glyph, bold, value: None, highlighted }
    };
    let points = [point(0, false, true), point(0, true, false), point(1, true, false), point(2, true, true)];
    let values = [0.0, 0.5, 1.0, 0.0, 0.5, 1.0];
    for depth in [Depth::TrueColour, Depth::Indexed, Depth::Sixteen, Depth::None] {
        for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
            let buf = drawn(&Plane { values: &values, points: &points, depth, glyphs, ..PLANE }, 3, 1);
            let symbols = [0, 1, 2].map(|x| buf[(x, 0)].symbol());
            assert_eq!(symbols, ["∘", "o", "∘"]);
            let reversed = [0, 1, 2].map(|x| buf[(x, 0)].modifier.contains(Modifier::REVERSED));
            assert_eq!(reversed, [0, 1, 2].map(|x| depth == Depth::None && x != 1));
            for x in [0, 2] {
                let colours = [buf[(x, 0)].fg, buf[(x, 0)].bg].map(nominal_rgb);
                let extremes = [[Some(Rgb::BLACK), Some(Rgb::WHITE)], [Some(Rgb::WHITE), Some(Rgb::BLACK)]];
                assert!(depth == Depth::None || extremes.contains(&colours), "{depth:?} {colours:?}");
            }
        }
    }
}

#[test]
fn a_discrete_plane_shows_only_what_wins() {
    let values = [0.1, 0.49, 0.5, 0.9];
    let buf = drawn(&Plane { values: &values, discrete: true, numbers: Numbers::Values, ..PLANE }, 2, 1);
    let tones = [buf[(0, 0)].fg, buf[(1, 0)].fg, buf[(0, 0)].bg, buf[(1, 0)].bg].map(nominal_rgb);
    let (low, high) = (Some(BLUE_ORANGE.low), Some(BLUE_ORANGE.high));
    assert_eq!(tones, [low, low, high, high]);
    let plane = Plane { values: &[0.4, 0.6], discrete: true, numbers: Numbers::Classes(2), ..PLANE };
    assert_eq!(drawn(&plane, 1, 1)[(0, 0)].fg, class_colour(1, 1.0, Depth::TrueColour));
    let plane = Plane { values: &values, discrete: true, depth: Depth::None, ..PLANE };
    let row: String = (0..2).map(|column| drawn(&plane, 2, 1)[(column, 0)].symbol().to_owned()).collect();
    assert_eq!(row, " ▓");
}

#[test]
fn without_colours_there_are_shades_and_no_colour_codes() {
    let values = ramp(8, 4, false);
    let points = [Point { cell: Position::new(1, 1), glyph: "o", bold: true, value: None, highlighted: false }];
    for (glyphs, expected) in [(Glyphs::Braille, "  ░░▒▒▓▓"), (Glyphs::Ascii, "  --==##")] {
        let plane = Plane { values: &values, points: &points, depth: Depth::None, glyphs, ..PLANE };
        let buf = drawn(&plane, 8, 2);
        let row: String = (0..8).map(|column| buf[(column, 0)].symbol()).collect();
        assert_eq!(row, expected);
        assert_eq!((buf[(1, 1)].symbol(), buf[(1, 1)].modifier), ("o", Modifier::BOLD));
        assert!(buf.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    }
    assert_eq!(drawn(&Plane { depth: Depth::None, ..PLANE }, 1, 1)[(0, 0)].symbol(), "?");
}

#[test]
fn classes_have_the_colour_of_the_winner_the_paler_the_less_it_leads() {
    let values = [1.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.25, 0.25, 0.0, 0.0, 0.0, 1.0, 0.25, 0.25, 0.25, 0.25];
    let plane = Plane { values: &values, numbers: Numbers::Classes(4), ..PLANE };
    let buf = drawn(&plane, 2, 1);
    let tones = [buf[(0, 0)].fg, buf[(1, 0)].fg, buf[(0, 0)].bg, buf[(1, 0)].bg];
    let expected = [(0, 1.0), (1, 1.0 / 3.0), (3, 1.0), (0, 0.0)];
    for (tone, (class, lead)) in tones.into_iter().zip(expected) {
        assert_eq!(tone, class_colour(class, lead, Depth::TrueColour));
    }
    assert_eq!(nominal_rgb(tones[3]), Some(BLUE_ORANGE.middle));
}

#[test]
fn without_colours_classes_have_borders_alone() {
    let values: Vec<f32> = (0..12).flat_map(|pixel| if pixel % 6 < 3 { [0.9, 0.1] } else { [0.2, 0.8] }).collect();
    let plane = Plane { values: &values, numbers: Numbers::Classes(2), depth: Depth::None, ..PLANE };
    let row: String = (0..6).map(|column| drawn(&plane, 6, 1)[(column, 0)].symbol().to_owned()).collect();
    assert_eq!(row, "  ░   ");
}

#[test]
fn a_point_with_a_value_has_its_colour_whatever_the_field() {
    let points = [Point { cell: Position::new(0, 0), glyph: "o", bold: true, value: Some(1.0), highlighted: false }];
    let buf = drawn(&Plane { values: &[0.0, 0.0], numbers: Numbers::Values, points: &points, ..PLANE }, 1, 1);
    assert_eq!(nominal_rgb(buf[(0, 0)].bg), Some(BLUE_ORANGE.high));
}

#[test]
fn few_colours_use_only_those() {
    let values = ramp(40, 4, false);
    for (depth, allowed) in [
        (Depth::Indexed, (|color| matches!(color, Color::Indexed(16..))) as fn(Color) -> bool),
        (Depth::Sixteen, |color| !matches!(color, Color::Indexed(_) | Color::Rgb(..) | Color::Reset)),
    ] {
        let points = [Point { cell: Position::new(1, 1), glyph: "o", bold: true, value: None, highlighted: false }];
        let buf = drawn(&Plane { values: &values, points: &points, depth, ..PLANE }, 40, 2);
        assert!(buf.content().iter().all(|cell| allowed(cell.fg) && allowed(cell.bg)), "{depth:?}");
    }
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_plane_keeps_to_its_area(
        (x, y, width, height) in (0..20_u16, 0..20_u16, 0..30_u16, 0..30_u16),
        values in prop::collection::vec(prop_oneof![any::<f32>(), 0.0..1.0_f32], 0..400),
        discrete in any::<bool>(),
        points in prop::collection::vec((0..40_u16, 0..40_u16, any::<bool>(), any::<bool>()), 0..20),
        numbers in prop_oneof![
            Just(Numbers::Sides),
            Just(Numbers::Values),
            (0..10_usize).prop_map(Numbers::Classes),
        ],
    ) {
        let points: Vec<Point> = points
            .into_iter()
            .map(|(x, y, bold, highlighted)| {
                Point { cell: Position::new(x, y), glyph: "o", bold, value: None, highlighted }
            })
            .collect();
        let area = Rect::new(x, y, width, height);
        for depth in [Depth::TrueColour, Depth::Indexed, Depth::Sixteen, Depth::None] {
            for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
                let mut buf = Buffer::empty(Rect::new(3, 2, 25, 25));
                Plane { values: &values, numbers, line: &[], discrete, points: &points, depth, glyphs }.render(area, &mut buf);
                for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                    prop_assert_eq!(&buf[position], &ratatui::buffer::Cell::EMPTY);
                }
            }
        }
    }
}
