//! Class weights as a setting.

use super::*;

#[test]
fn class_weights_are_numbers_with_commas_between_and_named_where_they_are_refused() {
    let weights = overrides(&[("class-weights", "0.5, 4")]);
    weights.for_checkpoint().unwrap();
    let mut changed = preset();
    weights.apply(&mut changed).unwrap();
    assert_eq!(changed, Preset { version: 4, class_weights: vec![0.5, 4.0], ..preset() });
    let setting = Setting::named("class-weights").unwrap();
    assert_eq!(setting.value(&changed).as_deref(), Some("0.5,4"));
    assert_eq!(setting.set(&changed, "none").unwrap(), preset());
    for (value, expected) in [
        ("1,0", "class_weights[1] is 0; allowed: a number from 0.000001 to 1000000"),
        (
            "1,2,3",
            "class_weights and data do not fit: 3 weights for 2 classes; allowed: 2 weights, one for each class, or none",
        ),
    ] {
        assert_eq!(refusal(&[("class-weights", value)]), format!("--class-weights {value}: {expected}"));
    }
}
