//! The state of the run in one row.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;
use ratatui::widgets::{Block, Paragraph};
use unicode_width::UnicodeWidthStr;

use crate::optimizer::Schedule;
use crate::session::{Speed, State, Update};
use crate::train::Position;
use crate::ui::context::Context;
use crate::ui::format::{brief, measure, rate, setting, thousands, thousands_up_to};
use crate::ui::view::{View, fitting, fitting_text, spaced};

const GAP: usize = 2;

/// The state of the run.
#[derive(Default)]
pub struct Header;

impl View for Header {
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        render(frame, area, context);
    }

    fn describe(&self, context: &Context) -> Vec<String> {
        context.run.map_or_else(Vec::new, |run| vec![sentence(run)])
    }
}

/// `Run: xor-blobs, Four blobs, two classes; paused at epoch 1,240 of 2,000; 100 epochs per second; learning rate 0.03; seed 8.`
fn sentence(run: &Update) -> String {
    let edited = if run.edited { "edited" } else { "" };
    let about = [run.title(), edited].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
    let speed = match run.speed {
        Speed::Limited(speed) => format!("{} epochs per second", thousands(speed.into())),
        Speed::Unlimited => "unlimited speed".to_owned(),
    };
    let state = if run.is_past() { "in the past," } else { word(run) };
    let restored = || format!(", with the restored weights of epoch {}", thousands(run.epoch_of_weights()));
    let restored = run.early_stop.as_ref().map_or_else(String::new, |_| restored());
    let place = format!("{state} at epoch {} of {}{restored}", thousands(run.record.epoch), thousands(run.total));
    let pieces = [place, speed, format!("learning rate {}", learning_rate(run)), seed(run)];
    format!("Run: {}, {about}; {}.", run.name, pieces.join("; "))
}

/// The state of the run in one plain line, for a screen on which nothing else fits.
#[derive(Default)]
pub struct StateLine;

impl View for StateLine {
    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        line(frame, area, context);
    }
}

/// `xor-blobs  Four blobs, two classes    ▶ running  epoch 1,240 / 2,000  100/s  learning rate 0.03  seed 8`, with the least
/// important pieces left out where it is too long.
fn render(frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.look.theme;
    frame.render_widget(Block::new().style(theme.bar()), area);
    let Some(run) = context.run else { return };
    let (text, strong, faint) = (theme.text(), theme.strong(), theme.faint());
    let state_style = match run.state {
        State::Diverged { .. } | State::Failed { .. } if !run.is_past() => theme.failed(),
        _ => strong,
    };
    let is_earlier = run.is_past() || run.early_stop.is_some();
    let branch = run.time.shown().filter(|_| run.time.branches.len() > 1);
    let branch = branch.map_or_else(String::new, |branch| format!("branch {}", context.look.glyphs.text(&branch.name)));
    let [name, title] = [run.name.as_str(), run.title()].map(|text| context.look.glyphs.text(text).into_owned());
    let pieces = |state: String| {
        let pieces = [
            (1, false, name.clone(), strong),
            (7, false, if run.edited { "edited".into() } else { String::new() }, faint),
            (8, false, branch.clone(), text),
            (9, false, title.clone(), faint),
            (0, true, state, state_style),
            // The state says the epoch in the past, and that of restored weights.
            (if is_earlier { 6 } else { 2 }, true, epoch(run), text),
            (3, true, speed(run), text),
            (4, true, format!("learning rate {}", learning_rate(run)), text),
            (5, true, seed(run), text),
        ];
        let pieces = pieces.into_iter().filter(|(_, _, content, _)| !content.is_empty());
        let pieces = pieces.map(|(importance, is_right, content, style)| {
            (importance, content.width(), (is_right, Span::styled(content, style)))
        });
        pieces.collect()
    };
    let width = usize::from(area.width).saturating_sub(2);
    let state = state(run, context);
    let mut kept = fitting(pieces(state.clone()), GAP, width);
    // Somewhere it says what is counted.
    if is_earlier && !kept.iter().any(|(_, span)| span.content.starts_with("epoch")) {
        kept = fitting(pieces(state + " epochs"), GAP, width);
    }
    let (right, left): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(right, _)| *right);
    let inner = Rect { x: area.x + 1, width: width as u16, ..area };
    let row = |pieces: Vec<(bool, Span<'static>)>| spaced(pieces.into_iter().map(|(_, span)| [span]), GAP);
    frame.render_widget(row(left), inner);
    frame.render_widget(row(right).right_aligned(), inner);
}

fn line(frame: &mut Frame, area: Rect, context: &Context) {
    let Some(run) = context.run else { return };
    let pieces = [
        (1, context.look.glyphs.text(&run.name).into_owned()),
        (0, word(run).to_owned()),
        (2, format!("{}/{}", thousands(run.record.epoch), thousands(run.total))),
        (3, format!("loss {}", brief(run.record.test_loss().unwrap_or(run.record.train_loss)))),
    ];
    frame.render_widget(Paragraph::new(fitting_text(pieces, 1, usize::from(area.width))), area);
}

fn word(run: &Update) -> &'static str {
    match run.state {
        State::Failed { .. } => "failed",
        _ if run.is_past() => "past",
        State::Running if run.position() == Position::default() => "starting",
        State::Running => "running",
        State::Paused => "paused",
        State::Finished => "finished",
        State::Diverged { .. } => "diverged",
    }
}

