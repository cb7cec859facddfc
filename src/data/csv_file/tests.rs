//! Splits and scales of tables.

use proptest::prelude::*;

use super::*;
use crate::data::Data;
use crate::data::csv::read_table;

/// Iris flowers (Fisher 1936).
fn iris() -> Csv {
    let text = include_bytes!("../../../tests/fixtures/iris.csv");
    let reading = read_table(&text[..], "iris.csv", &Choice::default()).unwrap();
    Csv { table: Some(reading.table.into()), ..Csv::new("iris.csv") }
}

/// Rows that can be told apart by their first number, with labels that are values.
fn counted(rows: usize) -> Csv {
    let numbers = (0..rows).flat_map(|row| [row as f32, -1.0 - row as f32, 7.0]).collect();
    let targets = (0..rows).map(|row| row as f32 / 2.0).collect();
    let columns = ["a", "b", "c"].map(str::to_owned).into();
    let table = Table::new(columns, "v".into(), Labels::Values, numbers, targets).unwrap();
    Csv { table: Some(table.into()), ..Csv::new("counted.csv") }
}

/// Rows of a split as they were in the table: numbers and label.
fn raw(points: &Points, scale: &Scale) -> Vec<Vec<f32>> {
    let width = points.other_columns();
    let row = |index: usize| {
        let others = &points.others[index * width..(index + 1) * width];
        let numbers = points.inputs[index].iter().chain(others).zip(&scale.columns);
        let numbers = numbers.map(|(number, moments)| moments.restored(*number));
        numbers.chain([scale.label.restored(points.labels[index])]).collect()
    };
    (0..points.len()).map(row).collect()
}

#[test]
fn iris_is_standardized_by_its_train_points_and_split_by_the_seed() {
    let data = Data::Csv(iris());
    let dataset = data.generate(7);
    assert_eq!((dataset.train.len(), dataset.test.len(), dataset.train.other_columns()), (120, 30, 2));
    assert_eq!((data.train_count(), data.test_count(), data.columns()), (120, 30, 4));
    for column in 0..4 {
        let number = |points: &Points, index: usize| match column {
            0 | 1 => points.inputs[index][column],
            _ => points.others[2 * index + column - 2],
        };
        let moments = Moments::of((0..120).map(|index| number(&dataset.train, index)));
        assert!(moments.mean.abs() < 1e-6 && (moments.std - 1.0).abs() < 1e-6, "{moments:?}");
        let test = Moments::of((0..30).map(|index| number(&dataset.test, index)));
        assert!(test.mean.abs() > 1e-3, "test points are scaled by the train points: {test:?}");
    }
    assert_eq!(data.generate(7), dataset);
    assert_ne!(data.generate(8).train.labels, dataset.train.labels);
    assert_eq!(dataset.scale.label, Moments::NONE);
}

/// The bits of the first points, so that no update of a dependency silently changes what a seed means.
#[test]
fn the_split_of_seed_7_never_changes() {
    let csv = Csv { standardize: false, ..counted(10) };
    let dataset = Data::Csv(csv).generate(7);
    let first = |points: &Points| points.inputs.iter().map(|point| point[0] as usize).collect::<Vec<_>>();
    assert_eq!((first(&dataset.train), first(&dataset.test)), (vec![6, 4, 1, 9, 5, 8, 0, 3], vec![2, 7]));
}

#[test]
fn without_standardizing_every_number_stays_as_it_came() {
    let csv = Csv { standardize: false, train_fraction: 50, ..counted(5) };
    let Dataset { train, test, scale, .. } = Data::Csv(csv).generate(3);
    assert_eq!((train.len(), test.len()), (3, 2));
    for (points, index) in [(&train, 0), (&train, 2), (&test, 1)] {
        let [x, y] = points.inputs[index];
        assert_eq!((y, points.others[index], points.labels[index]), (-1.0 - x, 7.0, x / 2.0));
    }
    assert_eq!(scale.columns, [Moments::NONE; 3]);
}

#[test]
fn a_column_without_variation_becomes_zero() {
    let dataset = Data::Csv(counted(20)).generate(1);
    assert!(dataset.train.others.iter().chain(&dataset.test.others).all(|number| *number == 0.0));
    assert_eq!(dataset.scale.columns[2], Moments { mean: 7.0, std: 1.0 });
}

