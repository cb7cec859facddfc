//! Weights alone: the parameters of a network under PyTorch's names, without the rest of its run.
//!
//! Owns what all formats of weights share: the tensors that are written, and what else a caller has to do for the same
//! predictions. One file here a format. The recipe and the points are the checkpoint's.

mod archive;
mod fit;
mod layers;
mod npz;
mod pickle;
mod pt;
mod safetensors;

use std::path::Path;

use super::format::Format;
use super::read;
use crate::data::{Input, Moments};
use crate::error::Error;
use crate::network::{Activation, Layout, Loss};
use crate::text::{excerpt, quoted};
use crate::train::Checkpoint;

pub(super) use self::safetensors::WeightsSafetensors;
pub use fit::Basis;
pub(super) use fit::fit;
pub use layers::Weights;
pub(super) use npz::Npz;
pub(super) use pt::Pt;

/// The largest file that is read.
const MAX_BYTES: u64 = 64 << 20;
/// The most numbers that are read: several times those of the largest network.
const MAX_NUMBERS: u64 = 1 << 20;
/// The longest name of a tensor, in bytes.
const MAX_NAME: usize = 256;
/// The most dimensions of a tensor.
const MAX_DIMENSIONS: usize = 8;
/// The most tensors that are read: many times those of the deepest network.
const MAX_TENSORS: usize = 1000;
/// The remedy for a file that has changed since it was written, or is something else.
const DAMAGED: &str = "the file is damaged or no file of weights; use another copy";

/// Reads a file of weights of this format.
pub(super) fn read(format: &dyn Format, path: &Path) -> Result<Weights, Error> {
    let bytes = read::bytes(path, MAX_BYTES, DAMAGED)?;
    let place = path.display().to_string();
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::input(place, format!("is larger than {} MiB", MAX_BYTES >> 20), "give a smaller network"));
    }
    format.read_weights(&bytes, &place)
}

/// The type of a tensor's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dtype {
    F32,
    F64,
    /// One that is not read, by its name.
    Other(&'static str),
}

impl Dtype {
    /// The type of a class of storages in PyTorch.
    fn of_storage(name: &str) -> Option<Self> {
        let types = [
            ("FloatStorage", Self::F32),
            ("DoubleStorage", Self::F64),
            ("HalfStorage", Self::Other("float16")),
            ("BFloat16Storage", Self::Other("bfloat16")),
            ("LongStorage", Self::Other("int64")),
            ("IntStorage", Self::Other("int32")),
            ("ShortStorage", Self::Other("int16")),
            ("CharStorage", Self::Other("int8")),
            ("ByteStorage", Self::Other("uint8")),
            ("BoolStorage", Self::Other("bool")),
            ("ComplexFloatStorage", Self::Other("complex64")),
            ("ComplexDoubleStorage", Self::Other("complex128")),
        ];
        types.into_iter().find(|(class, _)| *class == name).map(|(_, dtype)| dtype)
    }

    /// Bytes of a number; none of a type that is not read.
    fn size(self) -> Option<usize> {
        match self {
            Self::F32 => Some(4),
            Self::F64 => Some(8),
            Self::Other(_) => None,
        }
    }

    /// The number that begins at the byte `index` times the size; doubles are rounded.
    fn number(self, bytes: &[u8], index: usize) -> Option<f32> {
        let at = index.checked_mul(self.size()?)?;
        let rest = bytes.get(at..)?;
        match self {
            Self::F32 => rest.first_chunk().map(|bytes| f32::from_le_bytes(*bytes)),
            Self::F64 => rest.first_chunk().map(|bytes| f64::from_le_bytes(*bytes) as f32),
            Self::Other(_) => None,
        }
    }
}

/// A tensor of a file before its numbers are read.
#[derive(Clone, Debug)]
struct Header {
    name: String,
    dtype: Dtype,
    shape: Vec<u64>,
}

