//! Planes of a few pixels, in every depth of colour.

use super::*;
use crate::plot::Ground;
use proptest::prelude::*;

const PLANE: Plane<'_> = Plane {
    values: &[],
    numbers: Numbers::Sides,
    line: &[],
    discrete: false,
    points: &[],
    scheme: Scheme { ground: Ground::Dark, depth: Depth::TrueColour },
    glyphs: Glyphs::Braille,
    bright: false,
};
const POINT: Point = Point {
    cell: Position::ORIGIN,
    marker: "o",
    hue: Hue::Class(0),
    is_train: true,
    is_misclassified: false,
    is_in_batch: false,
    distance: Distance::Near,
};
const DEPTHS: [Depth; 4] = [Depth::TrueColour, Depth::Indexed, Depth::Sixteen, Depth::None];

const fn of_depth(depth: Depth) -> Scheme {
    Scheme { ground: Ground::Dark, depth }
}

fn at(x: u16, point: Point) -> Point {
    Point { cell: Position::new(x, 0), ..point }
}

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

/// The rows of a buffer.
fn rows(buf: &Buffer) -> Vec<String> {
    let row = |cells: &[Cell]| cells.iter().map(Cell::symbol).collect();
    buf.content().chunks(usize::from(buf.area.width)).map(row).collect()
}

#[test]
fn each_cell_shows_two_pixels() {
    let buf = drawn(&Plane { values: &[0.0, 1.0], numbers: Numbers::Values, ..PLANE }, 1, 1);
    let expected = [0.0, 1.0].map(|value| PLANE.scheme.plane(Some((Hue::Value(value), 1.0))));
    assert_eq!((buf[(0, 0)].symbol(), [buf[(0, 0)].fg, buf[(0, 0)].bg]), ("▀", expected));
    let missing = drawn(&Plane { values: &[0.0], ..PLANE }, 1, 1)[(0, 0)].bg;
    assert_eq!(missing, PLANE.scheme.plane(None), "a missing value");
}

#[test]
fn a_line_of_dots_runs_where_the_field_crosses_one_half() {
    let values = ramp(8, 4, false);
    for (glyphs, line) in [(Glyphs::Braille, "⡇"), (Glyphs::Blocks, "·"), (Glyphs::Ascii, ".")] {
        for depth in DEPTHS {
            let plane = Plane { values: &values, glyphs, scheme: of_depth(depth), ..PLANE };
            let buf = drawn(&plane, 8, 2);
            for row in 0..2 {
                let columns: Vec<u16> = (0..8).filter(|column| buf[(*column, row)].fg == plane.scheme.line()).collect();
                assert!(depth == Depth::None || columns == [4], "{depth:?} {glyphs:?}: {columns:?}");
                assert!(line == "⡇" || buf[(4, row)].symbol() == line, "{:?}", rows(&buf));
            }
        }
    }
    // Between the middles of pixels, the dots are nearer to the pixel that is nearer to one half.
    let values = [0.4, 0.9, 0.4, 0.9, 0.1, 0.6, 0.1, 0.6];
    assert_eq!(rows(&drawn(&Plane { values: &values, ..PLANE }, 2, 2)), ["⢰▀", "▀⠇"].map(String::from));
    let level = [0.5; 32];
    let buf = drawn(&Plane { values: &level, ..PLANE }, 8, 2);
    assert!(buf.content().iter().all(|cell| cell.symbol() == "▀"), "an untrained field has no line");
}

#[test]
fn a_line_may_be_that_of_other_numbers() {
    let (values, line) = (ramp(8, 4, false), ramp(8, 4, true));
    let plane =
        Plane { values: &values, numbers: Numbers::Values, line: &line, scheme: of_depth(Depth::None), ..PLANE };
    assert_eq!(rows(&drawn(&plane, 8, 2)), ["  ░░▒▒▓▓", "⠈⠉⠉⠉⠉⠉⠉⠁"]);
}

#[test]
fn a_point_has_its_own_colour_on_the_mean_of_its_cell() {
    let values = [0.0, 1.0, 0.0, 0.5];
    let test = Point { marker: "₊", hue: Hue::Class(1), is_train: false, ..POINT };
    let points = [POINT, at(1, test), at(7, POINT)];
    let buf = drawn(&Plane { values: &values, points: &points, ..PLANE }, 2, 1);
    let (train, test) = (&buf[(0, 0)], &buf[(1, 0)]);
    assert_eq!((train.symbol(), train.modifier), ("o", Modifier::BOLD));
    assert_eq!(train.fg, PLANE.scheme.point(Hue::Class(0), true));
    assert_eq!(train.bg, PLANE.scheme.plane(Some((Hue::Value(0.0), 1.0))));
    assert_eq!((test.symbol(), test.modifier), ("₊", Modifier::empty()));
    assert_eq!(test.fg, PLANE.scheme.point(Hue::Class(1), false));
    assert_eq!(test.bg, PLANE.scheme.plane(Some((Hue::Value(0.75), 1.0))));
}

