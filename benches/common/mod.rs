//! What the benchmarks share: recipes, contenders that are measured in turns, and tables.

#![allow(dead_code, reason = "every benchmark uses a part of it")]

pub mod screen;

use std::hint::black_box;
use std::time::{Duration, Instant};

use blobtui::data::{Points, features};
use blobtui::network::{Activation, Architecture, Batch, Batches, EngineKind, Layout};
use blobtui::preset::{self, BatchSize, MAX_EPOCHS, Preset, Recipe};
use blobtui::train::Trainer;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};

/// Both engines.
pub const ENGINES: [EngineKind; 2] = [EngineKind::Dfdx, EngineKind::Fused];
/// How long a contender's turn takes, at least.
const TURN: Duration = Duration::from_millis(2);

/// A network with the points and batches that it is trained with.
pub struct Case {
    /// What the tables call it.
    pub name: String,
    /// Its recipe, without an end.
    pub preset: Preset,
}

impl Case {
    /// The tutorial's recipe with this network, number of train points and batches.
    pub fn new(name: &str, hidden: &[usize], activation: Activation, train: usize, batch: BatchSize) -> Self {
        let mut preset = preset::find("xor-blobs").expect("a built-in preset").preset;
        preset.network = Architecture { hidden: hidden.to_vec(), activation: activation.into() };
        preset.data.set_train_count(train);
        preset.batch = batch;
        preset.epochs = MAX_EPOCHS;
        preset.check().expect("a recipe that can be trained");
        Self { name: name.to_owned(), preset }
    }

    /// The tutorial's network.
    pub fn tutorial() -> Self {
        Self::new("2-5-1 relu, 80 points", &[5], Activation::Relu, 80, BatchSize::Full)
    }

    /// Six hidden layers of eight tanh units, in batches of ten.
    pub fn deep() -> Self {
        Self::new("6 x 8 tanh, 80 points by 10", &[8; 6], Activation::Tanh, 80, BatchSize::Size(10))
    }

    /// The recipe with this engine.
    pub fn with(&self, engine: EngineKind) -> Preset {
        Preset { engine, ..self.preset.clone() }
    }

    /// The recipe with this engine, by the tutorial's name.
    pub fn recipe(&self, engine: EngineKind) -> Recipe {
        Recipe { preset: self.with(engine), ..preset::find("xor-blobs").expect("a built-in preset") }
    }

    /// Points, parameters and learning rate with which a run starts.
    pub fn start(&self) -> (Points, Vec<f32>, f32) {
        let trainer = Trainer::new("xor-blobs", self.preset.clone());
        let rate = self.preset.optimizer.learning_rate() as f32;
        (trainer.dataset().train.clone(), trainer.parameters().to_vec(), rate)
    }

    /// A trainer with this engine, as `blobtui train` drives it.
    pub fn trainer(&self, engine: EngineKind) -> Contender<'static> {
        let mut trainer = Trainer::new("xor-blobs", self.with(engine));
        Contender::new(engine.name(), move |epochs| {
            for _ in 0..epochs {
                trainer.advance(|| false).expect("this run stays finite");
            }
            black_box(trainer.parameters());
        })
    }
}

/// Any number of points, more than a recipe may ask for: a case's own over and over, all in one batch.
pub struct Crowd<'a> {
    case: &'a Case,
    points: Batches,
    parameters: Vec<f32>,
    rate: f32,
}

impl<'a> Crowd<'a> {
    /// So many points.
    pub fn new(case: &'a Case, count: usize) -> Self {
        let (own, parameters, rate) = case.start();
        let (rows, width) = (features(&case.preset.inputs, &own), case.preset.inputs.len());
        let mut points = Batches::new(width);
        let order: Vec<usize> = (0..count).map(|point| point % own.len()).collect();
        points.gather(Batch { inputs: &rows, labels: &own.labels }, order.into_iter(), count);
        Self { case, points, parameters, rate }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// How many parameters the network has.
    pub fn parameters(&self) -> usize {
        Layout::new(&self.case.preset.shape()).len()
    }

    /// The engine by itself, with a plain step.
    pub fn contender(&self, kind: EngineKind) -> Contender<'_> {
        let mut engine = kind.build(&self.case.preset.shape(), self.case.preset.loss);
        let mut parameters = self.parameters.clone();
        let mut gradient = vec![0.0; parameters.len()];
        Contender::new(kind.name(), move |epochs| {
            for _ in 0..epochs {
                black_box(engine.loss_and_gradient(&parameters, &self.points, 0, &mut gradient));
                for (parameter, gradient) in parameters.iter_mut().zip(&gradient) {
                    *parameter -= self.rate * gradient;
                }
            }
        })
    }
}