fn check_count(tensors: usize, place: &str) -> Result<(), Error> {
    if tensors <= MAX_TENSORS {
        return Ok(());
    }
    Err(Error::input(
        place,
        format!("has {tensors} tensors, more than {MAX_TENSORS}"),
        "give the weights of one network",
    ))
}

/// Checks that there are not too many tensors, that all are of a type that is read, and none is too large.
fn check(headers: &[Header], place: &str) -> Result<(), Error> {
    check_count(headers.len(), place)?;
    let mut left = MAX_NUMBERS;
    for Header { name, dtype, shape } in headers {
        let name = quoted(name);
        if let Dtype::Other(dtype) = dtype {
            let problem = format!("its tensor {name} is {dtype}, not float32 or float64");
            return Err(Error::input(place, problem, "save it as float32, as after model.float() in PyTorch"));
        }
        let length = shape.iter().try_fold(1_u64, |length, size| length.checked_mul(*size));
        let Some(rest) = length.and_then(|length| left.checked_sub(length)) else {
            let problem = format!("its tensor {name} has shape {}: too large", excerpt(&format!("{shape:?}")));
            return Err(Error::input(place, problem, format!("give a network with at most {MAX_NUMBERS} parameters")));
        };
        left = rest;
    }
    Ok(())
}

/// A named tensor of single-precision numbers, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tensor {
    pub(super) name: String,
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// The tensors of a checkpoint's network in PyTorch's order, for the same predictions: the weights that lead away from
/// units that are off are 0.
pub(super) fn tensors(checkpoint: &Checkpoint) -> Vec<Tensor> {
    let (settings, parameters) = (checkpoint.settings(), checkpoint.effective_parameters());
    let layout = Layout::new(&settings.shape());
    let tensor = |tensor: &crate::network::Tensor| Tensor {
        name: tensor.name.clone(),
        shape: tensor.shape.clone(),
        values: parameters[tensor.range()].to_vec(),
    };
    layout.tensors.iter().map(tensor).collect()
}

/// What a caller has to do around these weights for the same predictions, in one line.
pub(super) fn instructions(checkpoint: &Checkpoint) -> String {
    let settings = checkpoint.settings();
    let scale = &checkpoint.dataset.scale;
    let name = |input: &Input| input.column().map_or(input.name().into(), |column| settings.data.column_name(column));
    let inputs: Vec<_> = settings.inputs.iter().map(name).collect();
    let mut parts = vec![format!("inputs {}", inputs.join(", "))];
    if !scale.columns.is_empty() {
        let standardized = |(column, moments): (usize, &Moments)| {
            format!("({} - {}) / {}", settings.data.column_name(column), moments.mean, moments.std)
        };
        let columns: Vec<_> = scale.columns.iter().enumerate().map(standardized).collect();
        parts.push(format!("columns standardized first: {}", columns.join(", ")));
    }
    if !settings.network.hidden.is_empty() {
        let activation = &settings.network.activation;
        let after = |(activation, layer): (&Activation, usize)| format!("{} after linear_{layer}", activation.name());
        parts.push(match activation.list() {
            Some(list) => list.iter().zip(1..).map(after).collect::<Vec<_>>().join(", "),
            None => format!("{activation} between the layers"),
        });
    }
    parts.push(match settings.loss {
        Loss::BinaryCrossEntropy | Loss::SigmoidSquaredError => "probability: sigmoid of the output".into(),
        Loss::TanhSquaredError => "prediction: tanh of the output".into(),
        Loss::SoftmaxCrossEntropy => "probabilities: softmax of the outputs".into(),
        _ if scale.label != Moments::NONE => format!("value: output * {} + {}", scale.label.std, scale.label.mean),
        _ => "prediction: the output".into(),
    });
    if checkpoint.has_units_off() {
        parts.push("weights that lead away from units switched off are 0".into());
    }
    format!("weights alone; {}", parts.join(" · "))
}
