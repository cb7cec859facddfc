//! More than two classes, and values, on the command line.

use serde_json::Value;

use crate::support::Folder;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn eight_classes_are_evaluated_and_predicted_by_their_probabilities() {
    let folder = Folder::new();
    let object = json(&folder.succeed(&["train", "blobs-8", "--engine", "fused", "--json", "--save", "m.safetensors"]));
    assert!(object["test_accuracy"].as_f64().unwrap() >= 0.95 && object["test_r2"].is_null(), "{object}");

    let line = folder.succeed(&["predict", "m.safetensors", "0", "2"]);
    let probabilities: Vec<f64> = line.split_whitespace().map(|cell| cell.parse().unwrap()).collect();
    assert_eq!(probabilities.len(), 8);
    assert!(probabilities[2] > 0.9 && (probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{line}");

    folder.write("points.csv", "x,y\n0,2\n-2,0\n");
    let table = folder.succeed(&["predict", "m.safetensors", "--data", "points.csv"]);
    let lines: Vec<&str> = table.lines().collect();
    let names: Vec<String> = (0..8).map(|class| format!("probability_{class}")).collect();
    assert_eq!(lines[0], format!("x,y,{}", names.join(",")));
    assert_eq!(lines[1], format!("0,2,{}", line.trim_end().replace(' ', ",")));

    folder.write("labelled.csv", "0,2,2\n-2,0,4\n2,0,1\n");
    let object = json(&folder.succeed(&["eval", "m.safetensors", "--data", "labelled.csv", "--json"]));
    assert!((object["data_accuracy"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9, "{object}");
    let confusion = |label: usize, answer: usize| object["data_confusion"][label][answer].as_u64().unwrap();
    assert_eq!([confusion(2, 2), confusion(4, 4), confusion(1, 0), confusion(1, 1)], [1, 1, 1, 0]);
    let text = folder.succeed(&["eval", "m.safetensors"]);
    assert_eq!(text.lines().filter(|line| line.contains("label ")).count(), 16, "{text}");
    folder.write("labelled.csv", "0,2,8\n");
    let line = folder.refused(&["eval", "m.safetensors", "--data", "labelled.csv"]);
    assert!(line.contains("\"8\" is not a label; write a whole number from 0 to 7"), "{line}");
}

#[test]
fn values_are_evaluated_by_r2_and_predicted_as_they_are() {
    let folder = Folder::new();
    let words = ["train", "plane", "--json", "--save", "m.safetensors", "--log", "log.csv", "--every", "100"];
    let object = json(&folder.succeed(&words));
    assert!(object["test_r2"].as_f64().unwrap() > 0.99 && object["test_accuracy"].is_null(), "{object}");
    let log = folder.text("log.csv");
    assert!(log.starts_with("epoch,train_loss,test_loss,train_r2,test_r2\n0,"), "{log}");
    let table = folder.succeed(&["train", "plane"]);
    assert!(table.contains("  train R2       test R2\n") && table.contains("test R2 1.000"), "{table}");

    let value: f64 = folder.succeed(&["predict", "m.safetensors", "-3", "-4"]).trim_end().parse().unwrap();
    assert!((value + 0.7).abs() < 0.02, "{value}");
    folder.write("points.csv", "-3,-4\n");
    let table = folder.succeed(&["predict", "m.safetensors", "--data", "points.csv"]);
    assert_eq!(table, format!("x,y,value\n-3,-4,{value:.6}\n"));
    folder.write("labelled.csv", "-3,-4,-0.7\n3,4,0.7\n");
    let text = folder.succeed(&["eval", "m.safetensors", "--data", "labelled.csv"]);
    assert!(text.contains("R2 0.99") && text.contains("2 points"), "{text}");
}

#[test]
fn losses_and_inputs_are_chosen_by_flags_and_stay_in_the_checkpoint() {
    let folder = Folder::new();
    let words = ["train", "circle", "--inputs", "x2,y2", "--hidden", "none", "--json", "--save", "m.safetensors"];
    let object = json(&folder.succeed(&words));
    assert_eq!((object["parameters"].as_u64(), object["test_accuracy"].as_f64()), (Some(3), Some(1.0)));
    assert!(folder.succeed(&["predict", "m.safetensors", "0", "0"]).trim_end().parse::<f64>().unwrap() > 0.9);
    assert!(folder.succeed(&["eval", "m.safetensors"]).contains("250/250 correct"));
    // The gradient of a sigmoid's squared error is small, so that it takes larger steps.
    for (loss, rate) in [
        ("hinge", "0.03"),
        ("tanh-squared-error", "0.03"),
        ("sigmoid-squared-error", "0.3"),
        ("softmax-cross-entropy", "0.03"),
    ] {
        let words = ["train", "xor-blobs", "--loss", loss, "--learning-rate", rate, "--json"];
        let object = json(&folder.succeed(&words));
        assert_eq!(object["test_accuracy"].as_f64(), Some(1.0), "{loss}");
    }
    let line = folder.refused(&["train", "xor-blobs", "--inputs", "x,z"]);
    assert!(line.contains("allowed: x, y, x2, y2, xy, sin-x, sin-y, cos-x, cos-y, radius"), "{line}");
    let line = folder.refused(&["train", "m.safetensors", "--loss", "hinge"]);
    assert!(line.starts_with("--loss hinge: a checkpoint has its own points and weights"), "{line}");
}
