//! The engine on dfdx's tape: automatic differentiation of the typed junctions.

use dfdx::prelude::{Backward, Cache, Const, Cpu, HasShape, NoneTape, Trace, ZerosTensor};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::catalogue::stack;
use super::layer::{Rows, Stack};
use super::{Architecture, Batch, Engine, INPUTS, Loss};

/// A network whose gradients dfdx computes. It keeps the tensor of the last batch for the next one of its size, and
/// lets dfdx keep freed memory for the next pass.
pub struct TapeEngine {
    device: Cpu,
    network: Box<dyn Stack<INPUTS>>,
    inputs: Rows<INPUTS, NoneTape>,
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
        let inputs = rows(&device, 0);
        Self { device, network, inputs }
    }
}

impl Engine for TapeEngine {
    fn loss_and_gradient(&mut self, parameters: &[f32], batch: Batch<'_>, gradient: &mut [f32]) -> f32 {
        self.network.load(parameters);
        fill(&self.device, &mut self.inputs, batch.inputs);
        let (loss, taped) = self.network.loss(self.inputs.leaky_trace(), batch.labels);
        self.network.collect(&taped.backward(), gradient);
        loss
    }

    fn logits(&mut self, parameters: &[f32], inputs: &[f32], logits: &mut [f32]) {
        self.network.load(parameters);
        let mut rows = rows(&self.device, inputs.len() / INPUTS);
        rows.copy_from(inputs);
        self.network.logits(rows, logits);
    }
}

fn rows<const W: usize>(device: &Cpu, count: usize) -> Rows<W, NoneTape> {
    device.zeros_like(&(count, Const))
}

/// Copies numbers into a tensor, which is replaced only if it has another number of rows.
fn fill<const W: usize>(device: &Cpu, tensor: &mut Rows<W, NoneTape>, numbers: &[f32]) {
    if tensor.shape().0 != numbers.len() / W {
        *tensor = rows(device, numbers.len() / W);
    }
    tensor.copy_from(numbers);
}

thread_local! {
    /// dfdx spreads its matrix products over the rayon pool of the calling thread, which for networks of this size
    /// costs more than it gives: a thread that builds a network becomes a pool of its own.
    static POOL: Option<ThreadPool> = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
}
