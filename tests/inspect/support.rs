//! Recipes of runs that are watched.

use blobtui::preset::{self, Overrides, Preset};

#[path = "../common/watched.rs"]
mod watched;

pub use watched::Watched;

/// A built-in preset with some of its settings changed, computed by the fused engine unless they say otherwise.
pub fn recipe(name: &str, settings: &[(&str, &str)]) -> Preset {
    let mut recipe = preset::find(name).expect("a built-in preset").preset;
    let settings = [("engine", "fused")].iter().chain(settings).copied();
    let overrides = Overrides::new(settings).expect("settings that can be read");
    overrides.apply(&mut recipe).expect("settings that fit");
    recipe
}
