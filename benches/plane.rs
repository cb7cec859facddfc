//! What the plane costs: probabilities at 200x100 pixels, by both engines.

mod common;

use std::hint::black_box;

use blobtui::data::Input;
use blobtui::network::{Batches, EngineKind};
use blobtui::plot::View;
use blobtui::train::{Trainer, unlabelled};
use common::{Case, Contender, ENGINES, cell, median, print_table, race, ratio, seconds_in};

/// Pixels across and down.
const PIXELS: (usize, usize) = (200, 100);

fn main() {
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("plane");
    let mut rows = Vec::new();
    let view = View { x: (-2.0, 2.0), y: (-2.0, 2.0) };
    let pixels = unlabelled(&Input::defaults(), view.pixel_centers(PIXELS.0, PIXELS.1).as_chunks().0, &[]);
    for case in [Case::tutorial(), Case::deep()] {
        let turns = race(&mut group, &case.name, &mut ENGINES.map(|engine| paint(&case, engine, &pixels)));
        let [dfdx, fused] = [0, 1].map(|engine| seconds_in(1e3, median(&turns[engine])));
        rows.push(vec![case.name, cell(dfdx), cell(fused), cell(ratio(dfdx, fused))]);
    }
    group.finish();
    let title = "milliseconds for a plane of 200x100 pixels, medians";
    print_table(title, &["network", "dfdx ms", "fused ms", "dfdx/fused"], &rows);
}

/// Paints the plane of the untrained network, over and over.
fn paint<'a>(case: &Case, kind: EngineKind, pixels: &'a Batches) -> Contender<'a> {
    let preset = case.with(kind);
    let (mut engine, loss) = (kind.build(&preset.shape(), preset.loss), preset.loss);
    let trainer = Trainer::new("xor-blobs", preset);
    let parameters = trainer.parameters().to_vec();
    let mut probabilities = vec![0.0; pixels.len()];
    Contender::new(kind.name(), move |rounds| {
        for _ in 0..rounds {
            engine.outputs(&parameters, pixels, &mut probabilities);
            loss.predict(&mut probabilities, 1);
            black_box(&probabilities);
        }
    })
}
