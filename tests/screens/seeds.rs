//! Many seeds: what the screen and the words say of them, and the run of one.

use super::*;

/// A paused dashboard with the figures of so many seeds.
fn with_seeds(count: u64, options: &Options) -> (Dashboard, String) {
    let dashboard = Dashboard::start(options);
    dashboard.wait_for_epoch(0);
    dashboard.command("epochs 100");
    dashboard.wait_for("/ 100 ");
    dashboard.command(&format!("seeds {count}"));
    let frame = dashboard.wait("all seeds", |frame| text(frame).contains(&format!("─ {count} runs ╮")));
    let frame = text(&frame);
    (dashboard, frame)
}

#[test]
fn at_every_size_there_are_a_rate_a_chart_a_histogram_and_pictures() {
    for (depth, glyphs) in [(Depth::TrueColour, Glyphs::Braille), (Depth::None, Glyphs::Braille)] {
        for size in [(80, 24), (120, 40), (200, 60)] {
            let (dashboard, frame) = with_seeds(12, &Options { size, depth, glyphs, ..PLAIN });
            for words in ["of 12 runs reach test accuracy ≥ 95 %: ", "test loss", "this run", "mean", "disagreement"]
            {
                assert!(frame.contains(words), "{words} at {size:?}:\n{frame}");
            }
            for words in ["worst", "median", "best", "seed "] {
                assert!(frame.contains(words), "{words} at {size:?}:\n{frame}");
            }
            let braille = frame.chars().filter(|sign| ('⠁'..='⣿').contains(sign)).count();
            assert!(braille > 60, "{braille} cells of lines:\n{frame}");
            assert!(frame.contains('█'), "bars:\n{frame}");
            dashboard.quit().expect("q ends it well");
        }
    }
}

#[test]
fn the_target_can_be_edited_and_more_seeds_be_trained() {
    let (dashboard, before) = with_seeds(8, &PLAIN);
    dashboard.type_text("t");
    dashboard.wait_for("what counts as success");
    (0..30).for_each(|_| dashboard.press(KeyCode::Backspace));
    dashboard.type_text("test-loss<");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("measures: train-loss, test-loss, train-accuracy");
    dashboard.type_text("9");
    dashboard.press(KeyCode::Enter);
    let after = text(&dashboard.wait_for("8 of 8 runs reach test loss < 9"));
    assert_ne!(after, before);
    // Another loss, and back.
    dashboard.type_text("C");
    dashboard.wait_for("train loss at the end: median");
    dashboard.type_text("C");
    dashboard.wait_for("test loss at the end: median");
    dashboard.type_text("W");
    dashboard.wait_for("weights only");
    dashboard.press(KeyCode::Char(' '));
    dashboard.end().expect("Ctrl-C ends it while seeds are trained");
}

#[test]
fn a_seed_opens_as_the_run_and_esc_comes_back() {
    let (dashboard, _) = with_seeds(6, &PLAIN);
    // The best of them, then the worst.
    dashboard.press(KeyCode::End);
    dashboard.press(KeyCode::Home);
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("; u goes back");
    let frame = dashboard.wait_for_epoch(100);
    assert!(!text(&frame).contains("disagreement"), "{}", text(&frame));
    dashboard.press(KeyCode::Left);
    dashboard.wait_for_epoch(99);
    dashboard.press(KeyCode::Esc);
    dashboard.wait_for("disagreement");
    dashboard.press(KeyCode::Esc);
    let frame = dashboard.wait_for_epoch(0);
    assert!(header(&frame).contains("seed 8"), "{}", header(&frame));
    // By name, too.
    dashboard.command("open-seed 5");
    dashboard.wait_for("the run of seed 5 at its end; u goes back");
    dashboard.wait("seed 5", |frame| header(frame).contains("seed 5"));
    dashboard.command("open-seed 99");
    dashboard.wait_for("seed 99 is not trained yet");
    dashboard.end().expect("Ctrl-C ends it, where q goes back to the seeds");
}

#[test]
fn values_and_many_classes_have_figures_of_their_own() {
    for (preset, words) in
        [("gauss-regression", "runs reach test R² ≥ 0.9"), ("blobs-8", "runs reach test accuracy ≥ 95 %")]
    {
        let (dashboard, frame) = with_seeds(4, &Options { preset, depth: Depth::TrueColour, ..PLAIN });
        assert!(frame.contains(words), "{frame}");
        dashboard.quit().expect("q ends it well");
    }
}
