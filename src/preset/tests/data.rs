//! Datasets in presets: read by name, refused by place, and only together with a loss that fits.

use super::{DATA, GOOD, assert_refusals, read, refusal};
use crate::data::{Circle, Data, ExclusiveOr, Gauss, Input, Moons, RandomLabels, Rings, Spiral};

/// The good preset with other data.
fn with_data(data: &str) -> String {
    let (before, rest) = GOOD.split_once("    data: ").unwrap();
    let (_, after) = rest.split_once("    ),\n").unwrap();
    format!("{before}    data: {data},\n{after}")
}

#[test]
fn every_dataset_is_read_by_its_name_with_defaults() {
    for (data, expected) in [
        ("Circle(noise: 10, train: 9, test: 8)", Data::Circle(Circle { noise: 10.0, train: 9, test: 8 })),
        ("Circle()", Data::Circle(Circle { noise: 0.0, train: 250, test: 250 })),
        ("ExclusiveOr(train: 9)", Data::ExclusiveOr(ExclusiveOr { train: 9, ..ExclusiveOr::default() })),
        ("Gauss(noise: 2.5)", Data::Gauss(Gauss { noise: 2.5, ..Gauss::default() })),
        ("Spiral(test: 8)", Data::Spiral(Spiral { test: 8, ..Spiral::default() })),
        ("Moons(noise: 0.25)", Data::Moons(Moons { noise: 0.25, ..Moons::default() })),
        ("Rings(factor: 0.75)", Data::Rings(Rings { factor: 0.75, ..Rings::default() })),
        ("RandomLabels(train: 9)", Data::RandomLabels(RandomLabels { train: 9, ..RandomLabels::default() })),
    ] {
        let preset = read(&with_data(data)).unwrap();
        assert_eq!(preset.data, expected, "{data}");
        assert_eq!(read(&preset.to_ron()).unwrap(), preset);
    }
}

#[test]
fn settings_of_every_dataset_are_refused_by_place_and_range() {
    let refused = |data: &str| read(&with_data(data)).unwrap_err().to_string().replacen("mine.ron:", "", 1);
    let percent = "a number from 0 to 50 (percent)";
    for name in ["Circle", "ExclusiveOr", "Gauss", "Spiral", "Plane", "GaussRegression"] {
        let column = 12 + name.len() + "noise: ".len();
        for noise in ["51", "-1", "NaN", "\"much\""] {
            let expected = format!("5:{column}: data.noise is {noise}; allowed: {percent}");
            assert_eq!(refused(&format!("{name}(noise: {noise})")), expected);
        }
        let expected = format!("5:{}: data.nose is not a field (did you mean noise?)", column - 7);
        assert_eq!(refused(&format!("{name}(nose: 1)")), expected + "; allowed: noise, train, test");
    }
    for (data, expected) in [
        ("Moons(noise: 1.5)", "5:24: data.noise is 1.5; allowed: a number from 0 to 1"),
        ("Rings(noise: -0.1)", "5:24: data.noise is -0.1; allowed: a number from 0 to 1"),
        ("Rings(factor: 1)", "5:25: data.factor is 1; allowed: a number from 0 to below 1"),
        ("RandomLabels(train: 0)", "5:31: data.train is 0; allowed: a whole number from 1 to 100000"),
        ("Circle(train: 1.5)", "5:25: data.train is 1.5; allowed: a whole number from 1 to 100000"),
        ("RandomLabels(noise: 1)", "5:24: data.noise is not a field; allowed: train, test"),
        ("Spirale()", &format!("5:11: data is Spirale() (did you mean Spiral?); allowed: {DATA}")),
    ] {
        assert_eq!(refused(data), expected);
    }
}

