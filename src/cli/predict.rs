//! `blobtui predict`: what a network says of a point, or of the points of a table: the probability of label 1, the
//! probabilities of the classes, or a value.

use std::path::PathBuf;

use super::output::Output;
use super::{table, values};
use crate::data::Labels;
use crate::data::csv::{self, Inputs};
use crate::error::Error;
use crate::file;
use crate::network::Loss;
use crate::preset::Preset;
use crate::train::Checkpoint;

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "blobtui predict <CHECKPOINT> <X> <Y> [MORE]...\n       blobtui predict <CHECKPOINT> --data <FILE.csv|->"
)]
pub(super) struct Arguments {
    /// A checkpoint (.safetensors)
    checkpoint: PathBuf,
    /// Numbers of the point, in any spelling of finite ones: x, y, and those in the other columns of a file that the
    /// network has learned from
    #[arg(value_name = "NUMBER", allow_hyphen_values = true, value_parser = values::coordinate)]
    point: Vec<f32>,
    /// A table with columns x and y, or those of its own file, or - for standard input; printed with a column for the
    /// probability, the probabilities of the classes, or the value
    #[arg(long, value_name = "FILE.csv|-", conflicts_with = "point")]
    data: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let checkpoint = file::read_checkpoint(&arguments.checkpoint)?;
    let preset = &checkpoint.settings();
    let given = table::needed(preset);
    let columns = table::names(preset, &given);
    let mut output = Output::new();
    let Some(path) = &arguments.data else {
        let point = &arguments.point;
        if point.len() != given.len() {
            return Err(refuse_count(point, &columns));
        }
        let predictions = predict(&checkpoint, &given, point);
        return predictions.iter().try_for_each(|cells| output.line(cells.join(" ")));
    };
    let (reader, place) = table::open(path)?;
    let table = csv::read_inputs(reader, &place, &columns)?;
    let predictions = predict(&checkpoint, &given, &table.numbers);
    output.bytes(&with_predictions(&table, &names(preset), &predictions)?)
}

/// The refusal of a point that has not a number for each of these columns.
fn refuse_count(point: &[f32], columns: &[String]) -> Error {
    let columns = columns.join(", ");
    if point.is_empty() {
        return Error::input("predict", "has no point", format!("give its {columns}, or --data FILE.csv"));
    }
    let typed = point.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let count = if point.len() == 1 { "1 number".to_owned() } else { format!("{} numbers", point.len()) };
    Error::input(format!("predict {typed}"), format!("a point has not {count} here"), format!("give its {columns}"))
}

/// What the network says of rows of numbers in these columns, as people write them: of each the cells.
fn predict(checkpoint: &Checkpoint, given: &[usize], numbers: &[f32]) -> Vec<Vec<String>> {
    let (settings, parameters) = (checkpoint.settings(), checkpoint.effective_parameters());
    let (outputs, loss) = (settings.shape().outputs, settings.loss);
    let points = checkpoint.dataset.points_of(given, numbers, &[]);
    let laid_out = points.laid_out(&settings.inputs);
    let mut predictions = vec![0.0; points.len() * outputs];
    checkpoint.engine().outputs(&parameters, &laid_out, &mut predictions);
    loss.predict(&mut predictions, outputs);
    // Values in the unit that they were learned from; the label of classes has no scale.
    let scale = checkpoint.dataset.scale.label;
    for prediction in &mut predictions {
        *prediction = scale.restored(*prediction);
    }
    predictions.chunks_exact(outputs).map(cells).collect()
}

/// Names of the columns for what a network says.
fn names(preset: &Preset) -> Vec<String> {
    let labels = preset.data.labels();
    match (preset.loss, &labels) {
        (Loss::BinaryCrossEntropy, _) if preset.data.table().is_none() => vec!["probability".into()],
        (Loss::BinaryCrossEntropy, _) => vec![format!("probability_{}", labels.class(1).unwrap_or("1"))],
        (Loss::SoftmaxCrossEntropy, Labels::Classes(names)) => {
            names.iter().map(|name| format!("probability_{name}")).collect()
        }
        _ => vec!["value".into()],
    }
}

/// Numbers as they are printed.
fn cells(predictions: &[f32]) -> Vec<String> {
    predictions.iter().map(|number| format!("{number:.6}")).collect()
}

/// The table as it came, with more columns.
fn with_predictions(table: &Inputs, names: &[String], predictions: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    let broken = |error: ::csv::Error| Error::Output(error.into());
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(table.names.iter().chain(names)).map_err(broken)?;
    for (cells, predictions) in table.cells.iter().zip(predictions) {
        writer.write_record(cells.iter().chain(predictions)).map_err(broken)?;
    }
    writer.into_inner().map_err(|error| Error::Output(error.into_error()))
}
