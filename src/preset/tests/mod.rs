//! Presets as people write them: what is refused in which words, what is read, and that nothing panics.

mod activations;
mod class_weights;
mod data;
mod dropout;
mod random;

use std::fs;
use std::path::Path;

use super::*;
use crate::error::Error;

const GOOD: &str = include_str!("../../../presets/xor-blobs.ron");
const TITLE: &str = r#""Four blobs, two classes""#;
const SGD: &str = "Sgd(learning_rate: 0.03)";
const CENTER: &str = "(1.0, 1.0)";
const ACTIVATIONS: &str = "Relu, Tanh, Sigmoid, Linear, LeakyRelu, Elu, Gelu, Softplus, Sin";
const BY_LAYER: &str = ", ByLayer([…])";
const DATA: &str = "Blobs(centers: …), Circle(noise: …), ExclusiveOr(noise: …), Gauss(noise: …), Spiral(noise: …), \
    Plane(noise: …), GaussRegression(noise: …), Moons(noise: …), Rings(noise: …), RandomLabels(train: …), Csv(file: …)";
const FIELDS: &str = "version, title, notes, data, drawn, inputs, network, initialization, loss, class_weights, optimizer, schedule, \
    regularization, clip, dropout, batch, epochs, early_stopping, seed, weights_seed, engine, speed, group, next, paused";

fn read(text: &str) -> Result<Preset, Error> {
    Preset::parse(text, "mine.ron")
}

/// The message for the good preset with its first `from` replaced.
fn refusal(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    read(&GOOD.replacen(from, to, 1)).map_or_else(|error| error.to_string(), |_| "accepted".into())
}

