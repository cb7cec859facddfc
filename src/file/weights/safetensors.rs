//! Weights alone as safetensors, as `safetensors.torch.load_file` and `load_state_dict` take them.

use std::collections::HashMap;

use ::safetensors::Dtype;
use ::safetensors::tensor::TensorView;

use super::super::format::{Content, Format, Kind};
use super::{instructions, tensors};
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

    fn recognizes(&self, _start: &[u8]) -> bool {
        false
    }

    fn is_own(&self, start: &[u8]) -> bool {
        let pair = format!("\"format\":\"{FORMAT}\"");
        start.windows(pair.len()).any(|bytes| bytes == pair.as_bytes())
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Checkpoint(checkpoint) = content else { return Err(self.refuse(content)) };
        let tensors = tensors(checkpoint);
        let numbers: Vec<Vec<u8>> =
            tensors.iter().map(|tensor| tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()).collect();
        let views: Result<Vec<_>, _> = tensors
            .iter()
            .zip(&numbers)
            .map(|(tensor, bytes)| {
                TensorView::new(Dtype::F32, tensor.shape.clone(), bytes).map(|view| (&tensor.name, view))
            })
            .collect();
        let metadata = HashMap::from([("format".to_owned(), FORMAT.to_owned())]);
        let written = views.and_then(|views| ::safetensors::serialize(views, Some(metadata)));
        let problem =
            |error| Error::input(checkpoint.file_name(), format!("can't be written: {error}"), "save a checkpoint");
        bytes.append(&mut written.map_err(problem)?);
        Ok(())
    }

    fn instructions(&self, checkpoint: &Checkpoint) -> Option<String> {
        Some(instructions(checkpoint))
    }
}
