//! Settings and history of a checkpoint as text: RON, and a compact form for the losses.
//!
//! Texts read back to the same values, to the last bit. Other modules check whether a value makes sense.

use std::fmt;

use ron::error::SpannedError;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::data::{Coding, Labels, Table};
use crate::error::Error;
use crate::file::recipe::MAX_COUNT;
use crate::text::{MAX_EXCERPT, excerpt, quoted};
use crate::train::{EarlyStoppingState, History, Range, Scores, Span};

/// RON as in presets: a variant's settings stand in its own parentheses, as in `Sgd(learning_rate: 0.03)`.
fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

/// The value of a metadata key as RON on one line.
pub(super) fn to_ron(key: &str, value: &impl Serialize) -> Result<String, Error> {
    options()
        .to_string(value)
        .map_err(|error| Error::input(key, format!("can't be written as RON: {error}"), "please report it"))
}

/// Reads the value of a metadata key.
///
/// # Errors
/// The problem with the text, and its place.
pub(super) fn from_ron<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    options().from_str(text).map_err(|error| shown(&error))
}

/// RON's message, cut where it repeats more of the text than messages do.
fn shown(error: &SpannedError) -> String {
    use ron::Error::{
        ExpectedDifferentStructName, ExpectedStructName, InvalidIdentifier, InvalidValueForType, Message,
        NoSuchEnumVariant, NoSuchExtension, NoSuchStructField, SuggestRawIdentifier,
    };
    let whole = error.to_string();
    match &error.code {
        ExpectedDifferentStructName { found, .. }
        | InvalidValueForType { found, .. }
        | NoSuchEnumVariant { found, .. }
        | NoSuchStructField { found, .. }
        | ExpectedStructName(found)
        | InvalidIdentifier(found)
        | Message(found)
        | NoSuchExtension(found)
        | SuggestRawIdentifier(found)
            if found.len() > MAX_EXCERPT =>
        {
            excerpt(&whole)
        }
        _ => whole,
    }
}

/// The state of early stopping without its vectors. Its loss keeps the name from when it was always the test loss.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BestNumbers {
    pub(super) epoch: u64,
    #[serde(rename = "test_loss")]
    pub(super) loss: f32,
    pub(super) optimizer_step: u64,
}

impl BestNumbers {
    pub(super) fn of(best: &EarlyStoppingState) -> Self {
        Self { epoch: best.epoch, loss: best.loss, optimizer_step: best.optimizer.step }
    }
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    pub(super) columns: Vec<String>,
    pub(super) label: String,
    pub(super) labels: Labels,
    /// How cells became numbers; none of a table of numbers alone, which is written as earlier builds wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) codings: Vec<Coding>,
    /// How many of the last rows are test points that came from a file of their own.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(super) test_rows: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Heading {
    pub(super) fn of(table: &Table) -> Self {
        let (columns, label, labels) = (table.columns().to_vec(), table.label().to_owned(), table.labels().clone());
        Self { columns, label, labels, codings: table.codings().to_vec(), test_rows: table.test_rows() }
    }
}

/// A history as one line: the stride, then `;epoch train test` for each span. A range is `least/most/last`, one number
/// if all three are equal, or `-` if there is none.
pub(super) fn history_to_text(history: &History) -> String {
    let spans = history.spans().iter();
    let spans = spans.map(|span| format!("{} {} {}", span.epoch, RangeText(span.train), RangeText(span.test)));
    std::iter::once(history.stride().to_string()).chain(spans).collect::<Vec<_>>().join(";")
}

/// Reads a history.
///
/// # Errors
/// The problem with the text.
pub(super) fn parse_history(text: &str) -> Result<History, String> {
    let mut parts = text.split(';');
    let stride = parts.next().unwrap_or_default();
    let stride: u64 = stride.parse().map_err(|_| format!("{} is not a number of epochs", quoted(stride)))?;
    // Spans merge in pairs, so their length is a power of two; a longer one than any run's would overflow when doubled.
    if !stride.is_power_of_two() || stride > MAX_COUNT {
        return Err(format!("a span can't have {stride} epochs"));
    }
    let parse =
        |text| parse_span(text).ok_or_else(|| format!("{} is not an epoch with train and test losses", quoted(text)));
    History::from_spans(stride, parts.map(parse).collect::<Result<_, _>>()?)
}

/// A history's scores as one line: `epoch train test` for each span that has any, between semicolons, with ranges as
/// those of losses.
pub(super) fn scores_to_text(history: &History) -> String {
    let scored = history.spans().iter().filter_map(|span| Some((span.epoch, span.scores?)));
    let texts =
        scored.map(|(epoch, scores)| format!("{epoch} {} {}", RangeText(Some(scores.train)), RangeText(scores.test)));
    texts.collect::<Vec<_>>().join(";")
}

