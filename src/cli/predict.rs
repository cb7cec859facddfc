//! `blobtui predict`: the prediction of a network for a point, or for the points of a table: the probability of label
//! 1, the probabilities of the classes, or a value.

use std::path::{Path, PathBuf};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::eval::fitting;
use super::flags::DialectFlags;
use super::output::Output;
use super::source::PresetFlag;
use super::table::{self, Columns};
use super::{divergence, values};
use crate::data::Labels;
use crate::data::csv::{self, Inputs};
use crate::error::Error;
use crate::file::{self, Input, Kind, atomic};
use crate::network::{Loss, Threshold};
use crate::preset::{Preset, is_standard};
use crate::text::{excerpt, visible};
use crate::train::Predictor;

/// The name of the predicted class.
const CLASS: &str = "class";

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
    /// File for the table with its predictions [default: standard output]
    #[arg(long, value_name = "FILE.csv", requires = "data")]
    out: Option<PathBuf>,
    /// Replace a file of another kind, too
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    dialect: DialectFlags,
    /// Print a JSON object for each point, with all digits of its predictions
    #[arg(long, conflicts_with = "out")]
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
    let mut predictor = checkpoint.predictor();
    let (columns, names, classes) = (predictor.columns(), names(preset), Classes::new(preset, arguments.threshold));
    let mut output = Output::new();
    let check = |predictions: &Predictions| {
        divergence::check(
            &arguments.checkpoint,
            &checkpoint,
            "predictions",
            predictions.points().flatten().flatten().copied(),
        )
    };
    let Some(path) = &arguments.data else {
        let point = &arguments.point;
        if point.len() != columns.len() {
            return Err(refuse_count(point, &columns));
        }
        let numbers = predictor.predict(point);
        let predictions = Predictions { numbers, outputs: names.len(), absent: vec![false] };
        if arguments.json {
            predictions.print_objects(&names, &classes, &mut output)?;
        } else {
            // Of several classes the probabilities stand on the line, in their order.
            let shown = if arguments.threshold.is_some() { &classes } else { &Classes::NONE };
            predictions.rows(shown).try_for_each(|cells| output.line(cells.join(" ")))?;
        }
        return check(&predictions);
    };
    if let Some(out) = &arguments.out {
        check_out(out, path, arguments)?;
    }
    let (reader, place) = table::open(path, &arguments.checkpoint)?;
    let wanted = Columns::of(preset, &preset.input_columns(), &arguments.dialect)?;
    let mut table = csv::read_inputs(reader, &place, &wanted.wanted())?;
    for row in table.numbers.chunks_exact_mut(columns.len()) {
        for (&column, number) in preset.input_columns().iter().zip(row) {
            *number = checkpoint.dataset.scale.filled(column, *number);
        }
    }
    let left_out = table.numbers.chunks_exact(columns.len()).filter(|row| is_incomplete(row)).count();
    if left_out > 0 {
        let rows = if left_out == 1 { "1 row has" } else { &format!("{left_out} rows have") };
        table.remarks.push(format!("{rows} a missing cell and no prediction"));
    }
    table::say_remarks(&place, &table.remarks);
    let predictions = Predictions::of(&table, &mut predictor, columns.len(), names.len());
    if arguments.json {
        predictions.print_objects(&names, &classes, &mut output)?;
    } else {
        let is_shown = output.is_terminal() && arguments.out.is_none();
        let text = with_predictions(&table, &names, &predictions, &classes, is_shown)?;
        match arguments.out.as_deref().filter(|out| !is_standard(out)) {
            Some(out) => atomic::replace(out, text.as_bytes(), "write the predictions")?,
            None => output.text(&text)?,
        }
    }
    check(&predictions)
}

/// Checks that the predictions can be written without harm to another file.
fn check_out(out: &Path, data: &Path, arguments: &Arguments) -> Result<(), Error> {
    let input = |name: String, path: &Path| Input { name, path: path.to_path_buf(), is_continued: false };
    let data = input(format!("--data {}", data.display()), data);
    let checkpoint = &arguments.checkpoint;
    let checkpoint = input(format!("the checkpoint {}", checkpoint.display()), checkpoint);
    let inputs: Vec<_> = [Some(data), Some(checkpoint), arguments.preset.input()].into_iter().flatten().collect();
    let output = file::Output { flag: "--out", path: out, kind: Kind::Points, format: None };
    file::check_outputs(&inputs, &[output], arguments.force).map(drop)
}

