//! How the cost of an epoch grows with the points, the widths and the depth of the network, by both engines.

mod common;

use std::iter::once;

use blobtui::network::{Activation, WIDTHS};
use blobtui::preset::BatchSize;
use common::{Case, Crowd, ENGINES, cell, least, print_table, race, ratio, seconds_in};

/// Points where another thing grows.
const POINTS: usize = 1000;

fn main() {
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("growth");
    let points = (2..=6).map(|power| ("points", 10_usize.pow(power), vec![5]));
    let widths = WIDTHS.into_iter().chain([64, 128]).map(|width| ("widths", POINTS, vec![width; 2]));
    let depths = (0..=8).map(|depth| ("depth", POINTS, vec![8; depth]));
    let mut rows = Vec::new();
    for (what, points, hidden) in points.chain(widths).chain(depths) {
        let widths = once(2).chain(hidden.iter().copied()).chain(once(1));
        let name = widths.map(|width| width.to_string()).collect::<Vec<String>>().join("-");
        let case = Case::new(&name, &hidden, Activation::Relu, 80, BatchSize::Full);
        let crowd = Crowd::new(&case, points);
        let mut contenders = ENGINES.map(|engine| crowd.contender(engine));
        let turns = race(&mut group, &format!("{what}/{name} x {points}"), &mut contenders);
        let [dfdx, fused] = [0, 1].map(|engine| seconds_in(1e6, least(&turns[engine])));
        let each = |microseconds: Option<f64>| {
            microseconds.map(|microseconds| 1e3 * microseconds / (crowd.len() * crowd.parameters()) as f64)
        };
        let mut row = vec![what.to_owned(), name, points.to_string(), crowd.parameters().to_string()];
        row.extend([dfdx, fused, each(dfdx), each(fused), ratio(dfdx, fused)].map(cell));
        rows.push(row);
    }
    group.finish();
    let header = [
        "growing",
        "network",
        "points",
        "parameters",
        "dfdx us",
        "fused us",
        "dfdx ns each",
        "fused ns each",
        "dfdx/fused",
    ];
    print_table("an epoch, the fastest of the turns; each: a point and parameter", &header, &rows);
}
