//! How different two colours look: CIEDE2000, kept for the pairs of late.
//!
//! The encoder asks it for every cell of every frame. A plane's colours lie on one scale, so that a few thousand pairs
//! come again and again.

use ratatui::style::Color;

/// A colour in CIELAB: lightness, and the axes from green to red and from blue to yellow.
type Lab = [f64; 3];

/// Pairs of colours that are kept, a power of two.
const KEPT: usize = 1 << 14;

/// Differences between colours.
#[derive(Debug)]
pub(super) struct Differences {
    /// A place for each pair, shared by those whose mixed bits are the same.
    kept: Vec<(u64, f32)>,
}

impl Differences {
    pub(super) fn new() -> Self {
        // A pair of equal colours is never looked up.
        Self { kept: vec![(0, 0.0); KEPT] }
    }

    /// The difference between two colours: 1 is about what a trained eye can see side by side. Infinite where one of two
    /// different colours is the terminal's own, since nobody knows how that looks.
    pub(super) fn between(&mut self, one: Color, other: Color) -> f32 {
        if one == other {
            return 0.0;
        }
        let (Color::Rgb(r1, g1, b1), Color::Rgb(r2, g2, b2)) = (one, other) else { return f32::INFINITY };
        let key = u64::from_be_bytes([0, 0, r1, g1, b1, r2, g2, b2]);
        // The high bits of a product with an odd number depend on all bits of the key (Knuth's multiplicative hashing).
        let place = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - KEPT.trailing_zeros())) as usize;
        if self.kept[place].0 != key {
            self.kept[place] = (key, ciede2000(lab([r1, g1, b1]), lab([r2, g2, b2])) as f32);
        }
        self.kept[place].1
    }
}

/// From linear sRGB to CIEXYZ relative to the white of D65: the matrix of IEC 61966-2-1, its rows divided by their sums.
const XYZ: [[f64; 3]; 3] = [
    [0.433_949_9, 0.376_209_8, 0.189_840_3],
    [0.212_672_9, 0.715_152_1, 0.072_175_0],
    [0.017_756_6, 0.109_468_0, 0.872_775_5],
];

