//! Points of people's own: `--data`, and what comes of it in checkpoints, evaluations and predictions.

use std::fmt::Write;

use serde_json::Value;

use crate::support::{Folder, number_after};

/// Iris flowers (Fisher 1936): four columns, three classes.
const IRIS: &str = include_str!("../fixtures/iris.csv");

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn with_iris() -> Folder {
    let folder = Folder::new();
    folder.write("iris.csv", IRIS);
    folder
}

/// A table of houses: prices of some 100,000 from sizes, rooms and a column that says nothing.
fn houses() -> String {
    let mut text = String::from("house;size;rooms;colour;price\n");
    for row in 0_u32..120 {
        // Fixed, but without an order that a network could follow.
        let mixed = row.wrapping_mul(2_654_435_761) >> 16;
        let (size, rooms, colour) = (40 + mixed % 90, 1 + mixed / 90 % 6, mixed % 7);
        writeln!(text, "h{row};{size},5;{rooms};{colour};{}", 50_000 + 1500 * size + 10_000 * rooms).unwrap();
    }
    text
}

#[test]
fn iris_is_learned_from_the_file_alone_by_both_engines() {
    let folder = with_iris();
    for engine in ["fused", "dfdx"] {
        let object = json(&folder.succeed(&["train", "--data", "iris.csv", "--engine", engine, "--json"]));
        assert_eq!((object["preset"].as_str(), object["parameters"].as_u64()), (Some("iris"), Some(67)));
        assert!(object["train_accuracy"].as_f64().unwrap() >= 0.95, "{object}");
        assert!(object["test_accuracy"].as_f64().unwrap() >= 0.95, "{object}");
    }
    // As good with other splits, if not with every one.
    let good = (1..=10).filter(|seed| {
        let words = ["train", "--data", "iris.csv", "--json", "--seed", &seed.to_string()];
        json(&folder.succeed(&words))["test_accuracy"].as_f64().unwrap() >= 0.93
    });
    assert!(good.count() >= 8);
    let table = folder.succeed(&["train", "--data", "iris.csv", "--epochs", "0"]);
    assert!(table.contains("iris.csv: 150 points of 3 classes"), "{table}");
    assert!(table.contains("4-8-3 tanh, 67 parameters, 120 train and 30 test points"), "{table}");
    assert!(
        table.contains("Of 4 columns the decision boundary shows the two that separate the labels best."),
        "{table}"
    );
}

#[test]
fn flags_choose_columns_label_train_fraction_and_scale() {
    let folder = with_iris();
    let train = |words: &[&str]| folder.succeed(&[&["train", "--data", "iris.csv", "--epochs", "3"], words].concat());
    let two = train(&["--columns", "petal_length,4", "--share", "50"]);
    assert!(two.contains("2-8-3 tanh, 51 parameters, 75 train and 75 test points"), "{two}");
    let values = train(&["--columns", "1,2,3", "--label", "petal_width"]);
    assert!(values.contains("3-8-1 tanh") && values.contains("train R2"), "{values}");
    let classes = train(&["--label", "species", "--hidden", "none", "--inputs", "c3,c4,x2"]);
    assert!(classes.contains("3-3, 12 parameters"), "{classes}");
    let (standardized, raw) = (train(&[]), train(&["--standardize", "no"]));
    assert_ne!(number_after(&standardized, "before"), number_after(&raw, "before"));
    // With a preset, its network and rule learn from the file.
    let words = ["train", "spiral", "--data", "iris.csv", "--json", "--epochs", "300"];
    assert!(json(&folder.succeed(&words))["test_accuracy"].as_f64().unwrap() >= 0.9);
}

