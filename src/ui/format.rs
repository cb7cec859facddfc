//! Numbers as the screen writes them: thousands separators, and as many characters for one kind as can be kept.

use indicatif::HumanCount;

use crate::plot::Glyphs;

pub fn thousands(number: u64) -> String {
    HumanCount(number).to_string()
}

/// A whole number with thousands separators, as wide as the largest that it can become.
pub fn thousands_up_to(number: u64, largest: u64) -> String {
    let width = thousands(largest).len();
    format!("{:>width$}", thousands(number))
}

/// A loss or a norm in six characters at most, short of overflow: `0.7263`, `12.345`, `3.1e-5`, `NaN`.
pub fn measure(number: f32) -> String {
    let decimals = match number.abs() {
        _ if number.is_nan() => return "NaN".into(),
        f32::INFINITY => return "inf".into(),
        tiny if tiny != 0.0 && tiny < 0.000_95 => return format!("{number:.1e}"),
        ..9.999_95 => 4,
        ..99.9995 => 3,
        ..999.995 => 2,
        ..99_999.5 => 0,
        _ => return format!("{number:.1e}"),
    };
    format!("{number:.decimals$}")
}

/// A [`measure`] with a decimal less, where it stands alone and nothing is compared with it: `0.726`, `0.0042`.
pub fn brief(number: f32) -> String {
    let decimals = match number.abs() {
        0.0 => 3,
        ..0.009_95 => return measure(number),
        ..9.9995 => 3,
        ..99.995 => 2,
        ..99_999.5 => 0,
        _ => return measure(number),
    };
    format!("{number:.decimals$}")
}

/// A percentage of so many points: whole, or with a decimal where a point is less than a percent. Only all are 100, and only
/// none are 0.
pub fn percentage(percent: f64, count: usize) -> String {
    let (decimals, step) = if count > 100 { (1, 0.1) } else { (0, 1.0) };
    let percent = if percent <= 0.0 {
        0.0
    } else if percent >= 100.0 {
        return "100".into();
    } else {
        percent.clamp(step, 100.0 - step)
    };
    format!("{percent:.decimals$}")
}

/// A number in the unit of its file, in few characters: `5.10`, `-0.03`, `123.4`, `12,300`, `1.2e-5`.
pub fn coordinate(number: f64) -> String {
    match number.abs() {
        size if !size.is_finite() || size >= 1e9 => format!("{number:.1e}"),
        size if size >= 999.95 => {
            let whole = thousands(number.abs().round() as u64);
            if number < 0.0 { format!("-{whole}") } else { whole }
        }
        size if size >= 99.995 => format!("{number:.1}"),
        size if size > 0.0 && size < 0.000_95 => format!("{number:.1e}"),
        size if size > 0.0 && size < 0.095 => format!("{number:.3}"),
        _ => format!("{number:.2}"),
    }
}

/// R² with this number of decimals; with a power of ten if the fit is far worse than the mean.
pub fn determination(share: f64, decimals: usize) -> String {
    if share > -100.0 { format!("{share:.decimals$}") } else { format!("{share:.1e}") }
}

/// 0 in the place of a number that would be written as `-0.00` with this number of decimals.
pub fn without_sign_of_zero(number: f32, decimals: i32) -> f32 {
    let is_zero = number.abs() * 10_f32.powi(decimals) < 0.5;
    if is_zero { 0.0 } else { number }
}

/// A setting as people write it, with a power of ten where it would be long: `0.03`, `15`, `1e-7`.
pub fn setting(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-4..1e6).contains(&magnitude) { number.to_string() } else { format!("{number:e}") }
}

/// A [`setting`] with three significant digits.
pub fn significant(number: f64) -> String {
    setting(format!("{number:.2e}").parse().unwrap_or(number))
}

/// A rate with three significant digits: `98`, `1,230`, `115,000`; below ten with one decimal.
pub fn rate(number: f64) -> String {
    if !number.is_finite() || number < 0.0 {
        return "-".into();
    }
    if number < 9.95 {
        return format!("{number:.1}");
    }
    let mut unit = 1.0;
    while number / unit >= 999.5 {
        unit *= 10.0;
    }
    thousands(((number / unit).round() * unit) as u64)
}

/// A name cut to at most this many characters.
pub fn cut(name: &str, most: usize, glyphs: Glyphs) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let end = if glyphs == Glyphs::Ascii { '.' } else { '…' };
    name.chars().take(most.saturating_sub(1)).chain([end]).collect()
}

/// The words of a text with one blank between them.
pub fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Splits a text into pages of at most `width` characters: whole sentences where they fit, whole words where not.
pub fn pages(text: &str, width: usize) -> Vec<String> {
    let mut pages: Vec<String> = Vec::new();
    let mut page = String::new();
    for sentence in sentences(text) {
        if fits(&page, sentence, width) {
            append(&mut page, sentence);
            continue;
        }
        pages.extend((!page.is_empty()).then(|| std::mem::take(&mut page)));
        for word in sentence.split_whitespace() {
            if !fits(&page, word, width) {
                pages.extend((!page.is_empty()).then(|| std::mem::take(&mut page)));
            }
            append(&mut page, word);
        }
    }
    pages.extend((!page.is_empty()).then_some(page));
    pages
}