/// A history with the scores of a text.
///
/// # Errors
/// The problem with the text.
pub(super) fn with_scores(history: &History, scores: &str) -> Result<History, String> {
    let mut spans = history.spans().to_vec();
    for part in scores.split(';').filter(|part| !part.is_empty()) {
        let read = parse_span(part).and_then(|span| Some((span.epoch, span.train?, span.test)));
        let (epoch, train, test) =
            read.ok_or_else(|| format!("{} is not an epoch with train and test scores", quoted(part)))?;
        let place = spans.binary_search_by_key(&epoch, |span| span.epoch);
        let place = place.map_err(|_| format!("the history has no epoch {epoch}"))?;
        if spans[place].scores.replace(Scores { train, test }).is_some() {
            return Err(format!("epoch {epoch} occurs twice"));
        }
    }
    History::from_spans(history.stride(), spans)
}

fn parse_span(text: &str) -> Option<Span> {
    let mut words = text.split(' ');
    let epoch = words.next()?.parse().ok()?;
    let mut range = || match words.next()? {
        "-" => Some(None),
        text => parse_range(text).map(Some),
    };
    let span = Span { epoch, train: range()?, test: range()?, scores: None };
    words.next().is_none().then_some(span)
}

fn parse_range(text: &str) -> Option<Range> {
    let losses: Vec<f32> = text.split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
    match losses[..] {
        [loss] => Some(Range::of(loss)),
        [least, most, newest] => (least..=most).contains(&newest).then_some(Range { least, most, last: newest }),
        _ => None,
    }
}

struct RangeText(Option<Range>);

impl fmt::Display for RangeText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `Debug` gives the shortest digits that read back to the same number, with an exponent where that is shorter.
        match self.0 {
            None => write!(formatter, "-"),
            Some(range) if [range.most, range.last].map(f32::to_bits) == [range.least.to_bits(); 2] => {
                write!(formatter, "{:?}", range.last)
            }
            Some(range) => write!(formatter, "{:?}/{:?}/{:?}", range.least, range.most, range.last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Evaluation, Score};
    use crate::train::Record;
    use proptest::prelude::*;

    #[test]
    fn a_history_has_a_stride_and_a_span_an_epoch() {
        let mut history = History::default();
        history.push(&Record {
            epoch: 0,
            train_loss: 0.7,
            train_score: Score::Correct(0),
            test: Some(Evaluation { loss: 1.5e-9, score: Score::Correct(0) }),
        });
        history.push_train_loss(1, 0.5);
        assert_eq!(history_to_text(&history), "1;0 0.7 1.5e-9;1 0.5 -");
        assert_eq!(history_to_text(&History::default()), "1");
    }

    #[test]
    fn texts_that_are_not_a_history_are_refused() {
        for text in [
            "",
            "0",
            "3",
            "-1",
            "18014398509481984",
            "1;",
            "1;0",
            "1;0 0.5",
            "1;0 0.5 - -",
            "1;0 0.5 x",
            "1;0 NaN -",
            "1;0 0.1/inf/0.1 -",
            "1;0 0.2/0.1/0.2 -",
            "1;0 0.1/0.2 -",
            "2;1 0.5 -",
            "1;1 0.5 -;0 0.5 -",
        ] {
            assert!(parse_history(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn scores_belong_to_the_epochs_of_the_history() {
        let history = parse_history("2;0 0.7 0.7;2 0.5 0.5;4 0.4 -").unwrap();
        let scored = with_scores(&history, "0 40 10;2 60/70/70 15").unwrap();
        assert_eq!(scores_to_text(&scored), "0 40.0 10.0;2 60.0/70.0/70.0 15.0");
        assert_eq!(scored.spans()[2].scores, None);
        assert_eq!(with_scores(&history, "").unwrap(), history);
        for text in ["1 40 10", "0 40", "0 - 10", "0 40 10;0 40 10", "6 1 1", "0 inf 1", "0 3/2/1 1"] {
            assert!(with_scores(&history, text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn a_history_reads_back_to_the_same_bits(
            losses in prop::collection::vec((any::<f32>(), prop::option::of((any::<f32>(), 0..500_usize))), 0..300),
        ) {
            let mut history = History::default();
            for (epoch, (train_loss, test)) in losses.into_iter().enumerate() {
                let epoch = epoch as u64;
                match test {
                    Some((test_loss, right)) => {
                        let (train_score, test_score) = (Score::Correct(right), Score::Determination(0.5));
                        history.push(&Record { epoch, train_loss, train_score, test: Some(Evaluation { loss: test_loss, score: test_score }) });
                    }
                    None => history.push_train_loss(epoch, train_loss),
                }
            }
            let thinned = history.thinned(64);
            let read = parse_history(&history_to_text(&thinned)).unwrap();
            let read = with_scores(&read, &scores_to_text(&thinned)).unwrap();
            prop_assert_eq!(&read, &thinned);
            // Equal numbers may differ in the sign of zero.
            prop_assert_eq!(history_to_text(&read), history_to_text(&thinned));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-0-9./; eNaif]{0,40}") {
            let _ = parse_history(&text);
            let _ = with_scores(&History::default(), &text);
        }
    }
}
