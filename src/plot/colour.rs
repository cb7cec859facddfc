//! Colours: how many the terminal has, the diverging map of probabilities, and contrast.
//!
//! Owns the numbers of the one blue-to-orange map and how any colour is shown with fewer. Themes belong to the
//! dashboard. The plane and the drawing of the network call it.

use ratatui::style::Color;

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    #[default]
    TrueColour,
    /// The 256 of xterm.
    Indexed,
    /// The 16 that every terminal has, each person in other tones.
    Sixteen,
    /// None: nothing may be coloured, as `NO_COLOR` asks for.
    None,
}

/// A colour of sRGB: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self(255, 255, 255);

    /// This colour with a part, from 0 to 1, of another.
    #[must_use]
    pub fn mixed(self, other: Self, part: f64) -> Self {
        let mix = |own: u8, other: u8| (f64::from(own) + (f64::from(other) - f64::from(own)) * part).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    fn channels(self) -> [u8; 3] {
        [self.0, self.1, self.2]
    }

    /// The square of the distance between two colours as they are written.
    fn distance(self, other: Self) -> i32 {
        let pairs = self.channels().into_iter().zip(other.channels());
        pairs.map(|(mine, theirs)| (i32::from(mine) - i32::from(theirs)).pow(2)).sum()
    }
}

/// A map from -1 to 1 onto colours, by way of a middle for 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diverging {
    /// The colour of -1.
    pub low: Rgb,
    /// The colour of 0.
    pub middle: Rgb,
    /// The colour of 1.
    pub high: Rgb,
}

/// Blue for label 0 and what is negative, orange for label 1 and what is positive, a light grey between them.
///
/// Blue and orange differ on the axis that red-green blindness leaves, and orange is more than twice as bright, so that
/// grey print tells them apart as well. The middle is the brightest, and each side falls to its end steadily. Black or
/// white reads at 4.5:1 or more on every tone.
pub const BLUE_ORANGE: Diverging =
    Diverging { low: Rgb(0x20, 0x58, 0x8f), middle: Rgb(0xc8, 0xc8, 0xcc), high: Rgb(0xc8, 0x78, 0x28) };

/// The colours of classes: Okabe and Ito's eight (jfly.uni-koeln.de/color, 2008), which every colour blindness keeps
/// apart, with their blue for class 0 and their orange for class 1.
pub const CLASSES: [Rgb; 8] = [
    Rgb(0x00, 0x72, 0xb2),
    Rgb(0xe6, 0x9f, 0x00),
    Rgb(0x00, 0x9e, 0x73),
    Rgb(0xcc, 0x79, 0xa7),
    Rgb(0x56, 0xb4, 0xe9),
    Rgb(0xd5, 0x5e, 0x00),
    Rgb(0xf0, 0xe4, 0x42),
    Rgb(0x00, 0x00, 0x00),
];
/// The same with sixteen colours.
const SIXTEEN_CLASSES: [Color; 8] = [
    Color::Blue,
    Color::Yellow,
    Color::Green,
    Color::Magenta,
    Color::LightCyan,
    Color::Red,
    Color::LightYellow,
    Color::Black,
];
/// The strength below which sixteen colours show a class as grey.
const FAINT: f64 = 0.25;

/// The colour of a class on a terminal: the middle of [`BLUE_ORANGE`] at strength 0, the class's own at 1. With
/// sixteen colours there is nothing between the two; without colours it is [`Color::Reset`]. Classes beyond the eighth
/// begin again with the first colour.
#[must_use]
pub fn class_colour(class: usize, strength: f64, depth: Depth) -> Color {
    let class = class % CLASSES.len();
    match depth {
        Depth::TrueColour | Depth::Indexed => {
            to_colour(Diverging { high: CLASSES[class], ..BLUE_ORANGE }.at(strength.max(0.0)), depth)
        }
        Depth::Sixteen if strength < FAINT => Color::Gray,
        Depth::Sixteen => SIXTEEN_CLASSES[class],
        Depth::None => Color::Reset,
    }
}

/// Bands of [`Diverging::colour`] with sixteen colours, from -1 to 1: like the map itself, dark at the ends and light
/// in the middle.
const SIXTEEN_BANDS: [Color; 5] = [Color::Blue, Color::LightBlue, Color::Gray, Color::LightYellow, Color::Yellow];

