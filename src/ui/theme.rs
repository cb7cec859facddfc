//! Colours of everything but the decision boundary, by palette, at each depth of colour.
//!
//! Text has a contrast of at least 7:1 to the background, faint text of 4.5:1. Blue and orange belong to the classes, and
//! to negative and positive numbers (`plot::Scheme`). Train is white, or black on a light ground, and test a green-blue,
//! in lines and numbers alike; green means saved, red diverged or failed. Everything else is grey.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr, VariantNames};

use crate::plot::{Depth, Glyphs, Ground, Rgb, Scheme, black_or_white_on, to_colour};
use crate::session::MAX_COMPARED;

/// The palettes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Palette {
    /// Light text on dark.
    Dark,
    /// Dark text on light, for a projector.
    Light,
    /// White on black, nothing fainter than 7:1.
    HighContrast,
    /// No colour at all: shades, and the glyphs of the labels.
    Monochrome,
}

/// A palette at a depth of colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    palette: Palette,
    depth: Depth,
    ascii: bool,
}

/// The most branches side by side.
const MAX_BRANCHES: usize = MAX_COMPARED + 1;

/// The colours of a palette, and what stands for each on terminals of 16 colours.
struct Colours {
    background: (Rgb, Color),
    bar: (Rgb, Color),
    text: (Rgb, Color),
    strong: (Rgb, Color),
    faint: (Rgb, Color),
    border: (Rgb, Color),
    test: (Rgb, Color),
    saved: (Rgb, Color),
    failed: (Rgb, Color),
    /// Compared branches, each fainter than the one before.
    branches: [(Rgb, Color); MAX_BRANCHES],
}

const DARK: Colours = Colours {
    background: (Rgb(17, 19, 24), Color::Black),
    bar: (Rgb(34, 38, 48), Color::Black),
    text: (Rgb(200, 204, 212), Color::Gray),
    strong: (Rgb(255, 255, 255), Color::White),
    faint: (Rgb(152, 160, 174), Color::Gray),
    border: (Rgb(74, 80, 94), Color::DarkGray),
    test: (Rgb(94, 220, 186), Color::LightCyan),
    saved: (Rgb(110, 214, 120), Color::LightGreen),
    failed: (Rgb(255, 116, 116), Color::LightRed),
    branches: [
        (Rgb(255, 255, 255), Color::White),
        (Rgb(246, 158, 208), Color::LightMagenta),
        (Rgb(50, 170, 166), Color::Cyan),
        (Rgb(150, 104, 220), Color::Magenta),
    ],
};

const LIGHT: Colours = Colours {
    background: (Rgb(250, 250, 248), Color::White),
    bar: (Rgb(230, 231, 234), Color::White),
    text: (Rgb(50, 54, 62), Color::Black),
    strong: (Rgb(0, 0, 0), Color::Black),
    faint: (Rgb(90, 94, 104), Color::Black),
    border: (Rgb(168, 172, 180), Color::DarkGray),
    test: (Rgb(0, 104, 86), Color::Magenta),
    saved: (Rgb(16, 104, 32), Color::Green),
    failed: (Rgb(176, 0, 32), Color::Red),
    branches: [
        (Rgb(0, 0, 0), Color::Black),
        (Rgb(112, 0, 84), Color::Magenta),
        (Rgb(0, 106, 104), Color::Cyan),
        (Rgb(134, 88, 204), Color::LightMagenta),
    ],
};

const HIGH_CONTRAST: Colours = Colours {
    background: (Rgb(0, 0, 0), Color::Black),
    bar: (Rgb(0, 0, 0), Color::Black),
    text: (Rgb(255, 255, 255), Color::White),
    strong: (Rgb(255, 255, 255), Color::White),
    faint: (Rgb(200, 200, 200), Color::White),
    border: (Rgb(255, 255, 255), Color::White),
    test: (Rgb(110, 240, 206), Color::LightCyan),
    saved: (Rgb(120, 255, 130), Color::LightGreen),
    failed: (Rgb(255, 140, 140), Color::LightRed),
    branches: [
        (Rgb(255, 255, 255), Color::White),
        (Rgb(255, 190, 230), Color::LightMagenta),
        (Rgb(90, 200, 196), Color::LightCyan),
        (Rgb(180, 128, 250), Color::Magenta),
    ],
};

impl Theme {
    /// A palette for a terminal of this depth of colour; `glyphs` chooses the characters of borders.
    pub fn new(palette: Palette, depth: Depth, glyphs: Glyphs) -> Self {
        Self { palette, depth, ascii: glyphs == Glyphs::Ascii }
    }