/// `▶ running`, `paused`, …; the epochs in the past, and on the way to an epoch that takes long to reach.
fn state(run: &Update, context: &Context) -> String {
    let (glyphs, epoch) = (context.look.glyphs, thousands(run.epoch_of_weights()));
    let words = match run.time.sought {
        Some(sought) => format!("seeking {epoch} {} {}", glyphs.arrow(), thousands(sought)),
        None if word(run) == "past" => format!("past: {epoch} of {}", thousands(run.newest_epoch())),
        None if run.early_stop.is_some() => format!("restored: {epoch} of {}", thousands(run.record.epoch)),
        None => word(run).to_owned(),
    };
    if run.state == State::Running { format!("{} {words}", glyphs.running()) } else { words }
}

fn epoch(run: &Update) -> String {
    let batch = if run.batch > 0 { format!(" batch {}", thousands(run.batch)) } else { String::new() };
    format!(
        "epoch {} / {}{batch}",
        thousands_up_to(run.record.epoch, run.total.max(run.newest_epoch())),
        thousands(run.total)
    )
}

fn speed(run: &Update) -> String {
    match run.speed {
        Speed::Limited(speed) => format!("{}/s", thousands(speed.into())),
        Speed::Unlimited => match run.epochs_per_second {
            Some(measured) => format!("max: {}/s", rate(measured)),
            None => "max speed".into(),
        },
    }
}

/// The learning rate of the epoch; one that follows a schedule keeps its width.
fn learning_rate(run: &Update) -> String {
    match run.preset.schedule {
        Schedule::Constant => setting(run.learning_rate),
        _ => measure(run.learning_rate as f32),
    }
}

fn seed(run: &Update) -> String {
    match run.preset.weights_seed {
        None => format!("seed {}", run.preset.seed),
        Some(weights) => format!("seed {} weights {weights}", run.preset.seed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Depth, Glyphs};
    use crate::preset::{EarlyStopping, Preset};
    use crate::ui::evaluation::Evaluation;
    use crate::ui::fixture::{Scene, branch, look, text, time, update};
    use crate::ui::keymap::Mode;
    use crate::ui::look::Look;
    use crate::ui::theme::{Palette, Theme};

    #[test]
    fn the_title_goes_when_the_run_is_no_longer_the_presets() {
        let mut scene = Scene::new(update("xor-blobs", 40, |_| {}), look(Depth::None));
        assert!(text(&scene.view(&mut Header, 120, 1)).contains("xor-blobs  Four blobs, two classes  "));
        assert!(sentence(&scene.run).starts_with("Run: xor-blobs, Four blobs, two classes; paused"));
        scene.run.edited = true;
        // As with another engine, which makes no other run of it.
        assert!(text(&scene.view(&mut Header, 120, 1)).contains("xor-blobs  edited  Four blobs, two classes  "));
        assert!(sentence(&scene.run).starts_with("Run: xor-blobs, Four blobs, two classes, edited; paused"));
        scene.run.is_described = false;
        let shown = text(&scene.view(&mut Header, 120, 1));
        assert!(shown.contains("xor-blobs  edited  ") && !shown.contains("Four blobs"), "{shown}");
        assert!(sentence(&scene.run).starts_with("Run: xor-blobs, edited; paused"));
    }

    #[test]
    fn restored_weights_are_called_so_with_their_epoch() {
        // Its validation loss is lowest at epoch 2.
        let early_stopping = EarlyStopping::Validation { patience: 20, percent: 20 };
        let run = update("random-labels", 22, |preset| {
            *preset = Preset { early_stopping, ..preset.clone() }.in_lowest_version();
        });
        assert_eq!((run.epoch_of_weights(), run.record.epoch), (2, 22));
        let scene = Scene::new(Update { state: State::Finished, ..run }, look(Depth::None));
        for (width, expected) in [(80, "restored: 2 of 22 epochs"), (120, "restored: 2 of 22  epoch    22 / 1,500")] {
            let shown = text(&scene.view(&mut Header, width, 1));
            assert!(shown.contains(expected), "{shown}");
        }
        let place = "finished at epoch 22 of 1,500, with the restored weights of epoch 2";
        assert!(sentence(&scene.run).contains(place), "{}", sentence(&scene.run));
    }

    #[test]
    fn the_past_and_the_way_there_stand_in_the_place_of_the_state() {
        let look = Look::new(Theme::new(Palette::Dark, Depth::None, Glyphs::Braille), Glyphs::Braille, true);
        let evaluation = Evaluation::default();
        let context =
            Context { run: None, look: &look, message: None, evaluation: &evaluation, mode: Mode::Run, topic: None };
        let mut run = update("xor-blobs", 40, |_| {});
        assert_eq!(state(&run, &context), "paused");
        run.time = time(0, vec![branch(0, "main", None, 0, 1240, vec![])]);
        assert_eq!(state(&run, &context), "past: 40 of 1,240");
        run.time.sought = Some(400_000);
        assert_eq!(state(&run, &context), "seeking 40 → 400,000");
        (run.state, run.time.sought) = (State::Running, None);
        assert_eq!(state(&run, &context), "▶ past: 40 of 1,240");
        assert_eq!(epoch(&run), "epoch    40 / 2,000");
        run.time.newest.epoch = 40;
        assert_eq!(state(&run, &context), "▶ running");
        // In the middle of an epoch that was trained to its end.
        run.time.newest.epoch = 41;
        run.batch = 3;
        assert_eq!(state(&run, &context), "▶ past: 40 of 41");
    }

    #[test]
    fn at_every_width_the_past_says_that_it_counts_epochs() {
        let run =
            Update { time: time(0, vec![branch(0, "main", None, 0, 1240, vec![])]), ..update("xor-blobs", 40, |_| {}) };
        let scene = Scene::new(run, look(Depth::None));
        for (width, expected) in
            [(80, "past: 40 of 1,240 epochs  100/s"), (120, "past: 40 of 1,240  epoch    40 / 2,000")]
        {
            let shown = text(&scene.view(&mut Header, width, 1));
            assert!(shown.contains(expected), "{shown}");
        }
    }
}
