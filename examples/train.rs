//! Train the tutorial's network with the library, and call a closure after every epoch.
//!
//! `cargo run --release --example train`

use std::ops::ControlFlow;

use blobtui::error::Error;
use blobtui::network::Score;
use blobtui::preset;
use blobtui::train::{Record, Trainer};

fn main() -> Result<(), Error> {
    // A preset is the whole recipe: points, network, loss, optimizer, seed. Any name or file of the command line will do.
    let recipe = preset::find("xor-blobs")?;
    let mut trainer = Trainer::new(&recipe.name, recipe.preset);

    println!("{:>5}  {:>10}  {:>9}  {:>13}", "epoch", "train loss", "test loss", "test accuracy");
    let test_points = trainer.dataset().test.len();
    let print = |record: &Record| {
        // There are runs without test points.
        let Some(test) = record.test else { return };
        let accuracy = match test.score {
            Score::Correct(correct) => format!("{correct}/{test_points}"),
            Score::Determination(r2) => format!("R2 {r2:.3}"),
        };
        println!("{:>5}  {:>10.6}  {:>9.6}  {accuracy:>13}", record.epoch, record.train_loss, test.loss);
    };

    print(&trainer.evaluate());
    let result = trainer.train(2000, |trainer| {
        // Evaluating costs a pass over all points, and never changes the run: do it as often as you look.
        if trainer.epoch().is_multiple_of(100) {
            print(&trainer.evaluate());
        }
        ControlFlow::Continue(())
    });
    if let Err(divergence) = result {
        println!("{divergence}; the trainer keeps the last finite weights");
    }
    Ok(())
}
