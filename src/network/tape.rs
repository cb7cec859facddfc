//! The engine on dfdx's tape: automatic differentiation of the typed junctions.

use dfdx::prelude::{Backward, Cache, Const, Cpu, HasShape, NoneTape, Trace, ZerosTensor};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::catalogue::stack;
use super::layer::{Rows, Stack};
use super::{Architecture, Batches, Engine, INPUTS, Judgement, Loss};

/// A network whose gradients dfdx computes. It keeps its tensor of inputs for the next batch of the same size, and lets
/// dfdx keep freed memory for the next pass.
pub struct TapeEngine {
    device: Cpu,
    network: Box<dyn Stack<INPUTS>>,
    loss: Loss,
    inputs: Rows<INPUTS, NoneTape>,
    /// Of the latest batch: inputs row by row, labels, and logits.
    rows: Vec<f32>,
    labels: Vec<f32>,
    logits: Vec<f32>,
}

impl TapeEngine {
    /// Builds the network. Its parameters come with each call.
    ///
    /// # Panics
    /// If a width is not in the catalogue, which `Architecture::check` refuses.
    #[must_use]
    pub fn new(architecture: &Architecture, loss: Loss) -> Self {
        let Loss::BinaryCrossEntropy = loss;
        POOL.with(|_| ());
        let device = Cpu::default();
        device.enable_cache();
        let network = stack(&device, &architecture.hidden, architecture.activation);
        let inputs = device.zeros_like(&(0, Const));
        Self { device, network, loss, inputs, rows: vec![], labels: vec![], logits: vec![] }
    }

    /// Takes a batch, and a tensor for it if it has another size than the one before.
    fn take(&mut self, batches: &Batches, batch: usize) {
        let count = batches.points_in(batch);
        self.labels.resize(count, 0.0);
        self.rows.resize(count * INPUTS, 0.0);
        batches.write_rows(batch, &mut self.rows, &mut self.labels);
        if self.inputs.shape().0 != count {
            self.inputs = self.device.zeros_like(&(count, Const));
        }
        self.inputs.copy_from(&self.rows);
    }
}

impl Engine for TapeEngine {
    fn loss_and_gradient(&mut self, parameters: &[f32], batches: &Batches, batch: usize, gradient: &mut [f32]) -> f32 {
        self.network.load(parameters);
        self.take(batches, batch);
        let (loss, taped) = self.network.loss(self.inputs.leaky_trace(), &self.labels);
        self.network.collect(&taped.backward(), gradient);
        loss
    }

    fn logits(&mut self, parameters: &[f32], points: &Batches, logits: &mut [f32]) {
        self.network.load(parameters);
        self.take(points, 0);
        self.network.logits(self.inputs.clone(), logits);
    }

    fn judge(&mut self, parameters: &[f32], points: &Batches) -> Judgement {
        let mut logits = std::mem::take(&mut self.logits);
        logits.resize(points.len(), 0.0);
        self.logits(parameters, points, &mut logits);
        let judgement = self.loss.judge(&logits, &self.labels);
        self.logits = logits;
        judgement
    }
}

thread_local! {
    /// dfdx spreads its matrix products over the rayon pool of the calling thread, which for networks of this size
    /// costs more than it gives: a thread that builds a network becomes a pool of its own.
    static POOL: Option<ThreadPool> = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
}
