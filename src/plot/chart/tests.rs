//! Charts of a few data, row by row, and any chart within its area.

use super::*;
use crate::plot::Rows;
use proptest::prelude::*;
use ratatui::style::Color;

const CHART: Chart<'_> = Chart {
    series: &[],
    x: (0.0, 100.0),
    y: (0.0, 1.0),
    x_scale: Scale::Linear,
    scale: Scale::Linear,
    glyphs: Glyphs::Ascii,
    text: Style::new(),
    cursors: &[],
};

fn line<'a>(columns: &'a [Column], label: &'a str) -> Series<'a> {
    Series { columns, label, style: Style::new(), stroke: Stroke::Solid }
}

fn shown(chart: &Chart<'_>, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    chart.render(area, &mut buf);
    let text = |row| (0..width).map(|column| buf[(column, row)].symbol()).collect();
    (0..height).map(text).collect()
}

#[test]
fn a_chart_has_axes_lines_and_labels() {
    let falling = [Column::of(0.0, 1.0), Column::of(50.0, 0.0), Column::of(100.0, 0.0)];
    let level = [Column::of(0.0, 0.5), Column::of(100.0, 0.5)];
    let chart = Chart { series: &[line(&level, "test"), line(&falling, "train 0.0")], ..CHART };
    let expected = [
        " 1.0 '..                                ",
        "        ''..                        test",
        " 0.5 .......::..........................",
        "                ''..           train 0.0",
        " 0.0                ''..................",
        "     0     20     40    60     80    100",
    ];
    assert_eq!(shown(&chart, 40, 6), expected);
}

#[test]
fn an_empty_chart_is_its_axes() {
    let expected = ["1                   ", "                    ", "0                   ", "  0       50     100"];
    assert_eq!(shown(&CHART, 20, 4), expected);
}

#[test]
fn no_spike_is_lost() {
    let mut data: Vec<Column> = (0..100_000).map(|x| Column::of(f64::from(x), 0.0)).collect();
    data[54_321] = Column::of(54_321.0, 1.0);
    for stroke in [Stroke::Solid, Stroke::Sparse] {
        let series = [Series { stroke, ..line(&data, "") }];
        let chart = Chart { series: &series, x: (0.0, 1e5), glyphs: Glyphs::Braille, ..CHART };
        let text = shown(&chart, 50, 8);
        assert!(text[0].contains(|mark| ('⠁'..='⣿').contains(&mark)), "{stroke:?}: {text:#?}");
    }
}

#[test]
fn ranges_of_a_column_are_drawn_whole() {
    let data = [Column { x: 50.0, min: 0.0, max: 1.0, last: 0.5 }];
    let text = shown(&Chart { series: &[line(&data, "")], ..CHART }, 9, 3);
    assert_eq!(text, ["    :    ", "    :    ", "0     100"]);
}

#[test]
fn lines_enter_from_outside_the_range() {
    let data = [Column::of(-100.0, 0.0), Column::of(200.0, 0.0)];
    let text = shown(&Chart { series: &[line(&data, "")], ..CHART }, 9, 3);
    assert_eq!(text[1], ".........");
    let above = [Column::of(0.0, 7.0), Column::of(100.0, 8.0)];
    let text = shown(&Chart { series: &[line(&above, "")], ..CHART }, 9, 3);
    assert_eq!(text[0], "         ");
}

#[test]
fn a_logarithmic_chart_leaves_out_what_is_not_positive() {
    let data = [Column::of(0.0, 1.0), Column::of(40.0, 0.0), Column::of(50.0, -1.0), Column::of(100.0, 0.01)];
    let chart = Chart { series: &[line(&data, "")], y: (0.01, 1.0), scale: Scale::Log, ..CHART };
    assert_eq!(shown(&chart, 9, 4), ["'        ", "         ", "        .", "0     100"]);
    let wide = shown(&chart, 30, 7);
    let labels: Vec<&str> = wide[..6].iter().map(|row| row[..5].trim()).collect();
    assert_eq!(labels, ["1", "", "", "", "", "0.01"], "as many ticks as are even");
}

