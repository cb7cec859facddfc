//! `blobtui eval`: evaluates a checkpoint on its own points or on a table: loss, accuracy or R², and of classes the
//! confusion matrix with precision, recall and F1.
//!
//! Losses refer to the points as the network sees them: standardized, if the points of the checkpoint are.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::divergence;
use super::flags::DialectFlags;
use super::output::Output;
use super::source::PresetFlag;
use super::table::{self, Columns};
use super::values;
use crate::data::{Labels, Points, csv};
use crate::error::Error;
use crate::network::{BaseRate, ClassScores, Engine, Evaluation, Score, Task, Threshold};
use crate::preset::Preset;
use crate::train::Checkpoint;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Checkpoint (.safetensors) or weights alone (.pt, .npz, .safetensors)
    checkpoint: PathBuf,
    /// Table to evaluate on instead of the checkpoint's own points, with the same columns (x, y and label for
    /// generated points); - reads standard input
    #[arg(long, value_name = "FILE.csv|-")]
    data: Option<PathBuf>,
    /// Probability of label 1 from which on a point of two classes gets it [default: 0.5]
    #[arg(long, value_name = "P", value_parser = values::threshold)]
    threshold: Option<Threshold>,
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
    /// What is known of classes.
    classes: Option<Classes>,
    labels: Labels,
}

/// How the points of classes are classified.
struct Classes {
    /// Confusion matrix: a row a true class, a column a predicted one.
    confusion: Vec<Vec<usize>>,
    scores: Vec<ClassScores>,
    base_rate: Option<BaseRate>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let checkpoint = arguments.preset.read(&arguments.checkpoint)?;
    let threshold = fitting(arguments.threshold, &checkpoint.settings())?;
    let splits = match &arguments.data {
        None => {
            let splits = [("train", &checkpoint.dataset.train), ("test", &checkpoint.dataset.test)];
            splits
                .into_iter()
                .filter(|(_, points)| !points.is_empty())
                .map(|(name, points)| (name, points.clone()))
                .collect()
        }
        Some(path) => {
            let (reader, place) = table::open(path, &arguments.checkpoint)?;
            let preset = checkpoint.settings();
            let given = preset.input_columns();
            let columns = Columns::of(&preset, &given, &arguments.dialect)?;
            let csv::Labelled { numbers, labels, remarks, .. } = csv::read_points(reader, &place, &columns.wanted())?;
            table::say_remarks(&place, &remarks);
            vec![("data", checkpoint.dataset.points_of(&given, &numbers, &labels))]
        }
    };
    let mut engine = checkpoint.engine();
    let reports: Vec<_> =
        splits.iter().map(|(name, points)| evaluate(&checkpoint, threshold, engine.as_mut(), name, points)).collect();
    let has_no_test_data = arguments.data.is_none() && checkpoint.dataset.test.is_empty();
    let mut output = Output::new();
    if arguments.json {
        let mut object = json!({ "preset": checkpoint.name, "epoch": checkpoint.snapshot.epoch });
        if arguments.threshold.is_some() {
            object["threshold"] = json!(threshold.probability());
        }
        for report in &reports {
            report.put_into(&mut object);
        }
        if has_no_test_data {
            object["test_loss"] = Value::Null;
            for measure in reports.iter().map(Report::measure) {
                object[format!("test_{measure}")] = Value::Null;
            }
        }
        output.object(&object)?;
    } else {
        let at = arguments.threshold.map_or_else(String::new, |threshold| format!(", threshold {threshold}"));
        output.line(format_args!("{}, epoch {}{at}", checkpoint.name, checkpoint.snapshot.epoch))?;
        reports.iter().try_for_each(|report| report.print(&mut output))?;
        if has_no_test_data {
            output.line("no test data")?;
        }
    }
    let losses = reports.iter().map(|report| report.evaluation.loss);
    divergence::check(&arguments.checkpoint, &checkpoint, "losses", losses)
}

/// The threshold that was asked for, or one half.
///
/// # Errors
/// If the network has none.
pub(super) fn fitting(threshold: Option<Threshold>, preset: &Preset) -> Result<Threshold, Error> {
    match threshold {
        Some(threshold) if !preset.has_threshold() => {
            let problem = format!("a network under {} does not give the probability of label 1", preset.loss.name());
            Err(Error::input(format!("--threshold {threshold}"), problem, "leave it out"))
        }
        threshold => Ok(threshold.unwrap_or_default()),
    }
}

