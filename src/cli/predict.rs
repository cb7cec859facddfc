//! `blobtui predict`: what a network says of a point, or of the points of a table: the probability of label 1, the
//! probabilities of the classes, or a value.

use std::path::PathBuf;

use super::output::Output;
use super::{table, values};
use crate::data::COORDINATES;
use crate::data::csv::{self, Inputs};
use crate::error::Error;
use crate::network::Loss;
use crate::train::{Checkpoint, unlabelled};

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "blobtui predict <CHECKPOINT> <X> <Y>\n       blobtui predict <CHECKPOINT> --data <FILE.csv|->"
)]
pub(super) struct Arguments {
    /// A checkpoint (.safetensors)
    checkpoint: PathBuf,
    /// First coordinate of the point, in any spelling of a finite number
    #[arg(allow_hyphen_values = true, value_parser = values::finite, requires = "y", required_unless_present = "data")]
    x: Option<f32>,
    /// Second coordinate of the point
    #[arg(allow_hyphen_values = true, value_parser = values::finite)]
    y: Option<f32>,
    /// A table with columns x and y, or - for standard input; printed with a column for the probability,
    /// the probabilities of the classes, or the value
    #[arg(long, value_name = "FILE.csv|-", conflicts_with_all = ["x", "y"])]
    data: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let checkpoint = Checkpoint::read(&arguments.checkpoint)?;
    let (settings, parameters) = (checkpoint.settings(), checkpoint.effective_parameters());
    let (shape, loss) = (settings.shape(), settings.loss);
    let mut engine = checkpoint.engine();
    let mut predict = |points: &[[f32; COORDINATES]]| {
        let laid_out = unlabelled(&settings.inputs, points);
        let mut predictions = vec![0.0; points.len() * shape.outputs];
        engine.outputs(&parameters, &laid_out, &mut predictions);
        loss.predict(&mut predictions, shape.outputs);
        predictions.chunks_exact(shape.outputs).map(cells).collect::<Vec<_>>()
    };
    let mut output = Output::new();
    let path = match (&arguments.data, arguments.x, arguments.y) {
        (Some(path), ..) => path,
        (None, Some(x), Some(y)) => {
            return predict(&[[x, y]]).iter().try_for_each(|cells| output.line(cells.join(" ")));
        }
        (None, ..) => return Err(Error::input("predict", "has no point", "give X and Y, or --data FILE.csv")),
    };
    let (reader, place) = table::open(path)?;
    let table = csv::read_inputs(reader, &place)?;
    output.bytes(&with_predictions(&table, &names(loss, shape.outputs), &predict(&table.inputs))?)
}

/// Names of the columns for what a network says.
fn names(loss: Loss, outputs: usize) -> Vec<String> {
    match loss {
        Loss::BinaryCrossEntropy => vec!["probability".into()],
        Loss::SoftmaxCrossEntropy => (0..outputs).map(|class| format!("probability_{class}")).collect(),
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