#[test]
fn in_ascii_test_points_are_underlined() {
    let test = Point { is_train: false, ..POINT };
    let points = [POINT, at(1, test)];
    let buf = drawn(&Plane { values: &[0.2; 4], points: &points, glyphs: Glyphs::Ascii, ..PLANE }, 2, 1);
    assert_eq!([buf[(0, 0)].modifier, buf[(1, 0)].modifier], [Modifier::BOLD, Modifier::UNDERLINED]);
}

#[test]
fn misclassified_points_are_in_reverse_video_with_their_marker() {
    let wrong = Point { is_misclassified: true, ..POINT };
    let points = [wrong, at(1, POINT)];
    for depth in DEPTHS {
        for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
            let scheme = of_depth(depth);
            let buf = drawn(&Plane { values: &[0.9; 4], points: &points, scheme, glyphs, ..PLANE }, 2, 1);
            assert_eq!([buf[(0, 0)].symbol(), buf[(1, 0)].symbol()], ["o", "o"]);
            let is_reversed = [0, 1].map(|x| buf[(x, 0)].modifier.contains(Modifier::REVERSED));
            assert_eq!(is_reversed, [depth == Depth::None, false]);
            let ink = scheme.point(Hue::Class(0), true);
            assert_eq!((buf[(0, 0)].fg, buf[(0, 0)].bg), (scheme.paper(), ink), "{depth:?}");
            assert_eq!(buf[(1, 0)].fg, ink);
        }
    }
}

#[test]
fn of_points_in_a_cell_the_one_that_matters_is_seen() {
    let test = Point { marker: "ₒ", is_train: false, ..POINT };
    let batch = Point { is_in_batch: true, ..POINT };
    let wrong = Point { marker: "+", is_misclassified: true, ..POINT };
    let wrong_test = Point { marker: "₊", is_misclassified: true, is_train: false, ..POINT };
    let order = [POINT, test, batch, wrong, wrong_test];
    for (index, (over, symbol)) in order.iter().zip(["o", "ₒ", "◆", "+", "₊"]).enumerate() {
        for under in &order[..index] {
            for points in [[*under, *over], [*over, *under]] {
                let buf = drawn(&Plane { values: &[0.2; 2], points: &points, ..PLANE }, 1, 1);
                assert_eq!(buf[(0, 0)].symbol(), symbol, "{over:?} over {under:?}");
            }
        }
    }
}

#[test]
fn a_point_far_off_is_fainter_at_every_depth_and_keeps_marker_and_split() {
    for depth in DEPTHS {
        for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
            let styles = |is_train: bool, is_far: bool| {
                let distance = if is_far { Distance::Far } else { Distance::Near };
                let point = Point { is_train, distance, ..POINT };
                let buf = drawn(
                    &Plane { values: &[0.2; 2], points: &[point], scheme: of_depth(depth), glyphs, ..PLANE },
                    1,
                    1,
                );
                assert_eq!(buf[(0, 0)].symbol(), "o");
                (buf[(0, 0)].fg, buf[(0, 0)].modifier)
            };
            let [train, far_train, test, far_test] = [(true, false), (true, true), (false, false), (false, true)]
                .map(|(is_train, is_far)| styles(is_train, is_far));
            assert_ne!(train, far_train, "{depth:?}");
            assert_ne!(test, far_test, "{depth:?}");
            assert!(!far_train.1.contains(Modifier::BOLD));
            assert_eq!(far_test.1.contains(Modifier::UNDERLINED), glyphs == Glyphs::Ascii);
            let has_tones = matches!(depth, Depth::TrueColour | Depth::Indexed);
            assert_eq!(far_train.1.contains(Modifier::DIM), !has_tones);
            assert_eq!(far_train.0 == train.0, !has_tones);
        }
    }
}

#[test]
fn a_discrete_plane_shows_only_what_wins() {
    let scheme = PLANE.scheme;
    let values = [0.1, 0.49, 0.5, 0.9];
    let buf = drawn(&Plane { values: &values, discrete: true, numbers: Numbers::Values, ..PLANE }, 2, 1);
    let tones = [buf[(0, 0)].fg, buf[(1, 0)].fg, buf[(0, 0)].bg, buf[(1, 0)].bg];
    let [low, high] = [0.0, 1.0].map(|value| scheme.plane(Some((Hue::Value(value), 1.0))));
    assert_eq!(tones, [low, low, high, high]);
    let plane = Plane { values: &[0.4, 0.6], discrete: true, numbers: Numbers::Classes(2), ..PLANE };
    assert_eq!(drawn(&plane, 1, 1)[(0, 0)].fg, scheme.plane(Some((Hue::Class(1), 1.0))));
    let plane =
        Plane { values: &values, discrete: true, numbers: Numbers::Values, scheme: of_depth(Depth::None), ..PLANE };
    assert_eq!(rows(&drawn(&plane, 2, 1)), [" ▓"]);
}

