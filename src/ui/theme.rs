//! Colours of everything but the plane, dark and light, at each depth of colour.
//!
//! Text has a contrast of at least 7:1 to the background, faint text of 4.5:1. Blue and orange belong to the labels
//! alone; green means saved, yellow edited.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

use crate::plot::{Depth, Marks, Rgb, to_colour};

/// The two palettes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

impl Palette {
    /// Every palette with its name on the command line.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Dark, "dark"), (Self::Light, "light")];
}

/// A palette at a depth of colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    palette: Palette,
    depth: Depth,
    ascii: bool,
}

/// The colours of a palette, and what stands for each on terminals of 16 colours.
struct Colours {
    background: (Rgb, Color),
    bar: (Rgb, Color),
    text: (Rgb, Color),
    strong: (Rgb, Color),
    faint: (Rgb, Color),
    border: (Rgb, Color),
    saved: (Rgb, Color),
    edited: (Rgb, Color),
}

const DARK: Colours = Colours {
    background: (Rgb(17, 19, 24), Color::Black),
    bar: (Rgb(34, 38, 48), Color::Black),
    text: (Rgb(200, 204, 212), Color::Gray),
    strong: (Rgb(255, 255, 255), Color::White),
    faint: (Rgb(140, 146, 160), Color::Gray),
    border: (Rgb(74, 80, 94), Color::DarkGray),
    saved: (Rgb(110, 214, 120), Color::LightGreen),
    edited: (Rgb(240, 200, 80), Color::LightYellow),
};

const LIGHT: Colours = Colours {
    background: (Rgb(250, 250, 248), Color::White),
    bar: (Rgb(230, 231, 234), Color::White),
    text: (Rgb(50, 54, 62), Color::Black),
    strong: (Rgb(0, 0, 0), Color::Black),
    faint: (Rgb(100, 104, 114), Color::Black),
    border: (Rgb(168, 172, 180), Color::DarkGray),
    saved: (Rgb(16, 104, 32), Color::Green),
    edited: (Rgb(122, 84, 0), Color::Black),
};

impl Theme {
    /// A palette for a terminal of this depth of colour; `marks` chooses the characters of borders.
    #[must_use]
    pub fn new(palette: Palette, depth: Depth, marks: Marks) -> Self {
        Self { palette, depth, ascii: marks == Marks::Ascii }
    }

    /// The other palette.
    #[must_use]
    pub fn other(self) -> Self {
        let palette = match self.palette {
            Palette::Dark => Palette::Light,
            Palette::Light => Palette::Dark,
        };
        Self { palette, ..self }
    }

    /// The terminal's depth of colour.
    #[must_use]
    pub fn depth(self) -> Depth {
        self.depth
    }

    fn colours(self) -> &'static Colours {
        match self.palette {
            Palette::Dark => &DARK,
            Palette::Light => &LIGHT,
        }
    }

    fn colour(self, (rgb, named): (Rgb, Color)) -> Option<Color> {
        match self.depth {
            Depth::None => None,
            Depth::Sixteen => Some(named),
            Depth::TrueColour | Depth::Indexed => Some(to_colour(rgb, self.depth)),
        }
    }

    fn style(self, foreground: (Rgb, Color)) -> Style {
        Style { fg: self.colour(foreground), ..Style::default() }
    }

    /// Background and text of everything.
    #[must_use]
    pub fn base(self) -> Style {
        Style { bg: self.colour(self.colours().background), ..self.text() }
    }

    /// Background of the header.
    #[must_use]
    pub fn bar(self) -> Style {
        Style { bg: self.colour(self.colours().bar), ..self.text() }
    }

    /// Plain text.
    #[must_use]
    pub fn text(self) -> Style {
        self.style(self.colours().text)
    }

    /// What counts: names, numbers, keys.
    #[must_use]
    pub fn strong(self) -> Style {
        self.style(self.colours().strong).add_modifier(Modifier::BOLD)
    }

    /// Labels and explanations.
    #[must_use]
    pub fn faint(self) -> Style {
        self.style(self.colours().faint)
    }

    /// Borders of panels.
    #[must_use]
    pub fn border(self) -> Style {
        self.style(self.colours().border)
    }

    /// Borders of the panel that has the focus.
    #[must_use]
    pub fn focused(self) -> Style {
        self.style(self.colours().strong)
    }

    /// The selected row of a list.
    #[must_use]
    pub fn selected(self) -> Style {
        self.strong().add_modifier(Modifier::REVERSED)
    }

    /// What was saved.
    #[must_use]
    pub fn saved(self) -> Style {
        self.style(self.colours().saved)
    }

    /// What was edited.
    #[must_use]
    pub fn edited(self) -> Style {
        self.style(self.colours().edited)
    }

    /// The line of the train loss.
    #[must_use]
    pub fn train(self) -> Style {
        self.style(self.colours().strong)
    }

    /// The dots of the test loss.
    #[must_use]
    pub fn test(self) -> Style {
        self.style(self.colours().faint)
    }

    /// Characters of borders.
    #[must_use]
    pub fn borders(self) -> border::Set<'static> {
        if self.ascii { ASCII } else { border::ROUNDED }
    }
}

const ASCII: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::contrast_ratio;

    #[test]
    fn text_stands_out_from_its_background() {
        for colours in [&DARK, &LIGHT] {
            for background in [colours.background.0, colours.bar.0] {
                for (text, least) in [
                    (colours.text, 7.0),
                    (colours.strong, 7.0),
                    (colours.faint, 4.5),
                    (colours.saved, 4.5),
                    (colours.edited, 4.5),
                ] {
                    let contrast = contrast_ratio(text.0, background);
                    assert!(contrast >= least, "{:?} on {background:?} has {contrast}", text.0);
                }
            }
        }
    }

    #[test]
    fn without_colour_no_style_has_any() {
        let theme = Theme::new(Palette::Dark, Depth::None, Marks::Braille);
        for style in [theme.base(), theme.bar(), theme.strong(), theme.selected(), theme.saved(), theme.edited()] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }
}
