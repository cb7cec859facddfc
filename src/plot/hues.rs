//! The tables of [`super::Scheme`]: a plane, a train and a test colour for each of ten classes, by ground.
//!
//! The hues were searched for, so that any two classes differ for everybody, in their points as in their planes: by 0.07
//! or more in Oklab, and by 0.035 for eyes without one kind of cones. A light and a dark ground have the same
//! hues in the same order.

use ratatui::style::Color;

use super::colour::Rgb;

/// The colours of a class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tones {
    pub plane: Rgb,
    train: Rgb,
    test: Rgb,
    /// The colours of the plane and of train points among xterm's 256, by eye: the nearest one of a dark plane often is
    /// grey.
    pub indices: [u8; 2],
    /// Plane and point with sixteen colours.
    pub named: (Color, Color),
}

impl Tones {
    pub(super) fn point(self, is_train: bool) -> Rgb {
        if is_train { self.train } else { self.test }
    }
}

/// The colours on one ground.
pub(super) struct Hues {
    classes: [Tones; 10],
    /// The plane where the network is undecided.
    pub neutral: Rgb,
    /// A point in the middle of a scale of values.
    pub value_neutral: Tones,
    /// The plane of two classes or of values with 256 colours, from one end to the other.
    pub bands: [u8; 5],
    pub line: Rgb,
    /// Pixels without a finite number.
    pub no_number: Rgb,
    /// Negative and positive numbers.
    pub signs: [Rgb; 2],
}

impl Hues {
    pub(super) fn class(&self, class: usize) -> Tones {
        self.classes[class % self.classes.len()]
    }
}

const fn tones(plane: Rgb, train: Rgb, test: Rgb, indices: [u8; 2], named: (Color, Color)) -> Tones {
    Tones { plane, train, test, indices, named }
}

pub(super) const DARK: Hues = Hues {
    classes: [
        tones(Rgb(10, 38, 84), Rgb(150, 205, 255), Rgb(197, 228, 255), [17, 117], (Color::Blue, Color::LightBlue)),
        tones(Rgb(125, 58, 8), Rgb(255, 190, 120), Rgb(255, 219, 181), [94, 222], (Color::Yellow, Color::LightYellow)),
        tones(Rgb(0, 33, 30), Rgb(16, 240, 221), Rgb(124, 247, 236), [23, 50], (Color::Cyan, Color::LightCyan)),
        tones(Rgb(60, 82, 68), Rgb(12, 230, 140), Rgb(121, 241, 192), [65, 42], (Color::Green, Color::Green)),
        tones(
            Rgb(3, 88, 27),
            Rgb(186, 255, 191),
            Rgb(217, 255, 220),
            [22, 157],
            (Color::LightGreen, Color::LightGreen),
        ),
        tones(
            Rgb(87, 61, 90),
            Rgb(216, 177, 220),
            Rgb(234, 212, 236),
            [53, 182],
            (Color::Magenta, Color::LightMagenta),
        ),
        tones(Rgb(70, 58, 0), Rgb(255, 231, 133), Rgb(255, 242, 188), [58, 222], (Color::LightYellow, Color::Yellow)),
        tones(Rgb(0, 59, 65), Rgb(160, 245, 255), Rgb(203, 250, 255), [24, 159], (Color::LightCyan, Color::Cyan)),
        tones(Rgb(63, 5, 17), Rgb(255, 202, 204), Rgb(255, 226, 227), [52, 224], (Color::Red, Color::LightRed)),
        tones(Rgb(31, 47, 0), Rgb(155, 211, 16), Rgb(200, 231, 124), [64, 112], (Color::DarkGray, Color::Gray)),
    ],
    neutral: Rgb(56, 57, 62),
    value_neutral: tones(
        Rgb(56, 57, 62),
        Rgb(226, 226, 228),
        Rgb(240, 240, 242),
        [237, 254],
        (Color::Black, Color::Gray),
    ),
    bands: [17, 18, 237, 58, 94],
    line: Rgb(240, 240, 240),
    no_number: Rgb(60, 60, 64),
    signs: [Rgb(88, 160, 245), Rgb(235, 140, 50)],
};

