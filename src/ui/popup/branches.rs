//! The list of branches: where each starts, its first edit, its newest epoch and its test loss.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use crate::plot::Glyphs;
use crate::session::{BranchSummary, Time, Update};
use crate::train::{BranchId, Sign};
use crate::ui::context::Context;
use crate::ui::format::{cut, measure, thousands};
use crate::ui::popup::list::List;

/// Columns of a name with its place in the tree.
const NAME: usize = 22;
/// Columns of a branch's first edit.
const CHANGE: usize = 24;

/// The list, and a deletion that waits for confirmation.
#[derive(Debug)]
pub struct Branches {
    pub list: List<Row>,
    /// The branch to delete on the next request.
    pub asked: Option<BranchId>,
}

/// A branch in the tree.
#[derive(Clone, Debug)]
pub struct Row {
    pub branch: BranchId,
    /// Number of ancestors.
    depth: usize,
    name: String,
}

impl Branches {
    /// The branches of a run, with the shown one selected.
    pub fn new(run: &Update) -> Self {
        let rows = rows(&run.time);
        let shown = rows.iter().position(|row| row.branch == run.time.branch).unwrap_or(0);
        Self { list: List::new(rows, shown, 2, |row| row.name.clone()), asked: None }
    }

    pub fn settle(&mut self, run: &Update) {
        self.list.renew(rows(&run.time), |row| row.name.clone(), |row| row.branch);
    }

    /// The selected branch, if it is still there.
    pub fn selected<'a>(&self, time: &'a Time) -> Option<&'a BranchSummary> {
        self.list.selected().and_then(|row| time.find(row.branch))
    }

    /// Whether a branch may be deleted: the first time only asks.
    pub fn delete(&mut self, branch: BranchId) -> Option<BranchId> {
        let asked = self.asked.replace(branch);
        if asked == Some(branch) { self.asked.take() } else { None }
    }
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

pub fn render(frame: &mut Frame, screen: Rect, context: &Context, branches: &Branches) {
    let Some(run) = context.run else { return };
    let (time, glyphs) = (&run.time, context.look.glyphs);
    let column = |text: &str, width: usize| {
        let text = cut(text, width, glyphs);
        format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
    };
    let line = |row: &Row| {
        let Some(branch) = time.find(row.branch) else { return Line::default() };
        let sign = if row.branch == time.branch { glyphs.running() } else { " " };
        let compared = if is_compared(time, row.branch) { "c" } else { " " };
        let corner = if glyphs == Glyphs::Ascii { "` " } else { "╰ " };
        let tree = if row.depth == 0 { String::new() } else { format!("{}{corner}", "  ".repeat(row.depth - 1)) };
        let name = column(&format!("{tree}{}", glyphs.text(&branch.name)), NAME);
        let fork = thousands(branch.fork.epoch);
        let change = match branch.parent {
            None => String::new(),
            // The name of a branch is its first edit, until somebody renames it.
            Some(_) if branch.name == change(branch) => format!("from {fork}"),
            Some(_) => format!("from {fork} {}", glyphs.text(change(branch))),
        };
        let loss = losses(run, branch).map_or_else(String::new, |(_, test)| measure(test));
        let newest = thousands(newest(time, branch));
        Line::from(format!("{sign}{compared} {name} {} {newest:>9} {loss:>8}", column(&change, CHANGE)))
    };
    let words = match (branches.asked, branches.selected(time)) {
        (Some(asked), Some(selected)) if asked == selected.id => {
            format!("d again deletes {}; the branches that leave it stay", selected.name)
        }
        (_, Some(_)) if time.branches.len() == 1 => {
            "Go back and edit anything: a new branch starts there, and this one stays unchanged.".into()
        }
        (_, Some(selected)) => summary(run, selected),
        (_, None) => "No name matches.".into(),
    };
    branches.list.render(frame, screen, context.look.theme, "branches", line, &glyphs.text(&words));
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
        Some((train, test)) => format!(" · train loss {}, test loss {}", measure(train), measure(test)),
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
fn losses(run: &Update, branch: &BranchSummary) -> Option<(f32, f32)> {
    // The losses in the shown branch's summary may be a little late.
    let is_newest = branch.id == run.time.branch && !run.is_past();
    if is_newest { Some((run.record.train_loss, run.record.test_loss)) } else { branch.losses }
}

fn is_compared(time: &Time, branch: BranchId) -> bool {
    time.compared.iter().any(|compared| compared.branch == branch)
}
