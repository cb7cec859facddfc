//! What stands in cells that are no numbers: words for missing cells and for true and false, dates, names.

use std::collections::{HashMap, HashSet};

use crate::text::is_harmful;

/// The longest name of a column or class, in characters.
pub(in crate::data) const LONGEST_NAME: usize = 60;

/// What stands where a cell is missing, as pandas reads it, and the question mark of older files.
const MISSING: [&str; 16] = [
    "", "NA", "N/A", "n/a", "NaN", "nan", "-NaN", "-nan", "null", "NULL", "None", "<NA>", "#N/A", "#NA", "#N/A N/A",
    "?",
];

/// Whether a cell is missing.
pub(super) fn is_missing(text: &str) -> bool {
    MISSING.contains(&text)
}

/// True or false, as a cell says it.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let is = |words: [&str; 2]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["true", "yes"]) {
        Some(true)
    } else if is(["false", "no"]) {
        Some(false)
    } else {
        None
    }
}

/// Whether a cell is a date such as 2024-01-31, 31.1.2024 or 1/31/24, with or without a time.
pub(super) fn is_date(text: &str) -> bool {
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    ['-', '.', '/'].into_iter().any(|sign| {
        let parts: Vec<&str> = date.split(sign).collect();
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        match parts[..] {
            [first, second, third] if first.len() == 4 => digits(first, 4) && digits(second, 2) && digits(third, 2),
            [first, second, third] => {
                digits(first, 2) && digits(second, 2) && digits(third, 4) && matches!(third.len(), 2 | 4)
            }
            _ => false,
        }
    })
}

/// A name of a column or class as it is kept: on one line, and no longer than can be shown.
pub(super) fn tidy(name: &str) -> String {
    let words = name.split(|sign: char| sign.is_whitespace() || sign.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect()
}

/// Makes names unique as pandas does: the second `a` is `a.1`, unless another column has that name. Says which were
/// changed.
pub(super) fn make_unique(names: &mut [String]) -> Vec<String> {
    let mut changed = Vec::new();
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (place, name) in names.iter_mut().enumerate() {
        let count = counts.entry(name.clone()).or_default();
        if *count > 0 {
            let unique = loop {
                let ending = format!(".{count}");
                let unique = name.chars().take(LONGEST_NAME - ending.len()).collect::<String>() + &ending;
                if taken.insert(unique.clone()) {
                    break unique;
                }
                *count += 1;
            };
            changed.push(format!("{name:?} in column {} is called {unique:?}", place + 1));
            *name = unique;
        }
        *count += 1;
    }
    changed
}

/// Columns as a flag takes them: by name, in quotes where a shell needs them, or by number where a name can't be typed.
pub(super) fn argument(names: &[String], columns: &[usize]) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "_-./:+=@%".contains(sign);
    let can_be_typed = |name: &str| !name.contains([',', '\'']) && !name.contains(is_harmful);
    let word = |&column: &usize| {
        let name = &names[column];
        if can_be_typed(name) { name.clone() } else { (column + 1).to_string() }
    };
    let words = columns.iter().map(word).collect::<Vec<_>>().join(",");
    if words.chars().all(|sign| is_plain(sign) || sign == ',') { words } else { format!("'{words}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_on_one_line() {
        assert_eq!(tidy(" How many\r\nhours\tdo\u{1b}you  sleep?"), "How many hours do you sleep?");
        assert_eq!(tidy(&"é".repeat(99)).chars().count(), LONGEST_NAME);
    }

    #[test]
    fn names_become_unique_as_in_pandas() {
        let unique = |names: &[&str]| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let changed = make_unique(&mut names);
            (names, changed.len())
        };
        assert_eq!(unique(&["a", "b", "a", "a"]), (["a", "b", "a.1", "a.2"].map(str::to_owned).into(), 2));
        assert_eq!(unique(&["a", "a", "a.1"]), (["a", "a.2", "a.1"].map(str::to_owned).into(), 1));
        let long = "n".repeat(60);
        assert_eq!(unique(&[&long, &long]).0[1].len(), 60);
    }

    #[test]
    fn columns_can_be_pasted_into_a_shell() {
        let names = ["petal length", "width", "a,b", "it's"].map(str::to_owned);
        assert_eq!(argument(&names, &[0, 1]), "'petal length,width'");
        assert_eq!(argument(&names, &[1, 2, 3]), "width,3,4");
    }

    #[test]
    fn dates_are_told_from_numbers() {
        for date in ["2024-01-31", "31.1.2024", "1/31/24", "2024-01-31 12:30", "2024-01-31T12:30:00Z"] {
            assert!(is_date(date), "{date}");
        }
        for other in ["1.5", "1.234.567", "2024", "192.168.1.1", "a-b-c", "", "2024-1-311", "1-2"] {
            assert!(!is_date(other), "{other}");
        }
    }
}
