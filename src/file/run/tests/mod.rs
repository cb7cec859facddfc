use super::*;
use crate::network::{EngineKind, Unit};
use crate::preset::{BatchSize, Preset, find};
use crate::train::{Bookmark, Change, Edit, Fingerprint, Position, Sign};

mod bounds;
mod random;
mod refusal;
mod table;

fn preset() -> Preset {
    let mut preset = find("xor-blobs").unwrap().preset;
    preset.batch = BatchSize::Size(20);
    preset
}

fn edit(epoch: u64, batch: u64, change: Change) -> Edit {
    Edit { epoch, batch, change }
}

fn bookmark(epoch: u64, note: &str) -> Bookmark {
    Bookmark { epoch, sign: Sign::Note, note: note.to_owned() }
}

fn rate(rate: f64) -> Change {
    let mut optimizer = preset().optimizer;
    optimizer.set_learning_rate(rate);
    Change::Optimizer(optimizer)
}

/// Saves a run under its default name in a folder.
fn save_new(folder: &Path, run: &Run) -> Result<std::path::PathBuf, Error> {
    crate::file::save_new(&folder.join(run.file_name()), &Content::Run(run))
}

/// A run of two branches, with an edit in the middle of an epoch.
fn sample() -> Run {
    let shared = edit(400, 0, rate(0.05));
    let unit = Unit { layer: 0, index: 1 };
    let main = Branch {
        name: FIRST.to_owned(),
        parent: None,
        fork: Position::default(),
        shared: 0,
        journal: vec![shared.clone(), edit(600, 3, Change::Batch(BatchSize::Full))],
        newest: Position::at(1240),
        bookmarks: vec![bookmark(400, "the boundary \"snaps\""), bookmark(400, "Häufchen"), bookmark(1240, "")],
        fingerprints: vec![Fingerprint { epoch: 256, hash: 0xab }, Fingerprint { epoch: 512, hash: u64::MAX }],
    };
    let other = Branch {
        name: "lr 0.3".to_owned(),
        parent: Some(0),
        fork: Position { epoch: 500, batch: 2 },
        shared: 1,
        journal: vec![shared, edit(500, 2, rate(0.3)), edit(500, 2, Change::Off(unit, true))],
        newest: Position { epoch: 700, batch: 3 },
        bookmarks: vec![Bookmark { sign: Sign::Drop, ..bookmark(650, "from 0.4 to 0.1") }],
        fingerprints: vec![],
    };
    Run { name: "xor-blobs".to_owned(), preset: preset(), branches: vec![main, other], current: 1 }
}

const FIRST: &str = "main";

#[test]
fn a_run_reads_back_as_it_was_written() {
    let text = sample().to_ron().unwrap();
    let read = Run::parse(&text, "m.run.ron").unwrap();
    assert_eq!(read, sample());
    assert_eq!(read.to_ron().unwrap(), text);
    // Some editors put a bookmark first.
    assert_eq!(Run::parse(&format!("\u{feff}{text}"), "m.run.ron").unwrap(), sample());
}

#[test]
fn the_text_has_one_edit_per_line() {
    let text = sample().to_ron().unwrap();
    let branches = text.split_once("    branches: [\n").unwrap().1;
    let expected = r#"        Branch(
            name: "main",
            newest: (epoch: 1240, batch: 0),
            edits: [
                (epoch: 400, batch: 0, change: Optimizer(Sgd(learning_rate: 0.05, momentum: 0.0, dampening: 0.0, weight_decay: 0.0, nesterov: false))),
                (epoch: 600, batch: 3, change: Batch(Full)),
            ],
            marks: [
                (epoch: 400, sign: Note, note: "the boundary \"snaps\""),
                (epoch: 400, sign: Note, note: "Häufchen"),
                (epoch: 1240, sign: Note, note: ""),
            ],
            states: [
                (epoch: 256, hash: "00000000000000ab"),
                (epoch: 512, hash: "ffffffffffffffff"),
            ],
        ),
        Branch(
            name: "lr 0.3",
            from: "main",
            at: (epoch: 500, batch: 2),
            shared: 1,
            newest: (epoch: 700, batch: 3),
            edits: [
                (epoch: 500, batch: 2, change: Optimizer(Sgd(learning_rate: 0.3, momentum: 0.0, dampening: 0.0, weight_decay: 0.0, nesterov: false))),
                (epoch: 500, batch: 2, change: Off((layer: 0, index: 1), true)),
            ],
            marks: [
                (epoch: 650, sign: Drop, note: "from 0.4 to 0.1"),
            ],
        ),
    ],
)
"#;
    assert_eq!(branches, expected);
    assert!(
        text.starts_with("Run(\n    version: 1,\n    name: \"xor-blobs\",\n    preset: Preset(\n        version: 2,")
    );
    assert!(text.contains("\n    ),\n    current: \"lr 0.3\",\n    branches: ["), "{text}");
}

