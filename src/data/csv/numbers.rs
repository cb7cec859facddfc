//! Numbers as people write them: which sign is the decimal one, and which groups digits.
//!
//! A table has one convention. It is found from all cells that can be numbers; where two conventions fit all of them and
//! give other numbers, people have to say which it is.

use super::dialect::Dialect;

/// Signs that group digits beside points and commas: blanks, also those that keep a number on one line, and apostrophes.
const GROUPING: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '’'];

/// How the numbers of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convention {
    /// The decimal sign, a point or a comma.
    pub decimal: char,
    /// What groups digits by three; none for the other of point and comma, blanks and apostrophes.
    pub thousands: Option<char>,
}

impl Convention {
    /// Decimal points.
    pub(super) const POINT: Self = Self { decimal: '.', thousands: None };
    /// Decimal commas.
    pub(super) const COMMA: Self = Self { decimal: ',', thousands: None };

    /// The number that a text is, finite or not, if it is one.
    pub(super) fn parse(self, text: &str) -> Option<f32> {
        if self.decimal == '.'
            && let Ok(number) = text.parse()
        {
            return Some(number);
        }
        if text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok();
        }
        self.plain(text).and_then(|text| text.parse().ok()).or_else(|| not_finite(text))
    }

    /// Whether a sign may group digits.
    fn groups(self, sign: char) -> bool {
        match self.thousands {
            Some(' ') => GROUPING[..3].contains(&sign),
            Some('\'') => GROUPING[3..].contains(&sign),
            Some(own) => sign == own,
            None => GROUPING.contains(&sign) || (matches!(sign, '.' | ',') && sign != self.decimal),
        }
    }

    /// A number with a decimal point and without groups, if it is one: groups have three digits, but for the first, and
    /// one sign between them, and stand before the decimal sign.
    fn plain(self, text: &str) -> Option<String> {
        let (sign, rest) = text.split_at(usize::from(text.starts_with(['+', '-'])));
        let (mantissa, exponent) = rest.find(['e', 'E']).map_or((rest, ""), |place| rest.split_at(place));
        let (whole, decimals) = mantissa.rsplit_once(self.decimal).unwrap_or((mantissa, ""));
        let mut plain = String::with_capacity(text.len());
        plain.push_str(sign);
        let mut groups = whole.split(|sign| self.groups(sign));
        let first = groups.next().unwrap_or_default();
        plain.push_str(first);
        let mut is_grouped = false;
        for group in groups {
            is_grouped = true;
            if group.len() != 3 {
                return None;
            }
            plain.push_str(group);
        }
        let separators = || whole.chars().filter(|sign| !sign.is_ascii_digit());
        let has_one_separator = separators().zip(separators().skip(1)).all(|(one, next)| one == next);
        let is_first_group = (1..=3).contains(&first.len()) && !first.starts_with('0');
        if is_grouped && !(has_one_separator && is_first_group) {
            return None;
        }
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !are_digits(&plain[sign.len()..])
            || !are_digits(decimals)
            || (plain.len() == sign.len() && decimals.is_empty())
        {
            return None;
        }
        plain.push('.');
        plain.push_str(decimals);
        plain.push_str(exponent);
        Some(plain)
    }
}

/// Infinity or what is not a number, in one of the spellings that they have.
fn not_finite(text: &str) -> Option<f32> {
    text.parse().ok().filter(|number: &f32| !number.is_finite())
}

/// Whether a text is a number by some convention.
pub(super) fn is_number(text: &str) -> bool {
    Convention::POINT.parse(text).is_some() || Convention::COMMA.parse(text).is_some()
}

/// What the cells of a column say about the convention.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Cells that are numbers with a decimal point, with a decimal comma, and with either.
    pub(super) numbers: [usize; 3],
    /// The first cell that is a number by one convention only, decimal points first, with its line.
    only: [Option<(usize, String)>; 2],
    /// The first cell that is another number by each convention, by its own sign, a point or a comma.
    either: [Option<(usize, String)>; 2],
    /// Whether a whole number of four digits or more has no groups.
    has_long: bool,
}

