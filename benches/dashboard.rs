//! What training costs without a screen and under the dashboard, as ratios measured in one run.
//!
//! `cargo bench --bench dashboard` trains the tutorial's network in turns: by the trainer alone, as `blobtui train`
//! does, and by a session whose updates a dashboard draws into a screen of 120x40 with the diagnostics open beside the
//! network, at unlimited speed. It prints epochs
//! a second of both, turn by turn, and the median ratio of each engine.

mod common;

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use blobtui::preset::Recipe;
use blobtui::session::{Session, Setup, Source, Speed};
use blobtui::train::Trainer;
use blobtui::ui::{self, MAX_EVENTS};
use common::screen::{Screen, app, press};
use common::{Case, ENGINES, median, print_table};

/// Turns of both.
const TURNS: usize = 9;
/// How long each trains in a turn.
const TURN: Duration = Duration::from_millis(700);
/// Epochs between two evaluations without a screen, as `blobtui train` prints them.
const EVERY: u64 = 100;

fn main() {
    let mut rows = Vec::new();
    for engine in ENGINES {
        let recipe = Case::tutorial().recipe(engine);
        let mut turns = Vec::new();
        for turn in 1..=TURNS {
            // Whoever comes second may find another machine: the order changes.
            let first = turn.is_multiple_of(2).then(|| train(&recipe));
            let shown = dashboard(&recipe);
            let alone = first.unwrap_or_else(|| train(&recipe));
            turns.push((alone, shown));
        }
        let mut row = |name: String, alone: f64, shown: f64, ratio: f64| {
            rows.push(vec![name, format!("{alone:.0}"), format!("{shown:.0}"), format!("{ratio:.3}")]);
        };
        for (turn, &(alone, shown)) in (1..).zip(&turns) {
            row(format!("{} turn {turn}", engine.name()), alone, shown, shown / alone);
        }
        let middle = |number: fn(&(f64, f64)) -> f64| {
            median(&turns.iter().map(number).collect::<Vec<f64>>()).expect("there were turns")
        };
        row(
            format!("{} median", engine.name()),
            middle(|turn| turn.0),
            middle(|turn| turn.1),
            middle(|(alone, shown)| shown / alone),
        );
    }
    print_table("epochs a second at unlimited speed", &["engine", "train", "dashboard", "ratio"], &rows);
}

/// Epochs a second of the trainer alone.
fn train(recipe: &Recipe) -> f64 {
    let mut trainer = Trainer::new(&recipe.name, recipe.preset.clone());
    let start = Instant::now();
    while start.elapsed() < TURN {
        // The clock is asked as rarely as the session asks it.
        for _ in 0..EVERY {
            trainer.advance(|| false).expect("the tutorial's run stays finite");
        }
        trainer.record();
    }
    trainer.epoch() as f64 / start.elapsed().as_secs_f64()
}

/// Epochs a second of a session that is shown.
fn dashboard(recipe: &Recipe) -> f64 {
    let (sender, events) = sync_channel(MAX_EVENTS);
    let setup = Setup {
        source: Source::Recipe(Box::new(recipe.clone())),
        run: false,
        speed: Some(Speed::Unlimited),
        frames_per_second: 60,
        runs: std::env::temp_dir(),
        build: Trainer::new,
        save: blobtui::file::save_new,
        recovery: None,
    };
    let (reached, epochs) = sync_channel(1024);
    let updates = ui::Updates::new(sender.clone());
    let session = Session::start(setup, move |update| {
        // The channel outlasts a turn at 60 updates a second.
        let _ = reached.try_send((Instant::now(), update.record.epoch));
        updates.post(update)
    });
    let mut screen = Screen::new((120, 40));
    let quit = sender.clone();
    let timer = std::thread::spawn(move || {
        // The first update shows that the run is there; then it is started, and quit after the turn.
        std::thread::sleep(Duration::from_millis(100));
        let _ = quit.send(press(' '));
        std::thread::sleep(TURN);
        let _ = quit.send(press('q'));
    });
    let setup = ui::Setup {
        folders: ui::Folders { runs: std::env::temp_dir(), recovery: None, presets: None, preset: None },
        frames_per_second: 60,
        results: None,
    };
    ui::run(&mut screen, &mut app(true), &session, &events, &sender, &setup).expect("it is quit");
    timer.join().expect("the timer only waits");
    let seen: Vec<(Instant, u64)> = epochs.try_iter().filter(|(_, epoch)| *epoch > 0).collect();
    let (first, last) = (seen[0], seen[seen.len() - 1]);
    assert!(screen.frames() > 20, "the dashboard drew {} frames", screen.frames());
    (last.1 - first.1) as f64 / (last.0 - first.0).as_secs_f64()
}
