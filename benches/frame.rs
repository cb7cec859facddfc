//! What a frame costs: the plane painted and everything drawn, into a screen in memory.
//!
//! The dashboard's own loop is fed updates as fast as it draws them, so that what is measured is what a terminal gets,
//! short of the terminal. Two updates take turns: the plane and the losses change with every frame.

mod common;

use std::sync::mpsc::{channel, sync_channel};
use std::time::Duration;

use blobtui::network::EngineKind;
use blobtui::session::{Command, Session, Setup, Source, Update};
use blobtui::train::Trainer;
use blobtui::ui::{self, Event};
use common::screen::{Screen, app, press};
use common::{Case, Contender, ENGINES, cell, median, print_table, race, seconds_in};

/// Columns and rows.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];
/// Epochs of each of the two updates after the one before.
const EPOCHS: u64 = 500;

fn main() {
    let mut criterion = common::criterion();
    let mut group = criterion.benchmark_group("frame");
    let mut rows = Vec::new();
    for case in [Case::tutorial(), Case::deep()] {
        let runs = ENGINES.map(|engine| Run::new(&case, engine));
        for size in SIZES {
            let screen = format!("{}x{}", size.0, size.1);
            let [dfdx, fused] = &runs;
            let mut contenders =
                [dfdx.contender(size, false), fused.contender(size, false), fused.contender(size, true)];
            let turns = race(&mut group, &format!("{} {screen}", case.name), &mut contenders);
            let mut row = vec![case.name.clone(), screen];
            row.extend(turns.iter().map(|turns| cell(seconds_in(1e3, median(turns)))));
            rows.push(row);
        }
    }
    group.finish();
    print_table(
        "milliseconds a frame, medians",
        &["network", "screen", "dfdx ms", "fused ms", "with diagnostics"],
        &rows,
    );
}

/// A run that waits, and two updates of it.
struct Run {
    engine: EngineKind,
    session: Session,
    updates: [Box<Update>; 2],
}

impl Run {
    fn new(case: &Case, engine: EngineKind) -> Self {
        let (post, posted) = channel();
        let setup = Setup {
            source: Source::Recipe(Box::new(case.recipe(engine))),
            run: false,
            speed: None,
            frames_per_second: 60,
            runs: std::env::temp_dir(),
            build: Trainer::new,
            save: blobtui::file::save_new,
            recovery: None,
        };
        let session = Session::start(setup, move |update| post.send(update).map_err(|error| error.0));
        let updates = [EPOCHS, 2 * EPOCHS].map(|epoch| {
            session.send(Command::Step(EPOCHS)).expect("a session takes a command");
            posted.iter().find(|update| update.record.epoch == epoch).expect("the step comes to its end")
        });
        Self { engine, session, updates }
    }

    fn contender(&self, size: (u16, u16), diagnostics: bool) -> Contender<'_> {
        let name = if diagnostics { "diagnostics" } else { self.engine.name() };
        Contender::timed(name, move |frames| self.draw(size, diagnostics, frames))
    }

    /// The time for this many frames, after a first one that drew into an empty buffer.
    fn draw(&self, size: (u16, u16), diagnostics: bool, frames: u64) -> Duration {
        let count = frames as usize + 1;
        let (sender, events) = sync_channel(count + 1);
        for update in self.updates.iter().cycle().take(count) {
            sender.send(Event::Update(update.clone())).expect("the channel has room for all");
        }
        sender.send(press('q')).expect("the channel has room for all");
        let mut screen = Screen::new(size);
        // The loop never waits for a frame's time.
        let setup = ui::Setup {
            folders: ui::Folders { runs: std::env::temp_dir(), recovery: None, presets: None, preset: None },
            frames_per_second: u32::MAX,
            results: None,
        };
        ui::run(&mut screen, &mut app(diagnostics), &self.session, &events, &sender, &setup).expect("it is quit");
        assert_eq!(screen.frames(), frames + 1, "an update is a frame");
        screen.elapsed()
    }
}
