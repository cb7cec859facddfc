//! The diagnostics in words: the findings, and the numbers of each layer.

use super::{Layer, Measurements, numbers};

/// The findings, then a line for each layer.
pub fn describe(measurements: &Measurements) -> Vec<String> {
    let mut number = 0;
    let mut lines: Vec<String> = vec![];
    for finding in &measurements.findings {
        lines.push(format!("Diagnosis: {}", finding.problem));
        for fix in &finding.fixes {
            number += 1;
            lines.push(format!("Fix {number}: {}.", fix.words));
        }
    }
    if lines.is_empty() {
        lines.push("Diagnostics: no problems found.".into());
    }
    let last = measurements.layers.len().saturating_sub(1);
    lines.extend(measurements.layers.iter().enumerate().map(|(index, layer)| line(index, last, layer)));
    lines
}

fn line(index: usize, last: usize, layer: &Layer) -> String {
    let name = if index == last { "Output layer".to_owned() } else { format!("Hidden layer {}", index + 1) };
    let [weights, gradient, update, dead, saturated] = numbers(&layer.now);
    let dead = dead.replace('/', " of ");
    let saturated = layer.now.saturated.map_or_else(String::new, |_| format!(", {saturated} of activations saturated"));
    format!(
        "{name}: weight norm {weights}, gradient norm {gradient}, update ratio {update}, {dead} units dead{saturated}."
    )
}
