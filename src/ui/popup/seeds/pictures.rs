//! Small decision boundaries: the mean of all runs, where they disagree, and single runs from the worst to the best.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::places::{OF_ALL, Places};
use crate::plot::{Depth, Glyphs, Numbers, Plane, to_colour};
use crate::sweep::Target;
use crate::sweep::seeds::{PICTURE, SIDE, SeedRun, Summary};
use crate::ui::context::Context;
use crate::ui::distribution::value;
use crate::ui::evaluation::numbers;
use crate::ui::format::thousands;
use crate::ui::seeds::{Figures, measured};

/// The ranks of the runs that have pictures, from the worst to the best: evenly apart, with the selected one in the place of
/// the nearest.
pub fn ranks(runs: usize, slots: usize, selected: usize) -> Vec<usize> {
    if runs <= slots {
        return (0..runs).collect();
    }
    let steps = slots.saturating_sub(1).max(1);
    let mut ranks: Vec<usize> = (0..slots).map(|slot| (2 * slot * (runs - 1) + steps) / (2 * steps)).collect();
    if let Some(nearest) = ranks.iter_mut().min_by_key(|rank| rank.abs_diff(selected)) {
        *nearest = selected.min(runs - 1);
    }
    ranks
}

/// Draws all pictures with words above and below.
pub fn draw(
    frame: &mut Frame,
    places: &Places,
    context: &Context,
    summary: &Summary,
    figures: &Figures,
    (target, selected): (Target, usize),
) {
    let look = context.look;
    let kind = numbers(&summary.many.last_preset());
    let (all, single) = places.pictures.split_at(places.pictures.len().min(OF_ALL));
    let of_all = [("mean", &summary.mean, false), ("disagreement", &summary.disagreement, true)];
    for (area, (name, values, is_share)) in all.iter().zip(of_all) {
        let inside = caption(frame, *area, context, name, if is_share { "" } else { "of all runs" }, false);
        if values.is_empty() {
            continue;
        }
        if is_share {
            draw_shares(frame, inside, context, values);
            let most = values.iter().copied().fold(0.0, f32::max);
            let words = match kind {
                Numbers::Values => "of the predictions".to_owned(),
                _ => format!("up to {:.0} % of runs", 100.0 * most * largest(kind)),
            };
            let words = if words.len() > usize::from(area.width) { "of the runs".to_owned() } else { words };
            below(frame, *area, context, &words);
        } else {
            draw_plane(frame, inside, context, kind, SIDE, |place| {
                let width = kind.width();
                values[place * width..(place + 1) * width].to_vec()
            });
        }
    }
    let runs = figures.order.len();
    for (area, rank) in single.iter().zip(ranks(runs, places.slots, selected)) {
        let Some(run) = figures.at(summary, rank) else { continue };
        let name = rank_words(rank, runs, usize::from(area.width));
        let measured =
            measured(run, target.measure).map_or_else(|| "diverged".into(), |number| value(target.measure, number));
        let long = format!("seed {}  {measured}", run.seed);
        let short = format!("{}  {measured}", run.seed);
        let words = if long.chars().count() <= usize::from(area.width) { long } else { short };
        let words = look.glyphs.text(&words);
        let inside = caption(frame, *area, context, &name, &words, rank == selected);
        draw_plane(frame, inside, context, kind, PICTURE, |place| pixel(run, kind, place));
    }
}

/// The numbers of a pixel of a run's picture.
fn pixel(run: &SeedRun, kind: Numbers, place: usize) -> Vec<f32> {
    let pixel = run.picture.get(place).copied().unwrap_or(0);
    match kind {
        Numbers::Classes(count) => (0..count).map(|class| f32::from(u8::from(class == usize::from(pixel)))).collect(),
        _ => vec![f32::from(pixel) / 255.0],
    }
}

/// The largest share of the runs that can predict another class than most do.
fn largest(kind: Numbers) -> f32 {
    match kind {
        Numbers::Classes(count) => 1.0 - 1.0 / count.max(2) as f32,
        _ => 0.5,
    }
}

/// What a rank is called.
fn rank_words(rank: usize, runs: usize, width: usize) -> String {
    match rank {
        rank if rank + 1 == runs => "best".into(),
        0 => "worst".into(),
        rank if rank == runs / 2 => "median".into(),
        _ => {
            let place = thousands((runs - rank) as u64);
            let long = format!("rank {place} of {}", thousands(runs as u64));
            if long.len() <= width { long } else { format!("rank {place}") }
        }
    }
}