#[test]
fn narrow_charts_drop_the_ends_then_the_ticks() {
    let data = [Column::of(0.0, 0.5), Column::of(100.0, 0.5)];
    let chart = Chart { series: &[line(&data, "train 0.5")], ..CHART };
    let with = |width: u16, text: &str| shown(&chart, width, 5).concat().contains(text);
    assert!(with(40, "train 0.5") && with(40, "   1 "));
    assert!(!with(28, "train") && with(28, "   1 "));
    assert!(!with(18, "   1 ") && with(18, "''''''"));
}

#[test]
fn the_cursor_lies_under_the_lines() {
    let data = [Column::of(0.0, 0.0), Column::of(100.0, 0.0)];
    let style = Style::new().fg(Color::Yellow);
    let chart = Chart { series: &[line(&data, "")], cursors: &[(50.0, style)], ..CHART };
    let area = Rect::new(0, 0, 9, 3);
    let mut buf = Buffer::empty(area);
    chart.render(area, &mut buf);
    assert_eq!((buf[(4, 0)].symbol(), buf[(4, 0)].fg), (":", Color::Yellow));
    assert_eq!((buf[(4, 1)].symbol(), buf[(4, 1)].fg), (".", Color::Reset));
}

#[test]
fn lines_that_share_cells_take_turns() {
    let data = [Column::of(0.0, 0.5), Column::of(100.0, 0.5)];
    let styled = |colour| Series { style: Style::new().fg(colour), ..line(&data, "") };
    let series = [styled(Color::White), styled(Color::Green)];
    let area = Rect::new(0, 0, 9, 3);
    let mut buf = Buffer::empty(area);
    Chart { series: &series, ..CHART }.render(area, &mut buf);
    let colours: Vec<Color> = (0..9).map(|column| buf[(column, 1)].fg).collect();
    assert!(colours.chunks(2).all(|pair| pair == &[Color::White, Color::Green][..pair.len()]), "{colours:?}");
}

#[test]
fn scattered_values_are_dots_behind_the_lines() {
    let level = [Column::of(0.0, 0.0), Column::of(100.0, 0.0)];
    let values = [
        Column { x: 0.0, min: 0.0, max: 1.0, last: 1.0 },
        Column::of(100.0, 1.0),
        Column::of(50.0, 7.0),
        Column::of(-1.0, 1.0),
    ];
    let scattered = Series { stroke: Stroke::Scatter, style: Style::new().fg(Color::DarkGray), ..line(&values, "") };
    let chart = Chart { series: &[line(&level, ""), scattered], ..CHART };
    let area = Rect::new(0, 0, 9, 3);
    let mut buf = Buffer::empty(area);
    chart.render(area, &mut buf);
    assert_eq!(shown(&chart, 9, 3)[..2], ["'       '", "........."]);
    assert_eq!([0, 8].map(|column| buf[(column, 0)].fg), [Color::DarkGray; 2]);
    assert!((0..9).all(|column| buf[(column, 1)].fg == Color::Reset), "the line lies over its dots");
}

#[test]
fn ticks_are_an_equal_number_of_rows_apart() {
    for height in 4..30 {
        for (scale, least, most) in [
            (Scale::Linear, 0.0, 0.037),
            (Scale::Linear, 0.0, 0.9),
            (Scale::Log, 0.02, 0.7),
            (Scale::Log, 1e-7, 0.7),
            (Scale::Log, 0.3, 0.4),
        ] {
            let data = [Column::of(0.0, least), Column::of(100.0, most)];
            let series = [line(&data, "")];
            let y = crate::plot::fit(&series, CHART.x, scale, Rows::of(height, Glyphs::Braille));
            let chart = Chart { series: &series, y, scale, glyphs: Glyphs::Braille, ..CHART };
            let text = shown(&chart, 60, height);
            let is_tick = |row: &str| row.chars().take(5).any(|sign| sign.is_ascii_digit());
            let rows: Vec<usize> = (0..usize::from(height) - 1).filter(|row| is_tick(&text[*row])).collect();
            let apart: Vec<usize> = rows.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let (fewest, largest) = (apart.iter().min(), apart.iter().max());
            assert!(fewest.is_some(), "two ticks at least: {text:#?}");
            assert!(largest <= fewest.map(|fewest| fewest + usize::from(*fewest >= 4)).as_ref(), "{scale:?} {text:#?}");
        }
    }
}

