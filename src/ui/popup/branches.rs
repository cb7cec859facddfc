//! The list of branches: where each starts, its first edit, its newest epoch and its test loss.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use crate::plot::Glyphs;
use crate::session::{BranchSummary, Command, Losses, Time, Update};
use crate::text::Sentence;
use crate::train::{BranchId, Sign};
use crate::ui::action::{Action, Effect, ListAction, Opening, Purpose, Tone};
use crate::ui::context::Context;
use crate::ui::format::{cut, measure, thousands};
use crate::ui::keymap::Mode;
use crate::ui::popup::list::List;
use crate::ui::popup::place::room;
use crate::ui::popup::{Help, Outcome, Popup, help};

/// Columns of a name with its place in the tree, of a branch's fork with its first edit, of the newest epoch, of its loss,
/// and of signs and gaps.
const NAME: usize = 22;
const CHANGE: usize = 24;
const NEWEST: usize = 7;
const LOSS: usize = 9;
const OTHERS: usize = NEWEST + LOSS + 5;

/// The list, and a deletion that waits for confirmation.
#[derive(Debug)]
pub struct Branches {
    list: List<Row>,
    /// The branch to delete on the next request.
    asked: Option<BranchId>,
}

/// A branch in the tree.
#[derive(Clone, Debug)]
struct Row {
    branch: BranchId,
    /// Number of ancestors.
    depth: usize,
    name: String,
}

impl Branches {
    /// The branches of a run, with the shown one selected.
    pub fn new(run: &Update) -> Self {
        let rows = rows(&run.time);
        let shown = rows.iter().position(|row| row.branch == run.time.branch).unwrap_or(0);
        Self { list: List::new(rows, shown, 2, |row| row.name.clone()).with_headings(), asked: None }
    }

    /// The selected branch, if it is still there.
    fn selected<'a>(&self, time: &'a Time) -> Option<&'a BranchSummary> {
        self.list.selected().and_then(|row| time.find(row.branch))
    }

    /// Deletes the selected branch: the first time only asks.
    fn delete(&mut self, time: &Time) -> Option<Effect> {
        let branch = self.selected(time)?.id;
        let asked = self.asked.take();
        let problem = match time.branches.len() {
            1 => "the only branch can't be deleted; r restarts",
            _ if branch == time.branch => "the shown branch can't be deleted; go to another one first",
            _ if asked == Some(branch) => {
                let words = Sentence::new("deleted branch ", &self.selected(time)?.name, "");
                return Some(Effect::SendAndSay(Command::DeleteBranch(branch), words));
            }
            _ => {
                self.asked = Some(branch);
                return None;
            }
        };
        Some(Effect::Say(Tone::Remark, problem.into()))
    }

    /// Starts or ends the comparison of the selected branch with the shown one.
    fn compare(&self, time: &Time) -> Option<Effect> {
        let branch = self.selected(time)?.id;
        Some(if branch == time.branch {
            Effect::Say(Tone::Remark, "this branch is shown; select another one to compare".into())
        } else {
            Effect::Send(Command::Compare(branch))
        })
    }

    fn rename(&self, time: &Time) -> Option<Effect> {
        let branch = self.selected(time)?;
        Some(Effect::Open(Opening::Prompt(Purpose::BranchName(branch.id), branch.name.clone())))
    }
}

impl Popup for Branches {
    fn mode(&self) -> Mode {
        self.list.mode(Mode::Branches)
    }

    fn prepare(&mut self, _: Rect, context: &Context) {
        if let Some(run) = context.run {
            self.list.renew(rows(&run.time), |row| row.name.clone(), |row| row.branch);
        }
    }

