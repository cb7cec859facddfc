//! `blobtui predict`: the probability of label 1, for a point or for the points of a table.

use std::path::PathBuf;

use super::output::Output;
use super::{table, values};
use crate::data::csv::{self, Inputs};
use crate::error::Error;
use crate::network::{Batches, INPUTS};
use crate::train::Checkpoint;

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
    /// A table with columns x and y, or - for standard input; printed with a column for the probability
    #[arg(long, value_name = "FILE.csv|-", conflicts_with_all = ["x", "y"])]
    data: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let checkpoint = Checkpoint::read(&arguments.checkpoint)?;
    let mut engine = checkpoint.engine();
    let mut probabilities = |inputs: &[[f32; 2]]| {
        let points = Batches::unlabelled(INPUTS, inputs.as_flattened());
        let mut probabilities = vec![0.0; inputs.len()];
        engine.probabilities(&checkpoint.snapshot.parameters, &points, &mut probabilities);
        probabilities
    };
    let mut output = Output::new();
    let path = match (&arguments.data, arguments.x, arguments.y) {
        (Some(path), ..) => path,
        (None, Some(x), Some(y)) => {
            return probabilities(&[[x, y]])
                .iter()
                .try_for_each(|probability| output.line(format_args!("{probability:.6}")));
        }
        (None, ..) => return Err(Error::input("predict", "has no point", "give X and Y, or --data FILE.csv")),
    };
    let (reader, place) = table::open(path)?;
    let table = csv::read_inputs(reader, &place)?;
    output.bytes(&with_probabilities(&table, &probabilities(&table.inputs))?)
}

/// The table as it came, with one more column.
fn with_probabilities(table: &Inputs, probabilities: &[f32]) -> Result<Vec<u8>, Error> {
    let broken = |error: ::csv::Error| Error::Output(error.into());
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let names = table.names.iter().map(String::as_str).chain(["probability"]);
    writer.write_record(names).map_err(broken)?;
    for (cells, probability) in table.cells.iter().zip(probabilities) {
        let probability = format!("{probability:.6}");
        writer.write_record(cells.iter().map(String::as_str).chain([probability.as_str()])).map_err(broken)?;
    }
    writer.into_inner().map_err(|error| Error::Output(error.into_error()))
}
