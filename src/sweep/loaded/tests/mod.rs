pub(crate) mod fixture;

use std::path::PathBuf;

use super::*;
use fixture::{Axes, write};

/// A table in a folder of its own.
fn loaded(name: &str, axes: Axes, loss: impl Fn(&crate::preset::Preset) -> Option<f32>) -> (tempfile::TempDir, Loaded) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    write(&path, axes, loss);
    let loaded = Loaded::read(&path, &mut |_| {}).unwrap();
    (folder, loaded)
}

const AXES: Axes = &[("learning-rate", &["0.1", "0.01"]), ("hidden", &["8,8", "3"]), ("seed", &["0", "1", "2", "3"])];

/// Losses by hand: of a network with one hidden layer 0.1, 0.2, 0.3 and 0.4 by seed, ten times as much at the larger
/// learning rate; with two layers 0.05 at the smaller one, and three of four diverged at the larger.
fn loss(preset: &crate::preset::Preset) -> Option<f32> {
    let is_fast = preset.optimizer.learning_rate() > 0.05;
    let by_seed = (preset.seed + 1) as f32 / 10.0;
    match (preset.network.hidden.len(), is_fast) {
        (1, true) => Some(10.0 * by_seed),
        (1, false) => Some(by_seed),
        (_, true) => (preset.seed == 0).then_some(2.0),
        (_, false) => Some(0.05),
    }
}

fn target() -> Target {
    "test-loss<0.25".parse().unwrap()
}

#[test]
fn the_cells_of_a_grid_have_the_medians_of_their_runs() {
    for name in ["table.csv", "table.jsonl"] {
        let (_folder, table) = loaded(name, AXES, loss);
        assert_eq!((table.len(), table.planned(), table.left_out()), (16, 16, 0));
        let [rate, hidden] = [0, 1].map(|place| &table.settings()[place]);
        assert_eq!((rate.setting.name, hidden.setting.name), ("learning-rate", "hidden"));
        assert_eq!(rate.values, ["0.01", "0.1"], "numbers in their order");
        assert_eq!(hidden.values, ["8,8", "3"], "texts in the order of the plan");
        assert_eq!(table.seeds().collect::<Vec<_>>(), [("seed", 4)]);
        let grid = Grid::new(&table, Levels::new(&table, Some(0)), Levels::new(&table, Some(1)), target());
        let cell = |row, column| *grid.cell(Place { row, column }).unwrap();
        let median = |row, column| cell(row, column).median.unwrap();
        let close = |one: f64, other: f64| (one - other).abs() < 1e-6;
        assert!(close(median(0, 0), 0.05) && close(median(0, 1), 0.25) && close(median(1, 1), 2.5), "{grid:?}");
        assert_eq!(cell(1, 0).median, Some(f64::INFINITY), "three of four diverged");
        assert_eq!((cell(1, 0).diverged, cell(1, 0).runs), (3, 4));
        // 0.1 and 0.2 are below 0.25.
        assert_eq!([cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)].map(|cell| cell.successes), [4, 2, 0, 0]);
        assert_eq!(grid.best(Measure::TestLoss), Place { row: 0, column: 0 });
        let (low, high) = grid.range().unwrap();
        assert!(close(low, 0.05) && close(high, 2.5), "finite medians alone");
        assert_eq!(grid.cell(Place { row: 0, column: 2 }), None);
        // All runs in one cell: four of 0.05, 0.1 to 0.4, 1, twice 2, 3, 4, and three that diverged.
        let all = Grid::all(&table, target());
        assert_eq!((all.runs, all.diverged, all.successes), (16, 3, 6));
        assert!(all.median.is_some_and(|median| close(median, 0.7)), "{all:?}");
    }
}

#[test]
fn the_medians_are_those_of_the_report() {
    let (_folder, table) = loaded("table.csv", AXES, loss);
    let question = crate::sweep::Question { target: Some(target()), measure: Measure::TestLoss, pairs: None };
    let report = crate::sweep::report(table.path(), &question).unwrap();
    let grid = Grid::new(&table, Levels::new(&table, Some(0)), Levels::new(&table, Some(1)), target());
    assert_eq!(report.groups.len(), 4);
    for group in report.groups {
        let found = grid.cells().find(|(place, _)| {
            let names = [&grid.rows.names[place.row], &grid.columns.names[place.column]];
            names.into_iter().eq(&group.values)
        });
        let (_, cell) = found.unwrap_or_else(|| panic!("no cell for {:?}", group.values));
        assert_eq!((cell.runs, cell.diverged, Some(cell.successes)), (group.runs, group.diverged, group.successes));
        assert_eq!(cell.median, group.median, "{:?}", group.values);
    }
}

#[test]
fn rows_are_sorted_by_a_field_with_those_that_have_nothing_last() {
    let (_folder, table) = loaded("table.csv", AXES, loss);
    let mut rows: Vec<u32> = (0..16).collect();
    let loss = |row: &u32| table.value(*row, Measure::TestLoss);
    for is_down in [false, true] {
        table.sort(&mut rows, Field::Measure(Measure::TestLoss), is_down);
        let values: Vec<Option<f64>> = rows.iter().map(loss).collect();
        let (known, none) = values.split_at(13);
        assert!(none.iter().all(Option::is_none), "{values:?}");
        assert!(known.is_sorted_by(|one, other| if is_down { one >= other } else { one <= other }), "{values:?}");
    }
    table.sort(&mut rows, Field::Setting(1), false);
    let hidden: Vec<String> = rows.iter().map(|row| table.text(*row, Field::Setting(1))).collect();
    assert_eq!([&hidden[0], &hidden[15]], ["8,8", "3"]);
    assert!(rows[..8].is_sorted(), "equal ones by their runs");
    table.sort(&mut rows, Field::Run, true);
    assert_eq!((table.run(rows[0]), table.row_of(16), table.row_of(17)), (16, Some(15), None));
}

