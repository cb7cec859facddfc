//! The results of a sweep: opening a table, walking to a run, opening that, and coming back.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use blobtui::preset::Overrides;
use blobtui::preset::settings::Setting;
use blobtui::sweep::{Axis, Plan, Results, Shard, Wanted, find_row, run as run_sweep};

use super::*;

/// A table of the tutorial's runs over 40 epochs, with two learning rates, two networks and three seeds.
fn swept(folder: &Path, name: &str) -> PathBuf {
    let axes = [("learning-rate", ["0.03", "0.3"].as_slice()), ("hidden", &["3", "8,8"]), ("seed", &["0", "1", "2"])];
    let parsed = |(name, values): (&str, &[&str])| Axis::of(Setting::named(name).expect("a setting"), values);
    let wanted = Wanted {
        source: Some("xor-blobs".into()),
        settings: Overrides::new([("epochs", "40"), ("engine", "fused")]).expect("settings"),
        axes: axes.into_iter().map(parsed).collect::<Result<_, _>>().expect("axes"),
        ..Wanted::default()
    };
    let plan = Plan::new(wanted).expect("a plan");
    let path = folder.join(name);
    let mut results = Results::open(&path, &plan, Shard::WHOLE).expect("a table");
    run_sweep(&plan, Shard::WHOLE, &mut results, NonZeroUsize::MIN, &|| false, &mut |_| Ok(())).expect("twelve runs");
    results.finish().expect("a table");
    path
}

fn opened(size: (u16, u16), name: &str) -> (tempfile::TempDir, PathBuf, Dashboard) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = swept(folder.path(), name);
    let dashboard = Dashboard::start(&Options { size, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.command(&format!("open '{}'", path.display()));
    (folder, path, dashboard)
}

#[test]
fn a_row_opens_as_the_run_with_its_recipe_and_its_hash_checked_and_esc_comes_back() {
    for (size, name) in [((80, 24), "table.csv"), ((120, 40), "table.jsonl")] {
        let (_folder, path, dashboard) = opened(size, name);
        dashboard.wait_for("median test loss over 3 seeds");
        // From the best cell to the upper left one, and from its best run to the worst.
        (0..2).for_each(|_| dashboard.press(KeyCode::Up));
        (0..2).for_each(|_| dashboard.press(KeyCode::Left));
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for("3 of 12 runs, best first");
        dashboard.press(KeyCode::End);
        // The field is the number of the run.
        dashboard.type_text("ss");
        dashboard.wait_for("run ▼");
        dashboard.press(KeyCode::Home);
        dashboard.press(KeyCode::Enter);
        let frame = dashboard.wait_for("its last state is the recorded one");
        assert!(!text(&frame).contains("problem"), "{}", text(&frame));
        let frame = dashboard.wait_for_epoch(40);
        // Three seeds with the first of both settings: the last of them is run 3.
        let row = find_row(&path, 3).expect("a row");
        assert_eq!(row.get("seed"), "2");
        let header = header(&frame);
        assert!(header.contains("seed 2") && header.contains("0.03"), "{header}");
        // Its past is there.
        dashboard.press(KeyCode::Left);
        dashboard.wait_for_epoch(39);
        dashboard.press(KeyCode::Esc);
        dashboard.wait_for("3 of 12 runs");
        dashboard.press(KeyCode::Esc);
        dashboard.wait_for("median test loss over 3 seeds");
        dashboard.press(KeyCode::Esc);
        dashboard.wait_for_epoch(0);
        // By its number, too, and back to all of them as they were left.
        dashboard.command("open-run 12");
        dashboard.wait_for("run 12 of table");
        dashboard.wait_for_epoch(40);
        dashboard.type_text("#");
        dashboard.wait_for("median test loss over 3 seeds");
        dashboard.end().expect("Ctrl-C ends it");
    }
}

#[test]
fn the_runs_of_a_cell_are_trained_again_for_their_curves() {
    let (_folder, _, dashboard) = opened((120, 40), "table.csv");
    dashboard.wait_for("median test loss over 3 seeds");
    dashboard.type_text("]]");
    let frame = text(&dashboard.wait_for("trained again: 3 runs, states checked"));
    assert!(frame.contains("the other runs"), "{frame}");
    dashboard.type_text("a");
    let frame = text(&dashboard.wait_for("trained again: 12 runs, states checked"));
    assert!(frame.contains("all runs") && frame.contains("median"), "{frame}");
    dashboard.type_text("]");
    let frame = text(&dashboard.wait_for("95 % interval of the median: "));
    assert!(frame.contains("of 12 runs reach test loss < 0.1"), "{frame}");
    dashboard.type_text("t");
    dashboard.wait_for("what counts as success");
    (0..30).for_each(|_| dashboard.press(KeyCode::Backspace));
    dashboard.type_text("test-accuracy>=10%");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("12 of 12 runs reach test accuracy ≥ 10 %");
    dashboard.end().expect("Ctrl-C ends it");
}

#[test]
fn a_damaged_table_and_one_of_another_version_are_a_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = swept(folder.path(), "table.csv");
    let whole = std::fs::read_to_string(&path).expect("a table");
    let dashboard = Dashboard::start(&Options { size: (160, 40), ..PLAIN });
    dashboard.wait_for_epoch(0);
    let changed = |content: String, words: &str| {
        std::fs::write(&path, content).expect("a table");
        dashboard.command(&format!("open '{}'", path.display()));
        let frame = text(&dashboard.wait_for(words));
        assert!(!frame.contains("results: "), "{frame}");
    };
    changed(whole.replacen("finished", "finish ed", 1), "line 2: does not fit its checksum");
    changed(whole.replace(",v1-", ",v7-"), "line 2: is of version 7 of the table");
    changed(whole.replacen(",recipe,", ",recipe_hash,", 1), "is \"recipe_hash\", not recipe");
    // What is left of the table is opened as it is.
    let half = &whole[..whole.len() / 2];
    std::fs::write(&path, half).expect("a table");
    dashboard.command(&format!("open '{}'", path.display()));
    dashboard.wait_for(" of 12 runs ");
    dashboard.end().expect("Ctrl-C ends it");
}
