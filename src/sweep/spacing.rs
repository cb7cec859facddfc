//! Numbers between two ends: with equal differences, with equal ratios, or drawn at random.

use rand::{Rng, RngExt};

/// The most values of a list, and the most draws.
pub const MAX_VALUES: u64 = 100_000;

/// How numbers lie between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spacing {
    /// Equal differences, or equally likely numbers.
    Linear,
    /// Equal ratios, or equally likely logarithms.
    Logarithmic,
}

impl Spacing {
    /// The number at a part of the way between the ends, 0 to 1.
    fn between(self, (start, end): (f64, f64), part: f64) -> f64 {
        let number = match self {
            Self::Linear => start + (end - start) * part,
            Self::Logarithmic => start * libm::exp(libm::log(end / start) * part),
        };
        rounded(number)
    }

    /// A random number between two ends; one of the whole numbers from end to end if it takes no fractions.
    pub(super) fn draw(self, generator: &mut impl Rng, (start, end): (f64, f64), takes_fractions: bool) -> f64 {
        let part = generator.random::<f64>();
        if takes_fractions {
            return self.between((start, end), part).clamp(start, end);
        }
        // Each number has the room of one around it, so that those at the ends are as likely as the others.
        self.between((start - 0.5, end + 0.5), part).round().clamp(start, end)
    }
}

/// Six significant digits: people read and type such numbers, and rounding errors don't show.
fn rounded(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

/// Reads two different ends, as in `1e-4..1`.
pub(super) fn range(text: &str, spacing: Spacing) -> Result<(f64, f64), String> {
    let (start, end) = ends(text, spacing)?;
    if start < end { Ok((start, end)) } else { Err("needs two different ends, the smaller one first".to_owned()) }
}

fn ends(text: &str, spacing: Spacing) -> Result<(f64, f64), String> {
    let number = |text: &str| text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    let ends = text.split_once("..").and_then(|(start, end)| Some((number(start)?, number(end)?)));
    let (start, end) = ends.ok_or("has no range of numbers")?;
    if spacing == Spacing::Logarithmic && (start <= 0.0 || end <= 0.0) {
        return Err("needs ends above 0 for logarithms".to_owned());
    }
    Ok((start, end))
}

/// Reads ends and a count, as in `1e-4..1:20`; the numbers from end to end, both included.
pub(super) fn spaced(text: &str, spacing: Spacing) -> Result<Vec<f64>, String> {
    let (range, count) = text.rsplit_once(':').ok_or("has no count")?;
    let (start, end) = ends(range, spacing)?;
    let count: u64 = count.trim().parse().map_err(|_| "has no count")?;
    if !(2..=MAX_VALUES).contains(&count) {
        return Err(format!("has a count outside of 2 to {MAX_VALUES}"));
    }
    let last = count - 1;
    Ok((0..count)
        .map(|place| match place {
            0 => start,
            place if place == last => end,
            place => spacing.between((start, end), place as f64 / last as f64),
        })
        .collect())
}
