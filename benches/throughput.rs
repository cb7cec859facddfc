use blobtui::data::*;
use blobtui::network::*;
use blobtui::optimizer::*;
use blobtui::preset::*;
use blobtui::train::*;
fn main() {
    for (hidden, batch) in [(vec![5], BatchSize::Full), (vec![8, 8, 8, 8, 8, 8], BatchSize::Size(10))] {
        let preset = Preset {
            version: 1,
            title: "".into(),
            notes: "".into(),
            data: Data::Blobs(Blobs {
                centers: vec![(1., 1.), (-1., -1.), (1., -1.), (-1., 1.)],
                labels: vec![0, 0, 1, 1],
                std: 0.3,
                train: 80,
                test: 20,
            }),
            network: Architecture { hidden, activation: Activation::Relu },
            loss: Loss::BinaryCrossEntropy,
            optimizer: Optimizer::named("sgd", 0.03).unwrap(),
            batch,
            epochs: 2000,
            seed: 7,
            weights_seed: None,
            speed: 100,
        };
        let mut t = Trainer::new("x", preset, EngineKind::Dfdx);
        println!("{:?}", t.record());
        for _ in 0..5 {
            let s = std::time::Instant::now();
            for _ in 0..2000 {
                t.advance(|| false).unwrap();
            }
            println!("{} us/epoch", s.elapsed().as_secs_f64() / 2000. * 1e6);
            println!("{:?}", t.record());
        }
    }
}
