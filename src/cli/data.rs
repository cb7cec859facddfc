//! `blobtui data`: what is understood of a table, before anybody trains on it; or the points of any preset as a table.

use std::path::{Path, PathBuf};

use super::flags::Flags;
use super::output::Output;
use super::source::{self, PresetFlag};
use super::values;
use crate::data::csv::{ColumnOverview, Form};
use crate::data::{COORDINATES, Data, Dataset, Labels, Survey, Table};
use crate::error::Error;
use crate::file::{self, Input, Kind, atomic};
use crate::preset::{Preset, STANDARD, is_standard};
use crate::session::Source;
use crate::text::excerpt;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Table (.csv, .tsv, .gz), - for standard input, or a preset
    #[arg(value_parser = values::Source, hide_possible_values = true)]
    source: String,
    /// File to write the points to, train points first
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    /// Points to write
    #[arg(long, value_name = "WHICH", value_parser = ["all", "train", "test"], default_value = "all", requires = "out")]
    split: String,
    #[command(flatten)]
    overrides: Flags,
    /// Replace a file of another kind, too
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Error> {
    let Arguments { source, out, split, overrides, force } = arguments;
    let (path, kind) = (Path::new(source), file::kind_by_name(Path::new(source)));
    let is_table = source == STANDARD
        || (source::names_file(source) || path.is_file()) && matches!(kind, None | Some(Kind::Points));
    let mut overrides = overrides.clone();
    if is_table {
        overrides.0.add_named("data", source)?;
    }
    let name = excerpt(source);
    let source = (!is_table).then_some(source.as_str());
    let source::Opened { source, inputs, remark } = source::open(source, &overrides, &PresetFlag::none())?;
    let Source::Recipe(recipe) = source else {
        return Err(Error::input(name, "is a checkpoint or a run", "give a table or a preset"));
    };
    let mut output = Output::new();
    let Some(out) = out else {
        source::say_how(remark);
        return describe(&recipe.preset, &mut output);
    };
    check_out(out, &inputs, *force)?;
    source::say_how(remark);
    let text = table(&recipe.preset, split);
    if is_standard(out) {
        return output.text(&text);
    }
    atomic::replace(out, text.as_bytes(), "write the points")?;
    output.line(format_args!("wrote {}", out.display()))
}

fn check_out(out: &Path, inputs: &[Input], force: bool) -> Result<(), Error> {
    let output = file::Output { flag: "--out", path: out, kind: Kind::Points, format: None };
    file::check_outputs(inputs, &[output], force).map(drop)
}

/// Prints what was understood of the points of a preset.
fn describe(preset: &Preset, output: &mut Output) -> Result<(), Error> {
    let dataset = preset.dataset();
    if let Data::Csv(csv) = &preset.data
        && let (Some(understood), Some(table)) = (&csv.understood, &csv.table)
    {
        let overview = &understood.overview;
        describe_file(&csv.file, &overview.form, output)?;
        output.line(format!("{}, {} columns", rows_words(&overview.form), overview.columns.len()))?;
        if let (Some(file), Some(form)) = (&csv.test_file, &understood.test_form) {
            describe_file(file, form, output)?;
            output.line(format!("{}, as test points", rows_words(form)))?;
        }
        output.line("columns")?;
        let width = overview.columns.iter().map(|column| column.name.chars().count()).max().unwrap_or(0).min(40);
        for column in &overview.columns {
            output.line(format!("  {:<width$}  {}", column.name, column_words(column, table)))?;
        }
    }
    output.line(labels_words(preset, &dataset))?;
    let held_out = if dataset.validation.is_empty() {
        String::new()
    } else {
        format!(", {} validation", dataset.validation.len())
    };
    let (train, test) = (dataset.train.len(), dataset.test.len());
    let split = match test {
        0 => format!("{train} train{held_out} points, no test data"),
        _ => format!("{train} train{held_out} and {test} test points"),
    };
    output.line(format!("split: {split}, seed {}", preset.seed))?;
    let [x, y] = Survey::of(&preset.data, &preset.inputs, &dataset).axes();
    let name = |column| preset.data.column_name(column);
    let shown = if dataset.is_strip() { name(x) } else { format!("{} and {}", name(x), name(y)) };
    output.line(format!("shown: {shown}"))?;
    if let Data::Csv(csv) = &preset.data
        && let Some(understood) = &csv.understood
        && !understood.left_out.is_empty()
    {
        output.line(format!("left out: {}", understood.left_out.join(", ")))?;
    }
    Ok(())
}

