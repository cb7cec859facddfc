//! The dashboard in words, for screen readers and terminals that only have lines: commands in, sentences out.
//!
//! Another front end over the same session, [`App`] and actions. Each line of input is a command (`handle.rs`); each change
//! is one sentence (`news.rs`); `describe.rs` asks every view for its words. A command waits for the one before it, so the same
//! lines give the same answers. Draws nothing, and writes no escape sequence.

mod commands;
mod describe;
mod handle;
mod input;
mod lists;
mod news;
mod seeds;

use std::collections::VecDeque;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::Instant;

use ratatui::Frame;

use crate::error::Error;
use crate::session::{Command, Session, State};
use crate::text::Visible;
use crate::ui::action::{Ended, Then};
use crate::ui::app::App;
use crate::ui::event::Event;
use crate::ui::message;
use crate::ui::results;
use crate::ui::surface::Surface;
use crate::ui::terminal::listen_to_ends;
use crate::ui::{Dashboard, Setup};
use commands::with_commands;
use handle::Reply;
use news::News;
use seeds::SeedsNews;

const GREETING: &str =
    "blobtui in words. Type a command and press Enter: help lists them, describe says what there is, quit ends.";
/// What stands in the place of lines, boxes, blocks and braille.
const PICTURES: std::ops::RangeInclusive<char> = '\u{2500}'..='\u{28ff}';

/// The columns and rows that views think they have: enough for all of them.
const SIZE: (u16, u16) = (120, 40);

/// Where lines come from, and where they go.
pub struct Lines<'a> {
    /// Takes a permit for each further line.
    permits: SyncSender<()>,
    /// Whether a person types them: then a run goes on while other commands are taken.
    is_interactive: bool,
    output: &'a mut dyn Write,
}

impl<'a> Lines<'a> {
    /// Reads standard input, and listens to the signals that end the program. One that has to end it without its main
    /// thread, which is stuck, calls `before_kill` first.
    ///
    /// # Errors
    /// If the system refuses threads or signal handlers.
    pub fn open(
        output: &'a mut dyn Write,
        is_interactive: bool,
        events: &SyncSender<Event>,
        before_kill: impl Fn() + Send + 'static,
    ) -> Result<Self, Error> {
        listen_to_ends(events, before_kill)?;
        Ok(Self { permits: input::start(events)?, is_interactive, output })
    }
}

/// Runs the dashboard in words until it is quit, or its input ends.
///
/// # Errors
/// If standard output can't be written, a thread panics, or a signal ends the program.
pub fn run(
    lines: Lines,
    app: &mut App,
    session: &Session,
    events: &Receiver<Event>,
    sender: &SyncSender<Event>,
    setup: &Setup,
) -> Result<Ended, Error> {
    app.said = Some(vec![]);
    let surface = &mut Paper;
    let dashboard = Dashboard::new(surface, app, session, events, sender, setup);
    let (waiting, news) = (VecDeque::new(), News::default());
    let seeds = SeedsNews::default();
    let plain = Plain { dashboard, lines, waiting, has_ended: false, asked: false, news, seeds };
    plain.run()
}

/// A surface that nothing is drawn on.
struct Paper;

impl Surface for Paper {
    fn draw(&mut self, _: &mut dyn FnMut(&mut Frame)) -> Result<(), Error> {
        Ok(())
    }

    fn size(&self) -> Result<(u16, u16), Error> {
        Ok(SIZE)
    }
}

struct Plain<'a, 'b> {
    dashboard: Dashboard<'a>,
    lines: Lines<'b>,
    /// Lines that wait for a command to be done.
    waiting: VecDeque<Result<String, &'static str>>,
    /// Whether no line comes any more.
    has_ended: bool,
    /// Whether a command waits for its answer.
    asked: bool,
    news: News,
    seeds: SeedsNews,
}

impl Plain<'_, '_> {
    fn run(mut self) -> Result<Ended, Error> {
        self.say(GREETING)?;
        loop {
            while self.is_settled() {
                self.answer()?;
                let Some(line) = self.waiting.pop_front() else { break };
                let _ = self.lines.permits.try_send(());
                if let ControlFlow::Break(ended) = self.take(line)? {
                    return Ok(ended);
                }
            }
            if self.has_ended && self.waiting.is_empty() && self.is_settled() {
                return self.end();
            }
            let Ok(event) = self.dashboard.events.recv() else { return Ok(Ended::Interrupted) };
            if let ControlFlow::Break(ended) = self.handle(event)? {
                return Ok(ended);
            }
        }
    }

    /// Whether everything that was asked for is done. A run that was started goes on while a person types.
    fn is_settled(&self) -> bool {
        let Some(run) = self.dashboard.app.newest() else { return false };
        let is_done = run.handled >= self.dashboard.sent && !run.busy && self.dashboard.reading == 0;
        let is_done = is_done && !run.seeds.as_ref().is_some_and(|seeds| seeds.is_running);
        is_done && (self.lines.is_interactive || run.state != State::Running)
    }

