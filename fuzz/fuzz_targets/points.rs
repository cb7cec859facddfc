//! Tables of points, to train on and to predict from.

#![no_main]

use blobtui::data::csv::{Choice, Wanted, read_inputs, read_points, read_table};
use blobtui::data::{Labels, Target};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let choice = Choice { columns: &[], label: None, kind: None };
    let place = "points.csv";
    let (columns, label) = match read_table(bytes, place, &choice) {
        Ok(reading) => (reading.table.columns().to_vec(), reading.table.label().to_owned()),
        Err(_) => (vec!["x".to_owned(), "y".to_owned()], "label".to_owned()),
    };
    for labels in [Labels::Values, Labels::numbered(Target::Classes(3))] {
        // Refused or read, but never a panic.
        let _ = read_points(bytes, place, &Wanted { columns: &columns, label: &label, labels: &labels });
    }
    if let Ok(inputs) = read_inputs(bytes, place, &columns) {
        assert_eq!(inputs.numbers.len(), inputs.rows().count() * columns.len());
    }
});