#[test]
fn labels_stand_on_their_lines_and_over_none() {
    let [short, long] = [50.0, 100.0].map(|end| [Column::of(0.0, 0.0), Column::of(end, 0.0)]);
    let text = |data: &[Column]| shown(&Chart { series: &[line(data, "main")], ..CHART }, 40, 6);
    assert_eq!(text(&short)[4], " 0.0 .................. main            ", "after the end");
    let whole = text(&long);
    assert!(whole[3].ends_with("main") && whole[4].ends_with("..."), "above the end: {whole:#?}");
    let both = Chart { series: &[line(&long, "main"), line(&long, "other")], ..CHART };
    let both = shown(&both, 40, 6);
    assert!(both[2].ends_with("other") && both[3].ends_with("main"), "{both:#?}");
    let [higher, lower] = [0.1, 0.0].map(|level| [Column::of(0.0, level), Column::of(100.0, level)]);
    let apart = Chart { series: &[line(&lower, "lower"), line(&higher, "higher")], ..CHART };
    let apart = shown(&apart, 40, 6);
    assert!(apart[2].ends_with("higher") && apart[3].ends_with("lower"), "in the order of their ends: {apart:#?}");
    let many = [line(&short, "a"), line(&short, "b"), line(&short, "c"), line(&short, "d")];
    let text = shown(&Chart { series: &many, ..CHART }, 40, 4);
    assert!(["d", "c", "b"].iter().zip(&text).all(|(label, row)| row.trim_end().ends_with(label)), "{text:#?}");
}

#[test]
fn a_logarithmic_x_axis_has_whole_ticks_and_leaves_out_0() {
    let data: Vec<Column> = [0.0, 1.0, 10.0, 100.0].iter().map(|&x| Column::of(x, x.min(1.0))).collect();
    let chart = Chart { series: &[line(&data, "")], x: (1.0, 100.0), x_scale: Scale::Log, ..CHART };
    let text = shown(&chart, 21, 3);
    assert_eq!(text, ["   1 ''''''''''''''''", "   0                 ", "     1      10    100"]);
}

#[test]
fn cells_and_dots_lead_back_to_x() {
    let chart = Chart { glyphs: Glyphs::Braille, x: (0.0, 99.0), ..CHART };
    let across = chart.across(Rect::new(10, 0, 54, 6)).expect("a chart");
    assert_eq!(across.plot, Rect::new(15, 0, 49, 5), "after five columns of labels");
    assert_eq!((across.x_at(15).round(), across.x_at(63).round()), (1.0, 98.0));
    assert!((across.beside(0.0, 97) - 99.0).abs() < 1e-9 && across.beside(0.0, -1) < 0.0);
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![any::<f64>(), -2.0..2.0_f64, Just(0.0), Just(f64::NAN), Just(f64::INFINITY)]
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn any_chart_keeps_to_its_area(
        (x, y, width, height) in (0..20_u16, 0..20_u16, 0..70_u16, 0..30_u16),
        data in prop::collection::vec((number(), number(), number(), number()), 0..20),
        ends in prop::array::uniform4(number()),
        cursor in number(),
    ) {
        let columns: Vec<Column> =
            data.into_iter().map(|(x, min, max, last)| Column { x, min, max, last }).collect();
        let area = Rect::new(x, y, width, height);
        for glyphs in [Glyphs::Braille, Glyphs::Blocks, Glyphs::Ascii] {
            for (x_scale, scale) in [
                (Scale::Linear, Scale::Linear),
                (Scale::Linear, Scale::Log),
                (Scale::Log, Scale::Linear),
                (Scale::Log, Scale::Log),
            ] {
                let series = [line(&columns, "test 0.5"), Series { stroke: Stroke::Sparse, ..line(&columns, "×") }];
                let (x, y) = ((ends[0], ends[1]), (ends[2], ends[3]));
                let cursors = [(cursor, Style::new()); 1];
                let _ = crate::plot::fit(&series, x, scale, Rows::of(height, glyphs));
                let mut buf = Buffer::empty(Rect::new(3, 2, 60, 25));
                Chart { series: &series, x, y, x_scale, scale, glyphs, cursors: &cursors, text: Style::new() }.render(area, &mut buf);
                for position in buf.area.positions().filter(|position| !area.contains(*position)) {
                    prop_assert_eq!(buf[position].symbol(), " ");
                }
            }
        }
    }
}
