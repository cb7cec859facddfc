//! Numbers and names in the sentences of the rules.

use indicatif::HumanCount;

use crate::network::Activation;

/// A number with two significant digits: `0.65`, `4.1`, `15`, `1,240`, `4.6e-7`, `NaN`.
pub(super) fn amount(number: f64) -> String {
    let magnitude = number.abs();
    if number.is_nan() || number == 0.0 {
        magnitude.to_string()
    } else if !(0.000_95..99_999.5).contains(&magnitude) {
        format!("{number:.1e}")
    } else if number >= 999.5 {
        HumanCount(number.round() as u64).to_string()
    } else {
        let decimals = (1.0 - libm::log10(magnitude).floor()).clamp(0.0, 4.0) as usize;
        format!("{number:.decimals$}")
    }
}

/// A fraction in percent: `75 %`, `0.0008 %`.
pub(super) fn percent(share: f64) -> String {
    if share >= 0.095 { format!("{:.0} %", 100.0 * share) } else { format!("{} %", amount(100.0 * share)) }
}

/// Units of an activation: `ReLUs`.
pub(super) fn units(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => "ReLUs",
        Activation::Tanh => "tanh units",
        Activation::Sigmoid => "sigmoid units",
        Activation::Linear => "linear units",
        Activation::LeakyRelu => "leaky ReLUs",
        Activation::Elu => "ELUs",
        Activation::Gelu => "GELUs",
        Activation::Softplus => "softplus units",
        Activation::Sin => "sine units",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_count() {
        let texts =
            [0.6487, 4.07, 15.2, 98.7, 0.0123, 0.001, 0.000_94, 4.6e-7, 1240.4, 99_999.0, 1e5, -0.5, f64::NAN, 0.0];
        let expected = [
            "0.65", "4.1", "15", "99", "0.012", "0.0010", "9.4e-4", "4.6e-7", "1,240", "99,999", "1.0e5", "-0.50",
            "NaN", "0",
        ];
        assert_eq!(texts.map(amount), expected);
        assert_eq!([0.75, 0.951, 0.0123, 7.6e-6].map(percent), ["75 %", "95 %", "1.2 %", "7.6e-4 %"]);
    }
}