#[test]
fn a_checkpoint_goes_on_bit_for_bit_without_the_file() {
    let folder = with_iris();
    for (name, more) in [("full", vec![]), ("batches", vec!["--batch", "7", "--engine", "dfdx"])] {
        let train =
            |words: &[&str]| folder.succeed(&[&["train", "--data", "iris.csv", "--quiet"], &more[..], words].concat());
        train(&["--epochs", "90", "--save", "straight.safetensors"]);
        train(&["--epochs", "40", "--save", "first.safetensors"]);
        std::fs::remove_file(folder.path("iris.csv")).unwrap();
        folder.succeed(&["train", "first.safetensors", "--epochs", "90", "--quiet", "--save", "rest.safetensors"]);
        assert_eq!(folder.tensors("rest.safetensors"), folder.tensors("straight.safetensors"), "{name}");
        assert_eq!(folder.metadata("rest.safetensors", "scale"), folder.metadata("straight.safetensors", "scale"));
        folder.write("iris.csv", IRIS);
    }
    let tensors = folder.tensors("rest.safetensors");
    assert_eq!((&tensors["data.table"].0, &tensors["data.train.x"].0), (&vec![150, 5], &vec![120, 4]));
    let line = folder.refused(&["train", "rest.safetensors", "--data", "iris.csv"]);
    assert!(line.starts_with("--data iris.csv: a checkpoint has its own points and weights"), "{line}");
    assert!(
        folder
            .refused(&["train", "rest.safetensors", "--share", "50"])
            .starts_with("--train-fraction 50: a checkpoint has")
    );
}

#[test]
fn predictions_take_numbers_as_people_write_them() {
    let folder = with_iris();
    folder.succeed(&["train", "--data", "iris.csv", "--quiet", "--save", "m.safetensors"]);
    let line = folder.succeed(&["predict", "m.safetensors", "5.1", "3.5", "1.4", "0.2"]);
    let probabilities: Vec<f64> = line.split_whitespace().map(|cell| cell.parse().unwrap()).collect();
    assert!(probabilities.len() == 3 && probabilities[0] > 0.95, "the first flower of the file is a setosa: {line}");
    let line = folder.refused(&["predict", "m.safetensors", "5.1", "3.5"]);
    assert_eq!(
        line,
        "predict 5.1 3.5: expected 4 coordinates, got 2; give sepal_length, sepal_width, petal_length, petal_width"
    );
    let table = folder.succeed(&["predict", "m.safetensors", "--data", "iris.csv"]);
    let lines: Vec<&str> = table.lines().collect();
    let head = "sepal_length,sepal_width,petal_length,petal_width,species,\
        probability_setosa,probability_versicolor,probability_virginica,class";
    assert_eq!((lines[0], lines.len()), (head, 151));
    // The columns are found by their names, in any order; without names they stand in theirs.
    folder.write("new.csv", "petal_width,petal_length,remark,sepal_width,sepal_length\n0.2,1.4,small,3.5,5.1\n");
    let named = folder.run(&["predict", "m.safetensors", "--data", "new.csv"]);
    assert_eq!(named.errors, "blobtui: new.csv: further columns are ignored: remark\n");
    let plain = folder.run_with_input(&["predict", "m.safetensors", "--data", "-"], "5.1,3.5,1.4,0.2\n").output;
    let answer =
        |table: &str| table.lines().last().unwrap().rsplitn(5, ',').take(4).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(answer(&named.output), answer(&plain));
    assert_eq!(lines[1].rsplitn(5, ',').take(4).collect::<Vec<_>>(), answer(&plain));
    assert_eq!(answer(&plain)[0], "setosa");
    folder.write("short.csv", "sepal_length,sepal_width\n5.1,3.5\n");
    let line = folder.refused(&["predict", "m.safetensors", "--data", "short.csv"]);
    let expected = "short.csv: has no columns petal_length, petal_width; its columns are sepal_length, sepal_width";
    assert_eq!(line, expected);

    // Columns that are no inputs can be missing.
    let words = ["train", "--data", "iris.csv", "--inputs", "x,c4", "--quiet", "--save", "some.safetensors"];
    folder.succeed(&words);
    assert!(
        folder
            .refused(&["predict", "some.safetensors", "5.1", "3.5"])
            .contains("give sepal_length, sepal_width, petal_width")
    );
    folder.succeed(&["predict", "some.safetensors", "5.1", "3.5", "0.2"]);
}