/// Whether a row has no prediction: a number is missing, and nothing stands for it.
fn is_incomplete(row: &[f32]) -> bool {
    row.iter().any(|number| number.is_nan())
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

/// The predictions for some points, `outputs` numbers for each; NaN for a row that can't be predicted.
struct Predictions {
    numbers: Vec<f32>,
    outputs: usize,
    /// Which points have none.
    absent: Vec<bool>,
}

impl Predictions {
    /// The predictions for the rows of a table with this many columns.
    fn of(table: &Inputs, predictor: &mut Predictor, columns: usize, outputs: usize) -> Self {
        let rows = || table.numbers.chunks_exact(columns);
        let complete: Vec<f32> = rows().filter(|row| !is_incomplete(row)).flatten().copied().collect();
        let found = predictor.predict(&complete);
        let absent: Vec<bool> = rows().map(is_incomplete).collect();
        let mut found = found.chunks_exact(outputs);
        let mut numbers = Vec::with_capacity(absent.len() * outputs);
        for is_absent in &absent {
            match if *is_absent { None } else { found.next() } {
                Some(predictions) => numbers.extend(predictions),
                None => numbers.resize(numbers.len() + outputs, f32::NAN),
            }
        }
        Self { numbers, outputs, absent }
    }

    /// The predictions of each point; none for one that can't be predicted.
    fn points(&self) -> impl Iterator<Item = Option<&[f32]>> {
        let points = self.numbers.chunks_exact(self.outputs).zip(&self.absent);
        points.map(|(numbers, is_absent)| (!is_absent).then_some(numbers))
    }

    /// The cells of each point, with its class if there are some.
    fn rows(&self, classes: &Classes) -> impl Iterator<Item = Vec<String>> {
        let cells = |numbers: Option<&[f32]>| {
            let cell = |place: usize| numbers.map_or(String::new(), |numbers| format!("{:.6}", numbers[place]));
            let class = || numbers.and_then(|numbers| classes.of(numbers)).unwrap_or_default().to_owned();
            let class = classes.are_named().then(class);
            (0..self.outputs).map(cell).chain(class).collect()
        };
        self.points().map(cells)
    }

    /// Prints each point's predictions by their names.
    fn print_objects(&self, names: &[String], classes: &Classes, output: &mut Output) -> Result<(), Error> {
        self.points().try_for_each(|numbers| {
            let class = numbers.and_then(|numbers| classes.of(numbers));
            output.object(&Named { names, numbers, has_class: classes.are_named(), class })
        })
    }
}

/// The classes of a network that gives a probability for each, or of two at a threshold. A single probability says enough
/// by itself.
struct Classes {
    labels: Labels,
    threshold: Option<Threshold>,
}

impl Classes {
    const NONE: Self = Self { labels: Labels::Values, threshold: None };

    fn new(preset: &Preset, threshold: Option<Threshold>) -> Self {
        let has_names = preset.data.table().is_some() && preset.loss == Loss::SoftmaxCrossEntropy;
        let labels = if has_names || threshold.is_some() { preset.data.labels() } else { Labels::Values };
        Self { labels, threshold }
    }

    fn are_named(&self) -> bool {
        self.labels != Labels::Values
    }

    /// The class of the largest probability, or of that of label 1 at the threshold; none where it is no number.
    fn of(&self, numbers: &[f32]) -> Option<&str> {
        let larger = |most: usize, place: usize| if numbers[place] > numbers[most] { place } else { most };
        let class = match self.threshold {
            Some(threshold) => numbers.last().and_then(|probability| threshold.class_of(*probability))?,
            None => (0..numbers.len()).fold(0, larger),
        };
        self.labels.class(class)
    }
}

/// Numbers with their names, and the name of their class, as an object in their order.
struct Named<'a> {
    names: &'a [String],
    numbers: Option<&'a [f32]>,
    has_class: bool,
    class: Option<&'a str>,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (place, name) in self.names.iter().enumerate() {
            map.serialize_entry(name, &self.numbers.map(|numbers| numbers[place]))?;
        }
        if self.has_class {
            map.serialize_entry(CLASS, &self.class)?;
        }
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
    classes: &Classes,
    escaped: bool,
) -> Result<String, Error> {
    let broken = |error: ::csv::Error| Error::Output(error.into());
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let write = |writer: &mut ::csv::Writer<Vec<u8>>, cell: &str| {
        let cell = if escaped { visible(cell) } else { cell.into() };
        writer.write_field(cell.as_bytes())
    };
    let end = |writer: &mut ::csv::Writer<Vec<u8>>| writer.write_record(None::<&[u8]>);
    let class = classes.are_named().then(|| CLASS.to_owned());
    table.names.iter().chain(names).chain(&class).try_for_each(|name| write(&mut writer, name)).map_err(broken)?;
    end(&mut writer).map_err(broken)?;
    for (cells, predictions) in table.rows().zip(predictions.rows(classes)) {
        cells.iter().try_for_each(|cell| write(&mut writer, cell)).map_err(broken)?;
        predictions.iter().try_for_each(|cell| write(&mut writer, cell)).map_err(broken)?;
        end(&mut writer).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::Output(error.into_error()))?;
    String::from_utf8(bytes).map_err(|error| Error::Output(std::io::Error::other(error)))
}
