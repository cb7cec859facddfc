//! Contrast, and the colours of terminals.

use super::*;
use proptest::prelude::*;

#[test]
fn luminance_and_contrast_are_those_of_wcag() {
    assert!((contrast_ratio(Rgb::BLACK, Rgb::WHITE) - 21.0).abs() < 1e-12);
    assert!((contrast_ratio(Rgb::WHITE, Rgb::WHITE) - 1.0).abs() < 1e-12);
    // #767676 is the lightest grey with 4.5:1 on white, by the guidelines' own example of a border case.
    assert!(contrast_ratio(Rgb(0x76, 0x76, 0x76), Rgb::WHITE) >= 4.5);
    assert!(contrast_ratio(Rgb(0x77, 0x77, 0x77), Rgb::WHITE) < 4.5);
    assert_eq!(black_or_white_on(Rgb(0x20, 0x58, 0x8f)), Rgb::WHITE);
    assert_eq!(black_or_white_on(Rgb(0xc8, 0xc8, 0xcc)), Rgb::BLACK);
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
