//! Settings of the points: generated ones, and those of a table.

use super::values::Place;
use super::{DEFAULT, Effect, Group, Scope, Setting};
use crate::data::csv::{Kind, Missing};
use crate::data::{Csv, Data, MAX_POINTS, TRAIN_FRACTIONS};
use crate::preset::Preset;

const POINTS: Setting = Setting { group: Group::Data, ..DEFAULT };
const GENERATED: Setting = Setting { scope: Scope::Generated, ..POINTS };
const TABLE: Setting = Setting { scope: Scope::Table, effect: Effect::NewTable, ..POINTS };

/// Numbers of points, in steps.
const COUNTS: &[&str] = &["10", "20", "40", "80", "160", "250", "500", "1000", "2000", "5000"];

/// How an optional field of a table is read and written.
macro_rules! optional {
    ($($field:ident).+: $value:ty) => {
        &Place {
            #[allow(clippy::clone_on_copy, reason = "not all of them can be copied")]
            get: |preset| csv(preset).and_then(|csv| csv.$($field).+.clone()),
            set: |preset, value: $value| write(preset, |csv| csv.$($field).+ = Some(value)),
        }
    };
}

pub(super) static ROWS: [Setting; 19] = [
    Setting {
        name: "seed",
        help: "Random seed",
        description: "Random seed of the points, the initial weights and the order of mini-batches. The same seed gives \
                      the same run, bit for bit; on other kinds of machines, too, with the engine fused.",
        advice: "Try a few, to see what was luck.",
        hint: [
            "Random seed of points, weights and mini-batches. The same seed gives the same run; try a few, to see \
             what was luck.",
            "Random seed of points, weights and batches. Try a few: what was luck?",
        ],
        related: &["weights-seed"],
        effect: Effect::NewPoints,
        resets_others: true,
        steps: &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        access: &Place {
            get: |preset| Some(preset.seed),
            set: |preset, seed| {
                preset.seed = seed;
                preset.weights_seed = None;
                true
            },
        },
        ..POINTS
    },
    Setting {
        name: "noise",
        help: "Noise: percent for TensorFlow Playground's datasets, a standard deviation for blobs, moons and rings",
        value_name: "N",
        description: "Noise of the points or their labels, in percent for TensorFlow Playground's datasets, as a standard \
                      deviation for the others. Noise can only be memorized.",
        advice: "Try the maximum, and watch the test loss.",
        hint: [
            "How noisy the points or their labels are. Noise can only be memorized: try the maximum, and watch \
             the test loss.",
            "How noisy the points are. Try the maximum, and watch the test loss.",
        ],
        related: &["train", "regularization", "early-stopping"],
        scope: Scope::Noisy,
        range: "0 to 50 percent, or a standard deviation from 0 to 1 (moons, rings) or 0 to 1000 (blobs)",
        steps: &["0", "0.05", "0.1", "0.2", "0.3", "0.5", "1", "2", "5", "10", "15", "20", "30", "40", "50"],
        suits: |preset, step| {
            let step: f64 = step.parse().unwrap_or(0.0);
            step == 0.0 || (step >= 5.0) == preset.data.has_percent_of_noise()
        },
        unit: |preset| if preset.data.has_percent_of_noise() { "%" } else { "std" },
        fields: &["data.noise", "data.std"],
        access: &Place { get: |preset| preset.data.noise(), set: |preset, noise: f64| preset.data.set_noise(noise) },
        ..POINTS
    },
    Setting {
        name: "train",
        label: "train points",
        help: "Number of train points",
        description: "Number of points that the network learns from. With few, it memorizes them and fails on the others.",
        advice: "Try 10, then 1000.",
        hint: [
            "Points that the network learns from. With few, it memorizes them and fails on the others: try 10, \
             then 1000.",
            "Points that the network learns from. Try 10, then 1000.",
        ],
        related: &["noise", "hidden", "batch"],
        steps: COUNTS,
        limits: (1, MAX_POINTS as u64),
        access: &Place {
            get: |preset| preset.data.table().is_none().then(|| preset.data.train_count() as u64),
            set: |preset, count| preset.data.set_train_count(count as usize),
        },
        ..GENERATED
    },
    Setting {
        name: "test",
        label: "test points",
        help: "Number of test points",
        description: "Number of points that only evaluate the network, which never learns from them. With few, the test \
                      loss depends on luck; with 0 there is none.",
        advice: "Try 1000 for a test loss to rely on.",
        hint: [
            "Points that only evaluate the network, which never learns from them. Try 1000 for a test loss to \
             rely on.",
            "Points that only evaluate the network. Try 1000 for a steady test loss.",
        ],
        related: &["early-stopping"],
        steps: COUNTS,
        limits: (0, MAX_POINTS as u64),
        access: &Place {
            get: |preset| preset.data.table().is_none().then(|| preset.data.test_count() as u64),
            set: |preset, count| preset.data.set_test_count(count as usize),
        },
        ..GENERATED
    },
    Setting {
        name: "train-fraction",
        aliases: &["share"],
        help: "Percentage of train points, 1 to 100; at 100 there is no test data",
        value_name: "PERCENT",
        description: "Percentage of all points that are train points. The others only evaluate the network; at 100 there are \
                      none.",
        advice: "Try 10: with few train points the network memorizes them.",
        hint: [
            "Percentage of the points that the network learns from; the others only evaluate it. Try 10: it \
             memorizes those few.",
            "Percentage of train points. Try 10: the network memorizes those few.",
        ],
        related: &["regularization", "hidden"],
        steps: &["10", "20", "30", "40", "50", "60", "70", "80", "90", "100"],
        fields: &["data.share", "data.train", "data.test"],
        limits: TRAIN_FRACTIONS,
        needs: (
            |preset| preset.data.table().is_some_and(|table| table.test_rows() == 0),
            "points of a file without test data of its own",
        ),
        access: &Place {
            get: |preset| preset.data.train_fraction(),
            set: |preset, percent| preset.data.set_train_fraction(percent).is_ok(),
        },
        ..POINTS
    },
    Setting {
        name: "standardize",
        help: "Standardization of a file's columns to mean 0 and standard deviation 1 [default: true]",
        value_name: "BOOL",
        description: "Standardization of each column of a file to mean 0 and standard deviation 1. Without it, large \
                      columns dominate small ones.",
        advice: "Try false with columns of very different sizes, and see it fail.",
        hint: [
            "Gives each column mean 0 and standard deviation 1. Try false: then large columns dominate small \
             ones.",
            "Gives each column mean 0 and deviation 1. Try false: large ones dominate.",
        ],
        related: &["inputs", "learning-rate"],
        scope: Scope::Table,
        access: &Place {
            get: |preset| csv(preset).map(|csv| csv.standardize),
            set: |preset, standardize| write(preset, |csv| csv.standardize = standardize),
        },
        ..POINTS
    },
    Setting {
        name: "data",
        help: "CSV file to learn from: columns of numbers, and a column of labels",
        value_name: "FILE.csv",
        description: "CSV file whose rows are the points. It has columns of numbers, which are the inputs, and one of \
                      labels.",
        advice: "Try a table of your own.",
        takes_hyphens: false,
        range: "the name of a file, as in points.csv",
        fields: &["data.file"],
        access: &Place {
            get: |preset| csv(preset).map(|csv| csv.file.clone()),
            set: |preset, file: String| {
                preset.data = Data::Csv(Csv::new(file));
                true
            },
        },
        ..TABLE
    },
    Setting {
        name: "test-data",
        help: "CSV file of the test points, with the columns of --data, whose rows are then all train points",
        value_name: "FILE.csv",
        description: "CSV file whose rows are the test points. It is read by the columns, labels and rules of the table, \
                      whose rows are then all train points.",
        advice: "Try a file that was split by somebody else, to compare results.",
        takes_hyphens: false,
        range: "the name of a file, as in test.csv",
        fields: &["data.test_file"],
        access: optional!(test_file: String),
        ..TABLE
    },
    Setting {
        name: "columns",
        help: "Columns to learn from, by name or number [default: all with numbers]",
        value_name: "NAME,NAME",
        description: "Columns of the file to learn from, by name or number. The decision boundary shows the two that separate the labels best.",
        advice: "Try two columns at first.",
        range: "names or numbers of columns, separated by commas",
        access: &Place {
            get: |preset| csv(preset).map(|csv| csv.columns.clone()).filter(|columns| !columns.is_empty()),
            set: |preset, columns: Vec<String>| write(preset, |csv| csv.columns = columns),
        },
        ..TABLE
    },
    Setting {
        name: "label",
        help: "Column of the labels, by name or number [default: the last]",
        value_name: "NAME",
        description: "Column of the file that holds the labels, by name or number. Without it, the last column does.",
        advice: "Try a column of numbers, for regression.",
        range: "the name or number of a column",
        access: optional!(label: String),
        ..TABLE
    },
    Setting {
        name: "task",
        help: "Kind of labels [default: classes, but values for more than 8 different numbers]",
        value_name: "KIND",
        description: "Kind of labels: names of classes, or values to predict. Without it, more than 8 different numbers \
                      are values.",
        advice: "Try values for grades from 1 to 6.",
        access: optional!(task: Kind),
        ..TABLE
    },
    Setting {
        name: "one-hot",
        help: "Columns of text that become an input for each value, by name or number",
        value_name: "NAME,NAME",
        description: "Columns of text that become an input for each of their values. It is 1 where a row has the value, else 0.",
        advice: "Try a column that the notes name.",
        range: "names or numbers of columns, separated by commas",
        fields: &["data.one_hot"],
        access: &Place {
            get: |preset| csv(preset).map(|csv| csv.one_hot.clone()).filter(|columns| !columns.is_empty()),
            set: |preset, columns: Vec<String>| write(preset, |csv| csv.one_hot = columns),
        },
        ..TABLE
    },
    Setting {
        name: "missing",
        help: "What becomes of rows with missing cells [default: drop]",
        value_name: "WHAT",
        description: "What becomes of rows with missing cells (empty, NA, NaN, null, ?). They are left out and counted, or \
                      the mean of the column over the train points stands for a number, or the file is refused.",
        advice: "Try mean where drop leaves few rows.",
        access: &Place {
            get: |preset| csv(preset).map(|csv| csv.missing).filter(|missing| *missing != Missing::Drop),
            set: |preset, missing: Missing| write(preset, |csv| csv.missing = missing),
        },
        ..TABLE
    },
    Setting {
        name: "header",
        help: "Whether the first row has the names of the columns [default: found]",
        value_name: "BOOL",
        description: "Whether the first row of the file has the names of the columns. Without it, each column's first cell \
                      is compared with the others.",
        advice: "Try yes where the names are numbers.",
        fields: &["data.dialect.header"],
        access: optional!(dialect.header: bool),
        ..TABLE
    },
    Setting {
        name: "delimiter",
        help: "Sign between the cells of a row, or tab or space [default: found]",
        value_name: "SIGN",
        description: "Sign between the cells of a row; space stands for any number of spaces. Without it, the tab, \
                      semicolon, comma or | that makes as many cells of each row.",
        advice: "Try space for columns of fixed width.",
        range: "one sign, tab or space",
        fields: &["data.dialect.delimiter"],
        access: optional!(dialect.delimiter: char),
        ..TABLE
    },
    Setting {
        name: "skip",
        help: "Lines to leave out before the table [default: 0]",
        value_name: "LINES",
        description: "Number of lines before the table that are no part of it. They are not read.",
        advice: "Try 1 where a title stands above the table.",
        limits: (0, 100_000),
        fields: &["data.dialect.skip"],
        access: &Place {
            get: |preset| csv(preset).map(|csv| u64::from(csv.dialect.skip)).filter(|skip| *skip > 0),
            set: |preset, skip: u64| write(preset, |csv| csv.dialect.skip = u32::try_from(skip).unwrap_or(u32::MAX)),
        },
        ..TABLE
    },
    Setting {
        name: "comment",
        help: "Sign that begins a comment, up to the end of its line [default: none]",
        value_name: "SIGN",
        description: "Sign that begins a comment. What follows on its line is not read.",
        advice: "Try '#'.",
        range: "one sign",
        fields: &["data.dialect.comment"],
        access: optional!(dialect.comment: char),
        ..TABLE
    },
    Setting {
        name: "decimal",
        help: "Decimal sign, a point or a comma [default: found]",
        value_name: "SIGN",
        description: "Decimal sign of all numbers of the file, a point or a comma. Without it, the one that all cells fit.",
        advice: "Try , for a spreadsheet from Germany.",
        range: "point or comma",
        fields: &["data.dialect.decimal"],
        access: optional!(dialect.decimal: char),
        ..TABLE
    },
    Setting {
        name: "thousands",
        help: "Sign that groups digits by three [default: found]",
        value_name: "SIGN",
        description: "Sign that groups the digits of large numbers by three. It is a point, a comma, space or an apostrophe.",
        advice: "Try a point where 2.240 is two thousand.",
        range: "point, comma, space or '",
        fields: &["data.dialect.thousands"],
        access: optional!(dialect.thousands: char),
        ..TABLE
    },
];

fn csv(preset: &Preset) -> Option<&Csv> {
    match &preset.data {
        Data::Csv(csv) => Some(csv),
        _ => None,
    }
}

/// Changes how a preset reads its table; false if it reads none.
fn write(preset: &mut Preset, change: impl FnOnce(&mut Csv)) -> bool {
    match &mut preset.data {
        Data::Csv(csv) => {
            change(csv);
            true
        }
        _ => false,
    }
}
