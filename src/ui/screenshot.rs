//! Pictures of the dashboard without a terminal: a run at an epoch, drawn by the real views, as SVG.
//!
//! The same source, epoch, size, look and build give the same picture. The command line calls it; [`super::svg`] has the
//! shapes.

use std::sync::mpsc::{Receiver, sync_channel};

use indicatif::HumanCount;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::{Frame, Terminal};

use crate::error::Error;
use crate::session::{Command, Session, Setup, Source, State, Update};
use crate::ui::app::App;
use crate::ui::event::Event;
use crate::ui::look::Look;
use crate::ui::reader::Folders;
use crate::ui::surface::Surface;
use crate::ui::{self, svg};

/// Draws the dashboard of a run, paused at this epoch, on a screen of so many columns and rows. Without an epoch it is the
/// last one: of a preset the end of the run, of a file where that ends. A run that diverges before is drawn there.
///
/// # Errors
/// If the run fails by an internal error.
pub fn screenshot(source: Source, epoch: Option<u64>, size: (u16, u16), look: Look) -> Result<String, Error> {
    let (page, mut screen) = (look.theme.page(), Screen::new(size));
    let (sender, updates) = sync_channel(1);
    let is_recipe = matches!(source, Source::Recipe(_));
    // At the preset's own speed: at full speed the clock would decide which epochs are evaluated for the charts.
    let setup = Setup::new(source);
    let session = Session::start(setup, move |update| {
        sender.try_send(update).map_err(|error| match error {
            std::sync::mpsc::TrySendError::Full(update) | std::sync::mpsc::TrySendError::Disconnected(update) => update,
        })
    });
    let update = arrive(&session, &updates, epoch, is_recipe)?;
    let title = format!("blobtui: {} at epoch {}", update.name, HumanCount(update.record.epoch));
    let (events, inbox) = sync_channel(1);
    // The dashboard draws the update, and leaves when nothing more can come.
    events.send(Event::Update(update)).map_err(|_| Error::Fault("nothing takes the update".into()))?;
    drop(events);
    let (sender, _replies) = sync_channel(1);
    let setup = ui::Setup {
        folders: Folders { runs: "runs".into(), recovery: None, presets: None, preset: None },
        results: None,
        frames_per_second: 60,
    };
    ui::run(&mut screen, &mut App::new(look), &session, &inbox, &sender, &setup)?;
    Ok(svg::picture(&screen.frame, page, &title))
}

/// Takes the run to the epoch, and gives the update of its arrival.
fn arrive(
    session: &Session,
    updates: &Receiver<Box<Update>>,
    epoch: Option<u64>,
    is_recipe: bool,
) -> Result<Box<Update>, Error> {
    let mut wanted = None;
    loop {
        let update = updates.recv().map_err(|_| Error::Fault("the trainer ended".into()))?;
        if let State::Failed { message } = update.state {
            return Err(Error::Fault(message));
        }
        let last = if is_recipe { update.total } else { update.time.newest.epoch };
        let is_first = wanted.is_none();
        let target = *wanted.get_or_insert(epoch.unwrap_or(last));
        let has_ended = !is_first && (update.early_stop.is_some() || matches!(update.state, State::Diverged { .. }));
        if update.record.epoch == target && update.time.sought.is_none() || has_ended {
            return Ok(update);
        }
        if is_first {
            session.send(Command::StepTo(target)).map_err(|error| Error::Fault(error.to_string()))?;
        }
        session.recycle(update);
    }
}

/// A screen in memory.
struct Screen {
    terminal: Terminal<TestBackend>,
    frame: Buffer,
}

impl Screen {
    fn new((width, height): (u16, u16)) -> Self {
        let Ok(terminal) = Terminal::new(TestBackend::new(width, height));
        Self { terminal, frame: Buffer::default() }
    }
}

impl Surface for Screen {
    fn draw(&mut self, render: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        let Ok(drawn) = self.terminal.draw(|frame| render(frame));
        self.frame.clone_from(drawn.buffer);
        Ok(())
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        let area = self.terminal.backend().buffer().area;
        Ok((area.width, area.height))
    }
}
