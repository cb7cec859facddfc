//! Runs as the screen sees them, and what views and popups draw of them, for tests.

use std::sync::Arc;

use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use crate::plot::{Depth, Glyphs};
use crate::preset::{Preset, find};
use crate::session::{BookmarkSummary, BranchSummary, Compared, Losses, Session, Setup, Source, Time, Update};
use crate::train::{BookmarkId, BranchId, Position, Sign, Trainer};
use crate::ui::context::Context;
use crate::ui::evaluation::Evaluation;
use crate::ui::keymap::Mode;
use crate::ui::look::Look;
use crate::ui::theme::{Palette, Theme};
use crate::ui::view::{View, Views};

/// The first update of a preset that is trained for so many epochs.
pub fn update(name: &str, epochs: u64, change: impl FnOnce(&mut Preset)) -> Update {
    let mut recipe = find(name).unwrap();
    change(&mut recipe.preset);
    let mut trainer = Trainer::new(&recipe.name, recipe.preset);
    while trainer.epoch() < epochs {
        trainer.advance(|| false).unwrap();
    }
    let checkpoint = Box::new(trainer.checkpoint());
    let (sender, updates) = std::sync::mpsc::sync_channel(1);
    let setup = Setup::new(Source::Checkpoint(checkpoint));
    let _session = Session::start(setup, move |update| sender.try_send(update).map_err(|_| unreachable!()));
    *updates.recv().unwrap()
}

/// A branch that leaves another at an epoch, and has these bookmarks.
pub fn branch(
    id: u64,
    name: &str,
    parent: Option<u64>,
    fork: u64,
    newest: u64,
    bookmarks: Vec<BookmarkSummary>,
) -> BranchSummary {
    let (fork, newest) = (Position::at(fork), Position::at(newest));
    let (name, losses) = (name.to_owned(), Some(Losses { train: 0.25, test: Some(0.5) }));
    BranchSummary { id: BranchId(id), name, parent: parent.map(BranchId), fork, newest, bookmarks, losses }
}

/// A bookmark with a note.
pub fn bookmark(epoch: u64, sign: Sign, note: &str) -> BookmarkSummary {
    BookmarkSummary { id: Some(BookmarkId(epoch)), epoch, sign, note: note.to_owned() }
}

/// Time on the branch at one place of several, as far as that was trained.
pub fn time(shown: usize, branches: Vec<BranchSummary>) -> Time {
    Time {
        newest: branches[shown].newest,
        sought: None,
        branch: branches[shown].id,
        branches: Arc::new(branches),
        keyframes: 0,
        bytes: 0,
        compared: vec![],
        autopsy: None,
        unsaved: false,
        unsaved_points: 0,
        left_unsaved: false,
    }
}

/// A run as a branch that is compared with the shown one.
pub fn compared(branch: u64, run: &Update) -> Compared {
    Compared {
        branch: BranchId(branch),
        preset: Arc::clone(&run.preset),
        dataset: Arc::clone(&run.dataset),
        record: run.record,
        batch: run.batch,
        edits: run.edits,
        parameters: run.parameters[..].into(),
        unit_mask: run.unit_mask,
        history: Arc::new(run.history.clone()),
        segments: Arc::new(run.segments.clone()),
    }
}

/// The look at the start in the dark theme, in true colour or, with `Depth::None`, with shades that stand in the text.
pub fn look(depth: Depth) -> Look {
    Look::new(Theme::new(Palette::Dark, depth, Glyphs::Braille), Glyphs::Braille, true)
}

/// A run with a look, and what its network says of it: all that views and popups see.
pub struct Scene {
    pub run: Update,
    pub look: Look,
    pub evaluation: Evaluation,
}

impl Scene {
    pub fn new(run: Update, look: Look) -> Self {
        let mut scene = Self { run, look, evaluation: Evaluation::default() };
        scene.evaluate();
        scene
    }

    /// Evaluates the run's network anew, after run or look have changed.
    pub fn evaluate(&mut self) {
        self.look.settle(&self.run);
        self.evaluation.prepare(&self.run, &self.look);
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            run: Some(&self.run),
            look: &self.look,
            message: None,
            evaluation: &self.evaluation,
            mode: Mode::Run,
            topic: Views::default().topic(&self.look, Some(&self.run)),
        }
    }

    /// What a view draws in a place of this many columns and rows.
    pub fn view(&self, view: &mut dyn View, columns: u16, rows: u16) -> Buffer {
        view.prepare(Rect::new(0, 0, columns, rows), &self.context());
        drawn(columns, rows, |frame, area| view.render(frame, area, &self.context()))
    }
}

/// What is drawn on a screen of this many columns and rows.
pub fn drawn(columns: u16, rows: u16, draw: impl FnOnce(&mut Frame, Rect)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| draw(frame, frame.area())).unwrap();
    terminal.backend().buffer().clone()
}

/// A screen as lines of text, without blanks at their ends.
pub fn text(buffer: &Buffer) -> String {
    let rows = buffer.content.chunks(usize::from(buffer.area.width.max(1)));
    let lines = rows.map(|cells| cells.iter().map(Cell::symbol).collect::<String>());
    lines.map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Compares the text of a screen with the snapshot of this name, which lies in the folder `snapshots` beside the test's
/// file. `INSTA_UPDATE=always` writes it anew.
macro_rules! assert_snapshot {
    ($name:expr, $buffer:expr) => {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $crate::ui::fixture::text($buffer));
        });
    };
}
pub(crate) use assert_snapshot;
