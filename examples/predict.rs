//! Save a trained network, and predict with the file, as another program would.
//!
//! `cargo run --release --example predict` or `cargo run --release --example predict m.safetensors`

use std::ops::ControlFlow;
use std::path::PathBuf;

use blobtui::error::Error;
use blobtui::file::{self, Content, Kind};
use blobtui::preset;
use blobtui::train::Trainer;

fn main() -> Result<(), Error> {
    let path = std::env::args().nth(1).map_or_else(trained, |path| Ok(PathBuf::from(path)))?;
    let checkpoint = file::read_checkpoint(&path)?;
    println!("{} after {} epochs", checkpoint.name, checkpoint.snapshot.epoch);

    let mut predictor = checkpoint.predictor();
    println!("{} -> {} numbers", predictor.columns().join(", "), predictor.outputs());
    // Any number of points at once, row by row: here one point, with the same number in each column.
    for number in [-1.0, 0.0, 1.0] {
        let point = vec![number; predictor.columns().len()];
        println!("{point:?} -> {:?}", predictor.predict(&point));
    }
    Ok(())
}

/// A checkpoint of a network that was just trained.
fn trained() -> Result<PathBuf, Error> {
    let recipe = preset::find("moons")?;
    let mut trainer = Trainer::new(&recipe.name, recipe.preset);
    trainer.train(50, |_| ControlFlow::Continue(())).expect("this run stays finite");
    let path = std::env::temp_dir().join("blobtui-example.safetensors");
    // The extension chooses the format: weights for PyTorch would end in .pt.
    let format = file::choose(&path, Kind::Checkpoint, None)?;
    file::save(&path, &Content::Checkpoint(&trainer.checkpoint()), format)?;
    Ok(path)
}
