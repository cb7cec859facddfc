//! The findings as lines: each problem, and below it the fixes with their numbers.

use ratatui::text::Line;

use crate::train::inspect::Finding;
use crate::ui::format::pages;
use crate::ui::look::Look;

/// The lines of the findings, at most `most` of them unless those of one finding are more, and how many fixes they have.
/// The selected fix stands out.
pub fn lines(
    findings: &[Finding],
    selected: Option<usize>,
    (width, most): (usize, usize),
    look: &Look,
) -> (Vec<Line<'static>>, usize) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let mut lines: Vec<Line> = vec![];
    let (mut number, mut shown) = (0, 0);
    for finding in findings {
        let problem = pages(&glyphs.text(&finding.problem), width);
        let mut own: Vec<Line> =
            problem.into_iter().map(|page| Line::styled(format!(" {page}"), theme.edited())).collect();
        for (place, fix) in finding.fixes.iter().enumerate() {
            let begin = if place == 0 { "Try" } else { "Or" };
            let words = pages(&glyphs.text(&format!("{begin} {}.", fix.words)), width.saturating_sub(2));
            let style = if selected == Some(number) { theme.selected() } else { theme.text() };
            number += 1;
            own.extend(words.into_iter().enumerate().map(|(line, page)| {
                let label = if line == 0 { number.to_string() } else { String::new() };
                Line::styled(format!(" {label:1} {page}"), style)
            }));
        }
        if !lines.is_empty() && lines.len() + own.len() > most {
            break;
        }
        lines.append(&mut own);
        shown = number;
    }
    (lines, shown)
}
