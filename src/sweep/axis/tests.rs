//! Axes as they are typed.

use super::*;

fn parsed(text: &str) -> Vec<String> {
    let Varied::Axis(axis) = Varied::parse(text).unwrap() else { panic!("{text} is drawn") };
    (0..axis.len()).map(|place| axis.values(place).map(|(_, value)| value).collect()).collect()
}

fn refused(text: &str) -> String {
    Varied::parse(text).map(drop).unwrap_err().to_string()
}

#[test]
fn lists_ranges_and_spacings_are_read() {
    assert_eq!(parsed("learning-rate=0.01, 3e-2,0.1"), ["0.01", "0.03", "0.1"]);
    assert_eq!(parsed("lr=1"), ["1"], "other names");
    assert_eq!(parsed("hidden=3/5/8,8"), ["3", "5", "8,8"]);
    assert_eq!(parsed("hidden=3,5,none"), ["3", "5", "none"]);
    assert_eq!(parsed("hidden=2..5"), ["2", "3", "4"]);
    assert_eq!(parsed("schedule=constant/step:500,0.1"), ["constant", "step:500,0.1"]);
    assert_eq!(parsed("seed=7..10"), ["7", "8", "9"]);
    assert_eq!(parsed("data=a/b.csv,c/d.csv"), ["a/b.csv", "c/d.csv"]);
    assert_eq!(parsed("optimizer=sgd,adam"), ["sgd", "adam"]);
    assert_eq!(parsed("nesterov=yes,no"), ["true", "false"]);
    // As numpy.geomspace(1e-4, 1, 5) and numpy.linspace(0, 0.5, 6).
    assert_eq!(parsed("learning-rate=log:1e-4..1:5"), ["0.0001", "0.001", "0.01", "0.1", "1"]);
    assert_eq!(parsed("dropout=linear:0..0.5:6"), ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]);
    assert_eq!(parsed("train=log:10..1000:5"), ["10", "32", "100", "316", "1000"]);
    assert_eq!(parsed("learning-rate=linear:1..0.5:2"), ["1", "0.5"], "downwards");
}

#[test]
fn whole_numbers_are_one_axis_however_they_are_typed() {
    let axis = |text: &str| match Varied::parse(text).unwrap() {
        Varied::Axis(axis) => axis.describe(),
        Varied::Drawn(_) => panic!("{text} is drawn"),
    };
    assert_eq!(axis("seed=3,4,5"), axis("seed=3..6"));
    assert_ne!(axis("seed=3,5,4"), axis("seed=3..6"));
}

#[test]
fn bad_axes_are_refused_by_name_and_value() {
    for (text, words) in [
        ("learning-rte=1", "there is no setting \"learning-rte\" (did you mean learning-rate?)"),
        ("learning-rate", "has no values"),
        ("learning-rate=", "empty list"),
        ("learning-rate=0.1,,1", "the value \"\""),
        ("learning-rate=0.1,fast", "the value \"fast\" is not a number"),
        ("learning-rate=0.1,1e-1", "has the value \"0.1\" twice"),
        ("hidden=8,8", "has the value \"8\" twice; leave one out; where values have commas"),
        ("optimizer=sgd,adm", "the value \"adm\" can't be used"),
        ("seed=5..5", "is empty"),
        ("train=0..5", "the value \"0\" is out of range"),
        ("learning-rate=log:0..1:5", "above 0"),
        ("learning-rate=log:1..2", "has no count"),
        ("learning-rate=linear:1..1:2", "twice"),
        ("learning-rate=uniform:1..1", "two different ends"),
        ("optimizer=uniform:0..1", "the value \"0\""),
    ] {
        let message = refused(text);
        assert!(message.starts_with(&format!("--vary {text}")) && message.contains(words), "{message}");
    }
}

#[test]
fn draws_are_distinct_within_their_range_and_the_same_for_a_seed() {
    let drawn = |text: &str| match Varied::parse(text).unwrap() {
        Varied::Drawn(drawn) => drawn,
        Varied::Axis(_) => panic!("{text} is not drawn"),
    };
    let settings = [drawn("learning-rate=loguniform:1e-4..1"), drawn("batch=uniform:1..4")];
    let axis = Axis::draw(&settings, 200, 3).unwrap();
    assert_eq!(axis.describe(), Axis::draw(&settings, 200, 3).unwrap().describe());
    assert_ne!(axis.describe(), Axis::draw(&settings, 200, 4).unwrap().describe());
    let (mut small, mut batches) = (0, [0; 5]);
    for place in 0..200 {
        let values: Vec<_> = axis.values(place).map(|(_, value)| value).collect();
        let rate: f64 = values[0].parse().unwrap();
        assert!((1e-4..=1.0).contains(&rate), "{rate}");
        small += usize::from(rate < 0.01);
        batches[values[1].parse::<usize>().unwrap()] += 1;
    }
    assert!((70..130).contains(&small), "half of the logarithms are below the middle: {small}");
    assert!(batches[0] == 0 && batches[1..].iter().all(|count| (25..75).contains(count)), "{batches:?}");
    let refused = Axis::draw(&settings[1..], 5, 3).unwrap_err().to_string();
    assert!(refused.contains("found only 4 that differ"), "{refused}");
}
