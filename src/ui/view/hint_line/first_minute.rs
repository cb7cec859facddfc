//! Hints for somebody who has never seen the screen, one at a time, while a run begins.

use crate::network::{Score, Task};
use crate::plot::Depth;
use crate::session::Update;
use crate::ui::evaluation::predictions::Predictions;
use crate::ui::look::Look;
use crate::ui::names;
use crate::ui::view::hint::Hint;

/// How many things there are.
pub const COUNT: usize = 3;

/// What colours and background mean, what is still wrong, which keys to try: each only if it is true now.
pub fn hints(run: &Update, look: &Look, predictions: &Predictions) -> [Option<Hint>; COUNT] {
    let keys = Hint::Choice(vec!["`Space` pauses; `e` changes the learning rate.".into()]);
    [Some(meaning(run, look)), misclassified(run, predictions), Some(keys)]
}

fn meaning(run: &Update, look: &Look) -> Hint {
    let background = "the background is the network's prediction.";
    let sentences = |what: String| vec![format!("{what}; {background}"), what + "."];
    match run.preset.loss.task() {
        Task::Value => Hint::Choice(sentences("The color of a point is its target".into())),
        Task::Classes => {
            let what = format!("{} classes, each with a color and a marker", run.preset.shape().outputs);
            Hint::Choice(sentences(what))
        }
        Task::Binary => {
            let [zero, one] = [0, 1].map(|class| {
                let marker = look.glyphs.train(class);
                let colour = match look.theme.depth() {
                    Depth::TrueColour | Depth::Indexed => ["blue ", "orange "][class],
                    Depth::Sixteen | Depth::None => "",
                };
                (format!("{colour}{marker}"), names::class(class, &run.preset))
            });
            let capital = |text: &str| text[..1].to_uppercase() + &text[1..];
            let two = [
                format!("{} and {} are two classes; {background}", capital(&zero.0), one.0),
                format!("{}, {}: two classes. {}", capital(&zero.0), one.0, capital(background)),
                format!("{} and {} are two classes.", capital(&zero.0), one.0),
            ];
            let named = format!("{} is {}, {} is {}; {background}", capital(&zero.0), zero.1, one.0, one.1);
            // Numbers are no names.
            let named = (zero.1 != "0" || one.1 != "1").then_some(named);
            Hint::Choice(named.into_iter().chain(two).collect())
        }
    }
}

fn misclassified(run: &Update, predictions: &Predictions) -> Option<Hint> {
    let count = run.dataset.train.len();
    let Score::Correct(correct) = run.record.train_score else { return None };
    let wrong = count.saturating_sub(correct);
    let line = match run.preset.loss.task() {
        Task::Classes => "the dotted lines are where the prediction changes.",
        _ if run.preset.loss.gives_probability() => "the dotted line is p = 0.5.",
        _ => "the dotted line is the decision boundary.",
    };
    let verb = if wrong == 1 { "is" } else { "are" };
    let what = format!("{wrong} of {count} train points {verb} misclassified");
    let with_line = predictions.has_boundary().then(|| format!("{what}; {line}"));
    (wrong > 0).then(|| Hint::Choice(with_line.into_iter().chain([what + "."]).collect()))
}
