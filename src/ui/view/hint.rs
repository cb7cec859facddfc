//! What a view says on the hint line, and what several of them say.
//!
//! Keys in a hint stand between backticks, and are drawn bold. Nothing of a hint is ever cut: what has no room is left out, or
//! said in fewer words.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::network::Score;
use crate::plot::Glyphs;
use crate::session::Update;
use crate::ui::format::pages;

/// What stands between two pieces.
pub const GAP: &str = " · ";
/// Fraction by which the loss must have changed over the newest epochs to count as falling or rising.
const CHANGE: f32 = 0.01;
/// Epochs of the trend.
const NEWEST: usize = 100;

/// What the hint line says. Nothing of it is ever cut.
#[derive(Clone, Debug)]
pub enum Hint {
    /// Sentences, on as many pages as they need.
    Text(String),
    /// Pieces, of which the last give way where there is no room.
    Pieces(Vec<String>),
    /// The same in other words, the longest first: the first that fits is shown.
    Choice(Vec<String>),
}

impl Hint {
    /// The pages of it, each at most `width` columns.
    pub fn pages(&self, width: usize, glyphs: Glyphs) -> Vec<String> {
        let fits = |text: &String| columns(&glyphs.text(text)) <= width;
        let (whole, shortest) = match self {
            Self::Text(text) => (None, text.as_str()),
            Self::Pieces(pieces) => {
                let joined = (1..=pieces.len()).rev().map(|count| pieces[..count].join(GAP));
                (joined.into_iter().find(fits), pieces.first().map_or("", String::as_str))
            }
            Self::Choice(texts) => {
                (texts.iter().find(|text| fits(text)).cloned(), texts.last().map_or("", String::as_str))
            }
        };
        whole.map_or_else(|| pages(&glyphs.text(shortest), width), |text| vec![glyphs.text(&text).into_owned()])
    }
}

/// The columns of a text without the backticks around its keys.
pub fn columns(text: &str) -> usize {
    text.width() - text.matches('`').count()
}

/// A text with its keys bold.
pub fn styled(text: &str, style: Style, key: Style) -> Line<'static> {
    let parts = text.split('`').zip([style, key].into_iter().cycle());
    parts.map(|(part, style)| Span::styled(part.to_owned(), style)).collect()
}

/// How many test points are predicted correctly, or train points if there are no others.
pub fn correct(run: &Update) -> String {
    let (split, score, points) = match run.record.test_score() {
        Some(score) => ("test", score, run.dataset.test.len()),
        None => ("train", run.record.train_score, run.dataset.train.len()),
    };
    match score {
        Score::Correct(correct) => format!("{correct} of {points} {split} points correct"),
        Score::Determination(share) if share < 0.0 => format!("{split} predictions are worse than the mean"),
        Score::Determination(share) => format!("{:.0} % of the {split} variance explained", 100.0 * share),
    }
}

/// The trend of the loss over the newest epochs since the newest edit.
pub fn trend(run: &Update) -> &'static str {
    let edited = run.newest_edit();
    let since = run.history.recent().iter().rev().take(NEWEST).take_while(|recent| recent.epoch >= edited);
    let newest: Vec<f32> = since.map(|recent| recent.train).collect();
    let rises = newest.windows(2).filter(|pair| pair[0] > pair[1]).count();
    // Fewer make no trend.
    let (Some(now), Some(then), 10..) = (newest.first(), newest.last(), newest.len()) else {
        return if edited == 0 { "the first epochs" } else { "the first epochs since the edit" };
    };
    if *now < then * (1.0 - CHANGE) && rises * 4 <= newest.len() {
        "the loss is falling"
    } else if *now > then * (1.0 + CHANGE) && rises * 4 >= newest.len() * 3 {
        "the loss is rising"
    } else if rises * 4 > newest.len() && spread(&newest) > CHANGE {
        "the loss oscillates"
    } else {
        "the loss is nearly constant"
    }
}

/// The range of some losses as a fraction of the largest.
fn spread(losses: &[f32]) -> f32 {
    let most = losses.iter().copied().fold(0.0, f32::max);
    let least = losses.iter().copied().fold(f32::MAX, f32::min);
    if most > 0.0 { (most - least) / most } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_bold_and_their_quotes_take_no_room() {
        let (plain, bold) = (Style::new(), Style::new().bold());
        let line = styled("`Space` pauses; `e` edits", plain, bold);
        let parts: Vec<_> = line.spans.iter().map(|span| (span.content.as_ref(), span.style == bold)).collect();
        assert_eq!(parts, [("", false), ("Space", true), (" pauses; ", false), ("e", true), (" edits", false)]);
        assert_eq!(columns("`Space` pauses; `e` edits"), 21);
        let hint = Hint::Pieces(["one `a`", "two `b`", "three"].map(str::to_owned).to_vec());
        assert_eq!(hint.pages(13, Glyphs::Braille), ["one `a` · two `b`"]);
        assert_eq!(hint.pages(12, Glyphs::Braille), ["one `a`"]);
        let choice = Hint::Choice(["a long sentence", "a short one"].map(str::to_owned).to_vec());
        assert_eq!([14, 15].map(|width| choice.pages(width, Glyphs::Braille)), [["a short one"], ["a long sentence"]]);
    }
}
