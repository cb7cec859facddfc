//! Numbers within the words of a flag, as in `l2:0.001`. Whether they are in range is for the checks to say.

/// A real number.
pub(super) fn as_number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// A whole number.
pub(super) fn as_whole(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// What is answered to words that mean nothing.
pub(super) fn unknown(spellings: &str) -> String {
    format!("allowed: {spellings}")
}
