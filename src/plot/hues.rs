//! The tables of [`super::Scheme`]: a plane, a train and a test colour for each of ten classes, by ground.
//!
//! The hues were searched for, so that any two classes differ for everybody, in their points as in their planes: by 0.07
//! or more in Oklab, and by 0.035 for eyes without one kind of cones. A light and a dark ground have the same
//! hues in the same order.

use ratatui::style::Color;
use ratatui::style::Color::{
    Black, Blue, Cyan, DarkGray, Gray, Green, LightBlue, LightCyan, LightGreen, LightMagenta, LightRed, LightYellow,
    Magenta, Red, White, Yellow,
};

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
    pub(super) fn point(&self, is_train: bool) -> Rgb {
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
}

impl Hues {
    pub(super) fn class(&self, class: usize) -> &Tones {
        &self.classes[class % self.classes.len()]
    }
}

const fn tones(plane: [u8; 3], train: [u8; 3], test: [u8; 3], indices: [u8; 2], named: (Color, Color)) -> Tones {
    const fn rgb([red, green, blue]: [u8; 3]) -> Rgb {
        Rgb(red, green, blue)
    }
    Tones { plane: rgb(plane), train: rgb(train), test: rgb(test), indices, named }
}

pub(super) const DARK: Hues = Hues {
    classes: [
        tones([10, 38, 84], [150, 205, 255], [197, 228, 255], [17, 117], (Blue, LightBlue)),
        tones([125, 58, 8], [255, 190, 120], [255, 219, 181], [94, 222], (Yellow, LightYellow)),
        tones([0, 33, 30], [16, 240, 221], [124, 247, 236], [23, 50], (Cyan, LightCyan)),
        tones([60, 82, 68], [12, 230, 140], [121, 241, 192], [65, 42], (Green, Green)),
        tones([3, 88, 27], [186, 255, 191], [217, 255, 220], [22, 157], (LightGreen, LightGreen)),
        tones([87, 61, 90], [216, 177, 220], [234, 212, 236], [53, 182], (Magenta, LightMagenta)),
        tones([70, 58, 0], [255, 231, 133], [255, 242, 188], [58, 222], (LightYellow, Yellow)),
        tones([0, 59, 65], [160, 245, 255], [203, 250, 255], [24, 159], (LightCyan, Cyan)),
        tones([63, 5, 17], [255, 202, 204], [255, 226, 227], [52, 224], (Red, LightRed)),
        tones([31, 47, 0], [155, 211, 16], [200, 231, 124], [64, 112], (DarkGray, Gray)),
    ],
    neutral: Rgb(56, 57, 62),
    value_neutral: tones([56, 57, 62], [226, 226, 228], [240, 240, 242], [237, 254], (Black, Gray)),
    bands: [17, 18, 237, 58, 94],
    line: Rgb(240, 240, 240),
    no_number: Rgb(60, 60, 64),
};

/// The points of [`DARK`] on planes nearer to black.
pub(super) const HIGH_CONTRAST: Hues = Hues {
    classes: [
        tones([0, 14, 56], [150, 205, 255], [197, 228, 255], [17, 117], (Blue, LightBlue)),
        tones([83, 36, 3], [255, 190, 120], [255, 219, 181], [94, 222], (Yellow, LightYellow)),
        tones([0, 19, 17], [16, 240, 221], [124, 247, 236], [23, 50], (Cyan, LightCyan)),
        tones([38, 53, 43], [12, 230, 140], [121, 241, 192], [65, 42], (Green, Green)),
        tones([1, 57, 15], [186, 255, 191], [217, 255, 220], [22, 157], (LightGreen, LightGreen)),
        tones([57, 39, 59], [218, 179, 222], [240, 220, 242], [53, 182], (Magenta, LightMagenta)),
        tones([45, 36, 0], [255, 231, 133], [255, 242, 188], [58, 222], (LightYellow, Yellow)),
        tones([0, 37, 41], [160, 245, 255], [203, 250, 255], [24, 159], (LightCyan, Cyan)),
        tones([40, 2, 8], [255, 202, 204], [255, 226, 227], [52, 224], (Red, LightRed)),
        tones([17, 29, 0], [155, 211, 16], [200, 231, 124], [64, 112], (DarkGray, Gray)),
    ],
    neutral: Rgb(40, 40, 44),
    value_neutral: tones([36, 36, 40], [236, 236, 238], [248, 248, 250], [235, 255], (Black, White)),
    bands: [17, 18, 236, 58, 94],
    line: Rgb(255, 255, 255),
    no_number: Rgb(40, 40, 44),
};

pub(super) const LIGHT: Hues = Hues {
    classes: [
        tones([150, 190, 240], [0, 50, 120], [28, 73, 135], [117, 24], (LightBlue, Blue)),
        tones([255, 208, 140], [100, 38, 0], [114, 58, 23], [222, 52], (Yellow, Red)),
        tones([105, 214, 233], [0, 78, 89], [5, 82, 92], [80, 23], (Cyan, Black)),
        tones([96, 240, 176], [0, 61, 38], [28, 82, 62], [85, 234], (Green, Magenta)),
        tones([164, 202, 157], [1, 20, 0], [62, 76, 61], [151, 232], (LightGreen, DarkGray)),
        tones([229, 192, 254], [32, 0, 48], [88, 64, 100], [183, 234], (Magenta, Magenta)),
        tones([255, 241, 217], [51, 35, 0], [86, 72, 43], [230, 234], (LightYellow, Black)),
        tones([201, 236, 255], [0, 43, 61], [41, 77, 92], [195, 235], (LightCyan, Blue)),
        tones([253, 160, 197], [137, 11, 81], [141, 18, 86], [218, 89], (Red, Red)),
        tones([209, 238, 65], [65, 74, 40], [67, 76, 42], [186, 237], (DarkGray, DarkGray)),
    ],
    neutral: Rgb(206, 206, 208),
    value_neutral: tones([212, 212, 214], [40, 40, 44], [70, 70, 74], [252, 235], (White, DarkGray)),
    bands: [117, 152, 252, 187, 222],
    line: Rgb(30, 30, 34),
    no_number: Rgb(190, 190, 194),
};
