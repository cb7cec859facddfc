//! The messages about a command line that can't be parsed.
//!
//! clap repeats the words that it refuses; here they are escaped and shortened first. `cli::run` calls it.

use clap::error::ContextValue;

use crate::error::Error;
use crate::text::excerpt;

/// The error for a command line that clap refuses, with what was typed made fit to be shown.
pub(super) fn refused(mut error: clap::Error) -> Error {
    let shown: Vec<_> = error.context().map(|(kind, value)| (kind, shown(value))).collect();
    for (kind, value) in shown {
        error.insert(kind, value);
    }
    Error::Usage(error.render().to_string())
}

/// A piece of the message: single words and lists may repeat what was typed, and suggestions do.
fn shown(value: &ContextValue) -> ContextValue {
    match value {
        ContextValue::String(text) => ContextValue::String(excerpt(text)),
        ContextValue::Strings(texts) => ContextValue::Strings(texts.iter().map(|text| excerpt(text)).collect()),
        ContextValue::StyledStrs(texts) => {
            ContextValue::StyledStrs(texts.iter().map(|text| excerpt(&text.to_string()).into()).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::definition;
    use super::*;

    fn refusal(words: &[&str]) -> String {
        let words = ["blobtui"].iter().chain(words);
        refused(definition().try_get_matches_from(words).unwrap_err()).to_string()
    }

    #[test]
    fn words_that_clap_repeats_are_escaped_and_short() {
        let hostile = "\u{1b}]52;c;aGk=\u{7}\u{9b}31m\u{202e}\n";
        let long = "A".repeat(5000);
        for word in [hostile, long.as_str()] {
            for words in [
                vec![format!("--{word}")],
                vec![format!("-{word}")],
                vec!["xor-blobs".into(), word.to_owned()],
                vec!["train".into(), "--epochs".into(), word.to_owned()],
                vec!["train".into(), format!("--epochs={word}")],
                vec!["train".into(), "--format".into(), word.to_owned()],
                vec!["train".into(), "--activation".into(), word.to_owned()],
                vec!["predict".into(), "m".into(), word.to_owned()],
                vec!["presets".into(), word.to_owned()],
                vec!["presets".into(), "list".into(), format!("--{word}")],
                vec!["diff".into(), "a".into(), "b".into(), word.to_owned()],
                vec![format!("--theme={word}")],
                vec![format!("--speed={word}")],
            ] {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let message = refusal(&words);
                assert!(!message.contains(|sign| sign != '\n' && crate::text::is_harmful(sign)), "{message:?}");
                assert!(!message.contains('\u{1b}') && !message.contains(&"A".repeat(81)), "{message}");
                assert!(message.starts_with("error: "), "{message}");
            }
        }
    }
}
