//! Test points from a file of their own, runs without any, and tables of a single column.

use serde_json::Value;

use crate::support::Folder;

/// Iris flowers (Fisher 1936): four columns, three classes.
const IRIS: &str = include_str!("../fixtures/iris.csv");
/// The four points of exclusive or.
const XOR: &str = "0,0,0\n0,1,1\n1,0,1\n1,1,0\n";
/// A table as people have it: a number with a missing cell, a text.
const PEOPLE: &str = "age,sex,survived\n30,female,1\n,male,0\n40,male,0\n20,female,1\n60,male,0\n10,female,1\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// What a command prints that succeeds, whatever it says besides.
fn output(folder: &Folder, words: &[&str]) -> String {
    let done = folder.run(words);
    assert_eq!(done.status, Some(0), "{words:?}: {}", done.errors);
    done.output
}

/// Iris with every fifth flower in a file of its own, whose columns stand in another order.
fn with_iris() -> Folder {
    let (folder, mut lines) = (Folder::new(), IRIS.lines());
    let header = lines.next().unwrap();
    let (test, train): (Vec<_>, Vec<_>) = lines.enumerate().partition(|(place, _)| place % 5 == 2);
    let rows =
        |rows: Vec<(usize, &str)>| rows.into_iter().map(|(_, row)| format!("{row}\n")).collect::<Vec<_>>().concat();
    folder.write("train.csv", format!("{header}\n{}", rows(train)));
    let turned = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",") + "\n";
    let test: String = test.into_iter().map(|(_, row)| turned(row)).collect();
    folder.write("test.csv", turned(header) + &test);
    folder
}

/// A column of doses, and whether each has cured.
fn doses() -> Folder {
    let folder = Folder::new();
    let rows: Vec<_> =
        (0..40).map(|row| row * 23 % 40).map(|dose| format!("{dose},{}\n", i32::from(dose > 17))).collect();
    folder.write("doses.csv", format!("dose,cured\n{}", rows.concat()));
    folder
}

#[test]
fn test_points_come_from_a_file_of_their_own() {
    let folder = with_iris();
    let words = ["--data", "train.csv", "--test-data", "test.csv"];
    let text = folder.succeed(&[&["train"], &words[..], &["--epochs", "3"]].concat());
    assert!(text.contains("4-8-3 tanh, 67 parameters, 120 train and 30 test points"), "{text}");
    let files = ["--json", "--save", "m.safetensors", "--run", "m.run.ron"];
    let object = json(&folder.succeed(&[&["train"], &words[..], &files].concat()));
    let name = folder.path("test.csv").canonicalize().unwrap();
    assert!(object["settings"]["test-data"].as_str().unwrap().ends_with("test.csv"), "{object} {}", name.display());
    assert!(object["settings"]["train-fraction"].is_null(), "{object}");
    assert!(object["test_accuracy"].as_f64().unwrap() >= 0.9, "{object}");
    // What is evaluated is that file: as it is read by itself, in its own order.
    let own = json(&folder.succeed(&["eval", "m.safetensors", "--json"]));
    let read = json(&folder.succeed(&["eval", "m.safetensors", "--data", "test.csv", "--json"]));
    assert_eq!((&own["test_loss"], &own["test_confusion"]), (&read["data_loss"], &read["data_confusion"]));
    let [all, train] = ["data.table", "data.train.x"].map(|name| folder.tensors("m.safetensors")[name].0.clone());
    assert_eq!((all, train), (vec![150, 5], vec![120, 4]));
    // Validation takes train points, and no test point is in its way.
    let held_out = folder.succeed(&[&["train"], &words[..], &["--epochs", "3", "--early-stopping", "9"]].concat());
    assert!(held_out.contains("96 train, 24 validation and 30 test points"), "{held_out}");
    let text = folder.succeed(&["data", "train.csv", "--test-data", "test.csv"]);
    assert!(text.contains("120 rows, 5 columns\n") && text.contains("30 rows, as test points\n"), "{text}");
    assert!(text.contains("split: 120 train and 30 test points"), "{text}");
    let line = folder.refused(&[&["train"], &words[..], &["--train-fraction", "50"]].concat());
    assert!(
        line.starts_with("--train-fraction 50: has an effect only with points of a file without test data"),
        "{line}"
    );

    let replayed = folder.run(&["replay", "m.run.ron"]);
    assert!(replayed.output.contains("bit-identical to the recording"), "{}{}", replayed.output, replayed.errors);
    let straight = folder.succeed(&["train", "m.safetensors", "--epochs", "1010", "--json"]);
    assert_eq!(json(&straight)["epochs"], 1010);
    let shorter: Vec<_> = folder.text("test.csv").lines().take(20).map(|line| format!("{line}\n")).collect();
    folder.write("test.csv", shorter.concat());
    assert!(folder.refused(&["replay", "m.run.ron"]).contains("its rows differ from those of the run"));
}