#[test]
fn a_loss_that_does_not_fit_the_labels_is_refused() {
    let refused = |labels: &str, losses: &str| {
        format!(
            "5:11: data and loss do not fit: {labels} under BinaryCrossEntropy; \
             allowed: data with labels 0 and 1 for BinaryCrossEntropy, or {losses} for these labels"
        )
    };
    assert_refusals(&[
        ("[0, 0, 1, 1]", "[0, 1, 2, 1]", &refused("labels of 3 classes", "SoftmaxCrossEntropy")),
        ("[0, 0, 1, 1]", "[0, 7, 2, 1]", &refused("labels of 8 classes", "SoftmaxCrossEntropy")),
    ]);
    for data in ["Plane()", "GaussRegression()"] {
        let message = read(&with_data(data)).unwrap_err().to_string();
        let losses = "MeanSquaredError, MeanAbsoluteError, Huber";
        assert_eq!(message, format!("mine.ron:{}", refused("labels that are values", losses)));
    }
    for (loss, allowed) in [
        ("MeanSquaredError", "data whose labels are values for MeanSquaredError, or"),
        (
            "Softmax",
            "BinaryCrossEntropy, Hinge, TanhSquaredError, SigmoidSquaredError, SoftmaxCrossEntropy, MeanSquaredError",
        ),
    ] {
        assert!(refusal("BinaryCrossEntropy", loss).contains(allowed), "{}", refusal("BinaryCrossEntropy", loss));
    }
}

#[test]
fn every_loss_is_read_with_data_that_it_fits_and_gives_the_network_its_outputs() {
    let eight = "Blobs(centers: [(0, 0), (1, 1)], labels: [0, 7], std: 1, train: 9, test: 9)";
    for (loss, data, outputs) in [
        ("BinaryCrossEntropy", "Circle()", 1),
        ("Hinge", "Circle()", 1),
        ("TanhSquaredError", "Circle()", 1),
        ("SoftmaxCrossEntropy", "Circle()", 2),
        ("SoftmaxCrossEntropy", eight, 8),
        ("MeanSquaredError", "Plane()", 1),
        ("MeanAbsoluteError", "GaussRegression()", 1),
        ("Huber", "Plane()", 1),
    ] {
        let preset = read(&with_data(data).replace("BinaryCrossEntropy", loss)).unwrap();
        assert_eq!((preset.shape().inputs, preset.shape().outputs), (2, outputs), "{loss}");
        assert_eq!(read(&preset.to_ron()).unwrap(), preset);
    }
}

#[test]
fn inputs_are_read_in_their_order_and_wrong_ones_refused_by_place() {
    let with = |inputs: &str| GOOD.replace("network:", &format!("inputs: {inputs},\n    network:"));
    let preset = read(&with("[Radius, X, SinY]")).unwrap();
    assert_eq!(preset.inputs, [Input::Radius, Input::X, Input::SinY]);
    assert_eq!(preset.shape().inputs, 3);
    assert_eq!(read(&preset.to_ron()).unwrap(), preset);
    let all = with("[X, Y, X2, Y2, XY, SinX, SinY, CosX, CosY, Radius]");
    // The first versions padded ten inputs to sixteen, and drew the weights of all.
    for (version, padded) in [(2, true), (3, false)] {
        let all = read(&all.replace("version: 2", &format!("version: {version}"))).unwrap();
        assert_eq!((all.shape().inputs, all.version, all.padded_initialization), (10, 3, padded));
        assert_eq!(read(&all.to_ron()).unwrap(), all);
    }
    let refused = |inputs: &str| read(&with(inputs)).unwrap_err().to_string();
    let allowed = "allowed: 1 to 64 inputs, each once, as in [X, Y]";
    assert_eq!(refused("[]"), format!("mine.ron:12:13: inputs is empty; {allowed}"));
    assert_eq!(refused("[X, Y, X]"), format!("mine.ron:12:20: inputs[2] is X again; {allowed}"));
    let known = "allowed: X, Y, X2, Y2, XY, SinX, SinY, CosX, CosY, Radius, Column(a whole number)";
    assert_eq!(refused("[X, Sinx]"), format!("mine.ron:12:17: inputs[1] is Sinx (did you mean SinX?); {known}"));
    assert_eq!(refused("[3]"), format!("mine.ron:12:14: inputs[0] is 3; {known}"));
}