/// Bands with 256 colours, chosen by eye among blues, greys and oranges: the nearest colours of the cube stray into
/// purple, green and pink on the way. They brighten towards the middle as the map does.
const INDEXED_BANDS: [Color; 9] = [
    Color::Indexed(25),
    Color::Indexed(67),
    Color::Indexed(110),
    Color::Indexed(153),
    Color::Indexed(254),
    Color::Indexed(223),
    Color::Indexed(180),
    Color::Indexed(173),
    Color::Indexed(166),
];

impl Diverging {
    /// The colour of a value; beyond -1 and 1 it is that of the ends. What is no number gets the middle.
    #[must_use]
    pub fn at(&self, value: f64) -> Rgb {
        let end = if value < 0.0 { self.low } else { self.high };
        let part = if value.is_nan() { 0.0 } else { value.abs().min(1.0) };
        let mix = |from: u8, to: u8| (f64::from(from) + part * (f64::from(to) - f64::from(from))).round() as u8;
        Rgb(mix(self.middle.0, end.0), mix(self.middle.1, end.1), mix(self.middle.2, end.2))
    }

    /// The colour of a value on a terminal. With fewer than 24 bits it is one of nine (256 colours) or five (sixteen)
    /// bands of equal width from blue by grey to orange, or yellow, whatever the map; without colours it is
    /// [`Color::Reset`].
    #[must_use]
    pub fn colour(&self, value: f64, depth: Depth) -> Color {
        match depth {
            Depth::TrueColour => to_colour(self.at(value), depth),
            Depth::Indexed => band(value, &INDEXED_BANDS),
            Depth::Sixteen => band(value, &SIXTEEN_BANDS),
            Depth::None => Color::Reset,
        }
    }
}

/// The band of a value; beyond -1 and 1 it is that of the ends. What is no number gets the middle.
fn band(value: f64, bands: &[Color]) -> Color {
    let value = if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) };
    let band = (f64::midpoint(value, 1.0) * bands.len() as f64) as usize;
    // The last band takes in its upper end.
    bands[band.min(bands.len() - 1)]
}

/// The colour of a terminal that is nearest: itself, or the nearest of xterm's cube and grey ramp, or of the sixteen as
/// xterm shows them; [`Color::Reset`] without colours.
#[must_use]
pub fn to_colour(rgb: Rgb, depth: Depth) -> Color {
    match depth {
        Depth::TrueColour => Color::Rgb(rgb.0, rgb.1, rgb.2),
        Depth::Indexed => Color::Indexed(nearest_index(rgb)),
        Depth::Sixteen => {
            NAMED.iter().min_by_key(|(_, named)| named.distance(rgb)).map_or(Color::Reset, |(color, _)| *color)
        }
        Depth::None => Color::Reset,
    }
}

/// What a terminal's colour looks like, by xterm's tones; none for [`Color::Reset`], whose tone is the terminal's own.
#[must_use]
pub fn nominal_rgb(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(red, green, blue) => Some(Rgb(red, green, blue)),
        Color::Indexed(index) => Some(indexed(index)),
        named => NAMED.iter().find(|(color, _)| *color == named).map(|(_, rgb)| *rgb),
    }
}

