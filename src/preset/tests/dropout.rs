//! Dropout in presets.

use super::*;

#[test]
fn dropout_needs_version_4_and_is_not_written_without_it() {
    let of = |dropout: &str| GOOD.replacen("seed: 8", &format!("seed: 8, dropout: {dropout}"), 1);
    let message = read(&of("0.2")).unwrap_err().to_string();
    assert_eq!(message, "mine.ron:2:14: version is 2, which has no dropout; allowed: 4 or 5");
    let newest = |dropout: &str| of(dropout).replacen("version: 2", "version: 4", 1);
    let preset = read(&newest("0.2")).unwrap();
    assert_eq!((preset.version, preset.dropout), (4, 0.2));
    assert_eq!(read(&preset.to_ron()).unwrap(), preset);
    let none = read(&newest("0")).unwrap();
    assert_eq!(none, read(GOOD).unwrap(), "nothing of it needs version 4");
    assert!(!none.to_ron().contains("dropout"));
    for wrong in ["-0.1", "0.96", "1", "NaN", "inf"] {
        let message = read(&newest(wrong)).unwrap_err().to_string();
        assert!(
            message.contains("dropout is ") && message.ends_with("allowed: a probability from 0 to 0.95"),
            "{message}"
        );
    }
}