/// A colour of sRGB in CIELAB under D65 (CIE 15).
fn lab(rgb: [u8; 3]) -> Lab {
    let linear = rgb.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let [x, y, z] = XYZ.map(|row| {
        let value: f64 = row.iter().zip(linear).map(|(factor, channel)| factor * channel).sum();
        if value > 216.0 / 24389.0 { value.cbrt() } else { (24389.0 / 27.0 * value + 16.0) / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The CIEDE2000 difference, with all weights 1: equations 2 to 22 of Sharma, Wu and Dalal, "The CIEDE2000
/// color-difference formula" (Color Research and Application 30, 2005).
fn ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab) -> f64 {
    let saturation = |chroma: f64| (chroma.powi(7) / (chroma.powi(7) + 25_f64.powi(7))).sqrt();
    let g = 0.5 * (1.0 - saturation(f64::midpoint(a1.hypot(b1), a2.hypot(b2))));
    let (a1, a2) = ((1.0 + g) * a1, (1.0 + g) * a2);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| if a == 0.0 && b == 0.0 { 0.0 } else { b.atan2(a).to_degrees().rem_euclid(360.0) };
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let is_grey = c1 * c2 == 0.0;
    // The way round the circle that is not longer than half of it.
    let turn = match h2 - h1 {
        _ if is_grey => 0.0,
        turn if turn > 180.0 => turn - 360.0,
        turn if turn < -180.0 => turn + 360.0,
        turn => turn,
    };
    let mean_hue = match f64::midpoint(h1, h2) {
        _ if is_grey => h1 + h2,
        mean if (h1 - h2).abs() <= 180.0 => mean,
        mean if mean < 180.0 => mean + 180.0,
        mean => mean - 180.0,
    };
    let (mean_lightness, mean_chroma) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(mean_hue - 30.0) + 0.24 * cos(2.0 * mean_hue) + 0.32 * cos(3.0 * mean_hue + 6.0)
        - 0.20 * cos(4.0 * mean_hue - 63.0);
    let off_middle = (mean_lightness - 50.0).powi(2);
    let lightness = (l2 - l1) / (1.0 + 0.015 * off_middle / (20.0 + off_middle).sqrt());
    let chroma = (c2 - c1) / (1.0 + 0.045 * mean_chroma);
    let hue = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin() / (1.0 + 0.015 * mean_chroma * t);
    let blue = (30.0 * (-((mean_hue - 275.0) / 25.0).powi(2)).exp()).to_radians();
    let rotation = -(2.0 * blue).sin() * 2.0 * saturation(mean_chroma);
    (lightness.powi(2) + chroma.powi(2) + hue.powi(2) + rotation * chroma * hue).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 1 of the paper: two colours and their difference.
    const PUBLISHED: [(Lab, Lab, f64); 34] = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 3.1571, -77.2803], [50.0, 0.0, -82.7485], 2.8615),
        ([50.0, 2.8361, -74.0200], [50.0, 0.0, -82.7485], 3.4412),
        ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0),
        ([50.0, -1.1848, -84.8006], [50.0, 0.0, -82.7485], 1.0),
        ([50.0, -0.9009, -85.5211], [50.0, 0.0, -82.7485], 1.0),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, -1.0, 2.0], [50.0, 0.0, 0.0], 2.3669),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0009], 7.1792),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.001], 7.1792),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0011], 7.2195),
        ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0012], 7.2195),
        ([50.0, -0.001, 2.49], [50.0, 0.0009, -2.49], 4.8045),
        ([50.0, -0.001, 2.49], [50.0, 0.001, -2.49], 4.8045),
        ([50.0, -0.001, 2.49], [50.0, 0.0011, -2.49], 4.7461),
        ([50.0, 2.5, 0.0], [50.0, 0.0, -2.5], 4.3065),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([50.0, 2.5, 0.0], [61.0, -5.0, 29.0], 22.8977),
        ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.9030),
        ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
        ([50.0, 2.5, 0.0], [50.0, 3.1736, 0.5854], 1.0),
        ([50.0, 2.5, 0.0], [50.0, 3.2972, 0.0], 1.0),
        ([50.0, 2.5, 0.0], [50.0, 1.8634, 0.5757], 1.0),
        ([50.0, 2.5, 0.0], [50.0, 3.2592, 0.3350], 1.0),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ([63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.2630),
        ([61.2901, 3.7196, -5.3901], [61.4292, 2.2480, -4.9620], 1.8731),
        ([35.0831, -44.1164, 3.7933], [35.0232, -40.0716, 1.5901], 1.8645),
        ([22.7233, 20.0904, -46.6940], [23.0331, 14.9730, -42.5619], 2.0373),
        ([36.4612, 47.8580, 18.3852], [36.2715, 50.5065, 21.2231], 1.4146),
        ([90.8027, -2.0831, 1.4410], [91.1528, -1.6435, 0.0447], 1.4441),
        ([90.9257, -0.5406, -0.9208], [88.6381, -0.8985, -0.7239], 1.5381),
        ([6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ];

    #[test]
    fn differences_are_the_published_ones() {
        for (one, other, expected) in PUBLISHED {
            for found in [ciede2000(one, other), ciede2000(other, one)] {
                assert!((found - expected).abs() < 1e-4, "{one:?} {other:?}: {found} instead of {expected}");
            }
        }
    }

    #[test]
    fn colours_of_srgb_have_their_known_place() {
        for (rgb, expected) in [
            ([0, 0, 0], [0.0, 0.0, 0.0]),
            ([255, 255, 255], [100.0, 0.0, 0.0]),
            ([255, 0, 0], [53.24, 80.09, 67.20]),
            ([0, 0, 255], [32.30, 79.19, -107.86]),
        ] {
            let found = lab(rgb);
            let near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.01);
            assert!(near, "{rgb:?}: {found:?}");
        }
    }

    #[test]
    fn what_is_kept_is_what_is_computed() {
        let mut differences = Differences::new();
        // Far more pairs than are kept, each asked for twice.
        for number in 0..60_000_u32 {
            let [_, r, g, b] = number.wrapping_mul(2_654_435_761).to_be_bytes();
            let (one, other) = ([r, g, b], [g, b, r]);
            let colour = |[r, g, b]: [u8; 3]| Color::Rgb(r, g, b);
            for _ in 0..2 {
                let found = differences.between(colour(one), colour(other));
                assert_eq!(found, ciede2000(lab(one), lab(other)) as f32, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn the_terminals_own_colours_differ_from_all_others() {
        let mut differences = Differences::new();
        assert_eq!(differences.between(Color::Reset, Color::Reset), 0.0);
        assert_eq!(differences.between(Color::Indexed(20), Color::Indexed(21)), f32::INFINITY);
        assert_eq!(differences.between(Color::Reset, Color::Rgb(0, 0, 0)), f32::INFINITY);
    }
}
