//! Names that somebody may have meant.
//!
//! For messages: of fields, of variants, of presets, of commands. Knows nothing but words.

/// The candidates that are close to `word`, the closest first: those a typo away (one in three letters may be wrong),
/// in either case, and those that hold it.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let mut near: Vec<_> = candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
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

/// The number of letters to insert, drop or replace, or of neighbours to swap, that turn one word into the other
/// (optimal string alignment).
fn distance(from: &str, to: &str) -> usize {
    // No name has hundreds of letters; the table grows with the product of the lengths.
    let from: Vec<char> = from.chars().take(100).collect();
    let to: Vec<char> = to.chars().take(100).collect();
    let mut table = vec![vec![0; to.len() + 1]; from.len() + 1];
    for row in 0..=from.len() {
        for column in 0..=to.len() {
            table[row][column] = if row == 0 || column == 0 {
                row + column
            } else {
                let replaced = table[row - 1][column - 1] + usize::from(from[row - 1] != to[column - 1]);
                let shorter = (table[row - 1][column] + 1).min(table[row][column - 1] + 1);
                let swapped =
                    row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1];
                let best = replaced.min(shorter);
                if swapped { best.min(table[row - 2][column - 2] + 1) } else { best }
            };
        }
    }
    table[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_mistakes() {
        for (from, to, expected) in
            [("std", "std", 0), ("sdt", "std", 1), ("kitten", "sitting", 3), ("", "abc", 3), ("Rleu", "Relu", 1)]
        {
            assert_eq!(distance(from, to), expected, "{from} {to}");
            assert_eq!(distance(to, from), expected, "{to} {from}");
        }
    }

    #[test]
    fn only_likely_names_are_near() {
        assert_eq!(nearest("relu", ["Tanh", "LeakyRelu", "Relu", "Elu"]), ["Relu", "Elu", "LeakyRelu"]);
        assert_eq!(nearest("lr", ["std", "learning_rate"]), [""; 0]);
        assert_eq!(suggestion("bacth", ["data", "batch"]), " (did you mean batch?)");
    }
}
