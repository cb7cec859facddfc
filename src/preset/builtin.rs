//! The presets inside the program: the files of `presets/`, as they stand.
//!
//! `build.rs` beside this lists them when the program is built, in the order of teaching. They are parsed when they are
//! asked for, like any other file.

/// A preset inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// Its name: the file's, without `.ron`.
    pub name: &'static str,
    /// The file's text.
    pub source: &'static str,
}

impl Builtin {
    /// The one of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        builtin().iter().find(|preset| preset.name == name)
    }
}

/// The preset of a command line that names none.
pub const DEFAULT: &str = "xor-blobs";

/// All built-in presets in the order of teaching.
pub fn builtin() -> &'static [Builtin] {
    include!(concat!(env!("OUT_DIR"), "/presets.rs"))
}