fn describe_file(file: &str, form: &Form, output: &mut Output) -> Result<(), Error> {
    let Form { encoding, was_packed, delimiter, heading, convention, .. } = form;
    let delimiter = match delimiter {
        '\t' => "tabs".to_owned(),
        ' ' => "spaces".to_owned(),
        sign => format!("{sign:?}"),
    };
    let packed = if *was_packed { ", compressed with gzip" } else { "" };
    let decimal = if convention.decimal == ',' { "decimal commas" } else { "decimal points" };
    output.line(format!(
        "{}: {}{packed}, cells separated by {delimiter}, {heading}, {decimal}",
        excerpt(file),
        encoding.name()
    ))
}

/// The rows of a table in words.
fn rows_words(form: &Form) -> String {
    let (all, kept) = form.rows;
    let left_out = if all == kept { String::new() } else { format!(", {} of them left out", all - kept) };
    format!("{all} rows{left_out}")
}

/// A column in words: its kind, its range, what is missing, what becomes of it.
fn column_words(column: &ColumnOverview, table: &Table) -> String {
    let ColumnOverview { name, kind, missing, inputs, is_label } = column;
    let place = table.columns().iter().position(|own| own == name);
    let width = table.columns().len();
    let numbers =
        table.numbers().iter().skip(place.unwrap_or(0)).step_by(width).copied().filter(|number| number.is_finite());
    let mut words = vec![kind.words().to_owned()];
    if place.is_some() {
        let (least, most) = range(numbers);
        words.push(format!("{least} to {most}"));
    }
    if *missing > 0 {
        words.push(format!("{missing} missing"));
    }
    words.push(match (is_label, inputs) {
        (true, _) => "label".to_owned(),
        (_, 0) => "left out".to_owned(),
        (_, 1) => "input".to_owned(),
        (_, count) => format!("{count} inputs"),
    });
    words.join(", ")
}

/// The least and the largest of some numbers.
fn range(numbers: impl Iterator<Item = f32>) -> (f32, f32) {
    numbers.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), number| (least.min(number), most.max(number)))
}

/// The labels of all points: the classes with their shares, or the range of the values.
fn labels_words(preset: &Preset, dataset: &Dataset) -> String {
    let name = match preset.data.label_name() {
        "label" => "label".to_owned(),
        name => format!("label {name}"),
    };
    let labels = || dataset.train.labels.iter().chain(&dataset.test.labels);
    let count = labels().count();
    match preset.data.labels() {
        Labels::Classes(classes) => {
            let class = |(place, class): (usize, &String)| {
                let own = labels().filter(|label| **label == place as f32).count();
                format!("{class} {own} ({:.1} %)", 100.0 * own as f64 / count as f64)
            };
            format!("{name}: {}", classes.iter().enumerate().map(class).collect::<Vec<_>>().join(", "))
        }
        Labels::Values => {
            let (least, most) = range(labels().map(|label| dataset.scale.label.restored(*label)));
            format!("{name}: values from {least} to {most}")
        }
    }
}

/// The points of a preset as CSV, in their own units.
fn table(preset: &Preset, split: &str) -> String {
    let mut raw = preset.clone();
    if let Data::Csv(csv) = &mut raw.data {
        csv.standardize = false;
    }
    let (dataset, labels) = (raw.dataset(), raw.data.labels());
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let columns = (0..raw.data.columns()).map(|column| raw.data.column_name(column));
    // Writing to memory can't fail.
    let _ = writer.write_record(columns.chain([raw.data.label_name().to_owned()]));
    let train = [&dataset.train, &dataset.validation];
    let splits = match split {
        "train" => train.to_vec(),
        "test" => vec![&dataset.test],
        _ => [&train[..], &[&dataset.test]].concat(),
    };
    for points in splits {
        let (own, others) = (raw.data.columns().min(COORDINATES), points.other_columns());
        for (index, input) in points.inputs.iter().enumerate() {
            let numbers = input[..own].iter().chain(&points.others[index * others..(index + 1) * others]);
            let label = points.labels[index];
            let name = labels.class(label as usize).map_or_else(|| label.to_string(), str::to_owned);
            let _ = writer.write_record(numbers.map(f32::to_string).chain([name]));
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
