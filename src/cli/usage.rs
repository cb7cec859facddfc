//! What is said of a command line that can't be understood: one line, like every other error of the program.
//!
//! Owns the wording only; what is allowed stands in the definitions of the flags.

use clap::error::{ContextKind, ContextValue};

use crate::error::Error;

/// The error in one line: what is wrong, a similar word if there is one, the usage where it helps, where to read on.
pub(super) fn error(error: &clap::Error) -> Error {
    // The first paragraph says what is wrong; the ones after it are laid out for the eye.
    let text = error.to_string();
    let (problem, _) = text.split_once("\n\n").unwrap_or((&text, ""));
    let problem = problem.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut message = problem.replace("[possible values: ", "[allowed: ");
    let similar = [ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(|kind| error.get(kind).and_then(first));
    if let Some(similar) = similar {
        message.push_str(" (did you mean ");
        message.push_str(similar);
        message.push_str("?)");
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string().replace("Usage: ", "");
        let forms: Vec<&str> = usage.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        message.push_str("; usage: ");
        message.push_str(&forms.join(" or "));
    }
    Error::Usage(message + "; --help says more")
}

/// The first text of what clap found.
fn first(value: &ContextValue) -> Option<&str> {
    match value {
        ContextValue::String(text) => Some(text),
        ContextValue::Strings(texts) => texts.first().map(String::as_str),
        _ => None,
    }
}
