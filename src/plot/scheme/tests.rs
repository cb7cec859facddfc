//! The colours' order, distances and contrasts, for every ground, depth and colour vision.

use super::*;
use crate::plot::relative_luminance;

const GROUNDS: [Ground; 3] = [Ground::Dark, Ground::Light, Ground::HighContrast];
const DEPTHS: [Depth; 3] = [Depth::TrueColour, Depth::Indexed, Depth::Sixteen];

/// What people see, in linear light: everybody, and those without one kind of cones, by the matrices of Machado, Oliveira
/// and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009,
/// severity 1.0.
#[expect(clippy::unreadable_literal, reason = "written as they were published")]
const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

fn weighted<const N: usize>(matrix: &[[f64; N]; 3], values: [f64; N]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(values).map(|(weight, value)| weight * value).sum())
}

/// A colour as Oklab has it (Ottosson, "A perceptual color space for image processing", 2020), in which distances are about
/// those that people see.
#[expect(clippy::unreadable_literal, reason = "written as they were published")]
fn oklab(rgb: Rgb, vision: &[[f64; 3]; 3]) -> [f64; 3] {
    let light = [rgb.0, rgb.1, rgb.2].map(super::super::colour::linear);
    let seen = weighted(vision, light).map(|channel| channel.clamp(0.0, 1.0));
    let cones = weighted(
        &[
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ],
        seen,
    );
    weighted(
        &[
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ],
        cones.map(f64::cbrt),
    )
}

fn distance(one: Rgb, other: Rgb, vision: &[[f64; 3]; 3]) -> f64 {
    let pairs = oklab(one, vision).into_iter().zip(oklab(other, vision));
    pairs.map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}

fn rgb(colour: Color) -> Rgb {
    nominal_rgb(colour).expect("a colour with a tone")
}

/// Every scheme of a terminal with colours.
fn schemes() -> impl Iterator<Item = Scheme> {
    GROUNDS.into_iter().flat_map(|ground| DEPTHS.map(|depth| Scheme { ground, depth }))
}

/// Hundredths from 0 to 1.
fn parts() -> impl Iterator<Item = f32> {
    (0..=100_u8).map(|part| f32::from(part) / 100.0)
}

/// Everything that a plane can have under a point.
fn planes(scheme: Scheme) -> Vec<Color> {
    let values = parts().map(|value| Some((Hue::Value(value), 1.0)));
    let classes = (0..12).flat_map(|class| parts().map(move |certainty| Some((Hue::Class(class), certainty))));
    values.chain(classes).chain([None]).map(|prediction| scheme.plane(prediction)).collect()
}

/// Every colour of a marker.
fn points(scheme: Scheme) -> Vec<Color> {
    let hues = parts().map(Hue::Value).chain((0..12).map(Hue::Class));
    hues.flat_map(|hue| [true, false].map(|is_train| scheme.point(hue, is_train))).collect()
}

#[test]
fn every_marker_reads_on_everything_that_can_be_under_it() {
    for scheme in schemes() {
        // Of the nominal tones of sixteen colours, no bright blue reads at 4.5 on black, and few dark ones do on white.
        let least = match (scheme.depth, scheme.ground) {
            (Depth::Sixteen, Ground::Light) => 3.9,
            (Depth::Sixteen, _) => 4.0,
            _ => scheme.least_contrast(),
        };
        let planes = planes(scheme);
        for point in points(scheme) {
            let reversed = contrast_ratio(rgb(scheme.paper()), rgb(point));
            assert!(reversed >= least, "{scheme:?}: {point:?} in reverse video has {reversed}");
            for &plane in &planes {
                let behind = scheme.behind(point, plane);
                let contrast = contrast_ratio(rgb(point), rgb(behind));
                assert!(contrast >= least, "{scheme:?}: {point:?} on {behind:?}, from {plane:?}, has {contrast}");
            }
        }
    }
}

#[test]
fn a_fainter_marker_still_reads_and_is_fainter() {
    for scheme in schemes() {
        let planes = planes(scheme);
        for point in points(scheme) {
            for &plane in &planes {
                let behind = scheme.behind(point, plane);
                let faint = scheme.fainter(point, behind);
                if !scheme.has_faint_tones() {
                    assert_eq!(faint, point);
                    continue;
                }
                let [full, contrast] = [point, faint].map(|ink| contrast_ratio(rgb(ink), rgb(behind)));
                let least = scheme.least_contrast_of_faint();
                assert!(contrast >= least, "{scheme:?}: {faint:?} on {behind:?} has {contrast}");
                let reversed = contrast_ratio(rgb(scheme.paper()), rgb(faint));
                assert!(reversed >= least, "{scheme:?}: {faint:?} in reverse video has {reversed}");
                // Of 256 colours there may be none between.
                let is_fainter = contrast < full || scheme.depth == Depth::Indexed && faint == point;
                assert!(is_fainter || full < least * 1.2, "{scheme:?}: {faint:?} for {point:?} on {behind:?}");
            }
        }
    }
}

#[test]
fn the_line_stands_out_from_every_plane() {
    for scheme in schemes().filter(|scheme| scheme.depth != Depth::Sixteen) {
        for plane in planes(scheme) {
            let contrast = contrast_ratio(rgb(scheme.line()), rgb(plane));
            assert!(contrast >= 3.0, "{scheme:?}: {plane:?} has {contrast}");
        }
    }
}