impl Evidence {
    /// Takes a cell of a line into account. Its number, by the first convention that it fits.
    pub(super) fn add(&mut self, line: usize, text: &str) -> Option<f32> {
        let signs = ['.', ','].map(|sign| text.contains(sign));
        let point = Convention::POINT.parse(text);
        let comma = if signs == [false, false] { point } else { Convention::COMMA.parse(text) };
        let is = [point.is_some(), comma.is_some(), point.is_some() || comma.is_some()];
        for (count, is) in self.numbers.iter_mut().zip(is) {
            *count += usize::from(is);
        }
        let (place, found) = match (point, comma) {
            (Some(point), Some(comma)) if point == comma || point.is_nan() => {
                self.has_long |= signs == [false, false] && is_long(text);
                return Some(point);
            }
            (Some(_), Some(_)) => (&mut self.either, usize::from(signs[1])),
            (Some(_), None) => (&mut self.only, 0),
            (None, Some(_)) => (&mut self.only, 1),
            (None, None) => return None,
        };
        place[found].get_or_insert_with(|| (line, text.to_owned()));
        point.or(comma)
    }

    /// Whether a cell with a decimal comma stands among more numbers with decimal points.
    fn is_mixed(&self) -> bool {
        self.only[1].is_some() && 2 * self.numbers[0] >= self.numbers[2]
    }
}

/// Whether a text is a whole number of four digits or more, without groups.
fn is_long(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    digits.len() > 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is said of a table's convention.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// It is this one.
    One(Convention),
    /// It is taken for this one, though this cell would be another number by the other.
    Likely(Convention, String),
    /// Cells in these rows contradict each other.
    Both([(usize, String); 2]),
    /// All cells fit both, and this one in this row is another number by each.
    Unclear(usize, String),
}