/// Writes the words above and below; gives the place between them.
fn caption(frame: &mut Frame, area: Rect, context: &Context, name: &str, words: &str, is_selected: bool) -> Rect {
    let theme = context.look.theme;
    let style = if is_selected { theme.selected() } else { theme.strong() };
    frame.render_widget(Line::styled(name.to_owned(), style), Rect { height: 1, ..area });
    below(frame, area, context, words);
    Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area }
}

fn below(frame: &mut Frame, area: Rect, context: &Context, words: &str) {
    let row = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
    frame.render_widget(Line::styled(words.to_owned(), context.look.theme.faint()), row);
}

/// Which pixel of a square picture stands at a pixel of a place.
fn nearest(column: usize, row: usize, area: Rect, side: usize) -> usize {
    let (columns, rows) = (usize::from(area.width), 2 * usize::from(area.height));
    ((2 * row + 1) * side / (2 * rows)) * side + (2 * column + 1) * side / (2 * columns)
}

/// The pixels of a place, row by row.
fn pixels(area: Rect) -> impl Iterator<Item = (usize, usize)> {
    let (columns, rows) = (usize::from(area.width), 2 * usize::from(area.height));
    (0..rows).flat_map(move |row| (0..columns).map(move |column| (column, row)))
}

/// Draws predictions, given for the pixels of a square picture.
fn draw_plane(
    frame: &mut Frame,
    area: Rect,
    context: &Context,
    kind: Numbers,
    side: usize,
    at: impl Fn(usize) -> Vec<f32>,
) {
    let look = context.look;
    let values: Vec<f32> = pixels(area).flat_map(|(column, row)| at(nearest(column, row, area, side))).collect();
    let plane = Plane {
        values: &values,
        numbers: kind,
        line: &[],
        discrete: false,
        points: &[],
        scheme: look.theme.scheme(),
        bright: true,
        glyphs: look.glyphs,
    };
    plane.render(area, frame.buffer_mut());
}

/// Draws shares from 0 to 1 in greys: the brighter on a dark ground, the more.
fn draw_shares(frame: &mut Frame, area: Rect, context: &Context, shares: &[f32]) {
    let (theme, glyphs) = (context.look.theme, context.look.glyphs);
    let share = |column: u16, row: u16| {
        let place = nearest(column.into(), row.into(), area, SIDE);
        f64::from(shares.get(place).copied().unwrap_or(0.0).clamp(0.0, 1.0))
    };
    let (text, ground) = theme.page();
    let has_greys = matches!(theme.depth(), Depth::TrueColour | Depth::Indexed) && glyphs != Glyphs::Ascii;
    for cell in area.positions() {
        let (column, row) = (cell.x - area.x, 2 * (cell.y - area.y));
        let (upper, lower) = (share(column, row), share(column, row + 1));
        let Some(target) = frame.buffer_mut().cell_mut(cell) else { continue };
        if has_greys {
            let grey = |share: f64| to_colour(ground.mixed(text, 0.08 + 0.92 * share), theme.depth());
            target.set_symbol("▀").set_fg(grey(upper)).set_bg(grey(lower));
        } else {
            let signs =
                if glyphs == Glyphs::Ascii { [".", ":", "*", "%", "#"] } else { ["·", "░", "▒", "▓", "█"] };
            let density = (f64::midpoint(upper, lower) * 4.999) as usize;
            target.set_symbol(signs[density.min(4)]).set_style(theme.text());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_go_from_the_worst_to_the_best_with_the_selected_run_among_them() {
        assert_eq!(ranks(1000, 3, 500), [0, 500, 999]);
        assert_eq!(ranks(1000, 5, 500), [0, 250, 500, 749, 999]);
        assert_eq!(ranks(1000, 3, 700), [0, 700, 999]);
        assert_eq!(ranks(1000, 3, 998), [0, 500, 998]);
        assert_eq!(ranks(2, 3, 1), [0, 1]);
        assert_eq!(ranks(0, 3, 0), [0; 0]);
    }

    #[test]
    fn every_pixel_of_a_place_shows_one_of_the_picture() {
        for area in [Rect::new(0, 0, 14, 7), Rect::new(0, 0, 38, 19), Rect::new(0, 0, 5, 9)] {
            for side in [PICTURE, SIDE] {
                let places: Vec<usize> = pixels(area).map(|(column, row)| nearest(column, row, area, side)).collect();
                assert!(places.iter().all(|place| *place < side * side));
                let different: std::collections::BTreeSet<_> = places.into_iter().collect();
                let (columns, rows) = (usize::from(area.width), 2 * usize::from(area.height));
                assert_eq!(different.len(), columns.min(side) * rows.min(side), "as many as there is room for");
            }
        }
    }
}
