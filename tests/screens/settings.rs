//! Settings, the command line, undo, and saved presets.

use super::*;

#[test]
fn settings_change_in_place_while_the_network_stays() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("e");
        dashboard.wait_for("learning-rate   0.03");
        dashboard.press(KeyCode::Right);
        dashboard.wait_for("learning-rate   0.1");
        let changed = text(&dashboard.wait_for_rate("0.1"));
        assert!(changed.contains(" 100 / 2,000"), "the network stays: {changed}");
        // Enter types another value; a wrong one is refused in place, and stays to be mended.
        dashboard.press(KeyCode::Enter);
        dashboard.press(KeyCode::End);
        dashboard.type_text("x");
        dashboard.press(KeyCode::Enter);
        let refused = text(&dashboard.wait_for("learning-rate 0.1x: is not a number; allowed: a number above 0"));
        assert!(refused.contains("learning-rate   0.1x"), "{refused}");
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
    // Nine settings of training and two of the optimizer's come before it, and then the betas.
    (0..11).for_each(|_| dashboard.press(KeyCode::Down));
    let list = text(&dashboard.wait_for("nesterov        true"));
    assert!(list.contains("momentum        0.9"), "{list}");
    assert!(list.contains(" 100 / 2,000"), "the network stays: {list}");
    dashboard.press(KeyCode::Down);
    dashboard.wait_for("Decay rates of the moving averages");
    dashboard.wait_for("betas           not for sgd");
    dashboard.press(KeyCode::Right);
    dashboard.wait_for("the optimizer sgd has no setting betas; leave it out");
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
    dashboard.wait_for("learning-rate   0.03");
    dashboard.press(KeyCode::End);
    dashboard.wait_for("8                     restarts");
    dashboard.press(KeyCode::Esc);
    dashboard.type_text(":init");
    dashboard.press(KeyCode::Tab);
    dashboard.wait_for("│ initialization ");
    dashboard.type_text("zeros");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for_epoch(0);
    dashboard.type_text("u");
    let back = text(&dashboard.wait_for("undone: xor-blobs at epoch 100"));
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
    let back = text(&dashboard.wait_for("undone: xor-blobs at epoch 100"));
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
    dashboard.type_text(":learning-rate 0.1");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for_rate("0.1");
    dashboard.type_text("y");
    dashboard.wait_for("edits made during training can't be written as flags");
    dashboard.type_text("P");
    dashboard.wait_for(" save as preset ");
    dashboard.type_text("xor-blobs");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for("xor-blobs is a built-in preset; choose another name");
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn the_schedule_is_drawn_beside_the_settings_that_make_it() {
    let dashboard = at_epoch_100((200, 60));
    dashboard.type_text(":schedule warm-up-cosine:400,2000 learning-rate 0.1");
    dashboard.press(KeyCode::Enter);
    dashboard.wait_for_rate("0.0252");
    dashboard.type_text("e");
    dashboard.wait_for("0.000249 → 0, now 0.0252");
    dashboard.press(KeyCode::Down);
    dashboard.wait("another setting, without the curve", |frame| !text(frame).contains("now 0.0252"));
    dashboard.press(KeyCode::Down);
    dashboard.wait_for("0.000249 → 0, now 0.0252");
    dashboard.press(KeyCode::Esc);
    dashboard.quit().expect("q ends it well");
}

#[test]
fn every_popup_has_help_and_comes_back_after_it() {
    for size in SIZES {
        let dashboard = at_epoch_100(size);
        dashboard.type_text("ej?");
        dashboard.wait_for("╭ optimizer ─");
        dashboard.press(KeyCode::Esc);
        dashboard.wait("the settings, where they were", |frame| {
            wrapped(frame).contains("allowed: sgd, adam") && !text(frame).contains("╭ optimizer ─")
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
            ([":", "hidden 8"], "│ hidden 8", "go to epoch 400, or train up to it", ""),
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
        assert!(help.find("the run with its") < help.find("speed"), "the focused region first: {help}");
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
    dashboard.wait_for("learning-rate   0.03");
    dashboard.press(KeyCode::Right);
    dashboard.wait_for("learning-rate   0.1");
    dashboard.end().expect("Ctrl-C ends it");
}