/// The convention of a table whose columns of numbers have these cells, and whose cells this sign separates.
///
/// What is said goes first. Otherwise every cell that fits one convention only decides; so does one that fits both
/// beside a whole number without groups in its column, in which three decimals must be decimals. Where all fit both,
/// those who separate cells by commas write decimal points, and those who separate them by semicolons decimal commas, as
/// far as there are commas.
pub(super) fn convention<'a>(columns: impl Iterator<Item = &'a Evidence>, delimiter: char, dialect: &Dialect) -> Found {
    let thousands = dialect.thousands;
    let other = |sign: char| if sign == ',' { '.' } else { ',' };
    let said = dialect.decimal.or_else(|| thousands.filter(|sign| matches!(sign, '.' | ',')).map(other));
    if let Some(decimal) = said {
        return Found::One(Convention { decimal, thousands });
    }
    let (mut only, mut either, mut is_mixed) = ([None, None], [None, None], delimiter == ';');
    for evidence in columns {
        is_mixed |= evidence.is_mixed();
        for sign in 0..2 {
            let is_decimal = if evidence.has_long { evidence.either[sign].as_ref() } else { None };
            let found = evidence.only[sign].as_ref().or(is_decimal);
            only[sign] = only[sign].or(found);
            either[sign] = either[sign].or(evidence.either[sign].as_ref());
        }
    }
    let with = |convention: Convention| Convention { thousands, ..convention };
    let (point, comma) = (with(Convention::POINT), with(Convention::COMMA));
    let unclear = |cell: &(usize, String)| Found::Unclear(cell.0, cell.1.clone());
    match (only, either) {
        ([Some(point), Some(comma)], _) if is_mixed => Found::Both([point.clone(), comma.clone()]),
        // Where commas stand between cells, a column of numbers with commas is one of texts.
        ([Some(_), _], _) | ([None, None], [None, None]) => Found::One(point),
        ([None, Some(_)], _) => Found::One(comma),
        ([None, None], [Some(cell), None]) if delimiter != ';' => Found::Likely(point, cell.1.clone()),
        ([None, None], [None, Some(_)]) if delimiter == ';' => Found::One(comma),
        ([None, None], [Some(cell), _] | [None, Some(cell)]) => unclear(cell),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(columns: &[&[&str]], delimiter: char) -> Found {
        let evidence = |cells: &&[&str]| {
            let mut evidence = Evidence::default();
            for (line, cell) in cells.iter().enumerate() {
                evidence.add(line, cell);
            }
            evidence
        };
        let columns: Vec<Evidence> = columns.iter().map(evidence).collect();
        convention(columns.iter(), delimiter, &Dialect::default())
    }

    #[test]
    fn groups_have_three_digits() {
        let [point, comma] = [Convention::POINT, Convention::COMMA];
        for (text, with_point, with_comma) in [
            ("1234", Some(1234.0), Some(1234.0)),
            ("1.5", Some(1.5), None),
            ("1,5", None, Some(1.5)),
            ("2.240", Some(2.24), Some(2240.0)),
            ("2,240", Some(2240.0), Some(2.24)),
            ("1.234.567", None, Some(1_234_567.0)),
            ("1,234,567.5", Some(1_234_567.5), None),
            ("-1.234,5e2", None, Some(-123_450.0)),
            ("0.123", Some(0.123), None),
            (",5", None, Some(0.5)),
            ("5,", None, Some(5.0)),
            ("1 234", Some(1234.0), Some(1234.0)),
            ("1'234,5", None, Some(1234.5)),
            ("1\u{202f}234\u{202f}567", Some(1_234_567.0), Some(1_234_567.0)),
            ("1 234'567", None, None),
            ("12 34", None, None),
            ("1,2,3", None, None),
            (",", None, None),
            ("", None, None),
            ("-", None, None),
            ("1e", None, None),
            ("e5", None, None),
            ("2024-01-31", None, None),
            ("inf", Some(f32::INFINITY), Some(f32::INFINITY)),
        ] {
            assert_eq!((point.parse(text), comma.parse(text)), (with_point, with_comma), "{text}");
        }
        let strict = Convention { decimal: '.', thousands: Some('\'') };
        assert_eq!([strict.parse("1'234.5"), strict.parse("1,234.5")], [Some(1234.5), None]);
    }

    #[test]
    fn the_convention_is_found_from_all_cells() {
        let (point, comma) = (Found::One(Convention::POINT), Found::One(Convention::COMMA));
        assert_eq!(found(&[&["845", "2.240"], &["1,5"]], ';'), comma, "another column decides");
        assert_eq!(found(&[&["845", "2.240", "1.240.000"]], ','), comma);
        assert_eq!(found(&[&["1.234", "0.5"]], ';'), point);
        assert_eq!(found(&[&["1.234", "1234"]], ';'), point, "groups would be in both");
        assert_eq!(found(&[&["845", "2.240"]], ';'), Found::Unclear(1, "2.240".into()));
        assert_eq!(found(&[&["845", "2.240"]], ','), Found::Likely(Convention::POINT, "2.240".into()));
        assert_eq!(found(&[&["1,234"]], ';'), comma);
        assert_eq!(found(&[&["1,234"]], ','), Found::Unclear(0, "1,234".into()));
        assert_eq!(found(&[&["1,5", "2.5"]], ';'), Found::Both([(1, "2.5".into()), (0, "1,5".into())]));
        assert_eq!(found(&[&["1", "2"], &["x"]], ';'), point);
    }

    proptest! {
        #![proptest_config(crate::cases::cases(256))]

        #[test]
        fn any_number_is_read_in_both_conventions(number: f32, text in "[-+0-9.,' eE]{0,12}") {
            let written = number.to_string();
            let read = |convention: Convention, text: &str| convention.parse(text).map(f32::to_bits);
            if !number.is_nan() {
                prop_assert_eq!(read(Convention::POINT, &written), Some(number.to_bits()));
                prop_assert_eq!(read(Convention::COMMA, &written.replace('.', ",")), Some(number.to_bits()));
            }
            let mut evidence = Evidence::default();
            evidence.add(0, &text);
        }
    }
}
