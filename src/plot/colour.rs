//! Colours: how many the terminal has, and contrast.
//!
//! Reduces any colour to what the terminal has. What colours stand for belongs to the scheme and to the dashboard's
//! theme, which call it.

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
    #[inline]
    pub fn mixed(self, other: Self, part: f64) -> Self {
        // Rounds as `round` does, for which processors without SSE4.1 need a call: a plane mixes thousands of colours.
        let mix = |from: u8, to: u8| (f64::from(from) + part * (f64::from(to) - f64::from(from)) + 0.5) as u8;
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

/// The nearest colour that a terminal has: the same, or one of xterm's cube and grey ramp, or one of the sixteen in
/// xterm's tones; [`Color::Reset`] without colours.
#[inline]
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
pub(super) fn linear(channel: u8) -> f64 {
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