#[test]
fn moments_are_numpys() {
    #[derive(Deserialize)]
    struct Fixture {
        columns: Vec<Column>,
    }
    #[derive(Deserialize)]
    struct Column {
        numbers: Vec<f32>,
        mean: f64,
        std: f64,
        standardized: Vec<f32>,
    }
    let fixture: Fixture = serde_json::from_str(include_str!("../../../tests/fixtures/standardized.json")).unwrap();
    assert_eq!(fixture.columns.len(), 7);
    for Column { numbers, mean, std, standardized } in fixture.columns {
        let moments = Moments::of(numbers.iter().copied());
        assert!((moments.mean / mean - 1.0).abs() < 1e-12, "{moments:?} {mean}");
        assert!((moments.std / std - 1.0).abs() < 1e-9, "{moments:?} {std}");
        for (number, expected) in numbers.into_iter().zip(standardized) {
            let found = moments.standardized(number);
            assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{number}: {found}, not {expected}");
            assert!((moments.restored(found) - number).abs() <= 1e-6 * number.abs());
        }
    }
    let table = iris().table.unwrap();
    assert_eq!(table.len(), 150, "the fixture's first columns are these");
}

#[test]
fn settings_out_of_range_are_refused_by_name() {
    let refused = |csv: Csv| Data::Csv(csv).check().map_err(|invalid| invalid.to_string());
    assert_eq!(refused(Csv::new("a.csv")), Ok(()));
    for percent in [0, 101, u64::MAX] {
        let message = format!("share is {percent}; allowed: a whole number from 1 to 100 (percent)");
        assert_eq!(refused(Csv { train_fraction: percent, ..Csv::new("a.csv") }), Err(message));
    }
    for file in ["", " ", "a\nb.csv", &"n".repeat(4097)] {
        assert!(refused(Csv::new(file)).unwrap_err().starts_with("file is "), "{file}");
    }
}

#[test]
fn tables_are_equal_by_their_rows_wherever_they_were() {
    let one = iris();
    assert_eq!(Csv { file: "/elsewhere/flowers.csv".into(), label: Some("species".into()), ..iris() }, one);
    for other in [
        Csv { train_fraction: 70, ..iris() },
        Csv { standardize: false, ..iris() },
        Csv { table: None, ..iris() },
        Csv { table: counted(4).table, ..iris() },
    ] {
        assert_ne!(other, one);
    }
    assert_ne!(Csv::new("a.csv"), Csv::new("b.csv"));
    assert_ne!(Csv { label: Some("k".into()), ..Csv::new("a.csv") }, Csv::new("a.csv"));
}

#[test]
fn nothing_is_made_of_a_file_that_was_not_read() {
    let data = Data::Csv(Csv::new("a.csv"));
    assert!(!data.is_read() && Data::Csv(iris()).is_read());
    assert_eq!(data.generate(7), Dataset::default());
}

#[test]
fn the_share_moves_the_border_between_the_splits() {
    let mut data = Data::Circle(crate::data::Circle { train: 250, test: 250, ..crate::data::Circle::default() });
    assert_eq!(data.train_fraction(), Some(50));
    for (percent, train, test) in [(10, 50, 450), (90, 450, 50), (33, 165, 335)] {
        data.set_train_fraction(percent).unwrap();
        assert_eq!((data.train_count(), data.test_count(), data.train_fraction()), (train, test, Some(percent)));
    }
    for percent in [0, 101] {
        let message = data.set_train_fraction(percent).unwrap_err().to_string();
        assert_eq!(message, format!("share is {percent}; allowed: a whole number from 1 to 100 (percent)"));
    }
    data.set_train_count(1);
    data.set_test_count(999);
    assert_eq!(data.train_fraction(), None, "no whole percentage gives these");
    data.set_test_count(1);
    data.set_train_fraction(90).unwrap();
    assert_eq!((data.train_count(), data.test_count()), (1, 1), "neither split is ever empty");
    data.set_train_fraction(100).unwrap();
    assert_eq!(
        (data.train_count(), data.test_count(), data.train_fraction()),
        (2, 0, Some(100)),
        "but for all of them"
    );
}

