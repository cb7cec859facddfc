//! The success rate in words.

use super::target::target_words;
use crate::sweep::Target;
use crate::sweep::statistics::wilson;
use crate::ui::format::thousands;

/// How many of so many runs meet the target, with Wilson's interval; in so many columns, if it fits in any way.
pub fn success(successes: u64, total: u64, target: Target, width: usize) -> String {
    let Some((low, high)) = wilson(successes, total) else { return "no run is done yet".into() };
    let target = target_words(target);
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let rate = percent(successes as f64 / total as f64);
    let (successes, runs) = (thousands(successes), thousands(total));
    let interval = format!("{} to {} %", percent(low), percent(high));
    let long = format!("{successes} of {runs} runs reach {target}: {rate} % (95 % interval {interval})");
    let short = format!("{successes} of {runs} runs reach {target}: {rate} % ({interval})");
    let shortest = format!("{successes} of {runs} reach {target}");
    let fits = |text: &&String| text.chars().count() <= width;
    [&long, &short, &shortest].into_iter().find(fits).unwrap_or(&shortest).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_success_rate_is_a_plain_sentence_that_fits() {
        let target = "test-accuracy>=95%".parse().unwrap();
        let long = "842 of 1,000 runs reach test accuracy ≥ 95 %: 84.2 % (95 % interval 81.8 to 86.3 %)";
        assert_eq!(success(842, 1000, target, 100), long);
        let short = "842 of 1,000 runs reach test accuracy ≥ 95 %: 84.2 % (81.8 to 86.3 %)";
        assert_eq!(success(842, 1000, target, 76), short);
        assert_eq!(success(842, 1000, target, 10), "842 of 1,000 reach test accuracy ≥ 95 %");
        assert_eq!(success(0, 0, target, 100), "no run is done yet");
    }
}