/// One of several ways to do the same work.
pub struct Contender<'a> {
    name: &'static str,
    work: Box<dyn FnMut(u64) -> Duration + 'a>,
}

impl<'a> Contender<'a> {
    /// `work` does so many rounds of it.
    pub fn new(name: &'static str, mut work: impl FnMut(u64) + 'a) -> Self {
        Self::timed(name, move |rounds| {
            let start = Instant::now();
            work(rounds);
            start.elapsed()
        })
    }

    /// `work` does so many rounds of it, and says how long they took.
    pub fn timed(name: &'static str, work: impl FnMut(u64) -> Duration + 'a) -> Self {
        Self { name, work: Box::new(work) }
    }
}

/// A criterion that is done soon: many cases are measured, and their ratios come from turns that are close together.
pub fn criterion() -> Criterion {
    Criterion::default()
        .configure_from_args()
        .sample_size(10)
        .without_plots()
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(300))
}

/// Measures contenders by criterion, and after every sample of one gives each of them a turn, so that whatever else the
/// machine does meets all alike. Gives the seconds a round of each one's turns, none where a filter left all out.
pub fn race(group: &mut BenchmarkGroup<WallTime>, case: &str, contenders: &mut [Contender]) -> Vec<Vec<f64>> {
    // As many rounds as a turn takes, by the second of two timings: the first is of cold caches.
    let rounds: Vec<u64> = contenders
        .iter_mut()
        .map(|contender| {
            (contender.work)(1);
            let mut rounds = 1;
            while (contender.work)(rounds) < TURN {
                rounds *= 2;
            }
            rounds
        })
        .collect();
    let mut turns: Vec<Vec<f64>> = vec![vec![]; contenders.len()];
    for measured in 0..contenders.len() {
        group.bench_function(format!("{case}/{}", contenders[measured].name), |bencher| {
            bencher.iter_custom(|iterations| {
                let elapsed = (contenders[measured].work)(iterations);
                for ((contender, &rounds), turns) in contenders.iter_mut().zip(&rounds).zip(&mut turns) {
                    turns.push((contender.work)(rounds).as_secs_f64() / rounds as f64);
                }
                elapsed
            });
        });
    }
    turns
}

/// The middle of numbers.
pub fn median(numbers: &[f64]) -> Option<f64> {
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// The least of numbers.
pub fn least(numbers: &[f64]) -> Option<f64> {
    numbers.iter().copied().min_by(f64::total_cmp)
}

/// Prints a table with its columns aligned, the first to the left.
pub fn print_table(title: &str, header: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = (0..header.len())
        .map(|column| rows.iter().map(|row| row[column].len()).chain([header[column].len()]).max().unwrap_or(0))
        .collect();
    let line = |cells: &[&str]| {
        let cells = cells.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<String>>().join("  ")
    };
    println!("\n{title}\n\n{}", line(header));
    for row in rows {
        println!("{}", line(&row.iter().map(String::as_str).collect::<Vec<&str>>()));
    }
    println!();
}

/// A number in these units with three significant digits at least, or a dash where none was measured.
pub fn cell(number: Option<f64>) -> String {
    match number {
        None => "-".into(),
        Some(number) if number < 10.0 => format!("{number:.3}"),
        Some(number) if number < 100.0 => format!("{number:.2}"),
        Some(number) => format!("{number:.1}"),
    }
}

/// Seconds in parts of this many a second.
pub fn seconds_in(parts: f64, seconds: Option<f64>) -> Option<f64> {
    seconds.map(|seconds| seconds * parts)
}

/// One number in parts of another, if both were measured.
pub fn ratio(number: Option<f64>, of: Option<f64>) -> Option<f64> {
    Some(number? / of?)
}
