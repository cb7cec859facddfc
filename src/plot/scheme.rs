//! The colours of predictions and points: muted ones that recede behind vivid ones.
//!
//! Owns the hues of classes and of values, for each ground and depth of colour. The plane draws with them; the
//! dashboard takes them for everything else that is of a class, or negative or positive. Blue is class 0 and negative,
//! orange class 1 and positive.

use ratatui::style::Color;

use super::colour::{Depth, Rgb, contrast_ratio, nominal_rgb, to_colour};
use super::hues::{DARK, HIGH_CONTRAST, Hues, LIGHT};

/// What the colours are drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Light points on a dark plane.
    #[default]
    Dark,
    /// Dark points on a pale plane.
    Light,
    /// Light points on a plane that is nearly black, with a contrast of at least 7.
    HighContrast,
}

/// What a colour stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hue {
    /// A class. Ten have a hue of their own; the eleventh has the first one's again.
    Class(usize),
    /// A number between both ends of a scale, from 0 to 1.
    Value(f32),
}

/// The colours of predictions and points, on a ground and at a depth of colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scheme {
    /// What they are drawn on.
    pub ground: Ground,
    /// The colours that the terminal has.
    pub depth: Depth,
}

/// The share of a class's colour below which sixteen colours show none, and a weak one.
const SHARES: [f64; 2] = [0.2, 0.6];

/// The share from which 256 colours show a point in the full colour of its class.
const STRONG: f64 = 0.8;

/// The parts of what lies behind a point that fainter colours have, the faintest first.
const FAINT: [f64; 4] = [0.55, 0.45, 0.35, 0.25];

