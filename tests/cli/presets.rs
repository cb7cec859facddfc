//! `blobtui presets`: listed, shown as they stand, checked.

use std::path::Path;

use crate::support::Folder;

#[test]
fn every_file_of_the_presets_is_listed_and_shown_byte_for_byte() {
    let folder = Folder::new();
    let listed = folder.succeed(&["presets", "list"]);
    assert_eq!(folder.succeed(&["presets"]), listed);
    let mut count = 0;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("presets")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(folder.succeed(&["presets", "show", name]), text, "{name}");
        assert_eq!(folder.succeed(&["presets", "show", path.to_str().unwrap()]), text, "{name}");
        let row = listed.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        let title = row.trim().split_once("  ").unwrap().1.trim();
        assert!(text.contains(&format!("title: \"{title}\"")), "{row}");
        count += 1;
    }
    assert!(count >= 7);
    let rows = listed.lines().filter(|line| line.starts_with("  "));
    assert_eq!(rows.count(), count);
    let headings: Vec<_> = listed.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    assert_eq!(headings, ["Start", "Shapes", "Steps", "What goes wrong", "Classes", "Regression", "Variations"]);
    assert!(listed.starts_with("Start\n  xor-blobs  "), "{listed}");
}

#[test]
fn a_file_is_shown_with_its_comments() {
    let folder = Folder::new();
    let text = format!("// mine\n{}\n\n", folder.succeed(&["presets", "show", "underfit"]));
    folder.write("mine.ron", &text);
    assert_eq!(folder.succeed(&["presets", "show", "mine.ron"]), text);
}

#[test]
fn the_users_own_presets_are_found_by_name() {
    let folder = Folder::new();
    let own = folder.path("configuration").join("blobtui/presets");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("mine.ron"), folder.succeed(&["presets", "show", "two-blobs"])).unwrap();
    let own = folder.succeed(&["presets", "list"]);
    let own: Vec<_> = own.lines().rev().take(2).collect();
    assert!(own[0].starts_with("  mine ") && own[1] == "Start", "{own:?}");
    assert!(folder.succeed(&["train", "mine", "--epochs", "1"]).starts_with("mine (edited): "));
}

#[test]
fn a_folder_is_refused_where_one_run_is_wanted_and_where_it_has_no_preset() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("lessons")).unwrap();
    for words in [vec!["lessons"], vec!["lessons/"], vec!["./lessons", "--paused"]] {
        let line = folder.refused(&words);
        let name = words[0];
        assert!(line.starts_with(&format!("{name}: is a folder without presets (files *.ron)")), "{line}");
    }
    folder.write("lessons/notes.txt", "Preset(");
    assert!(folder.refused(&["lessons"]).contains("is a folder without presets"));
    folder.write("lessons/broken.ron", "Preset(");
    let line = folder.refused(&["lessons"]);
    assert!(line.starts_with("lessons: no preset of this folder can be used: lessons/broken.ron:1:8: "), "{line}");
    for words in [vec!["train", "lessons"], vec!["train", "lessons/"], vec!["screenshot", "lessons", "a.svg"]] {
        let line = folder.refused(&words);
        assert!(line.contains("lessons") && line.contains("is a folder; name one of its presets"), "{line}");
    }
    assert!(folder.refused(&["presets", "show", "lessons/"]).contains("is a folder"));
    // A preset's name means the preset.
    std::fs::create_dir(folder.path("moons")).unwrap();
    assert!(folder.succeed(&["train", "moons", "--epochs", "1"]).starts_with("moons (edited): "));
}

#[test]
fn a_good_file_is_fine_and_a_bad_one_is_refused_by_line_and_column() {
    let folder = Folder::new();
    let good = folder.succeed(&["presets", "show", "xor-blobs"]);
    folder.write("good.ron", &good);
    folder.write("bad.ron", good.replace("std: 0.3", "std: -0.3"));
    folder.write("odd.ron", good.replace("std: 0.3", "sdt: 0.3"));
    assert_eq!(folder.succeed(&["presets", "check", "good.ron", "./good.ron"]), "good.ron: valid\n./good.ron: valid\n");

    let line_of = |word: &str| good.lines().position(|line| line.contains(word)).unwrap() + 1;
    let column = good.lines().find(|line| line.contains("std: 0.3")).unwrap().find("0.3").unwrap() + 1;
    let place = format!("bad.ron:{}:{column}: data.std is -0.3", line_of("std: 0.3"));
    let line = folder.refused(&["presets", "check", "bad.ron"]);
    assert!(line.starts_with(&place), "{line} does not start with {place}");
    assert!(folder.refused(&["train", "bad.ron"]).starts_with(&place));
    let line = folder.refused(&["presets", "check", "odd.ron"]);
    assert!(line.starts_with(&format!("odd.ron:{}:", line_of("std: 0.3"))), "{line}");
    assert!(line.contains("sdt") && line.contains("std"), "{line}");
    assert!(folder.refused(&["presets", "check", "absent.ron"]).starts_with("absent.ron: cannot be read: "));
}

#[test]
fn every_file_is_checked_whatever_the_others_are() {
    let folder = Folder::new();
    folder.write("good.ron", folder.succeed(&["presets", "show", "xor-blobs"]));
    folder.write("bad.ron", "Preset(");
    let run = folder.run(&["presets", "check", "bad.ron", "good.ron", "absent.ron"]);
    assert_eq!((run.status, run.output.as_str()), (Some(2), "good.ron: valid\n"));
    let lines: Vec<&str> = run.errors.lines().collect();
    assert!(lines[0].starts_with("blobtui: bad.ron:1:8: "), "{}", run.errors);
    assert!(lines[1].starts_with("blobtui: absent.ron: "), "{}", run.errors);
    assert_eq!(lines.len(), 2);
}

#[test]
fn an_unknown_name_is_answered_with_a_similar_one() {
    let folder = Folder::new();
    for words in [vec!["train", "xor-blob"], vec!["presets", "show", "xor-blob"], vec!["xor-blob"]] {
        let line = folder.refused(&words);
        assert!(line.starts_with("xor-blob: no preset has this name (did you mean xor-blobs"), "{line}");
    }
    assert!(folder.refused(&["presets", "show", "qqq"]).ends_with("`blobtui presets list` shows all"));
}
