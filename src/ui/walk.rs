//! The way through a list of presets by `n` and `N`.

use crate::preset::{Listed, Origin};

/// Where the way through the presets is.
#[derive(Debug, Default)]
pub struct Walk {
    /// Where the run was that stood in the list last.
    place: Option<usize>,
}

impl Walk {
    /// Remembers where the loaded preset is: whoever goes elsewhere from there comes back to what follows.
    pub fn remember<'a>(&mut self, rows: impl IntoIterator<Item = &'a Listed>, loaded: &str, is_folder: bool) {
        let mut rows = rows.into_iter().filter(|row| !is_folder || matches!(row.origin, Origin::Folder(_)));
        self.place = rows.position(|row| row.name == loaded).or(self.place);
    }

    /// The preset after the remembered one, past those that can't be used and from the last to the first; from outside the
    /// list its first.
    pub fn next<'a>(&self, rows: &[&'a Listed]) -> Option<&'a Listed> {
        let (passed, ahead) = rows.split_at(self.place.map_or(0, |place| place + 1).min(rows.len()));
        ahead.iter().chain(passed).copied().find(|row| row.preset.is_ok())
    }

    /// The same before it; from outside the list its last.
    pub fn previous<'a>(&self, rows: &[&'a Listed]) -> Option<&'a Listed> {
        let (ahead, passed) = rows.split_at(self.place.unwrap_or(rows.len()).min(rows.len()));
        ahead.iter().rev().chain(passed.iter().rev()).copied().find(|row| row.preset.is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset;

    /// Presets of a folder; the ones with a `!` can't be used.
    fn rows(names: &[&str]) -> Vec<Listed> {
        let sound = preset::list().remove(0);
        let row = |name: &&str| Listed {
            name: name.trim_end_matches('!').to_owned(),
            origin: Origin::Folder(format!("{name}.ron").into()),
            preset: if name.ends_with('!') { Err("broken".into()) } else { sound.preset.clone() },
            ..sound.clone()
        };
        names.iter().map(row).collect()
    }

    /// Where a walk through these goes from a preset.
    fn after(walk: &mut Walk, rows: &[Listed], loaded: &str, places: i8) -> String {
        walk.remember(rows, loaded, true);
        let rows: Vec<&Listed> = rows.iter().collect();
        let found = if places > 0 { walk.next(&rows) } else { walk.previous(&rows) };
        found.map_or_else(String::new, |row| row.name.clone())
    }

    #[test]
    fn a_walk_goes_round_and_past_what_is_broken() {
        let (rows, mut walk) = (rows(&["a", "b!", "c"]), Walk::default());
        assert_eq!(after(&mut walk, &rows, "a", 1), "c");
        assert_eq!(after(&mut walk, &rows, "c", 1), "a");
        assert_eq!(after(&mut walk, &rows, "a", -1), "c");
        assert_eq!(after(&mut walk, &rows, "c", -1), "a");
        assert_eq!(after(&mut walk, &rows[1..2], "b", 1), "", "nothing can be used");
        assert_eq!(after(&mut Walk::default(), &[], "a", 1), "");
    }

    #[test]
    fn from_elsewhere_a_walk_begins_at_an_end_or_goes_on_where_it_was_left() {
        let rows = rows(&["a", "b", "c"]);
        assert_eq!(after(&mut Walk::default(), &rows, "spiral", 1), "a");
        assert_eq!(after(&mut Walk::default(), &rows, "spiral", -1), "c");
        let mut walk = Walk::default();
        assert_eq!(after(&mut walk, &rows, "a", 1), "b");
        assert_eq!(after(&mut walk, &rows, "spiral", 1), "b");
    }
}
