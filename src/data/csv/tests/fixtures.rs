//! The tables of `tests/data/` and their readings, which `tests/data/make_tables.py` takes from pandas.

use std::fs::{self, File};
use std::path::PathBuf;

use serde::Deserialize;

use super::super::*;

/// A table, what is said of it, and its reading or the words of its refusal.
#[derive(Deserialize)]
struct Case {
    file: String,
    settings: Settings,
    #[serde(default)]
    refused: Option<String>,
    #[serde(default)]
    says: Option<String>,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    label: String,
    #[serde(default)]
    classes: Option<Vec<String>>,
    #[serde(default)]
    numbers: Vec<Vec<Option<f64>>>,
    #[serde(default)]
    targets: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Settings {
    columns: Vec<String>,
    label: Option<String>,
    one_hot: Vec<String>,
    missing: Missing,
    dialect: Dialect,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data"))
}

fn read(case: &Case) -> Result<Reading, String> {
    let Settings { columns, label, one_hot, missing, dialect } = &case.settings;
    let (missing, dialect) = (*missing, *dialect);
    let choice = Choice { columns, label: label.as_deref(), one_hot, missing, dialect, ..Choice::default() };
    read_table(File::open(folder().join(&case.file)).unwrap(), &case.file, &choice).map_err(|error| error.to_string())
}

/// Whether a number is the one that pandas has in double precision.
fn is_same(number: f32, expected: Option<f64>) -> bool {
    expected.map_or(number.is_nan(), |expected| (f64::from(number) - expected).abs() <= expected.abs() * 6e-8)
}

#[test]
fn every_table_is_read_as_pandas_reads_it_or_refused_in_words() {
    let text = fs::read_to_string(folder().join("readings.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    assert!(cases.len() >= 40, "{}", cases.len());
    for case in cases {
        let (file, found) = (&case.file, read(&case));
        if let Some(words) = &case.refused {
            let message = found.map(|reading| reading.table).unwrap_err();
            assert!(message.contains(words), "{message}");
            continue;
        }
        let Reading { table, remarks, .. } = found.unwrap_or_else(|message| panic!("{message}"));
        assert_eq!((table.columns(), table.label()), (&case.columns[..], case.label.as_str()), "{file}");
        let labels = case.classes.map_or(Labels::Values, Labels::Classes);
        assert_eq!(table.labels(), &labels, "{file}");
        let expected: Vec<Option<f64>> = case.numbers.concat();
        assert_eq!(table.numbers().len(), expected.len(), "{file}");
        for (number, expected) in table.numbers().iter().zip(expected) {
            assert!(is_same(*number, expected), "{file}: {number}, not {expected:?}");
        }
        let targets: Vec<f64> = table.targets().iter().map(|target| f64::from(*target)).collect();
        assert_eq!(targets, case.targets, "{file}");
        let remarks = remarks.join("; ");
        let says = case.says.unwrap_or_default();
        assert!(remarks.contains(&says) && (says.is_empty() || !remarks.is_empty()), "{file}: {remarks}");
    }
}
