//! What the past of a run costs: seeks, memory, and training with it against training without.
//!
//! `cargo bench --bench seek` trains a million epochs of three runs, in turns with and without a timeline, and then goes
//! to a thousand random epochs of each, the untrained network and the newest among them. It prints the median and the
//! worst time of a seek with the evaluation of the epoch, the most bytes that were kept, and the median ratio of the
//! epochs a second, all in one run.

mod common;

use std::time::Instant;

use blobtui::network::EngineKind;
use blobtui::optimizer::Optimizer;
use blobtui::preset::Preset;
use blobtui::train::{Identities, Position, Progress, Timeline, Trainer};
use common::{Case, median, print_table};

/// Epochs of each run.
const EPOCHS: u64 = 1_000_000;
/// Turns in which they are trained.
const TURNS: u64 = 40;
/// Seeks of each run.
const SEEKS: usize = 1000;

fn main() {
    let deep = {
        let preset = Preset { optimizer: Optimizer::named("adam", 0.003).expect("a rule"), ..Case::deep().preset };
        Case { name: "6 x 8 tanh, adam, by 10".into(), preset }
    };
    let runs = [(Case::tutorial(), EngineKind::Fused), (deep, EngineKind::Fused), (Case::tutorial(), EngineKind::Dfdx)];
    let mut rows = Vec::new();
    for (case, engine) in runs {
        let mut plain = Trainer::new(&case.name, case.with(engine));
        let mut trainer = Trainer::new(&case.name, case.with(engine));
        let mut timeline = Timeline::new(&trainer, &Identities::default());
        let (mut ratios, mut most) = (Vec::new(), 0);
        for turn in 1..=TURNS {
            let end = Position::at(EPOCHS * turn / TURNS);
            // Whoever comes second may find another machine: the order changes.
            let first = turn.is_multiple_of(2).then(|| without(&mut plain, end));
            let with = with(&mut trainer, &mut timeline, end);
            ratios.push(first.unwrap_or_else(|| without(&mut plain, end)) / with);
            most = most.max(timeline.kept().bytes);
        }
        assert_eq!(plain.parameters(), trainer.parameters(), "keeping the past changes nothing");
        let mut seconds: Vec<f64> =
            epochs().map(|epoch| seek(&mut trainer, &mut timeline, Position::at(epoch))).collect();
        seconds.sort_by(f64::total_cmp);
        let milliseconds = |seconds: f64| format!("{:.3}", 1e3 * seconds);
        rows.push(vec![
            case.name.clone(),
            engine.name().to_owned(),
            timeline.stride(&trainer).to_string(),
            timeline.kept().states.to_string(),
            format!("{:.2}", most as f64 / f64::from(1 << 20)),
            milliseconds(median(&seconds).expect("there were seeks")),
            milliseconds(seconds[SEEKS - 1]),
            format!("{:.3}", median(&ratios).expect("there were turns")),
        ]);
    }
    let header = ["network", "engine", "stride", "states", "most MiB", "median ms", "worst ms", "speed with/without"];
    print_table("a thousand seeks in a million epochs", &header, &rows);
}

/// Epochs to go to, each the same in every run of the benchmark: the multiples of an irrational share.
fn epochs() -> impl Iterator<Item = u64> {
    let golden = (5_f64.sqrt() - 1.0) / 2.0;
    let random = (1..SEEKS - 1).map(move |number| ((number as f64 * golden).fract() * EPOCHS as f64) as u64);
    [0, EPOCHS].into_iter().chain(random)
}

/// Seconds in which a trainer alone comes to an epoch.
fn without(trainer: &mut Trainer, end: Position) -> f64 {
    let start = Instant::now();
    while trainer.position() < end {
        trainer.advance(|| false).expect("this run stays finite");
        if trainer.epoch().is_multiple_of(trainer.history().stride()) {
            trainer.record();
        }
    }
    start.elapsed().as_secs_f64()
}

/// Seconds in which it does beside a timeline that keeps its past.
fn with(trainer: &mut Trainer, timeline: &mut Timeline, end: Position) -> f64 {
    let start = Instant::now();
    while timeline.follow(trainer, 0, end, || false).expect("this run stays finite") != Progress::Arrived {
        if trainer.epoch().is_multiple_of(trainer.history().stride()) {
            let record = trainer.record();
            timeline.notice(trainer, &record);
        }
    }
    start.elapsed().as_secs_f64()
}

/// Seconds in which an epoch of the past is there, with its losses.
fn seek(trainer: &mut Trainer, timeline: &mut Timeline, to: Position) -> f64 {
    let start = Instant::now();
    timeline.approach(trainer, 0, to);
    while timeline.follow(trainer, 0, to, || false).expect("this run stays finite") != Progress::Arrived {}
    trainer.glance();
    start.elapsed().as_secs_f64()
}
