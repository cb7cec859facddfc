//! The dashboard's real loop over a test's screen: key presses in, screens out. Views and popups have snapshots of their
//! own beside their code.

#[path = "../common/cases.rs"]
mod cases;
mod charts;
mod draw;
mod folder;
#[path = "../common/fragile.rs"]
mod fragile;
mod harness;
mod inspection;
mod predictions;
mod random;
mod results;
mod said;
mod seeds;
mod settings;
mod slices;
mod time;
mod user_data;
mod whole;

use std::path::PathBuf;
use std::sync::atomic::AtomicU32;

use blobtui::plot::{Depth, Glyphs, Ground, Hue, Rgb, Scheme, nominal_rgb};
use blobtui::preset::{self, Preset};
use blobtui::session::{Source, Speed};
use blobtui::train::Trainer;
use blobtui::ui::Event;
use fragile::fragile_at_first;
use harness::*;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::style::Color;

const SIZES: [(u16, u16); 2] = [(120, 40), (80, 24)];

#[test]
fn the_first_minute_goes_without_a_key() {
    for size in SIZES {
        let options = Options { size, run: true, speed: Some(Speed::Unlimited), ..PLAIN };
        let dashboard = Dashboard::start(&options);
        let untrained = dashboard.wait("the untrained network", |frame| is_at(frame, 0));
        assert!(text(&untrained).contains("O and + are two classes"), "{}", text(&untrained));
        dashboard.wait_for("All 100 points are classified correctly.");
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn stepping_shows_each_epoch_and_the_lists_open_over_it() {
    for size in SIZES {
        let dashboard = Dashboard::start(&Options { size, ..PLAIN });
        dashboard.wait_for_epoch(0);
        dashboard.press(KeyCode::Right);
        dashboard.wait_for_epoch(1);
        dashboard.press(KeyCode::PageDown);
        dashboard.press(KeyCode::PageDown);
        dashboard.wait_for_epoch(201);
        dashboard.type_text(".L");
        dashboard.wait_for_epoch(212);
        dashboard.type_text("?");
        dashboard.wait_for("╭ help ");
        dashboard.press(KeyCode::Esc);
        dashboard.type_text("p");
        dashboard.wait_for("of 32 ");
        dashboard.type_text("/tanh");
        dashboard.wait_for("filter: tanh");
        dashboard.press(KeyCode::Enter);
        let loaded = dashboard.wait("the other preset", |frame| {
            text(frame).contains("Four blobs with tanh units") || text(frame).starts_with(" xor-blobs-tanh")
        });
        assert!(text(&loaded).contains("paused"), "what was paused stays paused");
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn the_help_scrolls_to_its_end_and_straight_back() {
    let dashboard = Dashboard::start(&Options { size: (80, 24), ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.type_text("?");
    let page = text(&dashboard.wait_for("Esc q back"));
    assert!(page.contains("/ search"), "{page}");
    (0..40).for_each(|_| dashboard.press(KeyCode::PageDown));
    let end = dashboard.wait_for("the end, ↑ scrolls");
    dashboard.press(KeyCode::Up);
    let above = dashboard.wait_for("1 more below");
    assert_ne!(text(&above), text(&end));
    dashboard.press(KeyCode::Home);
    dashboard.wait("the beginning", |frame| text(frame) == page);
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_run_with_another_seed_is_an_edited_preset() {
    let dashboard = Dashboard::start(&Options { preset: "dead-relu", ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.type_text("R");
    let frame = text(&dashboard.wait_for("seed 9: new points and new weights"));
    assert!(frame.contains("dead-relu  edited"), "{frame}");
    dashboard.type_text("s");
    dashboard.wait_for("saved ");
    dashboard.type_text("p");
    dashboard.wait_for("of 32 ");
    dashboard.press(KeyCode::Enter);
    dashboard.wait("the preset itself", |frame| text(frame).contains("seed 8") && !header(frame).contains("edited"));
    dashboard.type_text("o");
    dashboard.wait_for("1 of ");
    dashboard.press(KeyCode::Enter);
    dashboard.wait("what was saved", |frame| text(frame).contains("seed 9") && header(frame).contains("edited"));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn keys_change_how_it_looks() {
    let dashboard = Dashboard::start(&PLAIN);
    dashboard.wait_for("─ log ╮");
    dashboard.type_text("a");
    dashboard.wait_for(" linear ╮");
    dashboard.type_text("f");
    dashboard.wait_for(" last 500 ");
    dashboard.type_text("2z");
    dashboard.wait("the chart alone", |frame| !text(frame).contains("boundary ") && text(frame).contains(" loss "));
    dashboard.press(KeyCode::Esc);
    dashboard.wait("all panels", |frame| text(frame).contains("boundary "));
    dashboard.type_text("M");
    dashboard.wait_for("mouse off");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_checkpoint_is_saved_listed_and_opened_where_it_was() {
    let dashboard = Dashboard::start(&PLAIN);
    dashboard.wait_for_epoch(0);
    dashboard.type_text("o");
    dashboard.wait_for("no checkpoint in");
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for_epoch(100);
    dashboard.type_text("s");
    let file = "xor-blobs-s8-e100.safetensors";
    dashboard.wait("a file", |_| dashboard.runs.path().join("runs").join(file).exists());
    dashboard.wait_for("saved ");
    let numbers = |frame: &Buffer| text(frame).lines().filter(|line| line.contains("test loss")).collect::<String>();
    let saved = numbers(&dashboard.wait_for_epoch(100));
    dashboard.type_text("r.");
    dashboard.wait_for_epoch(1);
    dashboard.type_text("o");
    dashboard.wait_for("1 of ");
    dashboard.press(KeyCode::Enter);
    assert_eq!(numbers(&dashboard.wait_for_epoch(100)), saved);
    // A file that is damaged is refused in words, and the run stays.
    let broken: PathBuf = dashboard.runs.path().join("runs/broken.safetensors");
    std::fs::write(&broken, b"nothing of the kind").expect("a file in the runs folder");
    dashboard.type_text("o");
    dashboard.wait_for("1 of ");
    dashboard.type_text("/broken");
    dashboard.wait_for("1 of 1");
    dashboard.press(KeyCode::Enter);
    let refused = dashboard
        .wait("a refusal", |frame| text(frame).contains("broken.safetensors") && !text(frame).contains("filter"));
    assert!(is_at(&refused, 100));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_list_that_is_closed_before_it_is_read_stays_closed() {
    let dashboard = Dashboard::start(&PLAIN);
    dashboard.wait_for_epoch(0);
    dashboard.type_text("s");
    dashboard.wait_for("saved ");
    dashboard.type_text("o");
    dashboard.press(KeyCode::Esc);
    dashboard.type_text("f");
    dashboard.wait("the key that was pressed last", |frame| {
        text(frame).contains("last 500") && !text(frame).contains("open a checkpoint")
    });
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_click_on_the_key_line_does_what_the_key_does() {
    let dashboard = Dashboard::start(&PLAIN);
    let frame = dashboard.wait_for("? help");
    let lines = text(&frame);
    let (row, line) = lines.lines().enumerate().find(|(_, line)| line.contains("Space run ")).expect("the key line");
    let column = line.chars().position(|character| character == '?').expect("the help's key");
    let click = |column: usize, row: usize| MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: u16::try_from(column).expect("a column of the screen"),
        row: u16::try_from(row).expect("a row of the screen"),
        modifiers: KeyModifiers::NONE,
    };
    dashboard.send(Event::Mouse(click(column, row)));
    dashboard.wait_for("╭ help ");
    dashboard.press(KeyCode::Esc);
    dashboard.send(Event::Mouse(click(100, 3)));
    dashboard.type_text("z");
    dashboard.wait("the chart that was clicked, alone", |frame| !text(frame).contains("boundary "));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_trained_plane_is_blue_at_label_0_and_orange_at_label_1() {
    let options = Options { depth: Depth::TrueColour, ..PLAIN };
    let dashboard = Dashboard::start(&options);
    dashboard.wait_for_epoch(0);
    (0..20).for_each(|_| dashboard.press(KeyCode::PageDown));
    let frame = dashboard.wait_for_epoch(2_000);
    // Cells near the four corners of the plane: upper left and lower right are label 1.
    let bluish = |column: u16, row: u16| match frame[(column, row)].bg {
        Color::Rgb(red, _, blue) => blue > red,
        other => panic!("no colour of the plane at {column}, {row}: {other:?}"),
    };
    let corners = [(6, 3), (58, 3), (6, 28), (58, 28)].map(|(column, row)| bluish(column, row));
    assert_eq!(corners, [false, true, true, false]);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn eight_classes_and_values_have_their_own_boundary_and_results() {
    for size in SIZES {
        for (preset, pages, end) in [("blobs-8", 10, "epoch 1,000 / 1,000"), ("plane", 2, "epoch 200 / 200")] {
            let dashboard = Dashboard::start(&Options { preset, size, ..PLAIN });
            dashboard.wait_for_epoch(0);
            (0..pages).for_each(|_| dashboard.press(KeyCode::PageDown));
            dashboard.wait_for(end);
            dashboard.wait("the end", |frame| header(frame).contains("finished"));
            dashboard.quit().expect("q ends it well");
        }
    }
}

#[test]
fn the_plane_has_the_colour_of_the_class_that_wins() {
    let options = Options { preset: "blobs-8", depth: Depth::TrueColour, ..PLAIN };
    let dashboard = Dashboard::start(&options);
    dashboard.wait_for_epoch(0);
    (0..2).for_each(|_| dashboard.press(KeyCode::PageDown));
    let frame = dashboard.wait_for_epoch(200);
    // Every point's marker stands in the plane and has the number of its class, small for test points.
    let mut right = 0;
    let mut all = 0;
    for position in Rect::new(4, 2, 58, 29).positions() {
        let cell = &frame[position];
        let digits = ["01234567", "₀₁₂₃₄₅₆₇"];
        let class_in = |digits: &str| digits.chars().position(|digit| cell.symbol() == digit.to_string());
        let Some(class) = digits.into_iter().find_map(class_in) else { continue };
        let Color::Rgb(red, green, blue) = cell.bg else { continue };
        let tone = [red, green, blue].map(i32::from);
        let off = |class: usize| {
            let scheme = Scheme { ground: Ground::Dark, depth: Depth::TrueColour };
            let Rgb(red, green, blue) = nominal_rgb(scheme.plane(Some((Hue::Class(class), 1.0)))).expect("a colour");
            let own = [red, green, blue].map(i32::from);
            own.iter().zip(tone).map(|(own, tone)| (own - tone).pow(2)).sum::<i32>()
        };
        let nearest = (0..8).min_by_key(|class| off(*class)).expect("eight colours");
        all += 1;
        right += usize::from(nearest == class);
    }
    assert!(all > 120 && right * 20 >= all * 19, "{right} of {all} points stand on the colour of their class");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_diverging_run_says_so_and_can_be_restarted() {
    let options = Options { preset: "xor-blobs", ..PLAIN };
    let mut recipe = preset::find(options.preset).expect("a built-in preset");
    recipe.preset.optimizer.set_learning_rate(1e38);
    let dashboard = Dashboard::start(&options);
    dashboard.wait_for_epoch(0);
    let folder = dashboard.runs.path().to_owned();
    let file = folder.join("wild.ron");
    std::fs::write(&file, recipe.preset.to_ron()).expect("a preset of the test's own");
    let recipe = preset::find(&file.display().to_string()).expect("a preset that can be read");
    dashboard.send(Event::Opened(Source::Recipe(Box::new(recipe)), None));
    dashboard.wait_for("wild");
    dashboard.press(KeyCode::PageDown);
    dashboard.wait_for("diverged at epoch ");
    dashboard.type_text("r");
    dashboard.wait_for_epoch(0);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn a_panic_of_the_worker_is_reported_and_the_run_can_be_restarted() {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let build = |name: &str, preset: Preset| fragile_at_first(2, "the third step is one too many", &MADE, name, preset);
    let dashboard = Dashboard::start(&Options { build, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.press(KeyCode::PageDown);
    let failed = dashboard.wait_for("training stopped after an internal error: the third step is one too many");
    assert!(text(&failed).contains("failed") && is_at(&failed, 2), "{}", text(&failed));
    dashboard.type_text("s");
    dashboard.wait_for("r starts the run again");
    dashboard.type_text("r");
    dashboard.wait("the run that was started again", |frame| text(frame).contains("running"));
    dashboard.quit().expect("q ends it well");
}

#[test]
fn no_size_of_the_screen_is_too_small() {
    for size in [(1, 1), (2, 1), (1, 2), (5, 2), (15, 7), (16, 8), (20, 8), (40, 12), (76, 20), (99, 29), (300, 90)] {
        let options = Options { size, run: true, speed: Some(Speed::Unlimited), ..PLAIN };
        let dashboard = Dashboard::start(&options);
        dashboard.wait("a frame", |frame| frame.area.width == size.0);
        dashboard.type_text("?");
        dashboard.press(KeyCode::Esc);
        dashboard.type_text("pz");
        dashboard.press(KeyCode::Esc);
        dashboard.type_text("z");
        // The settings with the longest of what they say, zoomed and not.
        dashboard.type_text("e");
        dashboard.press(KeyCode::Enter);
        dashboard.type_text("x");
        dashboard.press(KeyCode::Enter);
        dashboard.press(KeyCode::Esc);
        dashboard.type_text("/xxx");
        dashboard.press(KeyCode::Esc);
        dashboard.press(KeyCode::End);
        dashboard.type_text("?");
        dashboard.press(KeyCode::Esc);
        (0..3).for_each(|_| dashboard.press(KeyCode::Esc));
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn ascii_glyphs_make_the_screen_ascii() {
    for preset in ["blobs-8", "plane"] {
        let dashboard = Dashboard::start(&Options { preset, glyphs: Glyphs::Ascii, ..PLAIN });
        dashboard.wait_for_epoch(0);
        dashboard.press(KeyCode::PageDown);
        let lines = text(&dashboard.wait_for("100 / "));
        assert!(lines.is_ascii(), "{lines}");
        dashboard.quit().expect("q ends it well");
    }
    let dashboard = Dashboard::start(&Options { glyphs: Glyphs::Ascii, ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.press(KeyCode::PageDown);
    let frame = dashboard.wait_for_epoch(100);
    let lines = text(&frame);
    assert!(lines.is_ascii(), "{lines}");
    dashboard.type_text("?");
    let help = text(&dashboard.wait_for("+ help "));
    assert!(help.is_ascii(), "{help}");
    dashboard.press(KeyCode::Esc);
    dashboard.type_text("e");
    dashboard.press(KeyCode::Right);
    let settings = text(&dashboard.wait_for("[0.1]"));
    assert!(settings.is_ascii() && settings.contains("0.03 -> 0.1"), "{settings}");
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_shown_state_is_saved_in_the_format_that_the_name_chooses() {
    let dashboard = at_epoch_100((120, 40));
    let folder = dashboard.runs.path().to_owned();
    dashboard.type_text("S");
    dashboard.wait_for("its extension chooses the format: .safetensors, .pt, .npz");
    dashboard.type_text(&folder.join("m").to_string_lossy());
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("safetensors  pt  npz");
    dashboard.type_text("n");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("m.npz");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("m.npz: weights alone; inputs x, y");
    let basis = blobtui::file::Basis { preset: Some("xor-blobs"), ..Default::default() };
    blobtui::file::read_network(&folder.join("m.npz"), &basis).expect("weights");
    dashboard.type_text("S");
    dashboard.wait_for("save as");
    dashboard.type_text(&folder.join("m.h5").to_string_lossy());
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("can't be written as .h5");
    dashboard.press(KeyCode::Esc);
    // Weights are no save of the run, a checkpoint is one: it has a bookmark.
    dashboard.type_text("S");
    dashboard.wait_for("save as");
    dashboard.type_text(&folder.join("mine").to_string_lossy());
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("mine.safetensors");
    let checkpoint = blobtui::file::read_checkpoint(&folder.join("mine.safetensors")).expect("a checkpoint");
    assert_eq!(checkpoint.snapshot.epoch, 100);
    dashboard.end().expect("Ctrl-C ends it");
}
