//! `blobtui predict`: the prediction of a network for a point, or for the points of a table: the probability of label
//! 1, the probabilities of the classes, or a value.

use std::path::PathBuf;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::eval::fitting;
use super::output::Output;
use super::source::PresetFlag;
use super::{divergence, table, values};
use crate::data::Labels;
use crate::data::csv::{self, Inputs};
use crate::error::Error;
use crate::network::{Loss, Threshold};
use crate::preset::Preset;
use crate::text::{excerpt, visible};

/// The name of the predicted class.
const PREDICTED: &str = "predicted";

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "blobtui predict <CHECKPOINT> <X> <Y> [MORE]...\n       blobtui predict <CHECKPOINT> --data <FILE.csv|->"
)]
pub(super) struct Arguments {
    /// Checkpoint (.safetensors) or weights alone (.pt, .npz, .safetensors)
    checkpoint: PathBuf,
    /// Coordinates of the point: x, y, and the other columns among the network's inputs
    #[arg(value_name = "NUMBER", allow_hyphen_values = true, value_parser = values::coordinate)]
    point: Vec<f32>,
    /// Table of points with the same columns as the checkpoint's (x and y for generated points), printed with its
    /// predictions in further columns; - reads standard input
    #[arg(long, value_name = "FILE.csv|-", conflicts_with = "point")]
    data: Option<PathBuf>,
    /// Print a JSON object for each point, with all digits of its predictions
    #[arg(long)]
    json: bool,
    /// Print the predicted class as well: of two classes, label 1 from this probability of it on
    #[arg(long, value_name = "P", value_parser = values::threshold)]
    threshold: Option<Threshold>,
    #[command(flatten)]
    preset: PresetFlag,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let checkpoint = arguments.preset.read(&arguments.checkpoint)?;
    let preset = &checkpoint.settings();
    fitting(arguments.threshold, preset)?;
    let classes = arguments.threshold.map(|threshold| (threshold, preset.data.labels()));
    let mut predictor = checkpoint.predictor();
    let (columns, names) = (predictor.columns(), names(preset));
    let mut output = Output::new();
    let check = |predictions: &Predictions| {
        divergence::check(&arguments.checkpoint, &checkpoint, "predictions", predictions.numbers.iter().copied())
    };
    let Some(path) = &arguments.data else {
        let point = &arguments.point;
        if point.len() != columns.len() {
            return Err(refuse_count(point, &columns));
        }
        let predictions = Predictions { numbers: predictor.predict(point), outputs: names.len(), classes };
        if arguments.json {
            predictions.print_objects(&names, &mut output)?;
        } else {
            predictions.rows().try_for_each(|cells| output.line(cells.join(" ")))?;
        }
        return check(&predictions);
    };
    let (reader, place) = table::open(path, &arguments.checkpoint)?;
    let table = csv::read_inputs(reader, &place, &columns)?;
    let predictions = Predictions { numbers: predictor.predict(&table.numbers), outputs: names.len(), classes };
    if arguments.json {
        predictions.print_objects(&names, &mut output)?;
    } else {
        output.text(&with_predictions(&table, &names, &predictions, output.is_terminal())?)?;
    }
    check(&predictions)
}

/// The refusal of a point with too few or too many coordinates for these columns.
fn refuse_count(point: &[f32], columns: &[String]) -> Error {
    let remedy = format!("give {}", excerpt(&columns.join(", ")));
    if point.is_empty() {
        return Error::input("predict", "the point is missing", format!("{remedy}, or --data FILE.csv"));
    }
    let typed = point.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let problem = format!("expected {} coordinates, got {}", columns.len(), point.len());
    Error::input(format!("predict {typed}"), problem, remedy)
}

/// The predictions for some points, `outputs` numbers for each.
struct Predictions {
    numbers: Vec<f32>,
    outputs: usize,
    /// The threshold of two classes, if their names are wanted.
    classes: Option<(Threshold, Labels)>,
}

impl Predictions {
    /// The cells of each point.
    fn rows(&self) -> impl Iterator<Item = Vec<String>> {
        let cells = |numbers: &[f32]| {
            let class = self.class(numbers).map(str::to_owned);
            numbers.iter().map(|number| format!("{number:.6}")).chain(class).collect()
        };
        self.numbers.chunks_exact(self.outputs).map(cells)
    }

    /// The predicted class of a point, if it is wanted; empty where the probability is no number.
    fn class(&self, numbers: &[f32]) -> Option<&str> {
        let (threshold, labels) = self.classes.as_ref()?;
        let class = numbers.last().and_then(|probability| threshold.class_of(*probability));
        Some(class.and_then(|class| labels.class(class)).unwrap_or_default())
    }

    /// Prints each point's predictions by their names.
    fn print_objects(&self, names: &[String], output: &mut Output) -> Result<(), Error> {
        self.numbers.chunks_exact(self.outputs).try_for_each(|numbers| {
            let class = self.class(numbers);
            output.object(&Named { names, numbers, class })
        })
    }
}

/// Numbers with their names, as an object in their order.
struct Named<'a> {
    names: &'a [String],
    numbers: &'a [f32],
    class: Option<&'a str>,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.names.iter().zip(self.numbers).try_for_each(|(name, number)| map.serialize_entry(name, number))?;
        self.class.map_or(Ok(()), |class| map.serialize_entry(PREDICTED, class))?;
        map.end()
    }
}

fn names(preset: &Preset) -> Vec<String> {
    let labels = preset.data.labels();
    match (preset.loss, &labels) {
        (loss, _) if loss.gives_probability() && preset.data.table().is_none() => vec!["probability".into()],
        (loss, _) if loss.gives_probability() => vec![format!("probability_{}", labels.class(1).unwrap_or("1"))],
        (Loss::SoftmaxCrossEntropy, Labels::Classes(names)) => {
            names.iter().map(|name| format!("probability_{name}")).collect()
        }
        _ => vec!["value".into()],
    }
}

/// The table with its predictions as CSV, its cells as they were; `escaped` for a terminal.
fn with_predictions(
    table: &Inputs,
    names: &[String],
    predictions: &Predictions,
    escaped: bool,
) -> Result<String, Error> {
    let broken = |error: ::csv::Error| Error::Output(error.into());
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let write = |writer: &mut ::csv::Writer<Vec<u8>>, cell: &str| {
        let cell = if escaped { visible(cell) } else { cell.into() };
        writer.write_field(cell.as_bytes())
    };
    let end = |writer: &mut ::csv::Writer<Vec<u8>>| writer.write_record(None::<&[u8]>);
    let predicted = predictions.classes.is_some().then(|| PREDICTED.to_owned());
    let mut heads = table.names.iter().chain(names).chain(&predicted);
    heads.try_for_each(|name| write(&mut writer, name)).map_err(broken)?;
    end(&mut writer).map_err(broken)?;
    for (cells, predictions) in table.rows().zip(predictions.rows()) {
        cells.iter().try_for_each(|cell| write(&mut writer, cell)).map_err(broken)?;
        predictions.iter().try_for_each(|cell| write(&mut writer, cell)).map_err(broken)?;
        end(&mut writer).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::Output(error.into_error()))?;
    String::from_utf8(bytes).map_err(|error| Error::Output(std::io::Error::other(error)))
}
