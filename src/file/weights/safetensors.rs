//! Weights alone as safetensors, as `safetensors.torch.load_file` and `load_state_dict` take them.

use std::collections::BTreeMap;

use ::safetensors::Dtype as SafeDtype;
use ::safetensors::tensor::TensorInfo;

use super::super::checkpoint::{is_safetensors, names_format, serialize, split};
use super::super::format::{Content, Format, Kind};
use super::layers::{Order, Weights};
use super::{DAMAGED, Dtype, Header, Tensor, check, instructions, tensors};
use crate::error::Error;
use crate::train::Checkpoint;

pub(in crate::file) struct WeightsSafetensors;

/// The metadata by which a file that blobtui wrote is known.
const FORMAT: &str = "blobtui-weights";

impl Format for WeightsSafetensors {
    fn name(&self) -> &'static str {
        "safetensors"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["safetensors"]
    }

    fn kind(&self) -> Kind {
        Kind::Weights
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        is_safetensors(start) && !names_format(start)
    }

    fn is_own(&self, start: &[u8]) -> bool {
        let pair = format!("\"format\":\"{FORMAT}\"");
        is_safetensors(start) && start.windows(pair.len()).any(|bytes| bytes == pair.as_bytes())
    }

    fn read_weights(&self, bytes: &[u8], place: &str) -> Result<Weights, Error> {
        let (header, data) = split(bytes, place, DAMAGED)?;
        let tensors = header.tensors();
        let header = |(name, info): (&String, &&TensorInfo)| Header {
            name: name.clone(),
            dtype: match info.dtype {
                SafeDtype::F32 => Dtype::F32,
                SafeDtype::F64 => Dtype::F64,
                SafeDtype::F16 => Dtype::Other("float16"),
                SafeDtype::BF16 => Dtype::Other("bfloat16"),
                _ => Dtype::Other("of another type"),
            },
            shape: info.shape.iter().map(|size| *size as u64).collect(),
        };
        let headers: Vec<_> = tensors.iter().map(header).collect();
        check(&headers, place)?;
        let values = |dtype: Dtype, info: &TensorInfo| {
            let (start, end) = info.data_offsets;
            let length = info.shape.iter().product();
            (0..length).filter_map(|index| dtype.number(&data[start..end], index)).collect()
        };
        let tensor = |Header { name, dtype, .. }: Header| {
            let info = tensors[&name];
            Tensor { values: values(dtype, info), shape: info.shape.clone(), name }
        };
        Weights::new(headers.into_iter().map(tensor).collect(), Order::ByName, place)
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Checkpoint(checkpoint) = content else { return Err(self.refuse(content)) };
        let tensors = tensors(checkpoint);
        let views = tensors.iter().map(|tensor| (tensor.name.as_str(), &tensor.shape[..], &tensor.values[..]));
        let written = serialize(views, &BTreeMap::from([("format".to_owned(), FORMAT.to_owned())]));
        let problem =
            |error| Error::input(checkpoint.file_name(), format!("can't be written: {error}"), "save a checkpoint");
        bytes.append(&mut written.map_err(problem)?);
        Ok(())
    }

    fn instructions(&self, checkpoint: &Checkpoint) -> Option<String> {
        Some(instructions(checkpoint))
    }
}
