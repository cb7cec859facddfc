//! Where popups stand: the size and place of their boxes.

use ratatui::layout::Rect;

/// Columns of a box.
pub const WIDTH: u16 = 76;
/// The widest place whose columns a popup takes all.
const WIDEST: u16 = 100;

/// Columns of a row of a list.
pub fn room(area: Rect) -> usize {
    usize::from(boxed(area, 0).width.saturating_sub(4))
}

/// The box of a popup: the whole place if that is the right side of the screen; else in the middle, of this height or less
/// where there is no room, and as wide as the place unless that is very wide.
pub fn boxed(area: Rect, height: u16) -> Rect {
    match area {
        Rect { x, .. } if x > 0 => area,
        Rect { width, .. } if width <= WIDEST => centered(area, width, height),
        _ => centered(area, WIDTH, height),
    }
}

/// A box of at most this size in the middle of the screen; one that would leave only a strip beside it has the whole
/// width.
pub fn centered(screen: Rect, width: u16, height: u16) -> Rect {
    let width = if screen.width < width + 8 { screen.width } else { width };
    let height = height.min(screen.height);
    Rect { x: screen.x + (screen.width - width) / 2, y: screen.y + (screen.height - height) / 2, width, height }
}