#[test]
fn without_colours_there_are_shades_and_no_colour_codes() {
    let values = ramp(8, 4, false);
    let points = [Point { cell: Position::new(1, 1), ..POINT }];
    for (glyphs, expected) in [(Glyphs::Braille, "  ░░▒▒▓▓"), (Glyphs::Ascii, "  --==##")] {
        let plane = Plane {
            values: &values,
            numbers: Numbers::Values,
            points: &points,
            scheme: of_depth(Depth::None),
            glyphs,
            ..PLANE
        };
        let buf = drawn(&plane, 8, 2);
        assert_eq!(rows(&buf)[0], expected);
        assert_eq!((buf[(1, 1)].symbol(), buf[(1, 1)].modifier), ("o", Modifier::BOLD));
        assert!(buf.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    }
    assert_eq!(drawn(&Plane { scheme: of_depth(Depth::None), ..PLANE }, 1, 1)[(0, 0)].symbol(), "?");
}

#[test]
fn with_sixteen_colours_the_plane_is_in_shades_of_a_colour() {
    let values = ramp(10, 2, false);
    let plane = Plane { values: &values, numbers: Numbers::Values, scheme: of_depth(Depth::Sixteen), ..PLANE };
    let buf = drawn(&plane, 10, 1);
    assert_eq!(rows(&buf), ["▒▒░░  ░░▒▒"]);
    assert_eq!([buf[(0, 0)].fg, buf[(9, 0)].fg, buf[(9, 0)].bg], [Color::Blue, Color::Yellow, Color::Black]);
}

#[test]
fn classes_have_the_colour_of_the_winner_the_more_neutral_the_less_it_leads() {
    let values = [1.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.25, 0.25, 0.0, 0.0, 0.0, 1.0, 0.25, 0.25, 0.25, 0.25];
    // Without neighbours across there is no line.
    let pixel = |index: usize| {
        let both = [&values[4 * index..4 * index + 4]; 2].concat();
        drawn(&Plane { values: &both, numbers: Numbers::Classes(4), ..PLANE }, 1, 1)[(0, 0)].fg
    };
    for (index, (class, lead)) in [(0, 1.0), (1, 1.0 / 3.0), (3, 1.0), (2, 0.0)].into_iter().enumerate() {
        assert_eq!(pixel(index), PLANE.scheme.plane(Some((Hue::Class(class), lead))));
    }
}

#[test]
fn between_classes_the_line_runs_where_the_winner_changes() {
    let values: Vec<f32> =
        (0..12).flat_map(|pixel| if pixel % 6 < 3 { [0.9, 0.1, 0.0] } else { [0.1, 0.2, 0.7] }).collect();
    let plane = Plane { values: &values, numbers: Numbers::Classes(3), scheme: of_depth(Depth::None), ..PLANE };
    let row = rows(&drawn(&plane, 6, 1)).remove(0);
    assert!(row.starts_with("  ") && row.ends_with("  ") && row.trim().chars().count() == 1, "{row}");
}

#[test]
fn a_point_with_a_target_has_its_colour_whatever_the_field() {
    let points = [Point { hue: Hue::Value(1.0), ..POINT }];
    let buf = drawn(&Plane { values: &[0.0, 0.0], numbers: Numbers::Values, points: &points, ..PLANE }, 1, 1);
    assert_eq!(buf[(0, 0)].fg, PLANE.scheme.point(Hue::Class(1), true));
    assert_eq!(buf[(0, 0)].bg, PLANE.scheme.plane(Some((Hue::Class(0), 1.0))));
}

#[test]
fn few_colours_use_only_those() {
    let values = ramp(40, 4, false);
    for (depth, allowed) in [
        (Depth::Indexed, (|color| matches!(color, Color::Indexed(16..))) as fn(Color) -> bool),
        (Depth::Sixteen, |color| !matches!(color, Color::Indexed(_) | Color::Rgb(..) | Color::Reset)),
    ] {
        let points = [Point { cell: Position::new(1, 1), ..POINT }];
        let buf = drawn(&Plane { values: &values, points: &points, scheme: of_depth(depth), ..PLANE }, 40, 2);
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
            .map(|(x, y, is_train, is_misclassified)| {
                Point { cell: Position::new(x, y), is_train, is_misclassified, ..POINT }
            })
            .collect();
        let area = Rect::new(x, y, width, height);
        for depth in DEPTHS {
            for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
                let mut buf = Buffer::empty(Rect::new(3, 2, 25, 25));
                let scheme = of_depth(depth);
                Plane { values: &values, numbers, discrete, points: &points, scheme, glyphs, ..PLANE }.render(area, &mut buf);
                for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                    prop_assert_eq!(&buf[position], &ratatui::buffer::Cell::EMPTY);
                }
            }
        }
    }
}