    fn handle(&mut self, action: Action, context: &Context) -> Outcome {
        let Some(run) = context.run else { return Outcome::Close(None) };
        match action {
            Action::List(ListAction::Delete) => return Outcome::Stay(self.delete(&run.time)),
            Action::List(ListAction::Compare) => return Outcome::Stay(self.compare(&run.time)),
            Action::List(ListAction::Rename) => return Outcome::Stay(self.rename(&run.time)),
            _ => self.asked = None,
        }
        self.list
            .handle(action)
            .outcome(|| self.list.selected().map(|row| Effect::Send(Command::GoTo(row.branch, None))))
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        let (time, glyphs) = (&run.time, context.look.glyphs);
        let (names, changes) = columns(room(area));
        let column = |text: &str, width: usize| {
            let text = if width == 0 { String::new() } else { cut(text, width, glyphs) };
            format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
        };
        let line = |row: &Row| {
            let Some(branch) = time.find(row.branch) else { return Line::default() };
            let sign = if row.branch == time.branch { glyphs.running() } else { " " };
            let compared = if is_compared(time, row.branch) { "c" } else { " " };
            let corner = if glyphs == Glyphs::Ascii { "` " } else { "╰ " };
            let tree = if row.depth == 0 { String::new() } else { format!("{}{corner}", "  ".repeat(row.depth - 1)) };
            let name = column(&format!("{tree}{}", glyphs.text(&branch.name)), names);
            let fork = thousands(branch.fork.epoch);
            let change = match branch.parent {
                None => String::new(),
                // The name of a branch is its first edit, until somebody renames it.
                Some(_) if branch.name == change(branch) => format!("from {fork}"),
                Some(_) => format!("from {fork} {}", glyphs.text(change(branch))),
            };
            let loss =
                losses(run, branch).map_or_else(String::new, |losses| measure(losses.test.unwrap_or(losses.train)));
            let newest = thousands(newest(time, branch));
            let gap = if changes == 0 { "" } else { " " };
            let change = column(&change, changes);
            Line::from(format!("{sign}{compared} {name}{gap}{change} {newest:>NEWEST$} {loss:>LOSS$}"))
        };
        let words = match (self.asked, self.selected(time)) {
            (Some(asked), Some(selected)) if asked == selected.id => {
                format!("d again deletes {} for good; the branches that leave it stay", selected.name)
            }
            (_, Some(_)) if time.branches.len() == 1 => {
                "Go back and edit anything: a new branch starts there, and this one stays unchanged.".into()
            }
            (_, Some(selected)) => summary(run, selected),
            (_, None) => "No name matches.".into(),
        };
        self.list.render(frame, area, context.look, "branches", line, &glyphs.text(&words));
        let edit = if changes == 0 { String::new() } else { format!(" {}", column("fork, edit", changes)) };
        let loss = if run.record.test.is_some() { "test loss" } else { "train loss" };
        let headings = format!("   {}{edit} {:>NEWEST$} {:>LOSS$}", column("branch", names), "epochs", loss);
        frame.render_widget(Line::styled(headings, context.look.theme.faint()), self.list.headings(area));
    }

    fn cursor(&self, area: Rect, _: &Context) -> Option<Position> {
        Some(self.list.cursor(area))
    }

    fn row_at(&self, area: Rect, place: Position) -> Option<usize> {
        self.list.row_at(area, place)
    }

    fn help(&self, context: &Context, width: usize) -> Help {
        help::list(context.look, width)
    }
}

/// Columns of the names and of the forks in a list of this width: where it is narrow, the words below tell the fork.
fn columns(room: usize) -> (usize, usize) {
    let spare = room.saturating_sub(OTHERS);
    if spare < NAME + 1 + CHANGE { (spare, 0) } else { (spare - 1 - CHANGE, CHANGE) }
}

/// All branches, each after its parent.
fn rows(time: &Time) -> Vec<Row> {
    let mut rows = Vec::with_capacity(time.branches.len());
    let mut stack: Vec<_> = leaving(time, None).map(|branch| (branch, 0)).collect();
    while let Some((branch, depth)) = stack.pop() {
        rows.push(Row { branch: branch.id, depth, name: branch.name.clone() });
        stack.extend(leaving(time, Some(branch.id)).map(|other| (other, depth + 1)));
    }
    rows
}

/// The branches that leave one, the newest first, as a stack takes them.
fn leaving(time: &Time, parent: Option<BranchId>) -> impl Iterator<Item = &BranchSummary> {
    time.branches.iter().rev().filter(move |branch| branch.parent == parent)
}

/// A branch in a sentence: its origin, length and losses.
fn summary(run: &Update, branch: &BranchSummary) -> String {
    let time = &run.time;
    let origin = match branch.parent.and_then(|parent| time.find(parent)) {
        None => "from the start".into(),
        Some(parent) => format!("branches off {} at {}: {}", parent.name, branch.fork, change(branch)),
    };
    let losses = match losses(run, branch) {
        None => String::new(),
        Some(Losses { train, test: Some(test) }) => {
            format!(" · train loss {}, test loss {}", measure(train), measure(test))
        }
        Some(Losses { train, test: None }) => format!(" · train loss {}", measure(train)),
    };
    let compared = if is_compared(time, branch.id) { " · compared" } else { "" };
    format!("{} {origin} · to epoch {}{losses}{compared}", branch.name, thousands(newest(time, branch)))
}

/// The first edit of a branch.
fn change(branch: &BranchSummary) -> &str {
    branch.bookmarks.iter().find(|bookmark| bookmark.sign == Sign::Edit).map_or("", |bookmark| bookmark.note.as_str())
}

fn newest(time: &Time, branch: &BranchSummary) -> u64 {
    if branch.id == time.branch { time.newest.epoch } else { branch.newest.epoch }
}

/// The train and the test loss at a branch's newest epoch.
fn losses(run: &Update, branch: &BranchSummary) -> Option<Losses> {
    // The losses in the shown branch's summary may be a little late.
    let is_newest = branch.id == run.time.branch && !run.is_past();
    if is_newest { Some(Losses::of(&run.record)) } else { branch.losses }
}

fn is_compared(time: &Time, branch: BranchId) -> bool {
    time.compared.iter().any(|compared| compared.branch == branch)
}
