//! Smoothing: a line's exponential moving average.
//!
//! Owns the formula; the dashboard's charts choose the lines and the half-life.

use super::series::Column;

/// The debiased exponential moving average of the last values of some columns, whose x rise.
///
/// A value's weight halves with every `half_life` of x that lies behind it:
/// `s_n = Σ w_i y_i / Σ w_i` over all i up to n, with `w_i = 0.5^((x_n - x_i) / half_life)`.
///
/// Dividing by the sum of the weights removes the bias towards the first value that the recursion
/// `s_n = a s_(n-1) + (1 - a) y_n` has; Adam corrects its moments in the same way (Kingma and Ba, 2015, section 3). It is
/// pandas' `ewm(halflife=…, times=…).mean()`, and for x that are 1 apart `ewm(halflife=…).mean()`. Columns that are not
/// finite are left out; a half-life that is not positive smooths nothing.
pub fn smoothed(columns: &[Column], half_life: f64) -> Vec<Column> {
    let (mut sum, mut weights, mut before) = (0.0, 0.0, None);
    let finite = columns.iter().filter(|column| column.x.is_finite() && column.last.is_finite());
    finite
        .map(|column| {
            let decay = before.replace(column.x).map_or(0.0, |before| 0.5_f64.powf((column.x - before) / half_life));
            let decay = if half_life > 0.0 { decay } else { 0.0 };
            sum = decay * sum + column.last;
            weights = decay * weights + 1.0;
            Column::of(column.x, sum / weights)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(found: &[Column], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (column, expected) in found.iter().zip(expected) {
            assert!((column.last - expected).abs() < 1e-12, "{} is not {expected}", column.last);
        }
    }

    fn line(x: &[f64], y: &[f64]) -> Vec<Column> {
        x.iter().zip(y).map(|(&x, &y)| Column::of(x, y)).collect()
    }

    /// By hand for a half-life of 1: 4; (4/2 + 2) / (1/2 + 1) = 8/3; (4/4 + 2/2 + 8) / (7/4) = 40/7. pandas has the same:
    /// `pandas.Series([4, 2, 8, 1]).ewm(halflife=1).mean()` is 4, 2.666667, 5.714286, 3.2.
    #[test]
    fn values_one_apart_have_the_weights_of_pandas() {
        let data = line(&[0.0, 1.0, 2.0, 3.0], &[4.0, 2.0, 8.0, 1.0]);
        assert_near(&smoothed(&data, 1.0), &[4.0, 8.0 / 3.0, 40.0 / 7.0, 3.2]);
    }

    /// `NumPy`: `w = 0.5 ** ((x[n] - x[:n+1]) / 2); (w * y[:n+1]).sum() / w.sum()` for each n.
    #[test]
    fn values_far_apart_weigh_less() {
        let data = line(&[0.0, 2.0, 6.0, 7.0], &[1.0, 0.5, 3.0, -1.0]);
        assert_near(&smoothed(&data, 2.0), &[1.0, 2.0 / 3.0, 26.0 / 11.0, 0.658_173_494_633_733_6]);
    }

    #[test]
    fn a_level_line_stays_level_and_other_than_finite_values_are_left_out() {
        let data = line(&[0.0, 1.0, f64::NAN, 900.0], &[0.3, f64::INFINITY, 0.5, 0.3]);
        assert_near(&smoothed(&data, 10.0), &[0.3, 0.3]);
        assert_near(&smoothed(&line(&[0.0, 1.0], &[4.0, 2.0]), 0.0), &[4.0, 2.0]);
        assert!(smoothed(&[], 10.0).is_empty());
    }
}
