//! `blobtui eval`: how a checkpoint does on its own points, or on a table's.

use std::path::PathBuf;

use serde_json::json;

use super::output::Output;
use super::table;
use crate::data::{Points, csv};
use crate::error::Error;
use crate::network::Judgement;
use crate::train::Checkpoint;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A checkpoint (.safetensors)
    checkpoint: PathBuf,
    /// A table with columns x, y and label (0 or 1), or - for standard input, instead of the checkpoint's own points
    #[arg(long, value_name = "FILE.csv|-")]
    data: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let checkpoint = Checkpoint::read(&arguments.checkpoint)?;
    let splits = match &arguments.data {
        None => vec![("train", checkpoint.dataset.train.clone()), ("test", checkpoint.dataset.test.clone())],
        Some(path) => {
            let (reader, place) = table::open(path)?;
            vec![("data", csv::read_points(reader, &place)?)]
        }
    };
    let mut engine = checkpoint.engine();
    let mut judge = |points: &Points| engine.judge(&checkpoint.snapshot.parameters, &points.laid_out());
    let mut output = Output::new();
    let mut object = json!({ "preset": checkpoint.name, "epoch": checkpoint.snapshot.epoch });
    if !arguments.json {
        output.line(format_args!("{}, epoch {}", checkpoint.name, checkpoint.snapshot.epoch))?;
    }
    for (name, points) in &splits {
        let Judgement { loss, correct } = judge(points);
        let accuracy = correct as f64 / points.len() as f64;
        if arguments.json {
            object[format!("{name}_loss")] = json!(loss);
            object[format!("{name}_accuracy")] = json!(accuracy);
        } else {
            let count = points.len();
            output.line(format_args!("{name:<5}  loss {loss:.6}  accuracy {accuracy:.3}  {correct}/{count} right"))?;
        }
    }
    if arguments.json { output.line(object) } else { Ok(()) }
}
