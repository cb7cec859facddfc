//! The functions are compiled and asked: they predict as the engines do.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

use super::source;
use crate::file::trained::examples::{all, checkpoint, harmful};
use crate::text::is_harmful;
use crate::train::Checkpoint;

/// What rustc, which is there wherever `cargo test` is, says of a file.
fn rustc(folder: &Path, file: &str, kind: &str) -> Output {
    let rustc = std::env::var_os("RUSTC").unwrap_or("rustc".into());
    let arguments = ["--edition", "2021", "--crate-type", kind, "-D", "warnings", "-o", "out", file];
    Command::new(rustc).args(arguments).current_dir(folder).output().unwrap()
}

#[track_caller]
fn assert_compiles(folder: &Path, file: &str, kind: &str) {
    let output = rustc(folder, file, kind);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Rows of numbers that are spread over the train points and beyond.
fn points(checkpoint: &Checkpoint) -> Vec<Vec<f32>> {
    let scale = &checkpoint.dataset.scale;
    let row = |row: usize| {
        let columns = checkpoint.settings().input_columns().into_iter();
        columns.map(|column| scale.column(column).restored(((row * (7 + column)) % 41) as f32 / 10.0 - 2.0)).collect()
    };
    (0..40).map(row).collect()
}

#[test]
fn every_network_compiles_without_warnings_and_predicts_as_the_engines_do() {
    let folder = tempfile::tempdir().unwrap();
    let (mut main, mut expected) = (String::from("fn main() {\n"), vec![]);
    for (index, checkpoint) in all().iter().enumerate() {
        let points = points(checkpoint);
        expected.push(checkpoint.predictor().predict(&points.concat()));
        std::fs::write(folder.path().join(format!("network_{index}.rs")), source(checkpoint)).unwrap();
        writeln!(main, "for x in {points:?} {{ println!(\"{index} {{:?}}\", network_{index}::predict(x)); }}").unwrap();
    }
    main += "}\n";
    (0..expected.len()).for_each(|index| writeln!(main, "mod network_{index};").unwrap());
    std::fs::write(folder.path().join("main.rs"), main).unwrap();
    assert_compiles(folder.path(), "main.rs", "bin");
    let output = Command::new(folder.path().join("out")).output().unwrap();
    let mut found = vec![vec![]; expected.len()];
    for line in str::from_utf8(&output.stdout).unwrap().lines() {
        let (index, numbers) = line.split_once(' ').unwrap();
        let numbers = numbers.trim_matches(['[', ']']).split(", ").map(|number| number.parse::<f32>().unwrap());
        found[index.parse::<usize>().unwrap()].extend(numbers);
    }
    for (index, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "network {index}: {found}, {expected}");
        }
    }
}

#[test]
fn names_of_people_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let text = source(&harmful());
    std::fs::write(folder.path().join("harmful.rs"), &text).unwrap();
    assert_compiles(folder.path(), "harmful.rs", "lib");
    // Rust's own check for what hides other text sees nothing, and every name is in a comment.
    assert!(
        text.lines()
            .filter(|line| line.contains("import") || line.contains("compile"))
            .all(|line| line.starts_with("//"))
    );
    assert!(text.lines().all(|line| !line.contains(is_harmful)), "{text}");
}

#[test]
fn a_function_reads_as_if_it_were_written_by_hand() {
    let text = source(&checkpoint("xor-blobs", 0, |_| {}));
    let expected = "\
//! The network of blobtui's preset xor-blobs at epoch 0.
//!
//! Four blobs, two classes.

/// Predicts the probability of label 1.
///
/// `x` is a point: x, y.
pub fn predict(x: [f32; 2]) -> f32 {
    let x = dense(x, &WEIGHT_1, &BIAS_1).map(relu);
    let [z] = dense(x, &WEIGHT_2, &BIAS_2);
    1.0 / (1.0 + (-z).exp())
}

/// The weighted sums of a layer: for each unit its bias, and each input times its weight.
fn dense<const I: usize, const O: usize>(
    x: [f32; I],
    weights: &[[f32; I]; O],
    biases: &[f32; O],
) -> [f32; O] {
    std::array::from_fn(|unit| {
        let products = weights[unit].iter().zip(x).map(|(weight, x)| weight * x);
        products.fold(biases[unit], |sum, product| sum + product)
    })
}

fn relu(z: f32) -> f32 {
    z.max(0.0)
}

const WEIGHT_1: [[f32; 2]; 5] = [
";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.lines().all(|line| line.len() <= 100), "{text}");
}
