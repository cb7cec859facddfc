//! `blobtui predict`: the prediction of a network for a point, or for the points of a table: the probability of label
//! 1, the probabilities of the classes, or a value.

use std::path::PathBuf;

use super::output::Output;
use super::{table, values};
use crate::data::Labels;
use crate::data::csv::{self, Inputs};
use crate::error::Error;
use crate::file;
use crate::network::Loss;
use crate::preset::Preset;
use crate::text::{excerpt, visible};
use crate::train::Checkpoint;

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "blobtui predict <CHECKPOINT> <X> <Y> [MORE]...\n       blobtui predict <CHECKPOINT> --data <FILE.csv|->"
)]
pub(super) struct Arguments {
    /// Checkpoint (.safetensors)
    checkpoint: PathBuf,
    /// Coordinates of the point: x, y, and the other columns among the network's inputs
    #[arg(value_name = "NUMBER", allow_hyphen_values = true, value_parser = values::coordinate)]
    point: Vec<f32>,
    /// Table of points with the same columns as the checkpoint's (x and y for generated points), printed with its
    /// predictions in further columns; - reads standard input
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
        predictions.iter().try_for_each(|row| output.line(cells(row).join(" ")))?;
        return check_divergence(arguments, &checkpoint, &predictions);
    };
    let (reader, place) = table::open(path)?;
    let table = csv::read_inputs(reader, &place, &columns)?;
    let predictions = predict(&checkpoint, &given, &table.numbers);
    let cells: Vec<_> = predictions.iter().map(|row| cells(row)).collect();
    output.text(&with_predictions(&table, &names(preset), &cells, output.is_terminal())?)?;
    check_divergence(arguments, &checkpoint, &predictions)
}

/// Says that a run diverged, or that its weights give predictions that are not numbers, which comes to the same.
fn check_divergence(arguments: &Arguments, checkpoint: &Checkpoint, predictions: &[Vec<f32>]) -> Result<(), Error> {
    if !checkpoint.is_diverged() && predictions.iter().flatten().all(|prediction| prediction.is_finite()) {
        return Ok(());
    }
    let path = arguments.checkpoint.to_string_lossy();
    let epoch = checkpoint.snapshot.epoch;
    Err(Error::Outcome(format!(
        "{}: the run diverged at epoch {epoch}, and its predictions mean nothing; train again with a smaller --learning-rate",
        excerpt(&path)
    )))
}

/// The refusal of a point with too few or too many coordinates for these columns.
fn refuse_count(point: &[f32], columns: &[String]) -> Error {
    let remedy = format!("give {}", columns.join(", "));
    if point.is_empty() {
        return Error::input("predict", "the point is missing", format!("{remedy}, or --data FILE.csv"));
    }
    let typed = point.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let problem = format!("expected {} coordinates, got {}", columns.len(), point.len());
    Error::input(format!("predict {typed}"), problem, remedy)
}

/// The predictions for rows of numbers in these columns and in the units of people, a list for each.
fn predict(checkpoint: &Checkpoint, given: &[usize], numbers: &[f32]) -> Vec<Vec<f32>> {
    let (settings, parameters) = (checkpoint.settings(), checkpoint.effective_parameters());
    let (outputs, loss) = (settings.shape().outputs, settings.loss);
    let points = checkpoint.dataset.points_of(given, numbers, &[]);
    let laid_out = points.laid_out(&settings.inputs);
    let mut predictions = vec![0.0; points.len() * outputs];
    checkpoint.engine().outputs(&parameters, &laid_out, &mut predictions);
    loss.predict(&mut predictions, outputs);
    // Values return to their own unit; the labels of classes have no scale.
    let scale = checkpoint.dataset.scale.label;
    for prediction in &mut predictions {
        *prediction = scale.restored(*prediction);
    }
    predictions.chunks_exact(outputs).map(<[f32]>::to_vec).collect()
}

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

fn cells(predictions: &[f32]) -> Vec<String> {
    predictions.iter().map(|number| format!("{number:.6}")).collect()
}

/// The table with its predictions as CSV, its cells as they were; `escaped` for a terminal.
fn with_predictions(
    table: &Inputs,
    names: &[String],
    predictions: &[Vec<String>],
    escaped: bool,
) -> Result<String, Error> {
    let shown = |cell: &String| if escaped { visible(cell).into_owned() } else { cell.clone() };
    let broken = |error: ::csv::Error| Error::Output(error.into());
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(table.names.iter().chain(names).map(shown)).map_err(broken)?;
    for (cells, predictions) in table.cells.iter().zip(predictions) {
        writer.write_record(cells.iter().chain(predictions).map(shown)).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::Output(error.into_error()))?;
    String::from_utf8(bytes).map_err(|error| Error::Output(std::io::Error::other(error)))
}