#[test]
fn in_true_colour_points_have_the_colours_of_their_class_whatever_is_under_them() {
    for ground in GROUNDS {
        let scheme = Scheme { ground, depth: Depth::TrueColour };
        let point = scheme.point(Hue::Class(0), true);
        assert!(planes(scheme).into_iter().all(|plane| scheme.behind(point, plane) == plane), "{ground:?}");
    }
}

#[test]
fn luminance_rises_steadily_from_class_0_to_class_1() {
    for ground in GROUNDS {
        for depth in [Depth::TrueColour, Depth::Indexed] {
            let scheme = Scheme { ground, depth };
            let luminance = |value| relative_luminance(rgb(scheme.plane(Some((Hue::Value(value), 1.0)))));
            // Twentieths: a single step of a channel may go back a little.
            let all: Vec<f64> = parts().step_by(5).map(luminance).collect();
            let is_steady = |pair: &[f64]| pair[0] < pair[1] || depth == Depth::Indexed && pair[0] <= pair[1];
            assert!(all.windows(2).all(is_steady), "{scheme:?}: {all:?}");
            let coarse: Vec<f64> = all.into_iter().step_by(5).collect();
            assert!(coarse.windows(2).all(|pair| pair[0] < pair[1]), "{scheme:?}: {coarse:?}");
        }
    }
}

#[test]
fn everybody_can_tell_one_half_three_quarters_and_certainty_apart() {
    for ground in GROUNDS {
        for depth in DEPTHS {
            let scheme = Scheme { ground, depth };
            let seen = |value| {
                let density = density(Hue::Value(value), 1.0);
                (scheme.plane(Some((Hue::Value(value), 1.0))), density * usize::from(depth == Depth::Sixteen))
            };
            let steps = [0.0, 0.25, 0.5, 0.75, 1.0].map(seen);
            for (index, step) in steps.iter().enumerate() {
                assert!(!steps[..index].contains(step), "{scheme:?}: {steps:?}");
            }
            if depth == Depth::TrueColour {
                for (vision, matrix) in &VISIONS {
                    for pair in steps.windows(2) {
                        let distance = distance(rgb(pair[0].0), rgb(pair[1].0), matrix);
                        // About what people can just see side by side.
                        assert!(distance > 0.02, "{ground:?}, {vision}: {pair:?} {distance}");
                    }
                }
            }
        }
    }
}

#[test]
fn ten_classes_differ_for_everybody() {
    for ground in GROUNDS {
        let scheme = Scheme { ground, depth: Depth::TrueColour };
        let points: Vec<Rgb> = (0..10).map(|class| rgb(scheme.point(Hue::Class(class), true))).collect();
        let planes: Vec<Rgb> = (0..10).map(|class| rgb(scheme.plane(Some((Hue::Class(class), 1.0))))).collect();
        for (vision, matrix) in &VISIONS {
            for (what, colours) in [("points", &points), ("planes", &planes)] {
                // Of planes that are nearly black there are fewer.
                let part = if ground == Ground::HighContrast && what == "planes" { 0.75 } else { 1.0 };
                let least = part * if *vision == "all cones" { 0.07 } else { 0.035 };
                for (index, one) in colours.iter().enumerate() {
                    for (other_index, other) in colours[..index].iter().enumerate() {
                        let distance = distance(*one, *other, matrix);
                        assert!(distance >= least, "{ground:?}, {vision}, {what} {index} {other_index}: {distance}");
                    }
                }
            }
        }
    }
}

#[test]
fn from_the_eleventh_class_on_hues_repeat() {
    for scheme in schemes() {
        assert_eq!(scheme.point(Hue::Class(10), true), scheme.point(Hue::Class(0), true));
        assert_eq!(scheme.plane(Some((Hue::Class(13), 1.0))), scheme.plane(Some((Hue::Class(3), 1.0))));
    }
}

#[test]
fn with_256_colours_every_class_has_a_plane_of_its_own() {
    for ground in GROUNDS {
        let scheme = Scheme { ground, depth: Depth::Indexed };
        let planes: Vec<Color> = (0..10).map(|class| scheme.plane(Some((Hue::Class(class), 1.0)))).collect();
        for (index, plane) in planes.iter().enumerate() {
            assert!(matches!(plane, Color::Indexed(16..)) && !planes[..index].contains(plane), "{ground:?} {index}");
        }
    }
}

#[test]
fn any_number_has_a_colour_and_no_colour_is_none() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1.0, 2.0] {
        for ground in GROUNDS {
            for depth in DEPTHS {
                let scheme = Scheme { ground, depth };
                let found = [scheme.plane(Some((Hue::Value(value), 1.0))), scheme.point(Hue::Value(value), true)];
                assert!(!found.contains(&Color::Reset) && scheme.map(value) != Color::Reset);
                assert_ne!(scheme.plane(Some((Hue::Class(3), value))), Color::Reset);
            }
            let scheme = Scheme { ground, depth: Depth::None };
            let found = [scheme.plane(None), scheme.plane(Some((Hue::Value(value), 1.0))), scheme.map(value)];
            assert_eq!(found, [Color::Reset; 3]);
            assert_eq!([scheme.point(Hue::Value(value), false), scheme.ink(), scheme.paper()], [Color::Reset; 3]);
        }
    }
}