    fn handle(&mut self, event: Event) -> Result<ControlFlow<Ended>, Error> {
        let reading = self.dashboard.reading;
        if event.is_of_a_reader() {
            self.dashboard.reading = reading.saturating_sub(1);
        }
        match event {
            Event::Line(Some(line)) => {
                // What stops something can't wait for its end.
                if self.lines.is_interactive && line.as_ref().is_ok_and(|line| handle::is_urgent(line)) {
                    let _ = self.lines.permits.try_send(());
                    return self.take(line);
                }
                self.waiting.push_back(line);
            }
            Event::Line(None) => self.has_ended = true,
            Event::Presets(rows, Then::Show) => self.tell(&lists::presets(&rows))?,
            Event::Checkpoints(folder, rows) => self.tell(&lists::files(&folder, &rows))?,
            Event::CommandLine(line, left_out) => {
                let left_out = left_out.map(|words| with_commands(&words));
                let lines: Vec<String> = std::iter::once(line).chain(left_out).collect();
                self.tell(&lines)?;
            }
            Event::Reading(..) => {}
            Event::Results(Ok(table)) => {
                self.dashboard.app.look.results.take(table);
                let lines = results::describe(&self.dashboard.app.look.results);
                self.tell(&lines)?;
            }
            Event::Opened(source, remark) => {
                let flow = self.dashboard.handle(Event::Opened(source, remark))?;
                // What was opened is there to be described; `run` trains it.
                self.dashboard.send(Command::Pause, Instant::now());
                return Ok(flow);
            }
            Event::Update(update) => {
                let flow = self.dashboard.handle(Event::Update(update))?;
                self.follow()?;
                return Ok(flow);
            }
            event => {
                if matches!(event, Event::Problem(_)) && reading == 0 {
                    // No reader's: a worker that has ended takes no more commands.
                    self.dashboard.sent = 0;
                }
                return self.dashboard.handle(event);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Carries out a line.
    fn take(&mut self, line: Result<String, &'static str>) -> Result<ControlFlow<Ended>, Error> {
        let now = Instant::now();
        self.asked = true;
        let replies = line.map_err(str::to_owned).and_then(|line| match self.dashboard.app.newest() {
            Some(run) => handle::replies(&line, run),
            None => Ok(vec![]),
        });
        let replies = match replies {
            Ok(replies) => replies,
            Err(problem) => {
                self.tell(&[problem])?;
                vec![]
            }
        };
        describe::prepare(self.dashboard.app);
        for reply in replies {
            let app = &mut *self.dashboard.app;
            let lines = match reply {
                Reply::Act(action) => {
                    if let ControlFlow::Break(ended) = self.dashboard.act(Some(action), now)? {
                        return Ok(ControlFlow::Break(ended));
                    }
                    continue;
                }
                Reply::Effect(effect) => {
                    let effect = app.carry_out(effect, now);
                    if let ControlFlow::Break(ended) = self.dashboard.carry_out(effect, now)? {
                        return Ok(ControlFlow::Break(ended));
                    }
                    continue;
                }
                Reply::Say(lines) => lines,
                Reply::Describe(place) => describe::describe(app, place),
                Reply::Probed => describe::probe(app),
                Reply::Unit => describe::unit(app),
                Reply::Results => results::describe(&app.look.results),
            };
            self.tell(&lines)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Says what has changed, once all is done; where a command has changed nothing, says how the run is.
    fn answer(&mut self) -> Result<(), Error> {
        let said = self.dashboard.app.said.as_mut().map(std::mem::take).unwrap_or_default();
        let Some(run) = self.dashboard.app.newest() else { return Ok(()) };
        let mut lines: Vec<String> = said.iter().map(|said| with_commands(&said.to_string())).collect();
        lines.extend(self.news.changes(run));
        lines.extend(self.seeds.news(run, &self.dashboard.app.look.seeds));
        if lines.is_empty() && self.asked {
            lines.push(news::state(run));
        }
        if !lines.is_empty() {
            self.tell(&lines)?;
        }
        self.asked = false;
        Ok(())
    }

    /// Says how a run gets on.
    fn follow(&mut self) -> Result<(), Error> {
        let Some(run) = self.dashboard.app.newest() else { return Ok(()) };
        match self.news.progress(run, Instant::now()) {
            Some(line) => self.say(&line),
            None => Ok(()),
        }
    }

    /// Ends as `quit` does. Nobody can be asked, so what would be lost goes into a recovery.
    fn end(&mut self) -> Result<Ended, Error> {
        let Some((lost, _)) = self.dashboard.app.newest().and_then(message::unsaved) else { return Ok(Ended::Quit) };
        self.say(&format!("{lost} not saved; at the next start, recover opens the run"))?;
        Ok(Ended::Interrupted)
    }

    /// Answers a command.
    fn tell(&mut self, lines: &[String]) -> Result<(), Error> {
        self.asked = false;
        lines.iter().try_for_each(|line| self.say(line))
    }

    fn say(&mut self, line: &str) -> Result<(), Error> {
        let line = written(line);
        let output = &mut self.lines.output;
        output.write_all(line.as_bytes()).and_then(|()| output.flush()).map_err(Error::Output)
    }
}

/// A line as it is written: escaped, and without a sign that only draws.
fn written(text: &str) -> String {
    let line: String = text.chars().map(|sign| if PICTURES.contains(&sign) { '?' } else { sign }).collect();
    format!("{}\n", Visible(line))
}