/// The planes of [`DARK`] nearer to black, and its test points for both splits.
pub(super) const HIGH_CONTRAST: Hues = Hues {
    classes: [
        tones(Rgb(0, 14, 56), Rgb(170, 215, 255), Rgb(210, 234, 255), [17, 153], (Color::Blue, Color::LightBlue)),
        tones(Rgb(84, 36, 0), Rgb(255, 200, 140), Rgb(255, 224, 190), [94, 222], (Color::Yellow, Color::LightYellow)),
        tones(Rgb(0, 22, 20), Rgb(16, 240, 221), Rgb(124, 247, 236), [23, 50], (Color::Cyan, Color::LightCyan)),
        tones(Rgb(36, 54, 42), Rgb(12, 235, 144), Rgb(121, 241, 192), [65, 42], (Color::Green, Color::Green)),
        tones(
            Rgb(0, 55, 16),
            Rgb(186, 255, 191),
            Rgb(217, 255, 220),
            [22, 157],
            (Color::LightGreen, Color::LightGreen),
        ),
        tones(
            Rgb(56, 34, 60),
            Rgb(222, 184, 226),
            Rgb(240, 220, 242),
            [53, 253],
            (Color::Magenta, Color::LightMagenta),
        ),
        tones(Rgb(48, 40, 0), Rgb(255, 231, 133), Rgb(255, 242, 188), [58, 222], (Color::LightYellow, Color::Yellow)),
        tones(Rgb(0, 40, 45), Rgb(160, 245, 255), Rgb(203, 250, 255), [24, 159], (Color::LightCyan, Color::Cyan)),
        tones(Rgb(48, 0, 10), Rgb(255, 202, 204), Rgb(255, 226, 227), [52, 224], (Color::Red, Color::LightRed)),
        tones(Rgb(20, 31, 0), Rgb(165, 222, 26), Rgb(200, 231, 124), [64, 148], (Color::DarkGray, Color::Gray)),
    ],
    neutral: Rgb(40, 40, 44),
    value_neutral: tones(
        Rgb(36, 36, 40),
        Rgb(236, 236, 238),
        Rgb(248, 248, 250),
        [235, 255],
        (Color::Black, Color::White),
    ),
    bands: [17, 18, 236, 58, 94],
    line: Rgb(255, 255, 255),
    no_number: Rgb(40, 40, 44),
    signs: [Rgb(110, 180, 255), Rgb(250, 160, 75)],
};

pub(super) const LIGHT: Hues = Hues {
    classes: [
        tones(Rgb(150, 190, 240), Rgb(0, 50, 120), Rgb(28, 73, 135), [117, 24], (Color::LightBlue, Color::Blue)),
        tones(Rgb(255, 208, 140), Rgb(100, 38, 0), Rgb(114, 58, 23), [222, 52], (Color::Yellow, Color::Red)),
        tones(Rgb(105, 214, 233), Rgb(0, 78, 89), Rgb(5, 82, 92), [80, 23], (Color::Cyan, Color::Black)),
        tones(Rgb(39, 249, 171), Rgb(0, 61, 38), Rgb(28, 82, 62), [85, 234], (Color::Green, Color::Magenta)),
        tones(Rgb(164, 202, 157), Rgb(1, 20, 0), Rgb(62, 76, 61), [151, 232], (Color::LightGreen, Color::DarkGray)),
        tones(Rgb(229, 192, 254), Rgb(32, 0, 48), Rgb(88, 64, 100), [183, 234], (Color::Magenta, Color::Magenta)),
        tones(Rgb(255, 241, 217), Rgb(51, 35, 0), Rgb(86, 72, 43), [230, 234], (Color::LightYellow, Color::Black)),
        tones(Rgb(201, 236, 255), Rgb(0, 43, 61), Rgb(41, 77, 92), [195, 235], (Color::LightCyan, Color::Blue)),
        tones(Rgb(253, 160, 197), Rgb(137, 11, 81), Rgb(141, 18, 86), [218, 89], (Color::Red, Color::Red)),
        tones(Rgb(209, 238, 65), Rgb(65, 74, 40), Rgb(67, 76, 42), [186, 237], (Color::DarkGray, Color::DarkGray)),
    ],
    neutral: Rgb(206, 206, 208),
    value_neutral: tones(
        Rgb(212, 212, 214),
        Rgb(40, 40, 44),
        Rgb(70, 70, 74),
        [252, 235],
        (Color::White, Color::DarkGray),
    ),
    bands: [117, 152, 252, 187, 222],
    line: Rgb(30, 30, 34),
    no_number: Rgb(190, 190, 194),
    signs: [Rgb(0, 84, 190), Rgb(146, 66, 0)],
};
