use super::*;
use crate::data::{Csv, Labels, Points, Table};
use std::sync::Arc;

/// A table of a number, a yes or no, a column of three texts and a column of numbers that says which class it is.
fn data() -> Data {
    let names = ["far", "yes", "town=A", "town=B", "town=C", "close", "clear"].map(str::to_owned).to_vec();
    let row = |index: usize| {
        let class = index % 2;
        let town = [0, 1, 1, 2, 1][index % 5];
        let is = |text: usize| f32::from(u8::from(town == text));
        let far = (index * 7 % 11) as f32 * 100.0;
        let clear = (10 * class + index % 3) as f32;
        [far, f32::from(u8::from(index.is_multiple_of(4))), is(0), is(1), is(2), (class * 2 + index % 7) as f32, clear]
    };
    let numbers = (0..40).flat_map(row).collect();
    let labels = (0..40).map(|index| (index % 2) as f32).collect();
    let classes = Labels::Classes(vec!["no".into(), "yes".into()]);
    let one_hot = |value: &str| Coding::OneHot { column: "town".into(), value: value.into() };
    let codings =
        vec![Coding::Number, Coding::Boolean, one_hot("A"), one_hot("B"), one_hot("C"), Coding::Number, Coding::Number];
    let table = Table::new(names, "label".into(), classes, numbers, labels).unwrap().with_codings(codings).unwrap();
    Data::Csv(Csv { table: Some(Arc::new(table)), ..Csv::new("towns.csv") })
}

fn surveyed() -> (Survey, Dataset) {
    let (data, dataset) = (data(), data().generate(3));
    (Survey::of(&data, &Input::columns(7), &dataset), dataset)
}

#[test]
fn columns_of_numbers_that_separate_the_labels_come_first() {
    let (survey, _) = surveyed();
    assert_eq!(survey.order[..3], [6, 5, 0], "{survey:?}");
    assert_eq!(survey.axes(), [5, 6], "in the order of the file");
    assert_eq!(survey.order.len(), 7);
}

#[test]
fn what_the_network_does_not_take_is_not_shown() {
    let (data, dataset) = (data(), data().generate(3));
    let of = |inputs: &[Input]| Survey::of(&data, inputs, &dataset);
    let some = of(&[Input::X, Input::of_column(5), Input::of_column(1)]);
    assert_eq!(some.order, [5, 0, 1]);
    assert_eq!(some.variables.iter().map(|variable| &variable.name[..]).collect::<Vec<_>>(), ["far", "yes", "close"]);
    assert_eq!(of(&[Input::X2]).order[0], 0, "a feature of a column needs it");
    assert_eq!(of(&[Input::X2]).order.len(), 2, "a plane needs two");
    let two = Data::Moons(crate::data::Moons::default());
    let survey = Survey::of(&two, &Input::defaults(), &two.generate(1));
    assert_eq!((&survey, survey.axes()), (&Survey::default(), [0, 1]));
    assert_eq!(survey.slice([0, 1], &BTreeMap::new(), &Dataset::default()), Slice::default());
}

#[test]
fn others_stand_at_their_mean_and_texts_at_the_most_frequent_one() {
    let (survey, dataset) = surveyed();
    let town = survey.variables.iter().find(|variable| variable.name == "town").unwrap();
    assert_eq!((&town.columns[..], &town.typical[..]), (&[2, 3, 4][..], &[0.0, 1.0, 0.0][..]));
    let slice = survey.slice(survey.axes(), &BTreeMap::new(), &dataset);
    let row = slice.row([0.5, -0.5]);
    assert_eq!(row[5..], [0.5, -0.5]);
    let mean = dataset.train.inputs.iter().map(|[x, _]| f64::from(*x)).sum::<f64>() / dataset.train.len() as f64;
    assert!((f64::from(row[0]) - mean).abs() < 1e-6, "{row:?}");
    let restored = |column: usize| dataset.scale.column(column).restored(row[column]);
    assert_eq!([1, 2, 3, 4].map(|column| restored(column).round()), [0.0, 0.0, 1.0, 0.0]);
    // A number of one's own, in the unit of the file.
    let set = survey.slice(survey.axes(), &BTreeMap::from([(0, 250.0)]), &dataset);
    assert!((dataset.scale.column(0).restored(set.row([0.0; 2])[0]) - 250.0).abs() < 1e-3);
}

#[test]
fn a_distance_is_in_standard_deviations_of_the_columns_that_are_not_shown() {
    let (survey, dataset) = surveyed();
    let slice = survey.slice(survey.axes(), &BTreeMap::new(), &dataset);
    let train = &dataset.train;
    // By hand: three columns of the file are not shown.
    let std = |column: usize| dataset.scale.column(column).std;
    let towns = std(2).powi(2) + std(3).powi(2) + std(4).powi(2);
    for index in 0..train.len() {
        let raw = |column: usize| f64::from(dataset.scale.column(column).restored(train.number(index, column)));
        let far = (raw(0) - dataset.scale.column(0).mean) / std(0);
        let other_town = if raw(3) > 0.5 { 0.0 } else { 2.0 / towns };
        let expected = ((far.powi(2) + (raw(1) / std(1)).powi(2) + other_town) / 3.0).sqrt();
        let found = slice.distance(train, index);
        assert!((found - expected).abs() < 1e-4, "{found}, not {expected}");
    }
    assert_eq!(Slice::default().distance(train, 0), 0.0);
    assert!(slice.has_others() && !Slice::default().has_others());
}

#[test]
fn a_slice_of_two_columns_has_the_features_of_the_plane() {
    let places = [[1e-45, f32::MAX], [-0.0, 3.0], [0.3, -0.7]];
    let inputs = [Input::X, Input::SinY, Input::XY, Input::Column(3)];
    let plane = crate::data::features_at(&inputs, &places, &[]);
    let slice = Slice::default().features(&inputs, &places);
    assert_eq!(
        slice.iter().map(|number| number.to_bits()).collect::<Vec<_>>(),
        plane.iter().map(|number| number.to_bits()).collect::<Vec<_>>()
    );
}

#[test]
fn places_and_rows_belong_together_along_any_two_columns() {
    let mut points = Points::default();
    points.push_row(&[1.0, 2.0, 3.0, 4.0], 0.0);
    let slice = Slice { axes: [3, 1], at: vec![9.0, 0.0, 8.0, 0.0], weights: vec![1.0, 0.0, 1.0, 0.0] };
    assert_eq!(slice.place(&points, 0), [4.0, 2.0]);
    assert_eq!(slice.row([4.0, 2.0]), [9.0, 2.0, 8.0, 4.0]);
    assert_eq!(slice.features(&Input::columns(4), &[[4.0, 2.0]]), [9.0, 2.0, 8.0, 4.0]);
    assert_eq!(slice.distance(&points, 0), (64.0_f64 + 25.0).sqrt());
}

#[test]
fn numbers_are_those_of_the_file_again_and_0_is_0() {
    let (survey, dataset) = surveyed();
    assert_eq!(survey.variables[0].range, (0.0, 1000.0));
    for index in 0..dataset.train.len() {
        let number = restored(&dataset, 0, dataset.train.number(index, 0));
        let hundreds = number / 100.0;
        assert!((hundreds - hundreds.round()).abs() < 1e-5 && (number == 0.0 || number > 99.0), "{number}");
    }
}