fn evaluate<'a>(
    checkpoint: &Checkpoint,
    threshold: Threshold,
    engine: &mut dyn Engine,
    name: &'a str,
    points: &Points,
) -> Report<'a> {
    let (preset, parameters) = (checkpoint.settings(), checkpoint.effective_parameters());
    let laid_out = points.laid_out_for(&preset);
    let mut evaluation = engine.evaluate(&parameters, &laid_out);
    let classes = (preset.loss.task() != Task::Value).then(|| {
        let (width, classes) = (preset.shape().outputs, preset.shape().outputs.max(2));
        let mut outputs = vec![0.0; points.len() * width];
        engine.outputs(&parameters, &laid_out, &mut outputs);
        let counts = threshold.confusion(preset.loss, &outputs, &points.labels, classes);
        evaluation.score = Score::Correct(counts.iter().step_by(classes + 1).sum());
        Classes {
            confusion: counts.chunks_exact(classes).map(<[usize]>::to_vec).collect(),
            scores: ClassScores::all(&counts, classes),
            base_rate: BaseRate::of(&points.labels, classes),
        }
    });
    Report { name, count: points.len(), evaluation, classes, labels: preset.data.labels() }
}

impl Report<'_> {
    /// What the score is called.
    fn measure(&self) -> &'static str {
        match self.evaluation.score {
            Score::Correct(_) => "accuracy",
            Score::Determination(_) => "r2",
        }
    }

    fn put_into(&self, object: &mut Value) {
        let Self { name, count, evaluation: Evaluation { loss, score }, classes, .. } = self;
        object[format!("{name}_loss")] = json!(loss);
        object[format!("{name}_{}", self.measure())] = json!(score.share(*count));
        let Some(Classes { confusion, scores, base_rate }) = classes else { return };
        object[format!("{name}_base_rate")] = json!(base_rate.map(|rate| rate.share));
        object[format!("{name}_confusion")] = json!(confusion);
        for (measure, of) in MEASURES {
            object[format!("{name}_{}", measure.to_lowercase())] = scores.iter().map(of).collect();
        }
    }

    fn print(&self, output: &mut Output) -> Result<(), Error> {
        let Self { name, count, evaluation: Evaluation { loss, score }, classes, labels } = self;
        let share = score.share(*count);
        let class = |class: usize| labels.class(class).unwrap_or_default();
        let uneven = classes.as_ref().and_then(|classes| classes.base_rate).filter(BaseRate::is_uneven);
        let base_rate = uneven
            .map_or_else(String::new, |rate| format!("  base rate {:.3} (always {})", rate.share, class(rate.class)));
        output.line(match score {
            Score::Correct(correct) => {
                format!("{name:<5}  loss {loss:.6}  accuracy {share:.3}  {correct}/{count} correct{base_rate}")
            }
            Score::Determination(_) => format!("{name:<5}  loss {loss:.6}  R2 {share:.6}  {count} points"),
        })?;
        let Some(Classes { confusion, scores, .. }) = classes else { return Ok(()) };
        let heads: Vec<String> = (0..confusion.len()).map(|label| format!("label {}", class(label))).collect();
        let width = |text: &str| text.chars().count();
        let first = heads.iter().map(|head| width(head)).max().unwrap_or(0).max("predicted".len()) + 1;
        let others: Vec<usize> = (0..confusion.len()).map(|label| width(class(label)).max(6)).collect();
        let row = |head: &str, cells: Vec<String>, scores: [String; 3]| {
            let cells = cells.iter().zip(&others).map(|(cell, &width)| format!(" {cell:>width$}"));
            let scores = scores.map(|score| format!(" {score:>9}"));
            format!("  {head:>first$}{} {}", cells.collect::<String>(), scores.concat())
        };
        let names = (0..confusion.len()).map(|label| class(label).to_owned()).collect();
        output.line(row("predicted", names, MEASURES.map(|(name, _)| name.to_owned())))?;
        for ((head, counts), scores) in heads.iter().zip(confusion).zip(scores) {
            let score = |score: Option<f64>| score.map_or_else(|| "-".to_owned(), |score| format!("{score:.3}"));
            let scores = MEASURES.map(|(_, of)| score(of(scores)));
            output.line(row(head, counts.iter().map(ToString::to_string).collect(), scores))?;
        }
        Ok(())
    }
}

/// A number of a class, with its name.
type Measure = (&'static str, fn(&ClassScores) -> Option<f64>);

/// The numbers of each class.
const MEASURES: [Measure; 3] =
    [("precision", |scores| scores.precision), ("recall", |scores| scores.recall), ("F1", |scores| scores.f1)];
