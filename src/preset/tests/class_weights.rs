//! Class weights in presets.

use super::*;

#[test]
fn class_weights_need_version_4_and_are_not_written_without_any() {
    let of = |weights: &str| GOOD.replacen("seed: 8", &format!("seed: 8, class_weights: {weights}"), 1);
    let message = read(&of("[1.0, 4.0]")).unwrap_err().to_string();
    assert_eq!(message, "mine.ron:2:14: version is 2, which has no class_weights; allowed: 4 or 5");
    let newest = |weights: &str| of(weights).replacen("version: 2", "version: 4", 1);
    let preset = read(&newest("[1, 4.5]")).unwrap();
    assert_eq!((preset.version, &preset.class_weights[..]), (4, &[1.0, 4.5][..]));
    assert_eq!(read(&preset.to_ron()).unwrap(), preset);
    let none = read(&newest("[]")).unwrap();
    assert_eq!(none, read(GOOD).unwrap(), "nothing of it needs version 4");
    assert!(!none.to_ron().contains("class_weights"));
}

#[test]
fn class_weights_are_one_for_each_class_and_above_0() {
    let refusal = |preset: &str, weights: &str| {
        let mut preset = crate::preset::find(preset).unwrap().preset;
        preset.version = 4;
        let text = preset.to_ron().replacen("version: 1", "version: 4", 1).replacen("version: 2", "version: 4", 1);
        read(&text.replacen("seed:", &format!("class_weights: {weights},\n    seed:"), 1)).unwrap_err().to_string()
    };
    for weights in ["[1.0, 0.0]", "[1.0, -1.0]", "[1.0, NaN]", "[1.0, inf]", "[1.0, 1e-7]", "[1.0, 1e7]"] {
        let message = refusal("xor-blobs", weights);
        assert!(message.contains(" class_weights[1] is "), "{message}");
        assert!(message.ends_with("; allowed: a number from 0.000001 to 1000000"), "{message}");
    }
    for (preset, weights, problem, allowed) in [
        ("xor-blobs", "[2.0]", "1 weight for 2 classes", "2 weights, one for each class, or none"),
        ("blobs-8", "[1.0, 2.0]", "2 weights for 8 classes", "8 weights, one for each class, or none"),
        ("plane", "[1.0, 2.0]", "labels that are values have no classes", "none for values"),
    ] {
        let (message, expected) = (refusal(preset, weights), format!("do not fit: {problem}; allowed: {allowed}"));
        assert!(message.contains(" class_weights and data ") && message.ends_with(&expected), "{message}");
    }
}
