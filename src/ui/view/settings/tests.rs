use super::*;
use crate::plot::Depth;
use crate::ui::fixture::{Scene, assert_snapshot, look, text, update};

/// The settings of a run, focused.
fn scene(preset: &str) -> Scene {
    let look = Look { focus: Some(Region::Inspector), tab: Tab::Settings, ..look(Depth::None) };
    Scene::new(update(preset, 0, |_| {}), look)
}

#[test]
fn the_selected_setting_is_explained_below_the_list() {
    let mut settings = Settings::default();
    assert_snapshot!("learning-rate-120x40", &scene("xor-blobs").view(&mut settings, 53, 21));
    settings.move_by(1);
    assert_snapshot!("optimizer-80x24", &scene("xor-blobs").view(&mut settings, 42, 10));
}

#[test]
fn what_is_said_of_a_setting_fits_below_the_list() {
    let scene = scene("xor-blobs");
    let mut settings = Settings::default();
    for setting in CHANGEABLE.iter() {
        for columns in [53, 76] {
            let lines = text(&scene.view(&mut settings, columns, 21));
            let shown: Vec<&str> = lines.lines().flat_map(|line| line.trim_matches('│').split_whitespace()).collect();
            let last = setting.advice.rsplit(' ').next().unwrap();
            assert!(shown.contains(&last), "{}: {lines}", setting.name);
        }
        settings.move_by(1);
    }
}

#[test]
fn they_close_before_there_is_a_run_too() {
    let mut scene = scene("xor-blobs");
    let evaluation = std::mem::take(&mut scene.evaluation);
    let mut control = Control { run: None, look: &mut scene.look, evaluation: &evaluation };
    assert!(Settings::default().handle(Action::List(ListAction::Close), &mut control).is_none());
    assert_eq!((scene.look.focus, scene.look.tab), (None, Tab::Network));
}
