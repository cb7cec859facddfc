//! `blobtui predict`: numbers as people type them, and tables.

use crate::support::Folder;

/// A folder with the tutorial's trained network in `m.safetensors`.
fn trained() -> Folder {
    let folder = Folder::new();
    folder.succeed(&["train", "xor-blobs", "--quiet", "--save", "m.safetensors"]);
    folder
}

fn probability(folder: &Folder, words: &[&str]) -> f64 {
    let output = folder.succeed(&[&["predict"], words].concat());
    let (_, decimals) = output.trim_end().split_once('.').unwrap();
    assert_eq!((decimals.len(), output.lines().count()), (6, 1), "{output}");
    output.trim_end().parse().unwrap()
}

#[test]
fn the_corners_have_their_labels() {
    let folder = trained();
    assert!(probability(&folder, &["m.safetensors", "-1", "1"]) > 0.9);
    assert!(probability(&folder, &["m.safetensors", "1", "-1"]) > 0.9);
    assert!(probability(&folder, &["m.safetensors", "1", "1"]) < 0.1);
    assert!(probability(&folder, &["m.safetensors", "-1", "-1"]) < 0.1);
}

#[test]
fn every_spelling_of_a_finite_number_is_a_value() {
    let folder = trained();
    for (typed, plain) in [
        (["-.5", "-1e-3"], ["-0.5", "-0.001"]),
        (["+2", "1."], ["2", "1"]),
        (["1e0", "-1E+1"], ["1", "-10"]),
        ([".25", "-0"], ["0.25", "0"]),
        (["-1", "-5.e-1"], ["-1.0", "-0.5"]),
    ] {
        let expected = probability(&folder, &["m.safetensors", plain[0], plain[1]]);
        assert_eq!(probability(&folder, &["m.safetensors", typed[0], typed[1]]), expected, "{typed:?}");
        assert_eq!(probability(&folder, &["m.safetensors", typed[1], typed[0]]), {
            probability(&folder, &["m.safetensors", plain[1], plain[0]])
        });
        for words in [["--", "m.safetensors", typed[0], typed[1]], ["m.safetensors", "--", typed[0], typed[1]]] {
            assert_eq!(probability(&folder, &words), expected, "{words:?}");
        }
    }
}

#[test]
fn anything_but_a_finite_number_is_refused() {
    let folder = trained();
    for word in ["NaN", "nan", "-nan", "inf", "-inf", "infinity", "1e39", "one", "-one", "", "1,5", "0x1", "--1", "1 2"]
    {
        let line = folder.refused(&["predict", "m.safetensors", word, "1"]);
        assert!(line.contains("a finite number is needed, as in -1, 0.5 or 1e-3"), "{line}");
        let line = folder.refused(&["predict", "m.safetensors", "1", word]);
        assert!(line.contains(&format!("'{word}' for '[NUMBER]...'")), "{line}");
    }
}

#[test]
fn a_table_is_printed_with_a_column_more() {
    let folder = trained();
    let table = "width;height\n-1;1\n1e0;+1.\n";
    folder.write("points.csv", table);
    let output = folder.run(&["predict", "m.safetensors", "--data", "points.csv"]).output;
    let expected: Vec<String> = [["-1", "1"], ["1", "1"]]
        .iter()
        .map(|[x, y]| format!("{:.6}", probability(&folder, &["m.safetensors", x, y])))
        .collect();
    assert_eq!(output, format!("width,height,probability\n-1,1,{}\n1e0,+1.,{}\n", expected[0], expected[1]));
    for words in [["predict", "m.safetensors", "--data", "-"], ["predict", "--data", "-", "m.safetensors"]] {
        let piped = folder.run_with_input(&words, table);
        assert_eq!((piped.status, piped.output.as_str()), (Some(0), output.as_str()));
        let by_position = "blobtui: standard input: width, height: columns are taken by position as x, y\n";
        assert_eq!(piped.errors, by_position);
    }
}

