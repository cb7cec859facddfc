//! The hint line: a message, what a view says, or what is true of this run.
//!
//! A hint stands for five seconds, then the next one comes.

mod first_minute;
mod run;

use std::mem::{Discriminant, discriminant};
use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::layout::{Margin, Rect};
use ratatui::text::Line;

use super::View;
use super::hint::{Hint, styled};
use crate::session::{State, Update};
use crate::ui::action::Tone;
use crate::ui::context::Context;
use crate::ui::signs;
pub use run::{finished, hints};

/// How long a hint stands.
const PAGE: Duration = Duration::from_secs(5);

/// The hint, or a message in its place.
#[derive(Default)]
pub struct HintLine {
    /// What a view says in place of what is true of the run.
    said: Option<Hint>,
    /// The hints for a newcomer, as far as they are true of this run now.
    first_minute: [Option<Hint>; first_minute::COUNT],
    /// The hint of the first minute that stands; their number when all have stood.
    introduced: usize,
    /// Whether it stands now, so that time counts for it.
    introduces: bool,
    page: usize,
    until: Option<Instant>,
    /// The run and state that the pages are about.
    of: Option<(u64, Discriminant<State>)>,
    /// The preset that was introduced.
    name: Option<String>,
}

impl HintLine {
    /// Shows what a view says, or else what is true of the run.
    pub fn say(&mut self, said: Option<Hint>) {
        self.said = said;
    }

    /// Begins anew if the run is another one, or does something else.
    pub fn receive(&mut self, run: &Update, now: Instant) {
        if self.name.as_ref() != Some(&run.name) {
            self.name = Some(run.name.clone());
            self.introduced = if run.record.epoch == 0 { 0 } else { first_minute::COUNT };
        }
        let of = Some((run.run, discriminant(&run.state)));
        if self.of != of {
            (self.of, self.page, self.until) = (of, 0, Some(now + PAGE));
        }
    }

    /// When the next hint comes.
    pub fn deadline(&self) -> Option<Instant> {
        self.until
    }

    /// Goes to the next hint if it is time.
    pub fn tick(&mut self, now: Instant) {
        if self.until.is_some_and(|until| until <= now) {
            if self.introduces {
                self.introduced += 1;
            } else {
                self.page += 1;
            }
            self.until = Some(now + PAGE);
        }
    }

    /// What to show now, at most `width` columns.
    fn text(&self, context: &Context, width: usize) -> String {
        let (Some(run), glyphs) = (context.run, context.look.glyphs) else { return String::new() };
        let hints = match (&self.said, self.first_minute.get(self.introduced)) {
            (Some(hint), _) => vec![hint.clone()],
            (None, Some(Some(hint))) if self.introduces => vec![hint.clone()],
            (None, _) => {
                let mut hints = run::hints(run, context.evaluation.indecision, width);
                // On a small screen the time line has no labels of its own.
                let signs = signs::legend(run, glyphs);
                let is_said = run.state == State::Paused && !run.is_comparing() && !signs.is_empty();
                hints.extend(is_said.then_some(Hint::Pieces(signs)));
                hints
            }
        };
        let pages: Vec<String> = hints.into_iter().flat_map(|hint| hint.pages(width, glyphs)).collect();
        if pages.is_empty() { String::new() } else { pages[self.page % pages.len()].clone() }
    }
}

impl View for HintLine {
    fn prepare(&mut self, _: Rect, context: &Context) {
        let Some(run) = context.run else { return };
        self.introduces = run.state == State::Running && !run.is_past() && run.time.compared.is_empty();
        if self.introduces && self.introduced < first_minute::COUNT {
            self.first_minute = first_minute::hints(run, context.look, &context.evaluation.predictions);
            // What is not true, or no longer, makes way for the next.
            let next = self.first_minute[self.introduced..].iter().position(Option::is_some);
            self.introduced += next.unwrap_or(first_minute::COUNT);
        }
        self.introduces &= self.introduced < first_minute::COUNT;
    }

    fn render(&self, frame: &mut Frame, area: Rect, context: &Context) {
        let (theme, glyphs) = (context.look.theme, context.look.glyphs);
        let inner = area.inner(Margin::new(1, 0));
        let width = usize::from(inner.width);
        let line = match context.message {
            Some(message) => {
                let style = match message.tone {
                    Tone::Saved => theme.saved(),
                    Tone::Problem | Tone::Question => theme.strong(),
                    Tone::Remark => theme.text(),
                };
                Line::styled(glyphs.text(&message.text.fitted(width, &glyphs.text("…"))).into_owned(), style)
            }
            None => styled(&self.text(context, width), theme.text(), theme.strong()),
        };
        frame.render_widget(line, inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Depth, Glyphs};
    use crate::ui::evaluation::Evaluation;
    use crate::ui::fixture::update;
    use crate::ui::keymap::Mode;
    use crate::ui::look::Look;
    use crate::ui::theme::{Palette, Theme};

    /// What the line says of a run in 78 columns, after so many seconds.
    fn seen(line: &mut HintLine, run: &Update, now: Instant) -> String {
        let theme = Theme::new(Palette::Dark, Depth::TrueColour, Glyphs::Braille);
        let look = Look::new(theme, Glyphs::Braille, true);
        let mut evaluation = Evaluation::default();
        evaluation.prepare(run, &look);
        let context = Context {
            run: Some(run),
            look: &look,
            message: None,
            evaluation: &evaluation,
            mode: Mode::Run,
            topic: None,
        };
        line.receive(run, now);
        line.tick(now);
        line.prepare(Rect::default(), &context);
        line.text(&context, 78)
    }

    #[test]
    fn the_first_minute_says_one_thing_at_a_time_as_long_as_it_is_true() {
        let begin = Instant::now();
        let after = |seconds: u64| begin + Duration::from_secs(seconds);
        let mut line = HintLine::default();
        let mut run = update("xor-blobs", 0, |_| {});
        run.state = State::Running;
        let colours = "Blue o, orange +: two classes. The background is the network's prediction.";
        let keys = "`Space` pauses; `e` changes the learning rate.";
        assert_eq!(seen(&mut line, &run, after(0)), colours);
        assert_eq!(seen(&mut line, &run, after(4)), colours);
        let wrong = 80 - run.record.train_score.correct().unwrap();
        let misclassified = format!("{wrong} of 80 train points are misclassified");
        assert_eq!(
            seen(&mut line, &run, after(5)),
            format!("{misclassified}."),
            "all are on one side: no line is drawn"
        );
        let untrained = std::mem::replace(&mut run.parameters, update("xor-blobs", 100, |_| {}).parameters);
        assert_eq!(seen(&mut line, &run, after(9)), format!("{misclassified}; the dotted line is p = 0.5."));
        run.parameters = untrained;
        // All are right before its time is over.
        run.record.train_score = crate::network::Score::Correct(80);
        assert_eq!(seen(&mut line, &run, after(9)), keys);
        assert_eq!(seen(&mut line, &run, after(10)), run::tests::first_page(&run, 78), "then what is true of any run");
        // A pause says what it always does, and the same preset is not introduced again.
        run.state = State::Paused;
        assert!(seen(&mut line, &run, after(11)).contains("`Space`"));
        (run.state, run.run) = (State::Running, run.run + 1);
        assert_eq!(seen(&mut line, &run, after(12)), run::tests::first_page(&run, 78));
        run.name = "spiral".into();
        assert!(seen(&mut line, &run, after(13)).starts_with("Blue o"));
    }
}
