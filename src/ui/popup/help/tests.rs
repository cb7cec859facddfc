use super::*;
use crate::network::Unit;
use crate::plot::{Depth, Glyphs};
use crate::session::State;
use crate::train::Sign;
use crate::ui::fixture::{Scene, bookmark, branch, text, time, update};
use crate::ui::selection::Place;
use crate::ui::theme::{Palette, Theme};
use crate::ui::view::Views;

fn scene(glyphs: Glyphs, depth: Depth) -> Scene {
    Scene::new(update("xor-blobs", 0, |_| {}), Look::new(Theme::new(Palette::Dark, depth, glyphs), glyphs, true))
}

fn texts(help: &Help) -> Vec<String> {
    help.lines.iter().map(ToString::to_string).collect()
}

#[test]
fn every_line_fits_into_the_page() {
    for (glyphs, depth) in [(Glyphs::Braille, Depth::TrueColour), (Glyphs::Ascii, Depth::None)] {
        let mut scene = scene(glyphs, depth);
        for focus in [None, Some(Region::Charts), Some(Region::Inspector)] {
            (scene.look.focus, scene.look.tab) = (focus, Tab::Diagnostics);
            for width in [38, 49, 76, 90, 140] {
                for text in ["", "rate", "e", "no such word"] {
                    for line in
                        dashboard(&scene.context(), width, text).lines.into_iter().chain(list(&scene.look, width).lines)
                    {
                        assert!(line.width() <= width, "{width}: {line}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_first_page_at_80x24_holds_what_matters_and_the_legend() {
    for (glyphs, depth) in [(Glyphs::Braille, Depth::TrueColour), (Glyphs::Ascii, Depth::None)] {
        let lines = texts(&dashboard(&scene(glyphs, depth).context(), 76, ""));
        // A popup there has 17 rows inside its border.
        let first = lines[..17].join("\n");
        for (label, words, _) in first::KEYS {
            let row = format!("{:<11}{words}", glyphs.text(label));
            assert!(first.contains(&*glyphs.text(&row)), "{row}\n{first}");
        }
        for words in ["misclassified", "decision boundary", "positive weights", "best test accuracy"] {
            assert!(first.contains(words), "{words}\n{first}");
        }
    }
}

#[test]
fn every_sign_on_the_screen_is_in_the_help() {
    for glyphs in [Glyphs::Braille, Glyphs::Blocks, Glyphs::Ascii] {
        let mut scene = scene(glyphs, Depth::TrueColour);
        let bookmarks = Sign::iter().zip(1..).map(|(sign, place)| bookmark(place * 100, sign, "a note")).collect();
        let branches = [branch(0, "main", None, 0, 1000, bookmarks), branch(1, "other", Some(0), 950, 980, vec![])];
        scene.run.time = time(0, branches.to_vec());
        scene.run.state = State::Running;
        scene.run.batch_points = (0..40).collect();
        scene.run.unit_mask.set(Unit { layer: 0, index: 1 }, true);
        scene.look.selection.unit = Some(Unit { layer: 0, index: 0 });
        scene.look.selection.probe = Some(Place { x: 0.0, y: 0.0, reach: (0.01, 0.01), by_mouse: false, point: None });
        scene.evaluate();
        let help = texts(&dashboard(&scene.context(), 76, "")).join(" ");
        for (_, view) in Views::default().all_mut() {
            for (columns, rows) in [(60, 20), (120, 2)] {
                let shown = text(&scene.view(view, columns, rows));
                // Lines, planes and borders are made of these.
                let is_picture = |sign: char| {
                    ('\u{2500}'..='\u{2580}').contains(&sign) && !"━─┄┯┬".contains(sign)
                        || ('\u{2800}'..='\u{28ff}').contains(&sign)
                        || ('\u{2581}'..='\u{259f}').contains(&sign)
                };
                let is_text =
                    |sign: char| sign.is_alphanumeric() || sign.is_whitespace() || sign.is_ascii_punctuation();
                let unknown: String = shown.chars().filter(|sign| !is_picture(*sign) && !is_text(*sign)).collect();
                // The small markers of test points are in the legend of the decision boundary, beside them.
                let is_known = |sign: char| help.contains(sign) || "·…→²×ₒ₊".contains(sign);
                let unknown: String = unknown.chars().filter(|sign| !is_known(*sign)).collect();
                assert_eq!(unknown, "", "{shown}");
            }
        }
        for (sign, words) in signs::all(glyphs) {
            assert!(help.contains(&sign) && help.contains(&words), "{sign} {words}: {help}");
        }
        for known in Sign::iter() {
            assert!(help.contains(signs::sign(known, glyphs)), "{known:?}");
        }
    }
}

#[test]
fn what_matters_are_keys_of_the_dashboard() {
    for (label, _, rows) in first::KEYS {
        for row in rows {
            assert!(ROWS.iter().any(|known| known.mode == Mode::Run && known.label == *row), "{label}: {row}");
        }
        let labels: Vec<&str> = rows.iter().flat_map(|row| row.split(' ')).collect();
        assert!(label.split(' ').all(|key| key == "click" || labels.contains(&key)), "{label}");
    }
}

#[test]
fn the_focused_region_follows_the_first_page_with_its_numbers() {
    let mut scene = scene(Glyphs::Braille, Depth::TrueColour);
    (scene.look.focus, scene.look.tab) = (Some(Region::Inspector), Tab::Diagnostics);
    let lines = texts(&dashboard(&scene.context(), 76, ""));
    let place = |start: &str| {
        lines.iter().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}: {lines:?}"))
    };
    assert!(place("s S o") < place("diagnostics "), "{lines:?}");
    assert!(place("diagnostics ") < place("update ratio") && place("update ratio") < place("run"), "{lines:?}");
}

#[test]
fn what_is_shown_has_help_that_a_search_finds() {
    let scene = scene(Glyphs::Braille, Depth::TrueColour);
    let found = |text: &str| texts(&dashboard(&scene.context(), 76, text)).join("\n");
    for shown in
        ["weight norm", "gradient norm", "update ratio", "dead", "saturated", "test accuracy", "test loss", "test R²"]
    {
        let help = found(shown);
        assert!(help.lines().any(|line| line.starts_with(shown)), "{shown}: {help}");
    }
    let help = found("Branch");
    assert!(help.contains(":branch NAME") && help.contains("branches: rename") && !help.contains("theme"), "{help}");
    assert!(found("momentum").contains(":momentum"));
    assert_eq!(found("xyzzy"), "nothing here contains xyzzy");
}

#[test]
fn entries_stand_side_by_side_where_there_is_room() {
    let scene = scene(Glyphs::Braille, Depth::TrueColour);
    let rows = |width| dashboard(&scene.context(), width, "").lines.len();
    assert!(3 * rows(140) < 2 * rows(49), "{} and {}", rows(140), rows(49));
    let lines = texts(&dashboard(&scene.context(), 140, ""));
    let beside = first::KEYS.iter().filter(|(label, ..)| lines[0].contains(label)).count();
    assert!(beside > 1, "{}", lines[0]);
}
