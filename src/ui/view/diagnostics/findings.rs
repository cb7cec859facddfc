//! The findings as lines: each problem, and below it the fixes with their numbers.

use crate::plot::Glyphs;
use crate::train::inspect::Finding;
use crate::ui::format::pages;

/// A line of a problem, or of a fix.
#[derive(Debug)]
pub struct Line {
    pub text: String,
    /// The place of its fix among those of all findings.
    pub fix: Option<usize>,
}

/// The lines of the findings, at most `most` of them unless those of one finding are more.
pub fn lines(findings: &[Finding], (width, most): (usize, usize), glyphs: Glyphs) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![];
    let mut places = 0..;
    for finding in findings {
        let problem = pages(&glyphs.text(&finding.problem), width);
        let mut own: Vec<Line> = problem.into_iter().map(|page| Line { text: format!(" {page}"), fix: None }).collect();
        for (fix, place) in finding.fixes.iter().zip(places.by_ref()) {
            let begin = if fix == &finding.fixes[0] { "Try" } else { "Or" };
            let words = pages(&glyphs.text(&format!("{begin} {}.", fix.words)), width.saturating_sub(2));
            own.extend(words.into_iter().enumerate().map(|(line, page)| {
                let label = if line == 0 { (place + 1).to_string() } else { String::new() };
                Line { text: format!(" {label:1} {page}"), fix: Some(place) }
            }));
        }
        if !lines.is_empty() && lines.len() + own.len() > most {
            break;
        }
        lines.append(&mut own);
    }
    lines
}
