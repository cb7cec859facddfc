//! What an epoch costs: both engines as `blobtui train` drives them, and training loops written by hand.
//!
//! `cargo bench --bench engine` prints criterion's figures, then a table of medians of turns that all contenders took
//! one after the other.

mod by_hand;
mod common;

use std::hint::black_box;

use blobtui::data::features;
use blobtui::network::{Activation, Batch, Batches, EngineKind};
use blobtui::preset::BatchSize;

use by_hand::ByHand;
use by_hand::deep::Deep;
use by_hand::tutorial::Tutorial;
use common::{Case, Contender, Crowd, ENGINES, cell, median, print_table, race, ratio, seconds_in};

/// Epochs after which the loops by hand must have the engine's loss, up to this part of it.
const EPOCHS: u64 = 300;
const TOLERANCE: f32 = 1e-3;
/// More points than a recipe may ask for.
const MILLION: usize = 1_000_000;

fn main() {
    let mut criterion = common::criterion();
    let mut rows = Vec::new();
    let mut group = criterion.benchmark_group("engine");
    let mut add = |case: &str, contenders: &mut [Contender]| {
        let turns = race(&mut group, case, contenders);
        let [dfdx, fused, by_hand] =
            [0, 1, 2].map(|contender| seconds_in(1e6, turns.get(contender).and_then(|turns| median(turns))));
        let mut row = vec![case.to_owned()];
        row.extend([dfdx, fused, by_hand, ratio(fused, by_hand), ratio(dfdx, fused)].map(cell));
        rows.push(row);
    };

    let tutorial = Case::tutorial();
    let (points, parameters, rate) = tutorial.start();
    check(&tutorial, &mut Tutorial::new(&points, &parameters, rate));
    let by_hand = contender(Tutorial::new(&points, &parameters, rate));
    add(&tutorial.name, &mut [tutorial.trainer(EngineKind::Dfdx), tutorial.trainer(EngineKind::Fused), by_hand]);

    let deep = Case::deep();
    let (points, parameters, rate) = deep.start();
    check(&deep, &mut Deep::new(&points, &parameters, rate, false));
    let by_hand = contender(Deep::new(&points, &parameters, rate, true));
    add(&deep.name, &mut [deep.trainer(EngineKind::Dfdx), deep.trainer(EngineKind::Fused), by_hand]);

    for case in [
        Case::new("2 x 8 relu, 80 points", &[8; 2], Activation::Relu, 80, BatchSize::Full),
        Case::new("2 x 32 relu, 1,000 points", &[32; 2], Activation::Relu, 1000, BatchSize::Full),
    ] {
        add(&case.name, &mut ENGINES.map(|engine| case.trainer(engine)));
    }
    let crowd = Crowd::new(&tutorial, MILLION);
    add("2-5-1 relu, 1,000,000 points", &mut ENGINES.map(|engine| crowd.contender(engine)));

    group.finish();
    let header = ["network", "dfdx us", "fused us", "by hand us", "fused/by hand", "dfdx/fused"];
    print_table("microseconds an epoch, medians", &header, &rows);
}

fn contender(mut network: impl ByHand + 'static) -> Contender<'static> {
    Contender::new("by hand", move |epochs| {
        black_box(by_hand::train(&mut network, epochs));
    })
}

/// Trains by hand and by dfdx's engine, with the points in their order, and compares the losses.
fn check(case: &Case, network: &mut impl ByHand) {
    let (points, mut parameters, _) = case.start();
    let preset = &case.preset;
    let size = if let BatchSize::Size(size) = preset.batch { size } else { points.len() };
    let rows = features(&preset.inputs, &points);
    let mut batches = Batches::new(preset.inputs.len());
    batches.gather(Batch { inputs: &rows, labels: &points.labels }, 0..points.len(), size);
    let mut engine = EngineKind::Dfdx.build(&preset.shape(), preset.loss);
    let (mut state, mut gradient) = (preset.optimizer.state(parameters.len()), vec![0.0; parameters.len()]);
    let mut expected = 0.0;
    for _ in 0..EPOCHS {
        expected = 0.0;
        for batch in 0..batches.count() {
            expected += engine.loss_and_gradient(&parameters, &batches, batch, &mut gradient);
            preset.optimizer.step(&mut state, &mut parameters, &gradient);
        }
    }
    expected /= batches.count() as f32;
    let found = by_hand::train(network, EPOCHS);
    let wrong = (found / expected - 1.0).abs();
    assert!(wrong < TOLERANCE, "after {EPOCHS} epochs the loss is {found} by hand, {expected} by the engine");
}
