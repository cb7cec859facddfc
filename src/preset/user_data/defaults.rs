//! The run that is made for points which come without a preset, and for those that take the place of a preset's.

use std::path::Path;

use crate::data::csv::NO_HEADER;
use crate::data::{COORDINATES, Csv, Data, Drawn, Input, Labels, Table, Target, Understood};
use crate::network::{Activation, Architecture, EngineKind, Initialization, Loss};
use crate::optimizer::{Adam, Clip, Optimizer, Regularization, Schedule};
use crate::preset::{
    BatchSize, EarlyStopping, LONGEST_NOTES, LONGEST_TITLE, Preset, Recipe, STANDARD, STANDARD_NAME, builtin, fits,
    stem,
};
use crate::text::excerpt;

/// The largest number of train points for full-batch steps.
const MAX_AT_ONCE: usize = 1000;
/// Mini-batch size for more points.
const BATCH: usize = 100;
/// The longest name of a recipe, in bytes, with room for a file's ending.
const LONGEST_NAME: usize = 60;

/// A recipe that learns most tables: one hidden layer of eight tanh units, and Adam.
pub(super) fn preset_for(csv: Csv) -> Recipe {
    let name = name_of(&csv.file);
    let table = csv.table.as_deref();
    let target = csv.labels().map_or(Target::Classes(2), Labels::target);
    let large = csv.counts().0 > MAX_AT_ONCE;
    let preset = Preset {
        version: 1,
        title: title(&csv.file, table),
        notes: clipped(&notes(&csv), LONGEST_NOTES),
        inputs: Input::columns(table.map_or(COORDINATES, |table| table.columns().len())),
        network: Architecture { hidden: vec![8], activation: Activation::Tanh.into() },
        initialization: Initialization::PyTorch,
        padded_initialization: false,
        loss: loss_for(target),
        class_weights: vec![],
        optimizer: Optimizer::Adam(Adam::new(0.01)),
        schedule: Schedule::Constant,
        regularization: Regularization::None,
        clip: Clip::None,
        dropout: 0.0,
        batch: if large { BatchSize::Size(BATCH) } else { BatchSize::Full },
        epochs: if large { 200 } else { 1000 },
        early_stopping: EarlyStopping::None,
        seed: 7,
        weights_seed: None,
        // Tables may be large, and this one is many times as fast.
        engine: EngineKind::Fused,
        speed: if large { 20 } else { 50 },
        data: Data::Csv(csv),
        drawn: Drawn::default(),
        group: None,
        next: None,
        paused: false,
    };
    Recipe { name, preset: preset.in_lowest_version(), edited: false }
}

/// A preset with other points: every column is an input, a loss that is none for their labels gives way to one that is,
/// and so do batches of more points than there are.
pub(super) fn with_points(mut preset: Preset, csv: Csv) -> Preset {
    preset.data = Data::Csv(csv);
    preset.inputs = Input::columns(preset.data.columns());
    let target = preset.data.target();
    if !fits(preset.loss, target) {
        preset.loss = loss_for(target);
    }
    if target != Target::Classes(preset.class_weights.len()) {
        preset.class_weights.clear();
    }
    if let BatchSize::Size(size) = preset.batch
        && size > preset.data.train_count()
    {
        preset.batch = BatchSize::Full;
    }
    preset
}

fn loss_for(target: Target) -> Loss {
    match target {
        Target::Classes(2) => Loss::BinaryCrossEntropy,
        Target::Classes(_) => Loss::SoftmaxCrossEntropy,
        Target::Value => Loss::MeanSquaredError,
    }
}

/// The run's name: its file's, unless a built-in preset has that name.
fn name_of(file: &str) -> String {
    let mut name = stem(Path::new(file)).replace(['/', '\\'], "-");
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    if name.trim().is_empty() {
        return "points".to_owned();
    }
    if builtin().iter().any(|preset| preset.name == name) { name + "-csv" } else { name }
}

fn title(file: &str, table: Option<&Table>) -> String {
    let file = if file == STANDARD {
        STANDARD_NAME.into()
    } else {
        Path::new(file).file_name().unwrap_or_default().to_string_lossy()
    };
    let words = table.map(Table::to_string).unwrap_or_default();
    let room = LONGEST_TITLE - ": 100000 points with values".len();
    format!("{}: {words}", clipped(&file, room))
}

fn clipped(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}

/// The columns and labels of a table that was read, and what was guessed, in a few sentences.
pub(super) fn notes(csv: &Csv) -> String {
    let remarks = csv.understood.iter().flat_map(|understood| &understood.remarks);
    remarks.fold(table_words(csv), |words, remark| format!("{words} {}.", excerpt(remark)))
}

/// The columns and labels of a table that was read, in a few sentences.
pub fn table_words(csv: &Csv) -> String {
    let Some(table) = csv.table.as_deref() else { return String::new() };
    let drawn = match table.columns() {
        [] => String::new(),
        [x] => format!("x is {x}, the only input."),
        [x, y] => format!("x is {x}, y is {y}."),
        columns => {
            format!("Of {} columns the decision boundary shows the two that separate the labels best.", columns.len())
        }
    };
    let label = match table.labels() {
        Labels::Classes(_) => format!("The label {} is {}.", table.label(), table.labels()),
        Labels::Values if csv.standardize => format!("The values of {} are standardized.", table.label()),
        Labels::Values => format!("The label {} is a value.", table.label()),
    };
    let mut words = format!("{drawn} {label}");
    let Some(understood) = csv.understood.as_deref() else { return words };
    let Understood { left_out, overview, .. } = understood;
    let mut add = |sentence: String| {
        words.push(' ');
        words.push_str(&sentence);
        words.push('.');
    };
    if !left_out.is_empty() {
        add(format!("Left out: {}", excerpt(&left_out.join(", "))));
    }
    if overview.form.heading == NO_HEADER {
        add(format!("No header; {} rows, {} columns", overview.form.rows.0, overview.columns.len()));
    }
    if table.test_rows() > 0 {
        add(format!(
            "All of its {} rows are train points, the {} of the test data test points",
            table.len() - table.test_rows(),
            table.test_rows()
        ));
    }
    words
}
