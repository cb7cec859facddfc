//! The documents, held against the program: tables, the README's picture, every command and every link.
//!
//! `BLESS=1 cargo test --test documents` writes tables and picture anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use blobtui::cli;
use blobtui::preset::settings::{SETTINGS, Setting};
use blobtui::preset::{self, builtin};
use blobtui::ui::keymap::{Mode, ROWS};

/// The documents with relative links, and with commands in blocks marked `sh`.
const DOCUMENTS: [&str; 5] = ["README.md", "docs/guide.md", "docs/architecture.md", "CONTRIBUTING.md", "CHANGELOG.md"];
/// The most words that the README may have.
const MAX_README_WORDS: usize = 950;
/// The picture in the README.
const PICTURE: &str = "docs/screen.svg";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(document: &str) -> String {
    std::fs::read_to_string(root().join(document)).unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// Compares what stands between the markers `<!-- name -->` and `<!-- /name -->` with what the program gives, or
/// replaces it with `BLESS=1`.
fn assert_generated(document: &str, blocks: &[(&str, String)]) {
    let mut content = read(document);
    for (name, expected) in blocks {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let from = content.find(&begin).unwrap_or_else(|| panic!("{document} has no {begin}")) + begin.len();
        let to = content.find(&end).unwrap_or_else(|| panic!("{document} has no {end}"));
        if std::env::var_os("BLESS").is_some() {
            content.replace_range(from..to, expected);
        } else {
            assert!(content[from..to] == *expected, "{name} of {document} is stale; BLESS=1 writes\n{expected}");
        }
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(root().join(document), content).expect("a document that can be written");
    }
}

/// A Markdown table.
fn table<const N: usize>(headings: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = format!("| {} |\n|{}\n", headings.join(" | "), " --- |".repeat(N));
    for row in rows {
        writeln!(table, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | ")).expect("a string takes all");
    }
    table
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// The keys of the dashboard, then those of panels and lists that have a meaning of their own there.
fn keys() -> String {
    let of = |mode| ROWS.iter().filter(move |row| row.mode == mode);
    let own = |mode| of(mode).filter(|row| !row.is_of_the_dashboard());
    let row = |place: &str, row: &blobtui::ui::keymap::Row| {
        let words = row.words.strip_prefix(&format!("{place}: ")).unwrap_or(row.words);
        [place.to_owned(), code(row.label), words.to_owned()]
    };
    let mut rows: Vec<_> = of(Mode::Run).map(|key| row("anywhere", key)).collect();
    rows.extend(own(Mode::Cursor).map(|key| row("boundary", key)));
    rows.extend(own(Mode::Chart).map(|key| row("charts", key)));
    rows.extend(own(Mode::Network).map(|key| row("network", key)));
    rows.extend(own(Mode::Weights).map(|key| row("weights", key)));
    rows.extend(own(Mode::Columns).map(|key| row("columns", key)));
    rows.extend(own(Mode::Draw).map(|key| row("drawing", key)));
    rows.extend(own(Mode::Settings).map(|key| row("settings", key)));
    rows.extend(own(Mode::List).map(|key| row("lists", key)));
    rows.extend(own(Mode::Branches).map(|key| row("branches", key)));
    rows.extend(own(Mode::Bookmarks).map(|key| row("bookmarks", key)));
    table(["where", "key", "what it does"], rows)
}

/// Every setting, in the order of the command line's help.
fn settings() -> String {
    let row = |setting: &&Setting| {
        let (group, effect) = (setting.group.name(), setting.effect.words());
        [code(setting.name), group.to_owned(), setting.description.to_owned(), setting.allowed(), effect.to_owned()]
    };
    table(["setting", "group", "what it is", "values", "when it changes"], SETTINGS.iter().map(row))
}

/// Every flag that is no setting, with the commands that have it.
fn flags() -> String {
    let definition = cli::definition();
    let mut rows: Vec<(String, String, Vec<String>)> = Vec::new();
    for command in std::iter::once(&definition).chain(definition.get_subcommands()) {
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let Some(flag) = argument.get_long().filter(|flag| !["help", "version"].contains(flag)) else { continue };
            // Some subcommands have flags of their own with the name of a setting.
            let heading = Setting::named(flag).map(|setting| setting.group.heading());
            if heading.is_some() && argument.get_help_heading() == heading {
                continue;
            }
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name().to_owned();
            match rows.iter_mut().find(|row| row.0 == flag && row.1 == help) {
                Some(row) => row.2.push(name),
                None => rows.push((flag.to_owned(), help, vec![name])),
            }
        }
    }
    let rows = rows.into_iter().map(|(flag, help, commands)| [format!("`--{flag}`"), commands.join(", "), help]);
    table(["flag", "commands", "what it does"], rows)
}

fn presets() -> String {
    let rows = builtin().iter().map(|known| {
        let preset = preset::find(known.name).expect("a built-in preset").preset;
        [
            preset.group.unwrap_or_default(),
            code(known.name),
            preset.title,
            preset.notes,
            preset.next.unwrap_or_default(),
        ]
    });
    table(["group", "preset", "title", "what to look for", "next"], rows)
}

#[test]
fn the_guide_has_every_key_setting_flag_and_preset() {
    let blocks = [("keys", keys()), ("settings", settings()), ("flags", flags()), ("presets", presets())];
    assert_generated("docs/guide.md", &blocks);
}

#[test]
fn the_readme_shows_the_dashboard_as_it_is_and_is_short() {
    let readme = read("README.md");
    assert!(readme.contains(&format!("]({PICTURE})")), "the README shows {PICTURE}");
    let words = readme.split_whitespace().count();
    assert!(words <= MAX_README_WORDS, "the README has {words} words; at most {MAX_README_WORDS}");

    let folder = tempfile::tempdir().expect("a temporary folder");
    // The README says how its picture is drawn.
    let line = readme.lines().find_map(|line| line.split('`').find(|code| code.starts_with("blobtui screenshot")));
    let line = line.expect("the README has the command that draws its picture");
    assert_runs("README.md", &line.replace(PICTURE, "screen.svg"), folder.path());
    let drawn = std::fs::read_to_string(folder.path().join("screen.svg")).expect("the picture was written");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(root().join(PICTURE), drawn).expect("a picture that can be written");
    } else {
        assert!(read(PICTURE) == drawn, "{PICTURE} is stale; BLESS=1 draws it anew");
    }
}

/// The commands of a document's blocks marked `sh`, without their comments.
fn commands(document: &str) -> Vec<String> {
    let content = read(document);
    let blocks = content.split("\n```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("sh\n"));
    let lines = blocks.flat_map(str::lines).map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| line.starts_with("blobtui")).map(ToOwned::to_owned).collect()
}

/// Runs a command of the documents as a shell would, or, if it opens the dashboard, only parses it.
fn assert_runs(document: &str, line: &str, folder: &Path) {
    let (line, output) = line.split_once(" > ").map_or((line, None), |(line, file)| (line, Some(file)));
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches('\'')).collect();
    let definition = cli::definition();
    let is_subcommand = words.get(1).is_some_and(|word| definition.find_subcommand(word).is_some());
    if !is_subcommand {
        let parsed = definition.try_get_matches_from(&words);
        assert!(parsed.is_ok(), "{document}: {line}: {}", parsed.unwrap_err());
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_blobtui"));
    command.args(&words[1..]).current_dir(folder).env("XDG_CONFIG_HOME", folder.join("configuration"));
    command.env("XDG_STATE_HOME", folder.join("state"));
    let ended = command.output().expect("the program starts");
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{document}: {line}: {errors}");
    if let Some(file) = output {
        std::fs::write(folder.join(file), ended.stdout).expect("a file in the folder");
    }
}

#[test]
fn every_command_in_the_documents_works_in_the_order_that_they_give() {
    for document in DOCUMENTS {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, content: &str| {
            std::fs::write(folder.path().join(name), content).expect("a file in the folder");
        };
        write("iris.csv", &read("tests/fixtures/iris.csv"));
        write("new.csv", "sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n6.2,2.9,4.3,1.3\n");
        write("points.csv", "x,y\n-1,1\n1,1\n");
        let houses = (0..40).map(|house| format!("{},{},{}\n", 60 + house, house % 7, 100_000 + 3_000 * house));
        write("houses.csv", &("area,rooms,price\n".to_owned() + &houses.collect::<String>()));
        let person = |n: u32| format!("{},{},{},{}\n", n, ["male", "female"][n as usize % 2], n * 37 % 60, n / 2 % 2);
        let people = (0..40).map(person).collect::<String>().replace(",37,", ",,");
        write("titanic.csv", &("PassengerId,Sex,Age,Survived\n".to_owned() + &people));
        for line in commands(document) {
            assert_runs(document, &line, folder.path());
        }
    }
}

/// The anchors that a Markdown page has for its headings, as GitHub makes them.
fn anchors(document: &str) -> Vec<String> {
    let content = read(document);
    let headings = content.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let title = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|character| character.is_alphanumeric() || " -_".contains(*character));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_between_the_documents_leads_somewhere() {
    for document in DOCUMENTS {
        for link in read(document).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
            let folder = Path::new(document).parent().unwrap_or(Path::new(""));
            let target: PathBuf = if file.is_empty() { document.into() } else { folder.join(file) };
            assert!(root().join(&target).exists(), "{document} links to {link}, which is not there");
            if let Some(anchor) = anchor {
                let known = anchors(&target.to_string_lossy());
                assert!(known.iter().any(|known| known == anchor), "{document} links to {link}; headings: {known:?}");
            }
        }
    }
}
