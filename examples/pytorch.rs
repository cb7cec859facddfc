//! Open a `state_dict` that a PyTorch script has saved, predict with it, and train it further.
//!
//! `cargo run --release --example pytorch` or `cargo run --release --example pytorch model.pt`

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use blobtui::error::Error;
use blobtui::file::{self, Basis};
use blobtui::train::Trainer;

fn main() -> Result<(), Error> {
    let fixture = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytorch/tutorial.pt");
    let path = std::env::args().nth(1).map_or_else(fixture, PathBuf::from);
    // Weights say nothing of their points, activation and loss: a preset does, here the first of the same shape.
    let (checkpoint, remark) = file::read_network(&path, &Basis::default())?;
    if let Some(remark) = remark {
        println!("{remark}");
    }
    println!("(-1, 1) -> {:?}", checkpoint.predictor().predict(&[-1.0, 1.0]));

    let mut trainer = Trainer::resume(checkpoint);
    println!("train loss {:.4}", trainer.evaluate().train_loss);
    trainer.train(500, |_| ControlFlow::Continue(())).expect("this run stays finite");
    println!("train loss {:.4} after 500 epochs more", trainer.evaluate().train_loss);
    Ok(())
}
