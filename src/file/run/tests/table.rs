//! Runs on points from a file.

use std::fs;

use super::*;
use crate::data::{Csv, Input};
use crate::network::Loss;
use crate::train::changes;

/// A folder with a table, and a run on it with an edit of how it is split.
fn saved() -> (tempfile::TempDir, Run) {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..12).map(|row| format!("{row}.25;{};{}\n", 100 - row, ["rose", "tulip", "lily"][row % 3]));
    fs::write(folder.path().join("flowers.csv"), "long;wide;kind\n".to_owned() + &rows.collect::<String>()).unwrap();
    let mut csv = Csv::new("flowers.csv");
    read_rows(&mut csv, folder.path()).unwrap();
    let mut preset = Preset { batch: BatchSize::Full, inputs: Input::defaults(), ..preset() };
    preset.loss = Loss::SoftmaxCrossEntropy;
    preset.data = Data::Csv(csv);
    preset.check().unwrap();
    let mut after = preset.clone();
    after.data.set_train_fraction(50).unwrap();
    let change = changes(&preset, &after).unwrap().remove(0);
    let mut run = sample();
    run.branches.truncate(1);
    run.branches[0].journal = vec![edit(3, 0, change)];
    let run = Run { preset, current: 0, ..run };
    crate::file::save(&folder.path().join("m.run.ron"), &Content::Run(&run), &RunFile).unwrap();
    (folder, run)
}

#[test]
fn the_rows_are_read_from_the_file_that_is_named() {
    let (folder, run) = saved();
    let read = Run::read(&folder.path().join("m.run.ron")).unwrap();
    assert_eq!(read, run);
    let Change::Data(Data::Csv(csv)) = &read.branches[0].journal[0].change else { panic!("an edit of the points") };
    assert!(csv.table.is_some() && csv.train_fraction == 50);
    // Its text is short: the rows are not in it.
    let text = fs::read_to_string(folder.path().join("m.run.ron")).unwrap();
    assert!(!text.contains("0.25") && text.contains("    table: \"") && text.len() < 3000, "{text}");
    let message = Run::parse(&text, "m.run.ron").unwrap_err().to_string();
    assert!(message.contains("preset.data.file was not read"), "{message}");
}

#[test]
fn a_file_beside_the_run_is_found_by_its_name_alone() {
    let (folder, run) = saved();
    let path = folder.path().join("m.run.ron");
    let text = fs::read_to_string(&path).unwrap();
    let absolute = folder.path().join("flowers.csv").display().to_string();
    fs::write(&path, text.replace(&absolute, "flowers.csv")).unwrap();
    assert_eq!(Run::read(&path).unwrap(), run);
}

#[test]
fn other_rows_and_no_rows_are_refused() {
    let (folder, _) = saved();
    let (path, table) = (folder.path().join("m.run.ron"), folder.path().join("flowers.csv"));
    let refusal = || Run::read(&path).unwrap_err().to_string();
    let rows = fs::read_to_string(&table).unwrap();
    fs::write(&table, rows.replace("3.25", "3.26")).unwrap();
    let expected = format!("{}: its rows differ from those of the run {}; ", table.display(), path.display());
    assert!(refusal().starts_with(&expected), "{}", refusal());
    fs::remove_file(&table).unwrap();
    assert!(refusal().starts_with(&format!("{}: cannot be read", table.display())), "{}", refusal());
    fs::write(&table, rows).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|line| line.starts_with("    table: ")).unwrap();
    for (to, words) in [("", "table is missing"), ("    table: \"ab\",", "table is \"ab\"")] {
        fs::write(&path, text.replace(line, to)).unwrap();
        assert!(refusal().contains(words), "{}", refusal());
    }
}
