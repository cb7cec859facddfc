//! What is known of the runs so far.

use std::sync::Arc;
use std::time::Duration;

use super::one::{SeedRun, Trained};
use super::plane::{Plane, Sums};
use super::{Ended, ManySeeds};
use crate::network::Task;
use crate::sweep::bands::{Band, Sketch, epochs};

/// Runs that a snapshot shares with those after it, at a time.
const CHUNK: usize = 256;

/// The runs that were trained so far, in the order in which they ended.
///
/// A run takes 750 bytes: 75 MB for 100,000 of them. The rest takes 7 MB whatever their number: the spread of two losses at
/// 128 epochs, and sums over the plane.
pub struct Collected {
    many: Arc<ManySeeds>,
    plane: Arc<Plane>,
    epochs: Vec<u64>,
    runs: Runs,
    /// Of the train and the test loss.
    sketches: [Vec<Sketch>; 2],
    sums: Sums,
    is_value: bool,
    /// Which of the seeds are done.
    done: Vec<bool>,
    pub(super) problem: Option<String>,
}

/// Runs, shared chunk by chunk.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    chunks: Vec<Arc<[SeedRun]>>,
    rest: Vec<SeedRun>,
}

impl Runs {
    fn push(&mut self, run: SeedRun) {
        self.rest.push(run);
        if self.rest.len() == CHUNK {
            self.chunks.push(std::mem::take(&mut self.rest).into());
        }
    }

    /// Number of runs.
    pub fn len(&self) -> usize {
        self.chunks.len() * CHUNK + self.rest.len()
    }

    /// Whether there are none yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All runs, in the order in which they ended.
    pub fn iter(&self) -> impl Iterator<Item = &SeedRun> {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).chain(&self.rest)
    }

    /// The run at a place of that order.
    pub fn get(&self, place: usize) -> Option<&SeedRun> {
        match self.chunks.get(place / CHUNK) {
            Some(chunk) => chunk.get(place % CHUNK),
            None => self.rest.get(place - self.chunks.len() * CHUNK),
        }
    }
}

/// What is known of the runs at a moment.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What was trained.
    pub many: Arc<ManySeeds>,
    /// Number of seeds that were asked for, from 0 on.
    pub wanted: u64,
    /// Whether seeds are being trained.
    pub is_running: bool,
    /// How long the rest will take, once that is known.
    pub left: Option<Duration>,
    /// The runs.
    pub runs: Runs,
    /// The spread of the train loss and of the test loss, by epoch.
    pub bands: [Vec<Band>; 2],
    /// The mean prediction at each pixel, from 0 to 1, or the mean probability of each class; empty without runs.
    pub mean: Vec<f32>,
    /// How far the runs disagree at each pixel, from 0 to 1.
    pub disagreement: Vec<f32>,
    /// What went wrong, if training ended by that.
    pub problem: Option<String>,
}

impl Summary {
    /// How many runs diverged.
    pub fn diverged(&self) -> usize {
        self.runs.iter().filter(|run| run.ended == Ended::Diverged).count()
    }

    /// The run of a seed, if it is done.
    pub fn find(&self, seed: u64) -> Option<&SeedRun> {
        self.runs.iter().find(|run| run.seed == seed)
    }
}

impl Collected {
    /// No run yet.
    pub fn new(many: ManySeeds, plane: Plane) -> Self {
        let epochs = epochs(many.preset().epochs);
        let sketches = [(); 2].map(|()| vec![Sketch::default(); epochs.len()]);
        Self {
            is_value: many.preset().loss.task() == Task::Value,
            many: Arc::new(many),
            plane: Arc::new(plane),
            epochs,
            runs: Runs::default(),
            sketches,
            sums: Sums::default(),
            done: vec![],
            problem: None,
        }
    }

    /// What is trained.
    pub fn many(&self) -> &Arc<ManySeeds> {
        &self.many
    }

    pub(super) fn plane(&self) -> &Arc<Plane> {
        &self.plane
    }

    pub(super) fn epochs(&self) -> &[u64] {
        &self.epochs
    }

    /// Number of runs that are done.
    pub fn len(&self) -> u64 {
        self.runs.len() as u64
    }

    /// Whether no run is done.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The seeds that are missing among those before the last that is done, and the first of which none is.
    pub(super) fn missing(&self) -> (Vec<u64>, u64) {
        let missing = self.done.iter().enumerate().filter(|(_, is_done)| !**is_done);
        (missing.map(|(seed, _)| seed as u64).collect(), self.done.len() as u64)
    }

    pub(super) fn add(&mut self, Trained { run, curve, predictions }: Trained) {
        for (split, sketches) in self.sketches.iter_mut().enumerate() {
            for (sketch, losses) in sketches.iter_mut().zip(&curve) {
                sketch.add(losses[split]);
            }
        }
        self.sums.add(&predictions, self.is_value);
        let seed = run.seed as usize;
        if self.done.len() <= seed {
            self.done.resize(seed + 1, false);
        }
        self.done[seed] = true;
        self.runs.push(run);
    }

    /// What is known now.
    pub fn summary(&self, wanted: u64, is_running: bool, left: Option<Duration>) -> Summary {
        let bands = [0, 1].map(|split: usize| {
            let bands = self.epochs.iter().zip(&self.sketches[split]);
            bands.filter_map(|(&epoch, sketch)| Some(Band { epoch, losses: sketch.quantiles()? })).collect()
        });
        let is_empty = self.runs.is_empty();
        Summary {
            many: Arc::clone(&self.many),
            wanted,
            is_running,
            left,
            runs: self.runs.clone(),
            bands,
            mean: if is_empty { vec![] } else { self.sums.mean() },
            disagreement: if is_empty { vec![] } else { self.sums.disagreement(self.is_value) },
            problem: self.problem.clone(),
        }
    }
}
