//! `blobtui eval`: evaluates a checkpoint on its own points or on a table.
//!
//! Losses refer to the points as the network sees them: standardized, if the points of the checkpoint are.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::divergence;
use super::flags::DialectFlags;
use super::output::Output;
use super::source::PresetFlag;
use super::table::{self, Columns};
use crate::data::{Labels, Points, csv};
use crate::error::Error;
use crate::network::{Engine, Evaluation, Score, Task};
use crate::train::Checkpoint;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Checkpoint (.safetensors) or weights alone (.pt, .npz, .safetensors)
    checkpoint: PathBuf,
    /// Table to evaluate on instead of the checkpoint's own points, with the same columns (x, y and label for
    /// generated points); - reads standard input
    #[arg(long, value_name = "FILE.csv|-")]
    data: Option<PathBuf>,
    #[command(flatten)]
    dialect: DialectFlags,
    #[command(flatten)]
    preset: PresetFlag,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

struct Report<'a> {
    name: &'a str,
    count: usize,
    evaluation: Evaluation,
    /// Confusion matrix of classes, if there may be more than two: a row a true class, a column a predicted one.
    confusion: Option<Vec<Vec<usize>>>,
    labels: Labels,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let checkpoint = arguments.preset.read(&arguments.checkpoint)?;
    let splits = match &arguments.data {
        None => vec![("train", checkpoint.dataset.train.clone()), ("test", checkpoint.dataset.test.clone())],
        Some(path) => {
            let (reader, place) = table::open(path, &arguments.checkpoint)?;
            let preset = checkpoint.settings();
            let given = preset.input_columns();
            let columns = Columns::of(&preset, &given, &arguments.dialect)?;
            let csv::Labelled { numbers, labels, remarks } = csv::read_points(reader, &place, &columns.wanted())?;
            table::say_remarks(&place, &remarks);
            vec![("data", checkpoint.dataset.points_of(&given, &numbers, &labels))]
        }
    };
    let mut engine = checkpoint.engine();
    let reports: Vec<_> =
        splits.iter().map(|(name, points)| evaluate(&checkpoint, engine.as_mut(), name, points)).collect();
    let mut output = Output::new();
    if arguments.json {
        let mut object = json!({ "preset": checkpoint.name, "epoch": checkpoint.snapshot.epoch });
        for report in &reports {
            report.put_into(&mut object);
        }
        output.object(&object)?;
    } else {
        output.line(format_args!("{}, epoch {}", checkpoint.name, checkpoint.snapshot.epoch))?;
        reports.iter().try_for_each(|report| report.print(&mut output))?;
    }
    let losses = reports.iter().map(|report| report.evaluation.loss);
    divergence::check(&arguments.checkpoint, &checkpoint, "losses", losses)
}

fn evaluate<'a>(checkpoint: &Checkpoint, engine: &mut dyn Engine, name: &'a str, points: &Points) -> Report<'a> {
    let (preset, parameters) = (checkpoint.settings(), checkpoint.effective_parameters());
    let laid_out = points.laid_out(&preset.inputs);
    let confusion = (preset.loss.task() == Task::Classes).then(|| {
        let classes = preset.shape().outputs;
        let mut outputs = vec![0.0; points.len() * classes];
        engine.outputs(&parameters, &laid_out, &mut outputs);
        let counts = preset.loss.confusion(&outputs, &points.labels, classes);
        counts.chunks_exact(classes).map(<[usize]>::to_vec).collect()
    });
    let (evaluation, labels) = (engine.evaluate(&parameters, &laid_out), preset.data.labels());
    Report { name, count: points.len(), evaluation, confusion, labels }
}

impl Report<'_> {
    fn put_into(&self, object: &mut Value) {
        let Self { name, count, evaluation: Evaluation { loss, score }, confusion, .. } = self;
        let measure = match score {
            Score::Correct(_) => "accuracy",
            Score::Determination(_) => "r2",
        };
        object[format!("{name}_loss")] = json!(loss);
        object[format!("{name}_{measure}")] = json!(score.share(*count));
        if let Some(confusion) = confusion {
            object[format!("{name}_confusion")] = json!(confusion);
        }
    }

    fn print(&self, output: &mut Output) -> Result<(), Error> {
        let Self { name, count, evaluation: Evaluation { loss, score }, confusion, labels } = self;
        let share = score.share(*count);
        output.line(match score {
            Score::Correct(correct) => {
                format!("{name:<5}  loss {loss:.6}  accuracy {share:.3}  {correct}/{count} correct")
            }
            Score::Determination(_) => format!("{name:<5}  loss {loss:.6}  R2 {share:.6}  {count} points"),
        })?;
        let Some(confusion) = confusion else { return Ok(()) };
        let class = |class: usize| labels.class(class).unwrap_or_default();
        let heads: Vec<String> = (0..confusion.len()).map(|label| format!("label {}", class(label))).collect();
        let width = |text: &str| text.chars().count();
        let first = heads.iter().map(|head| width(head)).max().unwrap_or(0).max("predicted".len()) + 1;
        let others: Vec<usize> = (0..confusion.len()).map(|label| width(class(label)).max(6)).collect();
        let row = |head: &str, cells: Vec<String>| {
            let cells = cells.iter().zip(&others).map(|(cell, &width)| format!(" {cell:>width$}"));
            format!("  {head:>first$}{}", cells.collect::<String>())
        };
        output.line(row("predicted", (0..confusion.len()).map(|label| class(label).to_owned()).collect()))?;
        for (head, counts) in heads.iter().zip(confusion) {
            output.line(row(head, counts.iter().map(ToString::to_string).collect()))?;
        }
        Ok(())
    }
}
