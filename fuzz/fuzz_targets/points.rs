//! Tables of points, to train on and to predict from.

#![no_main]

use blobtui::data::csv::{Choice, Dialect, Missing, Wanted, read_inputs, read_points, read_table};
use blobtui::data::{Coding, Labels, Target};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let place = "points.csv";
    let (columns, label): (Vec<(String, Coding)>, String) = match read_table(bytes, place, &Choice::default()) {
        Ok(reading) => {
            let table = reading.table;
            let named = table.columns().iter().cloned().enumerate();
            (named.map(|(place, name)| (name, table.coding(place))).collect(), table.label().to_owned())
        }
        Err(_) => (["x", "y"].map(|name| (name.to_owned(), Coding::Number)).into(), "label".to_owned()),
    };
    for labels in [Labels::Values, Labels::numbered(Target::Classes(3))] {
        for is_test_data in [false, true] {
            let wanted = Wanted {
                columns: &columns,
                label: &label,
                labels: &labels,
                is_table: true,
                missing: Missing::Mean,
                dialect: Dialect::default(),
                is_test_data,
            };
            // Refused or read, but never a panic.
            let _ = read_points(bytes, place, &wanted);
            if let Ok(inputs) = read_inputs(bytes, place, &wanted) {
                assert_eq!(inputs.numbers.len(), inputs.rows().count() * columns.len());
            }
        }
    }
});