/// A text's sentences: up to a stop that a space follows, so that a stop inside a number ends none.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = [". ", "! ", "? "].iter().filter_map(|stop| rest.find(stop)).min();
        let (sentence, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        rest = after.trim_start();
        Some(sentence)
    })
}

fn fits(page: &str, piece: &str, width: usize) -> bool {
    page.chars().count() + usize::from(!page.is_empty()) + piece.chars().count() <= width
}

fn append(page: &mut String, piece: &str) {
    if !page.is_empty() {
        page.push(' ');
    }
    page.push_str(piece);
}

/// How a list goes on that does not fit, by its rows above and below those that are shown; empty if it fits.
pub fn more(above: usize, below: usize) -> String {
    match (above, below) {
        (0, 0) => String::new(),
        (_, 0) => format!("{above} more above"),
        _ => format!("{below} more below"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_separators_and_keep_their_place() {
        assert_eq!([0, 999, 1240, 1_000_000].map(thousands), ["0", "999", "1,240", "1,000,000"]);
        assert_eq!(thousands_up_to(37, 2000), "   37");
    }

    #[test]
    fn measures_take_six_characters_at_most() {
        let cases = [
            (0.0, "0.0000"),
            (0.726_34, "0.7263"),
            (0.000_031, "3.1e-5"),
            (9.999_96, "10.000"),
            (12.345_6, "12.346"),
            (999.996, "1000"),
            (-0.5, "-0.5000"),
            (f32::NAN, "NaN"),
            (f32::INFINITY, "inf"),
        ];
        for (number, text) in cases {
            assert_eq!(measure(number), text);
        }
    }

    #[test]
    fn brief_measures_have_three_decimals_or_two_digits() {
        let cases = [
            (0.0, "0.000"),
            (0.726_34, "0.726"),
            (0.0813, "0.081"),
            (0.004_24, "0.0042"),
            (12.345, "12.35"),
            (345.6, "346"),
            (3.1e-5, "3.1e-5"),
            (f32::NAN, "NaN"),
        ];
        for (number, text) in cases {
            assert_eq!(brief(number), text);
        }
    }

    #[test]
    fn percentages_say_all_and_none_of_all_and_none_alone() {
        let percent = |correct: usize, count: usize| percentage(100.0 * correct as f64 / count as f64, count);
        let cases = [
            (20, 20, "100"),
            (0, 20, "0"),
            (78, 80, "98"),
            (99, 100, "99"),
            (249, 250, "99.6"),
            (9_999, 10_000, "99.9"),
            (1, 10_000, "0.1"),
            (1_000, 1_000, "100"),
        ];
        for (correct, count, expected) in cases {
            assert_eq!(percent(correct, count), expected, "{correct} of {count}");
        }
    }

    #[test]
    fn coordinates_take_few_characters_in_any_unit() {
        let cases = [
            (0.0, "0.00"),
            (-0.5, "-0.50"),
            (0.031, "0.031"),
            (5.1, "5.10"),
            (123.44, "123.4"),
            (-12_300.4, "-12,300"),
            (1.2e-5, "1.2e-5"),
            (3e12, "3.0e12"),
        ];
        for (number, text) in cases {
            assert_eq!(coordinate(number), text);
        }
    }

    #[test]
    fn a_fit_however_bad_takes_few_characters() {
        let cases = [(0.9512, "0.951"), (-0.5, "-0.500"), (-99.5, "-99.500"), (-2.6e39, "-2.6e39")];
        for (share, text) in cases {
            assert_eq!(determination(share, 3), text);
        }
        assert_eq!(determination(f64::NEG_INFINITY, 2), "-inf");
    }

    #[test]
    fn settings_stay_short() {
        let cases = [(0.03, "0.03"), (15.0, "15"), (1e-4, "0.0001"), (2.5e-7, "2.5e-7"), (1e30, "1e30")];
        for (number, text) in cases {
            assert_eq!(setting(number), text);
        }
    }

    #[test]
    fn rates_have_three_significant_digits() {
        let cases = [(0.0, "0.0"), (9.94, "9.9"), (98.4, "98"), (1234.0, "1,230"), (115_432.0, "115,000")];
        for (number, text) in cases {
            assert_eq!(rate(number), text);
        }
        assert_eq!(rate(f64::NAN), "-");
    }

    #[test]
    fn pages_keep_sentences_whole_where_they_fit() {
        let text = "The loss is 0.5 here. It falls. Look!";
        assert_eq!(pages(text, 31), ["The loss is 0.5 here. It falls.", "Look!"]);
        assert_eq!(pages(text, 12), ["The loss is", "0.5 here.", "It falls.", "Look!"]);
        assert_eq!(pages("", 10), Vec::<String>::new());
    }
}