/// How bright a colour is, from 0 for black to 1 for white: the relative luminance of WCAG 2.1, where 0.04045 is the
/// threshold of sRGB (IEC 61966-2-1).
#[must_use]
pub fn relative_luminance(rgb: Rgb) -> f64 {
    let [red, green, blue] = rgb.channels().map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast of two colours by WCAG 2.1, from 1 for none to 21 for black on white; the order is free.
#[must_use]
pub fn contrast_ratio(first: Rgb, second: Rgb) -> f64 {
    let (first, second) = (relative_luminance(first), relative_luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

/// Black or white, whichever contrasts more with the background. The better of them has at least 4.5:1 on any.
#[must_use]
pub fn black_or_white_on(background: Rgb) -> Rgb {
    if contrast_ratio(Rgb::BLACK, background) >= contrast_ratio(Rgb::WHITE, background) {
        Rgb::BLACK
    } else {
        Rgb::WHITE
    }
}

/// The light of a channel, from 0 to 1.
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The sixteen colours in the order of their numbers, with the tones that xterm gives them.
const NAMED: [(Color, Rgb); 16] = [
    (Color::Black, Rgb(0, 0, 0)),
    (Color::Red, Rgb(205, 0, 0)),
    (Color::Green, Rgb(0, 205, 0)),
    (Color::Yellow, Rgb(205, 205, 0)),
    (Color::Blue, Rgb(0, 0, 238)),
    (Color::Magenta, Rgb(205, 0, 205)),
    (Color::Cyan, Rgb(0, 205, 205)),
    (Color::Gray, Rgb(229, 229, 229)),
    (Color::DarkGray, Rgb(127, 127, 127)),
    (Color::LightRed, Rgb(255, 0, 0)),
    (Color::LightGreen, Rgb(0, 255, 0)),
    (Color::LightYellow, Rgb(255, 255, 0)),
    (Color::LightBlue, Rgb(92, 92, 255)),
    (Color::LightMagenta, Rgb(255, 0, 255)),
    (Color::LightCyan, Rgb(0, 255, 255)),
    (Color::White, Rgb(255, 255, 255)),
];

/// Levels of a channel in xterm's 6 x 6 x 6 cube, which starts at number 16.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The tone of one of xterm's 256 colours: the sixteen, the cube, then 24 greys from number 232 on.
fn indexed(index: u8) -> Rgb {
    match index {
        0..16 => NAMED[usize::from(index)].1,
        16..232 => {
            let level = |place: u8| LEVELS[usize::from((index - 16) / place % 6)];
            Rgb(level(36), level(6), level(1))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            Rgb(grey, grey, grey)
        }
    }
}

/// The number of the nearest colour of the cube and the greys. The sixteen are left out: their tones differ from
/// terminal to terminal.
fn nearest_index(rgb: Rgb) -> u8 {
    // The nearest colour of the cube has the nearest level in every channel; the nearest grey is that of the mean.
    let level = |channel: u8| (0..6_u8).min_by_key(|&level| LEVELS[usize::from(level)].abs_diff(channel)).unwrap_or(0);
    let cube = 16 + 36 * level(rgb.0) + 6 * level(rgb.1) + level(rgb.2);
    let mean = rgb.channels().into_iter().map(u16::from).sum::<u16>() / 3;
    let below = (mean.saturating_sub(8) / 10).min(23) as u8;
    let greys = [232 + below, 232 + (below + 1).min(23)];
    let candidates = [cube, greys[0], greys[1]];
    candidates.into_iter().min_by_key(|&index| indexed(index).distance(rgb)).unwrap_or(cube)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a dichromat sees, in linear light: matrices of Machado, Oliveira and Fernandes, "A Physiologically-based
    /// Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.0.
    #[expect(clippy::unreadable_literal, reason = "written as they were published")]
    const DEFICIENCIES: [(&str, [[f64; 3]; 3]); 3] = [
        (
            "protanopia",
            [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        ),
        (
            "deuteranopia",
            [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        ),
        (
            "tritanopia",
            [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
        ),
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
                assert!(
                    !colours(0..class).any(|colour| colour == class_colour(class, 1.0, depth)),
                    "{depth:?} {class}"
                );
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
        let bands = [-1.0, -0.61, -0.59, -0.19, 0.19, 0.21, 0.59, 0.61, 1.0]
            .map(|value| BLUE_ORANGE.colour(value, Depth::Sixteen));
        let [blue, light_blue, grey, light_yellow, yellow] = SIXTEEN_BANDS;
        assert_eq!(
            bands,
            [blue, blue, light_blue, grey, grey, light_yellow, light_yellow, yellow, yellow],
            "the ends of the bands are at 0.2 and 0.6"
        );
    }

    #[test]
    fn bands_of_256_colours_brighten_towards_their_middle() {
        let tones = INDEXED_BANDS.map(|color| nominal_rgb(color).expect("an indexed colour has a tone"));
        let luminances = tones.map(relative_luminance);
        assert!(luminances[..=4].windows(2).all(|pair| pair[0] < pair[1]));
        assert!(luminances[4..].windows(2).all(|pair| pair[0] > pair[1]));
        assert!(luminances[8] / luminances[0] > 1.5);
        assert!(tones[..4].iter().all(|tone| tone.2 > tone.0), "blue");
        assert!(tones[5..].iter().all(|tone| tone.2 < tone.0), "orange");
        assert_eq!(BLUE_ORANGE.colour(-1.0, Depth::Indexed), INDEXED_BANDS[0]);
        assert_eq!(BLUE_ORANGE.colour(1.0, Depth::Indexed), INDEXED_BANDS[8]);
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
}
