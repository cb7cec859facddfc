//! Names similar to a mistyped one.
//!
//! For messages about fields, variants, presets and commands, which say "did you mean …?".

use strsim::osa_distance;

/// The longest name, in letters, that is compared: the time grows with the product of the lengths.
const MAX_LETTERS: usize = 100;

/// The candidates that are close to `word`, the closest first: those a typo away (one in three letters may be wrong),
/// in either case, and those that contain it. Swapped neighbours count as one letter.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word: String = word.to_lowercase().chars().take(MAX_LETTERS).collect();
    let length = word.chars().count();
    let mut near: Vec<_> = candidates
        .into_iter()
        .map(|candidate| (osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= (length / 3).max(1) || (length > 2 && candidate.to_lowercase().contains(&word))
        })
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// A question for the end of a message, with a blank before it; empty if nothing is near.
pub(super) fn suggestion<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).first().map_or_else(String::new, |name| format!(" (did you mean {name}?)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_likely_names_are_near() {
        assert_eq!(nearest("relu", ["Tanh", "LeakyRelu", "Relu", "Elu"]), ["Relu", "Elu", "LeakyRelu"]);
        assert_eq!(nearest("lr", ["std", "learning_rate"]), [""; 0]);
        assert_eq!(nearest("sdt", ["std"]), ["std"], "swapped neighbours are one mistake");
        assert_eq!(nearest("sdtx", ["std"]), [""; 0]);
        assert_eq!(suggestion("bacth", ["data", "batch"]), " (did you mean batch?)");
    }
}
