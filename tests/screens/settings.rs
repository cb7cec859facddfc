//! Settings, the command line, undo, and saved presets.

use super::*;

#[test]
fn settings_change_in_place_while_the_network_stays() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("e");
        dashboard.wait_for("[0.03] 0.1");
        dashboard.press(KeyCode::Right);
        dashboard.wait_for("0.03 [0.1] 0.3");
        dashboard.wait_for("0.03 → 0.1 from the next step on");
        let changed = text(&dashboard.wait_for_rate("0.1"));
        assert!(changed.contains(" 100 / 2,000"), "the network stays: {changed}");
        // Enter types another value; a wrong one is refused in place, and stays to be mended.
        dashboard.press(KeyCode::Enter);
        dashboard.press(KeyCode::End);
        dashboard.type_text("x");
        dashboard.press(KeyCode::Enter);
        let refused = text(&dashboard.wait_for("is not a number;"));
        assert!(refused.contains("learning rate   0.1x") && refused.contains("allowed: a number"), "{refused}");
        dashboard.press(KeyCode::Backspace);
        dashboard.type_text("5");
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for_rate("0.15");
        dashboard.type_text("u");
        dashboard.wait_for_rate("0.1");
        dashboard.type_text("u");
        dashboard.wait_for_rate("0.03");
        dashboard.type_text("U");
        dashboard.wait_for_rate("0.1");
        dashboard.press(KeyCode::Esc);
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn arguments_of_the_optimizer_change_live_and_say_which_optimizer_has_them() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.type_text(":nesterov true momentum 0.9");
    dashboard.press(KeyCode::Enter);
    dashboard.type_text("e");
    dashboard.wait_for("momentum       0.9");
    // Below the optimizer, and no others.
    (0..3).for_each(|_| dashboard.press(KeyCode::Down));
    let list = text(&dashboard.wait_for("false [true]"));
    assert!(list.contains("momentum       0.9") && !list.contains("betas"), "{list}");
    assert!(list.contains(" 100 / 2,000"), "the network stays: {list}");
    dashboard.press(KeyCode::Home);
    dashboard.press(KeyCode::Down);
    dashboard.press(KeyCode::Right);
    dashboard.wait("other arguments", |frame| {
        let shown = text(frame);
        shown.contains("[adam]") && shown.contains("betas          0.9,0.999") && !shown.contains("nesterov  ")
    });
    dashboard.type_text("u");
    dashboard.wait_for("[sgd]");
    // What does not apply is found with the reason.
    dashboard.type_text("/betas");
    dashboard.wait_for("betas not for sgd");
    dashboard.press(KeyCode::Esc);
    dashboard.wait_for("[sgd]");
    dashboard.press(KeyCode::Esc);
    dashboard.type_text(":optimizer adamw betas 0.5,0.9 weight-decay 0");
    dashboard.press(KeyCode::Enter);
    dashboard.type_text("r");
    dashboard.wait_for_epoch(0);
    dashboard.type_text("y");
    dashboard.wait_for("copied: blobtui xor-blobs --optimizer adamw --betas 0.5,0.9 --weight-decay 0");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn what_needs_another_network_says_so_and_can_be_undone() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.type_text("e");
    dashboard.wait_for("[0.03]");
    dashboard.type_text("/bit for bit");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("a change restarts: new points");
    dashboard.press(KeyCode::Esc);
    dashboard.press(KeyCode::Esc);
    dashboard.type_text(":init");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("│ initialization ");
    dashboard.type_text("zeros");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for_epoch(0);
    dashboard.type_text("u");
    let back = text(&dashboard.wait_for("undone: back to xor-blobs at epoch 100"));
    assert!(back.contains(" 100 / 2,000") && !back.contains("edited"), "{back}");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn layers_change_while_the_run_goes_on() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.type_text(":hidden 8,8");
    dashboard.press(KeyCode::Enter);
    let changed = text(&dashboard.wait_for("edited"));
    assert!(changed.contains(" 100 / 2,000"), "{changed}");
    dashboard.type_text("u");
    let back = text(&dashboard.wait_for("undone: back to xor-blobs at epoch 100"));
    assert!(!back.contains("edited"), "{back}");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_command_line_takes_flags_words_epochs_and_short_commands_and_refuses_the_rest() {
    let dashboard = at_epoch_100((80, 24));
    for (typed, refusal) in [
        ("hiden 8", "there is no command or setting hiden (did you mean hidden?)"),
        ("batch", "batch needs a value; allowed: full, or a whole number of 1 or more"),
        ("batch 0", "batch 0: can't be used; allowed: full, or a whole number of 1 or more"),
        ("5x", "5x is not an epoch; allowed: a whole number"),
    ] {
        dashboard.type_text(":");
        dashboard.type_text(typed);
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for(refusal);
        dashboard.press(KeyCode::Esc);
    }
    dashboard.type_text(":--optimizer adam learning-rate 0.01 batch 20");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for_rate("0.01");
    dashboard.type_text(":150");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for_epoch(150);
    dashboard.type_text(":w");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("saved ");
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_command_that_reproduces_the_run_is_shown_unless_it_was_edited() {
    let dashboard = at_epoch_100((120, 40));
    dashboard.type_text("y");
    dashboard.wait_for("copied: blobtui xor-blobs");
    dashboard.type_text(":seed 12 hidden 8,8");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("seed 12");
    dashboard.type_text("y");
    dashboard.wait_for("copied: blobtui xor-blobs --hidden 8,8 --seed 12");
    dashboard.press(KeyCode::Right);
    dashboard.wait_for_epoch(1);
    dashboard.type_text(":learning-rate 0.1");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for_rate("0.1");
    dashboard.type_text("y");
    dashboard.wait("what the command leaves out", |frame| {
        let text = text(frame);
        text.contains("this run as a command") && text.contains("the edit made during training")
    });
    dashboard.press(KeyCode::Esc);
    dashboard.type_text("P");
    dashboard.wait_for(" save as preset ");
    dashboard.type_text("xor-blobs");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("xor-blobs is a built-in preset; choose another name");
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn hidden_units_and_layers_are_added_and_taken_and_undone() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("e/hidden layers");
        dashboard.press(KeyCode::Enter);
        dashboard.wait_for("2-5-1  + adds, - takes a layer");
        for (key, shape) in [(KeyCode::Right, "2-6-1"), (KeyCode::Char('+'), "2-6-6-1"), (KeyCode::Left, "2-6-5-1")] {
            dashboard.press(key);
            dashboard.wait_for(&format!("network {shape} "));
        }
        dashboard.type_text("-");
        dashboard.wait_for("2-6-5-1 → 2-6-1 now");
        for shape in ["2-6-5-1", "2-6-6-1", "2-6-1", "2-5-1"] {
            dashboard.type_text("u");
            dashboard.wait_for(&format!("network {shape} "));
        }
        // Esc shows all settings again, then closes them; e and q do, too.
        dashboard.press(KeyCode::Esc);
        dashboard.wait_for("  engine ");
        for close in [KeyCode::Esc, KeyCode::Char('e'), KeyCode::Char('q')] {
            dashboard.press(close);
            dashboard.wait_for("e settings");
            dashboard.type_text("e");
            dashboard.wait_for("  engine ");
        }
        dashboard.press(KeyCode::Esc);
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn every_popup_has_help_and_comes_back_after_it() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("ej?");
        dashboard.wait_for("╭ optimizer ─");
        dashboard.press(KeyCode::Esc);
        dashboard.wait("the settings, where they were", |frame| {
            text(frame).contains("[sgd] adam") && !text(frame).contains("╭ optimizer ─")
        });
        // While a value is typed, too; what was typed stays.
        dashboard.press(KeyCode::Enter);
        dashboard.press(KeyCode::End);
        dashboard.type_text("x?");
        dashboard.wait_for("╭ optimizer ─");
        dashboard.type_text("q");
        dashboard.wait("the value", |frame| text(frame).contains("sgdx") && !text(frame).contains("╭ optimizer ─"));
        dashboard.press(KeyCode::Esc);
        dashboard.press(KeyCode::Esc);
        for (open, shown, page, close) in [
            (["p", ""], "╭ presets ", "while the filter is typed", ""),
            (["p", "/blobs"], "filter: blobs", "while the filter is typed", "q"),
            ([":", "hidden 8"], "│ hidden 8", "they apply together, as flags do", ""),
            (["P", ""], " save as preset ", "and is not yet taken.", ""),
        ] {
            let before = text(&dashboard.wait("the dashboard", |frame| text(frame).contains("Space run")));
            dashboard.type_text(open[0]);
            dashboard.wait("what opens", |frame| text(frame) != before && !text(frame).contains(" reading "));
            dashboard.type_text(open[1]);
            let before = text(&dashboard.wait_for(shown));
            dashboard.type_text("?");
            dashboard.wait_for(page);
            dashboard.press(KeyCode::Esc);
            dashboard.wait("what was open", |frame| text(frame) == before);
            dashboard.press(KeyCode::Esc);
            dashboard.type_text(close);
            dashboard.wait("the dashboard", |frame| !text(frame).contains(shown));
        }
        dashboard.type_text("4?");
        let help = text(&dashboard.wait_for("╭ help "));
        assert!(help.contains("run or pause") && help.contains("misclassified"), "what matters and the legend: {help}");
        dashboard.press(KeyCode::PageDown);
        let help = text(&dashboard.wait_for("the run with its bookmarks and forks"));
        let place = |words: &str| help.find(words).unwrap_or(usize::MAX);
        assert!(place("the run with its") < place("faster or slower"), "the focused region first: {help}");
        dashboard.type_text("/gradient");
        dashboard.wait("what was searched for", |frame| {
            text(frame).contains("search: gradient") && !text(frame).contains("bookmarks and forks")
        });
        dashboard.press(KeyCode::Esc);
        dashboard.press(KeyCode::Esc);
        dashboard.quit().expect("q ends it well");
    }
}

#[test]
fn keys_act_on_nothing_that_is_not_on_the_screen() {
    // Too small for the settings.
    let dashboard = Dashboard::start(&Options { size: (70, 24), ..PLAIN });
    dashboard.wait_for_epoch(0);
    dashboard.type_text("e");
    dashboard.press(KeyCode::Right);
    dashboard.wait_for_epoch(1);
    dashboard.resize((120, 40));
    dashboard.wait_for("[0.03]");
    dashboard.press(KeyCode::Right);
    dashboard.wait_for("[0.1]");
    dashboard.end().expect("Ctrl-C ends it");
}
