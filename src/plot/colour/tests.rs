//! The maps' steadiness and contrast, for every colour vision and depth.

use super::*;
use proptest::prelude::*;

/// What a dichromat sees, in linear light: matrices of Machado, Oliveira and Fernandes, "A Physiologically-based
/// Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.0.
#[expect(clippy::unreadable_literal, reason = "written as they were published")]
const DEFICIENCIES: [(&str, [[f64; 3]; 3]); 3] = [
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

fn seen(rgb: Rgb, deficiency: &[[f64; 3]; 3]) -> Rgb {
    let light = rgb.channels().map(linear);
    let [red, green, blue] = deficiency.map(|row| {
        let light: f64 = row.iter().zip(light).map(|(weight, channel)| weight * channel).sum();
        let value = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (value * 255.0).round().clamp(0.0, 255.0) as u8
    });
    Rgb(red, green, blue)
}

#[test]
fn classes_differ_for_every_eye() {
    let unimpaired = ("none", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
    for (name, deficiency) in DEFICIENCIES.iter().chain([&unimpaired]) {
        let tones = CLASSES.map(|tone| seen(tone, deficiency));
        for (index, tone) in tones.iter().enumerate() {
            let nearest = tones[..index].iter().map(|other| tone.distance(*other)).min();
            // Steps of 29 in 256 or more: blue and green under tritanopia, which one in 30,000 has.
            assert!(nearest.is_none_or(|distance| distance >= 29 * 29), "{name}, class {index}: {nearest:?}");
        }
    }
}

#[test]
fn each_class_has_a_colour_of_its_own_at_every_depth() {
    for depth in [Depth::TrueColour, Depth::Indexed, Depth::Sixteen] {
        for class in 0..8 {
            let colours = |others: std::ops::Range<usize>| others.map(|other| class_colour(other, 1.0, depth));
            assert!(!colours(0..class).any(|colour| colour == class_colour(class, 1.0, depth)), "{depth:?} {class}");
        }
        assert_eq!(class_colour(8, 1.0, depth), class_colour(0, 1.0, depth));
        assert_eq!(class_colour(3, 0.0, depth), class_colour(5, 0.0, depth));
    }
    assert_eq!(class_colour(3, 1.0, Depth::None), Color::Reset);
}

#[test]
fn luminance_and_contrast_are_those_of_wcag() {
    assert!((contrast_ratio(Rgb::BLACK, Rgb::WHITE) - 21.0).abs() < 1e-12);
    assert!((contrast_ratio(Rgb::WHITE, Rgb::WHITE) - 1.0).abs() < 1e-12);
    // #767676 is the lightest grey with 4.5:1 on white, by the guidelines' own example of a border case.
    assert!(contrast_ratio(Rgb(0x76, 0x76, 0x76), Rgb::WHITE) >= 4.5);
    assert!(contrast_ratio(Rgb(0x77, 0x77, 0x77), Rgb::WHITE) < 4.5);
    assert_eq!(black_or_white_on(BLUE_ORANGE.low), Rgb::WHITE);
    assert_eq!(black_or_white_on(BLUE_ORANGE.middle), Rgb::BLACK);
}

#[test]
fn the_map_falls_steadily_from_its_middle() {
    let luminances: Vec<f64> =
        (-100..=100).map(|hundredth| relative_luminance(BLUE_ORANGE.at(f64::from(hundredth) / 100.0))).collect();
    assert!(luminances[..=100].windows(2).all(|pair| pair[0] < pair[1]));
    assert!(luminances[100..].windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn the_ends_of_the_map_stay_apart_for_everybody() {
    let Diverging { low, middle, high } = BLUE_ORANGE;
    assert!(relative_luminance(high) / relative_luminance(low) > 2.0);
    for (name, matrix) in &DEFICIENCIES {
        let [low, middle, high] = [low, middle, high].map(|rgb| seen(rgb, matrix));
        assert!(contrast_ratio(low, high) > 1.5, "{name}: ends {low:?} {high:?}");
        assert!(contrast_ratio(low, middle) > 1.5, "{name}: low end {low:?} {middle:?}");
        assert!(contrast_ratio(high, middle) > 1.5, "{name}: high end {high:?} {middle:?}");
        assert!(low.distance(high) > 80 * 80, "{name}: ends {low:?} {high:?}");
    }
}

#[test]
fn the_map_takes_any_value() {
    assert_eq!(BLUE_ORANGE.at(-1.0), BLUE_ORANGE.low);
    assert_eq!(BLUE_ORANGE.at(0.0), BLUE_ORANGE.middle);
    assert_eq!(BLUE_ORANGE.at(1.0), BLUE_ORANGE.high);
    assert_eq!(BLUE_ORANGE.at(f64::NEG_INFINITY), BLUE_ORANGE.low);
    assert_eq!(BLUE_ORANGE.at(f64::NAN), BLUE_ORANGE.middle);
    for depth in [Depth::TrueColour, Depth::Indexed, Depth::Sixteen, Depth::None] {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.3] {
            let _ = BLUE_ORANGE.colour(value, depth);
        }
    }
}

#[test]
fn sixteen_colours_have_five_bands() {
    let bands =
        [-1.0, -0.61, -0.59, -0.19, 0.19, 0.21, 0.59, 0.61, 1.0].map(|value| BLUE_ORANGE.colour(value, Depth::Sixteen));
    let [blue, light_blue, grey, light_yellow, yellow] = SIXTEEN_BANDS;
    assert_eq!(
        bands,
        [blue, blue, light_blue, grey, grey, light_yellow, light_yellow, yellow, yellow],
        "the ends of the bands are at 0.2 and 0.6"
    );
}

#[test]
fn bands_of_256_colours_brighten_towards_their_middle() {
    let tones = INDEXED_BANDS.map(indexed);
    let luminances = tones.map(relative_luminance);
    assert!(luminances[..=4].windows(2).all(|pair| pair[0] < pair[1]));
    assert!(luminances[4..].windows(2).all(|pair| pair[0] > pair[1]));
    assert!(luminances[8] / luminances[0] > 1.5);
    assert!(tones[..4].iter().all(|tone| tone.2 > tone.0), "blue");
    assert!(tones[5..].iter().all(|tone| tone.2 < tone.0), "orange");
    assert_eq!(BLUE_ORANGE.colour(-1.0, Depth::Indexed), Color::Indexed(INDEXED_BANDS[0]));
    assert_eq!(BLUE_ORANGE.colour(1.0, Depth::Indexed), Color::Indexed(INDEXED_BANDS[8]));
}

#[test]
fn colours_of_a_terminal_are_found_again() {
    for index in 16..=255 {
        let rgb = nominal_rgb(Color::Indexed(index)).expect("an indexed colour has a tone");
        let found = nominal_rgb(to_colour(rgb, Depth::Indexed));
        assert_eq!(found, Some(rgb));
    }
    for (color, rgb) in NAMED {
        assert_eq!(to_colour(rgb, Depth::Sixteen), color);
        assert_eq!(nominal_rgb(color), Some(rgb));
    }
    assert_eq!(nominal_rgb(Color::Reset), None);
    assert_eq!(to_colour(Rgb::WHITE, Depth::None), Color::Reset);
    assert_eq!(to_colour(Rgb(1, 2, 3), Depth::TrueColour), Color::Rgb(1, 2, 3));
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn the_nearest_index_is_that_of_a_full_search((red, green, blue) in any::<(u8, u8, u8)>()) {
        let rgb = Rgb(red, green, blue);
        let least = (16..=255).map(|index| indexed(index).distance(rgb)).min();
        prop_assert_eq!(Some(indexed(nearest_index(rgb)).distance(rgb)), least);
    }

    #[test]
    fn text_reads_on_every_background((red, green, blue) in any::<(u8, u8, u8)>()) {
        let background = Rgb(red, green, blue);
        prop_assert!(contrast_ratio(black_or_white_on(background), background) >= 4.5);
    }
}
