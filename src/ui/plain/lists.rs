//! Lists in lines: presets, files, branches, bookmarks.

use std::path::Path;

use crate::session::Update;
use crate::ui::event::{Openable, PresetRow};
use crate::ui::popup::recovery_row;
use crate::ui::view::timeline;

/// A line for each preset, and before those of a group its heading.
pub fn presets(rows: &[PresetRow]) -> Vec<String> {
    let line = |PresetRow { listed, .. }: &PresetRow| match &listed.preset {
        Ok(preset) => format!("{}: {}.", listed.name, preset.title),
        Err(problem) => format!("{}: can't be used: {problem}", listed.name),
    };
    let groups = rows.chunk_by(|one, other| one.listed.group == other.listed.group);
    let lines = groups.flat_map(|group| {
        let heading = group.first().map(|row| format!("{}:", row.listed.group));
        heading.into_iter().chain(group.iter().map(line))
    });
    lines.chain(["preset NAME changes to one.".to_owned()]).collect()
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
