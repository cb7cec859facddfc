//! What training costs without a screen and under the dashboard, as ratios measured in one run.
//!
//! `cargo bench --bench throughput` trains the tutorial's network in turns of a second: by the trainer alone, as
//! `blobtui train` does, and by a session whose updates a dashboard draws into a screen of 120x40, at unlimited speed.
//! It prints epochs a second of both, turn by turn, and the median ratio.

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use blobtui::error::Error;
use blobtui::plot::{Depth, Marks};
use blobtui::preset::{self, MOST_EPOCHS, Recipe};
use blobtui::session::{Session, Setup, Source, Speed};
use blobtui::train::Trainer;
use blobtui::ui::app::{App, Axis, Look};
use blobtui::ui::theme::{Palette, Theme};
use blobtui::ui::{self, Event, MOST_EVENTS, Surface};
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{Frame, Terminal};

/// Turns of both.
const TURNS: usize = 7;
/// How long each trains in a turn.
const TURN: Duration = Duration::from_secs(1);
/// Epochs between two evaluations without a screen, as `blobtui train` prints them.
const EVERY: u64 = 100;

fn main() {
    let mut recipe = preset::find("xor-blobs").expect("a built-in preset");
    recipe.preset.epochs = MOST_EPOCHS;
    let mut ratios: Vec<f64> = Vec::new();
    println!("epochs a second   train  dashboard  ratio");
    for turn in 1..=TURNS {
        let (alone, shown) = (train(&recipe), dashboard(&recipe));
        ratios.push(shown / alone);
        println!("turn {turn:<10}  {alone:>7.0}  {shown:>9.0}  {:>5.3}", shown / alone);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio of the dashboard to train: {:.3}", ratios[TURNS / 2]);
}

/// Epochs a second of the trainer alone.
fn train(recipe: &Recipe) -> f64 {
    let mut trainer = Trainer::new(&recipe.name, recipe.preset.clone());
    let start = Instant::now();
    while start.elapsed() < TURN {
        trainer.advance(|| false).expect("the tutorial's run stays finite");
        if trainer.epoch().is_multiple_of(EVERY) {
            trainer.record();
        }
    }
    trainer.epoch() as f64 / start.elapsed().as_secs_f64()
}

/// A screen that remembers the epoch of the first and the last frame, and quits after a turn.
struct Screen {
    terminal: Terminal<TestBackend>,
    frames: u64,
}

impl Surface for Screen {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        self.terminal.draw(|frame| render(frame)).expect("a screen in memory never refuses");
        self.frames += 1;
        Ok(())
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let size = self.terminal.size().expect("a screen in memory has a size");
        Ok((size.width, size.height))
    }
}

/// Epochs a second of a session that is shown.
fn dashboard(recipe: &Recipe) -> f64 {
    let (sender, events) = sync_channel(MOST_EVENTS);
    let setup = Setup {
        source: Source::Recipe(Box::new(recipe.clone())),
        run: false,
        speed: Some(Speed::Unlimited),
        frames_per_second: 60,
        runs: std::env::temp_dir(),
        build: Trainer::new,
    };
    let (reached, epochs) = sync_channel(1024);
    let updates = sender.clone();
    let session = Session::start(setup, move |update| {
        // The channel outlasts a turn at 60 updates a second.
        let _ = reached.try_send((Instant::now(), update.record.epoch));
        ui::post(&updates, update)
    });
    let look = Look {
        theme: Theme::new(Palette::Dark, Depth::TrueColour, Marks::Braille),
        marks: Marks::Braille,
        axis: Axis::Logarithmic,
        newest: false,
        focus: None,
        zoom: false,
        mouse: false,
    };
    let terminal = Terminal::new(TestBackend::new(120, 40)).expect("a screen in memory");
    let mut screen = Screen { terminal, frames: 0 };
    let press = |key: char| Event::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE));
    let quit = sender.clone();
    let timer = std::thread::spawn(move || {
        // The first update shows that the run is there; then it is started, and quit after the turn.
        std::thread::sleep(Duration::from_millis(100));
        let _ = quit.send(press(' '));
        std::thread::sleep(TURN);
        let _ = quit.send(press('q'));
    });
    let setup = ui::Setup { runs: std::env::temp_dir(), frames_per_second: 60 };
    ui::run(&mut screen, App::new(look, Instant::now()), &session, &events, &sender, &setup).expect("it is quit");
    timer.join().expect("the timer only waits");
    let seen: Vec<(Instant, u64)> = epochs.try_iter().filter(|(_, epoch)| *epoch > 0).collect();
    let (first, last) = (seen[0], seen[seen.len() - 1]);
    assert!(screen.frames > 30, "the dashboard drew {} frames", screen.frames);
    (last.1 - first.1) as f64 / (last.0 - first.0).as_secs_f64()
}