fn assert_refusals(table: &[(&str, &str, &str)]) {
    let check = |from, to, message| assert_eq!(refusal(from, to), format!("mine.ron:{message}"), "{from:?} {to:?}");
    for (from, to, message) in table {
        check(from, to, message);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn values_out_of_range_are_refused() {
    assert_refusals(&[
        ("std: 0.3", "std: -0.3", "8:14: data.std is -0.3; allowed: a number from 0 to 1000"),
        ("std: 0.3", "std: inf", "8:14: data.std is inf; allowed: a number from 0 to 1000"),
        ("std: 0.3", "std: NaN", "8:14: data.std is NaN; allowed: a number from 0 to 1000"),
        ("train: 80", "train: 0", "9:16: data.train is 0; allowed: a whole number from 1 to 100000"),
        ("train: 80", "train: -1", "9:16: data.train is -1; allowed: a whole number from 1 to 100000"),
        ("[0, 0,", "[0, 32,", "7:21: data.labels[1] is 32; allowed: a whole number from 0 to 31"),
        ("[0, 0,", "[0, 300,", "7:21: data.labels[1] is 300; allowed: a whole number from 0 to 31"),
        ("[0, 0,", "[0, -1,", "7:21: data.labels[1] is -1; allowed: a whole number from 0 to 31"),
        (CENTER, "(1.0, 2e3)", "6:25: data.centers[0].1 is 2000; allowed: a number from -1000 to 1000"),
        ("[5]", "[5, 0]", "12:34: network.hidden[1] is 0; allowed: 1 to 128 units"),
        ("[5]", "[1,1,1,1,1,1,1,1,1]", "12:30: network.hidden has 9 layers; allowed: at most 8 hidden layers"),
        (
            SGD,
            "Sgd(learning_rate: 0)",
            "14:35: optimizer.learning_rate is 0; allowed: a number above 0, in the range of single precision",
        ),
        (
            "epochs: 2000",
            "epochs: 2000000000",
            "16:13: epochs is 2000000000; allowed: a whole number from 0 to 1000000000",
        ),
        ("seed: 8", "seed: -7", "17:11: seed is -7; allowed: a whole number from 0 to 18446744073709551615"),
        ("speed: 100", "speed: 1001", "18:12: speed is 1001; allowed: a whole number from 1 to 1000"),
        ("speed: 100", "speed: 5000000000", "18:12: speed is 5000000000; allowed: a whole number from 1 to 1000"),
        (TITLE, r#"" ""#, "3:12: title is empty; allowed: 1 to 60 characters on one line"),
        (TITLE, r#""a\nb""#, r"3:12: title has the character \n; allowed: 1 to 60 characters on one line"),
        (
            "Each hidden",
            "\u{1b}[31m",
            r"4:12: notes has the character \u{1b}; allowed: 1 to 400 characters without control characters",
        ),
        ("version: 2", "version: 0", "2:14: version is 0; allowed: 1 to 5"),
        (
            "seed: 8",
            "clip: Norm(0), seed: 8",
            "17:11: clip is 0; allowed: a norm above 0, in the range of single precision",
        ),
        (
            "seed: 8",
            "regularization: L2(-1), seed: 8",
            "17:21: regularization is -1; allowed: a number of 0 or more, in the range of single precision",
        ),
        (
            "seed: 8",
            "schedule: Step(step_size: 9, gamma: 11), seed: 8",
            "17:41: schedule.gamma is 11; allowed: a number above 0, at most 10",
        ),
        (
            "seed: 8",
            "schedule: WarmUpCosine(warm_up: 5, epochs: 5), seed: 8",
            "17:37: schedule.warm_up is 5; allowed: a whole number from 1 to 4, below all epochs",
        ),
        (
            "seed: 8",
            "early_stopping: Patience(0), seed: 8",
            "17:21: early_stopping is 0; allowed: a whole number from 1 to 1000000000",
        ),
        (
            "seed: 8",
            "initialization: Normal(-1), seed: 8",
            "17:21: initialization is -1; allowed: a standard deviation from 0 to 1000",
        ),
    ]);
    let long = format!("\"{}\"", "é".repeat(61));
    assert_refusals(&[(TITLE, &long, "3:12: title has 61 characters; allowed: 1 to 60 characters on one line")]);
}

#[test]
fn a_check_across_two_fields_names_both() {
    assert_refusals(&[
        (
            "Full",
            "Size(81)",
            "15:12: batch and data.train do not fit: batches of 81 from 80 train points; \
             allowed: Full, or Size(1) to Size(80)",
        ),
        (
            "[0, 0, 1, 1]",
            "[0, 1]",
            "6:18: data.centers and data.labels differ in length: 4 centers, 2 labels; \
             allowed: one label for each center",
        ),
    ]);
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    let data = |place: &str| format!("5:11: data {place}; allowed: {DATA}");
    let activations = |place: &str| format!("12:47: network.activation {place}; allowed: {ACTIVATIONS}{BY_LAYER}");
    assert_refusals(&[
        ("std: 0.3", "std: \"wide\"", "8:14: data.std is \"wide\"; allowed: a number from 0 to 1000"),
        ("std: 0.3", "std: ", "8:14: data.std has no value; allowed: a number from 0 to 1000"),
        ("std: 0.3", "std: 0.3.4", "8:14: data.std is 0.3.4; allowed: a number from 0 to 1000"),
        ("train: 80", "train: 80.5", "9:16: data.train is 80.5; allowed: a whole number from 1 to 100000"),
        ("train: 80", "train: 8e1", "9:16: data.train is 8e1; allowed: a whole number from 1 to 100000"),
        ("[0, 0, 1, 1]", "(0, 0, 1, 1)", "7:17: data.labels is (0, 0, 1, 1); allowed: a list in [ ]"),
        (CENTER, "(1.0)", "6:19: data.centers[0] has 1 value; allowed: 2 values"),
        (CENTER, "(1.0, 1.0, 2.0)", "6:19: data.centers[0] has too many values; allowed: 2 values"),
        (CENTER, "5", "6:19: data.centers[0] is 5; allowed: 2 values in ( )"),
        (TITLE, "Four", "3:12: title is Four; allowed: text in double quotes"),
        ("Relu", "Rleu", &activations("is Rleu (did you mean Relu?)")),
        ("Relu", "\"relu\"", &activations("is \"relu\"")),
        ("Relu", "Relu(3)", &activations("is Relu(3)")),
        ("Blobs(", "Blob(", &data("is Blob(…) (did you mean Blobs?)")),
        ("Blobs(", "(", &data("is (…)")),
        ("Blobs(", "Blobs[", &data("is Blobs[…]")),
        ("Network(", "Netwerk(", "12:14: network is Netwerk(…); allowed: Network(…)"),
        ("Full", "full", "15:12: batch is full (did you mean Full?); allowed: Full, Size(a whole number)"),
        ("Full", "32", "15:12: batch is 32; allowed: Full, Size(a whole number)"),
        ("Full", "Size", "15:12: batch is Size; allowed: Full, Size(a whole number)"),
        ("Full", "Size(-1)", "15:17: batch is -1; allowed: Full, or Size(1) to Size(80)"),
        ("Full", "Size(1.5)", "15:17: batch is 1.5; allowed: Full, or Size(1) to Size(80)"),
        ("Full", "Size(n: 2)", "15:17: batch is n: 2; allowed: Full, or Size(1) to Size(80)"),
        ("Full", "Size(1, 2)", "15:12: batch has too many values; allowed: 1 value"),
        (
            "seed: 8",
            "schedule: Cosin(epochs: 5), seed: 8",
            "17:15: schedule is Cosin(epochs: 5) (did you mean Cosine?); allowed: Constant, Step(step_size: …), \
             Exponential(gamma: …), Cosine(epochs: …), WarmUpCosine(warm_up: …)",
        ),
        ("seed: 8", "clip: 1, seed: 8", "17:11: clip is 1; allowed: None, Norm(a number)"),
        ("Preset(", "Foo(", "1:1: the preset is Foo(…); allowed: Preset(…)"),
        (GOOD, "", "1:1: the preset is empty; allowed: Preset(…)"),
    ]);
}

#[test]
fn fields_that_are_unknown_missing_or_twice_there_are_refused() {
    assert_refusals(&[
        (
            "std: 0.3",
            "sdt: 0.3",
            "8:9: data.sdt is not a field (did you mean std?); allowed: centers, labels, std, train, test",
        ),
        ("seed: 8", "sed: 7", &format!("17:5: sed is not a field (did you mean seed?); allowed: {FIELDS}")),
        ("        std: 0.3,\n", "", "5:11: data.std is missing; allowed: a number from 0 to 1000"),
        ("speed: 100,", "", "1:1: speed is missing; allowed: a whole number from 1 to 1000"),
        (", activation: Relu", "", &format!("12:14: network.activation is missing; allowed: {ACTIVATIONS}{BY_LAYER}")),
        (
            SGD,
            "Sgd()",
            "14:16: optimizer.learning_rate is missing; allowed: a number above 0, in the range of single precision",
        ),
        ("std: 0.3,", "std: 0.3, std: 0.4,", "8:19: data.std is given twice; allowed: each field once"),
        ("2000", "2,000", &format!("16:15: the preset has 000 where a field's name belongs; allowed: {FIELDS}")),
    ]);
    let message = refusal(SGD, "Sgd(0.03)");
    assert!(message.starts_with("mine.ron:14:20: optimizer has 0.03 where a field's name belongs; allowed: learning_"));
}

#[test]
fn broken_syntax_is_refused() {
    assert_refusals(&[
        ("version: 2,", "version: 2", "2:15: version is not followed by a comma; allowed: a comma or a bracket"),
        ("[0, 0,", "[0 0,", "7:19: data.labels[0] is not followed by a comma; allowed: a comma or a bracket"),
        ("version: 2", "version 2", "2:13: version is not followed by a colon; allowed: version: and then a value"),
        (
            TITLE,
            "\"Four,",
            "3:12: title does not end on its line; allowed: text in double quotes, with a comma after it",
        ),
        (
            "Four",
            "Fo\\qur",
            "3:12: title has an unknown escape; allowed: \\n, \\t, \\\", \\\\ or \\u{…} after a backslash",
        ),
        (
            "version: 2,",
            "version: 2, /*",
            "2:19: the preset has a comment that does not end; allowed: */ after each /*",
        ),
        ("?\",\n)", "?\",", "21:1: the preset ends too early; allowed: a closing bracket for each opening one"),
        (
            "?\",\n)",
            "?\",\n) x",
            "21:3: the preset is followed by something else; allowed: one Preset(…) and nothing after it",
        ),
        (
            "Preset(",
            "#![enable(foo)] Preset(",
            "1:14: the preset begins with a #![…] line that means nothing here; \
             allowed: Preset(…) without such a line",
        ),
    ]);
    let unfinished = r#"Preset(title: "Four"#;
    assert_eq!(
        read(unfinished).unwrap_err().to_string(),
        "mine.ron:1:15: title has no closing quote; allowed: text in double quotes"
    );
}

#[test]
fn a_newer_version_is_refused_as_such_whatever_else_it_has() {
    let message = "2:14: version is 6, newer than this program: update blobtui; allowed: 1 to 5";
    assert_refusals(&[("version: 2,", "version: 6,", message), ("version: 2,", "version: 6, novelty: Yes,", message)]);
}

#[test]
fn group_next_and_paused_are_read_and_refused_by_their_places() {
    let good = read(GOOD).unwrap();
    assert_eq!((good.version, good.group.as_deref(), good.paused), (2, Some("Start"), false));
    let waiting = read(&GOOD.replacen("group:", "paused: true, group:", 1)).unwrap();
    assert_eq!(waiting, Preset { paused: true, ..good });
    assert_eq!(read(&waiting.to_ron()).unwrap(), waiting);
    let group = r#""Start""#;
    let long = format!("\"{}\"", "é".repeat(31));
    let longer = format!("next: \"{}\", // ", "é".repeat(121));
    assert_refusals(&[
        (group, r#""""#, "19:12: group is empty; allowed: 1 to 30 characters on one line"),
        (group, &long, "19:12: group has 31 characters; allowed: 1 to 30 characters on one line"),
        (group, r#""a\nb""#, r"19:12: group has the character \n; allowed: 1 to 30 characters on one line"),
        (group, "3", "19:12: group is 3; allowed: text in double quotes"),
        ("next: ", "next: 3, // ", "20:11: next is 3; allowed: text in double quotes"),
        ("next: ", &longer, "20:11: next has 121 characters; allowed: 1 to 120 characters on one line"),
        ("group:", "paused: yes, group:", "19:13: paused is yes; allowed: true or false"),
        (
            "group:",
            "pause: true, group:",
            &format!("19:5: pause is not a field (did you mean paused?); allowed: {FIELDS}"),
        ),
        ("group:", "group: \"a\", group:", "19:17: group is given twice; allowed: each field once"),
    ]);
}

#[test]
fn version_1_is_read_without_the_fields_of_version_2_and_written_as_it_was() {
    let old: Vec<_> = GOOD.lines().filter(|line| !line.contains("group:") && !line.contains("next:")).collect();
    let old = old.join("\n").replacen("version: 2", "version: 1", 1);
    let preset = read(&old).unwrap();
    assert_eq!(preset, Preset { version: 1, group: None, next: None, ..read(GOOD).unwrap() });
    assert!(preset.to_ron().contains("version: 1,"));
    assert_eq!(read(&old.replacen("version: 1", "version: 2", 1)).unwrap(), preset, "nothing of it needs version 2");
    assert_refusals(&[("version: 2", "version: 1", "2:14: version is 1, which has no group; allowed: 2 to 5")]);
    for (field, text) in [("next", "next: \"Why?\""), ("paused", "paused: true")] {
        let message = read(&old.replacen("seed: 8", &format!("seed: 8, {text}"), 1)).unwrap_err().to_string();
        assert_eq!(message, format!("mine.ron:2:14: version is 1, which has no {field}; allowed: 2 to 5"));
    }
}

#[test]
fn points_for_validation_need_version_3_and_a_patience_alone_keeps_its_rule() {
    let of = |early_stopping: &str| GOOD.replacen("seed: 8", &format!("seed: 8, early_stopping: {early_stopping}"), 1);
    let message = read(&of("Validation(patience: 7, percent: 20)")).unwrap_err().to_string();
    assert_eq!(message, "mine.ron:2:14: version is 2, which has no early_stopping: Validation; allowed: 3 to 5");
    let newest = of("Validation(patience: 7, percent: 20)").replacen("version: 2", "version: 3", 1);
    let preset = read(&newest).unwrap();
    assert_eq!((preset.version, preset.dataset().validation.len()), (3, 16));
    assert_eq!(read(&preset.to_ron()).unwrap(), preset);
    let old = read(&of("Patience(7)").replacen("version: 2", "version: 3", 1)).unwrap();
    assert_eq!((old.version, old.early_stopping), (2, EarlyStopping::Patience(7)), "nothing of it needs version 3");
    assert!(old.dataset().validation.is_empty());
    let one = read(&newest.replacen("train: 80", "train: 1", 1)).unwrap_err().to_string();
    assert!(one.contains("one train point, of which none is left when one is held out"), "{one}");
    let few = read(&newest.replacen("percent: 20", "percent: 4", 1)).unwrap_err().to_string();
    assert!(few.ends_with("early_stopping.percent is 4; allowed: a whole number from 5 to 50"), "{few}");
}

#[test]
fn what_is_saved_leaves_the_built_in_groups_and_suggestions_that_no_longer_hold() {
    let built_in = read(GOOD).unwrap();
    let own = Preset { group: Some("Lesson 1".into()), paused: true, ..built_in.clone() };
    assert_eq!(own.to_save("own", true), own);
    assert_eq!(built_in.to_save("xor-blobs", true), Preset { group: None, ..built_in.clone() });
    // What was said of the preset is not said of an edited one.
    let edited = built_in.to_save("xor-blobs", false);
    assert_eq!((edited.title.as_str(), edited.is_described()), ("xor-blobs, edited", false));
    let Preset { title, notes, .. } = edited.clone();
    assert_eq!(edited, Preset { version: 1, group: None, next: None, title, notes, ..built_in });
}

#[test]
fn columns_count_characters() {
    let text = GOOD.replacen("std: 0.3", "/* größe */ std: -1.0", 1);
    assert!(read(&text).unwrap_err().to_string().starts_with("mine.ron:8:26: data.std is -1; "));
}

#[test]
fn other_spellings_are_read() {
    let good = read(GOOD).unwrap();
    for (from, to) in [
        ("std: 0.3", "std: 3e-1"),
        ("epochs: 2000", "epochs: 2_000"),
        ("Preset(", "// a comment\n("),
        ("Network(", "("),
        ("Preset(", "\u{feff}Preset("),
    ] {
        assert_eq!(read(&GOOD.replacen(from, to, 1)).unwrap(), good, "{to}");
    }
    assert_eq!(read(&GOOD.replace('\n', "\r\n")).unwrap(), good);
    let text = GOOD.replacen(
        "seed: 8",
        "seed: 8, initialization: He, schedule: Cosine(epochs: 9), regularization: WeightDecay(0.1), \
         clip: Norm(1), early_stopping: Patience(7)",
        1,
    );
    let all = Preset {
        initialization: Initialization::He,
        schedule: Schedule::Cosine { epochs: 9, least: 0.0 },
        regularization: Regularization::WeightDecay(0.1),
        clip: Clip::Norm(1.0),
        early_stopping: EarlyStopping::Patience(7),
        ..good.clone()
    };
    assert_eq!(read(&text).unwrap(), all);
    assert_eq!(read(&all.to_ron()).unwrap(), all);
    for seed in ["3", "Some(3)"] {
        let text = GOOD.replacen("seed: 8", &format!("seed: 8, weights_seed: {seed}"), 1);
        assert_eq!(read(&text).unwrap(), Preset { weights_seed: Some(3), ..good.clone() });
    }
}

#[test]
fn every_file_of_the_folder_is_built_in_and_comes_back_from_ron() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".ron", ""))
        .collect();
    names.sort();
    let mut built_in: Vec<_> = builtin().iter().map(|preset| preset.name).collect();
    built_in.sort_unstable();
    assert_eq!(built_in, names);
    for Builtin { name, source } in builtin() {
        assert_eq!(fs::read_to_string(folder.join(format!("{name}.ron"))).unwrap(), *source);
        let preset = Preset::parse(source, name).unwrap();
        assert_eq!(Preset::parse(&preset.to_ron(), name).unwrap(), preset);
        assert!(preset.title.chars().count() <= 40, "{name}: the list of presets has no room for its title");
        let sentences: Vec<_> = preset.notes.split_inclusive(['.', '?', '!']).map(str::trim).collect();
        assert!((2..=3).contains(&sentences.len()), "{name}: {sentences:?}");
        assert!(sentences.iter().all(|sentence| sentence.chars().count() <= 76), "{name}: {sentences:?}");
    }
}

#[test]
fn ron_is_written_as_presets_are() {
    let text = read(GOOD).unwrap().to_ron();
    assert!(
        text.contains("    data: Blobs(\n        centers: [(1.0, 1.0), (-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0)],\n")
    );
    assert!(text.contains("    optimizer: Sgd(\n        learning_rate: 0.03,\n"));
    assert!(
        text.ends_with("    speed: 100,\n    group: \"Start\",\n    next: \"Would one hidden unit be enough?\",\n)\n")
    );
}

#[test]
fn deep_nesting_is_refused_without_overflow() {
    for bracket in ["(", "[", "{", "a(", "(a: "] {
        for start in ["", "Preset(version: ", "Preset(version: 1, data: Blobs(centers: "] {
            let text = format!("{start}{}", bracket.repeat(20_000));
            assert!(matches!(read(&text), Err(Error::Preset { .. })), "{start}{bracket}…");
        }
    }
}