    /// The same with the next palette, round and round.
    pub(super) fn next(self) -> Self {
        let mut palettes = Palette::iter().cycle().skip_while(|palette| *palette != self.palette);
        Self { palette: palettes.nth(1).unwrap_or(self.palette), ..self }
    }

    /// The same with the palette that suits this background: light where black text reads better, else dark.
    pub(super) fn on(self, background: Rgb) -> Self {
        let is_light = black_or_white_on(background) == Rgb::BLACK;
        Self { palette: if is_light { Palette::Light } else { Palette::Dark }, ..self }
    }

    pub(super) fn name(self) -> &'static str {
        self.palette.into()
    }

    /// The depth of colour in which everything is drawn: the terminal's, or none.
    pub(super) fn depth(self) -> Depth {
        if self.palette == Palette::Monochrome { Depth::None } else { self.depth }
    }

    /// The colours of predictions and points, and of negative and positive numbers.
    pub(super) fn scheme(self) -> Scheme {
        let ground = match self.palette {
            Palette::Dark | Palette::Monochrome => Ground::Dark,
            Palette::Light => Ground::Light,
            Palette::HighContrast => Ground::HighContrast,
        };
        Scheme { ground, depth: self.depth() }
    }

    fn colours(self) -> &'static Colours {
        match self.palette {
            Palette::Dark | Palette::Monochrome => &DARK,
            Palette::Light => &LIGHT,
            Palette::HighContrast => &HIGH_CONTRAST,
        }
    }

    fn colour(self, (rgb, named): (Rgb, Color)) -> Option<Color> {
        match self.depth() {
            Depth::None => None,
            Depth::Sixteen => Some(named),
            Depth::TrueColour | Depth::Indexed => Some(to_colour(rgb, self.depth)),
        }
    }

    fn style(self, foreground: (Rgb, Color)) -> Style {
        Style { fg: self.colour(foreground), ..Style::default() }
    }

    /// Background and text of everything.
    pub(super) fn base(self) -> Style {
        Style { bg: self.colour(self.colours().background), ..self.text() }
    }

    /// Text and background of a page where the terminal gives none, as in a picture.
    pub(super) fn page(self) -> (Rgb, Rgb) {
        (self.colours().text.0, self.colours().background.0)
    }

    /// Background of the header.
    pub(super) fn bar(self) -> Style {
        Style { bg: self.colour(self.colours().bar), ..self.text() }
    }

    /// Names, numbers, keys.
    pub(super) fn strong(self) -> Style {
        self.style(self.colours().strong).add_modifier(Modifier::BOLD)
    }

    /// Headings among lines of text: fainter than they are, or underlined where nothing is fainter.
    pub(super) fn heading(self) -> Style {
        let is_faint_seen = matches!(self.depth(), Depth::TrueColour | Depth::Indexed);
        if is_faint_seen && self.palette != Palette::HighContrast {
            return self.faint();
        }
        self.text().add_modifier(Modifier::UNDERLINED)
    }

    /// The selected row of a list.
    pub(super) fn selected(self) -> Style {
        self.strong().add_modifier(Modifier::REVERSED)
    }

    /// A compared branch by its place: the shown one is the first.
    pub(super) fn branch(self, place: usize) -> Style {
        self.style(self.colours().branches[place % MAX_BRANCHES])
    }

    pub(super) fn borders(self) -> border::Set<'static> {
        if self.ascii { ASCII } else { border::ROUNDED }
    }
}

