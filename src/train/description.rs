//! Whether what the author of a preset says of it (title, notes, what to try next) may still be said of a run.
//!
//! Those are claims about one recipe. Headings, exports and the dashboard ask here; the engine alone makes no other run of it,
//! since its results differ in the last bits, and its length changes no epoch before the end.

use super::{Change, Checkpoint, Edit, Run};
use crate::preset::{self, Preset};

impl Checkpoint {
    /// The recipe at epoch 0 with its author's words, if they may be said of this run.
    pub fn described(&self) -> Option<&Preset> {
        is_described(&self.name, &self.preset, &self.journal).then_some(&self.preset)
    }
}

impl Run {
    /// The recipe at epoch 0 with its author's words, if they may be said of all branches.
    pub fn described(&self) -> Option<&Preset> {
        let edits = self.branches.iter().flat_map(|branch| &branch.journal);
        is_described(&self.name, &self.preset, edits).then_some(&self.preset)
    }
}

fn is_described<'a>(name: &str, preset: &Preset, journal: impl IntoIterator<Item = &'a Edit>) -> bool {
    preset.is_described() && !preset::is_changed(name, preset) && journal.into_iter().all(leaves_description)
}

/// Whether what was said of a run may be said after an edit.
pub fn leaves_description(edit: &Edit) -> bool {
    matches!(edit.change, Change::Engine(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::EngineKind;
    use crate::preset::{BatchSize, find};
    use crate::train::Trainer;

    #[test]
    fn words_go_with_any_edit_but_the_engine() {
        let recipe = find("xor-blobs").unwrap();
        let mut checkpoint = Trainer::new(&recipe.name, recipe.preset.clone()).checkpoint();
        assert!(checkpoint.described().is_some() && Run::of(&checkpoint).described().is_some());
        checkpoint.edit(Change::Engine(EngineKind::Fused));
        assert!(checkpoint.described().is_some() && Run::of(&checkpoint).described().is_some());
        checkpoint.edit(Change::Batch(BatchSize::Size(8)));
        assert!(checkpoint.described().is_none() && Run::of(&checkpoint).described().is_none());
        // At epoch 0: only the engine and the length of the run may be others.
        let of = |change: fn(&mut Preset)| {
            let mut preset = recipe.preset.clone();
            change(&mut preset);
            Trainer::new(&recipe.name, preset).checkpoint().described().is_some()
        };
        assert!(of(|preset| preset.engine = EngineKind::Fused) && of(|preset| preset.epochs = 3));
        assert!(!of(|preset| preset.seed += 1) && !of(|preset| preset.network.hidden = vec![4]));
        assert!(!of(|preset| preset.forget_description("xor-blobs")));
    }
}
