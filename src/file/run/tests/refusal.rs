//! What is wrong with a run, each with its line and column.

use super::*;
use crate::train::LONGEST_NOTE;

/// Line and column of a place in a text, from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let line = text[..offset].rfind('\n').map_or(0, |end| end + 1);
    (text[..offset].matches('\n').count() + 1, text[line..offset].chars().count() + 1)
}

/// Asserts that a text is refused at a place, which is where this part of it begins first.
#[track_caller]
fn assert_refused(text: &str, at: &str, words: &str) {
    let (line, column) = place(text, text.find(at).unwrap_or_else(|| panic!("no {at} in {text}")));
    let error = Run::parse(text, "m.run.ron").unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with(&format!("m.run.ron:{line}:{column}: {words}")), "{line}:{column}: {words}\n{message}");
    assert!(message.contains("; allowed: "), "{message}");
    assert_eq!(error.exit_status(), 2);
}

/// The sample with a part of its text replaced.
#[track_caller]
fn changed(from: &str, to: &str) -> String {
    let text = sample().to_ron().unwrap();
    assert!(text.contains(from), "no {from} in {text}");
    text.replacen(from, to, 1)
}

const FIRST_EDIT: &str = "(epoch: 400, batch: 0, change: Optimizer(Sgd(learning_rate: 0.05, momentum: 0.0, dampening: 0.0, weight_decay: 0.0, nesterov: false))),";

#[test]
fn texts_that_are_not_a_run_are_refused() {
    for (from, to, at, words) in [
        ("version: 1", "version: 2", "2,", "version is 2, newer than this program: update blobtui"),
        ("    version: 1,\n    name", "    name", "Run(", "version is missing"),
        ("Run(", "Preset(", "Preset(", "the run is a preset, not a run"),
        ("Run(", "Rnu(", "Rnu(", "the run is Rnu(…)"),
        ("current", "curent", "curent", "curent is not a field (did you mean current?)"),
        ("edits: [", "edit: [", "edit: [", "branches[0].edit is not a field (did you mean edits?)"),
        ("Batch(Full)", "Btach(Full)", "Btach", "branches[0].edits[1].change is Btach(Full) (did you mean Batch?)"),
        ("Batch(Full)", "Batch(Fool)", "Fool", "branches[0].edits[1].change is Fool; allowed: Full, Size"),
        ("epoch: 600", "epoch: -1", "-1, batch: 3", "branches[0].edits[1].epoch is -1"),
        ("sign: Note", "sign: Not", "Not,", "branches[0].marks[0].sign is Not (did you mean Note?)"),
        ("shared: 1", "shared: twice", "twice", "branches[1].shared is twice"),
        (
            "batch: 3, change",
            "batch: 3 change",
            " change: Batch",
            "branches[0].edits[1].batch is not followed by a comma",
        ),
    ] {
        assert_refused(&changed(from, to), at, words);
    }
    let whole = sample().to_ron().unwrap();
    let (half, _) = whole.split_once("    current").unwrap();
    for text in ["", "   ", "Run(", half] {
        let message = Run::parse(text, "m.run.ron").unwrap_err().to_string();
        let (line, column) = place(text, text.len());
        assert!(message.starts_with(&format!("m.run.ron:{line}:{column}: the run ")), "{message}");
    }
    let text = whole + "more";
    let message = Run::parse(&text, "m.run.ron").unwrap_err().to_string();
    assert!(message.contains(": the run is followed by something else; allowed: one Run(…)"), "{message}");
}