/// Styles of one colour each: the name of the style, and of the colour.
macro_rules! styles {
    ($($(#[$doc:meta])* $name:ident: $colour:ident;)*) => {
        impl Theme {
            $($(#[$doc])* pub(super) fn $name(self) -> Style { self.style(self.colours().$colour) })*
        }
    };
}

styles! {
    text: text;
    /// Labels and explanations.
    faint: faint;
    border: border;
    /// Borders of the panel that has the focus.
    focused: strong;
    saved: saved;
    /// Edits, and what is not of the newest epoch.
    edited: strong;
    /// What diverged or failed.
    failed: failed;
    /// Lines and numbers of the train split.
    train: strong;
    /// Lines and numbers of the test split.
    test: test;
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
    use crate::plot::{Hue, contrast_ratio, nominal_rgb};

    #[test]
    fn text_stands_out_from_its_background() {
        for (colours, faintest) in [(&DARK, 4.5), (&LIGHT, 4.5), (&HIGH_CONTRAST, 7.0)] {
            for background in [colours.background.0, colours.bar.0] {
                for (text, least) in [
                    (colours.text, 7.0),
                    (colours.strong, 7.0),
                    (colours.faint, faintest),
                    (colours.saved, faintest),
                    (colours.test, faintest),
                    (colours.failed, faintest),
                ] {
                    let contrast = contrast_ratio(text.0, background);
                    assert!(contrast >= least, "{:?} on {background:?} has {contrast}", text.0);
                }
            }
        }
    }

    #[test]
    fn with_fewer_colours_text_still_stands_out() {
        for palette in [Palette::Dark, Palette::Light, Palette::HighContrast] {
            for depth in [Depth::Indexed, Depth::Sixteen] {
                let theme = Theme::new(palette, depth, Glyphs::Braille);
                let grounds =
                    [theme.base(), theme.bar()].map(|style| style.bg.and_then(nominal_rgb).expect("a ground"));
                let texts = [theme.text(), theme.strong(), theme.faint(), theme.test(), theme.failed(), theme.saved()];
                for (index, text) in texts.into_iter().enumerate() {
                    // No green of the sixteen is dark enough for a white ground.
                    let is_green = index == 5 && palette == Palette::Light && depth == Depth::Sixteen;
                    let least = if is_green { 2.0 } else { 4.5 };
                    for ground in grounds {
                        let contrast = contrast_ratio(text.fg.and_then(nominal_rgb).expect("a colour"), ground);
                        assert!(contrast >= least, "{palette:?} {depth:?} {text:?}: {contrast}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_of_a_class_reads_on_the_ground() {
        for palette in [Palette::Dark, Palette::Light, Palette::HighContrast] {
            for depth in [Depth::TrueColour, Depth::Indexed] {
                let theme = Theme::new(palette, depth, Glyphs::Braille);
                let ground = theme.base().bg.and_then(nominal_rgb).expect("a theme with colours has a ground");
                let scheme = theme.scheme();
                let classes =
                    (0..10).flat_map(|class| [true, false].map(|is_train| scheme.point(Hue::Class(class), is_train)));
                for colour in classes.chain([scheme.line()]) {
                    let contrast = contrast_ratio(nominal_rgb(colour).expect("a colour"), ground);
                    assert!(contrast >= scheme.least_contrast(), "{palette:?} {depth:?} {colour:?}: {contrast}");
                }
            }
        }
    }

    #[test]
    fn branches_stand_out_and_differ_in_brightness_and_hue_from_each_other() {
        for (colours, least) in [(&DARK, 4.5), (&LIGHT, 4.5), (&HIGH_CONTRAST, 7.0)] {
            let contrasts = colours.branches.map(|branch| contrast_ratio(branch.0, colours.background.0));
            assert!(contrasts.iter().all(|contrast| *contrast >= least), "{contrasts:?}");
            assert!(contrasts.windows(2).all(|pair| pair[0] / pair[1] > 1.25), "{contrasts:?}");
            for (index, branch) in colours.branches.iter().enumerate() {
                assert!(colours.branches[index + 1..].iter().all(|other| other.1 != branch.1));
            }
        }
    }

    #[test]
    fn without_colour_no_style_has_any() {
        for (palette, depth) in [(Palette::Dark, Depth::None), (Palette::Monochrome, Depth::TrueColour)] {
            let theme = Theme::new(palette, depth, Glyphs::Braille);
            for style in [theme.base(), theme.bar(), theme.strong(), theme.selected(), theme.saved(), theme.edited()] {
                assert_eq!((style.fg, style.bg), (None, None));
            }
        }
    }

    #[test]
    fn the_background_chooses_dark_or_light() {
        let theme = Theme::new(Palette::Dark, Depth::TrueColour, Glyphs::Braille);
        // A white page, Solarized's two, and the usual dark greys.
        for (background, name) in [
            (Rgb::WHITE, "light"),
            (Rgb(253, 246, 227), "light"),
            (Rgb(200, 200, 200), "light"),
            (Rgb::BLACK, "dark"),
            (Rgb(0, 43, 54), "dark"),
            (Rgb(40, 44, 52), "dark"),
            (Rgb(90, 90, 90), "dark"),
        ] {
            assert_eq!(theme.on(background).name(), name, "{background:?}");
        }
    }

    #[test]
    fn the_palettes_go_round() {
        let mut theme = Theme::new(Palette::Dark, Depth::TrueColour, Glyphs::Braille);
        let names = [(); 4].map(|()| {
            theme = theme.next();
            theme.name()
        });
        assert_eq!(names, ["light", "high-contrast", "monochrome", "dark"]);
        assert_eq!(theme.depth(), Depth::TrueColour, "the terminal's colours come back");
    }
}