#[test]
fn evaluations_of_a_table_agree_with_the_checkpoints_own_points() {
    let folder = with_iris();
    folder.succeed(&["train", "--data", "iris.csv", "--quiet", "--save", "m.safetensors"]);
    let own = json(&folder.succeed(&["eval", "m.safetensors", "--json"]));
    let all = json(&folder.succeed(&["eval", "m.safetensors", "--data", "iris.csv", "--json"]));
    let number = |object: &Value, key: &str| object[key].as_f64().unwrap();
    for (measure, allowed) in [("loss", 1e-5), ("accuracy", 1e-9)] {
        let mixed = 0.8 * number(&own, &format!("train_{measure}")) + 0.2 * number(&own, &format!("test_{measure}"));
        assert!((number(&all, &format!("data_{measure}")) - mixed).abs() < allowed, "{own} {all}");
    }
    let text = folder.succeed(&["eval", "m.safetensors", "--data", "iris.csv"]);
    let table =
        "predicted setosa versicolor virginica  precision    recall        F1\n       label setosa     50          0";
    assert!(text.contains(table), "{text}");
    folder.write("other.csv", IRIS.replace("virginica", "Virginica"));
    let line = folder.refused(&["eval", "m.safetensors", "--data", "other.csv"]);
    let expected =
        "other.csv: line 102, column 5 (species): \"Virginica\" is not a label; write setosa, versicolor or virginica";
    assert_eq!(line, expected);
}