#[test]
fn a_file_says_what_saved_it_and_which_part_was_edited() {
    let text = file_text(&sample());
    let provenance = |text: &str| parse(text, "m.run.ron", |_| Ok(())).unwrap().1;
    let untouched =
        Provenance { is_recipe_edited: Some(false), are_states_edited: Some(false), saved_by: Some(this_build()) };
    assert_eq!((provenance(&text), untouched.is_edited()), (untouched.clone(), Some(false)));
    // Layout, notes and the branch that is shown are no part of the recipe.
    let noted =
        text.replace("\n    ", "\n  ").replace("Häufchen", "heaps").replace("current: \"lr 0.3\"", "current: \"main\"");
    assert_eq!(provenance(&noted), untouched);
    for (from, to, recipe, states) in [
        ("learning_rate: 0.3,", "learning_rate: 0.4,", true, false),
        ("batch: 3, change", "batch: 2, change", true, false),
        ("00000000000000ab", "00000000000000ac", false, true),
        ("// saved by: blobtui", "// saved by: another", false, true),
    ] {
        assert!(text.contains(from), "{from}");
        let Provenance { is_recipe_edited, are_states_edited, saved_by } = provenance(&text.replace(from, to));
        assert_eq!((is_recipe_edited, are_states_edited), (Some(recipe), Some(states)), "{to}");
        assert_eq!(saved_by.is_some(), !states, "{to}");
    }
    // Files of builds without these comments.
    let without = |start: &str| text.lines().filter(|line| !line.contains(start)).collect::<Vec<_>>().join("\n");
    assert_eq!(provenance(&without("// ")), Provenance::default());
    assert_eq!(provenance(&without("// ")).is_edited(), None);
    assert_eq!(provenance(&without("// states: ")).is_edited(), None);
}

#[test]
fn settings_of_the_preset_are_those_of_its_own_file() {
    let text = sample().to_ron().unwrap();
    let inner = text.split_once("preset: ").unwrap().1.split_once("\n    current").unwrap().0;
    assert_eq!(Preset::parse(inner.trim_end_matches(','), "inner").unwrap(), preset());
}

#[test]
fn the_default_name_has_the_epoch_of_the_current_branch() {
    assert_eq!(sample().file_name(), "xor-blobs-s8-e700.run.ron");
    assert_eq!(Run { current: 0, ..sample() }.file_name(), "xor-blobs-s8-e1240.run.ron");
}

#[test]
fn files_are_replaced_numbered_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    let names = || -> Vec<String> {
        let mut names: Vec<_> = crate::file::list_saved(&runs)
            .into_iter()
            .map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    for _ in 0..2 {
        save_new(&runs, &sample()).unwrap();
    }
    std::fs::write(runs.join("mine.ron"), "").unwrap();
    std::fs::write(runs.join("m.safetensors"), "").unwrap();
    assert_eq!(names(), ["m.safetensors", "xor-blobs-s8-e700-2.run.ron", "xor-blobs-s8-e700.run.ron"]);
    let path = runs.join("xor-blobs-s8-e700.run.ron");
    let mut other = sample();
    other.preset.engine = EngineKind::Fused;
    crate::file::save(&path, &Content::Run(&other), &RunFile).unwrap();
    assert_eq!(Run::read(&path).unwrap(), other);
    assert_eq!(names().len(), 3);
}

#[test]
fn what_could_not_be_opened_again_is_not_written() {
    let mut run = sample();
    run.branches[1].journal.push(edit(700, 3, rate(-1.0)));
    let folder = tempfile::tempdir().unwrap();
    let message = save_new(folder.path(), &run).unwrap_err().to_string();
    assert!(message.contains("branches[1].edits[2] can't be made: optimizer.learning_rate is -1"), "{message}");
    assert!(crate::file::list_saved(folder.path()).is_empty());
    let mut run = sample();
    run.current = 2;
    assert!(run.to_ron().unwrap_err().to_string().contains("current is \"\""));
}