#[test]
fn the_preset_is_refused_as_in_its_own_file() {
    for (from, to, at, words) in [
        ("std: 0.3", "std: -0.3", "-0.3", "preset.data.std is -0.3; allowed: a number from 0 to 1000"),
        ("std: 0.3", "std: wide", "wide", "preset.data.std is wide"),
        ("std: 0.3", "stdd: 0.3", "stdd", "preset.data.stdd is not a field (did you mean std?)"),
        ("hidden: [5]", "hidden: [5, 129]", "129]", "preset.network.hidden[1] is 129; allowed: 1 to 128 units"),
        ("train: 80", "train: 19", "Size(20)", "preset.batch and preset.data.train do not fit"),
        (
            "    version: 2,\n        title",
            "    version: 6,\n        title",
            "6,\n        title",
            "preset.version is 6",
        ),
    ] {
        assert_refused(&changed(from, to), at, words);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn edits_that_cannot_be_made_are_refused() {
    let first = |edit: &str| changed(FIRST_EDIT, edit);
    let unit = "(layer: 0, index: 5)";
    for (edit, at, words) in [
        (
            "(epoch: 601, batch: 0, change: Batch(Full)),",
            "(epoch: 600",
            "can't be made: epoch 600, batch 3 is out of order",
        ),
        (
            "(epoch: 600, batch: 4, change: Batch(Full)),",
            "(epoch: 600, batch: 3",
            "can't be made: epoch 600, batch 3 is out",
        ),
        (
            "(epoch: 2000, batch: 0, change: Batch(Full)),",
            "(epoch: 2000",
            "can't be made: epoch 2000, batch 0 is out of order",
        ),
        (
            "(epoch: 4, batch: 0, change: Batch(Size(81))),",
            "(epoch: 4",
            "can't be made: batch and data.train do not fit",
        ),
        (
            &format!("(epoch: 4, batch: 0, change: Off({unit}, true)),"),
            "(epoch: 4",
            "can't be made: there is no such hidden unit",
        ),
        (
            &format!("(epoch: 4, batch: 0, change: Bias({unit}, 1)),"),
            "(epoch: 4",
            "can't be made: there is no such unit",
        ),
        (
            "(epoch: 4, batch: 0, change: Bias((layer: 0, index: 4), inf)),",
            "(epoch: 4",
            "can't be made: inf is not a weight",
        ),
        ("(epoch: 4, batch: 0, change: Point(Erase(0))),", "(epoch: 4", "can't be made: there is no such point"),
        (
            "(epoch: 4, batch: 0, change: Network(hidden: [0], activation: Tanh)),",
            "(epoch: 4",
            "can't be made: network.hidden[0] is 0",
        ),
        ("(epoch: 4, batch: 0, change: Loss(Huber)),", "(epoch: 4", "can't be made: data and loss do not fit"),
        (
            "(epoch: 4, batch: 0, change: Loss(SoftmaxCrossEntropy)),",
            "(epoch: 4",
            "can't be made: changes the kind of labels or losses",
        ),
        (
            "(epoch: 4, batch: 0, change: Data(Csv(file: \"a.csv\"))),",
            "(epoch: 4",
            "can't be made: refers to a file of points",
        ),
        (
            "(epoch: 9007199254740993, batch: 0, change: Batch(Full)),",
            "(epoch: 9007199254740993",
            "can't be made: epoch 9007199254740993",
        ),
    ] {
        let index = usize::from(at.starts_with("(epoch: 600"));
        assert_refused(&first(edit), at, &format!("branches[0].edits[{index}] {words}"));
    }
    // A network so large that its weights could not be counted, and a change of one of them at the same place.
    let huge = "(epoch: 4, batch: 0, change: Network(hidden: [18446744073709551615, 4294967295], activation: Tanh)), \
                (epoch: 4, batch: 0, change: Bias((layer: 0, index: 4), 1)),";
    assert_refused(
        &first(huge),
        "(epoch: 4, batch: 0, change: Network",
        "branches[0].edits[0] can't be made: network.hidden[0]",
    );
    let early = changed("(epoch: 500, batch: 2, change: Opt", "(epoch: 500, batch: 1, change: Opt");
    assert_refused(&early, "(epoch: 500, batch: 1", "branches[1].edits[0] is at epoch 500, batch 1, before the fork");
    let late = changed("(epoch: 500, batch: 2, change: Off", "(epoch: 700, batch: 4, change: Off");
    assert_refused(
        &late,
        "(epoch: 700, batch: 4",
        "branches[1].edits[1] can't be made: epoch 700, batch 4 is out of order",
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn branches_that_do_not_fit_their_parent_are_refused() {
    let long = "n".repeat(LONGEST_NOTE + 1);
    for (from, to, at, words) in [
        (
            "current: \"lr 0.3\"",
            "current: \"lr\"",
            "\"lr\"",
            "current is \"lr\", the name of no branch; allowed: \"main\", \"lr 0.3\"",
        ),
        ("name: \"main\"", "name: \"\"", "\"\",", "branches[0].name is empty"),
        ("name: \"main\"", &format!("name: \"{long}\""), &format!("\"{long}"), "branches[0].name has 61 characters"),
        ("name: \"main\"", "name: \"a\\u{1b}[2J\"", "\"a\\u", "branches[0].name has the character \\u{1b}"),
        (
            "name: \"lr 0.3\"",
            "name: \"main\"",
            "\"main\",\n            from",
            "branches[1].name is \"main\", as for an earlier branch",
        ),
        (
            "from: \"main\"",
            "from: \"mian\"",
            "\"mian\"",
            "branches[1].from is \"mian\", the name of no earlier branch; allowed: \"main\"",
        ),
        (
            "from: \"main\"",
            "from: \"lr 0.3\"",
            "\"lr 0.3\",\n            at",
            "branches[1].from is \"lr 0.3\", the name of no earlier branch",
        ),
        ("            from: \"main\",\n", "", "Branch(\n            name: \"lr", "branches[1].from is missing"),
        (
            "            at: (epoch: 500, batch: 2),\n",
            "",
            "Branch(\n            name: \"lr",
            "branches[1].at is missing",
        ),
        (
            "name: \"main\",",
            "name: \"main\", from: \"lr 0.3\",",
            "\"lr 0.3\",\n            newest: (epoch: 1240",
            "branches[0].from is \"lr 0.3\", the name of no earlier branch",
        ),
        (
            "name: \"main\",",
            "name: \"main\", at: (epoch: 0, batch: 0),",
            "(epoch: 0, batch: 0)",
            "branches[0].at needs the field from",
        ),
        (
            "name: \"main\",",
            "name: \"main\", shared: 0,",
            "0,\n            newest",
            "branches[0].shared needs the field from",
        ),
        (
            "name: \"xor-blobs\"",
            "name: \"../../x\"",
            "\"../../x\"",
            "name is \"../../x\", not a name of 1 to 100 bytes without slashes",
        ),
        ("name: \"xor-blobs\"", "name: \"\"", "\"\"", "name is \"\", not a name"),
        ("current", "table: \"ab\",\n    current", "\"ab\"", "table is for points from a file only"),
    ] {
        assert_refused(&changed(from, to), at, words);
    }
    let text = sample().to_ron().unwrap();
    let none = text[..text.find("branches: [").unwrap()].to_owned() + "branches: [])";
    assert_refused(&none, "[])", "branches is empty");
}

#[test]
fn forks_after_the_end_of_the_parent_are_refused() {
    for (from, to, at, words) in [
        (
            "at: (epoch: 500, batch: 2)",
            "at: (epoch: 1240, batch: 1)",
            "(epoch: 1240, batch: 1)",
            "branches[1].at is epoch 1240, batch 1, after the end of a branch",
        ),
        (
            "at: (epoch: 500, batch: 2)",
            "at: (epoch: 701, batch: 0)",
            "(epoch: 701, batch: 0)",
            "branches[1].at is epoch 701, after the end of a branch",
        ),
        (
            "at: (epoch: 500, batch: 2)",
            "at: (epoch: 300, batch: 0)",
            "1,\n            newest: (epoch: 700",
            "branches[1].shared is 1; allowed: 0: those of \"main\" up to epoch 300",
        ),
        (
            "shared: 1",
            "shared: 0",
            "0,\n            newest: (epoch: 700",
            "branches[1].shared is 0; allowed: 1: those of \"main\" up to epoch 500, batch 2",
        ),
        ("shared: 1", "shared: 3", "3,\n            newest: (epoch: 700", "branches[1].shared is 3; allowed: 1"),
        (
            "newest: (epoch: 700, batch: 3)",
            "newest: (epoch: 700, batch: 4)",
            "4),\n            edits",
            "branches[1].newest.batch is 4; allowed: batches 0 to 3",
        ),
        (
            "newest: (epoch: 1240, batch: 0)",
            "newest: (epoch: 9007199254740993, batch: 0)",
            "9007199254740993",
            "branches[0].newest.epoch is 9007199254740993",
        ),
        (
            "newest: (epoch: 1240, batch: 0)",
            "newest: (epoch: 1240, batch: 100001)",
            "100001",
            "branches[0].newest.batch is 100001",
        ),
    ] {
        assert_refused(&changed(from, to), at, words);
    }
}

#[test]
fn an_edit_that_is_shared_without_what_belongs_to_it_is_refused() {
    let mut run = sample();
    // Values of 19 train points need smaller batches, which come at the same place.
    let mut data = run.preset.data.clone();
    assert!(data.set_train_count(19));
    run.branches.truncate(1);
    run.current = 0;
    run.branches[0].journal = vec![edit(400, 0, Change::Data(data)), edit(400, 0, Change::Batch(BatchSize::Full))];
    let mut other = run.branches[0].clone();
    other.journal.truncate(1);
    let (name, fork) = ("other".to_owned(), Position::at(400));
    run.branches.push(Branch { name, parent: Some(0), fork, shared: 1, ..other });
    let message = run.to_ron().unwrap_err().to_string();
    assert!(
        message.contains("branches[1].shared splits edits that belong together: batch and data.train do not"),
        "{message}"
    );
    run.branches[1].journal.push(edit(400, 0, Change::Batch(BatchSize::Size(2))));
    run.branches[1].newest = Position::at(401);
    run.branches[1].bookmarks.clear();
    run.branches[1].fingerprints.clear();
    assert_eq!(Run::parse(&run.to_ron().unwrap(), "m.run.ron").unwrap(), run);
}

#[test]
fn bookmarks_and_states_are_refused_out_of_order_and_beyond_the_end() {
    let long = "n".repeat(LONGEST_NOTE + 1);
    for (from, to, at, words) in [
        (
            "(epoch: 400, sign: Note, note: \"H",
            "(epoch: 399, sign: Note, note: \"H",
            "(epoch: 399",
            "branches[0].marks[1] is at epoch 399, out of order",
        ),
        (
            "(epoch: 1240, sign: Note",
            "(epoch: 1241, sign: Note",
            "(epoch: 1241",
            "branches[0].marks[2] is at epoch 1241, out of order",
        ),
        (
            "(epoch: 650, sign: Drop",
            "(epoch: 499, sign: Drop",
            "(epoch: 499",
            "branches[1].marks[0] is at epoch 499, out of order",
        ),
        ("sign: Drop", "sign: Edit", "(epoch: 650", "branches[1].marks[0] has the sign Edit"),
        (
            "Häufchen",
            &long,
            "(epoch: 400, sign: Note, note: \"n",
            "branches[0].marks[1] has a note that can't be shown",
        ),
        (
            "Häufchen",
            "\\u{1b}",
            "(epoch: 400, sign: Note, note: \"\\u",
            "branches[0].marks[1] has a note that can't be shown",
        ),
        (
            "(epoch: 512, hash",
            "(epoch: 256, hash",
            "(epoch: 256, hash: \"f",
            "branches[0].states[1] is at epoch 256, out of order",
        ),
        (
            "(epoch: 512, hash",
            "(epoch: 1241, hash",
            "(epoch: 1241, hash",
            "branches[0].states[1] is at epoch 1241, out of order",
        ),
        (
            "hash: \"00",
            "hash: \"+0",
            "(epoch: 256, hash",
            "branches[0].states[0] has no hash; allowed: a hash of 16 hexadecimal digits",
        ),
        ("hash: \"00", "hash: \"0", "(epoch: 256, hash", "branches[0].states[0] has no hash"),
    ] {
        assert_refused(&changed(from, to), at, words);
    }
}