#[test]
fn values_are_predicted_in_their_original_unit() {
    let folder = Folder::new();
    folder.write("houses.csv", houses());
    let object = json(&folder.succeed(&["train", "--data", "houses.csv", "--json", "--save", "m.safetensors"]));
    assert!(object["test_r2"].as_f64().unwrap() > 0.98, "{object}");
    let price: f64 = folder.succeed(&["predict", "m.safetensors", "80.5", "3", "2"]).trim_end().parse().unwrap();
    assert!((price / 200_000.0 - 1.0).abs() < 0.05, "50,000 + 1,500 x 80 + 10,000 x 3 = 200,000: {price}");
    let table = folder.run(&["predict", "m.safetensors", "--data", "houses.csv"]).output;
    assert!(table.starts_with("house,size,rooms,colour,price,value\nh0,\"40,5\","), "{table}");
    let evaluated = json(&folder.run(&["eval", "m.safetensors", "--data", "houses.csv", "--json"]).output);
    assert!(evaluated["data_r2"].as_f64().unwrap() > 0.98, "{evaluated}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn files_that_cannot_be_used_end_with_status_2_and_one_line() {
    let folder = with_iris();
    let mut short = String::from("a,b,c,k\n");
    (2..=100).for_each(|line| short += if line == 77 { "1,2,x\n" } else { ["1,2,3,x\n", "3,2,1,y\n"][line % 2] });
    let many = "1,2,0\n".repeat(100_000) + "1,2,1\n";
    for (bytes, expected) in [
        (&b""[..], "has no rows; "),
        (b"x,y,k\n1,2,a\n3,4,a\n", "column 3 (k) has \"a\" in every row; labels must differ"),
        (b"x,y,k\n1,2,a\n", "has only one row; give at least two"),
        (b"x,y,k\n1,2,a\ninf,4,b\n", "line 3, column 1 (x): \"inf\" is not finite; write a number such as -0.5"),
        (b"x,y,k\n1,2,a\nNaN,4,b\n", "has 1 row without a missing cell; fill cells in with --missing mean"),
        (b"x,y,k\n1,2,a\n3,1e39,b\n", "line 3, column 2 (y): \"1e39\" is not finite"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "line 1 is not UTF-8 text"),
        (many.as_bytes(), "has more than 100000 rows; split it"),
        (short.as_bytes(), "line 77 has 3 columns, but line 1 has 4 columns; give every row the same number"),
        (b"x,k\nu,a\nv,b\n", "has no numeric column besides the label k; give one, or name another --label"),
    ] {
        folder.write("bad.csv", bytes);
        let line = folder.refused(&["train", "--data", "bad.csv"]);
        assert!(line.starts_with(&format!("bad.csv: {expected}")), "{line}");
        assert_eq!(folder.refused(&["--data", "bad.csv"]), line, "the dashboard says the same");
    }
    folder.write("huge.csv", "x,y,k\n1e30,2,a\n-1e30,4,b\n0,-1e30,b\n");
    let line = folder.succeed(&["train", "--data", "huge.csv", "--epochs", "5"]);
    assert!(!line.contains("diverged"), "what is standardized is not huge: {line}");
    let line =
        folder.succeed(&["train", "--data", "huge.csv", "--standardize", "no", "--inputs", "x,x2", "--epochs", "5"]);
    assert!(line.contains("diverged"), "{line}");

    for (words, expected) in [
        (&["--data", "absent.csv"][..], "absent.csv: cannot be read: "),
        (&["--data", "."], ".: is a folder; name a file of points, as in points.csv"),
        (&["--data", ""], "--data '': is \"\"; allowed: the name of a file"),
        (
            &["--data", "iris.csv", "--label", "colour"],
            "iris.csv: has no column \"colour\", which --label names; its columns are sepal",
        ),
        (&["--data", "iris.csv", "--columns", "1,2,nine"], "iris.csv: has no column \"nine\", which --columns names"),
        (&["--data", "iris.csv", "--columns", "1,species"], "iris.csv: its column \"species\" is the label"),
        (
            &["--data", "iris.csv", "--task", "values"],
            "iris.csv: line 2, column 5 (species): \"setosa\" is not a number",
        ),
        (&["--data", "iris.csv", "--label", "1", "--task", "classes"], "iris.csv: line "),
        (
            &["--data", "iris.csv", "--train", "9"],
            "--train 9: these points come from a file; split them with --train-fraction",
        ),
        (
            &["--data", "iris.csv", "--share", "0"],
            "invalid value '0' for '--train-fraction <PERCENT>': 0 is not in 1..=100",
        ),
        (
            &["--data", "iris.csv", "--inputs", "x,c5"],
            "--inputs x,c5: inputs[1] is Column(5), but this dataset has no column c5",
        ),
        (&["--data", "iris.csv", "--loss", "hinge"], "--loss hinge: data and loss do not fit: labels of 3 classes"),
        (&["--label", "species"], "--label species: these points don't come from a file; give "),
        (&["xor-blobs", "--columns", "a,b"], "--columns a,b: these points don't come from a file"),
        (&["--standardize", "maybe", "--data", "iris.csv"], "invalid value 'maybe' for '--standardize <BOOL>'"),
    ] {
        let line = folder.refused(&[&["train"], words].concat());
        assert!(line.starts_with(expected), "{words:?}: {line}");
    }
}

#[test]
fn a_column_may_have_a_name_that_begins_with_a_hyphen() {
    let folder = with_iris();
    folder.write("iris.csv", IRIS.replace("species", "-kind").replace("petal_width", "-w"));
    let words = ["--data", "iris.csv", "--label", "-kind", "--columns", "-w,petal_length", "--epochs", "1"];
    let table = folder.succeed(&[&["train"], &words[..]].concat());
    assert!(table.contains("The label -kind is "), "{table}");
}

#[test]
fn a_preset_names_its_file_and_is_checked_with_it() {
    let folder = with_iris();
    let preset = "Preset(version: 1, title: \"Iris\", notes: \"Flowers.\", data: Csv(file: \"../iris.csv\", share: 70), \
        inputs: [X, Y, Column(3), Column(4)], network: Network(hidden: [5], activation: Tanh), \
        loss: SoftmaxCrossEntropy, optimizer: Adam(learning_rate: 0.02), batch: Size(15), epochs: 60, seed: 1, speed: 50)";
    std::fs::create_dir(folder.path("presets")).unwrap();
    folder.write("presets/flowers.ron", preset);
    let table = folder.succeed(&["train", "presets/flowers.ron"]);
    assert!(table.contains("flowers: Iris\n") && table.contains("105 train and 45 test points"), "{table}");
    assert!(folder.succeed(&["presets", "check", "presets/flowers.ron"]).contains("valid"));
    folder.write("iris.csv", IRIS.replace("6.3,3.3,6.0,2.5", "6.3,3.3,6.O,2.5"));
    let line = folder.refused(&["presets", "check", "presets/flowers.ron"]);
    assert_eq!(
        line,
        "presets/../iris.csv: line 102, column 3 (petal_length): \"6.O\" is not a number; \
         write a number such as -0.5, or leave the column out with --columns"
    );
    // A row with a missing cell is left out, which presets of version 1 did not.
    folder.write("iris.csv", IRIS.replace("6.3,3.3,6.0,2.5", "6.3,3.3,,2.5"));
    let table = folder.run(&["train", "presets/flowers.ron"]);
    assert!(table.output.contains("104 train and 45 test points"), "{}", table.output);
    assert!(table.errors.contains("1 row of 150 left out for missing cells"), "{}", table.errors);
}

#[test]
fn a_second_table_has_the_columns_of_the_first() {
    let folder = Folder::new();
    let rows = |head: &str| {
        (0..24).fold(head.to_owned(), |text, n| text + &format!("{},{},{}\n", n % 5, n % 7, ["u", "v"][n % 2]))
    };
    folder.write("twice.csv", rows("a,a,label\n"));
    let done =
        folder.run(&["train", "--data", "twice.csv", "--epochs", "300", "--save", "twice.safetensors", "--quiet"]);
    assert!(done.errors.contains("\"a\" in column 2 is called \"a.1\""), "{}", done.errors);
    let own = json(&folder.succeed(&["eval", "twice.safetensors", "--json"]));
    let again = json(&folder.run(&["eval", "twice.safetensors", "--data", "twice.csv", "--json"]).output);
    let number = |object: &Value, key: &str| object[key].as_f64().unwrap();
    let (train, test) = (number(&own, "train_accuracy"), number(&own, "test_accuracy"));
    assert!((number(&again, "data_accuracy") - (19.0 * train + 5.0 * test) / 24.0).abs() < 1e-9, "{own} {again}");

    folder.write("plain.csv", rows(""));
    folder.run(&["train", "--data", "plain.csv", "--epochs", "3", "--save", "plain.safetensors", "--quiet"]);
    let table = folder.succeed(&["predict", "plain.safetensors", "--data", "plain.csv"]);
    assert!(table.starts_with("column 1,column 2,column 3,probability_v\n0,0,u,"), "{table}");
    folder.write("id.csv", "id,Label,A.1,a\n1,u,2,3\n2,v,4,5\n");
    let done = folder.run(&["eval", "twice.safetensors", "--data", "id.csv", "--json"]);
    assert!(
        done.errors.contains("further columns are ignored: id") && done.output.contains("data_accuracy"),
        "{}",
        done.errors
    );
}

#[test]
fn a_table_with_missing_cells_and_text_is_understood_trained_on_and_replayed() {
    let folder = Folder::new();
    let people = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/people.csv")).unwrap();
    folder.write("people.csv", &people);
    let words =
        ["--data", "people.csv", "--one-hot", "sex", "--missing", "mean", "--train-fraction", "60", "--epochs", "20"];
    let files = ["--save", "m.safetensors", "--run", "m.run.ron"];
    let done = folder.run(&[&["train"], &words[..], &files].concat());
    assert_eq!(done.status, Some(0), "{}", done.errors);
    let remarks = "1 row of 7 left out for a missing label; 3 rows of 7 filled in with means of the train points";
    assert!(done.errors.contains(remarks), "{}", done.errors);
    let replayed = folder.run(&["replay", "m.run.ron"]);
    assert!(replayed.output.contains("bit-identical to the recording"), "{}{}", replayed.output, replayed.errors);
    let rows = folder.run(&["predict", "m.safetensors", "--data", "people.csv"]).output;
    assert_eq!((rows.lines().count(), rows.lines().filter(|row| row.contains(",,")).count()), (8, 2), "{rows}");
    assert!(
        rows.lines().skip(1).all(|row| row.rsplit_once(",0.").is_some_and(|(_, digits)| digits.len() == 6)),
        "{rows}"
    );
    let text = folder.run(&["data", "people.csv"]).output;
    assert!(text.contains("7 rows, 4 of them left out, 6 columns\n"), "{text}");
    assert!(text.contains("smokes    true or false, 1 to 1, input\n"), "{text}");
    folder.succeed(&["data", "moons", "--out", "moons.csv"]);
    assert!(std::fs::read_to_string(folder.path("moons.csv")).unwrap().starts_with("x,y,label\n"));
}
