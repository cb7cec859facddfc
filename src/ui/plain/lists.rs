//! Lists in lines: presets, files, branches, bookmarks.

use std::path::Path;

use crate::preset::Listed;
use crate::session::Update;
use crate::ui::event::Openable;
use crate::ui::popup::recovery_row;
use crate::ui::view::timeline;

/// A line for each preset that can be used.
pub fn presets(rows: &[Listed]) -> Vec<String> {
    let line = |row: &Listed| match &row.problem {
        None => format!("{}: {}.", row.name, row.title),
        Some(problem) => format!("{}: can't be used: {problem}", row.name),
    };
    rows.iter().map(line).chain(["preset NAME changes to one.".to_owned()]).collect()
}

/// A line for each file that can be opened.
pub fn files(folder: &Path, rows: &[Openable]) -> Vec<String> {
    if rows.is_empty() {
        return vec![format!("There is no checkpoint in {} yet; save writes one.", folder.display())];
    }
    let line = |row: &Openable| match row {
        Openable::Recovery(left) => format!("{}: open {}", recovery_row(left), left.base.display()),
        Openable::File(path, _) => path.display().to_string(),
    };
    rows.iter().map(line).chain(["open FILE opens one.".to_owned()]).collect()
}

pub fn branches(run: &Update) -> Vec<String> {
    let lines = timeline::branches(run);
    if lines.is_empty() { vec!["There is one branch; an edit in the past starts another.".into()] } else { lines }
}

pub fn bookmarks(run: &Update) -> Vec<String> {
    let lines = timeline::bookmarks(run);
    if lines.is_empty() { vec!["There are no bookmarks or edits; bookmark NOTE adds one.".into()] } else { lines }
}