impl Scheme {
    fn hues(self) -> &'static Hues {
        match self.ground {
            Ground::Dark => &DARK,
            Ground::Light => &LIGHT,
            Ground::HighContrast => &HIGH_CONTRAST,
        }
    }

    /// The colour of a plane where it predicts this, `certainty` being 0 where it is undecided and 1 where it is certain.
    /// A value has its own place on the scale, whatever the certainty. None is a pixel without a finite number.
    #[inline]
    pub fn plane(self, hue: Option<(Hue, f32)>) -> Color {
        let hues = self.hues();
        let Some((hue, certainty)) = hue else { return self.colour(hues.no_number) };
        match (hue, self.depth) {
            (_, Depth::None) => Color::Reset,
            (Hue::Value(value), Depth::Indexed) => Color::Indexed(band(value, &hues.bands)),
            (Hue::Class(class), Depth::Indexed) => {
                let weak = f64::from(certainty) < SHARES[0];
                Color::Indexed(if weak { hues.bands[2] } else { hues.class(class).indices[0] })
            }
            (_, Depth::TrueColour) => {
                let (end, share) = end_of(hue, certainty);
                to_colour(hues.neutral.mixed(hues.class(end).plane, share), self.depth)
            }
            (_, Depth::Sixteen) => {
                let (end, share) = end_of(hue, certainty);
                if share < SHARES[0] { self.paper() } else { hues.class(end).named.0 }
            }
        }
    }

    /// The colour of a point's marker, in a paler form for a test point. It reads on every colour of the plane, and on the ground.
    pub fn point(self, hue: Hue, is_train: bool) -> Color {
        let hues = self.hues();
        let (end, share) = end_of(hue, 1.0);
        if self.depth == Depth::Sixteen {
            // There are no tones between the ends of a scale.
            let is_weak = matches!(hue, Hue::Value(_)) && share < SHARES[0];
            return if is_weak { hues.value_neutral.named.1 } else { hues.class(end).named.1 };
        }
        if self.depth == Depth::Indexed && is_train && share > STRONG {
            return Color::Indexed(hues.class(end).indices[1]);
        }
        let [neutral, end] = [&hues.value_neutral, hues.class(end)].map(|tones| tones.point(is_train));
        to_colour(neutral.mixed(end, share), self.depth)
    }

    /// What lies behind the marker of a point with this colour: the plane's own colour there, or a darker or lighter one
    /// if the marker could not be read on that.
    pub fn behind(self, point: Color, plane: Color) -> Color {
        let (Some(ink), Some(plane_rgb)) = (nominal_rgb(point), nominal_rgb(plane)) else { return plane };
        match self.depth {
            // Every pair has enough contrast.
            Depth::TrueColour | Depth::None => plane,
            // Terminals choose the tones of their sixteen colours.
            Depth::Sixteen => self.paper(),
            Depth::Indexed => {
                let steps = [0.0, 0.25, 0.5, 0.75].map(|part| plane_rgb.mixed(self.extreme(), part));
                let colours = steps.into_iter().map(|rgb| to_colour(rgb, self.depth));
                let reads = |colour: &Color| {
                    nominal_rgb(*colour).is_some_and(|rgb| contrast_ratio(ink, rgb) >= self.least_contrast())
                };
                colours.into_iter().find(reads).unwrap_or_else(|| to_colour(self.extreme(), self.depth))
            }
        }
    }

    /// Whether there are tones between those of points and planes. Elsewhere a fainter point is dim, as the terminal has it.
    pub fn has_faint_tones(self) -> bool {
        matches!(self.depth, Depth::TrueColour | Depth::Indexed)
    }

    /// A fainter form of a marker's colour before what lies behind it: as much nearer to that as leaves the contrast that
    /// signs without words need (WCAG 2.1, 1.4.11); with high contrast, that of words.
    pub fn fainter(self, point: Color, behind: Color) -> Color {
        let (Some(ink), Some(ground), true) = (nominal_rgb(point), nominal_rgb(behind), self.has_faint_tones()) else {
            return point;
        };
        let colours = FAINT.into_iter().map(|part| self.colour(ink.mixed(ground, part)));
        let reads = |colour: &Color| {
            let contrasts = [ground, self.extreme()]
                .map(|other| nominal_rgb(*colour).map_or(0.0, |rgb| contrast_ratio(rgb, other)));
            contrasts.into_iter().all(|contrast| contrast >= self.least_contrast_of_faint())
        };
        colours.into_iter().find(reads).unwrap_or(point)
    }

    /// The least contrast between the marker of a fainter point and what lies behind it.
    pub fn least_contrast_of_faint(self) -> f64 {
        if self.ground == Ground::HighContrast { 4.5 } else { 3.0 }
    }

    /// The least contrast between a marker and what lies behind it.
    pub fn least_contrast(self) -> f64 {
        if self.ground == Ground::HighContrast { 7.0 } else { 4.5 }
    }

    /// The line between two predictions.
    pub fn line(self) -> Color {
        self.colour(self.hues().line)
    }

    /// Black on a dark ground, white on a light one: the marker of a misclassified point, in reverse video.
    pub fn paper(self) -> Color {
        self.colour(self.extreme())
    }

    /// White on a dark ground, black on a light one.
    pub fn ink(self) -> Color {
        self.colour(if self.extreme() == Rgb::BLACK { Rgb::WHITE } else { Rgb::BLACK })
    }

    fn extreme(self) -> Rgb {
        if self.ground == Ground::Light { Rgb::WHITE } else { Rgb::BLACK }
    }

    /// The colour of a small map without points, where a value is between both ends of its scale, from 0 to 1: brighter than
    /// the plane, which recedes behind points.
    pub fn map(self, value: f32) -> Color {
        const LOW: Rgb = Rgb(40, 100, 200);
        const MIDDLE: Rgb = Rgb(122, 122, 126);
        const HIGH: Rgb = Rgb(240, 150, 50);
        const INDEXED: [u8; 5] = [25, 67, 244, 137, 214];
        const NAMED: [Color; 5] = [Color::Blue, Color::LightBlue, Color::DarkGray, Color::Yellow, Color::LightYellow];
        match self.depth {
            Depth::TrueColour => {
                let (end, share) = end_of(Hue::Value(value), 1.0);
                to_colour(MIDDLE.mixed([LOW, HIGH][end], share), self.depth)
            }
            Depth::Indexed => Color::Indexed(band(value, &INDEXED)),
            Depth::Sixteen => band(value, &NAMED),
            Depth::None => Color::Reset,
        }
    }

    fn colour(self, rgb: Rgb) -> Color {
        to_colour(rgb, self.depth)
    }
}

/// How dense sixteen colours show a prediction: not at all, weak, strong.
pub(super) fn density(hue: Hue, certainty: f32) -> usize {
    let share = end_of(hue, certainty).1;
    SHARES.into_iter().filter(|least| share >= *least).count()
}

/// The class whose colour is mixed with the neutral one, and its share from 0 to 1.
#[inline]
fn end_of(hue: Hue, certainty: f32) -> (usize, f64) {
    let (class, share) = match hue {
        Hue::Class(class) => (class, certainty),
        Hue::Value(value) => (usize::from(value >= 0.5), (2.0 * value - 1.0).abs()),
    };
    (class, if share.is_nan() { 0.0 } else { f64::from(share.clamp(0.0, 1.0)) })
}

/// The band of a number from 0 to 1; numbers beyond are in those of the ends, and NaN in the middle.
fn band<T: Copy>(value: f32, bands: &[T; 5]) -> T {
    let value = if value.is_nan() { 0.5 } else { value.clamp(0.0, 1.0) };
    // The last band takes in its upper end.
    bands[((value * 5.0) as usize).min(4)]
}

#[cfg(test)]
mod tests;
