//! Pictures as SVG. The dashboard draws them; here they get a file.

use super::format::{Content, Format, Kind};
use crate::error::Error;

/// A picture of the screen.
pub(super) struct SvgPicture;

impl Format for SvgPicture {
    fn name(&self) -> &'static str {
        "svg"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["svg"]
    }

    fn kind(&self) -> Kind {
        Kind::Picture
    }

    fn is_text(&self) -> bool {
        true
    }

    fn recognizes(&self, start: &[u8]) -> bool {
        start.starts_with(b"<svg ")
    }

    fn write(&self, content: &Content, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let Content::Picture(svg) = content else { return Err(self.refuse(content)) };
        bytes.extend_from_slice(svg.as_bytes());
        Ok(())
    }
}
