//! Colours: how many the terminal has, the diverging map of probabilities, and contrast.
//!
//! Owns the blue-to-orange map, and reduces any colour to what the terminal has. Themes belong to the dashboard. The
//! plane and the drawing of the network call it.

use ratatui::style::Color;
use strum::{EnumString, VariantNames};

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, VariantNames)]
pub enum Depth {
    /// 24 bits.
    #[default]
    #[strum(serialize = "truecolor")]
    TrueColour,
    /// The 256 of xterm.
    #[strum(serialize = "256")]
    Indexed,
    /// The 16 that every terminal has, in tones of the user's choice.
    #[strum(serialize = "16")]
    Sixteen,
    /// None: nothing may be coloured, as `NO_COLOR` asks for.
    #[strum(serialize = "never")]
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

    /// A mixture with this part, from 0 to 1, of another colour.
    #[must_use]
    pub fn mixed(self, other: Self, part: f64) -> Self {
        let mix = |from: u8, to: u8| (f64::from(from) + part * (f64::from(to) - f64::from(from))).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    fn channels(self) -> [u8; 3] {
        [self.0, self.1, self.2]
    }

    /// The square of the distance between two colours in sRGB.
    fn distance(self, other: Self) -> i32 {
        let pairs = self.channels().into_iter().zip(other.channels());
        pairs.map(|(mine, theirs)| (i32::from(mine) - i32::from(theirs)).pow(2)).sum()
    }
}

/// A map from -1 to 1 onto colours, through a middle for 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diverging {
    /// The colour of -1.
    pub low: Rgb,
    /// The colour of 0.
    pub middle: Rgb,
    /// The colour of 1.
    pub high: Rgb,
}

/// Blue for label 0 and negative values, orange for label 1 and positive ones, a light grey between them.
///
/// Blue and orange differ on the axis that red-green blindness leaves, and orange is more than twice as bright, so they
/// differ in grey print as well. The middle is the brightest, and each side falls to its end steadily. Black or
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
/// sixteen colours there are no tones between the two; without colours it is [`Color::Reset`]. The ninth class has the
/// first colour again.
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
const INDEXED_BANDS: [u8; 9] = [25, 67, 110, 153, 254, 223, 180, 173, 166];

impl Diverging {
    /// The colour of a value; values beyond -1 and 1 have that of the ends, and NaN that of the middle.
    pub fn at(&self, value: f64) -> Rgb {
        let end = if value < 0.0 { self.low } else { self.high };
        let part = if value.is_nan() { 0.0 } else { value.abs().min(1.0) };
        self.middle.mixed(end, part)
    }

    /// The colour of a value on a terminal. With fewer than 24 bits it is one of nine (256 colours) or five (sixteen)
    /// bands of equal width from blue through grey to orange or yellow, whatever the map; without colours it is
    /// [`Color::Reset`].
    pub fn colour(&self, value: f64, depth: Depth) -> Color {
        match depth {
            Depth::TrueColour => to_colour(self.at(value), depth),
            Depth::Indexed => Color::Indexed(band(value, &INDEXED_BANDS)),
            Depth::Sixteen => band(value, &SIXTEEN_BANDS),
            Depth::None => Color::Reset,
        }
    }
}

/// The band of a value; values beyond -1 and 1 are in those of the ends, and NaN in the middle.
fn band<T: Copy>(value: f64, bands: &[T]) -> T {
    let value = if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) };
    let band = (f64::midpoint(value, 1.0) * bands.len() as f64) as usize;
    // The last band takes in its upper end.
    bands[band.min(bands.len() - 1)]
}

/// The nearest colour that a terminal has: the same, or one of xterm's cube and grey ramp, or one of the sixteen in
/// xterm's tones; [`Color::Reset`] without colours.
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

/// The tone of a terminal's colour, as in xterm; none for [`Color::Reset`], whose tone the terminal chooses.
pub fn nominal_rgb(color: Color) -> Option<Rgb> {
    match color {
        Color::Rgb(red, green, blue) => Some(Rgb(red, green, blue)),
        Color::Indexed(index) => Some(indexed(index)),
        named => NAMED.iter().find(|(color, _)| *color == named).map(|(_, rgb)| *rgb),
    }
}

/// The relative luminance of WCAG 2.1, from 0 for black to 1 for white, with sRGB's threshold of 0.04045
/// (IEC 61966-2-1).
pub fn relative_luminance(rgb: Rgb) -> f64 {
    let [red, green, blue] = rgb.channels().map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast of two colours in either order, as in WCAG 2.1: from 1 for none to 21 for black on white.
pub fn contrast_ratio(first: Rgb, second: Rgb) -> f64 {
    let (first, second) = (relative_luminance(first), relative_luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

/// Black or white, whichever contrasts more with the background: at least 4.5:1 on any.
pub fn black_or_white_on(background: Rgb) -> Rgb {
    if contrast_ratio(Rgb::BLACK, background) >= contrast_ratio(Rgb::WHITE, background) {
        Rgb::BLACK
    } else {
        Rgb::WHITE
    }
}

/// A channel in linear light, from 0 to 1.
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
    // The cube's nearest colour has the nearest level in every channel; the nearest grey is that of the mean.
    let level = |channel: u8| (0..6_u8).min_by_key(|&level| LEVELS[usize::from(level)].abs_diff(channel)).unwrap_or(0);
    let cube = 16 + 36 * level(rgb.0) + 6 * level(rgb.1) + level(rgb.2);
    let mean = rgb.channels().into_iter().map(u16::from).sum::<u16>() / 3;
    let below = (mean.saturating_sub(8) / 10).min(23) as u8;
    let greys = [232 + below, 232 + (below + 1).min(23)];
    let candidates = [cube, greys[0], greys[1]];
    candidates.into_iter().min_by_key(|&index| indexed(index).distance(rgb)).unwrap_or(cube)
}

#[cfg(test)]
mod tests;
