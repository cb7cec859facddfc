//! Whether a saved file is whole, and training goes on from it to the same bits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use blobtui::file;
use blobtui::train::Checkpoint;
use safetensors::SafeTensors;

use crate::harness::Running;
use crate::place::Place;

/// The run of the cases: the same points and weights on every machine.
pub const RUN: [&str; 5] = ["xor-blobs", "--engine", "fused", "--seed", "1"];
/// Number of epochs that training goes on for.
const MORE: u64 = 10;

#[test]
fn what_was_saved_goes_on_to_the_same_bits() {
    let place = Place::new();
    place.succeed(&[&["train"], &RUN[..], &["--quiet", "--epochs", "7", "--save", "m.safetensors"]].concat());
    assert_resumes(&place, &place.path("m.safetensors"));
    let mut running = place.dashboard(&[&RUN[..], &["--epochs", "1000000"]].concat()).start();
    running.wait("training", |seen| seen.is("running") && seen.epoch() > Some(0));
    let saved = save(&place, &mut running);
    assert_resumes(&place, &saved);
}

/// A checkpoint that must be whole.
#[track_caller]
pub fn whole(path: &Path) -> Checkpoint {
    file::read_checkpoint(path).unwrap_or_else(|error| panic!("a damaged checkpoint: {error}"))
}

/// Trains a saved checkpoint of [`RUN`] on, and compares with training straight from epoch 0.
#[track_caller]
pub fn assert_resumes(place: &Place, path: &Path) {
    let epochs = (whole(path).snapshot.epoch + MORE).to_string();
    let saved = path.to_str().expect("names in tests are text");
    let (resumed, straight) = (place.home().join("resumed.safetensors"), place.home().join("straight.safetensors"));
    let train = |words: &[&str], to: &Path| {
        let to = to.to_str().expect("names in tests are text");
        place.succeed(&[&["train"], words, &["--quiet", "--epochs", &epochs, "--save", to]].concat());
        tensors(&std::fs::read(to).expect("the checkpoint"))
    };
    let from_file = train(&[saved], &resumed);
    assert!(from_file == train(&RUN, &straight), "{saved}: other bits at epoch {epochs} than straight from epoch 0");
}

/// Saves in a dashboard of [`RUN`] that has saved nothing, and gives the file.
pub fn save(place: &Place, running: &mut Running) -> PathBuf {
    running.press("s");
    running.wait_for("saved ");
    let names = place.names_in("runs");
    assert_eq!(names.len(), 1, "{names:?}");
    place.path("runs").join(&names[0])
}

/// Every checkpoint that a dashboard of [`RUN`] has saved must be whole and go on.
#[track_caller]
pub fn assert_all_resume(place: &Place) {
    if place.path("runs").exists() {
        for name in place.names_in("runs") {
            assert_resumes(place, &place.path("runs").join(name));
        }
    }
}

/// Every tensor by its name: shape and bytes.
fn tensors(bytes: &[u8]) -> BTreeMap<String, (Vec<usize>, Vec<u8>)> {
    let tensors = SafeTensors::deserialize(bytes).expect("a checkpoint");
    tensors.iter().map(|(name, tensor)| (name.into(), (tensor.shape().to_vec(), tensor.data().to_vec()))).collect()
}