#[test]
fn a_bad_table_is_refused_by_place() {
    let folder = trained();
    folder.write("swapped.csv", "y,z\n1,2\n");
    let line = folder.refused(&["predict", "m.safetensors", "--data", "swapped.csv"]);
    assert_eq!(line, "swapped.csv: has no column \"x\"; its columns are y, z");
    folder.write("bad.csv", "x,y\n1,2\n3,four\n");
    let line = folder.refused(&["predict", "m.safetensors", "--data", "bad.csv"]);
    assert!(line.starts_with("bad.csv: line 3, column 2 (y): \"four\" is not a number"), "{line}");
    let line = folder.refused(&["predict", "m.safetensors", "--data", "absent.csv"]);
    assert!(line.starts_with("absent.csv: cannot be read: "), "{line}");
    let piped = folder.run_with_input(&["predict", "m.safetensors", "--data", "-"], "");
    assert_eq!(piped.status, Some(2));
    assert!(piped.errors.starts_with("blobtui: standard input: has no rows"), "{}", piped.errors);
}

#[test]
fn a_point_or_a_table_is_needed_and_not_both() {
    let folder = trained();
    folder.write("points.csv", "1,1\n");
    let refused = |numbers: &[&str]| folder.refused(&[&["predict", "m.safetensors"], numbers].concat());
    assert_eq!(refused(&[]), "predict: the point is missing; give x, y, or --data FILE.csv");
    assert_eq!(refused(&["1"]), "predict 1: expected 2 coordinates, got 1; give x, y");
    assert_eq!(refused(&["1", "-2", "3"]), "predict 1 -2 3: expected 2 coordinates, got 3; give x, y");
    let line = folder.refused(&["predict", "m.safetensors", "1", "1", "--data", "points.csv"]);
    assert!(line.contains("flags stand before the numbers of a point, and --data in their place"), "{line}");
    let line = folder.refused(&["predict", "--data", "points.csv", "m.safetensors", "1", "1"]);
    assert!(line.contains("cannot be used with"), "{line}");
}

#[test]
fn json_has_all_digits_of_every_prediction_by_its_name() {
    let folder = trained();
    let object = folder.succeed(&["predict", "--json", "m.safetensors", "-1", "1"]);
    let printed: f32 = folder.succeed(&["predict", "m.safetensors", "-1", "1"]).trim().parse().unwrap();
    let number = object.strip_prefix("{\"probability\":").and_then(|rest| rest.strip_suffix("}\n")).unwrap();
    assert!((number.parse::<f32>().unwrap() - printed).abs() <= 5e-7 && number.len() > "0.123456".len(), "{object}");

    folder.write("points.csv", "x,y\n-1,1\n0,0\n");
    let rows = folder.succeed(&["predict", "m.safetensors", "--data", "points.csv", "--json"]);
    assert_eq!(rows.lines().count(), 2);
    assert_eq!(rows.lines().next(), object.lines().next());
}

#[test]
fn a_row_without_a_number_keeps_its_place_and_has_no_prediction() {
    let folder = trained();
    folder.write("points.csv", "y,x\n1,-1\n,1\nNA,2\n,\n1,1\n,\n");
    let words = ["predict", "m.safetensors", "--data", "points.csv"];
    let done = folder.run(&words);
    assert_eq!(done.errors, "blobtui: points.csv: 3 rows have a missing cell and no prediction\n");
    let lines: Vec<&str> = done.output.lines().collect();
    assert_eq!(lines[0], "y,x,probability");
    assert_eq!(lines[2..5], [",1,", "NA,2,", ",,"], "a row of empty cells is one as well");
    assert!(lines[1].starts_with("1,-1,0.9") && lines[5].starts_with("1,1,0."), "{lines:?}");
    assert_eq!(lines.len(), 6, "what a spreadsheet leaves below the last row is none");
    let objects = folder.run(&[&words[..], &["--json"]].concat()).output;
    assert_eq!(objects.lines().nth(1), Some("{\"probability\":null}"));
    // Into a file, but not over the table or another file.
    assert_eq!(folder.run(&[&words[..], &["--out", "out.csv"]].concat()).output, "");
    assert_eq!(std::fs::read_to_string(folder.path("out.csv")).unwrap(), done.output);
    let line = folder.refused(&[&words[..], &["--out", "points.csv"]].concat());
    assert!(line.starts_with("--out points.csv: is the same file as --data points.csv"), "{line}");
    let line = folder.refused(&[&words[..], &["--out", "out.csv"]].concat());
    assert!(line.contains("replace it with --force"), "{line}");
}
