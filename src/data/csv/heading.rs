//! Whether the first row of a table has the names of its columns.
//!
//! Each column's first cell is compared with all others. Where nothing decides, the first row is a row like them, and that is
//! said.

use csv::StringRecord;

use super::numbers::is_number;
use super::words::is_missing;

/// The fewest rows in which texts that repeat tell anything of one that doesn't.
const FEW: usize = 4;

/// What the first row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// The names of the columns.
    Names,
    /// A row as all others.
    Row,
    /// A row as all others, which might as well be names.
    Unclear,
    /// The number of rows, that of the columns, and the names of the classes, as scikit-learn's own files have them.
    Counts,
}

/// A column below the first row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Below {
    /// How many cells are numbers, by any convention.
    pub(super) numbers: usize,
    /// How many are missing.
    pub(super) missing: usize,
    /// How many different texts there are beside numbers, as far as they were counted.
    pub(super) texts: usize,
    /// Whether each number is one more than the one before.
    pub(super) counts: bool,
    /// Whether the cell of the first row occurs again.
    pub(super) has_first: bool,
    /// The smallest and the largest number.
    pub(super) range: Option<(f32, f32)>,
}

/// What the first row is, above this many others.
pub(super) fn heading(first: &StringRecord, below: &[Below], rows: usize) -> Heading {
    if is_counts(first, below.len(), rows) {
        return Heading::Counts;
    }
    if rows == 0 {
        return if first.iter().any(is_number) { Heading::Row } else { Heading::Names };
    }
    let columns = || first.iter().zip(below);
    let is_of_numbers = |below: &Below| 2 * below.numbers >= rows - below.missing && below.numbers > 0;
    let is_of_texts = |below: &Below| below.numbers == 0 && below.missing < rows;
    let numbers: Vec<(&str, &Below)> = columns().filter(|(cell, _)| is_number(cell)).collect();
    if numbers.is_empty() {
        let is_row = columns().all(|(cell, below)| is_missing(cell) || (is_of_texts(below) && below.has_first));
        return if is_row && rows > 1 { Heading::Row } else { Heading::Names };
    }
    let are_names = are_names(&numbers);
    let is_named = columns().any(|(cell, below)| {
        if cell.is_empty() {
            return below.counts;
        }
        if is_number(cell) {
            return is_of_texts(below);
        }
        // One sign alone may be a slip; a word above numbers is none.
        let is_word = !is_missing(cell) && cell.chars().filter(|sign| sign.is_alphabetic()).count() > 1;
        let is_new = !below.has_first && below.texts > 1 && 2 * below.texts <= rows - below.missing && rows >= FEW;
        (is_word && is_of_numbers(below)) || (is_of_texts(below) && is_new)
    });
    match (are_names, is_named) {
        (true, true) => Heading::Names,
        (true, false) if follow(&numbers) && numbers.len() == first.len() => Heading::Unclear,
        _ => Heading::Row,
    }
}

/// Whether numbers of the first row can be names: whole, and either one follows the other, as years do, or none is among
/// those below.
fn are_names(numbers: &[(&str, &Below)]) -> bool {
    let is_outside = |(cell, below): &(&str, &Below)| {
        let is_among = |number: f32| below.range.is_some_and(|(least, most)| (least..=most).contains(&number));
        cell.parse::<u32>().is_ok_and(|number| !is_among(number as f32))
    };
    follow(numbers) || numbers.iter().all(is_outside)
}

/// Whether each of several numbers of the first row is one more than the one before.
fn follow(numbers: &[(&str, &Below)]) -> bool {
    let whole: Option<Vec<u32>> = numbers.iter().map(|(cell, _)| cell.parse().ok()).collect();
    whole.is_some_and(|whole| whole.len() > 1 && whole.windows(2).all(|pair| pair[1] == pair[0].saturating_add(1)))
}

/// Whether a row is one of counts: how many rows and columns follow, and words.
pub(super) fn is_counts(first: &StringRecord, width: usize, rows: usize) -> bool {
    let count = |place: usize| first.get(place).and_then(|cell| cell.parse::<usize>().ok());
    let are_words = first.iter().skip(2).all(|cell| !is_number(cell));
    first.len() > 3
        && are_words
        && count(0) == Some(rows)
        && count(1).and_then(|columns| columns.checked_add(1)) == Some(width)
}

#[cfg(test)]
mod tests {
    use super::super::cells::Cells;
    use super::super::dialect::Dialect;
    use super::*;

    fn found(text: &str) -> Heading {
        Cells::read(text.as_bytes(), "t", "x", &Dialect::default()).unwrap().heading
    }

    #[test]
    fn a_header_may_have_numbers_and_a_row_texts() {
        for (text, expected) in [
            ("a,b,k\n1,2,x\n3,4,y\n", Heading::Names),
            ("5.1,3.5,setosa\n4.9,3,setosa\n", Heading::Row),
            ("2019,2020,growth\n1,2,up\n2,3,down\n4,1,up\n5,2,down\n", Heading::Names),
            ("2019,2020,growth\n1.5,2,0.5\n2,3,1\n", Heading::Names),
            (",0,1,2\n0,5,6,a\n1,7,8,b\n", Heading::Names),
            (",0,1,2\n0,5,6,0\n1,7,8,1\n", Heading::Names),
            ("0,1,2\n5,6,7\n8,9,1\n", Heading::Unclear),
            ("3,2,no,yes\n1,2,0\n3,4,1\n5,6,1\n", Heading::Counts),
            ("1,2,x\n3,4,y\n", Heading::Row),
            ("3,3,no,yes\n1,2,5,0\n3,4,5,1\n5,6,5,1\n", Heading::Counts),
            // A slip in a number is none in a name.
            ("l,2,0\n1,2,0\n", Heading::Row),
            ("nan,2,0\n1,2,0\n", Heading::Row),
            // A table of texts, whose first row is as the others.
            ("edible,colour\ne,x\np,y\n", Heading::Names),
            ("e,x,s\ne,y,s\np,x,t\np,y,t\n", Heading::Row),
            ("p,x,s\np,y,s\ne,x,t\ne,y,s\n", Heading::Row),
        ] {
            assert_eq!(found(text), expected, "{text:?}");
        }
    }
}