#[test]
fn the_train_points_alone_say_how_test_points_are_read() {
    let folder = Folder::new();
    folder.write("train.csv", PEOPLE);
    folder.write("test.csv", "sex,survived,age\nmale,0,\nfemale,1,1000\n");
    let read = ["--one-hot", "sex", "--missing", "mean", "--label", "survived"];
    let train = ["train", "--data", "train.csv", "--epochs", "20"];
    let with = |words: &[&'static str]| [&train[..], words, &read[..]].concat();
    output(&folder, &with(&["--test-data", "test.csv", "--save", "m.safetensors", "--quiet"]));
    // 32 is the mean of the train points' ages, which one of 1000 does not move.
    assert!(
        folder.metadata("m.safetensors", "scale").contains("fills:[32.0,"),
        "{}",
        folder.metadata("m.safetensors", "scale")
    );
    for (text, refusal) in [
        (
            "sex,survived,age\nmale,0,3\nother,1,4\n",
            "line 3, column 1 (sex): \"other\" is no text of the train points; write one of female, male",
        ),
        ("sex,survived,age\nmale,2,3\n", "line 2, column 2 (survived): \"2\" is not a label; write 0 or 1"),
        ("sex,survived\nmale,1\n", "has no column \"age\"; its columns are sex, survived"),
    ] {
        folder.write("bad.csv", text);
        let line = folder.refused(&with(&["--test-data", "bad.csv"]));
        assert!(line.starts_with("bad.csv: ") && line.contains(refusal), "{line}");
    }
    let refuse = [
        &["train", "--data", "plain.csv", "--test-data", "test.csv"],
        &["--missing", "refuse", "--one-hot", "sex"][..],
    ];
    folder.write("plain.csv", PEOPLE.replace("\n,male", "\n9,male"));
    let line = folder.refused(&refuse.concat());
    assert!(line.contains("test.csv: line 2, column 3 (age): \"\" is missing"), "{line}");
    let line = folder.refused(&["train", "--test-data", "test.csv"]);
    assert!(line.contains("these points don't come from a file"), "{line}");
    let done = folder.run_with_input(&["train", "--data", "-", "--test-data", "-"], PEOPLE);
    assert!(done.status == Some(2) && done.errors.contains("standard input is the table already"), "{}", done.errors);
}

#[test]
fn a_run_without_test_points_says_so_wherever_they_would_stand() {
    let folder = Folder::new();
    folder.write("xor.csv", XOR);
    let words = ["train", "--data", "xor.csv", "--train-fraction", "100"];
    let text = folder.succeed(&[&words[..], &["--log", "log.csv", "--save", "m.safetensors"]].concat());
    assert!(text.contains("4 train points, no test data"), "{text}");
    assert!(text.contains("train accuracy 1.000, no test data"), "{text}");
    let logged = folder.text("log.csv");
    assert!(
        logged.lines().nth(1).unwrap().starts_with("0,") && logged.lines().skip(1).all(|row| row.contains(",,")),
        "{logged}"
    );
    let object = json(&folder.succeed(&[&words[..], &["--json", "--log", "log.jsonl"]].concat()));
    assert_eq!(object["train_accuracy"], 1.0);
    for key in ["test_loss_before", "test_loss", "test_accuracy", "best_test_loss", "best_test_loss_epoch"] {
        assert!(object.as_object().unwrap()[key].is_null(), "{key}: {object}");
    }
    let row = json(folder.text("log.jsonl").lines().next().unwrap());
    assert!(row["test_loss"].is_null() && row["test_accuracy"].is_null() && row["train_loss"].is_number(), "{row}");
    // The four points are predicted as they are.
    for (x, y, label) in [("0", "0", false), ("0", "1", true), ("1", "0", true), ("1", "1", false)] {
        let probability: f64 = folder.succeed(&["predict", "m.safetensors", x, y]).trim().parse().unwrap();
        assert_eq!(probability > 0.5, label, "{x} {y}: {probability}");
    }
    let evaluated = folder.succeed(&["eval", "m.safetensors"]);
    assert!(evaluated.contains("4/4 correct") && evaluated.ends_with("no test data\n"), "{evaluated}");
    let evaluated = json(&folder.succeed(&["eval", "m.safetensors", "--json"]));
    assert!(evaluated["test_loss"].is_null() && evaluated["train_accuracy"] == 1.0, "{evaluated}");
    assert!(
        folder.succeed(&["data", "xor.csv", "--train-fraction", "100"]).contains("split: 4 train points, no test data")
    );
    let line = folder.refused(&[&words[..], &["--early-stopping", "5", "--validation", "test"]].concat());
    assert!(line.contains("early stopping by the test loss without test points"), "{line}");
    // A checkpoint goes on, a run comes to the same bits, and so does a script without its test loss.
    folder.succeed(&["train", "m.safetensors", "--epochs", "1010", "--quiet"]);
    folder.succeed(&[&words[..], &["--run", "m.run.ron", "--quiet"]].concat());
    let replayed = folder.run(&["replay", "m.run.ron"]);
    assert!(replayed.output.contains("bit-identical to the recording"), "{}{}", replayed.output, replayed.errors);
    folder.succeed(&["export", "m.safetensors", "m.py"]);
    let script = folder.text("m.py");
    assert!(script.contains("Train loss after training") && !script.contains("x_test"), "{script}");
    let verified = folder.succeed(&[&words[..], &["--verify", "--epochs", "20"]].concat());
    assert!(verified.contains("The engines agree") && !verified.contains("test loss"), "{verified}");
    // Generated points can all be train points, too.
    let moons = folder.succeed(&["train", "moons", "--train-fraction", "100", "--epochs", "1"]);
    assert!(moons.contains("train points, no test data"), "{moons}");
}

#[test]
fn a_table_of_one_column_is_learned_from_drawn_and_exported() {
    let folder = doses();
    let text = folder.succeed(&["train", "--data", "doses.csv", "--save", "m.safetensors"]);
    assert!(text.contains("1-8-1 tanh, 25 parameters, 32 train and 8 test points"), "{text}");
    assert!(text.contains("x is dose, the only input."), "{text}");
    assert_eq!(folder.tensors("m.safetensors")["data.train.x"].0, [32, 1]);
    for (dose, cured) in [("2", false), ("35", true)] {
        let probability: f64 = folder.succeed(&["predict", "m.safetensors", dose]).trim().parse().unwrap();
        assert_eq!(probability > 0.5, cured, "{dose}: {probability}");
    }
    let table = folder.succeed(&["predict", "m.safetensors", "--data", "doses.csv"]);
    assert!(table.starts_with("dose,cured,probability") && table.lines().count() == 41, "{table}");
    folder.succeed(&["train", "m.safetensors", "--epochs", "1010", "--quiet"]);
    for file in ["m.onnx", "m.py", "m.rs", "m.pt"] {
        folder.succeed(&["export", "m.safetensors", file]);
    }
    // Python takes a tuple of one apart by its comma.
    folder.succeed(&["train", "--data", "doses.csv", "--inputs", "x,x2", "--save", "two.safetensors", "--quiet"]);
    folder.succeed(&["export", "two.safetensors", "two.py"]);
    assert!(folder.text("two.py").contains("    x, = points.unbind(dim=1)\n"));
    folder.succeed(&["screenshot", "m.safetensors", "m.svg"]);
    assert!(folder.text("m.svg").contains("dose"));
    let line = folder.refused(&["train", "--data", "doses.csv", "--inputs", "x,y2"]);
    assert!(line.contains("is Y2, but this dataset has no column y"), "{line}");
    assert!(folder.succeed(&["data", "doses.csv"]).contains("shown: dose\n"));
    folder.succeed(&["data", "doses.csv", "--out", "again.csv"]);
    assert!(folder.text("again.csv").starts_with("dose,cured\n"));
}

#[test]
fn a_line_of_counts_names_the_classes() {
    let folder = Folder::new();
    let iris = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/iris.csv")).unwrap();
    folder.write("flowers.csv", &iris);
    let done = folder.run(&["train", "--data", "flowers.csv", "--epochs", "200", "--save", "m.safetensors"]);
    assert_eq!(done.status, Some(0), "{}", done.errors);
    assert!(
        done.errors.contains("counts what follows; 0 is setosa, 1 is versicolor, 2 is virginica"),
        "{}",
        done.errors
    );
    // It is said once.
    assert!(!done.output.contains("counts what follows"), "{}", done.output);
    let table = output(&folder, &["predict", "m.safetensors", "--data", "flowers.csv"]);
    assert!(
        table
            .lines()
            .next()
            .unwrap()
            .ends_with("probability_setosa,probability_versicolor,probability_virginica,class")
    );
    // The same file is understood the same way again.
    let object = json(&output(&folder, &["eval", "m.safetensors", "--data", "flowers.csv", "--json"]));
    assert!(object["data_accuracy"].as_f64().unwrap() > 0.8, "{object}");
    let text = output(&folder, &["data", "flowers.csv"]);
    assert!(text.contains("label column 5: setosa 5 (33.3 %), versicolor 5"), "{text}");
}

#[test]
fn tables_of_real_size_with_missing_cells_and_text_train() {
    let folder = Folder::new();
    for name in ["titanic.csv", "penguins.csv"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        folder.write(name, std::fs::read(path).unwrap());
    }
    let titanic = ["train", "--data", "titanic.csv", "--label", "Survived", "--one-hot", "Sex,Embarked", "--json"];
    let object = json(&output(&folder, &[&titanic[..], &["--missing", "mean"]].concat()));
    let evaluated =
        |object: &Value| [&object["train_accuracy"], &object["test_accuracy"]].map(|share| share.as_f64().unwrap());
    assert!(evaluated(&object).iter().all(|share| *share > 0.72), "{object}");
    let without = folder.run(&titanic);
    assert!(
        without.errors.contains("of 891 left out for missing cells (--missing mean fills them in)"),
        "{}",
        without.errors
    );
    let penguins = ["train", "--data", "penguins.csv", "--label", "species", "--one-hot", "island,sex", "--json"];
    let done = folder.run(&penguins);
    assert!(done.errors.contains("rows of 344 left out for missing cells"), "{}", done.errors);
    assert!(evaluated(&json(&done.output)).iter().all(|share| *share > 0.95), "{}", done.output);
}

#[test]
fn what_is_no_table_is_not_described_as_one() {
    let folder = doses();
    folder.succeed(&[
        "train",
        "--data",
        "doses.csv",
        "--epochs",
        "3",
        "--save",
        "m.safetensors",
        "--run",
        "m.run.ron",
        "--quiet",
    ]);
    for file in ["m.safetensors", "m.run.ron"] {
        let line = folder.refused(&["data", file]);
        assert_eq!(line, format!("{file}: is a checkpoint or a run; give a table or a preset"));
    }
    let text = folder.succeed(&["data", "xor-blobs"]);
    assert!(text.starts_with("label: 0 50 (50.0 %), 1 50 (50.0 %)\n"), "{text}");
}
