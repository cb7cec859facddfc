//! A folder of presets, as a teacher hands one out.

use super::*;

/// A lesson of three presets and a file that is broken; the second preset waits for a prediction.
fn lessons() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tutorial = preset::find("xor-blobs").expect("a built-in preset").preset;
    let lesson = |title: &str| {
        let next = Some(format!("What about {title}?"));
        Preset { title: title.to_owned(), group: Some("Lesson 1".into()), next, epochs: 20, ..tutorial.clone() }
    };
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).expect("a test's file");
    write("1-first.ron", Preset { speed: 20, ..lesson("the first") }.to_ron());
    write("2-waits.ron", Preset { paused: true, speed: 1000, ..lesson("the second") }.to_ron());
    write("3-broken.ron", "Preset(".into());
    write("4-last.ron", lesson("the last").to_ron());
    write("notes.txt", "not a preset".into());
    folder
}

fn start(folder: &tempfile::TempDir) -> Dashboard {
    let folder = Some(folder.path().to_owned());
    Dashboard::start(&Options { run: true, speed: None, folder, ..PLAIN })
}

#[test]
fn a_class_goes_through_a_folder_with_one_key() {
    let folder = lessons();
    let dashboard = start(&folder);
    dashboard.wait_for("What about the first?");
    // This one waits at epoch 0, whatever the one before did, and gives nothing away.
    dashboard.type_text("n");
    dashboard.wait_for("preset 2-waits: the second");
    dashboard.wait("the second, paused", |frame| header(frame).contains("2-waits") && header(frame).contains("paused"));
    let waits = dashboard.wait_for("Predict first what happens; Space starts the run.");
    assert!(is_at(&waits, 0), "{}", text(&waits));
    dashboard.type_text(" ");
    dashboard.wait_for("What about the second?");
    // Past the broken one, to the end and on to the first, and back.
    dashboard.type_text("n");
    dashboard.wait("the last", |frame| header(frame).contains("4-last"));
    dashboard.wait_for("What about the last?");
    dashboard.type_text("n");
    dashboard.wait("the first again", |frame| header(frame).contains("1-first"));
    dashboard.type_text("N");
    dashboard.wait("the last again", |frame| header(frame).contains("4-last"));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_list_has_the_folder_first_and_then_the_others_and_n_comes_back() {
    let folder = lessons();
    let dashboard = start(&folder);
    dashboard.wait("the first", |frame| header(frame).contains("1-first"));
    dashboard.type_text("p");
    let list = text(&dashboard.wait_for("1 of 36 "));
    let place = |words: &str| list.rfind(words).unwrap_or_else(|| panic!("no {words} in\n{list}"));
    assert!(place(" Lesson 1 ") < place(" 1-first ") && place(" 4-last ") < place(" Start "), "{list}");
    dashboard.press(KeyCode::Down);
    dashboard.press(KeyCode::Down);
    // Its path before it is wrapped.
    dashboard.wait_for(":1:8: the preset ends");
    dashboard.type_text("/spiral");
    dashboard.press(KeyCode::Enter);
    dashboard.wait("a built-in preset", |frame| header(frame).contains("spiral"));
    dashboard.type_text("n");
    dashboard.wait("the second", |frame| header(frame).contains("2-waits"));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_change_of_preset_is_taken_back_with_its_speed() {
    let folder = lessons();
    let dashboard = start(&folder);
    dashboard.wait("the first", |frame| header(frame).contains("1-first") && header(frame).contains(" 20/s"));
    dashboard.type_text("N");
    dashboard.wait("the last", |frame| header(frame).contains("4-last") && header(frame).contains(" 100/s"));
    dashboard.type_text("u");
    dashboard.wait("the first", |frame| header(frame).contains("1-first") && header(frame).contains(" 20/s"));
    dashboard.quit().expect("q ends it well");
}
