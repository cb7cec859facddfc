use super::*;
use crate::plot::{Depth, Glyphs};
use crate::ui::fixture::{Scene, update};
use crate::ui::theme::{Palette, Theme};

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
