//! The data of a chart's lines, and the range that holds them.
//!
//! Decides which data a scale can show. Callers fill series from their records; the chart draws them.

use ratatui::style::Style;

use super::dots::Stroke;
use super::rows::Rows;
use super::scale::Scale;
use super::ticks;

/// The values of consecutive counts, as one piece of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// The first of the counts.
    pub x: f64,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// The last value, where the next piece starts.
    pub last: f64,
}

impl Column {
    /// A single value.
    pub fn of(x: f64, value: f64) -> Self {
        Self { x, min: value, max: value, last: value }
    }
}

/// One line of a chart.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// The data, by rising x. Values that are not finite, or not positive on a logarithmic axis, leave a gap.
    pub columns: &'a [Column],
    /// The name on the line, if it has one there.
    pub label: &'a str,
    /// Style of line and label.
    pub style: Style,
    /// The line's pattern.
    pub stroke: Stroke,
}

/// The range of y that holds all data from `x.0` to `x.1`, with round ticks an equal number of rows apart. A linear one
/// includes 0, so that heights compare as the values do. Without data it is 0 to 1, or 0.1 to 1 on a logarithmic axis.
pub fn fit(series: &[Series<'_>], x: (f64, f64), scale: Scale, rows: Rows) -> (f64, f64) {
    let columns = series.iter().flat_map(|series| series.columns);
    let usable = columns.filter(|column| (x.0..=x.1).contains(&column.x)).filter_map(|column| usable(column, scale));
    let range = usable.map(|column| (column.min, column.max));
    let range = range.reduce(|(low, high), (min, max)| (low.min(min), high.max(max)));
    match (scale, range) {
        (Scale::Linear, None) => (0.0, 1.0),
        (Scale::Log, None) => (0.1, 1.0),
        (Scale::Linear, Some((low, high))) => {
            let (low, high) = (low.min(0.0), high.max(0.0));
            rows.rising(low, high).unwrap_or_else(|| ticks::linear_enclosing(low, high))
        }
        (Scale::Log, Some((low, high))) => {
            rows.logarithmic(low, high).unwrap_or_else(|| ticks::logarithmic_enclosing(low, high))
        }
    }
}

/// The part of a column that the scale can show.
#[inline]
pub(super) fn usable(column: &Column, scale: Scale) -> Option<Column> {
    let usable = |value: &f64| value.is_finite() && (scale == Scale::Linear || *value > 0.0);
    // Nearly every column is whole.
    let Column { x, min, max, last } = *column;
    if x.is_finite() && [min, max, last].iter().all(usable) {
        return Some(Column { min: min.min(max).min(last), max: min.max(max).max(last), ..*column });
    }
    let values = [min, max, last].into_iter().filter(usable);
    let (min, max) = (values.clone().reduce(f64::min)?, values.reduce(f64::max)?);
    let last = if usable(&last) { last } else { min };
    x.is_finite().then_some(Column { x, min, max, last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Glyphs;

    #[test]
    fn fitted_ranges_hold_the_data() {
        let data = [Column::of(0.0, 0.7), Column { x: 50.0, min: 0.06, max: 0.3, last: 0.1 }];
        let series = [line(&data)];
        let rows = Rows::of(9, Glyphs::Braille);
        let assert_holds = |x, scale, least: f64, most: f64| {
            let (low, high) = fit(&series, x, scale, rows);
            assert!(low <= least && high >= most, "{low} to {high} for {least} to {most}");
            assert!(high <= 2.0 * most, "no more room than needed: {high}");
        };
        assert_holds((0.0, 100.0), Scale::Linear, 0.0, 0.7);
        assert_holds((0.0, 100.0), Scale::Log, 0.06, 0.7);
        assert_holds((10.0, 100.0), Scale::Log, 0.06, 0.3);
        assert_eq!(fit(&series, (60.0, 100.0), Scale::Linear, rows), (0.0, 1.0));
        let bad = [Column::of(0.0, f64::NAN), Column::of(1.0, -1.0), Column::of(f64::NAN, 3.0)];
        assert_eq!(fit(&[line(&bad)], (0.0, 100.0), Scale::Log, rows), (0.1, 1.0));
    }

    fn line(columns: &[Column]) -> Series<'_> {
        Series { columns, label: "", style: Style::new(), stroke: Stroke::Solid }
    }
}
