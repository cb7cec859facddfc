//! Shades of the cells of a grid: the better the median, the further from the ground.

use crate::plot::{Depth, Glyphs, Rgb, black_or_white_on, to_colour};
use crate::ui::theme::Theme;
use ratatui::style::{Color, Style};

/// Where a median lies between the worst and the best of a grid, from 0 to 1; losses by their logarithms.
pub fn rank(median: f64, (low, high): (f64, f64), falls: bool) -> f64 {
    let along = |value: f64| if falls && low > 0.0 { value.ln() } else { value };
    if !median.is_finite() {
        return 0.0;
    }
    let part = (along(median) - along(low)) / (along(high) - along(low));
    // All the same.
    let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 1.0 };
    if falls && high > low { 1.0 - part } else { part }
}

/// How cells are shaded.
#[derive(Clone, Copy)]
pub struct Shades {
    theme: Theme,
    glyphs: Glyphs,
}

impl Shades {
    pub fn new(theme: Theme, glyphs: Glyphs) -> Self {
        Self { theme, glyphs }
    }

    /// Whether shades are colours of the ground, rather than signs beside the number.
    pub fn are_colours(self) -> bool {
        matches!(self.theme.depth(), Depth::TrueColour | Depth::Indexed)
    }

    /// The style where there is nothing.
    pub fn base(self) -> Style {
        self.theme.faint()
    }

    /// The sign of a rank, where there are no colours.
    pub fn sign(self, rank: f64) -> &'static str {
        let signs =
            if self.glyphs == Glyphs::Ascii { [".", ":", "*", "%", "#"] } else { ["·", "░", "▒", "▓", "█"] };
        signs[((rank * 4.999) as usize).min(4)]
    }

    /// The style of a cell of a rank.
    pub fn style(self, rank: f64) -> Style {
        if !self.are_colours() {
            return self.theme.text();
        }
        let (text, ground) = self.theme.page();
        let shade = ground.mixed(text, 0.1 + 0.8 * rank);
        let colour = |rgb: Rgb| -> Color { to_colour(rgb, self.theme.depth()) };
        Style::new().bg(colour(shade)).fg(colour(black_or_white_on(shade)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_median_has_the_highest_rank() {
        assert_eq!((rank(0.01, (0.01, 1.0), true), rank(1.0, (0.01, 1.0), true)), (1.0, 0.0));
        assert!((rank(0.1, (0.01, 1.0), true) - 0.5).abs() < 1e-9, "losses by their logarithms");
        assert_eq!((rank(0.5, (0.5, 1.0), false), rank(1.0, (0.5, 1.0), false)), (0.0, 1.0));
        assert_eq!(rank(f64::INFINITY, (0.01, 1.0), true), 0.0, "most of the runs diverged");
        assert_eq!(rank(0.3, (0.3, 0.3), true), 1.0, "a single median is the best");
    }
}