proptest! {
    #![proptest_config(crate::cases::cases(256))]

    #[test]
    fn splits_partition_the_rows(rows in 2_usize..300, percent in 10_u64..=90, seed: u64, standardize: bool) {
        let csv = Csv { standardize, train_fraction: percent, ..counted(rows) };
        let dataset = Data::Csv(csv.clone()).generate(seed);
        prop_assert!(!dataset.train.is_empty() && !dataset.test.is_empty());
        let exact = rows as f64 * percent as f64 / 100.0;
        prop_assert!((dataset.train.len() as f64 - exact).abs() <= 1.0, "{} of {rows}", dataset.train.len());
        let mut found = [raw(&dataset.train, &dataset.scale), raw(&dataset.test, &dataset.scale)].concat();
        found.sort_by(|one, other| one[0].total_cmp(&other[0]));
        for (row, found) in found.iter().enumerate() {
            let expected = [row as f32, -1.0 - row as f32, 7.0, row as f32 / 2.0];
            for (found, expected) in found.iter().zip(expected) {
                prop_assert!((found - expected).abs() < 1e-3, "{found} {expected}");
            }
        }
        prop_assert_eq!(found.len(), rows);
    }

    #[test]
    fn numbers_of_any_size_stay_finite(
        rows in prop::collection::vec(prop::array::uniform3(any::<f32>().prop_filter("finite", |x| x.is_finite())), 2..20),
        seed: u64,
    ) {
        let numbers = rows.iter().flat_map(|row| [row[0], row[1]]).collect();
        let targets = rows.iter().map(|row| row[2]).collect();
        let columns = ["a", "b"].map(str::to_owned).into();
        let table = Table::new(columns, "v".into(), Labels::Values, numbers, targets).unwrap();
        let dataset = Data::Csv(Csv { table: Some(table.into()), ..Csv::new("any.csv") }).generate(seed);
        prop_assert_eq!(dataset.scale.check(2), Ok(()));
        for points in [&dataset.train, &dataset.test] {
            let numbers = points.inputs.as_flattened().iter().chain(&points.labels);
            prop_assert!(numbers.clone().all(|number| number.is_finite()), "{:?}", dataset);
        }
    }
}

#[test]
fn test_points_of_their_own_stay_apart_in_their_order_and_scale_nothing() {
    let table = counted(6).table.unwrap();
    let own = Table::clone(&table).with_test_points(&[900.0, 5.0, 7.0, 800.0, 5.0, 7.0], &[1.0, 2.0]).unwrap();
    let csv = Csv { table: Some(own.clone().into()), ..counted(6) };
    assert_eq!((csv.counts(), csv.has_own_test_points(), csv.is_of_version_5()), ((6, 2), true, true));
    let data = Data::Csv(csv.clone());
    let dataset = data.generate(7);
    let rounded = raw(&dataset.test, &dataset.scale).concat().into_iter().map(f32::round).collect::<Vec<_>>();
    assert_eq!(rounded, [900.0, 5.0, 7.0, 1.0, 800.0, 5.0, 7.0, 2.0]);
    assert_eq!(dataset.scale, Data::Csv(Csv { train_fraction: 100, ..counted(6) }).generate(7).scale);
    assert_eq!(data.train_fraction(), None, "nothing is left to split");
    assert!(Data::Csv(csv.clone()).set_train_fraction(50).is_err());
    // The same rows without a border are another table.
    let rows =
        Table::new(own.columns().to_vec(), "v".into(), Labels::Values, own.numbers().to_vec(), own.targets().to_vec());
    assert_ne!(csv, Csv { table: Some(rows.unwrap().into()), ..counted(6) });
    assert!(Table::clone(&table).with_test_rows(5).unwrap_err().contains("leaves fewer than two"));
}

#[test]
fn all_rows_are_train_points_at_100_percent() {
    let data = Data::Csv(Csv { train_fraction: 100, ..counted(4) });
    let dataset = data.generate(7);
    assert_eq!((dataset.train.len(), dataset.test.len(), data.train_count(), data.test_count()), (4, 0, 4, 0));
    assert_eq!(data.check(), Ok(()));
}

#[test]
fn points_of_a_single_column_stand_at_their_labels() {
    let table =
        Table::new(vec!["a".into()], "v".into(), Labels::Values, vec![1.0, 3.0, 5.0], vec![2.0, 4.0, 9.0]).unwrap();
    let csv = Csv { table: Some(table.into()), standardize: false, train_fraction: 100, ..Csv::new("a.csv") };
    let data = Data::Csv(csv);
    let mut dataset = data.generate(7);
    assert!(dataset.is_strip() && data.columns() == 1);
    dataset.train.inputs.sort_by(|one, other| one[0].total_cmp(&other[0]));
    assert_eq!(dataset.train.inputs, [[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]);
    assert_eq!(dataset.points_of(&[0], &[7.0], &[]).inputs, [[7.0, 0.0]]);
    assert!(!Data::Csv(iris()).generate(7).is_strip());
}
