//! The points of a script: as arrays, or read from the table that they came from.

use std::fmt::Write;

use super::literal::{literal, literals};
use super::table::{self, Reading};
use crate::data::{Data, Dataset, Input, Labels, Moments, Points};
use crate::file::source_text;
use crate::file::trained::Trained;
use crate::network::Task;
use crate::preset::Preset;
use crate::random::Purpose;
use crate::train::Checkpoint;

/// The lines that define `x_train`, `y_train`, `x_test` and `y_test`, and `x_validation` and `y_validation` if some points are
/// held out.
pub(super) struct Definitions {
    /// Those lines.
    pub(super) text: String,
    /// Whether rows of a table are shuffled.
    pub(super) shuffles: bool,
    /// A point to predict, in the units of people.
    pub(super) example: Vec<f32>,
}

/// The definitions of a run with these settings.
pub(super) fn definitions(checkpoint: &Checkpoint, settings: &Preset, network: &Trained) -> Definitions {
    let dataset = &checkpoint.dataset;
    if let Data::Csv(csv) = &settings.data
        && settings.drawn.is_empty()
        && let Some(table) = &csv.table
        && let Some(reading) = table::reading(csv, table)
    {
        let text = from_table(&reading, [dataset.train.len(), dataset.validation.len()], network);
        return Definitions { text, shuffles: true, example: example(dataset, settings, network) };
    }
    let mut text = String::from("# The points");
    text += if network.is_standardized() { ", standardized.\n" } else { ".\n" };
    let splits = [("train", &dataset.train), ("validation", &dataset.validation), ("test", &dataset.test)];
    for (split, points) in splits.into_iter().filter(|(_, points)| !points.is_empty()) {
        arrays(&mut text, split, points, settings);
    }
    let example = match settings.data {
        Data::Csv(_) => example(dataset, settings, network),
        _ => vec![0.5, -0.5],
    };
    Definitions { text, shuffles: false, example }
}

/// The first test point, or train point if there is none, in the units of people, with three digits.
fn example(dataset: &Dataset, settings: &Preset, network: &Trained) -> Vec<f32> {
    let first = rows(&dataset.test, settings).chain(rows(&dataset.train, settings)).next().unwrap_or_default();
    let restored = first.iter().zip(&network.columns).map(|(number, column)| column.moments.restored(*number));
    restored.map(|number| format!("{number:.2e}").parse().unwrap_or(number)).collect()
}

/// The numbers of each point in the columns that the network needs.
fn rows<'a>(points: &'a Points, settings: &Preset) -> impl Iterator<Item = Vec<f32>> + use<'a> {
    let columns: Vec<Input> = settings.input_columns().into_iter().map(Input::of_column).collect();
    let width = points.other_columns();
    points.inputs.iter().enumerate().map(move |(index, point)| {
        let others = &points.others[index * width..(index + 1) * width];
        columns.iter().map(|column| column.of(*point, others)).collect()
    })
}

fn arrays(text: &mut String, split: &str, points: &Points, settings: &Preset) {
    // As wide as what stands before the numbers.
    let before = 18 + split.len().max(5);
    let inputs: Vec<Vec<f32>> = rows(points, settings).collect();
    let _ = writeln!(text, "x_{split} = torch.tensor({})", source_text::rows(inputs.iter().map(Vec::as_slice), before));
    let labels = match settings.loss.task() {
        Task::Value => source_text::numbers(&points.labels, before),
        Task::Binary | Task::Classes => source_text::list(points.labels.iter().map(f32::to_string), before),
    };
    let _ = match settings.loss.task() {
        Task::Value => writeln!(text, "y_{split} = torch.tensor({labels}).unsqueeze(1)"),
        Task::Binary => writeln!(text, "y_{split} = torch.tensor({labels}).float().unsqueeze(1)"),
        Task::Classes => writeln!(text, "y_{split} = torch.tensor({labels})"),
    };
}

/// The lines that read a table.
fn from_table(reading: &Reading, [train, validation]: [usize; 2], network: &Trained) -> String {
    let columns: Vec<&str> = network.columns.iter().map(|column| column.name.as_str()).collect();
    let label = literal(&network.label_name);
    let seen = train + validation;
    let next = if validation == 0 { String::new() } else { format!(", the next {validation} are for validation") };
    let mut text = format!("# The rows of the table, shuffled; the first {train} are train points{next}.\n");
    let mut options = String::new();
    if reading.delimiter != ',' {
        let _ = write!(options, ", sep={:?}", reading.delimiter.to_string());
    }
    if reading.has_decimal_commas {
        options += ", decimal=\",\"";
    }
    if matches!(network.labels, Labels::Classes(_)) {
        let _ = write!(options, ", dtype={{{label}: str}}");
    }
    let _ = writeln!(text, "columns = {}", literals(columns.iter().copied()));
    let _ = writeln!(text, "table = pd.read_csv({}{options})", literal(reading.file));
    let _ = writeln!(text, "table = table.iloc[shuffled(len(table), stream={})]", Purpose::TableRows as u64);
    text += "x = torch.tensor(table[columns].to_numpy(dtype=\"float32\"))\n";
    if network.is_standardized() {
        text += "x = standardized(x)\n";
    }
    let numbers = format!("torch.tensor(table[{label}].to_numpy(dtype=\"float32\")).unsqueeze(1)");
    let classes = format!("torch.tensor([classes.index(name) for name in table[{label}]])");
    let y = match (network.loss.task(), network.label) {
        (Task::Value, Moments::NONE) => numbers,
        (Task::Value, Moments { mean, std }) => format!("(({numbers}.double() - {mean:?}) / {std:?}).float()"),
        (Task::Binary, _) => format!("{classes}.float().unsqueeze(1)"),
        (Task::Classes, _) => classes,
    };
    let _ = writeln!(text, "y = {y}");
    let _ = writeln!(text, "x_train, x_test = x[:{train}], x[{seen}:]\ny_train, y_test = y[:{train}], y[{seen}:]");
    if validation > 0 {
        let _ = writeln!(text, "x_validation, y_validation = x[{train}:{seen}], y[{train}:{seen}]");
    }
    text
}
