//! Writing the text of a run file: the preset as in its own file, then one edit per line.

use ron::ser::PrettyConfig;
use serde::Serialize;

use super::text::VERSION;
use crate::data::Data;
use crate::file::recipe::{StateText, hexadecimal, preset_to_ron};
use crate::preset::options;
use crate::train::{Branch, Change, Run};

/// The text of a run.
pub(super) fn text(run: &Run) -> String {
    text_with(run, &[])
}

/// The text of all that decides the run's states: preset, rows, branches and edits, wherever the rows are.
pub(super) fn recipe_text(run: &Run) -> String {
    let mut recipe = Run { current: 0, ..run.clone() };
    forget_place(&mut recipe.preset.data);
    for branch in &mut recipe.branches {
        branch.bookmarks.clear();
        branch.fingerprints.clear();
        for edit in &mut branch.journal {
            if let Change::Data(data) = &mut edit.change {
                forget_place(data);
            }
        }
    }
    text(&recipe)
}

fn forget_place(data: &mut Data) {
    if let Data::Csv(csv) = data {
        csv.file.clear();
        csv.test_file = None;
    }
}

/// The text of a run with lines of comments.
pub(super) fn text_with(run: &Run, comments: &[String]) -> String {
    let mut lines = Lines::default();
    lines.open("Run(");
    lines.field("version", &VERSION);
    lines.field("name", &run.name);
    lines.block("preset: ", &preset_to_ron(&run.preset, run.branches.iter().map(|branch| branch.journal.as_slice())));
    if let Some(table) = run.preset.data.table() {
        lines.field("table", &hexadecimal(table.digest()));
    }
    // A run without its current branch is refused when it is read back.
    lines.field("current", &run.branches.get(run.current).map_or("", |branch| branch.name.as_str()));
    for comment in comments {
        lines.line(comment);
    }
    lines.open("branches: [");
    for branch in &run.branches {
        lines.branch(run, branch);
    }
    lines.close("],");
    lines.close(")");
    lines.text
}

/// Lines, indented by the number of open brackets.
#[derive(Default)]
struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.extend(std::iter::repeat_n("    ", self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, line: &str) {
        self.line(line);
        self.depth += 1;
    }

    fn close(&mut self, line: &str) {
        self.depth -= 1;
        self.line(line);
    }

    fn field(&mut self, name: &str, value: &impl Serialize) {
        self.line(&format!("{name}: {},", on_one_line(value)));
    }

    fn block(&mut self, start: &str, value: &str) {
        let mut lines = value.trim_end().lines().peekable();
        let mut start = start;
        while let Some(line) = lines.next() {
            let end = if lines.peek().is_none() { "," } else { "" };
            self.line(&format!("{start}{line}{end}"));
            start = "";
        }
    }

    fn list<T: Serialize>(&mut self, name: &str, values: &[T]) {
        if values.is_empty() {
            return;
        }
        self.open(&format!("{name}: ["));
        for value in values {
            self.line(&format!("{},", on_one_line(value)));
        }
        self.close("],");
    }

    fn branch(&mut self, run: &Run, branch: &Branch) {
        self.open("Branch(");
        self.field("name", &branch.name);
        if let Some(parent) = branch.parent.and_then(|parent| run.branches.get(parent)) {
            self.field("from", &parent.name);
            self.field("at", &branch.fork);
            self.field("shared", &branch.shared);
        }
        self.field("newest", &branch.newest);
        self.list("edits", branch.journal.get(branch.shared..).unwrap_or_default());
        self.list("marks", &branch.bookmarks);
        self.list("states", &branch.fingerprints.iter().map(StateText::from).collect::<Vec<_>>());
        self.close("),");
    }
}

fn on_one_line(value: &impl Serialize) -> String {
    let config = PrettyConfig::new().depth_limit(0).compact_arrays(true).compact_structs(true).compact_maps(true);
    // Writing to a string can't fail, and RON can represent everything in a run.
    options().to_string_pretty(value, config).expect("a part of a run can be written as RON")
}
