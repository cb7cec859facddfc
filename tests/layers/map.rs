//! The map of the folders in the documents, held against the table of rules and the files.

use std::path::Path;

use crate::rules::MAY_NAME;

/// A row of the map: a folder's name in the table of rules, and the folders that it may import.
type Row = (String, Vec<String>);

/// The rows of the table between the markers `<!-- folders -->` and `<!-- /folders -->` of a document.
pub fn document_rows(document: &str) -> Vec<Row> {
    let table = document.split_once("<!-- folders -->").and_then(|(_, rest)| rest.split_once("<!-- /folders -->"));
    let (table, _) = table.expect("a table between the markers");
    let name = |cell: &str| cell.trim_matches('`').trim_start_matches("src/").trim_end_matches('/').to_owned();
    rows(table.lines()).map(|(folder, imports)| (name(&folder).trim_end_matches(".rs").into(), imports)).collect()
}

/// The rows of the table in the documentation of the crate: `//! | [`data`] | … | error |`.
pub fn crate_rows(source: &str) -> Vec<Row> {
    let lines = source.lines().filter_map(|line| line.strip_prefix("//! "));
    let name = |cell: &str| cell.trim_matches(['[', ']', '`']).trim_start_matches("mod@").to_owned();
    rows(lines).map(|(folder, imports)| (name(&folder), imports)).collect()
}

/// First and last cell of every row of a table but its head, the last as a list.
fn rows<'a>(lines: impl Iterator<Item = &'a str> + 'a) -> impl Iterator<Item = Row> + 'a {
    let cells = |line: &str| Some(line.trim().strip_prefix('|')?.strip_suffix('|')?.split('|').map(trimmed).collect());
    lines.filter_map(cells).filter(|cells: &Vec<String>| cells.len() == 3).skip(2).map(|cells| {
        let imports = cells[2].split(',').map(trimmed).filter(|import| !import.is_empty()).collect();
        (cells[0].clone(), imports)
    })
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

/// How the rows differ from the table of rules, without the folders in `left_out`.
pub fn differences(rows: &[Row], left_out: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (folder, allowed) in MAY_NAME.iter().filter(|(folder, _)| !left_out.contains(folder)) {
        match rows.iter().find(|(name, _)| name == folder) {
            None => found.push(format!("no row for {folder}")),
            Some((_, imports)) => {
                let (mut imports, mut allowed) = (imports.clone(), allowed.to_vec());
                imports.sort_unstable();
                allowed.sort_unstable();
                if imports != allowed {
                    found.push(format!("{folder} may import {imports:?} by the map, {allowed:?} by the rules"));
                }
            }
        }
    }
    let unknown = rows.iter().filter(|(name, _)| !MAY_NAME.iter().any(|(folder, _)| folder == name));
    found.extend(unknown.map(|(name, _)| format!("a row for {name}, which the rules do not have")));
    found
}

/// The files and folders that a document names in backticks: every text with a slash or with the ending of Rust.
pub fn paths(document: &str) -> Vec<&str> {
    let is_path = |text: &&str| {
        let is_plain = |character: char| character.is_alphanumeric() || "/._-".contains(character);
        (text.contains('/') || Path::new(text).extension().is_some_and(|extension| extension == "rs"))
            && text.chars().all(is_plain)
    };
    document.split('`').skip(1).step_by(2).filter(is_path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_from_documents_and_from_the_crate() {
        let table = "| folder | what lives there | may import |\n| --- | --- | --- |\n";
        let document = format!(
            "| a | b | c |\n<!-- folders -->\n{table}| `src/main.rs` | x | cli, error |\n| `src/data/` | y | |\n\
             <!-- /folders -->\n| d | e | f |"
        );
        let expected = [("main".into(), vec!["cli".into(), "error".into()]), ("data".into(), vec![])];
        assert_eq!(document_rows(&document), expected);
        let source =
            "//! | folder | what | may import |\n//! | --- | --- | --- |\n//! | [`mod@file`] | x | error |\nfn f() {}";
        assert_eq!(crate_rows(source), [("file".into(), vec!["error".into()])]);
    }

    #[test]
    fn a_row_too_few_too_many_or_with_other_imports_is_a_difference() {
        let all =
            || MAY_NAME.iter().map(|(folder, allowed)| (folder.to_string(), allowed.iter().map(ToString::to_string)));
        let mut rows: Vec<Row> = all().map(|(folder, allowed)| (folder, allowed.rev().collect())).collect();
        assert_eq!(differences(&rows, &[]), [""; 0]);
        rows[5].1.push("ui".into());
        rows[6].0 = "extra".into();
        let expected = [
            "data may import [\"error\", \"random\", \"text\", \"ui\"] by the map, [\"error\", \"random\", \"text\"] by the \
             rules",
            "no row for network",
            "a row for extra, which the rules do not have",
        ];
        assert_eq!(differences(&rows, &[]), expected);
        assert_eq!(differences(&rows, &["network"]).len(), 2);
    }

    #[test]
    fn paths_have_a_slash_or_the_ending_of_rust() {
        let document = "The `src/ui/` of `app.rs`, `Rc<RefCell>`, `A / B`, `Data::generate` and `a`";
        assert_eq!(paths(document), ["src/ui/", "app.rs"]);
    }
}