#[test]
fn a_cell_has_its_rows_and_no_others() {
    let (_folder, table) = loaded("table.csv", AXES, loss);
    let grid = Grid::new(&table, Levels::new(&table, Some(0)), Levels::new(&table, Some(1)), target());
    let rows = grid.rows_in(&table, Some(Place { row: 0, column: 1 }));
    assert_eq!(rows.len(), 4);
    for row in rows {
        let texts = [0, 1].map(|setting| table.text(row, Field::Setting(setting)));
        assert_eq!(texts, ["0.01", "3"]);
    }
    assert_eq!(grid.rows_in(&table, None).len(), 16);
    let seen: usize = grid.cells().map(|(place, _)| grid.rows_in(&table, Some(place)).len()).sum();
    assert_eq!(seen, 16);
}

#[test]
fn many_numbers_are_taken_together_with_their_neighbours() {
    let values: Vec<String> = (1..=100).map(|value| format!("{}", f64::from(value) / 1000.0)).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let (_folder, table) =
        loaded("table.csv", &[("learning-rate", &values)], |preset| Some(preset.optimizer.learning_rate() as f32));
    let levels = Levels::new(&table, Some(0));
    assert_eq!((levels.len(), levels.names[0].as_str(), levels.names[11].as_str()), (12, "0.001..0.009", "0.093..0.1"));
    let grid = Grid::new(&table, levels, Levels::new(&table, None), target());
    let runs: Vec<u64> = grid.cells().map(|(_, cell)| cell.runs).collect();
    assert_eq!((runs.iter().sum::<u64>(), runs.iter().min(), runs.iter().max()), (100, Some(&8), Some(&9)));
    // Nine numbers from 0.001 on.
    assert!((grid.cell(Place::default()).unwrap().median.unwrap() - 0.005).abs() < 1e-6);
}

#[test]
fn what_is_wrong_is_named_with_file_line_and_field() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, change: &dyn Fn(&str) -> String| {
        let path: PathBuf = folder.path().join(name);
        write(&path, &[("seed", &["0", "1"])], |_| Some(0.5));
        let text = change(&std::fs::read_to_string(&path).unwrap());
        std::fs::write(&path, text).unwrap();
        let error = Loaded::read(&path, &mut |_| {}).unwrap_err().to_string();
        error.replace(&format!("{}/", folder.path().display()), "")
    };
    let damaged = refused("table.csv", &|text| text.replacen(",0.5,", ",0.x,", 1));
    assert!(damaged.starts_with("table.csv, line 2: does not fit its checksum: "), "{damaged}");
    assert!(damaged.contains("\"0.x\", no number"), "{damaged}");
    let damaged = refused("table.csv", &|text| text.replacen(",0.5,", ",0.6,", 1));
    assert!(damaged.starts_with("table.csv, line 2: does not fit its checksum; "), "{damaged}");
    let cut = refused("table.csv", &|text| text.replacen("\n2,", "\n2\n2,", 1));
    assert!(cut.contains("table.csv, line 3: has not the cells of a row: fields: 1 in place"), "{cut}");
    let other = refused("table.csv", &|text| text.replacen(",preset,", ",preset,momentum_of_old,", 1));
    assert!(other.contains("table.csv, line 1: column 4 is \"momentum_of_old\""), "{other}");
    assert!(other.contains("of another version"), "{other}");
    let other = refused("table.csv", &|text| text.replace(",v1-", ",v9-"));
    assert!(other.contains("table.csv, line 2: is of version 9 of the table"), "{other}");
    let other = refused("table.jsonl", &|text| text.replace("\"sweep\":\"v1-", "\"sweep\":\"v9-"));
    assert!(other.contains("table.jsonl, line 1: is of version 9 of the table"), "{other}");
    let damaged = refused("table.jsonl", &|text| text.replacen("\"test_loss\":0.5", "\"test_loss\":\"x\"", 1));
    assert!(damaged.contains("line 1: is no row of results: test_loss is \"x\""), "{damaged}");
    let empty = refused("table.csv", &|text| text.lines().next().unwrap().to_owned() + "\n");
    assert!(empty.contains("table.csv: has no rows"), "{empty}");
    let data = refused("table.csv", &|_| "x,y,label\n1,2,0\n".to_owned());
    assert!(data.contains("is no table of results"), "{data}");
}

#[test]
fn a_table_is_known_by_its_first_line_whatever_its_name() {
    use crate::sweep::Table;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    write(&path, &[("seed", &["0", "1"])], |_| Some(0.5));
    let renamed = folder.path().join("of last week");
    std::fs::rename(&path, &renamed).unwrap();
    assert_eq!(Table::of_start(&renamed), Some(Table::Csv));
    assert_eq!(Loaded::read(&renamed, &mut |_| {}).unwrap().len(), 2);
    assert_eq!(crate::sweep::first_row(&renamed).unwrap().run(), Some(0));
    for text in ["x,y,label\n", "run,distance,time\n1,2,3\n", "", "{\"run\":1,\"loss\":2}\n"] {
        std::fs::write(&path, text).unwrap();
        assert_eq!(Table::of_start(&path), None, "{text:?}");
    }
}
